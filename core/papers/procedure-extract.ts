/**
 * The extract of one procedure for posting at the hall (R-E01): what it is, which papers, how long, how much, what comes out, on what legal
 * basis. Pure data in, PDF bytes out.
 */
import type { Agency, ComponentSpec, Procedure, ProcedureCase } from "../../catalogs/types.ts";
import { toLocalDate } from "../time/local.ts";
import type { Instant } from "../time/types.ts";
import { qr } from "./codes.ts";
import { plain, type Run } from "./fonts.ts";
import { drawHeading } from "./heading.ts";
import { createSheet, type Sheet } from "./sheet.ts";
import { type Cell, cell, drawTable, type Row } from "./table.ts";
import {
  channelInWords,
  channelsInWords,
  count,
  dateInWords,
  feeInWords,
  forThePublic,
  levelInWords,
  needInWords,
  onlineInWords,
  sourceInWords,
  timeInWords,
} from "./words.ts";

export interface ExtractOptions {
  /** Who posts it: the agency that receives such dossiers. */
  readonly agency: Pick<Agency, "name" | "phone" | "address">;
  readonly parent?: Pick<Agency, "name">;
  /** When it was taken from the catalog. The same day gives the same bytes. */
  readonly at: Instant;
  readonly place?: string;
  /** Where the procedure is read and filed online; stands as QR code beside the facts. */
  readonly link?: string;
}

const TEXT = 10.5;
const QR_SIDE = 84;

const heading = (sheet: Sheet, text: string): void => {
  sheet.down(9);
  // A heading alone at the foot of a page heads nothing.
  sheet.keep(70);
  sheet.paragraph(plain(text, "bold"), { size: 11.5 });
  sheet.down(3);
};

const facts = (sheet: Sheet, procedure: Procedure, { agency, link }: ExtractOptions): void => {
  const channels = [...new Set(procedure.cases.flatMap((one) => one.channels))];
  const rows: readonly (readonly [string, string])[] = [
    ["Mã thủ tục", procedure.code],
    ["Lĩnh vực", procedure.field],
    ["Cấp thực hiện", levelInWords(procedure.level)],
    ["Nơi tiếp nhận", agency.name],
    ...(agency.address === undefined ? [] : [["Địa chỉ", agency.address] as const]),
    ...(agency.phone === undefined ? [] : [["Điện thoại", agency.phone] as const]),
    ["Cách thức nộp", channelsInWords(channels)],
    ["Dịch vụ công trực tuyến", onlineInWords(procedure.onlineLevel)],
  ];
  const top = sheet.y;
  const width = sheet.width - (link === undefined ? 0 : QR_SIDE + 12);
  for (const [label, value] of rows) {
    const runs: readonly Run[] = [
      { text: `${label}: `, face: "regular" },
      { text: forThePublic(value), face: "bold" },
    ];
    for (const line of sheet.lines(runs, TEXT, width)) {
      sheet.put(line, sheet.left, sheet.y, TEXT);
      sheet.down(sheet.lineHeight(TEXT));
    }
  }
  if (link === undefined) return;
  const x = sheet.left + sheet.width - QR_SIDE;
  sheet.bars(qr(link, QR_SIDE).map((bar) => ({ ...bar, x: x + bar.x, y: top + bar.y })));
  const [line] = sheet.lines(plain("Quét để xem, nộp trực tuyến"), 7, QR_SIDE + 40);
  if (line !== undefined) sheet.put(line, x + (QR_SIDE - line.width) / 2, top + QR_SIDE, 7);
  sheet.down(Math.max(0, top + QR_SIDE + 12 - sheet.y));
};

const feeCell = ({ fees }: ProcedureCase): Cell => {
  if (fees.length === 0) return cell("Không nêu");
  return fees.flatMap((fee) => [
    plain(feeInWords(fee)),
    ...(fee.note === undefined ? [] : [plain(forThePublic(fee.note), "italic")]),
  ]);
};

const timeCell = ({ time }: ProcedureCase): Cell => [
  plain(timeInWords(time)),
  ...(time.kind === "unstated" && time.prose !== undefined ? [plain(forThePublic(time.prose), "italic")] : []),
];

const drawCases = (sheet: Sheet, { cases }: Procedure): void => {
  const named = cases.length > 1 || cases[0]?.name !== undefined;
  const rows: readonly Row[] = cases.map((one) => ({
    cells: [
      ...(named ? [cell(forThePublic(one.name ?? "Trường hợp chung"))] : []),
      one.channels.map((channel) => plain(channelInWords(channel))),
      timeCell(one),
      feeCell(one),
    ],
  }));
  drawTable(
    sheet,
    [
      ...(named ? [{ title: "Trường hợp", share: 0.28 }] : []),
      { title: "Cách nộp", share: named ? 0.15 : 0.18 },
      { title: "Thời hạn giải quyết", share: named ? 0.22 : 0.32 },
      { title: "Phí, lệ phí", share: named ? 0.35 : 0.5 },
    ],
    rows,
  );
};

/** Components in the catalog's order; where a group begins, its name stands across. */
const componentRows = (components: readonly ComponentSpec[]): readonly Row[] =>
  components.flatMap((spec, index) => {
    const begins = spec.group !== undefined && spec.group !== components[index - 1]?.group;
    const row: Row = {
      cells: [
        cell(String(index + 1)),
        cell(forThePublic(spec.name)),
        cell(count(spec.originals)),
        cell(count(spec.copies)),
        cell(needInWords(spec)),
      ],
    };
    return begins ? [{ across: plain(forThePublic(spec.group ?? ""), "bold") }, row] : [row];
  });

const drawComponents = (sheet: Sheet, { components }: Procedure): void => {
  if (components.length === 0) {
    sheet.paragraph(plain("Không nêu giấy tờ phải nộp."), { size: TEXT });
    return;
  }
  drawTable(
    sheet,
    [
      { title: "TT", share: 0.07, align: "center" },
      { title: "Tên giấy tờ", share: 0.57 },
      { title: "Bản chính", share: 0.11, align: "center" },
      { title: "Bản sao", share: 0.11, align: "center" },
      { title: "Yêu cầu", share: 0.14, align: "center" },
    ],
    componentRows(components),
  );
};

const list = (sheet: Sheet, items: readonly string[], none: string): void => {
  if (items.length === 0) sheet.paragraph(plain(none), { size: TEXT });
  for (const item of items) {
    const dash = sheet.lines(plain("–"), TEXT, 20)[0];
    sheet.keep(sheet.lineHeight(TEXT));
    if (dash !== undefined) sheet.put(dash, sheet.left, sheet.y, TEXT);
    sheet.paragraph(plain(forThePublic(item)), { size: TEXT, indent: 12 });
    sheet.down(1.5);
  }
};

/**
 * The extract as PDF, A4 with page numbers. The same input gives the same bytes.
 * @throws CodeError where `link` is longer than a QR code here holds.
 */
export const procedureExtractPdf = (procedure: Procedure, options: ExtractOptions): Promise<Uint8Array> => {
  const day = toLocalDate(options.at);
  const sheet = createSheet({
    title: `${procedure.code} ${procedure.name}`,
    author: options.agency.name,
    at: options.at,
    foot: `Thủ tục ${procedure.code} · Trích từ danh mục ${dateInWords(day)}`,
  });
  drawHeading(sheet, { ...options, onDate: day });
  sheet.down(14);
  sheet.paragraph(plain("THỦ TỤC HÀNH CHÍNH"), { size: 11, align: "center" });
  sheet.paragraph(plain(procedure.name, "bold"), { size: 15, align: "center" });
  sheet.paragraph(plain("(Trích niêm yết công khai)", "italic"), { size: TEXT, align: "center" });
  sheet.down(8);
  facts(sheet, procedure, options);
  heading(sheet, "1. Thời hạn giải quyết và phí, lệ phí");
  drawCases(sheet, procedure);
  heading(sheet, "2. Thành phần hồ sơ");
  drawComponents(sheet, procedure);
  heading(sheet, "3. Kết quả");
  list(
    sheet,
    procedure.results.map(({ name, code }) => (code === undefined ? name : `${name} (${code})`)),
    "Không nêu.",
  );
  heading(sheet, "4. Căn cứ pháp lý");
  list(sheet, procedure.legal, "Không nêu.");
  heading(sheet, "5. Nguồn");
  sheet.paragraph(plain(sourceInWords(procedure.source)), { size: 9.5 });
  return sheet.finish();
};
