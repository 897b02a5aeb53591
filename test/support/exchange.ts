/** An exchange with no hub behind it, for suites and benches of the exchange alone. */
import type { ExchangeOptions } from "../../core/exchange/options.ts";

/** What an exchange asks of its hub, answered with nothing. */
export const NO_HUB = {
  execute: async () => [],
  receive: async () => [],
  feed: async () => ({ items: [], cursor: "0.0" }),
  feedEnd: async () => "0.0",
  streamPartners: async () => [],
  publishProcedures: async () => undefined,
  recordStatement: async () => undefined,
  readBlob: async () => undefined,
  find: async () => undefined,
  store: async () => ({ blob: "", size: 0, mediaType: "" }),
  awaiting: async () => [],
  updateKey: () => "",
  storeBlob: async () => "",
} satisfies Partial<ExchangeOptions>;
