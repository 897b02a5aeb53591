/**
 * The post office's public-administration service (VNPost HCC): token, orders, cancelling, tracking feed, and dossiers that it
 * collected and hands in (domain.md §5.7a). Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import { HOOK_PATH } from "../../adapters/post/contract/collected.ts";
import {
  ORDER_STATUS,
  type OrderReply,
  orderRequest,
  PATHS,
  TOKEN_HEADER,
  TRACKING_STATUSES,
  type TrackingPage,
  type TrackingStatus,
  trackingQuery,
} from "../../adapters/post/contract/order.ts";
import { PROVINCES } from "../../adapters/post/contract/provinces.ts";
import { sampleAccount, sampleOrder } from "../../adapters/post/contract/samples.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { pushOptions } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { bearerOf, createGateway } from "../kit/tokens.ts";
import { createBook } from "./book.ts";
import { collectingDoor } from "./collecting.ts";

const options = pushOptions.extend({
  clientId: z.string().default(sampleAccount.clientId),
  clientSecret: z.string().default(sampleAccount.clientSecret),
  customerCode: z.string().default(sampleAccount.customerCode),
  /** By the simulator's clock. */
  tokenTtlSeconds: z.int().min(1).default(3600),
  /** Parcels move by the clock; else only by `/__sim/advance`. */
  auto: z.boolean().default(true),
  /** Every n-th event of the feed comes twice, as at-least-once feeds do. */
  repeatEvery: z.int().min(2).optional(),
  /** The hub; its hook for collected dossiers is `/hooks/post/collected`. */
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  hookSecret: z.string().default(sampleAccount.hookSecret),
});

const trackingStatus = z.enum(Object.keys(TRACKING_STATUSES) as [TrackingStatus, ...TrackingStatus[]]);
const advanceDoor = z.strictObject({
  orderNumber: z.string().min(1),
  to: trackingStatus,
  notes: z.string().max(1000).optional(),
});
const repeatDoor = z.strictObject({ orderNumber: z.string().min(1) });

const invalid = (message: string): OrderReply => ({ Status: ORDER_STATUS.invalid, Message: message });

/** The first fault of an order, in prose. */
const orderProblem = (issue: z.core.$ZodIssue, body: unknown): string => {
  const field = String(issue.path[0] ?? "");
  const value = typeof body === "object" && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  if (field === "") return "Dữ liệu đơn hàng không đúng định dạng";
  if (value === undefined || value === null || value === "") return `Thiếu thông tin bắt buộc: ${field}`;
  if (issue.code === "too_big" && issue.origin === "string") return `${field} vượt quá ${String(issue.maximum)} ký tự`;
  return `${field} không hợp lệ`;
};

const knownProvince = (number: number): boolean => PROVINCES.some((province) => province.vnpost === number);

export default defineSimulator({
  id: "post",
  title: {
    vi: "Bưu điện Việt Nam — dịch vụ hành chính công (mô phỏng)",
    en: "Post office, public-administration service (simulated)",
  },
  about: {
    vi: "Nhận đơn trả kết quả, cho biết hành trình bưu gửi, thu hộ COD, nộp hồ sơ thu gom tại nhà về Bộ phận Một cửa.",
    en: "Takes orders, tells where parcels are, collects cash on delivery, hands in dossiers collected at home.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_POST_URL: url,
    LIENTHONG_POST_CLIENT_ID: sampleAccount.clientId,
    LIENTHONG_POST_CLIENT_SECRET: sampleAccount.clientSecret,
    LIENTHONG_POST_CUSTOMER_CODE: sampleAccount.customerCode,
    LIENTHONG_POST_HOOK_SECRET: sampleAccount.hookSecret,
    LIENTHONG_POST_SENDER_PROVINCE: String(sampleOrder.SenderProvince),
    LIENTHONG_POST_SENDER_ADDRESS: sampleOrder.SenderAddress,
    LIENTHONG_POST_SENDER_PHONE: sampleOrder.SenderTel,
  }),
  createApp: (context, settings) => {
    const book = createBook(context, settings.repeatEvery, settings.auto);
    const gateway = createGateway(context, {
      id: settings.clientId,
      secret: settings.clientSecret,
      tokenTtlSeconds: settings.tokenTtlSeconds,
    });
    const app = new Hono();

    app.post(PATHS.token, gateway.login);
    app.use("/order/*", async (c, next) => {
      const stopped = gateway.stopped(c, bearerOf(c) || c.req.header(TOKEN_HEADER));
      if (stopped !== undefined) return stopped;
      book.tick();
      return next();
    });

    app.post(PATHS.order, async (c) => {
      const body = await jsonBody(c);
      const request = orderRequest.safeParse(body);
      const issue = request.error?.issues[0];
      if (!request.success || issue !== undefined)
        return c.json(invalid(issue === undefined ? "Dữ liệu không hợp lệ" : orderProblem(issue, body)));
      const { CustomerCode, SenderProvince, ReceiverProvince, ReceiverTel } = request.data;
      if (CustomerCode !== settings.customerCode) return c.json(invalid(`Mã khách hàng ${CustomerCode} không hợp lệ`));
      if (!knownProvince(SenderProvince)) return c.json(invalid("SenderProvince không có trong danh mục tỉnh, thành phố"));
      if (!knownProvince(ReceiverProvince)) return c.json(invalid("ReceiverProvince không có trong danh mục tỉnh, thành phố"));
      if (!/^(0|\+?84)\d{8,10}$/.test(ReceiverTel)) return c.json(invalid("ReceiverTel không hợp lệ"));
      return c.json(book.order(request.data));
    });

    app.get(PATHS.cancel, (c) => {
      const { CustomerCode, OrderNumber } = c.req.query();
      if (!CustomerCode || !OrderNumber) return c.json(invalid("Thiếu thông tin bắt buộc: CustomerCode, OrderNumber"));
      return c.json(book.cancel(CustomerCode, OrderNumber));
    });

    app.get(PATHS.tracking, (c) => {
      const query = trackingQuery.safeParse(c.req.query());
      if (!query.success) return c.json({ message: "pagesize phải từ 1 đến 1000, lastId gồm 24 chữ số thập lục phân" }, 400);
      const items = book.feed(query.data.lastId, query.data.pagesize);
      const page: TrackingPage = { _embedded: items.length === 0 ? {} : { "rh:doc": [...items] } };
      return c.json(page);
    });
    app.notFound((c) => c.json({ fault: { code: 404, message: "No matching resource", description: c.req.path } }, 404));

    const hookUrl = `${settings.hubUrl.replace(/\/$/, "")}/hooks/post/${HOOK_PATH}`;
    const { door, collections, reset } = collectingDoor(context, { ...settings, hookUrl });
    door.post("/advance", async (c) => {
      const read = advanceDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      book.tick();
      const order = book.advance(read.data.orderNumber, read.data.to, read.data.notes);
      return order === undefined
        ? c.json({ error: "Không có đơn hàng này, hoặc đơn đã kết thúc / No such order, or it is over" }, 404)
        : c.json(order);
    });
    door.post("/repeat", async (c) => {
      const read = repeatDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      const event = book.repeat(read.data.orderNumber);
      return event === undefined ? c.json({ error: "Không có đơn hàng này / No such order" }, 404) : c.json(event);
    });

    return {
      app,
      state: () => ({ orders: book.orders(), events: book.events(), collections: collections() }),
      counts: () => ({
        tokens: gateway.tokens.count(),
        orders: book.orders().length,
        duplicateOrders: book.duplicates(),
        delivered: book.orders().filter((order) => ["100", "110", "120"].includes(order.status)).length,
        events: book.events().length,
        collections: collections().length,
      }),
      reset: () => {
        book.reset();
        gateway.tokens.clear();
        reset();
      },
      expireSessions: gateway.tokens.clear,
      tick: book.tick,
      door,
      actions: [
        {
          method: "POST",
          path: "/advance",
          vi: `Đưa đơn hàng đến trạng thái (${Object.entries(TRACKING_STATUSES)
            .map(([code, name]) => `${code} ${name}`)
            .join(", ")})`,
          en: "Move an order",
          example: { orderNumber: "H57.132-260213-0001", to: "100" },
        },
        {
          method: "POST",
          path: "/repeat",
          vi: "Báo lại sự kiện cuối của đơn hàng",
          en: "Repeat an order's last event",
          example: { orderNumber: "H57.132-260213-0001" },
        },
        {
          method: "POST",
          path: "/collect",
          vi: "Nộp một hồ sơ thu gom về Bộ phận Một cửa, theo ngày trên dấu bưu chính đến",
          en: "Hand in a collected dossier, with the date on its arrival stamp",
          example: { stampDate: "2026-02-12", data: { AgencyCode: "H57.132" } },
        },
      ],
    };
  },
});
