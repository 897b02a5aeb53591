/**
 * /hooks/{adapter}/{hook}: partners call us. The gateway only bounds and reads the request; the adapter verifies it as that partner signs,
 * and what it answers goes back as it is, because partners expect their own words.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { StatusCode } from "hono/utils/http-status";
import type { Hub } from "../../core/hub.ts";
import { countAttempts } from "../auth/attempts.ts";
import type { Entry } from "../auth/entry.ts";
import { addressGroup, tooMany } from "../auth/limits.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";
import { answerProblem, PROBLEMS, type Problem } from "../problem.ts";
import { readBounded } from "../rest/body.ts";
import { problemSchema } from "../rest/schemas.ts";
import type { Tag } from "../tags.ts";

/** A portal pushes whole dossiers with attachments inside the envelope; 16 MiB holds a 10 MB file in base64. */
const MAX_HOOK_BYTES = 16_777_216;
const HOOK_BODY_TIMEOUT_MS = 60_000;
/**
 * So many calls of one address that its adapter found unproven (401) close that adapter's hooks to it for the rest of the minute, before a byte
 * is read: each costs a body, a signature and a line of the wire log. A partner with an old secret tries again far less often.
 */
export const UNPROVEN_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
/** Answers that have no body (RFC 9110 §15.3.5, §15.4.5). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);
const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;
const PATH = "/hooks/:adapter/:hook";

const answers = {
  default: { description: "Câu trả lời theo quy ước của đối tác / whatever the partner's protocol says" },
  404: { description: "Không có hook này / no such hook", content: { "application/problem+json": { schema: problemSchema } } },
  429: {
    description: "Địa chỉ gọi quá nhiều lần mà không chứng minh được mình / too many unproven calls",
    content: { "application/problem+json": { schema: problemSchema } },
  },
} as const;

const tooManyUnproven = (ms: number): Problem =>
  tooMany("hook.too-many-unproven", Math.max(1, Math.ceil(ms / 1000)), {
    vi: "Địa chỉ này đã gọi quá nhiều lần mà không chứng minh được mình là đối tác.",
    en: "This address has called too often without proving that it is the partner.",
  });

export interface HookDoorOptions {
  readonly entry: Pick<Entry, "addressOf">;
  readonly metrics: Pick<Metrics, "limited">;
  /** Real time, milliseconds. */
  readonly wallClock: () => number;
  /** How long a body may take to arrive, milliseconds of real time. */
  readonly timeoutMs?: number | undefined;
}

/** Adds the callback doors of all adapters. */
export const addHookDoors = (
  app: OpenAPIHono<GatewayEnv>,
  hub: Pick<Hub, "hook" | "runHook">,
  { entry, metrics, wallClock, timeoutMs = HOOK_BODY_TIMEOUT_MS }: HookDoorOptions,
): void => {
  const unproven = countAttempts(UNPROVEN_PER_MINUTE, MINUTE_MS, wallClock);
  for (const method of METHODS) {
    app.openAPIRegistry.registerPath({
      method: method.toLowerCase() as Lowercase<typeof method>,
      path: "/hooks/{adapter}/{hook}",
      operationId: `hook${method}`,
      tags: ["hooks"] satisfies Tag[],
      summary: "Đối tác gọi vào trục, theo quy ước của từng đối tác",
      description: "A partner's callback; each adapter verifies it as that partner signs. See adapters/<adapter>/README.md.",
      security: [],
      parameters: ["adapter", "hook"].map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }) as const),
      responses: answers,
    });
  }
  app.on([...METHODS], [PATH], async (c) => {
    const { adapter, hook } = c.req.param() as { adapter: string; hook: string };
    if (hub.hook(adapter, hook) === undefined) return answerProblem(c, PROBLEMS.unknownPath());
    // Each adapter's own: whoever fails at one shuts no other partner out that shares its way in.
    const subject = `${adapter} ${addressGroup(entry.addressOf(c))}`;
    const ms = unproven.lockedFor(subject);
    if (ms > 0) {
      metrics.limited("address");
      const barred = tooManyUnproven(ms);
      return answerProblem(c, { ...barred, headers: { ...barred.headers, connection: "close" } });
    }
    const bodiless = c.req.method === "GET" || c.req.raw.body === null;
    const read = bodiless ? { bytes: new Uint8Array() } : await readBounded(c.req.raw, MAX_HOOK_BYTES, timeoutMs);
    if ("problem" in read) return answerProblem(c, read.problem);
    const answer = await hub.runHook(adapter, hook, {
      method: c.req.method,
      path: c.req.path,
      query: c.req.query(),
      headers: c.req.header(),
      body: read.bytes,
    });
    if (answer.status === 401) unproven.wrong(subject);
    const body = BODILESS.has(answer.status) ? null : answer.body;
    return c.newResponse(body, answer.status as StatusCode, { ...answer.headers });
  });
};
