/** Refusals of the hub → HTTP, in one table. */
import type { Refusal } from "../../core/dossier/types.ts";
import { type Problem, type ProblemStatus, problem } from "../problem.ts";

const UNKNOWN = ["dossier.not-found", "fees.unknown-settlement", "subscription.unknown"] as const;
/** Right in itself, but not now: the dossier's state or an earlier request stands against it. */
const CONFLICT = [
  "request.key-reused",
  "dossier.national-code-taken",
  "dossier.already-submitted",
  "dossier.already-received",
  "dossier.wrong-state",
  "dossier.final",
  "dossier.not-checked",
  "dossier.use-supplement",
  "dossier.fee-unpaid",
  "dossier.inquiry-pending",
  "dossier.charge-exists",
  "dossier.payment-twice",
  "dossier.waiting-for-applicant",
  "dossier.transfers-outstanding",
  "dossier.transfer-exists",
  "dossier.transfer-answered",
  "dossier.not-with-post",
  "dossier.before-last-event",
  "fees.period-open",
  "fees.already-signed",
  "fees.figures-changed",
  "fees.unreconciled",
  "subscription.ended",
  "subscription.exists",
  "subscription.too-many",
  "subscription.secret-unreadable",
] as const;
const FORBIDDEN = [
  "dossier.role-not-allowed",
  "dossier.not-your-agency",
  "dossier.late-entry-not-allowed",
  "partner.role-not-allowed",
  "partner.scope-missing",
  "partner.agency-not-yours",
  "partner.channel-not-yours",
  "partner.role-not-claimable",
  "partner.unknown",
  "subscription.partner-unknown",
] as const;

/** By code. What is not named here is 422 (understood, but the rules do not allow it), or 503 where it is the hub's fault. */
export const STATUS_BY_CODE: ReadonlyMap<string, ProblemStatus> = new Map<string, ProblemStatus>([
  ...UNKNOWN.map((code) => [code, 404] as const),
  ...CONFLICT.map((code) => [code, 409] as const),
  ...FORBIDDEN.map((code) => [code, 403] as const),
  ["dossier.version-stale", 412],
  ["subscription.bad-cursor", 400],
  ["dossier.busy", 503],
  ["file.too-large", 413],
  ["file.kind-not-allowed", 415],
]);

const statusOf = (refusal: Refusal): ProblemStatus => STATUS_BY_CODE.get(refusal.code) ?? (refusal.blame === "hub" ? 503 : 422);

/** The problem document of a refusal. Pure. */
export const refusalProblem = (refusal: Refusal): Problem => {
  const status = statusOf(refusal);
  return problem(status, refusal.code, {
    blame: refusal.blame,
    // Nothing was done, and the hub's own lack may be mended meanwhile.
    retry: status === 503,
    detail: { vi: refusal.vi, en: refusal.en },
    hint: refusal.hint,
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
  });
};
