/**
 * "TRACUU <mã>" by SMS (R-E02): status and due time of a dossier, nothing of any person. Case, accents, the blank in "tra cứu" and blanks
 * in the code do not matter. A dossier that is not found and a text that is no query are answered too, or the citizen would ask again.
 */
import { FINAL_STATUSES, STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { writtenMoment } from "./local-time.ts";
import { LOOK_UP_TEXTS, type LookUpText } from "./look-up-texts.ts";
import { unaccented } from "./sms-text.ts";

const QUERY = /^\W*TRA\s*CUU\b[\s:.]*(.*)$/;
/** Codes of dossiers and national codes (domain.md §2): anything else is not looked for. */
const CODE = /^[A-Z0-9](?:[A-Z0-9.\-/]{3,58})[A-Z0-9]$/;

/** The code that a citizen asks for; undefined where the text is no query. */
export const readQuery = (text: string): string | undefined => {
  const [, rest = ""] = QUERY.exec(unaccented(text.replaceAll(/\s+/g, " ")).toUpperCase().trim()) ?? [];
  const code = rest.replaceAll(/[\s"'<>]/g, "").replace(/[.,;!?]+$/, "");
  return CODE.test(code) ? code : undefined;
};

/** The due time that the office is still bound by; undefined where it is over, or stands still. */
export const bindingDueAt = ({ clock, status }: Dossier): string | undefined =>
  clock !== undefined && clock.stopped === undefined && !FINAL_STATUSES.has(status) ? clock.dueAt : undefined;

/** A text by its name with what fills it, not yet in any alphabet. */
export type LookUpAnswer = readonly [LookUpText, ...string[]];

/** What is said of a dossier. */
export const tell = (dossier: Dossier, asked: string): LookUpAnswer => {
  const status = STATUSES[dossier.status].vi;
  const dueAt = bindingDueAt(dossier);
  return dueAt === undefined ? ["lookUpUndated", asked, status] : ["lookUp", asked, status, writtenMoment(dueAt)];
};

/** The answer to one SMS. `find`: a dossier by anybody's code. */
export const lookUpAnswer = async (text: string, find: (code: string) => Promise<Dossier | undefined>): Promise<LookUpAnswer> => {
  const code = readQuery(text);
  if (code === undefined) return ["help"];
  const dossier = await find(code);
  return dossier === undefined ? ["notFound", code] : tell(dossier, code);
};

/** An answer in words, with all its marks. */
export const lookUpWords = ([name, ...params]: LookUpAnswer): string =>
  LOOK_UP_TEXTS[name].replaceAll(/\{(\d)\}/g, (_, number: string) => params[Number(number) - 1] ?? "");
