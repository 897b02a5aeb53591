/** What the receiver has got, by box: an agency may have several addresses, each with its own secrets. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { SECRET_PREFIX, TOLERANCE_SECONDS } from "../../adapters/webhooks/contract/delivery.ts";

/** Why a delivery is not believed. */
export type Doubt = "headers" | "timestamp" | "signature" | "body" | "noSecret";

/** One event as the receiver holds it. `times`: how often it came, replays included. */
export interface Got {
  readonly id: string;
  readonly type: string;
  readonly subject: string | undefined;
  readonly data: unknown;
  readonly times: number;
  readonly replays: readonly string[];
}

export interface Box {
  readonly secrets: Set<string>;
  /** In the order in which they first came. */
  readonly events: Map<string, Got>;
  readonly doubts: Map<Doubt, number>;
  /** How many signatures the last believed delivery carried: two while a secret is being changed. */
  signatures: number;
}

/** The HMAC of Standard Webhooks, by the book: base64 of SHA-256 over "id.timestamp.body" under the secret's bytes. */
const signatureOf = (secret: string, signed: string): Buffer =>
  createHmac("sha256", Buffer.from(secret.slice(SECRET_PREFIX.length), "base64"))
    .update(signed)
    .digest();

/** Which doubt there is about a delivery, if any. */
export const doubtOf = (
  secrets: Iterable<string>,
  given: { readonly id: string; readonly timestamp: string; readonly signatures: readonly string[]; readonly body: string },
  nowMs: number,
): Doubt | undefined => {
  const { id, timestamp, signatures, body } = given;
  if (id === "" || !/^\d{1,12}$/.test(timestamp) || signatures.length === 0) return "headers";
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return "timestamp";
  const known = [...secrets];
  if (known.length === 0) return "noSecret";
  const offered = signatures.filter((one) => one.startsWith("v1,")).map((one) => Buffer.from(one.slice(3), "base64"));
  const good = known.some((secret) => {
    const own = signatureOf(secret, `${id}.${timestamp}.${body}`);
    return offered.some((one) => one.length === own.length && timingSafeEqual(one, own));
  });
  return good ? undefined : "signature";
};

/** All boxes; a box is made when it is first named. */
export const createBook = () => {
  const boxes = new Map<string, Box>();
  const box = (name: string): Box => {
    const known = boxes.get(name) ?? { secrets: new Set(), events: new Map(), doubts: new Map(), signatures: 0 };
    boxes.set(name, known);
    return known;
  };
  const total = (count: (one: Box) => number): number => [...boxes.values()].reduce((sum, one) => sum + count(one), 0);
  return {
    box,
    doubt: (name: string, doubt: Doubt): void => {
      const { doubts } = box(name);
      doubts.set(doubt, (doubts.get(doubt) ?? 0) + 1);
    },
    take: (name: string, event: Omit<Got, "times" | "replays">, signatures: number, replay: string | undefined): void => {
      const to = box(name);
      const before = to.events.get(event.id);
      to.signatures = signatures;
      to.events.set(event.id, {
        ...event,
        times: (before?.times ?? 0) + 1,
        replays: [...(before?.replays ?? []), ...(replay === undefined ? [] : [replay])],
      });
    },
    reset: (): void => boxes.clear(),
    counts: () => ({
      boxes: boxes.size,
      events: total((one) => one.events.size),
      deliveries: total((one) => [...one.events.values()].reduce((sum, got) => sum + got.times, 0)),
      refused: total((one) => [...one.doubts.values()].reduce((sum, times) => sum + times, 0)),
    }),
    state: () =>
      Object.fromEntries(
        [...boxes].map(([name, one]) => [
          name,
          {
            secrets: one.secrets.size,
            signatures: one.signatures,
            doubts: Object.fromEntries(one.doubts),
            events: [...one.events.values()],
          },
        ]),
      ),
  };
};
