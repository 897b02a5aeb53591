/** The control door `/__sim`: what the simulator is, what it received, what it holds, its clock and its faults (design.md §5). */
import type { Context, Hono } from "hono";
import { z } from "zod";
import { faultRule } from "./fault-rules.ts";
import { overviewPage } from "./page.ts";
import type { SimAction, Simulation } from "./types.ts";

const instant = z.iso.datetime({ offset: true });
const clockChange = z.union([
  z.strictObject({ now: instant, running: z.boolean().default(false) }),
  z.strictObject({
    advanceMs: z
      .int()
      .min(0)
      .max(100 * 366 * 86_400_000),
  }),
  z.strictObject({ real: z.literal(true) }),
]);
const receivedQuery = z.object({
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).optional(),
  path: z.string().optional(),
  contains: z.string().optional(),
});

/** Doors that every simulator has. */
export const COMMON_ACTIONS: readonly SimAction[] = [
  { method: "GET", path: "/received", vi: "Mọi yêu cầu đã nhận (?after=&limit=&path=&contains=)", en: "Every request received" },
  { method: "GET", path: "/state", vi: "Sổ của đối tác", en: "The partner's ledger" },
  { method: "POST", path: "/reset", vi: "Xóa sạch sổ, nhật ký và quy tắc lỗi", en: "Empty ledger, log and fault rules" },
  { method: "POST", path: "/clock", vi: "Đặt đồng hồ", en: "Set the clock", example: { now: "2026-02-13T08:00:00+07:00" } },
  { method: "GET", path: "/faults", vi: "Các quy tắc gây lỗi", en: "Fault rules" },
  {
    method: "POST",
    path: "/faults",
    vi: "Thêm quy tắc gây lỗi",
    en: "Add fault rules",
    example: { kind: "status", code: 503, retryAfter: 5, times: 3 },
  },
  { method: "DELETE", path: "/faults", vi: "Bỏ mọi quy tắc gây lỗi (hoặc /faults/<id>)", en: "Remove all fault rules, or one" },
];

/** A request to the door that does not fit: 400 with what is wrong, in both languages. */
export const badRequest = (c: Context, error: z.ZodError): Response =>
  c.json(
    {
      error: "Yêu cầu không hợp lệ / Bad request",
      issues: error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    },
    400,
  );

/** The JSON body, or undefined where there is none or it is not JSON. */
export const jsonBody = async (c: Context): Promise<unknown> => {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
};

/** The body of a form-urlencoded request, by field; of a field given twice the last. */
export const formOf = async (c: Context): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await c.req.text()));

const clockState = (simulation: Simulation) => ({ now: simulation.clock.now(), standing: simulation.clock.standing() });

const overview = (simulation: Simulation) => {
  const { definition, parts, received, faults } = simulation;
  return {
    id: definition.id,
    title: definition.title,
    about: definition.about,
    clock: clockState(simulation),
    counts: { received: received.count(), faults: faults.list().length, calling: simulation.calling(), ...parts.counts() },
    actions: [...COMMON_ACTIONS, ...(parts.actions ?? [])].map((action) => ({ ...action, path: `/__sim${action.path}` })),
  };
};

const wantsPage = (c: Context): boolean => (c.req.header("accept") ?? "").includes("text/html");

/** Adds the door's routes. A person's browser gets a page at `/__sim`, everybody else JSON. */
export const mountDoor = (app: Hono, simulation: Simulation): void => {
  const { parts, received, faults, clock } = simulation;
  const moved = (): void => parts.tick?.();

  app.get("/__sim", (c) => {
    moved();
    const view = overview(simulation);
    const page = () => overviewPage(view, faults.list(), received.list({ limit: 30 }), COMMON_ACTIONS.length);
    return wantsPage(c) ? c.html(page()) : c.json(view);
  });
  app.get("/__sim/received", (c) => {
    const query = receivedQuery.safeParse(c.req.query());
    return query.success ? c.json(received.list(query.data)) : badRequest(c, query.error);
  });
  app.get("/__sim/state", (c) => {
    moved();
    return c.json(parts.state() as object);
  });
  app.post("/__sim/reset", (c) => {
    simulation.reset();
    return c.json(overview(simulation));
  });
  app.post("/__sim/clock", async (c) => {
    const change = clockChange.safeParse(await jsonBody(c));
    if (!change.success) return badRequest(c, change.error);
    if ("now" in change.data) clock.set(change.data.now, change.data.running);
    else if ("advanceMs" in change.data) clock.advance(change.data.advanceMs);
    else clock.release();
    moved();
    return c.json(clockState(simulation));
  });
  app.get("/__sim/faults", (c) => c.json(faults.list()));
  app.post("/__sim/faults", async (c) => {
    const rules = z.union([faultRule, z.array(faultRule).min(1).max(100)]).safeParse(await jsonBody(c));
    if (!rules.success) return badRequest(c, rules.error);
    return c.json(
      [rules.data].flat().map((rule) => faults.add(rule)),
      201,
    );
  });
  app.delete("/__sim/faults", (c) => c.json({ removed: faults.remove() }));
  app.delete("/__sim/faults/:id", (c) => {
    const removed = faults.remove(c.req.param("id"));
    return removed > 0 ? c.json({ removed }) : c.json({ error: "Không có quy tắc này / No such rule" }, 404);
  });
  if (parts.door !== undefined) app.route("/__sim", parts.door);
  app.notFound((c) => c.json({ error: "Không có cửa này / No such door", see: "/__sim" }, 404));
};
