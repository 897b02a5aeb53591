/** From the portal's time text to a TimeRule. What has no rule stays prose: no unit is guessed, no month becomes 30 days. */
import type { TimeRule } from "../types.ts";
import type { Note } from "./findings.ts";
import { clean, excerpt } from "./text.ts";

export interface ReadTime {
  readonly rule: TimeRule;
  readonly notes: readonly Note[];
}

/** Limits of the TimeRule schema (types.ts). */
const MOST = { WORKING_DAY: 400, ngày: 800, HOUR: 400 } as const;
/** Limit of `unstated.prose` (types.ts). */
const PROSE_MAX = 2000;

const FIGURE = /^(?:(\d+(?:\.\d+)?)\s+)?(WORKING_DAY|ngày|HOUR|MONTH|YEAR|OTHER)$/;
/** "N ngày" or "N ngày làm việc" anywhere in prose; "07 (bảy) ngày" too. */
const DURATION = /(\d{1,4})\s*(?:\([^)]{1,30}\)\s*)?ngày(\s+làm việc)?/gi;
const NOTHING = /^(?:không(?: quy định| có thông tin)?|-)?\s*(?:OTHER)?$/i;

/**
 * Reads one time text with the prose beside it. Working days, "ngày" (calendar days, domain.md §6) and hours become rules;
 * "1 OTHER", bare OTHER, months, years, fractions and prose become `unstated` with the words kept.
 */
export function readTime(time: string, prose: string): ReadTime {
  const text = clean(time);
  const figure = FIGURE.exec(text);
  if (figure === null) return inProse(text, prose);
  const [, number, unit] = figure;
  if (unit === "OTHER") return number === undefined ? inProse(text, prose) : unstated(text, prose, "timeUnitOther");
  if (number === undefined) return inProse(text, prose);
  if (unit === "MONTH" || unit === "YEAR") return unstated(text, prose, "timeInMonths");
  if (number.includes(".")) return unstated(text, prose, "timeFraction");
  return counted(Number(number), unit as keyof typeof MOST, text, prose);
}

function counted(value: number, unit: keyof typeof MOST, text: string, prose: string): ReadTime {
  if (value < 1 || value > MOST[unit]) return unstated(text, prose, "timeOutOfRange");
  if (unit === "HOUR") return { rule: { kind: "hours", hours: value }, notes: [] };
  const working = unit === "WORKING_DAY";
  const rule: TimeRule = working ? { kind: "workingDays", days: value } : { kind: "calendarDays", days: value };
  return { rule, notes: contradiction(value, working, text, prose) };
}

/** Prose that names durations, none of which is the field's (number and unit): the field is kept, a person must look. */
function contradiction(value: number, working: boolean, text: string, prose: string): readonly Note[] {
  const named = [...prose.matchAll(DURATION)].map((match) => ({ days: Number(match[1]), working: match[2] !== undefined }));
  if (named.length === 0 || named.some((d) => d.days === value && d.working === working)) return [];
  return [{ kind: "proseContradictsTime", text: `Trường ghi "${text}", lời văn: "${excerpt(prose)}"` }];
}

function inProse(text: string, prose: string): ReadTime {
  const said = NOTHING.test(text) && prose === "";
  return unstated(text, prose, said ? "timeMissing" : "timeOnlyInProse");
}

function unstated(text: string, prose: string, kind: Note["kind"]): ReadTime {
  const words = excerpt([text, prose].filter((part) => part !== "").join(" — "), PROSE_MAX);
  const rule: TimeRule = words === "" ? { kind: "unstated" } : { kind: "unstated", prose: words };
  return { rule, notes: [{ kind, text: words === "" ? "Cổng để trống" : `"${excerpt(words)}"` }] };
}
