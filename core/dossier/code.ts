/**
 * Dossier codes (mã hồ sơ): `<agency id>-<yymmdd>-<nnnn>` (domain.md §2).
 * Glossary: dotted form = QCVN 102:2016, groups with the root last, "000.00.19.H47" · root-first form = QĐ 20/2020, "H57.132" ·
 * interlinked number = mã hồ sơ liên thông of the national hub, root G22.
 */
import { isLocalDate } from "../time/local.ts";
import type { LocalDate } from "../time/types.ts";

/** Both agency forms; the number has 4 digits or more (a fifth comes after 9999 of one day). */
const CODE = /^(?<agency>\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,3})-(?<day>\d{6})-(?<number>\d{4,9})$/;
const AGENCY = /^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,3})$/;
/** Numbers that the national liên thông hub gives out (domain.md §2): "G22.99.12-260804-0583". */
const INTERLINKED_AGENCY = /^G22\.\d{2}\.\d{2}$/;

export interface DossierCode {
  readonly agencyId: string;
  /** The day of allocation, local date of Việt Nam; the century is 2000. */
  readonly date: LocalDate;
  /** Number within agency and day, from 1. */
  readonly number: number;
  readonly form: "dotted" | "rootFirst";
  /** A national liên thông number rather than one agency's own. */
  readonly interlinked: boolean;
}

/** A number is written with at least so many digits. */
export const NUMBER_WIDTH = 4;
/** What stands before the number in the codes of an agency and a local date (Việt Nam): "H57.132-260804-". */
export const codePrefix = (agencyId: string, localDate: LocalDate): string =>
  `${agencyId}-${localDate.slice(2).replaceAll("-", "")}-`;

/** A code cannot be made of these parts: a mistake of the calling program, never of a citizen. */
export class DossierCodeError extends Error {
  override readonly name = "DossierCodeError";
}

/**
 * The dossier code of an agency's n-th dossier of a local date (Việt Nam), e.g. `H57.132-260804-0583`.
 * Throws DossierCodeError for an agency id in neither form, a date that does not exist or lies outside 2000–2099, or a number that is not a
 * whole one from 1. Source: design.md §2, domain.md §2.
 */
export function formatDossierCode(agencyId: string, localDate: LocalDate, n: number): string {
  if (!AGENCY.test(agencyId)) throw new DossierCodeError(`not an agency id: ${agencyId}`);
  if (!isLocalDate(localDate) || !localDate.startsWith("20")) throw new DossierCodeError(`not a date of 2000–2099: ${localDate}`);
  if (!Number.isSafeInteger(n) || n < 1 || n > 999_999_999) throw new DossierCodeError(`not a dossier number: ${n}`);
  return `${codePrefix(agencyId, localDate)}${String(n).padStart(NUMBER_WIDTH, "0")}`;
}

/**
 * Reads a dossier code in either agency form, or a national liên thông number; undefined where the text is none (also for a date that does
 * not exist). Spaces around it and small letters, as people type them, are forgiven. Source: domain.md §2.
 */
export function parseDossierCode(text: string): DossierCode | undefined {
  const { agency, day, number } = CODE.exec(text.trim().toUpperCase())?.groups ?? {};
  if (agency === undefined || day === undefined || number === undefined) return undefined;
  const date = `20${day.slice(0, 2)}-${day.slice(2, 4)}-${day.slice(4, 6)}`;
  if (!isLocalDate(date) || Number(number) < 1) return undefined;
  return {
    agencyId: agency,
    date,
    number: Number(number),
    form: /^\d/.test(agency) ? "dotted" : "rootFirst",
    interlinked: INTERLINKED_AGENCY.test(agency),
  };
}
