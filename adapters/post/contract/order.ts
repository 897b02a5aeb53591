/**
 * What is on the wire with the post office's public-administration service (VNPost HCC through NGSP), domain.md §5.7(a):
 * token, orders, cancelling, the tracking feed. What no source states is marked "ours". Schemas and constants only.
 * Glossary: order = đơn hàng (one parcel to be collected or delivered) · item code = mã bưu gửi · POS = bưu cục ·
 * COD = thu hộ, cash on delivery · HCC = hành chính công.
 */
import { z } from "zod";

/**
 * The last parts of the roads are the source's; the common prefix differs by province and is part of the base URL. `token` is a WSO2
 * gateway's (adapters/kit/contract/gateway-token.ts).
 */
export const PATHS = {
  token: "/token",
  order: "/order/post",
  cancel: "/order/cancel",
  /** Ours: the source gives only the query. */
  tracking: "/order/tracking",
} as const;

/** Calls carry `Authorization: Bearer <token>`; some provinces' clients send this header instead (domain.md §5.7a). */
export const TOKEN_HEADER = "access_token";

const text = (max: number) => z.string().max(max);
const provinceNumber = z.number().int().positive();
/** Numbers of districts are VNPost's own; left out since the two tiers of 01/07/2025. */
const districtNumber = z.number().int().nonnegative().optional();

/** Longest texts (ours). */
export const MAX = { OrderNumber: 60, Name: 200, Tel: 20, Address: 500, Description: 1000 } as const;

/**
 * POST order/post. `OrderNumber` is the sender's own number: refused as a duplicate while an order of that number stands, free
 * again once it was cancelled (domain.md §9.3).
 */
export const orderRequest = z.object({
  CustomerCode: text(60).min(1),
  OrderNumber: text(MAX.OrderNumber).min(1),
  /** Cash to collect on delivery, đồng; 0 = none. */
  CODAmount: z.number().int().nonnegative(),
  SenderProvince: provinceNumber,
  SenderDistrict: districtNumber,
  SenderAddress: text(MAX.Address).min(1),
  SenderName: text(MAX.Name).min(1),
  SenderEmail: text(200).optional(),
  SenderTel: text(MAX.Tel).min(1),
  SenderDesc: text(MAX.Description).optional(),
  Description: text(MAX.Description).optional(),
  ReceiverName: text(MAX.Name).min(1),
  ReceiverAddress: text(MAX.Address).min(1),
  ReceiverTel: text(MAX.Tel).min(1),
  ReceiverProvince: provinceNumber,
  ReceiverDistrict: districtNumber,
  ReceiverEmail: text(200).optional(),
  /** Seen as 2 in one client; its meaning is not known. */
  FlagConfig: z.number().int().optional(),
});
export type OrderRequest = z.infer<typeof orderRequest>;

/** Answer to order/post and cancel; HTTP 200 also for a refusal, the prose in `Message` says why. */
export const orderReply = z.object({ Status: z.string(), Message: z.string() });
export type OrderReply = z.infer<typeof orderReply>;

/** "100" and "110" are sourced; the others are ours, and a client should not tell refusals apart by them alone. */
export const ORDER_STATUS = {
  created: "100",
  cancelled: "110",
  duplicate: "101",
  invalid: "102",
  notFound: "104",
  tooLate: "111",
} as const;

/** Parts of the prose that tell refusals apart. */
export const PHRASES = {
  duplicate: "đã tồn tại",
  notFound: "không tồn tại",
  tooLate: "không thể hủy",
  alreadyCancelled: "đã được hủy",
} as const;

/** Where the feed starts: 24 zeros, before every id. */
export const FIRST_ID = "000000000000000000000000";
export const MAX_PAGE = 1000;

/** GET query of the tracking feed; answers the items with `_id` after `lastId`, in the order of ids. */
export const trackingQuery = z.object({
  pagesize: z.coerce.number().int().min(1).max(MAX_PAGE),
  lastId: z.string().regex(/^[0-9a-f]{24}$/),
});

/**
 * One event of one order. At-least-once: the same event may come again under another id. Proof of delivery and the cash
 * collected are prose in `Notes`: "Người nhận: <họ tên>; Giờ phát: <HH:mm dd/MM/yyyy>; Thu hộ: <số> đồng".
 */
export const trackingItem = z.object({
  _id: z.object({ $oid: z.string().regex(/^[0-9a-f]{24}$/) }),
  CustomerCode: z.string(),
  OrderNumber: z.string(),
  /** Milliseconds since 1970, UTC. */
  EventTime: z.number().int(),
  POSID: z.union([z.string(), z.number()]).optional(),
  ItemCode: z.string().nullish(),
  StatusCode: z.union([z.string(), z.number()]),
  StatusMessage: z.string().optional(),
  Notes: z.string().nullish(),
});
export type TrackingItem = z.infer<typeof trackingItem>;
/** RESTHeart's envelope; `rh:doc` may be missing when the page is empty. */
export const trackingPage = z.object({ _embedded: z.object({ "rh:doc": z.array(trackingItem).optional() }).optional() });
export type TrackingPage = z.infer<typeof trackingPage>;

/**
 * StatusCode of the feed. OURS: no source lists the HCC feed's values (domain.md §5.7, §10). Numbers and meanings are those of
 * VNPost's older commercial API (§5.7b) where it has one; 80 is added for what lies between. A client must take an unknown
 * code as "something happened", never as an error. Not in numeric order of time: 91 may come before a second 80, 110 follows 100.
 */
export const TRACKING_STATUSES = {
  "20": "Đã gửi thông tin đơn hàng, vào điều tin",
  "60": "Đơn hàng đã hủy",
  "70": "Bưu cục đã nhận bưu gửi",
  "80": "Đang vận chuyển",
  "91": "Phát không thành công",
  "100": "Phát thành công",
  "110": "Bưu tá đã nhận tiền COD, nộp Paypost",
  "120": "Tiền COD đã trả người gửi",
  "161": "Phát hoàn không thành công",
  "170": "Phát hoàn thành công, đã trả người gửi",
} as const;
export type TrackingStatus = keyof typeof TRACKING_STATUSES;
