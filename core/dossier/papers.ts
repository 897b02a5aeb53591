/**
 * The papers of a dossier: what is missing, what is held, what goes back, and with which forms (R-A02, R-A03, R-B11, R-C02).
 * Glossary: component = thành phần hồ sơ · original = bản chính · copy = bản sao · papers back = trả lại hồ sơ.
 */
import type { ComponentSpec, Procedure } from "../../catalogs/types.ts";
import type { Instant } from "../time/types.ts";
import { dueWithoutExtensions } from "./clock.ts";
import type { HeldComponent } from "./commands.ts";
import type { Dossier, FormKind } from "./types.ts";

/** One required component that is not there in the right kind and number. */
export interface MissingComponent {
  readonly componentId: string;
  readonly name: string;
  /** How many more are needed; an electronic file, once held, needs none. */
  readonly originals: number;
  readonly copies: number;
}

const isHeld = (held: HeldComponent): boolean => held.originals > 0 || held.copies > 0 || held.files.length > 0;

/** What one component lacks; undefined where it is complete. */
function lack(spec: ComponentSpec, held: HeldComponent | undefined): MissingComponent | undefined {
  // An electronic document is worth its paper (the guidance may still ask for it again if it is unreadable).
  if (held !== undefined && held.files.length > 0) return undefined;
  const originals = Math.max(0, spec.originals - (held?.originals ?? 0));
  // An original beyond those required stands for a copy: the officer compares and copies it himself.
  const spare = Math.max(0, (held?.originals ?? 0) - spec.originals);
  const copies = Math.max(0, spec.copies - (held?.copies ?? 0) - spare);
  const unnumbered = spec.originals === 0 && spec.copies === 0 && (held === undefined || !isHeld(held));
  return originals > 0 || copies > 0 || unnumbered ? { componentId: spec.id, name: spec.name, originals, copies } : undefined;
}

/**
 * The required components that are not held in the right kinds and number, in catalog order; empty where the dossier is complete.
 * Components that are not `required` ("nếu có") are never missing. Source: R-A02, R-A03.
 */
export function missingComponents(procedure: Procedure, held: readonly HeldComponent[]): readonly MissingComponent[] {
  const byId = new Map(mergeComponents([], held).map((component) => [component.componentId, component]));
  return procedure.components.flatMap((spec) => {
    const missing = spec.required ? lack(spec, byId.get(spec.id)) : undefined;
    return missing === undefined ? [] : [missing];
  });
}

/** Ids among `ids` that the procedure's catalog entry does not have: neither asked for (R-A03) nor taken (R-A12). */
export function unpublishedComponents(procedure: Procedure, ids: readonly string[]): readonly string[] {
  const published = new Set(procedure.components.map((component) => component.id));
  return [...new Set(ids)].filter((id) => !published.has(id));
}

/** Everything held once `more` has come in: counts add up, files follow those already there (the same file only once). */
export function mergeComponents(held: readonly HeldComponent[], more: readonly HeldComponent[]): readonly HeldComponent[] {
  const merged = new Map<string, HeldComponent>();
  for (const component of [...held, ...more]) {
    const before = merged.get(component.componentId);
    const known = new Set(before?.files.map((file) => file.blob));
    merged.set(component.componentId, {
      componentId: component.componentId,
      originals: (before?.originals ?? 0) + component.originals,
      copies: (before?.copies ?? 0) + component.copies,
      files: [...(before?.files ?? []), ...component.files.filter((file) => !known.has(file.blob))],
    });
  }
  return [...merged.values()];
}

/** Ids asked for that `supplied` brings nothing of. */
export function uncovered(
  asked: readonly { readonly componentId: string }[],
  supplied: readonly HeldComponent[],
): readonly string[] {
  const brought = new Set(supplied.filter(isHeld).map((component) => component.componentId));
  return [...new Set(asked.map((item) => item.componentId))].filter((id) => !brought.has(id));
}

/**
 * Whether what ended at `at` ended on time. Measured against the due time before any extension: an apology does not make a late dossier
 * punctual. While the clock stands, the time that counts is when it stopped (R-B04).
 */
export function isOnTime(dossier: Pick<Dossier, "clock">, at: Instant): boolean {
  const clock = dossier.clock;
  if (clock === undefined) return true;
  const counted = clock.stopped !== undefined && clock.stopped.since < at ? clock.stopped.since : at;
  return counted <= dueWithoutExtensions(clock);
}

/** What the applicant gets at a return, or on the appointed day (R-C02). */
export interface ReturnPapers {
  readonly case: "onTime" | "late" | "notYetResolved" | "notEligible";
  /** The forms that belong to the case, whether or not they were given out before. */
  readonly forms: readonly FormKind[];
  /** The result documents to hand over. */
  readonly results: NonNullable<Dossier["decision"]>["documents"];
  /** The applicant's own papers that go back. */
  readonly papersBack: readonly HeldComponent[];
}

/**
 * The four cases of R-C02 with their papers, as of `at`: on time (result) · late (result, apology) · not yet resolved and past due
 * (extension, apology) · not eligible (refusal, all papers back; apology too if that is late). A satisfaction form goes with each.
 * Undefined where nothing is due to the applicant yet: not decided and not past due (or the clock stands, or none runs).
 */
export function returnPapers(dossier: Pick<Dossier, "clock" | "decision" | "components">, at: Instant): ReturnPapers | undefined {
  const { clock, decision } = dossier;
  if (decision === undefined) {
    const overdue = clock !== undefined && clock.stopped === undefined && at > clock.dueAt;
    return overdue
      ? { case: "notYetResolved", forms: ["extension", "apology", "satisfaction"], results: [], papersBack: [] }
      : undefined;
  }
  const apology: readonly FormKind[] = isOnTime(dossier, decision.at) ? [] : ["apology"];
  if (decision.outcome === "refused") {
    return { case: "notEligible", forms: ["refusal", ...apology, "satisfaction"], results: [], papersBack: dossier.components };
  }
  return {
    case: apology.length > 0 ? "late" : "onTime",
    forms: [...apology, "satisfaction"],
    results: decision.documents,
    papersBack: [],
  };
}

/**
 * The forms of `returnPapers` that still have to be given out: not those given since the decision, and no second apology to somebody who got
 * one with an extension whose new time was kept.
 */
export function formsStillDue(
  dossier: Pick<Dossier, "clock" | "decision" | "components" | "forms">,
  at: Instant,
): readonly FormKind[] {
  const decidedAt = dossier.decision?.at ?? at;
  const given = new Set(dossier.forms.filter((issued) => issued.at >= decidedAt).map((issued) => issued.form));
  const clock = dossier.clock;
  if (clock !== undefined && clock.extensions.length > 0 && decidedAt <= clock.dueAt) given.add("apology");
  return (returnPapers(dossier, at)?.forms ?? []).filter((form) => !given.has(form));
}
