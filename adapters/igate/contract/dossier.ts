/**
 * iGate's dossier document and what is done with it under /pa and /fi (domain.md §5.1): search, integration view, filing, papers, forced end.
 * Glossary: nationCode = mã hồ sơ quốc gia / liên thông · task = bước xử lý · receiving kind = hình thức nhận kết quả.
 */
import { z } from "zod";
import { anyName, igateTime, objectId, pageOf } from "./common.ts";

export const DOSSIER_PATHS = {
  search: "/pa/dossier/search",
  /** The citizens' look-up seen in Hồ Chí Minh City. */
  publicSearch: "/pa/dossier-search/dvc",
  /** The view for other systems; gives of `VIEW_FIELDS` only what `fields` asks for. */
  view: "/pa/api-integration/--data",
  file: "/pa/dossier/--apply-online/",
  forceEnd: "/pa/dossier/--force-end-process",
  /** multipart: `files` (many), `account-id`; query `uuid=1`. */
  upload: "/fi/file/--multiple",
} as const;
/** GET: the full document. PUT with papers answers a request for a supplement (ours). */
export const onlinePath = (id: string): string => `/pa/dossier/${id}/--online`;
/** GET: the bytes of a stored file. */
export const filePath = (id: string): string => `/fi/file/${id}`;

/**
 * `dossierStatus` is an integer. 0 with the name "Mới đăng ký" is sourced; 1–6 are from memory with low confidence (domain.md §5.1), and
 * filters in the field name more (8–11, 16, 17) whose meaning nobody states. A client must take an unknown one as "something happened".
 */
export const STATUSES = {
  0: "Mới đăng ký",
  1: "Chờ bổ sung",
  2: "Đang xử lý",
  3: "Tạm dừng",
  4: "Có kết quả",
  5: "Đã trả kết quả",
  6: "Đã hủy",
} as const;

const place = z.object({ label: z.string(), value: z.string() });

/** `applicant.data`. Gender 1 = nam, 0 = nữ; telephone with the country's code, "+84…". */
export const applicantData = z.object({
  fullname: z.string().min(1).max(250),
  ownerFullname: z.string().max(250).optional(),
  birthday: igateTime.optional(),
  gender: z.union([z.literal(0), z.literal(1)]).optional(),
  identityNumber: z.string().max(20).optional(),
  identityDate: igateTime.optional(),
  identityAgency: z.object({ id: objectId.optional(), name: z.string() }).optional(),
  phoneNumber: z
    .string()
    .regex(/^\+84\d{9}$/)
    .optional(),
  email: z.string().max(200).optional(),
  nation: place.optional(),
  province: place.optional(),
  /** No more since 01/07/2025, but old dossiers have it. */
  district: place.optional(),
  village: place.optional(),
  address: z.string().max(500).optional(),
  organization: z.string().max(250).optional(),
  noidungyeucaugiaiquyet: z.string().max(2000).optional(),
});
export type ApplicantData = z.infer<typeof applicantData>;

/** A file that /fi holds. */
export const storedFile = z.object({ id: objectId, filename: z.string().min(1), size: z.number().int().positive() });
export type StoredFile = z.infer<typeof storedFile>;
export const uploadReply = z.array(storedFile);

/** A paper of a dossier with its files. */
export const formFile = z.object({
  procedureForm: z.object({ id: objectId.optional(), name: z.string(), code: z.string().nullish() }),
  order: z.number().int().optional(),
  detail: z
    .object({
      /** Begins with "Bản chính" or "Bản sao"; sites add how it was made ("Bản sao (Scan/Chụp …)"). */
      type: z.object({ id: objectId.optional(), name: z.string() }),
      quantity: z.number().int().nonnegative(),
    })
    .optional(),
  file: z.array(storedFile),
});
export type FormFile = z.infer<typeof formFile>;

const eForm = z.object({ id: objectId.optional(), data: z.record(z.string(), z.unknown()) });

/** Member of `eForm.data` by which the hub knows its own sendings: "<transfer>/<number>" (ours; the declaration is free JSON). */
export const HUB_MARK = "maChuyenLienThong";

/** 5f8968888fffa53e4c073ded: received at the office; the others' ids are not known (kept as a name). */
export const RECEIVING_KINDS = { office: { id: "5f8968888fffa53e4c073ded", name: "Nhận trực tiếp" } } as const;

/** POST …/--apply-online/: a new dossier. `code` must come from the pattern and may be used once; `dossierStatus` is 0. */
export const newDossier = z.object({
  code: z.string().min(1).max(60),
  codePattern: z.object({ id: objectId }),
  nationCode: z.string().min(1).max(60).optional(),
  agency: z.object({ id: objectId, code: z.string() }),
  procedure: z.object({ id: objectId, code: z.string() }),
  procedureProcessDefinition: z.object({ id: objectId }),
  dossierReceivingKind: z.object({ id: objectId.optional(), name: anyName.optional() }),
  applicant: z.object({ userId: objectId.optional(), eformId: objectId, data: applicantData }),
  eForm: eForm.optional(),
  appliedDate: igateTime.optional(),
  dossierFormFile: z.array(formFile),
  dossierFee: z.array(z.unknown()),
  dossierStatus: z.literal(0),
});
export type NewDossier = z.infer<typeof newDossier>;
/** What filing answers when it is done; else a `refusal`. */
export const newDossierReply = z.object({ id: objectId, code: z.string() });

/** PUT …/{id}/--online while the dossier waits for a supplement (ours): papers and what the applicant says. */
export const supplementRequest = z.object({ dossierFormFile: z.array(formFile).min(1), comment: z.string().max(2000) });
export type SupplementRequest = z.infer<typeof supplementRequest>;

/** PUT …/--force-end-process: an operator closes a stuck case. */
export const forceEndRequest = z.array(z.object({ id: objectId, code: z.string() })).min(1);

const status = z.object({ id: z.number().int(), name: anyName });
/** What a task says of itself; `processComments`: the words with which it was handed on. */
export const task = z.object({
  id: objectId,
  assignee: z.object({ fullname: z.string() }).nullish(),
  candidateGroup: z.array(z.object({ id: objectId, name: anyName })).optional(),
  agency: z.object({ id: objectId, code: z.string().optional(), name: anyName }).optional(),
  updatedDate: z.string().optional(),
  bpmProcessDefinitionTask: z
    .object({
      name: z.object({ name: z.string() }).optional(),
      variable: z.object({ canPaused: z.number().optional(), processComments: z.string().nullish() }).optional(),
    })
    .optional(),
});
export type IgateTask = z.infer<typeof task>;

/** A result's file; only when `fields` asks for it (from memory, low confidence: no source shows where results lie). */
const attachment = storedFile;

/**
 * The document as search and views show it. What the applicant typed and the times are not held against their own rules here: one odd old
 * dossier must not make a whole page unreadable. Everything that some site leaves out is optional.
 */
export const dossier = z.object({
  id: objectId,
  code: z.string(),
  nationCode: z.string().nullish(),
  isDVCLT: z.boolean().nullish(),
  dossierStatus: status,
  dossierTaskStatus: z.object({ id: objectId, name: anyName }).nullish(),
  applicant: z.object({ eformId: objectId.optional(), data: z.record(z.string(), z.unknown()) }).optional(),
  eForm: eForm.nullish(),
  procedure: z.object({ id: objectId, code: z.string(), translate: anyName.optional() }).optional(),
  agency: z.object({ id: objectId, code: z.string(), name: anyName.optional() }).optional(),
  appliedDate: z.string().nullish(),
  acceptedDate: z.string().nullish(),
  appointmentDate: z.string().nullish(),
  completedDate: z.string().nullish(),
  updatedDate: z.string().nullish(),
  dossierProgress: z.number().nullish(),
  applyMethod: z.object({ id: z.number().int(), name: z.string() }).nullish(),
});
export type IgateDossier = z.infer<typeof dossier>;
export const searchPage = pageOf(dossier);

/** Search parameters that matter here; many more exist. `code` finds either code in part, the two `…-match` find it whole. */
export const SEARCH = { code: "code", codeMatch: "code-match", nationCodeMatch: "nation-code-match" } as const;

/** What the integration view gives only if asked for. */
export const VIEW_FIELDS = ["commonEForm", "detailEForm", "dossierFormFile", "dossierFee", "currentTask", "attachment"] as const;
export const integrationView = dossier.extend({
  /** The applicant's form. */
  commonEForm: z.object({ eformId: objectId, data: z.record(z.string(), z.unknown()) }).optional(),
  /** The declaration. */
  detailEForm: z.object({ id: objectId.optional(), data: z.record(z.string(), z.unknown()) }).optional(),
  dossierFormFile: z.array(formFile).optional(),
  dossierFee: z.array(z.unknown()).optional(),
  currentTask: z.array(task).optional(),
  attachment: z.array(attachment).optional(),
});
export type IntegrationView = z.infer<typeof integrationView>;
