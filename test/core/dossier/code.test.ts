import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DossierCodeError, formatDossierCode, parseDossierCode } from "../../../core/dossier/code.ts";
import { addDays } from "../../../core/time/local.ts";

describe("dossier codes (domain.md §2)", () => {
  it.each([
    ["000.00.19.H47-260105-0001", "000.00.19.H47", "2026-01-05", 1, "dotted", false],
    ["000.00.53.H48-220921-0099", "000.00.53.H48", "2022-09-21", 99, "dotted", false],
    ["H57.132-260804-0583", "H57.132", "2026-08-04", 583, "rootFirst", false],
    ["H21.129-250812-0035", "H21.129", "2025-08-12", 35, "rootFirst", false],
    ["H57-260804-12345", "H57", "2026-08-04", 12345, "rootFirst", false],
    ["G22.99.12-260804-0583", "G22.99.12", "2026-08-04", 583, "rootFirst", true],
    ["H21.12.34-260804-0583", "H21.12.34", "2026-08-04", 583, "rootFirst", false],
    ["  h57.132-260804-0583 ", "H57.132", "2026-08-04", 583, "rootFirst", false],
  ])("reads %s", (text, agencyId, date, number, form, interlinked) => {
    expect(parseDossierCode(text)).toEqual({ agencyId, date, number, form, interlinked });
  });

  it.each([
    "",
    "H57.132-260804-583",
    "H57.132-260804",
    "H57.132-260230-0001",
    "H57.132-261304-0001",
    "H57.132-260804-0000",
    "57.132-260804-0001",
    "H57.1-260804-0001",
    "00.00.19.H47-260105-0001",
    "H57.132-260804-0583-1",
    "H57.132_260804_0583",
    "G22.99.12-260804-0583\nH57",
  ])("is not a dossier code: %j", (text) => {
    expect(parseDossierCode(text)).toBeUndefined();
  });

  it("writes four digits, and a fifth after 9999 dossiers of one day", () => {
    expect(formatDossierCode("H57.132", "2026-08-04", 7)).toBe("H57.132-260804-0007");
    expect(formatDossierCode("H57.132", "2026-08-04", 10_000)).toBe("H57.132-260804-10000");
  });

  it.each([
    ["57", "2026-08-04", 1],
    ["H57.132", "2026-02-30", 1],
    ["H57.132", "1999-01-01", 1],
    ["H57.132", "2026-08-04", 0],
    ["H57.132", "2026-08-04", 1.5],
  ])("makes no code of agency %s, date %s, number %s", (agencyId, date, number) => {
    expect(() => formatDossierCode(agencyId, date, number)).toThrow(DossierCodeError);
  });

  it("reads back what it writes, in both agency forms", () => {
    const two = fc.integer({ min: 10, max: 99 });
    const root = fc.tuple(fc.constantFrom("H", "G"), two).map(([letter, n]) => `${letter}${n}`);
    const agency = fc.oneof(
      fc
        .tuple(root, fc.array(fc.oneof(two, fc.integer({ min: 100, max: 999 })), { maxLength: 3 }))
        .map(([head, rest]) => [head, ...rest].join(".")),
      fc.tuple(two, root).map(([n, end]) => `000.00.${n}.${end}`),
    );
    const date = fc.integer({ min: 0, max: 36_000 }).map((days) => addDays("2000-01-01", days));
    fc.assert(
      fc.property(agency, date, fc.integer({ min: 1, max: 999_999_999 }), (agencyId, day, number) => {
        expect(parseDossierCode(formatDossierCode(agencyId, day, number))).toMatchObject({ agencyId, date: day, number });
      }),
    );
  });
});
