/**
 * The tracking feed: a cursor over 24-hex ids, at-least-once, in the order of ids and not of time (domain.md §5.7a).
 * What a status means for the result's way to the citizen (R-C01); proof of delivery and cash stand in the notes.
 */
import { z } from "zod";
import type { InboundCommand, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { ask } from "./client.ts";
import type { PostConfig } from "./config.ts";
import { FIRST_ID, PATHS, type TrackingItem, trackingItem, trackingPage } from "./contract/order.ts";

const PAGE = 200;
const EVERY_MS = 60_000;
/** Order numbers that are the hub's: a dossier code in either form (domain.md §2), with "/n" from the second order on. */
const ORDER_NUMBER = /^((?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,3})-\d{6}-\d{4,9})(?:\/\d+)?$/;

type Delivery = Extract<InboundCommand["command"], { type: "recordDelivery" }>;

/** Status of the feed → state of the delivery. The cash's way (110, 120) comes after the delivery and repeats it. */
export const STATES: Readonly<Record<string, Delivery["state"]>> = {
  "20": "ordered",
  "60": "cancelled",
  "70": "accepted",
  "80": "inTransit",
  "91": "undelivered",
  "100": "delivered",
  "110": "delivered",
  "120": "delivered",
  "161": "undelivered",
  "170": "backAtSender",
};

/** "Thu hộ: 8.000 đồng" → 8000. */
export const cashIn = (notes: string): number | undefined => {
  const figure = /thu hộ:\s*([\d.,]+)\s*đồng/iu.exec(notes.normalize("NFC"))?.[1]?.replaceAll(/[.,]/g, "");
  return figure === undefined || figure === "" ? undefined : Number(figure);
};

/** The command that one event means; undefined for orders that are none of ours. The same event under another id has the same key. */
export const toCommand = (item: TrackingItem): InboundCommand | undefined => {
  const code = ORDER_NUMBER.exec(item.OrderNumber)?.[1];
  if (code === undefined) return undefined;
  const status = String(item.StatusCode);
  const notes = cut(item.Notes ?? "", 1000);
  const said = cut([item.StatusMessage ?? `Mã trạng thái ${status}`, notes].filter((part) => part !== "").join(": "), 1000);
  const base = {
    key: `tracking:${item.OrderNumber}:${status}:${item.EventTime}`,
    dossier: code,
    at: new Date(item.EventTime).toISOString(),
  };
  const state = STATES[status];
  // Something happened that the table does not know: kept for everyone to see, but no state is claimed.
  if (state === undefined) {
    return {
      ...base,
      command: { type: "recordPartner", lane: "post", outcome: "accepted", operation: "tracking", code: status, message: said },
    };
  }
  const cash = cashIn(notes);
  return {
    ...base,
    command: {
      type: "recordDelivery",
      state,
      orderNumber: item.OrderNumber,
      note: said,
      ...(item.ItemCode ? { itemCode: item.ItemCode } : {}),
      ...(status === "100" && notes !== "" ? { proof: notes } : {}),
      ...(cash === undefined ? {} : { codCollected: cash }),
    },
  };
};

const unreadable = (): ExchangeError =>
  new ExchangeError("pause", "a tracking event has not the agreed shape", {
    code: "post.tracking-unreadable",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Bản tin hành trình bưu gửi không đúng cấu trúc; báo bưu điện và bỏ qua thông điệp này.",
      en: "A tracking event has not the agreed shape; tell the post office and release this message.",
    },
  });

/** Only the id is needed to go on; a strange event must not hold up the feed. */
const looseItem = z
  .object({ _id: trackingItem.shape._id, CustomerCode: z.string().optional(), OrderNumber: z.string().optional() })
  .loose();
const loosePage = trackingPage.extend({ _embedded: z.object({ "rh:doc": z.array(looseItem).optional() }).optional() });

export const trackingPoller: Poller<PostConfig> = {
  title: { vi: "Hành trình bưu gửi", en: "Tracking of parcels" },
  everyMs: EVERY_MS,
  fetch: async (cursor, call) => {
    const lastId = cursor ?? FIRST_ID;
    const page = await ask(
      call,
      { method: "GET", path: PATHS.tracking, query: { pagesize: String(PAGE), lastId }, kind: "read" },
      loosePage,
    );
    const events = page._embedded?.["rh:doc"] ?? [];
    const ours = events.filter((event) => event.CustomerCode === undefined || event.CustomerCode === call.config.customerCode);
    return {
      items: ours.map((event) => {
        const order = event.OrderNumber ?? event._id.$oid;
        return { id: event._id.$oid, key: ORDER_NUMBER.exec(order)?.[1] ?? order, body: event };
      }),
      cursor: events.at(-1)?._id.$oid ?? cursor,
      more: events.length === PAGE,
    };
  },
  apply: async (item) => {
    const event = trackingItem.safeParse(item);
    if (!event.success) throw unreadable();
    const command = toCommand(event.data);
    return { commands: command === undefined ? [] : [command] };
  },
};
