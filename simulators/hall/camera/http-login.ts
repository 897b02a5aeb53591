/** The login of the picture's address: HTTP Digest with MD5 or SHA-256, HTTP Basic, or none. Written apart from the adapter's side of it. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "../../kit/random.ts";
import type { Account } from "./soap.ts";

export type LoginKind = "digest" | "digest-sha256" | "basic" | "none";

const REALM = "IP Camera";
const same = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

export const createLogin = (kind: LoginKind, random: Random) => {
  const nonces = new Set<string>();
  const algorithm = kind === "digest-sha256" ? "SHA-256" : "MD5";
  const hash = (text: string): string =>
    createHash(kind === "digest-sha256" ? "sha256" : "md5")
      .update(text)
      .digest("hex");

  const field = (header: string, name: string): string =>
    new RegExp(`[ ,]${name}=(?:"([^"]*)"|([^ ,]+))`)
      .exec(header)
      ?.slice(1)
      .find((part) => part !== undefined) ?? "";

  const digestGood = (header: string, account: Account, method: string, uri: string): boolean => {
    const of = (name: string): string => field(header, name);
    // Each nonce counts once.
    if (!nonces.delete(of("nonce")) || of("username") !== account.username || of("realm") !== REALM || of("uri") !== uri)
      return false;
    if (of("qop") !== "auth" || of("nc") !== "00000001" || of("cnonce") === "") return false;
    const left = hash([account.username, REALM, account.password].join(":"));
    const right = hash([method, uri].join(":"));
    return same(of("response"), hash([left, of("nonce"), of("nc"), of("cnonce"), "auth", right].join(":")));
  };

  return {
    forget: () => nonces.clear(),
    /** Undefined: let in. Else the answer that asks for a login. */
    check: (header: string | undefined, account: Account, method: string, uri: string): Response | undefined => {
      if (kind === "none") return undefined;
      if (kind === "basic") {
        const wanted = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString("base64")}`;
        if (header !== undefined && same(header, wanted)) return undefined;
        return new Response("Unauthorized", { status: 401, headers: { "www-authenticate": `Basic realm="${REALM}"` } });
      }
      if (header?.startsWith("Digest ") && digestGood(header, account, method, uri)) return undefined;
      const nonce = random.hex(16);
      nonces.add(nonce);
      const challenge = `Digest realm="${REALM}", qop="auth", nonce="${nonce}", algorithm=${algorithm}, stale="FALSE"`;
      return new Response("Unauthorized", { status: 401, headers: { "www-authenticate": challenge } });
    },
  };
};
