/** The citizens' search over the names of procedures. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../../core/fold.ts";
import { byPlace, createProcedureSearch, entryOf, type ProcedureTitle, rank } from "../../../core/store/procedure-search.ts";

const title = (code: string, name: string, more: Partial<ProcedureTitle> = {}): ProcedureTitle => ({
  code,
  version: 1,
  name,
  field: "Hộ tịch",
  level: "commune",
  onlineLevel: "partial",
  ...more,
});

const TITLES = [
  title("1.000001", "Đăng ký lại khai sinh"),
  title("1.000002", "Đăng ký khai sinh"),
  title("1.000003", "Khai sinh lưu động"),
  title("1.000004", "Đăng ký khai sinh có yếu tố nước ngoài", { level: "province" }),
  title("1.000005", "Đặt hàng nhà ở", { field: "Nhà ở" }),
  title("1.000006", "Giao đất", { field: "Đất đai" }),
  title("1.000007", "Sinh viên khai báo tạm vắng", { field: "Cư trú" }),
];
const ENTRIES = TITLES.map(entryOf).sort(byPlace);
const codes = (words: string, more = {}) => rank(ENTRIES, { words, ...more }).map(({ code }) => code);

describe("R-A09 R-E01 the search for a procedure", () => {
  it.each(["khai sinh", "Khai Sinh", "khai  sinh ", "khai sinh".normalize("NFD")])(
    "R-A09 %j: names that begin with it, then shorter ones, communes first",
    (words) => {
      expect(codes(words)).toEqual(["1.000003", "1.000002", "1.000001", "1.000004", "1.000007"]);
    },
  );

  it("R-A09 without accents it finds the same; with accents those that have them come first", () => {
    expect(codes("dang ky khai sinh")).toEqual(codes("đăng ký khai sinh"));
    expect(codes("đất")).toEqual(["1.000006", "1.000005"]);
    expect(codes("dat")[0]).toBe("1.000005");
  });

  it("R-A09 words may come in any order and be begun only, also those of the field; a code finds its own", () => {
    expect(codes("sinh dang")).toContain("1.000002");
    expect(codes("kha si")).toContain("1.000002");
    expect(codes("cu tru")).toEqual(["1.000007"]);
    expect(codes("1.000006")).toEqual(["1.000006"]);
  });

  it("R-A09 keeps to level and field; signs alone find nothing", () => {
    expect(codes("khai sinh", { level: "province" })).toEqual(["1.000004"]);
    expect(codes("", { field: "Nhà ở" })).toEqual(["1.000005"]);
    expect(codes("%_")).toEqual([]);
    expect(codes("")).toHaveLength(TITLES.length);
  });

  it("R-A09 whatever is searched, what is found holds every word of it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (words) => {
        for (const found of rank(ENTRIES, { words }))
          for (const word of fold(words).split(" ")) expect(fold(`${found.name} ${found.field} ${found.code}`)).toContain(word);
      }),
    );
  });

  it("R-E01 reads the names once, and again when a version was added", async () => {
    let rows: readonly ProcedureTitle[] = TITLES;
    const asked: string[] = [];
    const database = {
      query: async <Row extends object>(text: string): Promise<readonly Row[]> => {
        asked.push(text.includes("count(*)") ? "count" : "names");
        return (text.includes("count(*)") ? [{ n: rows.length }] : rows) as readonly object[] as readonly Row[];
      },
    };
    const search = createProcedureSearch(database);
    expect(await search.search({ words: "khai sinh", offset: 1, limit: 2 })).toMatchObject({
      total: 5,
      items: [{ code: "1.000002" }, { code: "1.000001" }],
    });
    expect(await search.fields()).toEqual(["Cư trú", "Đất đai", "Hộ tịch", "Nhà ở"]);
    expect(asked).toEqual(["count", "names"]);
    rows = [...TITLES, title("1.000008", "Cấp thẻ căn cước", { field: "Căn cước" })];
    search.changed();
    expect((await search.search({ words: "can cuoc" })).total).toBe(1);
    search.changed();
    await search.search({});
    expect(asked).toEqual(["count", "names", "count", "names", "count"]);
  });
});
