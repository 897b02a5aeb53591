/**
 * What a code is that a scanner read: a dossier's, a number's, a person's identity card, or nothing that we know. Pure.
 * Glossary: identity card = căn cước (CCCD) · old number = số CMND 9 số.
 */
import { parseDossierCode } from "../dossier/code.ts";
import { isLocalDate } from "../time/local.ts";
import type { LocalDate } from "../time/types.ts";

/** What the QR of an identity card says. For the page that asked for it and nothing else: never stored, never logged, never an event (R-I02). */
export interface IdentityCard {
  /** 12 digits. */
  readonly number: string;
  /** 9 digits of the card before it, where there was one. */
  readonly oldNumber?: string;
  readonly name: string;
  readonly birthDate?: LocalDate;
  readonly sex?: "male" | "female";
  readonly address?: string;
  readonly issuedOn?: LocalDate;
}

export type BarcodeReading =
  | { readonly kind: "dossier"; readonly code: string }
  | { readonly kind: "ticket"; readonly code: string }
  | ({ readonly kind: "identity" } & IdentityCard)
  | { readonly kind: "unknown" };

/** A person's number alone, old or new, printed or typed by somebody who takes it for his dossier's. */
const PERSONS_NUMBER = /^(?:\d{9}|\d{12})$/;

/** Longer than any code that is printed here; the QR of an identity card has about 150 letters. */
const MOST = 1_000;
const TICKET = /^[A-Z]\d{3,4}$/;
const SEXES: Readonly<Record<string, "male" | "female">> = { nam: "male", nữ: "female" };

/** "ddMMyyyy" as a date that exists. */
const dateOf = (text: string): LocalDate | undefined => {
  const date = text.replace(/^(\d{2})(\d{2})(\d{4})$/, "$3-$2-$1");
  return isLocalDate(date) ? date : undefined;
};

/**
 * The QR of a chip card: `số|CMND cũ|họ tên|ddMMyyyy|giới tính|địa chỉ|ngày cấp`; later cards append more, which is not read. The order is from
 * memory of cards in use (unsourced); what does not look like it is no identity card.
 */
const identityOf = (text: string): IdentityCard | undefined => {
  const [number = "", old = "", name = "", birth = "", sex = "", address = "", issued, ...more] = text
    .split("|")
    .map((part) => part.trim());
  if (issued === undefined || more.length > 8 || !/^\d{12}$/.test(number) || !/^(?:\d{9})?$/.test(old)) return undefined;
  if (!/^[\p{L}\p{M}' .-]{2,100}$/u.test(name) || !/^\d{8}$/.test(birth)) return undefined;
  const [birthDate, issuedOn, known] = [dateOf(birth), dateOf(issued), SEXES[sex.toLowerCase()]];
  return {
    number,
    ...(old === "" ? {} : { oldNumber: old }),
    name,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(known === undefined ? {} : { sex: known }),
    ...(address === "" ? {} : { address }),
    ...(issuedOn === undefined ? {} : { issuedOn }),
  };
};

/** A dossier's code as it is kept: capitals, no blanks around it. */
const dossierOf = (text: string): string | undefined => {
  const code = text.trim().toUpperCase();
  return parseDossierCode(code) === undefined ? undefined : code;
};

/** The one dossier code that a web address carries: the QR of an appointment slip leads to its look-up. Two different ones: none. */
const linkedOf = (text: string): string | undefined => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { pathname, searchParams } = new URL(text);
  const parts = [...pathname.split("/"), ...searchParams.values()];
  const codes = new Set(parts.map(dossierOf).filter((code) => code !== undefined));
  const [only] = codes;
  return codes.size === 1 ? only : undefined;
};

/**
 * Reads what a scanner read or a person typed. Both agency forms of a dossier code and national liên thông numbers are understood; small
 * letters and blanks around are forgiven. A code that is only near to one is unknown: a wrong dossier would be worse than none.
 */
export const readBarcode = (text: string): BarcodeReading => {
  if (text.length > MOST) return { kind: "unknown" };
  const plain = text.normalize("NFC").trim();
  const code = dossierOf(plain) ?? linkedOf(plain);
  if (code !== undefined) return { kind: "dossier", code };
  const ticket = plain.toUpperCase();
  if (TICKET.test(ticket)) return { kind: "ticket", code: ticket };
  const identity = identityOf(plain);
  return identity === undefined ? { kind: "unknown" } : { kind: "identity", ...identity };
};

/** What may be kept of a code that was read (R-I02): what it is, and the code of a dossier or a number; of what could be a person's nothing more. */
export const readScan = (text: string): { readonly what: BarcodeReading["kind"]; readonly code?: string } => {
  if (PERSONS_NUMBER.test(text.replaceAll(/[\s.-]/g, ""))) return { what: "identity" };
  const read = readBarcode(text);
  return "code" in read ? { what: read.kind, code: read.code } : { what: read.kind };
};
