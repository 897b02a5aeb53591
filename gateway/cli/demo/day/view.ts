/** What somebody who visits a dossier sees. */
import type { Dossier } from "../../../../core/dossier/types.ts";
import type { Instant } from "../../../../core/time/types.ts";
import type { Plan } from "./plan.ts";

export interface View {
  readonly dossier: Dossier;
  readonly plan: Plan;
  readonly now: Instant;
  /** Components of the procedure, the required ones first. */
  readonly components: readonly string[];
  /** The catalog states no time: the officer names one. */
  readonly unstated: boolean;
  readonly done: ReadonlySet<string>;
}
