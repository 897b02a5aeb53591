/** Keeps the fault rules of one simulation and decides which one a request meets. */
import type { SimClock } from "./clock.ts";
import { type FaultRule, faultRule, matches, type RequestFacts } from "./fault-rules.ts";
import { createRandom, type Random, seedOf } from "./random.ts";

interface Entry {
  readonly id: string;
  readonly rule: FaultRule;
  readonly random: Random;
  readonly sinceRequest: number;
  seen: number;
  fired: number;
  /** reorder: what waits for the next matching request. */
  held: (() => void) | undefined;
}

/** A rule with its counts, as the door shows it. */
export type FaultStatus = FaultRule & { readonly id: string; readonly seen: number; readonly fired: number };

export interface Picked {
  readonly id: string;
  readonly rule: FaultRule;
  /** reorder: resolves when the next matching request is through. */
  readonly hold: () => Promise<void>;
}

export interface FaultBook {
  /** Adds a rule. Throws ZodError on a bad one. An `id` in use is replaced. */
  readonly add: (input: unknown) => FaultStatus;
  readonly list: () => readonly FaultStatus[];
  /** Removes one rule, or all; answers how many. */
  readonly remove: (id?: string) => number;
  /** The rule that this request meets; `done` must be called when the request is through. */
  readonly pick: (facts: RequestFacts) => Promise<{ readonly fault: Picked | undefined; readonly done: () => void }>;
}

const within = (rule: FaultRule, clock: SimClock, requests: number): boolean => {
  const { from, to, afterRequests } = rule.schedule ?? {};
  const now = clock.ms();
  if (from !== undefined && now < Date.parse(from)) return false;
  if (to !== undefined && now >= Date.parse(to)) return false;
  return afterRequests === undefined || requests > afterRequests;
};

const status = (entry: Entry): FaultStatus => ({ ...entry.rule, id: entry.id, seen: entry.seen, fired: entry.fired });

/** @param seed of the simulation: rules with a share and no seed of their own derive theirs from it and from their id. */
export const createFaultBook = (clock: SimClock, seed: number): FaultBook => {
  let entries: Entry[] = [];
  let requests = 0;
  let numbered = 0;

  const letGo = (entry: Entry): void => {
    const held = entry.held;
    entry.held = undefined;
    held?.();
  };

  const fires = (entry: Entry): boolean => {
    const { rule } = entry;
    entry.seen += 1;
    if (entry.seen <= rule.after) return false;
    if (rule.times !== undefined && entry.fired >= rule.times) return false;
    if (rule.every !== undefined && (entry.seen - rule.after) % rule.every !== 0) return false;
    // The die is rolled for every matching request, so that the same seed hits the same ones whatever else happens.
    if (rule.share !== undefined && entry.random.next() >= rule.share) return false;
    entry.fired += 1;
    return true;
  };

  return {
    add: (input) => {
      const rule = faultRule.parse(input);
      const id = rule.id ?? `f${++numbered}`;
      const entry: Entry = {
        id,
        rule,
        random: createRandom(rule.seed ?? seedOf(`${seed}:${id}`)),
        sinceRequest: requests,
        seen: 0,
        fired: 0,
        held: undefined,
      };
      for (const old of entries.filter((one) => one.id === id)) letGo(old);
      entries = [...entries.filter((one) => one.id !== id), entry];
      return status(entry);
    },
    list: () => entries.map(status),
    remove: (id) => {
      const gone = entries.filter((entry) => id === undefined || entry.id === id);
      entries = entries.filter((entry) => !gone.includes(entry));
      for (const entry of gone) letGo(entry);
      return gone.length;
    },
    pick: async (facts) => {
      requests += 1;
      const arrived = requests;
      for (const entry of entries) {
        if (!within(entry.rule, clock, arrived - entry.sinceRequest)) continue;
        if (!(await matches(entry.rule, facts))) continue;
        // The one that a held request waits for passes untouched, and sets it free when it is through.
        if (entry.held !== undefined) return { fault: undefined, done: () => letGo(entry) };
        if (!fires(entry)) continue;
        const hold = () =>
          new Promise<void>((resolve) => {
            entry.held = resolve;
          });
        return { fault: { id: entry.id, rule: entry.rule, hold }, done: () => undefined };
      }
      return { fault: undefined, done: () => undefined };
    },
  };
};
