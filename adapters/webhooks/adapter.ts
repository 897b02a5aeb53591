/**
 * Webhooks out (R-J04): each subscription of a partner is a lane of its own, which follows the hub's feed and posts every event as a signed
 * CloudEvent. Not in the registry: lanes come and go as partners subscribe. README.md says how a receiver sets it up.
 */
import { z } from "zod";
import { cloudEvent } from "../../core/cloud-event.ts";
import { DEFAULT_LIMITS, DEFAULT_PLAN, type Follows, type HubEvent, type InstalledAdapter } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { deliver } from "./deliver.ts";
import type { Resolver } from "./resolve.ts";
import type { SigningSecret } from "./sign.ts";
import type { TargetPolicy } from "./target.ts";

/** What a lane is made of. */
export interface WebhookSubscription {
  /** Also the lane's name. */
  readonly id: string;
  readonly partnerId: string;
  readonly url: string;
  /** Event types wanted; absent: all. */
  readonly types?: readonly string[];
  readonly secrets: readonly SigningSecret[];
  /** Its partner's part of the feed. */
  readonly scope: FeedScope;
}
type FeedScope = ReturnType<NonNullable<Follows["scope"]>>;

interface WebhookConfig extends WebhookSubscription {
  readonly policy: TargetPolicy;
  readonly resolve?: Resolver;
}

/** An event as the follower or a replay wrote it: our own words, so only what is used is looked at. */
const deliveryBody = z.object({
  event: z.custom<HubEvent>((value) => {
    const { cursor, dossierId, seq, type } = (value ?? {}) as Partial<Record<keyof HubEvent, unknown>>;
    return typeof cursor === "string" && typeof dossierId === "string" && typeof seq === "number" && typeof type === "string";
  }),
  replay: z.string().optional(),
});

/** Makes the lane of a subscription; `resolve`: the system's resolver where absent. */
export const webhookLane = (subscription: WebhookSubscription, policy: TargetPolicy, resolve?: Resolver): InstalledAdapter => {
  const wanted = subscription.types && new Set(subscription.types);
  const config: WebhookConfig = { ...subscription, policy, ...(resolve === undefined ? {} : { resolve }) };
  const adapter = defineAdapter<WebhookConfig>({
    id: subscription.id,
    title: { vi: `Webhook của ${subscription.partnerId}`, en: `Webhook of ${subscription.partnerId}` },
    // Never read from the environment: it comes from the table of subscriptions.
    config: z.custom<WebhookConfig>(),
    operations: {
      deliver: defineOperation<z.infer<typeof deliveryBody>, WebhookConfig>({
        title: { vi: "Gửi tin sự kiện hồ sơ", en: "Deliver a dossier event" },
        body: deliveryBody,
        quiet: true,
        // The webhook-id is the event's: a receiver tells doubles by it.
        resend: "safe",
        send: async ({ event, replay }, call) => {
          const out = cloudEvent(event);
          const { url, secrets } = call.config;
          const status = await deliver(
            {
              url,
              secrets,
              policy: call.config.policy,
              ...(call.config.resolve === undefined ? {} : { resolve: call.config.resolve }),
              id: out.id,
              event: out,
              ...(replay === undefined ? {} : { replay }),
            },
            call,
          );
          return { reference: `HTTP ${status}` };
        },
      }),
    },
    hooks: {},
    pollers: {},
    follows: {
      operation: "deliver",
      scope: ({ scope }) => scope,
      ...(wanted === undefined ? {} : { wants: (event) => wanted.has(event.type) }),
    },
    plan: { ...DEFAULT_PLAN, blipRetries: 0 },
    limits: DEFAULT_LIMITS,
  });
  return { adapter, config };
};
