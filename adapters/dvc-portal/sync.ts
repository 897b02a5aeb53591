/**
 * syncDossier: TraCuuHoSo → DongBoHoSoMC → CapNhatTienDoHoSoMC, the order the clients in the field keep (domain.md §1.2). One
 * operation, so that progress can never overtake its dossier; DongBoHoSoMC replaces what is there, so only progress could be
 * doubled, and rows that the look-up shows are not sent again.
 */
import { z } from "zod";
import type { Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { ask, type PortalCall, pushOutcome } from "./client.ts";
import { type FoundDossier, type ProgressItem, progressItem, type SyncDossier, status, syncDossier } from "./contract/dossier.ts";
import { lookUp } from "./look-up.ts";
import { phrases } from "./phrases.ts";
import { withLinks } from "./wire.ts";

export const syncBody = z.object({
  record: syncDossier,
  progress: z.array(progressItem),
  /** The record differs from the one of the message before; otherwise only progress is news. */
  changed: z.boolean().default(true),
  /** What the portal shows before this message; absent for a dossier that is new to it. */
  statusBefore: status.optional(),
  /** The portal refused an earlier message of this dossier: an acceptance is then worth an entry. */
  refusedBefore: z.boolean().default(false),
});
export type SyncBody = z.infer<typeof syncBody>;

/** What one call of CapNhatTienDoHoSoMC takes (domain.md §1.2). */
const CHUNK = 10;

/** Is it the same row? The portal gives rows no number of their own. */
const sameRow =
  (row: ProgressItem) =>
  (held: NonNullable<FoundDossier["DanhSachTienDo"]>[number]): boolean =>
    held.ThoiDiemXuLy === row.ThoiDiemXuLy &&
    held.TrangThai === row.TrangThai &&
    held.NoiDungXuLy.normalize("NFC") === row.NoiDungXuLy;

/** Rows that the portal does not hold yet; each held row stands for one of ours only. */
export const missingRows = (
  progress: readonly ProgressItem[],
  held: FoundDossier["DanhSachTienDo"] = [],
): readonly ProgressItem[] => {
  const left = [...held];
  return progress.filter((row) => {
    const at = left.findIndex(sameRow(row));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

const push = async (call: PortalCall, record: SyncDossier, known: boolean): Promise<void> => {
  const send = async (isUpdating: "True" | "False") =>
    pushOutcome(await ask(call, { service: "DongBoHoSoMC", isUpdating, data: [record] }, "write"));
  const first = await send(known ? "True" : "False");
  // "Đã tồn tại": somebody was faster, or an earlier answer was lost. The same record goes again as an update.
  const outcome = first.means === "duplicate" && !known ? await send("True") : first;
  if (outcome.means !== "ok") throw phrases.error(outcome);
};

const pushProgress = async (call: PortalCall, progress: readonly ProgressItem[]): Promise<void> => {
  for (let from = 0; from < progress.length; from += CHUNK) {
    const answer = await ask(call, { service: "CapNhatTienDoHoSoMC", data: progress.slice(from, from + CHUNK) }, "write");
    const outcome = pushOutcome(answer);
    if (outcome.means !== "ok" && outcome.means !== "duplicate") throw phrases.error(outcome);
  }
};

const accepted = (body: SyncBody, call: PortalCall): OperationResult => ({
  reference: body.record.MaHoSo,
  commands: body.refusedBefore
    ? [
        {
          key: `${call.messageId}:accepted`,
          dossier: body.record.MaHoSo,
          command: { type: "recordPartner", lane: "dvc-portal", outcome: "accepted", operation: "syncDossier" },
        },
      ]
    : [],
});

/**
 * Need the record be sent? Not where nothing in it is new, and not where an earlier attempt of this very message brought it: only this message
 * sets the new status, so a portal that shows it has the record.
 */
const recordNeeded = ({ record, changed, statusBefore }: SyncBody, found: FoundDossier | undefined, attempt: number): boolean => {
  if (found === undefined) return true;
  const broughtBefore =
    attempt > 1 &&
    statusBefore !== undefined &&
    statusBefore !== record.TrangThaiHoSo &&
    found.TrangThaiHoSo === record.TrangThaiHoSo;
  return changed && !broughtBefore;
};

/** Brings the portal up to date with one dossier. Safe to repeat as long as the portal shows its progress rows. */
export const sendSync = async (body: SyncBody, call: PortalCall): Promise<OperationResult> => {
  const found = await lookUp(call, body.record.MaHoSo);
  if (recordNeeded(body, found, call.attempt))
    await push(call, withLinks(body.record, call.config.filesUrl), found !== undefined);
  await pushProgress(call, missingRows(body.progress, found?.DanhSachTienDo));
  return accepted(body, call);
};

/**
 * After a lost answer. Progress is sent last, so rows that arrived prove the whole. Anything less is sent again: the record replaces
 * itself and the rows already there are left out. A portal that shows no rows leaves a person to look.
 */
export const inquireSync = async (body: SyncBody, call: PortalCall): Promise<Inquiry> => {
  const found = await lookUp(call, body.record.MaHoSo);
  if (found === undefined || body.progress.length === 0) return { found: false };
  if (found.DanhSachTienDo === undefined) {
    throw new ExchangeError("pause", "the portal does not show its progress rows, so a resend might double them", {
      code: "dvc-portal.progress-unseen",
      blame: "partner",
      hint: {
        vi: "Xem tiến độ của hồ sơ trên Cổng: nếu đã có dòng mới nhất thì bỏ qua thông điệp này, nếu chưa thì gửi lại.",
        en: "Look at the dossier's progress on the portal: release this message if the newest row is there, redrive it if not.",
      },
    });
  }
  const arrived = missingRows(body.progress, found.DanhSachTienDo).length === 0;
  return arrived ? { found: true, ...accepted(body, call) } : { found: false };
};
