/**
 * What the import of the national list could not take as it stands. Glossary: finding = điểm cần xem lại.
 * A finding never stops the import: the procedure is taken as far as its text goes, and nothing is invented for the rest.
 */

/** Every kind of finding, with its name for people. The union is closed: a new habit of the portal needs a new kind here. */
export const FINDING_KINDS = {
  malformedLine: { vi: "Dòng không phải JSON", en: "Line is not JSON" },
  lineTooLong: { vi: "Dòng quá dài", en: "Line too long" },
  truncatedFile: { vi: "Tệp bị cắt hoặc hỏng giữa chừng", en: "File cut or damaged" },
  badRecord: { vi: "Bản ghi thiếu trường bắt buộc hoặc sai kiểu", en: "Record lacks a required field or has a wrong type" },
  badCode: { vi: "Mã thủ tục không đúng dạng quốc gia", en: "Procedure code is not a national code" },
  duplicateCode: { vi: "Mã thủ tục lặp lại (giữ bản ghi đầu)", en: "Procedure code repeated (first record kept)" },
  curatedKept: {
    vi: "Thủ tục đã biên tập tay trong danh mục (không ghi đè)",
    en: "Procedure curated by hand in the catalog (not overwritten)",
  },
  unknownField: { vi: "Trường chưa biết", en: "Unknown field" },
  provincialVariant: { vi: "Biến thể của một tỉnh (1.115xxx)", en: "Provincial variant (1.115xxx)" },
  missingLevel: { vi: "Không có cấp thực hiện", en: "No level" },
  missingAgency: { vi: "Không có cơ quan thực hiện", en: "No agency" },
  missingDecision: { vi: "Không có số quyết định công bố", en: "No publishing decision" },
  missingResult: { vi: "Không có kết quả thực hiện", en: "No result" },
  missingLegal: { vi: "Không có căn cứ pháp lý", en: "No legal basis" },
  noChannel: { vi: "Không có kênh thực hiện nào dùng được", en: "No usable channel" },
  unknownChannel: { vi: "Kênh chưa biết", en: "Unknown channel" },
  repeatedChannel: { vi: "Dòng kênh lặp lại", en: "Channel row repeated" },
  onlineLevelUnstated: {
    vi: "Có kênh trực tuyến nhưng cổng không nói toàn trình hay một phần",
    en: "Online, but full or partial is not stated",
  },
  timeUnitOther: { vi: "Thời hạn có số nhưng không có đơn vị (OTHER)", en: "Time has a number but no unit (OTHER)" },
  timeOnlyInProse: { vi: "Thời hạn chỉ có trong lời văn", en: "Time only in prose" },
  timeMissing: { vi: "Không có thời hạn", en: "No time" },
  timeInMonths: { vi: "Thời hạn tính bằng tháng hoặc năm", en: "Time in months or years" },
  timeFraction: { vi: "Thời hạn lẻ ngày", en: "Fraction of a day" },
  timeOutOfRange: { vi: "Thời hạn ngoài khoảng dùng được", en: "Time out of range" },
  timeDiffersByChannel: {
    vi: "Thời hạn khác nhau giữa các kênh hoặc dòng: tách thành trường hợp",
    en: "Times differ by channel or row: taken as cases",
  },
  proseContradictsTime: {
    vi: "Lời văn trái với thời hạn ghi ở trường (giữ trường)",
    en: "Prose contradicts the time (field kept)",
  },
  feeUnstated: { vi: "Không có thông tin phí, lệ phí", en: "No fee information" },
  feeInProse: { vi: "Mức phí chỉ có trong lời văn", en: "Fee only in prose" },
  feeSetElsewhere: { vi: "Mức phí do nơi khác quy định (HĐND…)", en: "Fee is set elsewhere (provincial council…)" },
  feeInDollars: { vi: "Mức phí ghi VNĐ nhưng là đô la Mỹ", en: "Fee labelled VNĐ is in US dollars" },
  feeTooSmall: { vi: "Mức phí dưới 1.000 đồng: không rõ đơn vị", en: "Fee below 1,000 đồng: unit unclear" },
  feeOutOfRange: { vi: "Mức phí quá lớn", en: "Fee out of range" },
  proseContradictsFee: { vi: "Lời văn trái với mức phí ghi ở trường (giữ trường)", en: "Prose contradicts the fee (field kept)" },
  noteAsComponent: { vi: "Ghi chú bị xếp vào thành phần hồ sơ (bỏ ra)", en: "Note stored as a component (left out)" },
  headingAsComponent: {
    vi: "Tiêu đề bị xếp vào thành phần hồ sơ (không bắt buộc)",
    en: "Heading stored as a component (not required)",
  },
  componentWithoutCount: {
    vi: "Thành phần không có số bản (không bắt buộc)",
    en: "Component without a number of copies (not required)",
  },
  componentEmpty: { vi: "Thành phần không có tên", en: "Component without a name" },
  componentRepeated: { vi: "Thành phần lặp lại", en: "Component repeated" },
  groupsAsCases: {
    vi: "Nhóm thành phần theo trường hợp: không thành phần nào trong đó bắt buộc",
    en: "Component groups stand for cases: none of theirs is required",
  },
  missingComponents: { vi: "Không có thành phần hồ sơ", en: "No components" },
} as const satisfies Record<string, { readonly vi: string; readonly en: string }>;

export type FindingKind = keyof typeof FINDING_KINDS;

/** One finding. `line` counts from 1 in the file; `text` is short and in Vietnamese, quoting the portal where it helps. */
export interface Finding {
  readonly kind: FindingKind;
  readonly line: number;
  readonly code?: string;
  readonly text: string;
}

/** What a reader of one part of a record says about it; `interpret` adds line and code. */
export interface Note {
  readonly kind: FindingKind;
  readonly text: string;
}
