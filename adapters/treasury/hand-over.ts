/**
 * Hand-over orders: what a unit's head signed is moved from the collecting account to the unit's own (R-D03). The bank takes the number of an
 * order once; refused as used before, it proves that the first try arrived, so sending again is safe.
 */
import { z } from "zod";
import type { OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { ask, phrases, signed, type TreasuryCall } from "./client.ts";
import { account } from "./config.ts";
import { MONEY_PATHS, ORDER_PROOF_ORDER, type OrderRequest, orderReply } from "./contract/money.ts";
import { CODES, VERSION } from "./contract/platform.ts";

/** As core/fees sends it when a settlement is signed. */
export const handOverBody = z.strictObject({
  orderNumber: z.string().regex(/^[A-Za-z0-9./-]{1,60}$/),
  amount: z.int().min(1),
  unit: z.strictObject({ id: z.string(), name: z.string() }),
  account,
  period: z.string().regex(/^\d{4}-\d{2}$/),
  /** SHA-256 of the settlement that was signed. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  signedBy: z.string().min(1),
  signedAt: z.iso.datetime(),
});
export type HandOverBody = z.infer<typeof handOverBody>;

/** The order as the bank wants it. Pure. */
export const toOrder = (body: HandOverBody, call: Pick<TreasuryCall, "config">): OrderRequest => {
  const { partnerCode, accountNumber, secret } = call.config;
  const signedAt = toCompactTime(body.signedAt);
  const [year, month] = body.period.split("-");
  const message: Omit<OrderRequest, "MaXacThuc"> = {
    LoaiBanTin: "TRANSFER",
    PhienBan: VERSION,
    MaDoiTac: partnerCode,
    SoLenh: body.orderNumber,
    // The day of the signature, the same on every attempt.
    NgayLenh: signedAt.slice(0, 8),
    SoTien: String(body.amount),
    TKNguon: accountNumber,
    TKNhan: body.account.number,
    MaNHNhan: body.account.bin,
    TenTKNhan: cut(body.account.holder, 200),
    NoiDung: cut(`Bàn giao phí, lệ phí tháng ${month}/${year} cho ${body.unit.name}`, 250),
    NguoiKy: cut(body.signedBy, 200),
    ThoiGianKy: signedAt,
    MaQuyetToan: body.digest,
  };
  return signed(message, ORDER_PROOF_ORDER, secret);
};

const nothingToMove = (): ExchangeError =>
  new ExchangeError("rejected", "the unit's account is the collecting account", {
    code: "treasury.same-account",
    blame: "hub",
    trips: false,
    hint: {
      vi: "Tài khoản của đơn vị chính là tài khoản chuyên thu; sửa danh mục cơ quan rồi ký lại bản quyết toán.",
      en: "The unit's account is the collecting account itself; correct the agency catalog, then sign again.",
    },
  });

/** Sends an order. Throws ExchangeError. */
export const sendHandOver = async (body: HandOverBody, call: TreasuryCall): Promise<OperationResult> => {
  if (body.account.number === call.config.accountNumber) throw nothingToMove();
  const reply = await ask(call, MONEY_PATHS.handOver, toOrder(body, call), "write", orderReply);
  if (reply.MaLoi === CODES.ok) return { reference: reply.MaGiaoDich ?? body.orderNumber };
  const reading = phrases.read(reply.MoTaLoi);
  if (reading.means === "duplicate") return { reference: body.orderNumber };
  throw phrases.error(reading);
};
