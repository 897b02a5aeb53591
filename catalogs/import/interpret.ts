/** One record of the national list → one procedure as we know it, and what had to be left open. Pure. */
import { isNationalCode } from "../codes.ts";
import { type Procedure, procedure as procedureSchema } from "../types.ts";
import { readCases } from "./cases.ts";
import { readComponents } from "./components.ts";
import type { Finding, Note } from "./findings.ts";
import { type NationalRecord, nationalRecord } from "./record.ts";
import { clean, compare, excerpt } from "./text.ts";

export interface Interpretation {
  /** Absent where the record cannot be a procedure at all: the findings say why. */
  readonly procedure?: Procedure;
  readonly findings: readonly Finding[];
}

const LEVELS: ReadonlyMap<string, NonNullable<Procedure["level"]>> = new Map([
  ["Cấp Xã", "commune"],
  ["Cấp Tỉnh", "province"],
  ["Cấp Bộ/Trung ương", "ministry"],
]);
const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(nationalRecord.shape));
/** 2026: provinces publish their variants under 1.115xxx (domain.md §4, trap g). */
const PROVINCIAL = /^1\.115/;

/**
 * Interprets one record (any JSON value). Never throws; the same record gives the same answer. `line` is where it stood,
 * from 1 (0: not from a file). Nothing is invented: an unknown time stays `unstated`, an unknown fee `null`, an unknown level `null`.
 */
export function interpret(record: unknown, line = 0): Interpretation {
  const shape = nationalRecord.safeParse(record);
  if (!shape.success) {
    const issue = shape.error.issues[0];
    const code = codeOf(record);
    const text = `Trường "${issue?.path.map(String).join(".") ?? ""}" sai hoặc thiếu`;
    return { findings: [code === undefined ? { kind: "badRecord", line, text } : { kind: "badRecord", line, code, text }] };
  }
  const notes: Note[] = unknownFields(record);
  const code = clean(shape.data.code);
  const built = isNationalCode(code) ? build(code, shape.data, notes) : undefined;
  if (!isNationalCode(code)) notes.push({ kind: "badCode", text: `"${excerpt(code, 40)}"` });
  const findings = distinct(notes).map((note): Finding => ({ kind: note.kind, line, code, text: note.text }));
  return built === undefined ? { findings } : { procedure: built, findings };
}

function codeOf(record: unknown): string | undefined {
  const code = typeof record === "object" && record !== null && "code" in record ? record.code : undefined;
  return typeof code === "string" ? excerpt(clean(code), 40) : undefined;
}

function unknownFields(record: unknown): Note[] {
  const keys = typeof record === "object" && record !== null ? Object.keys(record) : [];
  return keys.filter((key) => !KNOWN_FIELDS.has(key)).map((key) => ({ kind: "unknownField", text: `"${excerpt(key, 40)}"` }));
}

function build(code: string, data: NationalRecord, notes: Note[]): Procedure | undefined {
  const cases = readCases(data.channels);
  const components = readComponents(data.components);
  const legal = [...new Set(data.legal.map(clean).filter((text) => text !== ""))].sort(compare);
  const result = clean(data.result ?? "");
  const decision = clean(data.decision ?? "");
  const level = LEVELS.get(clean(data.level ?? "")) ?? null;
  const online = cases.cases.some((c) => c.channels.includes("online"));
  notes.push(...cases.notes, ...components.notes);
  const say = (when: boolean, kind: Note["kind"], text: string) => (when ? notes.push({ kind, text }) : 0);
  say(PROVINCIAL.test(code), "provincialVariant", "Mã 1.115xxx");
  say(level === null, "missingLevel", data.level === undefined ? "Cổng để trống" : `"${excerpt(clean(data.level))}"`);
  say(clean(data.agency ?? "") === "", "missingAgency", "Cổng để trống: không định tuyến được từ danh mục");
  say(decision === "", "missingDecision", "Cổng để trống");
  say(result === "", "missingResult", "Cổng để trống");
  say(legal.length === 0, "missingLegal", "Cổng để trống");
  say(online, "onlineLevelUnstated", "Ghi là một phần, không khẳng định toàn trình");
  const parsed = procedureSchema.safeParse({
    code,
    name: clean(data.name),
    field: clean(data.field),
    level,
    // "full" would make the hub refuse paper (R-A10); the portal's list does not say it, so it is not claimed.
    onlineLevel: online ? "partial" : "none",
    cases: cases.cases,
    components: components.components,
    results: result === "" ? [] : [{ name: result }],
    legal,
    source: `Cổng Dịch vụ công quốc gia, danh mục toàn quốc${decision === "" ? "" : `, quyết định ${decision}`}`,
  });
  if (parsed.success) return parsed.data;
  // Without a usable channel that finding already says why; anything else needs its own.
  if (cases.cases.length > 0)
    notes.push({ kind: "badRecord", text: `Trường "${parsed.error.issues[0]?.path.map(String).join(".") ?? ""}" không hợp lệ` });
  return undefined;
}

/** One finding per kind and text: three channels that say the same thing are one thing to look at. */
function distinct(notes: readonly Note[]): readonly Note[] {
  const seen = new Set<string>();
  return notes.filter((note) => {
    const key = `${note.kind}\n${note.text}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
