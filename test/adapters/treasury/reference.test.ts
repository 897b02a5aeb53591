import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dossiersMeant,
  locate,
  locateTransfer,
  nextReference,
  referenceOf,
  timeIn,
  transferNameOf,
} from "../../../adapters/treasury/reference.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { toLocalTime } from "../../../core/time/local.ts";
import { charge, owing, REFERENCE } from "./fixtures.ts";

const finder =
  (...dossiers: readonly Dossier[]) =>
  async (reference: string) =>
    dossiers.find(({ id, code, nationalCode }) => [id, code, nationalCode].includes(reference));

describe("R-G06 the payment reference", () => {
  it("R-G06 [§2] dvc + code without punctuation + yyyyMMddHHmmss of the request, Việt Nam", () => {
    expect(referenceOf(owing(), "le-phi")).toBe(REFERENCE);
    expect(timeIn(REFERENCE)).toBe("20260302090000");
    expect(referenceOf(owing(), "khac")).toBeUndefined();
  });
  it("R-G06 [§2] hours by 24: a charge of the afternoon does not repeat the morning's reference", () => {
    const afternoon = charge({ requestedAt: "2026-03-02T14:00:00.000Z" });
    expect(toLocalTime(afternoon.requestedAt)).toBe("21:00");
    expect(referenceOf(owing([afternoon]), "le-phi")).toBe("dvcH57101260302000120260302210000");
  });
  it("R-G06 [§2] before receipt the national code, or else the hub's id, names the dossier", () => {
    const { code: _, ...uncoded } = owing();
    expect(referenceOf({ ...uncoded, nationalCode: "G22.99.01-260302-0007" }, "le-phi")).toMatch(/^dvcG22990126030200072026/);
    expect(referenceOf(uncoded, "le-phi")).toBe("dvc018f00000000700080000000000000d120260302090000");
  });
  it("R-G06 [§2] charges asked for in the same second have references of their own, the same on every attempt", () => {
    const ids = ["a", "b", "c"];
    const dossier = owing(ids.map((chargeId) => charge({ chargeId })));
    const references = ids.map((id) => referenceOf(dossier, id));
    expect(references.map((one) => one?.slice(-2))).toEqual(["00", "01", "02"]);
    // A charge that comes later changes nothing about the earlier ones.
    const later = owing([...dossier.charges, charge({ chargeId: "d" })]);
    expect(ids.map((id) => referenceOf(later, id))).toEqual(references);
  });
  it("R-G06 a reference that failed is followed by another that nobody has", () => {
    expect(nextReference(owing(), REFERENCE)).toBe("dvcH57101260302000120260302090001");
    const two = owing([charge(), charge({ chargeId: "b" })]);
    expect(nextReference(two, REFERENCE)).toBe("dvcH57101260302000120260302090002");
    const midnight = REFERENCE.replace(/\d{14}$/, "20260302235959");
    expect(nextReference(owing(), midnight)).toBe("dvcH57101260302000120260303000000");
  });

  const requests = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 });
  it("R-G06 [§2] no two charges of a dossier ever share a reference, and each is found by its own", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (seconds) => {
        let at = Date.parse("2026-03-02T02:00:00.000Z");
        const charges = seconds.map((later, index) => {
          at += later * 1000;
          return charge({ chargeId: `c${index}`, requestedAt: new Date(at).toISOString() });
        });
        const dossier = owing(charges);
        const references = charges.map(({ chargeId }) => referenceOf(dossier, chargeId) ?? "");
        expect(new Set(references).size).toBe(charges.length);
        for (const [index, reference] of references.entries())
          expect((await locate(reference, finder(dossier)))?.charge.chargeId).toBe(`c${index}`);
      }),
      { numRuns: 40 },
    );
  });
});

describe("R-G06 whose payment it is", () => {
  it.each([
    ["H571012603020001", ["H57.101-260302-0001"]],
    ["H5733012603020001", ["H57.33.01-260302-0001"]],
    ["h571012603020001", ["H57.101-260302-0001"]],
    ["H572603020001", ["H57-260302-0001"]],
    ["0000019H472601050001", ["000.00.19.H47-260105-0001"]],
    ["018f00000000700080000000000000d1", ["018f0000-0000-7000-8000-0000000000d1"]],
    ["khong-phai", []],
    ["", []],
  ])("R-G06 [§2] %s may mean %j", (name, codes) => {
    expect(dossiersMeant(name)).toEqual(codes);
  });
  it("R-G06 [§2] where the digits can be read in several ways, all are tried", () => {
    expect(dossiersMeant("H57331012603020001")).toEqual(
      expect.arrayContaining(["H57.33.101-260302-0001", "H57.331.01-260302-0001"]),
    );
  });
  const group = fc.stringMatching(/^\d{2,3}$/);
  it("R-G06 [§2] every code of both forms is among the readings of its bare form", () => {
    const dotted = fc
      .tuple(fc.stringMatching(/^[A-Z]\d{2}$/), fc.array(group, { maxLength: 3 }))
      .map(([root, rest]) => [root, ...rest].join("."));
    const old = fc.stringMatching(/^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/);
    fc.assert(
      fc.property(
        fc.oneof(dotted, old),
        fc.stringMatching(/^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/),
        fc.stringMatching(/^\d{4,6}$/),
        (agency, date, number) => {
          const code = `${agency}-${date}-${number}`;
          expect(dossiersMeant(code.replaceAll(/\W/g, ""))).toContain(code);
        },
      ),
    );
  });
  it("R-G06 [§9.5] found by the reference of its request, and by the first one before any request was recorded", async () => {
    expect((await locate(REFERENCE, finder(owing())))?.charge.chargeId).toBe("le-phi");
    const renewed = `${REFERENCE.slice(0, -1)}1`;
    const request = { lane: "treasury", reference: renewed, at: "2026-03-02T03:00:00.000Z" };
    const dossier = owing([charge({ request })]);
    expect((await locate(renewed, finder(dossier)))?.charge.chargeId).toBe("le-phi");
    expect((await locate(REFERENCE, finder(dossier)))?.charge.chargeId).toBe("le-phi");
  });
  it("R-G06 [§9.5] asked for before receipt, paid after it: the dossier's code is another, its charge is the same", async () => {
    const { code: _, ...uncoded } = owing();
    const reference = referenceOf(uncoded, "le-phi") ?? "";
    expect((await locate(reference, finder(owing())))?.charge.chargeId).toBe("le-phi");
  });
  it.each(["dvcH57101260302000120260302090009", "dvcH57101260302999920260302090000", "abc", ""])(
    "R-G06 nobody's: %j",
    async (reference) => {
      expect(await locate(reference, finder(owing()))).toBeUndefined();
    },
  );
});

describe("R-G06 the short name of a transfer by QR code", () => {
  it("R-G06 [§5.6] fits into the 25 characters of a QR code, in both forms of the dossier code", () => {
    expect(transferNameOf(owing(), "le-phi")).toBe("dvcH57101260302000101");
    const name = transferNameOf(owing([charge()], { code: "000.00.19.H47-260105-0001" }), "le-phi");
    expect(name).toBe("dvc0000019H47260105000101");
    expect(name).toHaveLength(25);
  });
  it("R-G06 [§5.6] a dossier without a code has none: its id is too long", () => {
    const { code: _, ...uncoded } = owing();
    expect(transferNameOf(uncoded, "le-phi")).toBeUndefined();
  });
  it.each([
    "dvcH57101260302000102",
    "DVCH57101260302000102",
    "MBVCB.123456.dvcH57101260302000102.CT tu 0011 toi 0022",
    "dvcH57101260302000102 chuyen tien",
  ])("R-G06 [§5.6] is found in what banks make of it: %s", async (content) => {
    const dossier = owing([charge(), charge({ chargeId: "b" })]);
    expect((await locateTransfer(content, finder(dossier)))?.charge.chargeId).toBe("b");
  });
  it.each(["dvcH57101260302000100", "dvcH57101260302000103", "nop le phi", "dvcH57101260302000102999"])(
    "R-G06 [§5.6] names no charge: %s",
    async (content) => {
      const dossier = owing([charge(), charge({ chargeId: "b" })]);
      expect(await locateTransfer(content, finder(dossier))).toBeUndefined();
    },
  );
});
