/** From the portal's components to ours: notes and headings sorted out, requirement only where it is sure (domain.md §4, trap e). */
import { createHash } from "node:crypto";
import type { ComponentSpec } from "../types.ts";
import type { Note } from "./findings.ts";
import type { NationalComponent } from "./record.ts";
import { clean, compare, excerpt } from "./text.ts";

export interface ReadComponents {
  readonly components: readonly ComponentSpec[];
  readonly notes: readonly Note[];
}

/** Limit of the schema (types.ts). */
const MOST_COPIES = 100;
const NOTE_WORD = /^[^\p{L}\d]*(?:lưu ý|ghi chú|chú ý)/iu;
/** Words that a paper's name starts with, after numbering such as "a)", "(ii)" or "2.1.". */
const NUMBERING = /^(?:[^\p{L}\d]*(?:\(?(?:[a-zđ]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*)[).]+))?[^\p{L}\d]*/iu;
const PAPER =
  /^(?:một trong (?:các|những) (?:loại )?giấy tờ|bản |đơn |tờ |giấy |văn bản|quyết định|hợp đồng|báo cáo|hồ sơ (?!đề nghị|đăng ký|gồm)|danh sách|biên bản|phiếu|sổ |thẻ |ảnh|chứng |tài liệu|mẫu |bảng|sơ đồ|lý lịch|phương án|kế hoạch|công văn|nghị quyết|điều lệ|dự thảo|đề án|thuyết minh|bằng |hóa đơn|hộ chiếu|02 |01 |03 )/iu;
/** Papers that not everybody brings: "(nếu có)", shown only, or only in some case or on some channel. */
const CONDITIONAL =
  /nếu có|\(nếu|nếu người|lựa chọn nộp|xuất trình|(?:đối với|trong|áp dụng với|cho) trường hợp|\(trường hợp|^trường hợp|^đối với/iu;
const SURE_GROUP = /phải nộp|bắt buộc|^(?:thành phần )?hồ sơ(?: gồm| bao gồm)?\s*:?$|^[-–]?\s*thành phần hồ sơ\s*:?$/iu;

/** Reads all components of a record. A wrong "optional" costs a question; a wrong "required" would send a citizen away (R-A03). */
export function readComponents(list: readonly NationalComponent[]): ReadComponents {
  const notes: Note[] = [];
  const components: ComponentSpec[] = [];
  const groups = new Set(list.map((item) => clean(item.group ?? "")).filter((group) => group !== "" && !NOTE_WORD.test(group)));
  const unsure = groups.size > 1;
  if (unsure && [...groups].some((group) => !SURE_GROUP.test(group))) {
    notes.push({ kind: "groupsAsCases", text: `${groups.size} nhóm thành phần` });
  }
  for (const item of list) readOne(item, unsure, components, notes);
  if (components.length === 0) notes.push({ kind: "missingComponents", text: "Không có thành phần hồ sơ nào" });
  return { components: components.sort(byRequirement), notes };
}

/** Required papers first; then a fixed order, since the portal shuffles the list between readings. */
function byRequirement(a: ComponentSpec, b: ComponentSpec): number {
  return Number(b.required) - Number(a.required) || compare(a.group ?? "", b.group ?? "") || compare(a.name, b.name);
}

function readOne(item: NationalComponent, unsureGroups: boolean, components: ComponentSpec[], notes: Note[]): void {
  const name = clean(item.name);
  const group = clean(item.group ?? "");
  if (name === "") {
    notes.push({ kind: "componentEmpty", text: group === "" ? "Dòng trống" : `Nhóm "${excerpt(group)}"` });
    return;
  }
  const originals = count(item.originals);
  const copies = count(item.copies);
  const uncounted = originals + copies === 0;
  if (isNote(name, group, uncounted)) {
    notes.push({ kind: "noteAsComponent", text: `"${excerpt(name)}"` });
    return;
  }
  const heading = name.endsWith(":");
  if (uncounted) notes.push({ kind: "componentWithoutCount", text: `"${excerpt(name)}"` });
  else if (heading) notes.push({ kind: "headingAsComponent", text: `"${excerpt(name)}"` });
  const conditional =
    CONDITIONAL.test(name.replace(NUMBERING, "")) ||
    (group !== "" && !SURE_GROUP.test(group) && (unsureGroups || CONDITIONAL.test(group)));
  const id = componentId(group, name);
  if (components.some((component) => component.id === id)) {
    notes.push({ kind: "componentRepeated", text: `"${excerpt(name)}"` });
    return;
  }
  const required = !uncounted && !heading && !conditional;
  components.push(group === "" ? { id, name, originals, copies, required } : { id, name, originals, copies, required, group });
}

/** A 0/0 line is a note unless it reads like a paper; a line that says "Lưu ý" is a note whatever its numbers. */
function isNote(name: string, group: string, uncounted: boolean): boolean {
  if (NOTE_WORD.test(name)) return true;
  if (!uncounted) return false;
  return NOTE_WORD.test(group) || name.endsWith(":") || !PAPER.test(name.replace(NUMBERING, ""));
}

function count(value: number): number {
  return Number.isInteger(value) && value >= 0 && value <= MOST_COPIES ? value : 0;
}

/**
 * The portal publishes no id here and shuffles the order, so the id comes from the words: the same paper keeps it from
 * one import to the next. 10 hex digits: 5,652 procedures × 20 papers stay far from a collision inside one procedure.
 */
function componentId(group: string, name: string): string {
  const digest = createHash("sha256").update(`${group}\n${name}`, "utf8").digest("hex");
  return `tp-${digest.slice(0, 10)}`;
}
