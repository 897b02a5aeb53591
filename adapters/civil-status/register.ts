/**
 * Registrations at the Ministry of Justice's registry: NhanDKHT for birth, death and marriage (domain.md §5.2, R-B06, R-G09).
 * Glossary: register = đăng ký hộ tịch · push = NhanDKHT · one-stop code = mã hồ sơ một cửa (maHoSoMCDT).
 */
import { z } from "zod";
import { fileRef, type Person, person } from "../../core/dossier/commands.ts";
import type { Inquiry, Operation, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { unreadable } from "../kit/http-errors.ts";
import { cut } from "../kit/text.ts";
import { acceptance } from "../kit/transfers.ts";
import { readComplaints } from "./complaints.ts";
import type { CivilStatusConfig } from "./config.ts";
import {
  type AttachedFile,
  type Module,
  PATHS,
  type PushRequest,
  pollItem,
  pollReply,
  pushFault,
  pushReply,
} from "./contract/registry.ts";
import { writtenDay } from "./dates.ts";
import { toBirthData, toDeathData, toMarriageData } from "./declaration.ts";
import { birthForm, deathForm, marriageForm, readForm } from "./form.ts";
import { registryPhrases } from "./phrases.ts";
import { askRegistry, type CivilStatusCall } from "./registry-client.ts";

/** One registration to be pushed, complete in itself: a retry days later sends what was true then. */
export const registerBody = z.strictObject({
  dossierId: z.string().min(1),
  transferId: z.string().min(1),
  number: z.int().min(1),
  /** It was with the registry before: corrected, or with the supplement that the registry asked for. */
  again: z.boolean(),
  /** The one-stop code. */
  code: z.string().min(1),
  nationalCode: z.string().min(1).optional(),
  procedureCode: z.string().min(1),
  agencyId: z.string().min(1),
  receivedAt: z.string().min(1),
  applicant: person,
  form: z.record(z.string(), z.unknown()),
  files: z.array(z.strictObject({ file: fileRef, title: z.string() })),
});
export type RegisterBody = z.infer<typeof registerBody>;

/** Procedures that are part of a liên thông; the same registration alone has a module of its own. */
const LINKED: ReadonlySet<string> = new Set(["2.001023", "2.000986", "2.002621", "2.002622", "1.011733", "3.000722", "2.002913"]);
const KINDS = {
  registerBirth: {
    linked: "LTKS",
    alone: "KS",
    data: (form: unknown, applicant: Person, ward: string) => toBirthData(readForm(form, birthForm), applicant, ward),
  },
  registerDeath: {
    linked: "LTKT",
    alone: "KT",
    data: (form: unknown, applicant: Person, ward: string) => toDeathData(readForm(form, deathForm), applicant, ward),
  },
  // Clients in the field send a marriage as LTKH although nothing else is linked to it.
  registerMarriage: {
    linked: "LTKH",
    alone: "LTKH",
    data: (form: unknown, _applicant: Person, ward: string) => toMarriageData(readForm(form, marriageForm), ward),
  },
} as const satisfies Record<
  string,
  { linked: Module; alone: Module; data: (form: unknown, applicant: Person, ward: string) => unknown }
>;
/** The operations that register something. */
export type RegisterOperation = keyof typeof KINDS;
/** Whether a transfer's operation is one of them. */
export const isRegistration = (operation: string | undefined): operation is RegisterOperation =>
  operation !== undefined && Object.hasOwn(KINDS, operation);

/** The registry's module of a registration. */
export const moduleOf = (operation: RegisterOperation, procedureCode: string): Module =>
  LINKED.has(procedureCode) ? KINDS[operation].linked : KINDS[operation].alone;

/** The 5-digit ward of an agency. Throws "pause" where the configuration has none. */
export const wardOf = (agencyId: string, config: Pick<CivilStatusConfig, "wards">): string => {
  const ward = config.wards.wardOf.get(agencyId);
  if (ward !== undefined) return ward;
  throw new ExchangeError("pause", `agency ${agencyId} has no ward code`, {
    code: "civil-status.ward-unknown",
    blame: "hub",
    trips: false,
    hint: {
      vi: `Chưa khai báo mã xã của cơ quan ${agencyId} trong LIENTHONG_CIVIL_STATUS_WARDS; bổ sung rồi gửi lại thông điệp.`,
      en: `LIENTHONG_CIVIL_STATUS_WARDS has no ward code of agency ${agencyId}; add it, then redrive the message.`,
    },
  });
};

/** The push as the registry wants it, without its files. `data` goes as a JSON string. Pure but for its errors. */
export const toPush = (
  operation: RegisterOperation,
  body: RegisterBody,
  config: Pick<CivilStatusConfig, "wards">,
): Omit<PushRequest, "fileDinhKem"> => {
  const ward = wardOf(body.agencyId, config);
  return {
    maDonVi: ward,
    module: moduleOf(operation, body.procedureCode),
    maHoSoLT: body.nationalCode ?? body.code,
    maHoSoMCDT: body.code,
    ngayTiepNhan: writtenDay(body.receivedAt),
    data: JSON.stringify(KINDS[operation].data(body.form, body.applicant, ward)),
  };
};

const attached = async (body: RegisterBody, call: CivilStatusCall): Promise<AttachedFile[]> => {
  const files: AttachedFile[] = [];
  for (const { file, title } of body.files) {
    const bytes = await call.blob(file.blob);
    files.push({
      id: files.length + 1,
      loaiGiayTo: 1,
      tenGiayTo: cut(title, 500),
      tenTepDinhKem: file.name,
      huyGiayTo: 0,
      duLieuTepDinhKem: Buffer.from(bytes).toString("base64"),
    });
  }
  return files;
};

const accepted = (body: RegisterBody): OperationResult => ({
  reference: body.code,
  commands: [acceptance(body, { reference: body.code, note: "Hệ thống hộ tịch đã tiếp nhận" })],
});

/** The one long string as an error: field by field where it names fields, else by what it says. */
const faultError = (errors: string): ExchangeError => {
  const complaints = readComplaints(errors);
  if (complaints.length === 0) return registryPhrases.error(registryPhrases.read(errors));
  return new ExchangeError("rejected", complaints.map((one) => one.says).join("; "), {
    code: "civil-status.registry.fields",
    blame: "caller",
    hint: {
      vi: "Hệ thống hộ tịch không nhận vì các trường nêu trên; cán bộ sửa tờ khai rồi gửi lại chặng này.",
      en: "The registry refused the fields named above; an officer corrects the declaration and sends this leg again.",
    },
  });
};

const push = async (operation: RegisterOperation, body: RegisterBody, call: CivilStatusCall): Promise<OperationResult> => {
  const request: PushRequest = { ...toPush(operation, body, call.config), fileDinhKem: await attached(body, call) };
  const reply = await askRegistry(
    call,
    { method: "POST", path: PATHS.push, json: request, kind: "write" },
    z.union([pushFault, pushReply]),
  );
  if ("errors" in reply) throw faultError(reply.errors);
  const said = [reply.errorDescription, reply.statusDescription].find(
    (text) => text !== undefined && text !== null && text !== "",
  );
  if (String(reply.status) === "1") return accepted(body);
  const reading = registryPhrases.read(said ?? `status ${reply.status}`);
  // The first push arrived and its answer was lost.
  if (reading.means === "duplicate") return accepted(body);
  throw registryPhrases.error(reading);
};

/** States in which the registry waits for another push, so that the present one cannot have arrived. */
const WAITING_FOR_PUSH: ReadonlySet<string> = new Set(["2", "6"]);

/** Did the push arrive? What the registry has under the one-stop code tells. */
const inquire = async (operation: RegisterOperation, body: RegisterBody, call: CivilStatusCall): Promise<Inquiry> => {
  const reply = await askRegistry(
    call,
    {
      method: "POST",
      path: PATHS.poll,
      json: {
        maDinhDanhHoSo: [body.code],
        maTinh: call.config.province,
        module: moduleOf(operation, body.procedureCode),
      },
      kind: "read",
    },
    pollReply,
  );
  if (reply.status !== 1) throw unreadable("read", reply.statusDescription ?? `status ${reply.status}`);
  const found = (reply.value ?? []).map((row) => pollItem.parse(row)).find((row) => row.maHoSoMCDT === body.code);
  if (found === undefined || (body.again && WAITING_FOR_PUSH.has(String(found.trangThai)))) return { found: false };
  return { found: true, ...accepted(body) };
};

/** The operation of one kind of registration. */
export const registration = (
  operation: RegisterOperation,
  title: { readonly vi: string; readonly en: string },
): Operation<RegisterBody, CivilStatusConfig> => ({
  title,
  body: registerBody,
  resend: "inquire",
  send: (body, call) => push(operation, body, call),
  inquire: (body, call) => inquire(operation, body, call),
});
