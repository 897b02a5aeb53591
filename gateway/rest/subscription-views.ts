/** What the doors show of subscriptions. Pure. */
import { z } from "@hono/zod-openapi";
import type { Subscription, SubscriptionProgress, SubscriptionReason } from "../../core/hub.ts";
import { REASON_TEXTS } from "../events/reasons.ts";

const bilingual = z.object({ vi: z.string(), en: z.string() });
const instant = z.iso.datetime();

export const subscriptionSchema = z
  .object({
    id: z.string().openapi({ description: "Cũng là tên lane / also its lane's name" }),
    partnerId: z.string(),
    url: z.string(),
    types: z.array(z.string()).optional().openapi({ description: "Vắng mặt: mọi loại sự kiện / absent: all types" }),
    state: z.enum(["active", "paused", "ended"]),
    reason: z
      .object({
        code: z.enum(Object.keys(REASON_TEXTS) as [SubscriptionReason, ...SubscriptionReason[]]),
        vi: z.string(),
        en: z.string(),
        todo: bilingual,
      })
      .optional()
      .openapi({ description: "Vì sao dừng, và phải làm gì / why it stands still, and what to do" }),
    failingSince: instant.optional(),
    failures: z.int().openapi({ description: "Số lần hỏng liên tiếp / failures in a row" }),
    previousUntil: instant
      .optional()
      .openapi({ description: "Khóa cũ còn ký đến lúc này / until when the old secret signs too" }),
    createdAt: instant,
    changedAt: instant,
    lane: z
      .object({
        cursor: z.string().optional(),
        waiting: z.int(),
        stopped: z.int(),
        oldestWaitingAt: instant.optional(),
        lastError: z.object({ code: z.string(), message: z.string(), at: instant }).optional(),
      })
      .optional()
      .openapi({ description: "Chỉ khi xem một đăng ký / only when one is read" }),
  })
  .openapi("Subscription");
export const createdSchema = subscriptionSchema
  .extend({ secret: z.string().openapi({ description: "Khóa ký, chỉ hiện lần này / shown only this once" }) })
  .openapi("NewSubscriptionAnswer");
export const rotatedSchema = z
  .object({ id: z.string(), secret: z.string(), previousUntil: instant.optional() })
  .openapi("NewSecret");
export const replaySchema = z.object({ dryRun: z.boolean(), replayId: z.string().optional(), events: z.int() }).openapi("Replay");
export const pingSchema = z
  .object({
    delivered: z.boolean(),
    status: z.int().optional(),
    ms: z.int(),
    error: z.object({ code: z.string(), message: z.string(), hint: bilingual }).optional(),
  })
  .openapi("PingResult");

/** A subscription for its owner; `lane`: how its delivery stands. */
export const subscriptionView = ({ reason, ...rest }: Subscription, lane?: SubscriptionProgress) => ({
  ...rest,
  ...(reason === undefined ? {} : { reason: { code: reason, ...REASON_TEXTS[reason] } }),
  ...(lane === undefined ? {} : { lane }),
});
