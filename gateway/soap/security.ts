/**
 * WS-Security UsernameToken with a password digest (OASIS UsernameToken Profile 1.1): Base64(SHA-1(nonce + created + secret)). The secret
 * never travels; a captured message ends after five minutes, and its nonce is good once. Plain passwords are refused.
 * Glossary: UsernameToken = thẻ tên người dùng · digest = bản băm · nonce = số dùng một lần.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Hub, Proven } from "../../core/hub.ts";
import type { Identified } from "../auth/identify.ts";
import type { Limits } from "../auth/limits.ts";
import { IDENTITY } from "../auth/problems.ts";
import { provers, type Remembered, remembering } from "../auth/remember.ts";
import { type Bilingual, type Problem, problem } from "../problem.ts";
import { WSSE, WSU } from "./names.ts";
import { attribute, token, type XmlNode } from "./read.ts";

/** How far Created may be from the hub's clock, either way; the same as for signed requests. Milliseconds. */
const WINDOW_MS = 300_000;
/** A nonce is kept until its message would be too old anyway (twice the window: Created may lie ahead), and a minute for other clocks. */
const NONCE_SECONDS = (2 * WINDOW_MS) / 1000 + 60;
const DIGEST_TYPE = "#PasswordDigest";
const BASE64_ENCODING = "#Base64Binary";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const USERNAME = /^[\x21-\x7e]{1,120}$/;

type Refused = { readonly problem: Problem };
interface UsernameToken {
  readonly username: string;
  readonly digest: Uint8Array;
  readonly nonce: Uint8Array;
  /** As sent, and in milliseconds since 1970. */
  readonly created: string;
  readonly at: number;
}

const SHAPE: Bilingual = {
  vi: "Gửi một wsse:UsernameToken gồm Username (mã thông tin xác thực loại shared), Password kiểu PasswordDigest, Nonce (base64, 8–64 byte) và wsu:Created (UTC).",
  en: "Send one wsse:UsernameToken with Username (the id of a credential of kind shared), Password of type PasswordDigest, Nonce (base64, 8–64 bytes) and wsu:Created (UTC).",
};
const malformed = (detail: Bilingual): Refused => ({ problem: problem(401, "soap.bad-security", { detail, hint: SHAPE }) });
const unsupported = (detail: Bilingual): Refused => ({
  problem: problem(401, "soap.unsupported-token", { detail, hint: SHAPE }),
});

/** The element of that name where there is exactly one. */
const only = (node: XmlNode, ns: string, name: string): XmlNode | undefined => {
  const all = node.children.filter((one) => one.ns === ns && one.name === name);
  return all.length === 1 ? all[0] : undefined;
};
const textOf = (node: XmlNode | undefined): string => (node === undefined ? "" : token(node.text));

const bytesOf = (base64: string, least: number, most: number): Uint8Array | undefined => {
  if (base64.length > most * 2 || !BASE64.test(base64)) return undefined;
  const bytes = Buffer.from(base64, "base64");
  return bytes.length >= least && bytes.length <= most ? bytes : undefined;
};
const instantOf = (text: string): number => (ISO.test(text) ? Date.parse(text) : Number.NaN);

/** Takes a Security header apart; nothing of it is believed yet. Pure. */
const readToken = (security: XmlNode): UsernameToken | Refused => {
  if (security.children.some((one) => one.name !== "UsernameToken" && one.name !== "Timestamp"))
    return unsupported({ vi: "Chỉ hỗ trợ UsernameToken.", en: "Only a UsernameToken is supported." });
  const given = only(security, WSSE, "UsernameToken");
  if (given === undefined) return malformed({ vi: "Cần đúng một UsernameToken.", en: "Needs exactly one UsernameToken." });
  const password = only(given, WSSE, "Password");
  if (password === undefined) return malformed({ vi: "Cần đúng một Password.", en: "Needs exactly one Password." });
  // Without a type it is a plain password (UsernameToken Profile §3.1).
  if (!(attribute(password, "", "Type") ?? "").endsWith(DIGEST_TYPE))
    return unsupported({ vi: "Mật khẩu phải ở dạng PasswordDigest.", en: "The password must be a PasswordDigest." });
  const nonceNode = only(given, WSSE, "Nonce");
  const encoding = nonceNode === undefined ? undefined : attribute(nonceNode, "", "EncodingType");
  const username = textOf(only(given, WSSE, "Username"));
  const created = textOf(only(given, WSU, "Created"));
  const nonce = bytesOf(textOf(nonceNode), 8, 64);
  const digest = bytesOf(textOf(password), 20, 20);
  const at = instantOf(created);
  if (!USERNAME.test(username) || nonce === undefined || digest === undefined || Number.isNaN(at))
    return malformed({
      vi: "Username, Password, Nonce hoặc Created thiếu hoặc sai dạng.",
      en: "Username, Password, Nonce or Created is missing or malformed.",
    });
  if (encoding !== undefined && !encoding.endsWith(BASE64_ENCODING))
    return malformed({ vi: "Nonce phải ở dạng Base64Binary.", en: "The Nonce must be Base64Binary." });
  return { username, digest, nonce, created, at };
};

/** Whether the holder of `secret` made this digest; takes as long for a wrong one as for a right one. */
const isMadeBy = (secret: string, given: UsernameToken): boolean =>
  timingSafeEqual(createHash("sha1").update(given.nonce).update(given.created).update(secret).digest(), given.digest);

/** What a wsu:Timestamp beside the token says: "bad", "expired", or nothing against it. */
const timestamp = (security: XmlNode, now: number): "bad" | "expired" | undefined => {
  const all = security.children.filter((one) => one.name === "Timestamp");
  const stamp = all[0];
  if (stamp === undefined) return undefined;
  if (all.length > 1 || stamp.ns !== WSU) return "bad";
  const times = ["Created", "Expires"].map((name) => only(stamp, WSU, name));
  const [created, expires] = times.map((node) => (node === undefined ? undefined : instantOf(textOf(node))));
  if (Number.isNaN(created ?? 0) || Number.isNaN(expires ?? 0)) return "bad";
  return (created !== undefined && created > now + WINDOW_MS) || (expires !== undefined && expires <= now)
    ? "expired"
    : undefined;
};

const wrongDigest = (): Problem =>
  problem(401, "partner.bad-signature", {
    detail: { vi: "Tên hoặc bản băm mật khẩu không đúng.", en: "The username or the password digest is wrong." },
    hint: {
      vi: "Tính Base64(SHA-1(nonce + Created + bí mật)) với nonce là các byte đã giải base64.",
      en: "Compute Base64(SHA-1(nonce + Created + secret)), the nonce as its decoded bytes.",
    },
  });

export interface SecurityOptions {
  readonly hub: Pick<Hub, "partners">;
  readonly limits: Pick<Limits, "wrong" | "barred">;
  /** Real time, milliseconds. */
  readonly clock: () => number;
}

/** Says who made a Security header. `address`: what wrong ones are counted by. Refusals are problems with 401 or 429. */
export type ProveToken = (security: XmlNode, address: string) => Promise<Identified | Refused>;

/** Makes the check of Security headers of one gateway. */
export const createTokenCheck = ({ hub, limits, clock }: SecurityOptions): ProveToken => {
  const shared: Remembered<Proven & { readonly secret: string }> = remembering(clock);
  const known = provers();
  return async (security, address) => {
    const given = readToken(security);
    if ("problem" in given) return given;
    // Of a guesser's address nothing new is looked up; who was right before, from the same address, still gets in.
    const barred = known.has(address, given.username) ? undefined : limits.barred(address);
    if (barred !== undefined) return { problem: barred };
    const found = await shared.find(given.username, () => hub.partners.byShared(given.username));
    // An unknown name is compared all the same: its answer takes as long, and reads like that of a wrong secret.
    if (!isMadeBy(found?.secret ?? "nobody", given) || found === undefined) {
      limits.wrong(address);
      return { problem: wrongDigest() };
    }
    known.proved(address, given.username);
    const now = clock();
    const stamp = timestamp(security, now);
    if (stamp === "bad") return malformed({ vi: "wsu:Timestamp sai dạng.", en: "wsu:Timestamp is malformed." });
    if (stamp === "expired" || Math.abs(now - given.at) > WINDOW_MS) return { problem: IDENTITY.staleTimestamp(now) };
    // Only now: a forger could use up the nonces of others.
    const nonce = Buffer.from(given.nonce).toString("base64");
    if (!(await hub.partners.useNonce(given.username, `wsse:${nonce}`, NONCE_SECONDS))) {
      limits.wrong(address);
      return { problem: IDENTITY.replayed() };
    }
    return { partner: found.partner, credential: found.credential };
  };
};
