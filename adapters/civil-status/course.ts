/**
 * The hub's own course of a dossier, 1 → 3 → 7 → 4 → 5 with 2 (supplement) and 6 (refused), and which of its states a change of the
 * dossier brings about (domain.md §5.2). The hub refuses a state whose predecessor it was not told, so what a dossier jumps over is
 * told too; nothing follows 5 or 6. Pure.
 */
import type { Dossier } from "../../core/dossier/types.ts";
import { isRegistration } from "./register.ts";

/** trangThai of a dossier that comes to its end well, in the order of time, which is not that of the numbers. */
const COURSE = [1, 3, 7, 4, 5] as const;
/** What the hub can be told: the course, a supplement asked for (2), refused (6). */
export type HubState = (typeof COURSE)[number] | 2 | 6;

const LANE = "civil-status";

/** The registration at the Ministry of Justice's registry, by this lane. */
export const registrationOf = (dossier: Dossier): Dossier["transfers"][number] | undefined =>
  dossier.transfers.find((transfer) => transfer.lane === LANE && isRegistration(transfer.operation));

/**
 * The hub stands at 2: the dossier waits for papers of the applicant. Not where it was registered before it came to wait (another agency
 * of the same liên thông asks): for the hub the civil-status part is done then, and it takes nothing but 5.
 */
const waits = (dossier: Dossier): boolean => {
  if (dossier.status !== "incomplete" && dossier.status !== "awaitingSupplement") return false;
  const registered = registrationOf(dossier)?.result;
  const since = dossier.supplementRounds.at(-1)?.requestedAt;
  return registered?.outcome !== "done" || since === undefined || registered.at > since;
};
/** Ended without a result: turned away, refused, withdrawn. What is registered stays registered, whatever the dossier comes to. */
const failed = (dossier: Dossier): boolean =>
  registrationOf(dossier)?.state !== "done" &&
  (dossier.status === "rejected" || dossier.status === "withdrawn" || dossier.decision?.outcome === "refused");

/** How far along the course the dossier is: the last state of COURSE that is true of it. */
const farthest = (dossier: Dossier): (typeof COURSE)[number] => {
  const registration = registrationOf(dossier);
  if (!failed(dossier)) {
    if (dossier.returned !== undefined) return 5;
    if (dossier.decision !== undefined || registration?.state === "done") return 4;
  }
  if (registration !== undefined && ["accepted", "supplementNeeded", "done", "refused"].includes(registration.state)) return 7;
  return dossier.receivedAt === undefined ? 1 : 3;
};

/** States of the course after `from` (itself included where `inclusive`) up to and with `to`; empty where `to` is not later. */
const between = (from: HubState, to: HubState, inclusive: boolean): readonly HubState[] => {
  const order: readonly HubState[] = COURSE;
  return order.slice(order.indexOf(from) + (inclusive ? 0 : 1), order.indexOf(to) + 1);
};

/** The states that the hub must be told now, in this order. `before` undefined: the dossier has just been filed. */
export const newStates = (before: Dossier | undefined, after: Dossier): readonly HubState[] => {
  const reached = farthest(after);
  const rounds = after.supplementRounds.length > (before?.supplementRounds.length ?? 0);
  if (before !== undefined && failed(before)) return [];
  if (failed(after))
    return [
      ...(before === undefined ? between(1, reached, true) : waits(before) ? [] : between(farthest(before), reached, false)),
      6,
    ];
  // The hub stands at 2 all the while: what happens meanwhile is told when the applicant has brought what was asked for.
  if (before !== undefined && waits(before)) {
    if (waits(after)) return [];
    return between(after.receivedAt === undefined ? 1 : 3, reached, true);
  }
  const passed = before === undefined ? between(1, reached, true) : between(farthest(before), reached, false);
  return waits(after) && rounds ? [...passed, 2] : passed;
};
