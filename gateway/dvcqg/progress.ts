/**
 * CapNhatTienDoHoSoMC: rows of a dossier's course, and DongBoTrangThaiHoSo, one report of it. A row is kept once, by what it says; one that is
 * newer than the dossier's last movement also takes it where the row says that it stands. A row never takes it back: it tells of the past then.
 */
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { next } from "./catch-up.ts";
import { byKey, meant, type ServiceContext } from "./context.ts";
import { faultOf, missing } from "./fields.ts";
import { storeFiles } from "./files.ts";
import { keepNote, officerOf } from "./note.ts";
import { CODES, combined, done, failed, type ItemOutcome, type Outcome, type Reply } from "./protocol.ts";
import { type ProgressRow, progressRow, stateReport } from "./record.ts";
import { catchUp, fingerprint, presentOf } from "./run.ts";
import { type Story, storyOfReport, storyOfRow } from "./story.ts";
import { faulty, unknown } from "./texts.ts";

interface Told {
  readonly story: Story;
  readonly at: string;
  readonly officer: ReturnType<typeof officerOf>;
  /** Of what is told, made of what makes it itself. */
  readonly once: string;
}

/** Whether what is told moves the dossier on: newer than its last movement, and there is a way. */
const movesOn = (dossier: Dossier, { story, at }: Told): boolean => {
  const step = next(presentOf(dossier), story.goal);
  return typeof step === "string" && step !== "there" && at >= (dossier.lastMovedAt ?? dossier.submittedAt);
};

const take = async (context: ServiceContext, dossier: Dossier, told: Told): Promise<Outcome | { readonly dossier: Dossier }> => {
  const { story, officer, once, at } = told;
  let reached = dossier;
  if (movesOn(dossier, told)) {
    const procedure = (await context.hub.procedure(dossier.procedure.code, versionOf(dossier)))?.procedure;
    if (procedure === undefined) return unknown(story.code);
    const arrived = await catchUp(context, dossier, { story, procedure, officer, once });
    if ("refused" in arrived) return arrived.refused;
    reached = arrived.dossier;
  }
  context.c.set("dossierId", reached.id);
  if (story.words === undefined) return { dossier: reached };
  const refused = await keepNote(context, reached, {
    key: `dvcqg:tiendo:${once}`,
    text: story.words,
    at,
    status: String(story.goal.status),
    officer,
  });
  return refused ?? { dossier: reached };
};

/** Until its receipt a dossier goes by the newest version of its procedure. */
const versionOf = (dossier: Dossier): number | undefined =>
  dossier.receivedAt === undefined ? undefined : dossier.procedure.version;

/** What makes a row itself: the portal gives rows no number (domain.md §1.4). */
const onceOf = (row: ProgressRow): string => fingerprint(row.MaHoSo, row.ThoiDiemXuLy, row.TrangThai, row.NoiDungXuLy);

const takeRow = async (context: ServiceContext, item: unknown): Promise<Outcome> => {
  const parsed = progressRow.safeParse(item);
  if (!parsed.success) return faulty(faultOf(parsed.error, item));
  const row = parsed.data;
  const at = row.ThoiDiemXuLy;
  if (at === undefined) return faulty(missing("ThoiDiemXuLy"));
  const dossier = await meant(context, row.MaHoSo);
  if (dossier === undefined) return unknown(row.MaHoSo);
  const taken = await take(context, dossier, {
    story: storyOfRow(row, at),
    at,
    officer: officerOf(row.NguoiXuLy, row.ChucDanh, row.PhongBanXuLy),
    once: onceOf(row),
  });
  return "dossier" in taken ? done("Cập nhật tiến độ thành công") : taken;
};

const fieldOf = (item: unknown, field: string): string => {
  const value = typeof item === "object" && item !== null ? (item as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === "string" ? value.slice(0, 60) : "";
};

/** The answer to CapNhatTienDoHoSoMC; `items` are tidied. Rows of one dossier are taken in the order of their times, whatever theirs is. */
export const takeProgress = async (context: ServiceContext, items: readonly unknown[]): Promise<Reply> => {
  const inTime = items
    .map((item, place) => ({ item, place }))
    .sort((a, b) => (fieldOf(a.item, "ThoiDiemXuLy") < fieldOf(b.item, "ThoiDiemXuLy") ? -1 : 1));
  const outcomes = await byKey(
    inTime,
    ({ item, place }) => fieldOf(item, "MaHoSo") || `#${place}`,
    async ({ item, place }): Promise<{ place: number; outcome: ItemOutcome }> => ({
      place,
      outcome: { MaHoSo: fieldOf(item, "MaHoSo"), ...(await takeRow(context, item)) },
    }),
  );
  const inOrder = [...outcomes].sort((a, b) => a.place - b.place).map(({ outcome }) => outcome);
  return combined(inOrder, "Cập nhật tiến độ");
};

/** `type` of a report about a dossier that the portal pushed in. */
const PUSHED_IN = "2";
/** DongBoTrangThaiHoSo answers with codes of its own: 201 for what is new, 200 for what was known, 500 (domain.md §1.6). */
const REPORT = { created: "201", known: "200", failed: "500" } as const;

const reportFailed = ({ message, code }: Outcome): Reply => ({
  error_code: REPORT.failed,
  message,
  ...(code === undefined ? {} : { code }),
  result: null,
});

/** The answer to DongBoTrangThaiHoSo. `data` is tidied. */
export const takeReport = async (context: ServiceContext, type: string | undefined, data: unknown): Promise<Reply> => {
  if (type !== undefined && type !== PUSHED_IN)
    return reportFailed(failed(CODES.invalid, "Giá trị của trường type không hợp lệ", "request.invalid"));
  const parsed = stateReport.safeParse(data);
  if (!parsed.success) return reportFailed(faulty(faultOf(parsed.error, data)));
  const report = parsed.data;
  const dossier =
    (await meant(context, report.MaHoSo)) ??
    (report.MaHoSoDonVi === undefined ? undefined : await meant(context, report.MaHoSoDonVi));
  if (dossier === undefined) return reportFailed(unknown(report.MaHoSo));
  const stored = await storeFiles(context, report.TaiLieuXuLy);
  if ("error_code" in stored) return reportFailed(stored);
  const files: ReadonlyMap<number, FileRef> = stored.files;
  const at = report.NgayXuLy ?? context.hub.now();
  const before = dossier.version;
  const taken = await take(context, dossier, {
    story: storyOfReport(report, at, files),
    at,
    officer: officerOf(undefined, undefined, undefined),
    once: fingerprint("bao", report.MaHoSo, report.NgayXuLy, report.TrangThai, report.NoiDung),
  });
  if (!("dossier" in taken)) return reportFailed(taken);
  const error_code = taken.dossier.version === before ? REPORT.known : REPORT.created;
  return { error_code, message: "Đồng bộ trạng thái thành công", result: null };
};
