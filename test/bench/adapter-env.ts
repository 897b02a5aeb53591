/** Every adapter on, towards an address where nobody answers: their messages are written, and nobody sends them. */
import { SIMULATORS } from "../../simulators/registry.ts";

export const benchAdapterEnv = (url: string): Record<string, string> =>
  Object.assign({}, ...Object.values(SIMULATORS).map((create) => create({}).definition.settings(url))) as Record<string, string>;
