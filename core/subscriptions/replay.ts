/** Which events of the past are sent again: those behind a cursor, as far as the lane's own follower has read. What comes later comes anyway. */
import type { HubEvent } from "../feed/event.ts";
import type { FeedPage, FeedScope } from "../hub-types.ts";

/** More than this is no repair but a second beginning: that is a new subscription from a cursor, or the feed itself. */
export const MOST_REPLAYED = 10_000;
/** Events looked at, hidden ones included: how long a replay may search (some seconds). */
const MOST_LOOKED_AT = 200_000;
const PAGE = 1000;

/** Order of two cursors of the feed ("<transaction>.<position>"): negative where `one` lies before `other`. Pure. */
export const compareCursors = (one: string, other: string): number => {
  const [x = "0", n = "0"] = one.split(".");
  const [y = "0", m = "0"] = other.split(".");
  const a = BigInt(x);
  const b = BigInt(y);
  return a === b ? Number(n) - Number(m) : a < b ? -1 : 1;
};

export interface PastEvents {
  readonly after: string;
  /** Where the lane's follower stands. */
  readonly until: string;
  readonly scope: FeedScope;
  readonly types: ReadonlySet<string> | undefined;
}

type Feed = (filter: {
  readonly after: string;
  readonly limit: number;
  readonly scope: FeedScope;
}) => Promise<FeedPage | undefined>;

/** The events in their order; undefined for a cursor that is none of ours, "tooMany" beyond the bounds. */
export const pastEvents = async (
  feed: Feed,
  { after, until, scope, types }: PastEvents,
): Promise<readonly HubEvent[] | "tooMany" | undefined> => {
  const events: HubEvent[] = [];
  let cursor = after;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PAGE) {
    const page = await feed({ after: cursor, limit: PAGE, scope });
    if (page === undefined) return undefined;
    events.push(...page.items.filter((event) => compareCursors(event.cursor, until) <= 0 && (types?.has(event.type) ?? true)));
    if (events.length > MOST_REPLAYED) return "tooMany";
    if (page.cursor === cursor || compareCursors(page.cursor, until) >= 0) return events;
    cursor = page.cursor;
  }
  return "tooMany";
};
