/** Signing secrets of webhooks: made, sealed for the table, opened for a lane. */
import { randomBytes } from "node:crypto";
import type { Sealer } from "../partners/sealed.ts";
import type { SealedSecrets } from "./store.ts";
import type { SubscriptionSecret } from "./types.ts";

/** Standard Webhooks: 24 to 64 random bytes in base64 behind this prefix. */
const PREFIX = "whsec_";
const SECRET_BYTES = 32;

export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");
/** Also the lane's name. Grows with time, for paging; 40 random bits tell those of one millisecond apart. No secret. */
export const newSubscriptionId = (nowMs: number): string =>
  `wh-${nowMs.toString(36).padStart(9, "0")}${randomBytes(5).toString("hex")}`;

const place = (id: string): string => `subscription:${id}`;

export const sealSecret = (sealer: Sealer, id: string, secret: string): string => sealer.seal(secret, place(id));

/** The one before, while it still opens: it is on its way out, and what cannot be read must not keep its successor from signing. */
const previousOf = (
  sealer: Sealer,
  id: string,
  { previousSealed, previousUntil }: SealedSecrets,
): readonly SubscriptionSecret[] => {
  if (previousSealed === null || previousUntil === null) return [];
  try {
    return [{ secret: sealer.open(previousSealed, place(id)), until: previousUntil }];
  } catch {
    return [];
  }
};

/** The secrets of a row, newest first. Throws SealedError where the hub's own secret has changed. */
export const openSecrets = (sealer: Sealer, id: string, row: SealedSecrets): readonly SubscriptionSecret[] => [
  { secret: sealer.open(row.sealed, place(id)) },
  ...previousOf(sealer, id, row),
];
