/**
 * What must be looked up before a dossier can be filed at iGate: the agency, the procedure, its process and papers, and a dossier code from
 * the pattern (domain.md §5.1, §2).
 */
import { ExchangeError } from "../../core/exchange/errors.ts";
import type { HttpRequest } from "../kit/http.ts";
import { ask, type IgateCall } from "./client.ts";
import {
  agencyPage,
  CATALOG_PATHS,
  formPage,
  type IgateForm,
  type IgateProcedure,
  type IgateProcess,
  nextValue,
  nextValuePath,
  patternReply,
  procedurePage,
  processPage,
} from "./contract/catalog.ts";
import { nameOf } from "./wire.ts";

/** A province has a few hundred agencies; a procedure a few dozen papers. */
const MANY = "1000";

/** Where a dossier is to be filed. */
export interface Place {
  readonly agency: { readonly id: string; readonly code: string };
  readonly procedure: IgateProcedure;
  readonly process: IgateProcess;
  readonly forms: readonly IgateForm[];
}

const unknown = (what: "agency" | "procedure" | "process", code: string): ExchangeError =>
  new ExchangeError("rejected", `iGate has no ${what} ${code}`, {
    code: `igate.${what}-unknown`,
    blame: "caller",
    hint: {
      vi: `Điểm iGate chưa có ${{ agency: "cơ quan", procedure: "thủ tục", process: "quy trình của thủ tục" }[what]} ${code}; chọn nơi nhận khác hoặc đề nghị quản trị iGate khai báo.`,
      en: `The iGate site has no ${what} ${code}; send it elsewhere, or have the site's administrator add it.`,
    },
  });

const get = (path: string, query: Readonly<Record<string, string>>): HttpRequest => ({
  method: "GET",
  path,
  query: { page: "0", size: MANY, spec: "page", ...query },
  kind: "read",
});

/** The national code of a procedure under whatever code the site keeps it: "1.001612.000.00.00.H57" → "1.001612". */
export const nationalCodeOf = ({ code, nationCode }: Pick<IgateProcedure, "code" | "nationCode">): string =>
  nationCode || (/^\d\.\d{6}(?=\.|$)/.exec(code)?.[0] ?? code);

/** Finds the place by the hub's agency id and the national procedure code. Rejected where the site does not know one of them. */
export const findPlace = async (call: IgateCall, agencyId: string, procedureCode: string): Promise<Place> => {
  const code = call.config.agencyCodes.get(agencyId) ?? agencyId;
  const agencies = await ask(call, get(CATALOG_PATHS.agenciesByParent, { "parent-id": call.config.rootAgencyId }), agencyPage);
  const listed = agencies.content.find((one) => one.code === code);
  if (listed === undefined) throw unknown("agency", code);
  const agency = { id: listed.id, code };
  const procedures = await ask(call, get(CATALOG_PATHS.procedures, { keyword: procedureCode }), procedurePage);
  const procedure = procedures.content.find((one) => nationalCodeOf(one) === procedureCode);
  if (procedure === undefined) throw unknown("procedure", procedureCode);
  const [process] = (await ask(call, get(CATALOG_PATHS.processes, { "procedure-id": procedure.id }), processPage)).content;
  if (process === undefined) throw unknown("process", procedureCode);
  const forms = await ask(call, get(CATALOG_PATHS.forms, { "procedure-id": procedure.id, "default-online": "1" }), formPage);
  return { agency, procedure, process, forms: forms.content };
};

/**
 * A new dossier code: the pattern of agency and procedure, then its next value. Not idempotent, and a lost answer burns a number
 * (domain.md §2): that is accepted, so losing it is no doubt about anything (`read`) and the next attempt simply takes another one.
 */
export const allocateCode = async (
  call: IgateCall,
  { agency, procedure }: Place,
): Promise<{ patternId: string; code: string }> => {
  const patternId = await ask(
    call,
    {
      method: "GET",
      path: CATALOG_PATHS.pattern,
      query: { "agency-id": agency.id, "procedure-id": procedure.id },
      kind: "read",
    },
    patternReply,
  );
  const code = await ask(
    call,
    { method: "PUT", path: nextValuePath(patternId), query: { code: procedure.code }, kind: "read" },
    nextValue,
  );
  return { patternId, code };
};

/** A paper's form at iGate: by the code that both sides publish, else by name; undefined: it goes by its name alone. */
export const formOf = (forms: readonly IgateForm[], componentId: string, name: string): IgateForm | undefined => {
  const plain = (text: string): string => text.normalize("NFC").toLocaleLowerCase("vi").replaceAll(/\s+/g, " ").trim();
  return forms.find((form) => form.code === componentId) ?? forms.find((form) => plain(nameOf(form.name)) === plain(name));
};
