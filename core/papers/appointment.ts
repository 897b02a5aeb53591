/**
 * "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (R-A05; TT 03/2025/TT-VPCP, Phụ lục I, form 01; its fields: domain.md §3) on A4, with the dossier's
 * code as Code 128. Pure data in, PDF bytes out.
 */
import type { Agency, Procedure } from "../../catalogs/types.ts";
import type { Person, ReturnMethod } from "../dossier/commands.ts";
import type { Dossier } from "../dossier/types.ts";
import { toLocalDate } from "../time/local.ts";
import { code128 } from "./codes.ts";
import { plain, type Run } from "./fonts.ts";
import { drawHeading } from "./heading.ts";
import { createSheet, type Sheet } from "./sheet.ts";
import { type Cell, cell, drawTable } from "./table.ts";
import { channelInWords, count, dong, forThePublic, momentInWords, timeInWords } from "./words.ts";

/** The paper cannot be written from this dossier. */
export class PaperError extends Error {
  override readonly name = "PaperError";
}

export interface AppointmentOptions {
  readonly agency: Pick<Agency, "name" | "phone" | "address">;
  /** The version that the dossier was received under: the names of its components. Without it their ids stand there. */
  readonly procedure?: Pick<Procedure, "components">;
  /** Who took it in; signs on the right. */
  readonly officer?: string;
  readonly place?: string;
  /** Where its state can be looked up: "https://…/tra-cuu". */
  readonly lookUpAt?: string;
}

const SIZE = 10.5;
/** 0.35 mm: read by hand scanners and by the kiosk's camera. */
const MODULE = 1;
const BAR_HEIGHT = 34;

const said = (label: string, value: string | undefined): readonly Run[] => [
  { text: `${label}: `, face: "regular" },
  { text: value === undefined || value === "" ? "…………………………" : value, face: "bold" },
];
const write = (sheet: Sheet, runs: readonly Run[]): void => {
  sheet.paragraph(runs, { size: SIZE });
  sheet.down(1.5);
};
/** Two facts side by side where both are short, else one under the other. */
const pair = (sheet: Sheet, ...facts: readonly [readonly Run[], readonly Run[]]): void => {
  const half = sheet.width / 2;
  const sides = facts.map((runs) => sheet.lines(runs, SIZE, half - 8));
  if (sides.some((lines) => lines.length > 1)) {
    for (const runs of facts) write(sheet, runs);
    return;
  }
  sheet.keep(sheet.lineHeight(SIZE));
  for (const [side, [line]] of sides.entries()) if (line !== undefined) sheet.put(line, sheet.left + side * half, sheet.y, SIZE);
  sheet.down(sheet.lineHeight(SIZE) + 1.5);
};

const drawCode = (sheet: Sheet, code: string): void => {
  const { width, bars } = code128(code, MODULE, BAR_HEIGHT);
  const x = sheet.left + (sheet.width - width) / 2;
  const { y } = sheet;
  sheet.bars(bars.map((bar) => ({ ...bar, x: x + bar.x, y: y + bar.y })));
  sheet.down(BAR_HEIGHT + 2);
  sheet.paragraph([...said("Mã hồ sơ", code)], { size: 12, align: "center" });
};

const paperOf = (person: Person): readonly Run[] =>
  person.taxCode !== undefined && person.kind !== "citizen"
    ? said("Mã số thuế", person.taxCode)
    : said("Số định danh, CCCD", person.identityNumber);

const returnPlace = (method: ReturnMethod, agency: string): string => {
  switch (method.kind) {
    case "inPerson":
      return `Bộ phận Tiếp nhận và Trả kết quả, ${agency}`;
    case "post":
      return `Qua bưu chính, đến ${method.receiverName}, ${method.address.detail}`;
    case "online":
      return "Trực tuyến, qua tài khoản của người nộp";
  }
};

const drawPapers = (sheet: Sheet, { components }: Dossier, procedure: AppointmentOptions["procedure"]): void => {
  const names = new Map(procedure?.components.map((spec) => [spec.id, forThePublic(spec.name)]));
  const rows = components.map(({ componentId, originals, copies, files }, index) => {
    const cells: readonly Cell[] = [
      cell(String(index + 1)),
      cell(names.get(componentId) ?? componentId),
      cell(count(originals)),
      cell(count(copies)),
      cell(count(files.length)),
    ];
    return { cells };
  });
  drawTable(
    sheet,
    [
      { title: "TT", share: 0.07, align: "center" },
      { title: "Tên giấy tờ", share: 0.55 },
      { title: "Bản chính", share: 0.12, align: "center" },
      { title: "Bản sao", share: 0.11, align: "center" },
      { title: "Bản điện tử", share: 0.15, align: "center" },
    ],
    rows,
  );
};

/** What was charged so far; a fee that is set later in the course of the dossier is not known yet. */
const moneyWords = ({ charges }: Dossier): string => {
  const owed = charges.filter((charge) => charge.cancelled === undefined);
  if (owed.length === 0) return "không có";
  const total = owed.reduce((sum, charge) => sum + charge.amount, 0);
  const left = owed.reduce((sum, charge) => sum + Math.max(0, charge.amount - charge.paid), 0);
  return left === 0 ? `${dong(total)}, đã nộp` : `${dong(total)}, còn ${dong(left)}`;
};

/** Room for a hand's signature, points. */
const TO_SIGN = 48;

const signatures = (sheet: Sheet, applicant: string, officer: string | undefined): void => {
  const half = sheet.width / 2;
  const step = sheet.lineHeight(SIZE);
  const columns = [["NGƯỜI NỘP HỒ SƠ", applicant] as const, ["NGƯỜI TIẾP NHẬN HỒ SƠ", officer ?? ""] as const].map(
    ([title, name]) => ({
      heads: [
        ...sheet.lines(plain(title, "bold"), SIZE, half),
        ...sheet.lines(plain("(Ký và ghi rõ họ tên)", "italic"), SIZE, half),
      ],
      names: sheet.lines(plain(name, "bold"), SIZE, half - 16),
    }),
  );
  const rows = Math.max(...columns.map(({ heads, names }) => heads.length + names.length));
  const height = rows * step + TO_SIGN;
  sheet.down(10);
  sheet.keep(height);
  for (const [side, { heads, names }] of columns.entries()) {
    for (const [row, line] of [...heads, ...names].entries()) {
      const y = sheet.y + row * step + (row < heads.length ? 0 : TO_SIGN);
      sheet.put(line, sheet.left + side * half + (half - line.width) / 2, y, SIZE);
    }
  }
  sheet.down(height);
};

/** Number of sets of papers, as the appointment slip of the dossier says. */
const setsOf = (dossier: Dossier): number => {
  const slip = dossier.forms.findLast((form) => form.form === "appointmentSlip");
  const sets = slip?.data["sets"];
  return typeof sets === "number" ? sets : 1;
};

/**
 * The paper of a received dossier, as it stands now: after a stop or an extension it names the new time, and the first one. The same dossier
 * gives the same bytes.
 * @throws PaperError for a dossier that was not received yet; CodeError where its code is none that Code 128 holds.
 */
export const appointmentPdf = async (dossier: Dossier, options: AppointmentOptions): Promise<Uint8Array> => {
  const { code, clock, receivedAt, applicant, owner } = dossier;
  if (code === undefined || clock === undefined || receivedAt === undefined)
    throw new PaperError("Hồ sơ chưa được tiếp nhận nên chưa có giấy hẹn. / The dossier has not been received yet.");
  const { agency, procedure, officer, place, lookUpAt } = options;
  const sheet = createSheet({
    title: `Giấy tiếp nhận hồ sơ và hẹn trả kết quả ${code}`,
    author: agency.name,
    at: receivedAt,
    foot: `Mã hồ sơ ${code}`,
  });
  drawHeading(sheet, {
    agency,
    unit: ["Bộ phận Tiếp nhận", "và Trả kết quả"],
    onDate: toLocalDate(receivedAt),
    ...(place === undefined ? {} : { place }),
  });
  sheet.down(10);
  sheet.paragraph(plain("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "bold"), { size: 14, align: "center" });
  sheet.down(4);
  drawCode(sheet, code);
  sheet.down(6);

  pair(sheet, said("Tiếp nhận hồ sơ của", applicant.fullName), said("Kênh nộp", channelInWords(dossier.channel)));
  pair(sheet, paperOf(applicant), said("Số điện thoại", applicant.phone));
  write(sheet, said("Địa chỉ", applicant.address?.detail));
  if (applicant.email !== undefined) write(sheet, said("Thư điện tử", applicant.email));
  if (owner !== undefined && owner.fullName !== applicant.fullName) write(sheet, said("Chủ hồ sơ", owner.fullName));
  write(sheet, said("Thủ tục hành chính", `${dossier.procedure.name} (${dossier.procedure.code})`));
  if (dossier.summary !== undefined) write(sheet, said("Nội dung yêu cầu giải quyết", dossier.summary));
  sheet.down(3);
  write(sheet, plain("Thành phần hồ sơ đã nhận:"));
  if (dossier.components.length > 0) drawPapers(sheet, dossier, procedure);
  sheet.down(6);
  write(sheet, said("Số lượng hồ sơ", `${count(setsOf(dossier))} bộ`));
  write(sheet, said("Phí, lệ phí", moneyWords(dossier)));
  write(sheet, said("Thời gian giải quyết theo quy định", timeInWords(clock.rule)));
  write(sheet, said("Thời gian nhận hồ sơ", momentInWords(receivedAt)));
  write(sheet, said("Thời gian hẹn trả kết quả", momentInWords(clock.dueAt)));
  if (clock.dueAt !== clock.firstDueAt) write(sheet, said("Hẹn lần đầu", momentInWords(clock.firstDueAt)));
  write(sheet, said("Nơi nhận kết quả", returnPlace(dossier.returnMethod, agency.name)));
  if (lookUpAt !== undefined) write(sheet, said("Tra cứu tình trạng hồ sơ", lookUpAt));
  if (agency.phone !== undefined) write(sheet, said("Điện thoại liên hệ", agency.phone));
  signatures(sheet, applicant.fullName, officer);
  sheet.down(12);
  sheet.paragraph(
    plain("Khi đến nhận kết quả, mang theo giấy này và giấy tờ tùy thân; nhận thay thì có thêm giấy ủy quyền.", "italic"),
    { size: 9.5 },
  );
  return sheet.finish();
};
