/**
 * From the portal's time to resolve to a rule the engine can count with (domain.md §4, §6). Where number, unit and words do not agree
 * on one, the time stays unstated with the portal's words, and the officer names the due time.
 */
import type { TimeRule } from "../../catalogs/types.ts";
import { cut } from "../kit/text.ts";

/** Limits of the TimeRule schema (catalogs/types.ts). */
const MOST = { WORKING_DAY: 400, ngày: 800, HOUR: 400 } as const;
const MAX_PROSE = 2000;
/** "05 ngày làm việc", "07 (bảy) ngày làm việc". */
const WORKING_DAYS = /(\d{1,3})\s*(?:\([^)]{1,30}\)\s*)?ngày làm việc/iu;
/** "Ngay trong ngày …; nhận sau 15 giờ … ngày làm việc tiếp theo": the 15:00 rule (domain.md §6). */
const THREE_PM = /trong ngày.*sau 15\s*(?:giờ|h).*ngày (?:làm việc )?(?:tiếp theo|kế tiếp|hôm sau)/isu;

/** "20 ngày, không bao gồm ngày nghỉ lễ, tết": the third rule (domain.md §6). */
const WITHOUT_HOLIDAYS = /không (?:bao gồm|tính|kể) (?:các )?ngày (?:nghỉ )?lễ/iu;

/** One row of THOIGIAN. */
export interface PublishedTime {
  readonly THOIGIANGIAIQUYET?: string | number | undefined;
  readonly DONVITINH: string;
  readonly MOTA?: string | undefined;
}

const counted = (value: number, unit: string): TimeRule | undefined => {
  if (!Number.isInteger(value) || value < 1) return undefined;
  if (unit === "WORKING_DAY" && value <= MOST.WORKING_DAY) return { kind: "workingDays", days: value };
  if (unit === "ngày" && value <= MOST.ngày) return { kind: "calendarDays", days: value };
  if (unit === "HOUR" && value <= MOST.HOUR) return { kind: "hours", hours: value };
  return undefined;
};

/** Pure. Months, "OTHER" without agreeing words, fractions and figures out of range are not interpreted. */
export const publishedTime = ({ THOIGIANGIAIQUYET, DONVITINH, MOTA }: PublishedTime): TimeRule => {
  const unit = DONVITINH.normalize("NFC").trim();
  const prose = (MOTA ?? "").normalize("NFC").trim();
  const figure = String(THOIGIANGIAIQUYET ?? "").trim();
  const value = figure === "" ? Number.NaN : Number(figure);
  const rule = counted(value, unit);
  if (rule?.kind === "calendarDays" && WITHOUT_HOLIDAYS.test(prose))
    return { kind: "calendarDaysWithoutHolidays", days: rule.days };
  if (rule !== undefined) return rule;
  if (unit === "OTHER" && THREE_PM.test(prose)) return { kind: "sameDay", rule: "threePm" };
  const named = WORKING_DAYS.exec(prose)?.[1];
  if (unit === "OTHER" && named !== undefined && Number(named) === value) return { kind: "workingDays", days: value };
  const words = [figure === "" ? unit : `${figure} ${unit}`, prose].filter((part) => part !== "").join("; ");
  return words === "" ? { kind: "unstated" } : { kind: "unstated", prose: cut(words, MAX_PROSE) };
};
