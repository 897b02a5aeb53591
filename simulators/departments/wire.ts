/**
 * Both wires of the exchange: JSON, and SOAP 1.1 whose namespace and order of elements are checked as a schema validator would. What comes
 * out is the same message (adapters/departments/contract).
 */
import { NAMESPACE } from "../../adapters/departments/contract/exchange.ts";
import { escapeXml, inSequence, orderOf, type XmlElement } from "../kit/xml.ts";

/** Elements of each type in their order, by the contract's document-exchange.wsdl. */
const REFERENCE = ["DocCode", "TransferId", "SendingNumber"];
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  SyncDocument: [
    ...REFERENCE,
    ..."NationalCode DocTypeCode DocTypeName Purpose FromOrganCode FromOrganName ToOrganCode CitizenName ApplicantsId".split(" "),
    ..."ApplicantsType BirthDate Address Phone Email OwnerName Compendium DateReceived DateAppointed AllottedUntil".split(" "),
    ..."FormJson Handed DocPapers Attachments".split(" "),
  ],
  SupplementDocument: [...REFERENCE, "DateSupplied", "AllottedUntil", "Comment", "Attachments"],
  CancelDocument: [...REFERENCE, "DateCreated", "Reason"],
  GetResults: ["Transfers"],
  Transfers: REFERENCE,
  Handed: ["Name", "Value"],
  DocPapers: ["PaperCode", "PaperName", "Originals", "Copies"],
  Attachments: ["AttachmentId", "PaperCode", "AttachmentName", "MediaType", "Size", "Base64", "Link"],
};
const REPEATS = ["Handed", "DocPapers", "Attachments", "Transfers"];

/** Why an element is not as the schema wants it; undefined where it is. */
export const schemaProblem = (element: XmlElement): string | undefined => {
  if (element.namespace !== NAMESPACE) return `Phần tử ${element.name} không thuộc không gian tên ${NAMESPACE}`;
  const sequence = SEQUENCES[element.name];
  if (element.children.length === 0) return undefined;
  if (sequence === undefined) return `Phần tử ${element.name} không được có phần tử con`;
  if (!inSequence(orderOf(element), sequence, REPEATS))
    return `Các phần tử của ${element.name} sai thứ tự hoặc không có trong lược đồ`;
  return element.children.map(schemaProblem).find((problem) => problem !== undefined);
};

/** An element as the JSON of the same message: leaves as texts, repeated names as lists. */
export const asJson = (element: XmlElement): unknown => {
  if (element.children.length === 0) return element.text;
  const names = [...new Set(element.children.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const values = element.children.filter((child) => child.name === name).map(asJson);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
};

/** A JSON value as elements: lists repeat the name, absent members are left out. */
export const asXml = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((one) => asXml(name, one)).join("");
  if (typeof value !== "object") return `<${name}>${escapeXml(String(value))}</${name}>`;
  const inner = Object.entries(value)
    .map(([member, content]) => asXml(member, content))
    .join("");
  return `<${name}>${inner}</${name}>`;
};

/** The body element of a message in the exchange's namespace. */
export const operationXml = (name: string, value: object): string =>
  asXml(name, value).replace(`<${name}>`, `<${name} xmlns="${NAMESPACE}">`);
