/**
 * `sendPaymentProof`: a tax that was paid in full is told to the tax office (`ChungTuThue`, domain.md §5.5). `withdrawSlip`: a slip or a
 * registration is called off.
 */
import { z } from "zod";
import type { InboundCommand, Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { handIn, lookUp, type TaxCall } from "./client.ts";
import { PATHS } from "./contract/access.ts";
import { MAX, PROOF_SERVICE, type Proof, WITHDRAWAL_SERVICE, type Withdrawal } from "./contract/slip.ts";

export const proofBody = z.object({
  dossierId: z.string().min(1),
  dossierCode: z.string().min(1),
  noticeNumber: z.string().min(1),
  /** Whose tax it is, by the notice. */
  taxCode: z.string().min(1),
  /** What was paid: name of the charge. */
  content: z.string().min(1),
  /** Đồng; the whole charge. */
  amount: z.int().min(1),
  /** Of the payment that completed it. */
  paidAt: z.string(),
  payer: z.object({
    fullName: z.string(),
    identityNumber: z.string().optional(),
    address: z.object({ detail: z.string(), provinceCode: z.string().optional(), communeCode: z.string().optional() }).optional(),
  }),
});
export type ProofBody = z.infer<typeof proofBody>;

/** The proof as the tax office wants it. `now`: time of sending. */
export const toProof = (body: ProofBody, now: string): Proof => {
  const { payer } = body;
  const { detail, provinceCode, communeCode } = payer.address ?? {};
  return {
    Service: PROOF_SERVICE,
    Ngay: toCompactTime(now),
    Data: {
      MaHoSo: body.dossierCode,
      MaSoThue: body.taxCode,
      ...(payer.identityNumber === undefined ? {} : { SoCMTNguoiNopTien: payer.identityNumber }),
      HoTenNguoiNopTien: cut(payer.fullName, MAX.name),
      ...(detail === undefined ? {} : { DiaChiNguoiNopTien: cut(detail, MAX.address) }),
      ...(provinceCode === undefined ? {} : { TinhNguoiNopTien: provinceCode }),
      ...(communeCode === undefined ? {} : { XaNguoiNopTien: communeCode }),
      ThongTinThanhToan: {
        NoiDungThanhToan: cut(body.content, MAX.prose),
        ThoiGianThanhToan: toCompactTime(body.paidAt),
        MaThongBaoThue: body.noticeNumber,
        TrangThaiThanhToan: 1,
        SoTien: body.amount,
      },
    },
  };
};

const told = (dossierId: string, operation: string, message: string): InboundCommand => ({
  key: "accepted",
  dossier: dossierId,
  command: { type: "recordPartner", lane: "tax", outcome: "accepted", operation, message },
});
const proven = ({ dossierId, noticeNumber }: ProofBody, reference: string | undefined): OperationResult => ({
  ...(reference === undefined ? {} : { reference }),
  commands: [told(dossierId, "sendPaymentProof", `Cơ quan thuế đã nhận chứng từ nộp của thông báo ${noticeNumber}`)],
});

/** Sends the proof. Throws ExchangeError; a refusal is kept with the dossier for everyone to see. */
export const sendProof = async (body: ProofBody, call: TaxCall): Promise<OperationResult> =>
  proven(body, await handIn(call, PATHS.proof, toProof(body, call.now())));

/** After an unknown outcome: the office is asked by the notice's number. */
export const inquireProof = (body: ProofBody, call: TaxCall): Promise<Inquiry> =>
  lookUp(call, "CHUNGTU", body.noticeNumber, (reference) => proven(body, reference));

export const withdrawalBody = z.object({
  dossierId: z.string().min(1),
  dossierCode: z.string().min(1),
  slipNumber: z.string().min(1),
  reason: z.string().min(1),
});
export type WithdrawalBody = z.infer<typeof withdrawalBody>;

/** Calls a slip off. One that the office never had is called off too; one whose notices are paid stays, and the dossier says so. */
export const sendWithdrawal = async (body: WithdrawalBody, call: TaxCall): Promise<OperationResult> => {
  const message: Withdrawal = {
    Service: WITHDRAWAL_SERVICE,
    Ngay: toCompactTime(call.now()),
    Data: { SoPhieu: body.slipNumber, MaHoSo: body.dossierCode, LyDo: cut(body.reason, MAX.prose) },
  };
  const done = told(body.dossierId, "withdrawSlip", `Cơ quan thuế đã nhận thu hồi phiếu ${body.slipNumber}`);
  try {
    await handIn(call, PATHS.withdrawal, message);
  } catch (error) {
    if (!isExchangeError(error) || error.code !== "tax.slip-unknown") throw error;
  }
  return { commands: [done] };
};
