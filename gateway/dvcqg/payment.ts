/**
 * dptracuuthanhtoanhs: is there something to pay on this dossier? error_code 0 nothing, 1 something, -1 the question cannot be answered
 * (domain.md §1.2). Which fields the answer has beside them no source says; ours are named as elsewhere in the protocol.
 */
import type { Dossier } from "../../core/dossier/types.ts";
import { meant, type ServiceContext } from "./context.ts";
import { dossierCode, missing } from "./fields.ts";
import { CODES, type Reply } from "./protocol.ts";
import { faulty, unknown } from "./texts.ts";
import { toWritten } from "./time.ts";

const OWES = "1";
const NOTHING = "0";

const lines = (dossier: Dossier) =>
  dossier.charges
    .filter((charge) => charge.open)
    .map((charge) => ({
      MaPhiLePhi: charge.chargeId,
      TenPhiLePhi: charge.name,
      Gia: String(charge.amount - charge.paid),
      NgayYeuCau: toWritten(charge.requestedAt),
      ...(charge.request === undefined ? {} : { MaTraCuuTT: charge.request.reference }),
      ...(charge.request?.url === undefined ? {} : { DuongDanThanhToan: charge.request.url }),
    }));

/** The answer; failures are -1 whatever their kind, as this service has no other. */
export const owed = async (context: ServiceContext, code: string | undefined): Promise<Reply> => {
  if (code === undefined) return { ...faulty(missing("MaHoSo")), error_code: CODES.refused, result: null };
  const dossier = dossierCode.safeParse(code).success ? await meant(context, code) : undefined;
  if (dossier === undefined) return { ...unknown(code.slice(0, 60)), result: null };
  context.c.set("dossierId", dossier.id);
  const open = lines(dossier);
  const total = open.reduce((sum, line) => sum + Number(line.Gia), 0);
  return open.length === 0
    ? { error_code: NOTHING, message: "Tra cứu thành công: hồ sơ không còn khoản phải nộp", result: [] }
    : {
        error_code: OWES,
        message: `Tra cứu thành công: hồ sơ còn phải nộp ${total} đồng`,
        result: [{ MaHoSo: code, TongTien: String(total), DanhSachLePhi: open }],
      };
};
