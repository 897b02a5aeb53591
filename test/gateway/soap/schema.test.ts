/** zod → shapes → XSD: nothing is lost, nothing goes out as "any". */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { COMMANDS, type CommandType } from "../../../core/dossier/commands.ts";
import { dossierView } from "../../../gateway/rest/views.ts";
import { createTypeBook } from "../../../gateway/soap/from-zod.ts";
import { createServices, type Operation, type Service } from "../../../gateway/soap/operations.ts";
import { UnmappableSchemaError, xsdPattern } from "../../../gateway/soap/pattern.ts";
import type { Field, XmlType } from "../../../gateway/soap/shape.ts";
import { wordsOf } from "../../../gateway/soap/words.ts";
import { wsdlOf } from "../../../gateway/soap/wsdl.ts";
import { dossier } from "../fake-hub.ts";

const services = createServices();
const serviceOf = (id: Service["id"]): Service => {
  const found = services.find((one) => one.id === id);
  if (found === undefined) throw new TypeError(`no service ${id}`);
  return found;
};
const operation = (name: string, id: Service["id"] = "dossiers"): Operation => {
  const found = serviceOf(id).operations.get(name);
  if (found === undefined) throw new TypeError(`no operation ${name}`);
  return found;
};
const field = (of: readonly Field[], name: string): Field => {
  const found = of.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no field ${name}`);
  return found;
};

describe("patterns", () => {
  it.each([
    [/^\d{5}$/, "[0-9]{5}"],
    [/^(?:0|\+84)\d{9}$/, "(0|\\+84)[0-9]{9}"],
    [/^[a-z][A-Za-z0-9]{0,59}$/, "[a-z][A-Za-z0-9]{0,59}"],
    [/^[\x21-\x7e]{1,200}$/, "[!-~]{1,200}"],
    [/^[\w.:=+-]{1,200}$/, "[A-Za-z0-9_.:=+\\-]{1,200}"],
    [/^https?:\/\/x$/, "https?://x"],
  ])("R-J04 %s is said in XSD", (regex, xsd) => {
    expect(xsdPattern(regex, "x")).toBe(xsd);
  });

  it.each([[/\d/], [/^a|b$/], [/^(?=a)a$/], [/^a+?$/], [/^a$/i], [/^(a)\1$/], [/^\u{1F600}$/u], [/^a\b$/]])(
    "R-J04 %s has no XSD form and is refused by name",
    (regex) => {
      expect(() => xsdPattern(regex, "Submit/field")).toThrow(UnmappableSchemaError);
      expect(() => xsdPattern(regex, "Submit/field")).toThrow(/^Submit\/field/);
    },
  );

  it("R-J04 an XSD pattern, read as a regular expression, takes what the original takes", () => {
    for (const regex of [/^(?:\d{9}|\d{12})$/, /^\d{10}(?:-?\d{3})?$/, /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/]) {
      const again = new RegExp(`^(?:${xsdPattern(regex, "x")})$`);
      fc.assert(fc.property(fc.stringMatching(regex), (text) => again.test(text)));
      fc.assert(fc.property(fc.string({ unit: "binary-ascii" }), (text) => again.test(text) === regex.test(text)));
    }
  });
});

describe("schemas that have no form in XML", () => {
  it.each([
    ["any", z.object({ a: z.any() })],
    ["unknown", z.object({ a: z.unknown() })],
    ["a union without a discriminator", z.object({ a: z.union([z.string(), z.number()]) })],
    ["a map", z.object({ a: z.map(z.string(), z.string()) })],
    ["a tuple", z.object({ a: z.tuple([z.string()]) })],
    ["a nullable field", z.object({ a: z.string().nullable() })],
    ["a date object", z.object({ a: z.date() })],
    ["a list with gaps", z.object({ a: z.array(z.string().optional()) })],
    ["a number literal", z.object({ a: z.literal(1) })],
    ["a record of objects", z.object({ a: z.record(z.string(), z.object({ b: z.string() })) })],
    ["an unknown string format", z.object({ a: z.ipv4() })],
    ["an exclusive bound", z.object({ a: z.number().gt(1) })],
    ["a coerced number", z.object({ a: z.coerce.number() })],
    ["a preprocessed field", z.object({ a: z.preprocess((value) => value, z.string()) })],
    [
      "a field that differs between the options of a union",
      z.discriminatedUnion("k", [
        z.strictObject({ k: z.literal("a"), v: z.string() }),
        z.strictObject({ k: z.literal("b"), v: z.int() }),
      ]),
    ],
    ["a field called as the rest of an open object", z.looseObject({ more: z.string() })],
  ])("R-J04 %s ends the start with its path, never silently any", (_, schema) => {
    const made = () => createTypeBook().fields(schema, "Op");
    expect(made).toThrow(UnmappableSchemaError);
    expect(made).toThrow(/^Op/);
  });

  it("R-J04 two different types never share one name", () => {
    const book = createTypeBook();
    book.fields(z.object({ a: z.object({ b: z.string() }) }), "First");
    const second = book.fields(z.object({ a: z.object({ b: z.int() }) }), "Second");
    expect(second[0]?.type).toMatchObject({ kind: "complex", name: "SecondA" });
    expect([...book.named.keys()]).toEqual(["A", "SecondA"]);
  });
});

describe("the services", () => {
  it("R-J04 every command of REST is an operation, with the same fields", () => {
    for (const type of Object.keys(COMMANDS) as CommandType[]) {
      const { fields } = operation(`${type.slice(0, 1).toUpperCase()}${type.slice(1)}`);
      const schema: z.core.$ZodType = COMMANDS[type];
      const own = schema instanceof z.ZodObject ? [schema] : schema instanceof z.ZodDiscriminatedUnion ? schema.options : [];
      const names = new Set(own.flatMap((one) => Object.keys((one as z.ZodObject).shape)));
      names.delete("type");
      expect(fields.map(({ name }) => name)).toEqual(
        expect.arrayContaining([...names, "actor", "at", "lateEntry", "idempotencyKey"]),
      );
    }
  });

  it("R-J04 the key is required of Submit as in REST, and of nothing else", () => {
    for (const { name, fields } of serviceOf("dossiers").operations.values())
      for (const one of fields)
        if (one.name === "idempotencyKey") expect([name, one.min]).toEqual([name, name === "Submit" ? 1 : 0]);
  });

  it("R-J04 facets follow the zod schema: lengths, patterns, enumerations, bounds, repetition", () => {
    const submit = operation("Submit").fields;
    expect(field(submit, "channel").type).toEqual({ kind: "simple", base: "token", values: ["counter", "post", "online"] });
    expect(field(submit, "summary")).toMatchObject({ min: 0, type: { base: "string", minLength: 1, maxLength: 1000 } });
    expect(field(submit, "components")).toMatchObject({ min: 0, max: 200, list: true, type: { name: "HeldComponent" } });
    expect(field(submit, "postalArrivalDate").type).toMatchObject({ base: "date" });
    expect(field(submit, "form").type).toEqual({ kind: "tree" });
    const payment = operation("RecordPayment").fields;
    expect(field(payment, "amount").type).toEqual({ kind: "simple", base: "long", min: 1, max: 10_000_000_000 });
    const asked = operation("RecordPaymentRequest").fields;
    expect(field(asked, "expiresAt").type).toMatchObject({ base: "dateTime", patterns: [".*(Z|[+\\-][0-9]{2}:[0-9]{2})"] });
    expect(field(operation("TakeTransferResult").fields, "data").type).toMatchObject({
      kind: "entries",
      key: "[a-z][A-Za-z0-9]{0,59}",
      value: { maxLength: 2000 },
    });
  });

  it("R-J04 a union is flattened: each field says when it applies", () => {
    const check = operation("Check").fields;
    expect(field(check, "outcome")).toMatchObject({ min: 1, type: { values: ["valid", "notYetValid", "outOfScope"] } });
    expect(field(check, "missing")).toMatchObject({ min: 0, max: 200, notes: [{ en: "Only where outcome is notYetValid." }] });
    expect(field(check, "reason")).toMatchObject({ min: 0, notes: [{ vi: "Chỉ dùng khi outcome là outOfScope." }] });
  });

  it("R-J04 R-B06 the transfers' service needs its transfer and knows nothing of fees", () => {
    for (const name of ["GetTransfer", "Acknowledge", "Progress", "SupplementRequest", "Result"])
      expect(field(operation(name, "transfers").fields, "transferId").min).toBe(1);
    const asked = operation("SupplementRequest", "transfers").fields.map(({ name }) => name);
    expect(asked.filter((name) => name === "transferId")).toHaveLength(1);
    expect(asked).toContain("missing");
    expect(asked).not.toContain("what");
    expect(asked).not.toContain("amount");
  });

  it("R-J04 R-I03 every operation and every element is documented in Vietnamese and English", () => {
    const bare: string[] = [];
    for (const service of services) {
      const fields = [
        ...[...service.operations.values()].flatMap((one) => [...one.fields, ...one.answer]),
        ...[...service.types.values()].flatMap((type) => (type.kind === "complex" ? type.fields : [])),
        ...service.fault,
      ];
      for (const one of fields) if (wordsOf(one.name) === undefined) bare.push(one.name);
      for (const { name, title } of service.operations.values()) if (title.vi === "" || title.en === "") bare.push(name);
    }
    expect(bare).toEqual([]);
  });

  it("R-J04 the WSDL is document/literal under its own namespace, with the address that was asked for", () => {
    for (const service of services) {
      const wsdl = wsdlOf(service)(`https://hub.example/a?b&c/soap/${service.id}`);
      expect(wsdl).toContain(`targetNamespace="urn:lienthong:${service.id}:v1"`);
      expect(wsdl).toContain(`<soap:address location="https://hub.example/a?b&amp;c/soap/${service.id}"/>`);
      expect(wsdl).not.toMatch(/xs:any[ /"]|anyType/);
      for (const name of service.operations.keys()) expect(wsdl).toContain(`soapAction="urn:lienthong:${service.id}:v1#${name}"`);
    }
  });

  it("R-J04 no type is called as an element is, nor as another type but for its capitals: code generators make a class of each", () => {
    for (const service of services) {
      const wsdl = wsdlOf(service)("http://hub.test");
      const schema = wsdl.slice(wsdl.indexOf("<xs:schema"), wsdl.indexOf("</xs:schema>"));
      // Global ones only: what a field is called makes no class.
      const types = [...schema.matchAll(/<xs:(?:complex|simple)Type name="([^"]+)"/g)].map(([, name]) => name?.toLowerCase());
      const elements = [...service.operations.keys()]
        .flatMap((name) => [name, `${name}Response`])
        .map((name) => name.toLowerCase());
      const all = [...types, ...elements, "problem"];
      expect(types.length).toBeGreaterThan(20);
      expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
      // An operation called as its element is has its fields taken apart into parameters by JAX-WS and WCF.
      const operations = [...wsdl.matchAll(/<wsdl:operation name="([^"]+)"/g)].map(([, name]) => name);
      expect(operations).toHaveLength(2 * service.operations.size);
      expect(operations.filter((name) => service.operations.has(name ?? ""))).toEqual([]);
    }
  });
});

/** Paths of a value that its type would leave out. */
const lost = (value: unknown, type: XmlType, path: string): readonly string[] => {
  if (type.kind !== "complex" || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const known = type.fields.find((one) => one.name === name);
    if (member === undefined || (known === undefined && type.open)) return [];
    if (known === undefined) return [`${path}/${name}`];
    const members: readonly unknown[] = known.list && Array.isArray(member) ? member : [member];
    return members.flatMap((one) => lost(one, known.type, `${path}/${name}`));
  });
};

it("R-J04 GetDossier shows everything that REST shows of a dossier that has everything", () => {
  const at = "2026-02-13T03:00:00.000Z";
  const file = { blob: "a".repeat(64), name: "giay.pdf", size: 10, mediaType: "application/pdf" };
  const full = dossier({
    nationalCode: "H57.33-260213-0001",
    fromLane: "igate",
    owner: {
      kind: "citizen",
      fullName: "Chủ hồ sơ",
      birthDate: "1990-01-02",
      address: { detail: "1 Lê Lợi", communeCode: "19753" },
    },
    summary: "Trích yếu",
    account: "tk",
    form: { child: { fullName: "Bé" } },
    notices: { sms: true },
    aliases: ["IG-1"],
    components: [{ componentId: "tk", originals: 1, copies: 0, files: [file] }],
    returnMethod: { kind: "post", receiverName: "Người nhận", phone: "0900000012", address: { detail: "x" }, codAmount: 0 },
    receivedAt: at,
    postalArrivalDate: "2026-02-12",
    check: { outcome: "valid", at, by: "cb" },
    clock: {
      rule: { kind: "workingDays", days: 3 },
      startedAt: at,
      dueAt: at,
      firstDueAt: at,
      stopped: { since: at, reason: "fee" },
      stops: [],
      extensions: [],
    } as never,
    supplementRounds: [
      {
        number: 1,
        beforeReceipt: true,
        missing: [{ componentId: "tk", reason: "Thiếu" }],
        requestedAt: at,
        apology: false,
      } as never,
    ],
    inquiry: { what: "fee", by: "x", at, name: "Phí", amount: 1, reason: "y" },
    lastProgress: { at, by: "x", note: "y" },
    charges: [
      {
        chargeId: "p",
        name: "Phí",
        amount: 1,
        paid: 0,
        requestedAt: at,
        open: true,
        kind: "fee",
        cancelled: "z",
        data: { a: "b" },
      },
    ],
    payments: [{ chargeId: "p", amount: 1, method: "cash", reference: "r", at, receipt: { number: "1", file, at } }],
    transfers: [
      {
        transferId: "t",
        leg: "t",
        toAgencyId: "G01.46",
        purpose: "x",
        lane: "police",
        operation: "o",
        number: 1,
        state: "done",
        open: false,
        sentAt: at,
        data: { a: "b" },
        reference: "r",
        reason: "z",
        result: { outcome: "done", at, note: "n", documents: [file], data: {} },
      },
    ],
    route: { id: "r", name: "n", legs: [], end: "decide", skipped: [], ended: { at, outcome: "done" } },
    identityChecks: [
      { checkId: "k", who: "owner", purpose: "p", by: "b", at, answer: { outcome: "matched", differing: [], at } },
    ],
    decision: { outcome: "approved", at, by: "b", documents: [{ name: "GKS", number: "1", file }] },
    delivery: { orderNumber: "1", state: "ordered", itemCode: "E", proof: "p", codCollected: 0, trace: [] },
    returned: { method: "post", at, to: "x", onTime: true },
    partners: { post: { at, outcome: "accepted", operation: "o" } },
    statusBeforeStop: "received",
  });
  const shown = dossierView(full, { agency: () => undefined });
  const type = serviceOf("dossiers").types.get("Dossier");
  expect(type).toBeDefined();
  // Where the schema of REST is stricter than the view, REST shows it and SOAP would not.
  expect(type === undefined ? [] : lost(shown, type, "")).toEqual([]);
});
