/** The loader: right catalogs load, wrong ones are refused with file and line, in Vietnamese and English. */
import { describe, expect, it } from "vitest";
import { CatalogError, checkCatalogs, formatProblem, loadCatalogs } from "../../catalogs/load.ts";
import {
  AGENCIES,
  CALENDAR,
  CODE_MAP,
  catalogChanged,
  catalogWith,
  good,
  HOLIDAYS,
  lineOf,
  newFolder,
  PROCEDURES,
} from "./fixtures.ts";

/** The only problem of a catalog; fails the test where there are more or none. */
function only(root: string) {
  const problems = checkCatalogs(root);
  expect(problems.map(formatProblem)).toHaveLength(1);
  const [problem] = problems;
  if (problem === undefined) throw new RangeError("no problem");
  return problem;
}

describe("catalog loader", () => {
  it("loads catalogs that are right", () => {
    const catalogs = loadCatalogs(catalogWith());
    expect(catalogs.procedures.map((p) => p.code)).toEqual(["1.001193"]);
    expect([...catalogs.agencies.keys()]).toEqual(["H57", "H57.101", "H57.21"]);
    expect(catalogs.codeMaps.get("portal-channel")?.entries).toHaveLength(2);
    expect(catalogs.calendars.get("office")?.week.mon.working).toHaveLength(1);
    expect(catalogs.holidays.years).toEqual([2026]);
  });

  it.each([
    ["a missing field", PROCEDURES, "    field: Hộ tịch\n", "", "catalog.schema", '  - code: "1.001193"', "procedures[0].field"],
    [
      "a wrong type",
      PROCEDURES,
      "originals: 1, copies: 0, required: true",
      "originals: một, copies: 0, required: true",
      "catalog.schema",
      "id: tk",
      "procedures[0].components[0].originals",
    ],
    ["an unquoted code", PROCEDURES, '"1.001193"', "1.001193", "catalog.schema", "code:", "procedures[0].code"],
    [
      "an unknown field",
      PROCEDURES,
      "    source: Thử nghiệm",
      "    nguon: x\n    source: Thử nghiệm",
      "catalog.schema",
      "code:",
      "procedures[0]",
    ],
    [
      "a level that does not exist",
      PROCEDURES,
      "level: commune",
      "level: huyện",
      "catalog.schema",
      "level: commune",
      "procedures[0].level",
    ],
    [
      "an unknown calendar",
      AGENCIES,
      "parentId: null\n    calendarId: office",
      "parentId: null\n    calendarId: lich-la",
      "catalog.missing-reference",
      "calendarId: office",
      "agencies[0].calendarId",
    ],
    [
      "an unknown parent",
      AGENCIES,
      "level: commune\n    parentId: H57",
      "level: commune\n    parentId: H99",
      "catalog.missing-reference",
      "parentId: H57",
      "agencies[1].parentId",
    ],
    [
      "an unknown successor",
      AGENCIES,
      "successorIds: [H57.101]",
      "successorIds: [H57.102]",
      "catalog.missing-reference",
      "successorIds",
      "agencies[2].successorIds[0]",
    ],
    [
      "a closed agency without a successor",
      AGENCIES,
      "    successorIds: [H57.101]\n",
      "",
      "catalog.closed-agency",
      "- id: H57.21",
      "agencies[2].successorIds",
    ],
    [
      "a closed agency without its date",
      AGENCIES,
      '    closedOn: "2025-07-01"\n',
      "",
      "catalog.closed-agency",
      "- id: H57.21",
      "agencies[2].closedOn",
    ],
    [
      "an open agency with a closing date",
      AGENCIES,
      "status: closed",
      "status: open",
      "catalog.closed-agency",
      "status: closed",
      "agencies[2].status",
    ],
    [
      "a listed procedure that does not exist",
      AGENCIES,
      "parentId: null\n    calendarId: office\n    resolves: []",
      'parentId: null\n    calendarId: office\n    resolves: ["9.999999"]',
      "catalog.missing-reference",
      "resolves: []",
      "agencies[0].resolves[0]",
    ],
    [
      "agencies that are each other's parents",
      AGENCIES,
      "parentId: null",
      "parentId: H57.101",
      "catalog.cycle",
      "parentId: null",
      "agencies[0].parentId",
    ],
    [
      "a procedure that nobody resolves",
      AGENCIES,
      "resolves: level",
      "resolves: []",
      "catalog.nobody-resolves",
      "",
      "procedures[0].code",
    ],
    [
      "a component id used twice",
      PROCEDURES,
      "id: gcs",
      "id: tk",
      "catalog.duplicate",
      "id: gcs",
      "procedures[0].components[1].id",
    ],
    [
      "a required component without copies",
      PROCEDURES,
      "originals: 1, copies: 0, required: true",
      "originals: 0, copies: 0, required: true",
      "catalog.incomplete",
      "id: tk",
      "procedures[0].components[0]",
    ],
    ["no legal basis", PROCEDURES, "legal: [Luật Hộ tịch]", "legal: []", "catalog.incomplete", "legal:", "procedures[0].legal"],
    [
      "no result",
      PROCEDURES,
      "results: [{ name: Giấy khai sinh }]",
      "results: []",
      "catalog.incomplete",
      "results:",
      "procedures[0].results",
    ],
    [
      "an online level that contradicts the channels",
      PROCEDURES,
      "onlineLevel: partial",
      "onlineLevel: none",
      "catalog.online-level",
      "onlineLevel",
      "procedures[0].onlineLevel",
    ],
    [
      "a fee without amount or note",
      PROCEDURES,
      "rule: threePm }",
      "rule: threePm }\n        fees: [{ name: Lệ phí, amount: null }]",
      "catalog.incomplete",
      "",
      "procedures[0].cases[0].fees[0]",
    ],
    [
      "a code pair given twice",
      CODE_MAP,
      'online, theirs: "2"',
      'counter, theirs: "1"',
      "catalog.duplicate",
      "online",
      "entries[1]",
    ],
    [
      "a time of day that does not exist",
      CALENDAR,
      "sat: { working: [], counter: [] }",
      'sat: { working: [{ from: "25:00", to: "26:00" }], counter: [] }',
      "catalog.schema",
      "",
      "",
    ],
  ])("R-E01 refuses %s with file, line and path", (_what, file, from, to, code, at, path) => {
    const problems = checkCatalogs(catalogChanged(file, from, to));
    const problem = problems[0];
    expect(problem?.code).toBe(code);
    expect(problem?.vi).not.toBe("");
    expect(problem?.en).not.toBe("");
    if (path !== "") expect(problem?.path).toBe(path);
    if (at !== "") expect([problem?.file, problem?.line]).toEqual([file, lineOf(file, at)]);
  });

  it("says that a number must be quoted where a code was written without quotes", () => {
    const problem = only(catalogChanged(PROCEDURES, '"1.001193"', "1.001193"));
    expect(problem.vi).toContain("dấu ngoặc kép");
    expect(problem.en).toContain("quotes");
  });

  it("names the first place of a code that is used twice, also across files", () => {
    const root = catalogWith({ "procedures/zz.yaml": good(PROCEDURES) });
    const problem = only(root);
    expect(problem).toMatchObject({ code: "catalog.duplicate", file: "procedures/zz.yaml", line: 2, path: "procedures[0].code" });
    expect(problem.vi).toContain("procedures/civil.yaml:2");
  });

  it("finds an agency id that is another agency's old id", () => {
    const problem = only(catalogChanged(AGENCIES, "otherIds: [000.00.21.H57]", "otherIds: [H57.101]"));
    expect(problem).toMatchObject({ code: "catalog.duplicate", file: AGENCIES });
  });

  it("asks for names where an officer could not tell two cases of one channel apart", () => {
    const twoCases = good(PROCEDURES).replace(
      "    components:",
      "      - { key: lau, channels: [online], time: { kind: workingDays, days: 3 } }\n    components:",
    );
    const problems = checkCatalogs(catalogWith({ [PROCEDURES]: twoCases }));
    expect(problems.map((p) => [p.code, p.path])).toEqual([
      ["catalog.ambiguous-cases", "procedures[0].cases[0]"],
      ["catalog.ambiguous-cases", "procedures[0].cases[1]"],
    ]);
    const apart = twoCases.replace("channels: [counter, online]", "channels: [counter]");
    expect(checkCatalogs(catalogWith({ [PROCEDURES]: apart }))).toEqual([]);
  });

  it.each([
    ["a tab in the indentation", "    name: Đăng ký khai sinh", "\tname: Đăng ký khai sinh", 3],
    ["an indentation that does not fit", "    name: Đăng ký khai sinh", "   name: Đăng ký khai sinh", 3],
    ["a key given twice", "    field: Hộ tịch", "    name: Hộ tịch", 4],
    ["an alias that nobody defined", "legal: [Luật Hộ tịch]", "legal: *luat", 15],
  ])("R-E01 reports %s as a YAML error with its line", (_what, from, to, line) => {
    const problems = checkCatalogs(catalogChanged(PROCEDURES, from, to));
    expect(problems[0]).toMatchObject({ code: "catalog.yaml", file: PROCEDURES });
    expect(Math.abs((problems[0]?.line ?? 0) - line)).toBeLessThanOrEqual(1);
  });

  it("refuses a file that grows without end through aliases", () => {
    const bomb = ["procedures:", "  - &a [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level <= 8; level += 1) {
      const previous = String.fromCharCode(96 + level);
      bomb.push(`  - &${String.fromCharCode(97 + level)} [${Array(10).fill(`*${previous}`).join(", ")}]`);
    }
    expect(only(catalogWith({ [PROCEDURES]: bomb.join("\n") })).code).toBe("catalog.yaml");
  });

  it("brings NFD text to NFC", () => {
    const name = "Đăng ký khai sinh";
    const root = catalogWith({ [PROCEDURES]: good(PROCEDURES).normalize("NFD") });
    expect(good(PROCEDURES).normalize("NFD")).not.toBe(good(PROCEDURES));
    const [procedure] = loadCatalogs(root).procedures;
    expect(procedure?.name).toBe(name.normalize("NFC"));
    expect(procedure?.components[1]?.name).toBe("Giấy chứng sinh".normalize("NFC"));
  });

  it("keeps the line of a value that comes through an alias", () => {
    const text = good(PROCEDURES)
      .replace("originals: 1, copies: 0, required: false", "originals: 1, copies: -1, required: false")
      .replace("components:", "components: &c")
      .concat(
        good(PROCEDURES)
          .replace("procedures:\n", "")
          .replace('"1.001193"', '"1.000656"')
          .replace(/components:[\s\S]*?results:/, "components: *c\n    results:"),
      );
    const places = checkCatalogs(catalogWith({ [PROCEDURES]: text })).map((p) => [p.path, p.line]);
    const line = lineOf(PROCEDURES, "id: gcs");
    expect(places).toEqual([
      ["procedures[0].components[1].copies", line],
      ["procedures[1].components[1].copies", line],
    ]);
  });

  it("refuses a file that is not UTF-8, an empty one, and a folder that is not there", () => {
    expect(only(catalogWith({ [CODE_MAP]: new Uint8Array([0x69, 0x64, 0x3a, 0xff, 0xfe]) })).code).toBe("catalog.unreadable");
    expect(only(catalogWith({ [CODE_MAP]: "" }))).toMatchObject({ code: "catalog.schema", file: CODE_MAP, line: 1 });
    expect(checkCatalogs(newFolder()).map((p) => [p.code, p.file])).toEqual([
      ["catalog.unreadable", "agencies"],
      ["catalog.unreadable", "calendars"],
      ["catalog.unreadable", "code-maps"],
      ["catalog.unreadable", "procedures"],
      ["catalog.unreadable", "routes"],
    ]);
  });

  it("wants exactly one holiday table", () => {
    expect(only(catalogWith({ [HOLIDAYS]: undefined }))).toMatchObject({ code: "catalog.incomplete", file: "calendars" });
    expect(only(catalogWith({ "calendars/more.yaml": good(HOLIDAYS) })).code).toBe("catalog.duplicate");
  });

  it("throws one CatalogError with every problem, file and line in its message", () => {
    const root = catalogWith({
      [PROCEDURES]: good(PROCEDURES).replace("    field: Hộ tịch\n", "").replace("level: commune", "level: x"),
      [CODE_MAP]: good(CODE_MAP).replace("id: portal-channel\n", ""),
    });
    try {
      loadCatalogs(root);
      expect.unreachable("must throw");
    } catch (error) {
      expect(error).toBeInstanceOf(CatalogError);
      if (!(error instanceof CatalogError)) return;
      expect(error.code).toBe("catalog.invalid");
      expect(error.problems).toHaveLength(3);
      for (const problem of error.problems) expect(error.message).toContain(`${problem.file}:${problem.line}`);
    }
  });
});
