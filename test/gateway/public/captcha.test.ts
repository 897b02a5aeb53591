/** The question of the look-up by code alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHALLENGE_SECONDS, createCaptcha, numberOf, questionOf } from "../../../gateway/public/captcha.ts";

const SECRET = "bí mật của trục thử nghiệm, đủ dài";
const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/** Reads the Vietnamese question as a person does. */
const solve = (question: string): number => {
  const [, a = "", sign, b = ""] = /^(\S+) (cộng|trừ) (\S+) bằng bao nhiêu\?$/.exec(question) ?? [];
  const [x, y] = [DIGITS.indexOf(a.toLowerCase()), DIGITS.indexOf(b)];
  return sign === "cộng" ? x + y : x - y;
};

const world = (at = 1_000_000) => {
  let now = at;
  const used = new Set<string>();
  const captcha = createCaptcha(
    SECRET,
    () => now,
    async (nonce) => {
      const fresh = !used.has(nonce);
      used.add(nonce);
      return fresh;
    },
  );
  return { captcha, used, pass: (ms: number) => (now += ms) };
};

describe("R-E02 R-A08 the question of the look-up by code", () => {
  it("R-E02 asks in words, in both languages, and the answer is what a person works out", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (first, second) => {
        const { question, answer } = questionOf(first, second);
        expect(solve(question.vi)).toBe(answer);
        expect(question.en).toMatch(/^How much is [a-z]+ (?:plus|minus) [a-z]+\?$/);
        expect(answer).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each([
    ["12", 12],
    [" 12 ", 12],
    ["１２", 12],
    ["mười hai", 12],
    ["Muoi hai", 12],
    ["MƯỜI HAI", 12],
    ["mười hai".normalize("NFD"), 12],
    ["twelve", 12],
    ["mười lăm", 15],
    ["mười năm", 15],
    ["mười tư", 14],
    ["bẩy", 7],
    ["không", 0],
    ["mười", 10],
    ["seventeen", 17],
  ])("R-E02 takes %j as %i", (text, number) => {
    expect(numberOf(text)).toBe(number);
  });

  it.each(["", "mười hai mươi", "12.0", "1e1", "-3", "0x10", "hai cộng ba", "constructor"])(
    "R-E02 takes %j as no number",
    (text) => {
      expect(numberOf(text)).toBeUndefined();
    },
  );

  it("R-E02 the right answer opens once: the same challenge is used up, also by a wrong answer", async () => {
    const { captcha } = world();
    const first = captcha.ask();
    expect(await captcha.check(first.token, String(solve(first.question.vi)))).toBe("right");
    expect(await captcha.check(first.token, String(solve(first.question.vi)))).toBe("used");
    const second = captcha.ask();
    expect(await captcha.check(second.token, "99")).toBe("wrong");
    expect(await captcha.check(second.token, String(solve(second.question.vi)))).toBe("used");
  });

  it("R-E02 a challenge expires", async () => {
    const { captcha, pass } = world();
    const { question, token } = captcha.ask();
    pass(CHALLENGE_SECONDS * 1000);
    expect(await captcha.check(token, String(solve(question.vi)))).toBe("expired");
  });

  it("R-E02 a later expiry, another nonce or another hub's challenge is never right", async () => {
    const { captcha } = world();
    const { question, token } = captcha.ask();
    const answer = String(solve(question.vi));
    const [nonce = "", expiry = "", mac = ""] = token.split(".");
    const later = `${nonce}.${Number(expiry) + 1}.${mac}`;
    const other = `${"A".repeat(22)}.${expiry}.${mac}`;
    const foreign = createCaptcha(
      "ai đó khác",
      () => 1_000_000,
      async () => true,
    ).ask();
    expect(await captcha.check(later, answer)).toBe("wrong");
    expect(await captcha.check(other, answer)).toBe("wrong");
    expect(await captcha.check(foreign.token, String(solve(foreign.question.vi)))).toBe("wrong");
  });

  it("R-E02 nothing that is made up is right, and nothing makes it throw", async () => {
    const { captcha } = world();
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (token, answer) => {
        expect(await captcha.check(token, answer)).toBe("wrong");
      }),
    );
  });
});
