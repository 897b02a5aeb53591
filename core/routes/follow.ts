/**
 * The liên thông process (design.md §2, R-B06): after each command of a dossier with a route, what follows by itself — legs start, are passed
 * over or called off, the office's clock stands or runs, the route ends — in the same commit. A pure function of dossier, route and context.
 */
import type { Leg } from "../../catalogs/route.ts";
import { isDecision, restartClock, rowEnd } from "../dossier/clock.ts";
import { type Context, type Decision, event, optional, refuseWith } from "../dossier/context.ts";
import type { NewEvent } from "../dossier/events.ts";
import { append } from "../dossier/evolve.ts";
import { openRow, openTransfers } from "../dossier/guards.ts";
import { isOnTime } from "../dossier/papers.ts";
import { calledOff, statusWith } from "../dossier/rules/transfers.ts";
import { type DossierStatus, FINAL_STATUSES } from "../dossier/statuses.ts";
import type { Dossier, DossierRoute, StopReason, Transfer } from "../dossier/types.ts";
import { dueAt } from "../time/due.ts";
import { handedOn, holds, legState, missingFields, transferOf } from "./legs.ts";

type Step = NewEvent | Decision | undefined;

/** A route has at most 20 legs, each of which makes a handful of events; more would be a circle that the catalog check let through. */
const MOST_STEPS = 200;

/** For whom the clock stands in a status. */
const WAITS_FOR: { readonly [S in DossierStatus]?: StopReason } = {
  awaitingSupplement: "supplement",
  awaitingPayment: "payment",
  suspended: "suspension",
};

const unpaid = (dossier: Dossier): boolean => dossier.charges.some((charge) => charge.open);

/** Whose step a leg is, by the dossier's receiving agency. */
function agencyOf(leg: Leg, dossier: Dossier, context: Context): string {
  if (leg.agency === "receiving") return dossier.agencyId;
  if (leg.agency === "parent") return context.agency?.parentId ?? dossier.agencyId;
  return leg.agency;
}

/** The leg's allotted time, by its own agency's calendar; without a published year it stays open, the leg starts all the same. */
function legDue(leg: Leg, agencyId: string, context: Context): string | undefined {
  const calendar = context.calendarOf?.(agencyId) ?? context.calendar;
  if (leg.time === undefined || calendar === undefined) return undefined;
  const due = dueAt(leg.time, context.meta.at, calendar);
  return due.kind === "due" ? due.at : undefined;
}

function start(leg: Leg, dossier: Dossier, context: Context): NewEvent {
  const toAgencyId = agencyOf(leg, dossier, context);
  const carried = leg.lane !== undefined && (context.lanes?.has(leg.lane) ?? true);
  const transfer: Transfer = {
    transferId: leg.key,
    leg: leg.key,
    toAgencyId,
    purpose: leg.name,
    ...(carried ? { ...optional("lane", leg.lane), ...optional("operation", leg.operation) } : {}),
    number: 1,
    state: "sent",
    open: true,
    sentAt: context.meta.at,
    ...optional("dueAt", legDue(leg, toAgencyId, context)),
    data: handedOn(dossier, leg),
  };
  return event(context, "forwarded", { transfer, ...statusWith(dossier, 1) });
}

/** A waiting leg whose turn it is starts, or is passed over with the reason. */
function stepOf(leg: Leg, dossier: Dossier, route: DossierRoute, context: Context): Step {
  if (legState(dossier, leg.key) !== "waiting") return undefined;
  const before = leg.after.map((key) => legState(dossier, key));
  if (before.some((state) => state === "waiting" || state === "running")) return undefined;
  const { at } = context.meta;
  if (before.includes("failed") && !leg.evenIfFailed)
    return event(context, "legSkipped", { leg: leg.key, reason: "dependsOnFailed", at });
  if (!leg.when.every((condition) => holds(dossier, condition)))
    return event(context, "legSkipped", { leg: leg.key, reason: "notNeeded", at });
  const waits = route.legs.some(
    (other) => other.onSupplement === "wait" && transferOf(dossier, other.key)?.state === "supplementNeeded",
  );
  return waits || dossier.status === "suspended" ? undefined : start(leg, dossier, context);
}

/** A payment leg is over when nothing is outstanding. */
function paymentStep(dossier: Dossier, route: DossierRoute, context: Context): Step {
  const leg = route.legs.find((entry) => entry.kind === "payment" && legState(dossier, entry.key) === "running");
  if (leg === undefined || unpaid(dossier)) return undefined;
  const paid = dossier.payments.reduce((sum, payment) => sum + payment.amount, 0);
  const open = openTransfers(dossier).length - 1;
  return event(context, "transferResultTaken", {
    transferId: leg.key,
    result: { outcome: "done", at: context.meta.at, documents: [], data: { paidTotal: String(paid) } },
    late: false,
    ...statusWith(dossier, open),
  });
}

/** One agency's refusal ends the route: what is under way elsewhere is called off, what has not begun does not begin. */
function refusalStep(dossier: Dossier, route: DossierRoute, context: Context): Step {
  const failed = route.legs.find((leg) => {
    const transfer = transferOf(dossier, leg.key);
    return leg.onRefusal === "end" && (transfer?.state === "refused" || transfer?.state === "cancelled");
  });
  if (failed === undefined) return undefined;
  const running = route.legs.flatMap((leg) => transferOf(dossier, leg.key) ?? []).find((transfer) => transfer.open);
  if (running !== undefined) return calledOff(dossier, running, `${failed.name}: không đạt`, context);
  const waiting = route.legs.find((leg) => legState(dossier, leg.key) === "waiting");
  if (waiting !== undefined) return event(context, "legSkipped", { leg: waiting.key, reason: "routeEnded", at: context.meta.at });
  return event(context, "routeEnded", { outcome: "refused" });
}

/** The office's clock stands while a leg outside its time is under way, and runs again afterwards. */
function clockStep(dossier: Dossier, route: DossierRoute, context: Context): Step {
  const stands = route.legs.some((leg) => leg.clock === "stands" && legState(dossier, leg.key) === "running");
  const stopped = dossier.clock?.stopped;
  const { at } = context.meta;
  if (stands && dossier.clock !== undefined && stopped === undefined)
    return event(context, "clockStopped", { stop: { since: at, reason: "partner" } });
  if (stands || stopped?.reason !== "partner") return undefined;
  // The partner is through, but the applicant is not: the stop goes on as the applicant's.
  const waitsFor = WAITS_FOR[dossier.status];
  if (waitsFor !== undefined) return event(context, "clockStopped", { stop: { since: stopped.since, reason: waitsFor } });
  const restart = restartClock(dossier, "partner", at, context);
  if (restart === undefined || isDecision(restart)) return restart;
  return event(context, "clockRestarted", { restart });
}

function endStep(dossier: Dossier, route: DossierRoute, context: Context): Step {
  const states = route.legs.map((leg) => legState(dossier, leg.key));
  if (states.some((state) => state === "waiting" || state === "running")) return undefined;
  return event(context, "routeEnded", { outcome: states.includes("failed") ? "partly" : "done" });
}

/** The documents that the legs made. */
const documentsOf = (dossier: Dossier, route: DossierRoute): NonNullable<Dossier["decision"]>["documents"] =>
  route.legs.flatMap((leg) => {
    const result = transferOf(dossier, leg.key)?.result;
    if (leg.result === undefined || result?.outcome !== "done") return [];
    const number = leg.result.number === undefined ? undefined : result.data[leg.result.number];
    return [{ name: leg.result.name, ...optional("number", number), ...optional("file", result.documents[0]) }];
  });

/**
 * A route that went well all through decides the dossier by its legs' documents; one that did not comes back to the officer, because a
 * refusal must be reasoned by a person (R-B11).
 */
function decideStep(dossier: Dossier, route: DossierRoute, context: Context): Step {
  if (route.end !== "decide" || route.ended?.outcome !== "done" || dossier.status !== "processing") return undefined;
  const documents = documentsOf(dossier, route);
  if (documents.length === 0 || dossier.clock?.stopped !== undefined || openTransfers(dossier).length > 0) return undefined;
  const { at } = context.meta;
  return event(context, "decided", { documents, ...rowEnd(openRow(dossier), at), onTime: isOnTime(dossier, at) });
}

/** The next thing that follows by itself, or undefined where the dossier waits for somebody. */
function nextStep(dossier: Dossier, context: Context): Step {
  const { route } = dossier;
  if (route === undefined || FINAL_STATUSES.has(dossier.status) || dossier.decision !== undefined) return undefined;
  if (route.ended !== undefined) return clockStep(dossier, route, context) ?? decideStep(dossier, route, context);
  const ending = paymentStep(dossier, route, context) ?? refusalStep(dossier, route, context);
  if (ending !== undefined) return ending;
  for (const leg of route.legs) {
    const step = stepOf(leg, dossier, route, context);
    if (step !== undefined) return step;
  }
  return clockStep(dossier, route, context) ?? endStep(dossier, route, context);
}

/** The route begins with the receipt; a declaration that lacks what it needs is not received (R-A02). */
function begin(dossier: Dossier, context: Context): Step {
  const { route } = context;
  if (route === undefined) return undefined;
  const missing = missingFields(dossier.form, route.needs);
  if (missing.length > 0) return refuseWith("dossier.form-incomplete", { missing });
  const { id, name, legs, end } = route;
  return event(context, "routeStarted", { route: { id, name, legs, end } });
}

/**
 * A decision with all that follows from it by the dossier's route. A refusal comes back as it is; so does the decision of a dossier
 * without a route. Refuses as a whole where a step is impossible (a calendar year that is not published).
 */
export function followRoute(decision: Decision, dossier: Dossier, context: Context): Decision {
  if (!decision.ok) return decision;
  const received = decision.events.some((made) => made.type === "received");
  if (dossier.route === undefined && !received) return decision;
  const events = [...decision.events];
  let after = append(dossier, events).dossier ?? dossier;
  let step: Step = received ? begin(after, context) : nextStep(after, context);
  for (let count = 0; step !== undefined && count < MOST_STEPS; count += 1) {
    if (isDecision(step)) return step;
    events.push(step);
    after = append(after, [step]).dossier ?? after;
    step = nextStep(after, context);
  }
  return { ok: true, events };
}
