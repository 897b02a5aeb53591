/** iGate's look-ups: agencies, procedures, forms, processes, and the pattern that dossier codes are taken from (domain.md §5.1, §2). */
import { z } from "zod";
import { anyName, objectId, pageOf } from "./common.ts";

export const CATALOG_PATHS = {
  agency: "/ba/agency",
  agenciesByParent: "/ba/agency/--by-parent-id",
  procedures: "/bd/procedure/--can-apply",
  processes: "/bd/procedure-process-definition",
  forms: "/bd/procedure-form",
  fees: "/bd/procost/--for-online",
  /** `?agency-id=&procedure-id=` → the pattern's id. */
  pattern: "/bd/config/get-pattern",
} as const;

/**
 * PUT `/bt/pattern/{id}/--get-next-value?code=<mã TTHC>` → the next dossier code, a bare value. Not idempotent: every call uses up a number,
 * also one whose answer is lost (domain.md §2).
 */
export const nextValuePath = (patternId: string): string => `/bt/pattern/${patternId}/--get-next-value`;

/** Both answers are one bare JSON text: the pattern's id, and a dossier code in either form of domain.md §2. */
export const patternReply = objectId;
export const nextValue = z.string().regex(/^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,3})-\d{6}-\d{4,}$/);

/** An agency: `code` is its mã định danh, in either form of domain.md §2. */
export const agency = z.object({
  id: objectId,
  /** Units without a code of their own have none. */
  code: z.string().nullish(),
  name: anyName,
  parent: z.object({ id: objectId, name: anyName.optional() }).nullish(),
});
export type IgateAgency = z.infer<typeof agency>;
export const agencyPage = pageOf(agency);

/** A procedure: `code` may be the national one with the agency behind it ("1.001612.000.00.00.H48"), `nationCode` is the national one. */
export const procedure = z.object({
  id: objectId,
  code: z.string(),
  nationCode: z.string().nullish(),
  name: anyName.optional(),
  translate: anyName.optional(),
  sector: z.object({ id: objectId, code: z.string().optional(), name: anyName.optional() }).optional(),
});
export type IgateProcedure = z.infer<typeof procedure>;
/** `?keyword=&spec=page&page=&size=`; that the keyword also finds a code is ours. */
export const procedurePage = pageOf(procedure);

/** The process of a procedure: which form the applicant's data go into (`applicantEForm`), which the declaration (`eForm`). */
export const process = z.object({
  id: objectId,
  processDefinition: z.object({
    id: objectId,
    name: z.string().optional(),
    processingTime: z.number().optional(),
    /** "d" = days. */
    processingTimeUnit: z.string().optional(),
    timesheet: z.object({ id: objectId.optional(), name: z.string() }).optional(),
    applicantEForm: z.object({ id: objectId, name: z.string().optional() }),
    eForm: z.object({ id: objectId, name: z.string().optional() }).optional(),
  }),
});
export type IgateProcess = z.infer<typeof process>;
export const processPage = pageOf(process);

/** A paper of a procedure (thành phần hồ sơ). `code`: the paper's id as both sides publish it (ours). */
export const procedureForm = z.object({ id: objectId, name: z.string(), code: z.string().nullish() });
export type IgateForm = z.infer<typeof procedureForm>;
export const formPage = pageOf(procedureForm);

export const fee = z.object({ id: objectId, name: anyName, amount: z.number(), quantity: z.number().int() });
export const feePage = pageOf(fee);
