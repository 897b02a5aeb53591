/**
 * Supplements after receipt, and the question of a resolving unit that leads to one (R-A03, R-A04, R-A10, R-B04, R-B10).
 * Glossary: ask = đơn vị đề nghị · request = yêu cầu bổ sung · supplement = bổ sung hồ sơ.
 */
import { isDecision, restartClock } from "../clock.ts";
import type { Actor } from "../commands.ts";
import { accept, event, optional, type Rule, refuseWith } from "../context.ts";
import { openRow, openTransfers } from "../guards.ts";
import { mergeComponents, uncovered } from "../papers.ts";
import type { DossierStatus } from "../statuses.ts";
import type { Dossier, Inquiry } from "../types.ts";
import { paperFault, supplementForms } from "./intake.ts";
import { unpublishedFault } from "./submit.ts";
import { openTransferFor } from "./transfers.ts";

/**
 * Whether an acting unit holds the dossier: by the open row of the control slip, or as an agency to which it was forwarded. Within one
 * agency a unit that the slip knows by name and that has handed the dossier on holds it no more.
 */
export function holds(dossier: Dossier, actor: Actor): boolean {
  const row = openRow(dossier);
  const agencyId = actor.agencyId ?? dossier.agencyId;
  if (openTransfers(dossier).some((entry) => entry.toAgencyId === agencyId)) return true;
  if (row === undefined || row.agencyId !== agencyId) return false;
  const names = [actor.id, actor.name];
  return names.includes(row.unit) || !dossier.handOvers.some((earlier) => names.includes(earlier.unit));
}

/** A unit does not work while the dossier waits; an agency of a transfer does. */
const AT_REST: ReadonlySet<DossierStatus> = new Set<DossierStatus>(["awaitingSupplement", "awaitingPayment", "suspended"]);
/** Stands for a component that a partner did not name but described. */
const IN_PROSE = "other";

/** The resolving unit's question goes to the one-stop officer; the applicant is not asked directly (R-B10). */
export const ask: Rule<"ask"> = (command, dossier, context) => {
  const { actor, at } = context.meta;
  const { transferId } = command;
  const transfer = transferId === undefined ? undefined : openTransferFor(dossier, transferId, actor);
  if (isDecision(transfer)) return transfer;
  if (transfer === undefined && AT_REST.has(dossier.status))
    return refuseWith("dossier.wrong-state", { status: dossier.status, command: "ask" });
  if (transfer === undefined && !holds(dossier, actor)) return refuseWith("dossier.not-held", { holder: openRow(dossier)?.unit });
  if (dossier.inquiry !== undefined)
    return refuseWith("dossier.inquiry-pending", { what: dossier.inquiry.what, at: dossier.inquiry.at });
  const by = actor.name ?? actor.id;
  if (command.what === "fee") {
    const { name, amount, reason } = command;
    const inquiry: Inquiry = { what: "fee", by, at, ...optional("transferId", transferId), name, amount, reason };
    return accept(event(context, "asked", { inquiry }));
  }
  if (context.procedure === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
  const fault = unpublishedFault(
    context.procedure.procedure,
    // An agency's own software asks in prose; the officer, who must name published components, makes a request of it (R-A03, R-B10).
    command.missing.map((item) => item.componentId).filter((id) => transfer === undefined || id !== IN_PROSE),
  );
  const inquiry: Inquiry = { what: "supplement", by, at, ...optional("transferId", transferId), missing: command.missing };
  return fault ?? accept(event(context, "asked", { inquiry }));
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
      ...(dossier.clock?.stopped === undefined ? { stop: { since: at, reason: "supplement" as const } } : {}),
      ...optional("transferId", dossier.inquiry?.what === "supplement" ? dossier.inquiry.transferId : undefined),
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
  const restart = restartClock(dossier, "supplement", context.meta.at, context);
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "supplemented", {
      round: round.number,
      supplied: command.components,
      components: mergeComponents(dossier.components, command.components),
      status: round.beforeReceipt ? "submitted" : (dossier.statusBeforeStop ?? "processing"),
      ...optional("restart", restart),
      ...optional("transferId", round.transferId),
    }),
  );
};
