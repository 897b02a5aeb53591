/**
 * A dossier of the site, handed over by it (hook.ts) or fetched because it never arrived (missing.ts), as `submit`. Both roads give the same
 * commands under the same keys, so one dossier comes in once whichever is first.
 */
import type { DossierCommandInput, FileRef, Person } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { InboundCommand } from "../../core/exchange/adapter.ts";
import { cut, phoneOf } from "../kit/text.ts";
import type { FormFile, IntegrationView } from "./contract/dossier.ts";
import { nationalCodeOf } from "./look-ups.ts";
import { fromIgateDay, fromIgateTime } from "./wire.ts";

export type Bound = readonly { readonly componentId: string; readonly file: FileRef }[];
export type FiledView = Pick<
  IntegrationView,
  "code" | "nationCode" | "procedure" | "agency" | "applicant" | "commonEForm" | "detailEForm" | "applyMethod" | "appliedDate"
>;
/** A paper's description; its files travel apart. */
export type FiledPaper = Pick<FormFile, "procedureForm" | "detail">;

type Submit = Extract<DossierCommandInput, { type: "submit" }>;

/**
 * The alias by which the site's own dossiers are told apart: an agency that numbers its dossiers at iGate and at the hub gives the same code
 * twice in a day, to two dossiers. People find a dossier by iGate's plain code too.
 */
const MARK = "igate:";
export const siteAlias = (code: string): string => `${MARK}${code}`;
/** iGate's code of a dossier that the site handed over; undefined for all others. */
export const siteCode = ({ aliases }: Pick<Dossier, "aliases">): string | undefined =>
  aliases?.find((alias) => alias.startsWith(MARK))?.slice(MARK.length);

/** The component that a paper is: the code that both sides publish, else iGate's own id. Undefined: it says neither. */
export const componentOf = ({ procedureForm }: FiledPaper): string | undefined => procedureForm.code || procedureForm.id;

/** "Bản     sao (Scan/Chụp…)" → "Bản sao". */
const kindOf = (name: string): string => name.normalize("NFC").trim().split(/\s+/).slice(0, 2).join(" ");

/** Papers as held components; one paper may stand in several rows. */
export const componentsOf = (papers: readonly FiledPaper[], files: Bound): NonNullable<Submit["components"]> => {
  const ids = [...new Set(papers.flatMap((paper) => componentOf(paper) ?? []))];
  return ids.map((componentId) => {
    const rows = papers.filter((paper) => componentOf(paper) === componentId);
    const count = (kind: string): number =>
      rows.reduce(
        (sum, { detail }) => sum + (detail !== undefined && kindOf(detail.type.name) === kind ? detail.quantity : 0),
        0,
      );
    return {
      componentId,
      originals: count("Bản chính"),
      copies: count("Bản sao"),
      files: files.filter((entry) => entry.componentId === componentId).map((entry) => entry.file),
    };
  });
};

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

type Typed = Readonly<Record<string, unknown>>;
/** The value of a place that was picked from a list. */
const placeOf = (picked: unknown, shape: RegExp): string | undefined => {
  const value = typeof picked === "object" && picked !== null && "value" in picked ? picked.value : undefined;
  return typeof value === "string" && shape.test(value) ? value : undefined;
};

/** The applicant: iGate's form may be half empty; what does not fit the hub's own rules is named by the command's check. */
const applicantOf = (data: Typed): Person => {
  const identity = text(data["identityNumber"]);
  const organization = text(data["organization"]);
  const phone = text(data["phoneNumber"]);
  const address = text(data["address"]);
  const birthDate = fromIgateDay(text(data["birthday"]));
  const email = text(data["email"]);
  // GSO codes where the site keeps those; iGate's own place ids say nothing to others.
  const province = placeOf(data["province"], /^\d{2}$/);
  const commune = placeOf(data["village"], /^\d{5}$/);
  return {
    kind: organization === undefined ? "citizen" : "organisation",
    fullName: organization ?? text(data["fullname"]) ?? "",
    ...(identity === undefined ? {} : { identityNumber: identity }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(phone === undefined ? {} : { phone: phoneOf(phone) }),
    ...(email === undefined ? {} : { email }),
    ...(address === undefined
      ? {}
      : {
          address: {
            detail: cut(address, 300),
            ...(province === undefined ? {} : { provinceCode: province }),
            ...(commune === undefined ? {} : { communeCode: commune }),
          },
        }),
  };
};

/** Sections of the declaration that the hub may keep: English camelCase names; iGate's own fields stay with iGate. */
const declarationOf = (data: Readonly<Record<string, unknown>> | undefined): Submit["form"] => {
  const sections = Object.entries(data ?? {}).filter(
    ([key, value]) => /^[a-z][A-Za-z0-9]{0,59}$/.test(key) && typeof value === "object" && value !== null,
  );
  return sections.length === 0 ? undefined : Object.fromEntries(sections);
};

/**
 * `submit` of a dossier that the site took in. It was filed and declared there under its own rules: online ones count as declared, and one that
 * came over the site's counter is a counter dossier here too.
 * @param agencyId the hub's id of the site's agency
 */
export const toSubmit = (view: FiledView, papers: readonly FiledPaper[], files: Bound, agencyId: string): Submit => {
  const data: Typed = view.applicant?.data ?? view.commonEForm?.data ?? {};
  const online = view.applyMethod === undefined || view.applyMethod === null || view.applyMethod.id === 0;
  const owner = text(data["ownerFullname"]);
  const applicant = applicantOf(data);
  const summary = text(data["noidungyeucaugiaiquyet"]);
  const form = declarationOf(view.detailEForm?.data);
  const nationalCode = text(view.nationCode);
  return {
    type: "submit",
    channel: online ? "online" : "counter",
    procedureCode: view.procedure === undefined ? "" : nationalCodeOf({ code: view.procedure.code, nationCode: null }),
    agencyId,
    applicant,
    ...(owner === undefined || owner === applicant.fullName ? {} : { owner: { kind: "citizen" as const, fullName: owner } }),
    ...(summary === undefined ? {} : { summary: cut(summary, 1000) }),
    ...(form === undefined ? {} : { form }),
    components: componentsOf(papers, files),
    // Who filed has an account at the site; the hub sends nothing to him directly (the site does).
    account: siteAlias(view.code),
    alias: siteAlias(view.code),
    ...(nationalCode === undefined ? {} : { nationalCode }),
    declaredTruthful: true,
  };
};

/** The hub's id of a site's agency: the setting's reverse, else the code itself. */
export const hubAgency = (codes: ReadonlyMap<string, string>, siteCode: string): string =>
  [...codes].find(([, code]) => code === siteCode)?.[0] ?? siteCode;

const known = (code: string, alias: string, dossier: string): InboundCommand => ({
  key: `known:${alias}`,
  dossier,
  command: {
    type: "recordPartner",
    lane: "igate",
    outcome: "accepted",
    operation: "dossier",
    alias,
    code,
    message: `Điểm iGate chuyển hồ sơ mang mã ${code}`,
  },
});

/** The commands of a dossier handed over; `at`: when it was filed at the site. */
export const filing = (command: Submit, view: Pick<FiledView, "code" | "appliedDate">): readonly InboundCommand[] => {
  const { code } = view;
  const at = fromIgateTime(view.appliedDate);
  return [{ key: `new:${code}`, command, ...(at === undefined ? {} : { at }) }, known(code, code, siteAlias(code))];
};

/** The hub has it already by its national code (the national portal sent it to both): the two codes are brought together, nothing is filed. */
export const adopting = (code: string, dossierId: string): readonly InboundCommand[] => [
  known(code, siteAlias(code), dossierId),
  known(code, code, dossierId),
];
