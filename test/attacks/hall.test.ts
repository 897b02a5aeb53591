/**
 * R-I02 R-H: the hall's doors for its devices, attacked by somebody on the internet, by somebody in the hall who got hold of a device's cookie or
 * key, and by a device gone mad: pairing, screens, units, telephone.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "./doors.ts";
import {
  CARD,
  CARD_MARKS,
  FORM,
  HALL,
  type HallAttackWorld,
  hallAttackWorld,
  IVR_SECRET,
  SCREEN_DEVICES,
  type ScreenName,
  shown,
  WARD,
} from "./hall-world.ts";
import type { Attack } from "./raw.ts";
import { headerOf, NOW, REFUSED } from "./world.ts";

let world: HallAttackWorld;
let dossier: { id: string; code: string };
/** Of another agency, which has no hall. */
let foreign: { id: string; code: string };
beforeAll(async () => {
  world = await hallAttackWorld();
  dossier = await world.receivedAt(WARD, world.wardJson);
  foreign = await world.receivedAt("H57.122", world.json("portal"));
});
afterAll(() => world.stop());

const keyOf = (device: string): string => world.hub.hall.deviceKey(device);
const SCREENS = ["kiosk", "queue", "results", "tablet"] as const satisfies readonly ScreenName[];
const UNIT = "th-ticket-1";
const unitDoor = (device: string, path: string, key: string, body?: unknown): Attack => ({
  path: `/hall/v1/devices/${device}${path}`,
  headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
  ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
});
const taking = (key: string = crypto.randomUUID(), more: object = {}) => ({ service: "ho-tich", key, ...more });
const numbers = async (): Promise<number> => (await world.hub.hall.day(HALL)).tickets.size;

describe("R-I02 R-H pairing: who is a device of the hall", () => {
  it("R-I02 device key: another device's, a guess, a piece of one, none, too long a one: no cookie, and an unknown device looks the same", async () => {
    await world.unharmed(async () => {
      const right = keyOf("th-kiosk-1");
      const keys = [
        "",
        keyOf("th-queue-1"),
        "A".repeat(24),
        right.slice(0, 23),
        `${right}A`,
        right.toLowerCase(),
        REFUSED,
        "A".repeat(5_000),
      ];
      for (const key of keys) {
        const answer = await world.send({ path: `/hall/enter/th-kiosk-1?key=${key}`, headers: { accept: "text/html" } });
        expect([answer.status, headerOf(answer, "set-cookie")], key.slice(0, 30)).toEqual([403, ""]);
        const nobody = await world.send({ path: `/hall/enter/th-kiosk-9?key=${key}`, headers: { accept: "text/html" } });
        expect([nobody.status, nobody.text.length]).toEqual([answer.status, answer.text.length]);
        world.hasSafeHeaders(answer, key);
        // The switch between the languages leads to the very address that was asked for.
        world.keepsQuiet({ ...answer, text: key === "" ? answer.text : answer.text.replaceAll(key, "") }, key);
      }
    });
  });

  it("R-I02 device key: it stands in no log line, whether it was right or wrong", async () => {
    await world.unharmed(async () => {
      const entered = await world.send({ path: `/hall/enter/th-kiosk-1?key=${keyOf("th-kiosk-1")}` });
      expect([entered.status, headerOf(entered, "location")]).toEqual([303, "/hall/kiosk"]);
      const cookie = headerOf(entered, "set-cookie");
      for (const part of ["HttpOnly", "SameSite=Strict", "Path=/hall"]) expect(cookie).toContain(part);
      expect(entered.text).not.toContain(keyOf("th-kiosk-1"));
      await world.send({ path: `/hall/enter/th-kiosk-1?key=${keyOf("th-queue-1")}` });
      await world.send({ path: `/hall/enter/th-kiosk-1/x?key=${keyOf("th-kiosk-1")}` });
    });
  });

  it.each(SCREENS)(
    "R-I02 cookie of %s: forged, of another device, of another kind, empty, broken: no page, nothing stored",
    async (screen) => {
      const other = screen === "kiosk" ? "queue" : "kiosk";
      const device = SCREEN_DEVICES[screen];
      const cookies = [
        "",
        `lienthong-${screen}=`,
        `lienthong-${screen}=${device}`,
        `lienthong-${screen}=${device}~`,
        `lienthong-${screen}=${device}~${"A".repeat(24)}`,
        `lienthong-${screen}=${device}~${keyOf(SCREEN_DEVICES[other])}`,
        // Its own key is right, and it is another kind of screen.
        `lienthong-${screen}=${SCREEN_DEVICES[other]}~${keyOf(SCREEN_DEVICES[other])}`,
        `lienthong-${screen}=${UNIT}~${keyOf(UNIT)}`,
        `lienthong-${screen}=__proto__~${"A".repeat(24)}`,
        `lienthong-${screen}=%E0%A4%A~%00`,
        `lienthong-${other}=${device}~${keyOf(device)}`,
      ];
      await world.unharmed(async () => {
        for (const cookie of cookies) {
          const answer = await world.send({ path: `/hall/${screen}`, headers: { cookie, accept: "text/html" } });
          expect(answer.status, cookie.slice(0, 40)).toBe(401);
          expect(headerOf(answer, "set-cookie")).toBe("");
          world.keepsQuiet(answer, screen);
          const line = await world.send({ path: `/hall/live?screen=${screen}`, headers: { cookie } });
          expect(refusalOf(line, "rest"), cookie.slice(0, 40)).toEqual([401, "hall.not-paired"]);
          world.hasSafeHeaders(line, screen);
        }
      });
    },
  );

  it("R-I02 a screen's key at the units' doors, and a unit's at the screens': each is turned away", async () => {
    await world.unharmed(async () => {
      for (const screen of SCREENS) {
        const device = SCREEN_DEVICES[screen];
        const answer = await world.send(unitDoor(device, "", keyOf(device)));
        expect(refusalOf(answer, "rest"), screen).toEqual([403, "hall.device-of-another-kind"]);
        const taken = await world.send(unitDoor(device, "/tickets", keyOf(device), taking()));
        expect(refusalOf(taken, "rest")).toEqual([403, "hall.device-of-another-kind"]);
        const cookie = await world.send({ path: `/hall/v1/devices/${UNIT}/tickets`, headers: world.cookieOf(screen) });
        expect(cookie.status).not.toBe(200);
      }
      for (const unit of [UNIT, "th-call-1", "th-speaker-1", "th-slip-1", "th-camera-1", "th-ivr-1"]) {
        const answer = await world.send({ path: `/hall/enter/${unit}?key=${keyOf(unit)}`, headers: { accept: "text/html" } });
        expect([answer.status, headerOf(answer, "set-cookie")], unit).toEqual([404, ""]);
      }
    });
  });

  it("R-I02 a device's key opens neither the API nor the console", async () => {
    await world.unharmed(async () => {
      const bearer = { authorization: `Bearer ${keyOf("th-kiosk-1")}` };
      expect((await world.send({ path: `/api/v1/dossiers/${dossier.code}`, headers: bearer })).status).toBe(401);
      const console = await world.send({ path: "/console/hall", headers: { cookie: `lienthong=${keyOf("th-kiosk-1")}` } });
      expect([console.status, headerOf(console, "location")]).toEqual([303, "/console/sign-in"]);
    });
  });
});

/** From where a form may not come. */
const FOREIGN: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://xau.example" }],
  ["a neighbour of ours", { "sec-fetch-site": "same-site", origin: "http://khac.127.0.0.1" }],
  ["nowhere, as a bookmark", { "sec-fetch-site": "none" }],
  ["another origin in an old browser", { origin: "https://xau.example" }],
  ["an opaque origin", { origin: "null" }],
  ["no browser at all", {}],
];

describe("R-I02 R-H screens: acts that somebody else's page would have a device do", () => {
  it.each(FOREIGN)("R-I02 CSRF: forms from %s do nothing at kiosk and tablet", async (_, from) => {
    const forms: readonly (readonly [ScreenName, string, Record<string, string>])[] = [
      ["kiosk", "/hall/kiosk/take", { line: "ho-tich", key: crypto.randomUUID() }],
      ["kiosk", "/hall/kiosk/look-up", { code: dossier.code }],
      ["kiosk", "/hall/kiosk/procedures/1.001193/print", {}],
      ["tablet", "/hall/tablet/rate", { day: NOW.slice(0, 10), ticket: "A001", score: "1" }],
      ["tablet", "/hall/tablet/rest", { day: NOW.slice(0, 10), ticket: "A001" }],
    ];
    await world.unharmed(async () => {
      for (const [screen, path, fields] of forms) {
        const body = new URLSearchParams(fields).toString();
        const answer = await world.send({ path, headers: { ...FORM, ...world.cookieOf(screen), ...from }, body });
        if (path !== "/hall/tablet/rest") expect([403, 422], shown(answer)).toContain(answer.status);
        expect(headerOf(answer, "set-cookie")).not.toContain("tablet-done");
        world.screenQuiet(answer, path);
      }
    });
  });

  it("R-I02 number: forged lines, procedures, dossiers, priorities, NUL, __proto__ and markup give none", async () => {
    const bad: readonly Record<string, string>[] = [
      {},
      { line: "khong-co" },
      { line: "../ho-tich" },
      { line: "ho-tich\u0000" },
      { procedure: "1.001193\u0000" },
      { procedure: `<script>${REFUSED}</script>` },
      { procedure: "x".repeat(5_000) },
      { line: "ho-tich", priority: "vua" },
      { line: "ho-tich", priority: "__proto__" },
      { line: "__proto__" },
      { line: "tra-ket-qua", dossier: "khong-phai" },
      // Nobody's, another agency's: a number is tied to what waits here only.
      { line: "tra-ket-qua", dossier: "01a202d3-4e53-778a-841f-ffffffffffff" },
      { line: "tra-ket-qua", dossier: foreign.id },
      { line: "ho-tich", key: "khong-la-uuid" },
    ];
    await world.unharmed(async () => {
      for (const fields of bad) {
        const form = { key: crypto.randomUUID(), ...fields };
        const answer = await world.send(world.ownForm("/hall/kiosk/take", world.cookieOf("kiosk"), form));
        expect([409, 422], `${JSON.stringify(fields).slice(0, 80)}: ${shown(answer)}`).toContain(answer.status);
        world.screenQuiet(answer, "take");
      }
      for (const body of ["%00=%00", "__proto__=1&line=ho-tich", "line=%E0%A4%A", `key=${"x".repeat(20_000)}`]) {
        const answer = await world.send({ ...world.ownForm("/hall/kiosk/take", world.cookieOf("kiosk"), {}), body });
        expect([422], shown(answer)).toContain(answer.status);
      }
    });
  });

  it("R-H a kiosk gone mad: of a thousand numbers in one moment few are given, the others are refused with when to come back", async () => {
    const before = await numbers();
    const at = world.clock.wall;
    let refused = 0;
    for (let n = 0; n < 1_000; n += 1) {
      const form = world.ownForm("/hall/kiosk/take", world.cookieOf("kiosk"), { line: "khac", key: crypto.randomUUID() });
      const answer = await fetch(`${world.url}${form.path}`, {
        method: "POST",
        headers: form.headers as Record<string, string>,
        body: form.body as string,
        redirect: "manual",
      });
      await answer.arrayBuffer();
      if (answer.status === 429) {
        refused += 1;
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      if (refused > 20) break;
    }
    expect(world.clock.wall).toBe(at);
    expect(refused).toBe(21);
    expect((await numbers()) - before).toBeLessThanOrEqual(60);
    // A minute later it works as before.
    const later = await world.send(
      world.ownForm("/hall/kiosk/take", world.cookieOf("kiosk"), { line: "khac", key: crypto.randomUUID() }),
    );
    expect(later.status).toBe(303);
  });

  it("R-H a kiosk gone mad: codes tried through and extracts printed one after another end too", async () => {
    const ends = async (make: (n: number) => Attack): Promise<number> => {
      world.clock.wall += 600_000;
      for (let n = 0; n < 300; n += 1) {
        const { path, headers, body } = make(n);
        const answer = await fetch(`${world.url}${path}`, {
          headers: headers as Record<string, string>,
          redirect: "manual",
          ...(body === undefined ? {} : { method: "POST", body: body as string }),
        });
        await answer.arrayBuffer();
        if (answer.status === 429) return n;
        expect(answer.status).toBeLessThan(500);
      }
      return 300;
    };
    const kiosk = world.cookieOf("kiosk");
    expect(await ends((n) => world.ownForm("/hall/kiosk/look-up", kiosk, { code: `${WARD}-260213-${1000 + n}` }))).toBeLessThan(
      130,
    );
    expect(await ends((n) => ({ path: `/hall/kiosk/dossier?code=${WARD}-260213-${1000 + n}`, headers: kiosk }))).toBeLessThan(
      130,
    );
    expect(await ends((n) => world.ownForm(`/hall/kiosk/procedures/9.${n}/print`, kiosk, {}))).toBeLessThan(130);
    world.clock.wall += 600_000;
  });

  it("R-I02 an identity card shown to the kiosk is neither stored nor logged nor shown again", async () => {
    const cards = [
      CARD,
      CARD.toLowerCase(),
      `${CARD}|thêm`,
      `  ${CARD}  `,
      CARD.replaceAll("|", ";"),
      "001099000077",
      "001 099 000 077",
      "123456789",
    ];
    for (const text of cards) {
      world.lines.length = 0;
      const before = world.hub.hall.day(HALL).then(({ version }) => version);
      const answer = await world.send(world.ownForm("/hall/kiosk/look-up", world.cookieOf("kiosk"), { code: text }));
      expect(answer.status, text).toBe(422);
      for (const mark of CARD_MARKS) {
        expect(answer.text, text).not.toContain(mark);
        expect(world.lines.join("\n"), text).not.toContain(mark);
      }
      const events = await world.hub.hall.events(HALL, await before, 10);
      expect(
        events.map(({ type }) => type),
        text,
      ).toEqual(["scanned"]);
      expect(JSON.stringify(events), text).not.toMatch(/099|077|123456789|Căn|Riêng|căn|riêng/);
    }
  });

  it("R-I02 addresses of the kiosk: NUL, markup, dots and endless codes break nothing and come back as text", async () => {
    const evil = `<img src=x onerror=${REFUSED.length}>`;
    const paths = [
      "/hall/kiosk/dossier?code=%00",
      `/hall/kiosk/dossier?code=${encodeURIComponent(evil)}`,
      `/hall/kiosk/dossier?code=${"A".repeat(3_000)}`,
      "/hall/kiosk/procedures?q=%00",
      "/hall/kiosk/procedures?offset=1e9",
      "/hall/kiosk/procedures?offset=-1",
      "/hall/kiosk/procedures?offset=NaN",
      "/hall/kiosk/procedures?field=%00",
      `/hall/kiosk/procedures?q=${encodeURIComponent(evil)}`,
      "/hall/kiosk/procedures/%00",
      `/hall/kiosk/procedures/${encodeURIComponent(evil)}`,
      "/hall/kiosk/procedures/..%2f..%2fetc%2fpasswd",
      "/hall/kiosk/take/priority?for=submit&procedure=%00",
      `/hall/kiosk/take/priority?for=submit&line=${encodeURIComponent(evil)}`,
      "/hall/kiosk/take?for=__proto__",
      "/hall/kiosk/ticket/A001%00",
      "/hall/kiosk/number/__proto__/slip",
      `/hall/kiosk?lang=${encodeURIComponent(`"><script>`)}`,
      "/hall/kiosk/%E0%A4%A",
      "/hall/kiosk//xau.example/",
    ];
    await world.unharmed(async () => {
      for (const path of paths) {
        const headers = { ...world.cookieOf("kiosk"), accept: "text/html", "accept-language": `"><script>` };
        const answer = await world.send({ path, headers });
        expect(answer.status, `${path}: ${shown(answer)}`).toBeLessThan(500);
        expect(answer.text, path).not.toContain("<img src=x");
        expect(answer.text, path).not.toMatch(/<script(?! src="\/assets\/[\w.-]+\?v=[\w-]+" defer)/);
        expect(answer.text, path).not.toContain('href="//');
        world.hasSafeHeaders(answer, path);
        world.screenQuiet(answer, path);
      }
    });
  });

  it("R-H one device holds only so many lines at once; who comes on top is told when to try again, and nobody else loses his", async () => {
    const held: AbortController[] = [];
    const open = async (screen: ScreenName): Promise<number> => {
      const over = new AbortController();
      held.push(over);
      const answer = await fetch(`${world.url}/hall/live?screen=${screen}`, {
        headers: world.cookieOf(screen),
        signal: over.signal,
      });
      return answer.status;
    };
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push(await open("queue"));
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    expect(statuses.at(-1)).toBe(429);
    expect(await open("results")).toBe(200);
    for (const one of held) one.abort();
    // As soon as they are gone there is room again.
    await expect.poll(() => open("queue")).toBe(200);
    for (const one of held) one.abort();
  });
});

describe("R-I02 R-H units: doors for machines that call us", () => {
  it("R-I02 units: no key, another unit's, another header's device: refused alike, and many wrong ones bar the address", async () => {
    await world.unharmed(async () => {
      const bad: readonly Attack[] = [
        { path: `/hall/v1/devices/${UNIT}` },
        unitDoor(UNIT, "", "A".repeat(24)),
        unitDoor(UNIT, "", keyOf("th-call-1")),
        unitDoor("khong-co", "", keyOf(UNIT)),
        unitDoor("__proto__", "", keyOf(UNIT)),
        unitDoor("%00", "", keyOf(UNIT)),
        { path: `/hall/v1/devices/${UNIT}?key=${keyOf(UNIT)}` },
        { path: `/hall/v1/devices/${UNIT}`, headers: world.cookieOf("kiosk") },
        { path: `/hall/v1/devices/${UNIT}`, headers: { authorization: `Bearer ${keyOf(UNIT)}`, "x-device": "th-call-1" } },
        {
          path: `/hall/v1/devices/${UNIT}`,
          headers: { authorization: `Basic ${Buffer.from(`${UNIT}:${keyOf(UNIT)}`).toString("base64")}` },
        },
        { path: `/hall/v1/devices/${UNIT}`, headers: world.key("operator") },
      ];
      for (const attack of bad) {
        const answer = await world.send(attack);
        expect(refusalOf(answer, "rest"), attack.path).toEqual([401, "hall.device-not-proven"]);
        world.keepsQuiet(answer, attack.path);
        world.hasSafeHeaders(answer, attack.path);
      }
      let status = 401;
      for (let n = 0; n < 500 && status === 401; n += 1)
        status = (await fetch(`${world.url}/hall/v1/devices/${UNIT}`, { headers: { authorization: `Bearer ${"B".repeat(24)}` } }))
          .status;
      expect(status).toBe(429);
      world.clock.wall += 3_600_000;
    });
  });

  it("R-I02 units: a call unit takes no numbers, a machine calls none, a loudspeaker does neither; nobody acts at another's counter", async () => {
    await world.unharmed(async () => {
      for (const [unit, path, body] of [
        ["th-call-1", "/tickets", taking()],
        ["th-speaker-1", "/tickets", taking()],
        [UNIT, "/calls", { action: "next" }],
        ["th-speaker-1", "/calls", { action: "next" }],
        [UNIT, "/announcements/1.wav", undefined],
      ] as const) {
        const answer = await world.send(unitDoor(unit, path, keyOf(unit), body));
        expect(refusalOf(answer, "rest"), `${unit} ${path}`).toEqual([403, "hall.device-of-another-kind"]);
      }
      const other = await world.send(unitDoor("th-call-1", "/calls", keyOf("th-call-1"), { action: "next", counterId: "q2" }));
      expect(refusalOf(other, "rest")).toEqual([422, "request.invalid"]);
    });
  });

  it.each([
    ["no JSON", "{", 400],
    ["a list a million deep", "[".repeat(16_000), 422],
    ["__proto__", `{"service":"ho-tich","key":"a","__proto__":{"a":"${REFUSED}"}}`, 422],
    ["NUL in a text", JSON.stringify({ procedure: `1\u0000${REFUSED}`, key: "a" }), 422],
    ["too long", JSON.stringify({ service: "ho-tich", key: "a".repeat(20_000) }), 413],
    ["an unknown field", JSON.stringify(taking("a", { dossierId: REFUSED })), 422],
    ["a key of markup", JSON.stringify(taking("<b>")), 422],
    ["a line that is a path", JSON.stringify(taking("a", { service: "../x" })), 422],
    ["a foreign priority", JSON.stringify(taking("a", { priority: "vua" })), 422],
  ])("R-I02 units: a body of %s is refused, no number is given", async (_, body, status) => {
    await world.unharmed(async () => {
      const answer = await world.send(unitDoor(UNIT, "/tickets", keyOf(UNIT), body));
      expect(answer.status, shown(answer)).toBe(status);
      world.keepsQuiet(answer, "tickets");
      world.hasSafeHeaders(answer, "tickets");
    });
  });

  it("R-H a ticket machine gone mad: a bound, and the same key is one number however often it is sent at once", async () => {
    world.clock.wall += 600_000;
    const before = await numbers();
    const attack = unitDoor(UNIT, "/tickets", keyOf(UNIT), taking("cung-mot-lan"));
    const send = () =>
      fetch(`${world.url}${attack.path}`, {
        method: "POST",
        headers: attack.headers as Record<string, string>,
        body: attack.body as string,
      });
    const together = await Promise.all(Array.from({ length: 20 }, send));
    expect(
      new Set((await Promise.all(together.map((one) => one.json() as Promise<{ ticket: string }>))).map(({ ticket }) => ticket))
        .size,
    ).toBe(1);
    expect((await numbers()) - before).toBe(1);
    let taken = 1;
    for (let n = 0; n < 1_000; n += 1) {
      const one = unitDoor(UNIT, "/tickets", keyOf(UNIT), taking());
      const answer = await fetch(`${world.url}${one.path}`, {
        method: "POST",
        headers: one.headers as Record<string, string>,
        body: one.body as string,
      });
      await answer.arrayBuffer();
      if (answer.status !== 201) {
        expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([429, true]);
        break;
      }
      taken += 1;
    }
    expect(taken).toBeLessThan(150);
    world.clock.wall += 600_000;
  });

  it("R-I02 units: what a broken unit says of itself is text everywhere it is shown", async () => {
    const evil = "<script>alert(1)</script>";
    const report = { state: "failing", problems: [{ code: "paper.out", vi: evil, en: evil }] };
    expect((await world.send(unitDoor(UNIT, "/state", keyOf(UNIT), report))).status).toBe(204);
    const officer = await world.signIn("cb-sanh");
    const seen = [
      ...(
        await Promise.all(SCREENS.map((screen) => world.send({ path: `/hall/${screen}`, headers: world.cookieOf(screen) })))
      ).map(({ text }) => text),
      (await officer.get(`/console/hall/${HALL}/counters/q1`)).html,
      (await officer.get(`/console/hall/${HALL}/counters/q1/live`)).html,
    ];
    for (const text of seen) expect(text).not.toContain(evil);
    const json = await world.send({ path: `/api/v1/halls/${HALL}/devices` });
    expect([headerOf(json, "content-type"), headerOf(json, "x-content-type-options")]).toEqual(["application/json", "nosniff"]);
    expect((await world.send(unitDoor(UNIT, "/state", keyOf(UNIT), { state: "ok" }))).status).toBe(204);
  });
});

const start = (from = "0900000077") => ({ event: "start", callId: `C-${crypto.randomUUID()}`, from, to: "1900" });
interface Told {
  readonly actions: readonly { readonly action: string; readonly text?: string }[];
  readonly context: string;
}
const told = (text: string): Told => JSON.parse(text) as Told;

describe("R-I02 R-H telephone: whoever calls the hook that is not the exchange", () => {
  it("R-I02 IVR: unsigned, forged, signed for another body, stale, from tomorrow, by GET: refused, and nothing of a dossier is said", async () => {
    await world.unharmed(async () => {
      const event = start();
      const right = world.ringing(event);
      const bad: readonly Attack[] = [
        { ...right, headers: { "content-type": "application/json" } },
        world.ringing(event, { secret: "khoa-khac-khoa-khac" }),
        world.ringing(event, { secret: keyOf("th-ivr-1") }),
        { ...right, body: JSON.stringify({ ...event, from: "0900000078" }) },
        world.ringing(event, { at: "2026-02-13T02:54:59.000Z" }),
        world.ringing(event, { at: "2026-02-14T03:00:00.000Z" }),
        { path: right.path, headers: right.headers ?? {} },
      ];
      for (const attack of bad) {
        const answer = await world.send(attack);
        expect([401, 400], shown(answer)).toContain(answer.status);
        expect(answer.text).not.toContain("actions");
        world.keepsQuiet(answer, "ivr");
        world.hasSafeHeaders(answer, "ivr");
      }
      for (const path of ["/hooks/th-ivr-1/khac", "/hooks/th-kiosk-1/call", "/hooks/__proto__/call", "/hooks/th-ivr-1/__proto__"])
        expect((await world.send(world.ringing(event, { path }))).status, path).toBe(404);
    }, ["wire_log"]);
  });

  it("R-I02 IVR: a call's state of another call, changed or made up begins anew; nobody gives himself another try", async () => {
    const [one, two] = [start(), start()];
    const first = told((await world.send(world.ringing(one))).text);
    const asked = told((await world.send(world.ringing({ ...one, event: "digits", digits: "1", context: first.context }))).text);
    const [payload = ""] = asked.context.split(".");
    const tampered = `${Buffer.from(JSON.stringify({ step: "agency", wrong: 0, lang: "vi", codes: [dossier.code] })).toString("base64url")}.${asked.context.split(".")[1] ?? ""}`;
    for (const context of ["", ".", "a.b", payload, tampered, `${payload}.`, "__proto__", "\u0000"]) {
      const answer = await world.send(world.ringing({ ...one, event: "digits", digits: "101*260213*0001", context }));
      expect(answer.status, context.slice(0, 20)).toBe(200);
      expect(told(answer.text).actions[0]?.text, context.slice(0, 20)).toBe(first.actions[0]?.text);
    }
    const borrowed = await world.send(world.ringing({ ...two, event: "digits", digits: "1", context: asked.context }));
    expect(told(borrowed.text).actions[0]?.text).toBe(first.actions[0]?.text);
  });

  it("R-I02 IVR: digits without end, letters, bombs and NUL are refused; codes tried through by one number end", async () => {
    await world.unharmed(async () => {
      const call = start("0900000066");
      for (const more of [
        { digits: "1".repeat(41) },
        { digits: "A" },
        { digits: "1\n2" },
        { digits: 1 },
        { context: "x".repeat(3_000) },
        { callId: "" },
        { from: "9".repeat(21) },
      ]) {
        const answer = await world.send(world.ringing({ ...call, event: "digits", digits: "1", context: "", ...more }));
        expect(answer.status, JSON.stringify(more).slice(0, 60)).toBe(400);
        world.keepsQuiet(answer, "ivr");
      }
      const bomb = world.ringing({});
      expect((await world.send({ ...bomb, body: "[".repeat(100_000) })).status).toBe(401);
      let asked = 0;
      for (let n = 0; n < 60; n += 1) {
        const event = { ...start("0900000055"), callId: `thu-${n}` };
        const begun = await world.send(world.ringing(event));
        if (told(begun.text).actions.some(({ action }) => action === "hangup")) break;
        asked += 1;
      }
      expect(asked).toBeLessThanOrEqual(10);
    }, ["wire_log"]);
  });

  it("R-I02 IVR: it says nothing personal, and neither number nor secret of a call is in log or answer", async () => {
    await world.unharmed(async () => {
      const call = start("0900000044");
      let state = told((await world.send(world.ringing(call))).text);
      const press = async (digits: string): Promise<string> => {
        const answer = await world.send(world.ringing({ ...call, event: "digits", digits, context: state.context }));
        state = told(answer.text);
        world.keepsQuiet(answer, digits);
        expect(answer.text).not.toContain(IVR_SECRET);
        return answer.text;
      };
      await press("1");
      const [day = "", number = ""] = dossier.code.split("-").slice(-2);
      expect(await press(`${day}${number}`)).not.toContain("Không tìm thấy");
      expect(world.lines.join("\n")).not.toMatch(/0900000044|khoa-tong-dai/);
    }, ["wire_log"]);
  });
});
