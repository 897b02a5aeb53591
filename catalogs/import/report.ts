/** The import's report for the command line: Vietnamese first, English beside it. Plain text, no colour. */
import { FINDING_KINDS, type Finding } from "./findings.ts";
import { countFindings, type NationalImport } from "./national.ts";

/** What publishing would change or has changed (the answer of Hub.publishProcedures). */
export interface PublishChanges {
  readonly added: readonly string[];
  readonly changed: readonly { readonly code: string; readonly fields: readonly string[] }[];
  readonly unchanged: number;
  /** False: a preview, nothing was written. */
  readonly applied: boolean;
}

export interface ReportOptions {
  /** What was read, as the operator named it. */
  readonly file: string;
  readonly changes?: PublishChanges;
  /** How many findings of each kind to show; 0 shows the counts only. Default 3. */
  readonly examples?: number;
  /** How many changed procedures to show. Default 20. */
  readonly mostChanged?: number;
}

const number = new Intl.NumberFormat("vi-VN");

/** Totals, counts by kind with examples, and what would change. Deterministic: the same import gives the same text. */
export function formatImportReport(result: NationalImport, options: ReportOptions): string {
  const counts = countFindings(result.findings);
  return [
    `Nhập danh mục thủ tục quốc gia / National procedure import: ${options.file}`,
    `  Đã đọc / read:            ${number.format(result.read)} bản ghi / records`,
    `  Dùng được / usable:       ${number.format(result.procedures.length)} thủ tục / procedures`,
    `  Cần xem lại / findings:   ${number.format(result.findings.length)}`,
    "",
    "Theo loại / by kind (số điểm / findings · số bản ghi / records):",
    ...counts.flatMap(({ kind, count, lines }) => [
      `  ${number.format(count).padStart(7)} · ${number.format(lines).padStart(6)}  ${FINDING_KINDS[kind].vi} / ${FINDING_KINDS[kind].en} [${kind}]`,
      ...examplesOf(result.findings, kind, options.examples ?? 3),
    ]),
    ...(options.changes === undefined ? [] : ["", ...changeLines(options.changes, options.mostChanged ?? 20)]),
    "",
  ].join("\n");
}

function examplesOf(findings: readonly Finding[], kind: Finding["kind"], most: number): readonly string[] {
  const shown = findings.filter((finding) => finding.kind === kind).slice(0, most);
  return shown.map(
    (finding) =>
      `                    dòng ${finding.line}${finding.code === undefined ? "" : ` (${finding.code})`}: ${finding.text}`,
  );
}

function changeLines(changes: PublishChanges, most: number): readonly string[] {
  const title = changes.applied ? "Đã ghi / written:" : "Xem trước, chưa ghi gì / preview, nothing written:";
  const more = changes.changed.length - most;
  return [
    title,
    `  Thêm mới / added:         ${number.format(changes.added.length)}`,
    `  Thay đổi / changed:       ${number.format(changes.changed.length)}`,
    `  Giữ nguyên / unchanged:   ${number.format(changes.unchanged)}`,
    ...changes.changed.slice(0, most).map(({ code, fields }) => `    ${code}: ${fields.join(", ")}`),
    ...(more > 0 ? [`    … và ${number.format(more)} thủ tục nữa / and ${number.format(more)} more`] : []),
  ];
}
