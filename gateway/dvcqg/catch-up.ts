/**
 * From where the hub's dossier stands to where a sync says that it stands: which commands lead there, or why none do. Pure.
 * A one-stop system tells states (1–10, domain.md §1.5), the engine takes commands: what lies between is caught up step by step, each step
 * decided on the dossier as it then is. Nothing goes backwards: what was received is not "mới đăng ký" again.
 * Glossary: step = bước · goal = trạng thái phải tới · round = lần yêu cầu bổ sung · backwards = lùi trạng thái.
 */
import type { DossierStatus, NationalStatus } from "../../core/dossier/statuses.ts";

/** What one step does; steps.ts makes the command of it. */
export const STEPS = [
  "checkValid",
  "receive",
  "turnAway",
  "askBeforeReceipt",
  "supplement",
  "handOver",
  "askSupplement",
  "askFee",
  "settle",
  "suspend",
  "resume",
  "decide",
  "refuse",
  "withdraw",
  "returnResult",
] as const;
export type Step = (typeof STEPS)[number];

/** As much of a dossier as the way depends on. */
export interface Present {
  readonly status: DossierStatus;
  /** The check before receipt found it valid. */
  readonly checked: boolean;
  /** Supplement rounds that the hub knows. */
  readonly rounds: number;
  /** Where a waiting dossier goes back to. */
  readonly resumesTo?: DossierStatus;
}

/** Where the sync says that it stands, and what came on the way. */
export interface Goal {
  readonly status: NationalStatus;
  /** The date of receipt is known. */
  readonly received: boolean;
  /** The end is a reasoned refusal (NgayTuChoi with 9 or 10). */
  readonly refused: boolean;
  /** Supplement rounds that the sync lists, oldest first. */
  readonly rounds: readonly { readonly beforeReceipt: boolean; readonly supplied: boolean }[];
}

/** final: ended, otherwise than the sync says · backwards · receipt-date: it must first be received, and nobody says when · post: only the post says that it delivered. */
export type NoWay = "final" | "backwards" | "receipt-date" | "post";
export type Next = Step | "there" | { readonly no: NoWay };

const BACKWARDS: Next = { no: "backwards" };
const isEnd = (goal: Goal): boolean => goal.status === 9 || goal.status === 10;

/** Not received yet. */
const beforeReceipt = (present: Present, goal: Goal): Next => {
  const waits = present.status === "incomplete";
  const current = goal.rounds[present.rounds - 1];
  const following = goal.rounds[present.rounds];
  if (goal.status === 3) return "turnAway";
  if (goal.status === 1) return waits ? (current?.supplied === true ? "supplement" : BACKWARDS) : "there";
  if (goal.status === 5 && !goal.received) {
    if (!waits) return "askBeforeReceipt";
    return current?.supplied === true && following !== undefined ? "supplement" : "there";
  }
  if (!goal.received) return { no: "receipt-date" };
  if (waits) return "supplement";
  if (following?.beforeReceipt === true && following.supplied) return "askBeforeReceipt";
  return present.checked ? "receive" : "checkValid";
};

/** Received, and it waits for the applicant or is suspended; `end` is the step by which the wait ends. */
const whileWaiting = (present: Present, goal: Goal, end: Step, own: NationalStatus): Next => {
  if (goal.status === own) {
    const current = goal.rounds[present.rounds - 1];
    const more = own === 5 && current?.supplied === true && goal.rounds[present.rounds] !== undefined;
    return more ? "supplement" : "there";
  }
  if (goal.status === 2) return present.resumesTo === "received" ? end : BACKWARDS;
  // Who never brings what is missing is refused out of the wait itself.
  return isEnd(goal) && goal.refused ? "refuse" : end;
};

const AT_WORK: Readonly<Record<4 | 5 | 6 | 8, Step>> = { 4: "handOver", 5: "askSupplement", 6: "askFee", 8: "suspend" };

/** Received, and the clock runs. */
const atWork = (present: Present, goal: Goal): Next => {
  const following = goal.rounds[present.rounds];
  // Asked for and brought meanwhile: the clock stood still, so it is caught up too, or the dossier would seem late (R-B04).
  if (following?.supplied === true && !following.beforeReceipt) return "askSupplement";
  switch (goal.status) {
    case 2:
      return present.status === "received" ? "there" : BACKWARDS;
    case 4:
      return present.status === "received" ? AT_WORK[4] : "there";
    case 5:
    case 6:
    case 8:
      return AT_WORK[goal.status];
    case 9:
    case 10:
      return goal.refused ? "refuse" : "decide";
    default:
      return BACKWARDS;
  }
};

/** The end of a dossier on which nothing more can happen: the same end is said again, or something that cannot be. */
const ended = (goal: Goal, end: NationalStatus): Next => (goal.status === end ? "there" : { no: "final" });

/** The next step on the way, "there", or why there is none. Total over all statuses. */
export const next = (present: Present, goal: Goal): Next => {
  switch (present.status) {
    case "rejected":
      return ended(goal, 3);
    case "withdrawn":
      return ended(goal, 7);
    case "returned":
      return ended(goal, 10);
    case "decided":
      return goal.status === 9 ? "there" : goal.status === 10 ? "returnResult" : BACKWARDS;
    case "inDelivery":
      return goal.status === 9 ? "there" : goal.status === 10 ? { no: "post" } : BACKWARDS;
    default:
  }
  if (goal.status === 7) return "withdraw";
  if (present.status === "submitted" || present.status === "incomplete") return beforeReceipt(present, goal);
  if (goal.status === 1 || goal.status === 3) return BACKWARDS;
  switch (present.status) {
    case "awaitingSupplement":
      return whileWaiting(present, goal, "supplement", 5);
    case "awaitingPayment":
      return whileWaiting(present, goal, "settle", 6);
    case "suspended":
      return whileWaiting(present, goal, "resume", 8);
    case "received":
    case "processing":
    case "forwarded":
      return atWork(present, goal);
  }
};

/** Where a step leads, as the engine has it; the tests hold this table against the engine itself. */
const AFTER: Readonly<Record<Step, (present: Present) => Partial<Present>>> = {
  checkValid: () => ({ checked: true }),
  receive: () => ({ status: "received" }),
  turnAway: () => ({ status: "rejected" }),
  askBeforeReceipt: ({ rounds }) => ({ status: "incomplete", checked: false, rounds: rounds + 1 }),
  supplement: ({ status, resumesTo }) => ({ status: status === "incomplete" ? "submitted" : (resumesTo ?? "processing") }),
  handOver: () => ({ status: "processing" }),
  askSupplement: ({ status, rounds }) => ({ status: "awaitingSupplement", resumesTo: status, rounds: rounds + 1 }),
  askFee: ({ status }) => ({ status: "awaitingPayment", resumesTo: status }),
  settle: ({ resumesTo }) => ({ status: resumesTo ?? "processing" }),
  suspend: ({ status }) => ({ status: "suspended", resumesTo: status }),
  resume: ({ resumesTo }) => ({ status: resumesTo ?? "processing" }),
  decide: () => ({ status: "decided" }),
  refuse: () => ({ status: "decided" }),
  withdraw: () => ({ status: "withdrawn" }),
  returnResult: () => ({ status: "returned" }),
};

/**
 * No way is longer: eight steps of the longest course, and two for each round. A sync that lists more rounds is caught up by the next one.
 */
export const MOST_STEPS = 40;

/** The whole way, as far as it can be foreseen: the steps, and why it does not end where the sync says, if it does not. */
export const wayTo = (present: Present, goal: Goal): { readonly steps: readonly Step[]; readonly no?: NoWay } => {
  const steps: Step[] = [];
  let at = present;
  while (steps.length < MOST_STEPS) {
    const step = next(at, goal);
    if (step === "there") break;
    if (typeof step === "object") return { steps, no: step.no };
    steps.push(step);
    at = { ...at, ...AFTER[step](at) };
  }
  return { steps };
};
