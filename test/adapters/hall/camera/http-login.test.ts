import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorization } from "../../../../adapters/hall/camera/http-login.ts";

const MUFASA = { username: "Mufasa", password: "Circle of Life" };
const part = (header: string | undefined, name: string): string | undefined =>
  new RegExp(`${name}="?([^",]+)`).exec(header ?? "")?.[1];

describe("HTTP login", () => {
  // The worked example of RFC 7616 §3.9.1.
  const rfc =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", ' +
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  it("R-H camera: answers as the example of RFC 7616 §3.9.1 does, SHA-256 before MD5", () => {
    const header = authorization(rfc, MUFASA, "GET", "/dir/index.html", cnonce);
    expect(part(header, "response")).toBe("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    expect(header).toContain("algorithm=SHA-256");
    expect(part(header, "opaque")).toBe("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
  });

  it("R-H camera: the same example with MD5 alone", () => {
    const md5 = rfc.slice(rfc.lastIndexOf("Digest"));
    expect(part(authorization(md5, MUFASA, "GET", "/dir/index.html", cnonce), "response")).toBe(
      "8ca523f5e9506fed4657c9700eebdbec",
    );
  });

  it("R-H camera: Basic only where there is no Digest; nothing where no challenge is understood", () => {
    expect(authorization('Basic realm="cam"', MUFASA, "GET", "/", "x")).toBe(
      `Basic ${Buffer.from("Mufasa:Circle of Life").toString("base64")}`,
    );
    expect(authorization('Basic realm="cam", Digest realm="cam", nonce="1"', MUFASA, "GET", "/", "x")).toMatch(/^Digest /);
    for (const header of [
      null,
      "",
      "Bearer",
      'Digest realm="a", nonce="1", algorithm=SHA-512-256',
      'Digest realm="a", nonce="1", qop="auth-int"',
    ])
      expect(authorization(header, MUFASA, "GET", "/", "x")).toBeUndefined();
  });

  it("R-H camera: never throws, and never gives the password away in a digest", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8 }), (header, secret) => {
        const said = authorization(`Digest ${header}, nonce="1"`, { username: "a", password: secret }, "GET", "/", "x");
        return said === undefined || !said.startsWith("Digest") || !said.includes(secret) || header.includes(secret);
      }),
    );
  });
});
