/** When the counters of an agency are open, as its calendar says, in as few lines as there are different days. Pure. */
import type { CalendarData, HolidayTable } from "../../catalogs/types.ts";
import type { LocalDate } from "../../core/time/types.ts";
import type { Lang } from "./text.ts";

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
type Weekday = (typeof WEEK)[number];
const NAMES: Readonly<Record<Lang, Readonly<Record<Weekday, string>>>> = {
  vi: { mon: "Thứ Hai", tue: "Thứ Ba", wed: "Thứ Tư", thu: "Thứ Năm", fri: "Thứ Sáu", sat: "Thứ Bảy", sun: "Chủ nhật" },
  en: { mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday" },
};
const CLOSED: Readonly<Record<Lang, string>> = { vi: "nghỉ", en: "closed" };

export interface HoursLine {
  /** "Thứ Hai – Thứ Sáu" */
  readonly days: string;
  /** "07:30–11:00, 14:00–16:30" */
  readonly hours: string;
}

/** Counter hours of a week; days after each other with the same hours share a line. */
export const hoursLines = (lang: Lang, week: CalendarData["week"]): readonly HoursLine[] => {
  const lines: { from: Weekday; to: Weekday; hours: string }[] = [];
  for (const day of WEEK) {
    const hours = week[day].counter.map(({ from, to }) => `${from}–${to}`).join(", ") || CLOSED[lang];
    const last = lines.at(-1);
    if (last?.hours === hours) last.to = day;
    else lines.push({ from: day, to: day, hours });
  }
  const names = NAMES[lang];
  return lines.map(({ from, to, hours }) => ({ days: from === to ? names[from] : `${names[from]} – ${names[to]}`, hours }));
};

/** What is not as every week on a day: a holiday or a make-up working day, by its Vietnamese name. */
export const specialDay = (
  table: Pick<HolidayTable, "holidays" | "makeUpWorkingDays">,
  date: LocalDate,
): { readonly kind: "holiday" | "makeUp"; readonly name: string } | undefined => {
  const holiday = table.holidays.find((day) => day.date === date);
  if (holiday !== undefined) return { kind: "holiday", name: holiday.name };
  const makeUp = table.makeUpWorkingDays.find((day) => day.date === date);
  return makeUp === undefined ? undefined : { kind: "makeUp", name: makeUp.name };
};
