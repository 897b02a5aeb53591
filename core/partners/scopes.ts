/** What a partner may do of what its role may: scopes of an account, and of a token that was asked for with less. */
import type { CommandType } from "../dossier/commands.ts";

export const SCOPES = [
  "dossier.read",
  "dossier.submit",
  "dossier.handle",
  "transfer.answer",
  "file",
  "catalog",
  "event.read",
  "subscription",
  "fee",
  "operate",
] as const;
export type Scope = (typeof SCOPES)[number];

const SUBMITTED: readonly CommandType[] = ["submit", "amend", "supplement", "withdraw"];
const ANSWERED: readonly CommandType[] = ["acceptTransfer", "takeTransferResult", "ask", "progress"];
const PAID: readonly CommandType[] = ["requestFee", "recordPayment", "cancelCharge", "recordPaymentRequest", "recordReceipt"];

/** The scopes of which a command needs one; whoever handles a dossier may also answer for the agency of a transfer. */
export const scopesFor = (type: CommandType): readonly [Scope, ...Scope[]] => {
  if (SUBMITTED.includes(type)) return ["dossier.submit"];
  if (ANSWERED.includes(type)) return ["dossier.handle", "transfer.answer"];
  return PAID.includes(type) ? ["fee"] : ["dossier.handle"];
};

/** Whether the account, and the token if one narrows it, has one of the scopes. Neither naming any: all that the role may. */
export const hasScope = (oneOf: readonly Scope[], ...granted: readonly (readonly Scope[] | undefined)[]): boolean =>
  granted.every((scopes) => scopes === undefined || oneOf.some((scope) => scopes.includes(scope)));
