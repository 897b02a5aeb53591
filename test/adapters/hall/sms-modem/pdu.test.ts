import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GSM_BASIC } from "../../../../adapters/hall/sms-modem/contract/at.ts";
import { pack, septetsOf, textOfSeptets, unpack } from "../../../../adapters/hall/sms-modem/gsm7.ts";
import { deliverOf, PduError, submitsOf } from "../../../../adapters/hall/sms-modem/pdu.ts";
import { split, unaccented } from "../../../../adapters/kit/sms-text.ts";
import { makeDelivers, readSubmit } from "../../../../simulators/hall/sms-modem/pdu.ts";

const TO = "84900000012";
const AT = "2026-03-02T02:00:00.000Z";
const vietnamese = fc.string({
  unit: fc.constantFrom(..."aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạĂĐỆỘỮ 0123456789.,:"),
  minLength: 1,
  maxLength: 330,
});
const plain = fc.string({ unit: fc.constantFrom(..."abcdefghXYZ 0123456789.,:@$_[]{}^~|\\"), minLength: 1, maxLength: 700 });

describe("R-H SMS modem: PDUs (3GPP TS 23.040)", () => {
  it("R-H SMS modem: seven-bit letters are packed as the standard's example has it", () => {
    expect(GSM_BASIC).toHaveLength(128);
    expect(pack(septetsOf("hellohello")).toString("hex").toUpperCase()).toBe("E8329BFD4697D9EC37");
    expect(textOfSeptets(unpack(Buffer.from("E8329BFD4697D9EC37", "hex"), 10))).toBe("hellohello");
  });

  it("R-H SMS modem: a short unaccented text is one PDU of the default alphabet", () => {
    expect(submitsOf("84900000012", "hellohello", "gsm7", 1)).toEqual([
      { pdu: "0011000B914809000010F20000A70AE8329BFD4697D9EC37", length: 23 },
    ]);
  });

  it("R-H SMS modem: what was sent is read whole on the other side, with all marks, in as many parts as the segments", () => {
    const check = (text: string, alphabet: "gsm7" | "ucs2"): void => {
      const submits = submitsOf(TO, text, alphabet, 77);
      const read = submits.map(({ pdu, length }) => readSubmit(pdu, length));
      expect(read.every((one) => one?.to === TO && one.alphabet === alphabet)).toBe(true);
      expect(read.map((one) => one?.text ?? "").join("")).toBe(text);
      expect(submits).toHaveLength(split(text, alphabet).length);
      if (submits.length > 1)
        expect(read.map((one) => one?.part)).toEqual(
          submits.map((_, index) => ({ reference: 77, total: submits.length, number: index + 1 })),
        );
    };
    fc.assert(fc.property(vietnamese, (text) => check(text, "ucs2")));
    fc.assert(fc.property(plain, (text) => check(unaccented(text), "gsm7")));
  });

  it("R-H SMS modem: what a citizen writes is read, short or in parts with a 16-bit reference", () => {
    fc.assert(
      fc.property(fc.oneof(vietnamese, plain), (text) => {
        const parts = makeDelivers("+84900000012", text, AT, 4711).map((pdu) => deliverOf(pdu));
        expect(parts.map((part) => part?.text ?? "").join("")).toBe(text);
        expect(parts.every((part) => part?.from === "+84900000012")).toBe(true);
        if (parts.length > 1) expect(parts[1]?.part).toEqual({ reference: 4711, total: parts.length, number: 2 });
      }),
    );
  });

  it("R-H SMS modem: a sender with a name is read as a name, a short code as it is dialled", () => {
    expect(makeDelivers("VIETTEL", "Khuyen mai", AT, 1).map((pdu) => deliverOf(pdu)?.from)).toEqual(["VIETTEL"]);
    expect(makeDelivers("191", "Tai khoan", AT, 1).map((pdu) => deliverOf(pdu)?.from)).toEqual(["191"]);
  });

  it("R-H SMS modem: a status report is no message, and what is no PDU is said to be none", () => {
    expect(deliverOf(`0006${"00".repeat(20)}`)).toBeUndefined();
    expect(() => deliverOf("không phải")).toThrow(PduError);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 180 }), (bytes) => {
        try {
          deliverOf(Buffer.from(bytes).toString("hex").toUpperCase());
        } catch (error) {
          expect(error).toBeInstanceOf(PduError);
        }
      }),
    );
  });
});
