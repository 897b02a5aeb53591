/** JavaScript regular expressions → XSD patterns (XML Schema part 2, appendix F): anchored by nature, no groups that do not capture. */

/** A construct of a schema that has no form in our XSD; ends the start of the gateway, so that nothing goes out as "any". */
export class UnmappableSchemaError extends Error {
  override readonly name = "UnmappableSchemaError";
}

/** Escapes that mean the same in both languages; \d and \w mean more in XSD, so they are spelled out. */
const SAME_ESCAPES = "\\.+*?()[]{}|^-/nrt";
const CLASSES: Readonly<Record<string, string>> = { d: "0-9", w: "A-Za-z0-9_" };

const hexClass = (source: string, at: number, where: string): string => {
  const code = Number.parseInt(source.slice(at + 2, at + 4), 16);
  // Printable ASCII only: everything else is better written out.
  if (!(code > 0x20 && code < 0x7f)) throw new UnmappableSchemaError(`${where}: escape ${source.slice(at, at + 4)} in a pattern`);
  const letter = String.fromCharCode(code);
  return /[A-Za-z0-9~!"#%&',:;<=>@_`]/.test(letter) ? letter : `\\${letter}`;
};

/** The escape at `at`: its XSD form and how long it was. */
const escaped = (
  source: string,
  at: number,
  inClass: boolean,
  where: string,
): { readonly xsd: string; readonly length: number } => {
  const letter = source.charAt(at + 1);
  const named = CLASSES[letter];
  if (named !== undefined) return { xsd: inClass ? named : `[${named}]`, length: 2 };
  if (letter === "x") return { xsd: hexClass(source, at, where), length: 4 };
  if (letter === "s") return { xsd: "\\s", length: 2 };
  if (letter === "/") return { xsd: "/", length: 2 };
  if (letter === "" || !SAME_ESCAPES.includes(letter))
    throw new UnmappableSchemaError(`${where}: escape \\${letter} in a pattern`);
  return { xsd: source.slice(at, at + 2), length: 2 };
};

/** Whether an alternation stands outside all groups, where ^ and $ bind only its ends. */
const splitsAtTop = (source: string): boolean => {
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const letter = source.charAt(at);
    if (letter === "\\") at += 1;
    else if (inClass) inClass = letter !== "]";
    else if (letter === "[") inClass = true;
    else if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    else if (letter === "|" && depth === 0) return true;
  }
  return false;
};

/**
 * The XSD pattern of an anchored regular expression. Pure.
 * @throws UnmappableSchemaError for flags, for expressions without ^ and $, and for what XSD does not have (look-around, lazy quantifiers …).
 */
export const xsdPattern = (regex: RegExp, where: string): string => {
  const { source, flags } = regex;
  if (flags.replace(/[vu]/, "") !== "") throw new UnmappableSchemaError(`${where}: flags "${flags}" of a pattern`);
  if (!source.startsWith("^") || !source.endsWith("$") || source.endsWith("\\$"))
    throw new UnmappableSchemaError(`${where}: a pattern without ^ and $`);
  const inner = source.slice(1, -1);
  if (splitsAtTop(inner)) throw new UnmappableSchemaError(`${where}: a pattern with alternatives outside of a group`);
  let xsd = "";
  let inClass = false;
  for (let at = 0; at < inner.length; ) {
    const letter = inner.charAt(at);
    if (letter === "\\") {
      const found = escaped(inner, at, inClass, where);
      xsd += found.xsd;
      at += found.length;
      continue;
    }
    if (!inClass && inner.startsWith("(?", at)) {
      if (!inner.startsWith("(?:", at)) throw new UnmappableSchemaError(`${where}: "${inner.slice(at, at + 3)}" in a pattern`);
      xsd += "(";
      at += 3;
      continue;
    }
    if (!inClass && (letter === "^" || letter === "$" || /^[*+?}]\?/.test(inner.slice(at))))
      throw new UnmappableSchemaError(`${where}: "${inner.slice(at, at + 2)}" in a pattern`);
    if (letter === "[") inClass = true;
    else if (letter === "]") inClass = false;
    // A hyphen at the end of a class is a letter in JavaScript; XSD wants it escaped.
    xsd += inClass && letter === "-" && inner.charAt(at + 1) === "]" ? "\\-" : letter;
    at += 1;
  }
  return xsd;
};
