/** The partner calls the hub back: signed, as JSON or as a SOAP envelope, in order, again until it is answered. Polled partners never call. */
import { z } from "zod";
import { CALLBACKS, callbackReply, MESSAGES, type PartnerEvent } from "../../adapters/departments/contract/callbacks.ts";
import { SIGNATURE } from "../../adapters/departments/contract/exchange.ts";
import {
  inTurn,
  judgeReply,
  type PushResult,
  type pushOptions,
  pushOrder,
  pushUntilAnswered,
  withoutNulls,
} from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import { readSoap, SOAP_11 } from "../kit/xml.ts";
import { asJson, operationXml } from "./wire.ts";

export type CallSettings = z.infer<typeof pushOptions> & {
  readonly hubUrl: string;
  readonly callbacks: "json" | "soap" | "none";
};

/** What a door may say. */
export const callTrial = z.strictObject({
  docCode: z.string().min(1),
  /** The newest transfer of the dossier unless told. */
  transferId: z.string().optional(),
  /** Fields that differ. `null` leaves a field out. */
  data: z.record(z.string(), z.unknown()).default({}),
  secret: z.string().optional(),
  attempts: z.int().min(1).max(100).optional(),
});
export type CallTrial = z.infer<typeof callTrial>;

/** "waiting": nobody is called, the hub asks for it. */
export interface Called extends Omit<PushResult, "outcome"> {
  readonly kind: PartnerEvent["Kind"];
  readonly DocCode: string;
  readonly outcome: PushResult["outcome"] | "waiting";
}

export interface Caller {
  readonly call: (event: PartnerEvent, trial?: CallTrial) => Promise<Called>;
  readonly calls: () => readonly Called[];
  readonly reset: () => void;
}

const answerOf = (text: string): unknown => {
  if (!text.trimStart().startsWith("<")) return JSON.parse(text);
  return asJson(readSoap(text).operation);
};
/** A signature that does not hold is refused by 401; sending again would not help. */
const judge = judgeReply(callbackReply, (reply) => reply.Status === 1, { statuses: [200, 401], read: answerOf });

const envelope = (inner: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_11}"><s:Body>${inner}</s:Body></s:Envelope>`;

/** @param id the lane: "departments" or "ministry". */
export const createCaller = (context: SimContext, id: string, settings: CallSettings): Caller => {
  let calls: Called[] = [];
  const queued = inTurn();
  return {
    call: (event, trial) => {
      const signal = context.signal();
      const { hook, operation } = CALLBACKS[event.Kind];
      // Parsing drops what is not of this message and keeps the contract's order of members.
      const message = withoutNulls({ ...MESSAGES[event.Kind].parse(event), ...trial?.data });
      const keep = (called: Called): Called => {
        // One that a reset broke off belongs to the ledger that is gone.
        if (!signal.aborted) calls.push(called);
        return called;
      };
      const facts = { kind: event.Kind, DocCode: event.DocCode };
      const run = async (): Promise<Called> => {
        if (settings.callbacks === "none") return keep({ ...facts, outcome: "waiting", attempts: [] });
        const soap = settings.callbacks === "soap";
        const order = {
          url: `${settings.hubUrl.replace(/\/$/, "")}/hooks/${id}/${hook}`,
          body: soap ? envelope(operationXml(operation, message)) : JSON.stringify(message),
          ...(soap ? { contentType: "text/xml; charset=utf-8" } : {}),
          signature: SIGNATURE,
          judge,
        };
        const how = { secret: trial?.secret, attempts: trial?.attempts };
        return keep({ ...facts, ...(await pushUntilAnswered(context, pushOrder(how, settings, order))) });
      };
      return queued(run);
    },
    calls: () => calls,
    reset: () => {
      calls = [];
    },
  };
};
