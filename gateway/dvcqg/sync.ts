/**
 * DongBoHoSoMC: one dossier after the other, new (`isUpdating` False) or known (True). The submission goes under the client's own code as key,
 * so that the same dossier is filed once, whichever door it comes by; the way from there to its status is caught up (run.ts).
 */
import type { Procedure } from "../../catalogs/types.ts";
import { COMMANDS, type FileRef, type HeldComponent } from "../../core/dossier/commands.ts";
import type { EventOf } from "../../core/dossier/events.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { coversAgency } from "../../core/partners/sight.ts";
import { changesOf, sameSubmission } from "./changes.ts";
import { identityOf, procedureCodeOf, type Submission, submissionOf } from "./content.ts";
import { actingAgency, byKey, give, meant, type ServiceContext } from "./context.ts";
import { faultOf, missing } from "./fields.ts";
import { keepFiles, storeFiles } from "./files.ts";
import { keepNote } from "./note.ts";
import { CODES, combined, done, failed, type ItemOutcome, type Outcome, type Reply } from "./protocol.ts";
import { type SyncRecord, record as schema } from "./record.ts";
import { catchUp, fingerprint } from "./run.ts";
import { storyOf } from "./story.ts";
import { exists, faulty, outsideScope, refusedBy, unknown } from "./texts.ts";

const OFFICER = { id: "mot-cua" } as const;
const SYSTEM = { id: "dong-bo", role: "partner" } as const;

const nameKey = (name: string): string => name.normalize("NFC").replaceAll(/\s+/g, " ").trim().toLocaleLowerCase("vi");

/**
 * The receiving agency: as DonViXuLy says (its id in either form, or the name of one of the client's), else the one whose id begins the
 * dossier code, else the one that sends.
 */
const agencyOf = ({ hub, partner }: ServiceContext, record: SyncRecord, madonvi: string): string => {
  const unit = record.DonViXuLy;
  const byName =
    unit === undefined
      ? undefined
      : [...hub.catalogs.agencies.values()].find(
          (agency) => nameKey(agency.name) === nameKey(unit) && coversAgency(partner, agency.id, hub),
        );
  const named = (unit === undefined ? undefined : hub.agency(unit)) ?? byName;
  return (named ?? hub.agency(record.MaHoSo.split("-")[0] ?? "") ?? hub.agency(madonvi))?.id ?? madonvi;
};

interface Reading {
  readonly record: SyncRecord;
  readonly procedure: Procedure;
  readonly submission: Submission;
  readonly files: ReadonlyMap<number, FileRef>;
  /** Of the record as it was sent. */
  readonly once: string;
}

/** Files with bytes, by the component that they were bound to. */
const broughtOf = ({ submission, files }: Reading): ReadonlyMap<string, readonly FileRef[]> => {
  const stored = new Set([...files.values()].map((file) => file.blob));
  const components: readonly Pick<HeldComponent, "componentId" | "files">[] = (submission.components ?? []).map((one) => ({
    componentId: one.componentId,
    files: one.files ?? [],
  }));
  return new Map(
    components.flatMap((one) => {
      const files = one.files.filter((file) => stored.has(file.blob));
      return files.length === 0 ? [] : [[one.componentId, files] as const];
    }),
  );
};

/** The whole way of a record once its dossier is there, and what it says besides. */
const follow = async (context: ServiceContext, dossier: Dossier, reading: Reading): Promise<Outcome | undefined> => {
  const { record, procedure, once } = reading;
  const arrived = await catchUp(context, dossier, {
    story: storyOf(record, broughtOf(reading)),
    procedure,
    officer: { ...OFFICER, name: context.partner.name },
    once,
  });
  if ("refused" in arrived) return arrived.refused;
  context.c.set("dossierId", arrived.dossier.id);
  const text = keepFiles(record, arrived.dossier);
  if (text === undefined) return undefined;
  const key = `dvcqg:tep:${fingerprint(record.MaHoSo, text)}`;
  return keepNote(context, arrived.dossier, { key, text, officer: { ...OFFICER, name: context.partner.name } });
};

/** The `submitted` event of a dossier: what it was filed with, before anything changed it. */
const filedAs = async ({ hub }: ServiceContext, dossier: Dossier): Promise<EventOf<"submitted"> | undefined> => {
  const [first] = await hub.timeline(dossier.id);
  return first?.type === "submitted" ? first : undefined;
};

const create = async (context: ServiceContext, reading: Reading): Promise<Outcome> => {
  const { MaHoSo } = reading.record;
  const known = await meant(context, MaHoSo);
  if (known !== undefined) {
    const filed = await filedAs(context, known);
    const parsed = COMMANDS.submit.safeParse({ type: "submit", ...withoutTime(reading.submission) });
    if (filed === undefined || !parsed.success || !sameSubmission(filed, parsed.data, reading.submission.at))
      return exists(MaHoSo);
    return (await follow(context, known, reading)) ?? done("Đồng bộ hồ sơ thành công");
  }
  const outcome = await give(context, {
    type: "submit",
    // Portals and agencies file as what they are; an operator must say that it reports what another system has filed.
    body: context.partner.role === "operator" ? { ...reading.submission, actor: SYSTEM } : reading.submission,
    key: MaHoSo,
  });
  if (outcome.outcome === "conflict") return exists(MaHoSo);
  if (outcome.outcome === "refused") return refusedBy(outcome.refusal, MaHoSo);
  const dossier = outcome.outcome === "done" ? outcome.dossier : await context.hub.find(outcome.receipt.dossierId);
  if (dossier === undefined) return unknown(MaHoSo);
  return (await follow(context, dossier, reading)) ?? done("Đồng bộ hồ sơ thành công");
};

const withoutTime = ({ at: _, ...submission }: Submission): Omit<Submission, "at"> => submission;

/** Another person's dossier, or another procedure, is never an update: that would mix two people's papers. */
const otherDossier = (dossier: Dossier, { record, procedure }: Reading): Outcome | undefined => {
  const refuse = (field: string) =>
    failed(
      CODES.refused,
      `Trường ${field} không khớp với hồ sơ ${record.MaHoSo} đã ghi nhận, không thể cập nhật`,
      "dossier.other-content",
    );
  if (procedure.code !== dossier.procedure.code) return refuse("MaTTHC");
  const told = identityOf(record);
  const known = (dossier.owner ?? dossier.applicant).identityNumber;
  return told !== undefined && known !== undefined && told !== known ? refuse("DinhDanhCHS") : undefined;
};

const update = async (context: ServiceContext, reading: Reading): Promise<Outcome> => {
  const { record } = reading;
  const known = await meant(context, record.MaHoSo);
  if (known === undefined) return unknown(record.MaHoSo);
  const other = otherDossier(known, reading);
  if (other !== undefined) return other;
  const agencyId = actingAgency(context, known);
  if (agencyId === undefined) return outsideScope(record.MaHoSo);
  const { amend, kept } = changesOf(known, reading.submission, record);
  let dossier = known;
  if (amend !== undefined) {
    const body = { ...amend, actor: { ...SYSTEM, agencyId } };
    const outcome = await give(context, { type: "amend", dossier: known.id, body, expectedVersion: known.version });
    if (outcome.outcome === "refused") return refusedBy(outcome.refusal, record.MaHoSo);
    if (outcome.outcome === "done") dossier = outcome.dossier;
  }
  const refused = await follow(context, dossier, reading);
  if (refused !== undefined) return refused;
  return done(
    kept.length === 0
      ? "Cập nhật hồ sơ thành công"
      : `Cập nhật hồ sơ thành công; giữ nguyên nội dung đã tiếp nhận của: ${kept.join(", ")}`,
  );
};

/** What only the sender's own fields can tell, before anything is stored: a record that cannot end where it says files nothing. */
const faultIn = (record: SyncRecord): Outcome | undefined => {
  const needsReceipt = ![1, 3, 5, 7].includes(record.TrangThaiHoSo);
  if (needsReceipt && record.NgayTiepNhan === undefined) return faulty(missing("NgayTiepNhan"));
  if (record.NgayNopHoSo === undefined && record.NgayTiepNhan === undefined) return faulty(missing("NgayNopHoSo"));
  if (record.NgayTiepNhan !== undefined && record.NgayHenTra !== undefined && record.NgayHenTra < record.NgayTiepNhan)
    return faulty({ field: "NgayHenTra", message: "Ngày hẹn trả không được trước ngày tiếp nhận" });
  if (record.TrangThaiHoSo === 6 && !record.DanhSachLePhi.some((fee) => fee.Gia > 0)) return faulty(missing("DanhSachLePhi.Gia"));
  return undefined;
};

const codeIn = (item: unknown): string => {
  const code = typeof item === "object" && item !== null ? (item as Readonly<Record<string, unknown>>)["MaHoSo"] : undefined;
  return typeof code === "string" ? code.slice(0, 60) : "";
};

const syncOne = async (context: ServiceContext, item: unknown, updating: boolean, madonvi: string): Promise<Outcome> => {
  const parsed = schema.safeParse(item);
  if (!parsed.success) return faulty(faultOf(parsed.error, item));
  const record = parsed.data;
  const fault = faultIn(record);
  if (fault !== undefined) return fault;
  const procedure = (await context.hub.procedure(procedureCodeOf(record.MaTTHC)))?.procedure;
  if (procedure === undefined)
    return failed(
      CODES.refused,
      `Mã thủ tục ${record.MaTTHC} không có trong danh mục thủ tục hành chính`,
      "dossier.unknown-procedure",
    );
  const stored = await storeFiles(context, record.TaiLieuNop);
  if ("error_code" in stored) return stored;
  const submission = submissionOf(record, procedure, agencyOf(context, record, madonvi), stored.files);
  const reading: Reading = { record, procedure, submission, files: stored.files, once: fingerprint(item, updating) };
  return updating ? update(context, reading) : create(context, reading);
};

/** The answer to DongBoHoSoMC; `items` are tidied (fields.ts). One bad item does not harm the others. */
export const syncDossiers = async (
  context: ServiceContext,
  items: readonly unknown[],
  updating: boolean,
  madonvi: string,
): Promise<Reply> => {
  const outcomes = await byKey<unknown, ItemOutcome>(
    items,
    (item, place) => codeIn(item) || `#${place}`,
    async (item) => ({ MaHoSo: codeIn(item), ...(await syncOne(context, item, updating, madonvi)) }),
  );
  return combined(outcomes, updating ? "Cập nhật hồ sơ" : "Đồng bộ hồ sơ");
};
