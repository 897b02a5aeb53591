/** R-I02 R-E02 R-E05: look-up and rating on the web: guessing codes, keys and questions; somebody else's dossier, twice. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { createCaptcha, questionOf } from "../../gateway/public/captcha.ts";
import { FORM, type HallAttackWorld, hallAttackWorld, MARKED, MARKS, shown, WARD } from "./hall-world.ts";
import type { Answer, Attack } from "./raw.ts";
import { headerOf, REFUSED, SECRET } from "./world.ts";

let world: HallAttackWorld;
let dossier: { id: string; code: string };
let key: string;
beforeAll(async () => {
  world = await hallAttackWorld();
  // The first number of a day is the example that the pages give.
  await world.receivedAt(WARD, world.wardJson);
  dossier = await world.receivedAt(WARD, world.wardJson, { applicant: MARKED, summary: "Khai sinh cho con Riêng Tư" });
  key = world.hub.updateKey(dossier.id);
});
afterAll(() => world.stop());

const HTML = { accept: "text/html" } as const;
const asked = (fields: Readonly<Record<string, string>>): Attack => ({
  path: "/tra-cuu",
  headers: { ...FORM, ...HTML },
  body: new URLSearchParams(fields).toString(),
});
const challengeIn = (text: string): string => /name="challenge" value="([^"]+)"/.exec(text)?.[1] ?? "";

/** The question of a page and its answer, as a person has it. */
const WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const solve = (text: string): string => {
  const [, first = "", sign = "", second = ""] = /(\p{L}+) (cộng|trừ) (\p{L}+) bằng bao nhiêu/u.exec(text) ?? [];
  const [a, b] = [WORDS.indexOf(first.toLowerCase()), WORDS.indexOf(second)];
  return String(sign === "cộng" ? a + b : a - b);
};
const solved = async (): Promise<{ challenge: string; answer: string }> => {
  const page = await world.send({ path: "/tra-cuu", headers: HTML });
  return { challenge: challengeIn(page.text), answer: solve(page.text) };
};
const byQuestion = async (code: string, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  world.send(asked({ by: "captcha", code, ...(await solved()), ...more }));
const FOUND = "badge large";

const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
describe("R-I02 R-E02 look-up: guessing codes, keys and questions", () => {
  it("R-I02 wrong key and unknown code: the same answer to the letter", async () => {
    await world.unharmed(async () => {
      const nobody = `${dossier.code.slice(0, -4)}9999`;
      const plain = (answer: Answer, code: string): string =>
        [headerOf(answer, "x-request-id"), code, challengeIn(answer.text)]
          .filter((one) => one !== "")
          .reduce((text, one) => text.replaceAll(one, "…"), answer.text)
          .replaceAll(/[\p{L}]+ (?:cộng|trừ) [\p{L}]+ bằng bao nhiêu\?/gu, "?");
      const [wrong, none] = [
        await world.send(asked({ by: "key", code: dossier.code, key: "AAAAAAAAAA" })),
        await world.send(asked({ by: "key", code: nobody, key: "AAAAAAAAAA" })),
      ];
      expect(wrong.status).toBe(404);
      expect([none.status, plain(none, nobody)]).toEqual([wrong.status, plain(wrong, dossier.code)]);
      for (const mark of MARKS) expect(wrong.text).not.toContain(mark);
    });
  });

  it("R-I02 question: right once; used again, at once in many windows, forged, expired, wrong or missing it opens nothing", async () => {
    const one = await solved();
    const first = await world.send(asked({ by: "captcha", code: dossier.code, ...one }));
    expect([first.status, first.text.includes(FOUND)], shown(first)).toEqual([200, true]);
    const again = await world.send(asked({ by: "captcha", code: dossier.code, ...one }));
    expect([again.status, again.text.includes(FOUND)]).toEqual([422, false]);

    world.clock.wall += 3_600_000;
    const two = await solved();
    const parallel = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const attack = asked({ by: "captcha", code: dossier.code, ...two });
        const answer = await fetch(`${world.url}${attack.path}`, {
          method: "POST",
          headers: attack.headers as Record<string, string>,
          body: attack.body as string,
        });
        return (await answer.text()).includes(FOUND);
      }),
    );
    expect(parallel.filter(Boolean)).toHaveLength(1);

    world.clock.wall += 3_600_000;
    const stale = await solved();
    world.clock.wall += 901_000;
    const fresh = await solved();
    const [nonce = "", expiry = "", mac = ""] = fresh.challenge.split(".");
    const others = createCaptcha(
      "mot-bi-mat-khac",
      () => world.clock.wall,
      async () => true,
    ).ask();
    const bad: readonly Readonly<Record<string, string>>[] = [
      stale,
      { ...fresh, challenge: `${nonce}.${Number(expiry) + 1}.${mac}` },
      { ...fresh, challenge: `${"A".repeat(22)}.${expiry}.${mac}` },
      { ...fresh, challenge: others.token },
      { ...fresh, challenge: "" },
      { ...fresh, challenge: `${fresh.challenge}.${fresh.challenge}` },
      { ...fresh, challenge: "a".repeat(10_000) },
      { challenge: fresh.challenge, answer: "99" },
      { challenge: (await solved()).challenge, answer: "" },
      { challenge: (await solved()).challenge, answer: "1e1" },
      { challenge: (await solved()).challenge, answer: "__proto__" },
    ];
    for (const fields of bad) {
      const answer = await world.send(asked({ by: "captcha", code: dossier.code, ...fields }));
      expect([answer.status, answer.text.includes(FOUND)], JSON.stringify(fields).slice(0, 90)).toEqual([422, false]);
      world.keepsQuiet(answer, "captcha");
    }
    world.clock.wall += 3_600_000;
  });

  it("R-I02 question: the token gives the answer away neither by its text nor by its length", () => {
    const captcha = createCaptcha(
      SECRET,
      () => 0,
      async () => true,
    );
    const lengths = new Set(Array.from({ length: 200 }, () => captcha.ask().token.length));
    expect(lengths.size).toBe(1);
    const answers = new Set(Array.from({ length: 256 }, (_, n) => questionOf(n, (n * 7) % 256).answer));
    expect(answers.size).toBeGreaterThan(10);
  });

  it("R-I02 harvest by questions: an address ends after its tries, also by IPv6, and who guesses keys has none left at the next door", async () => {
    const at = world.clock.wall;
    const post = async (fields: Readonly<Record<string, string>>): Promise<number> => {
      const { path, headers, body } = asked(fields);
      const answer = await fetch(`${world.url}${path}`, {
        method: "POST",
        headers: headers as Record<string, string>,
        body: body as string,
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    let n = 0;
    while (n < 200 && (await post({ by: "captcha", code: `${WARD}-260213-${1000 + n}`, challenge: "x", answer: "1" })) !== 429)
      n += 1;
    expect(n).toBe(60);
    world.clock.wall = at + 3_600_000;

    const codes = `${WARD}-260213-8888`;
    for (let tries = 0; tries < 10; tries += 1) expect(await post({ by: "key", code: codes, key: "AAAAAAAAAA" })).toBe(404);
    expect(await post({ by: "key", code: codes.toLowerCase(), key: "AAAAAAAAAA" })).toBe(429);
    const rest = await fetch(`${world.url}/api/v1/look-up?${new URLSearchParams({ code: codes, key: "AAAAAAAAAA" })}`);
    expect(rest.status).toBe(429);
    const question = await post({ by: "captcha", code: codes, challenge: "x", answer: "1" });
    expect(question).toBe(429);
    world.clock.wall += 3_600_000;
  });

  it("R-I02 one subscriber's network of IPv6 is one address: new addresses out of it bring no new tries", async () => {
    const app = createApp(world.hub, { ...world.served, trustedProxies: 1 });
    const ask = async (fields: Readonly<Record<string, string>>, from: string): Promise<number> => {
      const { path, headers, body } = asked(fields);
      const more = { ...(headers as Record<string, string>), "x-forwarded-for": from };
      return (await app.request(path, { method: "POST", headers: more, body: body as string })).status;
    };
    const statuses = async (fields: (n: number) => Readonly<Record<string, string>>, net: string): Promise<number> => {
      for (let n = 0; n < 100; n += 1) if ((await ask(fields(n), `${net}::${n.toString(16)}`)) === 429) return n;
      return 100;
    };
    const code = (n: number): string => `${WARD}-260213-${2000 + n}`;
    expect(await statuses((n) => ({ by: "captcha", code: code(n), challenge: "x", answer: "1" }), "2001:db8:1:2")).toBe(60);
    expect(await statuses((n) => ({ by: "key", code: code(n), key: "AAAAAAAAAA" }), "2001:db8:1:3")).toBe(60);
    expect(await ask({ by: "key", code: code(200), key: "AAAAAAAAAA" }, "2001:db8:1:4::1")).toBe(404);
  });

  it("R-I02 look-up shows nobody's name, number or address: by question status and date only, by key nothing personal either", async () => {
    const short = await byQuestion(dossier.code);
    expect(short.text).toContain(FOUND);
    const whole = await world.send(asked({ by: "key", code: dossier.code, key }));
    expect(whole.text).toContain(FOUND);
    expect(short.text).not.toContain(key);
    for (const answer of [short, whole]) for (const mark of MARKS) expect(answer.text, mark).not.toContain(mark);
    expect(world.lines.join("\n")).not.toContain(key);
  });
});

describe("R-I02 R-E05 rating: somebody else's dossier, twice, with words of the caller's", () => {
  it("R-I02 rating: without a seal, with a forged, cut, foreign or old one nothing is taken down", async () => {
    await world.unharmed(async () => {
      const whole = await world.send(asked({ by: "key", code: dossier.code, key }));
      const seal = /name="dossier" value="([^"]+)"/.exec(whole.text)?.[1] ?? "";
      expect(seal).not.toBe("");
      const [id = "", expiry = "", mac = ""] = seal.split(".");
      const bad = [
        "",
        dossier.id,
        dossier.code,
        `${id}.${expiry}`,
        `${id}.${Number(expiry) + 1}.${mac}`,
        `01a202d3-4e53-778a-841f-ffffffffffff.${expiry}.${mac}`,
        `${seal}.x`,
        "__proto__.1.x",
        "a".repeat(5_000),
      ];
      for (const sealed of bad) {
        const answer = await world.send({
          path: "/danh-gia",
          headers: { ...FORM, ...HTML },
          body: new URLSearchParams({ dossier: sealed, sent: "1", score: "1", comment: REFUSED }).toString(),
        });
        expect(answer.status, sealed.slice(0, 60)).toBe(403);
        world.keepsQuiet(answer, "rating");
      }
      world.clock.wall += 3_700_000;
      const old = await world.send({
        path: "/danh-gia",
        headers: FORM,
        body: new URLSearchParams({ dossier: seal, sent: "1", score: "1" }).toString(),
      });
      expect(old.status).toBe(403);
    });
  });

  it("R-I02 rating: one for each dossier and occasion, however often and at once; officer and agency are the dossier's own", async () => {
    const whole = await world.send(asked({ by: "key", code: dossier.code, key }));
    const seal = /name="dossier" value="([^"]+)"/.exec(whole.text)?.[1] ?? "";
    const before = await world.count("satisfaction");
    const fields = {
      dossier: seal,
      sent: "1",
      score: "2",
      officerId: "cb-khac",
      officerName: REFUSED,
      agencyId: "H57.122",
      occasion: "visit",
      comment: evil,
    };
    for (const wrong of [
      { score: "0" },
      { score: "6" },
      { score: "1.5" },
      { score: "1e0x" },
      { score: "" },
      { comment: "x".repeat(2_001) },
    ]) {
      const answer = await world.send({
        path: "/danh-gia",
        headers: { ...FORM, ...HTML },
        body: new URLSearchParams({ ...fields, ...wrong }).toString(),
      });
      expect(answer.status, JSON.stringify(wrong).slice(0, 40)).toBe(422);
      expect(answer.text).not.toContain("<img src=x");
    }
    const send = () => fetch(`${world.url}/danh-gia`, { method: "POST", headers: FORM, body: new URLSearchParams(fields) });
    const statuses = (await Promise.all(Array.from({ length: 10 }, send))).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await world.count("satisfaction")) - before).toBe(1);
    const day = { from: "2026-02-13", to: "2026-02-13" };
    const report = await world.hub.satisfaction.report({ ...day, by: "officer" });
    expect(report.map(({ agencyId, officerId }) => [agencyId, officerId])).toEqual([[WARD, "ward/cb-sanh"]]);
    expect(JSON.stringify(report)).not.toContain(REFUSED);
  });
});
