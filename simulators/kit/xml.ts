/**
 * XML and SOAP for simulators, written apart from adapters/kit: a partner checks namespaces and the order of elements, so a
 * tree comes out here, not an object, and one mistake cannot hide on both sides.
 */
import { Parser } from "xml2js";
import { z } from "zod";

/** One element as it came. */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** "" where it has none. */
  readonly namespace: string;
  /** Names without prefix, xmlns declarations left out. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Character data of the element itself. */
  readonly text: string;
  /** In the order they came. */
  readonly children: readonly XmlElement[];
}

/** What came is no XML that a partner's server would take. */
export class XmlReadError extends Error {
  override readonly name = "XmlReadError";
}

export const SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
export const SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
const MAX_DEPTH = 64;
const XMLNS = "http://www.w3.org/2000/xmlns/";

const attribute = z.object({ value: z.string(), local: z.string(), prefix: z.string(), uri: z.string() });
const raw = z.object({
  $ns: z.object({ local: z.string(), uri: z.string() }),
  $: z.record(z.string(), attribute).optional(),
  _: z.string().optional(),
  $$: z.array(z.unknown()).optional(),
});

const tree = (node: unknown, depth: number): XmlElement => {
  if (depth > MAX_DEPTH) throw new XmlReadError(`deeper than ${MAX_DEPTH} levels`);
  const { $ns, $, _, $$ } = raw.parse(node);
  const own = Object.values($ ?? {}).filter(({ uri, prefix, local }) => uri !== XMLNS && prefix !== "xmlns" && local !== "xmlns");
  return {
    name: $ns.local,
    namespace: $ns.uri,
    attributes: Object.fromEntries(own.map(({ local, value }) => [local, value])),
    text: _ ?? "",
    children: ($$ ?? []).map((child) => tree(child, depth + 1)),
  };
};

/** Reads a document. DOCTYPE, more than 64 levels and broken XML are refused. @throws XmlReadError */
export const readXml = (text: string): XmlElement => {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new XmlReadError("DOCTYPE is not allowed");
  const parser = new Parser({ explicitChildren: true, preserveChildrenOrder: true, explicitRoot: false, xmlns: true });
  let failed: Error | null = null;
  let root: unknown;
  parser.parseString(text.replace(/^\ufeff/, ""), (error, result) => {
    failed ??= error;
    root = result;
  });
  if (failed !== null || typeof root !== "object" || root === null) throw new XmlReadError("not well-formed XML");
  return tree(root, 1);
};

/** The first child of that name. */
export const childOf = (parent: XmlElement | undefined, name: string): XmlElement | undefined =>
  parent?.children.find((child) => child.name === name);

/** The text of the first child of that name, trimmed; undefined where there is none. */
export const textOf = (parent: XmlElement | undefined, name: string): string | undefined => childOf(parent, name)?.text.trim();

/** Names of the children in the order they came: what a partner with an xs:sequence compares. */
export const orderOf = (parent: XmlElement): readonly string[] => parent.children.map(({ name }) => name);

/** Does `names` follow `sequence`? Elements may be absent, none may be unknown, repeated (unless `repeats`) or out of turn. */
export const inSequence = (names: readonly string[], sequence: readonly string[], repeats: readonly string[] = []): boolean => {
  const places = names.map((name) => sequence.indexOf(name));
  return places.every((place, i) => {
    const before = places[i - 1] ?? -1;
    return place > before || (place !== -1 && place === before && repeats.includes(names[i] ?? ""));
  });
};

/** The first element in the Body of an envelope: the operation. Header beside it. @throws XmlReadError */
export const readSoap = (
  text: string,
): { readonly operation: XmlElement; readonly header: XmlElement | undefined; readonly version: "1.1" | "1.2" } => {
  const root = readXml(text);
  if (root.name !== "Envelope" || (root.namespace !== SOAP_11 && root.namespace !== SOAP_12))
    throw new XmlReadError("not a SOAP envelope");
  const body = root.children.find(({ name, namespace }) => name === "Body" && namespace === root.namespace);
  const operation = body?.children[0];
  if (operation === undefined) throw new XmlReadError("an empty SOAP body");
  return { operation, header: childOf(root, "Header"), version: root.namespace === SOAP_11 ? "1.1" : "1.2" };
};

/** Text for an element or a quoted attribute. */
export const escapeXml = (value: string): string =>
  value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;");

/** `<name>escaped text</name>`; `name` may carry a prefix or attributes: `a:Ten`, `Item xmlns="…"`. */
export const tag = (name: string, text: string | number | boolean): string =>
  `<${name}>${escapeXml(String(text))}</${name.split(" ")[0]}>`;

const envelope = (inner: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="${SOAP_11}"><soapenv:Body>${inner}</soapenv:Body></soapenv:Envelope>`;
const answer = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "text/xml; charset=utf-8" } });

/** A SOAP 1.1 answer around finished XML (write texts with `tag` or `escapeXml`). */
export const soapAnswer = (innerXml: string): Response => answer(200, envelope(innerXml));

/** A SOAP 1.1 fault, HTTP 500 unless told. `code`: "Client" (the caller's mistake) or "Server". */
export const soapFault = (code: "Client" | "Server", text: string, status = 500): Response =>
  answer(status, envelope(`<soapenv:Fault><faultcode>soapenv:${code}</faultcode>${tag("faultstring", text)}</soapenv:Fault>`));
