/** Answers → XML by their shapes. All XML of the door goes through adapters/kit/xml.ts, the one place that escapes. */
import { element, type Xml } from "../../adapters/kit/xml.ts";
import { type Field, MORE, type XmlType } from "./shape.ts";
import { writeTree } from "./tree.ts";

const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;

const content = (value: unknown, type: XmlType): string | readonly Xml[] => {
  if (type.kind === "simple") return String(value);
  if (typeof value !== "object" || value === null) return [];
  if (type.kind === "complex") return writeFields(value, type.fields, type.open);
  return writeTree(value);
};

/** The elements of an object in the order of its shape; what is undefined or null is left out. Prefix lt. */
export const writeFields = (value: object, fields: readonly Field[], open = false): readonly Xml[] => {
  const written = fields.flatMap((field): readonly Xml[] => {
    const given = own(value, field.name);
    if (given === undefined || given === null) return [];
    const all = field.list && Array.isArray(given) ? given : [given];
    return all.map((one) => element(`lt:${field.name}`, content(one, field.type)));
  });
  if (!open) return written;
  const rest = Object.entries(value).filter(
    ([name, member]) => member !== undefined && !fields.some((field) => field.name === name),
  );
  return rest.length === 0 ? written : [...written, element(`lt:${MORE}`, writeTree(Object.fromEntries(rest)))];
};
