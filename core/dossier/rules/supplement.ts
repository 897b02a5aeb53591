/**
 * Supplements after receipt, and the question of a resolving unit that leads to one (R-A03, R-A04, R-A10, R-B04, R-B10).
 * Glossary: ask = đơn vị đề nghị · request = yêu cầu bổ sung · supplement = bổ sung hồ sơ.
 */
import { isDecision, restartClock } from "../clock.ts";
import type { Actor } from "../commands.ts";
import { accept, event, optional, type Rule, refuseWith } from "../context.ts";
import { openRow, outstandingForwards } from "../guards.ts";
import { mergeComponents, uncovered } from "../papers.ts";
import type { Dossier, Inquiry } from "../types.ts";
import { paperFault, supplementForms } from "./intake.ts";
import { unpublishedFault } from "./submit.ts";

/**
 * Whether an acting unit holds the dossier: by the open row of the control slip, or as an agency to which it was forwarded. Within one
 * agency a unit that the slip knows by name and that has handed the dossier on holds it no more.
 */
export function holds(dossier: Dossier, actor: Actor): boolean {
  const row = openRow(dossier);
  const agencyId = actor.agencyId ?? dossier.agencyId;
  if (outstandingForwards(dossier).some((entry) => entry.toAgencyId === agencyId)) return true;
  if (row === undefined || row.agencyId !== agencyId) return false;
  const names = [actor.id, actor.name];
  return names.includes(row.unit) || !dossier.handOvers.some((earlier) => names.includes(earlier.unit));
}

/** The resolving unit's question goes to the one-stop officer; the applicant is not asked directly (R-B10). */
export const ask: Rule<"ask"> = (command, dossier, context) => {
  const { actor, at } = context.meta;
  if (!holds(dossier, actor)) return refuseWith("dossier.not-held", { holder: openRow(dossier)?.unit });
  if (dossier.inquiry !== undefined)
    return refuseWith("dossier.inquiry-pending", { what: dossier.inquiry.what, at: dossier.inquiry.at });
  const by = actor.name ?? actor.id;
  if (command.what === "fee") {
    const inquiry: Inquiry = { what: "fee", by, at, name: command.name, amount: command.amount, reason: command.reason };
    return accept(event(context, "asked", { inquiry }));
  }
  if (context.procedure === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
  const fault = unpublishedFault(
    context.procedure.procedure,
    command.missing.map((item) => item.componentId),
  );
  return fault ?? accept(event(context, "asked", { inquiry: { what: "supplement", by, at, missing: command.missing } }));
};

/** After receipt: the request stops the clock (R-B04), names published components only (R-A03), and never asks paper of a fully-online dossier. */
export const requestSupplement: Rule<"requestSupplement"> = (command, dossier, context) => {
  if (context.procedure === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
  const { missing, onPaper } = command;
  const fault =
    unpublishedFault(
      context.procedure.procedure,
      missing.map((item) => item.componentId),
    ) ?? paperFault("requestSupplement", onPaper, missing, dossier, context);
  if (fault !== undefined) return fault;
  const round = dossier.supplementRounds.length + 1;
  const { at } = context.meta;
  return accept(
    event(context, "supplementRequested", {
      round,
      missing,
      onPaper,
      statusBefore: dossier.status,
      stop: { since: at, reason: "supplement" },
      forms: supplementForms(dossier, round, missing, onPaper, at),
    }),
  );
};

/** The applicant brings everything that was asked for, before or after receipt; after receipt the clock runs again (R-B04). */
export const supplement: Rule<"supplement"> = (command, dossier, context) => {
  const round = dossier.supplementRounds.at(-1);
  if (context.procedure === undefined || round === undefined)
    return refuseWith("dossier.context-missing", { missing: "procedure" });
  const fault = unpublishedFault(
    context.procedure.procedure,
    command.components.map((entry) => entry.componentId),
  );
  if (fault !== undefined) return fault;
  const stillMissing = uncovered(round.missing, command.components);
  if (stillMissing.length > 0) return refuseWith("dossier.supplement-incomplete", { stillMissing });
  const restart = restartClock(dossier, context.meta.at, context);
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "supplemented", {
      round: round.number,
      supplied: command.components,
      components: mergeComponents(dossier.components, command.components),
      status: round.beforeReceipt ? "submitted" : (dossier.statusBeforeStop ?? "processing"),
      ...optional("restart", restart),
    }),
  );
};
