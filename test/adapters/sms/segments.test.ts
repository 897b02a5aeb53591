import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countSegments, msisdn, split, unaccented, written } from "../../../adapters/kit/sms-text.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 900 });
/** GSM-7 characters: what every handset shows, of one and of two septets. */
const SEPTETS = "abcXYZ 0123456789.,:;-/@$!?()<>=+*#%&'\"_\n";
const DOUBLE = "^{}[]~|\\";
const gsmText = fc.string({ unit: fc.constantFrom(...SEPTETS, ...DOUBLE), maxLength: 900 });
const septets = (text: string): number => [...text].reduce((sum, letter) => sum + (DOUBLE.includes(letter) ? 2 : 1), 0);

describe("R-G08 [§5.8] a text without accents (GSM-7)", () => {
  it.each([
    ["Hồ sơ đã được tiếp nhận", "Ho so da duoc tiep nhan"],
    ["ĐỀ NGHỊ BỔ SUNG GIẤY TỜ", "DE NGHI BO SUNG GIAY TO"],
    ["Ủy ban nhân dân phường Thuận Hóa", "Uy ban nhan dan phuong Thuan Hoa"],
    ["Ưỡn ẹo ỷ lại, ngã ngửa", "Uon eo y lai, nga ngua"],
    ["“Phiếu” – số 1…", '"Phieu" - so 1...'],
    ["8.000 ₫", "8.000 d"],
    ["日本 😀", "?? ?"],
    ["", ""],
  ])("R-G08 [§5.8] %s → %s", (accented, plain) => {
    expect(unaccented(accented)).toBe(plain);
    expect(unaccented(accented.normalize("NFD"))).toBe(plain);
  });
  it("R-G08 [§5.8] whatever comes in, only GSM-7 comes out, and once is enough", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = unaccented(text);
        expect(
          [...plain].filter((letter) => !/[A-Z a-z\f\r]/.test(letter) && !SEPTETS.includes(letter) && !DOUBLE.includes(letter)),
        ).toEqual([]);
        expect(unaccented(plain)).toBe(plain);
      }),
    );
  });
  it("R-G08 [§5.8] accented texts go out in NFC, so that a letter is one unit", () => {
    expect(written("Hồ sơ".normalize("NFD"), "ucs2")).toBe("Hồ sơ".normalize("NFC"));
    expect(written("Hồ sơ", "gsm7")).toBe("Ho so");
  });
});

describe("R-G08 [§5.8] segments: GSM-7 160 then 153, UCS-2 70 then 67", () => {
  it.each([
    ["gsm7", 0, 1],
    ["gsm7", 160, 1],
    ["gsm7", 161, 2],
    ["gsm7", 306, 2],
    ["gsm7", 307, 3],
    ["gsm7", 765, 5],
    ["gsm7", 766, 6],
    ["ucs2", 70, 1],
    ["ucs2", 71, 2],
    ["ucs2", 134, 2],
    ["ucs2", 135, 3],
    ["ucs2", 335, 5],
    ["ucs2", 336, 6],
  ] as const)("R-G08 [§5.8] %s, %d characters: %d segments", (alphabet, length, segments) => {
    expect(countSegments((alphabet === "gsm7" ? "a" : "ế").repeat(length), alphabet)).toBe(segments);
  });
  it("R-G08 [§5.8] an extension character costs two septets and is never torn from its escape", () => {
    expect(countSegments("{".repeat(80), "gsm7")).toBe(1);
    expect(countSegments("{".repeat(81), "gsm7")).toBe(2);
    expect(split(`${"a".repeat(152)}{${"a".repeat(20)}`, "gsm7").map((part) => part.length)).toEqual([152, 21]);
  });
  it("R-G08 [§5.8] parts joined are the text; none is over its room; none is empty; a part is only left when the next letter has no room", () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        const parts = split(text, "gsm7");
        expect(parts.join("")).toBe(text);
        const room = parts.length === 1 ? 160 : 153;
        expect(parts.filter((part) => septets(part) > room || (part === "" && text !== ""))).toEqual([]);
        for (const [index, part] of parts.slice(0, -1).entries())
          expect(septets(part) + septets([...(parts[index + 1] ?? "")][0] ?? "")).toBeGreaterThan(153);
      }),
    );
  });
  it("R-G08 [§5.8] the same for UCS-2, and no surrogate pair is torn", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parts = split(text, "ucs2");
        expect(parts.join("")).toBe(text);
        expect(parts.filter((part) => part.length > (parts.length === 1 ? 70 : 67))).toEqual([]);
        expect(parts.filter((part) => /\p{Cs}/u.test(part) && !/\p{Cs}/u.test(text))).toEqual([]);
        expect(countSegments(text, "ucs2")).toBe(parts.length);
      }),
    );
  });
});

describe("R-G08 [§5.8] MSISDN 84…", () => {
  it.each([
    ["0900000012", "84900000012"],
    ["+84900000012", "84900000012"],
    ["84900000012", "84900000012"],
    ["090 000.00-12", "84900000012"],
    ["0234000001", undefined],
    ["0600000000", undefined],
    ["090000001", undefined],
    ["113", undefined],
    ["", undefined],
  ])("R-G08 [§5.8] %s → %s", (phone, number) => {
    expect(msisdn(phone)).toBe(number);
  });
});
