import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildVietQr, crc16, parseVietQr, type VietQr, VietQrError } from "../../../adapters/treasury/vietqr.ts";

const ACCOUNT = { bin: "970403", number: "0011012345678", target: "account" } as const;
const CARD = { bin: "970403", number: "9704031101234567", target: "card" } as const;
const ORDER = { dynamic: true, amount: 180_000, bill: "NPS6869", purpose: "thanh toan don hang" } as const;
/** NAPAS's samples 6.1.1–6.1.4 (domain.md §5.6). */
const SAMPLE_611 = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5";

describe("R-G06 VietQR against the vectors of NAPAS", () => {
  it("R-G06 [§5.6] CRC-16/CCITT-FALSE: check value 29B1", () => expect(crc16("123456789")).toBe("29B1"));

  it.each([
    [
      "2E2E",
      { ...ACCOUNT, ...ORDER },
      "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E",
    ],
    [
      "A203",
      { ...CARD, ...ORDER },
      "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203",
    ],
    [
      "4F52",
      { ...CARD, dynamic: false },
      "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    ],
  ] as const)("R-G06 [§5.6] vector %s is built to the letter and read back", (_, qr, payload) => {
    expect(buildVietQr(qr)).toBe(payload);
    expect(parseVietQr(payload)).toEqual({ ok: true, repaired: false, value: qr });
  });

  it("R-G06 [§5.6] vector F4E5 declares 12 characters and carries 13: read all the same, with the whole account", () => {
    expect(parseVietQr(SAMPLE_611)).toEqual({ ok: true, repaired: true, value: { ...ACCOUNT, dynamic: false } });
  });

  it("R-G06 [§5.6] our own static code to that account declares its true length", () => {
    expect(buildVietQr({ ...ACCOUNT, dynamic: false })).toContain("01130011012345678");
  });
});

const qrs: fc.Arbitrary<VietQr> = fc
  .record(
    {
      bin: fc.stringMatching(/^\d{6}$/),
      number: fc.stringMatching(/^[0-9A-Za-z]{1,19}$/),
      target: fc.constantFrom("account" as const, "card" as const),
      dynamic: fc.boolean(),
      amount: fc.integer({ min: 1, max: 9_999_999_999_999 }),
      bill: fc.stringMatching(/^[\x20-\x7e]{1,25}$/),
      purpose: fc.stringMatching(/^[\x20-\x7e]{1,25}$/),
    },
    { requiredKeys: ["bin", "number", "target", "dynamic"] },
  )
  .map((qr) => qr as VietQr);

describe("R-G06 VietQR for all values", () => {
  it("R-G06 [§5.6] what is built is read back", () => {
    fc.assert(
      fc.property(qrs, (qr) => {
        expect(parseVietQr(buildVietQr(qr))).toEqual({ ok: true, repaired: false, value: qr });
      }),
    );
  });

  it("R-G06 [§5.6] one changed character anywhere breaks the checksum", () => {
    fc.assert(
      fc.property(qrs, fc.nat(), fc.stringMatching(/^[\x20-\x7e]$/), (qr, where, other) => {
        const payload = buildVietQr(qr);
        const at = where % payload.length;
        fc.pre(payload[at] !== other);
        expect(parseVietQr(payload.slice(0, at) + other + payload.slice(at + 1))).toEqual({ ok: false, problem: "checksum" });
      }),
    );
  });

  it("R-G06 [§5.6] any text is read or refused, never thrown at", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseVietQr(text).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{0,60}$/), (text) => {
        expect(parseVietQr(`${text}6304${crc16(`${text}6304`)}`)).toEqual({ ok: false, problem: "notVietQr" });
      }),
    );
  });

  it.each<[string, Partial<VietQr>]>([
    ["BIN", { bin: "97040" }],
    ["account number", { number: "12 34" }],
    ["amount of nothing", { amount: 0 }],
    ["amount with a fraction", { amount: 1.5 }],
    ["accented purpose", { purpose: "lệ phí" }],
    ["purpose beyond 25 characters", { purpose: "x".repeat(26) }],
  ])("refuses a wrong %s", (_, wrong) => {
    expect(() => buildVietQr({ ...ACCOUNT, dynamic: true, ...wrong })).toThrow(VietQrError);
  });
});
