/**
 * zod schemas → shapes. Every construct that our schemas use is named here; another one stops the gateway at its start with its path,
 * instead of going out as "any".
 */
import type { z } from "zod";
import type { Bilingual } from "../problem.ts";
import { UnmappableSchemaError } from "./pattern.ts";
import { type ComplexType, type EntriesType, type Field, MORE, type NamedType, type XmlType } from "./shape.ts";
import { arrayBounds, numberType, stringType } from "./simple-types.ts";

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes["_zod"]["def"];

export interface TypeBook {
  /** All named types so far, in the order of their making. */
  readonly named: ReadonlyMap<string, NamedType>;
  /** The fields of an object schema or of a discriminated union of such; `omit` leaves some out. */
  fields(schema: Schema, at: string, omit?: ReadonlySet<string>): readonly Field[];
  /** One named complex type. */
  complex(schema: Schema, name: string): ComplexType;
}

const defOf = (schema: Schema): Def => (schema as z.core.$ZodTypes)._zod.def;
const capital = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
/** components → Component; the name of one member. */
const singular = (name: string): string => (/[^s]s$/.test(name) ? name.slice(0, -1) : name);

const isUnknown = (schema: Schema): boolean => ["unknown", "any"].includes(defOf(schema).type);
const isOpen = (catchall: Schema | undefined): boolean => catchall !== undefined && defOf(catchall).type !== "never";

/** What is around a type: whether it may be absent, its default, what the schema says of itself. */
interface Wrapped {
  readonly inner: Schema;
  readonly optional: boolean;
  readonly fallback?: unknown;
  readonly description?: string;
}
const peel = (schema: Schema): Wrapped => {
  const def = defOf(schema);
  switch (def.type) {
    case "optional":
      return { ...unwrap(def.innerType), optional: true };
    case "nonoptional":
      return { ...unwrap(def.innerType), optional: false };
    case "default":
      return { ...unwrap(def.innerType), optional: true, fallback: def.defaultValue };
    // What comes in is what callers write; a transform is the hub's own business.
    case "pipe":
      return unwrap(def.in);
    default:
      return { inner: schema, optional: false };
  }
};
const unwrap = (schema: Schema): Wrapped => {
  const { description } = schema as z.ZodType;
  return { ...(description === undefined ? {} : { description }), ...peel(schema) };
};

/** The words of `.describe("tiếng Việt / English")`. */
const described = (description: string | undefined): readonly Bilingual[] => {
  const [vi, en, ...more] = description?.split(" / ") ?? [];
  return vi && en && more.length === 0 ? [{ vi, en }] : [];
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const defaultNote = (value: unknown) => {
  const text = typeof value === "object" ? undefined : JSON.stringify(value);
  return text === undefined ? [] : [{ vi: `Bỏ trống: ${text}.`, en: `Absent: ${text}.` }];
};

/** One field of the flattened union from its forms in the options that have it. */
const merged = (name: string, all: readonly Field[], at: string): Field => {
  const [first, ...rest] = all;
  if (first === undefined) throw new UnmappableSchemaError(`${at}/${name}: no option has it`);
  const values = all.flatMap(({ type }) => (type.kind === "simple" && type.values !== undefined ? type.values : []));
  const enumerated = all.every(({ type }) => type.kind === "simple" && type.values !== undefined);
  if (!enumerated && !rest.every((one) => same(one.type, first.type) && one.max === first.max))
    throw new UnmappableSchemaError(`${at}/${name}: differs between the options of a union`);
  const optional = all.some((one) => one.optional);
  return {
    ...first,
    ...(enumerated ? { type: { kind: "simple", base: "token", values: [...new Set(values)] } as const } : {}),
    min: Math.min(...all.map((one) => one.min)),
    optional,
  };
};

/** Makes a book of types. `known` gives names to schemas; the others are called by the field they stand at. */
export const createTypeBook = (known: ReadonlyMap<Schema, string> = new Map()): TypeBook => {
  const named = new Map<string, NamedType>();

  /** Enters a type under the first of the names that is free or means the same. */
  const enter = <T extends NamedType>(names: readonly string[], make: (name: string) => T, at: string): T => {
    for (const name of names) {
      const made = make(name);
      const there = named.get(name);
      if (there !== undefined && !same(there, made)) continue;
      named.set(name, made);
      return made;
    }
    throw new UnmappableSchemaError(`${at}: another type is called ${names.join(", ")} already`);
  };

  const namesOf = (schema: Schema, field: string, parent: string): readonly string[] => {
    const given = known.get(schema);
    return given === undefined ? [capital(field), `${parent}${capital(field)}`] : [given];
  };

  const typeOf = (schema: Schema, field: string, parent: string, at: string): XmlType => {
    const def = defOf(schema);
    switch (def.type) {
      case "string":
        return stringType(def, at);
      case "number":
        return numberType(def, at);
      case "boolean":
        return { kind: "simple", base: "boolean" };
      case "enum":
        return { kind: "simple", base: "token", values: Object.values(def.entries).map(String) };
      case "literal":
        if (!def.values.every((value) => typeof value === "string")) break;
        return { kind: "simple", base: "token", values: def.values.map(String) };
      case "object":
      case "union": {
        const fields = fieldsOf(schema, namesOf(schema, field, parent)[0] ?? field, at, new Set());
        const open = def.type === "object" && isOpen(def.catchall);
        return enter(namesOf(schema, field, parent), (name): ComplexType => ({ kind: "complex", name, fields, open }), at);
      }
      case "record":
        return recordType(def, at);
      default:
        break;
    }
    throw new UnmappableSchemaError(`${at}: ${def.type} has no form in XML here`);
  };

  /** Texts by name, or any JSON by name. */
  const recordType = (def: z.core.$ZodRecordDef, at: string): XmlType => {
    if (isUnknown(def.valueType) || defOf(def.valueType).type === "record") return { kind: "tree" };
    const value = typeOf(def.valueType, "value", "", at);
    const key = typeOf(def.keyType as Schema, "key", "", at);
    if (value.kind !== "simple" || key.kind !== "simple" || (value.base !== "string" && value.base !== "token"))
      throw new UnmappableSchemaError(`${at}: a record of ${value.kind}`);
    const pattern = key.patterns?.[0];
    const plain = pattern === undefined ? { value } : { key: pattern, value };
    return enter(["Facts", "TextEntries"], (name): EntriesType => ({ kind: "entries", name, ...plain }), at);
  };

  const fieldOf = (name: string, schema: Schema, parent: string, at: string): Field => {
    const { inner, optional, fallback, description } = unwrap(schema);
    const def = defOf(inner);
    const notes = [...described(description), ...defaultNote(fallback)];
    if (def.type !== "array")
      return { name, type: typeOf(inner, name, parent, at), min: optional ? 0 : 1, max: 1, list: false, optional, notes };
    const element = unwrap(def.element);
    if (element.optional) throw new UnmappableSchemaError(`${at}: a list with gaps`);
    const bounds = arrayBounds(def, at);
    const type = typeOf(element.inner, singular(name), parent, at);
    return { name, type, ...bounds, min: optional ? 0 : bounds.min, list: true, optional, notes };
  };

  const objectFields = (def: z.core.$ZodObjectDef, parent: string, at: string, omit: ReadonlySet<string>): readonly Field[] => {
    if (isOpen(def.catchall) && Object.hasOwn(def.shape, MORE)) throw new UnmappableSchemaError(`${at}: "${MORE}" is taken`);
    return Object.entries(def.shape)
      .filter(([name]) => !omit.has(name))
      .map(([name, schema]) => fieldOf(name, schema, parent, `${at}/${name}`));
  };

  /** A union of objects by one discriminating field, flattened: each field says when it applies; zod checks it. */
  const unionFields = (def: z.core.$ZodUnionDef, parent: string, at: string, omit: ReadonlySet<string>): readonly Field[] => {
    const discriminator = "discriminator" in def && typeof def.discriminator === "string" ? def.discriminator : undefined;
    if (discriminator === undefined) throw new UnmappableSchemaError(`${at}: a union without a discriminating field`);
    const options = def.options.map((option) => {
      const inner = defOf(option);
      if (inner.type !== "object" || isOpen(inner.catchall))
        throw new UnmappableSchemaError(`${at}: a union of ${inner.type}, or of open objects`);
      const fields = objectFields(inner, parent, at, omit);
      const marks = fields.find((field) => field.name === discriminator)?.type;
      return { fields, marks: marks?.kind === "simple" ? (marks.values ?? []) : [] };
    });
    const names = [...new Set(options.flatMap(({ fields }) => fields.map((field) => field.name)))];
    return names.map((name) => {
      const having = options.filter(({ fields }) => fields.some((field) => field.name === name));
      const field = merged(
        name,
        having.flatMap(({ fields }) => fields.filter((one) => one.name === name)),
        at,
      );
      if (having.length === options.length) return field;
      const marks = having.flatMap((option) => option.marks).join(", ");
      const note = { vi: `Chỉ dùng khi ${discriminator} là ${marks}.`, en: `Only where ${discriminator} is ${marks}.` };
      return { ...field, min: 0, optional: true, notes: [...field.notes, note] };
    });
  };

  const fieldsOf = (schema: Schema, parent: string, at: string, omit: ReadonlySet<string>): readonly Field[] => {
    const def = defOf(schema);
    if (def.type === "object") return objectFields(def, parent, at, omit);
    if (def.type === "union") return unionFields(def, parent, at, omit);
    throw new UnmappableSchemaError(`${at}: ${def.type} instead of an object`);
  };

  return {
    named,
    fields: (schema, at, omit = new Set()) => fieldsOf(schema, at, at, omit),
    complex: (schema, name) => {
      const def = defOf(schema);
      const open = def.type === "object" && isOpen(def.catchall);
      const fields = fieldsOf(schema, name, name, new Set());
      return enter([name], (own): ComplexType => ({ kind: "complex", name: own, fields, open }), name);
    },
  };
};
