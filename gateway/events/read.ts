/** Reading the hub's feed for one partner: only what it may see, only the types it wants, page by page (R-J04, R-I02). */
import { type CloudEvent, cloudEvent } from "../../core/cloud-event.ts";
import { EVENT_TITLES } from "../../core/dossier/events.ts";
import type { FeedScope, Hub } from "../../core/hub.ts";

/** How much of the feed is looked at in one statement; a partner that sees little moves on fast all the same. */
const PAGE = 500;
/** A request looks at so many pages at most; what it has not reached is the next request's. */
const MOST_PAGES = 20;

export const EVENT_TYPES = Object.keys(EVENT_TITLES) as [keyof typeof EVENT_TITLES, ...(keyof typeof EVENT_TITLES)[]];

export interface EventsWanted {
  /** A cursor of the feed. */
  readonly after: string;
  /** Most events given. */
  readonly limit: number;
  readonly scope: FeedScope;
  /** Absent: all. */
  readonly types?: ReadonlySet<string>;
}

export interface EventsRead {
  readonly items: readonly CloudEvent[];
  /** Where to go on, with or without items. */
  readonly cursor: string;
  /** Nothing more is there now. */
  readonly end: boolean;
}

/** The next events after a cursor; undefined for a cursor that is none of the hub's. Errors: the database driver's own. */
export const readEvents = async (hub: Pick<Hub, "feed">, wanted: EventsWanted): Promise<EventsRead | undefined> => {
  let cursor = wanted.after;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await hub.feed({ after: cursor, limit: PAGE, scope: wanted.scope });
    if (read === undefined) return undefined;
    const seen = read.items.filter((event) => wanted.types?.has(event.type) ?? true);
    const given = seen.slice(0, wanted.limit);
    const last = given.at(-1);
    if (last !== undefined) {
      const cut = seen.length > given.length;
      return { items: given.map(cloudEvent), cursor: cut ? last.cursor : read.cursor, end: false };
    }
    if (read.cursor === cursor) return { items: [], cursor, end: true };
    cursor = read.cursor;
  }
  return { items: [], cursor, end: false };
};
