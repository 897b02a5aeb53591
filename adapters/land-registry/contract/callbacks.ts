/**
 * What the land registry tells the one-stop side (domain.md §5.5; field names S-TD). It proves itself by a SecurityCode: the last part of the
 * road at S-TD, here `?securityCode=` behind the hub's hook, or the member SecurityCode of the body.
 * Times are UTC, with or without a "Z": S-TD adds seven hours to what comes in. Answer, HTTP 200: {Result 1|0, Message}.
 */
import { z } from "zod";

/** Last parts of the hub's hooks, and what they are called in domain.md §5.5. */
export const HOOKS = {
  CungCapSoBienNhan: "cungCapSoBienNhan",
  DongBoTrangThaiLuanChuyenHoSo: "dongBoTrangThaiLuanChuyenHoSo",
  DongBoTrangThaiChoBoSung: "dongBoTrangThaiChoBoSung",
  DongBoTrangThaiDaBoSung: "dongBoTrangThaiDaBoSung",
  DongBoTrangThaiKetThuc: "dongBoTrangThaiKetThuc",
  DongBoKetQuaThue: "dongBoKetQuaThue",
  ThueChuyenTraHoSoDoSai: "thueChuyenTraHoSoDoSai",
  ThongBaoNhapSaiThuTuc: "thongBaoNhapSaiThuTuc",
  YeuCauCapNhatHoSo: "yeuCauCapNhatHoSo",
} as const;
export type CallbackName = keyof typeof HOOKS;
export const SECURITY_QUERY = "securityCode";

const text = (max: number) => z.string().max(max);
/** UTC; a zone, where there is one, counts. */
export const utcTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?(?:Z|[+-]\d{2}:\d{2})?$/);
const base = { SoBienNhan: text(60).min(1), SecurityCode: text(200).nullish() };
const note = text(4000).nullish();
const officer = text(120);

/** A file behind a link: fetched from the registry with the hub's own token. KieuFile = ".pdf". */
export const linkedPaper = z.object({
  TenGiayTo: text(400).nullish(),
  KieuFile: z.string().regex(/^\.[A-Za-z0-9]{1,8}$/),
  LinkFile: text(2000).min(1),
  SoBanSao: z.number().int().nullish(),
  SoBanChinh: z.number().int().nullish(),
});
export type LinkedPaper = z.infer<typeof linkedPaper>;
const papers = z.array(linkedPaper).max(20).nullish();

/** What the appraisal found (ours: S-TD's message has no parcel; without it the declared parcel goes to the tax office). */
export const appraisedParcel = z.object({
  SoThuTuThua: text(20).min(1),
  SoHieuBanDo: text(20).min(1),
  DienTich: z.string().regex(/^\d+(?:\.\d+)?$/),
  MucDichSuDung: text(200).nullish(),
  NguonGocSuDung: text(500).nullish(),
  /** Vị trí 1–4 in the land price table. */
  ViTri: text(60).nullish(),
  /** Đồng per square metre. */
  GiaDat: z.number().nonnegative().nullish(),
});

/** The land registry took a dossier in under this receipt number. */
export const receiptGiven = z.object({
  ...base,
  /** The one-stop's code where it differs from the receipt number (ours). */
  MaHoSoMotCua: text(60).nullish(),
  NgayTiepNhan: utcTime.nullish(),
  NgayHenTra: utcTime.nullish(),
  NguoiTiepNhan: officer.nullish(),
});

/** From one officer to another. `MaTrangThai` is from the registry's own list, which differs by province (GetDanhMucTrangThai). */
export const movedOn = z.object({
  ...base,
  MaCanBoChuyen: officer,
  MaCanBoNhan: officer,
  MaTrangThai: text(60).min(1),
  LaTrangThaiChuyenLai: z.boolean().nullish(),
  NoiDungXuLy: note,
  NgayChuyen: utcTime.nullish(),
  /** Hours. */
  HanXuLy: z.number().nullish(),
  DanhSachTapTin: papers,
  /** Ours: present when the appraisal is done. */
  ThongTinThuaDat: appraisedParcel.nullish(),
});

/** Waits for papers; prose only. `LaTamDung`: the registry's own clock stands still. */
export const supplementNeeded = z.object({
  ...base,
  NgayChoBoSung: utcTime,
  MaCanBoXuLy: officer,
  LaTamDung: z.boolean(),
  GhiChu: note,
  TapTin: linkedPaper.nullish(),
});

export const supplementTaken = z.object({
  ...base,
  NgayNhanBoSung: utcTime,
  NgayHenTraMoi: utcTime,
  GhiChu: note,
  TapTin: linkedPaper.nullish(),
});

/** `TrangThaiKetThuc`: 0 with a result; anything else: sent back or withdrawn, nothing granted (S-TD). */
export const ended = z.object({
  ...base,
  NgayKetThuc: utcTime,
  MaCanBoXuLy: officer,
  TrangThaiKetThuc: z.number().int(),
  GhiChu: note,
  DanhSachGiayToKetQua: papers,
  /** Số vào sổ / số phát hành of the certificate (ours). */
  SoGiayChungNhan: text(60).nullish(),
});
export const ENDED_WITH_RESULT = 0;

/** Notices that the tax office sent to the land registry. Sums are not in it: the tax lane carries them. */
export const taxResult = z.object({
  ...base,
  NguoiXuLy: officer.nullish(),
  NgayCoKetQuaThue: utcTime.nullish(),
  GhiChu: note,
  DanhSachThongBaoThue: z
    .array(
      z.object({
        HoTenChu: text(200).nullish(),
        LoaiThue: text(200).nullish(),
        SoThongBaoThue: text(60).nullish(),
        DuongDanThongBaoThue: text(2000).nullish(),
      }),
    )
    .max(50)
    .nullish(),
});

/** The tax office sent the dossier back because it is wrong. */
export const taxSentBack = z.object({ ...base, GhiChu: note });
/** Entered under the wrong procedure. */
export const wrongProcedure = z.object({ ...base, MaCanBoXuLy: officer.nullish(), GhiChu: note });
/** The one-stop side is to correct the dossier and send it again. */
export const updateAsked = z.object({ ...base, MaCanBoXuLy: officer.nullish(), GhiChu: note });

/** Every callback's message. */
export const CALLBACKS = {
  CungCapSoBienNhan: receiptGiven,
  DongBoTrangThaiLuanChuyenHoSo: movedOn,
  DongBoTrangThaiChoBoSung: supplementNeeded,
  DongBoTrangThaiDaBoSung: supplementTaken,
  DongBoTrangThaiKetThuc: ended,
  DongBoKetQuaThue: taxResult,
  ThueChuyenTraHoSoDoSai: taxSentBack,
  ThongBaoNhapSaiThuTuc: wrongProcedure,
  YeuCauCapNhatHoSo: updateAsked,
} as const satisfies Record<CallbackName, z.ZodType>;
export type Callback<N extends CallbackName> = z.infer<(typeof CALLBACKS)[N]>;

/** HTTP 200; Result 1 taken (also when it was there already), 0 refused. Another HTTP status makes the registry send again. */
export const callbackReply = z.object({ Result: z.number().int(), Message: z.string().nullish() });
export type CallbackReply = z.infer<typeof callbackReply>;
