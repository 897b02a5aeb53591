/** Access tokens: ours are taken while they are good, and nothing else is. */
import { createHmac, generateKeyPairSync, hkdfSync } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createTokens, looksLikeToken, readScopes, TOKEN_SECONDS } from "../../gateway/auth/token.ts";

const SECRET = "thu-nghiem".repeat(5);
const START = Date.parse("2026-02-13T03:00:00.000Z");
const CLAIMS = { partnerId: "portal", credentialId: "c_1" } as const;
/** What a token proves while it is good: also until when, so that a stream does not outlive it. */
const PROVEN = { ...CLAIMS, endsAt: START + TOKEN_SECONDS * 1000 } as const;

const at = (now: number, secret = SECRET) => createTokens(secret, () => now);
const tokens = at(START);
const partsOf = (token: string) =>
  token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
// The key as the hub derives it: whoever has it can make any token, which is what these tests are about.
const key = new Uint8Array(hkdfSync("sha256", SECRET, "", "lienthong/access-token/v1", 32));

/** A token of ours with something changed. */
const forged = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) => {
  const seconds = START / 1000;
  const all = {
    iss: "urn:lienthong:hub",
    aud: "urn:lienthong:api",
    sub: "portal",
    cid: "c_1",
    iat: seconds,
    exp: seconds + 600,
    jti: "1",
  };
  return new SignJWT({ ...all, ...claims }).setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...header }).sign(key);
};

describe("R-J04 access tokens", () => {
  it("say who, by which credential, how far and how long", async () => {
    const token = await tokens.issue({ ...CLAIMS, scopes: ["dossier.read", "file"] });
    const [header, claims] = partsOf(token);
    expect(header).toEqual({ alg: "HS256", typ: "at+jwt" });
    expect(claims).toEqual({
      iss: "urn:lienthong:hub",
      aud: "urn:lienthong:api",
      sub: "portal",
      cid: "c_1",
      scope: "dossier.read file",
      iat: START / 1000,
      exp: START / 1000 + TOKEN_SECONDS,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(looksLikeToken(token)).toBe(true);
    expect(await tokens.verify(token)).toEqual({ ...PROVEN, scopes: ["dossier.read", "file"] });
    expect(await tokens.verify(await tokens.issue(CLAIMS))).toEqual(PROVEN);
    expect(await tokens.verify(await forged())).toEqual(PROVEN);
  });

  it("of one process are good in all that share the secret, and in no other", async () => {
    const token = await tokens.issue(CLAIMS);
    expect(await at(START).verify(token)).toEqual(PROVEN);
    expect(await at(START, "bi-mat-khac".repeat(5)).verify(token)).toBe("bad");
  });

  it("end after ten minutes, and are not taken before they are issued", async () => {
    const token = await tokens.issue(CLAIMS);
    expect(await at(START + TOKEN_SECONDS * 1000 - 1).verify(token)).toEqual(PROVEN);
    expect(await at(START + (TOKEN_SECONDS + 6) * 1000).verify(token)).toBe("expired");
    expect(await at(START - 60_000).verify(token)).toBe("bad");
  });

  it("alg none is refused, whatever is written for it", async () => {
    const [, payload] = (await tokens.issue(CLAIMS)).split(".");
    for (const alg of ["none", "None", "NONE", "nOnE", ""])
      for (const signature of ["", "AAAA"])
        expect(await tokens.verify(`${encode({ alg, typ: "at+jwt" })}.${payload}.${signature}`)).toBe("bad");
  });

  it("algorithm confusion is refused: a public key as HMAC secret, RS256, other lengths of HMAC", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const [, payload] = (await tokens.issue(CLAIMS)).split(".");
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const signed = `${encode({ alg: "HS256", typ: "at+jwt" })}.${payload}`;
    const confused = `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
    expect(await tokens.verify(confused)).toBe("bad");
    const claims = { sub: "portal", cid: "c_1", jti: "1", iss: "urn:lienthong:hub", aud: "urn:lienthong:api" };
    const rsa = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", typ: "at+jwt", jwk: publicKey.export({ format: "jwk" }) as { kty: string } })
      .setIssuedAt(START / 1000)
      .setExpirationTime(START / 1000 + 600)
      .sign(privateKey);
    expect(await tokens.verify(rsa)).toBe("bad");
    for (const alg of ["HS384", "HS512"]) {
      const long = new Uint8Array([...key, ...key]);
      expect(
        await tokens.verify(await new SignJWT(claims).setProtectedHeader({ alg, typ: "at+jwt" }).setIssuedAt().sign(long)),
      ).toBe("bad");
    }
  });

  it.each([
    ["another issuer", { iss: "https://evil.example" }],
    ["another audience", { aud: "urn:lienthong:console" }],
    ["no subject", { sub: undefined }],
    ["no credential", { cid: undefined }],
    ["a credential that is no text", { cid: 7 }],
    ["no id", { jti: undefined }],
    ["no end", { exp: undefined }],
    ["no beginning", { iat: undefined }],
    ["a beginning in an hour", { iat: START / 1000 + 3600, exp: START / 1000 + 4200 }],
    ["not before in an hour", { nbf: START / 1000 + 3600 }],
    ["a scope that does not exist", { scope: "dossier.read everything" }],
    ["scopes that are no text", { scope: ["dossier.read"] }],
    ["no scope at all in its scopes", { scope: "" }],
  ])("with %s it is refused, although the key signed it", async (_, claims) => {
    expect(await tokens.verify(await forged(claims))).toBe("bad");
  });

  it("of another type, with a header that it does not know, or made to last a year, is refused", async () => {
    expect(await tokens.verify(await forged({}, { typ: "JWT" }))).toBe("bad");
    const crit = `${encode({ alg: "HS256", typ: "at+jwt", crit: ["x"], x: 1 })}.${(await forged()).split(".")[1]}`;
    expect(await tokens.verify(`${crit}.${createHmac("sha256", key).update(crit).digest("base64url")}`)).toBe("bad");
    const long = await forged({ iat: START / 1000 - 3600, exp: START / 1000 + 31_536_000 });
    expect(await tokens.verify(long)).toBe("expired");
  });

  it.each(["", ".", "..", "eyJ..", "eyJhbGciOiJIUzI1NiJ9.e30.", "a.b.c", "eyJ.eyJ.eyJ", "\u0000"])(
    "%j is no token",
    async (text) => {
      expect(await tokens.verify(text)).toBe("bad");
    },
  );

  it("scopes are read as RFC 6749 writes them", () => {
    expect(readScopes("file dossier.read")).toEqual(["dossier.read", "file"]);
    for (const bad of ["", " ", "file file", "file, dossier.read", "Dossier.Read", "__proto__"])
      expect(readScopes(bad)).toBeUndefined();
  });
});
