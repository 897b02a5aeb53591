/**
 * What an SMS centre has for us (SMPP deliver_sm): citizens' queries and receipts. A centre keeps them until they are acknowledged, and
 * nothing may be acknowledged before it is stored. So each fetch binds as receiver, takes what comes without acknowledging it, and leaves;
 * the next fetch, which has the cursor of what was stored, acknowledges what comes again. Lost is nothing; a lost acknowledgement shows a
 * query twice, and its sender gets two answers.
 */
import { createHash, randomUUID } from "node:crypto";
import type { DecodedMessage, PDU } from "smpp";
import { z } from "zod";
import type { FeedItem, InboundCommand, Poller } from "../../core/exchange/adapter.ts";
import { fromCompactTime } from "../kit/local-time.ts";
import { msisdn } from "../kit/sms-text.ts";
import type { SmsConfig } from "./config.ts";
import { ESM_CLASS, RECEIPT, RECEIPT_STATES } from "./contract/smpp.ts";
import type { SmsCall } from "./gateways.ts";
import { reportCommand } from "./inbound.ts";
import { withLine } from "./line.ts";
import { answerQuery } from "./look-up.ts";
import { aliasOf } from "./notify.ts";
import { gatewayOf } from "./telco.ts";

const EVERY_MS = 10_000;
/** Most items of one fetch: their marks must fit into the cursor (4,000 characters). */
const PAGE = 100;
/**
 * enquire_link answered so often in a row without a delivery in between: the centre has nothing (more) for us now. A centre delivers
 * right after the bind; one that lets more than this pass first needs a line that stays, which is not built.
 */
const QUIET_ROUNDS = 3;

const delivered = z.object({ from: z.string().max(40), text: z.string().max(2000), receipt: z.boolean() });
type Delivered = z.infer<typeof delivered>;

const read = (pdu: PDU): Delivered => {
  const { message } = (pdu["short_message"] ?? {}) as Partial<DecodedMessage>;
  const esm = pdu["esm_class"];
  return {
    from: String(pdu["source_addr"] ?? ""),
    text: typeof message === "string" ? message.slice(0, 2000) : "",
    receipt: typeof esm === "number" && (esm & ESM_CLASS.receipt) !== 0,
  };
};
/** Known again by what it says: deliver_sm has no number of its own. */
const mark = ({ from, text, receipt }: Delivered): string =>
  createHash("sha256")
    .update(JSON.stringify([from, text, receipt]))
    .digest("hex")
    .slice(0, 24);

/** "2603020901" (yyMMddHHmm) or with seconds, Việt Nam; undefined for what is no time. */
const doneAt = (digits: string): string | undefined => fromCompactTime(`20${digits}${digits.length === 10 ? "00" : ""}`);

/** A receipt as a command; undefined where its text is none. `found`: whether we know the message. */
export const receiptCommand = (text: string): InboundCommand | undefined => {
  const [, id = "", done = "", stat = "", error = ""] = RECEIPT.exec(text) ?? [];
  const status = z.enum(RECEIPT_STATES).safeParse(stat);
  if (id === "" || !status.success) return undefined;
  const at = doneAt(done);
  return {
    key: `receipt:${id}:${status.data}`,
    dossier: aliasOf(id),
    ...(at === undefined ? {} : { at }),
    command: reportCommand(status.data, error),
  };
};

const drain = (cursor: string | undefined, call: SmsCall): ReturnType<Poller<SmsConfig>["fetch"]> =>
  withLine(call, "bind_receiver", async (line) => {
    const stored = (cursor ?? "").split(" ").filter((one) => one !== "");
    const items: (FeedItem & { readonly mark: string })[] = [];
    let deliveries = 0;
    line.onDelivery((pdu) => {
      deliveries += 1;
      const body = read(pdu);
      const known = stored.indexOf(mark(body));
      if (known !== -1) {
        // Each mark counts once: the same words sent twice by one citizen are two queries.
        stored.splice(known, 1);
        line.acknowledge(pdu);
      } else if (items.length < PAGE) items.push({ id: randomUUID(), key: body.from, body, mark: mark(body) });
    });
    // A full page is stored first: a centre that is never quiet must not keep what it brought from being stored.
    for (let quiet = 0; quiet < QUIET_ROUNDS && items.length < PAGE; ) {
      const before = deliveries;
      await line.ask("enquire_link", {}, "read");
      quiet = deliveries === before ? quiet + 1 : 0;
    }
    return {
      items: items.map(({ id, key, body }) => ({ id, key, body })),
      cursor: items.length === 0 ? cursor : items.map((item) => item.mark).join(" "),
      more: items.length > 0,
    };
  });

export const centreFeed: Poller<SmsConfig> = {
  title: { vi: "Tin nhắn đến và báo cáo phát tin (SMPP)", en: "Incoming SMS and receipts (SMPP)" },
  everyMs: EVERY_MS,
  fetch: async (cursor, call) =>
    call.config.protocol === "smpp" ? drain(cursor, call) : { items: [], cursor: undefined, more: false },
  apply: async (item, call) => {
    const { from, text, receipt } = delivered.parse(item);
    if (receipt) {
      const command = receiptCommand(text);
      // A receipt of a message that another system sent under the same account says nothing to us.
      const known = command?.dossier !== undefined && (await call.find(command.dossier)) !== undefined;
      return { commands: command !== undefined && known ? [command] : [] };
    }
    const to = msisdn(from);
    if (to === undefined) return {};
    const reply = await answerQuery(text, call);
    const alphabet = call.config.accented ? "ucs2" : "gsm7";
    // He who asks pays: the short code's tariff.
    const sms = { ...reply, to, alphabet, payer: "recipient", requestId: call.messageId, secrets: [] } as const;
    await gatewayOf(call.config).send(sms, call);
    return {};
  },
};
