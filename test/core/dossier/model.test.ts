/** Random lives: whatever is commanded, in whatever order, the dossier keeps its invariants. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommandType, DossierCommandInput } from "../../../core/dossier/commands.ts";
import { type DossierEvent, EVENT_TITLES } from "../../../core/dossier/events.ts";
import { EventLogError, evolve, replay } from "../../../core/dossier/evolve.ts";
import { DOSSIER_STATUSES, FINAL_STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { LANES, routeOf } from "../routes/kit.ts";
import {
  ACTORS,
  calendarFixture,
  FILE,
  INSURANCE,
  Life,
  local,
  POLICE,
  POST_RETURN,
  procedureFixture,
  procedureTimed,
  show,
  submitCommand,
  type World,
} from "./builders.ts";

const COMPONENTS = ["to-khai", "ban-sao", "uy-quyen", "xac-nhan", "khong-cong-bo"];
const componentId = fc.constantFrom(...COMPONENTS);
const missing = fc
  .uniqueArray(componentId, { minLength: 1, maxLength: 4 })
  .map((ids) => ids.map((id) => ({ componentId: id, reason: "Thiếu" })));
const held = fc.array(
  fc.record({
    componentId,
    originals: fc.integer({ min: 0, max: 2 }),
    copies: fc.integer({ min: 0, max: 2 }),
    files: fc.array(fc.constant(FILE), { maxLength: 1 }),
  }),
  { minLength: 1, maxLength: 5 },
);
const everything = ["to-khai", "ban-sao", "uy-quyen", "xac-nhan"].map((id) => ({
  componentId: id,
  originals: 1,
  copies: 2,
  files: [],
}));
const charge = fc.constantFrom("c1", "c2");
const transferId = fc.constantFrom("f1", "f2", "f3", "f4");
const laterDay = fc
  .integer({ min: 1, max: 250 })
  .map((days) => new Date(Date.parse(local("2026-01-05 09:00")) + days * 86_400_000).toISOString());

type Arbitraries = { readonly [T in CommandType]: fc.Arbitrary<Extract<DossierCommandInput, { type: T }>> };
const just = <I extends DossierCommandInput>(input: I): fc.Arbitrary<I> => fc.constant(input);

/** Every command; one that is added does not compile until it takes part. */
const ARBITRARIES: Arbitraries = {
  submit: just(submitCommand()),
  amend: fc.oneof(
    held.map((components) => ({ type: "amend" as const, components })),
    just({ type: "amend", summary: "Sửa" }),
    just({ type: "amend", components: everything }),
  ),
  check: fc.oneof(
    { weight: 4, arbitrary: just({ type: "check" as const, outcome: "valid" as const }) },
    {
      weight: 3,
      arbitrary: fc
        .record({ missing, onPaper: fc.boolean() })
        .map((fields) => ({ type: "check" as const, outcome: "notYetValid" as const, ...fields })),
    },
    { weight: 1, arbitrary: just({ type: "check" as const, outcome: "outOfScope" as const, reason: "Ngoài phạm vi" }) },
  ),
  receive: fc.oneof(
    just({ type: "receive" as const }),
    laterDay.map((dueAt) => ({ type: "receive" as const, dueAt })),
  ),
  ask: fc.oneof(
    missing.map((list) => ({ type: "ask" as const, what: "supplement" as const, missing: list })),
    just({ type: "ask" as const, what: "fee" as const, name: "Phí", amount: 1000, reason: "Thẩm định" }),
  ),
  requestSupplement: fc
    .record({ missing, onPaper: fc.boolean() })
    .map((fields) => ({ type: "requestSupplement" as const, ...fields })),
  supplement: fc.oneof(held, fc.constant(everything)).map((components) => ({ type: "supplement" as const, components })),
  refuse: just({ type: "refuse", reason: "Không đủ điều kiện" }),
  handOver: fc.oneof(
    fc.constantFrom("Tư pháp", "Địa chính", "Bộ phận Tư pháp - Hộ tịch").map((unit) => ({ type: "handOver" as const, unit })),
    laterDay.map((dueAt) => ({ type: "handOver" as const, unit: "Lãnh đạo", dueAt })),
  ),
  progress: just({ type: "progress", note: "Đang xử lý" }),
  requestFee: fc
    .record({ chargeId: charge, amount: fc.integer({ min: 1, max: 3 }) })
    .map((fields) => ({ type: "requestFee" as const, name: "Phí", ...fields })),
  recordPayment: fc
    .record({
      chargeId: charge,
      amount: fc.integer({ min: 1, max: 3 }),
      reference: fc.constantFrom("r1", "r2", "r3", "r4", "r5"),
    })
    .map((fields) => ({ type: "recordPayment" as const, method: "cash" as const, ...fields })),
  suspend: just({ type: "suspend", reason: "Chờ" }),
  resume: just({ type: "resume" }),
  forward: fc
    .record({ transferId, toAgencyId: fc.constantFrom(POLICE, INSURANCE) })
    .map((fields) => ({ type: "forward" as const, purpose: "Phối hợp", ...fields })),
  acceptTransfer: transferId.map((id) => ({ type: "acceptTransfer" as const, transferId: id })),
  resendTransfer: transferId.map((id) => ({ type: "resendTransfer" as const, transferId: id, data: { fact: "sửa" } })),
  cancelTransfer: transferId.map((id) => ({ type: "cancelTransfer" as const, transferId: id, reason: "Chuyển nhầm" })),
  checkIdentity: fc.constantFrom("k1", "k2").map((checkId) => ({
    type: "checkIdentity" as const,
    checkId,
    who: "applicant" as const,
    purpose: "Đối chiếu",
    officerIdentityNumber: "001088000001",
  })),
  recordIdentityCheck: fc
    .constantFrom("k1", "k2")
    .map((checkId) => ({ type: "recordIdentityCheck" as const, checkId, outcome: "matched" as const })),
  cancelCharge: charge.map((chargeId) => ({ type: "cancelCharge" as const, chargeId, reason: "Tính sai" })),
  recordPaymentRequest: charge.map((chargeId) => ({
    type: "recordPaymentRequest" as const,
    chargeId,
    lane: "treasury",
    reference: `ref-${chargeId}`,
  })),
  recordReceipt: fc
    .constantFrom("r1", "r2", "r3")
    .map((reference) => ({ type: "recordReceipt" as const, reference, number: "0000001" })),
  takeTransferResult: fc
    .record({ transferId, outcome: fc.constantFrom("done" as const, "refused" as const, "sentBack" as const) })
    .map((fields) => ({ type: "takeTransferResult" as const, ...fields })),
  decide: just({ type: "decide", documents: [{ name: "Kết quả" }] }),
  extend: laterDay.map((newDueAt) => ({ type: "extend" as const, reason: "Chậm", newDueAt, acknowledgedBy: "Trưởng bộ phận" })),
  withdraw: just({ type: "withdraw", reason: "Rút" }),
  returnInPerson: fc.boolean().map((appointmentSlip) => ({
    type: "returnInPerson" as const,
    receiverName: "Nguyễn Thị Thử",
    identityNumber: "001099000012",
    appointmentSlip,
  })),
  returnOnline: just({ type: "returnOnline", documents: [FILE] }),
  sendByPost: just({ type: "sendByPost" }),
  recordDelivery: fc
    .constantFrom("ordered", "orderRefused", "accepted", "inTransit", "delivered", "undelivered", "cancelled", "backAtSender")
    .map((state) => ({ type: "recordDelivery" as const, state: state as "ordered" })),
  recordPartner: fc.constantFrom("N1", "N2").map((nationalCode) => ({
    type: "recordPartner" as const,
    lane: "dvc-portal",
    outcome: "accepted" as const,
    operation: "sync",
    nationalCode,
  })),
};

/** Ends are rare, so that lives are long. */
const RARE: ReadonlySet<CommandType> = new Set<CommandType>(["withdraw", "refuse", "returnInPerson", "returnOnline"]);
const command: fc.Arbitrary<DossierCommandInput> = fc.oneof(
  ...(Object.keys(ARBITRARIES) as CommandType[]).map((type) => ({
    weight: RARE.has(type) ? 1 : 6,
    arbitrary: ARBITRARIES[type] as fc.Arbitrary<DossierCommandInput>,
  })),
);
/** A command some minutes after the last; now and then a report or late entry from before. */
const step = fc.record({
  command,
  wait: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4000 })),
  back: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3000 }) }),
  late: fc.boolean(),
  // Mostly somebody who may; now and then anybody.
  actor: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(ACTORS)) },
  ),
});
type Steps = readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[];

/** Two legs side by side, one of them outside the office's clock and one passed over; then the applicant pays. */
const ROUTE = routeOf([
  {
    key: "f1",
    name: "Công an",
    agency: POLICE,
    lane: "police",
    operation: "registerResidence",
    onRefusal: "skip",
    clock: "stands",
  },
  { key: "f2", name: "Bảo hiểm xã hội", agency: INSURANCE, onSupplement: "wait" },
  { key: "f4", name: "Không cần", when: [{ form: "khong.co", present: true }] },
  { key: "f5", name: "Nộp tiền", kind: "payment", after: ["f1", "f2"] },
]);
const world: fc.Arbitrary<World> = fc.constantFrom<World>(
  {},
  { procedure: procedureFixture({ onlineLevel: "full" }) },
  { procedure: procedureTimed({ kind: "hours", hours: 12 }) },
  { procedure: procedureTimed({ kind: "sameDay", rule: "noon" }) },
  { procedure: procedureTimed({ kind: "calendarDays", days: 20 }) },
  { procedure: procedureTimed({ kind: "unstated" }) },
  { context: { route: ROUTE, lanes: LANES, calendarOf: () => calendarFixture() } },
);
const submission = fc.constantFrom(
  submitCommand({ returnMethod: POST_RETURN }),
  submitCommand({ channel: "online", declaredTruthful: true, returnMethod: { kind: "online" } }),
  submitCommand({ channel: "post", postalArrivalDate: "2026-01-03", components: [] }),
);

const MOVES_DUE: ReadonlySet<DossierEvent["type"]> = new Set<DossierEvent["type"]>([
  "received",
  "supplemented",
  "paid",
  "resumed",
  "extended",
  "clockRestarted",
  "chargeCancelled",
]);
const AFTER_THE_END: ReadonlySet<DossierEvent["type"]> = new Set<DossierEvent["type"]>([
  "partnerRecorded",
  "deliveryRecorded",
  "identityChecked",
  "paymentRequestRecorded",
  "receiptRecorded",
  "transferResultTaken",
  "transferAccepted",
]);
const WAITING: ReadonlySet<Dossier["status"]> = new Set<Dossier["status"]>([
  "awaitingSupplement",
  "awaitingPayment",
  "suspended",
]);
const RUNNING: ReadonlySet<Dossier["status"]> = new Set<Dossier["status"]>(["received", "processing", "forwarded"]);

/** What is true of a dossier at any time. */
function holdsAlone(dossier: Dossier): void {
  const { clock, status } = dossier;
  if (WAITING.has(status)) expect(clock?.stopped).toBeDefined();
  if (RUNNING.has(status)) expect(clock?.stopped?.reason ?? "partner").toBe("partner");
  expect(dossier.receivedAt === undefined).toBe(clock === undefined);
  if (clock !== undefined) expect(dossier.code).toBeDefined();
  const out = dossier.transfers.filter((entry) => entry.open).length;
  if (status === "forwarded") expect(out).toBeGreaterThan(0);
  if (["received", "processing", "decided", "inDelivery", "returned"].includes(status)) expect(out).toBe(0);
  expect(dossier.handOvers.slice(0, -1).every((row) => row.finishedAt !== undefined && row.result !== undefined)).toBe(true);
  if (dossier.decision !== undefined) expect(dossier.handOvers.every((row) => row.finishedAt !== undefined)).toBe(true);
  expect(dossier.supplementRounds.map((round) => round.number)).toEqual(dossier.supplementRounds.map((_, index) => index + 1));
  const open = dossier.supplementRounds.filter((round) => round.suppliedAt === undefined).length;
  if (status === "incomplete" || status === "awaitingSupplement") expect(open).toBe(1);
  if (RUNNING.has(status) || status === "submitted") expect(open).toBe(0);
  expect(dossier.supplementRounds.every((round) => round.apology === round.number > 1)).toBe(true);
  expect(dossier.forms.map((issued) => issued.number)).toEqual(dossier.forms.map((_, index) => index + 1));
  expect(dossier.forms.every((issued) => issued.channel === dossier.channel)).toBe(true);
  const references = dossier.payments.map((payment) => payment.reference);
  expect(new Set(references).size).toBe(references.length);
  for (const entry of dossier.charges) {
    const paid = dossier.payments
      .filter((payment) => payment.chargeId === entry.chargeId)
      .reduce((sum, payment) => sum + payment.amount, 0);
    expect(entry.paid).toBe(paid);
    expect(paid).toBeLessThanOrEqual(entry.amount);
    expect(entry.open).toBe(paid < entry.amount && entry.cancelled === undefined);
    if (RUNNING.has(status)) expect(entry.open).toBe(false);
  }
  expect(status === "returned").toBe(dossier.returned !== undefined);
}

/** What is true of one step. */
function holdsBetween(before: Dossier, after: Dossier, events: readonly DossierEvent[]): void {
  if (FINAL_STATUSES.has(before.status)) {
    expect(after.status).toBe(before.status);
    expect(events.every((event) => AFTER_THE_END.has(event.type))).toBe(true);
  }
  const due = after.clock?.dueAt;
  if (due !== before.clock?.dueAt) expect(events.some((event) => MOVES_DUE.has(event.type))).toBe(true);
  if (before.clock !== undefined && due !== undefined) {
    expect(due >= before.clock.dueAt, `${show(before.clock.dueAt)} → ${show(due)}`).toBe(true);
    expect(after.clock?.firstDueAt).toBe(before.clock.firstDueAt);
    expect(after.clock?.startedAt).toBe(before.clock.startedAt);
    if (due !== before.clock.dueAt) {
      // Never quietly: every move is on the record, as a stop or as an extension.
      expect((after.clock?.stops.length ?? 0) + (after.clock?.extensions.length ?? 0)).toBe(
        before.clock.stops.length + before.clock.extensions.length + 1,
      );
    }
  }
  if (before.code !== undefined) expect(after.code).toBe(before.code);
  if (before.nationalCode !== undefined) expect(after.nationalCode).toBe(before.nationalCode);
  expect((after.lastMovedAt ?? "") >= (before.lastMovedAt ?? "")).toBe(true);
  expect(after.forms.slice(0, before.forms.length)).toEqual(before.forms);
}

/** Half of the lives begin with the dossier in a unit's hands. */
const HEAD_START: readonly DossierCommandInput[] = [
  { type: "check", outcome: "valid" },
  { type: "receive" },
  { type: "receive", dueAt: local("2026-02-02 16:30") },
  { type: "handOver", unit: "Bộ phận Tư pháp - Hộ tịch" },
];

function live(
  options: World,
  first: DossierCommandInput,
  head: boolean,
  steps: Steps,
  each: (before: Dossier, life: Life, events: readonly DossierEvent[]) => void,
): Life {
  const life = new Life(options);
  let now = Date.parse(local("2026-01-05 08:00"));
  const text = (ms: number) => show(new Date(ms).toISOString());
  life.do(first, text(now));
  for (const begin of head ? HEAD_START : []) life.attempt(begin, { at: text(now) });
  for (const { command: next, wait, back, late, actor } of steps) {
    now += wait * 60_000;
    const before = life.dossier;
    const log = life.events.length;
    const at = now - back * 60_000;
    const decision = life.attempt(next, {
      at: text(at),
      entered: text(now),
      ...(actor === undefined ? {} : { as: actor }),
      ...(back > 0 && late ? { lateEntry: { reason: "Mất mạng", enteredBy: "Cán bộ" } } : {}),
    });
    const events = life.events.slice(log);
    if (decision.ok) {
      expect(events.length).toBeGreaterThan(0);
    } else if (events.length > 0) {
      expect(decision.refusal.code).toBe("dossier.paper-demand-refused");
      expect(life.dossier).toEqual({ ...before, version: before.version + 1 });
    } else {
      expect(life.dossier).toBe(before);
    }
    for (const event of events) expect(event.at <= event.recordedAt || event.at === before.lastMovedAt).toBe(true);
    each(before, life, events);
  }
  return life;
}

describe("any life of a dossier", () => {
  const lives = fc.tuple(world, submission, fc.boolean(), fc.array(step, { maxLength: 80, size: "max" }));

  it("keeps its invariants: illegal moves change nothing, ends are ends, no due time moves quietly or backwards", () => {
    fc.assert(
      fc.property(lives, ([options, first, head, steps]) => {
        live(options, first, head, steps, (before, life, events) => {
          holdsAlone(life.dossier);
          holdsBetween(before, life.dossier, events);
        });
      }),
      { numRuns: 400 },
    );
  });

  it("is its log: version = number of events, and the replayed log, through JSON, is the same dossier", () => {
    fc.assert(
      fc.property(lives, ([options, first, head, steps]) => {
        const life = live(options, first, head, steps, () => {});
        expect(life.events.map((event) => event.seq)).toEqual(life.events.map((_, index) => index + 1));
        expect(life.dossier.version).toBe(life.events.length);
        // toStrictEqual: a field that is undefined would be lost in the store.
        expect(replay(JSON.parse(JSON.stringify(life.events)))).toStrictEqual(life.dossier);
        expect(JSON.parse(JSON.stringify(life.dossier))).toStrictEqual(life.dossier);
      }),
      { numRuns: 200 },
    );
  });

  it("gets everywhere: the random lives reach every status and every event", () => {
    const statuses = new Set<string>();
    const types = new Set<string>();
    for (const [options, first, head, steps] of fc.sample(lives, { numRuns: 1500, seed: 20260302 })) {
      const life = live(options, first, head, steps, (_, at) => statuses.add(at.dossier.status));
      for (const event of life.events) types.add(event.type);
    }
    expect([...statuses].sort()).toEqual([...DOSSIER_STATUSES].sort());
    expect([...types].sort()).toEqual(Object.keys(EVENT_TITLES).sort());
  });
});

describe("a damaged log", () => {
  const log = () => {
    const life = new Life();
    life.do(submitCommand(), "2026-03-02 08:00");
    life.do({ type: "check", outcome: "valid" }, "2026-03-02 08:05");
    return life.events;
  };
  it("is not replayed: a gap, a second beginning, no beginning", () => {
    const [first, second] = log();
    if (first === undefined || second === undefined) throw new EventLogError("two events expected");
    expect(() => replay([second])).toThrow(EventLogError);
    expect(() => replay([first, { ...second, seq: 3 }])).toThrow(EventLogError);
    expect(() => evolve(evolve(undefined, first), { ...first, seq: 2 })).toThrow(EventLogError);
    expect(() => evolve(undefined, { ...second, seq: 1 })).toThrow(EventLogError);
    expect(replay([])).toBeUndefined();
  });
});
