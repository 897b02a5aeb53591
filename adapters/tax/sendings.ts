/** What slips and registrations have in common: their numbers, what a taken-in one means, what one that cannot be filled in means. */
import { z } from "zod";
import type { OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { acceptance } from "../kit/transfers.ts";
import { REGISTRATION_SUFFIX, SLIP_SUFFIX } from "./contract/slip.ts";

/** By these names the exchange finds the transfer of a refused sending. */
export const sending = z.object({
  dossierId: z.string().min(1),
  transferId: z.string().min(1),
  number: z.int().min(1).max(99),
  dossierCode: z.string().min(1).max(60),
  agency: z.object({ id: z.string(), name: z.string() }),
});
export type Sending = z.infer<typeof sending>;

/** Which leg a number on the wire belongs to. */
export type TaxOperation = "determineTax" | "issueTaxCode";
const SUFFIX: Readonly<Record<TaxOperation, string>> = { determineTax: SLIP_SUFFIX, issueTaxCode: REGISTRATION_SUFFIX };

/** "H57.101-260302-0001/2/PCTT": the dossier's code and which sending it is, so that a re-sent slip goes under a new number. */
export const slipNumber = (operation: TaxOperation, dossierCode: string, number: number): string =>
  `${dossierCode}/${number}/${SUFFIX[operation]}`;

/** The sending that a number on the wire speaks of; undefined where it is none of ours. */
export const readSlipNumber = (text: string): { readonly operation: TaxOperation; readonly number: number } | undefined => {
  const parts = /^.+\/([1-9]\d?)\/([A-Z]+)$/.exec(text.trim());
  const operation = (Object.keys(SUFFIX) as TaxOperation[]).find((key) => SUFFIX[key] === parts?.[2]);
  return parts === null || operation === undefined ? undefined : { operation, number: Number(parts[1]) };
};

/** The office has it, under its own number. Its answer may be there already: it is pushed by another road. */
export const takenIn = (body: Sending, reference: string | undefined): OperationResult => ({
  ...(reference === undefined ? {} : { reference }),
  commands: [acceptance(body, { reference })],
});

/**
 * What the form must say is missing. "rejected" and not "pause": the transfer then comes back to an officer, who fills in the declaration and
 * sends it again; a paused message could only be sent as it is.
 */
export const incomplete = (what: string, missing: readonly string[]): ExchangeError =>
  new ExchangeError("rejected", `${what} còn thiếu hoặc sai: ${missing.join("; ")}`, {
    code: "tax.incomplete",
    blame: "caller",
    trips: false,
    hint: {
      vi: "Bổ sung tờ khai điện tử của hồ sơ rồi gửi lại cơ quan thuế.",
      en: "Complete the dossier's declaration, then send it to the tax office again.",
    },
  });

/** A text of the declaration: numbers written as numbers count too. Empty is absent. */
export const textOf = (value: unknown): string | undefined => {
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text === "" ? undefined : text;
};

/** A section of the declaration, whatever it is, as named values. */
export const sectionOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};

/** yyyy-mm-dd (or an instant) → dd-MM-yyyy; undefined for what is no such text. */
export const wireDateOf = (date: unknown): string | undefined => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(textOf(date) ?? "");
  return parts === null ? undefined : `${parts[3]}-${parts[2]}-${parts[1]}`;
};

/** Without the members that are absent: an optional field is left out, never undefined. */
export const present = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
