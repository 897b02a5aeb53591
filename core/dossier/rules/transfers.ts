/**
 * Transfers: what an agency outside the receiving one is given to do, and what comes back (R-B06, R-B10). Which legs of a route start when is
 * core/routes' business. Glossary: transfer = chặng liên thông · sent back = trả lại do sai · call off = thu hồi.
 */
import type { Agency } from "../../../catalogs/types.ts";
import { isDecision } from "../clock.ts";
import type { Actor, FormData } from "../commands.ts";
import { accept, type Context, type Decision, event, optional, type Rule, refuseWith } from "../context.ts";
import type { NewEvent, StatusAfter } from "../events.ts";
import { openTransfers } from "../guards.ts";
import type { Dossier, Transfer } from "../types.ts";

/** The agency that work is given to, by any of its ids: it exists and is open. */
export function target(agencyId: string, context: Context): Agency | Decision {
  const agency = context.agency?.id === agencyId ? context.agency : context.agencies?.(agencyId);
  if (agency === undefined) return refuseWith("dossier.unknown-agency", { agencyId });
  return agency.status === "closed" ? refuseWith("dossier.agency-closed", { agencyId, successors: agency.successorIds }) : agency;
}

/**
 * The dossier's status once `open` transfers are under way. While it waits for the applicant the wait goes on, and only the status that it
 * will go back to changes; an ended dossier stays ended.
 */
export function statusWith(dossier: Dossier, open: number): StatusAfter {
  const work = open > 0 ? "forwarded" : "processing";
  if (dossier.status === "received" || dossier.status === "processing" || dossier.status === "forwarded") return { status: work };
  return { status: dossier.status, ...(dossier.statusBeforeStop === undefined ? {} : { statusBeforeStop: work }) };
}

const others = (dossier: Dossier, transferId: string): number =>
  openTransfers(dossier).filter((entry) => entry.transferId !== transferId).length;

/** The transfer if the actor may speak for it: of its agency, of the receiving one, or a partner's system. */
function transferFor(dossier: Dossier, transferId: string, actor: Actor): Transfer | Decision {
  const transfer = dossier.transfers.find((entry) => entry.transferId === transferId);
  if (transfer === undefined) return refuseWith("dossier.unknown-transfer", { transferId });
  const foreign = actor.agencyId !== undefined && actor.agencyId !== dossier.agencyId && actor.agencyId !== transfer.toAgencyId;
  return foreign ? refuseWith("dossier.not-your-agency", { agencyId: actor.agencyId, sentTo: transfer.toAgencyId }) : transfer;
}

/** The same, and a result is still to come. `number`: an answer to an earlier sending says nothing about this one. */
export function openTransferFor(dossier: Dossier, transferId: string, actor: Actor, number?: number): Transfer | Decision {
  const transfer = transferFor(dossier, transferId, actor);
  if (isDecision(transfer)) return transfer;
  if (!transfer.open)
    return refuseWith("dossier.transfer-answered", { transferId, at: transfer.result?.at, state: transfer.state });
  return number === undefined || number === transfer.number
    ? transfer
    : refuseWith("dossier.transfer-number-old", { transferId, number, is: transfer.number });
}

/** Sends the dossier to another agency by hand, one or several side by side (R-B06). The clock runs on. */
export const forward: Rule<"forward"> = (command, dossier, context) => {
  const { transferId, toAgencyId, purpose, dueAt, carrier } = command;
  const { at } = context.meta;
  const taken = dossier.transfers.some((entry) => entry.transferId === transferId);
  if (taken || dossier.route?.legs.some((leg) => leg.key === transferId))
    return refuseWith("dossier.transfer-exists", { transferId });
  const to = target(toAgencyId, context);
  if (isDecision(to)) return to;
  if (to.id === dossier.agencyId) return refuseWith("dossier.transfer-to-itself", { toAgencyId });
  if (dueAt !== undefined && dueAt <= at) return refuseWith("dossier.due-time-not-future", { dueAt, after: at });
  if (carrier !== undefined && context.lanes?.get(carrier.lane)?.includes(carrier.operation) !== true)
    return refuseWith("dossier.unknown-carrier", { carrier, lanes: [...(context.lanes?.keys() ?? [])] });
  const transfer: Transfer = {
    transferId,
    toAgencyId: to.id,
    purpose,
    ...carrier,
    number: 1,
    state: "sent",
    open: true,
    sentAt: at,
    ...optional("dueAt", dueAt),
    data: {},
  };
  return accept(event(context, "forwarded", { transfer, ...statusWith(dossier, 1) }));
};

/**
 * The agency has taken it in. Partners' answers overtake each other: said again, after the result, or of an earlier sending, it is kept in the
 * log and changes nothing.
 */
export const acceptTransfer: Rule<"acceptTransfer"> = ({ transferId, number, reference, note }, dossier, context) => {
  const transfer = transferFor(dossier, transferId, context.meta.actor);
  if (isDecision(transfer)) return transfer;
  const news = transfer.state === "sent" && (number === undefined || number === transfer.number);
  return accept(
    event(context, "transferAccepted", { transferId, news, ...optional("reference", reference), ...optional("note", note) }),
  );
};

/**
 * Takes an agency's result back; the last one lets the dossier's own course go on (R-B06). A result that comes while the dossier waits for
 * the applicant is taken too. One for a transfer that was called off meanwhile is kept, but nothing follows from it.
 */
export const takeTransferResult: Rule<"takeTransferResult"> = (command, dossier, context) => {
  const { transferId, number, outcome, note, documents, data } = command;
  const { actor, at } = context.meta;
  const found = transferFor(dossier, transferId, actor);
  if (isDecision(found)) return found;
  const late = found.state === "cancelled" && found.result === undefined && outcome !== "sentBack";
  const transfer = late ? found : openTransferFor(dossier, transferId, actor, number);
  if (isDecision(transfer)) return transfer;
  if (outcome === "sentBack")
    return accept(event(context, "transferSentBack", { transferId, reason: note ?? "Trả lại do sai", documents }));
  return accept(
    event(context, "transferResultTaken", {
      transferId,
      result: { outcome, at, ...optional("note", note), documents, data },
      late,
      ...statusWith(dossier, others(dossier, transferId)),
    }),
  );
};

/** The declaration with corrected sections: fields given replace those of the section, lists replace lists. */
export function mergeForm(form: FormData | undefined, change: FormData | undefined): FormData | undefined {
  if (change === undefined) return undefined;
  const isSection = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const merged = Object.entries(change).map(([section, value]) => {
    const before = form?.[section];
    return [section, isSection(before) && isSection(value) ? { ...before, ...value } : value];
  });
  return { ...form, ...Object.fromEntries(merged) };
}

/** Sends a transfer that came back wrong again, corrected, under the next number (R-G03: "trả hồ sơ do sai"). */
export const resendTransfer: Rule<"resendTransfer"> = ({ transferId, data, form, note }, dossier, context) => {
  const transfer = dossier.transfers.find((entry) => entry.transferId === transferId);
  if (transfer === undefined) return refuseWith("dossier.unknown-transfer", { transferId });
  if (transfer.state !== "sentBack") return refuseWith("dossier.transfer-not-sent-back", { transferId, state: transfer.state });
  return accept(
    event(context, "transferResent", {
      transferId,
      number: transfer.number + 1,
      data: { ...transfer.data, ...data },
      ...optional("form", mergeForm(dossier.form, form)),
      ...optional("note", note),
    }),
  );
};

/** The event that calls a transfer off; `wasDone`: what it brought about is to be undone. */
export const calledOff = (dossier: Dossier, transfer: Transfer, reason: string, context: Context): NewEvent =>
  event(context, "transferCancelled", {
    transferId: transfer.transferId,
    reason,
    wasDone: !transfer.open,
    ...statusWith(dossier, others(dossier, transfer.transferId)),
  });

/** An officer calls a transfer off. */
export const cancelTransfer: Rule<"cancelTransfer"> = ({ transferId, reason }, dossier, context) => {
  const transfer = openTransferFor(dossier, transferId, context.meta.actor);
  return isDecision(transfer) ? transfer : accept(calledOff(dossier, transfer, reason, context));
};

/**
 * What the applicant's withdrawal does to the transfers (the legs' `onWithdrawal`): refused where a finished leg forbids it; what runs is
 * called off or left to finish, what is done is kept or undone. A transfer sent by hand is called off.
 */
export function onWithdrawal(dossier: Dossier, reason: string, context: Context): readonly NewEvent[] | Decision {
  const ruleOf = (transfer: Transfer) => dossier.route?.legs.find((leg) => leg.key === transfer.leg)?.onWithdrawal;
  const forbidding = dossier.transfers.filter((entry) => entry.state === "done" && ruleOf(entry)?.done === "forbid");
  if (forbidding.length > 0)
    return refuseWith("dossier.leg-done", { transfers: forbidding.map(({ transferId, purpose }) => ({ transferId, purpose })) });
  return dossier.transfers
    .filter((entry) =>
      entry.open ? ruleOf(entry)?.running !== "letFinish" : entry.state === "done" && ruleOf(entry)?.done === "undo",
    )
    .map((entry) => calledOff(dossier, entry, reason, context));
}

/** A partner refused the sending itself: it waits for a correction like one that came back (nothing is left lying at nobody's). */
export function refusedSending(
  dossier: Dossier,
  transferId: string,
  number: number | undefined,
  reason: string,
  context: Context,
): readonly NewEvent[] {
  const transfer = openTransferFor(dossier, transferId, context.meta.actor, number);
  return isDecision(transfer) ? [] : [event(context, "transferSentBack", { transferId, reason, documents: [] })];
}
