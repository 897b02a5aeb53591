/**
 * Reads what result displays show: three bounded queries (ready, late, touched today), once every few seconds per agency and process however
 * many screens hang there.
 */
import { createHash } from "node:crypto";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { DossierFilter, Hub } from "../../../core/hub.ts";
import { toLocalDate } from "../../../core/hub.ts";
import { type ResultsView, resultsView } from "./results-view.ts";

/** How old a picture may be, real milliseconds. */
const KEEP_MS = 4_000;
/** Most that one query brings (hub.list allows 200): a wall shows twelve pages of eight at most. */
const MOST_LISTED = 96;
const PAGE = 200;
/** Pages of today's dossiers: 1,000 a day is twenty times the busiest centre of the sources (10,000 a year, R-H). */
const MOST_PAGES = 5;

export interface Results {
  readonly view: ResultsView;
  /** Names the picture: changes with it. */
  readonly stamp: string;
}
export type ReadResults = (agencyId: string) => Promise<Results>;

const dayStart = (now: string): string => new Date(`${toLocalDate(now)}T00:00:00+07:00`).toISOString();

/** Today's dossiers, page by page, as far as it goes. */
const readToday = async (
  hub: Pick<Hub, "list">,
  filter: DossierFilter,
): Promise<{ readonly items: readonly Dossier[]; readonly complete: boolean }> => {
  const items: Dossier[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await hub.list({ ...filter, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...read.items);
    cursor = read.next;
    if (cursor === undefined) return { items, complete: true };
  }
  return { items, complete: false };
};

const read = async (hub: Pick<Hub, "list" | "now">, agencyId: string): Promise<Results> => {
  const now = hub.now();
  const agencyIds = [agencyId];
  const [ready, late, today] = await Promise.all([
    hub.list({ agencyIds, status: "decided", limit: MOST_LISTED }),
    hub.list({ agencyIds, overdueAt: now, limit: MOST_LISTED }),
    // `updatedAfter` leaves its own instant out, and midnight belongs to the day.
    readToday(hub, { agencyIds, updatedAfter: new Date(Date.parse(dayStart(now)) - 1).toISOString() }),
  ]);
  // The list names dossiers of every agency that has to do with it; the hall gives out its own.
  const own = (dossiers: readonly Dossier[]): readonly Dossier[] => dossiers.filter((dossier) => dossier.agencyId === agencyId);
  // What goes home by post or online is not waited for here.
  const here = own(ready.items).filter(({ returnMethod }) => returnMethod.kind === "inPerson");
  const view = resultsView({ ready: here, late: own(late.items), today: own(today.items), todayComplete: today.complete }, now);
  return { view, stamp: createHash("sha256").update(JSON.stringify(view)).digest("base64url").slice(0, 16) };
};

/**
 * The reader of one process. `monotonic`: real milliseconds. A read that fails is not kept: the next asks again. Errors: the hub's.
 */
export const createResultsReader = (
  hub: Pick<Hub, "list" | "now">,
  monotonic: () => number = () => performance.now(),
): ReadResults => {
  const kept = new Map<string, { readonly at: number; readonly results: Promise<Results> }>();
  return (agencyId) => {
    const had = kept.get(agencyId);
    if (had !== undefined && monotonic() - had.at < KEEP_MS) return had.results;
    const results = read(hub, agencyId);
    kept.set(agencyId, { at: monotonic(), results });
    results.catch(() => {
      if (kept.get(agencyId)?.results === results) kept.delete(agencyId);
    });
    return results;
  };
};
