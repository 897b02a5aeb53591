/** R-G06 R-D01 R-D03 R-D04 through the hub: a charge is asked for, paid in every way that people and platforms find, and reconciled. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/treasury/adapter.ts";
import { sampleAccount } from "../../../adapters/treasury/contract/samples.ts";
import { parseVietQr } from "../../../adapters/treasury/vietqr.ts";
import type { Charge, Dossier } from "../../../core/dossier/types.ts";
import { OFFICER, openWorld, type World } from "../world.ts";

const UNIT_ACCOUNT = { number: "9990000000122", bin: "970499", bank: "Ngân hàng Thử nghiệm", holder: "UBND XA THU" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
interface Transaction {
  readonly request: {
    readonly MaThamChieu: string;
    readonly SoTien: string;
    readonly ThongTinBienLai: { readonly TKThuHuong: string };
  };
  readonly state: string;
}
interface Ledger {
  readonly transactions: readonly Transaction[];
  readonly notices: readonly { readonly outcome: string; readonly attempts: readonly { readonly answer: string }[] }[];
}

describe("R-G06 payments through the hub", () => {
  let world: World;
  beforeAll(async () => {
    const simulator = { noticeWaitMs: 0, noticeAttempts: 3 };
    world = await openWorld(adapter, { simulator, accounts: { "H57.122": UNIT_ACCOUNT } });
  });
  afterAll(() => world.close());

  const ledger = (): Ledger => world.simulation.parts.state() as Ledger;
  const read = async (id: string): Promise<Dossier> => {
    const found = await world.hub.find(id);
    if (found === undefined) throw new TypeError("no dossier");
    return found;
  };
  const chargeOf = async (id: string, index = 0): Promise<Charge> => {
    const found = (await read(id)).charges[index];
    if (found === undefined) throw new TypeError("no charge");
    return found;
  };
  const later = async (ms: number): Promise<void> => {
    world.simulation.clock.advance(ms);
    await world.settle();
  };
  /** Received, then a fee of 8,000 đồng is asked for; the payment is open at the platform unless told otherwise. */
  const owing = async (options: { settle?: boolean; agencyId?: string } = {}): Promise<string> => {
    const officer = { ...OFFICER, agencyId: options.agencyId ?? "H57.101" };
    const { dossierId } = await world.run(
      {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: officer.agencyId,
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
        components: [
          { componentId: "tk", originals: 1 },
          { componentId: "giay-to-cu", copies: 1 },
        ],
        returnMethod: { kind: "inPerson" },
      },
      undefined,
      { actor: officer },
    );
    await world.run({ type: "check", outcome: "valid" }, dossierId, { actor: officer });
    await world.run({ type: "receive" }, dossierId, { actor: officer });
    await world.run({ type: "requestFee", chargeId: "le-phi", name: "Lệ phí hộ tịch", amount: 8000 }, dossierId, {
      actor: officer,
    });
    if (options.settle !== false) await world.settle();
    return dossierId;
  };
  const reference = async (id: string): Promise<string> => (await chargeOf(id)).request?.reference ?? "";
  const paid = (id: string) => read(id).then(({ payments, status }) => ({ status, payments }));
  const troubles = async () => (await world.hub.exchange.messages({ states: ["paused", "dead", "rejected"] })).items;
  const today = (): string => new Date(world.now() + 7 * HOUR).toISOString().slice(0, 10);
  /** Some minutes after midnight the next dossier gets another day: every test has a statement of its own. */
  const nextMorning = async (): Promise<string> => {
    const day = today();
    world.simulation.clock.set(`${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)}T09:00:00+07:00`);
    await world.settle();
    return day;
  };
  const findings = async (day: string) =>
    (await world.hub.fees.reconciliation(day)).items.map(({ finding, payment, line }) => [
      finding,
      payment?.reference ?? line?.bankReference,
    ]);

  it("R-G06 R-D01 asked for: the dossier knows where to pay, by page and by QR code; paid: the clock runs again", async () => {
    const id = await owing();
    const { request } = await chargeOf(id);
    const ours = ledger().transactions.find((one) => one.request.MaThamChieu === request?.reference);
    expect(ours?.request).toMatchObject({ SoTien: "8000", ThongTinBienLai: { TKThuHuong: sampleAccount.accountNumber } });
    expect(request?.url).toMatch(/\/pay\/dvcH57101\d+$/);
    expect(parseVietQr(request?.qr ?? "")).toMatchObject({
      ok: true,
      value: {
        number: sampleAccount.accountNumber,
        amount: 8000,
        dynamic: true,
        purpose: expect.stringMatching(/^dvcH57101\d+01$/),
      },
    });
    expect((await read(id)).clock?.stopped?.reason).toBe("payment");
    await world.door("/pay", { reference: request?.reference });
    expect(await paid(id)).toMatchObject({
      status: "received",
      payments: [{ amount: 8000, method: "online", reference: request?.reference }],
    });
    expect((await read(id)).clock?.stopped).toBeUndefined();
    expect(ledger().notices.at(-1)).toMatchObject({ outcome: "accepted" });
  });

  it("R-D01 the money of a unit with an account of its own goes there", async () => {
    const id = await owing({ agencyId: "H57.122" });
    const ours = ledger().transactions.find((one) => one.request.MaThamChieu.startsWith("dvcH57122"));
    expect(ours?.request.ThongTinBienLai.TKThuHuong).toBe(UNIT_ACCOUNT.number);
    expect(parseVietQr((await chargeOf(id)).request?.qr ?? "")).toMatchObject({ value: { number: UNIT_ACCOUNT.number } });
  });

  it("R-G06 [§9.5] out of order: paid and told of before INIT is answered, recorded once, and nothing pauses", async () => {
    await world.door("/early", {});
    const id = await owing();
    expect(ledger().notices.at(-1)).toMatchObject({ outcome: "accepted" });
    expect(await paid(id)).toMatchObject({ status: "received", payments: [{ amount: 8000 }] });
    expect((await chargeOf(id)).request?.url).toBeDefined();
    expect(await troubles()).toEqual([]);
  });

  it("R-G06 [§9.5] doubled: paid twice and told of four times, the dossier has one payment, the statement shows the double", async () => {
    const id = await owing();
    const known = await reference(id);
    await world.door("/pay", { reference: known, times: 2, notices: 2 });
    expect((await paid(id)).payments).toHaveLength(1);
    expect(
      ledger()
        .notices.slice(-4)
        .every(({ outcome }) => outcome === "accepted"),
    ).toBe(true);
    const day = await nextMorning();
    expect(await findings(day)).toContainEqual(["double", known]);
    expect(await findings(day)).toContainEqual(["matched", known]);
  });

  it("R-G06 [§9.5] forged: refused at the door, nothing booked; a changed amount: refused, the dossier says so", async () => {
    const id = await owing();
    const known = await reference(id);
    await world.door("/notice", { reference: known, data: { MaLoi: "00" }, secret: "khoa-cua-ke-gia-mao" });
    expect(ledger().notices.at(-1)).toMatchObject({ outcome: "unanswered" });
    expect(ledger().notices.at(-1)?.attempts.at(-1)?.answer).toContain('"MaLoi":"97"');
    expect((await read(id)).partners["treasury"]).toBeUndefined();
    await world.door("/notice", { reference: known, data: { MaLoi: "00", SoTien: 1 } });
    expect(ledger().notices.at(-1)?.attempts).toHaveLength(3);
    expect(await read(id)).toMatchObject({
      payments: [],
      partners: { treasury: { outcome: "refused", code: "treasury.wrong-amount" } },
    });
  });

  it("R-G06 [§9.5] never told: after half an hour the platform is asked, not before", async () => {
    const id = await owing();
    await world.door("/pay", { reference: await reference(id), notices: 0 });
    await later(20 * MINUTE);
    expect((await paid(id)).payments).toEqual([]);
    await later(50 * MINUTE);
    expect(await paid(id)).toMatchObject({ status: "received", payments: [{ method: "online" }] });
    expect(await troubles()).toEqual([]);
  });

  it("R-G06 [§9.5] late: told of after QUERY has found it, confirmed and booked once", async () => {
    const id = await owing();
    const known = await reference(id);
    await world.door("/pay", { reference: known, notices: 0 });
    await later(90 * MINUTE);
    await world.door("/notice", { reference: known });
    expect(ledger().notices.at(-1)).toMatchObject({ outcome: "accepted" });
    expect((await paid(id)).payments).toHaveLength(1);
  });

  it("R-G06 [§5.6] older than three days: nobody is asked any more; a notice is still taken", async () => {
    const id = await owing();
    const known = await reference(id);
    await world.simulation.clock.advance(73 * HOUR);
    await world.settle();
    await world.door("/pay", { reference: known, notices: 0 });
    await later(HOUR);
    expect((await paid(id)).payments).toEqual([]);
    await world.door("/notice", { reference: known });
    expect((await paid(id)).payments).toHaveLength(1);
  });

  it("R-G06 [§5.6] failed: told or found by QUERY, the applicant gets another reference that works", async () => {
    for (const notices of [1, 0]) {
      const id = await owing();
      const first = await reference(id);
      await world.door("/fail", { reference: first, notices });
      await later(90 * MINUTE);
      const second = await reference(id);
      expect(second).not.toBe(first);
      expect((await read(id)).partners["treasury"]).toMatchObject({ code: "treasury.payment-failed" });
      await world.door("/pay", { reference: second });
      expect((await paid(id)).payments).toMatchObject([{ reference: second }]);
    }
    expect(await troubles()).toEqual([]);
  });

  it("R-G06 [§9.3] the answer to INIT is lost: QUERY proves that it arrived, nothing is opened twice, and the QR code still pays", async () => {
    const before = ledger().transactions.length;
    world.fault({ kind: "loseAnswer", match: { path: "/init" }, times: 1 });
    const id = await owing();
    world.clearFaults();
    expect(ledger().transactions).toHaveLength(before + 1);
    const { request } = await chargeOf(id);
    expect([request?.url, typeof request?.qr]).toEqual([undefined, "string"]);
    expect(world.simulation.parts.counts()).toMatchObject({ "gửi trùng": 0 });
  });

  it("R-G06 [§9.3] sent again although it had arrived: the same reference is refused, and that is taken as the proof", async () => {
    // Two tries within the platform's memory: the first answered 503 with Retry-After although it was done.
    world.fault({ kind: "status", code: 503, retryAfter: 5, doIt: true, match: { path: "/init" }, times: 1 });
    const id = await owing();
    world.clearFaults();
    expect(world.simulation.parts.counts()).toMatchObject({ "gửi trùng": 1 });
    expect((await chargeOf(id)).request?.reference).toMatch(/^dvcH57101/);
    expect(await troubles()).toEqual([]);
  });

  it("R-G06 [§5.6] two charges in the same second are two payments", async () => {
    const id = await owing({ settle: false });
    await world.run({ type: "requestFee", chargeId: "phi", name: "Phí khai thác", amount: 5000, kind: "fee" }, id);
    await world.settle();
    const references = (await read(id)).charges.map(({ request }) => request?.reference ?? "");
    expect(new Set(references).size).toBe(2);
    for (const one of references) await world.door("/pay", { reference: one });
    expect(await paid(id)).toMatchObject({ status: "received", payments: [{ chargeId: "le-phi" }, { chargeId: "phi" }] });
  });

  it("R-D04 paid in cash and then online as well: the notice is taken, the dossier says that money must go back", async () => {
    const id = await owing();
    const known = await reference(id);
    await world.run({ type: "recordPayment", chargeId: "le-phi", amount: 8000, method: "cash", reference: "PT-1" }, id);
    await world.door("/pay", { reference: known });
    expect(ledger().notices.at(-1)).toMatchObject({ outcome: "accepted" });
    expect(await read(id)).toMatchObject({
      payments: [{ method: "cash" }],
      partners: { treasury: { code: "treasury.refund-due" } },
    });
    expect(await findings(await nextMorning())).toContainEqual(["unknown", expect.stringMatching(/^PP/)]);
  });

  it("R-G06 R-D04 transferred by QR code, past the platform: the statement of the day pays the charge", async () => {
    const id = await owing();
    const code = parseVietQr((await chargeOf(id)).request?.qr ?? "");
    if (!code.ok) throw new TypeError("no QR code");
    await world.door("/transfer", {
      account: code.value.number,
      amount: 8000,
      content: `MBVCB.77.${code.value.purpose}.CT tu 0011`,
    });
    const day = await nextMorning();
    const { payments } = await paid(id);
    expect(payments).toMatchObject([{ method: "transfer", reference: expect.stringMatching(/^FT/) }]);
    expect(await findings(day)).toContainEqual(["matched", payments[0]?.reference]);
  });

  it("R-D04 the statement's mistakes are all found: missing, double, different, unknown", async () => {
    const references: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const known = await reference(await owing());
      await world.door("/pay", { reference: known });
      references.push(known);
    }
    const [one, two, three, four] = references;
    const day = today();
    await world.door("/statement", { day, what: "missing", reference: one });
    await world.door("/statement", { day, what: "double", reference: two });
    await world.door("/statement", { day, what: "different", reference: three, amount: 7000 });
    await world.door("/statement", { day, what: "unknown", amount: 99_000 });
    await nextMorning();
    expect(await findings(day)).toEqual(
      expect.arrayContaining([
        ["missing", one],
        ["matched", two],
        ["double", two],
        ["differentAmount", three],
        ["matched", four],
        ["unknown", expect.stringMatching(/^LA/)],
      ]),
    );
    const { statements } = await world.hub.fees.reconciliation(day);
    expect(statements).toMatchObject([{ lane: "treasury" }]);
  });

  it("R-D04 after an outage of days every day's statement comes, a cut one is fetched again and never half believed", async () => {
    const first = today();
    world.fault({ kind: "half", match: { path: "/statement" }, times: 1 });
    world.simulation.clock.advance(3 * 24 * HOUR);
    await world.settle();
    await later(24 * HOUR);
    world.clearFaults();
    for (let n = 0; n < 3; n += 1) {
      const day = new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10);
      expect((await world.hub.fees.reconciliation(day)).statements).toHaveLength(1);
    }
  });

  it("R-D03 the month ends: the head signs, the order reaches the bank once and the settlement shows its number", async () => {
    const id = await owing({ agencyId: "H57.122" });
    const officer = { actor: { ...OFFICER, agencyId: "H57.122" } };
    await world.run({ type: "recordPayment", chargeId: "le-phi", amount: 8000, method: "cash", reference: "PT-9" }, id, officer);
    const period = today().slice(0, 7);
    world.simulation.clock.set("2026-05-04T09:00:00+07:00");
    await world.settle();
    const draft = await world.hub.fees.draft({ agencyId: "H57.122", period, shares: [], actor: "op" });
    if ("blame" in draft) throw new TypeError(draft.code);
    const signer = { name: "Phạm Thị Lãnh Đạo" };
    expect(await world.hub.fees.sign({ id: draft.id, signer, actor: "op" })).toMatchObject({ state: "signed" });
    await world.settle();
    const { orders } = world.simulation.parts.state() as { orders: readonly { request: object; number: string }[] };
    expect(orders).toMatchObject([
      {
        request: {
          SoTien: "8000",
          TKNhan: UNIT_ACCOUNT.number,
          TKNguon: sampleAccount.accountNumber,
          NguoiKy: "Phạm Thị Lãnh Đạo",
          MaQuyetToan: draft.digest,
        },
      },
    ]);
    expect((await world.hub.fees.settlement("H57.122", period))?.order).toMatchObject({
      state: "done",
      reference: orders[0]?.number,
    });
  });

  it("R-I02 neither the secret nor a proof-making value reaches the log", async () => {
    const id = await owing();
    const wire = await world.hub.exchange.wire({ dossier: id });
    const text = wire.map(({ what, body }) => `${what} ${new TextDecoder().decode(body)}`).join("\n");
    expect(text).toContain("INIT");
    expect(text).not.toContain(sampleAccount.secret);
  });
});
