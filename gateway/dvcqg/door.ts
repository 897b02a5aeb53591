/**
 * The doors for one-stop systems that speak with the national portal (R-G01, R-J04, domain.md §1): they put the hub's address where their
 * security server's was, and nothing else. In this order: dstcode → size and time → JSON guard → who calls → limits → unit → service. Answers
 * are HTTP 200 with the outcome inside, as the portal's; README.md has the addresses.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import type { Entry } from "../auth/entry.ts";
import type { GatewayEnv } from "../env.ts";
import { faultOf } from "../fault.ts";
import type { Metrics } from "../metrics.ts";
import { type Problem, ProblemError } from "../problem.ts";
import { guardJson, readBounded } from "../rest/body.ts";
import { missing } from "./fields.ts";
import { describeDoors } from "./openapi.ts";
import { CODES, DSTCODE, FORWARD_ROADS, failed, LOGIN_PATH, type Outcome, WRAPPER_ROAD } from "./protocol.ts";
import { type Call, serve } from "./service.ts";
import { faulty } from "./texts.ts";
import { createWho, isRefused, limited, unproved } from "./who.ts";

export interface DvcqgOptions {
  readonly app: OpenAPIHono<GatewayEnv>;
  readonly hub: Hub;
  readonly entry: Entry;
  readonly metrics: Pick<Metrics, "command" | "turnedAway">;
  readonly log: Pick<Logger, "error">;
  /** Real time, milliseconds: sessions end by it. */
  readonly wallClock: () => number;
  /** How long a body may take to arrive, milliseconds of real time. */
  readonly timeoutMs?: number | undefined;
}

/** Lists of dossiers may hold files in base64; 16 MiB as for partners' callbacks. */
const MAX_BODY_BYTES = 16_777_216;
/** A user name and a password. */
const MAX_LOGIN_BYTES = 8_192;
/** What clients in the field wait for an answer (domain.md §1.1): who needs longer to ask is holding the door. */
const BODY_TIMEOUT_MS = 60_000;

const HEADERS = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" } as const;

/** A problem of the common guards in the protocol's words; its headers (Retry-After, Connection) stay. */
const inWords = ({ detail, code, errors }: Problem): Outcome => {
  const where = errors?.[0]?.path;
  const says = detail.vi.replace(/\.$/, "");
  return failed(CODES.invalid, where === undefined || where === "" ? says : `${says}: ${where}`, code);
};

/** Adds the doors, and what the OpenAPI document says of them. */
export const addDvcqgDoors = (options: DvcqgOptions): void => {
  const { app, hub, entry, metrics, log, wallClock, timeoutMs = BODY_TIMEOUT_MS } = options;
  const who = createWho({ hub, entry, metrics, clock: wallClock });

  const answer = (c: Context<GatewayEnv>, body: unknown, problem?: Problem): Response =>
    c.body(JSON.stringify(body), 200, { ...problem?.headers, ...HEADERS });
  const refuse = (c: Context<GatewayEnv>, outcome: Outcome, problem?: Problem): Response =>
    answer(c, { ...outcome, result: null }, problem);

  /** The security server passes on only what names its provider. */
  const dstcodeFault = (c: Context<GatewayEnv>): Outcome | undefined => {
    const given = c.req.query("dstcode") ?? c.req.header("dstcode");
    if (given === undefined || given === "") return faulty(missing("dstcode"));
    return given.toLowerCase() === DSTCODE.toLowerCase()
      ? undefined
      : failed(CODES.refused, "Mã đích (dstcode) không phải là Cổng Dịch vụ công quốc gia", "dstcode.unknown");
  };

  const read = async (
    c: Context<GatewayEnv>,
    maxBytes: number,
  ): Promise<{ readonly value: unknown; readonly bytes: number } | { readonly problem: Problem }> => {
    const got = await readBounded(c.req.raw, maxBytes, timeoutMs);
    if ("problem" in got) return got;
    const guarded = guardJson(got.bytes);
    return "problem" in guarded ? guarded : { value: guarded.value, bytes: got.bytes.byteLength };
  };

  /** A broken database or a bug of ours: nothing is confirmed, and the same call again is harmless. */
  const safely =
    (work: (c: Context<GatewayEnv>) => Promise<Response>) =>
    async (c: Context<GatewayEnv>): Promise<Response> => {
      try {
        return await work(c);
      } catch (error) {
        // The body is not the one that was signed.
        if (error instanceof ProblemError) return refuse(c, unproved(error.problem), error.problem);
        const { code } = faultOf(c, log, error);
        return refuse(c, failed(CODES.refused, "Hệ thống tạm thời gián đoạn, chưa xác nhận đã ghi nhận; vui lòng thử lại", code));
      }
    };

  const login = safely(async (c) => {
    const fault = dstcodeFault(c);
    if (fault !== undefined) return refuse(c, fault);
    const got = await read(c, MAX_LOGIN_BYTES);
    if ("problem" in got) return refuse(c, inWords(got.problem), got.problem);
    const outcome = await who.login(c, got.value);
    return "refused" in outcome
      ? refuse(c, outcome.refused as Outcome, outcome.problem as Problem | undefined)
      : answer(c, outcome);
  });

  /** One call, whichever road it came by. */
  const take = async (c: Context<GatewayEnv>, path: string): Promise<Response> => {
    const signer = await who.signer(c);
    if (signer !== undefined && isRefused(signer)) return refuse(c, signer.refused, signer.problem);
    const got = await read(c, MAX_BODY_BYTES);
    if ("problem" in got) return refuse(c, inWords(got.problem), got.problem);
    const { value, bytes } = got;
    if (typeof value !== "object" || value === null)
      return refuse(c, failed(CODES.invalid, "Nội dung phải là một đối tượng JSON", "request.bad-json"));
    const body: Call["body"] = Array.isArray(value) ? { data: value } : (value as Call["body"]);
    const caller = signer ?? (await who.of(c, body["session"]));
    if (isRefused(caller)) return refuse(c, caller.refused, caller.problem);
    const problem = await entry.admit(c, caller, bytes);
    if (problem !== undefined) return refuse(c, limited(problem).refused, problem);
    const context = { hub, partner: caller.partner, scopes: caller.scopes, c, metrics };
    return answer(c, await serve(context, { body, path, query: c.req.query() }));
  };

  const forward = safely(async (c) => {
    const fault = dstcodeFault(c);
    return fault === undefined ? take(c, c.req.param("service") ?? "") : refuse(c, fault);
  });

  for (const road of FORWARD_ROADS) {
    app.post(`${road}${LOGIN_PATH}`, login);
    app.post(`${road}/mapi/:service`, forward);
    app.post(`${road}/:service`, forward);
  }
  app.post(
    `${WRAPPER_ROAD}/:service`,
    safely((c) => take(c, c.req.param("service") ?? "")),
  );
  describeDoors(app);
};
