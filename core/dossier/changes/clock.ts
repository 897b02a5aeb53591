/** What events do to the clock and to the rows of the control slip. Pure; facts come from the event, nothing is counted here. */
import type { ClockRestart, EventOf, EventType, RowEnd } from "../events.ts";
import type { Dossier, DossierClock, HandOver } from "../types.ts";

/** What one type of event changes. */
export type Change<T extends EventType> = (dossier: Dossier, event: EventOf<T>) => Partial<Dossier>;

/** The clock stands from `stopped` on; without a clock or a stop nothing changes. */
export const stop = (clock: DossierClock | undefined, stopped: DossierClock["stopped"]): Partial<Dossier> =>
  clock === undefined || stopped === undefined ? {} : { clock: { ...clock, stopped } };

/** The clock runs again; the open row of the control slip moves along. */
export function restart(dossier: Dossier, change: ClockRestart | undefined): Partial<Dossier> {
  if (change === undefined || dossier.clock === undefined) return {};
  const { stopped: _, ...running } = dossier.clock;
  const { stop: ended, dueWithoutExtensions: dueWithout } = change;
  const [first, ...later] = running.extensions;
  const clock: DossierClock = {
    ...running,
    dueAt: ended.dueAfter,
    stops: [...running.stops, ended],
    extensions: first === undefined || dueWithout === undefined ? running.extensions : [{ ...first, dueWithout }, ...later],
  };
  const rowDueAt = change.handOverDueAt;
  return rowDueAt === undefined
    ? { clock }
    : { clock, handOvers: withOpenRow(dossier.handOvers, (row) => ({ ...row, dueAt: rowDueAt })) };
}

/** The rows of the control slip with the open one (always the last, if any) changed. */
function withOpenRow(rows: readonly HandOver[], change: (row: HandOver) => HandOver): readonly HandOver[] {
  const last = rows.at(-1);
  return last === undefined || last.finishedAt !== undefined ? rows : [...rows.slice(0, -1), change(last)];
}

/** The open row of the control slip ends. */
export const endRow = (rows: readonly HandOver[], end: RowEnd | undefined): readonly HandOver[] =>
  end === undefined ? rows : withOpenRow(rows, (row) => ({ ...row, ...end }));
