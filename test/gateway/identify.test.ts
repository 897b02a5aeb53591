/** Who may enter: every proof comes to the same partner, and no forgery of one comes to any. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EntryWorld, entryWorld, from, submitted } from "./entry-world.ts";
import { problemOf } from "./fake-hub.ts";
import { NEW_KEY, openssl } from "./openssl.ts";
import { BIRTH } from "./real-hub.ts";

const LIST = "/api/v1/dossiers?limit=5";
let world: EntryWorld;
const warnings: object[] = [];
beforeAll(async () => {
  const log = { warn: (o: object) => warnings.push(o), info: () => {}, error: () => {}, debug: () => {} };
  world = await entryWorld({ certificateProxies: ["10.0.0.0/8"], log: log as never });
});
afterAll(() => world.stop());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const issue = async (partnerId: string, kind: "shared" | "client" | "apiKey", overlapSeconds = 3600) => {
  const { credential, secret } = await world.hub.partners.issue({ partnerId, kind, overlapSeconds });
  return { id: credential.id, secret: secret ?? "" };
};
const tokenOf = async ({ id, secret }: { id: string; secret: string }, scope?: string): Promise<string> => {
  const answer = await world.call("/oauth/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: id,
      client_secret: secret,
      ...(scope ? { scope } : {}),
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
};
const codeOf = async (answer: Response | Promise<Response>) => (await problemOf(await answer)).code;
const storedCount = async () => (await world.hub.list({ limit: 200 })).items.length;

describe("R-J04 every proof lets the same partner in", () => {
  it("API key, access token and signed request see the same dossiers", async () => {
    const id = await submitted(world);
    const shared = await issue("portal", "shared");
    const token = await tokenOf(await issue("portal", "client"));
    const proofs = [
      bearer(world.keys["portal"] ?? ""),
      { "x-api-key": world.keys["portal"] ?? "" },
      bearer(token),
      await world.sign({ ...shared, path: LIST }),
    ];
    for (const headers of proofs) {
      const answer = await world.call(LIST, { headers: { ...headers } });
      expect(answer.status).toBe(200);
      expect(((await answer.json()) as { items: { id: string }[] }).items.map((one) => one.id)).toContain(id);
    }
  });

  it("a token is good in every process that shares the secret, and in no other", async () => {
    const headers = bearer(await tokenOf(await issue("portal", "client")));
    expect((await world.another().request(LIST, { headers })).status).toBe(200);
    expect(await codeOf(world.another({ secret: "bi-mat-khac".repeat(5) }).request(LIST, { headers }))).toBe("partner.bad-token");
  });

  it("a request that proves two different systems is refused; one that proves the same twice is not", async () => {
    const other = bearer(await tokenOf(await issue("elsewhere", "client")));
    const twice = { "x-api-key": world.keys["portal"] ?? "", ...other };
    expect(await codeOf(world.call(LIST, { headers: twice }))).toBe("partner.two-identities");
    const same = { "x-api-key": world.keys["portal"] ?? "", ...bearer(await tokenOf(await issue("portal", "client"))) };
    expect((await world.call(LIST, { headers: same })).status).toBe(200);
    const wrongBeside = { "x-api-key": "lt_portal_wrong", ...bearer(world.keys["portal"] ?? "") };
    expect(await codeOf(world.call(LIST, { headers: wrongBeside }))).toBe("partner.unknown-key");
  });

  it("without any, or with a scheme that is none of ours, it says which there are", async () => {
    for (const headers of [{}, { authorization: "Basic cG9ydGFsOng=" }]) {
      const answer = await world.call(LIST, { headers });
      expect(answer.headers.get("www-authenticate")).toMatch(/Bearer realm=.*LT-HMAC-SHA256 realm=/);
      expect(await codeOf(answer)).toBe("partner.no-key");
    }
  });
});

describe("signed requests", () => {
  const post = async (shared: { id: string; secret: string }, body: string, change: Record<string, string> = {}, sent = body) => {
    const path = "/api/v1/dossiers";
    const headers = { ...(await world.sign({ ...shared, method: "POST", path, body })), ...change };
    return world.call(path, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      body: sent,
    });
  };

  it("R-J04 a signed body is done", async () => {
    const shared = await issue("portal", "shared");
    expect((await post(shared, JSON.stringify(BIRTH))).status).toBe(201);
  });

  it("replayed nonce: the same request a second time is refused, in any process, also with another body under it", async () => {
    const shared = await issue("portal", "shared");
    const headers = { ...(await world.sign({ ...shared, path: LIST })) };
    expect((await world.call(LIST, { headers })).status).toBe(200);
    expect(await codeOf(world.call(LIST, { headers }))).toBe("partner.replayed");
    expect(await codeOf(world.another().request(LIST, { headers }))).toBe("partner.replayed");
    const nonce = /Nonce=([^,]+)/.exec(headers.authorization ?? "")?.[1] ?? "";
    const again = await world.sign({ ...shared, path: "/api/v1/dossiers?limit=6", nonce });
    expect(await codeOf(world.call("/api/v1/dossiers?limit=6", { headers: { ...again } }))).toBe("partner.replayed");
    // Nonces are each credential's own.
    const other = await issue("elsewhere", "shared");
    expect((await world.call(LIST, { headers: { ...(await world.sign({ ...other, path: LIST, nonce })) } })).status).toBe(200);
  });

  it("replayed nonce: of fifty at once exactly one gets in", async () => {
    const shared = await issue("portal", "shared");
    const headers = { ...(await world.sign({ ...shared, path: LIST })) };
    const app = world.another();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => app.request(LIST, { headers }, from(`192.0.2.${i}`))));
    expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
    expect(answers.filter((one) => one.status === 401)).toHaveLength(49);
  });

  it("a forger cannot use up somebody else's nonce", async () => {
    const shared = await issue("portal", "shared");
    const nonce = "nonce-cua-nguoi-khac";
    const forged = await world.sign({ id: shared.id, secret: "khong-phai-bi-mat", path: LIST, nonce });
    expect(await codeOf(world.call(LIST, { headers: { ...forged } }))).toBe("partner.bad-signature");
    expect((await world.call(LIST, { headers: { ...(await world.sign({ ...shared, path: LIST, nonce })) } })).status).toBe(200);
  });

  it("stale timestamp: five minutes and a second away is refused, and the hub says its own time", async () => {
    const shared = await issue("portal", "shared");
    const start = world.wall;
    for (const off of [-301_000, 301_000]) {
      const headers = { ...(await world.sign({ ...shared, path: LIST })) };
      world.wall = start - off;
      const found = await problemOf(await world.call(LIST, { headers }));
      expect(found).toMatchObject({
        status: 401,
        code: "partner.stale-timestamp",
        details: { hubTime: new Date(world.wall).toISOString() },
      });
      expect(found.detail).toContain(new Date(world.wall).toISOString());
      world.wall = start;
    }
    const headers = { ...(await world.sign({ ...shared, path: LIST })) };
    world.wall = start + 299_000;
    expect((await world.call(LIST, { headers })).status).toBe(200);
  });

  it("forged signature: another secret, path, query, method or unknown credential; all read alike, nothing is stored", async () => {
    const shared = await issue("portal", "shared");
    const before = await storedCount();
    const good = { ...(await world.sign({ ...shared, path: LIST })) };
    const attempts: [string, Record<string, string>][] = [
      [LIST, { ...(await world.sign({ id: shared.id, secret: `${shared.secret}x`, path: LIST })) }],
      [LIST, { ...(await world.sign({ id: "s_0000000000000000", secret: shared.secret, path: LIST })) }],
      ["/api/v1/dossiers?limit=200", good],
      ["/api/v1/lanes", good],
      [LIST, { ...good, "x-content-sha256": "0".repeat(64) }],
      [LIST, { ...good, "x-content-sha256": "" }],
      [LIST, { ...good, authorization: (good.authorization ?? "").replace("Nonce=", "Nonce=x") }],
      [LIST, { ...good, authorization: (good.authorization ?? "").replace(shared.id, `${shared.id}, Credential=s_1`) }],
    ];
    const [first, second] = await Promise.all(
      attempts.slice(0, 2).map(async ([path, headers]) => {
        const { instance: _, ...rest } = await problemOf(await world.call(path, { headers }));
        return rest;
      }),
    );
    expect(first).toEqual(second);
    for (const [path, headers] of attempts) expect(await codeOf(world.call(path, { headers }))).toBe("partner.bad-signature");
    const method = { ...(await world.sign({ ...shared, method: "GET", path: "/api/v1/dossiers", body: JSON.stringify(BIRTH) })) };
    const posted = await world.call("/api/v1/dossiers", {
      method: "POST",
      headers: { ...method, "content-type": "application/json", "idempotency-key": "k-forged" },
      body: JSON.stringify(BIRTH),
    });
    expect(await codeOf(posted)).toBe("partner.bad-signature");
    expect(await storedCount()).toBe(before);
  });

  it("a body that is not the one that was signed is refused, and nothing of it is stored", async () => {
    const shared = await issue("portal", "shared");
    const before = await storedCount();
    const changed = JSON.stringify({ ...BIRTH, summary: "Nội dung khác" });
    expect(await codeOf(post(shared, JSON.stringify(BIRTH), {}, changed))).toBe("partner.bad-signature");
    const empty = await world.sign({ ...shared, method: "POST", path: "/api/v1/dossiers" });
    const withBody = world.call("/api/v1/dossiers", {
      method: "POST",
      headers: { ...empty, "content-type": "application/json", "idempotency-key": "k-empty" },
      body: changed,
    });
    expect(await codeOf(withBody)).toBe("partner.bad-signature");
    expect(await codeOf(world.call(LIST, { headers: { ...(await world.sign({ ...shared, path: LIST, body: "x" })) } }))).toBe(
      "partner.bad-signature",
    );
    expect(await storedCount()).toBe(before);
  });

  it("an upload whose bytes are not those that were signed is not kept", async () => {
    const shared = await issue("portal", "shared");
    const pdf = (text: string) => Buffer.from(`%PDF-1.7\n1 0 obj\n<<>>\nendobj\n% ${text}\ntrailer\n<<>>\n%%EOF\n`);
    const path = "/api/v1/blobs?name=to-khai.pdf";
    const upload = async (signed: Buffer, sent: Buffer) => {
      const headers = { ...(await world.sign({ ...shared, method: "POST", path, body: signed })) };
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (let at = 0; at < sent.length; at += 10) controller.enqueue(sent.subarray(at, at + 10));
          controller.close();
        },
      });
      return world.call(path, { method: "POST", headers: { ...headers, "content-type": "application/octet-stream" }, body });
    };
    const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
    expect(await codeOf(upload(pdf("ký"), pdf("thay")))).toBe("partner.bad-signature");
    expect(await world.hub.readBlob(sha256(pdf("thay")))).toBeUndefined();
    const kept = await upload(pdf("ký"), pdf("ký"));
    expect([kept.status, await kept.json()]).toMatchObject([201, { sha256: sha256(pdf("ký")) }]);
  });
});

describe("credentials that end", () => {
  it("revoked key: it works five seconds at most, a revoked secret and a revoked client's tokens as well", async () => {
    const key = await issue("portal", "apiKey");
    const shared = await issue("portal", "shared");
    const client = await issue("portal", "client");
    const token = await tokenOf(client);
    const proofs = async () => [bearer(key.secret), bearer(token), { ...(await world.sign({ ...shared, path: LIST })) }];
    for (const headers of await proofs()) expect((await world.call(LIST, { headers })).status).toBe(200);
    for (const { id } of [key, shared, client]) expect(await world.hub.partners.revoke(id)).toBe(true);
    world.forget();
    const codes = await Promise.all((await proofs()).map((headers) => codeOf(world.call(LIST, { headers }))));
    expect(codes).toEqual(["partner.unknown-key", "partner.token-expired", "partner.bad-signature"]);
  });

  it("expired rotation overlap: old and new key both work meanwhile; afterwards only the new one does", async () => {
    const old = await issue("portal", "apiKey");
    const fresh = await issue("portal", "apiKey", 60);
    for (const { secret } of [old, fresh]) expect((await world.call(LIST, { headers: bearer(secret) })).status).toBe(200);
    const start = world.now;
    world.now = new Date(Date.parse(start) + 61_000).toISOString();
    world.forget();
    expect(await codeOf(world.call(LIST, { headers: bearer(old.secret) }))).toBe("partner.unknown-key");
    expect((await world.call(LIST, { headers: bearer(fresh.secret) })).status).toBe(200);
    world.now = start;
  });

  it("a disabled partner gets in by nothing that it has", async () => {
    const { key } = await world.hub.addPartner({ id: "tam", name: "Tạm", role: "portal", agencies: ["*"] });
    const token = await tokenOf(await issue("tam", "client"));
    expect((await world.call(LIST, { headers: bearer(token) })).status).toBe(200);
    await world.hub.partners.disable("tam", "Hết hợp đồng", "operator");
    world.forget();
    expect(await codeOf(world.call(LIST, { headers: bearer(key) }))).toBe("partner.unknown-key");
    expect(await codeOf(world.call(LIST, { headers: bearer(token) }))).toBe("partner.token-expired");
  });

  it("an expired token says so and where to get another", async () => {
    const headers = bearer(await tokenOf(await issue("portal", "client")));
    world.wall += 606_000;
    const answer = await world.call(LIST, { headers });
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await problemOf(answer)).toMatchObject({
      code: "partner.token-expired",
      hint: { vi: expect.stringContaining("/oauth/token") },
    });
  });
});

describe("brute force", () => {
  it("thirty wrong keys from one address: the next is 429 without a look-up, other addresses and known partners go on", async () => {
    const app = world.another();
    let lookUps = 0;
    const byApiKey = world.hub.partners.byApiKey;
    Object.assign(world.hub.partners, {
      byApiKey: (key: string) => {
        lookUps += 1;
        return byApiKey(key);
      },
    });
    const ask = (key: string, address: string) => app.request(LIST, { headers: bearer(key) }, from(address));
    try {
      expect((await ask(world.keys["portal"] ?? "", "192.0.2.1")).status).toBe(200);
      for (let i = 0; i < 30; i += 1)
        expect(await codeOf(ask(`lt_portal_${i}`.padEnd(54, "x"), "192.0.2.1"))).toBe("partner.unknown-key");
      lookUps = 0;
      const barred = await ask(`lt_portal_${"y".repeat(43)}`, "192.0.2.1");
      expect(barred.headers.get("retry-after")).toBe("60");
      expect(await problemOf(barred)).toMatchObject({ status: 429, code: "partner.too-many-wrong-credentials", retry: true });
      expect(lookUps).toBe(0);
      // Not even a right one, if this process has never seen it; but who was in before stays in, and other addresses are not meant.
      expect((await ask(world.keys["elsewhere"] ?? "", "192.0.2.1")).status).toBe(429);
      world.forget();
      expect((await ask(world.keys["portal"] ?? "", "192.0.2.1")).status).toBe(200);
      expect((await ask(world.keys["elsewhere"] ?? "", "192.0.2.2")).status).toBe(200);
      world.wall += 60_000;
      expect((await ask(world.keys["elsewhere"] ?? "", "192.0.2.1")).status).toBe(200);
    } finally {
      Object.assign(world.hub.partners, { byApiKey });
    }
  });

  it("guessed tokens, signatures and client secrets count like guessed keys", async () => {
    const app = world.another();
    const guess = (i: number) =>
      [
        () => app.request(LIST, { headers: bearer("eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb3J0YWwifQ.") }, from("192.0.2.9")),
        async () =>
          app.request(LIST, { headers: { ...(await world.sign({ id: "s_1", secret: "x", path: LIST })) } }, from("192.0.2.9")),
        () =>
          app.request(
            "/oauth/token",
            {
              method: "POST",
              body: new URLSearchParams({ grant_type: "client_credentials", client_id: "c_1", client_secret: String(i) }),
            },
            from("192.0.2.9"),
          ),
      ][i % 3]?.();
    for (let i = 0; i < 30; i += 1) expect((await guess(i))?.status).toBe(401);
    for (let i = 0; i < 3; i += 1) expect((await guess(i))?.status).toBe(429);
  });
});

describe("a partner's rate at the door", () => {
  it("over its rate it is 429 with a truthful Retry-After, and in again after it", async () => {
    const { key } = await world.hub.addPartner({
      id: "nhanh",
      name: "Nhanh",
      role: "portal",
      agencies: ["*"],
      limits: { perMinute: 3 },
    });
    const ask = () => world.call(LIST, { headers: bearer(key) });
    for (let i = 0; i < 3; i += 1) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "20"]);
    expect((await problemOf(refused)).code).toBe("partner.too-many-requests");
    world.wall += 20_000;
    expect((await ask()).status).toBe(200);
  });

  it("over its daily bytes a body is 429 before it is read", async () => {
    const { key } = await world.hub.addPartner({
      id: "nang",
      name: "Nặng",
      role: "portal",
      agencies: ["*"],
      limits: { bytesPerDay: 100 },
    });
    const send = (body: string) =>
      world.call("/api/v1/dossiers/H57.122-260213-9999/progress", {
        method: "POST",
        headers: { ...bearer(key), "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) },
        body,
      });
    expect((await send(JSON.stringify({ note: "x" }))).status).toBe(404);
    expect((await world.hub.partners.usage("nang")).bytes).toBe(12);
    const refused = await send(JSON.stringify({ note: "x".repeat(80) }));
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: "partner.quota-exceeded" });
    expect((await world.call(LIST, { headers: bearer(key) })).status).toBe(200);
  });
});

describe("a certificate in a header", () => {
  let folder: string;
  let header: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lienthong-cert-"));
    const subject = ["-subj", "/CN=cong-thu.test", "-keyout", "key.pem", "-out", "cert.pem"];
    openssl(folder, ["req", "-x509", ...NEW_KEY, "-days", "3650", ...subject]);
    const der = openssl(folder, ["x509", "-in", "cert.pem", "-outform", "DER"]);
    header = `:${der.toString("base64")}:`;
    const fingerprint = createHash("sha256").update(der).digest("hex");
    await world.hub.partners.issue({ partnerId: "portal", kind: "certificate", fingerprint });
    // The certificate was made just now, by the machine's clock.
    world.wall = Date.now();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("R-J04 of a trusted proxy lets its partner in", async () => {
    expect((await world.call(LIST, { headers: { "client-cert": header }, from: "10.1.2.3" })).status).toBe(200);
    expect((await world.call(LIST, { headers: { "client-cert": header }, from: "::ffff:10.1.2.3" })).status).toBe(200);
  });

  it("certificate header from a stranger is ignored, and warned of once without its value", async () => {
    warnings.length = 0;
    for (const address of ["192.0.2.1", "11.0.0.1", "::1", "unknown"])
      expect(await codeOf(world.call(LIST, { headers: { "client-cert": header }, from: address }))).toBe("partner.no-key");
    const forwarded = { "client-cert": header, "x-forwarded-for": "10.1.2.3" };
    expect(await codeOf(world.call(LIST, { headers: forwarded, from: "192.0.2.1" }))).toBe("partner.no-key");
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).not.toContain(header.slice(1, 20));
    const beside = { "client-cert": header, ...bearer(world.keys["elsewhere"] ?? "") };
    expect((await world.call(LIST, { headers: beside, from: "192.0.2.1" })).status).toBe(200);
  });

  it("beside another system's key it is two identities", async () => {
    const headers = { "client-cert": header, ...bearer(world.keys["elsewhere"] ?? "") };
    expect(await codeOf(world.call(LIST, { headers, from: "10.1.2.3" }))).toBe("partner.two-identities");
  });

  it("that is no certificate, or past its time, is refused", async () => {
    expect(await codeOf(world.call(LIST, { headers: { "client-cert": "x" }, from: "10.1.2.3" }))).toBe("partner.bad-certificate");
    const start = world.wall;
    world.wall = start + 11 * 365 * 86_400_000;
    expect(await codeOf(world.call(LIST, { headers: { "client-cert": header }, from: "10.1.2.3" }))).toBe(
      "partner.certificate-expired",
    );
    world.wall = start;
  });
});
