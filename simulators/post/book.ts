/**
 * The post office's books: orders, what happens to each of them by the clock or by a person, and the tracking feed that tells
 * of it (domain.md §5.7a). Ids of the feed are Mongo's: 8 hex digits of seconds, then a counter, always growing.
 */
import {
  FIRST_ID,
  ORDER_STATUS,
  type OrderReply,
  type OrderRequest,
  TRACKING_STATUSES,
  type TrackingItem,
  type TrackingStatus,
} from "../../adapters/post/contract/order.ts";
import { vietnamStamp } from "../kit/clock.ts";
import type { SimContext } from "../kit/types.ts";

/** What happens to a parcel by itself, hours after the order; 110 and 120 only with cash on delivery. */
const LIFE: readonly (readonly [TrackingStatus, number])[] = [
  ["70", 2],
  ["80", 4],
  ["100", 26],
];
/** Hours after delivery. */
const COD_LIFE: readonly (readonly [TrackingStatus, number])[] = [
  ["110", 1],
  ["120", 48],
];
const CANCELLABLE: ReadonlySet<TrackingStatus> = new Set(["20", "70"]);
/** After these nothing happens by itself. */
const STOPS: ReadonlySet<TrackingStatus> = new Set(["60", "91", "161", "170"]);

interface Step {
  readonly at: number;
  readonly status: TrackingStatus;
}
export interface PostOrder {
  readonly request: OrderRequest;
  readonly itemCode: string;
  readonly orderedAt: number;
  readonly status: TrackingStatus;
  readonly history: readonly { readonly at: string; readonly status: TrackingStatus }[];
  readonly pending: readonly Step[];
}

export interface PostBook {
  /** Takes an order or refuses it as a duplicate. */
  readonly order: (request: OrderRequest) => OrderReply;
  readonly cancel: (customerCode: string, orderNumber: string) => OrderReply;
  /** A person moves an order; what lies between happens on the way. Undefined: no such order, or it is over. */
  readonly advance: (orderNumber: string, to: TrackingStatus, notes?: string) => PostOrder | undefined;
  /** Everything that is due by the clock happens. */
  readonly tick: () => void;
  readonly feed: (lastId: string, pageSize: number) => readonly TrackingItem[];
  /** Puts the last event of an order into the feed once more, under a new id. */
  readonly repeat: (orderNumber: string) => TrackingItem | undefined;
  readonly orders: () => readonly PostOrder[];
  readonly events: () => readonly TrackingItem[];
  /** Orders refused because the number was in use: how often a caller ordered twice. */
  readonly duplicates: () => number;
  readonly reset: () => void;
}

/** Mã bưu gửi E…VN with its check digit (UPU S10). */
const itemCode = (serial: number): string => {
  const digits = String(serial).padStart(8, "0");
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const rest = 11 - (sum % 11);
  return `EH${digits}${rest === 10 ? 0 : rest === 11 ? 5 : rest}VN`;
};

/** "09:40 16/02/2026", Việt Nam. */
const shown = (ms: number): string => {
  const stamp = vietnamStamp(ms);
  return `${stamp.slice(8, 10)}:${stamp.slice(10, 12)} ${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)}`;
};

const notesOf = (status: TrackingStatus, order: OrderRequest, at: number): string | null => {
  const cash = order.CODAmount > 0 ? `; Thu hộ: ${order.CODAmount} đồng` : "";
  if (status === "100") return `Người nhận: ${order.ReceiverName}; Giờ phát: ${shown(at)}${cash}`;
  if (status === "110" || status === "120") return `Thu hộ: ${order.CODAmount} đồng`;
  if (status === "91") return "Không liên lạc được với người nhận, hẹn phát lại";
  if (status === "170") return `Người nhận: ${order.SenderName}; Giờ phát: ${shown(at)}`;
  return null;
};

/** @param repeatEvery every n-th event comes twice; undefined: never. */
export const createBook = (context: SimContext, repeatEvery: number | undefined, auto: boolean): PostBook => {
  let orders = new Map<string, PostOrder>();
  /** Orders whose number was used again after they were cancelled. */
  let former: PostOrder[] = [];
  let events: TrackingItem[] = [];
  let serial = 0;
  let lastSecond = 0;
  let duplicates = 0;

  const append = (item: Omit<TrackingItem, "_id">): TrackingItem => {
    lastSecond = Math.max(lastSecond, Math.floor(item.EventTime / 1000));
    const $oid = lastSecond.toString(16).padStart(8, "0") + (events.length + 1).toString(16).padStart(16, "0");
    const event = { _id: { $oid }, ...item };
    events.push(event);
    return event;
  };

  /** @returns the steps that follow from it by themselves. */
  const emit = (orderNumber: string, status: TrackingStatus, at: number, notes?: string): readonly Step[] => {
    const order = orders.get(orderNumber);
    if (order === undefined) return [];
    const item = {
      CustomerCode: order.request.CustomerCode,
      OrderNumber: orderNumber,
      EventTime: at,
      POSID: `${order.request.ReceiverProvince}0000`,
      // The parcel has no number before a post office has it in hand.
      ItemCode: status === "20" || status === "60" ? null : order.itemCode,
      StatusCode: status,
      StatusMessage: TRACKING_STATUSES[status],
      Notes: notes ?? notesOf(status, order.request, at),
    };
    append(item);
    if (repeatEvery !== undefined && events.length % repeatEvery === 0) append(item);
    const cash: Step[] =
      status === "100" && order.request.CODAmount > 0 && auto
        ? COD_LIFE.map(([next, hours]) => ({ at: at + hours * context.hourMs, status: next }))
        : [];
    const pending = STOPS.has(status) ? [] : [...order.pending.filter((step) => step.status !== status), ...cash];
    orders.set(orderNumber, {
      ...order,
      status,
      pending,
      history: [...order.history, { at: new Date(at).toISOString(), status }],
    });
    return cash;
  };

  const tick = (): void => {
    const now = context.clock.ms();
    const dueOf = (number: string, steps: readonly Step[]) =>
      steps.filter((step) => step.at <= now).map((step) => ({ number, ...step }));
    // Latest first, so that the earliest is taken from the end: the feed tells all orders in the order of time.
    const due = [...orders].flatMap(([number, order]) => dueOf(number, order.pending)).sort((one, other) => other.at - one.at);
    for (let step = due.pop(); step !== undefined; step = due.pop()) {
      const more = dueOf(step.number, emit(step.number, step.status, step.at));
      due.push(...more);
      if (more.length > 0) due.sort((one, other) => other.at - one.at);
    }
  };

  return {
    order: (request) => {
      const before = orders.get(request.OrderNumber);
      if (before !== undefined && before.status !== "60") {
        duplicates += 1;
        return { Status: ORDER_STATUS.duplicate, Message: `Đơn hàng ${request.OrderNumber} đã tồn tại trên hệ thống` };
      }
      if (before !== undefined) former.push(before);
      const now = context.clock.ms();
      const pending = auto ? LIFE.map(([status, hours]) => ({ at: now + hours * context.hourMs, status })) : [];
      orders.set(request.OrderNumber, {
        request,
        itemCode: itemCode(++serial),
        orderedAt: now,
        status: "20",
        history: [],
        pending,
      });
      emit(request.OrderNumber, "20", now);
      return { Status: ORDER_STATUS.created, Message: context.random.pick(["Thành công", "Tạo đơn hàng thành công", "Success"]) };
    },
    cancel: (customerCode, orderNumber) => {
      const order = orders.get(orderNumber);
      if (order === undefined || order.request.CustomerCode !== customerCode)
        return { Status: ORDER_STATUS.notFound, Message: `Đơn hàng ${orderNumber} không tồn tại` };
      if (order.status === "60") return { Status: ORDER_STATUS.tooLate, Message: `Đơn hàng ${orderNumber} đã được hủy trước đó` };
      if (!CANCELLABLE.has(order.status))
        return { Status: ORDER_STATUS.tooLate, Message: `Đơn hàng ${orderNumber} đang phát hoặc đã phát, không thể hủy` };
      emit(orderNumber, "60", context.clock.ms());
      return { Status: ORDER_STATUS.cancelled, Message: "Hủy đơn hàng thành công" };
    },
    advance: (orderNumber, to, notes) => {
      const order = orders.get(orderNumber);
      if (order === undefined || order.status === "60" || order.status === "170") return undefined;
      const now = context.clock.ms();
      // A failed delivery happens where the delivery would have.
      const place = order.pending.findIndex((step) => step.status === (to === "91" ? "100" : to));
      for (const step of order.pending.slice(0, Math.max(place, 0))) emit(orderNumber, step.status, now);
      emit(orderNumber, to, now, notes);
      return orders.get(orderNumber);
    },
    tick,
    feed: (lastId, pageSize) => events.filter((event) => lastId === FIRST_ID || event._id.$oid > lastId).slice(0, pageSize),
    repeat: (orderNumber) => {
      const last = events.findLast((event) => event.OrderNumber === orderNumber);
      if (last === undefined) return undefined;
      const { _id, ...item } = last;
      return append(item);
    },
    orders: () => [...former, ...orders.values()],
    events: () => events,
    duplicates: () => duplicates,
    reset: () => {
      orders = new Map();
      former = [];
      events = [];
      serial = 0;
      lastSecond = 0;
      duplicates = 0;
    },
  };
};
