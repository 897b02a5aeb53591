import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDossierCode } from "../../../core/dossier/code.ts";
import { readBarcode, readScan } from "../../../core/hub.ts";

const CARD = "001099000012|012345678|Nguyễn Thị Ánh Nguyệt|05031999|Nữ|Tổ 3, phường Thuận Hóa, thành phố Huế|14022022";

describe("R-H bar code scanner: what a code is", () => {
  const table: readonly (readonly [string, string, ReturnType<typeof readBarcode>])[] = [
    ["root-first code", "H57.101-260302-0001", { kind: "dossier", code: "H57.101-260302-0001" }],
    ["dotted code", "000.00.19.H47-260105-0001", { kind: "dossier", code: "000.00.19.H47-260105-0001" }],
    ["national liên thông number", "G22.99.12-260804-0583", { kind: "dossier", code: "G22.99.12-260804-0583" }],
    ["small letters and blanks", "  h57.101-260302-0001 ", { kind: "dossier", code: "H57.101-260302-0001" }],
    [
      "address of a look-up",
      "https://mot-cua.example/tra-cuu?ma=H57.101-260302-0001",
      { kind: "dossier", code: "H57.101-260302-0001" },
    ],
    [
      "address with the code in its path",
      "https://mot-cua.example/h/H57.101-260302-0001/x",
      { kind: "dossier", code: "H57.101-260302-0001" },
    ],
    ["address with two codes", "https://a.example/?a=H57.101-260302-0001&b=H57.101-260302-0002", { kind: "unknown" }],
    ["address without one", "https://a.example/?ma=A012", { kind: "unknown" }],
    ["ticket", "A012", { kind: "ticket", code: "A012" }],
    ["ticket after the 999th", "r1000", { kind: "ticket", code: "R1000" }],
    ["a date that does not exist", "H57.101-260230-0001", { kind: "unknown" }],
    ["two tickets run into each other", "A012A013", { kind: "unknown" }],
    ["half a code", "H57.101-2603", { kind: "unknown" }],
    ["two codes run into each other", "H57.101-260302-0001H57.101-260302-0002", { kind: "unknown" }],
    ["a number alone is nobody's card", "001099000012", { kind: "unknown" }],
    ["a card torn off", "001099000012||Nguyễn Văn Tí|05031999|Nam", { kind: "unknown" }],
    ["nothing", "", { kind: "unknown" }],
    ["shop code", "8934588012228", { kind: "unknown" }],
  ];
  it.each(table)("R-H bar code scanner: %s", (_, text, reading) => {
    expect(readBarcode(text)).toEqual(reading);
  });

  it("R-H bar code scanner: an identity card gives number and name for the page", () => {
    expect(readBarcode(CARD)).toEqual({
      kind: "identity",
      number: "001099000012",
      oldNumber: "012345678",
      name: "Nguyễn Thị Ánh Nguyệt",
      birthDate: "1999-03-05",
      sex: "female",
      address: "Tổ 3, phường Thuận Hóa, thành phố Huế",
      issuedOn: "2022-02-14",
    });
  });

  it("R-H bar code scanner: a card without old number, with an unknown birthday and more fields, is one; combining marks are composed", () => {
    const card = "001099000012||NGUYỄN VĂN TÍ|00001956|Nam||14022022|||".normalize("NFD");
    expect(readBarcode(card)).toEqual({
      kind: "identity",
      number: "001099000012",
      name: "NGUYỄN VĂN TÍ",
      sex: "male",
      issuedOn: "2022-02-14",
    });
  });

  it("R-H bar code scanner: every code that the hub gives out is read back as itself", () => {
    const agency = fc.constantFrom("H57.101", "H57", "H57.00.123", "000.00.19.H47");
    const day = fc.date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2099-12-31T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(agency, day, fc.integer({ min: 1, max: 999_999_999 }), (id, date, n) => {
        const code = formatDossierCode(id, date.toISOString().slice(0, 10), n);
        expect(readBarcode(code)).toEqual({ kind: "dossier", code });
        expect(readBarcode(` ${code.toLowerCase()}\t`)).toEqual({ kind: "dossier", code });
        // One sign lost at either end is never another dossier but by its number: what stands before the number still must be whole.
        expect(readBarcode(code.slice(1)).kind === "dossier" && code.slice(1).startsWith("H")).toBe(false);
      }),
    );
  });

  it("R-H bar code scanner: anything at all is read without an error, and only what is one is a person's card", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 1200 }),
          fc.array(fc.string(), { maxLength: 12 }).map((parts) => parts.join("|")),
        ),
        (text) => {
          const { kind } = readBarcode(text);
          return kind !== "identity" || /^\s*\d{12}\s*\|/.test(text);
        },
      ),
    );
  });
});

describe("what may be kept of a code that was read", () => {
  it("R-E02 R-H look-up kiosk, bar code scanner: reads codes of dossiers, of tickets and the address of a slip's QR", () => {
    expect(readScan(" h57.101-260213-0001 ")).toEqual({ what: "dossier", code: "H57.101-260213-0001" });
    expect(readScan("https://hue.example/tra-cuu?ma=H57.101-260213-0001")).toEqual({
      what: "dossier",
      code: "H57.101-260213-0001",
    });
    expect(readScan("a012")).toEqual({ what: "ticket", code: "A012" });
    expect(readScan("xin chào")).toEqual({ what: "unknown" });
  });
  it("R-I02 R-H look-up kiosk, bar code scanner: a person's number, typed or on a chip card, is recognised and not kept", () => {
    for (const text of [
      "001099000012",
      "001 099 000 012",
      "123456789",
      "001099000012||Nguyễn Thị Thử|01011999|Nữ|Phường Thuận Hóa|10102021",
    ]) {
      const read = readScan(text);
      expect(read).toEqual({ what: "identity" });
    }
  });
});
