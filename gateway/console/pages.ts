/**
 * Which role may use which page (R-I01). One table: the pages themselves, the menu, the start page and the tests read it, so that no link leads
 * to a refusal.
 */
import { MAY_DO, mayDo, PERSON_ROLES, type PersonRole } from "../../core/people/roles.ts";

export const PAGE_ROLES = {
  /** Who looked at a dossier (R-I02). */
  looks: PERSON_ROLES.filter((role) => MAY_DO[role].seesLooks),
  /** The list of halls and counters. */
  hall: ["oneStopOfficer", "feeOfficer", "support", "head", "deputy", "administration"],
  /** At a counter, and in a dossier there. */
  counter: ["oneStopOfficer", "feeOfficer", "head", "deputy"],
  /** Puts papers into a dossier there: scans, counts, takes what was kept. */
  papers: ["oneStopOfficer"],
  /** The help desk. */
  desk: ["support", "oneStopOfficer", "head", "deputy"],
  /** The fee desk: who takes money, and nobody else. */
  fees: PERSON_ROLES.filter((role) => mayDo(role, "recordPayment")),
  /** The hall from above. */
  inCharge: ["head", "deputy", "support"],
  /** Ends the hall's day. */
  closeDay: ["head", "deputy"],
} as const satisfies Readonly<Record<string, readonly PersonRole[]>>;
type PageKey = keyof typeof PAGE_ROLES;

/** Whether a person of this role may use the page. Pure. */
export const mayUse = (role: PersonRole, page: PageKey): boolean => (PAGE_ROLES[page] as readonly PersonRole[]).includes(role);
