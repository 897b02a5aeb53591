/** Signed requests of partners, and a store that remembers what it was given. */
import { createHash, createHmac } from "node:crypto";
import type { HookRequest } from "../../core/exchange/adapter.ts";
import { fakeCall } from "./kit/fake-call.ts";

export const SECRET = "bi-mat-thu-nghiem-16";

/** A request as the partner signs it at `at` (ISO 8601). */
export const signed = (
  body: unknown,
  scheme: { readonly timestampHeader: string; readonly signatureHeader: string },
  at: string,
  secret = SECRET,
): HookRequest => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new TextEncoder().encode(JSON.stringify(body));
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.`).update(bytes).digest("hex");
  return {
    method: "POST",
    path: "/",
    query: {},
    headers: { [scheme.timestampHeader]: timestamp, [scheme.signatureHeader]: signature },
    body: bytes,
  };
};

/** A hook's call; `stored` fills with the names of files as they are stored. */
export const hookCall = <C>(config: C, now: string) => {
  const stored: string[] = [];
  const { call } = fakeCall(config, { now: () => now });
  return {
    stored,
    call: {
      ...call,
      store: async (bytes: Uint8Array, name: string) => {
        stored.push(name);
        return { blob: createHash("sha256").update(bytes).digest("hex"), size: bytes.byteLength, mediaType: "application/pdf" };
      },
    },
  };
};
