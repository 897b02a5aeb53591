/**
 * What the one-stop side tells the land registry (domain.md §5.5; field names S-TD). Times are local time of Việt Nam without a zone,
 * "2026-03-02T09:00:00", as .NET writes them; numbers of copies and ids are whole numbers, the area is a text.
 */
import { z } from "zod";

const text = (max: number) => z.string().max(max);
/** Local time of Việt Nam (UTC+7), no zone. */
export const localTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/);
/** Số biên nhận; the one-stop's dossier code (S-TD sends MaHoSo here). */
export const receiptNumber = text(60).min(1);

/** A paper; `data` = base64 of the file. A paper without a file was handed over on paper. */
export const attachedPaper = z.object({
  TenGiayTo: text(4000).min(1),
  SoBanChinh: z.number().int().nonnegative().nullish(),
  SoBanSao: z.number().int().nonnegative().nullish(),
  TapTin: z.object({ name: text(255).min(1), data: z.string().min(1) }).nullish(),
});
export type AttachedPaper = z.infer<typeof attachedPaper>;

/** Thửa đất as it is declared at receipt. */
export const declaredParcel = z.object({
  SoThuTuThua: text(20).min(1),
  SoHieuBanDo: text(20).min(1),
  /** Square metres as text, decimal point: "120.5". */
  DienTich: text(20).regex(/^\d+(?:\.\d+)?$/),
  DiaChiChiTiet: text(500).nullish(),
});

/** TiepNhanHoSo. */
export const receivedDossier = z.object({
  /** True: the provincial office's process; false: the commune's (S-TD default true). */
  LaQuyTrinhCapTinh: z.boolean(),
  /** Statistical codes as numbers. */
  TinhId: z.number().int().positive(),
  /** Null since the districts ended on 01/07/2025 (domain.md §8). */
  HuyenId: z.number().int().positive().nullable(),
  XaId: z.number().int().positive(),
  SoBienNhan: receiptNumber,
  MaHoSoMotCua: text(60).nullish(),
  /** Account of the receiving officer in the land registry's user list. */
  NguoiTiepNhan: text(120).min(1),
  NgayTiepNhan: localTime.nullish(),
  NgayHenTra: localTime.nullish(),
  DiaChiTaiSan: text(500).nullish(),
  ThongTinNguoiNopDon: z.object({
    HoTen: text(200).min(1),
    /** Số định danh / CCCD / CMND. */
    SoChungMinh: text(20).nullish(),
    DiaChiChiTiet: text(500).nullish(),
    SoDienThoai: text(20).nullish(),
    Email: text(200).nullish(),
  }),
  ThongTinQuyTrinh: z.object({ MaQuyTrinh: text(60).min(1), TenQuyTrinh: text(4000).min(1) }),
  ThongTinThuaDat: z.array(declaredParcel).min(1),
  DanhSachGiayToDinhKem: z.array(attachedPaper),
});
export type ReceivedDossier = z.infer<typeof receivedDossier>;

/**
 * CapNhatTrangThaiBoSungHoSo: what the applicant brought later. The hub sends the proof that the financial obligation is done by the same
 * call (ours: no source names another one), with GhiChu and the receipts as papers.
 */
export const supplementedDossier = z.object({
  SoBienNhan: receiptNumber,
  NgayHenTraMoi: localTime,
  GhiChu: text(4000).nullish(),
  DanhSachGiayToBoSung: z.array(attachedPaper).nullish(),
});
export type SupplementedDossier = z.infer<typeof supplementedDossier>;

/** CapNhatKetQuaTraHoSo: the citizen has the result, or all papers back. */
export const returnedDossier = z.object({ SoBienNhan: receiptNumber, NgayTra: localTime });
export type ReturnedDossier = z.infer<typeof returnedDossier>;

/** PhanHoiHoSoSaiKetQua: the result that came is wrong. */
export const wrongResult = z.object({
  SoBienNhan: receiptNumber,
  NoiDung: text(4000).min(1),
  DanhSachGiayToDinhKem: z.array(attachedPaper).nullish(),
});
export type WrongResult = z.infer<typeof wrongResult>;
