/** Turns the registry's adapters on as the environment says. */
import { readAdapterConfig } from "../adapters/kit/define.ts";
import { ADAPTERS } from "../adapters/registry.ts";
import type { Lanes } from "../catalogs/load.ts";
import type { InstalledAdapter } from "../core/hub.ts";

/** No partner is polled more often than this, however great the hurry. */
const SHORTEST_POLL_MS = 1000;

type AnyAdapter = (typeof ADAPTERS)[number];
const polledFaster = (adapter: AnyAdapter, rate: number): AnyAdapter => ({
  ...adapter,
  pollers: Object.fromEntries(
    Object.entries(adapter.pollers).map(([id, poller]) => [
      id,
      { ...poller, everyMs: Math.max(SHORTEST_POLL_MS, poller.everyMs / rate) },
    ]),
  ),
});

/**
 * The adapters that the environment turns on (LIENTHONG_<ID>_URL), configured. `pollRate`: how many times faster than usual they poll,
 * for a person who tries the hub out and does not want to wait. Errors: AdapterConfigError.
 */
export const installAdapters = (
  env: Readonly<Record<string, string | undefined>>,
  { pollRate = 1 }: { readonly pollRate?: number } = {},
): readonly InstalledAdapter[] =>
  ADAPTERS.flatMap((adapter) => {
    const config = readAdapterConfig(adapter, env);
    return config === undefined ? [] : [{ adapter: pollRate === 1 ? adapter : polledFaster(adapter, pollRate), config }];
  });

/** Adapters and their operations: what the legs of routes are checked against (R-B06). */
export const operationsOf = (adapters: typeof ADAPTERS): Lanes =>
  new Map(adapters.map((adapter) => [adapter.id, Object.keys(adapter.operations)]));

/** The roads that this hub knows, turned on or not. */
export const KNOWN_LANES: Lanes = operationsOf(ADAPTERS);
