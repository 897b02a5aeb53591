/** The registry of adapters: adding a partner is its folder and a line here. */
import dvcPortal from "../adapters/dvc-portal/adapter.ts";
import { readAdapterConfig } from "../adapters/kit/define.ts";
import post from "../adapters/post/adapter.ts";
import type { Adapter } from "../core/exchange/adapter.ts";
import type { InstalledAdapter } from "../core/hub.ts";

export const ADAPTERS: readonly Adapter<unknown>[] = [dvcPortal, post];

/** The adapters that the environment turns on (LIENTHONG_<ID>_URL), configured. Errors: AdapterConfigError. */
export const installAdapters = (env: Readonly<Record<string, string | undefined>>): readonly InstalledAdapter[] =>
  ADAPTERS.flatMap((adapter) => {
    const config = readAdapterConfig(adapter, env);
    return config === undefined ? [] : [{ adapter, config }];
  });
