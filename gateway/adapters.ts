/** Turns the registry's adapters on as the environment says. */
import { readAdapterConfig } from "../adapters/kit/define.ts";
import { ADAPTERS } from "../adapters/registry.ts";
import type { InstalledAdapter } from "../core/hub.ts";

/** The adapters that the environment turns on (LIENTHONG_<ID>_URL), configured. Errors: AdapterConfigError. */
export const installAdapters = (env: Readonly<Record<string, string | undefined>>): readonly InstalledAdapter[] =>
  ADAPTERS.flatMap((adapter) => {
    const config = readAdapterConfig(adapter, env);
    return config === undefined ? [] : [{ adapter, config }];
  });
