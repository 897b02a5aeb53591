/** The test call of a webhook: a signed CloudEvent about nothing, made at once by this process, so that its owner sees what came of it. */
import { randomUUID } from "node:crypto";
import { PING_TYPE } from "../../adapters/webhooks/contract/delivery.ts";
import { deliver } from "../../adapters/webhooks/deliver.ts";
import type { Resolver } from "../../adapters/webhooks/resolve.ts";
import type { TargetPolicy } from "../../adapters/webhooks/target.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import type { Hub, SubscriptionSecret } from "../../core/hub.ts";
import type { Bilingual } from "../problem.ts";

/** The caller waits for it: shorter than a delivery's own 15 s. */
const PING_MS = 10_000;

/** Where webhooks may go, and how names are resolved (the system's way where absent). */
export interface Targets {
  readonly policy: TargetPolicy;
  readonly resolve?: Resolver;
}

export interface PingTarget {
  readonly id: string;
  readonly url: string;
  readonly secrets: readonly SubscriptionSecret[];
}

/** What came of it; `error` where no 2xx came. */
export interface PingResult {
  readonly delivered: boolean;
  readonly status?: number;
  /** Real milliseconds. */
  readonly ms: number;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: Bilingual };
}

/** Sends one. Errors other than the receiver's go on to the caller. */
export const ping = async (
  hub: Pick<Hub, "now">,
  targets: Targets,
  { id, url, secrets }: PingTarget,
  traceparent: string,
): Promise<PingResult> => {
  const began = performance.now();
  const ms = (): number => Math.round(performance.now() - began);
  const eventId = `ping/${randomUUID()}`;
  const event = {
    specversion: "1.0",
    id: eventId,
    source: "/lienthong",
    type: PING_TYPE,
    time: hub.now(),
    datacontenttype: "application/json",
    data: { subscription: id },
  };
  // It says nothing about any dossier, so the sealed log of exchanges has no place for it.
  const call = { signal: AbortSignal.timeout(PING_MS), wire: () => undefined, now: hub.now, traceparent };
  try {
    return { delivered: true, status: await deliver({ ...targets, url, id: eventId, event, secrets }, call), ms: ms() };
  } catch (error) {
    if (!isExchangeError(error)) throw error;
    const { code, message, hint } = error;
    const status = /^HTTP (\d{3})\b/.exec(message)?.[1];
    return {
      delivered: false,
      ms: ms(),
      ...(status === undefined ? {} : { status: Number(status) }),
      error: { code, message, hint },
    };
  }
};
