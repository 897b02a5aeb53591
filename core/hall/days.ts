/** A process's view of the halls' days: folded once, then kept up with what it and others write. */
import type { Hall } from "../../catalogs/hall.ts";
import type { LocalDate } from "../time/types.ts";
import { emptyDay, evolveAll } from "./queue/evolve.ts";
import type { HallStore, StoredHallEvent } from "./store.ts";
import type { HallDay, HallEvent } from "./types.ts";

/** What a key was used for on this day. */
export interface UsedKey {
  readonly hash: string;
  /** Number of its event. */
  readonly seq: number;
}

/** A day as far as it was read. Grows; `day` is replaced, never changed. */
export interface Folded {
  day: HallDay;
  readonly events: HallEvent[];
  readonly keys: Map<string, UsedKey>;
}

export interface HallDays {
  /** The day as this process knows it: others may have written on since. */
  known(hall: Hall, day: LocalDate): Promise<Folded>;
  /** Reads on; whether there was anything new. */
  readOn(folded: Folded): Promise<boolean>;
  /** Takes in what this process has written itself. */
  take(folded: Folded, events: readonly StoredHallEvent[]): void;
}

const bare = ({ key: _key, keyHash: _hash, ...event }: StoredHallEvent): HallEvent => event;

/** Only the newest day of each hall is kept: older ones are asked for seldom. */
export const createHallDays = (store: HallStore): HallDays => {
  const newest = new Map<string, { readonly day: LocalDate; readonly folded: Promise<Folded> }>();

  const take: HallDays["take"] = (folded, events) => {
    // Two reads may overlap: what one has taken in already, the other passes over.
    const fresh = events.filter(({ seq }) => seq > folded.day.version);
    folded.day = evolveAll(folded.day, fresh);
    folded.events.push(...fresh.map(bare));
    for (const { key, keyHash, seq } of fresh) if (key !== null && keyHash !== null) folded.keys.set(key, { hash: keyHash, seq });
  };
  const readOn: HallDays["readOn"] = async (folded) => {
    const { hallId, day, version } = folded.day;
    take(folded, await store.read(hallId, day, version));
    return folded.day.version > version;
  };
  const readAll = async (hall: Hall, day: LocalDate): Promise<Folded> => {
    const folded: Folded = { day: emptyDay(hall, day), events: [], keys: new Map() };
    await readOn(folded);
    return folded;
  };

  return {
    readOn,
    take,
    known: (hall, day) => {
      const kept = newest.get(hall.id);
      if (kept?.day === day) return kept.folded;
      const folded = readAll(hall, day);
      if (kept === undefined || kept.day < day) {
        newest.set(hall.id, { day, folded });
        // A read that failed is tried anew by the next who asks.
        folded.catch(() => newest.get(hall.id)?.folded === folded && newest.delete(hall.id));
      }
      return folded;
    },
  };
};
