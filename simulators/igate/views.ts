/** How the site shows a dossier: in lists, and in the view for other systems, which gives only the fields asked for. */
import { LANGUAGES } from "../../adapters/igate/contract/common.ts";
import {
  type IgateDossier,
  type IgateTask,
  type IntegrationView,
  STATUSES,
  VIEW_FIELDS,
} from "../../adapters/igate/contract/dossier.ts";
import type { Kept } from "./book.ts";
import { agencies, idOf, procedures } from "./catalog.ts";
import { inUtc, inVietnam } from "./times.ts";

const DAY = 86_400_000;
const nameIn = (names: unknown): string =>
  Array.isArray(names) ? String(names.find((entry) => entry.languageId === LANGUAGES.vi)?.name ?? "") : String(names);

const daysOf = ({ request }: Kept): number =>
  procedures.find(({ entry }) => entry.id === request.procedure.id)?.process.processDefinition.processingTime ?? 0;
/** When the citizen was told to come, milliseconds; undefined before it was taken in. */
export const appointmentMs = (kept: Kept): number | undefined =>
  kept.acceptedMs === undefined ? undefined : kept.acceptedMs + daysOf(kept) * DAY;

/** As `content[]` of a search shows it: names as plain texts, applied and accepted times in UTC, the appointment in local time. */
export const shown = (kept: Kept): IgateDossier => {
  const { request } = kept;
  const procedure = procedures.find(({ entry }) => entry.id === request.procedure.id);
  const agency = agencies.find((one) => one.id === request.agency.id);
  const appointment = appointmentMs(kept);
  return {
    id: kept.id,
    code: request.code,
    ...(request.nationCode === undefined ? {} : { nationCode: request.nationCode }),
    isDVCLT: kept.interlinked,
    dossierStatus: { id: kept.status, name: STATUSES[kept.status] },
    dossierTaskStatus: {
      id: idOf(`task-status:${kept.status}`),
      name: [{ languageId: LANGUAGES.vi, name: STATUSES[kept.status] }],
    },
    applicant: { eformId: request.applicant.eformId, data: request.applicant.data },
    ...(request.eForm === undefined ? {} : { eForm: request.eForm }),
    procedure: {
      ...request.procedure,
      translate: { languageId: LANGUAGES.vi, name: nameIn(procedure?.entry.translate ?? request.procedure.code) },
    },
    agency: { ...request.agency, name: nameIn(agency?.name ?? request.agency.code) },
    appliedDate: inUtc(kept.appliedMs),
    updatedDate: inUtc(kept.updatedMs),
    ...(kept.acceptedMs === undefined ? {} : { acceptedDate: inUtc(kept.acceptedMs) }),
    ...(appointment === undefined ? {} : { appointmentDate: inVietnam(appointment) }),
    ...(kept.completedMs === undefined ? {} : { completedDate: inUtc(kept.completedMs) }),
    dossierProgress: [4, 5, 6].includes(kept.status) ? 100 : kept.status * 25,
    applyMethod: { id: 0, name: "Trực tuyến" },
  };
};

const taskOf = (kept: Kept): IgateTask => ({
  id: idOf(`task:${kept.id}:${kept.history.length}`),
  assignee: { fullname: "Trần Văn Thử Việc" },
  agency: { id: kept.request.agency.id, code: kept.request.agency.code, name: nameIn(shown(kept).agency?.name) },
  updatedDate: inVietnam(kept.updatedMs),
  bpmProcessDefinitionTask: {
    name: { name: STATUSES[kept.status] },
    variable: { canPaused: kept.status === 2 ? 1 : 0, processComments: kept.comment ?? null },
  },
});

/** The view for other systems: forms, papers, fees, the present task and results stand in it only if `fields` names them. */
export const viewed = (kept: Kept, fields: readonly string[]): IntegrationView => {
  const { request } = kept;
  const parts: Pick<IntegrationView, (typeof VIEW_FIELDS)[number]> = {
    commonEForm: { eformId: request.applicant.eformId, data: request.applicant.data },
    detailEForm: request.eForm ?? { data: {} },
    dossierFormFile: [...kept.papers],
    dossierFee: [...request.dossierFee],
    currentTask: [taskOf(kept)],
    attachment: [...kept.results],
  };
  const asked = VIEW_FIELDS.filter((field) => fields.includes(field)).map((field) => [field, parts[field]]);
  return { ...shown(kept), ...Object.fromEntries(asked) };
};

/** The full document (`--online`): all main keys, with papers, fees, process and tasks. */
export const whole = (kept: Kept) => ({
  ...shown(kept),
  dossierFormFile: [...kept.papers],
  dossierFee: [...kept.request.dossierFee],
  dossierReceivingKind: kept.request.dossierReceivingKind,
  procedureProcessDefinition: procedures.find(({ entry }) => entry.id === kept.request.procedure.id)?.process,
  task: [taskOf(kept)],
  currentTask: [taskOf(kept)],
});
