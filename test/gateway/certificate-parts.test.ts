/** Client certificates in a header, and whose header is believed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isListed, isValidAt, readCertificateHeader, readNetworks, socketCertificate } from "../../gateway/auth/certificate.ts";
import { NEW_KEY, openssl } from "./openssl.ts";

let folder: string;
let der: Buffer;
let fingerprint: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-cert-"));
  const subject = ["-subj", "/CN=cong-thu.test", "-keyout", "key.pem", "-out", "cert.pem"];
  openssl(folder, ["req", "-x509", ...NEW_KEY, "-days", "2", ...subject]);
  der = openssl(folder, ["x509", "-in", "cert.pem", "-outform", "DER"]);
  fingerprint = openssl(folder, ["x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha256"]).toString("utf8");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("R-J04 the Client-Cert header (RFC 9440)", () => {
  it("is a certificate in DER; its fingerprint is the one that openssl prints", () => {
    const found = readCertificateHeader(`:${der.toString("base64")}:`);
    expect(found?.fingerprint).toBe(fingerprint.split("=")[1]?.trim().replaceAll(":", "").toLowerCase());
    const now = Date.now();
    expect(found !== undefined && isValidAt(found, now)).toBe(true);
    for (const off of [-86_400_000, 3 * 86_400_000]) expect(found !== undefined && isValidAt(found, now + off)).toBe(false);
  });

  it.each([
    ["empty", () => ""],
    ["base64 without its colons", () => der.toString("base64")],
    ["two certificates", () => `:${der.toString("base64")}:, :${der.toString("base64")}:`],
    ["a cut one", () => `:${der.subarray(0, 100).toString("base64")}:`],
    ["bytes that are no certificate", () => `:${Buffer.alloc(300, 7).toString("base64")}:`],
    ["base64url", () => `:${"_".repeat(40)}:`],
    ["very long", () => `:${"A".repeat(20_000)}:`],
  ])("%s is none", (_, value) => {
    expect(readCertificateHeader(value())).toBeUndefined();
  });

  it("of any text never throws", () => {
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        readCertificateHeader(`:${text}:`);
        expect(readCertificateHeader(text)).toBeUndefined();
      }),
    );
  });

  it("a connection without TLS, or whose certificate did not verify, shows none", () => {
    for (const socket of [undefined, {}, { encrypted: true, authorized: false, getPeerX509Certificate: () => fingerprint }])
      expect(socketCertificate(socket)).toBeUndefined();
  });
});

describe("R-J04 addresses whose header is believed", () => {
  it.each([
    ["10.1.2.3", true],
    ["10.2.0.0", false],
    ["::ffff:10.1.255.255", true],
    ["192.0.2.7", true],
    ["192.0.2.8", false],
    ["fd00::1", true],
    ["fe80::1", false],
    ["unknown", false],
    ["", false],
    ["10.1.2.3, 1.1.1.1", false],
  ])("%s: %s", (address, believed) => {
    const list = readNetworks(["10.1.0.0/16", "192.0.2.7", "fd00::/8"]);
    expect(list !== undefined && isListed(list, address)).toBe(believed);
  });

  it.each(["10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "proxy.test", "fd00::/129", "10.0.0.0/8/8", "", "*"])(
    "%j is no network",
    (entry) => {
      expect(readNetworks([entry])).toBeUndefined();
    },
  );

  it("no entries: nobody is believed", () => {
    const list = readNetworks([]);
    expect(list !== undefined && isListed(list, "127.0.0.1")).toBe(false);
  });
});
