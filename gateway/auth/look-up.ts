/**
 * Opening a dossier by its code and update key (R-A08, R-E02), for every public door. Wrong code and wrong key look the same, take the same
 * time, and lock alike.
 */
import type { Dossier } from "../../core/dossier/types.ts";
import { type Hub, readBarcode } from "../../core/hub.ts";
import { type Problem, problem } from "../problem.ts";
import type { LookUpLock } from "./look-up-lock.ts";

/** What a code may look like: our own, the national one, another system's. */
export const DOSSIER_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

/**
 * A code as people type, read or paste it: blanks and long dashes are forgiven, and so are small letters where it is a code as the hub or the
 * national system writes them; of the web address in a slip's QR the code is taken. Other systems' codes keep their letters: to them "a" may be another than "A". Pure.
 */
export const typedCode = (text: string): string => {
  const plain = text
    .normalize("NFKC")
    .replaceAll(/\s/g, "")
    .replaceAll(/[\u2010-\u2015]/g, "-");
  const read = readBarcode(plain);
  return read.kind === "dossier" ? read.code : plain;
};

const wrongCodeOrKey = (): Problem =>
  problem(404, "look-up.not-found", {
    detail: { vi: "Mã hồ sơ hoặc khóa cập nhật không đúng.", en: "Wrong dossier code or update key." },
    hint: {
      vi: "Xem lại tin nhắn hoặc giấy hẹn; khóa gồm 10 chữ và số.",
      en: "See the text message or the slip; the key has 10 letters and digits.",
    },
  });

/** Too many tries were made; `ms` until it opens again. */
export const lookUpLocked = (ms: number): Problem => {
  const seconds = Math.ceil(ms / 1000);
  return problem(429, "look-up.locked", {
    retry: true,
    detail: { vi: "Đã nhập sai quá nhiều lần, tạm khóa tra cứu.", en: "Too many wrong tries; look-up is locked for a while." },
    hint: {
      vi: `Thử lại sau ${Math.ceil(seconds / 60)} phút, hoặc hỏi Bộ phận Một cửa.`,
      en: `Try again in ${Math.ceil(seconds / 60)} minutes, or ask the one-stop department.`,
    },
    details: { retryAfterSeconds: seconds },
    headers: { "retry-after": String(seconds) },
  });
};

/** What somebody tries, and from where. */
export interface KeyTry {
  readonly code: string;
  readonly key: string;
  readonly address: string;
}

/** The dossier of code and key, or why not; a wrong try is counted. */
export const openByKey = async (
  hub: Pick<Hub, "find" | "checkUpdateKey">,
  lock: LookUpLock,
  { code, key, address }: KeyTry,
): Promise<Dossier | { readonly problem: Problem }> => {
  const wait = lock.lockedFor(code, address);
  if (wait > 0) return { problem: lookUpLocked(wait) };
  const dossier = await hub.find(code, ({ id }) => hub.checkUpdateKey(id, key));
  if (dossier !== undefined) return dossier;
  lock.wrong(code, address);
  return { problem: wrongCodeOrKey() };
};
