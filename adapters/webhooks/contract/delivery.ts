/** What is on the wire of a webhook: headers of Standard Webhooks, a CloudEvent 1.0 in JSON as the body. */
import { z } from "zod";

export const HEADERS = {
  /** Stable over every resend and replay: a receiver that has it already answers 2xx and does nothing. */
  id: "webhook-id",
  /** Seconds since 1970 of this attempt. */
  timestamp: "webhook-timestamp",
  /** "v1,<base64>", one for each secret that is good now, separated by blanks. */
  signature: "webhook-signature",
  /** Only on a replay: its id. */
  replay: "lienthong-replay",
} as const;

/** A secret as a subscriber gets it: this, then base64 of 24 to 64 bytes. */
export const SECRET_PREFIX = "whsec_";
/** Receivers refuse a timestamp further from their own clock than this. */
export const TOLERANCE_SECONDS = 300;

/** The test call that a subscription begins with, and that its owner may ask for at any time. */
export const PING_TYPE = "vn.lienthong.ping";

export const cloudEvent = z.looseObject({
  specversion: z.literal("1.0"),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  time: z.iso.datetime(),
  subject: z.string().optional(),
  datacontenttype: z.string().optional(),
  data: z.unknown(),
});
