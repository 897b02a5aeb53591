/** R-I02 R-E02: the citizens' pages attacked from the internet: policy, framing, markup, questions, guessing; and what walls and feeds give away. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hallApp } from "../../simulators/hall/page/serve.tsx";
import { FORM, HALL, type HallAttackWorld, hallAttackWorld, MARKED, MARKS, readStream, shown, WARD } from "./hall-world.ts";
import { headerOf } from "./world.ts";

let world: HallAttackWorld;
let dossier: { id: string; code: string };
beforeAll(async () => {
  world = await hallAttackWorld();
  // The first number of a day is the example that the pages give.
  await world.receivedAt(WARD, world.wardJson);
  dossier = await world.receivedAt(WARD, world.wardJson, { applicant: MARKED, summary: "Khai sinh cho con Riêng Tư" });
});
afterAll(() => world.stop());

const HTML = { accept: "text/html" } as const;
const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const quoted = encodeURIComponent(evil);
const PAGES = [
  "/",
  "/tra-cuu",
  `/tra-cuu?code=${quoted}`,
  "/thu-tuc",
  `/thu-tuc?q=${quoted}`,
  `/thu-tuc?tu-khoa=${quoted}`,
  `/thu-tuc?linh-vuc=${quoted}`,
  "/thu-tuc?trang=-1",
  "/thu-tuc?trang=1e308",
  "/thu-tuc/1.001193",
  "/thu-tuc/1.001193/trich-yeu",
  `/thu-tuc/${quoted}`,
  "/thu-tuc/..%2f..%2fetc%2fpasswd/trich-yeu.pdf",
  "/danh-gia",
  `/tra-cuu/${quoted}`,
  `/?lang=${quoted}`,
  "/?lang=en&lang=vi",
  "/thu-tuc?__proto__=1&constructor[prototype]=2",
  "/thu-tuc/__proto__",
  "/hall/kiosk",
  "/hall/tablet",
  "/hall/queue",
  "/hall/results",
  "/hall/enter/th-kiosk-1?key=x",
  "/tra-cuu//xau.example/%2e%2e",
];

describe("R-I02 citizens' pages: policy and markup", () => {
  it.each(PAGES)(
    "R-I02 page %s: no inline script, in nobody's frame, whatever stands in address, cookie and Accept-Language",
    async (path) => {
      await world.unharmed(async () => {
        const headers = {
          ...HTML,
          cookie: `lang=${evil}; x`,
          "accept-language": evil,
          "x-request-id": evil,
          referer: `https://xau.example/${quoted}`,
        };
        const answer = await world.send({ path, headers });
        expect(answer.status, shown(answer)).toBeLessThan(500);
        const policy = headerOf(answer, "content-security-policy");
        for (const part of [
          "default-src 'self'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          "object-src 'none'",
        ])
          expect(policy, path).toContain(part);
        expect(policy).not.toMatch(/unsafe|\*|https?:/);
        expect([headerOf(answer, "x-frame-options"), headerOf(answer, "x-content-type-options")]).toEqual(["DENY", "nosniff"]);
        expect(headerOf(answer, "cache-control")).toContain("no-store");
        expect(answer.text).not.toMatch(/<script(?! src="\/assets\/[\w.-]+\?v=[\w-]+" defer)/);
        // What stands in an attribute is a value, not a name.
        expect(answer.text.replaceAll(/="[^"]*"/g, "")).not.toMatch(/<[^>]+\son\w+/);
        expect(answer.text).not.toMatch(/<style|\sstyle="|javascript:|href="\/\/|src="(?:https?:)?\/\//);
        expect(answer.text).not.toContain("<img src=x");
        world.hasSafeHeaders(answer, path);
        world.keepsQuiet(answer, path);
      });
    },
  );

  it.each(["/thu-tuc/%00", "/thu-tuc?q=%00", "/thu-tuc?linh-vuc=%00", "/tra-cuu?code=%00", "/danh-gia/%00", "/%00"])(
    "R-I02 NUL in an address: %s is no page, and no fault of the hub",
    async (path) => {
      await world.unharmed(async () => {
        const answer = await world.send({ path, headers: HTML });
        expect([400, 404], shown(answer)).toContain(answer.status);
        world.keepsQuiet(answer, path);
      });
    },
  );

  it.each([
    "/assets/../package.json",
    "/assets/..%2fassets.ts",
    "/assets/%2e%2e/%2e%2e/package.json",
    "/assets/....//package.json",
    "/assets/htmx.js%00.css",
    "/assets/__proto__",
    "/assets/constructor",
    "/assets/hasOwnProperty",
    "/assets/..%5c..%5cpackage.json",
    "/assets//etc/passwd",
    "/assets/file:%2f%2f%2fetc%2fpasswd",
    "/assets/",
  ])("R-I02 file: %s is none", async (path) => {
    await world.unharmed(async () => {
      const answer = await world.send({ path });
      expect([400, 404], shown(answer)).toContain(answer.status);
      world.keepsQuiet(answer, path);
    });
  });

  it("R-I02 forms: oversize, slow to say what they are, other types, broken escapes and NUL are refused, nothing stored", async () => {
    await world.unharmed(async () => {
      for (const path of ["/tra-cuu", "/danh-gia"])
        for (const [type, body, status] of [
          [FORM["content-type"], `code=${"x".repeat(20_000)}`, 413],
          ["application/json", "{}", 415],
          ["multipart/form-data; boundary=x", "--x--", 415],
          [FORM["content-type"], "code=%E0%A4%A", 400],
          [FORM["content-type"], Buffer.from([0xff, 0xfe]), 400],
          [FORM["content-type"], "code=a%00b&comment=%00", 400],
        ] as const) {
          const answer = await world.send({ path, headers: { "content-type": type, ...HTML }, body });
          expect(answer.status, `${path} ${type} ${shown(answer)}`).toBe(status);
          world.hasSafeHeaders(answer, path);
        }
    });
  });
});

describe("R-I02 R-H what hangs on the wall", () => {
  it("R-I02 displays, kiosk, tablet, streams, queue feed: of a dossier full of personal data none of it, and no officer's name in the public feed", async () => {
    const { hub } = world;
    const officer = { kind: "officer", id: "cb-sanh", name: "Trần Thị Cán Bộ" } as const;
    const run = async (command: Parameters<typeof hub.hall.execute>[0]["command"]): Promise<void> => {
      const done = await hub.hall.execute({ hallId: HALL, command, actor: officer });
      expect(done.outcome, JSON.stringify(done).slice(0, 200)).toBe("done");
    };
    await run({ type: "openCounter", counterId: "q1", officer: officer.name });
    await run({ type: "takeTicket", serviceId: "ho-tich", priority: "nguoi-khuyet-tat" });
    await run({ type: "linkTicket", ticketId: "A001", dossierId: dossier.id, account: { has: true, id: MARKED.identityNumber } });
    await run({ type: "takeTicket", serviceId: "ho-tich", priority: "phu-nu-mang-thai" });
    await run({ type: "callNext", counterId: "q1" });
    const public_ = [...MARKS, dossier.id, officer.name, "khuyet-tat", "khuyết tật", "mang thai", "priority"];
    for (const path of ["/api/v1/halls", `/api/v1/halls/${HALL}/queue`, `/api/v1/halls/${HALL}/devices`]) {
      const { text, status } = await world.send({ path });
      expect(status).toBe(200);
      const found = public_.filter((mark) => text.includes(mark));
      // The list of halls names whom it lets go first; it names nobody.
      expect(path === "/api/v1/halls" ? found.filter((mark) => !/khuy|mang|priority/.test(mark)) : found, path).toEqual([]);
    }
    const pages: readonly (readonly ["kiosk" | "queue" | "results" | "tablet", string])[] = [
      ["queue", "/hall/queue"],
      ["results", "/hall/results"],
      ["tablet", "/hall/tablet"],
      ["kiosk", "/hall/kiosk"],
      ["kiosk", "/hall/kiosk/take?for=submit"],
      ["kiosk", "/hall/kiosk/ticket/A002"],
      ["kiosk", `/hall/kiosk/dossier?code=${dossier.code}`],
    ];
    for (const [screen, path] of pages) {
      const { text, status } = await world.send({ path, headers: world.cookieOf(screen) });
      expect(status, path).toBe(200);
      expect(
        [...MARKS, officer.name].filter((mark) => text.includes(mark)),
        path,
      ).toEqual([]);
    }
    for (const screen of ["queue", "results", "tablet", "kiosk"] as const) {
      const { text } = await readStream(
        `${world.url}/hall/live?screen=${screen}`,
        world.cookieOf(screen),
        (got) => got.includes("event: moved") || got.split("event: beat").length > 1,
      );
      expect(
        [...public_, dossier.code, "A001"].filter((mark) => text.includes(mark)),
        screen,
      ).toEqual([]);
    }
    for (const [unit, event] of [
      ["th-ticket-1", "hall"],
      ["th-call-1", "counter"],
    ] as const) {
      const bearer = { authorization: `Bearer ${hub.hall.deviceKey(unit)}` };
      const { text } = await readStream(
        `${world.url}/hall/v1/devices/${unit}/stream`,
        bearer,
        (got) => got.includes(`event: ${event}`) && got.endsWith("\n\n"),
      );
      expect(
        [...MARKS, dossier.id].filter((mark) => text.includes(mark)),
        unit,
      ).toEqual([]);
    }
  });
});

describe("R-I02 R-H the picture of the simulated hall", () => {
  it("R-I02 picture: acts from another site are not passed on, nobody frames it, no device that is not there is asked", async () => {
    const asked_: string[] = [];
    const simulation = {
      definition: { id: "hall-thu" },
      parts: { counts: () => ({}) },
      fetch: async (request: Request) => {
        asked_.push(`${request.method} ${new URL(request.url).pathname}`);
        return Response.json({});
      },
    };
    const served = [{ url: "http://127.0.0.1:9", ports: {}, simulation, close: async () => undefined }];
    const app = hallApp(served as never, { host: "127.0.0.1", port: 0, screens: [] });
    for (const site of ["cross-site", "same-site", "none", undefined])
      for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
        const headers = site === undefined ? {} : { "sec-fetch-site": site };
        expect(
          (await app.request("/do/hall-thu/device/power", { method, headers, body: "{}" })).status,
          `${site} ${method}`,
        ).toBe(403);
      }
    expect((await app.request("/do/__proto__/device", { headers: { "sec-fetch-site": "same-origin" } })).status).toBe(404);
    expect(asked_).toEqual([]);
    const inside = await app.request("/do/hall-thu/../../etc/x", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
      body: "{}",
    });
    expect(inside.status).toBe(404);
    const page = await app.request("/style.css");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    const own = await app.request("/do/hall-thu/device/power", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
      body: "{}",
    });
    expect([own.status, asked_]).toEqual([200, ["POST /__sim/device/power"]]);
  });
});
