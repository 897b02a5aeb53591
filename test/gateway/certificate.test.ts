/** Client certificates over a real TLS server, and signed requests over a real connection. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proven } from "../../core/hub.ts";
import { signRequest } from "../../gateway/auth/signing.ts";
import { ConfigError, readConfig } from "../../gateway/config.ts";
import { type RunningServer, serveHub } from "../../gateway/server.ts";
import { readTls } from "../../gateway/tls.ts";
import { CODE, fakeHub, NOW, PARTNERS } from "./fake-hub.ts";
import { NEW_KEY, openssl } from "./openssl.ts";

let folder: string;
const file = (name: string) => join(folder, name);
const pem = (name: string) => readFileSync(file(name), "utf8");
const run = (...args: string[]): Buffer => openssl(folder, args);

/** A certificate signed by an authority: <name>.pem and <name>.key. */
const signed = (name: string, by: string, extensions: string): void => {
  run("req", ...NEW_KEY, "-subj", `/CN=${name}.test`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
  writeFileSync(file(`${name}.ext`), extensions);
  const authority = ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial"];
  run("x509", "-req", "-in", `${name}.csr`, ...authority, "-days", "2", "-extfile", `${name}.ext`, "-out", `${name}.pem`);
};
const authority = (name: string): void => {
  run("req", "-x509", ...NEW_KEY, "-days", "2", "-subj", `/CN=${name}.test`, "-keyout", `${name}.key`, "-out", `${name}.pem`);
};
const fingerprintOf = (name: string): string =>
  createHash("sha256")
    .update(run("x509", "-in", `${name}.pem`, "-outform", "DER"))
    .digest("hex");

let server: RunningServer;
const SHARED = "bi-mat-thu-nghiem";
const nonces = new Set<string>();
const fake = fakeHub();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-tls-"));
  for (const name of ["ca", "stranger-ca"]) authority(name);
  signed("server", "ca", "subjectAltName=IP:127.0.0.1");
  signed("portal", "ca", "extendedKeyUsage=clientAuth");
  signed("unknown", "ca", "extendedKeyUsage=clientAuth");
  signed("stranger", "stranger-ca", "extendedKeyUsage=clientAuth");
  const proven = (id: string): Proven | undefined => {
    const partner = PARTNERS.find((one) => one.id === id);
    return partner && { partner, credential: { id: `x_${id}`, partnerId: id, kind: "certificate", createdAt: NOW } };
  };
  const hub = fakeHub({
    partners: {
      ...fake.hub.partners,
      // Both are registered: the stranger's is one that this hub's authorities did not sign.
      byCertificate: async (fingerprint) =>
        [fingerprintOf("portal"), fingerprintOf("stranger")].includes(fingerprint) ? proven("portal") : undefined,
      byShared: async (id) => ((found) => found && { ...found, secret: SHARED })(id === "s_1" ? proven("portal") : undefined),
      useNonce: async (_, value) => !nonces.has(value) && nonces.add(value) !== undefined,
    },
    command: (command) => fake.hub.command(command),
  });
  const env = {
    LIENTHONG_TLS_CERT: file("server.pem"),
    LIENTHONG_TLS_KEY: file("server.key"),
    LIENTHONG_TLS_CLIENT_CA: file("ca.pem"),
  };
  const tls = readTls(readConfig(env));
  if (tls === undefined) throw new TypeError("no TLS");
  server = await serveHub(hub.hub, { host: "127.0.0.1", port: 0, drainMs: 5_000, tls });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (
  path: string,
  options: RequestOptions = {},
  body?: string,
): Promise<{ status: number; body: { code?: string } }> => {
  // The path as it is: an address would be put in order first.
  const asked = request(server.url, { ca: pem("ca.pem"), agent: false, ...options, path });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString("utf8")) as { code?: string } };
};
const showing = (name: string): RequestOptions => ({ cert: pem(`${name}.pem`), key: pem(`${name}.key`) });

describe("R-J04 client certificates over TLS", () => {
  it("a registered one that verifies lets its partner in", async () => {
    expect(server.url).toMatch(/^https:/);
    expect((await ask("/api/v1/dossiers", showing("portal"))).status).toBe(200);
  });

  it("one of another authority proves nothing, although its fingerprint is registered", async () => {
    expect(await ask("/api/v1/dossiers", showing("stranger"))).toMatchObject({ status: 401, body: { code: "partner.no-key" } });
  });

  it("a verified one that nobody registered is refused by name, and passed over beside a key", async () => {
    expect(await ask("/api/v1/dossiers", showing("unknown"))).toMatchObject({
      status: 401,
      body: { code: "partner.unknown-certificate" },
    });
    const headers = { authorization: "Bearer portal" };
    expect((await ask("/api/v1/dossiers", { ...showing("unknown"), headers })).status).toBe(200);
  });

  it("without one, keys work as ever; beside another system's key it is two identities", async () => {
    expect((await ask("/api/v1/dossiers", { headers: { authorization: "Bearer portal" } })).status).toBe(200);
    const other = { ...showing("portal"), headers: { authorization: "Bearer portal-2" } };
    expect(await ask("/api/v1/dossiers", other)).toMatchObject({ status: 401, body: { code: "partner.two-identities" } });
  });

  it("certificate header from a stranger: a Client-Cert of the connection's own end is not believed", async () => {
    const der = run("x509", "-in", "portal.pem", "-outform", "DER").toString("base64");
    expect(await ask("/api/v1/dossiers", { headers: { "client-cert": `:${der}:` } })).toMatchObject({ status: 401 });
  });

  it("TLS 1.1 is not spoken", async () => {
    await expect(
      ask("/health/live", { maxVersion: "TLSv1.1", minVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
    ).rejects.toThrow();
  });
});

describe("signed requests over a connection", () => {
  const PATH = `/api/v1/dossiers/${CODE}/progress`;
  const send = async (body: string, sent = body, path = PATH, target = path) => {
    const headers = await signRequest({ method: "POST", url: path, body, credentialId: "s_1", secret: SHARED });
    return ask(target, { method: "POST", headers: { ...headers, "content-type": "application/json" } }, sent);
  };

  it("R-J04 a signed body with and without a declared length is done", async () => {
    const before = fake.executions.length;
    expect((await send('{"note":"Đang thẩm tra"}')).status).toBe(200);
    const headers = await signRequest({ method: "POST", url: PATH, body: '{"note":"x"}', credentialId: "s_1", secret: SHARED });
    const chunked = { ...headers, "content-type": "application/json", "transfer-encoding": "chunked" };
    expect((await ask(PATH, { method: "POST", headers: chunked }, '{"note":"x"}')).status).toBe(200);
    expect(fake.executions.length).toBe(before + 2);
  });

  it("forged signature: bytes that were changed on the way are refused, and nothing is done", async () => {
    const before = fake.executions.length;
    expect(await send('{"note":"a"}', '{"note":"b"}')).toMatchObject({ status: 401, body: { code: "partner.bad-signature" } });
    expect(fake.executions.length).toBe(before);
  });

  it("the path is signed as it goes over the wire: put in order or decoded it is another one", async () => {
    const note = '{"note":"a"}';
    const encoded = PATH.replace("progress", "%70rogress");
    expect((await send(note, note, encoded)).status).toBe(200);
    for (const [path, target] of [
      [encoded, PATH],
      [PATH, encoded],
      [PATH, `${PATH}?`],
      [PATH, PATH.replace("/progress", "/./progress")],
    ] as const)
      expect(await send(note, note, path, target)).toMatchObject({ status: 401, body: { code: "partner.bad-signature" } });
  });

  it("replayed nonce: the very same bytes again are refused", async () => {
    const body = '{"note":"một lần"}';
    const headers = await signRequest({ method: "POST", url: PATH, body, credentialId: "s_1", secret: SHARED });
    const options = { method: "POST", headers: { ...headers, "content-type": "application/json" } };
    expect((await ask(PATH, options, body)).status).toBe(200);
    expect(await ask(PATH, options, body)).toMatchObject({ status: 401, body: { code: "partner.replayed" } });
  });
});

describe("R-J04 TLS settings", () => {
  const failure = (env: Record<string, string>): ConfigError => {
    try {
      readTls(readConfig(env));
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new TypeError("no ConfigError");
  };
  const given = (cert: string, key: string, ca?: string) => ({
    LIENTHONG_TLS_CERT: file(cert),
    LIENTHONG_TLS_KEY: file(key),
    ...(ca === undefined ? {} : { LIENTHONG_TLS_CLIENT_CA: file(ca) }),
  });

  it("none: TLS is a proxy's", () => {
    expect(readTls(readConfig({}))).toBeUndefined();
    expect(readTls(readConfig(given("server.pem", "server.key")))).toEqual({ cert: pem("server.pem"), key: pem("server.key") });
  });

  it("each wrong one is named, and never what its file holds", () => {
    for (const [env, variable] of [
      [{ LIENTHONG_TLS_CERT: file("server.pem") }, "LIENTHONG_TLS_KEY"],
      [{ LIENTHONG_TLS_KEY: file("server.key") }, "LIENTHONG_TLS_CERT"],
      [{ LIENTHONG_TLS_CLIENT_CA: file("ca.pem") }, "LIENTHONG_TLS_CERT"],
      [given("nowhere.pem", "server.key"), "LIENTHONG_TLS_CERT"],
      [given("server.pem", "portal.key"), "LIENTHONG_TLS_KEY"],
      [given("server.pem", "server.key", "server.key"), "LIENTHONG_TLS_CLIENT_CA"],
      [{ LIENTHONG_CERT_PROXIES: "10.0.0.0/8, proxy.test" }, "LIENTHONG_CERT_PROXIES"],
    ] as const) {
      const error = failure(env);
      expect(error.variables).toEqual([variable]);
      expect(error.message).not.toMatch(/PRIVATE KEY|proxy\.test/);
    }
    expect(readConfig({ LIENTHONG_CERT_PROXIES: "10.0.0.0/8, fd00::1" }).certificateProxies).toEqual(["10.0.0.0/8", "fd00::1"]);
  });
});
