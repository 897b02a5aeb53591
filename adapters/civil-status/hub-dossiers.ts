/**
 * Dossiers that citizens filed at the liên thông hub (domain.md §5.2): the list is asked, each dossier is fetched and filed here under the
 * hub's G22 number; once more, with what the applicant brought, where a supplement was asked. The hub lists a dossier until its
 * reception is confirmed (report.ts).
 */
import type { DossierCommandInput, FileRef } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { InboundCommand, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem, readFiles, storeFiles, unstored } from "../kit/hook.ts";
import { phoneOf } from "../kit/text.ts";
import { bindTo, componentFor, HUB_PROCEDURES, localProcedure } from "./components.ts";
import type { CivilStatusConfig } from "./config.ts";
import { type DossierDetail, detailReply, listItem, listReply, PATHS } from "./contract/hub.ts";
import type { AttachedFile } from "./contract/registry.ts";
import { readHub } from "./hub-client.ts";
import { applicantOf, type Declaration, readDeclaration, toBirthForm, toDeathForm } from "./hub-data.ts";
import type { CivilStatusCall } from "./registry-client.ts";
import { confirm } from "./report.ts";

const EVERY_MS = 300_000;
const KEY = "hub-dossier";

const refused = (what: { readonly vi: string; readonly en: string }, code: string): ExchangeError =>
  new ExchangeError("pause", what.en, {
    code: `civil-status.${code}`,
    blame: code === "ward-unknown" ? "hub" : "partner",
    trips: false,
    hint: what,
  });

type Bound = readonly { readonly componentId: string; readonly file: FileRef }[];
type Submit = Extract<DossierCommandInput, { type: "submit" }>;

const formOf = (detail: DossierDetail, { fields }: Declaration) => ({
  ...(detail.module.endsWith("KT") ? toDeathForm(fields) : toBirthForm(fields)),
  interlink: { procedureCode: detail.maTTHC, module: detail.module },
});

/** `submit` of one dossier of the hub. Throws "pause" for what a person must put right first. */
export const toSubmit = (
  detail: DossierDetail,
  declaration: Declaration,
  files: Bound,
  { wards }: Pick<CivilStatusConfig, "wards">,
): Submit => {
  const { fields } = declaration;
  const procedureCode = localProcedure(detail.maTTHC);
  const agencyId = wards.agencyOf.get(detail.maDonVi);
  if (agencyId === undefined) {
    throw refused(
      {
        vi: `Mã xã ${detail.maDonVi} chưa có cơ quan trong LIENTHONG_CIVIL_STATUS_WARDS; bổ sung rồi thực hiện lại.`,
        en: `Ward ${detail.maDonVi} has no agency in LIENTHONG_CIVIL_STATUS_WARDS; add it, then redrive the message.`,
      },
      "ward-unknown",
    );
  }
  const person = applicantOf(fields);
  const own = HUB_PROCEDURES[procedureCode]?.own;
  const ids = [...new Set([...(own === undefined ? [] : [own]), ...files.map((entry) => entry.componentId)])];
  return {
    type: "submit",
    channel: "online",
    procedureCode,
    agencyId,
    applicant: {
      kind: "citizen",
      fullName: person.fullName ?? "",
      ...(person.identityNumber === undefined ? {} : { identityNumber: person.identityNumber }),
      ...(person.phone === undefined ? {} : { phone: phoneOf(person.phone) }),
      ...(person.email === undefined ? {} : { email: person.email }),
      ...(person.address === undefined ? {} : { address: person.address }),
      ...(detail.techId ? { techId: detail.techId } : {}),
    },
    nationalCode: detail.maHoSo,
    declaredTruthful: true,
    returnMethod: { kind: "online" },
    // The joint declaration itself is the interactive electronic form, so one original of it is there.
    components: ids.map((componentId) => ({
      componentId,
      originals: componentId === own ? 1 : 0,
      files: files.filter((entry) => entry.componentId === componentId).map((entry) => entry.file),
    })),
    form: formOf(detail, declaration),
  };
};

const kept = (files: readonly AttachedFile[]): readonly AttachedFile[] => files.filter((file) => file.huyGiayTo === 0);

/** Decodes the files, checks the command that they belong to, and only then stores them. */
const withFiles = async (
  files: readonly { readonly name: string; readonly componentId: string; readonly base64: string }[],
  call: CivilStatusCall,
  make: (bound: Bound) => DossierCommandInput,
): Promise<DossierCommandInput> => {
  const read = readFiles(files);
  const problem = read.ok ? commandProblem(make(unstored(read.value))) : read.says;
  if (!read.ok || problem !== undefined) {
    throw refused(
      {
        vi: `Hồ sơ của trục liên thông không hợp lệ: ${problem ?? ""}; báo đơn vị vận hành trục liên thông.`,
        en: `The hub's dossier is not valid: ${problem ?? ""}; tell the operators of the liên thông hub.`,
      },
      "hub-dossier-invalid",
    );
  }
  return make(await storeFiles(read.value, call.store));
};

const WAITS: ReadonlySet<Dossier["status"]> = new Set<Dossier["status"]>(["incomplete", "awaitingSupplement"]);

/** What the applicant brought to the hub: the hub does not say for which paper, so each goes to what was asked for. */
const brought = (dossier: Dossier, detail: DossierDetail, files: readonly AttachedFile[], call: CivilStatusCall) => {
  const missing = dossier.supplementRounds.at(-1)?.missing.map((item) => item.componentId) ?? [];
  const held = new Set(dossier.components.flatMap((component) => component.files.map((file) => file.name)));
  const fresh = files.filter((file) => !held.has(file.tenTepDinhKem));
  const bound = bindTo(missing, fresh.length === 0 ? files : fresh, detail.maTTHC);
  return withFiles(bound, call, (stored) => ({
    type: "supplement",
    components: [...new Set(stored.map((entry) => entry.componentId))].map((componentId) => ({
      componentId,
      files: stored.filter((entry) => entry.componentId === componentId).map((entry) => entry.file),
    })),
  }));
};

const commandFor = async (detail: DossierDetail, call: CivilStatusCall): Promise<readonly InboundCommand[]> => {
  const declaration = readDeclaration(detail.data);
  if (declaration === undefined) {
    throw refused(
      {
        vi: "Trường data của hồ sơ liên thông không đọc được; báo đơn vị vận hành trục liên thông.",
        en: "The dossier's data cannot be read; tell the operators of the liên thông hub.",
      },
      "hub-data-unreadable",
    );
  }
  const files = kept([...(detail.fileDinhKem ?? []), ...declaration.files]);
  const key = `${KEY}:${detail.maHoSo}:${detail.ngayTiepNhan}`;
  const existing = await call.find(detail.maHoSo);
  if (existing === undefined) {
    const named = files.map((file) => ({
      name: file.tenTepDinhKem,
      componentId: componentFor(file.tenGiayTo, detail.maTTHC),
      base64: file.duLieuTepDinhKem,
    }));
    return [{ key, command: await withFiles(named, call, (bound) => toSubmit(detail, declaration, bound, call.config)) }];
  }
  if (WAITS.has(existing.status) && files.length > 0) {
    const supplement = { key, dossier: existing.id, command: await brought(existing, detail, files, call) };
    // What the applicant corrected in the declaration itself; after receipt only the correction of a transfer can change it.
    const form: DossierCommandInput = { type: "amend", form: formOf(detail, declaration) };
    return existing.status === "incomplete"
      ? [{ key: `${key}:form`, dossier: existing.id, command: form }, supplement]
      : [supplement];
  }
  await confirm(detail.maHoSo, call);
  if (!WAITS.has(existing.status)) return [];
  // Filed again without a paper: nothing is answered by it, but the officer must know.
  const message = "Công dân đã nộp lại hồ sơ tại trục liên thông nhưng không kèm giấy tờ; kiểm tra tờ khai và liên hệ công dân";
  const command: DossierCommandInput = {
    type: "recordPartner",
    lane: "civil-status",
    outcome: "accepted",
    operation: "hubDossiers",
    message,
  };
  return [{ key, dossier: existing.id, command }];
};

/** The list without a cursor: what was fetched once is known by its id and time, and vanishes from it when confirmed. */
export const hubDossiersPoller: Poller<CivilStatusConfig> = {
  title: { vi: "Hồ sơ nộp tại trục liên thông", en: "Dossiers filed at the liên thông hub" },
  everyMs: EVERY_MS,
  fetch: async (_cursor, call) => {
    if (call.config.hubUrl === undefined) return { items: [], cursor: undefined, more: false };
    const { data } = await readHub(call, PATHS.list, listReply);
    const items = (data ?? []).map((item) => ({
      id: `${item.id}:${item.maHoSo}:${item.ngayTiepNhan}`,
      key: item.maHoSo,
      body: item,
    }));
    return { items, cursor: undefined, more: false };
  },
  apply: async (stored, call) => {
    const item = listItem.parse(stored);
    const { data } = await readHub(call, `${PATHS.dossier}/${encodeURIComponent(item.id)}`, detailReply);
    return { commands: await commandFor(data, call) };
  },
};
