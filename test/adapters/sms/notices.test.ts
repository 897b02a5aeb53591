import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readQuery } from "../../../adapters/kit/sms-look-up.ts";
import { receiptCommand } from "../../../adapters/sms/centre-feed.ts";
import { config } from "../../../adapters/sms/config.ts";
import { moReply, reportReply, SIGNATURE } from "../../../adapters/sms/contract/inbound.ts";
import { sampleAccount, sampleMo, sampleReport } from "../../../adapters/sms/contract/samples.ts";
import { moHook, reportAnswer, reportHook } from "../../../adapters/sms/inbound.ts";
import { answerQuery } from "../../../adapters/sms/look-up.ts";
import { noticeBody } from "../../../adapters/sms/notify.ts";
import { reactions } from "../../../adapters/sms/reactions.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { DossierEvent } from "../../../core/dossier/events.ts";
import type { Charge, Dossier } from "../../../core/dossier/types.ts";
import { dossier, event, happening } from "../fixtures.ts";
import { hookCall, SECRET, signed } from "../hook-request.ts";
import { fakeCall } from "../kit/fake-call.ts";

const NOW = "2026-03-02T02:00:00.000Z";
const CODE = "H57.101-260302-0001";
const settings = config.parse({
  url: "http://sms.test",
  user: "a",
  password: "b",
  brandname: "TP-HUE",
  cpCode: "c",
  officeNumber: sampleAccount.officeNumber,
  hookSecret: SECRET,
});
const wanting = (more: Partial<Dossier> = {}): Dossier => dossier({ notices: { sms: true }, ...more });
const told = (events: readonly DossierEvent[], after: Dossier) =>
  reactions(happening(events, undefined, after)).map(({ body }) => body);

const submitted = (more: { channel?: "online" | "counter" | "post"; code?: string; account?: string; alias?: string } = {}) => {
  const { procedure, agencyId, applicant, components, returnMethod, id } = dossier();
  return event("submitted", {
    dossierId: id,
    channel: "online",
    procedure,
    agencyId,
    applicant,
    components,
    returnMethod,
    declaredTruthful: true,
    code: CODE,
    ...more,
  });
};
const stop = { since: NOW, reason: "supplement" } as const;
const restart = {
  stop: { from: NOW, to: NOW, reason: "supplement", dueBefore: NOW, dueAfter: NOW },
} as const;
const charge = (more: Partial<Charge> = {}): Charge => ({
  chargeId: "p1",
  name: "Lệ phí của 001099000012",
  amount: 1_250_000,
  paid: 250_000,
  requestedAt: NOW,
  open: true,
  kind: "charge",
  ...more,
});
const requested = (url: string) =>
  event("paymentRequestRecorded", { chargeId: "p1", request: { lane: "treasury", reference: "r1", url, at: NOW } });

describe("R-E03 notices of state changes", () => {
  it.each<[string, DossierEvent, Partial<Dossier>, string, readonly string[]]>([
    ["filed (nộp)", submitted({ account: "a" }), {}, "filed", [CODE, CODE]],
    ["rejected (từ chối)", event("rejected", { reason: "x", forms: [] }), {}, "rejected", [CODE, "trên Cổng dịch vụ công"]],
    [
      "received (tiếp nhận)",
      event("received", {
        code: CODE,
        procedure: dossier().procedure,
        sets: 1,
        rule: { kind: "sameDay", rule: "threePm" },
        startedAt: NOW,
        dueAt: "2026-03-02T09:30:00.000Z",
        forms: [],
      }),
      {},
      "received",
      [CODE, "16:30 02/03/2026"],
    ],
    [
      "incomplete (bổ sung)",
      event("foundIncomplete", { round: 1, missing: [], onPaper: false, forms: [] }),
      { channel: "counter" },
      "supplement",
      [CODE, "tại Ủy ban nhân dân phường Thuận Hóa"],
    ],
    [
      "supplement (bổ sung)",
      event("supplementRequested", { round: 1, missing: [], onPaper: false, statusBefore: "processing", stop, forms: [] }),
      {},
      "supplement",
      [CODE, "trên Cổng dịch vụ công"],
    ],
    [
      "supplemented",
      event("supplemented", { round: 1, supplied: [], components: [], status: "processing", restart }),
      {},
      "supplemented",
      [CODE, "16:30 02/03/2026"],
    ],
    [
      "a fee (nghĩa vụ tài chính)",
      event("feeRequested", { charge: charge(), status: "awaitingPayment", forms: [] }),
      {},
      "fee",
      [CODE, "1.250.000", "Lệ phí của ***", "trên Cổng dịch vụ công"],
    ],
    [
      "where to pay, once it is known",
      requested("https://thanhtoan.example/1"),
      { charges: [charge()] },
      "paymentLink",
      [CODE, "1.000.000", "https://thanhtoan.example/1"],
    ],
    [
      "a fee called off",
      event("chargeCancelled", { chargeId: "p1", reason: "x", settled: true, status: "processing" }),
      { charges: [charge({ open: false, cancelled: "x" })] },
      "feeCancelled",
      [CODE, "1.000.000", "Lệ phí của ***"],
    ],
    [
      "paid",
      event("paid", {
        payment: { chargeId: "p1", amount: 8000, method: "online", reference: "x", at: NOW },
        chargePaid: 8000,
        settled: true,
        status: "processing",
      }),
      {},
      "paid",
      [CODE, "8.000"],
    ],
    [
      "a result (có kết quả)",
      event("decided", { documents: [], onTime: true }),
      {},
      "result",
      [CODE, "tại Ủy ban nhân dân phường Thuận Hóa"],
    ],
    [
      "a result by post",
      event("decided", { documents: [], onTime: true }),
      { returnMethod: { kind: "post", receiverName: "A", phone: "0900000012", address: { detail: "x" }, codAmount: 0 } },
      "result",
      [CODE, "qua bưu điện"],
    ],
    [
      "a result online",
      event("decided", { documents: [], onTime: true }),
      { returnMethod: { kind: "online" } },
      "result",
      [CODE, "trên Cổng dịch vụ công"],
    ],
    [
      "not eligible (trả lại)",
      event("refused", { reason: "x", papersBack: [], forms: [] }),
      {},
      "refused",
      [CODE, "trên Cổng dịch vụ công"],
    ],
    [
      "with the post",
      event("sentByPost", { orderNumber: `${CODE}/2`, papersBack: [], forms: [] }),
      {},
      "posted",
      [CODE, `${CODE}/2`],
    ],
    [
      "returned (trả kết quả)",
      event("returned", { method: "inPerson", to: "A", onTime: true, case: "onTime", papersBack: [], forms: [] }),
      {},
      "returned",
      [CODE, "02/03/2026"],
    ],
    [
      "papers returned (trả lại)",
      event("returned", { method: "inPerson", to: "A", onTime: true, case: "notEligible", papersBack: [], forms: [] }),
      {},
      "sentBack",
      [CODE, "02/03/2026"],
    ],
    [
      "extended (gia hạn, xin lỗi)",
      event("extended", { reason: "x", dueBefore: NOW, dueAfter: "2026-03-04T09:30:00.000Z", acknowledgedBy: "x", forms: [] }),
      {},
      "extended",
      [CODE, "16:30 04/03/2026"],
    ],
    [
      "suspended",
      event("suspended", { reason: "x", statusBefore: "processing", stop, forms: [] }),
      {},
      "suspended",
      [CODE, "trên Cổng dịch vụ công"],
    ],
    ["resumed", event("resumed", { status: "processing", restart }), {}, "resumed", [CODE, "16:30 02/03/2026"]],
    ["withdrawn", event("withdrawn", { reason: "x", papersBack: [] }), {}, "withdrawn", [CODE, "trên Cổng dịch vụ công"]],
  ])("%s", (_, happened, more, template, params) => {
    expect(told([happened], wanting(more))).toEqual([
      { dossierId: dossier().id, to: "84900000012", template, params, payer: "recipient" },
    ]);
  });

  it("R-D02 no SMS without opt-in: the recipient would pay", () => {
    const happened = event("decided", { documents: [], onTime: true });
    expect(told([happened], dossier())).toEqual([]);
    expect(told([happened], dossier({ notices: { sms: false } }))).toEqual([]);
  });
  it("none to a fixed line, to nobody, or of a dossier that has no code yet", () => {
    const happened = event("decided", { documents: [], onTime: true });
    expect(told([happened], wanting({ applicant: { ...dossier().applicant, phone: "0234000001" } }))).toEqual([]);
    expect(told([happened], wanting({ applicant: { kind: "citizen", fullName: "A" } }))).toEqual([]);
    const { code: _, ...uncoded } = wanting();
    expect(told([happened], uncoded)).toEqual([]);
    expect(told([happened], { ...uncoded, nationalCode: "000.00.12.H57-260302-0001" })[0]?.params[0]).toBe(
      "000.00.12.H57-260302-0001",
    );
  });
  it("what moves nothing for the applicant is not told", () => {
    const quiet = [
      event("progressed", { note: "x" }),
      event("checkedValid", {}),
      event("partnerRecorded", { lane: "sms", outcome: "accepted", operation: "notify" }),
      event("supplemented", { round: 1, supplied: [], components: [], status: "submitted" }),
      submitted({ channel: "counter" }),
    ];
    expect(told(quiet, wanting())).toEqual([]);
  });
  it("a payment link that does not fit, is none, or is no longer needed is not sent", () => {
    expect(told([requested(`https://a.example/${"x".repeat(200)}`)], wanting({ charges: [charge()] }))).toEqual([]);
    expect(told([requested("https://a.example/1")], wanting({ charges: [charge({ open: false })] }))).toEqual([]);
    expect(told([requested("https://a.example/1")], wanting())).toEqual([]);
  });
  it("several events of one command: one message each, in order", () => {
    const events = [
      event("refused", { reason: "x", papersBack: [], forms: [] }),
      event("withdrawn", { reason: "x", papersBack: [] }),
    ];
    expect(told(events, wanting()).map(({ template }) => template)).toEqual(["refused", "withdrawn"]);
  });
  it("R-I02 no name and no identity number stands in any message", () => {
    for (const happened of [submitted(), submitted({ account: "a" }), event("decided", { documents: [], onTime: true })]) {
      const said = JSON.stringify(told([happened], wanting()));
      expect(said).not.toContain("Nguyễn");
      expect(said).not.toContain("001099000012");
    }
  });
});

describe("R-A08 code and update key of a dossier filed online without an account", () => {
  it("always, also without opt-in; the office pays; the key is not in the message", () => {
    const [body, ...others] = told([submitted()], dossier());
    expect(others).toEqual([]);
    expect(noticeBody.parse(body)).toEqual({
      dossierId: dossier().id,
      to: "84900000012",
      template: "filedWithKey",
      params: [CODE],
      payer: "office",
    });
  });
  it.each([
    ["with an account", submitted({ account: "a" })],
    ["filed by another system", submitted({ alias: "IG-1" })],
    ["at the counter", submitted({ channel: "counter" })],
    [
      "from the national portal, which gives no code of ours",
      (() => {
        const { code: _, ...data } = submitted().data;
        return event("submitted", data);
      })(),
    ],
  ])("not %s", (_, happened) => {
    expect(told([happened], dossier())).toEqual([]);
  });
  it("with opt-in it is one message, not two", () => {
    expect(told([submitted()], wanting()).map(({ template }) => template)).toEqual(["filedWithKey"]);
  });
});

describe("R-E02 TRACUU by SMS", () => {
  it.each([
    [`TRACUU ${CODE}`, CODE],
    [`tracuu ${CODE.toLowerCase()}`, CODE],
    [`Tra cứu ${CODE}`, CODE],
    [`TRA CỨU: ${CODE}.`, CODE],
    [`tra cứu ${CODE}`.normalize("NFD"), CODE],
    ["TraCuu <H57.101-260302-0001>", CODE],
    ["tra cuu H57.101 - 260302 - 0001", CODE],
    ["TRACUU 000.00.12.H57-260302-0001", "000.00.12.H57-260302-0001"],
    ["TRACUU", undefined],
    ["TRACUU hồ sơ của tôi (sao lâu thế?)", undefined],
    ["XIN CHAO", undefined],
    [`TRACUUX ${CODE}`, undefined],
    ["TRACUU sms:0000000001", undefined],
    ["", undefined],
  ])("%j asks for %s", (text, code) => {
    expect(readQuery(text)).toBe(code);
  });
  it("no text brings it down, and what it asks for is a code", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(readQuery(`TRACUU ${text}`) ?? "AAAAA").toMatch(/^[A-Z0-9][A-Z0-9.\-/]{3,58}[A-Z0-9]$/);
      }),
    );
  });
  const asked = async (text: string, ...dossiers: readonly Dossier[]) =>
    (await answerQuery(text, fakeCall(settings, { dossiers }).call)).text;

  it("tells status and due time, nothing of any person", async () => {
    expect(await asked(`TRACUU ${CODE}`, dossier())).toBe(`Ho so ${CODE}: Duoc tiep nhan. Hen tra ket qua 16:30 02/03/2026.`);
  });
  it("a due time that does not bind is left out: while the clock stands, and when all is over", async () => {
    const clock = { ...(dossier().clock as NonNullable<Dossier["clock"]>), stopped: stop };
    expect(await asked(`TRACUU ${CODE}`, dossier({ status: "awaitingSupplement", clock }))).toBe(
      `Ho so ${CODE}: Yeu cau bo sung giay to.`,
    );
    expect(await asked(`TRACUU ${CODE}`, dossier({ status: "returned" }))).toBe(`Ho so ${CODE}: Da tra ket qua.`);
  });
  it("says that there is no such dossier, and how to ask", async () => {
    expect(await asked("TRACUU H57.101-260302-9999")).toMatch(/^Khong tim thay ho so H57\.101-260302-9999\./);
    expect(await asked("xin chào")).toMatch(/^Tra cuu ho so: soan TRACUU/);
  });

  const mo = async (body: unknown, options: { at?: string; secret?: string } = {}) => {
    const { call } = hookCall(settings, NOW);
    const found = { ...call, find: async () => dossier() };
    return moHook.read(signed(body, SIGNATURE, options.at ?? NOW, options.secret ?? SECRET), found);
  };
  it("the hook answers with the text that the telco sends back", async () => {
    const read = await mo(sampleMo);
    if (!("status" in read)) throw new TypeError("commands");
    expect([read.status, moReply.parse(JSON.parse(read.body))]).toEqual([
      200,
      { result: "1", reply: `Ho so ${CODE}: Duoc tiep nhan. Hen tra ket qua 16:30 02/03/2026.`, accented: false },
    ]);
  });
  it.each([
    ["forged", sampleMo, { secret: "another-secret-another" }, 401],
    ["too old", sampleMo, { at: "2026-03-02T01:50:00.000Z" }, 401],
    ["no JSON", "x", {}, 400],
    ["no MSISDN", { ...sampleMo, Sender: "0900000012" }, {}, 400],
  ] as const)("%s: not answered", async (_, body, options, status) => {
    expect(await mo(body, options)).toMatchObject({ status });
  });
  it("without a secret nothing is let in", async () => {
    const { hookSecret: _, ...open } = settings;
    const { call } = hookCall(open, NOW);
    expect(await moHook.read(signed(sampleMo, SIGNATURE, NOW), call)).toMatchObject({ status: 503 });
  });
});

describe("R-G08 delivery reports", () => {
  const RequestID = `${dossier().id}.abcdef012345`;
  const report = async (more: Partial<typeof sampleReport>) => {
    const { call } = hookCall(settings, NOW);
    return reportHook.read(signed({ ...sampleReport, RequestID, ...more }, SIGNATURE, NOW), call);
  };
  it.each([
    ["DELIVRD", "accepted", /đã đến máy/],
    ["ACCEPTD", "accepted", /đang được chuyển/],
    ["UNKNOWN", "accepted", /không rõ/],
    ["UNDELIV", "refused", /Không chuyển được/],
    ["EXPIRED", "refused", /quá hạn/],
    ["DELETED", "refused", /xóa/],
    ["REJECTD", "refused", /từ chối/],
  ] as const)("%s goes into the dossier's course as %s", async (Status, outcome, words) => {
    const read = await report({ Status });
    if ("status" in read) throw new TypeError(read.body);
    const [command] = read.commands;
    expect(command).toMatchObject({
      key: `report:${RequestID}:${Status}`,
      dossier: dossier().id,
      at: "2026-03-02T02:00:10.000Z",
      command: {
        type: "recordPartner",
        lane: "sms",
        operation: "report",
        outcome,
        code: Status,
        message: expect.stringMatching(words),
      },
    });
    expect(COMMANDS.recordPartner.safeParse(command?.command).error).toBeUndefined();
  });
  it("a report of a message that is none of ours is refused, not asked for again", async () => {
    expect(await report({ RequestID: "1" })).toMatchObject({ status: 200, body: expect.stringContaining('"result":"0"') });
  });
  it("a report that is unsigned or malformed is not let in", async () => {
    const { call } = hookCall(settings, NOW);
    expect(await reportHook.read(signed(sampleReport, SIGNATURE, NOW, "another-secret-another"), call)).toMatchObject({
      status: 401,
    });
    expect(await report({ DoneAt: "hôm nay" })).toMatchObject({ status: 400 });
  });
  it.each([
    [[{ outcome: "done", dossier: dossier() }] as const, 200, "1"],
    [[{ outcome: "repeat", dossier: dossier() }] as const, 200, "1"],
    [[{ outcome: "conflict" }] as const, 200, "0"],
    [[{ outcome: "refused", code: "dossier.not-found", vi: "x", en: "x" }] as const, 200, "0"],
    [[{ outcome: "refused", code: "dossier.busy", vi: "x", en: "x" }] as const, 503, "0"],
  ])("answer %#", (outcomes, status, result) => {
    const answer = reportAnswer(outcomes);
    expect([answer.status, reportReply.parse(JSON.parse(answer.body)).result]).toEqual([status, result]);
  });
  it.each([
    [
      "id:0000000012 sub:001 dlvrd:001 submit date:2603020900 done date:2603020901 stat:DELIVRD err:000 text:Ho so",
      "DELIVRD",
      "2026-03-02T02:01:00.000Z",
      undefined,
    ],
    [
      "id:0000000012 sub:001 dlvrd:000 submit date:2603020900 done date:260302090130 stat:UNDELIV err:001 text:",
      "UNDELIV",
      "2026-03-02T02:01:30.000Z",
      "001",
    ],
    [
      "id:0000000012 sub:001 dlvrd:000 submit date:2603020900 done date:9999999999 stat:EXPIRED err:000 text:",
      "EXPIRED",
      undefined,
      undefined,
    ],
  ])("SMPP receipt %#", (text, status, at, error) => {
    const command = receiptCommand(text);
    expect(command).toMatchObject({ key: `receipt:0000000012:${status}`, dossier: "sms:0000000012", command: { code: status } });
    expect(command?.at).toBe(at);
    expect(JSON.stringify(command).includes("mã lỗi")).toBe(error !== undefined);
  });
  it.each(["", "id:1", "id:1 sub:001 done date:2603020901 stat:WHATEVR err:000", "xin chao"])("no receipt: %j", (text) => {
    expect(receiptCommand(text)).toBeUndefined();
  });
});
