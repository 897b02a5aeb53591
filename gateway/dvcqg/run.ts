/**
 * Takes a dossier along the way that a sync tells, one command after the other, each on the dossier as it then is: a race with another writer
 * or a crash half-way costs nothing, the next sync goes on from there. Glossary: race = nhiều người cùng sửa một lúc.
 */
import { createHash } from "node:crypto";
import type { Procedure } from "../../catalogs/types.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { MOST_STEPS, next, type Present } from "./catch-up.ts";
import { actingAgency, give, type ServiceContext } from "./context.ts";
import type { Outcome } from "./protocol.ts";
import { KEYED, requestFor, type StepContext } from "./steps.ts";
import type { Story } from "./story.ts";
import { busy, faulty, noWay, outsideScope, refusedBy } from "./texts.ts";

/** Other writers of the same dossier are few: more lost races in a row mean that something else is wrong. */
const MOST_RACES = 10;
const RACED: ReadonlySet<string> = new Set(["dossier.version-stale", "dossier.busy"]);

/** As much of the dossier as the way depends on. */
export const presentOf = (dossier: Dossier): Present => ({
  status: dossier.status,
  checked: dossier.check?.outcome === "valid",
  rounds: dossier.supplementRounds.length,
  ...(dossier.statusBeforeStop === undefined ? {} : { resumesTo: dossier.statusBeforeStop }),
});

/** SHA-256 of what a client sent, short: a key of what may be done once. */
export const fingerprint = (...parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

export type Arrived = { readonly dossier: Dossier } | { readonly refused: Outcome };

export interface Journey {
  readonly story: Story;
  readonly procedure: Procedure;
  readonly officer: StepContext["officer"];
  /** Of the very sync: the same one again does nothing a second time. */
  readonly once: string;
}

/** Gets the dossier where the story says that it stands, or as far as it goes and the reason why no farther. */
export const catchUp = async (context: ServiceContext, from: Dossier, journey: Journey): Promise<Arrived> => {
  const { hub, partner } = context;
  const { story, procedure, officer } = journey;
  const agencyId = actingAgency(context, from);
  if (agencyId === undefined) return { refused: outsideScope(story.code) };
  let dossier = from;
  let races = 0;
  for (let taken = 0; taken < MOST_STEPS && races < MOST_RACES; taken += 1) {
    const step = next(presentOf(dossier), story.goal);
    if (step === "there") return { dossier };
    if (typeof step === "object") return { refused: noWay(step.no, dossier, story.goal.status) };
    const request = requestFor(step, story, {
      dossier,
      procedure,
      officer,
      now: hub.now(),
      agencyId,
      enteredBy: partner.name,
    });
    if ("field" in request) return { refused: faulty(request) };
    const outcome = await give(context, {
      type: request.type,
      dossier: dossier.id,
      body: request.body,
      expectedVersion: dossier.version,
      ...(KEYED.has(step) ? { key: `dvcqg:${step}:${journey.once}` } : {}),
    });
    if (outcome.outcome === "done") {
      dossier = outcome.dossier;
      continue;
    }
    // This very sync has taken this step before, and the dossier has gone on since: a late repeat.
    if (outcome.outcome !== "refused") return { dossier };
    if (!RACED.has(outcome.refusal.code)) return { refused: refusedBy(outcome.refusal, story.code) };
    races += 1;
    dossier = (await hub.find(dossier.id)) ?? dossier;
  }
  return { refused: busy("dossier.busy") };
};
