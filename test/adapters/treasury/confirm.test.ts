import { describe, expect, it } from "vitest";
import { confirmHook } from "../../../adapters/treasury/confirm.ts";
import { noticeReply } from "../../../adapters/treasury/contract/platform.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { HookAnswer, InboundOutcome } from "../../../core/exchange/adapter.ts";
import { fakeCall } from "../kit/fake-call.ts";
import { charge, NOW, noticeOf, owing, REFERENCE, settings } from "./fixtures.ts";

const read = async (body: unknown, dossier: Dossier = owing()) => {
  const { call } = fakeCall(settings, { now: () => NOW, dossiers: [dossier] });
  const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  return confirmHook.read({ method: "POST", path: "/", query: {}, headers: {}, body: bytes }, call);
};
const replyOf = (answer: HookAnswer) => ({ status: answer.status, ...noticeReply.parse(JSON.parse(answer.body)) });
const answered = async (body: unknown, dossier?: Dossier) => {
  const reading = await read(body, dossier);
  if (!("status" in reading)) throw new TypeError("taken");
  return replyOf(reading);
};
const taken = async (body: unknown, dossier?: Dossier) => {
  const reading = await read(body, dossier);
  if ("status" in reading) throw new TypeError(reading.body);
  return reading;
};
const says = async (outcome: InboundOutcome, body: unknown = noticeOf()) => replyOf((await taken(body)).answer([outcome]));

describe("R-G06 the platform's notice of a payment", () => {
  it("R-G06 [§5.6] a payment, under the platform's reference and at its time", async () => {
    expect((await taken(noticeOf())).commands).toEqual([
      {
        key: `paid:${REFERENCE}`,
        dossier: owing().id,
        at: "2026-03-02T02:30:00.000Z",
        command: { type: "recordPayment", chargeId: "le-phi", amount: 8000, method: "online", reference: REFERENCE },
      },
    ]);
  });
  it("R-G06 [§5.6] the answer: MaLoi, MoTaLoi, our partner code, and time and proof of the notice", async () => {
    const sent = noticeOf();
    expect(await says({ outcome: "done", dossier: owing() }, sent)).toEqual({
      status: 200,
      MaLoi: "00",
      MoTaLoi: "Đã ghi nhận",
      MaDoiTac: settings.partnerCode,
      ThoiGianGD: "20260302093000",
      MaXacThuc: sent["MaXacThuc"],
    });
  });
  it("R-G06 [§5.6] the amount may come as text: the proof is over what was sent", async () => {
    expect((await taken(noticeOf({ SoTien: "8000" }))).commands).toMatchObject([{ command: { amount: 8000 } }]);
  });

  it.each<[string, unknown]>([
    ["another secret", noticeOf({}, "bi-mat-cua-ke-gia-mao")],
    ["a changed amount", { ...noticeOf(), SoTien: 1 }],
    ["a changed reference", { ...noticeOf(), MaThamChieu: "dvcH57101260302000220260302090000" }],
    ["no proof", { ...noticeOf(), MaXacThuc: "" }],
  ])("R-G06 [§9.5] forged (%s): not let in, nothing happens", async (_, sent) => {
    expect(await answered(sent)).toMatchObject({ status: 401, MaLoi: "97" });
  });
  it("R-G06 [§5.6] a proof in upper-case hex is the same proof", async () => {
    const sent = noticeOf();
    expect((await taken({ ...sent, MaXacThuc: String(sent["MaXacThuc"]).toUpperCase() })).commands).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ["no JSON", "x", "06"],
    ["a field missing", (({ MaLoi: _, ...rest }) => rest)(noticeOf() as { MaLoi: string }), "06"],
    ["another partner's", noticeOf({ MaDoiTac: "KHAC" }), "08"],
    ["another currency", noticeOf({ MaTienTe: "USD" }), "06"],
    ["a time that does not exist", noticeOf({ ThoiGianGD: "20260230000000" }), "06"],
    ["a reference of nobody's", noticeOf({ MaThamChieu: "dvcKhac20260302090000" }), "01"],
    ["a charge that the dossier does not have", noticeOf({ MaThamChieu: `${REFERENCE.slice(0, -1)}9` }), "01"],
  ])("R-G06 refuses %s in the platform's shape", async (_, sent, code) => {
    expect(await answered(sent)).toMatchObject({ status: 200, MaLoi: code, MoTaLoi: expect.stringMatching(/\S/) });
  });

  it("R-G06 [§9.5] out of order: before our own INIT was answered the charge is known by its reference all the same", async () => {
    expect(owing().charges[0]?.request).toBeUndefined();
    expect((await taken(noticeOf())).commands).toHaveLength(1);
  });
  it("R-G06 [§9.5] doubled: what is paid under this reference is confirmed again, without a command", async () => {
    const payment = { chargeId: "le-phi", amount: 8000, method: "online", reference: REFERENCE, at: NOW } as const;
    const paid = owing([charge({ paid: 8000, open: false })], { payments: [payment] });
    expect(await answered(noticeOf(), paid)).toMatchObject({ status: 200, MaLoi: "00" });
    expect(await answered(noticeOf({ MaGiaoDich: "PP2" }), paid)).toMatchObject({ MaLoi: "00" });
  });
  it("R-G06 [§9.5] late: days after the request it is a payment like any other", async () => {
    expect((await taken(noticeOf({ ThoiGianGD: "20260301235900" }))).commands).toMatchObject([
      { at: "2026-03-01T16:59:00.000Z" },
    ]);
  });
  it("R-G06 [§5.6] another amount: nothing is booked, the dossier says so, and the platform is told", async () => {
    const reading = await taken(noticeOf({ SoTien: 7000 }));
    expect(reading.commands).toMatchObject([
      {
        command: {
          type: "recordPartner",
          outcome: "refused",
          code: "treasury.wrong-amount",
          message: expect.stringContaining("7000"),
        },
      },
    ]);
    expect(replyOf(reading.answer([{ outcome: "done", dossier: owing() }]))).toMatchObject({ MaLoi: "04" });
  });
  it("R-D04 paid at the counter meanwhile: the notice is taken and the dossier says that money must go back", async () => {
    const payment = { chargeId: "le-phi", amount: 8000, method: "cash", reference: "PT1", at: NOW } as const;
    const reading = await taken(noticeOf(), owing([charge({ paid: 8000, open: false })], { payments: [payment] }));
    expect(reading.commands).toMatchObject([{ key: "refund:PP0000000001", command: { code: "treasury.refund-due" } }]);
    expect(replyOf(reading.answer([{ outcome: "done", dossier: owing() }]))).toMatchObject({ MaLoi: "00" });
  });
  it("R-D04 no longer asked for (withdrawn): the notice is taken once and the dossier says that money must go back", async () => {
    const called = charge({ open: false, cancelled: "Người nộp rút hồ sơ" });
    const reading = await taken(noticeOf(), owing([called], { status: "withdrawn" }));
    expect(reading.commands).toMatchObject([
      {
        key: "refund:PP0000000001",
        command: { code: "treasury.refund-due", message: expect.stringContaining("không còn phải nộp") },
      },
    ]);
    expect(replyOf(reading.answer([{ outcome: "done", dossier: owing() }]))).toMatchObject({ MaLoi: "00" });
  });
  it("R-G06 [§5.6] a payment that failed is told to the dossier, once whoever tells of it", async () => {
    const reading = await taken(noticeOf({ MaLoi: "24" }));
    expect(reading.commands).toMatchObject([
      { key: `failed:${REFERENCE}`, command: { code: "treasury.payment-failed", message: expect.stringContaining(REFERENCE) } },
    ]);
    expect(await answered(noticeOf({ MaLoi: "24" }), owing([charge({ paid: 8000, open: false })]))).toMatchObject({
      MaLoi: "00",
    });
  });

  const refused = (code: string): InboundOutcome => ({ outcome: "refused", code, vi: "Hồ sơ đã kết thúc.", en: "x" });
  it.each<[string, InboundOutcome, string]>([
    ["the same notice again", { outcome: "repeat", dossier: owing() }, "00"],
    ["the same payment in other words", { outcome: "conflict" }, "00"],
    ["known by another road", refused("dossier.payment-twice"), "00"],
    ["somebody else is changing the dossier", refused("dossier.busy"), "99"],
    ["paid a moment ago by another road", refused("dossier.overpayment"), "99"],
    ["the platform's clock runs ahead", refused("dossier.time-in-future"), "99"],
    ["the dossier has ended", refused("dossier.final"), "02"],
  ])("R-G06 [§9.5] %s: %j → MaLoi %s", async (_, outcome, code) => {
    expect(await says(outcome)).toMatchObject({ status: 200, MaLoi: code });
  });
});
