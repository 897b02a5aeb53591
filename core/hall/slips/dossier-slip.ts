/** Phiếu hồ sơ (R-A06; Đề án 402, quy trình bước 6): account, procedure, dossier code and number of the day in one slip. Pure. */
import type { Hall } from "../../../catalogs/hall.ts";
import type { Instant } from "../../time/types.ts";
import type { Slip } from "../slip.ts";
import { barcode, centered, gap, head, moment, pair, rule, slipOf, text } from "./parts.ts";

export interface DossierSlipInput {
  readonly hall: Pick<Hall, "name">;
  /** The account that was checked; absent: the person has none. */
  readonly account?: string;
  readonly procedure: { readonly code: string; readonly name: string };
  /** "H57.101-260213-0001" */
  readonly dossierCode: string;
  /** Số thứ tự trong ngày: the number that he is called by. */
  readonly ticketId: string;
  readonly at: Instant;
  /** Whom to hand it to. */
  readonly counter?: number;
}

/** Phiếu hồ sơ: the counter opens the dossier by reading its bar code. */
export const dossierSlip = ({ hall, account, procedure, dossierCode, ticketId, at, counter }: DossierSlipInput): Slip =>
  slipOf("dossierSlip", [
    head(hall.name.vi, "Phiếu hồ sơ", "Dossier slip"),
    gap(),
    centered("Số thứ tự trong ngày"),
    centered(ticketId, { bold: true, size: "huge" }),
    rule,
    pair("Mã hồ sơ", dossierCode),
    pair("Tài khoản", account ?? "Không có tài khoản"),
    pair("Mã thủ tục", procedure.code),
    text(procedure.name, { bold: true }),
    pair("Lập lúc", moment(at)),
    gap(),
    barcode(dossierCode),
    gap(),
    centered(
      counter === undefined ? "Đưa phiếu này cho cán bộ tại quầy khi được gọi" : `Đưa phiếu này cho cán bộ tại quầy ${counter}`,
    ),
    centered("Hand this slip to the officer at the counter"),
  ]);
