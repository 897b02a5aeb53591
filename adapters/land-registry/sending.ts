/**
 * What the hub tells the registry (domain.md §5.5, R-G09). Sending twice is safe: the same message again is answered "đã tồn tại" or "đã nhận
 * trước đó", which is then the proof that the first arrived. Hence no inquire.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import type { InboundCommand, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { acceptance, type TransferSending } from "../kit/transfers.ts";
import { type LandCall, type Told, tell } from "./client.ts";
import type { AttachedPaper, ReceivedDossier } from "./contract/dossier.ts";
import { PATHS } from "./contract/envelope.ts";
import { LANE } from "./names.ts";
import { communeOf, readForm, toParcels } from "./parcels.ts";
import { toLocal } from "./times.ts";

const instant = z.iso.datetime({ offset: true });

/** A component with its files; names are the published ones. */
const paper = z.strictObject({
  title: z.string().min(1),
  originals: z.int().min(0),
  copies: z.int().min(0),
  files: z.array(fileRef),
});
export type Paper = z.infer<typeof paper>;
const transfer = { dossierId: z.string().min(1), transferId: z.string().min(1), number: z.int().min(1) };
const receiptNumber = z.string().min(1).max(60);

export const appraiseBody = z.strictObject({
  ...transfer,
  receiptNumber,
  agencyId: z.string().min(1),
  provincial: z.boolean(),
  receivedAt: instant.optional(),
  dueAt: instant.optional(),
  applicant: z.strictObject({
    fullName: z.string().min(1),
    identityNumber: z.string().optional(),
    address: z.string().optional(),
    phone: z.string().optional(),
    email: z.string().optional(),
  }),
  procedure: z.strictObject({ code: z.string().min(1), name: z.string().min(1) }),
  /** Sections `parcels` and `land` of the declaration as they were given: read where they are sent, so that a fault goes to an officer. */
  form: z.strictObject({ parcels: z.unknown(), land: z.unknown() }),
  papers: z.array(paper),
});
export type AppraiseBody = z.infer<typeof appraiseBody>;

/** A supplement, or the proof that the financial obligation is done. */
export const supplementBody = z.strictObject({
  ...transfer,
  receiptNumber,
  newDueAt: instant,
  note: z.string(),
  papers: z.array(paper),
});
export type SupplementBody = z.infer<typeof supplementBody>;

export const wrongResultBody = z.strictObject({ ...transfer, receiptNumber, note: z.string().min(1), papers: z.array(paper) });
export type WrongResultBody = z.infer<typeof wrongResultBody>;

export const returnedBody = z.strictObject({ dossierId: z.string().min(1), receiptNumber, returnedAt: instant });
export type ReturnedBody = z.infer<typeof returnedBody>;

/** What goes into one message; larger ones the registry's front server refuses (ours: no limit is published). */
const MAX_FILES_BYTES = 60 * 1024 * 1024;

/** For an officer to put right and send again: the transfer waits at him with these words. */
const wrongDeclaration = (says: string): ExchangeError =>
  new ExchangeError("rejected", says, {
    code: "land-registry.declaration",
    blame: "caller",
    trips: false,
    hint: {
      vi: "Sửa tờ khai điện tử (thửa đất) hoặc giấy tờ kèm theo rồi gửi lại chặng liên thông này.",
      en: "Correct the declaration (parcels) or its papers, then send this transfer again.",
    },
  });

const communeUnknown = (agencyId: string): ExchangeError =>
  new ExchangeError("pause", `no commune code (XaId) for agency ${agencyId}`, {
    code: "land-registry.commune-unknown",
    blame: "hub",
    trips: false,
    hint: {
      vi: "Thêm mã xã của cơ quan tiếp nhận vào LIENTHONG_LAND_REGISTRY_COMMUNES rồi gửi lại thông điệp.",
      en: "Add the agency's commune code to LIENTHONG_LAND_REGISTRY_COMMUNES, then redrive the message.",
    },
  });

/** Papers with their files in base64; one row per file, the counts in the first. Throws ExchangeError where a file is gone. */
const attach = async (papers: readonly Paper[], call: LandCall): Promise<AttachedPaper[]> => {
  const size = papers.flatMap(({ files }) => files).reduce((sum, file) => sum + file.size, 0);
  if (size > MAX_FILES_BYTES) throw wrongDeclaration("tổng dung lượng tệp gửi hệ thống đất đai vượt quá 60 MB");
  const rows: AttachedPaper[] = [];
  for (const { title, originals, copies, files } of papers) {
    const TenGiayTo = cut(title, 4000);
    if (files.length === 0) rows.push({ TenGiayTo, SoBanChinh: originals, SoBanSao: copies, TapTin: null });
    for (const [index, file] of files.entries()) {
      const data = Buffer.from(await call.blob(file.blob)).toString("base64");
      rows.push({
        TenGiayTo,
        SoBanChinh: index === 0 ? originals : 0,
        SoBanSao: index === 0 ? copies : 0,
        TapTin: { name: cut(file.name, 255), data },
      });
    }
  }
  return rows;
};

/** TiepNhanHoSo without its files. Throws ExchangeError for a declaration or a configuration that lacks something. */
export const toReceived = (
  body: AppraiseBody,
  { config }: Pick<LandCall, "config">,
): Omit<ReceivedDossier, "DanhSachGiayToDinhKem"> => {
  const form = readForm(body.form);
  if (!form.ok) throw wrongDeclaration(form.says);
  const commune = communeOf(form.value) ?? config.communes?.get(body.agencyId) ?? config.communes?.get("*");
  if (commune === undefined) throw communeUnknown(body.agencyId);
  const { applicant, procedure } = body;
  return {
    LaQuyTrinhCapTinh: body.provincial,
    TinhId: config.provinceId,
    // Districts ended on 01/07/2025 (domain.md §8).
    HuyenId: null,
    XaId: Number(commune),
    SoBienNhan: body.receiptNumber,
    MaHoSoMotCua: body.receiptNumber,
    NguoiTiepNhan: config.officer,
    NgayTiepNhan: body.receivedAt === undefined ? null : toLocal(body.receivedAt),
    NgayHenTra: body.dueAt === undefined ? null : toLocal(body.dueAt),
    ThongTinNguoiNopDon: {
      HoTen: cut(applicant.fullName, 200),
      SoChungMinh: applicant.identityNumber ?? null,
      DiaChiChiTiet: applicant.address === undefined ? null : cut(applicant.address, 500),
      SoDienThoai: applicant.phone ?? null,
      Email: applicant.email ?? null,
    },
    ThongTinQuyTrinh: {
      MaQuyTrinh: config.processes?.get(procedure.code) ?? procedure.code,
      TenQuyTrinh: cut(procedure.name, 4000),
    },
    ...toParcels(form.value),
  };
};

const recorded = (dossierId: string, operation: string, { code, shown }: Told): InboundCommand => ({
  key: `${operation}:told`,
  dossier: dossierId,
  command: { type: "recordPartner", lane: LANE, outcome: "accepted", operation, code, message: shown },
});

/** What an accepted sending of a transfer means. */
const accepted = (body: TransferSending, operation: string, told: Told): OperationResult => ({
  ...(told.reference === undefined ? {} : { reference: told.reference }),
  commands: [
    acceptance(body, { reference: told.reference, note: "Hệ thống đất đai đã tiếp nhận" }),
    recorded(body.dossierId, operation, told),
  ],
});

/** `appraise`: TiepNhanHoSo. */
export const sendAppraise = async (body: AppraiseBody, call: LandCall): Promise<OperationResult> => {
  const dossier = toReceived(body, call);
  const message: ReceivedDossier = { ...dossier, DanhSachGiayToDinhKem: await attach(body.papers, call) };
  return accepted(body, "appraise", await tell(call, PATHS.receive, message));
};

/** `issueCertificate` and `supplement`: CapNhatTrangThaiBoSungHoSo. */
export const sendSupplement =
  (operation: "issueCertificate" | "supplement") =>
  async (body: SupplementBody, call: LandCall): Promise<OperationResult> => {
    const told = await tell(call, PATHS.supplement, {
      SoBienNhan: body.receiptNumber,
      NgayHenTraMoi: toLocal(body.newDueAt),
      GhiChu: cut(body.note, 4000),
      DanhSachGiayToBoSung: await attach(body.papers, call),
    });
    return accepted(body, operation, told);
  };

/** `reportWrongResult`: PhanHoiHoSoSaiKetQua. */
export const sendWrongResult = async (body: WrongResultBody, call: LandCall): Promise<OperationResult> => {
  const told = await tell(call, PATHS.wrongResult, {
    SoBienNhan: body.receiptNumber,
    NoiDung: cut(body.note, 4000),
    DanhSachGiayToDinhKem: await attach(body.papers, call),
  });
  return accepted(body, "reportWrongResult", told);
};

/** `reportReturned`: CapNhatKetQuaTraHoSo. */
export const sendReturned = async (body: ReturnedBody, call: LandCall): Promise<OperationResult> => {
  const told = await tell(call, PATHS.returned, { SoBienNhan: body.receiptNumber, NgayTra: toLocal(body.returnedAt) });
  return { commands: [recorded(body.dossierId, "reportReturned", told)] };
};
