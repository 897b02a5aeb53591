/**
 * What the telco's gateway tells us over HTTP: an SMS of a citizen to our short code, and what became of one of ours. No public
 * source shows these callbacks: shapes and signature are ours. Over SMPP the same comes as deliver_sm.
 */
import { z } from "zod";
import { RECEIPT_STATES } from "./smpp.ts";

/** Last parts of the roads below the hub's prefix. */
export const HOOK_PATHS = { mo: "mo", report: "report" } as const;

/** signature = lower-case hex HMAC-SHA256(shared secret, timestamp + "." + body bytes); timestamp = seconds since 1970. */
export const SIGNATURE = {
  timestampHeader: "x-sms-timestamp",
  signatureHeader: "x-sms-signature",
  toleranceSeconds: 300,
} as const;

const MSISDN = z.string().regex(/^84\d{9}$/);

/** POST. The gateway sends the answer's `reply` to the citizen; an HTTP status other than 200 makes it call again. */
export const mo = z.object({
  RequestID: z.string().min(1).max(60),
  Sender: MSISDN,
  /** The short code that the citizen wrote to. */
  ServiceID: z.string().min(1).max(20),
  Text: z.string().max(1000),
});
export type Mo = z.infer<typeof mo>;
/** `accented`: whether `reply` is to go as UCS-2. */
export const moReply = z.object({ result: z.enum(["1", "0"]), reply: z.string(), accented: z.boolean() });
export type MoReply = z.infer<typeof moReply>;

/** POST. `RequestID`: as it was given with the message. May come late, twice and out of order. */
export const report = z.object({
  RequestID: z.string().min(1).max(60),
  Receiver: MSISDN,
  Status: z.enum(RECEIPT_STATES),
  /** ISO 8601 with offset. */
  DoneAt: z.iso.datetime({ offset: true }),
  Error: z.string().max(20).optional(),
});
export type Report = z.infer<typeof report>;
export const reportReply = z.object({ result: z.enum(["1", "0"]), message: z.string() });
export type ReportReply = z.infer<typeof reportReply>;
