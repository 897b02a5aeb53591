import { createHash } from "node:crypto";
import type { Dossier } from "../../../core/dossier/types.ts";
import { type Call, MOST_AWAITING, type WireEntry } from "../../../core/exchange/adapter.ts";

/** A Call for tests: fixed trace, recorded wire entries, a clock and a signal that the test owns, dossiers to be found. */
export const fakeCall = <C>(
  config: C,
  options: {
    now?: () => string;
    signal?: AbortSignal;
    blobs?: ReadonlyMap<string, Uint8Array>;
    dossiers?: readonly Dossier[];
  } = {},
) => {
  const entries: WireEntry[] = [];
  const call: Call<C> = {
    config,
    signal: options.signal ?? new AbortController().signal,
    now: options.now ?? (() => "2026-03-02T02:00:00.000Z"),
    messageId: "018f0000-0000-7000-8000-000000000001",
    attempt: 1,
    mayHaveArrived: false,
    traceparent: "00-11111111111111111111111111111111-2222222222222222-01",
    wire: (entry) => entries.push(entry),
    blob: async (sha256) => options.blobs?.get(sha256) ?? new Uint8Array(),
    store: async (bytes) => ({
      blob: createHash("sha256").update(bytes).digest("hex"),
      size: bytes.byteLength,
      mediaType: "application/pdf",
    }),
    find: async (reference) => options.dossiers?.find(({ id, code }) => id === reference || code === reference),
    awaiting: async (from = "") =>
      (options.dossiers ?? [])
        .filter(({ id }) => id >= from)
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, MOST_AWAITING),
    updateKey: (dossierId) => `update-key-of-${dossierId}`,
  };
  return {
    call,
    entries,
    wireText: () => entries.map((entry) => `${entry.what} ${new TextDecoder().decode(entry.bytes)}`).join("\n"),
  };
};

/** The ExchangeError a promise rejects with, as plain data; anything else fails the test where it is read. */
export const failure = async (promise: Promise<unknown>): Promise<Record<string, unknown>> => {
  try {
    await promise;
  } catch (error) {
    if (typeof error === "object" && error !== null && "intent" in error)
      return { ...error, message: error instanceof Error ? error.message : "" };
    return { intent: "not an ExchangeError", error };
  }
  return { intent: "no error" };
};
