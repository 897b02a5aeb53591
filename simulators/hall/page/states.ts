/** What changes in the picture: each simulated device's metal and figures, and what the hub shows of its devices' states. */
import { z } from "zod";
import type { Served } from "../../kit/serve.ts";

const HUB_TIMEOUT_MS = 1_500;

const deviceState = z.object({
  powered: z.boolean(),
  cabled: z.boolean(),
  troubles: z.array(z.string()),
  knows: z.record(z.string(), z.object({ vi: z.string(), en: z.string() })),
});
/** As GET /api/v1/halls/{id}/devices has it; only what the picture shows. */
const hubDevices = z.object({
  items: z.array(z.object({ id: z.string(), state: z.string(), problems: z.array(z.object({ vi: z.string() })) })),
});
const hubHalls = z.object({ items: z.array(z.object({ id: z.string() })) });

export interface PictureState {
  readonly devices: Readonly<
    Record<
      string,
      {
        readonly powered: boolean;
        readonly cabled: boolean;
        readonly troubles: readonly string[];
        readonly counts: Readonly<Record<string, number>>;
      }
    >
  >;
  /** What the hub says of its devices; absent while it does not answer. */
  readonly hub?: Readonly<Record<string, { readonly state: string; readonly problems: readonly string[] }>>;
}

const metalOf = async ({ simulation, url }: Served): Promise<z.infer<typeof deviceState> | undefined> => {
  const answer = await simulation.fetch(new Request(`${url}/__sim/device`));
  return answer.ok ? deviceState.safeParse(await answer.json()).data : undefined;
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

const hubOf = async (hubUrl: string | undefined): Promise<PictureState["hub"]> => {
  if (hubUrl === undefined) return undefined;
  const halls = await ask(`${hubUrl}/api/v1/halls`, hubHalls);
  if (halls === undefined) return undefined;
  const lists = await Promise.all(
    halls.items.map(({ id }) => ask(`${hubUrl}/api/v1/halls/${encodeURIComponent(id)}/devices`, hubDevices)),
  );
  return Object.fromEntries(
    lists.flatMap((list) =>
      (list?.items ?? []).map(({ id, state, problems }) => [id, { state, problems: problems.map(({ vi }) => vi) }] as const),
    ),
  );
};

/** All of it. */
export const statesOf = async (served: readonly Served[], hubUrl: string | undefined): Promise<PictureState> => {
  const devices = await Promise.all(
    served.map(async (one) => {
      const metal = await metalOf(one);
      return [
        one.simulation.definition.id,
        {
          powered: metal?.powered ?? true,
          cabled: metal?.cabled ?? true,
          troubles: metal?.troubles ?? [],
          counts: one.simulation.parts.counts(),
        },
      ] as const;
    }),
  );
  const hub = await hubOf(hubUrl);
  return { devices: Object.fromEntries(devices), ...(hub === undefined ? {} : { hub }) };
};
