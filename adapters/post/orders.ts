/**
 * Orders at the post office: a result to be delivered, and an order to be cancelled (domain.md §5.7a, R-G07).
 * Sending an order twice is safe: the post office keeps an OrderNumber for ever and refuses its second use in prose, which is then the
 * proof that the first arrived. So is cancelling twice. Hence no inquire.
 */
import { z } from "zod";
import type { InboundCommand, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { ask, type PostCall } from "./client.ts";
import { MAX, ORDER_STATUS, type OrderReply, type OrderRequest, orderReply, PATHS } from "./contract/order.ts";
import { PROVINCES } from "./contract/provinces.ts";
import { phrases } from "./phrases.ts";

export const orderBody = z.strictObject({
  dossierId: z.string().min(1),
  /** The hub's number of the order: the dossier's code, "/2", "/3"… after one that came to nothing. */
  orderNumber: z.string().min(1).max(MAX.OrderNumber),
  codAmount: z.int().min(0),
  receiver: z.strictObject({ name: z.string(), phone: z.string(), address: z.string(), provinceCode: z.string().optional() }),
  /** The department; what its catalog entry lacks comes from the configuration. */
  sender: z.strictObject({ name: z.string(), phone: z.string().optional(), address: z.string().optional() }),
});
export type OrderBody = z.infer<typeof orderBody>;

export const cancelBody = z.strictObject({ dossierId: z.string().min(1), orderNumber: z.string().min(1).max(MAX.OrderNumber) });
export type CancelBody = z.infer<typeof cancelBody>;

/** VNPost's number of a province; without a code the parcel stays in the sender's own province, where most results go. */
const provinceNumber = (code: string | undefined, own: number): number => {
  if (code === undefined) return own;
  const known = PROVINCES.find((province) => province.gso === code);
  if (known !== undefined) return known.vnpost;
  throw new ExchangeError("pause", `province ${code} is not one of the 34 since 01/07/2025`, {
    code: "post.province-unknown",
    blame: "caller",
    trips: false,
    hint: {
      vi: "Mã tỉnh của người nhận không thuộc 34 tỉnh, thành phố từ 01/07/2025; sửa địa chỉ nhận rồi đặt lại đơn.",
      en: "The receiver's province code is not one of the 34 since 01/07/2025; correct the address and order again.",
    },
  });
};

/** The order as the post office wants it. Pure but for its error. */
export const toOrder = (body: OrderBody, call: Pick<PostCall, "config">): OrderRequest => {
  const { customerCode, senderProvince, senderAddress, senderPhone } = call.config;
  const { sender, receiver, orderNumber, codAmount } = body;
  return {
    CustomerCode: customerCode,
    OrderNumber: orderNumber,
    CODAmount: codAmount,
    SenderProvince: senderProvince,
    SenderAddress: cut(sender.address ?? senderAddress, MAX.Address),
    SenderName: cut(sender.name, MAX.Name),
    SenderTel: cut(sender.phone ?? senderPhone, MAX.Tel),
    Description: cut(`Trả kết quả hồ sơ ${orderNumber}`, MAX.Description),
    ReceiverName: cut(receiver.name, MAX.Name),
    ReceiverAddress: cut(receiver.address, MAX.Address),
    ReceiverTel: cut(receiver.phone, MAX.Tel),
    ReceiverProvince: provinceNumber(receiver.provinceCode, senderProvince),
  };
};

const partnerSays = (
  dossierId: string,
  operation: string,
  outcome: "accepted" | "refused",
  code: string,
  message: string,
): InboundCommand => ({
  key: `${operation}:${outcome}`,
  dossier: dossierId,
  command: { type: "recordPartner", lane: "post", outcome, operation, code, message: message.trim() || code },
});

/** What the answer to an order means. `startedAt`: before the call, so that no tracking event can be older. */
const orderMeaning = (body: OrderBody, { Status, Message }: OrderReply, startedAt: string): OperationResult => {
  const { dossierId, orderNumber } = body;
  const reading =
    Status === ORDER_STATUS.created ? { means: "ok" as const, code: "post.done", shown: Message } : phrases.read(Message);
  const delivery = (state: "ordered" | "orderRefused", note?: string): InboundCommand => ({
    key: `order:${state}`,
    dossier: dossierId,
    command: { type: "recordDelivery", state, orderNumber, ...(note === undefined ? {} : { note: cut(note, 1000) }) },
    at: startedAt,
  });
  if (reading.means === "ok") return { reference: orderNumber, commands: [delivery("ordered")] };
  // The first try arrived and its answer was lost. Meanwhile the feed may have told more, so nothing is said of the parcel's state.
  if (reading.means === "duplicate")
    return {
      reference: orderNumber,
      commands: [partnerSays(dossierId, "orderDelivery", "accepted", reading.code, reading.shown)],
    };
  // The dossier must learn both: that no parcel is under way (so that somebody orders again), and what the post office said.
  if (reading.means === "rejected") {
    return {
      commands: [
        delivery("orderRefused", reading.shown),
        partnerSays(dossierId, "orderDelivery", "refused", reading.code, reading.shown),
      ],
    };
  }
  throw phrases.error(reading);
};

/** Places an order. Throws ExchangeError; a business refusal is a result, because it changes the dossier's delivery. */
export const sendOrder = async (body: OrderBody, call: PostCall): Promise<OperationResult> => {
  const startedAt = call.now();
  const answer = await ask(call, { method: "POST", path: PATHS.order, json: toOrder(body, call), kind: "write" }, orderReply);
  return orderMeaning(body, answer, startedAt);
};

/** Cancels an order; one that is cancelled already, or that never was, is cancelled too. "Too late" is the post office's last word. */
export const sendCancel = async ({ dossierId, orderNumber }: CancelBody, call: PostCall): Promise<OperationResult> => {
  const { Status, Message } = await ask(
    call,
    {
      method: "GET",
      path: PATHS.cancel,
      query: { CustomerCode: call.config.customerCode, OrderNumber: orderNumber },
      kind: "write",
    },
    orderReply,
  );
  const reading = phrases.read(Message);
  const gone =
    Status === ORDER_STATUS.cancelled || ["ok", "duplicate"].includes(reading.means) || reading.code === "post.not-found";
  if (!gone) throw phrases.error(reading);
  return { reference: orderNumber, commands: [partnerSays(dossierId, "cancelDelivery", "accepted", reading.code, Message)] };
};
