/** From a slip to lines: nothing lost, nothing too wide; bar codes as short as they can be. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planCode128 } from "../../../../adapters/hall/receipt-printer/code128.ts";
import { COPY_MARK, layOut, letters, type Ruler, wrap } from "../../../../adapters/hall/receipt-printer/layout.ts";
import { VIETNAMESE_LETTERS } from "../../../../adapters/hall/receipt-printer/model.ts";
import { dotRuler } from "../../../../adapters/hall/receipt-printer/picture.ts";
import { slip } from "../../../../core/hall/slip.ts";
import { barsOf, readBars } from "../../../../simulators/hall/receipt-printer/code128.ts";

const columns = (width: number): Ruler => ({ width, of: (text, scale) => letters(text).length * scale });
const letter = fc.constantFrom(...VIETNAMESE_LETTERS, ..."abcnghtx0123456789.,:/()");
const word = fc.string({ unit: letter, minLength: 1, maxLength: 60 });
const sentence = fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(" ").slice(0, 400));
const squash = (text: string): string => text.replaceAll(/\s/g, "");

const item = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    text: sentence,
    align: fc.constantFrom("left" as const, "center" as const, "right" as const),
    bold: fc.boolean(),
    size: fc.constantFrom("normal" as const, "large" as const, "huge" as const),
  }),
  fc.record({ kind: fc.constant("pair" as const), label: sentence, value: sentence }),
);

describe("lines of a slip", () => {
  it.each([
    ["48 columns", columns(48)],
    ["42 columns", columns(42)],
    ["32 columns", columns(32)],
    ["576 dots", dotRuler(576)],
    ["384 dots", dotRuler(384)],
  ])("R-H receipt printer: whatever is said, no line is wider than %s and no letter is lost", (_name, ruler) => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), (items) => {
        const lines = layOut(slip.parse({ form: "receipt", items }), ruler, false);
        for (const line of lines) {
          if (line.kind === "text") expect(ruler.of(line.text, line.scale, line.bold)).toBeLessThanOrEqual(ruler.width);
          if (line.kind === "pair")
            expect(ruler.of(line.label, 1, false) + ruler.of(line.value, 1, true)).toBeLessThanOrEqual(ruler.width);
        }
        const printed = lines.map((line) =>
          line.kind === "text" ? line.text : line.kind === "pair" ? line.label + line.value : "",
        );
        const said = items.map((one) => (one.kind === "text" ? one.text : one.label + one.value).normalize("NFC"));
        expect(squash(printed.join(""))).toBe(squash(said.join("")));
      }),
      { numRuns: 60 },
    );
  });

  it("R-H receipt printer: words stay whole where they fit, and centred lines are of like length", () => {
    expect(wrap("Đăng ký khai sinh lưu động", (part) => letters(part).length <= 12)).toEqual([
      "Đăng ký khai",
      "sinh lưu",
      "động",
    ]);
    const lines = layOut(
      slip.parse({ form: "receipt", items: [{ kind: "text", text: "TRUNG TÂM HÀNH CHÍNH CÔNG PHƯỜNG HUẾ", align: "center" }] }),
      columns(35),
      false,
    );
    expect(lines.map((line) => (line.kind === "text" ? line.text : ""))).toEqual(["TRUNG TÂM HÀNH CHÍNH", "CÔNG PHƯỜNG HUẾ"]);
  });

  it("R-H receipt printer: a number is as large as the paper lets it be without being broken", () => {
    const scale = (text: string, width: number) => {
      const [line] = layOut(slip.parse({ form: "ticket", items: [{ kind: "text", text, size: "huge" }] }), columns(width), false);
      return line?.kind === "text" ? line.scale : 0;
    };
    expect([scale("A012", 48), scale("A1027", 32), scale("A102700000", 32)]).toEqual([6, 6, 3]);
  });

  it("R-H receipt printer: a copy says so at its very top", () => {
    const [first, second] = layOut(slip.parse({ form: "ticket", items: [{ kind: "rule" }] }), columns(48), true);
    expect(first).toMatchObject({ kind: "text", text: COPY_MARK, bold: true });
    expect(COPY_MARK).toBe("BẢN IN LẠI");
    expect(second).toEqual({ kind: "rule" });
  });
});

describe("Code 128", () => {
  const ascii = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 60,
  });
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789{A-."), minLength: 1, maxLength: 60 });
  it("R-A05 any code comes out of the printer as it went in, with a right check character, and as wide as was planned", () => {
    fc.assert(
      fc.property(fc.oneof(ascii, digits), (text) => {
        const { data, modules } = planCode128(text);
        const bars = barsOf(Uint8Array.from(data));
        expect(bars?.text).toBe(text);
        expect(readBars(bars?.widths.map((width) => width * 3) ?? [])).toBe(text);
        expect((bars?.widths.reduce((sum, width) => sum + width, 0) ?? 0) + 20).toBe(modules);
      }),
      { numRuns: 400 },
    );
  });
  it("R-A05 a dossier's code takes its digits two by two: 80 mm paper has room for two dots a module", () => {
    expect(planCode128("H57.101-260302-0017").modules).toBeLessThanOrEqual(250);
    expect(planCode128("123456").modules).toBe(11 * 5 + 13 + 20);
  });
});
