/**
 * `deliverDossier`: a dossier of the hub is filed at iGate under a code of iGate's own (R-G02, domain.md §5.1). The number is taken from the
 * pattern, which burns one whenever an answer is lost; that two dossiers come of one sending must never happen, so every attempt begins by
 * looking whether the sending has arrived, and so does the inquiry after an unknown outcome.
 */
import { z } from "zod";
import { fileRef, formData, person } from "../../core/dossier/commands.ts";
import type { InboundCommand, Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { cut } from "../kit/text.ts";
import { ask, type IgateCall, upload } from "./client.ts";
import {
  type ApplicantData,
  DOSSIER_PATHS,
  type FormFile,
  HUB_MARK,
  type NewDossier,
  newDossierReply,
  RECEIVING_KINDS,
  type StoredFile,
} from "./contract/dossier.ts";
import { findDelivered, markOf, sending } from "./delivered.ts";
import { allocateCode, findPlace, formOf, type Place } from "./look-ups.ts";
import { toIgateDay, toIgatePhone, toIgateTime } from "./wire.ts";

/** A paper that goes along. */
export const paper = z.strictObject({
  componentId: z.string(),
  name: z.string(),
  originals: z.int().min(0),
  copies: z.int().min(0),
  files: z.array(fileRef),
});
export type Paper = z.infer<typeof paper>;

export const deliveryBody = z.strictObject({
  ...sending,
  toAgencyId: z.string().min(1),
  procedureCode: z.string().min(1),
  purpose: z.string(),
  appliedAt: z.iso.datetime(),
  applicant: person,
  owner: person.optional(),
  summary: z.string().optional(),
  papers: z.array(paper),
  /** The electronic declaration and what earlier legs hand on: goes into iGate's free form as it is. */
  form: formData.optional(),
  data: z.record(z.string(), z.string()),
});
export type DeliveryBody = z.infer<typeof deliveryBody>;

/** Longest texts of `applicant.data` (contract). */
const MAX = { name: 250, address: 500, request: 2000 } as const;

/** The applicant as iGate's form has him. Places are iGate's own ids there, so the address goes as text, its codes into the declaration. */
const applicantOf = ({ applicant, owner, summary, purpose }: DeliveryBody): ApplicantData => {
  const phone = toIgatePhone(applicant.phone);
  const identity = applicant.identityNumber ?? applicant.taxCode;
  return {
    fullname: cut(applicant.fullName, MAX.name),
    ownerFullname: cut((owner ?? applicant).fullName, MAX.name),
    ...(applicant.birthDate === undefined ? {} : { birthday: toIgateDay(applicant.birthDate) }),
    ...(identity === undefined ? {} : { identityNumber: identity }),
    ...(phone === undefined ? {} : { phoneNumber: phone }),
    ...(applicant.email === undefined ? {} : { email: applicant.email }),
    ...(applicant.address === undefined ? {} : { address: cut(applicant.address.detail, MAX.address) }),
    ...(applicant.kind === "citizen" ? {} : { organization: cut(applicant.fullName, MAX.name) }),
    noidungyeucaugiaiquyet: cut(summary ?? purpose, MAX.request),
  };
};

/** Papers with the files that /fi now holds; `kept` in the order of the papers' files. */
export const formFilesOf = (papers: readonly Paper[], kept: readonly StoredFile[], forms: Place["forms"]): FormFile[] => {
  let next = 0;
  return papers.map((one, index) => {
    const form = formOf(forms, one.componentId, one.name);
    const file = kept.slice(next, next + one.files.length);
    next += one.files.length;
    return {
      procedureForm: {
        ...(form === undefined ? {} : { id: form.id }),
        name: form?.name ?? one.name,
        code: one.componentId,
      },
      order: index + 1,
      detail: {
        type: { name: one.originals > 0 ? ("Bản chính" as const) : ("Bản sao" as const) },
        quantity: one.originals > 0 ? one.originals : one.copies,
      },
      file: [...file],
    };
  });
};

/** The new dossier as iGate wants it, with both codes. Pure. */
export const toNewDossier = (
  body: DeliveryBody,
  place: Place,
  allocated: { readonly patternId: string; readonly code: string },
  kept: readonly StoredFile[],
): NewDossier => {
  const { agency, procedure, process, forms } = place;
  const { applicantEForm, eForm } = process.processDefinition;
  const address = (body.owner ?? body.applicant).address;
  return {
    code: allocated.code,
    codePattern: { id: allocated.patternId },
    nationCode: body.codes[0] ?? body.dossierId,
    agency: { id: agency.id, code: agency.code },
    procedure: { id: procedure.id, code: procedure.code },
    procedureProcessDefinition: { id: process.id },
    dossierReceivingKind: { ...RECEIVING_KINDS.office },
    applicant: { eformId: applicantEForm.id, data: applicantOf(body) },
    eForm: {
      ...(eForm === undefined ? {} : { id: eForm.id }),
      data: {
        ...body.form,
        ...body.data,
        ...(address?.provinceCode === undefined ? {} : { maTinh: address.provinceCode }),
        ...(address?.communeCode === undefined ? {} : { maXa: address.communeCode }),
        [HUB_MARK]: markOf(body),
      },
    },
    appliedDate: toIgateTime(body.appliedAt),
    dossierFormFile: formFilesOf(body.papers, kept, forms),
    dossierFee: [],
    dossierStatus: 0,
  };
};

/** What it means that iGate holds the dossier: everybody can find it by iGate's code too. A person there has not taken it in yet. */
const arrived = ({ dossierId }: DeliveryBody, code: string): OperationResult => {
  const command: InboundCommand = {
    key: "delivered",
    dossier: dossierId,
    command: {
      type: "recordPartner",
      lane: "igate",
      outcome: "accepted",
      operation: "deliverDossier",
      alias: code,
      code,
      message: `iGate đã nhận hồ sơ, mã ${code}`,
    },
  };
  return { reference: code, commands: [command] };
};

/** Delivers. Throws ExchangeError; what iGate refuses (unknown agency, wrong fields) sends the transfer back to an officer. */
export const sendDelivery = async (body: DeliveryBody, call: IgateCall): Promise<OperationResult> => {
  const there = await findDelivered(call, body);
  if (there !== undefined) return arrived(body, there.code);
  const place = await findPlace(call, body.toAgencyId, body.procedureCode);
  const kept = await upload(
    call,
    body.papers.flatMap((one) => one.files),
  );
  const allocated = await allocateCode(call, place);
  const made = await ask(
    call,
    { method: "POST", path: DOSSIER_PATHS.file, json: toNewDossier(body, place, allocated, kept), kind: "write" },
    newDossierReply,
  );
  return arrived(body, made.code);
};

/** Has the sending arrived? */
export const inquireDelivery = async (body: DeliveryBody, call: IgateCall): Promise<Inquiry> => {
  const there = await findDelivered(call, body);
  return there === undefined ? { found: false } : { found: true, ...arrived(body, there.code) };
};
