/**
 * Opening a payment (INIT) and asking what became of one (QUERY), domain.md §5.6. A reference is taken by the platform once: refused as used
 * before, it proves that the first try arrived, and QUERY tells what came of it (domain.md §9.3).
 */
import { z } from "zod";
import type { InboundCommand, Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { unreadable } from "../kit/http-errors.ts";
import { cut } from "../kit/text.ts";
import { ask, LANE, phrases, signed, type TreasuryCall } from "./client.ts";
import { type Account, account, collectingAccount } from "./config.ts";
import {
  CHARGE_KINDS,
  CODES,
  INIT_OK,
  type InitRequest,
  initReply,
  MAX,
  PATHS,
  PROOF_ORDER,
  payAddress,
  type QueryReply,
  queryReply,
  VERSION,
} from "./contract/platform.ts";
import { timeIn } from "./reference.ts";
import { buildVietQr, MAX_PURPOSE } from "./vietqr.ts";

/** Nobody is asked about a payment after this, so nobody should begin one (domain.md §5.6: 30 minutes to 3 days). */
export const LIVES_MS = 3 * 86_400_000;

export const paymentBody = z.strictObject({
  dossierId: z.string().min(1),
  chargeId: z.string().min(1),
  reference: z.string().regex(/^\w{18,255}$/),
  /** Words of a transfer by QR code; absent where the dossier's name does not fit into one. */
  transferName: z.string().max(MAX_PURPOSE).optional(),
  amount: z.int().min(1),
  requestedAt: z.iso.datetime(),
  dossierCode: z.string().min(1),
  procedure: z.strictObject({ code: z.string(), name: z.string() }),
  unit: z.strictObject({ id: z.string(), name: z.string(), account: account.optional() }),
  charge: z.strictObject({
    name: z.string(),
    kind: z.enum(["fee", "charge", "tax"]),
    /** Of a tax: number and date of the notice that set it. */
    noticeNumber: z.string().optional(),
    noticeDate: z.string().optional(),
  }),
  payer: z.strictObject({ name: z.string(), identityNumber: z.string().optional(), address: z.string().optional() }),
});
export type PaymentBody = z.infer<typeof paymentBody>;

/** A tax is the State Treasury's, never the unit's. */
const beneficiary = ({ charge, unit }: PaymentBody, { config }: Pick<TreasuryCall, "config">): Account =>
  charge.kind === "tax" || unit.account === undefined ? collectingAccount(config) : unit.account;

/** C1-02/NS: the account of the state budget's revenue. */
const BUDGET_ACCOUNT = "7111";

/** The INIT message. Pure. ThoiGianGD is the reference's own time, the same on every attempt. */
export const toInit = (body: PaymentBody, call: Pick<TreasuryCall, "config">): InitRequest => {
  const { partnerCode, ip, secret, treasuryName } = call.config;
  const { charge, procedure, unit, payer } = body;
  const to = beneficiary(body, call);
  const amount = String(body.amount);
  const service = `${procedure.code}.01`;
  const content = cut(`THANH TOAN HO SO ${body.dossierCode}`, MAX.ThongTinGiaoDich);
  const procedureName = cut(procedure.name, MAX.TenTTHC);
  const chargeName = cut(charge.name, 250);
  const tax = charge.kind === "tax";
  const message: Omit<InitRequest, "MaXacThuc"> = {
    LoaiBanTin: "INIT",
    PhienBan: VERSION,
    MaDoiTac: partnerCode,
    MaThamChieu: body.reference,
    SoTien: amount,
    LoaiHinhThanhToan: "PAY",
    MaKenhThanhToan: "1",
    MaThietBi: "1",
    NgonNgu: "vi-VN",
    MaTienTe: "VND",
    MaNganHang: "PAYMENT",
    ThongTinGiaoDich: content,
    ThoiGianGD: timeIn(body.reference),
    Ip: ip,
    ThongTinBienLai: {
      MaDichVu: "2",
      MaDVC: service,
      TenDVC: procedureName,
      MaTTHC: procedure.code,
      TenTTHC: procedureName,
      MaDonVi: unit.id,
      TenDonVi: cut(unit.name, 250),
      MaHoSo: cut(body.dossierCode, 60),
      TKThuHuong: to.number,
      MaNHThuHuong: to.bin,
      TenTKThuHuong: cut(to.holder, 200),
      MaLoaiHinhThuPhat: "",
      TenLoaiHinhThuPhat: "",
      MaCoQuanQD: "",
      TenCoQuanQD: "",
      KhoBac: tax ? treasuryName : "",
      NgayQD: cut(charge.noticeDate ?? "", 20),
      SoQD: cut(charge.noticeNumber ?? "", 60),
      ThoiGianViPham: "",
      DiaDiemViPham: "",
      TenNguoiViPham: "",
      TaiKhoanThuNSNN: tax ? BUDGET_ACCOUNT : "",
      NoiDungThanhToan: content,
      HoTenNguoiNop: cut(payer.name, MAX.HoTenNguoiNop),
      // What clients in use send where there is none.
      SoCMNDNguoiNop: payer.identityNumber ?? "000000000",
      DiaChiNguoiNop: cut(payer.address ?? "", MAX.DiaChi),
      HuyenNguoiNop: "",
      TinhNguoiNop: "",
      PhiLePhi: [{ LoaiPhiLePhi: CHARGE_KINDS[charge.kind], MaPhiLePhi: service, TenPhiLePhi: chargeName, SoTien: amount }],
      DSKhoanNop: [{ NoiDung: chargeName, SoTien: amount }],
    },
  };
  return signed(message, PROOF_ORDER.init, secret);
};

/** Where the applicant can pay, for the dossier: the pay page, and a QR code for a transfer straight to the account. */
const requested = (body: PaymentBody, call: Pick<TreasuryCall, "config">, url: string | undefined): OperationResult => {
  const { number, bin } = beneficiary(body, call);
  const { amount, transferName: purpose } = body;
  const qr = purpose === undefined ? undefined : buildVietQr({ bin, number, target: "account", dynamic: true, amount, purpose });
  const command: InboundCommand["command"] = {
    type: "recordPaymentRequest",
    chargeId: body.chargeId,
    lane: LANE,
    reference: body.reference,
    ...(url === undefined ? {} : { url }),
    ...(qr === undefined ? {} : { qr }),
    expiresAt: new Date(Date.parse(body.requestedAt) + LIVES_MS).toISOString(),
  };
  return { reference: body.reference, commands: [{ key: "request", dossier: body.dossierId, command }] };
};

/** Asks what became of a payment. A `read`. Throws ExchangeError; undefined: the platform does not know the reference. */
export const query = async (reference: string, call: TreasuryCall): Promise<QueryReply | undefined> => {
  const { partnerCode, secret } = call.config;
  const message = {
    LoaiBanTin: "QUERY" as const,
    PhienBan: VERSION,
    MaDoiTac: partnerCode,
    MaThamChieu: reference,
    ThoiGianGD: timeIn(reference),
  };
  const reply = await ask(call, PATHS.query, signed(message, PROOF_ORDER.query, secret), "read", queryReply);
  if (reply.MaLoi === CODES.ok) return reply;
  const reading = phrases.read(reply.MoTaLoi ?? "");
  if (reading.code === "treasury.not-found") return undefined;
  throw phrases.error(reading, "read");
};

const addressIn = (message: string): string => {
  try {
    return payAddress.parse(JSON.parse(message)).UrlThanhToan;
  } catch (error) {
    // The payment is open at the platform, only its page cannot be read: ask rather than open another.
    throw unreadable("write", "no UrlThanhToan in the message of INIT", error);
  }
};

/** Did it arrive? What it was paid or not is the notice's and the reconciliation's business, not this request's. */
export const inquirePayment = async (body: PaymentBody, call: TreasuryCall): Promise<Inquiry> => {
  const reply = await query(body.reference, call);
  if (reply === undefined) return { found: false };
  const url = z.url({ protocol: /^https?$/ }).safeParse(reply.UrlThanhToan).data;
  return { found: true, ...requested(body, call, url) };
};

/** Opens a payment. Throws ExchangeError. */
export const sendPayment = async (body: PaymentBody, call: TreasuryCall): Promise<OperationResult> => {
  const reply = await ask(call, PATHS.init, toInit(body, call), "write", initReply);
  if (reply.error_code === INIT_OK) return requested(body, call, addressIn(reply.message));
  const reading = phrases.read(reply.message);
  if (reading.means !== "duplicate") throw phrases.error(reading);
  const inquiry = await inquirePayment(body, call);
  if (inquiry.found === true) return inquiry;
  throw new ExchangeError("pause", "the platform calls the reference used and does not know it", {
    code: "treasury.reference-taken",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Nền tảng thanh toán báo mã tham chiếu đã dùng nhưng tra cứu không thấy; liên hệ nền tảng rồi gửi lại.",
      en: "The platform calls the reference used and cannot find it; ask its operators, then redrive.",
    },
  });
};
