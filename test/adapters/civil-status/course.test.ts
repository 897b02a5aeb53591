import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportRequest } from "../../../adapters/civil-status/contract/hub.ts";
import { sampleListItem } from "../../../adapters/civil-status/contract/samples.ts";
import { newStates } from "../../../adapters/civil-status/course.ts";
import { reactions } from "../../../adapters/civil-status/reactions.ts";
import { registerBody } from "../../../adapters/civil-status/register.ts";
import { confirmBody, reportBody, toReport } from "../../../adapters/civil-status/report.ts";
import type { Dossier, SupplementRound, Transfer } from "../../../core/dossier/types.ts";
import { createHubBook } from "../../../simulators/civil-status/hub-book.ts";
import { createClock } from "../../../simulators/kit/clock.ts";
import { createRandom } from "../../../simulators/kit/random.ts";
import { AGENCY, dossier, event, happening, PDF, PROCEDURES } from "../fixtures.ts";
import { BIRTH } from "./people.ts";

const AT = "2026-03-02T02:00:00.000Z";
const registration = (state: Transfer["state"], more: Partial<Transfer> = {}): Transfer => ({
  transferId: "khai-sinh",
  leg: "khai-sinh",
  toAgencyId: "H57.101",
  purpose: "Đăng ký khai sinh",
  lane: "civil-status",
  operation: "registerBirth",
  number: 1,
  state,
  open: state !== "done" && state !== "refused",
  sentAt: AT,
  data: {},
  ...(state === "done" ? { result: { outcome: "done", at: AT, documents: [], data: {} } } : {}),
  ...more,
});
const round = (number: number, requestedAt = AT): SupplementRound => ({
  number,
  beforeReceipt: false,
  missing: [{ componentId: "gcs", reason: "mờ" }],
  requestedAt,
  requestedBy: "cb-1",
  apology: false,
});
const decision = (outcome: "approved" | "refused"): NonNullable<Dossier["decision"]> => ({
  outcome,
  at: AT,
  by: "ld-1",
  ...(outcome === "refused" ? { reason: "Không đủ điều kiện" } : {}),
  documents: [{ name: "Giấy khai sinh", number: "1/2026" }],
});
/** A dossier of the hub, as filed there. */
const filed = (more: Partial<Dossier> = {}): Dossier => {
  const {
    code: _,
    receivedAt: __,
    clock: ___,
    ...rest
  } = dossier({
    status: "submitted",
    nationalCode: sampleListItem.maHoSo,
    procedure: { code: "2.002621", version: 1, name: "Liên thông", caseKey: "chung", onlineLevel: "full" },
    form: { ...BIRTH, interlink: { procedureCode: "2.002621", module: "LTKS" } },
  });
  return { ...rest, ...more };
};
const received = (more: Partial<Dossier> = {}): Dossier =>
  filed({
    status: "forwarded",
    code: "H57.101-260302-0001",
    receivedAt: AT,
    clock: {
      rule: { kind: "unstated" },
      startedAt: AT,
      dueAt: "2026-03-09T09:30:00.000Z",
      firstDueAt: "2026-03-09T09:30:00.000Z",
      stops: [],
      extensions: [],
    },
    transfers: [registration("sent")],
    ...more,
  });
const waiting = (more: Partial<Dossier> = {}) =>
  received({ status: "awaitingSupplement", supplementRounds: [round(1)], ...more });
const LATER = "2026-03-03T02:00:00.000Z";
const doneLater = registration("done", { result: { outcome: "done", at: LATER, documents: [], data: {} } });
const registeredBefore = received({ transfers: [registration("done")] });
const returned: Partial<Dossier> = {
  status: "returned",
  decision: decision("approved"),
  returned: { method: "online", at: AT, to: "Nguyễn Văn Thử", onTime: true },
};

describe("R-G01 [§5.2] states 1→3→7→4→5, nothing left out, nothing twice", () => {
  it.each<[string, Dossier | undefined, Dossier, readonly number[]]>([
    ["filed at the hub", undefined, filed(), [1]],
    ["received", filed(), received(), [3]],
    ["taken in by the registry", received(), received({ transfers: [registration("accepted")] }), [7]],
    [
      "registered: 4 comes after 7, whatever the numbers say",
      received({ transfers: [registration("accepted")] }),
      received({ transfers: [registration("done")] }),
      [4],
    ],
    [
      "returned",
      received({ transfers: [registration("done")] }),
      received({ ...returned, transfers: [registration("done")] }),
      [5],
    ],
    ["nothing new", received(), received(), []],
    [
      "decided on paper: the missing intermediate states are sent too",
      received(),
      received({ status: "decided", decision: decision("approved") }),
      [7, 4],
    ],
    ["straight to the end", filed(), received(returned), [3, 7, 4, 5]],
    ["filed and received in one", undefined, received(), [1, 3]],
    ["a supplement before receipt", filed(), filed({ status: "incomplete", supplementRounds: [round(1)] }), [2]],
    [
      "a supplement while the registry works",
      received({ transfers: [registration("supplementNeeded")] }),
      waiting({ transfers: [registration("supplementNeeded")] }),
      [2],
    ],
    ["a registration that ends meanwhile is told later", waiting(), waiting({ transfers: [doneLater] }), []],
    [
      "supplemented: the course is told again from 3 on",
      waiting({ transfers: [doneLater] }),
      received({ transfers: [doneLater], supplementRounds: [round(1)] }),
      [3, 7, 4],
    ],
    [
      "supplemented before receipt",
      filed({ status: "incomplete", supplementRounds: [round(1)] }),
      filed({ supplementRounds: [round(1)] }),
      [1],
    ],
    ["turned away", filed(), filed({ status: "rejected" }), [6]],
    [
      "refused",
      received({ transfers: [registration("accepted")] }),
      received({ status: "decided", decision: decision("refused"), transfers: [registration("accepted")] }),
      [6],
    ],
    ["refused after a jump", filed(), received({ status: "decided", decision: decision("refused") }), [3, 6]],
    ["withdrawn while it waits", waiting(), waiting({ status: "withdrawn" }), [6]],
    [
      "another agency asks for papers after the registration: no 2, for the hub nothing but 5 is left",
      registeredBefore,
      { ...registeredBefore, status: "awaitingSupplement", supplementRounds: [round(1, LATER)] },
      [],
    ],
    [
      "refused by another agency after the registration: what is registered stays, no 6",
      registeredBefore,
      { ...registeredBefore, status: "decided", decision: decision("refused") },
      [],
    ],
    [
      "nothing after 6",
      received({ status: "decided", decision: decision("refused") }),
      received({ ...returned, decision: decision("refused") }),
      [],
    ],
    ["nothing after 5", received(returned), received(returned), []],
  ])("R-G01 [§5.2] %s", (_name, before, after, states) => {
    expect(newStates(before, after)).toEqual(states);
  });

  it("R-G01 [§5.1] missing intermediate statuses are sent in their order 1, 3, 7; all are skipped once 5 is out", () => {
    const end = received(returned);
    expect(newStates(undefined, end)).toEqual([1, 3, 7, 4, 5]);
    expect(newStates(end, { ...end, transfers: [registration("accepted")], version: end.version + 1 })).toEqual([]);
  });

  it("R-G01 [§5.2] whatever a dossier goes through, the hub (an independent one) refuses nothing", () => {
    /** Every step takes a second. */
    const timeOf = (one: Dossier): string => new Date(Date.parse(AT) + one.version * 1000).toISOString();
    const asking = (one: Dossier) => [...one.supplementRounds, round(one.supplementRounds.length + 1, timeOf(one))];
    const done = (one: Dossier) =>
      registration("done", { result: { outcome: "done", at: timeOf(one), documents: [], data: {} } });
    type Step = (one: Dossier) => Partial<Dossier> | undefined;
    const steps: readonly Step[] = [
      (one) => (one.status === "submitted" ? { ...received(), supplementRounds: one.supplementRounds } : undefined),
      (one) => (one.transfers[0]?.state === "sent" ? { transfers: [registration("accepted")] } : undefined),
      (one) =>
        one.transfers[0]?.open && (one.status === "forwarded" || one.status === "awaitingSupplement")
          ? { transfers: [done(one)] }
          : undefined,
      (one) => (one.status === "forwarded" ? { status: "awaitingSupplement", supplementRounds: asking(one) } : undefined),
      (one) => (one.status === "submitted" ? { status: "incomplete", supplementRounds: asking(one) } : undefined),
      (one) => (one.status === "awaitingSupplement" ? { status: "forwarded" } : undefined),
      (one) => (one.status === "incomplete" ? { status: "submitted" } : undefined),
      (one) => (one.status === "forwarded" ? { status: "decided", decision: decision("approved") } : undefined),
      (one) => (one.status === "forwarded" ? { status: "decided", decision: decision("refused") } : undefined),
      (one) => (one.status === "submitted" ? { status: "rejected" } : undefined),
      (one) => (one.status === "awaitingSupplement" && one.transfers[0]?.open ? { status: "withdrawn" } : undefined),
      (one) =>
        one.status === "decided" && returned.returned !== undefined
          ? { status: "returned", returned: returned.returned }
          : undefined,
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 30 }), (chosen) => {
        const clock = createClock(AT);
        const signal = () => new AbortController().signal;
        const book = createHubBook({
          clock,
          random: createRandom(1),
          hourMs: 3_600_000,
          sleep: async () => undefined,
          fetch,
          signal,
        });
        book.file(sampleListItem, "{}", []);
        const tell = (before: Dossier | undefined, after: Dossier): void => {
          for (const trangThai of newStates(before, after))
            book.report({
              maTTHC: sampleListItem.maTTHC,
              soHoSoLT: sampleListItem.maHoSo,
              coQuanXuLy: 5,
              maHoSo: "x",
              trangThai,
              thoiGianThucHien: "02/03/2026 09:00:00",
              ketQuaXuLy: "{}",
            });
        };
        let present = filed();
        tell(undefined, present);
        for (const step of chosen) {
          const change = step(present);
          if (change === undefined) continue;
          const after = { ...present, ...change, version: present.version + 1 };
          tell(present, after);
          present = after;
        }
        expect(book.refused()).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("R-G01 R-B06 what the registry and the hub are told of what happened", () => {
  const linked = PROCEDURES.find((one) => one.code === "2.002621");
  const told = (events: Parameters<typeof happening>[0], before: Dossier | undefined, after: Dossier) =>
    reactions({ ...happening(events, before, after), ...(linked === undefined ? {} : { procedure: linked }) });
  const submitted = event("submitted", {
    dossierId: filed().id,
    channel: "online",
    procedure: filed().procedure,
    agencyId: AGENCY.id,
    applicant: filed().applicant,
    components: [],
    returnMethod: { kind: "online" },
    declaredTruthful: true,
  });
  const forwarded = (transfer: Transfer) => event("forwarded", { transfer, status: "forwarded" });

  it("a dossier of the hub: its reception is confirmed, then state 1; without a code of ours the hub's stands", () => {
    const messages = told([submitted], undefined, filed());
    expect(messages.map((message) => message.operation)).toEqual(["confirmReceived", "reportToHub"]);
    expect(confirmBody.parse(messages[0]?.body).nationalCode).toBe(sampleListItem.maHoSo);
    const report = toReport(reportBody.parse(messages[1]?.body));
    expect(reportRequest.parse(report)).toMatchObject({
      maTTHC: "2.002621",
      soHoSoLT: sampleListItem.maHoSo,
      maHoSo: sampleListItem.maHoSo,
      coQuanXuLy: 5,
      trangThai: 1,
      thoiGianThucHien: "02/03/2026 09:00:00",
    });
  });
  it("received: 3 is told before the registration goes out, with dates and the officer", () => {
    const messages = told([forwarded(registration("sent"))], filed(), received());
    expect(messages.map((message) => message.operation)).toEqual(["reportToHub", "registerBirth"]);
    expect(toReport(reportBody.parse(messages[0]?.body))).toMatchObject({
      trangThai: 3,
      maHoSo: "H57.101-260302-0001",
      ngayBatDau: "02/03/2026 09:00:00",
      ngayKetThucTheoQuyDinh: "09/03/2026 16:30:00",
      nguoiXuLy: "Trần Thị Một Cửa",
      phongBanXuLy: "Ủy ban nhân dân phường Thuận Hóa",
    });
    expect(registerBody.parse(messages[1]?.body)).toMatchObject({
      transferId: "khai-sinh",
      number: 1,
      again: false,
      nationalCode: sampleListItem.maHoSo,
      files: [{ file: { name: PDF.name } }],
    });
  });
  it("a dossier of our own is registered and reported to no hub", () => {
    const own = dossier({
      form: BIRTH,
      transfers: [registration("sent")],
      procedure: { ...dossier().procedure, code: "2.000986" },
    });
    const messages = told([forwarded(registration("sent"))], dossier(), own);
    expect(messages.map((message) => message.operation)).toEqual(["registerBirth"]);
    expect(registerBody.parse(messages[0]?.body).nationalCode).toBeUndefined();
  });
  it("a correction and a supplement go out again, a transfer that was called off does not, another lane's is none of ours", () => {
    const own = (transfer: Transfer) => dossier({ form: BIRTH, transfers: [transfer] });
    const bodies = (events: Parameters<typeof happening>[0], transfer: Transfer) =>
      told(events, own(transfer), own(transfer)).map((message) => registerBody.parse(message.body));
    const resent = event("transferResent", { transferId: "khai-sinh", number: 2, data: {} });
    expect(bodies([resent], registration("sent", { number: 2 }))).toMatchObject([{ again: true, number: 2 }]);
    const supplemented = event("supplemented", {
      round: 1,
      supplied: [],
      components: [],
      status: "forwarded",
      transferId: "khai-sinh",
    });
    expect(bodies([supplemented], registration("accepted"))).toMatchObject([{ again: true, number: 1 }]);
    const cancelled = event("transferCancelled", { transferId: "khai-sinh", reason: "x", wasDone: false, status: "processing" });
    expect(bodies([cancelled], registration("cancelled"))).toEqual([]);
    expect(bodies([forwarded(registration("sent"))], registration("sent", { lane: "police" }))).toEqual([]);
  });
  it("2 says what is missing and until when, 6 says why", () => {
    const asked = event("supplementRequested", {
      round: 1,
      missing: [{ componentId: "gcs", reason: "mờ" }],
      onPaper: false,
      statusBefore: "forwarded",
      forms: [],
    });
    const [ask] = told([asked], received(), waiting());
    expect(toReport(reportBody.parse(ask?.body))).toMatchObject({
      trangThai: 2,
      noiDungXuLy: expect.stringContaining("mờ"),
      hanBoSungHoSo: "11/03/2026 17:00:00",
    });
    const turned = event("rejected", { reason: "Không thuộc phạm vi", forms: [] });
    const [no] = told([turned], filed(), filed({ status: "rejected" }));
    expect(toReport(reportBody.parse(no?.body))).toMatchObject({ trangThai: 6, ghiChu: "Không thuộc phạm vi" });
  });
  it("4 carries the registration and its certificate", () => {
    const result = {
      outcome: "done" as const,
      at: AT,
      documents: [PDF],
      data: {
        personalNumber: "001026000001",
        birthCertificateNumber: "1/2026",
        registerBook: "01/2026",
        registrationDate: "2026-03-02",
      },
    };
    const taken = event("transferResultTaken", { transferId: "khai-sinh", result, late: false, status: "processing" });
    const [done] = told(
      [taken],
      received({ transfers: [registration("accepted")] }),
      received({ transfers: [registration("done", { result })] }),
    );
    expect(reportBody.parse(done?.body)).toMatchObject({
      state: 4,
      result: {
        paper: "giayKhaiSinh",
        file: { name: PDF.name },
        facts: {
          soDinhDanh: "001026000001",
          soDangKy: "1/2026",
          quyenSo: "01/2026",
          ngayDangKy: "02/03/2026",
          nksHoTen: "Nguyễn Thị Mẫu",
          maGiayToKetQua: "KQ.G15.000031",
        },
      },
    });
  });
});
