/** R-D03 R-D04 through the hub: payments of dossiers, statements of a lane, settlements and their orders. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { Agency } from "../../../catalogs/types.ts";
import { type Adapter, DEFAULT_LIMITS, DEFAULT_PLAN } from "../../../core/exchange/adapter.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { Settlement, Statement } from "../../../core/fees/types.ts";
import type { Hub } from "../../../core/hub.ts";
import { HUBS } from "../../support/hub.ts";
import { line } from "./builders.ts";

const OFFICER = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.101" } as const;
const PARTNER = { id: "adapter:toy", role: "partner" } as const;
const ACCOUNT = { number: "9990000000101", bin: "970499", bank: "Ngân hàng Thử nghiệm", holder: "UBND PHUONG THUAN HOA" };

describe.each(HUBS)("R-D03 R-D04 the money of a month ($name)", ({ open }) => {
  let hub: Hub;
  let close = async (): Promise<void> => undefined;
  let now = "2026-03-02T02:00:00.000Z";
  /** Orders that the toy bank got, and whether it refuses them. */
  const orders: Record<string, unknown>[] = [];
  let bankRefuses = false;

  const toy: Adapter<unknown> = {
    id: "toy",
    title: { vi: "Ngân hàng đồ chơi", en: "Toy bank" },
    config: z.unknown(),
    operations: {
      handOver: {
        title: { vi: "Lệnh chuyển", en: "Order" },
        body: z.record(z.string(), z.unknown()) as never,
        resend: "safe",
        send: async (body: Record<string, unknown>) => {
          orders.push(body);
          if (bankRefuses)
            throw new ExchangeError("rejected", "tài khoản nhận đã đóng", {
              code: "toy.closed",
              blame: "caller",
              hint: { vi: "x", en: "x" },
            });
          return { reference: `BK${orders.length}` };
        },
      },
    },
    hooks: {},
    pollers: {},
    plan: DEFAULT_PLAN,
    limits: DEFAULT_LIMITS,
  };

  beforeAll(async () => {
    const catalogs = loadCatalogs();
    const unit = catalogs.agencies.get("H57.101");
    const withAccount: readonly [string, Agency][] = unit === undefined ? [] : [["H57.101", { ...unit, account: ACCOUNT }]];
    ({ hub, close } = await open({
      catalogs: { ...catalogs, agencies: new Map([...catalogs.agencies, ...withAccount]) },
      adapters: [{ adapter: toy, config: {} }],
      clock: () => now,
    }));
    await hub.start();
  });
  afterAll(() => close());

  const execute = async (input: Parameters<Hub["execute"]>[0]): Promise<string> => {
    const outcome = await hub.execute(input);
    if (outcome.outcome !== "done") throw new TypeError(JSON.stringify(outcome));
    return outcome.receipt.dossierId;
  };
  /** A dossier whose charge is paid at `paidAt`, taken down at `now`. */
  const paid = async (
    reference: string,
    amount: number,
    options: { method?: "online" | "transfer" | "cash"; kind?: "fee" | "charge"; paidAt?: string; agencyId?: string } = {},
  ): Promise<string> => {
    const { method = "online", kind = "charge", paidAt = now, agencyId = "H57.101" } = options;
    const officer = { ...OFFICER, agencyId };
    const dossier = await execute({
      actor: officer,
      command: {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId,
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
        components: [
          { componentId: "tk", originals: 1 },
          { componentId: "giay-to-cu", copies: 1 },
        ],
        returnMethod: { kind: "inPerson" },
      },
    });
    await execute({ actor: officer, dossier, command: { type: "check", outcome: "valid" } });
    const charge = { chargeId: "c1", name: kind === "fee" ? "Phí khai thác" : "Lệ phí hộ tịch", amount, kind };
    await execute({ actor: officer, dossier, command: { type: "requestFee", ...charge } });
    await execute({
      actor: PARTNER,
      dossier,
      at: paidAt,
      command: { type: "recordPayment", chargeId: "c1", amount, method, reference },
    });
    return dossier;
  };
  const statement = (day: string, lines: Statement["lines"]): Statement => ({
    day,
    text: `sao kê ${day} ${lines.map(({ bankReference, amount }) => `${bankReference} ${amount}`).join()}`,
    lines,
  });
  const found = async (day: string) =>
    (await hub.fees.reconciliation(day)).items.map(({ finding, payment, line: of }) => [
      finding,
      payment?.reference ?? of?.bankReference,
    ]);
  const settled = async (result: Promise<Settlement | { readonly code: string } | undefined>): Promise<Settlement> => {
    const value = await result;
    if (value === undefined || "code" in value) throw new TypeError(JSON.stringify(value));
    return value;
  };

  it("R-D04 a day without a statement says so and shows what is paid as missing", async () => {
    await paid("dvcM1", 8000);
    const day = await hub.fees.reconciliation("2026-03-02");
    expect(day.statements).toEqual([]);
    expect(day.items).toMatchObject([{ finding: "missing", payment: { reference: "dvcM1", chargeName: "Lệ phí hộ tịch" } }]);
  });

  it("R-D04 the day's statement: all five findings, and nothing else", async () => {
    await paid("dvcM2", 9000);
    await paid("dvcM3", 5000);
    await paid("dvcM4", 5000, { method: "cash" });
    const lines = [
      line({ no: 1, reference: "dvcM1", bankReference: "PP1" }),
      line({ no: 2, reference: "dvcM1", bankReference: "PP2" }),
      line({ no: 3, reference: "dvcM2", bankReference: "PP3", amount: 900 }),
      line({ no: 4, reference: "dvcLA", bankReference: "PP4" }),
    ].map(({ day: _, ...rest }) => ({ ...rest, at: "2026-03-02T03:00:00.000Z" }));
    await hub.fees.recordStatement("toy", statement("2026-03-02", lines));
    expect(await found("2026-03-02")).toEqual([
      ["matched", "dvcM1"],
      ["differentAmount", "dvcM2"],
      ["missing", "dvcM3"],
      ["double", "dvcM1"],
      ["unknown", "PP4"],
    ]);
    const { statements, totals } = await hub.fees.reconciliation("2026-03-02");
    expect(statements).toMatchObject([{ lane: "toy", lines: 4, total: 24_900 }]);
    expect(totals).toMatchObject({
      matched: { count: 1, ours: 8000, theirs: 8000 },
      differentAmount: { ours: 9000, theirs: 900 },
    });
    // The file is kept whole.
    const blob = await hub.readBlob(statements[0]?.file ?? "");
    let text = "";
    for await (const part of blob?.stream ?? []) text += Buffer.from(part).toString("utf8");
    expect(text).toContain("sao kê 2026-03-02");
  });

  it("R-D04 the same statement twice is one; a corrected one of the day counts instead", async () => {
    const again = statement("2026-03-04", [{ ...line({ bankReference: "PP9", reference: "dvcLạ" }) }]);
    await hub.fees.recordStatement("toy", again);
    await hub.fees.recordStatement("toy", again);
    expect(await found("2026-03-04")).toEqual([["unknown", "PP9"]]);
    await hub.fees.recordStatement("toy", statement("2026-03-04", []));
    expect(await found("2026-03-04")).toEqual([]);
    expect((await hub.fees.reconciliation("2026-03-04")).statements).toMatchObject([{ lines: 0, total: 0 }]);
  });

  it("R-D04 paid before midnight, booked the next day: matched on both days", async () => {
    now = "2026-03-05T16:59:00.000Z";
    await paid("dvcM5", 8000);
    const booked = { ...line({ reference: "dvcM5", bankReference: "PP5" }), at: "2026-03-05T17:01:00.000Z" };
    await hub.fees.recordStatement("toy", statement("2026-03-06", [booked]));
    expect(await found("2026-03-05")).toEqual([["matched", "dvcM5"]]);
    expect(await found("2026-03-06")).toEqual([["matched", "dvcM5"]]);
  });

  it("R-D03 a month that is not over, a unit that is not there, a month that is none", async () => {
    const draft = (agencyId: string, period: string) => hub.fees.draft({ agencyId, period, shares: [], actor: "op" });
    expect(await draft("H57.101", "2026-03")).toMatchObject({ code: "fees.period-open" });
    expect(await draft("H57.998", "2026-02")).toMatchObject({ code: "fees.unknown-agency" });
    expect(await draft("H57.101", "2026-2")).toMatchObject({ code: "fees.bad-period" });
    expect(await hub.fees.settlement("H57.101", "2026-03")).toBeUndefined();
  });

  it("R-D03 the settlement of the month: a late report belongs to the month in which it was taken down", async () => {
    now = "2026-03-31T03:00:00.000Z";
    await paid("dvcM6", 10_000, { method: "cash", kind: "fee" });
    now = "2026-04-01T03:00:00.000Z";
    await paid("dvcA1", 4000, { paidAt: "2026-03-31T16:00:00.000Z" });
    const settlement = await settled(
      hub.fees.draft({ agencyId: "H57.101", period: "2026-03", shares: [{ percent: 30 }], actor: "op" }),
    );
    expect(settlement).toMatchObject({
      state: "drafted",
      figures: {
        collected: 45_000,
        kept: 3000,
        handedOver: 42_000,
        toOrder: 42_000,
        byMethod: { online: 30_000, cash: 15_000 },
        unproven: { count: 2, amount: 14_000 },
      },
    });
    expect(await hub.fees.settlement("H57.101", "2026-03")).toEqual(settlement);
  });

  it("R-D03 drawing up again replaces a draft; other units have their own", async () => {
    const draft = (agencyId: string) =>
      settled(hub.fees.draft({ agencyId, period: "2026-03", shares: [{ percent: 50 }], actor: "op" }));
    expect((await draft("H57.101")).figures.kept).toBe(5000);
    expect((await draft("H57.122")).figures).toMatchObject({ collected: 0, toOrder: 0 });
  });

  it("R-D03 R-D04 what no statement proves is signed only with a reason", async () => {
    const { id } = await settled(hub.fees.settlement("H57.101", "2026-03"));
    const signed = (despite?: string) =>
      hub.fees.sign({ id, signer: { name: "Phạm Thị Lãnh Đạo", ...(despite === undefined ? {} : { despite }) }, actor: "op" });
    expect(await signed()).toMatchObject({ code: "fees.unreconciled", details: { count: 2, amount: 14_000 } });
    expect(orders).toEqual([]);
    bankRefuses = true;
    expect(await settled(signed("Ngân hàng xác nhận bằng văn bản 12/NH"))).toMatchObject({
      state: "signed",
      signature: { name: "Phạm Thị Lãnh Đạo", at: now, despite: "Ngân hàng xác nhận bằng văn bản 12/NH" },
      order: { number: "LC-H57.101-202603-1", amount: 40_000 },
    });
    await hub.exchange.idle();
    expect(orders).toMatchObject([
      { orderNumber: "LC-H57.101-202603-1", amount: 40_000, account: ACCOUNT, signedBy: "Phạm Thị Lãnh Đạo", period: "2026-03" },
    ]);
  });

  it("R-D03 an order that the bank refused is signed again under the next number; one that it took is not", async () => {
    const refused = await settled(hub.fees.settlement("H57.101", "2026-03"));
    expect(refused.order).toMatchObject({ state: "rejected", error: { code: "toy.closed" } });
    bankRefuses = false;
    const sign = () =>
      hub.fees.sign({ id: refused.id, signer: { name: "Phạm Thị Lãnh Đạo", despite: "Đã đối chiếu" }, actor: "op" });
    expect((await settled(sign())).order).toMatchObject({ number: "LC-H57.101-202603-2" });
    await hub.exchange.idle();
    expect((await settled(hub.fees.settlement("H57.101", "2026-03"))).order).toMatchObject({ state: "done", reference: "BK2" });
    expect(await sign()).toMatchObject({ code: "fees.already-signed" });
    expect(await hub.fees.draft({ agencyId: "H57.101", period: "2026-03", shares: [], actor: "op" })).toMatchObject({
      code: "fees.already-signed",
    });
    expect(orders).toHaveLength(2);
  });

  it("R-D03 two heads at once: one signature, one order", async () => {
    now = "2026-05-02T03:00:00.000Z";
    const draft = await settled(hub.fees.draft({ agencyId: "H57.101", period: "2026-04", shares: [], actor: "op" }));
    const sign = (name: string) => hub.fees.sign({ id: draft.id, signer: { name, despite: "Đã đối chiếu" }, actor: "op" });
    const results = await Promise.all([sign("Trưởng"), sign("Phó")]);
    expect(results.filter((result) => "state" in result)).toHaveLength(1);
    await hub.exchange.idle();
    expect(orders.filter(({ period }) => period === "2026-04")).toHaveLength(1);
  });

  it("R-D03 figures that changed after the draft are not signed", async () => {
    now = "2026-06-02T03:00:00.000Z";
    await paid("dvcJ0", 6000, { method: "cash" });
    now = "2026-07-02T03:00:00.000Z";
    const draft = await settled(hub.fees.draft({ agencyId: "H57.101", period: "2026-06", shares: [], actor: "op" }));
    expect(draft.figures.inUnitAccount).toBe(0);
    now = "2026-06-20T03:00:00.000Z";
    await paid("dvcJ1", 7000);
    now = "2026-07-02T03:00:00.000Z";
    const signer = { name: "Phạm Thị Lãnh Đạo", despite: "Đã đối chiếu" };
    expect(await hub.fees.sign({ id: draft.id, signer, actor: "op" })).toMatchObject({ code: "fees.figures-changed" });
  });

  it("R-D03 money that a statement shows on the unit's own account is not moved again", async () => {
    const landed = { ...line({ reference: "dvcJ1", bankReference: "PJ1", amount: 7000 }), account: ACCOUNT.number };
    await hub.fees.recordStatement("toy", statement("2026-06-20", [landed]));
    const draft = await settled(hub.fees.draft({ agencyId: "H57.101", period: "2026-06", shares: [], actor: "op" }));
    expect(draft.figures).toMatchObject({ handedOver: 13_000, inUnitAccount: 7000, toOrder: 6000, unproven: { count: 0 } });
  });

  it("R-D03 a unit without an account: refused with what to do, nothing sent; nothing to move needs no account", async () => {
    await paid("dvcX1", 3000, { method: "cash", agencyId: "H57.122" });
    now = "2026-08-02T03:00:00.000Z";
    const signer = { name: "Phạm Thị Lãnh Đạo" };
    const draft = await settled(hub.fees.draft({ agencyId: "H57.122", period: "2026-07", shares: [], actor: "op" }));
    expect(await hub.fees.sign({ id: draft.id, signer, actor: "op" })).toMatchObject({ code: "fees.no-account", blame: "hub" });
    const empty = await settled(hub.fees.settlement("H57.122", "2026-03"));
    const signed = await settled(hub.fees.sign({ id: empty.id, signer, actor: "op" }));
    expect([signed.state, signed.order]).toEqual(["signed", undefined]);
    expect(await hub.fees.sign({ id: "018f0000-0000-7000-8000-000000000000", signer, actor: "op" })).toMatchObject({
      code: "fees.unknown-settlement",
    });
  });
});
