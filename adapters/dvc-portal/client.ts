/** One session with the portal and the one endpoint behind it (domain.md §1.1). */
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp } from "../kit/http.ts";
import type { CallKind } from "../kit/http-errors.ts";
import { unreadable } from "../kit/http-errors.ts";
import type { PhraseReading } from "../kit/phrases.ts";
import { badCredentials, createSessions, SessionExpired } from "../kit/sessions.ts";
import type { PortalConfig } from "./config.ts";
import { type Envelope, itemResult, loginReply, PATHS, type Reply, reply } from "./contract/envelope.ts";
import { phrases, readOutcome } from "./phrases.ts";

export type PortalCall = Call<PortalConfig>;

const RENEW_EARLY_MS = 30_000;

const sessions = createSessions<PortalConfig>({
  renewEarlyMs: RENEW_EARLY_MS,
  login: async (call) => {
    const { url, user, password, dstcode, sessionMinutes } = call.config;
    const http = createHttp(call, { baseUrl: url, secrets: [password] });
    const { body } = await http.json(
      {
        method: "POST",
        path: PATHS.login,
        query: { dstcode },
        json: { username: user, password },
        kind: "read",
      },
      loginReply,
    );
    if (body.session !== undefined && body.session !== "") return { token: body.session, livesMs: sessionMinutes * 60_000 };
    const reading = phrases.read(body.message ?? "");
    throw reading.means === "retry" ? phrases.error(reading) : badCredentials(reading.shown);
  },
});

/** What is asked: the envelope without session and madonvi, which the client fills in. */
export type PortalRequest = Omit<Envelope, "session" | "madonvi">;

export interface PortalAnswer {
  readonly reading: PhraseReading;
  readonly reply: Reply;
}

/**
 * Calls a service within a session, logging in first or again as need be. The answer comes back read, good or bad;
 * "session expired" never does.
 */
export const ask = (call: PortalCall, request: PortalRequest, kind: CallKind): Promise<PortalAnswer> =>
  sessions.use(call, async (session) => {
    const { url, madonvi, dstcode, password } = call.config;
    const http = createHttp(call, { baseUrl: url, secrets: [password, session] });
    const answer = await http.json(
      {
        method: "POST",
        path: PATHS.service,
        query: { dstcode },
        json: { session, madonvi, ...request } satisfies Envelope,
        kind,
      },
      reply,
    );
    const reading = readOutcome(answer.body);
    if (reading.means === "session") throw new SessionExpired(reading.shown);
    return { reading, reply: answer.body };
  });

/** The rows of a good answer, each of the agreed shape; throws where one is not. */
export const rows = <T>(answer: PortalAnswer, schema: z.ZodType<T>): readonly T[] =>
  (answer.reply.result ?? []).map((row) => {
    const parsed = schema.safeParse(row);
    if (!parsed.success)
      throw unreadable("read", `row not of the agreed shape at "${parsed.error.issues[0]?.path.join(".") ?? ""}"`);
    return parsed.data;
  });

/**
 * The worst that a push came to: the whole answer's outcome, or that of the first item that went wrong. A list of items may
 * stand under a friendly "thành công" although one of them was refused.
 */
export const pushOutcome = ({ reading, reply: { result } }: PortalAnswer): PhraseReading => {
  if (reading.means !== "ok") return reading;
  const items = (result ?? []).flatMap((row) => {
    const parsed = itemResult.safeParse(row);
    return parsed.success ? [readOutcome(parsed.data)] : [];
  });
  return items.find((item) => item.means !== "ok") ?? reading;
};
