/**
 * A request element → plain JSON, as its shape says: the kinds of values, which elements there are, which repeat. Whether the values are
 * right is zod's to say, so that the door and REST refuse the same things in the same words. The refused value is never repeated (R-I02).
 */
import type { FieldProblem } from "../problem.ts";
import { XSI } from "./names.ts";
import { attribute, token, type XmlNode } from "./read.ts";
import type { ComplexType, EntriesType, Field, SimpleType, XmlType } from "./shape.ts";
import { type Report, readTree } from "./tree.ts";

/** Most problems that one answer lists. */
const MAX_PROBLEMS = 50;

const WHOLE = /^[+-]?\d{1,19}$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

const simple = (node: XmlNode, type: SimpleType, path: string, report: Report): unknown => {
  if (node.children.length > 0) return report(path, { vi: "Không nhận phần tử con.", en: "Takes no elements." });
  switch (type.base) {
    case "string":
      return node.text;
    case "int":
    case "long":
    case "decimal": {
      const text = token(node.text);
      if ((type.base === "decimal" ? DECIMAL : WHOLE).test(text)) return Number(text);
      return type.base === "decimal"
        ? report(path, { vi: "Phải là số.", en: "Must be a number." })
        : report(path, { vi: "Phải là số nguyên.", en: "Must be an integer." });
    }
    case "boolean": {
      const text = token(node.text);
      if (text === "true" || text === "1") return true;
      if (text === "false" || text === "0") return false;
      return report(path, { vi: "Phải là true hoặc false.", en: "Must be true or false." });
    }
    default:
      return token(node.text);
  }
};

const entries = (node: XmlNode, type: EntriesType, ns: string, path: string, report: Report): unknown => {
  const flat = readTree(node, ns, path, report);
  for (const [name, value] of Object.entries(flat))
    if (typeof value !== "string")
      report(`${path}/entry[@name="${name.slice(0, 80)}"]`, { vi: "Chỉ nhận chữ.", en: "Takes text only." });
  return type.value.base === "token"
    ? Object.fromEntries(Object.entries(flat).map(([name, value]) => [name, typeof value === "string" ? token(value) : value]))
    : flat;
};

const isNil = (node: XmlNode): boolean => /^(?:true|1)$/.test(token(attribute(node, XSI, "nil") ?? ""));

/** Elements by field; problems for those that are in another namespace, unknown, or too many. */
const sorted = (node: XmlNode, fields: readonly Field[], ns: string, path: string, report: Report) => {
  const found = new Map<Field, XmlNode[]>();
  for (const one of node.children) {
    const here = `${path}/${one.name.slice(0, 80)}`;
    const field = fields.find((candidate) => candidate.name === one.name);
    if (field === undefined) report(here, { vi: "Phần tử này không có trong quy định.", en: "Unknown element." });
    else if (one.ns !== ns)
      report(here, { vi: `Phần tử phải thuộc không gian tên ${ns}.`, en: `The element must be in the namespace ${ns}.` });
    else if (isNil(one)) continue;
    else {
      const there = found.get(field);
      if (there === undefined) found.set(field, [one]);
      else if (field.list) there.push(one);
      else report(here, { vi: "Phần tử này chỉ được có một.", en: "This element may stand only once." });
    }
  }
  return found;
};

const complex = (node: XmlNode, fields: readonly Field[], ns: string, path: string, report: Report): Record<string, unknown> => {
  if (node.text.trim() !== "") report(path, { vi: "Chỉ nhận phần tử con, không nhận chữ.", en: "Takes elements, no text." });
  for (const { ns: space, name } of node.attributes)
    if (space === "")
      report(`${path}/@${name.slice(0, 80)}`, { vi: "Thuộc tính này không có trong quy định.", en: "Unknown attribute." });
  const found = sorted(node, fields, ns, path, report);
  const value: Record<string, unknown> = {};
  // In the schema's order, whatever the caller's: some callers' tools sort.
  for (const field of fields) {
    const nodes = found.get(field);
    if (field.list) {
      if (nodes === undefined && field.optional) continue;
      value[field.name] = (nodes ?? []).map((one, i) => decode(one, field.type, ns, `${path}/${field.name}[${i + 1}]`, report));
    } else if (nodes?.[0] !== undefined) value[field.name] = decode(nodes[0], field.type, ns, `${path}/${field.name}`, report);
  }
  return value;
};

const decode = (node: XmlNode, type: XmlType, ns: string, path: string, report: Report): unknown => {
  switch (type.kind) {
    case "simple":
      return simple(node, type, path, report);
    case "complex":
      return complex(node, type.fields, ns, path, report);
    case "entries":
      return entries(node, type, ns, path, report);
    case "tree":
      return readTree(node, ns, path, report);
  }
};

/** The JSON of a request element, or what is wrong with it by element path ("/Submit/applicant/phone", "/Submit/components[2]/copies"). */
export const decodeRequest = (
  node: XmlNode,
  fields: readonly Field[],
  ns: string,
): { readonly value: Readonly<Record<string, unknown>> } | { readonly errors: readonly FieldProblem[] } => {
  const errors: FieldProblem[] = [];
  const report: Report = (path, problem) => {
    if (errors.length < MAX_PROBLEMS) errors.push({ path, ...problem });
    return undefined;
  };
  const value = complex(node, fields, ns, `/${node.name}`, report);
  return errors.length === 0 ? { value } : { errors };
};

const childType = (type: XmlType | undefined, name: string): Field | undefined =>
  type?.kind === "complex" ? type.fields.find((field) => field.name === name) : undefined;

/** "/components/1/componentId" of JSON → "/Submit/components[2]/componentId"; inside entries and trees by `[@name="…"]`. */
export const elementPath = (operation: string, fields: readonly Field[], pointer: string): string => {
  const steps = pointer.split("/").slice(1);
  const root: ComplexType = { kind: "complex", name: operation, fields, open: false };
  let type: XmlType | undefined = root;
  let path = `/${operation}`;
  for (let i = 0; i < steps.length; i += 1) {
    const step = (steps[i] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
    const field = childType(type, step);
    if (field !== undefined) {
      path += `/${field.name}`;
      const next = steps[i + 1];
      if (field.list && next !== undefined && /^\d+$/.test(next)) {
        path += `[${Number(next) + 1}]`;
        i += 1;
      }
      type = field.type;
    } else if (type?.kind === "entries" || type?.kind === "tree") path += `/*[@name="${step}"]`;
    else path += `/${step}`;
  }
  return path;
};
