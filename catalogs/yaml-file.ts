/** One YAML file, with the way back from a place in its data to a line of its text. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import type { CatalogProblem } from "./problem.ts";

export type DataPath = readonly PropertyKey[];

/** A parsed file. `data` is plain JSON-like data; `lineOf` never fails: an unknown place gives its nearest known parent. */
export interface YamlFile {
  readonly file: string;
  readonly data: unknown;
  lineOf(path: DataPath): number;
}

/** More would mean a list that grew by mistake; the largest real file has a few dozen aliases. */
const MAX_ALIASES = 1000;

/** "procedures[3].cases[0].time": how a place is written in messages. */
export function formatPath(path: DataPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text === "" ? "" : "."}${String(key)}`),
    "",
  );
}

/**
 * Reads YAML 1.2 text. Syntax errors, tabs in the indentation, duplicate keys and unknown aliases come back as
 * problems with their line; a file with problems has no data.
 */
export function parseYamlFile(
  file: string,
  text: string,
): { readonly parsed?: YamlFile; readonly problems: readonly CatalogProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const syntax = [...document.errors, ...document.warnings].map((error) =>
    yamlProblem(file, Math.max(1, lines.linePos(error.pos[0]).line), error.message),
  );
  if (syntax.length > 0) return { problems: syntax };

  const lineOf = (path: DataPath): number => {
    let node: Node | null | undefined = document.contents;
    let line = lineOfNode(node) ?? 1;
    for (const key of path) {
      const next = childOf(resolve(node), key);
      if (next === undefined) break;
      line = next.line ?? line;
      node = next.node;
    }
    return line;
  };
  const lineOfNode = (node: unknown): number | undefined => {
    const start = isNode(node) ? node.range?.[0] : undefined;
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  const resolve = (node: Node | null | undefined): Node | null | undefined => (isAlias(node) ? node.resolve(document) : node);
  const childOf = (
    node: Node | null | undefined,
    key: PropertyKey,
  ): { node: Node | null | undefined; line: number | undefined } | undefined => {
    if (isSeq(node) && typeof key === "number") {
      const item = node.items[key];
      return isNode(item) ? { node: item, line: lineOfNode(item) } : undefined;
    }
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      // The key's line, not the value's: a block value starts a line later than the name that people look for.
      return pair === undefined ? undefined : { node: isNode(pair.value) ? pair.value : null, line: lineOfNode(pair.key) };
    }
    return undefined;
  };

  const unknown: CatalogProblem[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined)
        unknown.push(yamlProblem(file, lineOfNode(alias) ?? 1, `Unresolved alias *${alias.source}`));
    },
  });
  if (unknown.length > 0) return { problems: unknown };
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { parsed: { file, data, lineOf }, problems: [] };
  } catch (error) {
    return { problems: [yamlProblem(file, 1, error instanceof Error ? error.message : String(error))] };
  }
}

function yamlProblem(file: string, line: number, message: string): CatalogProblem {
  const what = message.replace(/\s+/g, " ");
  return {
    code: "catalog.yaml",
    file,
    line,
    path: "",
    vi: `Tệp YAML sai cú pháp (kiểm tra thụt dòng bằng dấu cách, không dùng tab): ${what}`,
    en: `YAML syntax error (indent with spaces, never tabs): ${what}`,
  };
}
