/** R-I02 R-H: units that call us, and the telephone exchange's hook: forged, of another kind, gone mad. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "./doors.ts";
import {
  HALL,
  type HallAttackWorld,
  hallAttackWorld,
  IVR_SECRET,
  SCREENS,
  shown,
  taking,
  UNIT,
  unitDoor,
  WARD,
} from "./hall-world.ts";
import type { Attack } from "./raw.ts";
import { headerOf, REFUSED } from "./world.ts";

let world: HallAttackWorld;
let dossier: { id: string; code: string };
beforeAll(async () => {
  world = await hallAttackWorld();
  dossier = await world.receivedAt(WARD, world.wardJson);
});
afterAll(() => world.stop());

const keyOf = (device: string): string => world.hub.hall.deviceKey(device);
const numbers = async (): Promise<number> => (await world.hub.hall.day(HALL)).tickets.size;

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
