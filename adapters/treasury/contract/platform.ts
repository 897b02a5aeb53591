/**
 * What is on the wire with the national payment platform (DVCQG Payment Platform v1.0.6, domain.md §5.6): INIT, QUERY, GET_BILL and the
 * platform's own notice of a payment. What no source states is marked "ours". Schemas and constants only.
 * Glossary: reference = mã tham chiếu (MaThamChieu) · proof = mã xác thực (MaXacThuc) · notice = bản tin xác nhận thanh toán ·
 * unit = đơn vị thụ hưởng · bill = biên lai, chứng từ.
 */
import { z } from "zod";

export const VERSION = "1.0.6";

/** The real platform has one URL per message; their last parts are ours. */
export const PATHS = { init: "/init", query: "/query", bill: "/bill", page: "/pay" } as const;

/** Last part of the road that the platform calls; the hub serves it under its own prefix. */
export const HOOK_PATH = "confirm";

/**
 * MaXacThuc = lower-case hex SHA-256 (UTF-8) of these members' values joined by "|", then "|" and the shared secret.
 * INIT and QUERY: sourced. The notice's order is that of its members, as a client in use computes it.
 */
export const PROOF_ORDER = {
  init: [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
  ],
  query: ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
  notice: [
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
  ],
} as const;

const text = (max: number) => z.string().max(max);
const proof = z.string().max(255);
/** yyyyMMddHHmmss, time of Việt Nam. Clients in use write `hh`, twelve hours; the platform takes what it gets. */
const time = z.string().regex(/^\d{14}$/);
/** Đồng, decimal digits; INIT sends it as text. */
const amountText = z.string().regex(/^\d{1,12}$/);

export const MAX = { MaThamChieu: 255, TenTTHC: 250, ThongTinGiaoDich: 255, HoTenNguoiNop: 200, DiaChi: 500 } as const;

/** LoaiPhiLePhi: "Phi" sourced; the other two are ours. */
export const CHARGE_KINDS = { fee: "Phi", charge: "LePhi", tax: "Thue" } as const;
const chargeKind = z.enum(["Phi", "LePhi", "Thue"]);

/** What the receipt is made from, and where the money goes. Members that a request has no use for are sent empty. */
const receiptFacts = z.object({
  /** "2": phí, lệ phí. */
  MaDichVu: z.literal("2"),
  /** MaTTHC + ".01". */
  MaDVC: text(60).min(1),
  TenDVC: text(MAX.TenTTHC),
  MaTTHC: text(60).min(1),
  TenTTHC: text(MAX.TenTTHC),
  MaDonVi: text(60).min(1),
  TenDonVi: text(250).min(1),
  MaHoSo: text(60).min(1),
  TKThuHuong: text(40).min(1),
  MaNHThuHuong: text(40).min(1),
  TenTKThuHuong: text(200).min(1),
  MaLoaiHinhThuPhat: text(60),
  TenLoaiHinhThuPhat: text(250),
  MaCoQuanQD: text(60),
  TenCoQuanQD: text(250),
  KhoBac: text(250),
  NgayQD: text(20),
  SoQD: text(60),
  ThoiGianViPham: text(60),
  DiaDiemViPham: text(250),
  TenNguoiViPham: text(200),
  TaiKhoanThuNSNN: text(40),
  NoiDungThanhToan: text(MAX.ThongTinGiaoDich),
  HoTenNguoiNop: text(MAX.HoTenNguoiNop).min(1),
  /** "000000000" where there is none. */
  SoCMNDNguoiNop: text(20).min(1),
  DiaChiNguoiNop: text(MAX.DiaChi),
  HuyenNguoiNop: text(100),
  TinhNguoiNop: text(100),
  PhiLePhi: z
    .array(z.object({ LoaiPhiLePhi: chargeKind, MaPhiLePhi: text(60).min(1), TenPhiLePhi: text(250).min(1), SoTien: amountText }))
    .min(1),
  DSKhoanNop: z.array(z.object({ NoiDung: text(250).min(1), SoTien: amountText })).min(1),
});

/** POST init: opens a payment. A reference is taken once, for ever. */
export const initRequest = z.object({
  LoaiBanTin: z.literal("INIT"),
  PhienBan: text(20),
  MaDoiTac: text(50).min(1),
  MaThamChieu: z.string().regex(/^\w{1,255}$/),
  SoTien: amountText,
  LoaiHinhThanhToan: z.literal("PAY"),
  MaKenhThanhToan: z.literal("1"),
  MaThietBi: z.literal("1"),
  NgonNgu: z.literal("vi-VN"),
  MaTienTe: z.literal("VND"),
  MaNganHang: z.literal("PAYMENT"),
  ThongTinGiaoDich: text(MAX.ThongTinGiaoDich).min(1),
  ThoiGianGD: time,
  Ip: z.ipv4(),
  MaXacThuc: proof,
  ThongTinBienLai: receiptFacts,
});
export type InitRequest = z.infer<typeof initRequest>;

/** `error_code` "0": `message` is itself JSON text, `{"UrlThanhToan":"…"}`. Anything else: prose. HTTP 200 either way. */
export const initReply = z.object({ error_code: z.string(), message: z.string() });
export type InitReply = z.infer<typeof initReply>;
export const INIT_OK = "0";
export const payAddress = z.object({ UrlThanhToan: z.url({ protocol: /^https?$/ }) });

/** POST query and POST bill. ThoiGianGD: that of the INIT. */
export const queryRequest = z.object({
  LoaiBanTin: z.enum(["QUERY", "GET_BILL"]),
  PhienBan: text(20),
  MaDoiTac: text(50),
  MaThamChieu: text(MAX.MaThamChieu),
  ThoiGianGD: time,
  MaXacThuc: proof,
});
export type QueryRequest = z.infer<typeof queryRequest>;

/** 1 paid · 3 the final state is not known yet (also: nobody has paid so far) · 4 failed. */
export const TRANSACTION_STATES = { paid: "1", pending: "3", failed: "4" } as const;

/** Answer to QUERY. MaLoi "00": the question was answered; what became of the payment stands in TrangThaiGD. */
export const queryReply = z.object({
  MaLoi: z.string(),
  MoTaLoi: z.string().nullish(),
  LoaiBanTin: z.string().nullish(),
  MaDoiTac: z.string().nullish(),
  MaThamChieu: z.string().nullish(),
  SoTien: z.union([z.number(), z.string()]).nullish(),
  MaTienTe: z.string().nullish(),
  MaGiaoDich: z.string().nullish(),
  MaNganHang: z.string().nullish(),
  ThoiGianGD: z.string().nullish(),
  ThongTinGiaoDich: z.string().nullish(),
  TrangThaiGD: z.union([z.string(), z.number()]).nullish(),
  /** Ours: whether the platform gives the pay page again is not known. */
  UrlThanhToan: z.string().nullish(),
});
export type QueryReply = z.infer<typeof queryReply>;

/** The platform's notice of a payment. SoTien comes as a number. "CONFIRM" is ours; nobody checks it. */
export const notice = z.object({
  LoaiBanTin: text(50),
  MaLoi: text(20).min(1),
  MaDoiTac: text(50),
  MaThamChieu: text(MAX.MaThamChieu).min(1),
  SoTien: z.union([z.int().nonnegative(), amountText]),
  MaTienTe: text(10),
  MaGiaoDich: text(100),
  MaNganHang: text(50),
  /** Time of the payment. */
  ThoiGianGD: time,
  ThongTinGiaoDich: text(MAX.ThongTinGiaoDich),
  MaXacThuc: proof,
});
export type Notice = z.infer<typeof notice>;
export const NOTICE_KIND = "CONFIRM";

/**
 * What the notice is answered, HTTP 200. MaXacThuc is the notice's own, given back, as a client in use does.
 * Anything but MaLoi "00" makes the platform send the notice again.
 */
export const noticeReply = z.object({
  MaLoi: z.string(),
  MoTaLoi: z.string(),
  MaDoiTac: z.string(),
  ThoiGianGD: z.string(),
  MaXacThuc: z.string(),
});
export type NoticeReply = z.infer<typeof noticeReply>;

/** "00" sourced; the others are ours, with the numbers that Vietnamese payment gateways commonly use. */
export const CODES = {
  ok: "00",
  notFound: "01",
  closed: "02",
  wrongAmount: "04",
  exists: "05",
  malformed: "06",
  version: "07",
  partner: "08",
  proof: "97",
  fault: "99",
} as const;

/** Parts of the platform's prose that tell refusals apart (ours, but for the wording of the proof). */
export const PHRASES = {
  exists: "đã tồn tại",
  notFound: "không tìm thấy",
  proof: "mã xác thực không chính xác",
  version: "phiên bản",
  partner: "mã đối tác",
  amount: "số tiền không hợp lệ",
} as const;
