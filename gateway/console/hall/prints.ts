/** Slips that an officer gives: printed on the hall's receipt printer, durably; printed again they say so. */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import type { Dossier, Refusal } from "../../../core/dossier/types.ts";
import type { Slip } from "../../../core/hall/slip.ts";
import type { DeviceJob } from "../../../core/hall/types.ts";
import { appointmentSlip, dossierSlip } from "../../../core/hub.ts";
import type { Html } from "../layout.ts";
import type { HallPages, Page } from "./context.ts";

const noPrinter: Refusal = {
  code: "hall.no-printer",
  blame: "hub",
  vi: "Sảnh này không có máy in phiếu.",
  en: "This hall has no receipt printer.",
  hint: {
    vi: "Ghi tay phiếu cho người dân, hoặc in giấy tiếp nhận khổ A4.",
    en: "Write the slip by hand, or print the A4 paper.",
  },
};

/** The hall's device of a kind that stands at the counter, else the one for the whole hall. */
export const deviceOf = (hall: Hall, kind: Hall["devices"][number]["kind"], counterId?: string) =>
  hall.devices.find((device) => device.kind === kind && device.counter === counterId) ??
  hall.devices.find((device) => device.kind === kind && device.counter === undefined);

/** Has a slip printed; the same job id is printed once. */
export const printSlip = async (
  { hub }: HallPages,
  c: Page,
  hall: Hall,
  slip: Slip,
  about: {
    readonly jobId: string;
    readonly againOf?: string;
    readonly dossierId?: string;
    readonly ticketId?: string;
    readonly counterId?: string;
  },
): Promise<DeviceJob | Refusal> => {
  const printer = deviceOf(hall, "receiptPrinter", about.counterId);
  if (printer === undefined) return noPrinter;
  const { id, name } = c.get("person");
  return hub.hall.ask({
    deviceId: printer.id,
    operation: "print",
    body: slip,
    jobId: about.jobId,
    actor: { kind: "officer", id, name },
    ...(about.againOf === undefined ? {} : { againOf: about.againOf }),
    ...(about.dossierId === undefined ? {} : { dossierId: about.dossierId }),
    ...(about.ticketId === undefined ? {} : { ticketId: about.ticketId }),
  });
};

/** What became of a slip that was given there; undefined where none was asked for. */
export const slipJob = async (
  { hub }: HallPages,
  hall: Hall,
  jobId: string,
  counterId?: string,
): Promise<DeviceJob | undefined> => {
  const printer = deviceOf(hall, "receiptPrinter", counterId);
  return printer && hub.hall.job(printer.id, jobId);
};

/** The first appointment slip of a dossier: one job for good. */
export const appointmentJob = (dossier: Dossier): string => `appointment:${dossier.id}`;

/** Where a citizen looks his dossier up, as a QR code on the slip. */
const lookUpUrl = (pages: HallPages, code: string): { readonly lookUpUrl?: string } =>
  pages.publicUrl === undefined ? {} : { lookUpUrl: `${pages.publicUrl}/tra-cuu?code=${encodeURIComponent(code)}` };

/** Phiếu hồ sơ of a dossier that was opened at the hall (R-A06). */
export const dossierSlipOf = (hall: Hall, dossier: Dossier, ticketId: string): Slip =>
  dossierSlip({
    hall,
    procedure: dossier.procedure,
    dossierCode: dossier.code ?? dossier.id,
    ticketId,
    at: dossier.submittedAt,
    ...(dossier.account === undefined ? {} : { account: dossier.account }),
  });

/** Giấy tiếp nhận hồ sơ và hẹn trả kết quả (R-A05). */
export const appointmentSlipOf = (
  pages: HallPages,
  dossier: Dossier,
  procedure: Procedure | undefined,
  officer: string,
): Slip => {
  const agency = pages.hub.agency(dossier.agencyId);
  const nameOf = (id: string): string => procedure?.components.find((component) => component.id === id)?.name ?? id;
  const code = dossier.code ?? dossier.id;
  return appointmentSlip({
    office: agency?.name ?? dossier.agencyId,
    dossierCode: code,
    procedureName: dossier.procedure.name,
    applicantName: dossier.applicant.fullName,
    ...(dossier.owner === undefined ? {} : { ownerName: dossier.owner.fullName }),
    papers: dossier.components.map(({ componentId, originals, copies, files }) => ({
      name: nameOf(componentId),
      originals,
      copies,
      files: files.length,
    })),
    receivedAt: dossier.receivedAt ?? dossier.submittedAt,
    ...(dossier.clock === undefined ? {} : { dueAt: dossier.clock.dueAt }),
    charges: dossier.charges.map(({ name, amount, paid }) => ({ name, amount, paid })),
    returnMethod: dossier.returnMethod.kind,
    officer,
    ...(agency?.phone === undefined ? {} : { phone: agency.phone }),
    ...lookUpUrl(pages, code),
  });
};

/** What became of a print, in words. */
export const printState = (job: DeviceJob | Refusal | undefined): Html => {
  if (job === undefined) return html`<p>Chưa in.</p>`;
  if ("blame" in job) return html`<p class="wrong" role="alert">${job.vi} ${job.hint.vi}</p>`;
  switch (job.state) {
    case "done":
      return html`<p class="done" role="status">Phiếu đã in xong.</p>`;
    case "failed":
      return html`<p class="wrong" role="alert">Phiếu chưa in được. ${job.problem?.vi ?? ""}</p>`;
    default:
      return job.attempts > 0 && job.problem !== undefined
        ? html`<p class="wrong" role="status">Chưa in được. ${job.problem.vi} Phiếu tự in khi máy sẵn sàng.</p>`
        : html`<p role="status">Đang in…</p>`;
  }
};
