/**
 * What the simulated tax office sets for a slip, the same for the same slip. Rates are [from memory, unsourced] and a simulator's
 * simplification of the law: lệ phí trước bạ 0,5 %, thuế TNCN 2 % of the price, tiền sử dụng đất 20 % of the land's price at a first
 * certificate. Gifts and inheritances count as those within the family, which are exempt (miễn).
 */
import type { NoticeLine, SubItem } from "../../adapters/tax/contract/notice.ts";
import { SUB_ITEMS } from "../../adapters/tax/contract/notice.ts";
import type { Slip } from "../../adapters/tax/contract/slip.ts";

/** In thousandths, so that đồng stay whole numbers until they are rounded. */
const RATES: Readonly<Record<SubItem, number>> = { "2801": 5, "1006": 20, "1401": 200 };
const EXEMPT: ReadonlySet<string> = new Set(["02", "03"]);
const FIRST_CERTIFICATE = "04";

/** One line to be paid: which sub-item, by whom, how much (đồng). */
export interface Assessed {
  readonly subItem: SubItem;
  readonly taxCode: string;
  readonly amount: number;
}

/** The price that counts: the contract's, or the land's where that is higher. `unitPrice`: đồng for 1 m² where the slip names none. */
const taxableValue = ({ Data }: Slip, unitPrice: number): number => {
  const land = Data.ThongTinThuaDat.reduce((sum, parcel) => sum + parcel.DienTich * (parcel.GiaDat ?? unitPrice), 0);
  return Math.max(Data.GiaoDich.GiaChuyenNhuong ?? 0, Math.round(land));
};

const codeOf = (party: { readonly MaSoThue?: string | undefined; readonly SoDinhDanh?: string | undefined } | undefined) =>
  party?.MaSoThue ?? party?.SoDinhDanh;

/** Lines for a slip, at least one. `exempt`: the office finds it exempt whatever the slip says. */
export const assess = (slip: Slip, unitPrice: number, exempt: boolean): readonly Assessed[] => {
  const { GiaoDich, NguoiSuDungDat, BenChuyenQuyen } = slip.Data;
  const value = taxableValue(slip, unitPrice);
  const free = exempt || EXEMPT.has(GiaoDich.LoaiGiaoDich);
  const amount = (subItem: SubItem): number => (free ? 0 : Math.round((value * RATES[subItem]) / 1000));
  const user = codeOf(NguoiSuDungDat) ?? "";
  const second: Assessed =
    GiaoDich.LoaiGiaoDich === FIRST_CERTIFICATE
      ? { subItem: "1401", taxCode: user, amount: amount("1401") }
      : { subItem: "1006", taxCode: codeOf(BenChuyenQuyen) ?? user, amount: amount("1006") };
  return [{ subItem: "2801", taxCode: user, amount: amount("2801") }, second];
};

/** The line as it stands in a notice. */
export const toLine = ({ subItem, taxCode, amount }: Assessed, number: string, date: string): NoticeLine => ({
  MA_SO_THUE: taxCode,
  SO_QUYET_DINH: number,
  NGAY_QUYET_DINH: date,
  TEN_TIEUMUC: `${subItem} - ${SUB_ITEMS[subItem]}`,
  SO_TIEN: String(amount),
});

/** Weights of the check digit of a 10-digit tax code: last digit = 10 − (Σ mod 11) [from memory, unsourced]. */
const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const;
/** Thừa Thiên Huế in tax codes [from memory, unsourced]. */
const PROVINCE = "33";

/** The `serial`-th tax code that has a check digit at all (where Σ is a multiple of 11 there is none, and the number is skipped). */
export const taxCodeNo = (serial: number): string => {
  for (let number = 1, found = 0; ; number += 1) {
    const digits = PROVINCE + String(number).padStart(7, "0");
    const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
    if (sum % 11 !== 0) found += 1;
    if (found === serial) return `${digits}${10 - (sum % 11)}`;
  }
};
