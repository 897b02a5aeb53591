/**
 * Reading and writing XML for partners that speak it. Reading refuses what no partner needs and attackers like: DOCTYPE and
 * entities of one's own, deep nesting (measured: 200,000 levels overflow JSON.stringify, design.md §9), a second root element.
 * What comes out has plain keys without prefixes and only strings as values: partners change prefixes, and types are the
 * adapter's own zod schema's business.
 */
import { Parser } from "xml2js";
import { type CallKind, unreadable } from "./http-errors.ts";

/** Not XML, or XML that is refused. `code` says why. */
export class XmlError extends Error {
  readonly code: "malformed" | "doctype" | "depth";
  constructor(code: "malformed" | "doctype" | "depth", message: string) {
    super(message);
    this.name = "XmlError";
    this.code = code;
  }
}

/** Text of a leaf; "" for an empty element; an array where the name repeats; with `attributes`, "$" and "_" as in xml2js. */
export type XmlValue = string | readonly XmlValue[] | XmlObject;
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

export interface ParseOptions {
  /** Levels of elements, the root is 1. 64 unless told. */
  readonly maxDepth?: number;
  /** Keeps attributes (without xmlns) under "$", the text of such an element under "_". Left out unless told. */
  readonly attributes?: boolean;
}

const MAX_DEPTH = 64;
/** Names that would reach an object's prototype; no partner uses them. */
const DROPPED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const SECTIONS = [
  { opens: "<!--", closes: "-->" },
  { opens: "<![CDATA[", closes: "]]>" },
  { opens: "<?", closes: "?>" },
] as const;

/** Where the tag that begins at `from` ends: the index of its ">", quoted values skipped; -1 where it does not end. */
const tagEnd = (text: string, from: number): number => {
  let quote = "";
  for (let at = from; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at;
  }
  return -1;
};

/** Walks over the tags once, without recursion, before the parser sees the text. Throws XmlError. */
const check = (text: string, maxDepth: number): void => {
  let depth = 0;
  let roots = 0;
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", at)) {
    const section = SECTIONS.find(({ opens }) => text.startsWith(opens, at));
    if (section !== undefined) {
      const end = text.indexOf(section.closes, at + section.opens.length);
      if (end === -1) throw new XmlError("malformed", `"${section.opens}" is not closed`);
      at = end + section.closes.length;
      continue;
    }
    if (text.startsWith("<!", at)) throw new XmlError("doctype", "DOCTYPE and ENTITY are not allowed");
    const end = tagEnd(text, at);
    if (end === -1) throw new XmlError("malformed", "a tag is not closed");
    if (text.startsWith("</", at)) depth -= 1;
    else {
      if (depth === 0) roots += 1;
      if (roots > 1) throw new XmlError("malformed", "more than one root element");
      if (depth + 1 > maxDepth) throw new XmlError("depth", `deeper than ${maxDepth} levels`);
      if (text.charAt(end - 1) !== "/") depth += 1;
    }
    at = end + 1;
  }
  if (roots === 0) throw new XmlError("malformed", "no element");
  if (depth !== 0) throw new XmlError("malformed", "elements are not closed");
  if (!/>\s*$/.test(text)) throw new XmlError("malformed", "text after the root element");
};

const withoutPrefix = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Plain data of what xml2js built: own keys only, none of the dropped ones. Depth is bounded by `check`. */
const plain = (value: unknown): XmlValue => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return typeof value === "string" ? value : "";
  const kept = Object.entries(value)
    .filter(([name]) => !DROPPED.has(name))
    .map(([name, inner]) => [name, plain(inner)] as const);
  return Object.fromEntries(kept);
};

/** xml2js keeps xmlns declarations as attributes; they are not data, and an element without others is a plain leaf. */
const withoutNamespaces = (value: XmlValue): XmlValue => {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(withoutNamespaces);
  const entries = Object.entries(value).flatMap(([name, inner]): [string, XmlValue][] => {
    if (name !== "$") return [[name, withoutNamespaces(inner)]];
    const kept = Object.entries(inner).filter(([attribute]) => attribute !== "xmlns" && !attribute.startsWith("xmlns:"));
    return kept.length === 0
      ? []
      : [["$", Object.fromEntries(kept.map(([attribute, said]) => [withoutPrefix(attribute), said as XmlValue]))]];
  });
  const only = entries[0];
  if (entries.length === 0) return "";
  return entries.length === 1 && only !== undefined && only[0] === "_" ? only[1] : Object.fromEntries(entries);
};

/**
 * XML as plain data, the root's name as the only key: `{Envelope: {Body: …}}`. Prefixes are stripped, repeated elements
 * become arrays (read them with `many`), entities other than the five of XML are refused.
 * @throws XmlError
 */
export const parseXml = (text: string, options: ParseOptions = {}): XmlObject => {
  const { maxDepth = MAX_DEPTH, attributes = false } = options;
  check(text, maxDepth);
  const parser = new Parser({
    async: false,
    explicitArray: false,
    ignoreAttrs: !attributes,
    emptyTag: "",
    tagNameProcessors: [withoutPrefix],
  });
  let failed: unknown;
  let read: unknown;
  try {
    // Synchronous. May call back again after an error, so the first error counts; some errors it throws.
    parser.parseString(text, (error, result) => {
      failed ??= error;
      read = result;
    });
  } catch (error) {
    failed = error;
  }
  if (failed !== undefined && failed !== null) {
    throw new XmlError("malformed", failed instanceof Error ? (failed.message.split("\n")[0] ?? "") : "not XML");
  }
  const value = attributes ? withoutNamespaces(plain(read)) : plain(read);
  if (typeof value === "string" || Array.isArray(value)) throw new XmlError("malformed", "no element");
  return value as XmlObject;
};

/** The elements of one name, however many there are: none, one, or an array. */
export const many = (value: XmlValue | undefined): readonly XmlValue[] => {
  if (value === undefined || value === "") return [];
  return Array.isArray(value) ? value : [value as XmlValue];
};

/** What lies at a path of element names; undefined where a step is missing. An array on the way counts by its first element. */
export const at = (value: XmlValue | undefined, ...path: readonly string[]): XmlValue | undefined => {
  let here: XmlValue | undefined = value;
  for (const step of path) {
    const node: XmlValue | undefined = Array.isArray(here) ? here[0] : here;
    here = typeof node === "object" && Object.hasOwn(node, step) ? (node as XmlObject)[step] : undefined;
  }
  return here;
};

/** XML under its own names, or as plain text as lazy partners send it; HTML or JSON is a proxy or an error page speaking. */
export const mayBeXml = (contentType: string | null): boolean =>
  contentType === null || /^\s*(?:(?:application|text)\/(?:[\w.-]+\+)?xml|text\/plain)\b/i.test(contentType);

/** The XML of an HTTP answer. Throws ExchangeError "http.unreadable" for another content type and for what `parseXml` refuses. */
export const xmlAnswer = (
  answer: { readonly headers: Headers; readonly text: string },
  kind: CallKind,
  options: ParseOptions = {},
): XmlObject => {
  const contentType = answer.headers.get("content-type");
  if (!mayBeXml(contentType)) throw unreadable(kind, `content type ${contentType ?? "none"}`);
  try {
    return parseXml(answer.text, options);
  } catch (error) {
    throw unreadable(kind, error instanceof XmlError ? `XML: ${error.message}` : "not XML", error);
  }
};

/** A finished piece of XML: made by `element`, never escaped again. */
export interface Xml {
  readonly xml: string;
}
type Content = string | number | boolean | Xml | undefined | readonly (Xml | undefined)[];

/** Control characters but tab and line ends, the two non-characters, halves of surrogate pairs: XML 1.0 has no place for them. */
const NOT_IN_XML = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#13;",
};

/** Text for an element or a quoted attribute. Characters that XML 1.0 cannot carry are left out; a carriage return is kept. */
export const xmlText = (value: string): string =>
  value.replaceAll(NOT_IN_XML, "").replaceAll(/[&<>"'\r]/g, (letter) => ESCAPES[letter] ?? "");

const inner = (content: Content): string => {
  if (content === undefined) return "";
  if (typeof content !== "object") return xmlText(String(content));
  return "xml" in content ? content.xml : content.map((piece) => piece?.xml ?? "").join("");
};

/**
 * One element. Text is escaped, `Xml` and lists of it are nested as they are, undefined makes an empty element; undefined
 * members of a list are left out. Names are the adapter's own, never data.
 */
export const element = (
  name: string,
  content?: Content,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
): Xml => {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xmlText(String(value))}"`]))
    .join("");
  const text = inner(content);
  return { xml: text === "" ? `<${name}${written}/>` : `<${name}${written}>${text}</${name}>` };
};

/** `element`, but undefined where there is no content: for optional fields of a list. */
export const optional = (name: string, content: string | number | boolean | undefined): Xml | undefined =>
  content === undefined ? undefined : element(name, content);

/** A whole document with its declaration. */
export const xmlDocument = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`;
