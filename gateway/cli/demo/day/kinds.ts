/**
 * What is filed on the day, and how often: a province's mixture in plausible shares (certifications and copies are most of a ward's work).
 * Shares have no source; they are the demo's.
 */
import type { Channel } from "../../../../catalogs/types.ts";

/** How a dossier comes in: over REST, or by a partner's own door. */
export type Door = "rest" | "portal" | "post" | "interlink" | "igate";

export interface Kind {
  readonly id: string;
  /** Parts of the day's dossiers. */
  readonly weight: number;
  readonly procedures: readonly [string, ...string[]];
  readonly caseKey?: string;
  readonly channel: Channel;
  readonly door: Door;
  /** Where: any ward or commune, the land registration office, or those that the iGate site serves. */
  readonly place: "commune" | "land" | "igate";
  /** Đồng, asked for before or after the receipt; `share` of the dossiers are charged over the hub, of the others the counter keeps its own book. */
  readonly fee?: { readonly name: string; readonly amount: number; readonly when: "before" | "after"; readonly share: number };
  /** Which electronic declaration goes with it (declarations.ts). */
  readonly form?: "birth" | "birthCard" | "death" | "land" | "business";
  /** Minutes of the unit's work after the hand-over. */
  readonly work: number;
  /** Resolved on the day: no control slip, not handed to a unit (R-B05). */
  readonly atOnce?: true;
}

const communeCounter = { channel: "counter", door: "rest", place: "commune" } as const;
const communeOnline = { channel: "online", door: "rest", place: "commune" } as const;
const EXTRACT_FEE = { name: "Phí cấp bản sao trích lục hộ tịch", amount: 8_000, when: "after", share: 1 } as const;

export const KINDS = [
  {
    id: "chung-thuc-ban-sao",
    weight: 300,
    procedures: ["2.000815"],
    ...communeCounter,
    fee: { name: "Phí chứng thực bản sao", amount: 6_000, when: "before", share: 0.3 },
    work: 20,
    atOnce: true,
  },
  {
    id: "chung-thuc-chu-ky",
    weight: 80,
    procedures: ["2.000884"],
    ...communeCounter,
    fee: { name: "Phí chứng thực chữ ký", amount: 10_000, when: "before", share: 0.3 },
    work: 20,
    atOnce: true,
  },
  { id: "trich-luc-tai-quay", weight: 90, procedures: ["2.000635"], ...communeCounter, fee: EXTRACT_FEE, work: 60, atOnce: true },
  {
    id: "trich-luc-truc-tuyen",
    weight: 70,
    procedures: ["2.000635"],
    ...communeOnline,
    fee: EXTRACT_FEE,
    work: 60,
    atOnce: true,
  },
  {
    id: "khai-sinh-tu-cong",
    weight: 90,
    procedures: ["1.001193"],
    channel: "online",
    door: "portal",
    place: "commune",
    work: 90,
    atOnce: true,
  },
  { id: "ket-hon", weight: 40, procedures: ["1.000894"], ...communeCounter, work: 120, atOnce: true },
  { id: "tinh-trang-hon-nhan", weight: 60, procedures: ["1.004873"], ...communeCounter, work: 900 },
  {
    id: "xac-nhan-cu-tru",
    weight: 50,
    procedures: ["1.010041"],
    caseKey: "co-du-lieu",
    ...communeOnline,
    work: 120,
  },
  {
    id: "khai-sinh-lai-buu-chinh",
    weight: 30,
    procedures: ["1.004884"],
    channel: "post",
    door: "post",
    place: "commune",
    work: 240,
  },
  { id: "khai-sinh-lai", weight: 30, procedures: ["1.004884"], ...communeCounter, work: 600 },
  { id: "tu-diem-igate", weight: 25, procedures: ["1.004884"], channel: "counter", door: "igate", place: "igate", work: 300 },
  {
    id: "nguoi-co-cong",
    weight: 40,
    procedures: ["1.010814", "1.010833", "1.010820", "1.010803"],
    ...communeCounter,
    work: 60,
  },
  { id: "nguoi-co-cong-bo", weight: 8, procedures: ["1.010816"], caseKey: "nhiem", ...communeCounter, work: 60 },
  { id: "tre-duoi-6-tai-quay", weight: 40, procedures: ["2.000986"], ...communeCounter, form: "birth", work: 30 },
  {
    id: "tre-duoi-6-tu-truc",
    weight: 22,
    procedures: ["2.002621"],
    channel: "online",
    door: "interlink",
    place: "commune",
    work: 30,
  },
  { id: "khai-sinh-the-bhyt", weight: 10, procedures: ["2.001023"], ...communeCounter, form: "birthCard", work: 30 },
  {
    id: "khai-tu-tu-truc",
    weight: 12,
    procedures: ["2.002622"],
    channel: "online",
    door: "interlink",
    place: "commune",
    work: 30,
  },
  { id: "khai-tu-truc-tuyen", weight: 10, procedures: ["2.002622"], ...communeOnline, form: "death", work: 30 },
  {
    id: "bien-dong-dat-dai",
    weight: 25,
    procedures: ["1.013831"],
    caseKey: "muoi-tam-ngay",
    channel: "counter",
    door: "rest",
    place: "land",
    form: "land",
    work: 60,
  },
  { id: "ho-kinh-doanh", weight: 30, procedures: ["1.001612"], ...communeCounter, form: "business", work: 60 },
] as const satisfies readonly Kind[];
export type KindId = (typeof KINDS)[number]["id"];
