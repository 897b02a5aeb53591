/**
 * What a telephone exchange (cloud PBX) and the hub say to each other: the exchange posts what happens in a call, the answer is a list of what to do next,
 * as Vietnamese cloud exchanges have it (talk, input, connect, hang up). No public source binds this form: names, signature and `context` are ours.
 * Glossary: exchange = tổng đài · caller = người gọi · trunk = đường trung kế.
 */
import { z } from "zod";

/** Last part of the road below the hub's /hooks/<device>/. */
export const HOOK_PATH = "call";
/** The exchange's own sign of life: GET, signed like the calls with an empty body. */
export const STATUS_PATH = "/status";

/** signature = lower-case hex HMAC-SHA256(shared secret, timestamp + "." + body bytes); timestamp = seconds since 1970. */
export const SIGNATURE = {
  timestampHeader: "x-ivr-timestamp",
  signatureHeader: "x-ivr-signature",
  toleranceSeconds: 300,
} as const;

/** Most tones that one input can bring. */
export const MOST_DIGITS = 40;
export const FINISH_KEY = "#";

/** POST. `from` is empty where the caller hides his number. `digits`: what was pressed without the closing "#"; empty where time was over. */
export const callEvent = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("start"),
    callId: z.string().min(1).max(80),
    from: z.string().max(20),
    to: z.string().max(20),
  }),
  z.object({
    event: z.literal("digits"),
    callId: z.string().min(1).max(80),
    from: z.string().max(20),
    to: z.string().max(20),
    digits: z
      .string()
      .regex(/^[0-9*#]*$/)
      .max(MOST_DIGITS),
    /** As it came with the last answer of this call, unchanged. */
    context: z.string().max(2000),
  }),
  z.object({
    event: z.literal("hangup"),
    callId: z.string().min(1).max(80),
    from: z.string().max(20),
    to: z.string().max(20),
    context: z.string().max(2000).optional(),
  }),
]);
export type CallEvent = z.infer<typeof callEvent>;

export const action = z.discriminatedUnion("action", [
  /** Said by the exchange's own voice. A caller may press before it is over. */
  z.strictObject({ action: z.literal("talk"), text: z.string().min(1).max(1500), lang: z.enum(["vi", "en"]) }),
  /** Waits for tones; the exchange then posts `digits`. */
  z.strictObject({
    action: z.literal("input"),
    maxDigits: z.int().min(1).max(MOST_DIGITS),
    timeoutSeconds: z.int().min(1).max(60),
    finishOnKey: z.literal(FINISH_KEY),
  }),
  z.strictObject({ action: z.literal("connect"), to: z.string().min(3).max(20) }),
  z.strictObject({ action: z.literal("hangup") }),
]);
export type Action = z.infer<typeof action>;

/** The answer: done one after another. `context` comes back with the next event of the call. */
export const callAnswer = z.strictObject({ actions: z.array(action).max(20), context: z.string().max(2000) });
export type CallAnswer = z.infer<typeof callAnswer>;

/** Answer of STATUS_PATH. `calls`: how many are under way. */
export const exchangeStatus = z.object({ trunk: z.enum(["up", "down"]), calls: z.int().min(0) });
export type ExchangeStatus = z.infer<typeof exchangeStatus>;
