/** iGate's ways of writing: times, names in several languages, telephone numbers. Pure. */
import type { Instant } from "../../core/time/types.ts";
import { phoneOf } from "../kit/text.ts";
import { type AnyName, LANGUAGES } from "./contract/common.ts";

const VIETNAM_MS = 7 * 3_600_000;

/** "2026-03-02T09:00:00.000+0700": local time of Việt Nam with milliseconds, the offset without a colon. */
export const toIgateTime = (instant: Instant): string =>
  new Date(Date.parse(instant) + VIETNAM_MS).toISOString().replace("Z", "+0700");

/** The instant of either offset (`+0000`, `+0700`), also of `Z` or `+07:00` as some sites' views have it; undefined for what is no time. */
export const fromIgateTime = (text: string | null | undefined): Instant | undefined => {
  const parts = /^(\d{4}-\d{2}-\d{2}T[\d:.]+)(?:Z|([+-]\d{2}):?(\d{2}))$/.exec(text ?? "");
  const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}${parts[2] === undefined ? "Z" : `${parts[2]}:${parts[3]}`}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
};

/** A date of birth ("1999-02-03") as iGate keeps it: midnight of that day in Việt Nam, written in UTC. */
export const toIgateDay = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) - VIETNAM_MS).toISOString().replace("Z", "+0000");

/** The day in Việt Nam that an iGate time falls on. */
export const fromIgateDay = (text: string | undefined): string | undefined => {
  const instant = fromIgateTime(text);
  return instant === undefined ? undefined : new Date(Date.parse(instant) + VIETNAM_MS).toISOString().slice(0, 10);
};

/** The Vietnamese name (languageId 228), else the first there is; a plain text is the name itself. */
export const nameOf = (name: AnyName | null | undefined): string => {
  if (name === undefined || name === null) return "";
  if (typeof name === "string") return name;
  const all = Array.isArray(name) ? name : [name];
  return (all.find((entry) => entry.languageId === LANGUAGES.vi) ?? all[0])?.name ?? "";
};

/** "0900000012" or "+84900000012" → "+84900000012"; undefined for what iGate would not take. */
export const toIgatePhone = (phone: string | undefined): string | undefined => {
  const national = /^0(\d{9})$/.exec(phoneOf(phone ?? ""))?.[1];
  return national === undefined ? undefined : `+84${national}`;
};
