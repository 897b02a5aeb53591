/**
 * The end of resolution: a result, a reasoned refusal, or the applicant's withdrawal (R-B06, R-B11, R-C02).
 * Glossary: decide = ra kết quả · refuse = không đủ điều kiện giải quyết · withdraw = rút hồ sơ.
 */
import { isDecision, rowEnd } from "../clock.ts";
import { accept, type Decision, event, issueForms, optional, type Rule, refuseWith } from "../context.ts";
import { openRow, openTransfers } from "../guards.ts";
import { isOnTime } from "../papers.ts";
import type { Dossier } from "../types.ts";
import { onWithdrawal } from "./transfers.ts";

/** Nothing is decided over the heads of agencies whose results are still out (R-B06). */
function transfersFault(dossier: Dossier): Decision | undefined {
  const out = openTransfers(dossier);
  if (out.length === 0) return undefined;
  const transfers = out.map(({ transferId, toAgencyId }) => ({ transferId, toAgencyId }));
  return refuseWith("dossier.transfers-outstanding", { transfers });
}

/** A result is there. Not while the dossier waits for the applicant or is suspended: nobody decides on what is not complete. */
export const decide: Rule<"decide"> = (command, dossier, context) => {
  const { at } = context.meta;
  if (dossier.clock?.stopped !== undefined) return refuseWith("dossier.waiting-for-applicant", { status: dossier.status });
  const documents = command.documents.map(({ name, number, file }) => ({
    name,
    ...optional("number", number),
    ...optional("file", file),
  }));
  return (
    transfersFault(dossier) ??
    accept(event(context, "decided", { documents, ...rowEnd(openRow(dossier), at), onTime: isOnTime(dossier, at) }))
  );
};

/**
 * Not eligible: a reasoned refusal, all papers back, a satisfaction form, an apology where it comes late (R-B11, R-C02). Possible while the
 * dossier waits: an applicant who never brings what is missing must get an answer too.
 */
export const refuse: Rule<"refuse"> = (command, dossier, context) => {
  const fault = transfersFault(dossier);
  if (fault !== undefined) return fault;
  const { reason, legalBasis } = command;
  const { at } = context.meta;
  const apology = isOnTime(dossier, at) ? [] : [{ form: "apology" as const, data: { about: "late" } }];
  return accept(
    event(context, "refused", {
      reason,
      ...optional("legalBasis", legalBasis),
      ...rowEnd(openRow(dossier), at),
      papersBack: dossier.components,
      forms: issueForms(dossier, at, [
        { form: "refusal", data: { reason, ...optional("legalBasis", legalBasis), papersBack: dossier.components } },
        ...apology,
        { form: "satisfaction", data: { case: "notEligible" } },
      ]),
    }),
  );
};

/**
 * The applicant takes the dossier back before it is decided; all papers go with it, and what is under way at other agencies is called off as
 * the legs say (R-B06).
 */
export const withdraw: Rule<"withdraw"> = (command, dossier, context) => {
  const calledOff = onWithdrawal(dossier, command.reason, context);
  if (isDecision(calledOff)) return calledOff;
  return accept(
    ...calledOff,
    event(context, "withdrawn", {
      reason: command.reason,
      ...rowEnd(openRow(dossier), context.meta.at),
      papersBack: dossier.components,
    }),
  );
};
