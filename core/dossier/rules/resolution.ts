/**
 * While the dossier is being resolved: hand-overs, progress, suspension, extension (R-B05, R-B08, R-B09). Other agencies: transfers.ts.
 * Glossary: hand-over = bàn giao · control slip = phiếu kiểm soát · extension = gia hạn, hẹn lại.
 */
import { dueTimeFault, isDecision, restartClock, rowEnd } from "../clock.ts";
import { accept, type Decision, event, issueForms, optional, type Rule, refuseWith } from "../context.ts";
import { openRow } from "../guards.ts";
import type { Dossier, HandOver } from "../types.ts";
import { openTransferFor, target } from "./transfers.ts";

/** Where a dossier comes from on the first row of the control slip. */
const ONE_STOP = "Bộ phận Tiếp nhận và Trả kết quả";

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
export const progress: Rule<"progress"> = ({ note, transferId }, dossier, context) => {
  const transfer = transferId === undefined ? undefined : openTransferFor(dossier, transferId, context.meta.actor);
  return isDecision(transfer) ? transfer : accept(event(context, "progressed", { note, ...optional("transferId", transferId) }));
};

/** Stops work and clock for a stated reason; the applicant is told in writing (TT 03/2025 form 05). */
export const suspend: Rule<"suspend"> = (command, dossier, context) => {
  const { at } = context.meta;
  return accept(
    event(context, "suspended", {
      reason: command.reason,
      statusBefore: dossier.status,
      ...(dossier.clock?.stopped === undefined ? { stop: { since: at, reason: "suspension" as const } } : {}),
      forms: issueForms(dossier, at, [{ form: "suspension", data: { reason: command.reason } }]),
    }),
  );
};

/** Goes on after a suspension; the due time moves by it. */
export const resume: Rule<"resume"> = (command, dossier, context) => {
  const restart = restartClock(dossier, "suspension", context.meta.at, context);
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "resumed", {
      ...optional("note", command.note),
      status: dossier.statusBeforeStop ?? "processing",
      ...optional("restart", restart),
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
