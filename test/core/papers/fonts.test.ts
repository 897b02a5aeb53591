import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Measure, plain, wrap } from "../../../core/papers/fonts.ts";

/** Every letter is 0.5 wide, bold 0.6; marks that stand on a letter have no width. */
const measure: Measure = (text, face) => [...text.replaceAll(/\p{M}/gu, "")].length * (face === "bold" ? 0.6 : 0.5);
const letters = fc.string({ unit: fc.constantFrom("a", "ế", "Ộ", "ư", " ", "  ", "\n", "-", "0"), maxLength: 200 });

describe("R-E01 lines of a paper", () => {
  it("R-E01 no line is wider than its column, and no letter is lost, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(letters, fc.constantFrom("regular", "bold") as fc.Arbitrary<"regular" | "bold">), { maxLength: 5 }),
        fc.integer({ min: 10, max: 300 }),
        (parts, width) => {
          const runs = parts.map(([text, face]) => ({ text, face }));
          const lines = wrap(runs, 10, width, measure);
          for (const line of lines) expect(line.width).toBeLessThanOrEqual(width + 1e-9);
          const written = lines.flatMap((line) => line.pieces.map((piece) => piece.text)).join("");
          expect(written.replaceAll(/\s+/g, "")).toBe(
            parts
              .map(([text]) => text)
              .join("")
              .normalize("NFC")
              .replaceAll(/\s+/g, ""),
          );
        },
      ),
    );
  });
  it("R-E01 a word that is wider than the column is cut, never between a letter and its marks", () => {
    const word = "https://mot-cua.example/thu-tuc/ệ́ệ́ệ́ệ́";
    const lines = wrap(plain(word), 10, 40, measure);
    expect(lines.length).toBeGreaterThan(3);
    for (const { pieces } of lines) expect(pieces[0]?.text).not.toMatch(/^\p{M}/u);
  });
  it("R-E01 NFD comes out as NFC", () => {
    const text = "Ủy ban nhân dân phường Thuận Hóa";
    expect(wrap(plain(text.normalize("NFD")), 10, 1000, measure)).toEqual(wrap(plain(text.normalize("NFC")), 10, 1000, measure));
  });
  it("R-E01 blanks between runs of two faces stay one blank", () => {
    const [line] = wrap([...plain("Mã hồ sơ: "), ...plain("H57", "bold")], 10, 1000, measure);
    expect(line?.pieces.map((piece) => piece.text).join("")).toBe("Mã hồ sơ: H57");
  });
});
