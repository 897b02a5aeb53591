/** Post office and SMS: parcels with their cash, and messages by their numbers. */
import { z } from "zod";
import type { Compare } from "./books.ts";
import { compareKeys, compareSums, sumOf } from "./check.ts";

const postState = z.object({
  orders: z.array(z.object({ request: z.object({ OrderNumber: z.string(), CODAmount: z.number() }), status: z.string() })),
  collections: z.array(z.object({ outcome: z.string() })),
});
/** 100 delivered; 110 and 120: and the cash handed in. */
const DELIVERED: ReadonlySet<string> = new Set(["100", "110", "120"]);

export const post: Compare = (books, state) => {
  const { orders, collections } = postState.parse(state);
  const deliveries = books.dossiers.flatMap(({ delivery }) => delivery ?? []);
  const delivered = orders.filter(({ status }) => DELIVERED.has(status));
  return [
    compareKeys(
      "đơn trả kết quả",
      deliveries.map(({ orderNumber, state: end }) => `${orderNumber}=${end}`),
      orders.map(({ request, status }) => `${request.OrderNumber}=${DELIVERED.has(status) ? "delivered" : status}`),
    ),
    compareSums(
      "tiền thu hộ (đồng)",
      sumOf(deliveries.map(({ codCollected = 0 }) => codCollected)),
      sumOf(delivered.map(({ request }) => request.CODAmount)),
    ),
    compareSums(
      "hồ sơ thu gom",
      books.by("post").length,
      collections.filter(({ outcome }) => outcome === "accepted").length,
      false,
    ),
  ];
};

const smsState = z.object({
  messages: z.array(z.object({ requestId: z.string() })),
  refusals: z.array(z.object({ why: z.string() })),
});
/** The telco's key of a message: the dossier, then the end of the message's own id (adapters/sms). */
const TAIL = 12;

export const sms: Compare = (books, state) => {
  const { messages, refusals } = smsState.parse(state);
  const repeats = refusals.filter(({ why }) => why === "duplicate").length;
  return [
    compareKeys(
      "tin nhắn",
      books.messages
        .filter(({ lane, operation, state: end }) => lane === "sms" && operation === "notify" && end === "done")
        .map(({ key, id }) => `${key}.${id.slice(-TAIL)}`),
      messages.map(({ requestId }) => requestId),
      { outOfOrder: refusals.length - repeats, repeats },
    ),
  ];
};
