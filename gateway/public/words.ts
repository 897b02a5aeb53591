/** How the public pages word dates, money and times, in both languages. Vietnamese as the papers have it. Pure. */

import type { Channel, Procedure, ProcedureCase, TimeRule } from "../../catalogs/types.ts";
import { toLocalDate, toLocalTime } from "../../core/hub.ts";
import {
  channelsInWords,
  dong,
  feeInWords,
  forThePublic,
  levelInWords,
  onlineInWords,
  timeInWords,
} from "../../core/papers/words.ts";
import type { Instant } from "../../core/time/types.ts";
import type { Lang } from "./text.ts";

const DAYS = {
  vi: ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
} as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** "thứ Sáu 20/02/2026" or "Friday 20 February 2026", the day in Việt Nam. */
export const dayText = (lang: Lang, instant: Instant): string => {
  const date = toLocalDate(instant);
  const [year = "", month = "", day = ""] = date.split("-");
  const weekday = DAYS[lang][new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "";
  return lang === "vi" ? `${weekday} ${day}/${month}/${year}` : `${weekday} ${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
};

/** "16:30, thứ Sáu 20/02/2026", on the clock of Việt Nam. */
export const momentText = (lang: Lang, instant: Instant): string => `${toLocalTime(instant)}, ${dayText(lang, instant)}`;

/** "8.000 đồng" or "8,000 VND". */
export const moneyText = (lang: Lang, amount: number): string =>
  lang === "vi" ? dong(amount) : `${String(amount).replaceAll(/\B(?=(?:\d{3})+$)/g, ",")} VND`;

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const timeInEnglish = (rule: TimeRule): string => {
  switch (rule.kind) {
    case "workingDays":
      return many(rule.days, "working day");
    case "calendarDays":
      return many(rule.days, "day");
    case "calendarDaysWithoutHolidays":
      return `${many(rule.days, "day")}, public holidays not counted`;
    case "hours":
      return many(rule.hours, "working hour");
    case "sameDay":
      return rule.rule === "noon"
        ? "The same day: received before 11:00, back at 16:30; received in the afternoon, back before 11:00 of the next working day"
        : "The same day; received after 15:00, the next working day";
    case "unstated":
      return "As written on the appointment slip";
  }
};
/** A procedure's time to resolve. */
export const timeText = (lang: Lang, rule: TimeRule): string => (lang === "vi" ? timeInWords(rule) : timeInEnglish(rule));

/** One fee line: its Vietnamese name with the amount in the page's language. */
export const feeText = (lang: Lang, fee: ProcedureCase["fees"][number]): string => {
  if (lang === "vi") return feeInWords(fee);
  const what = forThePublic(fee.name);
  if (fee.amount === null) return fee.note === undefined ? `${what}: amount not published` : what;
  if (fee.amount === 0) return `${what}: free of charge`;
  return `${what}: ${moneyText(lang, fee.amount)}${fee.per === undefined ? "" : `/${fee.per}`}`;
};

const CHANNELS: Readonly<Record<Channel, string>> = { counter: "In person", post: "By post", online: "Online" };
/** "Trực tiếp, qua bưu chính" or "In person, by post". */
export const channelsText = (lang: Lang, channels: readonly Channel[]): string =>
  lang === "vi"
    ? channelsInWords(channels)
    : channels.map((one, index) => (index === 0 ? CHANNELS[one] : CHANNELS[one].toLowerCase())).join(", ");

const LEVELS: Readonly<Record<NonNullable<Procedure["level"]>, string>> = {
  commune: "Commune (ward)",
  province: "Province (city)",
  ministry: "Ministry",
};
/** Who resolves it. */
export const levelText = (lang: Lang, level: Procedure["level"]): string =>
  lang === "vi" ? levelInWords(level) : level === null ? "Not stated" : LEVELS[level];

const RESOLVERS: Readonly<Record<NonNullable<Procedure["level"]>, Readonly<Record<Lang, string>>>> = {
  commune: { vi: "Cơ quan cấp xã nơi nộp hồ sơ", en: "The commune (ward) where you file" },
  province: { vi: "Cơ quan chuyên môn cấp tỉnh", en: "The province's (city's) department" },
  ministry: { vi: "Bộ, cơ quan trung ương", en: "A ministry or central agency" },
};
/** Who resolves procedures of a level, where the catalog names no agency. */
export const resolverText = (lang: Lang, level: Procedure["level"]): string =>
  level === null ? levelText(lang, level) : RESOLVERS[level][lang];

const ONLINE: Readonly<Record<Procedure["onlineLevel"], string>> = {
  full: "Fully online",
  partial: "Partly online",
  none: "Not online yet",
};
/** How far it can be done online. */
export const onlineText = (lang: Lang, level: Procedure["onlineLevel"]): string =>
  lang === "vi" ? (level === "none" ? onlineInWords(level) : `Trực tuyến ${onlineInWords(level).toLowerCase()}`) : ONLINE[level];
