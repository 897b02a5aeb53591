import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv, readStatement, transfersIn } from "../../../adapters/treasury/statement.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { StatementLine } from "../../../core/exchange/adapter.ts";
import { charge, owing } from "./fixtures.ts";

const HEAD = "STT,Thời gian,Số tài khoản,Mã tham chiếu,Mã giao dịch ngân hàng,Số tiền,Nội dung";
const ROW = "1,02/03/2026 09:30:00,9990000000001,dvcA,PP1,8000,THANH TOAN HO SO";
const file = (...rows: readonly string[]): string => `${[HEAD, ...rows].join("\r\n")}\r\n`;

describe("R-D04 reading a statement", () => {
  it("R-D04 [§5.6] lines with Việt Nam's time, also after a byte order mark and with bare line feeds", () => {
    const lines = [
      {
        no: 1,
        at: "2026-03-02T02:30:00.000Z",
        account: "9990000000001",
        reference: "dvcA",
        bankReference: "PP1",
        amount: 8000,
        content: "THANH TOAN HO SO",
      },
    ];
    const text = file(ROW, "TỔNG CỘNG,1,8000");
    for (const form of [text, `\ufeff${text}`, text.replaceAll("\r\n", "\n")]) expect(readStatement(form)).toEqual({ lines });
  });
  it("R-D04 [§5.6] a transfer past the platform has no reference; quotes, commas and line ends in its words stay", () => {
    const text = file('1,02/03/2026 09:30:00,999,,FT1,5000,"nộp ""phí"", đợt\r\n1"', "TỔNG CỘNG,1,5000");
    expect(readStatement(text)).toEqual({
      lines: [
        {
          no: 1,
          at: "2026-03-02T02:30:00.000Z",
          account: "999",
          bankReference: "FT1",
          amount: 5000,
          content: 'nộp "phí", đợt 1',
        },
      ],
    });
  });
  it("R-D04 a day without money is a statement too", () => {
    expect(readStatement(file("TỔNG CỘNG,0,0"))).toEqual({ lines: [] });
  });
  it.each<[string, string]>([
    ["cut before the total", file(ROW)],
    ["cut within a row", file(ROW, "TỔNG CỘNG,1,8000").slice(0, 150)],
    ["cut within quotes", file('1,02/03/2026 09:30:00,999,,FT1,5000,"nộp ')],
    ["a sum that is another", file(ROW, "TỔNG CỘNG,1,8001")],
    ["a count that is another", file(ROW, "TỔNG CỘNG,2,8000")],
    ["other columns", file(ROW, "TỔNG CỘNG,1,8000").replace("Số tiền", "Ghi có")],
    ["a day that does not exist", file(ROW.replace("02/03", "30/02"), "TỔNG CỘNG,1,8000")],
    ["an amount with a fraction", file(ROW.replace("8000", "8000.5"), "TỔNG CỘNG,1,8000.5")],
    ["a cell too few", file(ROW.replace(",dvcA", ""), "TỔNG CỘNG,1,8000")],
    ["the same row twice", file(ROW, ROW, "TỔNG CỘNG,2,16000")],
    ["a web page", "<html>502</html>"],
    ["nothing", ""],
  ])("R-D04 %s: refused whole, to be fetched again", (_, text) => {
    expect(readStatement(text)).toHaveProperty("problem");
  });
  const cell = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n]/.test(text));
  it("R-D04 CSV of any cells is read back", () => {
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, (table) => {
        const written = table.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")).join("\r\n");
        expect(readCsv(written)).toEqual(table);
      }),
    );
  });
  it("R-D04 any text is read or refused, never thrown at", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readStatement(text)).toHaveProperty("problem");
      }),
    );
  });
});

describe("R-G06 R-D04 transfers by QR code", () => {
  const find =
    (dossier: Dossier) =>
    async (reference: string): Promise<Dossier | undefined> =>
      dossier.code === reference ? dossier : undefined;
  const transfer = (more: Partial<StatementLine> = {}): StatementLine => ({
    no: 1,
    at: "2026-03-02T02:30:00.000Z",
    account: "999",
    bankReference: "FT1",
    amount: 8000,
    content: "MBVCB.1.dvcH57101260302000101.CT",
    ...more,
  });
  const meant = async (lines: readonly StatementLine[], dossier = owing()) => {
    const commands = await transfersIn(lines, find(dossier));
    return commands.map(({ key, command }) => [key, command.type === "recordPartner" ? command.code : command.type]);
  };

  it("R-G06 [§5.6] pays the charge that its words name, under the bank's number", async () => {
    expect(await transfersIn([transfer()], find(owing()))).toEqual([
      {
        key: "transfer:FT1",
        dossier: owing().id,
        at: "2026-03-02T02:30:00.000Z",
        command: { type: "recordPayment", chargeId: "le-phi", amount: 8000, method: "transfer", reference: "FT1" },
      },
    ]);
  });
  it("R-G06 in two parts: both are payments; a third has nothing left to pay", async () => {
    const part = (no: number) => transfer({ no, amount: 4000, bankReference: `FT${no}` });
    expect(await meant([part(1), part(2), part(3)])).toEqual([
      ["transfer:FT1", "recordPayment"],
      ["transfer:FT2", "recordPayment"],
      ["refund:FT3", "treasury.refund-due"],
    ]);
  });
  it("R-D04 too much, or for a charge that is paid or called off: the dossier says that money must go back", async () => {
    expect(await meant([transfer()], owing([charge({ open: false, cancelled: "Rút hồ sơ" })], { status: "withdrawn" }))).toEqual([
      ["refund:FT1", "treasury.refund-due"],
    ]);
    expect(await meant([transfer({ amount: 9000 })])).toEqual([["refund:FT1", "treasury.refund-due"]]);
    expect(await meant([transfer()], owing([charge({ paid: 8000, open: false })]))).toEqual([
      ["refund:FT1", "treasury.refund-due"],
    ]);
  });
  it("R-D04 what came through the platform, is recorded already, or names nobody's charge is not paid again", async () => {
    const payment = {
      chargeId: "le-phi",
      amount: 8000,
      method: "transfer",
      reference: "FT1",
      at: "2026-03-02T02:30:00.000Z",
    } as const;
    expect(await meant([transfer({ reference: "dvcA" })])).toEqual([]);
    expect(await meant([transfer({ content: "nop le phi" })])).toEqual([]);
    expect(await meant([transfer()], owing([charge({ paid: 8000, open: false })], { payments: [payment] }))).toEqual([]);
  });
});
