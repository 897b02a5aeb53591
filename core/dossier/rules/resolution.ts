/**
 * While the dossier is being resolved: hand-overs, progress, suspension, other agencies, extension (R-B05, R-B06, R-B08, R-B09).
 * Glossary: hand-over = bàn giao · control slip = phiếu kiểm soát · forward = chuyển phối hợp · extension = gia hạn, hẹn lại.
 */
import type { Agency } from "../../../catalogs/types.ts";
import { dueTimeFault, isDecision, restartClock, rowEnd } from "../clock.ts";
import { accept, type Context, type Decision, event, issueForms, optional, type Rule, refuseWith } from "../context.ts";
import { openRow, outstandingForwards } from "../guards.ts";
import type { Dossier, HandOver } from "../types.ts";

/** Where a dossier comes from on the first row of the control slip. */
const ONE_STOP = "Bộ phận Tiếp nhận và Trả kết quả";

/** The agency that work is given to, by any of its ids: it exists and is open. */
function target(agencyId: string, context: Context): Agency | Decision {
  const agency = context.agency?.id === agencyId ? context.agency : context.agencies?.(agencyId);
  if (agency === undefined) return refuseWith("dossier.unknown-agency", { agencyId });
  return agency.status === "closed" ? refuseWith("dossier.agency-closed", { agencyId, successors: agency.successorIds }) : agency;
}

/** A unit's own due time: after now and within the dossier's. */
function unitDueFault(dueAt: string | undefined, dossierDue: string, at: string): Decision | undefined {
  if (dueAt === undefined) return undefined;
  if (dueAt <= at) return refuseWith("dossier.due-time-not-future", { dueAt, after: at });
  return dueAt > dossierDue ? refuseWith("dossier.unit-due-after-dossier", { dueAt, dossierDueAt: dossierDue }) : undefined;
}

/** Same-day dossiers need no control slip (R-B05: multi-day dossiers carry one). */
const needsControlSlip = (dossier: Dossier): boolean =>
  dossier.clock?.rule.kind !== "sameDay" && !dossier.forms.some((issued) => issued.form === "controlSlip");

/** Hands the dossier to a unit: closes the previous row of the control slip as early, on time or late, and opens one (R-B05). */
export const handOver: Rule<"handOver"> = (command, dossier, context) => {
  const { at } = context.meta;
  // Its own agency needs no look-up: a closed one's dossiers are still worked on by whoever succeeded it.
  const agencyId = command.agencyId ?? dossier.agencyId;
  const to = agencyId === dossier.agencyId ? { id: agencyId } : target(agencyId, context);
  if (isDecision(to)) return to;
  const dossierDue = dossier.clock?.dueAt ?? at;
  const fault = unitDueFault(command.dueAt, dossierDue, at);
  if (fault !== undefined) return fault;
  const previous = openRow(dossier);
  const row: HandOver = {
    unit: command.unit,
    agencyId: to.id,
    ...optional("officer", command.officer),
    from: previous?.unit ?? ONE_STOP,
    receivedAt: at,
    dueAt: command.dueAt ?? dossierDue,
    ...optional("note", command.note),
  };
  return accept(
    event(context, "handedOver", {
      handOver: row,
      ...rowEnd(previous, at),
      status: dossier.status === "forwarded" ? "forwarded" : "processing",
      forms: issueForms(dossier, at, needsControlSlip(dossier) ? [{ form: "controlSlip", data: { startedAt: at } }] : []),
    }),
  );
};

/** A unit's sign of work, at least once every half-day (R-B08). */
export const progress: Rule<"progress"> = (command, _dossier, context) =>
  accept(event(context, "progressed", { note: command.note }));

/** Stops work and clock for a stated reason; the applicant is told in writing (TT 03/2025 form 05). */
export const suspend: Rule<"suspend"> = (command, dossier, context) => {
  const { at } = context.meta;
  return accept(
    event(context, "suspended", {
      reason: command.reason,
      statusBefore: dossier.status,
      stop: { since: at, reason: "suspension" },
      forms: issueForms(dossier, at, [{ form: "suspension", data: { reason: command.reason } }]),
    }),
  );
};

/** Goes on after a suspension; the due time moves by it. */
export const resume: Rule<"resume"> = (command, dossier, context) => {
  const restart = restartClock(dossier, context.meta.at, context);
  if (restart === undefined) return refuseWith("dossier.wrong-state", { status: dossier.status, command: "resume" });
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "resumed", { ...optional("note", command.note), status: dossier.statusBeforeStop ?? "processing", restart }),
  );
};

/** Sends the dossier to another agency, one or several side by side (R-B06). The clock runs on: the applicant has not to wait for it. */
export const forward: Rule<"forward"> = (command, dossier, context) => {
  const { forwardId, toAgencyId, purpose, dueAt } = command;
  const { at } = context.meta;
  if (dossier.forwards.some((entry) => entry.forwardId === forwardId)) return refuseWith("dossier.forward-exists", { forwardId });
  const to = target(toAgencyId, context);
  if (isDecision(to)) return to;
  if (to.id === dossier.agencyId) return refuseWith("dossier.forward-to-itself", { toAgencyId });
  if (dueAt !== undefined && dueAt <= at) return refuseWith("dossier.due-time-not-future", { dueAt, after: at });
  return accept(
    event(context, "forwarded", {
      forward: { forwardId, toAgencyId: to.id, purpose, sentAt: at, ...optional("dueAt", dueAt) },
      status: "forwarded",
    }),
  );
};

/**
 * Takes an agency's result back; the last one lets the dossier's own course go on (R-B06). A result that comes while the dossier waits for
 * the applicant is taken too: the wait goes on, and ends in the status that the results allow.
 */
export const takeForwardResult: Rule<"takeForwardResult"> = (command, dossier, context) => {
  const { forwardId, outcome, note, documents } = command;
  const { actor, at } = context.meta;
  const entry = dossier.forwards.find((candidate) => candidate.forwardId === forwardId);
  if (entry === undefined) return refuseWith("dossier.unknown-forward", { forwardId });
  if (entry.result !== undefined) return refuseWith("dossier.forward-answered", { forwardId, at: entry.result.at });
  const foreign = actor.agencyId !== undefined && actor.agencyId !== dossier.agencyId && actor.agencyId !== entry.toAgencyId;
  if (foreign) return refuseWith("dossier.not-your-agency", { agencyId: actor.agencyId, forwardedTo: entry.toAgencyId });
  const outstanding = outstandingForwards(dossier).length - 1;
  const over = outstanding === 0;
  return accept(
    event(context, "forwardResultTaken", {
      forwardId,
      result: { outcome, at, ...optional("note", note), documents },
      outstanding,
      status: over && dossier.status === "forwarded" ? "processing" : dossier.status,
      ...(over && dossier.statusBeforeStop === "forwarded" ? { statusBeforeStop: "processing" as const } : {}),
    }),
  );
};

/**
 * A new due time, never quietly: reason, the unit's acknowledgement, a later working day; the extension and an apology go to the applicant,
 * with the satisfaction form of R-C02's "not yet resolved". Source: R-B09.
 */
export const extend: Rule<"extend"> = (command, dossier, context) => {
  const { clock } = dossier;
  const { reason, newDueAt, acknowledgedBy } = command;
  const { at } = context.meta;
  if (clock === undefined || context.calendar === undefined)
    return refuseWith("dossier.context-missing", { missing: "calendar" });
  if (newDueAt <= clock.dueAt) return refuseWith("dossier.extension-not-later", { dueAt: clock.dueAt, newDueAt });
  const fault = dueTimeFault(newDueAt, at, context.calendar);
  if (fault !== undefined) return fault;
  const data = { reason, dueBefore: clock.dueAt, dueAfter: newDueAt, acknowledgedBy };
  return accept(
    event(context, "extended", {
      ...data,
      forms: issueForms(dossier, at, [
        { form: "extension", data },
        { form: "apology", data: { about: "extension", reason, dueAfter: newDueAt } },
        { form: "satisfaction", data: { case: "notYetResolved" } },
      ]),
    }),
  );
};
