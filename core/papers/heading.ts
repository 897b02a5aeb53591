/** The head of every official paper: the agency on the left, Quốc hiệu and Tiêu ngữ on the right (NĐ 30/2020/NĐ-CP, annex I; from memory). */
import type { Agency } from "../../catalogs/types.ts";
import type { LocalDate } from "../time/types.ts";
import { plain, type Run } from "./fonts.ts";
import type { Sheet } from "./sheet.ts";
import { dateInWords } from "./words.ts";

export interface Heading {
  readonly agency: Pick<Agency, "name">;
  /** The agency above it; left out over a people's committee, which stands alone. */
  readonly parent?: Pick<Agency, "name">;
  /** The unit within the agency, by lines: "Bộ phận Tiếp nhận", "và Trả kết quả". */
  readonly unit?: readonly string[];
  readonly onDate: LocalDate;
  /** Where it is signed: "Thuận Hóa". */
  readonly place?: string;
}

const LEFT_SHARE = 0.42;
const SIZE = 10.5;

const upper = (text: string): string => text.normalize("NFC").toLocaleUpperCase("vi-VN");
/** "Ủy ban nhân dân phường Thuận Hóa" is written on two lines, and stands alone. Undefined for other agencies. */
const committee = (name: string): readonly string[] | undefined =>
  /^(Ủy ban nhân dân)\s+(.+)$/iu.exec(name.normalize("NFC"))?.slice(1);

/** Centred lines within a column; answers the y under the last and the width of the last. */
const column = (
  sheet: Sheet,
  x: number,
  width: number,
  texts: readonly { readonly runs: readonly Run[]; readonly size: number }[],
): { readonly y: number; readonly last: number } => {
  let { y } = sheet;
  let last = 0;
  for (const { runs, size } of texts) {
    for (const line of sheet.lines(runs, size, width)) {
      sheet.put(line, x + (width - line.width) / 2, y, size);
      y += sheet.lineHeight(size);
      last = line.width;
    }
  }
  return { y, last };
};

/** Draws it and leaves the cursor under the line with place and date. */
export const drawHeading = (sheet: Sheet, { agency, parent, unit, onDate, place }: Heading): void => {
  const leftWidth = sheet.width * LEFT_SHARE;
  const rightWidth = sheet.width - leftWidth;
  const lines = committee(agency.name);
  const names = (lines ?? [agency.name]).map(upper);
  const left = column(sheet, sheet.left, leftWidth - 8, [
    ...(parent === undefined || lines !== undefined ? [] : [{ runs: plain(upper(parent.name)), size: SIZE }]),
    ...names.map((name) => ({ runs: plain(name, unit === undefined ? "bold" : "regular"), size: SIZE })),
    ...(unit ?? []).map((text) => ({ runs: plain(upper(text), "bold"), size: SIZE })),
  ]);
  const right = column(sheet, sheet.left + leftWidth, rightWidth, [
    { runs: plain("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "bold"), size: SIZE },
    { runs: plain("Độc lập - Tự do - Hạnh phúc", "bold"), size: SIZE + 0.5 },
  ]);
  // The motto is underlined over its whole length, the agency's name over a third to a half.
  sheet.rule(sheet.left + leftWidth + (rightWidth - right.last) / 2, right.y + 1, right.last);
  sheet.rule(sheet.left + (leftWidth - 8) / 2 - left.last / 5, left.y + 1, (left.last * 2) / 5);
  sheet.down(Math.max(left.y, right.y) - sheet.y + 10);
  const written = dateInWords(onDate);
  const dated = place === undefined ? `N${written.slice(1)}` : `${place}, ${written}`;
  const [line] = sheet.lines(plain(dated, "italic"), SIZE, rightWidth);
  if (line !== undefined) {
    sheet.put(line, sheet.left + leftWidth + (rightWidth - line.width) / 2, sheet.y, SIZE);
    sheet.down(sheet.lineHeight(SIZE));
  }
};
