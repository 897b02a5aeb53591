/**
 * Papers of a record → components of the procedure (domain.md §1.3: TaiLieuNop, DanhSachTepDinhKemKhac). Pure.
 * The protocol speaks of files and of paper names, each system with codes of its own; the hub counts published components. What fits no
 * component is not refused (the client's officer has taken it) but kept beside the dossier as a fact.
 * Glossary: held = đã có · implied = suy ra từ việc đã tiếp nhận · lacking = còn thiếu.
 */
import type { ComponentSpec, Procedure } from "../../catalogs/types.ts";
import type { FileRef, HeldComponent } from "../../core/dossier/commands.ts";
import type { Paper, SubmittedFile } from "./record.ts";

const keyOf = (name: string): string => name.normalize("NFC").replaceAll(/\s+/g, " ").trim().toLocaleLowerCase("vi");

/** The component that a client means: by the published id, or by the published name. */
export const componentFor = (procedure: Procedure, id: string | undefined, name: string | undefined): ComponentSpec | undefined =>
  procedure.components.find((spec) => spec.id === id) ??
  procedure.components.find((spec) => name !== undefined && (spec.id === name || keyOf(spec.name) === keyOf(name)));

/** "Bản sao", "bản chụp", "photo", "chứng thực" → a copy; else an original. No source says which values LoaiGiayTo has. */
const isCopy = (kind: string | undefined): boolean => kind !== undefined && /sao|chụp|photo|chứng thực|copy/iu.test(kind);

/** As many as are published; a component without number is held once. */
const whole = ({ originals, copies }: ComponentSpec): { originals: number; copies: number } =>
  originals + copies > 0 ? { originals, copies } : { originals: 1, copies: 0 };

export interface BoundPapers {
  readonly components: readonly HeldComponent[];
  /** Files that stay at the client, or fit no component. */
  readonly files: readonly SubmittedFile[];
  /** Papers that fit no component. */
  readonly papers: readonly Paper[];
}

/**
 * Binds what was handed in. A paper counts as said (`SoLuong`, default 1). A file that stays at the client stands for its component in the
 * published number: the department holds it. One whose bytes came along is the component's file. Deleted files are nothing.
 * @param stored by place in `files`
 */
export const bindPapers = (
  procedure: Procedure,
  files: readonly SubmittedFile[],
  papers: readonly Paper[],
  stored: ReadonlyMap<number, FileRef>,
): BoundPapers => {
  const held = new Map<string, HeldComponent>();
  const loose: Paper[] = [];
  for (const paper of papers) {
    const spec = componentFor(procedure, paper.MaThanhPhanHoSo, paper.TenGiayTo);
    if (spec === undefined) {
      loose.push(paper);
      continue;
    }
    const before = held.get(spec.id) ?? { componentId: spec.id, originals: 0, copies: 0, files: [] };
    const count = paper.SoLuong ?? 1;
    const copies = isCopy(paper.LoaiGiayTo);
    held.set(spec.id, {
      ...before,
      originals: before.originals + (copies ? 0 : count),
      copies: before.copies + (copies ? count : 0),
    });
  }
  const counted = new Set(held.keys());
  const left: SubmittedFile[] = [];
  for (const [place, file] of files.entries()) {
    if (file.IsDeleted === true) continue;
    const spec = componentFor(procedure, file.MaThanhPhanHoSo, file.TenTepDinhKem);
    const bytes = stored.get(place);
    if (spec === undefined || bytes === undefined) left.push(file);
    if (spec === undefined) continue;
    const before = held.get(spec.id) ?? { componentId: spec.id, originals: 0, copies: 0, files: [] };
    if (bytes !== undefined) held.set(spec.id, { ...before, files: [...before.files, bytes] });
    else if (!counted.has(spec.id)) held.set(spec.id, { ...before, ...whole(spec) });
  }
  return { components: [...held.values()], files: left, papers: loose };
};

/** Whether a required component is there in the published number; a file stands for it (the engine's own reading, R-A02). */
const isWhole = (spec: ComponentSpec, held: HeldComponent | undefined): boolean => {
  if (held === undefined) return false;
  if (held.files.length > 0) return true;
  const spare = Math.max(0, held.originals - spec.originals);
  const any = held.originals + held.copies > 0;
  return any && held.originals >= spec.originals && held.copies + spare >= spec.copies;
};

/** The required components that are not there, or not whole. */
export const lacking = (procedure: Procedure, held: readonly HeldComponent[]): readonly ComponentSpec[] =>
  procedure.components.filter(
    (spec) =>
      spec.required &&
      !isWhole(
        spec,
        held.find((one) => one.componentId === spec.id),
      ),
  );

/**
 * What is held once a department has received the dossier: it checked the required papers, so they are there even where its system does not
 * list them (most clients list only scans). `implied`: those that are held by its word alone.
 */
export const receivedWith = (
  procedure: Procedure,
  held: readonly HeldComponent[],
): { readonly components: readonly HeldComponent[]; readonly implied: readonly string[] } => {
  const short = new Map(lacking(procedure, held).map((spec) => [spec.id, spec]));
  const known = held.map((one) => {
    const spec = short.get(one.componentId);
    return spec === undefined ? one : { ...one, ...whole(spec) };
  });
  const ids = new Set(held.map((one) => one.componentId));
  const more = [...short.values()].filter((spec) => !ids.has(spec.id));
  return {
    components: [...known, ...more.map((spec) => ({ componentId: spec.id, ...whole(spec), files: [] }))],
    implied: [...short.keys()],
  };
};

/** What brings everything that was asked for: one of each, or the published number. */
export const suppliedFor = (procedure: Procedure, asked: readonly { readonly componentId: string }[]): readonly HeldComponent[] =>
  [...new Set(asked.map((item) => item.componentId))].map((componentId) => {
    const spec = procedure.components.find((one) => one.id === componentId);
    return { componentId, ...(spec === undefined ? { originals: 1, copies: 0 } : whole(spec)), files: [] };
  });
