/**
 * SMS by SMPP (domain.md §5.8, issue). The centre has no number of ours by which it could dedupe, and query_sm wants its own, which is
 * lost with a lost answer: after an unknown outcome the message is sent again, and in the worst case a citizen reads it twice (README.md).
 */
import { createHash } from "node:crypto";
import { redactText } from "../kit/redact.ts";
import { split } from "../kit/sms-text.ts";
import { ADDRESS, BILLING, DATA_CODING, RECEIPT_WANTED, STATUS } from "./contract/smpp.ts";
import type { Gateway, OutgoingSms, SmsCall } from "./gateways.ts";
import { statusError, withLine } from "./line.ts";

/** User data header of one part: element 0 (8-bit concatenation), reference, how many, which. */
const header = (reference: number, total: number, number: number): Buffer => Buffer.from([5, 0, 3, reference, total, number]);

/**
 * The submit_sm of each part. Parts of one message share a reference that every attempt repeats, so that a telephone joins parts of two
 * attempts. Only the last part asks for a receipt.
 */
export const toSubmits = (sms: OutgoingSms, config: SmsCall["config"]): readonly Readonly<Record<string, unknown>>[] => {
  const parts = split(sms.text, sms.alphabet);
  const reference = createHash("sha256").update(sms.requestId).digest()[0] ?? 0;
  return parts.map((message, index) => ({
    source_addr_ton: ADDRESS.alphanumeric,
    source_addr_npi: ADDRESS.unknown,
    source_addr: config.brandname ?? "",
    dest_addr_ton: ADDRESS.international,
    dest_addr_npi: ADDRESS.isdn,
    destination_addr: sms.to,
    data_coding: DATA_CODING[sms.alphabet],
    registered_delivery: index === parts.length - 1 ? RECEIPT_WANTED : 0,
    billing_identification: {
      format: BILLING.format,
      data: Buffer.from(sms.payer === "recipient" ? BILLING.recipient : BILLING.office, "latin1"),
    },
    short_message: parts.length === 1 ? { message } : { message, udh: header(reference, parts.length, index + 1) },
  }));
};

export const smppGateway: Gateway = {
  send: (sms, call) =>
    withLine(call, "bind_transmitter", async (line) => {
      // Logged whole: a secret that is cut between two parts could not be found and blanked.
      const shown = redactText(JSON.stringify({ to: sms.to, text: sms.text, payer: sms.payer }), sms.secrets);
      let reference = "";
      for (const [index, fields] of toSubmits(sms, call.config).entries()) {
        const answer = await line.ask("submit_sm", fields, "write", index === 0 ? shown : `part ${index + 1}`);
        if (answer.command_status !== STATUS.ok) throw statusError(answer.command_status);
        reference = typeof answer["message_id"] === "string" ? answer["message_id"] : "";
      }
      return { reference, repeated: false };
    }),
  greet: (call) =>
    withLine(call, "bind_transmitter", async (line) => {
      await line.ask("enquire_link", {}, "read");
    }),
};
