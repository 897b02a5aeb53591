/**
 * What the loudspeaker says when a number is called. Pure. The number is said as people say it: the letter, then the number without its noughts.
 * Glossary: announcement = lời gọi số · recall = nhắc lại.
 */
import type { Hall } from "../../catalogs/hall.ts";
import { known } from "./queue/events.ts";
import type { HallEvent } from "./types.ts";

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"] as const;
const digit = (n: number): string => DIGITS[n] ?? "";

/** 0–99. After mươi one says mốt, tư, lăm; after mười only lăm. */
const underHundred = (n: number): string => {
  const [tens, unit] = [Math.floor(n / 10), n % 10];
  if (tens === 0) return digit(unit);
  if (tens === 1) return unit === 0 ? "mười" : `mười ${unit === 5 ? "lăm" : digit(unit)}`;
  const last = unit === 1 ? "mốt" : unit === 4 ? "tư" : unit === 5 ? "lăm" : digit(unit);
  return unit === 0 ? `${digit(tens)} mươi` : `${digit(tens)} mươi ${last}`;
};

/** 0–999; `full`: behind thousands, where the hundreds are said even if there are none ("một nghìn không trăm linh năm"). */
const underThousand = (n: number, full: boolean): string => {
  const [hundreds, rest] = [Math.floor(n / 100), n % 100];
  if (hundreds === 0 && !full) return underHundred(rest);
  const said = `${digit(hundreds)} trăm`;
  if (rest === 0) return said;
  return rest < 10 ? `${said} linh ${digit(rest)}` : `${said} ${underHundred(rest)}`;
};

/** A whole number from 0 to 999,999 in Vietnamese words: 15 → "mười lăm", 105 → "một trăm linh năm". Any other number stays in figures. */
export const vietnameseNumber = (n: number): string => {
  if (!Number.isInteger(n) || n < 0 || n > 999_999) return String(n);
  const [thousands, rest] = [Math.floor(n / 1_000), n % 1_000];
  if (thousands === 0) return underThousand(rest, false);
  const said = `${underThousand(thousands, false)} nghìn`;
  return rest === 0 ? said : `${said} ${underThousand(rest, true)}`;
};

export interface Announcement {
  readonly ticketId: string;
  /** The counter's number. */
  readonly counter: number;
  /** It was called before. */
  readonly again: boolean;
  /** What the person chose when he took the number: "en" is told in both languages. */
  readonly language: "vi" | "en";
  readonly vi: string;
  readonly en: string;
}

/** What is said for a number and a counter. */
export const announce = (ticketId: string, counter: number, again: boolean, language: "vi" | "en" = "vi"): Announcement => {
  const [letter, number] = [ticketId.slice(0, 1), Number(ticketId.slice(1))];
  const vi = `ời quý khách số ${letter} ${vietnameseNumber(number)} đến quầy số ${vietnameseNumber(counter)}.`;
  const en = `umber ${letter} ${number}, please go to counter ${counter}.`;
  return {
    ticketId,
    counter,
    again,
    language,
    vi: again ? `Xin nhắc lại, m${vi}` : `M${vi}`,
    en: again ? `Once again, n${en}` : `N${en}`,
  };
};

/** What is said about an event; undefined for one that nobody announces, and for a counter that the hall has no more. */
export const announcementOf = (stored: HallEvent, hall: Hall): Announcement | undefined => {
  const event = known(stored);
  if (event.type !== "ticketCalled" && event.type !== "ticketRecalled") return undefined;
  const { ticketId, counterId, language } = event.data;
  const counter = hall.counters.find(({ id }) => id === counterId)?.number;
  return counter === undefined ? undefined : announce(ticketId, counter, event.type === "ticketRecalled", language);
};
