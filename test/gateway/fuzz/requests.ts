/** Requests for one operation: mostly such as its description allows, then with everything about them spoiled. */
import fc from "fast-check";
import { type Described, resolved, type Schema } from "./document.ts";
import { fitting, type Making, nastyString, spoiled } from "./values.ts";

/** A request as data, so that a failing one can be read in the report. */
export interface Sent {
  readonly caller: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Text, or bytes in base64 (`base64:` before it). */
  readonly body?: string;
}

/** Of so many requests, one has the part spoiled. */
const SPOILED = 10;
const mostly = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: SPOILED - 1, arbitrary: good }, { weight: 1, arbitrary: bad });

/** fetch itself refuses other bytes in a header. */
const headerText = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "").trim();
/** "." and "..", percent-encoded or not, are taken out of an address before it is sent: it is another door's then. */
const pathPart = (text: string): string =>
  /^(?:\.|%2e){0,2}$/i.test(text) ? "x" : encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "?"));

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const parameters = (operation: Described, place: "path" | "query" | "header", making: Making) => {
  const found = (operation.parameters ?? []).filter((one) => one.in === place);
  const values = found.map(({ name, schema, required }) => {
    const good = fitting(schema, name, making).map(asText);
    const either = mostly(good, nastyString);
    // A path has no place to leave one out. Preconditions mostly fail, so there are few.
    if (place === "path") return either;
    const [there, absent] = required ? [15, 1] : place === "query" ? [1, 1] : [1, 4];
    return fc.oneof({ weight: there, arbitrary: either }, { weight: absent, arbitrary: fc.constant(undefined) });
  });
  return fc
    .tuple(...values)
    .map((given) => found.flatMap(({ name }, i) => (given[i] === undefined ? [] : [[name, given[i]] as const])));
};

type Header = readonly [name: string, value: string];
const noise: fc.Arbitrary<readonly Header[]> = fc.array(
  fc.oneof<fc.Arbitrary<Header>[]>(
    fc.tuple(fc.constantFrom("Accept", "Accept-Language", "X-Forwarded-For", "Origin", "Cookie", "Prefer"), nastyString),
    fc.tuple(
      fc.constantFrom("X-Purpose", "X-On-Behalf-Of", "traceparent", "tracestate", "If-None-Match", "If-Match"),
      nastyString,
    ),
    fc.tuple(fc.constantFrom("X-Purpose"), fc.constantFrom("%", "Gi%E1%BA%A3i", "%FF%FE", "a".repeat(3_000))),
    fc.tuple(fc.constantFrom("X-API-Key", "Authorization", "Client-Cert", "X-Content-SHA256"), nastyString),
    fc.constantFrom(["Content-Encoding", "gzip"] as const, ["Expect", "200-ok"] as const, ["Range", "bytes=0-"] as const),
  ),
  { maxLength: 3 },
);

const TYPES = [
  "text/plain",
  "application/xml",
  "application/json; charset=utf-16",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/problem+json",
  "APPLICATION/JSON",
  "",
  "/",
];
/** The least that is taken for one. */
export const PDF = "%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";
const base64 = (bytes: Uint8Array): string => `base64:${Buffer.from(bytes).toString("base64")}`;

/** Bodies that are no JSON of the schema, or no JSON at all. */
const brokenJson = (good: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    fc.tuple(good, fc.nat(200)).map(([text, cut]) => text.slice(0, cut)),
    good.map((text) => `\ufeff${text}`),
    good.map((text) => base64(Buffer.from(text, "utf16le"))),
    good.map((text) => `${text}${text}`),
    good.map((text) => text.replace("{", '{"a":1,"a":2,')),
    fc.uint8Array({ maxLength: 60 }).map(base64),
    fc.constantFrom(
      "",
      "null",
      "[]",
      "{}",
      '"x"',
      "1e999",
      "[".repeat(200_000),
      `{"a":${"[".repeat(70)}${"]".repeat(70)}}`,
      "x".repeat(1_200_000),
    ),
  );

const formOf = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? new URLSearchParams(Object.entries(value).map(([name, one]): [string, string] => [name, asText(one) ?? ""])).toString()
    : String(value);

/** Envelopes of the operations that the WSDL names, with fields that some of them take; whole examples; all of it cut and spoiled. */
const xmlOf = ({ known }: Making): fc.Arbitrary<string> => {
  const texts = (name: string, otherwise: string) => fc.constantFrom(...(known[name] ?? [otherwise]).map(String));
  const field = fc.oneof(
    fc.tuple(fc.constantFrom("ref", "dossier"), texts("ref", "x")),
    fc.tuple(fc.constantFrom("idempotencyKey", "note", "reason", "unit", "limit", "cursor"), fc.constantFrom("khoa-1", "5", "x")),
    fc.tuple(
      fc.stringMatching(/^[A-Za-z]{1,8}$/),
      nastyString.map((text) => text.replaceAll(/[<&]/g, ".")),
    ),
  );
  const envelope = (inner: string) =>
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${inner}</soap:Body></soap:Envelope>`;
  const made = fc
    .tuple(texts("soapOperation", "Submit"), texts("namespace", "urn:x"), fc.array(field, { maxLength: 4 }))
    .map(([operation, namespace, fields]) => {
      const inside = fields.map(([name, value]) => `<${name}>${value}</${name}>`).join("");
      return envelope(`<${operation} xmlns="${namespace}">${inside}</${operation}>`);
    });
  const whole = fc.oneof({ weight: 3, arbitrary: made }, texts("envelope", "<x/>"));
  const spoiling = fc.tuple(
    whole,
    fc.nat(400),
    fc.nat(60),
    fc.oneof(nastyString, fc.constantFrom("<!DOCTYPE x>", "<![CDATA[x]]>", "&x;", "<a>")),
  );
  return fc.oneof(
    { weight: 3, arbitrary: whole },
    { weight: 2, arbitrary: spoiling.map(([text, at, gone, put]) => `${text.slice(0, at)}${put}${text.slice(at + gone)}`) },
  );
};

const bodyOf = (type: string, schema: Schema, making: Making): fc.Arbitrary<string> => {
  const { format } = resolved(schema, making.document);
  if (format === "binary")
    return fc.oneof(fc.uint8Array({ maxLength: 200 }).map(base64), fc.constantFrom(PDF, "PK\u0003\u0004", "", "<html></html>"));
  if (type.includes("xml"))
    return fc.oneof({ weight: 12, arbitrary: xmlOf(making) }, { weight: 1, arbitrary: brokenJson(xmlOf(making)) });
  const write = type.includes("form") ? formOf : (value: unknown) => JSON.stringify(value) ?? "";
  const good = fitting(schema, "", making).map(write);
  return fc.oneof(
    { weight: 8, arbitrary: good },
    { weight: 4, arbitrary: spoiled(schema, making).map(write) },
    { weight: 1, arbitrary: brokenJson(good) },
  );
};

const content = (operation: Described, making: Making): fc.Arbitrary<{ readonly type?: string; readonly body?: string }> => {
  const [described] = Object.entries(operation.requestBody?.content ?? {});
  if (described === undefined) {
    // A door that takes no body is sent one now and then; GET cannot have one.
    return operation.method === "GET"
      ? fc.constant({})
      : mostly(
          fc.constant({}),
          nastyString.map((body) => ({ body })),
        );
  }
  const [type, { schema = {} }] = described;
  return fc.record({
    type: fc.oneof({ weight: 11, arbitrary: fc.constant(type) }, { weight: 1, arbitrary: fc.constantFrom(...TYPES) }),
    body: bodyOf(type, schema, making),
  });
};

/** Requests for an operation, from `callers` (undefined: nobody). */
export const requestsFor = (
  operation: Described,
  callers: fc.Arbitrary<string | undefined>,
  making: Making,
): fc.Arbitrary<Sent> =>
  fc
    .record({
      caller: callers,
      path: parameters(operation, "path", making),
      query: parameters(operation, "query", making),
      more: fc.oneof(
        { weight: 9, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.tuple(nastyString, nastyString), { maxLength: 2 }) },
      ),
      headers: parameters(operation, "header", making),
      noise: mostly<readonly Header[]>(fc.constant([]), noise),
      content: content(operation, making),
    })
    .map(({ caller, path, query, more, headers, noise: noisy, content: { type, body } }) => {
      const filled = path.reduce((text, [name, value]) => text.replace(`{${name}}`, pathPart(value)), operation.path);
      const search = new URLSearchParams([...query, ...more].map(([name, value]): [string, string] => [name, value])).toString();
      const all = [...headers, ...(type === undefined ? [] : [["Content-Type", type] as const]), ...noisy];
      return {
        caller,
        method: operation.method,
        path: `${filled}${search === "" ? "" : `?${search}`}`,
        headers: all.map(([name, value]) => [name, headerText(value)] as const),
        ...(body === undefined ? {} : { body }),
      };
    });

/** The request itself. `keys`: by caller. */
export const requestOf = ({ caller, method, path, headers, body }: Sent, keys: Readonly<Record<string, string>>): Request => {
  const all = new Headers();
  // Noise of the same name replaces, so that a wrong one is seen and no joined one.
  if (caller !== undefined) all.set("Authorization", `Bearer ${keys[caller] ?? caller}`);
  for (const [name, value] of headers) all.set(name, value);
  const bytes = body?.startsWith("base64:") ? Buffer.from(body.slice(7), "base64") : body;
  return new Request(`http://hub.test${path}`, { method, headers: all, ...(bytes === undefined ? {} : { body: bytes }) });
};
