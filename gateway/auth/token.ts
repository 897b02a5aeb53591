/**
 * Access tokens: short JWTs (RFC 7519, typed as RFC 9068 has it) that a partner gets for its client id and secret. Signed by HMAC under a key
 * derived from the hub's secret: those of one process are good in all of them, and nothing is stored.
 * Glossary: access token = mã truy cập · claim = thông tin trong mã.
 */
import { hkdfSync, randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { SCOPES, type Scope } from "../../core/partners/scopes.ts";

/** Ten minutes: a stolen one soon ends, and a partner at work asks for one 144 times a day. Seconds. */
export const TOKEN_SECONDS = 600;
/** How far the processes' clocks may be apart. Seconds. */
const CLOCK_TOLERANCE = 5;
const ALGORITHM = "HS256";
const TYPE = "at+jwt";
const ISSUER = "urn:lienthong:hub";
const AUDIENCE = "urn:lienthong:api";

export interface TokenClaims {
  readonly partnerId: string;
  /** The client credential that it was given for: the token ends with it. */
  readonly credentialId: string;
  /** What the caller asked it to be narrowed to; absent: all that the account may. */
  readonly scopes?: readonly Scope[];
}

/** A token of ours, and when it ends: milliseconds since 1970. */
export interface VerifiedClaims extends TokenClaims {
  readonly endsAt: number;
}

export interface Tokens {
  issue(claims: TokenClaims): Promise<string>;
  /** "expired" only for what was once a good token of ours; anything else that is wrong is "bad". */
  verify(token: string): Promise<VerifiedClaims | "expired" | "bad">;
}

/** The shape of a JWT in compact form: three base64url parts. */
export const looksLikeToken = (text: string): boolean => /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(text);

/** "dossier.read file" → the scopes; undefined where one is unknown or given twice, or none is left. */
export const readScopes = (text: string): readonly Scope[] | undefined => {
  const names = text.split(" ").filter((name) => name !== "");
  const known = SCOPES.filter((scope) => names.includes(scope));
  return names.length > 0 && known.length === names.length ? known : undefined;
};

/** The signing key: hkdf(SHA-256) of the hub's secret under a label of its own, so that no other use of the secret makes the same key. */
const keyOf = (secret: string): Uint8Array => new Uint8Array(hkdfSync("sha256", secret, "", "lienthong/access-token/v1", 32));

/** Makes and checks tokens. `clock`: real time in milliseconds; tokens live by it, whatever a demo does to the hub's clock. */
export const createTokens = (secret: string, clock: () => number): Tokens => {
  const key = keyOf(secret);
  return {
    issue: ({ partnerId, credentialId, scopes }) => {
      const now = Math.floor(clock() / 1000);
      return new SignJWT({ cid: credentialId, ...(scopes === undefined ? {} : { scope: scopes.join(" ") }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(partnerId)
        .setIssuedAt(now)
        .setExpirationTime(now + TOKEN_SECONDS)
        .setJti(randomUUID())
        .sign(key);
    },
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, {
          // Pinned: neither "none" nor a public key used as an HMAC secret is a choice of the token's.
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer: ISSUER,
          audience: AUDIENCE,
          requiredClaims: ["sub", "cid", "iat", "exp", "jti"],
          maxTokenAge: TOKEN_SECONDS,
          clockTolerance: CLOCK_TOLERANCE,
          currentDate: new Date(clock()),
        });
        const { sub, cid, scope, exp = 0 } = payload;
        if (typeof sub !== "string" || typeof cid !== "string") return "bad";
        const claims = { partnerId: sub, credentialId: cid, endsAt: exp * 1000 };
        if (scope === undefined) return claims;
        const scopes = typeof scope === "string" ? readScopes(scope) : undefined;
        return scopes === undefined ? "bad" : { ...claims, scopes };
      } catch (error) {
        // jose checks times after the signature: only a token of ours can be expired.
        if (error instanceof errors.JWTExpired) return "expired";
        if (error instanceof errors.JOSEError) return "bad";
        throw error;
      }
    },
  };
};
