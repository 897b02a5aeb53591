/**
 * The portal's catalogs as it answers them: agencies, fields, procedures (domain.md §1.2). Upper-case keys, dirty values:
 * numbers as texts, units in words, empty lists left out.
 */
import { z } from "zod";

const text = z.string();
const loose = z.union([z.string(), z.number()]);

export const agencyRow = z.object({ MADONVI: text, TENDONVI: text, CAPDONVI: loose.optional() });
export type AgencyRow = z.infer<typeof agencyRow>;

/** `MALINHVUC` has the form G03-GD10. */
export const fieldRow = z.object({ MALINHVUC: text, TENLINHVUC: text, MANGANH: text.optional() });
export type FieldRow = z.infer<typeof fieldRow>;

export const procedureRow = z.object({ MATTHC: text, TENTTHC: text });

/** Units of `DONVITINH` seen on the portal (domain.md §1.10, §4); `OTHER` leaves the meaning to the prose of `MOTA`. */
export const TIME_UNITS = ["WORKING_DAY", "ngày", "HOUR", "MONTH", "OTHER"] as const;

const feeRow = z.object({ MAPHILEPHI: text.optional(), SOTIEN: loose, DONVI: text.optional(), MOTA: text.optional() });
const timeRow = z.object({
  THOIGIANGIAIQUYET: loose.optional(),
  DONVITINH: text,
  MOTA: text.optional(),
  PHILEPHI: z.array(feeRow).optional(),
});

/**
 * LayThuTuc. `KENH`: 1 trực tiếp, 2 trực tuyến, 3 bưu chính (as KenhThucHien). `TENGIAYTO`, `SOBANCHINH`, `SOBANSAO` and the
 * grouping by `TRUONGHOP` are ours (the clients in the field read only MAGIAYTO, TENMAUDON, URL); they carry what the portal
 * publishes per paper: name, originals, copies.
 */
export const procedureDetail = z.object({
  MATTHC: text,
  TENTTHC: text,
  LINHVUCTHUCHIEN: z.array(z.object({ MALINHVUC: text.optional(), TENLINHVUC: text })),
  /** "Cấp Xã", "Cấp Tỉnh", "Cấp Bộ/Trung ương"; absent for some. */
  CAPTHUCHIEN: text.optional(),
  /** "Toàn trình", "Một phần"; absent: information only. */
  MUCDOTRUCTUYEN: text.optional(),
  TRINHTUTHUCHIEN: z.array(z.object({ TRUONGHOP: text, TRINHTU: z.array(z.object({ TENTRINHTU: text })) })).optional(),
  CACHTHUCTHUCHIEN: z.array(z.object({ KENH: loose, THOIGIAN: z.array(timeRow).optional() })),
  THANHPHANHOSO: z
    .array(
      z.object({
        TRUONGHOP: text.optional(),
        GIAYTO: z.array(
          z.object({
            MAGIAYTO: text,
            TENGIAYTO: text,
            SOBANCHINH: loose.optional(),
            SOBANSAO: loose.optional(),
            TENMAUDON: text.optional(),
            URL: text.optional(),
          }),
        ),
      }),
    )
    .optional(),
  KETQUATHUCHIEN: z.array(z.object({ MAKETQUA: text.optional(), TENKETQUA: text })).optional(),
  CANCUPHAPLY: z.array(z.object({ SOVANBAN: text, TENVANBAN: text.optional() })).optional(),
  COQUANTHUCHIEN: z.array(z.object({ MADONVI: text.optional(), TENDONVI: text })).optional(),
  YEUCAU: text.optional(),
});
export type ProcedureDetail = z.infer<typeof procedureDetail>;
