/** Every adapter there is, one line each. Which of them are on is a matter of configuration (kit/define.ts, readAdapterConfig). */
import type { Adapter } from "../core/exchange/adapter.ts";
import dvcPortal from "./dvc-portal/adapter.ts";
import post from "./post/adapter.ts";

export const ADAPTERS: readonly Adapter<unknown>[] = [dvcPortal, post];
