/**
 * VietQR: the payload of a NAPAS 247 QR code (EMVCo: two-digit id, two-digit length, value), built and read (domain.md §5.6). Pure.
 * Glossary: BIN = six digits of a bank · static = mã tĩnh (no amount) · dynamic = mã động (one payment) · purpose = nội dung chuyển khoản.
 */

const NAPAS = "A000000727";
const SERVICES = { account: "QRIBFTTA", card: "QRIBFTTC" } as const;

export interface VietQr {
  /** Six digits. */
  readonly bin: string;
  /** Number of the account or card. */
  readonly number: string;
  readonly target: "account" | "card";
  /** A dynamic code is for one payment and says how much. */
  readonly dynamic: boolean;
  /** Đồng. */
  readonly amount?: number;
  readonly bill?: string;
  /** Printable ASCII: banks drop or spoil anything else. EMVCo allows 25 characters. */
  readonly purpose?: string;
}

export const MAX_PURPOSE = 25;

/** A payload that cannot be made from these values: our own mistake, or a catalog's. */
export class VietQrError extends Error {
  override readonly name = "VietQrError";
}

/** CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) of a text's UTF-8 bytes, four upper-case hex digits; "123456789" gives 29B1. */
export const crc16 = (text: string): string => {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
};

const item = (id: string, value: string): string => {
  if (value.length > 99) throw new VietQrError(`field ${id} is longer than 99 characters`);
  return `${id}${String(value.length).padStart(2, "0")}${value}`;
};
const maybe = (id: string, value: string | undefined): string => (value === undefined || value === "" ? "" : item(id, value));

const printable = /^[\x20-\x7e]*$/;
const problemOf = ({ bin, number, amount, bill = "", purpose = "" }: VietQr): string | undefined => {
  if (!/^\d{6}$/.test(bin)) return "BIN is not six digits";
  if (!/^[0-9A-Za-z]{1,19}$/.test(number)) return "number of account or card is not 1–19 letters and digits";
  if (amount !== undefined && (!Number.isSafeInteger(amount) || amount < 1 || amount > 9_999_999_999_999))
    return "amount is not a whole number of 1–13 digits";
  if (!printable.test(bill) || !printable.test(purpose)) return "bill and purpose must be printable ASCII";
  if (bill.length > MAX_PURPOSE || purpose.length > MAX_PURPOSE) return `bill and purpose take at most ${MAX_PURPOSE} characters`;
  return undefined;
};

/** The payload, checksum included. Throws VietQrError where a value does not fit. */
export const buildVietQr = (qr: VietQr): string => {
  const problem = problemOf(qr);
  if (problem !== undefined) throw new VietQrError(problem);
  const beneficiary = item("00", qr.bin) + item("01", qr.number);
  const body =
    item("00", "01") +
    item("01", qr.dynamic ? "12" : "11") +
    item("38", item("00", NAPAS) + item("01", beneficiary) + item("02", SERVICES[qr.target])) +
    item("53", "704") +
    maybe("54", qr.amount === undefined ? undefined : String(qr.amount)) +
    item("58", "VN") +
    maybe("62", maybe("01", qr.bill) + maybe("08", qr.purpose));
  const counted = `${body}6304`;
  return counted + crc16(counted);
};

/** Fields by id in their order; undefined where a length does not fit. */
const fields = (text: string): ReadonlyMap<string, string> | undefined => {
  const found = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const head = /^(\d{2})(\d{2})/.exec(text.slice(at, at + 4));
    const [, id = "", length = ""] = head ?? [];
    const end = at + 4 + Number(length);
    if (head === null || end > text.length) return undefined;
    found.set(id, text.slice(at + 4, end));
    at = end;
  }
  return found;
};

/**
 * Bank and number. NAPAS's own sample 6.1.1 declares a length of 12 for an account of 13 characters, so that a strict reader rejects it: the
 * number is the last field here, and what the enclosing length holds beyond its own belongs to it.
 */
const readBeneficiary = (text: string): { bin: string; number: string; repaired: boolean } | undefined => {
  const parts = /^0006(\d{6})01(\d{2})([0-9A-Za-z]+)$/.exec(text);
  if (parts === null) return undefined;
  const [, bin = "", length = "", number = ""] = parts;
  return number.length < Number(length) ? undefined : { bin, number, repaired: number.length !== Number(length) };
};

export type VietQrReading =
  /** `repaired`: a length was wrong and was put right by what encloses it. */
  | { readonly ok: true; readonly value: VietQr; readonly repaired: boolean }
  | { readonly ok: false; readonly problem: "checksum" | "notVietQr" };

const amountOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  return /^\d{1,13}(?:\.0{1,2})?$/.test(text) ? Number(text) : Number.NaN;
};

/** Reads a payload. The checksum is taken literally: one changed character anywhere is found. */
export const parseVietQr = (payload: string): VietQrReading => {
  const counted = payload.slice(0, -4);
  if (!counted.endsWith("6304") || crc16(counted) !== payload.slice(-4)) return { ok: false, problem: "checksum" };
  const top = fields(payload);
  const merchant = fields(top?.get("38") ?? "");
  const beneficiary = readBeneficiary(merchant?.get("01") ?? "");
  const target = (["account", "card"] as const).find((name) => SERVICES[name] === merchant?.get("02"));
  const initiation = top?.get("01");
  const amount = amountOf(top?.get("54"));
  const wrong =
    top?.get("00") !== "01" ||
    merchant?.get("00") !== NAPAS ||
    top.get("53") !== "704" ||
    top.get("58") !== "VN" ||
    (initiation !== "11" && initiation !== "12") ||
    Number.isNaN(amount);
  if (wrong || beneficiary === undefined || target === undefined) return { ok: false, problem: "notVietQr" };
  const more = fields(top.get("62") ?? "");
  const [bill, purpose] = [more?.get("01"), more?.get("08")];
  const { bin, number, repaired } = beneficiary;
  return {
    ok: true,
    repaired,
    value: {
      bin,
      number,
      target,
      dynamic: initiation === "12",
      ...(amount === undefined ? {} : { amount }),
      ...(bill === undefined ? {} : { bill }),
      ...(purpose === undefined ? {} : { purpose }),
    },
  };
};
