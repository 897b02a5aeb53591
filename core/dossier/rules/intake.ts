/**
 * Checking and receiving a dossier (R-A01…A05, R-A10, R-B02, R-B03).
 * Glossary: check = kiểm tra tính hợp lệ · guidance = hướng dẫn bổ sung · appointment slip = giấy tiếp nhận và hẹn trả.
 */
import { isUnpublished } from "../../time/calendar.ts";
import { dueAt } from "../../time/due.ts";
import { toLocalDate } from "../../time/local.ts";
import type { Instant } from "../../time/types.ts";
import { dueTimeFault, isDecision } from "../clock.ts";
import type { CommandOf } from "../commands.ts";
import {
  accept,
  type Context,
  type Decision,
  event,
  issueForms,
  latest,
  type Rule,
  refuseAndRecord,
  refuseWith,
  unpublishedYear,
} from "../context.ts";
import { missingComponents } from "../papers.ts";
import type { Dossier, FormKind } from "../types.ts";
import { caseOf, unpublishedFault } from "./submit.ts";

type Missing = readonly { readonly componentId: string; readonly reason: string }[];

/** A dossier filed online under a fully-online procedure (mức độ 4 / toàn trình). */
const isFullyOnline = (dossier: Dossier): boolean => dossier.channel === "online" && dossier.procedure.onlineLevel === "full";

/** Nobody asks for paper again of a fully-online dossier: refused, and the attempt is kept (R-A10). */
export function paperFault(
  type: "check" | "requestSupplement",
  onPaper: boolean,
  missing: Missing,
  dossier: Dossier,
  context: Context,
) {
  return onPaper && isFullyOnline(dossier)
    ? refuseAndRecord(
        "dossier.paper-demand-refused",
        { procedureCode: dossier.procedure.code },
        event(context, "paperDemandRefused", { command: type, missing }),
      )
    : undefined;
}

/** The forms of a supplement request: the request, and from the second one on a letter of apology (R-A03, R-A04). */
export function supplementForms(dossier: Dossier, round: number, missing: Missing, onPaper: boolean, at: Instant) {
  const request = { form: "supplementRequest" as const, data: { round, missing, onPaper } };
  const apology = { form: "apology" as const, data: { about: "supplementRequest", round } };
  return issueForms(dossier, at, round >= 2 ? [request, apology] : [request]);
}

/** Not yet valid: one guidance with everything missing at once (R-A03). */
function foundIncomplete(
  command: Extract<CommandOf<"check">, { outcome: "notYetValid" }>,
  dossier: Dossier,
  context: Context,
): Decision {
  if (context.procedure === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
  const { procedure } = context.procedure;
  const { missing, onPaper } = command;
  const asked = new Set(missing.map((item) => item.componentId));
  const fault = unpublishedFault(procedure, [...asked]) ?? paperFault("check", onPaper, missing, dossier, context);
  if (fault !== undefined) return fault;
  const leftOut = missingComponents(procedure, dossier.components).filter((entry) => !asked.has(entry.componentId));
  if (leftOut.length > 0) return refuseWith("dossier.guidance-incomplete", { leftOut });
  const round = dossier.supplementRounds.length + 1;
  const forms = supplementForms(dossier, round, missing, onPaper, context.meta.at);
  return accept(event(context, "foundIncomplete", { round, missing, onPaper, forms }));
}

/** Out of scope: refused with the reason, everything goes back (R-A12). */
function rejected(reason: string, dossier: Dossier, context: Context): Decision {
  const forms = issueForms(dossier, context.meta.at, [{ form: "rejection", data: { reason, papersBack: dossier.components } }]);
  return accept(event(context, "rejected", { reason, forms }));
}

/**
 * The officer's check and its three outcomes (R-A02). While the dossier waits for the applicant only "out of scope" is possible: validity is
 * judged anew when the supplement has come.
 */
export const check: Rule<"check"> = (command, dossier, context) => {
  if (command.outcome === "outOfScope") return rejected(command.reason, dossier, context);
  if (dossier.status === "incomplete") {
    return refuseWith("dossier.wrong-state", {
      status: dossier.status,
      command: "check",
      allowed: ["check:outOfScope", "supplement"],
    });
  }
  if (command.outcome === "notYetValid") return foundIncomplete(command, dossier, context);
  if (context.procedure === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
  const missing = missingComponents(context.procedure.procedure, dossier.components);
  return missing.length > 0 ? refuseWith("dossier.components-missing", { missing }) : accept(event(context, "checkedValid", {}));
};

/**
 * From when time counts. At the counter and online: now (or a late entry's true time). By post: the stamp's date (R-A01). A stamp has no
 * time of day: of today it is now; of an earlier day it is that day's opening, the earliest moment at which the office can have had it, so
 * that the office bears what its own data entry cost. Papers supplemented before receipt made the dossier full only then (R-B02).
 */
function startOf(dossier: Dossier, context: Context): Instant | Decision {
  const { at } = context.meta;
  const stamp = dossier.postalArrivalDate;
  if (dossier.channel !== "post" || stamp === undefined || stamp >= toLocalDate(at)) return at;
  if (context.calendar === undefined) return refuseWith("dossier.context-missing", { missing: "calendar" });
  const opening = context.calendar.openingOf(stamp);
  if (isUnpublished(opening)) return unpublishedYear(opening);
  const full = latest(opening, dossier.supplementRounds.at(-1)?.suppliedAt ?? opening);
  // A stamp on a day off opens on the next working day, which may lie ahead; nothing is received in the future.
  if (full > at) return at;
  return full;
}

/** When the dossier is due: by its case's rule, or, where the catalog states none, as the officer names it. */
function firstDue(command: CommandOf<"receive">, rule: Parameters<typeof dueAt>[0], startedAt: Instant, context: Context) {
  const { calendar } = context;
  if (calendar === undefined) return refuseWith("dossier.context-missing", { missing: "calendar" });
  const due = dueAt(rule, startedAt, calendar);
  if (due.kind === "yearNotPublished") return unpublishedYear(due);
  if (due.kind === "due") {
    const own = command.dueAt !== undefined && command.dueAt !== due.at;
    return own ? refuseWith("dossier.due-time-not-yours", { dueAt: due.at }) : due.at;
  }
  if (command.dueAt === undefined)
    return refuseWith("dossier.due-time-needed", rule.kind === "unstated" ? { prose: rule.prose } : {});
  return dueTimeFault(command.dueAt, context.meta.at, calendar) ?? command.dueAt;
}

/** Receives a valid dossier: code, due time and appointment slip, once (R-A05, R-B02). */
export const receive: Rule<"receive"> = (command, dossier, context) => {
  const { procedure: version, meta } = context;
  if (version === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
  if (dossier.check?.outcome !== "valid") return refuseWith("dossier.not-checked");
  const missing = missingComponents(version.procedure, dossier.components);
  if (missing.length > 0) return refuseWith("dossier.components-missing", { missing });
  const unpaid = dossier.charges.filter((charge) => charge.open);
  if (unpaid.length > 0) return refuseWith("dossier.fee-unpaid", { charges: unpaid.map((charge) => charge.chargeId) });
  const code = dossier.code ?? context.code;
  if (code === undefined) return refuseWith("dossier.code-missing");
  const chosen = caseOf(version.procedure, dossier.channel, dossier.procedure.caseKey);
  if ("ok" in chosen) return chosen;
  const startedAt = startOf(dossier, context);
  if (isDecision(startedAt)) return startedAt;
  const due = firstDue(command, chosen.time, startedAt, context);
  if (isDecision(due)) return due;
  const slip: { form: FormKind; data: Record<string, unknown> } = {
    form: "appointmentSlip",
    data: { code, barcode: code, receivedAt: startedAt, dueAt: due, sets: command.sets, components: dossier.components },
  };
  return accept(
    event(context, "received", {
      code,
      // The version under which it is received is the one it keeps.
      procedure: {
        ...dossier.procedure,
        version: version.version,
        name: version.procedure.name,
        onlineLevel: version.procedure.onlineLevel,
      },
      sets: command.sets,
      rule: chosen.time,
      startedAt,
      dueAt: due,
      forms: issueForms(dossier, meta.at, [slip]),
    }),
  );
};
