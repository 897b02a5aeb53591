import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GROUP, TAG } from "../../../../adapters/hall/document-printer/contract/ipp.ts";
import {
  cutTo,
  decodeAnswer,
  encodeRequest,
  type IppAttribute,
  IppFormatError,
} from "../../../../adapters/hall/document-printer/wire.ts";
import { decode, encode, make, NotIpp } from "../../../../simulators/hall/document-printer/codec.ts";

const text = fc.string({ unit: fc.constantFrom("a", "Z", "ế", "Ộ", "7", " ", "漢"), minLength: 1, maxLength: 40 });
const name = fc.stringMatching(/^[a-z][a-z-]{0,20}$/);

describe("R-H document printer: IPP on the wire (RFC 8010)", () => {
  it("R-H document printer: what the adapter writes, the simulator's own reader reads", () => {
    const attribute = fc.oneof(
      fc.tuple(name, fc.constant(TAG.name), fc.array(text, { minLength: 1, maxLength: 4 })),
      fc.tuple(
        name,
        fc.constant(TAG.integer),
        fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 4 }),
      ),
      fc.tuple(name, fc.constant(TAG.boolean), fc.array(fc.boolean(), { minLength: 1, maxLength: 2 })),
    );
    fc.assert(
      fc.property(
        fc.array(attribute, { maxLength: 8 }),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.uint8Array({ maxLength: 50 }),
        (list, requestId, document) => {
          const attributes = list.map(([label, tag, values]): IppAttribute => [label, tag, ...values]);
          const bytes = Buffer.concat([
            encodeRequest({ operation: 2, requestId, groups: [{ tag: GROUP.operation, attributes }] }),
            document,
          ]);
          const read = decode(new Uint8Array(bytes));
          expect(read.requestId).toBe(requestId);
          expect(read.code).toBe(2);
          expect(read.groups[0]?.attributes.map((one) => [one.name, ...one.values.map(({ value }) => value)])).toEqual(
            list.map(([label, , values]) => [label, ...values]),
          );
          expect(Buffer.compare(read.data, document)).toBe(0);
        },
      ),
    );
  });
  it("R-H document printer: what a printer writes is read, collections are passed over, values without a value are none", () => {
    const answer = decodeAnswer(
      encode({
        version: [1, 1],
        code: 0x0001,
        requestId: 7,
        groups: [
          { tag: GROUP.operation, attributes: [make.charset("attributes-charset", "utf-8")] },
          {
            tag: GROUP.printer,
            attributes: [
              make.collection(
                "media-col-default",
                [make.collection("media-size", [make.integer("x-dimension", 21_000)]), make.keyword("media-type", "stationery")],
                [make.keyword("media-type", "labels")],
              ),
              make.keyword("printer-state-reasons", "media-empty-error", "toner-low-warning"),
              make.range("copies-supported", [1, 99]),
              make.resolution("printer-resolution-default", [600, 600]),
              make.none("time-at-completed"),
              make.boolean("printer-is-accepting-jobs", false),
              make.text("printer-location", "Sảnh một cửa"),
            ],
          },
        ],
      }),
    );
    expect([answer.status, answer.requestId]).toEqual([1, 7]);
    const printer = answer.groups.find(({ tag }) => tag === GROUP.printer)?.attributes;
    expect(printer?.get("printer-state-reasons")).toEqual(["media-empty-error", "toner-low-warning"]);
    expect(printer?.get("copies-supported")).toEqual([{ low: 1, high: 99 }]);
    expect(printer?.get("media-col-default")).toEqual([undefined, undefined]);
    expect(printer?.has("media-type")).toBe(false);
    expect(printer?.get("time-at-completed")).toEqual([undefined]);
    expect(printer?.get("printer-is-accepting-jobs")).toEqual([false]);
    expect(printer?.get("printer-location")).toEqual(["Sảnh một cửa"]);
  });
  it("R-H document printer: a name with its language is the name", () => {
    const named = Buffer.concat([Buffer.from([0, 2]), Buffer.from("vi"), Buffer.from([0, 7]), Buffer.from("in tài")]);
    const raw = Buffer.concat([
      Buffer.from([1, 1, 0, 0, 0, 0, 0, 1, GROUP.job, TAG.nameWithLanguage, 0, 8]),
      Buffer.from("job-name"),
      Buffer.from([0, named.length]),
      named,
      Buffer.from([GROUP.end]),
    ]);
    expect(decodeAnswer(raw).groups[0]?.attributes.get("job-name")).toEqual(["in tài"]);
  });
  it("R-H document printer: garbage is refused as such, by both readers, and never hangs", () => {
    const whole = encodeRequest({
      operation: 11,
      requestId: 1,
      groups: [{ tag: GROUP.operation, attributes: [["a", TAG.name, "b"]] }],
    });
    for (let length = 0; length < whole.length; length += 1)
      expect(() => decodeAnswer(whole.subarray(0, length))).toThrow(IppFormatError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const [read, kind] of [
          [decodeAnswer, IppFormatError],
          [decode, NotIpp],
        ] as const) {
          try {
            read(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(kind);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
  it("R-H document printer: a title is cut to what a name holds, in NFC, never within a letter", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 60 }), (title, octets) => {
        const cut = cutTo(title.normalize("NFD"), octets);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(octets);
        expect(title.normalize("NFC").startsWith(cut)).toBe(true);
      }),
    );
  });
});
