/** R-G06 R-D03 R-D04 R-J03: the treasury adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/treasury/adapter.ts";
import { later, received } from "../road.ts";
import { OFFICER, openWorld, type World } from "../world.ts";

const HOUR = 3_600_000;
interface Ledger {
  readonly transactions: readonly { readonly request: { readonly MaThamChieu: string; readonly MaHoSo?: string } }[];
  readonly orders: readonly { readonly request: { readonly SoLenh: string } }[];
}
const ledger = (world: World): Ledger => world.simulation.parts.state() as Ledger;

const charged = async (world: World, agencyId = "H57.101"): Promise<string> => {
  const as = { actor: { ...OFFICER, agencyId } };
  const id = await received(world, { agencyId, returnMethod: { kind: "inPerson" } }, as);
  await world.run({ type: "requestFee", chargeId: "c1", name: "Lệ phí hộ tịch", amount: 8000 }, id, as);
  return id;
};
const referenceOf = async (world: World, id: string): Promise<string | undefined> =>
  (await world.hub.find(id))?.charges[0]?.request?.reference;
const opened = async (world: World, id: string) => {
  const code = (await world.hub.find(id))?.code?.replaceAll(/\W/g, "") ?? "none";
  return ledger(world).transactions.filter(({ request }) => request.MaThamChieu.startsWith(`dvc${code}2026`));
};

/** Opened once, and payable: the citizen pays and the dossier has one payment. */
const checkInit: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  if (outcome === "refused") {
    expect(await opened(world, id)).toEqual([]);
    expect(await world.hub.find(id)).toMatchObject({ payments: [], partners: { treasury: { outcome: "refused" } } });
    return;
  }
  expect(await opened(world, id)).toHaveLength(1);
  const reference = await referenceOf(world, id);
  expect((await opened(world, id))[0]?.request.MaThamChieu).toBe(reference);
  await world.door("/pay", { reference });
  expect((await world.hub.find(id))?.payments).toMatchObject([{ reference, amount: 8000 }]);
};

/** Paid without a notice: only QUERY tells of it. */
const paidSilently = async (world: World): Promise<string> => {
  const id = await charged(world);
  await world.settle();
  await world.door("/pay", { reference: await referenceOf(world, id), notices: 0 });
  await later(world, HOUR);
  return id;
};
const checkPaid: ConformanceCall<World>["check"] = async (world, id) => {
  for (let hours = 0; hours < 30 && (await world.hub.find(id))?.payments.length === 0; hours += 1) await later(world, HOUR);
  expect((await world.hub.find(id))?.payments).toMatchObject([{ method: "online", amount: 8000 }]);
};

/** Paid today, and the day ends. */
const dayEnded = async (world: World): Promise<string> => {
  const id = await charged(world);
  await world.settle();
  await world.door("/pay", { reference: await referenceOf(world, id) });
  await later(world, 24 * HOUR);
  return id;
};
const checkStatement: ConformanceCall<World>["check"] = async (world, id) => {
  const dossier = await world.hub.find(id);
  const payment = dossier?.payments[0];
  const day = new Date(Date.parse(payment?.at ?? "") + 7 * HOUR).toISOString().slice(0, 10);
  const state = async () => world.hub.fees.reconciliation(day);
  for (let hours = 0; hours < 30 && (await state()).statements.length === 0; hours += 1) await later(world, HOUR);
  const { statements, items } = await state();
  expect(statements).toHaveLength(1);
  expect(items.filter((item) => item.payment?.reference === payment?.reference).map(({ finding }) => finding)).toEqual([
    "matched",
  ]);
};

const NO_REFUSAL = { none: "a look at payments or at a statement is not refused for a business reason" };

describeConformance<World>({
  name: "treasury",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS, simulator: { noticeWaitMs: 0 } }),
  calls: [
    {
      name: "INIT",
      match: { path: "/init" },
      refusal: { body: JSON.stringify({ error_code: "04", message: "Số tiền không hợp lệ" }) },
      act: charged,
      check: checkInit,
    },
    { name: "QUERY", match: { path: "/query" }, refusal: NO_REFUSAL, act: paidSilently, check: checkPaid },
    { name: "statement", match: { path: "/statement" }, refusal: NO_REFUSAL, act: dayEnded, check: checkStatement },
  ],
});

/** One unit per case: each has its own settlement of March. */
const UNITS = Array.from({ length: 19 }, (_, index) => `H57.${122 + index}`);
const accounts = Object.fromEntries(
  UNITS.map((unit, index) => [
    unit,
    {
      number: `99900000001${String(index).padStart(2, "0")}`,
      bin: "970499",
      bank: "Ngân hàng Thử nghiệm",
      holder: "UBND XA THU",
    },
  ]),
);
let units = [...UNITS];

const monthEnded = async (): Promise<World> => {
  units = [...UNITS];
  const world = await openWorld(adapter, { timeoutMs: ATTEMPT_MS, accounts });
  for (const unit of UNITS) {
    const id = await charged(world, unit);
    const actor = { ...OFFICER, agencyId: unit };
    await world.run({ type: "recordPayment", chargeId: "c1", amount: 8000, method: "cash", reference: `PT-${unit}` }, id, {
      actor,
    });
  }
  await world.settle();
  world.simulation.clock.set("2026-04-01T09:00:00+07:00");
  await world.settle();
  return world;
};

describeConformance<World>({
  name: "treasury, hand-over orders",
  open: monthEnded,
  calls: [
    {
      name: "hand-over",
      match: { path: "/hand-over" },
      refusal: { body: JSON.stringify({ MaLoi: "09", MoTaLoi: "Tài khoản nhận đã đóng", SoLenh: "x" }) },
      act: async (world) => {
        const draft = await world.hub.fees.draft({ agencyId: units.shift() ?? "", period: "2026-03", shares: [], actor: "op" });
        if ("blame" in draft) throw new TypeError(draft.code);
        const signed = await world.hub.fees.sign({ id: draft.id, signer: { name: "Phạm Thị Lãnh Đạo" }, actor: "op" });
        if ("blame" in signed) throw new TypeError(signed.code);
        return `settlement:${signed.id}`;
      },
      check: async (world, key, outcome) => {
        const all = await Promise.all(UNITS.map((unit) => world.hub.fees.settlement(unit, "2026-03")));
        const settlement = all.find((one) => `settlement:${one?.id}` === key);
        const orders = ledger(world).orders.filter(({ request }) => request.SoLenh === settlement?.order?.number);
        expect(orders).toHaveLength(outcome === "refused" ? 0 : 1);
        expect(settlement?.order).toMatchObject({ amount: 8000, state: outcome === "refused" ? "rejected" : "done" });
      },
    },
  ],
});
