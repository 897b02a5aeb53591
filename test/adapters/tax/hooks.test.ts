/** R-G03: what the tax side pushes, good and bad; nothing is stored of what does not fit. */
import { describe, expect, it } from "vitest";
import { returnedHook, taxCodeHook } from "../../../adapters/tax/answers.ts";
import { config } from "../../../adapters/tax/config.ts";
import { hookReply } from "../../../adapters/tax/contract/notice.ts";
import {
  sampleAccount,
  sampleNotice,
  sampleNoticeXml,
  sampleReturn,
  sampleTaxCode,
} from "../../../adapters/tax/contract/samples.ts";
import { readNoticeFile } from "../../../adapters/tax/notice-file.ts";
import { noticeHook } from "../../../adapters/tax/notices.ts";
import { answerOf } from "../../../adapters/tax/pushes.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { Charge, Dossier, Transfer } from "../../../core/dossier/types.ts";
import type { Hook, HookAnswer, HookReading, InboundOutcome, WireEntry } from "../../../core/exchange/adapter.ts";
import { createHookRunner } from "../../../core/hooks.ts";
import { dossier } from "../fixtures.ts";
import { fakeCall } from "../kit/fake-call.ts";

const settings = config.parse({
  url: "http://thue.test",
  clientId: "a",
  clientSecret: "b",
  securityKey: sampleAccount.securityKey,
});
const CODE = "H57.101-260302-0001";
const leg = (more: Partial<Transfer> = {}): Transfer => ({
  transferId: "thue",
  toAgencyId: "G12.18.46",
  purpose: "x",
  lane: "tax",
  operation: "determineTax",
  number: 1,
  state: "accepted",
  open: true,
  sentAt: "2026-03-02T02:00:00.000Z",
  data: {},
  ...more,
});
const atTax = (more: Partial<Transfer> = {}, rest: Partial<Dossier> = {}): Dossier =>
  dossier({ transfers: [leg(more)], ...rest });
type Config = typeof settings;
const charge = (more: Partial<Charge>): Charge => ({
  chargeId: "x",
  name: "Lệ phí trước bạ",
  amount: 1,
  paid: 0,
  open: true,
  kind: "tax",
  requestedAt: "2026-03-04T02:00:00.000Z",
  ...more,
});

const request = (body: unknown) => ({
  method: "POST",
  path: "/",
  query: {},
  headers: {},
  body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
});
const ask = async (hook: Hook<Config>, body: unknown, dossiers: readonly Dossier[] = [atTax()], with_: Config = settings) => {
  const { call } = fakeCall(with_, { dossiers });
  const stored: { name: string; text: string }[] = [];
  const store: typeof call.store = async (bytes, name) => {
    stored.push({ name, text: new TextDecoder().decode(bytes) });
    return { ...(await call.store(bytes, name)), mediaType: "application/xml" };
  };
  return { read: await hook.read(request(body), { ...call, store }), stored };
};
const says = (read: HookAnswer | HookReading): { readonly status: number; readonly message: string; readonly code: string } => {
  if (!("status" in read)) return { status: 0, message: "not an answer", code: "" };
  const { error_code, message } = hookReply.parse(JSON.parse(read.body));
  return { status: read.status, message, code: error_code };
};
const commandsOf = (read: HookAnswer | HookReading) => ("commands" in read ? read.commands : []);
const noticeOf = (xml: string) => ({ ...sampleNotice, Data: { FileThongBaoThue: Buffer.from(xml).toString("base64") } });

describe("tax notices (nhantbthuedvcqg)", () => {
  it("R-G03 [§5.5] several notices a dossier: each a charge, then the leg's result; all commands are the engine's", async () => {
    const { read, stored } = await ask(noticeHook, sampleNotice);
    const commands = commandsOf(read);
    expect(commands.map(({ command }) => command.type)).toEqual(["requestFee", "requestFee", "takeTransferResult"]);
    expect(commands[0]?.command).toMatchObject({
      chargeId: "tax:LTB2646-TK0000001/TB-HUE",
      kind: "tax",
      amount: 3_000_000,
      reason: "Thông báo thuế số LTB2646-TK0000001/TB-HUE ngày 04/03/2026",
      data: { noticeNumber: "LTB2646-TK0000001/TB-HUE", noticeDate: "2026-03-04", subItemCode: "2801", taxCode: "001099000012" },
    });
    expect(commands[2]?.command).toMatchObject({
      transferId: "thue",
      number: 1,
      outcome: "done",
      data: { taxNotices: "LTB2646-TK0000001/TB-HUE; LTB2646-TK0000002/TB-HUE", taxTotal: "15000000" },
    });
    for (const { command } of commands) expect(COMMANDS[command.type].safeParse(command).error).toBeUndefined();
    expect(stored.map(({ name }) => name)).toEqual([`thong-bao-thue-${CODE}.xml`]);
    expect(stored[0]?.text).toContain("<SO_TIEN>12000000</SO_TIEN>");
  });
  it("R-G03 [§5.5] a message that brings a known notice beside a new one adds the new one alone", async () => {
    const known = charge({ chargeId: "tax:LTB2646-TK0000001/TB-HUE", amount: 3_000_000, kind: "tax" });
    const done = atTax({ open: false, state: "done" }, { charges: [known] });
    const commands = commandsOf((await ask(noticeHook, sampleNotice, [done])).read);
    expect(commands.map(({ command }) => command)).toMatchObject([
      { type: "requestFee", chargeId: "tax:LTB2646-TK0000002/TB-HUE", amount: 12_000_000 },
    ]);
  });
  it("R-G03 [§5.5] sent again at another time, the commands and their keys are the same", async () => {
    const once = commandsOf((await ask(noticeHook, sampleNotice)).read);
    const again = commandsOf((await ask(noticeHook, { ...sampleNotice, Ngay: "20260305080000", IsUpdating: true })).read);
    expect(again).toEqual(once);
  });
  it("R-G03 [§5.5] a leg that is done takes charges only; with nothing new to say it is taken all the same", async () => {
    const done = atTax({ state: "done", open: false });
    expect(commandsOf((await ask(noticeHook, sampleNotice, [done])).read).map(({ command }) => command.type)).toEqual([
      "requestFee",
      "requestFee",
    ]);
    const zero = sampleNoticeXml.replaceAll(/<SO_TIEN>\d+/g, "<SO_TIEN>0");
    expect(says((await ask(noticeHook, noticeOf(zero), [done])).read)).toMatchObject({ status: 200, code: "0" });
  });
  it.each([
    ["no such dossier", [], "không có hồ sơ"],
    ["a dossier that was never sent there", [dossier()], "không có phiếu chuyển"],
    ["a slip that came back", [atTax({ state: "sentBack" })], "chờ gửi lại"],
    ["a slip that was called off", [atTax({ state: "cancelled", open: false })], "đã thu hồi"],
  ] as const)("R-G03 [§5.5] refused, nothing stored: %s", async (_name, dossiers, phrase) => {
    const { read, stored } = await ask(noticeHook, sampleNotice, dossiers);
    expect(says(read)).toMatchObject({ status: 200, code: "-1", message: expect.stringContaining(phrase) });
    expect(stored).toEqual([]);
  });
  it.each([
    ["no base64", { ...sampleNotice, Data: { FileThongBaoThue: "không" } }, "base64"],
    ["no XML", noticeOf("xin chào"), "XML"],
    ["a DOCTYPE", noticeOf(`<!DOCTYPE DATA [<!ENTITY a "b">]>${sampleNoticeXml.slice(38)}`), "XML"],
    ["nesting without end", noticeOf(`${"<a>".repeat(5000)}${"</a>".repeat(5000)}`), "XML"],
    ["another document", noticeOf("<DATA><BODY/></DATA>"), "không có hồ sơ nào"],
    ["no number of the notice", noticeOf(sampleNoticeXml.replace(/<SO_QUYET_DINH>.*?<\/SO_QUYET_DINH>/, "")), "SO_QUYET_DINH"],
    ["a sum that is none", noticeOf(sampleNoticeXml.replace("<SO_TIEN>3000000", "<SO_TIEN>3.000.000")), "SO_TIEN"],
    ["a negative sum", noticeOf(sampleNoticeXml.replace("<SO_TIEN>3000000", "<SO_TIEN>-3000000")), "SO_TIEN"],
    ["a sum above what the hub takes", noticeOf(sampleNoticeXml.replace("<SO_TIEN>3000000", "<SO_TIEN>9999999999999")), "amount"],
    ["a tax code that is none", noticeOf(sampleNoticeXml.replaceAll("001099000012", "123")), "MA_SO_THUE"],
    ["a day that does not exist", noticeOf(sampleNoticeXml.replaceAll("04-03-2026", "31-02-2026")), "ngày quyết định"],
    ["no time of sending", { ...sampleNotice, Ngay: "hôm qua" }, "Ngay"],
  ])("R-G03 [§5.5] refused in prose, nothing stored: %s", async (_name, message, phrase) => {
    const { read, stored } = await ask(noticeHook, message);
    expect(says(read)).toMatchObject({ status: 200, code: "-1", message: expect.stringContaining(phrase) });
    expect(stored).toEqual([]);
  });
  it("R-G03 [§5.5] one bad dossier in a file lets none of them in, and each gets only its own rows as a paper", async () => {
    const row = /<ROW_LIST>.*<\/ROW_LIST>/s.exec(sampleNoticeXml)?.[0] ?? "";
    const other = row.replaceAll(CODE, "H57.101-260302-0009").replaceAll("TK000000", "TK000009");
    const both = noticeOf(sampleNoticeXml.replace(row, row + other));
    expect(says((await ask(noticeHook, both)).read).message).toContain("H57.101-260302-0009");
    const second = atTax({}, { id: "018f0000-0000-7000-8000-0000000000d2", code: "H57.101-260302-0009" });
    const { read, stored } = await ask(noticeHook, both, [atTax(), second]);
    expect(commandsOf(read)).toHaveLength(6);
    expect(stored.map(({ text }) => [text.includes(CODE), text.includes("H57.101-260302-0009")])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(readNoticeFile(Buffer.from(sampleNoticeXml.replace(row, row + row)).toString("base64"))).toMatchObject({ ok: false });
  });
  it("R-G03 [§5.5] values that XML escapes come out as they were", () => {
    const xml = sampleNoticeXml.replace("2801 - Lệ phí trước bạ nhà, đất", "2801 - Nhà &amp; đất &lt;A&gt;");
    const read = readNoticeFile(Buffer.from(`\ufeff${xml}`).toString("base64"));
    expect(read).toMatchObject({ ok: true, value: [{ notices: [{ subItems: ["2801 - Nhà & đất <A>"] }, {}] }] });
  });
});

describe("slips that come back and tax codes", () => {
  it("R-G03 [§5.5] trả hồ sơ do sai: sent back with the words, for the sending that the number names", async () => {
    const [command] = commandsOf((await ask(returnedHook, sampleReturn)).read);
    expect(command).toMatchObject({
      key: `answer:${CODE}/1/PCTT:sentBack`,
      command: { transferId: "thue", number: 1, outcome: "sentBack", note: expect.stringContaining("Diện tích không khớp") },
    });
    expect(COMMANDS.takeTransferResult.safeParse(command?.command).error).toBeUndefined();
  });
  const business = dossier({
    code: "H57.101-260302-0002",
    transfers: [leg({ transferId: "cap-mst", operation: "issueTaxCode" })],
  });
  it("R-G03 [§5.5] a tax code is the leg's result; a refusal ends it with the reason", async () => {
    const [given] = commandsOf((await ask(taxCodeHook, sampleTaxCode, [business])).read);
    expect(given?.command).toMatchObject({ transferId: "cap-mst", number: 1, outcome: "done", data: { taxCode: "3300000013" } });
    const { MaHoSo, SoPhieu } = sampleTaxCode.Data;
    const no = { ...sampleTaxCode, Data: { KetQua: "2", MaHoSo, SoPhieu, LyDo: "Đang nợ thuế" } };
    const [refused] = commandsOf((await ask(taxCodeHook, no, [business])).read);
    expect(refused?.command).toMatchObject({ outcome: "refused", note: expect.stringContaining("Đang nợ thuế") });
  });
  it.each([
    [
      "a check digit that does not hold",
      taxCodeHook,
      { ...sampleTaxCode, Data: { ...sampleTaxCode.Data, MaSoThue: "3300000014" } },
      "sai chữ số kiểm tra",
    ],
    [
      "a slip's number",
      taxCodeHook,
      { ...sampleTaxCode, Data: { ...sampleTaxCode.Data, SoPhieu: "H57.101-260302-0002/1/PCTT" } },
      "không phải của hệ thống",
    ],
    [
      "another dossier's number",
      returnedHook,
      { ...sampleReturn, Data: { ...sampleReturn.Data, SoPhieu: "H57.101-260302-0002/1/PCTT" } },
      "không có phiếu",
    ],
    [
      "an unknown dossier",
      returnedHook,
      { ...sampleReturn, Data: { ...sampleReturn.Data, MaHoSo: "H57.101-260302-0404" } },
      "không có hồ sơ",
    ],
    ["no reason", returnedHook, { ...sampleReturn, Data: { ...sampleReturn.Data, LyDo: "" } }, "LyDo"],
  ] as const)("R-G03 [§5.5] refused: %s", async (_name, hook, message, phrase) => {
    const { read } = await ask(hook, message, [atTax(), business]);
    expect(says(read)).toMatchObject({ status: 200, code: "-1", message: expect.stringContaining(phrase) });
  });
});

describe("who may push", () => {
  it.each([
    ["a wrong key", { ...sampleNotice, SecurityKey: "khoa-gia-mao-16-ky-tu" }],
    ["no key", { ...sampleNotice, SecurityKey: undefined }],
    ["no JSON at all", "<xml/>"],
  ])("R-G03 [§5.5] 401 for %s", async (_name, message) => {
    for (const hook of [noticeHook, returnedHook, taxCodeHook]) expect(says((await ask(hook, message)).read).status).toBe(401);
  });
  it("R-G03 [§5.5] 503 where no key is configured: nothing that claims to come from the tax office is let in", async () => {
    const { securityKey: _, ...open } = settings;
    expect(says((await ask(noticeHook, sampleNotice, [atTax()], open as Config)).read).status).toBe(503);
  });
  it("R-I02 the key is not kept in the message log, the rest of the message is", async () => {
    const { call } = fakeCall(settings, { dossiers: [] });
    const logged: WireEntry[] = [];
    const run = createHookRunner({
      hook: () => noticeHook as unknown as Hook,
      inbound: async () => [],
      exchange: { hookCall: () => ({ call: { ...call, wire: (entry) => logged.push(entry) }, done: async () => undefined }) },
    });
    await run("tax", "notice", request(sampleNotice));
    await run("tax", "notice", request({ ...sampleNotice, SecurityKey: "khoa-cua-nguoi-khac-16" }));
    const texts = logged.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(texts.filter((text) => text.includes("FileThongBaoThue"))).toHaveLength(2);
    expect(texts.join()).not.toContain(sampleAccount.securityKey);
    expect(texts.join()).not.toContain("khoa-cua-nguoi-khac-16");
  });
});

describe("the hub's answer", () => {
  const refusal = (code: string): InboundOutcome => ({ outcome: "refused", code, vi: "Lý do.", en: "Reason." });
  const done: InboundOutcome = { outcome: "done", dossier: dossier() };
  it.each([
    ["done", [done], 200, "0"],
    ["repeated", [{ outcome: "repeat", dossier: dossier() }], 200, "0"],
    ["another content under the same number", [{ outcome: "conflict" }], 200, "-1"],
    ["refused", [done, refusal("dossier.closed")], 200, "-1"],
    ["answered by another message meanwhile", [done, refusal("dossier.transfer-answered")], 200, "0"],
    ["busy: push again", [refusal("dossier.busy")], 503, "-1"],
  ] as const)("R-G03 [§5.5] %s", (_name, outcomes, status, code) => {
    const answer = answerOf(outcomes, "Đã nhận", new Set(["dossier.transfer-answered"]));
    expect([answer.status, hookReply.parse(JSON.parse(answer.body)).error_code]).toEqual([status, code]);
  });
});
