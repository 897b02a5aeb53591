/** JSON values by a schema: ones that fit it, and ones that somebody hostile or clumsy would send. */
import fc from "fast-check";
import { type OpenApi, resolved, type Schema } from "./document.ts";

/** Values that mean something to the hub under test, by the name of the field they stand in; mostly texts. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

export interface Making {
  readonly document: OpenApi;
  readonly known: Known;
}

/** What breaks programs: each has broken one somewhere. */
const NASTY_STRINGS = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "a\u0000b",
  "\u202e\u0000",
  "\ufeff",
  "Nguyễn Thị Thử".normalize("NFD"),
  "🇻🇳".repeat(20),
  "x".repeat(10_000),
  "ữ".repeat(3_000),
  "../../../../etc/passwd",
  "..%2f..%2f",
  "%00",
  "%",
  "'; DROP TABLE dossier; --",
  "\\",
  "$" + "{jndi:ldap://hub.test/a}",
  "__proto__",
  "constructor",
  "toString",
  "\r\nX-Injected: 1",
  "null",
  "NaN",
  "-0",
  "1e400",
  "99999999999999999999",
  "0000-00-00",
  "2026-02-30",
  "9999-12-31",
  "2026-02-13T10:00:00",
  "2026-02-13T25:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "0001-01-01T00:00:00Z",
  "1969-12-31T23:59:59-12:00",
  "00000000-0000-0000-0000-000000000000",
] as const;

const deep = (levels: number): unknown => {
  let value: unknown = null;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};
const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  0.1,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
  [],
  {},
  [[]],
  [null],
  deep(20),
  deep(200),
  // As JSON has it: a field of that name, not a prototype.
  JSON.parse('{"__proto__":{"admin":true}}'),
  JSON.parse('{"constructor":{"prototype":{"admin":true}}}'),
  Array(2_000).fill(0),
  ...NASTY_STRINGS,
];
export const nastyString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_STRINGS),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
);
const nasty: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...NASTY_VALUES), fc.jsonValue({ maxDepth: 3 }), nastyString);

const instant = fc
  .date({ min: new Date("2025-12-01T00:00:00Z"), max: new Date("2027-02-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  "date-time": instant,
  date: instant.map((text) => text.slice(0, 10)),
  email: fc.constant("thu@example.test"),
  uri: fc.constant("https://example.test/a"),
  binary: fc.string(),
};

/** JSON Schema's patterns are ECMAScript's with the flag u. */
const matching = (pattern: string): fc.Arbitrary<string> => fc.stringMatching(new RegExp(pattern, "u"), { size: "small" });

const stringOf = (schema: Schema, name: string, { known }: Making): fc.Arbitrary<string> => {
  const { minLength = 0, maxLength = 60 } = schema;
  const byForm =
    schema.format !== undefined && FORMATS[schema.format] !== undefined
      ? (FORMATS[schema.format] as fc.Arbitrary<string>)
      : schema.pattern !== undefined && !schema.pattern.includes("\\p")
        ? matching(schema.pattern)
        : fc.string({ unit: "grapheme", minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
  const given = [...(known[name] ?? []), schema.example].filter((one) => typeof one === "string");
  return given.length === 0 ? byForm : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...given) }, byForm);
};

const numberOf = ({ type, minimum, maximum }: Schema): fc.Arbitrary<number> => {
  const [min, max] = [minimum ?? 0, maximum ?? 1_000_000];
  const inside =
    type === "integer" ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
  return fc.oneof(inside, fc.constantFrom(min, max));
};

/** Known objects and lists, whole. */
const wholes = (name: string, { known }: Making): readonly unknown[] =>
  (known[name] ?? []).filter((one) => typeof one === "object");

const orWhole = (name: string, made: fc.Arbitrary<unknown>, making: Making): fc.Arbitrary<unknown> => {
  const whole = wholes(name, making);
  return whole.length === 0 ? made : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...whole) }, made);
};

const objectOf = (schema: Schema, making: Making): fc.Arbitrary<unknown> => {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, fitting(field, name, making)]));
  const requiredKeys = required.filter((name) => name in fields);
  const usual = Object.entries(fields).filter(([name]) => requiredKeys.includes(name) || wholes(name, making).length > 0);
  const least = Object.fromEntries(usual);
  // Half of them with what is required and no more: each optional field is another rule that may refuse them all.
  const named: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.oneof(fc.record(least), fc.record(fields, { requiredKeys }));
  if (typeof additionalProperties !== "object") return named;
  const more = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fitting(additionalProperties, "", making), { maxKeys: 3 });
  return fc.tuple(more, named).map(([extra, own]) => ({ ...extra, ...own }));
};

/** Values that the schema takes, as far as it says. `name`: of the field, for values the hub knows. */
export const fitting = (given: Schema, name: string, making: Making): fc.Arbitrary<unknown> => {
  const schema = resolved(given, making.document);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) {
    const meant = schema.enum.filter((one) => making.known[name]?.includes(String(one)));
    const any = fc.constantFrom(...schema.enum);
    return meant.length === 0 ? any : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...meant) }, any);
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => fitting(choice, name, making)));
  const [type] = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  switch (type) {
    case "object":
      return orWhole(name, objectOf(schema, making), making);
    case "array": {
      const { minItems = 0, maxItems = 3, items = {} } = schema;
      const bounds = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) };
      return orWhole(name, fc.array(fitting(items, name, making), bounds), making);
    }
    case "string":
      return stringOf(schema, name, making);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};

type Change = (value: unknown) => unknown;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Makes one change somewhere in a value; `path` numbers say where to go down, and to stop where they end. */
const changedAt = (value: unknown, path: readonly number[], change: Change): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value) && value.length > 0) {
    const at = step % value.length;
    return value.map((item, index) => (index === at ? changedAt(item, rest, change) : item));
  }
  if (!isObject(value)) return change(value);
  const names = Object.keys(value);
  const name = names[step % names.length];
  return name === undefined ? change(value) : { ...value, [name]: changedAt(value[name], rest, change) };
};

const withoutOne =
  (at: number): Change =>
  (value) => {
    if (Array.isArray(value)) return value.filter((_item, index) => index !== at % Math.max(1, value.length));
    if (!isObject(value)) return undefined;
    const names = Object.keys(value);
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== names[at % Math.max(1, names.length)]));
  };

const change: fc.Arbitrary<Change> = fc.oneof(
  nasty.map(
    (bad): Change =>
      () =>
        bad,
  ),
  fc.nat(20).map(withoutOne),
  fc.tuple(fc.oneof(nastyString, fc.constantFrom("type", "at", "actor", "lateEntry", "id")), nasty).map(
    ([name, bad]): Change =>
      (value) =>
        isObject(value) ? { ...value, [name]: bad } : [value, bad],
  ),
);

/** Values that fit but for one to three changes: another type, something left out, something more. */
export const spoiled = (schema: Schema, making: Making): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fitting(schema, "", making),
      fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 4 }), change), { minLength: 1, maxLength: 3 }),
    )
    .map(([value, changes]) => changes.reduce<unknown>((now, [path, one]) => changedAt(now, path, one), value));
