/**
 * The catalogs as the portal answers them (domain.md §1.2): agencies, fields, procedures, one procedure in full. Pure mappings of the hub's own;
 * what the hub does not have (steps of the procedure, requirements, form files) is left out rather than made up.
 */
import { createHash } from "node:crypto";
import type { Agency, Procedure, ProcedureCase } from "../../catalogs/types.ts";

/** Two levels of government since 01/07/2025, and the centre. No source says which values CAPDONVI has; 1 province, 2 commune are the contract's samples. */
const AGENCY_LEVELS: Readonly<Record<Agency["level"], string>> = {
  central: "0",
  province: "1",
  department: "1",
  district: "2",
  commune: "2",
};
const CHANNELS = { counter: "1", online: "2", post: "3" } as const;
const LEVELS = { commune: "Cấp Xã", province: "Cấp Tỉnh", ministry: "Cấp Bộ/Trung ương" } as const;
const ONLINE = { full: "Toàn trình", partial: "Một phần" } as const;

/** Open agencies. */
export const agencyRows = (agencies: Iterable<Agency>) =>
  [...agencies]
    .filter((agency) => agency.status === "open")
    .map((agency) => ({ MADONVI: agency.id, TENDONVI: agency.name, CAPDONVI: AGENCY_LEVELS[agency.level] }));

/** The branch under which field codes of the hub's own stand: codes look like G03-GD10, and G99 is nobody's. */
const BRANCH = "G99";

/**
 * "Hộ tịch" → "G99-HT" and three digits, from the name alone: a field keeps its code whatever others come, in every process. The hub's catalog
 * has names of fields only; the national codes are not in any source that we have.
 */
export const fieldCode = (field: string): string => {
  const letters = field
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[đĐ]/g, "D")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join("");
  const digits = createHash("sha256").update(field.normalize("NFC")).digest().readUInt32BE() % 1000;
  return `${BRANCH}-${letters}${String(digits).padStart(3, "0")}`;
};

/** Each field of the procedures, once. */
export const fieldRows = (procedures: readonly Procedure[]) =>
  [...new Set(procedures.map((procedure) => procedure.field))]
    .sort()
    .map((field) => ({ MALINHVUC: fieldCode(field), TENLINHVUC: field, MANGANH: BRANCH }));

export const procedureRows = (procedures: readonly Procedure[]) =>
  procedures.map((procedure) => ({ MATTHC: procedure.code, TENTTHC: procedure.name }));

/** THOIGIANGIAIQUYET, DONVITINH, MOTA (units: domain.md §1.10). */
const timeOf = ({ time, name }: ProcedureCase): { THOIGIANGIAIQUYET?: string; DONVITINH: string; MOTA?: string } => {
  const words = (rule: string): { MOTA: string } => ({ MOTA: name === undefined ? rule : `${name}: ${rule}` });
  switch (time.kind) {
    case "workingDays":
      return { THOIGIANGIAIQUYET: String(time.days), DONVITINH: "WORKING_DAY", ...words(`${time.days} ngày làm việc`) };
    case "calendarDays":
      return { THOIGIANGIAIQUYET: String(time.days), DONVITINH: "ngày", ...words(`${time.days} ngày`) };
    case "calendarDaysWithoutHolidays":
      return {
        THOIGIANGIAIQUYET: String(time.days),
        DONVITINH: "ngày",
        ...words(`${time.days} ngày, không bao gồm ngày nghỉ lễ, tết`),
      };
    case "hours":
      return { THOIGIANGIAIQUYET: String(time.hours), DONVITINH: "HOUR", ...words(`${time.hours} giờ làm việc`) };
    case "sameDay":
      return {
        DONVITINH: "OTHER",
        ...words(
          time.rule === "threePm"
            ? "Ngay trong ngày; trường hợp nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo"
            : "Ngay trong ngày; nhận hồ sơ sau 11 giờ thì trả kết quả trong buổi sáng ngày làm việc tiếp theo",
        ),
      };
    case "unstated":
      return { DONVITINH: "OTHER", ...words(time.prose ?? "Theo hẹn của cơ quan tiếp nhận") };
  }
};

const feeOf = (fee: ProcedureCase["fees"][number]) => ({
  // An amount that is set elsewhere is 0 with the words that say so, as the portal has it.
  SOTIEN: String(fee.amount ?? 0),
  DONVI: "VNĐ",
  MOTA: [
    fee.name,
    fee.per === undefined ? undefined : `theo ${fee.per}`,
    fee.note,
    fee.amount === null && fee.note === undefined ? "do Hội đồng nhân dân cấp tỉnh quy định" : undefined,
  ]
    .filter((part) => part !== undefined)
    .join("; "),
});

const ways = (procedure: Procedure) =>
  (Object.keys(CHANNELS) as (keyof typeof CHANNELS)[]).flatMap((channel) => {
    const cases = procedure.cases.filter((one) => one.channels.includes(channel));
    return cases.length === 0
      ? []
      : [{ KENH: CHANNELS[channel], THOIGIAN: cases.map((one) => ({ ...timeOf(one), PHILEPHI: one.fees.map(feeOf) })) }];
  });

/** Papers under their headings, in the published order: a heading comes again where others stand between. */
const papers = (procedure: Procedure) => {
  const groups: { readonly TRUONGHOP: string; readonly GIAYTO: Readonly<Record<string, string>>[] }[] = [];
  for (const spec of procedure.components) {
    const heading = spec.group ?? (spec.required ? "Giấy tờ phải nộp" : "Giấy tờ nộp nếu có");
    const last = groups.at(-1);
    const row = {
      MAGIAYTO: spec.id,
      TENGIAYTO: spec.name,
      SOBANCHINH: String(spec.originals),
      SOBANSAO: String(spec.copies),
    };
    if (last?.TRUONGHOP === heading) last.GIAYTO.push(row);
    else groups.push({ TRUONGHOP: heading, GIAYTO: [row] });
  }
  return groups;
};

/** LayThuTuc: one procedure in full. `agencies`: those that are listed for it. */
export const procedureDetail = (procedure: Procedure, agencies: readonly Agency[]) => ({
  MATTHC: procedure.code,
  TENTTHC: procedure.name,
  LINHVUCTHUCHIEN: [{ MALINHVUC: fieldCode(procedure.field), TENLINHVUC: procedure.field }],
  ...(procedure.level === null ? {} : { CAPTHUCHIEN: LEVELS[procedure.level] }),
  ...(procedure.onlineLevel === "none" ? {} : { MUCDOTRUCTUYEN: ONLINE[procedure.onlineLevel] }),
  CACHTHUCTHUCHIEN: ways(procedure),
  THANHPHANHOSO: papers(procedure),
  KETQUATHUCHIEN: procedure.results.map((result) => ({
    ...(result.code === undefined ? {} : { MAKETQUA: result.code }),
    TENKETQUA: result.name,
  })),
  CANCUPHAPLY: procedure.legal.map((line) => {
    const number = /\(([^()]*\d+\/[^()]*)\)\s*$/.exec(line)?.[1] ?? /\d+\/(?:\d{4}\/)?[\p{Lu}\d-]+/u.exec(line)?.[0] ?? line;
    return { SOVANBAN: number, TENVANBAN: line };
  }),
  COQUANTHUCHIEN: agencies.map((agency) => ({ MADONVI: agency.id, TENDONVI: agency.name })),
});
