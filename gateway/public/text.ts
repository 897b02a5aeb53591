/**
 * Texts of the public pages: Vietnamese first, English complete. A table of texts is total: a key without one of the languages, or a place
 * that one language fills and the other does not, does not compile.
 */
import type { Bilingual } from "../problem.ts";

export const LANGUAGES = ["vi", "en"] as const;
export type Lang = (typeof LANGUAGES)[number];

/** The names in braces of a text: "Còn {n} người" → "n". */
type Places<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** A table whose languages fill the same places. */
type Checked<T extends Readonly<Record<string, Bilingual>>> = {
  readonly [K in keyof T]: Same<Places<T[K]["vi"]>, Places<T[K]["en"]>> extends true ? T[K] : never;
};
type Values<T extends Bilingual> = [Places<T["vi"]>] extends [never]
  ? readonly []
  : readonly [values: Readonly<Record<Places<T["vi"]>, string | number>>];

/** One text of a thing that carries both languages (a hall's name, a status). Pure. */
export const say = (lang: Lang, words: Bilingual): string => words[lang];

/**
 * Makes the `t` of a table: `const t = textsOf({ wait: { vi: "Còn {n} người", en: "{n} people ahead" } })`, then `t("en", "wait", { n: 3 })`.
 * What is filled in is text, never markup: the pages escape it. Pure.
 */
export const textsOf =
  <const T extends Readonly<Record<string, Bilingual>>>(table: T & Checked<T>) =>
  <K extends keyof T & string>(lang: Lang, key: K, ...[values]: Values<T[K]>): string => {
    const text: string = table[key][lang];
    const filled: Readonly<Record<string, string | number>> | undefined = values;
    return filled === undefined ? text : text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(filled[name] ?? place));
  };

/** What more than one page says. */
export const t = textsOf({
  skip: { vi: "Đến phần nội dung", en: "Skip to content" },
  hub: { vi: "Bộ phận Một cửa liên thông", en: "One-stop public service" },
  mainMenu: { vi: "Mục chính", en: "Main menu" },
  home: { vi: "Trang đầu", en: "Home" },
  lookUp: { vi: "Tra cứu hồ sơ", en: "Track a dossier" },
  procedures: { vi: "Thủ tục", en: "Procedures" },
  language: { vi: "Ngôn ngữ", en: "Language" },
  free: {
    vi: "Tra cứu miễn phí, không cần tài khoản. Trang này không dùng dịch vụ theo dõi người xem.",
    en: "Look-up is free and needs no account. This site uses no visitor tracking.",
  },
  help: {
    vi: "Cần trợ giúp, hãy đến quầy hướng dẫn của Bộ phận Một cửa trong giờ tiếp dân.",
    en: "For help, ask the guidance desk of the one-stop department during counter hours.",
  },
  code: { vi: "Mã hồ sơ", en: "Dossier code" },
  status: { vi: "Tình trạng", en: "Status" },
  procedure: { vi: "Thủ tục", en: "Procedure" },
  receivedAt: { vi: "Ngày tiếp nhận", en: "Received" },
  dueAt: { vi: "Hẹn trả kết quả", en: "Result due" },
  allProcedures: { vi: "Thủ tục hành chính", en: "Procedures" },
  nextPage: { vi: "Trang sau", en: "Next page" },
  noCounter: { vi: "chưa mở quầy", en: "no counter open" },
  requestId: { vi: "Mã yêu cầu: {id}", en: "Request id: {id}" },
  errorTitle: { vi: "Lỗi: {title}", en: "Error: {title}" },
  newTab: { vi: "(mở trang khác)", en: "(opens another site)" },
});
