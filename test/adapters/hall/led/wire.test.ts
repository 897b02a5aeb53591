import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HIGHEST_BYTE } from "../../../../adapters/hall/led/contract/alpha.ts";
import driver from "../../../../adapters/hall/led/driver.ts";
import { inPieces, toDots, toPlain, widthOf } from "../../../../adapters/hall/led/letters.ts";
import { pagesOf, planOf } from "../../../../adapters/hall/led/pages.ts";
import {
  bodyOf,
  errorsOf,
  frame,
  memoryOf,
  pictureFile,
  sequenceOf,
  textFile,
  wholeFrame,
} from "../../../../adapters/hall/led/wire.ts";
import { answerFrame, createReader, type Transmission } from "../../../../simulators/hall/led/frames.ts";

const VOWELS = "aăâeêioôơuưy";
const MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
const ALL_LETTERS = [
  ...[...VOWELS].flatMap((vowel) => MARKS.map((mark) => (vowel + mark).normalize("NFC"))),
  ..."bcdđghklmnpqrstvx",
].flatMap((letter) => [letter, letter.toUpperCase()]);

describe("R-H LED board: frames", () => {
  it("R-H LED board: a frame is five nulls, SOH, Z00, STX, body, ETX, checksum, EOT", () => {
    // 0x02 + "A" + "A" + "x" + 0x03 = 0x02 + 0x41 + 0x41 + 0x78 + 0x03 = 0x00FF, summed by hand.
    expect(frame("AAx").toString("latin1")).toBe("\0\0\0\0\0\x01Z00\x02AAx\x0300FF\x04");
  });

  it("R-H LED board: an answer as measured on a real sign is understood (checksum 027B of GaREAD ME)", () => {
    expect(bodyOf(Buffer.from("\0\0\0\x01000\x02GaREAD ME\x03027B\x04", "latin1"))).toBe("GaREAD ME");
  });

  it("R-H LED board: an answer with a wrong checksum, without a header, or of another kind is none", () => {
    for (const text of [
      "\x01000\x02E*@\x030000\x04",
      "E*@\x04",
      "zz\x01000\x02E*@\x03\x04",
      "\x01Z00\x02E*@\x0300B4\x04",
      "\x04",
    ])
      expect(bodyOf(Buffer.from(text, "latin1")), text).toBeUndefined();
    expect(wholeFrame(Buffer.from("\x01000\x02E*", "latin1"))).toBeUndefined();
  });

  it("R-H LED board: whatever is framed, a sign reads the same, with a good checksum, however the bytes are cut", () => {
    const body = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(body, fc.integer({ min: 1, max: 50 }), (text, step) => {
        const read: Transmission[] = [];
        let broken = 0;
        const reader = createReader(
          (one) => read.push(one),
          () => (broken += 1),
        );
        const bytes = frame(text);
        for (let at = 0; at < bytes.length; at += step) reader(bytes.subarray(at, at + step));
        expect(read).toEqual([{ type: "Z", address: "00", commands: [{ body: text, checksum: "good" }] }]);
        expect(broken).toBe(0);
        expect(bodyOf(answerFrame(text))).toBe(text);
      }),
    );
  });

  it("R-H LED board: nothing that is sent needs the eighth bit, whatever the texts are", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.constantFrom("dots" as const, "plain" as const), (notice, vi, letters) => {
        const shape = { rows: 16, columns: 160, letters, color: "amber" as const, english: false };
        const { pages, pictures } = pagesOf({ calls: [], notices: [{ vi: notice, en: "" }], hallName: { vi, en: "" } }, shape);
        const bodies = [
          ...pages.map(({ label, mode, pieces }) => textFile(label, mode, pieces)),
          ...pictures.map(({ label, dots }) => pictureFile(label, dots, "amber")),
        ];
        for (const body of bodies) expect([...body].every((sign) => sign.charCodeAt(0) <= HIGHEST_BYTE)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("R-H LED board: every page and picture has its place in the memory, whatever is to be said", () => {
    const words = fc.string({ unit: fc.constantFrom(...ALL_LETTERS, " "), minLength: 1, maxLength: 400 });
    const call = fc.record({
      ticketId: fc.integer({ min: 1, max: 9999 }).map((no) => `B${String(no).padStart(3, "0")}`),
      counter: fc.integer({ min: 1, max: 99 }),
      at: fc.constant("2026-11-22T03:05:00.000Z"),
      again: fc.boolean(),
    });
    const rows = fc.integer({ min: 16, max: 31 });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 6 }),
        fc.array(words, { maxLength: 3 }),
        words,
        rows,
        fc.integer({ min: 40, max: 255 }),
        (calls, notices, vi, high, columns) => {
          const shape = { rows: high, columns, letters: "dots" as const, color: "red" as const, english: false };
          const plan = new Map(planOf(shape).map((file) => [file.label, file]));
          const { pages, pictures } = pagesOf(
            { calls, notices: notices.map((one) => ({ vi: one, en: "" })), hallName: { vi, en: "" } },
            shape,
          );
          expect(pages.length).toBeGreaterThan(0);
          for (const { label, mode, pieces } of pages) {
            const file = plan.get(label);
            expect(file?.kind === "text" && file.bytes >= textFile(label, mode, pieces).length - 2).toBe(true);
          }
          for (const { label, dots } of pictures) {
            const file = plan.get(label);
            expect(file?.kind === "picture" && file.rows === dots.length && widthOf(dots) <= file.columns).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("R-H LED board: answers to other questions, and torn tables, are not understood", () => {
    expect(errorsOf("E*@")).toEqual({ clean: true, refused: false });
    expect(errorsOf("E*`")).toEqual({ clean: false, refused: true });
    expect(errorsOf("E*P")).toEqual({ clean: false, refused: false });
    expect(errorsOf("E.SU")).toBeUndefined();
    expect(errorsOf("E*\x00")).toBeUndefined();
    expect(memoryOf("E$AAU0100FFFFBAU00")).toBeUndefined();
    expect(memoryOf("E$")).toEqual([]);
    expect(sequenceOf("E.TU")).toBe("");
    expect(sequenceOf("E$")).toBeUndefined();
  });
});

describe("R-H LED board: letters", () => {
  it("R-H LED board: all 178 Vietnamese letters, small and capital, are told apart by their dots at every height", () => {
    // In no sans serif do l and I differ; at 16 rows Ẳ and Ắ are one (README).
    const twins = (rows: number, one: string, other: string): boolean =>
      [one, other].every((letter) => "lI".includes(letter)) ||
      (rows === 16 && [one, other].every((letter) => "ẲẮ".includes(letter)));
    for (let rows = 16; rows <= 31; rows += 1) {
      const seen = new Map<string, string>();
      for (const letter of ALL_LETTERS) {
        const dots = toDots(letter, rows).join("\n");
        expect(dots).toContain("#");
        const like = seen.get(dots);
        expect(like === undefined || twins(rows, letter, like), `${letter} as ${like} at ${rows} rows`).toBe(true);
        seen.set(dots, letter);
      }
    }
  });

  it("R-H LED board: a text of combining marks looks as the composed one", () => {
    expect(toDots("MỜI SỐ QUẦY".normalize("NFD"), 24)).toEqual(toDots("MỜI SỐ QUẦY", 24));
  });

  it("R-H LED board: pieces side by side are the whole", () => {
    const dots = toDots("Bộ phận Một cửa phường Thuận Hóa, thành phố Huế", 24);
    const pieces = inPieces(dots, 100);
    expect(pieces.every((piece) => widthOf(piece) <= 100)).toBe(true);
    expect(dots.map((_, y) => pieces.map((piece) => piece[y]).join(""))).toEqual(dots);
  });

  it("R-H LED board: plain letters are the agreed unaccented capitals", () => {
    expect(toPlain("Mời số A012 – quầy 3")).toBe("MOI SO A012 - QUAY 3");
    expect(ALL_LETTERS.map(toPlain).join("")).toMatch(/^[A-Z]+$/);
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => /^[\x20-\x7e]*$/.test(toPlain(text))));
  });
});

describe("R-H LED board: settings", () => {
  const wrong = (url: string, options: Readonly<Record<string, unknown>> = {}): string =>
    driver.config
      .safeParse({ url, options })
      .error?.issues.map(({ message }) => message)
      .join("; ") ?? "";

  it("R-H LED board: wrong settings are said in words", () => {
    expect(wrong("alphasign://192.0.2.5:10001")).toBe("");
    expect(wrong("alphasign:")).toContain("alphasign://192.0.2.5:10001");
    expect(wrong("alphasign://192.0.2.5", { rows: 7 })).toContain("letters = plain");
    expect(wrong("alphasign://192.0.2.5", { rows: 40 })).toContain("options.rows");
    expect(wrong("alphasign://192.0.2.5", { color: "blue" })).toContain("options.color");
    expect(wrong("alphasign://192.0.2.5", { sign: "xyz" })).toContain("options.sign");
  });
});
