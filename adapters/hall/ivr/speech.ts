/** Dates, times and codes as a voice says them, in Vietnamese and English. Pure. */
import type { Instant, LocalDate } from "../../../core/time/types.ts";
import { toCompactTime } from "../../kit/local-time.ts";

export type Lang = "vi" | "en";

const WEEKDAYS = ["chủ nhật", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy"] as const;
const ENGLISH_DATE = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const ENGLISH_WEEKDAY = new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone: "UTC" });
/** Noon of a day, so that it is the same day wherever it is read. */
const noonOf = (date: LocalDate): Date => new Date(`${date}T12:00:00Z`);

/** "ngày 4 tháng 3 năm 2026" · "March 4, 2026". No leading zeros: a voice would say them. */
export const spokenDate = (date: LocalDate, lang: Lang): string => {
  if (lang === "en") return ENGLISH_DATE.format(noonOf(date));
  const [year = "", month = "", day = ""] = date.split("-");
  return `ngày ${Number(day)} tháng ${Number(month)} năm ${year}`;
};

/** "16 giờ 30 phút, thứ tư, ngày 4 tháng 3 năm 2026" · "16:30 on Wednesday, March 4, 2026"; time of Việt Nam. */
export const spokenMoment = (at: Instant, lang: Lang): string => {
  const stamp = toCompactTime(at);
  const date = `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}`;
  const [hour, minute] = [Number(stamp.slice(8, 10)), Number(stamp.slice(10, 12))];
  if (lang === "en")
    return `${hour}:${stamp.slice(10, 12)} on ${ENGLISH_WEEKDAY.format(noonOf(date))}, ${spokenDate(date, lang)}`;
  const weekday = WEEKDAYS[noonOf(date).getUTCDay()] ?? "";
  return `${hour} giờ${minute === 0 ? "" : ` ${minute} phút`}, ${weekday}, ${spokenDate(date, lang)}`;
};

/** "H57.101" → "H 5 7 chấm 1 0 1": letter by letter, or a voice makes numbers of them. */
export const spokenAgencyCode = (agencyId: string, lang: Lang): string =>
  [...agencyId].map((sign) => (sign === "." ? (lang === "vi" ? "chấm" : "dot") : sign)).join(" ");
