/**
 * The day's faults: at every simulator about one call in twenty goes wrong, by a seeded die, and one partner is down for a stretch. `hang` is
 * left out: it costs a real time-out each time.
 */
import { z } from "zod";
import type { Instant } from "../../../../core/time/types.ts";
import { local } from "../clock.ts";
import type { World } from "../world.ts";
import { MONDAY } from "./plan.ts";

/** 5 % of calls. */
export const FAULT_SHARE = 0.05;
/** The stretch in which the one partner answers 503 to everything. */
export const DOWN = { from: local(MONDAY, "09:30"), to: local(MONDAY, "13:30") } as const;

const OUTAGE = "day-down";
/** Kinds with their part of the 5 %. */
const KINDS: readonly (readonly [parts: number, rule: Readonly<Record<string, unknown>> & { readonly kind: string }])[] = [
  [20, { kind: "status", code: 503 }],
  [10, { kind: "status", code: 429, retryAfter: 1 }],
  [20, { kind: "loseAnswer" }],
  [10, { kind: "delay", ms: 20 }],
  [10, { kind: "garbage" }],
  [10, { kind: "half" }],
  [10, { kind: "sessionExpired" }],
  [10, { kind: "duplicate" }],
];
const PARTS = KINDS.reduce((sum, [parts]) => sum + parts, 0);

/**
 * A request that arrives twice does harm only where the partner itself does not tell the two apart, and no sender can help it: there the
 * network is not made to double it. By the contracts: the portal's progress rows and states, and iGate's numbers (one is burned).
 */
const DOUBLED_ONLY: Readonly<Record<string, object>> = {
  "dvc-portal": { service: "DongBoHoSoMC" },
};

/** Sets the rules at one simulator. Rules are asked in order, each rolls for what the ones before let pass. */
export const breakPartner = async (world: World, id: string, seed: number, down: boolean): Promise<void> => {
  const often = KINDS.map(([parts, rule], i) => ({
    id: `day-${rule.kind}-${i}`,
    ...rule,
    share: (FAULT_SHARE * parts) / PARTS,
    seed: seed * 1000 + i * 37 + id.length,
    ...(rule.kind === "duplicate" && DOUBLED_ONLY[id] !== undefined ? { match: DOUBLED_ONLY[id] } : {}),
  }));
  const outage = { id: OUTAGE, kind: "status", code: 503, schedule: DOWN };
  await world.sim(id, "POST", "/faults", [...(down ? [outage] : []), ...often]);
};

/** Whether the one partner is down at an instant. */
export const isDown = (at: Instant): boolean => at >= DOWN.from && at < DOWN.to;

/** What the rules did at one simulator. */
export interface FaultCount {
  readonly id: string;
  /** Calls outside the outage. */
  readonly calls: number;
  readonly struck: number;
  readonly byKind: ReadonlyMap<string, number>;
  /** Calls that met the outage. */
  readonly down: number;
}

const rules = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    fired: z.number(),
    match: z.record(z.string(), z.unknown()),
    code: z.number().optional(),
  }),
);
const received = z.object({ counts: z.object({ received: z.number() }) });

/** Reads a simulator's own counts. */
export const countFaults = async (world: World, id: string): Promise<FaultCount> => {
  const list = rules.parse(await world.sim(id, "GET", "/faults"));
  const { counts } = received.parse(await world.sim(id, "GET", ""));
  const down = list.find((rule) => rule.id === OUTAGE)?.fired ?? 0;
  const byKind = new Map<string, number>();
  for (const { id: rule, kind, fired, code } of list) {
    const name = code === undefined ? kind : String(code);
    if (rule !== OUTAGE && fired > 0) byKind.set(name, (byKind.get(name) ?? 0) + fired);
  }
  const struck = [...byKind.values()].reduce((sum, fired) => sum + fired, 0);
  return { id, calls: counts.received - down, struck, byKind, down };
};
