/**
 * Looks into the population database (R-G05, R-I02): each with the officer's own identity number and a purpose, kept in the log; of the
 * answer only whether it fits. Glossary: identity check = tra cứu, đối chiếu thông tin dân cư · purpose = mục đích.
 */
import { accept, event, optional, type Rule, refuseWith } from "../context.ts";

/** Asks about the applicant or the owner; the police lane carries the question. */
export const checkIdentity: Rule<"checkIdentity"> = (command, dossier, context) => {
  const { checkId, who, purpose, officerIdentityNumber } = command;
  if (dossier.identityChecks?.some((check) => check.checkId === checkId))
    return refuseWith("dossier.identity-check-exists", { checkId });
  const person = who === "owner" ? (dossier.owner ?? dossier.applicant) : dossier.applicant;
  const { identityNumber, fullName, birthDate } = person;
  if (identityNumber === undefined) return refuseWith("dossier.identity-unknown", { who });
  const { actor, at } = context.meta;
  return accept(
    event(context, "identityCheckRequested", {
      check: { checkId, who, purpose, by: actor.name ?? actor.id, at },
      officerIdentityNumber,
      subject: { identityNumber, fullName, ...optional("birthDate", birthDate) },
    }),
  );
};

/** Keeps whether it fitted, once. */
export const recordIdentityCheck: Rule<"recordIdentityCheck"> = ({ checkId, outcome, differing }, dossier, context) => {
  const check = dossier.identityChecks?.find((entry) => entry.checkId === checkId);
  if (check === undefined || check.answer !== undefined) return refuseWith("dossier.unknown-identity-check", { checkId });
  return accept(event(context, "identityChecked", { checkId, answer: { outcome, differing, at: context.meta.at } }));
};
