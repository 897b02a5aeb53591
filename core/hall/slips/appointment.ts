/** Giấy tiếp nhận hồ sơ và hẹn trả kết quả on a slip (R-A05; fields: domain.md §3). Pure. */

import { dong } from "../../papers/words.ts";
import type { Instant } from "../../time/types.ts";
import type { Slip, SlipItem } from "../slip.ts";
import { type AskAt, askAt, barcode, centered, gap, head, moment, pair, rule, shorten, slipOf, text } from "./parts.ts";

/** One paper as it was taken in. */
export interface ReceivedPaper {
  readonly name: string;
  readonly originals: number;
  readonly copies: number;
  readonly files: number;
}

export interface AppointmentSlipInput extends AskAt {
  /** The agency, or its one-stop department. */
  readonly office: string;
  readonly dossierCode: string;
  readonly procedureName: string;
  readonly applicantName: string;
  /** Whose dossier it is, where that is another person. */
  readonly ownerName?: string;
  readonly papers: readonly ReceivedPaper[];
  readonly receivedAt: Instant;
  /** Absent: the time is stated by the agency later (the procedure has none). */
  readonly dueAt?: Instant;
  /** Charges asked for so far; empty: nothing is to be paid. */
  readonly charges: readonly { readonly name: string; readonly amount: number; readonly paid: number }[];
  readonly returnMethod: "inPerson" | "post" | "online";
  /** The officer who took it in. */
  readonly officer?: string;
}

/** A paper's name on a slip: the catalog's may be as long as a page. */
const LONGEST_NAME = 110;

const counts = ({ originals, copies, files }: ReceivedPaper): string =>
  [
    ...(originals > 0 ? [`${originals} bản chính`] : []),
    ...(copies > 0 ? [`${copies} bản sao`] : []),
    ...(files > 0 ? [`${files} tệp điện tử`] : []),
  ].join(", ");

/** How a result is fetched (R-C01). */
const RETURN: Readonly<Record<AppointmentSlipInput["returnMethod"], string>> = {
  inPerson: "Nhận trực tiếp tại nơi nộp: mang theo giấy này và giấy tờ tùy thân; người khác nhận thay cần văn bản ủy quyền.",
  post: "Kết quả được gửi qua bưu chính đến địa chỉ đã đăng ký.",
  online: "Kết quả được trả trực tuyến vào tài khoản đã đăng ký.",
};

const chargeItems = (charges: AppointmentSlipInput["charges"]): readonly SlipItem[] =>
  charges.length === 0
    ? [pair("Phí, lệ phí", "Không thu")]
    : charges.map(({ name, amount, paid }) =>
        pair(shorten(name, LONGEST_NAME), paid >= amount ? `${dong(amount)} (đã nộp)` : `${dong(amount)} (chưa nộp)`),
      );

/** Most papers that are listed one by one; a dossier with more says how many there are besides (the A4 paper lists all). */
const MOST_PAPERS = 40;
const MOST_CHARGES = 30;

/** The appointment slip: what was taken in from whom, and when the result is due, on the clock of Việt Nam. */
export const appointmentSlip = (input: AppointmentSlipInput): Slip => {
  const listed = input.papers.slice(0, MOST_PAPERS);
  const more = input.papers.length - listed.length;
  return slipOf("appointment", [
    head(input.office, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt of dossier and appointment"),
    gap(),
    barcode(input.dossierCode),
    gap(),
    pair("Người nộp", input.applicantName),
    input.ownerName !== undefined && pair("Chủ hồ sơ", input.ownerName),
    text("Thủ tục:"),
    text(input.procedureName, { bold: true }),
    rule,
    text("Giấy tờ đã nhận:", { bold: true }),
    listed.length === 0 && text("(không có giấy tờ nộp kèm)"),
    listed.flatMap((paper, index): readonly SlipItem[] => [
      text(`${index + 1}. ${shorten(paper.name, LONGEST_NAME)}`),
      ...(counts(paper) === "" ? [] : [text(counts(paper), { align: "right" as const })]),
    ]),
    more > 0 && text(`… và ${more} giấy tờ khác`),
    rule,
    pair("Nhận lúc", moment(input.receivedAt)),
    centered("HẸN TRẢ KẾT QUẢ"),
    input.dueAt === undefined
      ? centered("Theo thông báo của cơ quan giải quyết", { bold: true })
      : centered(moment(input.dueAt), { bold: true, size: "large" }),
    rule,
    chargeItems(input.charges.slice(0, MOST_CHARGES)),
    text(RETURN[input.returnMethod]),
    input.officer !== undefined && pair("Người tiếp nhận", input.officer),
    rule,
    askAt(input),
  ]);
};
