/** The liên thông hub behind its JWT (domain.md §5.2). */
import { z } from "zod";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { createHttp, type Http, type HttpAnswer, type HttpRequest } from "../kit/http.ts";
import { badCredentials, createSessions } from "../kit/sessions.ts";
import type { CivilStatusConfig } from "./config.ts";
import { PATHS, tokenReply } from "./contract/hub.ts";
import type { CivilStatusCall } from "./registry-client.ts";

const RENEW_EARLY_MS = 30_000;
/** Where the JWT does not say when it ends. */
const LIVES_MS = 15 * 60_000;

/** When a JWT ends, milliseconds since 1970; undefined where its payload does not say. Nothing is verified: it is the hub's own business. */
export const jwtEnds = (token: string): number | undefined => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    const read = z.object({ exp: z.number() }).safeParse(claims);
    return read.success ? read.data.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
};

const off = (): ExchangeError =>
  new ExchangeError("pause", "the liên thông hub is not configured", {
    code: "civil-status.hub-off",
    blame: "hub",
    trips: false,
    hint: {
      vi: "Chưa cấu hình trục liên thông (LIENTHONG_CIVIL_STATUS_HUB_URL, HUB_USER, HUB_PASSWORD); cấu hình rồi gửi lại thông điệp.",
      en: "The liên thông hub is not configured (LIENTHONG_CIVIL_STATUS_HUB_URL, HUB_USER, HUB_PASSWORD); do so, then redrive.",
    },
  });

const sessions = createSessions<CivilStatusConfig>({
  renewEarlyMs: RENEW_EARLY_MS,
  login: async (call) => {
    const { hubUrl, hubUser, hubPassword } = call.config;
    if (hubUrl === undefined || hubUser === undefined || hubPassword === undefined) throw off();
    const http = createHttp(call, { baseUrl: hubUrl, secrets: [hubPassword] });
    const { body } = await http.json(
      {
        method: "POST",
        path: PATHS.token,
        json: { userName: hubUser, password: hubPassword },
        kind: "read",
        statuses: [400, 401],
      },
      z.union([tokenReply, z.object({ title: z.string().nullish() })]),
    );
    if (!("token" in body)) throw badCredentials(body.title ?? "");
    // The refresh token is not used: a new login costs one call and always works.
    const ends = jwtEnds(body.token);
    return { token: body.token, livesMs: ends === undefined ? LIVES_MS : Math.max(ends - Date.parse(call.now()), 1000) };
  },
});

const inSession = <T>(call: CivilStatusCall, work: (http: Http) => Promise<T>): Promise<T> => {
  const { hubUrl, hubPassword = "" } = call.config;
  if (hubUrl === undefined) return Promise.reject(off());
  return sessions.use(call, (token) =>
    work(
      createHttp(call, {
        baseUrl: hubUrl,
        secrets: [hubPassword, token],
        // A dossier comes with its files in base64.
        maxAnswerBytes: 100 * 1024 * 1024,
        headers: { authorization: `Bearer ${token}` },
        expired: [401],
      }),
    ),
  );
};

/** Reads something from the hub. Throws ExchangeError. */
export const readHub = <T>(call: CivilStatusCall, path: string, schema: z.ZodType<T>): Promise<T> =>
  inSession(call, async (http) => (await http.json({ method: "GET", path, kind: "read" }, schema)).body);

/** Tells the hub something; the answer comes back as it is, an error answer with prose in it too. */
export const tellHub = (call: CivilStatusCall, request: Pick<HttpRequest, "method" | "path" | "json">): Promise<HttpAnswer> =>
  inSession(call, (http) => http.send({ ...request, kind: "write", statuses: [400, 500] }));
