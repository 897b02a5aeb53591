import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import { parseXml } from "../../../adapters/kit/xml.ts";
import adapter from "../../../adapters/receipts/adapter.ts";
import { sampleAccount, sampleInvoices, sampleKey } from "../../../adapters/receipts/contract/samples.ts";
import { type ReceiptBody, readPublished, receiptBody, receiptNumber, toInvoices } from "../../../adapters/receipts/issue.ts";
import { errorOf, ROWS, readError } from "../../../adapters/receipts/phrases.ts";
import { reactions } from "../../../adapters/receipts/reactions.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { Charge, Dossier, Payment } from "../../../core/dossier/types.ts";
import { dossier, event, happening } from "../fixtures.ts";
import { filed } from "../road.ts";
import { openWorld, type World } from "../world.ts";

const NOW = "2026-03-02T02:00:00.000Z";
const CODE = "H57.101-260302-0001";
const body = (more: Partial<ReceiptBody> = {}): ReceiptBody => ({
  dossierId: dossier().id,
  key: sampleKey,
  dossierCode: CODE,
  payer: { name: "Nguyễn Văn Thử", address: "12 đường Thử Nghiệm" },
  charge: { name: "Lệ phí hộ tịch", kind: "charge" },
  payment: { reference: "GD-1", amount: 8000, method: "online", at: NOW },
  ...more,
});
const plain = (xml: string) => parseXml(xml);

describe("R-D02 [§5.6] a receipt for the service", () => {
  it("R-D02 [§5.6] is Invoices/Inv/{key, Invoice} with its elements in order", () => {
    expect(
      toInvoices(body(), NOW)
        .replace(/^<\?xml.*?>\s*/, "")
        .replaceAll("<CusTaxCode/>", "<CusTaxCode></CusTaxCode>"),
    ).toBe(sampleInvoices);
  });
  it.each([
    ["fee", "0"],
    ["charge", "1"],
  ] as const)("R-D02 [§5.6] Extra2: a %s is %s", (kind, extra) => {
    expect(toInvoices(body({ charge: { name: "x", kind } }), NOW)).toContain(`<Extra2>${extra}</Extra2>`);
  });
  it.each([
    ["cash", "TM"],
    ["cod", "TM"],
    ["transfer", "CK"],
    ["online", "TTO"],
  ] as const)("R-D02 [§5.6] PaymentMethod: %s is %s", (method, code) => {
    expect(toInvoices(body({ payment: { ...body().payment, method } }), NOW)).toContain(`<PaymentMethod>${code}</PaymentMethod>`);
  });
  it("R-D02 [§5.6] ERR:30 the date is that of issuing in Việt Nam, not that of a payment entered late", () => {
    const late = body({ payment: { ...body().payment, at: "2026-02-20T02:00:00.000Z" } });
    expect(toInvoices(late, "2026-03-02T17:30:00.000Z")).toContain("<ArisingDate>03/03/2026</ArisingDate>");
  });
  it("R-I02 [§5.6] no identity number goes there: the customer's code is the dossier's", () => {
    const [message] = reactions(happening([paid("GD-1")], undefined, paying()));
    expect(toInvoices(receiptBody.parse(message?.body), NOW)).not.toContain("001099000012");
  });
  it("R-D02 [§5.6] whatever the names hold, it is one well-formed document that says them", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, (name, charge) => {
        const read = plain(toInvoices(body({ payer: { name }, charge: { name: charge, kind: "fee" } }), NOW));
        expect(JSON.stringify(read)).toContain('"PaymentStatus":"1"');
      }),
      { numRuns: 50 },
    );
  });
});

describe("R-D02 [§5.6] OK and ERR", () => {
  it.each([
    ["OK:01BLP0-001;BH-26E-k1_7", "k1", { pattern: "01BLP0-001", serial: "BH-26E", invNum: "7" }],
    [`OK:01BLP0-001;BH-26E-${sampleKey}_12`, sampleKey, { pattern: "01BLP0-001", serial: "BH-26E", invNum: "12" }],
    ["OK:01BLP0-001;BH/26E-k1_7", "k1", { pattern: "01BLP0-001", serial: "BH/26E", invNum: "7" }],
    ["OK:01BLP0-001;BH-26E-k2_7", "k1", undefined],
    ["OK:01BLP0-001;BH-26E", "k1", undefined],
    ["OK", "k1", undefined],
    ["ERR:1", "k1", undefined],
  ])("R-D02 [§5.6] %s of key %s", (answer, key, published) => {
    expect(readPublished(answer, key)).toEqual(published);
  });
  it("R-D02 [§5.6] whatever series and key, the number comes back", () => {
    const name = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{0,8}$/);
    fc.assert(
      fc.property(name, name, fc.stringMatching(/^[\w.-]{3,30}$/), fc.nat(), (pattern, serial, key, number) => {
        expect(readPublished(`OK:${pattern};${serial}-${key}_${number}`, key)).toEqual({
          pattern,
          serial,
          invNum: String(number),
        });
      }),
    );
  });
  it("R-D02 [§5.6] a number is written as it is printed", () => {
    expect(receiptNumber({ pattern: "01BLP0-001", serial: "BH-26E", invNum: "12" })).toBe("01BLP0-001 BH-26E 0000012");
  });
  it.each([
    ["ERR:1", "pause", "session.credentials"],
    ["ERR:3", "pause", "receipts.malformed"],
    ["ERR:5", "unknown", "receipts.unclear"],
    ["ERR:6", "pause", "receipts.no-numbers"],
    ["ERR:7", "pause", "session.credentials"],
    ["ERR:10", "pause", "receipts.too-many"],
    ["ERR:20", "pause", "receipts.series"],
    ["ERR:29", "pause", "receipts.certificate"],
    ["ERR:30", "pause", "receipts.date"],
    ["ERR:99", "pause", "receipts.unmatched"],
    ["ERR:1 Tài khoản không có quyền", "pause", "session.credentials"],
    ["ERR:130", "pause", "receipts.unmatched"],
    ["Lỗi không xác định", "pause", "receipts.unmatched"],
    ["", "pause", "receipts.unmatched"],
  ])("R-D02 [§5.6] %s: %s %s", (answer, intent, code) => {
    expect(errorOf(readError(answer))).toMatchObject({ intent, code });
  });
  it("R-D02 [§5.6] ERR:13 the key exists: issued by an earlier try", () => {
    expect(readError("ERR:13")).toMatchObject({ means: "duplicate", code: "receipts.exists", shown: "ERR:13" });
  });
  it("R-D02 [§5.6] every row of the table is found by its own number", () => {
    for (const row of ROWS) expect(readError(row.says)).toMatchObject({ means: row.means, code: `receipts.${row.code}` });
  });
});

const payment = (reference: string, more: Partial<Payment> = {}): Payment => ({
  chargeId: "p1",
  amount: 8000,
  method: "cash",
  reference,
  at: NOW,
  ...more,
});
const paid = (reference: string, more: Partial<Payment> = {}) =>
  event("paid", { payment: payment(reference, more), chargePaid: 8000, settled: true, status: "processing" });
const charge: Charge = {
  chargeId: "p1",
  name: "Lệ phí hộ tịch",
  amount: 8000,
  paid: 8000,
  requestedAt: NOW,
  open: false,
  kind: "charge",
};
const paying = (more: Partial<Dossier> = {}): Dossier => dossier({ charges: [charge], payments: [payment("GD-1")], ...more });

describe("R-D02 which payments get a receipt", () => {
  const told = (events: Parameters<typeof happening>[0], after: Dossier) => reactions(happening(events, undefined, after));
  it("each payment one, with a key of its own that does not change", () => {
    const payments = [payment("GD-1"), payment("GD-2")];
    const messages = told([paid("GD-2")], paying({ payments }));
    expect(messages.map(({ operation }) => operation)).toEqual(["issueReceipt"]);
    expect(receiptBody.parse(messages[0]?.body)).toMatchObject({
      key: `${CODE}.2`,
      payment: { reference: "GD-2", amount: 8000 },
    });
    expect(told([paid("GD-1")], paying({ payments }))[0]?.body.key).toBe(`${CODE}.1`);
  });
  it("before a code is given the key is made of the id", () => {
    const { code: _, ...uncoded } = paying();
    expect(told([paid("GD-1")], uncoded)[0]?.body).toMatchObject({ key: `${dossier().id}.1`, dossierCode: dossier().id });
  });
  it("a tax gets none of ours: tax office and treasury issue theirs", () => {
    expect(told([paid("GD-1")], paying({ charges: [{ ...charge, kind: "tax" }] }))).toEqual([]);
  });
  it("nothing else is told", () => {
    expect(told([event("progressed", { note: "x" })], paying())).toEqual([]);
  });
});

describe("R-D02 through the hub", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, {
      env: { LIENTHONG_RECEIPTS_VIEW_URL: "https://bien-lai.example/xem?khoa={key}" },
    });
  });
  afterAll(() => world.close());
  interface Ledger {
    readonly receipts: readonly {
      readonly key: string;
      readonly number: number;
      readonly amountInWords: string;
      readonly kind: string;
    }[];
  }
  const receipts = (): Ledger["receipts"] => (world.simulation.parts.state() as Ledger).receipts;
  const charged = async (kind: "fee" | "charge" | "tax" = "charge"): Promise<string> => {
    const dossierId = await filed(world);
    await world.run({ type: "requestFee", chargeId: "p1", name: "Lệ phí hộ tịch", amount: 105_500, kind }, dossierId);
    return dossierId;
  };
  const pay = async (id: string, amount: number, reference: string): Promise<void> => {
    await world.run({ type: "recordPayment", chargeId: "p1", amount, method: "cash", reference }, id);
    await world.settle();
  };

  it("two payments, two receipts; their numbers stand at the payments", async () => {
    const id = await charged("fee");
    await pay(id, 100_000, "PT-1");
    await pay(id, 5_500, "PT-2");
    const ours = receipts().filter(({ key }) => key.startsWith(id));
    expect(ours.map(({ amountInWords, kind }) => [amountInWords, kind])).toEqual([
      ["Một trăm nghìn đồng", "0"],
      ["Năm nghìn năm trăm đồng", "0"],
    ]);
    expect((await world.hub.find(id))?.payments.map(({ receipt }) => [receipt?.number, receipt?.url])).toEqual(
      ours.map(({ number, key }) => [
        `01BLP0-001 BH-26E ${String(number).padStart(7, "0")}`,
        `https://bien-lai.example/xem?khoa=${key}`,
      ]),
    );
  });
  it("a tax gets none", async () => {
    const id = await charged("tax");
    await pay(id, 105_500, "PT-1");
    expect(receipts().filter(({ key }) => key.startsWith(id))).toEqual([]);
  });
  it.each([
    [true, "ERR:5 after the number was used up: asked for by key, not issued again"],
    [false, "ERR:5 before anything was done: asked for by key, then issued"],
  ])("done %s: %s", async (done) => {
    await world.door("/break", { done });
    const id = await charged();
    await pay(id, 105_500, "PT-1");
    expect(receipts().filter(({ key }) => key.startsWith(id))).toHaveLength(1);
    expect((await world.hub.find(id))?.payments[0]?.receipt?.number).toMatch(/^01BLP0-001 BH-26E \d{7}$/);
  });
  it("ERR:13 the key exists: its number is asked for, no second receipt", async () => {
    const id = await charged();
    await world.door("/by-hand", { key: `${id}.1` });
    await pay(id, 105_500, "PT-1");
    const [receipt, ...others] = receipts().filter(({ key }) => key.startsWith(id));
    expect(others).toEqual([]);
    expect((await world.hub.find(id))?.payments[0]?.receipt?.number).toContain(String(receipt?.number).padStart(7, "0"));
  });
  it("ERR:6 no numbers left: waits for a person, who is told what to do", async () => {
    const other = await openWorld(adapter, { simulator: { numbers: 0 } });
    try {
      const { dossierId } = await other.run({
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: "H57.101",
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", phone: "0900000012" },
        components: [{ componentId: "tk", originals: 1 }],
      });
      await other.run({ type: "requestFee", chargeId: "p1", name: "Lệ phí", amount: 8000 }, dossierId);
      await other.run({ type: "recordPayment", chargeId: "p1", amount: 8000, method: "cash", reference: "PT-1" }, dossierId);
      await other.settle();
      const [message] = (await other.hub.exchange.messages({ dossier: dossierId })).items;
      expect(message).toMatchObject({
        state: "paused",
        error: { code: "receipts.no-numbers", hint: { vi: expect.stringContaining("đăng ký thêm số") } },
      });
    } finally {
      await other.close();
    }
  });
  it("neither password is in the message log", async () => {
    const id = await charged();
    await pay(id, 105_500, "PT-1");
    const log = (await world.hub.exchange.wire({ dossier: id, limit: 100 }))
      .map((entry) => new TextDecoder().decode(entry.body))
      .join("\n");
    expect(log).toContain("ImportAndPublishInv");
    expect(log).not.toContain(sampleAccount.acPass);
    expect(log).not.toContain(sampleAccount.password);
  });
  it("what it reports is a command of the engine", () => {
    const command = { type: "recordReceipt", reference: "PT-1", number: "01BLP0-001 BH-26E 0000012" };
    expect(COMMANDS.recordReceipt.safeParse(command).error).toBeUndefined();
  });
  it("settings: what is missing is named", () => {
    const named = { LIENTHONG_RECEIPTS_URL: "http://a.test", LIENTHONG_RECEIPTS_ACCOUNT: "x" };
    expect(() => readAdapterConfig(adapter, named)).toThrow(/LIENTHONG_RECEIPTS_AC_PASS[\s\S]*LIENTHONG_RECEIPTS_SERIAL/);
    expect(readAdapterConfig(adapter, {})).toBeUndefined();
  });
});
