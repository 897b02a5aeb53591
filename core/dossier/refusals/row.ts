import type { Refusal } from "../types.ts";

/** One refusal: whose fault, what was not done (vi, en), what to do about it (vi, en). */
export type RefusalRow = readonly [blame: Refusal["blame"], vi: string, en: string, hintVi: string, hintEn: string];
