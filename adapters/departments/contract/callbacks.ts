/**
 * What a department or ministry tells the hub: progress, a request for papers, the result with digitised papers (R-B06, R-B07, R-B10, R-C03).
 * Ours, like exchange.ts. Signed POST to the hub's hooks, as JSON, or as a SOAP 1.1 envelope whose body element is the operation; or, from
 * partners that can only be polled, as `Events` of GetResults.
 */
import { z } from "zod";
import { attachment, instant, nameValue, parts, reference, reply } from "./exchange.ts";

const { whole, text, maybe, list } = parts;

/** Kind → last part of the hub's hook, and the SOAP operation. */
export const CALLBACKS = {
  progress: { hook: "progress", operation: "ReportProgress" },
  supplement: { hook: "supplementRequest", operation: "RequestSupplement" },
  result: { hook: "result", operation: "ReportResult" },
} as const;
export type Kind = keyof typeof CALLBACKS;

const trace = {
  ...reference,
  /** The partner's own id of this step: what it repeats by. */
  TraceId: text(80).min(1),
  DateCreated: instant,
  UserName: maybe(text(200)),
  UserPosition: maybe(text(200)),
  /** The unit at the partner that did it. */
  OrganName: maybe(text(300)),
  Comment: maybe(text(4000)),
};

/** Status: 1 taken in · 2 being worked on · 3 sent on to a higher agency by the partner itself. */
export const STEP = { takenIn: 1, working: 2, sentOn: 3 } as const;
export const progressMessage = z.object({ ...trace, Status: whole.min(1).max(3), DocumentId: maybe(text(60)) });
export type ProgressMessage = z.infer<typeof progressMessage>;

/** PaperCode as the procedure publishes it; absent where the partner says it in prose only. */
export const supplementMessage = z.object({
  ...trace,
  Supplementaries: list(z.object({ PaperCode: maybe(text(60)), Reason: text(2000).min(1) }), 100),
});
export type SupplementMessage = z.infer<typeof supplementMessage>;

/** done: resolved · refused: not eligible · sentBack: wrong, to be corrected and sent again. */
export const OUTCOMES = ["done", "refused", "sentBack"] as const;
export const resultMessage = z.object({
  ...trace,
  Outcome: z.enum(OUTCOMES),
  /** What the result hands on to later transfers (a number, a date). */
  ResultData: list(nameValue, 100),
  /** Digitised papers, inside the message. */
  Documents: list(attachment, 50),
});
export type ResultMessage = z.infer<typeof resultMessage>;

export const MESSAGES = { progress: progressMessage, supplement: supplementMessage, result: resultMessage } as const;

/** One event of a polled partner. */
export const event = z.discriminatedUnion("Kind", [
  progressMessage.extend({ Kind: z.literal("progress") }),
  supplementMessage.extend({ Kind: z.literal("supplement") }),
  resultMessage.extend({ Kind: z.literal("result") }),
]);
export type PartnerEvent = z.infer<typeof event>;
export const resultsReply = reply.extend({ Events: list(event, 1000) });
export type ResultsReply = z.infer<typeof resultsReply>;

/** The hub's answer to a callback, HTTP 200: Status 1 taken (also when it had it), 0 refused. Another status: send again. */
export const callbackReply = z.object({ Status: whole.max(1), Code: text(120), Message: text(4000) });
export type CallbackReply = z.infer<typeof callbackReply>;
