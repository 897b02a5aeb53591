/** What all slips are made of, and how they word times. Pure. Glossary: slip = phiếu in nhiệt · norm of wording: Vietnamese first, English short. */
import { toLocalDate, toLocalTime } from "../../time/local.ts";
import type { Instant } from "../../time/types.ts";
import type { Slip, SlipItem } from "../slip.ts";

type TextItem = Extract<SlipItem, { kind: "text" }>;
type Look = Partial<Pick<TextItem, "align" | "bold" | "size">>;

/** A slip is narrow: a name longer than this is cut at a word and ends in "…" (the A4 paper has it whole). */
const LONGEST = 240;

/** The text in NFC, white space made single, cut at a word where it is longer than `most` characters. */
export const shorten = (text: string, most = LONGEST): string => {
  const clean = text.normalize("NFC").replaceAll(/\s+/g, " ").trim();
  if (clean.length <= most) return clean;
  const head = clean.slice(0, most - 1);
  const space = head.lastIndexOf(" ");
  return `${(space > most / 2 ? head.slice(0, space) : head).trimEnd()}…`;
};

export const text = (words: string, look: Look = {}): TextItem => ({
  kind: "text",
  text: shorten(words),
  align: look.align ?? "left",
  bold: look.bold ?? false,
  size: look.size ?? "normal",
});
export const centered = (words: string, look: Omit<Look, "align"> = {}): TextItem => text(words, { ...look, align: "center" });
export const pair = (label: string, value: string): SlipItem => ({ kind: "pair", label: shorten(label), value: shorten(value) });
export const rule: SlipItem = { kind: "rule" };
export const gap = (lines = 1): SlipItem => ({ kind: "gap", lines });
export const barcode = (data: string): SlipItem => ({ kind: "barcode", data });
export const qr = (data: string): SlipItem => ({ kind: "qr", data });

/** "08:05 ngày 13/02/2026", on the clock of Việt Nam. */
export const moment = (instant: Instant): string => {
  const [year = "", month = "", day = ""] = toLocalDate(instant).split("-");
  return `${toLocalTime(instant)} ngày ${day}/${month}/${year}`;
};

/** A slip of these items; `false` leaves one out. */
export const slipOf = (form: Slip["form"], items: readonly (SlipItem | readonly SlipItem[] | false)[]): Slip => ({
  form,
  items: items.flatMap((item) => (item === false ? [] : item)),
});

const upper = (words: string): string => words.normalize("NFC").toLocaleUpperCase("vi-VN");
/** The head of a slip: whose it is, and what it is. */
export const head = (owner: string, title: string, english: string): readonly SlipItem[] => [
  centered(upper(owner), { bold: true }),
  rule,
  centered(upper(title), { bold: true, size: "large" }),
  centered(english),
];

/** Where a citizen asks and looks up: telephone, and the page as text and as QR. */
export interface AskAt {
  readonly phone?: string;
  /** "https://…/tra-cuu?code=H57.101-260213-0001": opened with the code filled in. Never with the update key. */
  readonly lookUpUrl?: string;
}

/** Longest address that a QR on a slip holds (core/hall/slip.ts). */
const LONGEST_URL = 400;

export const askAt = ({ phone, lookUpUrl }: AskAt): readonly SlipItem[] => [
  ...(phone === undefined ? [] : [pair("Hỏi đáp (hotline)", phone)]),
  ...(lookUpUrl === undefined || lookUpUrl.length > LONGEST_URL
    ? []
    : [centered("Quét mã để tra cứu hồ sơ"), centered("Scan to look up your dossier"), gap(), qr(lookUpUrl)]),
];
