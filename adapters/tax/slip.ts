/**
 * `determineTax`: the slip by which the tax office sets what is owed for land (Mẫu số 19 NĐ 151/2025, domain.md §5.5, R-G03). What the
 * appraisal found goes before what was declared.
 */
import { z } from "zod";
import type { Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { handIn, lookUp, type TaxCall } from "./client.ts";
import { PATHS } from "./contract/access.ts";
import { MAX, SLIP_SERVICE, type Slip, slip, TRANSFER_KINDS, type TransferKind, type WireParcel } from "./contract/slip.ts";
import { incomplete, present, sectionOf, sending, slipNumber, takenIn, textOf, wireDateOf } from "./sendings.ts";

const holder = z.object({
  fullName: z.string(),
  identityNumber: z.string().optional(),
  taxCode: z.string().optional(),
  birthDate: z.string().optional(),
  address: z.object({ detail: z.string() }).optional(),
});

export const slipBody = sending.extend({
  receivedAt: z.string(),
  procedure: z.object({ code: z.string(), name: z.string() }),
  /** Whose dossier it is. */
  holder,
  /** Sections of the declaration as they are: what is wrong with them is told to the officer, not thrown at the operator. */
  parcels: z.unknown().optional(),
  land: z.unknown().optional(),
  /** What the appraisal hands on: areaSquareMetres, use, parcelNumber, mapSheet, landPrice, origin, position. */
  facts: z.record(z.string(), z.string()),
});
export type SlipBody = z.infer<typeof slipBody>;

const LEGAL_BASIS = "Phiếu chuyển thông tin theo Mẫu số 19 ban hành kèm theo Nghị định số 151/2025/NĐ-CP";
/** Đăng ký lần đầu (domain.md §4): there is no transfer to name. */
const FIRST_REGISTRATION = "1.013978";

/** `land.transferKind` of the declaration → the wire's code; other words go out as they are, under "99". */
const KINDS: Readonly<Record<string, TransferKind>> = {
  sale: "01",
  transfer: "01",
  gift: "02",
  inheritance: "03",
  firstCertificate: "04",
  exchange: "05",
  contribution: "06",
};
const kindOf = (declared: string | undefined, procedureCode: string): { readonly code: TransferKind; readonly name: string } => {
  const code = declared === undefined ? (procedureCode === FIRST_REGISTRATION ? "04" : "99") : (KINDS[declared] ?? "99");
  return { code, name: code === "99" && declared !== undefined ? cut(declared, MAX.name) : TRANSFER_KINDS[code] };
};

/**
 * "1.234,5", "1234.5", "5.000.000", 1234.5 → a number; undefined for what is no positive one. A single dot is a decimal point, as other
 * systems write it; with a comma, or several of them, dots group thousands.
 */
export const numberOf = (value: unknown): number | undefined => {
  const text = textOf(value)?.replaceAll(/\s/g, "");
  if (text === undefined) return undefined;
  const grouped = text.includes(",") || /\..*\./.test(text);
  const plain = grouped ? text.replaceAll(".", "").replace(",", ".") : text;
  const number = /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(number) && number > 0 ? number : undefined;
};
/** A sum of đồng, which has no fractions: "850.000", "850,000" and "1.250.000" are thousands, unlike an area. */
export const priceOf = (value: unknown): number | undefined => {
  const text = textOf(value)?.replaceAll(/\s/g, "") ?? "";
  return /^\d{1,3}(?:[.,]\d{3})+$/.test(text) ? numberOf(text.replaceAll(/[.,]/g, "")) : numberOf(value);
};
/** A price that is given but cannot be read must not be left out: the tax would be set without it. 0 is none. */
const unreadable = (value: unknown): boolean =>
  textOf(value) !== undefined && priceOf(value) === undefined && !/^0+$/.test(textOf(value) ?? "");

type Loose = { readonly [K in keyof WireParcel]?: WireParcel[K] | undefined };
const short = (value: unknown, max: number): string | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : cut(text, max);
};

/** One parcel as declared, with what the appraisal found about it. */
const parcelOf = (declared: unknown, facts: Readonly<Record<string, string>>, certificateNo: string | undefined): Loose => {
  const parcel = sectionOf(declared);
  return present({
    ThuaDatSo: short(facts["parcelNumber"] ?? parcel["number"], 20),
    ToBanDoSo: short(facts["mapSheet"] ?? parcel["mapSheet"], 20),
    DiaChi: short(parcel["address"], MAX.address),
    DienTich: numberOf(facts["areaSquareMetres"] ?? parcel["areaSquareMetres"]),
    NguonGoc: short(facts["origin"] ?? parcel["origin"], MAX.prose),
    MucDichSuDung: short(facts["use"] ?? parcel["use"], MAX.name),
    ThoiHan: short(parcel["term"], MAX.name),
    GiayToQSDD: short(certificateNo, MAX.name),
    ViTri: short(facts["position"], MAX.name),
    GiaDat: numberOf(facts["landPrice"]),
  });
};

/** Does the appraisal speak of this parcel? Of the only one it does in any case: it may have found its true number. */
const appraised = (declared: unknown, facts: Readonly<Record<string, string>>, only: boolean): boolean => {
  const parcel = sectionOf(declared);
  const named = textOf(parcel["number"]) === facts["parcelNumber"] && textOf(parcel["mapSheet"]) === facts["mapSheet"];
  return only || named;
};

const FIELDS = { ThuaDatSo: "số thửa", ToBanDoSo: "số tờ bản đồ", DiaChi: "địa chỉ", DienTich: "diện tích" } as const;
const parcelProblems = (parcel: Loose, index: number): readonly string[] =>
  (Object.keys(FIELDS) as (keyof typeof FIELDS)[])
    .filter((field) => parcel[field] === undefined)
    .map((field) => `thửa thứ ${index + 1}: ${FIELDS[field]}`);

/** Section II: who uses the land from now on, and who hands it over. The owner of the dossier where the declaration names nobody. */
const parties = ({ holder: owner, land, parcels }: SlipBody) => {
  const section = sectionOf(land);
  const name = textOf(section["transfereeName"]) ?? owner.fullName;
  const identity = textOf(section["transfereeIdentityNumber"]);
  const isOwner = identity === undefined ? name === owner.fullName : identity === owner.identityNumber;
  const firstParcel = sectionOf(Array.isArray(parcels) ? parcels[0] : undefined);
  const address = (isOwner ? owner.address?.detail : undefined) ?? section["propertyAddress"] ?? firstParcel["address"];
  const user = present({
    Ten: short(name, MAX.name),
    DiaChi: short(address, MAX.address),
    SoDinhDanh: identity ?? owner.identityNumber,
    MaSoThue: isOwner ? owner.taxCode : undefined,
    NgaySinh: isOwner ? wireDateOf(owner.birthDate) : undefined,
  });
  const from = short(section["transferorName"], MAX.name);
  const seller = from === undefined ? undefined : present({ Ten: from, SoDinhDanh: textOf(section["transferorIdentityNumber"]) });
  return { user, seller };
};

/** The slip of a sending. Throws ExchangeError "tax.incomplete" with everything that is missing at once. `now`: time of sending. */
export const toSlip = (body: SlipBody, now: string): Slip => {
  const land = sectionOf(body.land);
  const declared: readonly unknown[] = Array.isArray(body.parcels) && body.parcels.length > 0 ? body.parcels : [{}];
  const only = declared.length === 1;
  const parcels = declared.map((one) =>
    parcelOf(one, appraised(one, body.facts, only) ? body.facts : {}, textOf(land["certificateNo"])),
  );
  const { user, seller } = parties(body);
  const kind = kindOf(textOf(land["transferKind"]), body.procedure.code);
  const price = priceOf(land["price"]);
  const missing = [
    ...parcels.flatMap(parcelProblems),
    ...(user.SoDinhDanh === undefined && user.MaSoThue === undefined ? ["người sử dụng đất: số định danh hoặc mã số thuế"] : []),
    ...(unreadable(land["price"]) ? ["giá chuyển nhượng"] : []),
    ...(unreadable(body.facts["landPrice"]) ? ["giá đất theo thẩm định"] : []),
    ...(user.DiaChi === undefined ? ["người sử dụng đất: địa chỉ"] : []),
  ];
  if (missing.length > 0) throw incomplete("Phiếu chuyển thông tin", missing);
  const made = slip.safeParse({
    Service: SLIP_SERVICE,
    Ngay: toCompactTime(now),
    Data: {
      SoPhieu: slipNumber("determineTax", body.dossierCode, body.number),
      MaCoQuanChuyen: body.agency.id,
      TenCoQuanChuyen: cut(body.agency.name, MAX.name),
      ThongTinHoSo: {
        MaHoSo: body.dossierCode,
        NgayNhanHoSoDayDu: compactDate(body.receivedAt),
        MaThuTuc: body.procedure.code,
        LoaiThuTuc: cut(body.procedure.name, MAX.prose),
        CanCu: LEGAL_BASIS,
      },
      NguoiSuDungDat: user,
      ...(seller === undefined ? {} : { BenChuyenQuyen: seller }),
      ThongTinThuaDat: parcels,
      GiaoDich: {
        LoaiGiaoDich: kind.code,
        TenGiaoDich: kind.name,
        ...(price === undefined ? {} : { GiaChuyenNhuong: Math.round(price) }),
      },
    },
  });
  if (made.success) return made.data;
  throw incomplete(
    "Phiếu chuyển thông tin",
    made.error.issues.map((issue) => issue.path.slice(1).join(".")),
  );
};

/** dd-MM-yyyy in Việt Nam of an instant. */
const compactDate = (instant: string): string => {
  const compact = toCompactTime(instant);
  return `${compact.slice(6, 8)}-${compact.slice(4, 6)}-${compact.slice(0, 4)}`;
};

/** Sends the slip. Throws ExchangeError; a refusal sends the transfer back to an officer. */
export const sendSlip = async (body: SlipBody, call: TaxCall): Promise<OperationResult> =>
  takenIn(body, await handIn(call, PATHS.slip, toSlip(body, call.now())));

/** After an unknown outcome: the office is asked by the slip's number. */
export const inquireSlip = (body: SlipBody, call: TaxCall): Promise<Inquiry> =>
  lookUp(call, "PHIEUCHUYEN", slipNumber("determineTax", body.dossierCode, body.number), (reference) => takenIn(body, reference));
