/** The telco tells the hub: a citizen's SMS, what became of a message. Doors of the simulator (domain.md §5.8). */
import { Hono } from "hono";
import { z } from "zod";
import { HOOK_PATHS, type Mo, moReply, type Report, reportReply, SIGNATURE } from "../../adapters/sms/contract/inbound.ts";
import { RECEIPT_STATES } from "../../adapters/sms/contract/smpp.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { type Judge, judgeReply, type pushOptions, pushOrder, pushTrial, pushUntilAnswered } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import type { Book } from "./book.ts";
import { type Centre, centreFault } from "./centre.ts";

const moDoor = pushTrial.extend({
  from: z.string().max(20).default("84900000012"),
  text: z.string().max(160),
  via: z.enum(["http", "smpp"]).default("http"),
});
const reportDoor = pushTrial.extend({
  /** The hub's request number, or the telco's message number. */
  id: z.string().min(1),
  status: z.enum(RECEIPT_STATES).default("DELIVRD"),
  /** Minutes between the delivery and the report: reports come late. */
  lateMinutes: z.int().min(0).max(100_000).default(0),
});
const balanceDoor = z.strictObject({ segments: z.int().min(0).max(1_000_000_000) });

export type InboundSettings = z.infer<typeof pushOptions> & { readonly hubUrl: string; readonly shortCode: string };

/** Both replies say "1" where the hub took it. */
const judge = (schema: typeof moReply | typeof reportReply): Judge =>
  judgeReply<{ readonly result: string }>(schema, (reply) => reply.result === "1");

export const inboundDoors = (context: SimContext, book: Book, centre: Centre, settings: InboundSettings): Hono => {
  const door = new Hono();
  const url = (path: string): string => `${settings.hubUrl.replace(/\/$/, "")}/hooks/sms/${path}`;
  const push = { signature: SIGNATURE };

  door.post("/mo", async (c) => {
    const read = moDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const { from, text, via } = read.data;
    const incoming = book.receive(from, text, via);
    if (via === "smpp") {
      centre.deliver(incoming);
      return c.json({ incoming });
    }
    const body: Mo = { RequestID: incoming.id, Sender: from, ServiceID: settings.shortCode, Text: text };
    const order = { ...push, url: url(HOOK_PATHS.mo), body: JSON.stringify(body), judge: judge(moReply) };
    const result = await pushUntilAnswered(context, pushOrder(read.data, settings, order));
    const last = result.attempts.at(-1);
    const reply = result.outcome === "unanswered" ? undefined : moReply.safeParse(JSON.parse(last?.answer ?? "{}"));
    const noted = reply?.success ? book.reply(incoming.id, reply.data.reply, reply.data.accented) : incoming;
    return c.json({ incoming: noted, ...result });
  });

  door.post("/report", async (c) => {
    const read = reportDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const message = book.find(read.data.id);
    if (message === undefined) return c.json({ error: "Không có tin nhắn này / No such message" }, 404);
    const { status, lateMinutes } = read.data;
    if (message.protocol === "smpp") {
      centre.receipt(message, status);
      return c.json({ message: book.find(message.messageId) });
    }
    book.setState(message.messageId, status);
    const body: Report = {
      RequestID: message.requestId ?? message.messageId,
      Receiver: message.to,
      Status: status,
      DoneAt: new Date(context.clock.ms() - lateMinutes * 60_000).toISOString(),
    };
    const order = { ...push, url: url(HOOK_PATHS.report), body: JSON.stringify(body), judge: judge(reportReply) };
    return c.json(await pushUntilAnswered(context, pushOrder(read.data, settings, order)));
  });

  door.post("/balance", async (c) => {
    const read = balanceDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    book.setBalance(read.data.segments);
    return c.json({ balance: book.balance() });
  });

  door.post("/smpp-faults", async (c) => {
    const read = centreFault.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    centre.addFault(read.data);
    return c.json(read.data, 201);
  });
  return door;
};
