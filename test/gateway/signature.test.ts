/** Signed requests: what exactly is signed, and what a forger can and cannot do about it. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFresh, isSigned, isSignedBy, nonceSeconds, readSignature, SIGNATURE_WINDOW_MS } from "../../gateway/auth/signature.ts";
import { signRequest, stringToSign } from "../../gateway/auth/signing.ts";
import { openssl } from "./openssl.ts";

const NOW = Date.parse("2026-02-13T03:00:00.000Z");
const SECRET = "bi-mat-thu-nghiem-0123456789-0123456789-xyz";
const REQUEST = {
  method: "POST",
  url: "https://hub.test/api/v1/dossiers?x=%E1%BB%93&y=1",
  body: '{"note":"Đang thẩm tra"}',
  credentialId: "s_0011223344556677",
  secret: SECRET,
  now: NOW,
  nonce: "0123456789abcdef",
} as const;
const TARGET = "/api/v1/dossiers?x=%E1%BB%93&y=1";

const read = async (request: Parameters<typeof signRequest>[0] = REQUEST) => {
  const headers = await signRequest(request);
  const signature = readSignature(headers.authorization, headers["x-content-sha256"]);
  if (signature === undefined) throw new TypeError("not read");
  return { headers, signature };
};

describe("R-J04 LT-HMAC-SHA256", () => {
  it("is HMAC-SHA256 over six lines, as openssl computes it", async () => {
    const { headers, signature } = await read();
    const text = [
      "LT-HMAC-SHA256",
      "POST",
      TARGET,
      "2026-02-13T03:00:00.000Z",
      "0123456789abcdef",
      createHash("sha256").update(REQUEST.body).digest("hex"),
    ].join("\n");
    const digest = openssl(".", ["dgst", "-sha256", "-hmac", SECRET, "-binary"], text);
    expect(headers.authorization).toContain(`Signature=${digest.toString("base64url")}`);
    expect(Buffer.from(signature.signature).equals(digest)).toBe(true);
    expect(isSignedBy(SECRET, signature, "POST", TARGET)).toBe(true);
  });

  it("signs an empty body with the hash of nothing, and a path as well as an address", async () => {
    const whole = await signRequest({ ...REQUEST, body: "", method: "get" });
    const { body: _, ...bodiless } = REQUEST;
    expect(await signRequest({ ...bodiless, method: "GET", url: TARGET })).toEqual(whole);
    expect(whole["x-content-sha256"]).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("takes a nonce and the time of its own where none is given", async () => {
    const { nonce: _nonce, now: _now, ...rest } = REQUEST;
    const [one, two] = [await read(rest), await read(rest)];
    expect(one.signature.nonce).not.toBe(two.signature.nonce);
    expect(isFresh(one.signature, Date.now())).toBe(true);
  });

  it("forged signature: another secret, method, path, query, stamp, nonce or body hash does not fit", async () => {
    const { signature } = await read();
    const fits = (change: Partial<typeof signature>, secret = SECRET, method = "POST", target = TARGET) =>
      isSignedBy(secret, { ...signature, ...change }, method, target);
    expect(fits({})).toBe(true);
    expect([
      fits({}, `${SECRET}x`),
      fits({}, SECRET, "PUT"),
      fits({}, SECRET, "POST", "/api/v1/dossiers?x=%E1%BB%93&y=2"),
      fits({}, SECRET, "POST", "/api/v1/dossiers"),
      fits({ timestamp: "2026-02-13T03:00:01.000Z" }),
      fits({ nonce: "0123456789abcdeg" }),
      fits({ contentHash: "0".repeat(64) }),
      fits({ signature: new Uint8Array(32) }),
      fits({ signature: new Uint8Array() }),
    ]).toEqual(Array.from({ length: 9 }, () => false));
  });

  it("no two requests share a text to sign", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "/", "?", ".", "-", "0") });
    const parts = fc.record({
      method: fc.constantFrom("GET", "POST"),
      target: line,
      timestamp: line,
      nonce: line,
      contentHash: line,
    });
    fc.assert(
      fc.property(parts, parts, (one, two) => {
        expect(stringToSign(one) === stringToSign(two)).toBe(JSON.stringify(one) === JSON.stringify(two));
      }),
    );
  });

  it("stale timestamp: five minutes either way are taken, a millisecond more is not; seconds and instants alike", async () => {
    const { signature } = await read();
    for (const off of [-SIGNATURE_WINDOW_MS, 0, SIGNATURE_WINDOW_MS]) expect(isFresh(signature, NOW + off)).toBe(true);
    for (const off of [-SIGNATURE_WINDOW_MS - 1, SIGNATURE_WINDOW_MS + 1]) expect(isFresh(signature, NOW + off)).toBe(false);
    const stamped = (timestamp: string) =>
      readSignature(
        `LT-HMAC-SHA256 Credential=s_1, Timestamp=${timestamp}, Nonce=0123456789abcdef, Signature=${"A".repeat(43)}`,
        "0".repeat(64),
      )?.at;
    expect(stamped(String(NOW / 1000))).toBe(NOW);
    expect(stamped("2026-02-13T10:00:00+07:00")).toBe(NOW);
    for (const bad of ["2026-02-13", "13/02/2026", "2026-02-31T99:00:00Z", "NaN", "-1", "1e9", "12345678901234"])
      expect(stamped(bad), bad).toBeUndefined();
  });

  it("a nonce is kept until its stamp is too old anyway", async () => {
    const { signature } = await read();
    for (const at of [NOW - SIGNATURE_WINDOW_MS, NOW, NOW + SIGNATURE_WINDOW_MS]) {
      const ends = at + nonceSeconds(signature, at) * 1000;
      expect(isFresh(signature, ends)).toBe(false);
    }
  });

  it.each([
    ["nothing", ""],
    ["no nonce", "Credential=s_1, Timestamp=1771000000, Signature=AAAA"],
    ["a short nonce", `Credential=s_1, Timestamp=1771000000, Nonce=short, Signature=${"A".repeat(43)}`],
    ["a long nonce", `Credential=s_1, Timestamp=1771000000, Nonce=${"n".repeat(65)}, Signature=${"A".repeat(43)}`],
    [
      "a nonce with a line break in it",
      `Credential=s_1, Timestamp=1771000000, Nonce=0123456789abcde\n, Signature=${"A".repeat(43)}`,
    ],
    [
      "a field twice",
      `Credential=s_1, Credential=s_2, Timestamp=1771000000, Nonce=0123456789abcdef, Signature=${"A".repeat(43)}`,
    ],
    ["an unknown field", `Credential=s_1, Timestamp=1771000000, Nonce=0123456789abcdef, Signature=${"A".repeat(43)}, X=1`],
    ["a signature in hex", `Credential=s_1, Timestamp=1771000000, Nonce=0123456789abcdef, Signature=${"a".repeat(64)}`],
    ["a quoted value", `Credential="s_1", Timestamp=1771000000, Nonce=0123456789abcdef, Signature=${"A".repeat(43)}`],
  ])("%s is not read", (_, fields) => {
    expect(readSignature(`LT-HMAC-SHA256 ${fields}`, "0".repeat(64))).toBeUndefined();
  });

  it.each([undefined, "", "0", "G".repeat(64), "A".repeat(64)])("a body hash of %j is not read", async (hash) => {
    const { headers } = await read();
    expect(readSignature(headers.authorization, hash)).toBeUndefined();
  });

  it("reads or refuses any header, and throws at none", () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (text, hash) => {
        readSignature(`LT-HMAC-SHA256 ${text}`, hash);
        expect(isSigned(`LT-HMAC-SHA256 ${text}`)).toBe(true);
        expect(isSigned(`Bearer ${text}`)).toBe(false);
      }),
    );
  });
});
