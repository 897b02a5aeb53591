/**
 * Dossier codes typed on a telephone (R-E02). A keypad has neither letters nor a hyphen: the digits are typed as they stand, "*" for a dot (or a hyphen),
 * and both may be left out; date and number alone mean the hall's own agency. So what was typed may mean several codes: all of them are given, and
 * which of them there is, the hub knows. Pure. Source of the forms: domain.md §2.
 */
import type { LocalDate } from "../../../core/time/types.ts";
import { fromWrittenDate } from "../../kit/local-time.ts";

/** First letters of agency ids: H provinces, G ministries and the national hub (domain.md §2). */
const LETTERS = ["H", "G"] as const;
/** The number of a day has four digits, or more after 9999. */
const NUMBER_LENGTHS = [4, 5, 6, 7, 8, 9] as const;
const DATE_LENGTH = 6;
/** Groups behind the root, each of two or three digits. */
const MOST_GROUPS = 3;

interface Reading {
  readonly agencyId: string;
  /** Places between digits where the code has a dot. */
  readonly dots: readonly number[];
}

/** All ways to cut digits into groups of two or three. */
const groupings = (digits: string, most: number): readonly (readonly string[])[] => {
  if (digits === "") return [[]];
  if (most === 0) return [];
  return [2, 3].flatMap((length) =>
    digits.length < length ? [] : groupings(digits.slice(length), most - 1).map((rest) => [digits.slice(0, length), ...rest]),
  );
};

const placesOf = (groups: readonly string[]): readonly number[] =>
  groups.slice(0, -1).map((_, index) => groups.slice(0, index + 1).join("").length);

/** The agencies that digits may mean: root first ("57101" → H57.101), dotted ("000001947" → 000.00.19.H47), none → the hall's own. */
const agenciesOf = (digits: string, ownAgency: string): readonly Reading[] => {
  if (digits === "") return [{ agencyId: ownAgency, dots: [] }];
  if (digits.length < 2) return [];
  const rootFirst = groupings(digits.slice(2), MOST_GROUPS).flatMap((rest) => {
    const groups = [digits.slice(0, 2), ...rest];
    return LETTERS.map((letter) => ({ agencyId: `${letter}${groups.join(".")}`, dots: placesOf(groups) }));
  });
  if (digits.length !== 9) return rootFirst;
  const groups = [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5, 7), digits.slice(7)];
  const dotted = LETTERS.map((letter) => ({
    agencyId: `${groups.slice(0, 3).join(".")}.${letter}${groups[3]}`,
    dots: placesOf(groups),
  }));
  return [...dotted, ...rootFirst];
};

/** Where stars stand between digits, and the digits without them. */
const readStars = (typed: string): { readonly digits: string; readonly stars: readonly number[] } => {
  let digits = "";
  const stars: number[] = [];
  for (const key of typed) {
    if (key === "*") stars.push(digits.length);
    else digits += key;
  }
  return { digits, stars };
};

/** Every dossier code that the keys may mean, likeliest first; none for what is no code. A code of a day after `today` (Việt Nam) is none. */
export const digitsToCodes = (typed: string, ownAgency: string, today: LocalDate): readonly string[] => {
  if (!/^[0-9*]{10,40}$/.test(typed)) return [];
  const { digits, stars } = readStars(typed.replaceAll(/^\*+|\*+$/g, ""));
  const codes = NUMBER_LENGTHS.flatMap((length) => {
    const number = digits.slice(-length);
    const dateAt = digits.length - length - DATE_LENGTH;
    if (dateAt < 0 || Number(number) === 0 || (length > 4 && number.startsWith("0"))) return [];
    const day = digits.slice(dateAt, dateAt + DATE_LENGTH);
    const date = fromWrittenDate(`20${day}`);
    if (date === undefined || date > today) return [];
    return agenciesOf(digits.slice(0, dateAt), ownAgency)
      .filter(({ dots }) => stars.every((at) => dots.includes(at) || at === dateAt || at === dateAt + DATE_LENGTH))
      .map(({ agencyId }) => `${agencyId}-${day}-${number}`);
  });
  return [...new Set(codes)];
};

/** A code in its parts, for the voice; undefined for one of another form (a partner's own). */
export const codeParts = (
  code: string,
): { readonly agencyId: string; readonly date: LocalDate; readonly number: number } | undefined => {
  const [, agencyId = "", day = "", number = ""] = /^([0-9A-Z.]+)-(\d{6})-(\d{4,9})$/.exec(code) ?? [];
  const date = fromWrittenDate(`20${day}`);
  return date === undefined ? undefined : { agencyId, date, number: Number(number) };
};
