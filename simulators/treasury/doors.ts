/** What people do at the platform and at the bank: pay, pay twice, let a payment fail, transfer past the platform, spoil a statement. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { CODES, NOTICE_KIND, type Notice } from "../../adapters/treasury/contract/platform.ts";
import { sampleAccount } from "../../adapters/treasury/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import type { SimAction, SimContext } from "../kit/types.ts";
import type { Book, Transaction } from "./book.ts";
import { type NoticeSettings, notify, type SentNotice } from "./notices.ts";
import type { Mistake } from "./statement.ts";

const reference = z.string().min(1);
const amount = z.int().min(1).max(999_999_999_999);
const day = z.iso.date().transform((date) => date.replaceAll("-", ""));

const payDoor = z.strictObject({
  reference,
  /** How often he pays: 2 = the money comes twice, under two numbers. */
  times: z.int().min(1).max(5).default(1),
  /** How often the platform tells of each payment; 0 = never, only QUERY and the statement know. */
  notices: z.int().min(0).max(5).default(1),
});
const failDoor = z.strictObject({ reference, notices: z.int().min(0).max(5).default(1) });
/** Tells (again, or falsely) of a payment, whatever its state. */
const noticeDoor = z.strictObject({
  reference,
  /** Members that differ from the truth. */
  data: z.record(z.string(), z.unknown()).default({}),
  /** Signs with another secret: a forger. */
  secret: z.string().optional(),
  attempts: z.int().min(1).max(100).optional(),
});
const transferDoor = z.strictObject({ account: z.string().min(1).max(40), amount, content: z.string().max(500) });
const mistakeDoor = z.discriminatedUnion("what", [
  z.strictObject({ day, what: z.enum(["missing", "double"]), reference }),
  z.strictObject({ day, what: z.literal("different"), reference, amount }),
  z.strictObject({ day, what: z.literal("unknown"), amount, content: z.string().max(500).default("Khach hang nop tien") }),
]);

/** The platform's notice of what a transaction now is. */
const noticeOf = ({ request, state, number, at }: Transaction): Omit<Notice, "MaXacThuc"> => ({
  LoaiBanTin: NOTICE_KIND,
  MaLoi: state === "1" ? CODES.ok : CODES.fault,
  MaDoiTac: request.MaDoiTac,
  MaThamChieu: request.MaThamChieu,
  SoTien: Number(request.SoTien),
  MaTienTe: request.MaTienTe,
  MaGiaoDich: number,
  MaNganHang: "NHTHU",
  ThoiGianGD: at === undefined ? request.ThoiGianGD : vietnamStamp(at),
  ThongTinGiaoDich: request.ThongTinGiaoDich,
});

export interface Doors {
  readonly door: Hono;
  /** The citizen pays and the platform tells of it once. */
  readonly pay: (reference: string) => Promise<Transaction | undefined>;
  /** Called between opening a payment and answering INIT. */
  readonly opened: (reference: string) => Promise<void>;
  readonly notices: () => readonly SentNotice[];
  readonly mistakes: () => readonly Mistake[];
  readonly reset: () => void;
}

const unknownPayment = (c: Context): Response =>
  c.json({ error: "Không có giao dịch này, hoặc không làm được nữa / No such payment, or too late for that" }, 404);

/** Makes the doors of the platform. */
export const createDoors = (context: SimContext, book: Book, settings: NoticeSettings): Doors => {
  let notices: SentNotice[] = [];
  let mistakes: Mistake[] = [];
  let early = 0;
  const door = new Hono();

  const send = async (unsigned: Omit<Notice, "MaXacThuc">, how: Partial<NoticeSettings> = {}): Promise<SentNotice> => {
    const signal = context.signal();
    const sent = await notify(context, unsigned, { ...settings, ...how });
    // One that a reset broke off belongs to the ledger that is gone.
    if (!signal.aborted) notices.push(sent);
    return sent;
  };
  const tell = async (transaction: Transaction, times: number): Promise<readonly SentNotice[]> => {
    const sent: SentNotice[] = [];
    for (let n = 0; n < times; n += 1) sent.push(await send(noticeOf(transaction)));
    return sent;
  };

  door.post("/pay", async (c) => {
    const read = payDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const sent: SentNotice[] = [];
    for (let n = 0; n < read.data.times; n += 1) {
      const paid = book.pay(read.data.reference);
      if (paid === undefined) return unknownPayment(c);
      sent.push(...(await tell(paid, read.data.notices)));
    }
    return c.json({ transaction: book.find(read.data.reference), notices: sent });
  });
  door.post("/fail", async (c) => {
    const read = failDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const failed = book.fail(read.data.reference);
    if (failed === undefined) return unknownPayment(c);
    return c.json({ transaction: failed, notices: await tell(failed, read.data.notices) });
  });
  door.post("/notice", async (c) => {
    const read = noticeDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const { reference: of, data, secret, attempts } = read.data;
    const found = book.find(of);
    if (found === undefined) return unknownPayment(c);
    const how = { ...(secret === undefined ? {} : { secret }), ...(attempts === undefined ? {} : { attempts }) };
    return c.json(await send({ ...noticeOf(found), ...data }, how));
  });
  door.post("/early", (c) => {
    early += 1;
    return c.json({ early });
  });
  door.post("/transfer", async (c) => {
    const read = transferDoor.safeParse(await jsonBody(c));
    return read.success
      ? c.json(book.transfer(read.data.account, read.data.amount, read.data.content))
      : badRequest(c, read.error);
  });
  door.post("/statement", async (c) => {
    const read = mistakeDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const { data } = read;
    const at = Date.parse(`${data.day.slice(0, 4)}-${data.day.slice(4, 6)}-${data.day.slice(6)}T12:00:00+07:00`);
    const line = { at, account: sampleAccount.accountNumber, reference: "", number: `LA${mistakes.length + 1}` };
    const mistake: Mistake =
      data.what === "unknown"
        ? { day: data.day, what: "unknown", line: { ...line, amount: data.amount, content: data.content } }
        : data;
    mistakes.push(mistake);
    return c.json(mistake);
  });

  return {
    door,
    pay: async (of) => {
      const paid = book.pay(of);
      if (paid !== undefined) await tell(paid, 1);
      return paid;
    },
    opened: async (of) => {
      if (early === 0) return;
      early -= 1;
      const paid = book.pay(of);
      // One try: the answer to INIT must not wait for the hub's patience.
      if (paid !== undefined) await send(noticeOf(paid), { attempts: 1 });
    },
    notices: () => notices,
    mistakes: () => mistakes,
    reset: () => {
      notices = [];
      mistakes = [];
      early = 0;
    },
  };
};

const REFERENCE = "dvcH57101260302000120260302090000";
/** What the doors do, for the overview. */
export const ACTIONS: readonly SimAction[] = [
  {
    method: "POST",
    path: "/pay",
    vi: "Người dân thanh toán (times: số lần trả tiền; notices: số lần báo cho mỗi lần trả, 0 = không báo)",
    en: "The citizen pays",
    example: { reference: REFERENCE, times: 1, notices: 1 },
  },
  {
    method: "POST",
    path: "/fail",
    vi: "Giao dịch không thành công",
    en: "The payment fails",
    example: { reference: REFERENCE, notices: 1 },
  },
  {
    method: "POST",
    path: "/notice",
    vi: "Gửi lại, hoặc giả mạo, bản tin báo kết quả",
    en: "Send a notice again, or forge one",
    example: { reference: REFERENCE, data: { SoTien: 1 }, secret: "khoa-sai", attempts: 1 },
  },
  {
    method: "POST",
    path: "/early",
    vi: "Giao dịch khởi tạo kế tiếp được trả tiền và báo trước khi trả lời INIT",
    en: "The next payment is paid and told of before INIT is answered",
  },
  {
    method: "POST",
    path: "/transfer",
    vi: "Chuyển khoản theo mã QR, không qua nền tảng",
    en: "Transfer by QR code, past the platform",
    example: { account: sampleAccount.accountNumber, amount: 8000, content: "dvcH57101260302000101" },
  },
  {
    method: "POST",
    path: "/statement",
    vi: "Làm sai sao kê của một ngày: missing, double, different, unknown",
    en: "Spoil the statement of a day",
    example: { day: "2026-03-02", what: "different", reference: REFERENCE, amount: 7000 },
  },
];
