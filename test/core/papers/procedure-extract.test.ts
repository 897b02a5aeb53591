import { describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import { procedureExtractPdf } from "../../../core/hub.ts";
import { feeInWords, forThePublic, sourceInWords, timeInWords } from "../../../core/papers/words.ts";
import { AGENCY, PROCEDURE } from "../../adapters/fixtures.ts";
import { letters, NO_PDFTOTEXT, pagesOf, textOf } from "./reading.ts";

const AT = "2026-03-02T02:00:00.000Z";
const options = { agency: AGENCY, at: AT } as const;
const { procedures } = loadCatalogs();
/** Every eighth, and the three with the most to say. */
const longest = procedures.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length).slice(0, 3);
const SOME = [...new Set([...longest, ...procedures.filter((_, index) => index % 8 === 0)])];

const deep = <T>(value: T, change: (text: string) => string): T =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) => (typeof inner === "string" ? change(inner) : inner)) as T;

describe("R-E01 the extract of a procedure for posting", () => {
  it("R-E01 is a PDF, the same bytes every time, another day another file", async () => {
    const [first, second] = await Promise.all([procedureExtractPdf(PROCEDURE, options), procedureExtractPdf(PROCEDURE, options)]);
    expect(Buffer.from(first).subarray(0, 5).toString()).toBe("%PDF-");
    expect(Buffer.compare(first, second)).toBe(0);
    const later = await procedureExtractPdf(PROCEDURE, { ...options, at: "2026-03-03T02:00:00.000Z" });
    expect(Buffer.compare(first, later)).not.toBe(0);
  });
  it("R-E01 NFD from a catalog file gives the same paper as NFC", async () => {
    const nfd = deep<Procedure>(PROCEDURE, (text) => text.normalize("NFD"));
    const [first, second] = await Promise.all([procedureExtractPdf(nfd, options), procedureExtractPdf(PROCEDURE, options)]);
    expect(Buffer.compare(first, second)).toBe(0);
  });
  it("R-E01 remarks of the catalog's makers do not hang on the wall", () => {
    expect(forThePublic("Thuế do cơ quan thuế xác định, ngoài thời hạn này (domain.md §5.5).")).toBe(
      "Thuế do cơ quan thuế xác định, ngoài thời hạn này.",
    );
    expect(forThePublic("Giữ trường số (domain.md §4 (f)).")).toBe("Giữ trường số.");
    const shown = procedures.flatMap((one) => [
      sourceInWords(one.source),
      ...one.cases.flatMap(({ fees, time }) => [
        ...fees.map(({ note }) => note ?? ""),
        time.kind === "unstated" ? (time.prose ?? "") : "",
      ]),
    ]);
    expect(shown.map(forThePublic).filter((text) => /domain\.md|\bS-[A-Z]/.test(text))).toEqual([]);
    expect(procedures.filter((one) => sourceInWords(one.source).length < 10)).toEqual([]);
  });
  it.each([
    [{ kind: "workingDays", days: 17 }, "17 ngày làm việc"],
    [{ kind: "calendarDays", days: 20 }, "20 ngày"],
    [{ kind: "calendarDaysWithoutHolidays", days: 20 }, "20 ngày (không tính ngày nghỉ lễ, tết)"],
    [{ kind: "hours", hours: 1 }, "1 giờ làm việc"],
    [{ kind: "unstated" }, "Ghi trên giấy hẹn trả kết quả"],
  ] as const)("R-E01 a time of %j reads “%s”", (rule, words) => {
    expect(timeInWords(rule)).toBe(words);
  });
  it("R-E01 a fee names its amount, none, or who sets it", () => {
    expect(feeInWords({ name: "Phí chứng thực", amount: 2000, per: "trang", kind: "fee" })).toBe(
      "Phí chứng thực: 2.000 đồng/trang",
    );
    expect(feeInWords({ name: "Lệ phí", amount: 0, kind: "charge" })).toBe("Lệ phí: không thu");
    expect(feeInWords({ name: "Lệ phí", amount: null, kind: "charge" })).toBe("Lệ phí: chưa công bố mức thu");
  });
});

describe.skipIf(NO_PDFTOTEXT)(`R-E01 the extract read back${NO_PDFTOTEXT === undefined ? "" : `: ${NO_PDFTOTEXT}`}`, () => {
  it.each(SOME.map((one) => [one.code, one] as const))("R-E01 %s says everything that the catalog says", async (_, procedure) => {
    const pdf = await procedureExtractPdf(procedure, options);
    const pages = pagesOf(pdf);
    // Rows that go on on the next page have foot and head in between: what is looked for is looked for word by word there.
    const text = letters(textOf(pdf));
    for (const fact of [procedure.code, procedure.name, procedure.field, AGENCY.name]) expect(text).toContain(letters(fact));
    const words = new Set(pages.join(" ").normalize("NFC").split(/\s+/));
    const told = [
      ...procedure.components.map(({ name }) => name),
      ...procedure.results.map(({ name }) => name),
      ...procedure.legal,
      sourceInWords(procedure.source),
      ...procedure.cases.flatMap(({ fees, name }) => [
        name ?? "",
        ...fees.map(feeInWords),
        ...fees.map(({ note }) => note ?? ""),
      ]),
    ];
    // Words wider than a column of the table are cut.
    const sought = told.flatMap((one) => forThePublic(one).split(/\s+/)).filter((word) => word.length < 12 && word !== "");
    expect(sought.filter((word) => !words.has(word))).toEqual([]);
    expect(pages.filter((page, index) => !page.includes(`Trang ${index + 1}/${pages.length}`))).toEqual([]);
  });
  it("R-E01 the head of official papers: agency, Quốc hiệu, Tiêu ngữ, place and date", async () => {
    const [page = ""] = pagesOf(await procedureExtractPdf(PROCEDURE, { ...options, place: "Huế" }));
    expect(page).toContain("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    expect(page).toContain("Độc lập - Tự do - Hạnh phúc");
    expect(page).toMatch(/ỦY BAN NHÂN DÂN\s/);
    expect(page).toContain("PHƯỜNG THUẬN HÓA");
    expect(page).toContain("Huế, ngày 02 tháng 3 năm 2026");
  });
  it("R-E01 a people's committee stands alone, a department stands under its committee", async () => {
    const parent = { name: "Ủy ban nhân dân thành phố Huế" };
    const [alone = ""] = pagesOf(await procedureExtractPdf(PROCEDURE, { ...options, parent }));
    expect(alone).not.toContain("THÀNH PHỐ HUẾ");
    const [under = ""] = pagesOf(await procedureExtractPdf(PROCEDURE, { ...options, parent, agency: { name: "Sở Tư pháp" } }));
    expect(under).toMatch(/ỦY BAN NHÂN DÂN THÀNH PHỐ HUẾ[\s\S]*SỞ TƯ PHÁP/);
  });
  it("R-E01 a very long procedure goes over many pages, and the head of the table stands on each", async () => {
    const name = Array.from({ length: 400 }, (_, index) => `đoạn-${index}, của giấy tờ rất dài,`).join(" ");
    const components = Array.from({ length: 6 }, (_, index) => ({
      id: `c${index}`,
      name: index === 2 ? name : `Giấy tờ số ${index}`,
      originals: 1,
      copies: 2,
      required: index < 3,
    }));
    const pdf = await procedureExtractPdf({ ...PROCEDURE, components }, options);
    const pages = pagesOf(pdf);
    expect(pages.length).toBeGreaterThan(4);
    const from = pages.findIndex((page) => page.includes("đoạn-0,"));
    const to = pages.findIndex((page) => page.includes("đoạn-399,"));
    expect(to - from).toBeGreaterThan(1);
    expect(pages.slice(from, to + 1).filter((page) => !page.includes("Tên giấy tờ"))).toEqual([]);
    const all = pages.join(" ");
    const numbers = Array.from({ length: 400 }, (_, index) => index);
    expect(numbers.filter((index) => !all.includes(`đoạn-${index},`))).toEqual([]);
  });
  it("R-E01 a procedure with nothing but its name is still a paper", async () => {
    const bare: Procedure = { ...PROCEDURE, level: null, components: [], results: [], legal: [] };
    expect(textOf(await procedureExtractPdf(bare, options))).toContain("Không nêu giấy tờ phải nộp.");
  });
});
