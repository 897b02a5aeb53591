/** The telco's books: every message with what it costs and who pays, the office's quota, what citizens wrote (domain.md §5.8). */

import type { ReceiptState } from "../../adapters/sms/contract/smpp.ts";
import { MAX_SEGMENTS, type TemplateName } from "../../adapters/sms/contract/templates.ts";
import type { SimContext } from "../kit/types.ts";
import { hasAccents, segmentsOf, templateOf } from "./texts.ts";

export type Protocol = "viettel" | "vnpt" | "smpp";
export type Payer = "recipient" | "office";

export interface Submission {
  readonly protocol: Protocol;
  /** The sender's own number, where the protocol has one: it is taken once. */
  readonly requestId?: string;
  readonly to: string;
  readonly brandname: string;
  readonly text: string;
  readonly accented: boolean;
  readonly payer: Payer;
  /** Parts as they came, where the sender cut the text himself (SMPP). */
  readonly parts?: number;
}

export interface SentMessage extends Submission {
  readonly messageId: string;
  readonly at: string;
  readonly segments: number;
  readonly template: TemplateName;
  readonly state: "sent" | ReceiptState;
}

export const REFUSALS = ["duplicate", "brandname", "receiver", "unicode", "template", "tooLong", "balance"] as const;
export type Refusal = (typeof REFUSALS)[number];

/** One SMS of a citizen to the short code, and what was answered. */
export interface Incoming {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  readonly at: string;
  readonly via: "http" | "smpp";
  readonly reply?: string;
  /** The reply is no registered text, or too long: the telco does not send it. */
  readonly replyRefused?: true;
}

export interface Book {
  /** Takes a message, or says why not. Nothing is charged for a refused one. */
  readonly take: (submission: Submission) => SentMessage | Refusal;
  /** Counts a refusal that another part of the telco gave (password, contract). */
  readonly refuse: (protocol: Protocol, why: string) => void;
  readonly find: (id: string) => SentMessage | undefined;
  /** What became of a message on the air. */
  readonly setState: (messageId: string, state: ReceiptState) => SentMessage | undefined;
  readonly receive: (from: string, text: string, via: Incoming["via"]) => Incoming;
  /** The hub's reply to a citizen, sent if it is a registered text. */
  readonly reply: (id: string, text: string, accented: boolean) => Incoming | undefined;
  readonly messages: () => readonly SentMessage[];
  readonly incoming: () => readonly Incoming[];
  readonly refusals: () => readonly { readonly protocol: Protocol; readonly why: string; readonly at: string }[];
  /** Segments that the office has left. */
  readonly balance: () => number;
  readonly setBalance: (segments: number) => void;
  readonly reset: () => void;
}

/** Mobile numbers of Việt Nam since 2018: 84, then 3, 5, 7, 8 or 9, then eight digits. */
const MOBILE = /^84[35789]\d{8}$/;

/** @param quota segments that the office has bought. */
export const createBook = (context: SimContext, brandname: string, quota: number): Book => {
  let messages: SentMessage[] = [];
  let incoming: Incoming[] = [];
  let refusals: { protocol: Protocol; why: string; at: string }[] = [];
  let balance = quota;
  let serial = 0;

  const judge = (given: Submission, segments: number, template: TemplateName | undefined): Refusal | undefined => {
    const { protocol, requestId } = given;
    if (requestId !== undefined && messages.some((one) => one.protocol === protocol && one.requestId === requestId))
      return "duplicate";
    if (given.brandname !== brandname) return "brandname";
    if (!MOBILE.test(given.to)) return "receiver";
    if (!given.accented && hasAccents(given.text)) return "unicode";
    if (segments > MAX_SEGMENTS) return "tooLong";
    if (template === undefined) return "template";
    return given.payer === "office" && segments > balance ? "balance" : undefined;
  };
  const refuse = (protocol: Protocol, why: string): void => {
    refusals.push({ protocol, why, at: context.clock.now() });
  };

  return {
    take: (given) => {
      const segments = given.parts ?? segmentsOf(given.text, given.accented);
      const template = templateOf(given.text, given.accented);
      const why = judge(given, segments, template);
      if (why !== undefined || template === undefined) {
        refuse(given.protocol, why ?? "template");
        return why ?? "template";
      }
      if (given.payer === "office") balance -= segments;
      const messageId = String(++serial).padStart(10, "0");
      const message: SentMessage = { ...given, messageId, at: context.clock.now(), segments, template, state: "sent" };
      messages.push(message);
      return message;
    },
    refuse,
    find: (id) => messages.find((one) => one.messageId === id || one.requestId === id),
    setState: (messageId, state) => {
      messages = messages.map((one) => (one.messageId === messageId ? { ...one, state } : one));
      return messages.find((one) => one.messageId === messageId);
    },
    receive: (from, text, via) => {
      const one: Incoming = { id: `MO-${String(++serial).padStart(6, "0")}`, from, text, at: context.clock.now(), via };
      incoming.push(one);
      return one;
    },
    reply: (id, text, accented) => {
      const fits =
        templateOf(text, accented) !== undefined && segmentsOf(text, accented) <= MAX_SEGMENTS && (accented || !hasAccents(text));
      incoming = incoming.map((one) => (one.id === id ? { ...one, reply: text, ...(fits ? {} : { replyRefused: true }) } : one));
      return incoming.find((one) => one.id === id);
    },
    messages: () => messages,
    incoming: () => incoming,
    refusals: () => refusals,
    balance: () => balance,
    setBalance: (segments) => {
      balance = segments;
    },
    reset: () => {
      messages = [];
      incoming = [];
      refusals = [];
      balance = quota;
      serial = 0;
    },
  };
};
