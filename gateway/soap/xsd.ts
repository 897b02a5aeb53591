/** Shapes → XML Schema, with documentation in Vietnamese and English. Pure. */
import { element, type Xml } from "../../adapters/kit/xml.ts";
import type { Bilingual } from "../problem.ts";
import {
  type ComplexType,
  type EntriesType,
  type Field,
  MORE,
  type NamedType,
  type SimpleType,
  TREE_NAME,
  typeName,
  type XmlType,
} from "./shape.ts";
import { treeXsd } from "./tree.ts";
import { wordsOf } from "./words.ts";

/** xs:annotation with one text per language. */
const annotation = (texts: readonly Bilingual[]): Xml =>
  element("xs:annotation", [
    element("xs:documentation", texts.map(({ vi }) => vi).join(" "), { "xml:lang": "vi" }),
    element("xs:documentation", texts.map(({ en }) => en).join(" "), { "xml:lang": "en" }),
  ]);

const facet = (name: string, value: string | number | undefined): readonly Xml[] =>
  value === undefined ? [] : [element(`xs:${name}`, undefined, { value })];

/** A leaf's type: its base where it has no facets, else a restriction of it. Several patterns: one restriction inside another. */
const simpleXsd = (type: SimpleType): Xml => {
  const [pattern, ...more] = type.patterns ?? [];
  const base = `xs:${type.base}`;
  const facets = [
    ...facet("minLength", type.minLength),
    ...facet("maxLength", type.maxLength),
    ...facet("minInclusive", type.min),
    ...facet("maxInclusive", type.max),
    ...facet("pattern", pattern),
    ...(type.values ?? []).flatMap((value) => facet("enumeration", value)),
  ];
  if (more.length === 0) return element("xs:simpleType", [element("xs:restriction", facets, { base })]);
  const inner = simpleXsd({ ...type, patterns: more });
  return element("xs:simpleType", [element("xs:restriction", [inner, ...facet("pattern", pattern)])]);
};

const hasFacets = (type: SimpleType): boolean => Object.keys(type).length > 2;

const nameOf = (type: XmlType): string | undefined => {
  switch (type.kind) {
    case "simple":
      return hasFacets(type) ? undefined : `xs:${type.base}`;
    case "tree":
      return `lt:${TREE_NAME}`;
    default:
      return `lt:${typeName(type.name)}`;
  }
};

const fieldXsd = (field: Field): Xml => {
  const words = wordsOf(field.name);
  const texts = [...(words === undefined ? [] : [words]), ...field.notes];
  const type = nameOf(field.type);
  return element(
    "xs:element",
    [
      ...(texts.length === 0 ? [] : [annotation(texts)]),
      ...(type === undefined && field.type.kind === "simple" ? [simpleXsd(field.type)] : []),
    ],
    {
      name: field.name,
      type,
      minOccurs: field.min === 1 ? undefined : field.min,
      maxOccurs: field.max === 1 ? undefined : field.max,
    },
  );
};

const MORE_FIELD: Field = {
  name: MORE,
  type: { kind: "tree" },
  min: 0,
  max: 1,
  list: false,
  optional: true,
  notes: [],
};

const sequence = (fields: readonly Field[], open: boolean): Xml =>
  element("xs:sequence", [...fields, ...(open ? [MORE_FIELD] : [])].map(fieldXsd));

const complexXsd = (type: ComplexType): Xml =>
  element("xs:complexType", [sequence(type.fields, type.open)], { name: typeName(type.name) });

/** A record of texts. */
const entriesXsd = (type: EntriesType): readonly Xml[] => {
  const key =
    type.key === undefined
      ? element("xs:attribute", undefined, { name: "name", type: "xs:string", use: "required" })
      : element("xs:attribute", [simpleXsd({ kind: "simple", base: "string", patterns: [type.key] })], {
          name: "name",
          use: "required",
        });
  const value = typeName(`${type.name}Value`);
  const entry = typeName(`${type.name}Entry`);
  return [
    element("xs:simpleType", [restriction(type.value)], { name: value }),
    element("xs:complexType", [element("xs:simpleContent", [element("xs:extension", [key], { base: `lt:${value}` })])], {
      name: entry,
    }),
    element(
      "xs:complexType",
      [
        annotation([
          {
            vi: "Các thông tin có tên: mỗi entry một giá trị chữ, tên ở thuộc tính name, không lặp lại.",
            en: "Named facts: one text per entry, its name in the attribute name, never twice.",
          },
        ]),
        element("xs:sequence", [
          element("xs:element", undefined, {
            name: "entry",
            type: `lt:${entry}`,
            minOccurs: 0,
            maxOccurs: "unbounded",
          }),
        ]),
      ],
      { name: typeName(type.name) },
    ),
  ];
};
const restriction = (type: SimpleType): Xml =>
  element("xs:restriction", [...facet("minLength", type.minLength), ...facet("maxLength", type.maxLength)], {
    base: `xs:${type.base}`,
  });

/** A global element with its fields, as document/literal wrapped wants it. */
export const elementXsd = (name: string, fields: readonly Field[], documentation: Bilingual): Xml =>
  element("xs:element", [annotation([documentation]), element("xs:complexType", [sequence(fields, false)])], { name });

/** A global element of a named type. */
export const typedElementXsd = (name: string, type: string, documentation: Bilingual): Xml =>
  element("xs:element", [annotation([documentation])], { name, type: `lt:${typeName(type)}` });

const TREE_DOCUMENTATION = annotation([
  {
    vi: "Cấu trúc tự do, tương đương một đối tượng JSON: entry (giá trị; type là number, boolean, null nếu không phải chữ), section (mục con), list (danh sách các item). Mỗi phần tử con có thuộc tính name, không trùng nhau.",
    en: "A free structure, equal to a JSON object: entry (a value; type is number, boolean or null where it is no text), section (an object), list (of items). Each has the attribute name, never twice.",
  },
]);

/** The schema of one namespace: its global elements and every named type. */
export const schemaXsd = (targetNamespace: string, elements: readonly Xml[], types: Iterable<NamedType>): Xml =>
  element(
    "xs:schema",
    [
      ...elements,
      ...[...types].flatMap((type) => (type.kind === "complex" ? [complexXsd(type)] : entriesXsd(type))),
      ...treeXsd(TREE_DOCUMENTATION),
    ],
    {
      targetNamespace,
      elementFormDefault: "qualified",
      // Its own, so that a caller may cut the schema out of the WSDL.
      "xmlns:lt": targetNamespace,
      "xmlns:xs": "http://www.w3.org/2001/XMLSchema",
    },
  );
