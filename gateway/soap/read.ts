/** A guarded text → a tree of elements with their namespaces. Prefixes are the caller's choice and are gone afterwards. */
import { Parser } from "xml2js";
import type { Problem } from "../problem.ts";
import { badXml, outsideXml } from "./guard.ts";

export interface XmlAttribute {
  readonly ns: string;
  readonly name: string;
  readonly value: string;
}
export interface XmlNode {
  readonly ns: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  /** All text of the element itself, CDATA included, comments not. */
  readonly text: string;
}

/** An element as xml2js builds it with `xmlns`, `explicitChildren`, `preserveChildrenOrder` and `explicitCharkey`. */
interface Raw {
  readonly _?: string;
  readonly $?: Readonly<
    Record<string, { readonly name: string; readonly value: string; readonly uri: string; readonly local: string }>
  >;
  readonly $ns?: { readonly uri: string; readonly local: string };
  readonly $$?: readonly Raw[];
}

const XMLNS = "http://www.w3.org/2000/xmlns/";

const nodeOf = (raw: Raw): XmlNode => ({
  ns: raw.$ns?.uri ?? "",
  name: raw.$ns?.local ?? "",
  attributes: Object.values(raw.$ ?? {})
    .filter(({ uri, name }) => uri !== XMLNS && name !== "xmlns")
    .map(({ uri, local, value }) => ({ ns: uri, name: local, value })),
  children: (raw.$$ ?? []).map(nodeOf),
  text: raw._ ?? "",
});

/** Characters that came in by number (&#0;), which the guard does not see. */
const holdsOutside = (node: XmlNode): boolean =>
  outsideXml(node.text) || node.attributes.some(({ value }) => outsideXml(value)) || node.children.some(holdsOutside);

/** The root element of a text that passed the guard, or the problem with it. Never throws. */
export const readXml = (text: string): { readonly root: XmlNode } | { readonly problem: Problem } => {
  const parser = new Parser({
    async: false,
    xmlns: true,
    explicitRoot: false,
    explicitArray: true,
    explicitChildren: true,
    preserveChildrenOrder: true,
    explicitCharkey: true,
  });
  let failed: unknown;
  let read: Raw | undefined;
  try {
    // Synchronous. May call back again after an error, so the first error counts; some errors it throws.
    // Line ends as XML 1.0 §2.11 wants them; sax leaves them as they are.
    parser.parseString(text.replaceAll(/\r\n?/g, "\n"), (error: unknown, result: Raw) => {
      failed ??= error;
      read = result;
    });
  } catch (error) {
    failed = error;
  }
  // The parser's own words quote the text, so they stay here (R-I02).
  if ((failed !== undefined && failed !== null) || read === undefined || read === null)
    return { problem: badXml({ vi: "Nội dung không phải XML hợp lệ.", en: "The body is not well-formed XML." }) };
  const root = nodeOf(read);
  if (holdsOutside(root))
    return { problem: badXml({ vi: "Có ký tự XML 1.0 không cho phép.", en: "Holds characters that XML 1.0 does not allow." }) };
  return { root };
};

/** The first child of that name, in that namespace. */
export const child = (node: XmlNode, ns: string, name: string): XmlNode | undefined =>
  node.children.find((one) => one.ns === ns && one.name === name);

/** The value of an attribute. */
export const attribute = (node: XmlNode, ns: string, name: string): string | undefined =>
  node.attributes.find((one) => one.ns === ns && one.name === name)?.value;

/** Text without the white space around it; for codes, numbers, times. */
export const token = (text: string): string => text.trim().replaceAll(/\s+/g, " ");
