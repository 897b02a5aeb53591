/**
 * The shape of what goes over SOAP: one small tree of types between our zod schemas and XML. The XSD is written from it, requests are
 * read by it, answers are written by it, so that the three cannot disagree. Made by from-zod.ts.
 * Glossary: shape = kiểu dữ liệu trên XML · field = phần tử con · entry = mục có tên · section = mục con · list = danh sách.
 */
import type { Bilingual } from "../problem.ts";

/** token where white space around a value means nothing (codes, enumerations), string where it is the writer's. */
type SimpleBase = "string" | "token" | "int" | "long" | "decimal" | "boolean" | "date" | "dateTime" | "anyURI";

/** A leaf. Facets bind callers' tools; the hub itself checks with zod, after NFC and trimming. */
export interface SimpleType {
  readonly kind: "simple";
  readonly base: SimpleBase;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** XSD patterns; a value must match all of them. */
  readonly patterns?: readonly string[];
  readonly values?: readonly string[];
}

/** Elements in sequence. `open`: what the schema does not name follows in one element `more` (answers only). */
export interface ComplexType {
  readonly kind: "complex";
  readonly name: string;
  readonly fields: readonly Field[];
  readonly open: boolean;
}

/** A record of texts: `<entry name="…">value</entry>`, repeated. */
export interface EntriesType {
  readonly kind: "entries";
  readonly name: string;
  /** XSD pattern of the names. */
  readonly key?: string;
  readonly value: SimpleType;
}

/** Any JSON object, without loss: entry, section and list (see tree.ts). */
export interface TreeType {
  readonly kind: "tree";
}

export type XmlType = SimpleType | ComplexType | EntriesType | TreeType;
export type NamedType = ComplexType | EntriesType;

export interface Field {
  readonly name: string;
  readonly type: XmlType;
  readonly min: number;
  readonly max: number | "unbounded";
  /** An array: the element repeats. */
  readonly list: boolean;
  /** An absent array is absent, not empty. */
  readonly optional: boolean;
  /** What the schema says beyond its type: the default, or when the field applies. */
  readonly notes: readonly Bilingual[];
}

/** The element of an open type that holds what its schema does not name. */
export const MORE = "more";
/**
 * The name of a type in the schema. Never an element's: Java's wsdl2java and others make a class of each and refuse two of one name, as
 * the operation Check and a dossier's check would be.
 */
export const typeName = <Name extends string>(name: Name): `${Name}Type` => `${name}Type`;
/** The XSD type of a tree. */
export const TREE_NAME = typeName("Structure");
