/**
 * The SOAP client of every adapter. Three hands: node-soap writes the envelope by the partner's WSDL (namespaces, element
 * order), the kit's HTTP client carries it (abort signal, message log, redaction, size bound, error intents,
 * exactly as for JSON), and `parseXml` reads the answer (no DOCTYPE, bounded depth, prefixes stripped, only strings), because
 * partners' answers rarely follow their own WSDL to the letter.
 * Order: members of a type with a name are sorted into the schema's sequence, members of an anonymous type (and of one the
 * WSDL does not know) go out as they are given. So give them in the partner's order.
 * Traps of node-soap kept away here (measured, design.md §9): it passes a text that begins with "<![CDATA[" on unescaped, it
 * keeps characters that XML cannot carry, it caches a WSDL for the process's life (fine: ours lie in contract/).
 */
import soap from "soap";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp } from "./http.ts";
import { badStatus, type CallKind, unreadable } from "./http-errors.ts";
import { redactText } from "./redact.ts";
import { at, type ParseOptions, parseXml, type Xml, type XmlObject, type XmlValue, xmlAnswer, xmlText } from "./xml.ts";

/** The partner answered with a SOAP Fault: the adapter reads `text` with its phrase table and decides what it means. */
export class SoapFault extends Error {
  /** Without prefix: "Client", "Server" (SOAP 1.1), "Sender", "Receiver" (1.2), or what the partner invents. */
  readonly faultCode: string;
  readonly text: string;
  /** HTTP status it came with: 500 by the book, 200 and 400 are seen. */
  readonly status: number;
  readonly detail: XmlValue | undefined;
  constructor(faultCode: string, text: string, status: number, detail?: XmlValue) {
    super(`SOAP fault ${faultCode}: ${text}`);
    this.name = "SoapFault";
    this.faultCode = faultCode;
    this.text = text;
    this.status = status;
    this.detail = detail;
  }
}

/** The WSDL cannot be read, or has no such operation: our bug, found by the first test. */
export class SoapDefinitionError extends Error {
  override readonly name = "SoapDefinitionError";
}

export interface SoapOptions {
  /** A file of ours: `fileURLToPath(new URL("./contract/x.wsdl", import.meta.url))`. Never fetched from the partner. */
  readonly wsdlPath: string;
  /** Where to post, whatever address the WSDL names. A query string stays. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values that never reach the log, as they are and as XML escapes them. */
  readonly secrets?: readonly string[];
  /** "1.1" (text/xml, SOAPAction) unless told. */
  readonly version?: "1.1" | "1.2";
  /** For partners that want another one than the book says ("application/xml"). */
  readonly contentType?: string;
  /** Content of soap:Header, for example WS-Security. */
  readonly soapHeader?: Xml;
  /** Statuses that mean "your session is over": thrown as SessionExpired. */
  readonly expired?: readonly number[];
  readonly maxAnswerBytes?: number;
  /** How the answer is parsed. */
  readonly parse?: ParseOptions;
}

/** What an operation is given: members by element name. undefined leaves an element out, null sends xsi:nil. */
export type SoapValue = string | number | boolean | null | undefined | SoapObject | readonly SoapValue[];
export interface SoapObject {
  readonly [name: string]: SoapValue;
}

export interface SoapClient {
  /**
   * One call. Gives the content of the answer's first body element (`<XResponse>`), prefixes stripped, every value a string.
   * Throws SoapFault for a fault, ExchangeError for everything else that goes wrong, SessionExpired for `expired`.
   */
  invoke(operation: string, args: SoapObject, kind: CallKind): Promise<XmlValue>;
  /** `invoke` with the name of that first element, for partners whose answer is told apart by it. */
  ask(operation: string, args: SoapObject, kind: CallKind): Promise<{ readonly name: string; readonly value: XmlValue }>;
}

interface Envelope {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How much of an error page goes into an error message. */
const SHOWN = 300;
/** Statuses under which partners send faults; what then is no envelope counts as the status alone says. */
const FAULT_STATUSES = [400, 500] as const;

/** Strings escaped by our own hand ("$xml" is written as it stands), so that no text is ever taken for markup. */
const escaped = (value: SoapValue): unknown => {
  if (typeof value === "string") return { $xml: xmlText(value) };
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, escaped(inner)] as const])),
  );
};

/** Lets node-soap write the request; its "HTTP client" only keeps what it would have sent. */
const writeEnvelope = (options: SoapOptions, operation: string, args: SoapObject): Promise<Envelope> =>
  new Promise((resolve, reject) => {
    const caught: { request: (url: string, text: string, done: unknown, headers: Record<string, string>) => Promise<never> } = {
      request: (_url, text, _done, headers) => {
        resolve({ text, headers });
        return new Promise(() => undefined);
      },
    };
    const settings = { httpClient: caught, forceSoap12Headers: options.version === "1.2", endpoint: options.endpoint };
    soap.createClient(options.wsdlPath, settings, (error, client) => {
      if (error !== null && error !== undefined)
        return reject(new SoapDefinitionError(`WSDL ${options.wsdlPath}: ${String(error)}`));
      const method: unknown = Object.hasOwn(client, operation) ? client[operation] : undefined;
      if (typeof method !== "function")
        return reject(new SoapDefinitionError(`no operation "${operation}" in ${options.wsdlPath}`));
      if (options.soapHeader !== undefined) client.addSoapHeader(options.soapHeader.xml);
      try {
        method(escaped(args), () => undefined);
      } catch (cause) {
        reject(new SoapDefinitionError(`operation "${operation}" cannot be written: ${String(cause)}`));
      }
    });
  });

const words = (value: XmlValue | undefined): string => (typeof value === "string" ? value.trim() : "");

/** The fault in a Body, if there is one: SOAP 1.1 (faultcode, faultstring) or 1.2 (Code/Value, Reason/Text). */
const faultOf = (body: XmlValue | undefined, status: number): SoapFault | undefined => {
  const fault = at(body, "Fault");
  if (fault === undefined) return undefined;
  const code = words(at(fault, "faultcode")) || words(at(fault, "Code", "Value"));
  const text = words(at(fault, "faultstring")) || words(at(fault, "Reason", "Text"));
  return new SoapFault(code.slice(code.indexOf(":") + 1), text, status, at(fault, "detail") ?? at(fault, "Detail"));
};

/** An envelope's body, or undefined where the text is none. */
const bodyOf = (document: XmlObject): XmlValue | undefined => at(document, "Envelope", "Body");

const quietly = (text: string, options: ParseOptions | undefined): XmlObject => {
  try {
    return parseXml(text, options);
  } catch {
    return {};
  }
};

/** A client bound to one attempt. See the file's head. */
export const createSoapClient = (
  call: Pick<Call, "signal" | "wire" | "traceparent" | "now">,
  options: SoapOptions,
): SoapClient => {
  const { origin, pathname, search } = new URL(options.endpoint);
  const secrets = options.secrets ?? [];
  const http = createHttp(call, {
    baseUrl: origin,
    secrets: [...new Set([...secrets, ...secrets.map(xmlText)])],
    ...(options.headers === undefined ? {} : { headers: options.headers }),
    ...(options.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: options.maxAnswerBytes }),
    ...(options.expired === undefined ? {} : { expired: options.expired }),
  });

  const client: SoapClient = {
    invoke: async (operation, args, kind) => (await client.ask(operation, args, kind)).value,
    ask: async (operation, args, kind) => {
      const envelope = await writeEnvelope(options, operation, args);
      const { "Content-Type": contentType = "text/xml; charset=utf-8", SOAPAction: action } = envelope.headers;
      const answer = await http.send({
        method: "POST",
        path: `${pathname}${search}`,
        headers: { accept: "text/xml, application/soap+xml", ...(action === undefined ? {} : { soapaction: action }) },
        body: { text: envelope.text, contentType: options.contentType ?? contentType },
        kind,
        statuses: FAULT_STATUSES,
      });
      if (answer.status >= 400) {
        const fault = faultOf(bodyOf(quietly(answer.text, options.parse)), answer.status);
        throw (
          fault ?? badStatus(answer.status, answer.headers, kind, call.now(), redactText(answer.text, secrets).slice(0, SHOWN))
        );
      }
      const body = bodyOf(xmlAnswer(answer, kind, options.parse));
      if (body === undefined) throw unreadable(kind, "not a SOAP envelope");
      const fault = faultOf(body, answer.status);
      if (fault !== undefined) throw fault;
      const first =
        typeof body === "object" && !Array.isArray(body) ? Object.entries(body).find(([name]) => name !== "$") : undefined;
      if (first === undefined) throw unreadable(kind, "an empty SOAP body");
      return { name: first[0], value: first[1] };
    },
  };
  return client;
};
