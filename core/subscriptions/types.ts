/**
 * Subscriptions: partners that want to be told by webhook what happens to their dossiers (R-J04). Each is a lane of its own, named by its id.
 * Glossary: subscription = đăng ký nhận tin · signing secret = khóa ký · replay = gửi lại tin cũ · pause = tạm dừng · follower's cursor = con
 * trỏ của lane trong dòng sự kiện.
 */
import type { Refusal } from "../dossier/types.ts";
import type { FeedScope } from "../feed/event.ts";
import type { Page } from "../page.ts";
import type { Instant } from "../time/types.ts";

/** Why one stands still or has ended: by its owner or an operator, or by the hub because nothing got through. */
export const SUBSCRIPTION_REASONS = [
  "owner",
  "operator",
  /** ≥ 20 failures in a row over ≥ 24 hours. */
  "failing",
  /** A message's retry plan is exhausted. */
  "undeliverable",
  /** Its address has come to lead where the hub may not call. */
  "targetForbidden",
  /** Its signing secret does not open: the hub's own secret has changed. */
  "secretUnreadable",
  /** A message waits for a person for another reason. */
  "stopped",
  /** The receiver answered 410. */
  "gone",
] as const;
export type SubscriptionReason = (typeof SUBSCRIPTION_REASONS)[number];

export interface Subscription {
  readonly id: string;
  readonly partnerId: string;
  readonly url: string;
  /** Event types wanted; absent: all. */
  readonly types?: readonly string[];
  readonly state: "active" | "paused" | "ended";
  readonly reason?: SubscriptionReason;
  /** Since when every attempt has failed, and how many. */
  readonly failingSince?: Instant;
  readonly failures: number;
  /** Until when the secret before the present one still signs too. */
  readonly previousUntil?: Instant;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

/** How its lane stands. */
export interface SubscriptionProgress {
  /** How far its follower has read the feed. */
  readonly cursor?: string;
  readonly waiting: number;
  /** Messages that are given up or wait for a person. */
  readonly stopped: number;
  readonly oldestWaitingAt?: Instant;
  readonly lastError?: { readonly code: string; readonly message: string; readonly at: Instant };
}

/** A secret that signs; `until`: it is being replaced. */
export interface SubscriptionSecret {
  readonly secret: string;
  readonly until?: Instant;
}

/** One that is to be delivered, with all that its lane needs. */
export interface ActiveSubscription {
  readonly id: string;
  readonly partnerId: string;
  readonly url: string;
  readonly types?: readonly string[];
  /** Newest first. */
  readonly secrets: readonly SubscriptionSecret[];
  readonly scope: FeedScope;
}

export interface NewSubscription {
  readonly partnerId: string;
  readonly url: string;
  readonly types?: readonly string[];
  /** The receiver's own signing secret ("whsec_…"); absent: one is made. */
  readonly secret?: string;
  /** Where in the feed to begin; absent: with what happens from now on. */
  readonly after?: string;
  readonly actor: string;
  /** Asked before anything is stored, with the id and the secret that will be: a refusal is the answer then. */
  readonly verify?: (candidate: { readonly id: string; readonly secret: string }) => Promise<Refusal | undefined>;
}

export interface ReplayRequest {
  readonly id: string;
  /** A cursor of the feed, or a hub time; events behind it are sent again, up to where the lane's follower stands. */
  readonly from: { readonly after: string } | { readonly since: Instant };
  /** Only counts. */
  readonly dryRun: boolean;
  readonly actor: string;
}
export interface Replay {
  /** Travels with every delivery of it; absent on a dry run. */
  readonly replayId?: string;
  readonly events: number;
}

export interface SubscriptionAct {
  readonly id: string;
  readonly actor: string;
  /** Kept in the record of acts (R-F06). */
  readonly why: string;
  readonly by: "owner" | "operator";
}

/** Refused: unknown, ended, too many, the same once more… (refusals.ts). */
export interface SubscriptionsFace {
  /** The secret is shown here and at rotation, never again. */
  create(input: NewSubscription): Promise<{ readonly subscription: Subscription; readonly secret: string } | Refusal>;
  get(id: string): Promise<Subscription | undefined>;
  progress(id: string): Promise<SubscriptionProgress>;
  /** Newest first; ended ones only where asked for. */
  list(filter: {
    readonly partnerId?: string;
    readonly state?: Subscription["state"];
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<Subscription>>;
  /** Stops delivering; the cursor stays where it is, nothing is lost. Again: the same. */
  pause(act: SubscriptionAct): Promise<Subscription | Refusal>;
  /** Goes on where it stood; what had been given up is sent too. */
  resume(act: SubscriptionAct): Promise<Subscription | Refusal>;
  /** For good; what still waits is dropped. */
  end(act: SubscriptionAct): Promise<Subscription | Refusal>;
  /** The old secret signs beside the new one for `overlapSeconds` more. */
  rotate(input: {
    readonly id: string;
    readonly actor: string;
    readonly overlapSeconds: number;
    readonly secret?: string;
  }): Promise<{ readonly subscription: Subscription; readonly secret: string } | Refusal>;
  replay(input: ReplayRequest): Promise<Replay | Refusal>;
  /** What signs now, newest first, for a test call. */
  secrets(id: string): Promise<readonly SubscriptionSecret[] | Refusal>;
}
