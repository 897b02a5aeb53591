/**
 * Any JSON object in XML without loss and without xs:any: `entry name="…"` (text; `type` number, boolean or null where it is not text),
 * `section name="…"` (an object), `list name="…"` of `item` (each with one value, section or list). Order among names means nothing, as in
 * JSON; order of items does.
 */
import { element, type Xml } from "../../adapters/kit/xml.ts";
import type { FieldProblem } from "../problem.ts";
import { token, type XmlNode } from "./read.ts";
import { TREE_NAME, typeName } from "./shape.ts";

const VALUE_NAME = typeName("StructureValue");
const LIST_NAME = typeName("StructureList");
const ITEM_NAME = typeName("StructureItem");
const VALUE_TYPES = ["text", "number", "boolean", "null"] as const;

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Where problems go, with the element path of the place. */
export type Report = (path: string, problem: Omit<FieldProblem, "path">) => undefined;

const nameOf = (node: XmlNode): string | undefined => node.attributes.find((one) => one.ns === "" && one.name === "name")?.value;

/** Reports attributes without a namespace other than those allowed, and text where only elements belong. */
const checkFrame = (node: XmlNode, allowed: readonly string[], path: string, report: Report): void => {
  for (const { ns, name } of node.attributes)
    if (ns === "" && !allowed.includes(name))
      report(`${path}/@${name.slice(0, 80)}`, { vi: "Thuộc tính này không có trong quy định.", en: "Unknown attribute." });
};
const noText = (node: XmlNode, path: string, report: Report): void => {
  if (node.text.trim() !== "") report(path, { vi: "Chỉ nhận phần tử con, không nhận chữ.", en: "Takes elements, no text." });
};

const readValue = (node: XmlNode, path: string, report: Report): Json | undefined => {
  checkFrame(node, ["name", "type"], path, report);
  if (node.children.length > 0) return report(path, { vi: "Không nhận phần tử con.", en: "Takes no elements." });
  const type = node.attributes.find((one) => one.ns === "" && one.name === "type")?.value ?? "text";
  const text = token(node.text);
  if (type === "text") return node.text;
  if (type === "null" && text === "") return null;
  if (type === "boolean" && /^(?:true|false|1|0)$/.test(text)) return text === "true" || text === "1";
  if (type === "number" && NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  return report(path, {
    vi: "Giá trị không đúng với thuộc tính type (text, number, boolean, null).",
    en: "The value does not fit the attribute type (text, number, boolean, null).",
  });
};

const unknown = (path: string, report: Report) =>
  report(path, { vi: "Phần tử này không có trong quy định.", en: "Unknown element." });

const readItem = (node: XmlNode, ns: string, path: string, report: Report): Json | undefined => {
  checkFrame(node, [], path, report);
  noText(node, path, report);
  const [only, ...others] = node.children;
  if (only === undefined || others.length > 0 || only.ns !== ns)
    return report(path, { vi: "Cần đúng một value, section hoặc list.", en: "Needs exactly one value, section or list." });
  const here = `${path}/${only.name.slice(0, 80)}`;
  if (only.name === "value") return readValue(only, here, report);
  if (only.name === "section") return readTree(only, ns, here, report);
  return only.name === "list" ? readList(only, ns, here, report) : unknown(here, report);
};

const readList = (node: XmlNode, ns: string, path: string, report: Report): Json => {
  checkFrame(node, ["name"], path, report);
  noText(node, path, report);
  return node.children.flatMap((one, index) => {
    const here = `${path}/item[${index + 1}]`;
    if (one.ns !== ns || one.name !== "item") return unknown(`${path}/${one.name.slice(0, 80)}`, report) ?? [];
    const value = readItem(one, ns, here, report);
    return value === undefined ? [] : [value];
  });
};

const READERS: Readonly<Record<string, (node: XmlNode, ns: string, path: string, report: Report) => Json | undefined>> = {
  entry: (node, _, path, report) => readValue(node, path, report),
  section: (node, ns, path, report) => readTree(node, ns, path, report),
  list: (node, ns, path, report) => readList(node, ns, path, report),
};

/** The object that a Structure holds. Recursion is bounded by the guard's depth. */
export const readTree = (node: XmlNode, ns: string, path: string, report: Report): { readonly [name: string]: Json } => {
  checkFrame(node, ["name"], path, report);
  noText(node, path, report);
  const found = new Map<string, Json>();
  for (const one of node.children) {
    const reader = one.ns === ns && Object.hasOwn(READERS, one.name) ? READERS[one.name] : undefined;
    const name = nameOf(one);
    const here = `${path}/${one.name.slice(0, 80)}${name === undefined ? "" : `[@name="${name.slice(0, 80)}"]`}`;
    if (reader === undefined) unknown(here, report);
    else if (name === undefined) report(here, { vi: "Thiếu thuộc tính name.", en: "The attribute name is missing." });
    else if (found.has(name)) report(here, { vi: "Tên này đã có ở trên.", en: "This name stands above already." });
    else {
      const value = reader(one, ns, here, report);
      if (value !== undefined) found.set(name, value);
    }
  }
  return Object.fromEntries(found);
};

const member = (leaf: "entry" | "value", name: string | undefined, value: unknown): Xml => {
  if (Array.isArray(value)) {
    const items = value.map((item) => element("lt:item", [member("value", undefined, item ?? null)]));
    return element("lt:list", items, { name });
  }
  if (typeof value === "object" && value !== null) return element("lt:section", writeTree(value), { name });
  if (typeof value === "string") return element(`lt:${leaf}`, value, { name });
  return value === null
    ? element(`lt:${leaf}`, undefined, { name, type: "null" })
    : element(`lt:${leaf}`, String(value), { name, type: typeof value });
};

const rank = (value: unknown): number => (Array.isArray(value) ? 2 : typeof value === "object" && value !== null ? 1 : 0);

/** The content of a Structure: entries, then sections, then lists, as its XSD has them. undefined members are left out. */
export const writeTree = (value: object): readonly Xml[] =>
  Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([, a], [, b]) => rank(a) - rank(b))
    .map(([name, one]) => member("entry", name, one));

const attribute = (name: string, use: "required" | "optional", type: Xml | string, fallback?: string): Xml =>
  typeof type === "string"
    ? element("xs:attribute", undefined, { name, use, type, default: fallback })
    : element("xs:attribute", [type], { name, use, default: fallback });

const nameAttribute = attribute("name", "optional", "xs:string");
const sequence = (...elements: readonly Xml[]): Xml => element("xs:sequence", elements);
const repeated = (name: string, type: string): Xml =>
  element("xs:element", undefined, { name, type: `lt:${type}`, minOccurs: 0, maxOccurs: "unbounded" });
const one = (name: string, type: string): Xml => element("xs:element", undefined, { name, type: `lt:${type}` });

/** The XSD of trees: four types. */
export const treeXsd = (documentation: Xml): readonly Xml[] => {
  const typeAttribute = attribute(
    "type",
    "optional",
    element("xs:simpleType", [
      element(
        "xs:restriction",
        VALUE_TYPES.map((value) => element("xs:enumeration", undefined, { value })),
        { base: "xs:token" },
      ),
    ]),
    "text",
  );
  const complex = (name: string, ...content: readonly Xml[]): Xml => element("xs:complexType", content, { name });
  return [
    complex(
      TREE_NAME,
      documentation,
      sequence(repeated("entry", VALUE_NAME), repeated("section", TREE_NAME), repeated("list", LIST_NAME)),
      nameAttribute,
    ),
    complex(
      VALUE_NAME,
      element("xs:simpleContent", [element("xs:extension", [nameAttribute, typeAttribute], { base: "xs:string" })]),
    ),
    complex(LIST_NAME, sequence(repeated("item", ITEM_NAME)), nameAttribute),
    complex(ITEM_NAME, element("xs:choice", [one("value", VALUE_NAME), one("section", TREE_NAME), one("list", LIST_NAME)])),
  ];
};
