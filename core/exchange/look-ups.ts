/** What an adapter may look up in the hub while it works: files (read and stored), dossiers, who awaits it, update keys. */
import type { Call } from "./adapter.ts";
import { blobGone } from "./failure.ts";
import type { ExchangeOptions } from "./options.ts";

export type LookUps = Pick<Call, "blob" | "store" | "find" | "awaiting" | "updateKey">;

/** The look-ups of one lane. `blob` rejects with exchange.blob-gone where the file is gone; the others with the database driver's errors. */
export const lookUpsOf = (
  options: Pick<ExchangeOptions, "readBlob" | "store" | "find" | "awaiting" | "updateKey">,
  lane: string,
): LookUps => ({
  blob: async (sha256) => {
    const bytes = await options.readBlob(sha256);
    if (!bytes) throw blobGone(sha256);
    return bytes;
  },
  store: options.store,
  find: options.find,
  awaiting: (from) => options.awaiting(lane, from),
  updateKey: options.updateKey,
});
