/** The SOAP envelope: 1.1, and 1.2 for callers whose tools send that; header blocks, exactly one request in the body. Pure. */
import { element, type Xml, xmlDocument } from "../../adapters/kit/xml.ts";
import { type Bilingual, type Problem, problem } from "../problem.ts";
import { SOAP_11, SOAP_12, WSSE } from "./names.ts";
import { attribute, child, token, type XmlNode } from "./read.ts";

export type SoapVersion = "1.1" | "1.2";

export interface Envelope {
  readonly version: SoapVersion;
  readonly headers: readonly XmlNode[];
  readonly request: XmlNode;
}

const NAMESPACE = { "1.1": SOAP_11, "1.2": SOAP_12 } as const;
/** The media type of answers. */
export const MEDIA_TYPE = { "1.1": "text/xml; charset=utf-8", "1.2": "application/soap+xml; charset=utf-8" } as const;

const HINT = {
  vi: "Gửi một phong bì SOAP với đúng một yêu cầu trong Body, như WSDL quy định (thêm ?wsdl vào địa chỉ).",
  en: "Send one SOAP envelope with exactly one request in its Body, as the WSDL says (add ?wsdl to the address).",
};
const bad = (detail: Bilingual): { readonly problem: Problem } => ({
  problem: problem(400, "soap.bad-envelope", { detail, hint: HINT }),
});

/** 400 soap.version-mismatch: neither SOAP 1.1 nor 1.2. */
const versionMismatch = (): Problem =>
  problem(400, "soap.version-mismatch", {
    detail: { vi: "Phong bì không thuộc SOAP 1.1 hay 1.2.", en: "The envelope is neither SOAP 1.1 nor 1.2." },
    hint: { vi: `Không gian tên của Envelope phải là ${SOAP_11}.`, en: `The Envelope's namespace must be ${SOAP_11}.` },
  });

/** The parts of an envelope, or the problem with it; the version, where it is known, says how to answer. */
export const readEnvelope = (root: XmlNode): Envelope | { readonly problem: Problem; readonly version?: SoapVersion } => {
  if (root.name !== "Envelope") return bad({ vi: "Phần tử gốc phải là Envelope.", en: "The root element must be Envelope." });
  const version = (["1.1", "1.2"] as const).find((one) => NAMESPACE[one] === root.ns);
  if (version === undefined) return { problem: versionMismatch() };
  const ns = NAMESPACE[version];
  const header = child(root, ns, "Header");
  const body = child(root, ns, "Body");
  if (body === undefined) return { version, ...bad({ vi: "Envelope không có Body.", en: "The Envelope has no Body." }) };
  const parts = root.children.length;
  if (parts !== (header === undefined ? 1 : 2) || root.children[parts - 1] !== body)
    return {
      version,
      ...bad({ vi: "Envelope chỉ gồm Header (nếu có) rồi Body.", en: "The Envelope holds a Header, if any, then a Body." }),
    };
  const [request, ...others] = body.children;
  if (request === undefined || body.text.trim() !== "")
    return { version, ...bad({ vi: "Body không có yêu cầu nào.", en: "The Body holds no request." }) };
  if (others.length > 0)
    return { version, ...bad({ vi: "Body có nhiều hơn một yêu cầu.", en: "The Body holds more than one request." }) };
  return { version, headers: header?.children ?? [], request };
};

const NEXT: ReadonlySet<string> = new Set([
  "",
  "http://schemas.xmlsoap.org/soap/actor/next",
  "http://www.w3.org/2003/05/soap-envelope/role/next",
  "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
]);

/** Whether a header block is for us. */
const isOurs = (block: XmlNode, ns: string): boolean =>
  NEXT.has(token(attribute(block, ns, "actor") ?? attribute(block, ns, "role") ?? ""));

/** The WS-Security blocks of a request that are for us. */
export const securityBlocks = ({ headers, version }: Envelope): readonly XmlNode[] =>
  headers.filter((block) => block.ns === WSSE && block.name === "Security" && isOurs(block, NAMESPACE[version]));

/** Header blocks that must be understood and are not (SOAP 1.1 §4.2.3): only WS-Security is. */
export const notUnderstood = ({ headers, version }: Envelope): Problem | undefined => {
  const ns = NAMESPACE[version];
  const unknown = headers.some(
    (block) =>
      !(block.ns === WSSE && block.name === "Security") &&
      isOurs(block, ns) &&
      /^(?:1|true)$/.test(token(attribute(block, ns, "mustUnderstand") ?? "")),
  );
  return unknown
    ? problem(400, "soap.not-understood", {
        detail: {
          vi: "Có khối Header bắt buộc hiểu (mustUnderstand) mà dịch vụ không hỗ trợ.",
          en: "A header block that must be understood is not supported.",
        },
        hint: { vi: "Chỉ gửi khối wsse:Security.", en: "Send the block wsse:Security only." },
      })
    : undefined;
};

/** A whole answer. Prefix `soap` is of the version's namespace, `lt` of the service's. */
export const writeEnvelope = (version: SoapVersion, content: Xml, namespaces: Readonly<Record<string, string>>): string =>
  xmlDocument(element("soap:Envelope", [element("soap:Body", [content])], { "xmlns:soap": NAMESPACE[version], ...namespaces }));
