/**
 * The SMS centre on raw TCP: an SMPP 3.4 server (domain.md §5.8). It takes messages, joins parts, queues receipts and citizens'
 * messages until a bound receiver acknowledges them, one at a time, and misbehaves when told.
 */
import type { AddressInfo } from "node:net";
import smpp, { type DecodedMessage, type PDU, type Session } from "smpp";
import { z } from "zod";
import { BILLING, DATA_CODING, ESM_CLASS, MESSAGE_STATE, type ReceiptState, STATUS } from "../../adapters/sms/contract/smpp.ts";
import { MAX_SEGMENTS } from "../../adapters/sms/contract/templates.ts";
import { vietnamStamp } from "../kit/clock.ts";
import type { SimContext, SimListener } from "../kit/types.ts";
import type { Book, Incoming, Payer, Refusal, SentMessage } from "./book.ts";

/** What the next submit_sm meets. cut: not taken, line dead · loseAnswer: taken, line dead · hang: taken, never answered. */
export const centreFault = z.strictObject({
  kind: z.enum(["cut", "loseAnswer", "hang", "throttle", "garbage"]),
  times: z.int().min(1).max(1000).default(1),
});
type CentreFault = z.infer<typeof centreFault>;

export interface Centre {
  readonly listener: SimListener;
  /** A citizen's SMS for whoever is bound as receiver. */
  readonly deliver: (incoming: Incoming) => void;
  /** A receipt for a message that was taken here. */
  readonly receipt: (message: SentMessage, state: ReceiptState) => void;
  readonly addFault: (fault: CentreFault) => void;
  /** Receipts and messages that no receiver has acknowledged. */
  readonly waiting: () => number;
  readonly binds: () => number;
  readonly dropSessions: () => void;
  readonly reset: () => void;
}

export interface CentreSettings {
  readonly user: string;
  readonly password: string;
  readonly shortCode: string;
  /** Receipts go out as soon as a message is taken that asks for one. */
  readonly autoReceipts: boolean;
}

interface Held {
  readonly fields: Readonly<Record<string, unknown>>;
  carrier: Session | undefined;
}
interface Parts {
  readonly total: number;
  readonly texts: Map<number, string>;
}

const CODES: Readonly<Record<Refusal, number>> = {
  duplicate: STATUS.submitFailed,
  brandname: STATUS.sourceAddress,
  receiver: STATUS.destinationAddress,
  unicode: STATUS.dataCoding,
  template: STATUS.template,
  tooLong: STATUS.messageLength,
  balance: STATUS.balance,
};
const STATES: Readonly<Record<SentMessage["state"], number>> = {
  sent: MESSAGE_STATE.enroute,
  ACCEPTD: MESSAGE_STATE.enroute,
  DELIVRD: MESSAGE_STATE.delivered,
  EXPIRED: MESSAGE_STATE.expired,
  UNDELIV: MESSAGE_STATE.undeliverable,
  DELETED: MESSAGE_STATE.undeliverable,
  UNKNOWN: MESSAGE_STATE.undeliverable,
  REJECTD: MESSAGE_STATE.rejected,
};
const JUNK = Buffer.from("00000010ffffffff0000000000000001", "hex");

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const decoded = (value: unknown): { readonly text: string; readonly udh: Buffer | undefined } => {
  const message = value as DecodedMessage | undefined;
  return { text: text(message?.message), udh: message?.udh?.[0] };
};
/** Who pays by the TLV; without one it is the sender. */
const payerOf = (pdu: PDU): Payer => {
  const told = pdu["billing_identification"] as { readonly data?: Buffer } | undefined;
  return told?.data?.toString("latin1") === BILLING.recipient ? "recipient" : "office";
};

export const createCentre = (context: SimContext, book: Book, settings: CentreSettings): Centre => {
  const sessions = new Map<Session, "transmitter" | "receiver" | "transceiver">();
  const open = new Set<Session>();
  const joined = new Map<string, Parts>();
  let queue: Held[] = [];
  let faults: CentreFault[] = [];
  let binds = 0;
  let parts = 0;

  /** One at a time to each receiver: the next goes out when the one before is acknowledged. */
  const pump = (session: Session): void => {
    const role = sessions.get(session);
    if (role === undefined || role === "transmitter" || queue.some((held) => held.carrier === session)) return;
    const next = queue.find((held) => held.carrier === undefined);
    if (next === undefined) return;
    next.carrier = session;
    session.deliver_sm(next.fields, (answer) => {
      next.carrier = undefined;
      // Not acknowledged: it stays for the next bind.
      if (answer.command_status !== STATUS.ok) return;
      queue = queue.filter((held) => held !== next);
      pump(session);
    });
  };
  const enqueue = (fields: Held["fields"]): void => {
    queue.push({ fields, carrier: undefined });
    for (const session of sessions.keys()) pump(session);
  };

  const receipt = (message: SentMessage, state: ReceiptState): void => {
    book.setState(message.messageId, state);
    const stamp = (at: string): string => vietnamStamp(Date.parse(at)).slice(2, 12);
    const arrived = state === "DELIVRD";
    const short = [
      `id:${message.messageId}`,
      `sub:001 dlvrd:${arrived ? "001" : "000"}`,
      `submit date:${stamp(message.at)} done date:${stamp(context.clock.now())}`,
      `stat:${state} err:${arrived ? "000" : "001"} text:${message.text.slice(0, 20)}`,
    ].join(" ");
    enqueue({
      source_addr: message.to,
      destination_addr: message.brandname,
      esm_class: ESM_CLASS.receipt,
      data_coding: DATA_CODING.gsm7,
      short_message: short,
    });
  };

  const takeFault = (): CentreFault["kind"] | undefined => {
    const fault = faults[0];
    if (fault === undefined) return undefined;
    faults = fault.times === 1 ? faults.slice(1) : [{ ...fault, times: fault.times - 1 }, ...faults.slice(1)];
    return fault.kind;
  };

  /** The whole text when its last part has come; undefined while parts are missing; a status where it cannot be. */
  const join = (pdu: PDU): { readonly text: string; readonly parts: number } | number | undefined => {
    const { text: words, udh } = decoded(pdu["short_message"]);
    if (udh === undefined) return { text: words, parts: 1 };
    const [kind, length, reference = 0, total = 0, number = 0] = udh;
    if (kind !== 0 || length !== 3 || number < 1 || number > total) return STATUS.submitFailed;
    if (total > MAX_SEGMENTS) return STATUS.messageLength;
    const key = [pdu["source_addr"], pdu["destination_addr"], reference, total].join("|");
    const held = joined.get(key) ?? { total, texts: new Map<number, string>() };
    joined.set(key, held);
    held.texts.set(number, words);
    if (held.texts.size < total) return undefined;
    joined.delete(key);
    return {
      text: [...held.texts]
        .sort(([a], [b]) => a - b)
        .map(([, part]) => part)
        .join(""),
      parts: total,
    };
  };

  const submit = (pdu: PDU): { readonly status: number; readonly messageId?: string } => {
    const coding = pdu["data_coding"];
    if (coding !== DATA_CODING.gsm7 && coding !== DATA_CODING.ucs2) return { status: STATUS.dataCoding };
    const whole = join(pdu);
    if (typeof whole === "number") return { status: whole };
    if (whole === undefined) return { status: STATUS.ok, messageId: `P${String(++parts).padStart(9, "0")}` };
    const taken = book.take({
      protocol: "smpp",
      to: text(pdu["destination_addr"]),
      brandname: text(pdu["source_addr"]),
      text: whole.text,
      accented: coding === DATA_CODING.ucs2,
      payer: payerOf(pdu),
      parts: whole.parts,
    });
    if (typeof taken === "string") return { status: CODES[taken] };
    if (pdu["registered_delivery"] === 1 && settings.autoReceipts) receipt(taken, "DELIVRD");
    return { status: STATUS.ok, messageId: taken.messageId };
  };

  const onSubmit = (session: Session, pdu: PDU): void => {
    const role = sessions.get(session);
    if (role === undefined || role === "receiver") {
      session.send(pdu.response({ command_status: STATUS.bindState }));
      return;
    }
    const fault = takeFault();
    if (fault === "cut") {
      session.destroy();
      return;
    }
    if (fault === "throttle") {
      session.send(pdu.response({ command_status: STATUS.throttled }));
      return;
    }
    const { status, messageId } = submit(pdu);
    if (fault === "loseAnswer") session.destroy();
    else if (fault === "garbage") session.socket.write(JUNK);
    else if (fault !== "hang")
      session.send(pdu.response(status === STATUS.ok ? { message_id: messageId } : { command_status: status }));
  };

  const onBind = (session: Session, pdu: PDU, role: "transmitter" | "receiver" | "transceiver"): void => {
    const status =
      pdu["system_id"] !== settings.user
        ? STATUS.systemId
        : pdu["password"] !== settings.password
          ? STATUS.password
          : sessions.has(session)
            ? STATUS.bindState
            : STATUS.ok;
    if (status !== STATUS.ok) {
      book.refuse("smpp", "credentials");
      session.send(pdu.response({ command_status: status }));
      return;
    }
    binds += 1;
    sessions.set(session, role);
    session.send(pdu.response({ system_id: "TONG-DAI" }));
    pump(session);
  };

  const onQuery = (session: Session, pdu: PDU): void => {
    const message = book.find(text(pdu["message_id"]));
    const fields =
      message === undefined
        ? { command_status: STATUS.queryFailed }
        : { message_id: message.messageId, final_date: "", message_state: STATES[message.state], error_code: 0 };
    session.send(pdu.response(fields));
  };

  const leave = (session: Session): void => {
    open.delete(session);
    sessions.delete(session);
    for (const held of queue) if (held.carrier === session) held.carrier = undefined;
  };
  const onSession = (session: Session): void => {
    open.add(session);
    session.on("bind_transmitter", (pdu: PDU) => onBind(session, pdu, "transmitter"));
    session.on("bind_receiver", (pdu: PDU) => onBind(session, pdu, "receiver"));
    session.on("bind_transceiver", (pdu: PDU) => onBind(session, pdu, "transceiver"));
    session.on("submit_sm", (pdu: PDU) => onSubmit(session, pdu));
    session.on("query_sm", (pdu: PDU) => onQuery(session, pdu));
    session.on("enquire_link", (pdu: PDU) => session.send(pdu.response()));
    session.on("unbind", (pdu: PDU) => {
      session.send(pdu.response());
      leave(session);
      session.close();
    });
    session.on("close", () => leave(session));
    // A caller that goes away or sends nonsense loses its line, nothing else.
    session.on("error", () => session.destroy());
  };
  const dropSessions = (): void => {
    for (const session of open) session.destroy();
  };

  const server = smpp.createServer(onSession);
  return {
    listener: {
      start: (port, host) =>
        new Promise((resolve, reject) => {
          server.once("error", reject);
          server.listen(port, host, () => {
            server.off("error", reject);
            resolve((server.address() as AddressInfo).port);
          });
        }),
      stop: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          dropSessions();
        }),
    },
    deliver: ({ from, text: words }) => {
      const accented = /[^\x20-\x7e\n\r]/.test(words);
      enqueue({
        source_addr: from,
        destination_addr: settings.shortCode,
        data_coding: accented ? DATA_CODING.ucs2 : DATA_CODING.gsm7,
        short_message: words,
      });
    },
    receipt,
    addFault: (fault) => {
      faults.push(fault);
    },
    waiting: () => queue.length,
    binds: () => binds,
    dropSessions,
    reset: () => {
      dropSessions();
      joined.clear();
      queue = [];
      faults = [];
      binds = 0;
      parts = 0;
    },
  };
};
