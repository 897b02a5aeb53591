/** Runs the day: at each hop of the clock dossiers are filed, lanes come to rest, and everybody does what is next to do. */
import type { Instant } from "../../../../core/time/types.ts";
import type { World } from "../world.ts";
import { act } from "./act.ts";
import { atATime, type Case, type Cases } from "./cases.ts";
import type { Deed } from "./deeds.ts";
import { isDown } from "./faults.ts";
import type { Jump } from "./figures.ts";
import { file } from "./filing.ts";
import { nextDeeds } from "./officers.ts";
import { mendLanes } from "./operator.ts";
import { partnerDeeds } from "./partners.ts";
import type { Pulse } from "./pulse.ts";
import type { Step } from "./steps.ts";
import type { View } from "./view.ts";

/** People at work at once: enough that the hub writes many in one statement. */
const AT_ONCE = 32;
/** Visits to a dossier within one hop: what one deed makes possible is done at once, but nobody runs in circles. */
const MOST_VISITS = 6;

export interface Run {
  readonly world: World;
  readonly cases: Cases;
  readonly pulse: Pulse;
  /** The lane of the partner that is down for a stretch. */
  readonly downLane: string;
  readonly jumps: Jump[];
  /** Component ids (required first) and whether the time is unstated, by procedure. */
  readonly procedures: ReadonlyMap<string, { readonly components: readonly string[]; readonly unstated: boolean }>;
  /** Messages that an operator had to put back, by lane and error code. */
  readonly mended: Map<string, number>;
}

/** Lanes come to rest; the one whose partner is down is not waited for. */
const calm = async ({ world, pulse, downLane }: Run): Promise<void> => {
  await pulse.still();
  await world.hub.exchange.idle(isDown(world.now()) ? [downLane] : []);
};

const jump = async (run: Run, to: Instant): Promise<void> => {
  const before = run.world.now();
  await run.world.jump(to);
  if (to > before) run.jumps.push({ before, after: to });
};

const viewOf = (run: Run, one: Case): View | undefined => {
  const { dossier, plan } = one;
  if (dossier === undefined) return undefined;
  const known = run.procedures.get(dossier.procedure.code);
  return {
    dossier,
    plan,
    now: run.world.now(),
    components: known?.components ?? [],
    unstated: known?.unstated ?? false,
    done: one.done,
  };
};

const deedsOf = (run: Run, one: Case): readonly Deed[] => {
  const view = viewOf(run, one);
  return view === undefined || run.cases.ended(one) ? [] : [...nextDeeds(view), ...partnerDeeds(view)];
};

/** One visit to a dossier; true where something was done. A step that is refused leaves the rest for later. */
const visit = async (run: Run, one: Case, deeds: readonly Deed[]): Promise<boolean> => {
  let did = false;
  for (const deed of deeds) {
    if (!(await act(run.world, one, deed))) break;
    did = true;
  }
  return did;
};

/** Everybody does what is next to do, until nothing is left for now. */
const work = async (run: Run): Promise<void> => {
  for (let round = 0; round < MOST_VISITS; round += 1) {
    await run.cases.refresh();
    const busy = run.cases.all.flatMap((one) => {
      const deeds = deedsOf(run, one);
      return deeds.length === 0 ? [] : [{ one, deeds }];
    });
    let did = 0;
    await atATime(AT_ONCE, busy, async ({ one, deeds }) => {
      if (await visit(run, one, deeds)) did += 1;
    });
    if (did === 0) return;
    await calm(run);
  }
};

/** One step of the clock, hop by hop. Errors: CliError where a dossier is not taken, or is refused for ever. */
export const playStep = async (run: Run, step: Step): Promise<void> => {
  for (const at of step.hops) {
    await jump(run, at);
    const due = run.cases.all.filter((one) => !one.filed && one.plan.at <= run.world.now());
    await atATime(AT_ONCE, due, (one) => file(run.world, one));
    await calm(run);
    await work(run);
    await mendLanes(run.world, run.mended);
  }
};
