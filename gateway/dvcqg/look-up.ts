/**
 * TraCuuHoSo: does the hub have this dossier, and how far is it? Within the caller's agencies only; another agency's looks like none, for codes
 * can be guessed. Names and numbers of people are not part of the answer, but officers' words may tell of them: each look is recorded (R-I02).
 */
import type { DossierEvent, EventType } from "../../core/dossier/events.ts";
import { type DossierStatus, STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { recordLook } from "../auth/looks.ts";
import { meant, type ServiceContext } from "./context.ts";
import { dossierCode, missing } from "./fields.ts";
import { TOLD, TOLD_BY } from "./note.ts";
import { done, type Reply } from "./protocol.ts";
import { busy, faulty, unknown } from "./texts.ts";
import { toWritten } from "./time.ts";

/** The status that an event leads to where its data do not say. */
const LEADS_TO: Readonly<Partial<Record<EventType, DossierStatus>>> = {
  submitted: "submitted",
  foundIncomplete: "incomplete",
  rejected: "rejected",
  received: "received",
  supplementRequested: "awaitingSupplement",
  suspended: "suspended",
  decided: "decided",
  refused: "decided",
  withdrawn: "withdrawn",
  sentByPost: "inDelivery",
  returned: "returned",
};

const statusAfter = (event: DossierEvent, before: DossierStatus): DossierStatus =>
  "status" in event.data ? event.data.status : (LEADS_TO[event.type] ?? before);

/** One progress row as the client gave it, so that it can see what has arrived. */
export interface HeldRow {
  readonly ThoiDiemXuLy: string;
  readonly TrangThai: string;
  readonly NoiDungXuLy: string;
}

/** The rows that a log holds, oldest first. Pure. */
export const heldRows = (events: readonly DossierEvent[]): readonly HeldRow[] => {
  let status: DossierStatus = "submitted";
  const rows: HeldRow[] = [];
  for (const event of events) {
    status = statusAfter(event, status);
    const ThoiDiemXuLy = toWritten(event.at);
    if (event.type === "progressed")
      rows.push({ ThoiDiemXuLy, TrangThai: String(STATUSES[status].national), NoiDungXuLy: event.data.note });
    if (event.type === "partnerRecorded" && event.data.lane === TOLD_BY && event.data.operation === TOLD)
      rows.push({
        ThoiDiemXuLy,
        TrangThai: event.data.code ?? String(STATUSES[status].national),
        NoiDungXuLy: event.data.message ?? "",
      });
  }
  return rows;
};

const OPERATION = { id: "TraCuuHoSo", title: "Đồng bộ hồ sơ giữa hệ thống một cửa và trục liên thông" } as const;

const view = (code: string, dossier: Dossier, rows: readonly HeldRow[]) => ({
  // As asked: the client looks for its own code in the list.
  MaHoSo: code,
  MaTTHC: dossier.procedure.code,
  TenTTHC: dossier.procedure.name,
  TrangThaiHoSo: String(STATUSES[dossier.status].national),
  DonViXuLy: dossier.agencyId,
  NgayNopHoSo: toWritten(dossier.submittedAt),
  ...(dossier.receivedAt === undefined ? {} : { NgayTiepNhan: toWritten(dossier.receivedAt) }),
  ...(dossier.clock === undefined ? {} : { NgayHenTra: toWritten(dossier.clock.dueAt) }),
  DanhSachTienDo: rows,
});

/** The answer to TraCuuHoSo. `code` as the client wrote it. */
export const lookUp = async (context: ServiceContext, code: string | undefined): Promise<Reply> => {
  if (code === undefined) return { ...faulty(missing("mahoso")), result: null };
  const dossier = dossierCode.safeParse(code).success ? await meant(context, code) : undefined;
  // An empty list too: some clients read the list, some the message.
  if (dossier === undefined) return { ...unknown(code.slice(0, 60)), result: [] };
  context.c.set("dossierId", dossier.id);
  const problem = await recordLook(context.c, context.hub, { dossierId: dossier.id, operation: OPERATION, door: "dvcqg" });
  if (problem !== undefined) return { ...busy(problem.code), result: null };
  const rows = heldRows(await context.hub.timeline(dossier.id));
  return { ...done("Tra cứu thành công"), result: [view(code, dossier, rows)] };
};
