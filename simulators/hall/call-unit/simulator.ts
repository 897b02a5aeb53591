/** Call units of the counters, simulated (R-H): a display and six buttons each. */
import { Hono } from "hono";
import { z } from "zod";
import {
  CALL_ACTIONS,
  type CounterNow,
  counterNow,
  type StateReport,
} from "../../../adapters/hall/queue-units/contract/units.ts";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal } from "../metal.ts";
import { createUnitLine, refusalOf, type UnitLine } from "../unit-line.ts";
import { unitOptions } from "../unit-options.ts";
import { panelPage } from "../unit-panel.ts";

const pressBody = z.strictObject({
  /** Device or counter; absent: the first unit. */
  unit: z.string().optional(),
  action: z.enum(CALL_ACTIONS),
  to: z.strictObject({ service: z.string().optional(), counter: z.string().optional() }).optional(),
});

interface Front {
  readonly deviceId: string;
  readonly counter: string | undefined;
  readonly line: UnitLine;
  now: CounterNow | undefined;
  /** What the last press was refused with, in the officer's words. */
  told: string;
}

const BUTTONS = { next: "Gọi tiếp", recall: "Gọi lại", serve: "Phục vụ", skip: "Bỏ qua", finish: "Xong" } as const;
const NO_LINE = "MẤT KẾT NỐI – gọi bằng lời, bấm lại sau";

const textOf = ({ now, told, line }: Front): string => {
  if (!line.connected()) return NO_LINE;
  if (now === undefined) return "…";
  const at =
    now.ticket === undefined ? "----" : `${now.ticket.id} ${now.ticket.state === "called" ? "ĐANG GỌI" : "ĐANG PHỤC VỤ"}`;
  const state = now.open ? `${at} · chờ ${now.waiting}` : "QUẦY ĐÓNG";
  return `${now.counter.name.vi}: ${state}${told === "" ? "" : `\n  ${told}`}`;
};

export default defineSimulator({
  id: "hall-call-unit",
  title: { vi: "Bàn phím gọi số (mô phỏng)", en: "Counter call units (simulated)" },
  about: {
    vi: "Mỗi quầy một bàn phím: gọi tiếp, gọi lại, phục vụ, bỏ qua, xong, chuyển; màn hình nhỏ hiện số.",
    en: "One for each counter: next, recall, serve, skip, finish, transfer; a small display.",
  },
  options: unitOptions,
  settings: () => ({}),
  createApp: (context, settings) => {
    const metal = createMetal({ stuckKey: { vi: "Kẹt phím", en: "A key is stuck" } });
    const report = (): StateReport =>
      metal.has("stuckKey")
        ? { state: "warning", problems: [{ code: "keypad.stuck", vi: "Một phím bị kẹt.", en: "A key is stuck." }] }
        : { state: "ok", problems: [] };
    const fronts: Front[] = settings.units.map(({ deviceId, key, counter }) => {
      const front: Front = {
        deviceId,
        counter,
        now: undefined,
        told: "",
        line: createUnitLine(
          context,
          metal,
          { hubUrl: settings.hubUrl, deviceId, key },
          {
            report,
            take: ({ event, data }) => {
              const read = counterNow.safeParse(data);
              if (event === "counter" && read.success) front.now = read.data;
            },
          },
        ),
      };
      return front;
    });
    const find = (unit: string | undefined): Front | undefined =>
      fronts.find(
        ({ deviceId, counter, now }) => unit === undefined || unit === deviceId || unit === counter || unit === now?.counter.id,
      );
    const shown = (front: Front) => ({
      deviceId: front.deviceId,
      connected: front.line.connected(),
      text: textOf(front),
      ...(front.now === undefined ? {} : { now: front.now }),
    });

    const app = new Hono();
    app.notFound((c) => c.text("Bàn phím tự gọi đến trục. / This unit calls the hub.", 404));
    const door = new Hono();
    door.route("/", metal.door);
    door.post("/press", async (c) => {
      const body = pressBody.safeParse(await jsonBody(c));
      if (!body.success) return badRequest(c, body.error);
      const { unit, action, to } = body.data;
      const front = find(unit);
      if (front === undefined) return c.json({ error: "Không có bàn phím này / No such unit" }, 404);
      const answer = await front.line.press("/calls", { action, ...(to === undefined ? {} : { to }) });
      if (answer === undefined) {
        front.told = "";
        return c.json({ ...shown(front), error: NO_LINE }, 503);
      }
      const read = counterNow.safeParse(answer.json);
      if (read.success) {
        front.now = read.data;
        front.told = "";
        return c.json(shown(front));
      }
      const refusal = refusalOf(answer.json);
      front.told = refusal?.detail ?? `HTTP ${answer.status}`;
      return c.json({ ...shown(front), code: refusal?.code, status: answer.status }, 409);
    });
    door.get("/display", (c) => c.text(fronts.map(textOf).join("\n")));
    door.get("/panel", (c) =>
      c.html(
        panelPage(
          "Bàn phím gọi số",
          fronts.flatMap(({ deviceId, now }) =>
            Object.entries(BUTTONS).map(([action, label]) => ({
              label: `${now?.counter.name.vi ?? deviceId}: ${label}`,
              body: { unit: deviceId, action },
            })),
          ),
        ),
      ),
    );
    return {
      app,
      reachable: metal.online,
      state: () => ({ ...metal.state(), units: fronts.map(shown) }),
      counts: () => ({
        "bàn phím": fronts.length,
        "đang nối": fronts.filter(({ line }) => line.connected()).length,
        "quầy đang mở": fronts.filter(({ now }) => now?.open === true).length,
      }),
      reset: () => {
        for (const front of fronts) {
          front.now = undefined;
          front.told = "";
          front.line.forget();
        }
        metal.reset();
      },
      stop: () => {
        for (const { line } of fronts) line.stop();
      },
      door,
      actions: [
        ...Object.entries(BUTTONS).map(([action, vi]) => ({
          method: "POST" as const,
          path: "/press",
          vi,
          en: action,
          example: { action },
        })),
        { method: "GET", path: "/panel", vi: "Bàn phím của mọi quầy (trang)", en: "All keypads (page)" },
        ...metal.actions,
      ],
    };
  },
});
