/** The whole import: every line read, every record interpreted, nothing written. Writing versions is Hub.publishProcedures. */
import type { Procedure } from "../types.ts";
import type { Finding, FindingKind } from "./findings.ts";
import { interpret } from "./interpret.ts";
import { readNational } from "./read.ts";

export interface NationalImport {
  /** Records read: lines that are JSON. */
  readonly read: number;
  /** In the order of the file; one per code. */
  readonly procedures: readonly Procedure[];
  readonly findings: readonly Finding[];
}

export interface ImportOptions {
  /** Codes of the hand-curated catalog: better than the portal's raw text ("1 OTHER"), so an import must not overwrite them. */
  readonly curated?: ReadonlySet<string>;
}

/**
 * Reads and interprets the national list. Deterministic: the same bytes give a deep-equal answer. A curated code is read and
 * its findings kept, but it is not among `procedures`. Errors as `readNational`.
 */
export async function importNational(
  source: string | AsyncIterable<Uint8Array>,
  options: ImportOptions = {},
): Promise<NationalImport> {
  const procedures = new Map<string, Procedure>();
  const firstLine = new Map<string, number>();
  const findings: Finding[] = [];
  let read = 0;
  for await (const item of readNational(source)) {
    if ("problem" in item) {
      findings.push({ kind: item.problem, line: item.line, text: item.text });
      continue;
    }
    read += 1;
    const { procedure, findings: found } = interpret(item.record, item.line);
    findings.push(...found);
    if (procedure === undefined) continue;
    const { code } = procedure;
    if (procedures.has(code)) {
      findings.push({ kind: "duplicateCode", line: item.line, code, text: `Đã có ở dòng ${firstLine.get(code) ?? 0}` });
      continue;
    }
    if (options.curated?.has(code) === true) {
      findings.push({ kind: "curatedKept", line: item.line, code, text: "Giữ bản trong danh mục của hệ thống" });
      continue;
    }
    procedures.set(code, procedure);
    firstLine.set(code, item.line);
  }
  return { read, procedures: [...procedures.values()], findings };
}

/** How many findings of each kind, and in how many procedures; most frequent first. */
export function countFindings(
  findings: readonly Finding[],
): readonly { readonly kind: FindingKind; readonly count: number; readonly lines: number }[] {
  const counts = new Map<FindingKind, { count: number; lines: Set<number> }>();
  for (const finding of findings) {
    const entry = counts.get(finding.kind) ?? { count: 0, lines: new Set<number>() };
    entry.count += 1;
    entry.lines.add(finding.line);
    counts.set(finding.kind, entry);
  }
  return [...counts]
    .map(([kind, { count, lines }]) => ({ kind, count, lines: lines.size }))
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
}
