/**
 * What a SOAP request must keep to before any parser sees it: UTF-8, one root, no DOCTYPE, no processing instructions (SOAP 1.1 §3 forbids
 * both), bounded depth, number of elements and of attributes. One pass over the text without recursion; comments and CDATA are skipped as
 * the parser will skip them, so that neither can hide a tag from it. Pure functions.
 */
import { type Bilingual, type Problem, problem } from "../problem.ts";

/** Deeper than any honest message (a declaration of six levels in lists stands about 20 deep). */
export const MAX_XML_DEPTH = 64;
/** As many as the JSON door allows values: 4,000 files of five fields fit into 1 MiB. */
export const MAX_XML_ELEMENTS = 50_000;
/** Of one element; a SOAP envelope with all its namespaces has about ten. */
export const MAX_XML_ATTRIBUTES = 40;

const HINT = {
  vi: "Gửi một phong bì SOAP, XML 1.0, mã hóa UTF-8, theo WSDL của dịch vụ (thêm ?wsdl vào địa chỉ).",
  en: "Send one SOAP envelope, XML 1.0 in UTF-8, as the service's WSDL says (add ?wsdl to the address).",
};
export const badXml = (detail: Bilingual): Problem => problem(400, "soap.bad-xml", { detail, hint: HINT });
const forbidden = (detail: Bilingual): Problem => problem(400, "soap.forbidden-xml", { detail, hint: HINT });
const tooComplex = (detail: Bilingual): Problem => problem(400, "soap.too-complex", { detail, hint: HINT });

const WRONG_CHARSET = badXml({ vi: "Chỉ nhận mã hóa UTF-8.", en: "Only the encoding UTF-8 is taken." });
const MALFORMED = { vi: "Nội dung không phải XML hợp lệ.", en: "The body is not well-formed XML." };
const malformed = (): Problem => badXml(MALFORMED);

/** Names by which JavaScript objects reach their prototypes, and "_", which xml2js keeps text under. */
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "_"]);
/** Characters that XML 1.0 has no place for: controls but tab and line ends, the two non-characters, halves of surrogate pairs. */
const NOT_IN_XML = /(?![\t\n\r\u{7f}-\u{9f}])\p{Cc}|[\ufffe\uffff]|\p{Cs}/u;
/** Whether a text holds a character that XML 1.0 has no place for: written out, or by a number (&#0;). */
export const outsideXml = (text: string): boolean => NOT_IN_XML.test(text);

const decoder = new TextDecoder("utf-8", { fatal: true });
const DECLARATION =
  /^<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>/;

/** The text of a body; its byte-order mark and XML declaration are taken off. UTF-16 and other encodings are refused, declared or not. */
const textOf = (bytes: Uint8Array): string | Problem => {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return WRONG_CHARSET;
  }
  if (!text.startsWith("<?xml")) return text;
  const declaration = DECLARATION.exec(text);
  if (declaration === null) return malformed();
  if (declaration[1] !== undefined && declaration[1].toLowerCase() !== "utf-8") return WRONG_CHARSET;
  return text.slice(declaration[0].length);
};

/** Where the tag that opens at `from` ends (its ">", quoted values skipped) and how many attributes it has; -1: it does not end. */
const tagEnd = (text: string, from: number): { readonly end: number; readonly attributes: number } => {
  let attributes = 0;
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 62) return { end: at, attributes };
    // A "<" in a tag is no XML; to let it pass would let the parser and this scanner disagree.
    if (code === 60) break;
    if (code !== 34 && code !== 39) continue;
    attributes += 1;
    if (attributes > MAX_XML_ATTRIBUTES) return { end: at, attributes };
    at = text.indexOf(code === 34 ? '"' : "'", at + 1);
    if (at === -1) break;
  }
  return { end: -1, attributes };
};

const SECTIONS = [
  { opens: "<!--", closes: "-->" },
  { opens: "<![CDATA[", closes: "]]>" },
] as const;

/** A name in a tag at `from`, without its prefix. */
const localName = (text: string, from: number, end: number): string => {
  let stop = from;
  while (stop < end && !" \t\r\n/>".includes(text.charAt(stop))) stop += 1;
  const name = text.slice(from, stop);
  return name.slice(name.indexOf(":") + 1);
};

/** Names of attributes that stand twice in one tag: XML forbids it, the parser takes the first in silence. */
const repeatsAttribute = (tag: string): boolean => {
  const names = [...tag.matchAll(/([^\s"'=<>/]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)].map((match) => match[1]);
  return new Set(names).size !== names.length;
};

/** What is wrong with the text's structure, or undefined. */
const check = (text: string): Problem | undefined => {
  let depth = 0;
  let roots = 0;
  let elements = 0;
  let last = 0;
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", last)) {
    if (depth === 0 && text.slice(last, at).trim() !== "") return malformed();
    const section = SECTIONS.find(({ opens }) => text.startsWith(opens, at));
    if (section !== undefined) {
      const end = text.indexOf(section.closes, at + section.opens.length);
      if (end === -1 || (depth === 0 && section.opens !== "<!--")) return malformed();
      last = end + section.closes.length;
      continue;
    }
    const second = text.charCodeAt(at + 1);
    if (second === 33) return forbidden({ vi: "Không nhận DOCTYPE, ENTITY.", en: "DOCTYPE and ENTITY are not allowed." });
    if (second === 63) return forbidden({ vi: "Không nhận chỉ thị xử lý.", en: "Processing instructions are not allowed." });
    const { end, attributes } = tagEnd(text, at);
    if (attributes > MAX_XML_ATTRIBUTES)
      return tooComplex({
        vi: `Một phần tử có hơn ${MAX_XML_ATTRIBUTES} thuộc tính.`,
        en: `An element has more than ${MAX_XML_ATTRIBUTES} attributes.`,
      });
    if (end === -1) return malformed();
    last = end + 1;
    if (second === 47) {
      depth -= 1;
      if (depth < 0) return malformed();
      continue;
    }
    if (PROTOTYPE_NAMES.has(localName(text, at + 1, end)))
      return forbidden({ vi: "Có tên phần tử không được phép.", en: "An element's name is not allowed." });
    if (attributes > 1 && repeatsAttribute(text.slice(at, end))) return malformed();
    if (depth === 0) roots += 1;
    elements += 1;
    if (roots > 1) return badXml({ vi: "Chỉ nhận một phần tử gốc.", en: "Only one root element is taken." });
    if (elements > MAX_XML_ELEMENTS || depth + 1 > MAX_XML_DEPTH)
      return tooComplex({
        vi: `XML lồng quá ${MAX_XML_DEPTH} tầng hoặc có quá ${MAX_XML_ELEMENTS} phần tử.`,
        en: `The XML is nested deeper than ${MAX_XML_DEPTH} levels or has more than ${MAX_XML_ELEMENTS} elements.`,
      });
    if (text.charCodeAt(end - 1) !== 47) depth += 1;
  }
  return roots === 0 || depth !== 0 || text.slice(last).trim() !== "" ? malformed() : undefined;
};

/** The text of a request that keeps to the bounds, without its XML declaration; or the problem with it. Never throws. */
export const guardXml = (bytes: Uint8Array): { readonly text: string } | { readonly problem: Problem } => {
  const text = textOf(bytes);
  if (typeof text !== "string") return { problem: text };
  if (outsideXml(text)) return { problem: malformed() };
  const wrong = check(text);
  return wrong === undefined ? { text } : { problem: wrong };
};
