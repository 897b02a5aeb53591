/** What changes in the picture: each simulated device's metal and ledger, and what the hub tells everybody of its devices and its queue. */
import { z } from "zod";
import type { Served } from "../../kit/serve.ts";

/** A hub that is slower is drawn as it last was. */
const HUB_TIMEOUT_MS = 4_000;

const metalSchema = z.object({
  powered: z.boolean(),
  cabled: z.boolean(),
  troubles: z.array(z.string()),
  knows: z.record(z.string(), z.object({ vi: z.string(), en: z.string() })),
});
export type MetalState = z.infer<typeof metalSchema>;

/** As GET /api/v1/halls, …/devices and …/queue have them; only what the picture shows. */
const words = z.object({ vi: z.string() });
const hallSchema = z.object({
  id: z.string(),
  name: words,
  counters: z.array(z.object({ id: z.string(), number: z.int(), name: words })),
});
const hallsSchema = z.object({ items: z.array(hallSchema) });
const deviceSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: words,
  counterId: z.string().optional(),
  state: z.enum(["ok", "warning", "failing", "off"]),
  problems: z.array(words),
});
const devicesSchema = z.object({ items: z.array(deviceSchema) });
const queueSchema = z.object({
  counters: z.array(
    z.object({ id: z.string(), open: z.boolean(), ticketId: z.string().optional(), state: z.string().optional() }),
  ),
  lines: z.array(z.object({ letter: z.string(), waiting: z.array(z.string()) })),
  absent: z.array(z.string()),
});
export type HubDevice = z.infer<typeof deviceSchema>;

/** What the hub says of the hall. */
export interface HubHall extends z.infer<typeof hallSchema> {
  readonly devices: readonly HubDevice[];
  readonly queue: z.infer<typeof queueSchema>;
}

export interface Simulated {
  /** Absent where its control door does not know it. */
  readonly metal?: MetalState;
  readonly state: unknown;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Snapshot {
  readonly simulated: ReadonlyMap<string, Simulated>;
  /** As the hub last told it; absent where none was named, or none has answered yet. */
  readonly hub?: HubHall;
  /** Whether it told so just now. */
  readonly answers: boolean;
}

const simulatedOf = async ({ simulation, url }: Served): Promise<Simulated> => {
  const answer = await simulation.fetch(new Request(`${url}/__sim/device`));
  const metal = answer.ok ? metalSchema.safeParse(await answer.json()).data : undefined;
  return { ...(metal === undefined ? {} : { metal }), state: simulation.parts.state(), counts: simulation.parts.counts() };
};

const ask = async <T>(url: string, schema: z.ZodType<T>): Promise<T | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(HUB_TIMEOUT_MS) });
    return answer.ok ? schema.safeParse(await answer.json()).data : undefined;
  } catch {
    // The hub is away: the picture says so, and asks again.
    return undefined;
  }
};

/** The hall whose devices the simulators stand in for: the first that the hub has, as for the stack. */
const hubHallOf = async (hubUrl: string): Promise<HubHall | undefined> => {
  const hall = (await ask(`${hubUrl}/api/v1/halls`, hallsSchema))?.items[0];
  if (hall === undefined) return undefined;
  const at = `${hubUrl}/api/v1/halls/${encodeURIComponent(hall.id)}`;
  const [devices, queue] = await Promise.all([ask(`${at}/devices`, devicesSchema), ask(`${at}/queue`, queueSchema)]);
  return devices && queue && { ...hall, devices: devices.items, queue };
};

/** Looks at all of it; between two looks it remembers what the hub last said, so that the hall does not vanish with it. */
export const createSnapshots = (served: readonly Served[], hubUrl: string | undefined): (() => Promise<Snapshot>) => {
  let last: HubHall | undefined;
  return async () => {
    const [entries, hub] = await Promise.all([
      Promise.all(served.map(async (one) => [one.simulation.definition.id, await simulatedOf(one)] as const)),
      hubUrl === undefined ? undefined : hubHallOf(hubUrl),
    ]);
    last = hub ?? last;
    return { simulated: new Map(entries), answers: hub !== undefined, ...(last === undefined ? {} : { hub: last }) };
  };
};
