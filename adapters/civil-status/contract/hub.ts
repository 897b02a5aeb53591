/**
 * What is on the wire with the liên thông hub of the Government Office (DVCLT, VPCP side), the second of the two counterparties of the
 * civil-status liên thông (domain.md §5.2). It pushes nothing: dossiers are fetched, reception is confirmed, states are reported.
 * What no source states is marked "ours". Schemas and constants only.
 */
import { z } from "zod";
import { attachedFile, MODULES } from "./registry.ts";

/** `dossier` is the source's road (the id follows); the others are named after it (ours: clients keep them as settings). */
export const PATHS = {
  token: "/api/token",
  list: "/api/lienthongdvclt/danhsachhosolienthong",
  dossier: "/api/lienthongdvclt/hosolienthong",
  confirm: "/api/lienthongdvclt/capnhatdanhanhoso",
  report: "/api/lienthongdvclt/capnhattrangthaihoso",
} as const;

/** POST. `token` is a JWT; every other call carries it as `Authorization: Bearer`. A wrong account is answered 401. */
export const tokenRequest = z.object({ userName: z.string(), password: z.string() });
export const tokenReply = z.object({
  token: z.string().min(1),
  refreshToken: z.string(),
  /** ISO 8601. Until when `refreshToken` could be used; the token's own end stands in its payload (`exp`, seconds). */
  refreshTokenExpiryTime: z.string(),
});

/** Liên thông numbers of the national hub begin with the Government Office's G22. */
export const HUB_NUMBER = /^G22\.\d{2}\.\d{2}-\d{6}-\d{4,}$/;

/** GET list: what waits to be fetched. A dossier stays until its reception is confirmed. */
export const listItem = z.object({
  id: z.string().min(1).max(100),
  /** Ward, 5 digits (some hubs send the number). */
  maDonVi: z.union([z.string(), z.number()]).transform((value) => String(value).padStart(5, "0")),
  /** National procedure code, perhaps with an agency behind it. */
  maTTHC: z.string().min(1).max(60),
  module: z.enum(MODULES),
  maHoSo: z.string().min(1).max(60),
  /** dd/MM/yyyy HH:mm:ss of the applicant's (last) submission. */
  ngayTiepNhan: z.string(),
  techId: z.string().nullish(),
});
export type ListItem = z.output<typeof listItem>;
export const listReply = z.object({ data: z.array(listItem).nullish() });

/** GET dossier/<id>. `data` is a JSON *string*: fields of data.ts; older hubs wrap it once more, around XML (`hoTich`). */
export const dossierDetail = listItem.omit({ id: true }).extend({
  id: z.string().nullish(),
  data: z.string().min(1),
  fileDinhKem: z.array(attachedFile).nullish(),
});
export type DossierDetail = z.output<typeof dossierDetail>;
export const detailReply = z.object({ data: dossierDetail });

/**
 * Declarations of the other agencies that stand in the same `data` (OURS: no source names them): residence (tt…), health-insurance
 * card (bhyt…), burial allowance (mtp…).
 */
export const LINKED_FIELDS = {
  residence: { head: "ttChuHoHoTen", headNumber: "ttChuHoSoDDCN", relation: "ttQuanHeChuHo", address: "ttNoiDangKy" },
  healthCard: { hospitalCode: "bhytMaCSKCB", hospitalName: "bhytTenCSKCB" },
  burial: {
    claimant: "mtpHoTen",
    claimantNumber: "mtpSoDDCN",
    relation: "mtpQuanHe",
    bankAccount: "mtpSoTaiKhoan",
    bank: "mtpNganHang",
  },
} as const;

/** PUT confirm. The answer's prose holds PHRASES.confirmed. */
export const confirmRequest = z.object({ maHoSo: z.string().min(1), daNhan: z.literal(true) });
export type ConfirmRequest = z.infer<typeof confirmRequest>;

/** `coQuanXuLy` of the civil-status side: 5 = tư pháp. */
export const JUSTICE = 5;
/** dd/MM/yyyy HH:mm:ss, Việt Nam. */
export const writtenTime = z.string().regex(/^\d{2}\/\d{2}\/\d{4} \d{2}:\d{2}:\d{2}$/);

/** POST report: one state of one dossier (the list STATES of registry.ts). */
export const reportRequest = z.object({
  maTTHC: z.string().min(1),
  /** The hub's number. */
  soHoSoLT: z.string().min(1),
  coQuanXuLy: z.number().int(),
  /** The one-stop department's code. */
  maHoSo: z.string().min(1),
  trangThai: z.number().int().min(1).max(7),
  thoiGianThucHien: writtenTime,
  ghiChu: z.string().max(4000).optional(),
  /** With state 4: the registration as a JSON string. */
  ketQuaXuLy: z.string().optional(),
  nguoiXuLy: z.string().max(200).optional(),
  chucDanh: z.string().max(200).optional(),
  phongBanXuLy: z.string().max(300).optional(),
  noiDungXuLy: z.string().max(4000).optional(),
  ngayBatDau: writtenTime.optional(),
  ngayKetThucTheoQuyDinh: writtenTime.optional(),
  ngayHenTraTruoc: writtenTime.optional(),
  ngayHenTraMoi: writtenTime.optional(),
  /** With state 2. */
  hanBoSungHoSo: writtenTime.optional(),
});
export type ReportRequest = z.infer<typeof reportRequest>;

/** What `ketQuaXuLy` of a report holds; plain texts here, unlike the registry's. maGiayToKetQua: domain.md §1.3. */
export const reportedResult = z.object({
  soDinhDanh: z.string().optional(),
  ngayDangKy: z.string().optional(),
  soDangKy: z.string().optional(),
  quyenSo: z.string().optional(),
  trangSo: z.string().optional(),
  nksHoTen: z.string().optional(),
  nktHoTen: z.string().optional(),
  giayKhaiSinh: z.string().optional(),
  giayKhaiTu: z.string().optional(),
  maGiayToKetQua: z.string().optional(),
});
export type ReportedResult = z.infer<typeof reportedResult>;
export const RESULT_CODES = { birth: "KQ.G15.000031", death: "KQ.G15.000034" } as const;

/** A report that was taken: `{status: 200, title}`. One that was not: `errors` by field, prose in them; HTTP 200 or 400 alike. */
export const reportReply = z.object({
  status: z.number(),
  title: z.string().nullish(),
  type: z.string().nullish(),
  traceId: z.string().nullish(),
  errors: z.record(z.string(), z.array(z.string())).nullish(),
});
export type ReportReply = z.infer<typeof reportReply>;

/** Parts of the prose that tell answers apart (domain.md §5.2). */
export const PHRASES = {
  confirmed: "cập nhật thành công",
  reported: "thành công",
  refusedBefore: "bị từ chối. không thể cập nhật trạng thái",
  alreadyThere: "đã tồn tại trong một cửa điện tử",
  notFound: "không tồn tại",
  returnedBefore: "đã trả kết quả, không được cập nhật trạng thái",
  registeredBefore: "đã hoàn thành đăng ký, không được cập nhật trạng thái",
  resultBefore: "đã có kết quả xử lý. không thể cập nhật trạng thái",
  earlierNotSent: "chưa được gửi",
  earlierNotTold: "chưa cập nhật trạng thái",
  adding: "có lỗi trong quá trình thêm mới",
  soapFault: "client received soap fault",
  serverError: "server error",
  badLogic: "logic xử lý không hợp lệ",
} as const;
