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
  SCREEN_DEVICES,
  SCREENS,
  type ScreenName,
  shown,
  taking,
  UNIT,
  unitDoor,
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
