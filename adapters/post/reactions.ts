/** What the post office must be told of what happened. Pure. */
import { FINAL_STATUSES } from "../../core/dossier/statuses.ts";
import type { Delivery, Dossier } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import type { CancelBody, OrderBody } from "./orders.ts";

/** Orders that the post office still works on. */
const LIVE: ReadonlySet<Delivery["state"]> = new Set<Delivery["state"]>([
  "requested",
  "ordered",
  "accepted",
  "inTransit",
  "undelivered",
]);

/**
 * An order that nobody needs any more from this moment on: replaced by a new one, or the dossier ended in another way than by the post.
 * Only the change counts: the partner's answer to the cancelling must not cancel again.
 */
const obsolete = (before: Dossier | undefined, after: Dossier): Delivery | undefined => {
  const order = before?.delivery;
  if (before === undefined || order === undefined || !LIVE.has(order.state)) return undefined;
  const replaced = after.delivery !== undefined && after.delivery.orderNumber !== order.orderNumber;
  const endedOtherwise = FINAL_STATUSES.has(after.status) && after.returned?.method !== "post";
  return replaced || (endedOtherwise && before.status !== after.status) ? order : undefined;
};

/**
 * `cancelDelivery` for an order that is obsolete, before anything new is ordered (domain.md §9.3: cancel before re-create), then
 * `orderDelivery` for a result that was handed to the post (R-C01).
 */
export const reactions = ({ events, before, after, agency }: Happening): readonly { operation: string; body: unknown }[] => {
  const messages: { operation: string; body: unknown }[] = [];
  const old = obsolete(before, after);
  if (old !== undefined) {
    const body: CancelBody = { dossierId: after.id, orderNumber: old.orderNumber };
    messages.push({ operation: "cancelDelivery", body });
  }
  const { returnMethod } = after;
  const sent = events.find((event) => event.type === "sentByPost");
  if (sent?.type === "sentByPost" && returnMethod.kind === "post") {
    const { address } = returnMethod;
    const body: OrderBody = {
      dossierId: after.id,
      orderNumber: sent.data.orderNumber,
      codAmount: returnMethod.codAmount,
      receiver: {
        name: returnMethod.receiverName,
        phone: returnMethod.phone,
        address: address.detail,
        ...(address.provinceCode === undefined ? {} : { provinceCode: address.provinceCode }),
      },
      sender: {
        name: agency.name,
        ...(agency.phone === undefined ? {} : { phone: agency.phone }),
        ...(agency.address === undefined ? {} : { address: agency.address }),
      },
    };
    messages.push({ operation: "orderDelivery", body });
  }
  return messages;
};
