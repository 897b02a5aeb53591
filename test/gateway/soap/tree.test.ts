/** Any JSON object goes through XML and comes back the same; what is no such XML is refused by its place. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { element } from "../../../adapters/kit/xml.ts";
import type { FieldProblem } from "../../../gateway/problem.ts";
import { guardXml } from "../../../gateway/soap/guard.ts";
import { readXml } from "../../../gateway/soap/read.ts";
import { readTree, writeTree } from "../../../gateway/soap/tree.ts";

const NS = "urn:test";
const parse = (xml: string): { readonly value: unknown; readonly errors: readonly FieldProblem[] } => {
  const guarded = guardXml(new TextEncoder().encode(xml));
  const tree = "text" in guarded ? readXml(guarded.text) : guarded;
  if ("problem" in tree) throw new TypeError(tree.problem.code);
  const errors: FieldProblem[] = [];
  const value = readTree(tree.root, NS, "/form", (path, problem) => {
    errors.push({ path, ...problem });
    return undefined;
  });
  return { value, errors };
};
const roundTrip = (value: object): unknown => {
  const { value: read, errors } = parse(element("lt:form", writeTree(value), { "xmlns:lt": NS }).xml);
  expect(errors).toEqual([]);
  return read;
};

describe("free structures", () => {
  it("R-J04 the declaration goes through without loss: texts, numbers, booleans, null, sections, lists", () => {
    const form = {
      child: { fullName: "Nguyễn Văn Ái & <Em>", weight: 3.25, twins: false, father: null, note: "" },
      witnesses: ["Trần", { fullName: "Lê", ages: [1, [2, "3"], {}] }, 7, null, true],
      empty: [],
      nothing: {},
    };
    expect(roundTrip(form)).toEqual(form);
  });

  it("R-J04 any JSON object comes back the same (white space alone excepted: XML keeps none)", () => {
    const key = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(..."abcXYZ019_-ế <&\"'") });
    const text = fc.string({ unit: fc.constantFrom(..."abc ế<>&\"']\n\t\r") }).filter((one) => one === "" || one.trim() !== "");
    const { tree } = fc.letrec((tie) => ({
      leaf: fc.oneof(
        text,
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
      ),
      tree: fc.oneof(
        { depthSize: "small" },
        tie("leaf"),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 5 }), (value) => {
        expect(roundTrip(value)).toEqual({ ...value });
      }),
    );
  });

  it.each([
    ["an entry without a name", '<entry xmlns="urn:test">x</entry>', "/form/entry"],
    [
      "a name twice",
      '<entry xmlns="urn:test" name="a">x</entry><entry xmlns="urn:test" name="a">y</entry>',
      '/form/entry[@name="a"]',
    ],
    ["a number that is none", '<entry xmlns="urn:test" name="a" type="number">NaN</entry>', '/form/entry[@name="a"]'],
    ["an unknown type", '<entry xmlns="urn:test" name="a" type="any">x</entry>', '/form/entry[@name="a"]'],
    ["another attribute", '<entry xmlns="urn:test" name="a" size="1">x</entry>', '/form/entry[@name="a"]/@size'],
    ["an entry with elements", '<entry xmlns="urn:test" name="a"><b/></entry>', '/form/entry[@name="a"]'],
    ["another element", '<field xmlns="urn:test" name="a"/>', '/form/field[@name="a"]'],
    ["another namespace", '<entry xmlns="urn:other" name="a">x</entry>', '/form/entry[@name="a"]'],
    [
      "an item with two values",
      '<list xmlns="urn:test" name="a"><item><value>x</value><value>y</value></item></list>',
      '/form/list[@name="a"]/item[1]',
    ],
    ["text between sections", 'chữ<section xmlns="urn:test" name="a"/>', "/form"],
  ])("R-J04 %s is refused by its place", (_, inner, path) => {
    expect(parse(`<form xmlns="urn:test">${inner}</form>`).errors.map((error) => error.path)).toEqual([path]);
  });

  it("R-J04 a section called __proto__ reaches no prototype", () => {
    const { value } = parse('<form xmlns="urn:test"><section name="__proto__"><entry name="bad">x</entry></section></form>');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value as object, "__proto__")).toBe(true);
    expect((value as { bad?: string }).bad).toBeUndefined();
  });
});
