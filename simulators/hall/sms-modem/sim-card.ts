/** What the modem holds and what it put on the air: messages sent (joined from their parts), messages stored, those that wait outside for room. */
import type { SimContext } from "../../kit/types.ts";
import { makeDelivers, type Submitted } from "./pdu.ts";

export interface SentSms {
  readonly no: number;
  readonly to: string;
  readonly text: string;
  readonly alphabet: "gsm7" | "ucs2";
  readonly parts: number;
  readonly mode: "pdu" | "text";
  readonly at: string;
}
export interface StoredSms {
  readonly index: number;
  readonly pdu: string;
  readonly from: string;
}

export interface SimCard {
  /** Puts one part on the air; answers the modem's number of it. */
  send(message: Submitted, mode: SentSms["mode"]): number;
  sent(): readonly SentSms[];
  /** Parts whose message is not whole. */
  loose(): number;
  stored(): readonly StoredSms[];
  readonly room: number;
  /** An SMS comes for this number: stored, or kept by the network while there is no room or no modem on air. */
  arrive(from: string, text: string): void;
  /** A PDU as it is, for trials with what nobody can read. */
  arriveRaw(pdu: string): void;
  /** Stores what waits outside, as far as there is room and `onAir`; answers the places that were filled. */
  fetch(onAir: boolean): readonly number[];
  waiting(): number;
  remove(index: number): boolean;
  reset(): void;
}

/** @param room how many messages the SIM stores. */
export const createSimCard = (context: SimContext, room: number): SimCard => {
  let sent: SentSms[] = [];
  let stored = new Map<number, { readonly pdu: string; readonly from: string }>();
  let outside: { readonly pdu: string; readonly from: string }[] = [];
  let loose = new Map<string, Map<number, string>>();
  let number = 0;
  let reference = 0;

  const keep = (message: Submitted, text: string, parts: number, mode: SentSms["mode"]): void => {
    sent.push({ no: sent.length + 1, to: message.to, text, alphabet: message.alphabet, parts, mode, at: context.clock.now() });
  };
  return {
    room,
    send: (message, mode) => {
      number = (number + 1) % 256;
      const { part } = message;
      if (part === undefined) {
        keep(message, message.text, 1, mode);
        return number;
      }
      const name = `${message.to} ${part.reference} ${part.total}`;
      const texts = loose.get(name) ?? new Map<number, string>();
      loose.set(name, texts.set(part.number, message.text));
      if (texts.size === part.total) {
        loose.delete(name);
        const whole = [...texts].sort(([a], [b]) => a - b).map(([, text]) => text);
        keep(message, whole.join(""), part.total, mode);
      }
      return number;
    },
    sent: () => sent,
    loose: () => [...loose.values()].reduce((sum, texts) => sum + texts.size, 0),
    stored: () => [...stored].sort(([a], [b]) => a - b).map(([index, one]) => ({ index, ...one })),
    arrive: (from, text) => {
      reference += 1;
      outside.push(...makeDelivers(from, text, context.clock.now(), reference).map((pdu) => ({ pdu, from })));
    },
    arriveRaw: (pdu) => {
      outside.push({ pdu, from: "" });
    },
    fetch: (onAir) => {
      const filled: number[] = [];
      for (let index = 1; onAir && index <= room && outside.length > 0; index += 1) {
        if (stored.has(index)) continue;
        const next = outside.shift();
        if (next === undefined) break;
        stored.set(index, next);
        filled.push(index);
      }
      return filled;
    },
    waiting: () => outside.length,
    remove: (index) => stored.delete(index),
    reset: () => {
      sent = [];
      stored = new Map();
      outside = [];
      loose = new Map();
      number = 0;
      reference = 0;
    },
  };
};
