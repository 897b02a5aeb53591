/** Turns the registry's adapters on as the environment says. */
import { readAdapterConfig } from "../adapters/kit/define.ts";
import { ADAPTERS } from "../adapters/registry.ts";
import type { Lanes } from "../catalogs/load.ts";
import type { InstalledAdapter } from "../core/hub.ts";

/** The adapters that the environment turns on (LIENTHONG_<ID>_URL), configured. Errors: AdapterConfigError. */
export const installAdapters = (env: Readonly<Record<string, string | undefined>>): readonly InstalledAdapter[] =>
  ADAPTERS.flatMap((adapter) => {
    const config = readAdapterConfig(adapter, env);
    return config === undefined ? [] : [{ adapter, config }];
  });

/** Adapters and their operations: what the legs of routes are checked against (R-B06). */
export const operationsOf = (adapters: typeof ADAPTERS): Lanes =>
  new Map(adapters.map((adapter) => [adapter.id, Object.keys(adapter.operations)]));

/** The roads that this hub knows, turned on or not. */
export const KNOWN_LANES: Lanes = operationsOf(ADAPTERS);
