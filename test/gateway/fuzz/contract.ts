/** Whether an answer keeps to the contract: what the OpenAPI document says of the operation, and what every error promises. */
import { z } from "zod";
import { problemSchema } from "../../../gateway/rest/schemas.ts";
import type { Described, Schema } from "./document.ts";

/** Nothing of the inside may show: a stack, a path of ours, a query. */
const INSIDE = /\n\s+at |node_modules|\.ts:\d|\bselect .+ from\b|\binsert into\b/i;
const strictProblem = problemSchema.strict();

/**
 * The schema with every object closed that does not say that it is open: what is answered and not described is as wrong as the contrary.
 * What `allOf` joins is one object, of which no part is the whole.
 */
const closed = (node: unknown, joined = false): unknown => {
  if (Array.isArray(node)) return node.map((item) => closed(item, joined));
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).flatMap(([name, value]) => {
      if (name === "$ref" && typeof value === "string") return [[name, value.replace("#/components/schemas/", "#/$defs/")]];
      // Examples are no part of what is checked.
      return name === "example" ? [] : [[name, closed(value, joined || name === "allOf")]];
    }),
  );
  const { properties, additionalProperties } = copy as Schema;
  return properties !== undefined && additionalProperties === undefined && !joined
    ? { ...copy, additionalProperties: false }
    : copy;
};

const checkers = new Map<string, z.ZodType>();
const checkerOf = (operation: Described, status: string, schema: Schema): z.ZodType => {
  const name = `${operation.operationId} ${status}`;
  const found = checkers.get(name);
  if (found !== undefined) return found;
  const { schemas } = operation.document.components;
  const whole = { ...(closed(schema) as object), $defs: closed(schemas) };
  const made = z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]);
  checkers.set(name, made);
  return made;
};

const mediaTypeOf = (response: Response): string => (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";

/** The body as text, or undefined for a stream that never ends. */
const textOf = async (response: Response): Promise<string | undefined> => {
  if (mediaTypeOf(response) !== "text/event-stream") return response.text();
  await response.body?.cancel();
  return undefined;
};

const problemFaults = (text: string, response: Response): readonly string[] => {
  const parsed = strictProblem.safeParse(JSON.parse(text));
  if (!parsed.success) return [`no problem document: ${parsed.error.message}`];
  const { status, code } = parsed.data;
  return [
    ...(status === response.status ? [] : [`the document says ${status}`]),
    ...(code === "hub.unexpected" ? ["something unexpected happened in the hub"] : []),
  ];
};

/** SOAP has 500 for every fault (SOAP 1.1 §6.2), the caller's too: what it says inside counts. */
const SOAP_TYPES: ReadonlySet<string> = new Set(["text/xml", "application/soap+xml"]);
const soapFaults = (text: string): readonly string[] => [
  ...(/<\w+:Fault>/.test(text) ? [] : ["500 without a SOAP fault"]),
  ...(text.includes("hub.unexpected") ? ["something unexpected happened in the hub"] : []),
];

/** What is wrong with an answer; nothing for one that keeps to the contract. Reads the body. */
export const faultsOf = async (operation: Described, response: Response): Promise<readonly string[]> => {
  const { status } = response;
  const described = operation.responses[String(status)] ?? operation.responses["default"];
  const text = await textOf(response);
  if (described === undefined) return [`status ${status} is not documented: ${text?.slice(0, 300)}`];
  const type = mediaTypeOf(response);
  const faults = text !== undefined && INSIDE.test(text) ? ["the answer shows something of the inside"] : [];
  const media = described.content?.[type] ?? described.content?.["*/*"];
  if (type === "application/problem+json") faults.push(...problemFaults(text ?? "", response));
  else if (SOAP_TYPES.has(type) && status >= 500) faults.push(...soapFaults(text ?? ""));
  else if (status >= 500) faults.push(`${status} without a problem document`);
  if (described.content === undefined) {
    if (operation.responses[String(status)] !== undefined && text !== "") faults.push(`a body where none is documented: ${type}`);
    return faults;
  }
  if (media === undefined) return [...faults, `${type || "no content type"} is not documented for ${status}`];
  if (media.schema === undefined || !/\bjson$/.test(type) || text === undefined) return faults;
  const checked = checkerOf(operation, String(status), media.schema).safeParse(JSON.parse(text));
  if (!checked.success) faults.push(`not as documented: ${checked.error.message.slice(0, 2_000)}`);
  return faults;
};
