/**
 * A telco's brandname gateway: SOAP as Viettel has it, JSON as VNPT has it, and an SMS centre on raw TCP (SMPP), over one set of books
 * (domain.md §5.8). Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import { sampleAccount } from "../../adapters/sms/contract/samples.ts";
import { pushOptions } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createBook } from "./book.ts";
import { createCentre } from "./centre.ts";
import { mountViettel, mountVnpt } from "./gateways.ts";
import { inboundDoors } from "./inbound.ts";

const options = pushOptions.extend({
  user: z.string().default(sampleAccount.user),
  password: z.string().default(sampleAccount.password),
  brandname: z.string().default(sampleAccount.brandname),
  cpCode: z.string().default(sampleAccount.cpCode),
  shortCode: z.string().default(sampleAccount.shortCode),
  officeNumber: z.string().default(sampleAccount.officeNumber),
  labelId: z.string().default(sampleAccount.labelId),
  agentId: z.string().default(sampleAccount.agentId),
  officeContract: z.string().default(sampleAccount.officeContract),
  recipientContract: z.string().default(sampleAccount.recipientContract),
  /** Segments that the office has bought. */
  quota: z.int().min(0).default(100_000),
  /** SMPP: a receipt as soon as a message is taken. */
  autoReceipts: z.boolean().default(true),
  /** The hub; its hooks are `/hooks/sms/mo` and `/hooks/sms/report`. */
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  hookSecret: z.string().default(sampleAccount.hookSecret),
});

export default defineSimulator({
  id: "sms",
  title: { vi: "Tổng đài tin nhắn định danh (mô phỏng)", en: "Brandname SMS gateway (simulated)" },
  about: {
    vi: "Nhận tin nhắn gửi đi (SOAP kiểu Viettel, JSON kiểu VNPT, SMPP), tính đoạn tin và người trả tiền; chuyển tin tra cứu của người dân.",
    en: "Takes messages (SOAP as Viettel, JSON as VNPT, SMPP), counts segments and who pays; passes citizens' look-ups on.",
  },
  options,
  settings: (url, ports) => ({
    LIENTHONG_SMS_URL: url,
    LIENTHONG_SMS_PROTOCOL: "viettel",
    LIENTHONG_SMS_USER: sampleAccount.user,
    LIENTHONG_SMS_PASSWORD: sampleAccount.password,
    LIENTHONG_SMS_BRANDNAME: sampleAccount.brandname,
    LIENTHONG_SMS_CP_CODE: sampleAccount.cpCode,
    LIENTHONG_SMS_OFFICE_NUMBER: sampleAccount.officeNumber,
    LIENTHONG_SMS_LABEL_ID: sampleAccount.labelId,
    LIENTHONG_SMS_AGENT_ID: sampleAccount.agentId,
    LIENTHONG_SMS_OFFICE_CONTRACT: sampleAccount.officeContract,
    LIENTHONG_SMS_RECIPIENT_CONTRACT: sampleAccount.recipientContract,
    LIENTHONG_SMS_HOOK_SECRET: sampleAccount.hookSecret,
    ...(ports?.["smpp"] === undefined ? {} : { LIENTHONG_SMS_SMPP_URL: `smpp://${new URL(url).hostname}:${ports["smpp"]}` }),
  }),
  createApp: (context, settings) => {
    const book = createBook(context, settings.brandname, settings.quota);
    const centre = createCentre(context, book, settings);
    const app = new Hono();
    mountViettel(app, book, settings);
    mountVnpt(app, book, settings);
    app.notFound((c) => c.text("404 Not Found", 404));
    const segments = (payer: "recipient" | "office"): number =>
      book.messages().reduce((sum, one) => sum + (one.payer === payer ? one.segments : 0), 0);

    return {
      app,
      state: () => ({
        messages: book.messages(),
        incoming: book.incoming(),
        refusals: book.refusals(),
        balance: book.balance(),
        segmentsPaid: { recipient: segments("recipient"), office: segments("office") },
      }),
      counts: () => ({
        "tin đã gửi": book.messages().length,
        "tin bị từ chối": book.refusals().length,
        "đoạn tin người nhận trả": segments("recipient"),
        "đoạn tin cơ quan trả": segments("office"),
        "hạn mức còn (đoạn)": book.balance(),
        "tin tra cứu đến": book.incoming().length,
        "SMPP: lượt kết nối": centre.binds(),
        "SMPP: chờ hub nhận": centre.waiting(),
      }),
      reset: () => {
        book.reset();
        centre.reset();
      },
      expireSessions: centre.dropSessions,
      door: inboundDoors(context, book, centre, settings),
      listeners: { smpp: centre.listener },
      actions: [
        {
          method: "POST",
          path: "/mo",
          vi: "Người dân nhắn tin đến đầu số (via: http hoặc smpp)",
          en: "A citizen sends an SMS to the short code",
          example: { from: "84900000012", text: "TRACUU H57.101-260302-0001", via: "http" },
        },
        {
          method: "POST",
          path: "/report",
          vi: "Báo kết quả phát một tin (DELIVRD, UNDELIV, EXPIRED…), có thể báo muộn",
          en: "Report what became of a message, late if told",
          example: { id: "0000000001", status: "UNDELIV", lateMinutes: 90 },
        },
        {
          method: "POST",
          path: "/balance",
          vi: "Đặt hạn mức còn lại của cơ quan",
          en: "Set the office's quota",
          example: { segments: 0 },
        },
        {
          method: "POST",
          path: "/smpp-faults",
          vi: "Gây lỗi cho lần gửi SMPP tới (cut, loseAnswer, hang, throttle, garbage)",
          en: "Make the next SMPP submissions fail",
          example: { kind: "loseAnswer", times: 1 },
        },
      ],
    };
  },
});
