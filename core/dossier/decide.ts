/**
 * decide(): what a command does to a dossier, as events, or why it does nothing. Pure: time, calendar and catalog come in the context.
 * The rules are in rules/, one function per command; what holds for all of them is in guards.ts; what events then change is evolve.ts's.
 */
import { followRoute } from "../routes/follow.ts";
import type { CommandType, DossierCommand } from "./commands.ts";
import { type Context, type Decision, type Rule, refuseWith } from "./context.ts";
import { guard, guardSubmit } from "./guards.ts";
import { decide as decideRule, refuse, withdraw } from "./rules/decision.ts";
import { cancelCharge, recordPayment, recordPaymentRequest, recordReceipt, requestFee } from "./rules/fees.ts";
import { checkIdentity, recordIdentityCheck } from "./rules/identity.ts";
import { check, receive } from "./rules/intake.ts";
import { extend, handOver, progress, resume, suspend } from "./rules/resolution.ts";
import { recordDelivery, recordPartner, returnInPerson, returnOnline, sendByPost } from "./rules/return.ts";
import { amend, codeAtSubmission, submit } from "./rules/submit.ts";
import { ask, requestSupplement, supplement } from "./rules/supplement.ts";
import { acceptTransfer, cancelTransfer, forward, resendTransfer, takeTransferResult } from "./rules/transfers.ts";
import type { Dossier } from "./types.ts";

export type { Context, Decision } from "./context.ts";

/** One rule per command; a new command does not compile until it has one. */
const RULES: { readonly [T in Exclude<CommandType, "submit">]: Rule<T> } = {
  amend,
  check,
  receive,
  ask,
  requestSupplement,
  supplement,
  refuse,
  handOver,
  progress,
  requestFee,
  recordPayment,
  suspend,
  resume,
  cancelCharge,
  recordPaymentRequest,
  recordReceipt,
  forward,
  acceptTransfer,
  takeTransferResult,
  resendTransfer,
  cancelTransfer,
  checkIdentity,
  recordIdentityCheck,
  decide: decideRule,
  extend,
  withdraw,
  returnInPerson,
  returnOnline,
  sendByPost,
  recordDelivery,
  recordPartner,
};

/** Looks the rule of a command up; the cast only says what the table's type already guarantees (key and command agree). */
const ruleOf = (command: Exclude<DossierCommand, { type: "submit" }>): Rule<CommandType> =>
  RULES[command.type] as Rule<CommandType>;

/**
 * Whether the command will need a fresh dossier code in `context.code`: at submission for a dossier filed online at the hub itself (R-A08
 * promises the code on success), else at receipt, for a dossier that has none of ours yet (domain.md §2).
 */
export function needsCode(command: DossierCommand, dossier: Dossier | undefined): boolean {
  if (command.type === "submit") return dossier === undefined && codeAtSubmission(command);
  // Only where receipt can succeed: a refused command should burn no number.
  return (
    command.type === "receive" &&
    dossier?.status === "submitted" &&
    dossier.check?.outcome === "valid" &&
    dossier.code === undefined
  );
}

/**
 * Decides a command. `ok`: the events to write, in order. Otherwise the refusal, and what is to be written although refused (only the attempt
 * to demand paper of a fully-online dossier, R-A10). An illegal move gives no events and so changes nothing. Never throws.
 */
export function decide(command: DossierCommand, dossier: Dossier | undefined, context: Context): Decision {
  if (command.type === "submit") {
    if (dossier !== undefined) return refuseWith("dossier.already-submitted", { status: dossier.status });
    const meta = guardSubmit(command, context);
    return "ok" in meta ? meta : submit(command, { ...context, meta });
  }
  if (dossier === undefined) return refuseWith("dossier.not-found", { command: command.type });
  const meta = guard(command, dossier, context);
  if ("ok" in meta) return meta;
  const timed = { ...context, meta };
  return followRoute(ruleOf(command)(command, dossier, timed), dossier, timed);
}
