import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { commandProblem, readFiles, readMessage } from "../../../adapters/kit/hook.ts";
import { fromCompactTime, fromWrittenDate, toCompactTime } from "../../../adapters/kit/local-time.ts";
import { redactBytes, redactText } from "../../../adapters/kit/redact.ts";
import { signatureProblem } from "../../../adapters/kit/signature.ts";
import { cut, phoneOf } from "../../../adapters/kit/text.ts";

describe("local time of partners", () => {
  it.each([
    ["2026-02-13T01:15:00.000Z", "20260213081500"],
    ["2025-12-31T17:00:00.000Z", "20260101000000"],
    ["2026-02-12T16:59:59.999Z", "20260212235959"],
  ])("%s is %s in Việt Nam", (instant, text) => {
    expect(toCompactTime(instant)).toBe(text);
  });
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }), (date) => {
        const instant = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
        expect(fromCompactTime(toCompactTime(instant))).toBe(instant);
      }),
    );
  });
  it.each(["20260230000000", "20261301000000", "20260101240000", "2026010100000", "hôm nay", ""])("%j is no time", (text) => {
    expect(fromCompactTime(text)).toBeUndefined();
  });
  it.each([
    ["12/02/2026", "2026-02-12"],
    ["20260212", "2026-02-12"],
    ["29/02/2024", "2024-02-29"],
    ["29/02/2026", undefined],
    ["2026-02-12", undefined],
  ])("date %s → %s", (text, date) => {
    expect(fromWrittenDate(text)).toBe(date);
  });
});

describe("texts for short fields", () => {
  it("never exceeds the limit, never splits a letter from its marks", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 80 }).filter((made) => !/[\ud800-\udfff]/u.test(made)),
        fc.integer({ min: 1, max: 60 }),
        (text, max) => {
          const short = cut(text, max);
          expect(short.length).toBeLessThanOrEqual(max);
          expect(short).toBe(short.normalize("NFC"));
          expect(() => encodeURIComponent(short)).not.toThrow();
        },
      ),
    );
  });
  it("leaves a text that fits alone, but for NFC and blanks", () => {
    expect(cut("Nguyễn  Văn\nThử".normalize("NFD"), 50)).toBe("Nguyễn Văn Thử");
    expect(cut("Trần Thị Một Cửa", 8)).toBe("Trần Th…");
  });
  it.each([
    ["0900000012", "0900000012"],
    ["+84 900 000 012", "0900000012"],
    ["84900000012", "0900000012"],
    ["0900.000.012", "0900000012"],
    ["không có", "khôngcó"],
  ])("phone %s → %s", (text, phone) => {
    expect(phoneOf(text)).toBe(phone);
  });
});

describe("credentials in logs", () => {
  it.each([
    ['{"username":"a","password":"p\\"w","session":"s1"}', '{"username":"a","password":"***","session":"***"}'],
    ["grant_type=client_credentials&client_secret=abc", "grant_type=client_credentials&client_secret=***"],
    ["https://x.test/a?token=t&page=1", "https://x.test/a?token=***&page=1"],
  ])("%s", (text, clean) => {
    expect(redactText(text)).toBe(clean);
  });
  it("takes given values out as JSON and forms escape them too", () => {
    const secret = 'mật "khẩu" & +1';
    expect(redactText(JSON.stringify({ APIPASS: secret, a: 1 }), [secret])).toBe('{"APIPASS":"***","a":1}');
    expect(redactText(new URLSearchParams({ apipass: secret, a: "1" }).toString(), [secret])).toBe("apipass=***&a=1");
  });
  it("takes given values out wherever they stand, and leaves bytes that are no text", () => {
    expect(redactText("xin chào SECRET-1!", ["SECRET-1", "ab"])).toBe("xin chào ***!");
    const bytes = new Uint8Array([0xff, 0x00]);
    expect(redactBytes(bytes, ["SECRET-1"])).toBe(bytes);
  });
});

describe("signatures", () => {
  const scheme = { timestampHeader: "x-t", signatureHeader: "x-s", toleranceSeconds: 300 };
  const now = "2026-03-02T02:00:00.000Z";
  const seconds = Date.parse(now) / 1000;
  const body = new TextEncoder().encode('{"a":1}');
  const sign = (secret: string, at: number): Record<string, string> => ({
    "X-T": String(at),
    "x-s": createHmac("sha256", secret).update(`${at}.`).update(body).digest("hex"),
  });
  const request = (headers: Record<string, string>) => ({ method: "POST", path: "/", query: {}, headers, body });
  it.each<[string, Record<string, string>, string | undefined]>([
    ["a good one", sign("k", seconds), undefined],
    ["299 s old", sign("k", seconds - 299), undefined],
    ["301 s old", sign("k", seconds - 301), "stale"],
    ["301 s ahead", sign("k", seconds + 301), "stale"],
    ["another secret", sign("other", seconds), "forged"],
    ["another time than signed", { ...sign("k", seconds), "X-T": String(seconds - 1) }, "forged"],
    ["no hex", { ...sign("k", seconds), "x-s": "zz" }, "forged"],
    ["no timestamp", { "x-s": sign("k", seconds)["x-s"] ?? "" }, "unsigned"],
    ["nothing", {}, "unsigned"],
  ])("%s", (_, headers, problem) => {
    expect(signatureProblem(request(headers), scheme, "k", now)).toBe(problem);
  });
});

describe("what hooks read", () => {
  const request = (body: Uint8Array) => ({ method: "POST", path: "/", query: {}, headers: {}, body });
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  it.each([
    ["garbage", new Uint8Array([0xff, 0xfe])],
    ["half JSON", text('{"a":')],
    ["another shape", text('{"a":"x"}')],
    ["200,000 levels deep", text("[".repeat(200_000))],
  ])("refuses %s", (_, body) => {
    expect(readMessage(request(body), z.object({ a: z.number() })).ok).toBe(false);
  });
  it("accepts a byte order mark", () => {
    expect(readMessage(request(text('\uFEFF{"a":1}')), z.object({ a: z.number() }))).toEqual({ ok: true, value: { a: 1 } });
  });
  it.each([
    ["no component", undefined, "JVBERi0="],
    ["no base64", "tk", "không phải"],
    ["cut base64", "tk", "JVBER"],
    ["empty", "tk", ""],
  ])("R-A07 refuses a file with %s", (_, componentId, base64) => {
    expect(readFiles([{ name: "a.pdf", componentId, base64 }])).toMatchObject({
      ok: false,
      says: expect.stringContaining("a.pdf"),
    });
  });
  it("R-A07 refuses a file of more than 50 MB", () => {
    const base64 = "A".repeat(Math.ceil((50 * 1024 * 1024 + 3) / 3) * 4);
    expect(readFiles([{ name: "to.pdf", componentId: "tk", base64 }])).toMatchObject({
      ok: false,
      says: expect.stringContaining("50 MB"),
    });
  });
  it("names the field of a command that the engine would not take", () => {
    expect(commandProblem({ type: "progress", note: "" })).toContain("note");
    expect(commandProblem({ type: "progress", note: "đã xem" })).toBeUndefined();
  });
});
