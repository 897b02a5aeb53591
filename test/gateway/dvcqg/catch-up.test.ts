/** The way from every status of the hub to every national status, as one table; properties of it for histories with supplements. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DOSSIER_STATUSES,
  type DossierStatus,
  FINAL_STATUSES,
  type NationalStatus,
  STATUSES,
} from "../../../core/dossier/statuses.ts";
import { type Goal, MOST_STEPS, next, type Present, wayTo } from "../../../gateway/dvcqg/catch-up.ts";

const GOALS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const satisfies readonly NationalStatus[];
const present = (status: DossierStatus, more: Partial<Present> = {}): Present => ({
  status,
  checked: false,
  rounds: status === "incomplete" || status === "awaitingSupplement" ? 1 : 0,
  ...(["awaitingSupplement", "awaitingPayment", "suspended"].includes(status) ? { resumesTo: "processing" as const } : {}),
  ...more,
});
const goal = (status: NationalStatus, more: Partial<Goal> = {}): Goal => ({
  status,
  received: true,
  refused: false,
  rounds: [],
  ...more,
});
/** "checkValid receive", "" for nothing to do, "✗ backwards" for no way. */
const said = ({ steps, no }: ReturnType<typeof wayTo>): string => [...steps, ...(no === undefined ? [] : [`✗ ${no}`])].join(" ");

const BACK = "✗ backwards";
const END = "✗ final";
const IN = "checkValid receive";
/** Rows: where the hub's dossier stands; columns: TrangThaiHoSo 1–10, the date of receipt being known. */
const TABLE: Readonly<
  Record<DossierStatus, readonly [string, string, string, string, string, string, string, string, string, string]>
> = {
  submitted: [
    "",
    IN,
    "turnAway",
    `${IN} handOver`,
    `${IN} askSupplement`,
    `${IN} askFee`,
    "withdraw",
    `${IN} suspend`,
    `${IN} decide`,
    `${IN} decide returnResult`,
  ],
  incomplete: [
    BACK,
    `supplement ${IN}`,
    "turnAway",
    `supplement ${IN} handOver`,
    `supplement ${IN} askSupplement`,
    `supplement ${IN} askFee`,
    "withdraw",
    `supplement ${IN} suspend`,
    `supplement ${IN} decide`,
    `supplement ${IN} decide returnResult`,
  ],
  rejected: [END, END, "", END, END, END, END, END, END, END],
  received: [BACK, "", BACK, "handOver", "askSupplement", "askFee", "withdraw", "suspend", "decide", "decide returnResult"],
  processing: [BACK, BACK, BACK, "", "askSupplement", "askFee", "withdraw", "suspend", "decide", "decide returnResult"],
  forwarded: [BACK, BACK, BACK, "", "askSupplement", "askFee", "withdraw", "suspend", "decide", "decide returnResult"],
  awaitingSupplement: [
    BACK,
    BACK,
    BACK,
    "supplement",
    "",
    "supplement askFee",
    "withdraw",
    "supplement suspend",
    "supplement decide",
    "supplement decide returnResult",
  ],
  awaitingPayment: [
    BACK,
    BACK,
    BACK,
    "settle",
    "settle askSupplement",
    "",
    "withdraw",
    "settle suspend",
    "settle decide",
    "settle decide returnResult",
  ],
  suspended: [
    BACK,
    BACK,
    BACK,
    "resume",
    "resume askSupplement",
    "resume askFee",
    "withdraw",
    "",
    "resume decide",
    "resume decide returnResult",
  ],
  decided: [BACK, BACK, BACK, BACK, BACK, BACK, BACK, BACK, "", "returnResult"],
  inDelivery: [BACK, BACK, BACK, BACK, BACK, BACK, BACK, BACK, "", "✗ post"],
  withdrawn: [END, END, END, END, END, END, "", END, END, END],
  returned: [END, END, END, END, END, END, END, END, END, ""],
};

describe("catch-up", () => {
  it.each(
    DOSSIER_STATUSES.flatMap((status) => GOALS.map((to, index) => [status, to, TABLE[status][index] ?? "no row"] as const)),
  )("R-G01 [§1.5] from %s to national status %i: %s", (status, to, way) => {
    expect(said(wayTo(present(status), goal(to)))).toBe(way);
  });

  it.each([2, 4, 6, 8, 9, 10] as const)(
    "R-G01 [§1.3] status %i needs the date of receipt where the hub has not received the dossier",
    (to) => {
      expect(said(wayTo(present("submitted"), goal(to, { received: false })))).toBe("✗ receipt-date");
      expect(said(wayTo(present("incomplete"), goal(to, { received: false })))).toBe("✗ receipt-date");
      expect(said(wayTo(present("processing"), goal(to, { received: false })))).toBe(TABLE.processing[to - 1]);
    },
  );

  it("R-G01 [§1.5] status 5 without a date of receipt is the guidance before receipt (R-A03)", () => {
    expect(said(wayTo(present("submitted"), goal(5, { received: false })))).toBe("askBeforeReceipt");
    expect(said(wayTo(present("incomplete"), goal(5, { received: false })))).toBe("");
    const brought = [{ beforeReceipt: true, supplied: true }];
    expect(said(wayTo(present("incomplete"), goal(1, { received: false, rounds: brought })))).toBe("supplement");
  });

  it("R-G01 [§1.5] back to 'Được tiếp nhận' only where the wait began there", () => {
    for (const [status, end] of [
      ["awaitingSupplement", "supplement"],
      ["awaitingPayment", "settle"],
      ["suspended", "resume"],
    ] as const) {
      expect(said(wayTo(present(status, { resumesTo: "received" }), goal(2)))).toBe(end);
      expect(said(wayTo(present(status), goal(2)))).toBe(BACK);
    }
  });

  it("R-B11 [§1.3] NgayTuChoi with 9 or 10 is a reasoned refusal, out of a wait too", () => {
    expect(said(wayTo(present("received"), goal(9, { refused: true })))).toBe("refuse");
    for (const status of ["awaitingSupplement", "awaitingPayment", "suspended"] as const)
      expect(said(wayTo(present(status), goal(10, { refused: true })))).toBe("refuse returnResult");
  });

  it("R-B04 [§1.3] supplements that came and went between two syncs are caught up, so that the clock stood still", () => {
    const before = { beforeReceipt: true, supplied: true };
    const after = { beforeReceipt: false, supplied: true };
    const open = { beforeReceipt: false, supplied: false };
    expect(said(wayTo(present("submitted"), goal(9, { rounds: [before, after] })))).toBe(
      `askBeforeReceipt supplement ${IN} askSupplement supplement decide`,
    );
    expect(said(wayTo(present("received"), goal(5, { rounds: [after, open] })))).toBe("askSupplement supplement askSupplement");
    expect(said(wayTo(present("awaitingSupplement"), goal(5, { rounds: [after, open] })))).toBe("supplement askSupplement");
  });

  const status = fc.constantFrom(...DOSSIER_STATUSES);
  const round = fc.record({ beforeReceipt: fc.boolean(), supplied: fc.boolean() });
  const goals = fc.record({
    status: fc.constantFrom(...GOALS),
    received: fc.boolean(),
    refused: fc.boolean(),
    rounds: fc.array(round, { maxLength: 6 }),
  });
  it("R-G01 every way ends, within its bound, where the sync says or with a reason; a repeat has nothing left to do", () => {
    fc.assert(
      fc.property(status, fc.boolean(), fc.nat(3), goals, (from, checked, rounds, to) => {
        const { steps, no } = wayTo(present(from, { checked, rounds }), to);
        expect(steps.length).toBeLessThan(MOST_STEPS);
        if (FINAL_STATUSES.has(from)) expect(steps).toEqual([]);
        if (no === undefined && steps.length === 0) expect([to.status, 4, 5]).toContain(STATUSES[from].national);
      }),
    );
  });
  it("R-G01 the next step depends on nothing but where the dossier stands and where it should", () => {
    fc.assert(
      fc.property(status, goals, (from, to) => {
        const first = next(present(from), to);
        const way = wayTo(present(from), to);
        expect(typeof first === "object" ? first.no : first).toBe(way.steps[0] ?? way.no ?? "there");
      }),
    );
  });
});
