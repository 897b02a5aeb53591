/** The gateway's services behind its token (domain.md §5.4): MD5 password, two tokens, one of two spellings of the result code. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp } from "../kit/http.ts";
import { type CallKind, unreadable } from "../kit/http-errors.ts";
import type { PhraseReading } from "../kit/phrases.ts";
import { badCredentials, createSessions, SessionExpired } from "../kit/sessions.ts";
import type { SocialInsuranceConfig } from "./config.ts";
import {
  EITHER_CASE,
  MD5_HEX,
  PACKAGES,
  PATHS,
  type PackageKind,
  type SendForm,
  sendReply,
  tokenReply,
} from "./contract/gateway.ts";
import { lookUpReply, type ResultItem } from "./contract/results.ts";
import { phrases, readAnswer } from "./phrases.ts";

export type SocialInsuranceCall = Call<SocialInsuranceConfig>;

const RENEW_EARLY_MS = 60_000;

/** Lower-case hex MD5 of a password; one that is such a digest already is sent as it is. */
export const passwordDigest = (password: string): string =>
  MD5_HEX.test(password) ? password : createHash("md5").update(password, "utf8").digest("hex");

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** An answer with its result code under the capital spelling, whichever the service used; other members stay. */
export const inOneSpelling = (answer: unknown): unknown => {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return answer;
  const rename = new Map<string, string>(EITHER_CASE.map((name) => [lowerFirst(name), name]));
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [rename.get(name) ?? name, value]));
};
const either = <T extends z.ZodType>(schema: T) => z.preprocess(inOneSpelling, schema);

const anyToken = either(
  z.object({ MaKetQua: tokenReply.shape.maKetQua, ThongDiep: z.string().nullish(), APIKey: tokenReply.shape.APIKey }),
);

/** `expires_in` as milliseconds from now: seconds, or an instant. What cannot be read lives one minute. */
export const lifeOf = (expires: number | string, now: string): number => {
  const seconds = typeof expires === "number" ? expires : /^\d+$/.test(expires) ? Number(expires) : undefined;
  const ms = seconds === undefined ? Date.parse(String(expires)) - Date.parse(now) : seconds * 1000;
  return Number.isFinite(ms) && ms > 0 ? ms : RENEW_EARLY_MS;
};

/** Both tokens as one string, as the kit's sessions hold it. */
const tokens = z.object({ access: z.string(), id: z.string() });

const sessions = createSessions<SocialInsuranceConfig>({
  renewEarlyMs: RENEW_EARLY_MS,
  login: async (call) => {
    const { url, username, password } = call.config;
    const digest = passwordDigest(password);
    const http = createHttp(call, { baseUrl: url, secrets: [password, digest] });
    const { body } = await http.json(
      { method: "POST", path: PATHS.token, form: { username, password: digest }, kind: "read" },
      anyToken,
    );
    const reading = readAnswer(body.MaKetQua, body.ThongDiep ?? "");
    // A refused login refuses no dossier: it is our account that a person must look at.
    if (["pause", "rejected", "bug"].includes(reading.means)) throw badCredentials(reading.shown);
    if (reading.means !== "ok") throw phrases.error(reading, "read");
    if (!body.APIKey) throw unreadable("read", "code 200 without APIKey");
    const { access_token, id_token, expires_in } = body.APIKey;
    return { token: JSON.stringify({ access: access_token, id: id_token }), livesMs: lifeOf(expires_in, call.now()) };
  },
});

type Answer = { readonly MaKetQua: string; readonly ThongDiep?: string | null | undefined };

type Account = Pick<SendForm, "maCskcb" | "token" | "id_token" | "username" | "password">;

/** HTTP 501 besides the code: the source does not say where the number stands (domain.md §5.4). */
const EXPIRED = [501];

/**
 * One call with both tokens, opened or renewed as need be. An answer of any meaning comes back read; "session expired" never does: it
 * takes a new token once, a second one is a retry. Throws ExchangeError.
 */
const ask = <T extends Answer>(
  call: SocialInsuranceCall,
  path: string,
  form: Readonly<Record<string, string>>,
  schema: z.ZodType<T>,
  kind: CallKind,
): Promise<{ readonly reading: PhraseReading; readonly body: T }> =>
  sessions.use(call, async (held) => {
    const { url, username, password, facilityCode } = call.config;
    const { access, id } = tokens.parse(JSON.parse(held));
    const digest = passwordDigest(password);
    const http = createHttp(call, { baseUrl: url, secrets: [password, digest, access, id], expired: EXPIRED });
    const account: Account = { maCskcb: facilityCode, token: access, id_token: id, username, password: digest };
    const { body } = await http.json({ method: "POST", path, form: { ...account, ...form }, kind }, schema);
    const reading = readAnswer(body.MaKetQua, body.ThongDiep ?? "");
    if (reading.means === "session") throw new SessionExpired(reading.shown);
    return { reading, body };
  });
const anySent = either(sendReply);
const anyFound = either(lookUpReply);

export interface Sent {
  /** Was here before: nothing was done twice. */
  readonly repeated: boolean;
  readonly MaGD: string;
  /** yyyyMMddHHmmss where the gateway says it. */
  readonly receivedAt: string | undefined;
}

/** Sends a package. Throws ExchangeError for everything but "received" and "received before". */
export const sendPackage = async (call: SocialInsuranceCall, kind: PackageKind, xml: string): Promise<Sent> => {
  const { loaiHs, path } = PACKAGES[kind];
  const form: Omit<SendForm, keyof Account> = { loaiHs, fileBase64Str: Buffer.from(xml, "utf8").toString("base64") };
  const { reading, body } = await ask(call, path, form, anySent, "write");
  if (reading.means !== "ok" && reading.means !== "duplicate") throw phrases.error(reading);
  if (!body.MaGD) throw unreadable("write", "received, but no MaGD");
  return { repeated: reading.means === "duplicate", MaGD: body.MaGD, receivedAt: body.ThoiGianTiepNhan ?? undefined };
};

/** What became of transactions, or of what was sent under our own reference. What the gateway does not know is not in the list. */
export const lookUp = async (
  call: SocialInsuranceCall,
  by: { readonly transactions: readonly string[] } | { readonly reference: string },
): Promise<readonly ResultItem[]> => {
  const form = "reference" in by ? { maThamChieu: by.reference } : { maGD: by.transactions.join(",") };
  const { reading, body } = await ask(call, PATHS.lookUp, form, anyFound, "read");
  if (reading.means !== "ok") throw phrases.error(reading, "read");
  return body.DanhSach ?? [];
};
