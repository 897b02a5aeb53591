import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeParts, digitsToCodes } from "../../../../adapters/hall/ivr/codes.ts";
import { spokenAgencyCode, spokenDate, spokenMoment } from "../../../../adapters/hall/ivr/speech.ts";
import { formatDossierCode } from "../../../../core/dossier/code.ts";

const OWN = "H57.101";
const TODAY = "2026-11-30";
const codes = (typed: string): readonly string[] => digitsToCodes(typed, OWN, TODAY);

const digits = (length: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const group = fc.integer({ min: 2, max: 3 }).chain(digits);
const rootFirst = fc
  .tuple(fc.constantFrom("H", "G"), digits(2), fc.array(group, { maxLength: 3 }))
  .map(([letter, root, groups]) => [`${letter}${root}`, ...groups].join("."));
const dotted = fc
  .tuple(digits(3), digits(2), digits(2), fc.constantFrom("H", "G"), digits(2))
  .map(([a, b, c, letter, root]) => `${a}.${b}.${c}.${letter}${root}`);
const code = fc
  .tuple(
    fc.oneof(rootFirst, dotted),
    fc.date({ min: new Date("2020-01-01"), max: new Date("2026-11-30"), noInvalidDate: true }),
    fc.integer({ min: 1, max: 99_999 }),
  )
  .map(([agency, date, number]) => formatDossierCode(agency, date.toISOString().slice(0, 10), number));

describe("R-H telephone look-up: codes on a keypad", () => {
  it("R-H telephone look-up: the digits of a code, with stars for its dots", () => {
    expect(codes("57*1012611220001")).toContain("H57.101-261122-0001");
    expect(codes("57*101*261122*0001")).toContain("H57.101-261122-0001");
    expect(codes("571012611220001")).toContain("H57.101-261122-0001");
  });

  it("R-H telephone look-up: date and number alone mean the hall's own agency", () => {
    expect(codes("2611220001")).toEqual(["H57.101-261122-0001"]);
    expect(codes("261122*0001")).toEqual(["H57.101-261122-0001"]);
  });

  it("R-H telephone look-up: a star narrows what the digits may mean", () => {
    expect(codes("57101332611220001")).toEqual(
      expect.arrayContaining(["H57.10.133-261122-0001", "H57.101.33-261122-0001", "G57.101.33-261122-0001"]),
    );
    expect(codes("57*101*33*261122*0001")).toEqual(["H57.101.33-261122-0001", "G57.101.33-261122-0001"]);
  });

  it("R-H telephone look-up: the old dotted form and national numbers are understood", () => {
    expect(codes("000*00*19*47*260804*0583")).toEqual(["000.00.19.H47-260804-0583", "000.00.19.G47-260804-0583"]);
    expect(codes("22*99*12*260804*0583")).toContain("G22.99.12-260804-0583");
  });

  it.each([
    "",
    "1",
    "0001",
    "2613220001",
    "2612310001",
    "2611220000",
    "26112200001",
    "*".repeat(12),
    "26#1220001",
    "9".repeat(41),
  ])("R-H telephone look-up: %s is no code: no such day, a day to come, number nought, noughts too many, no digits", (typed) => {
    expect(codes(typed)).toEqual([]);
  });

  it("R-H telephone look-up: every code is found from its own digits, whichever of its dots and hyphens are typed", () => {
    fc.assert(
      fc.property(code, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (one, stars) => {
        let at = 0;
        const typed = [...one]
          .map((sign) =>
            /\d/.test(sign) ? sign : sign === "." || sign === "-" ? (stars[at++ % stars.length] === true ? "*" : "") : "",
          )
          .join("");
        const found = codes(typed);
        expect(found).toContain(one);
        // And nothing else than what these digits spell, with the hall's own agency before them or without: day and number may be all that was typed.
        const spelt = typed.replaceAll("*", "");
        for (const other of found) expect([spelt, `57101${spelt}`]).toContain(other.replaceAll(/\D/g, ""));
      }),
    );
  });

  it("R-H telephone look-up: there are never many meanings", () => {
    fc.assert(fc.property(fc.integer({ min: 10, max: 40 }).chain(digits), (typed) => codes(typed).length <= 40));
  });

  it("R-H telephone look-up: dates, times and codes are said as people say them", () => {
    expect(spokenMoment("2026-03-04T09:30:00.000Z", "vi")).toBe("16 giờ 30 phút, thứ tư, ngày 4 tháng 3 năm 2026");
    expect(spokenMoment("2026-03-05T04:00:00.000Z", "vi")).toBe("11 giờ, thứ năm, ngày 5 tháng 3 năm 2026");
    expect(spokenMoment("2026-03-04T09:05:00.000Z", "en")).toBe("16:05 on Wednesday, March 4, 2026");
    expect(spokenDate("2026-12-01", "vi")).toBe("ngày 1 tháng 12 năm 2026");
    expect(spokenAgencyCode("H57.101", "vi")).toBe("H 5 7 chấm 1 0 1");
    expect(codeParts("H57.101-261122-0001")).toEqual({ agencyId: "H57.101", date: "2026-11-22", number: 1 });
    expect(codeParts("VNPT-7")).toBeUndefined();
  });
});
