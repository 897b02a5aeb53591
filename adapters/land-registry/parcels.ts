/** The parcel: as the applicant declared it (form.parcels), and as the appraisal found it, which goes on to the tax office. Pure. */
import { z } from "zod";
import type { Reading } from "../kit/hook.ts";
import { cut } from "../kit/text.ts";
import type { Callback } from "./contract/callbacks.ts";
import type { ReceivedDossier } from "./contract/dossier.ts";

const label = z.union([z.string(), z.number()]).transform((value) => String(value).normalize("NFC").trim());
const figure = z
  .union([z.number().positive(), z.string().regex(/^\d+(?:[.,]\d+)?$/)])
  .transform((value) => String(value).replace(",", "."));
/** A text, or an address with its commune. */
const place = z.union([
  z.string().min(1),
  z.object({
    detail: z.string().min(1),
    communeCode: z
      .string()
      .regex(/^\d{5}$/)
      .optional(),
  }),
]);

const parcel = z.object({
  mapSheet: label.pipe(z.string().min(1).max(20)),
  number: label.pipe(z.string().min(1).max(20)),
  areaSquareMetres: figure,
  address: place,
  use: z.string().optional(),
  origin: z.string().optional(),
});
/** What the adapter needs of the declaration: parcels, and of `land` where the property lies. */
export const landForm = z.object({
  parcels: z.array(parcel).min(1).max(50),
  /** Only an address that reads better than the parcel's own: not worth stopping for. */
  land: z
    .object({ propertyAddress: z.string().min(1).nullish() })
    .nullish()
    .catch(null),
});
export type LandForm = z.infer<typeof landForm>;

const FIELD_NAMES: Readonly<Record<string, string>> = {
  mapSheet: "số tờ bản đồ",
  number: "số thửa",
  areaSquareMetres: "diện tích (m²)",
  address: "địa chỉ thửa đất",
};

/** Reads the declaration; says in Vietnamese which field of which parcel is missing. */
export const readForm = (form: unknown): Reading<LandForm> => {
  const read = landForm.safeParse(form);
  if (read.success) return { ok: true, value: read.data };
  const [section, index, field] = read.error.issues[0]?.path ?? [];
  if (section !== "parcels" || typeof index !== "number")
    return { ok: false, says: "tờ khai điện tử chưa có thông tin thửa đất (parcels)" };
  const name = FIELD_NAMES[String(field)] ?? String(field);
  return { ok: false, says: `thửa đất thứ ${index + 1} trong tờ khai: ${name} thiếu hoặc không hợp lệ` };
};

const addressOf = (address: z.infer<typeof place>): string => cut(typeof address === "string" ? address : address.detail, 500);

/** ThongTinThuaDat and DiaChiTaiSan of a declaration. */
export const toParcels = ({ parcels, land }: LandForm): Pick<ReceivedDossier, "ThongTinThuaDat" | "DiaChiTaiSan"> => ({
  DiaChiTaiSan: cut(land?.propertyAddress ?? addressOf(parcels[0]?.address ?? ""), 500),
  ThongTinThuaDat: parcels.map((one) => ({
    SoThuTuThua: one.number,
    SoHieuBanDo: one.mapSheet,
    DienTich: one.areaSquareMetres,
    DiaChiChiTiet: addressOf(one.address),
  })),
});

/** The commune of the first parcel that declares one; five digits. */
export const communeOf = ({ parcels }: LandForm): string | undefined =>
  parcels.flatMap(({ address }) => (typeof address === "string" ? [] : (address.communeCode ?? [])))[0];

/**
 * The facts that an appraisal gives to the tax leg: areaSquareMetres, use, parcelNumber, mapSheet, landPrice, origin, position. What the
 * registry did not say comes from the declaration; what neither says is absent.
 */
export const appraisalFacts = (
  found: Callback<"DongBoTrangThaiLuanChuyenHoSo">["ThongTinThuaDat"],
  form: unknown,
): Record<string, string> => {
  const declared = landForm.safeParse(form).data?.parcels[0];
  const facts: Readonly<Record<string, string | null | undefined>> = {
    areaSquareMetres: found?.DienTich ?? declared?.areaSquareMetres,
    use: found?.MucDichSuDung ?? declared?.use,
    parcelNumber: found?.SoThuTuThua ?? declared?.number,
    mapSheet: found?.SoHieuBanDo ?? declared?.mapSheet,
    landPrice: typeof found?.GiaDat === "number" ? String(found.GiaDat) : undefined,
    origin: found?.NguonGocSuDung ?? declared?.origin,
    position: found?.ViTri,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => {
      const text = value?.normalize("NFC").trim() ?? "";
      return text === "" ? [] : [[name, text] as const];
    }),
  );
};
