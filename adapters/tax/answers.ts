/** `/returned`: what comes back wrong (`ThueChuyenTraHoSoDoSai`), and `/taxCode`: the code of a household business (domain.md §5.5). */
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Hook, HookAnswer, InboundCommand } from "../../core/exchange/adapter.ts";
import { cut } from "../kit/text.ts";
import type { TaxConfig } from "./config.ts";
import { returnMessage, type TaxCodeMessage, taxCodeMessage } from "./contract/notice.ts";
import { answerOf, type HookCall, readPush, refused, taxTransfer, withoutKey } from "./pushes.ts";
import { readSlipNumber, type TaxOperation } from "./sendings.ts";

/** Weights of the check digit; last digit = 10 − (Σ mod 11) [from memory, unsourced]. */
const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const;
/** Is it a 10-digit tax code whose check digit holds? Where Σ is a multiple of 11 there is no such code. */
export const isTaxCode = (code: string): boolean => {
  if (!/^\d{10}$/.test(code)) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(code[place]), 0);
  return 10 - (sum % 11) === Number(code[9]);
};

interface Found {
  readonly dossier: Dossier;
  readonly transfer: Transfer;
  readonly number: number;
}
/** The sending that a push speaks of, or the answer that ends it. The slip's number must be one of the dossier's own. */
const sendingOf = async (
  { MaHoSo, SoPhieu }: { readonly MaHoSo: string; readonly SoPhieu: string },
  allowed: readonly TaxOperation[],
  call: HookCall,
): Promise<Found | HookAnswer> => {
  const named = readSlipNumber(SoPhieu);
  if (named === undefined || !allowed.includes(named.operation))
    return refused(`số phiếu ${SoPhieu} không phải của hệ thống này`);
  const dossier = await call.find(MaHoSo);
  const transfer = taxTransfer(dossier, named.operation);
  if (dossier === undefined) return refused(`không có hồ sơ ${MaHoSo}`);
  const own = dossier.code ?? dossier.id;
  if (transfer === undefined || !SoPhieu.startsWith(`${own}/`)) return refused(`hồ sơ ${MaHoSo} không có phiếu ${SoPhieu}`);
  return { dossier, transfer, number: named.number };
};

/** One sending comes back once: pushed again it is the same command. */
const resultOf = (
  { dossier, transfer, number }: Found,
  SoPhieu: string,
  result: Pick<Extract<InboundCommand["command"], { type: "takeTransferResult" }>, "outcome" | "note" | "data">,
): InboundCommand => ({
  key: `answer:${SoPhieu}:${result.outcome}`,
  dossier: dossier.id,
  command: { type: "takeTransferResult", transferId: transfer.transferId, number, ...result },
});

export const returnedHook: Hook<TaxConfig> = {
  title: { vi: "Nhận phiếu chuyển do cơ quan thuế trả lại vì sai", en: "Takes back slips that the tax office found wrong" },
  logged: withoutKey,
  read: async (request, call) => {
    const push = readPush(request, call, returnMessage);
    if ("status" in push) return push;
    const { SoPhieu, LyDo } = push.message.Data;
    const found = await sendingOf(push.message.Data, ["determineTax", "issueTaxCode"], call);
    if ("status" in found) return found;
    const command = resultOf(found, SoPhieu, { outcome: "sentBack", note: cut(`Cơ quan thuế trả lại do sai: ${LyDo}`, 4000) });
    return { commands: [command], answer: (outcomes) => answerOf(outcomes, "Đã nhận lại phiếu chuyển để sửa") };
  },
};

/** What a registration came to. */
const taxCodeResult = (data: TaxCodeMessage["Data"]): Parameters<typeof resultOf>[2] =>
  data.KetQua === "1"
    ? { outcome: "done", note: `Mã số thuế hộ kinh doanh: ${data.MaSoThue}`, data: { taxCode: data.MaSoThue } }
    : { outcome: "refused", note: cut(`Cơ quan thuế từ chối cấp mã số thuế: ${data.LyDo}`, 4000) };

export const taxCodeHook: Hook<TaxConfig> = {
  title: { vi: "Nhận mã số thuế hộ kinh doanh", en: "Takes the tax code of a household business" },
  logged: withoutKey,
  read: async (request, call) => {
    const push = readPush(request, call, taxCodeMessage);
    if ("status" in push) return push;
    const { Data } = push.message;
    if (Data.KetQua === "1" && !isTaxCode(Data.MaSoThue)) return refused(`mã số thuế ${Data.MaSoThue} sai chữ số kiểm tra`);
    const found = await sendingOf(Data, ["issueTaxCode"], call);
    if ("status" in found) return found;
    const command = resultOf(found, Data.SoPhieu, taxCodeResult(Data));
    return { commands: [command], answer: (outcomes) => answerOf(outcomes, "Đã nhận mã số thuế") };
  },
};
