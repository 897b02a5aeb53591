/**
 * The national payment platform with the bank or treasury behind it (domain.md §5.6): payments, the citizen's pay page, notices, the statement
 * of a day, hand-over orders to unit accounts. Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import {
  MONEY_PATHS,
  NO_STATEMENT_YET,
  ORDER_PROOF_ORDER,
  type OrderReply,
  orderRequest,
  STATEMENT_PROOF_ORDER,
} from "../../adapters/treasury/contract/money.ts";
import { CODES, HOOK_PATH, PATHS, VERSION } from "../../adapters/treasury/contract/platform.ts";
import { sampleAccount } from "../../adapters/treasury/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { jsonBody } from "../kit/door.ts";
import { SAMPLE_PDF } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createBook } from "./book.ts";
import { ACTIONS, createDoors } from "./doors.ts";
import { payPage } from "./page.ts";
import { answerBill, answerInit, answerQuery } from "./platform.ts";
import { proofOf } from "./proof.ts";
import { statementOf } from "./statement.ts";

const options = z.strictObject({
  partnerCode: z.string().default(sampleAccount.partnerCode),
  secret: z.string().default(sampleAccount.secret),
  /** Asked of every call but the pay page's, where the platform stands behind a gateway that wants one. */
  accessToken: z.string().optional(),
  /** Whether QUERY gives the pay page again; the real platform's habit is not known. */
  queryGivesPage: z.boolean().default(false),
  /** Hour of the next day, Việt Nam, from which a day's statement can be had. */
  statementHour: z.int().min(0).max(23).default(5),
  /** The hub; its hook is `/hooks/treasury/confirm`. */
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  noticeAttempts: z.int().min(1).default(5),
  noticeWaitMs: z.int().min(0).default(1000),
  noticeTimeoutMs: z.int().min(1).default(60_000),
});

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const BOM = "\ufeff";
const statementQuery = z.strictObject({ MaDoiTac: z.string(), Ngay: z.string(), MaXacThuc: z.string() });

/** The instant, in milliseconds, when a day (yyyyMMdd) begins in Việt Nam; undefined for what is no day. */
const dayStart = (day: string): number | undefined => {
  const ms = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00+07:00`);
  return /^\d{8}$/.test(day) && !Number.isNaN(ms) && vietnamStamp(ms).startsWith(day) ? ms : undefined;
};

export default defineSimulator({
  id: "treasury",
  title: {
    vi: "Nền tảng thanh toán trực tuyến quốc gia và ngân hàng, kho bạc (mô phỏng)",
    en: "National payment platform with bank and treasury (simulated)",
  },
  about: {
    vi: "Mở giao dịch nộp phí, báo kết quả, cho tra cứu, xuất sao kê ngày, nhận lệnh chuyển tiền về tài khoản đơn vị.",
    en: "Opens payments, tells of them, answers questions, issues the statement of a day, takes hand-over orders.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_TREASURY_URL: url,
    LIENTHONG_TREASURY_PARTNER_CODE: sampleAccount.partnerCode,
    LIENTHONG_TREASURY_SECRET: sampleAccount.secret,
    LIENTHONG_TREASURY_ACCOUNT_NUMBER: sampleAccount.accountNumber,
    LIENTHONG_TREASURY_ACCOUNT_BIN: sampleAccount.accountBin,
    LIENTHONG_TREASURY_ACCOUNT_BANK: sampleAccount.accountBank,
    LIENTHONG_TREASURY_ACCOUNT_HOLDER: sampleAccount.accountHolder,
  }),
  createApp: (context, settings) => {
    const book = createBook(context);
    const doors = createDoors(context, book, {
      hookUrl: `${settings.hubUrl.replace(/\/$/, "")}/hooks/treasury/${HOOK_PATH}`,
      secret: settings.secret,
      attempts: settings.noticeAttempts,
      waitMs: settings.noticeWaitMs,
      timeoutMs: settings.noticeTimeoutMs,
    });
    const app = new Hono();
    const pageOf = (url: string) => (reference: string) => new URL(`${PATHS.page}/${reference}`, url).href;

    app.use(async (c, next) => {
      const { accessToken } = settings;
      const open = accessToken === undefined || c.req.path.startsWith(`${PATHS.page}/`);
      if (!open && c.req.header("authorization") !== `Bearer ${accessToken}`)
        return c.json({ error_code: "401", message: "Không có quyền truy cập" }, 401);
      return next();
    });
    app.post(PATHS.init, async (c) => {
      const { reply, opened } = answerInit(await jsonBody(c), book, settings, pageOf(c.req.url));
      if (opened !== undefined) await doors.opened(opened);
      return c.json(reply);
    });
    app.post(PATHS.query, async (c) => c.json(answerQuery(await jsonBody(c), book, settings, pageOf(c.req.url))));
    app.post(PATHS.bill, async (c) => {
      const found = answerBill(await jsonBody(c), book, settings);
      if ("code" in found) return c.json({ MaLoi: found.code, MoTaLoi: found.says });
      return c.body(Buffer.from(SAMPLE_PDF, "base64"), 200, { "content-type": "application/pdf" });
    });
    app.get(`${PATHS.page}/:reference`, (c) => {
      const found = book.find(c.req.param("reference"));
      return found === undefined ? c.text("Không tìm thấy giao dịch", 404) : c.html(payPage(found));
    });
    app.post(`${PATHS.page}/:reference`, async (c) => {
      const paid = book.find(c.req.param("reference"))?.state === "3" ? await doors.pay(c.req.param("reference")) : undefined;
      return paid === undefined ? c.text("Giao dịch không còn thanh toán được", 409) : c.redirect(c.req.path, 303);
    });

    app.get(MONEY_PATHS.statement, (c) => {
      const query = statementQuery.safeParse(c.req.query());
      if (!query.success) return c.json({ MaLoi: CODES.malformed, MoTaLoi: "Thiếu thông tin bắt buộc" }, 400);
      const { MaDoiTac, Ngay, MaXacThuc } = query.data;
      if (MaDoiTac !== settings.partnerCode)
        return c.json({ MaLoi: CODES.partner, MoTaLoi: `Mã đối tác ${MaDoiTac} không tồn tại` }, 403);
      if (MaXacThuc !== proofOf(query.data, STATEMENT_PROOF_ORDER, settings.secret))
        return c.json({ MaLoi: CODES.proof, MoTaLoi: "Mã xác thực không chính xác" }, 403);
      const start = dayStart(Ngay);
      if (start === undefined) return c.json({ MaLoi: CODES.malformed, MoTaLoi: `Ngày ${Ngay} không hợp lệ` }, 400);
      if (context.clock.ms() < start + DAY_MS + settings.statementHour * HOUR_MS)
        return c.json({ MaLoi: CODES.notFound, MoTaLoi: `Chưa có sao kê ngày ${Ngay}` }, NO_STATEMENT_YET);
      const file = BOM + statementOf(Ngay, book.credits(), doors.mistakes());
      return c.body(file, 200, { "content-type": "text/csv; charset=utf-8" });
    });

    app.post(MONEY_PATHS.handOver, async (c) => {
      const body = await jsonBody(c);
      const read = orderRequest.safeParse(body);
      const says = (MaLoi: string, MoTaLoi: string): OrderReply => ({ MaLoi, MoTaLoi, SoLenh: read.data?.SoLenh ?? "" });
      if (!read.success) {
        const issue = read.error.issues[0];
        const field = issue?.path.map(String).join(".") ?? "";
        return c.json(
          says(CODES.malformed, field === "SoTien" ? "Số tiền không hợp lệ: phải lớn hơn 0" : `${field} thiếu hoặc không hợp lệ`),
        );
      }
      const order = read.data;
      if (order.MaDoiTac !== settings.partnerCode)
        return c.json(says(CODES.partner, `Mã đối tác ${order.MaDoiTac} không tồn tại`));
      if (order.PhienBan !== VERSION) return c.json(says(CODES.version, `Phiên bản ${order.PhienBan} không được hỗ trợ`));
      if (order.MaXacThuc !== proofOf(order, ORDER_PROOF_ORDER, settings.secret))
        return c.json(says(CODES.proof, "Mã xác thực không chính xác"));
      if (order.TKNguon === order.TKNhan) return c.json(says(CODES.malformed, "Tài khoản nhận trùng tài khoản nguồn"));
      const number = book.handOver(order);
      if (number === undefined) return c.json(says(CODES.exists, `Số lệnh ${order.SoLenh} đã tồn tại`));
      return c.json({ ...says(CODES.ok, "Đã nhận lệnh"), MaGiaoDich: number });
    });
    app.notFound((c) => c.json({ error_code: "404", message: "Không có dịch vụ này" }, 404));

    return {
      app,
      state: () => ({
        transactions: book.transactions(),
        credits: book.credits(),
        notices: doors.notices(),
        mistakes: doors.mistakes(),
        orders: book.orders(),
      }),
      counts: () => ({
        "giao dịch": book.transactions().length,
        "đã trả": book.transactions().filter((transaction) => transaction.state === "1").length,
        "tiền về": book.credits().length,
        "bản tin đã gửi": doors.notices().length,
        "lệnh chuyển": book.orders().length,
        "gửi trùng": book.repeats(),
      }),
      reset: () => {
        book.reset();
        doors.reset();
      },
      door: doors.door,
      actions: ACTIONS,
    };
  },
});
