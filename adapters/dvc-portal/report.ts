/**
 * reportState: DongBoTrangThaiHoSo type "2", the state of a dossier that the portal pushed in, under the portal's own code and ours
 * (domain.md §1.6).
 */
import { z } from "zod";
import { type FileRef, fileRef } from "../../core/dossier/commands.ts";
import type { Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { ask, type PortalCall } from "./client.ts";
import { MAX, STATUS_SYNC_TYPE, type StatusSync, status } from "./contract/dossier.ts";
import { lookUp } from "./look-up.ts";
import { phrases } from "./phrases.ts";

export const reportBody = z.object({
  nationalCode: z.string().min(1),
  code: z.string().optional(),
  account: z.string().optional(),
  status,
  text: z.string(),
  at: z.iso.datetime(),
  files: z.array(fileRef),
});
export type ReportBody = z.infer<typeof reportBody>;

/** Files beyond this together are sent as links only: base64 in JSON is no way to move a scan of a land map. */
const MAX_INLINE_BYTES = 10 * 1024 * 1024;

const attachments = async (files: readonly FileRef[], call: PortalCall): Promise<StatusSync["TaiLieuXuLy"]> => {
  const inline = files.reduce((sum, file) => sum + file.size, 0) <= MAX_INLINE_BYTES;
  const base = call.config.filesUrl?.replace(/\/+$/, "");
  return Promise.all(
    files.map(async (file) => ({
      TenTepDinhKem: cut(file.name, MAX.TenTepDinhKem),
      ...(inline ? { Base64: Buffer.from(await call.blob(file.blob)).toString("base64") } : {}),
      ...(base === undefined ? {} : { DuongDanTaiTepTin: `${base}/${file.blob}` }),
    })),
  );
};

/** Tells the portal the new state. Throws ExchangeError. */
export const sendReport = async (body: ReportBody, call: PortalCall): Promise<OperationResult> => {
  const data: StatusSync = {
    MaHoSo: body.nationalCode,
    MaHoSoDonVi: body.code ?? "",
    ...(body.account === undefined ? {} : { MaDoiTuong: body.account }),
    TrangThai: body.status,
    NoiDung: body.text,
    NgayXuLy: toCompactTime(body.at),
    ...(body.files.length === 0 ? {} : { TaiLieuXuLy: await attachments(body.files, call) }),
  };
  const { reading } = await ask(call, { service: "DongBoTrangThaiHoSo", type: STATUS_SYNC_TYPE, data }, "write");
  if (reading.means !== "ok" && reading.means !== "duplicate") throw phrases.error(reading);
  return { reference: body.nationalCode };
};

/** Each report changes the status (progress.ts), so the status at the portal tells whether this one arrived. */
export const inquireReport = async (body: ReportBody, call: PortalCall): Promise<Inquiry> => {
  const found = await lookUp(call, body.nationalCode);
  return found?.TrangThaiHoSo === body.status ? { found: true, reference: body.nationalCode } : { found: false };
};
