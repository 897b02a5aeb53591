/**
 * Problems → SOAP Faults. The faultcode says whose turn it is, the detail says the same as REST's problem document; never a stack trace,
 * never the value that was refused. Pure.
 */
import { element, type Xml } from "../../adapters/kit/xml.ts";
import type { Problem } from "../problem.ts";
import { type SoapVersion, writeEnvelope } from "./envelope.ts";
import { WSSE, WSU } from "./names.ts";
import { FAULT_ELEMENT, type Service } from "./operations.ts";
import { writeFields } from "./write.ts";

/** What WS-Security (SOAP Message Security 1.1 §12) calls the refusals of who calls. */
const SECURITY_CODES: Readonly<Record<string, string>> = {
  "partner.no-key": "wsse:InvalidSecurity",
  "soap.bad-security": "wsse:InvalidSecurity",
  "soap.unsupported-token": "wsse:UnsupportedSecurityToken",
  "partner.unknown-key": "wsse:FailedAuthentication",
  "partner.bad-token": "wsse:FailedAuthentication",
  "partner.bad-signature": "wsse:FailedAuthentication",
  "partner.bad-certificate": "wsse:FailedAuthentication",
  "partner.unknown-certificate": "wsse:FailedAuthentication",
  "partner.two-identities": "wsse:FailedAuthentication",
  "partner.replayed": "wsse:FailedAuthentication",
  "partner.token-expired": "wsu:MessageExpired",
  "partner.certificate-expired": "wsu:MessageExpired",
  "partner.stale-timestamp": "wsu:MessageExpired",
};
const PROTOCOL_CODES: Readonly<Record<string, string>> = {
  "soap.not-understood": "MustUnderstand",
  "soap.version-mismatch": "VersionMismatch",
};

/** The faultcode without its prefix, or a WS-Security name with it. */
const codeOf = (given: Problem): string =>
  SECURITY_CODES[given.code] ?? PROTOCOL_CODES[given.code] ?? (given.blame === "hub" ? "Server" : "Client");

/** These are about HTTP, not about the message: proxies and clients read the status itself. */
const HTTP_STATUSES: ReadonlySet<number> = new Set([408, 413, 415, 429, 503]);

/** The HTTP status of a fault: 500 as SOAP 1.1 §6.2 has it; 400 for the sender's faults in 1.2. */
export const faultStatus = (given: Problem, version: SoapVersion): number => {
  if (HTTP_STATUSES.has(given.status)) return given.status;
  return version === "1.2" && codeOf(given) !== "Server" ? 400 : 500;
};

const detailOf = (given: Problem, requestId: string, service: Service): Xml =>
  element(
    `lt:${FAULT_ELEMENT}`,
    writeFields(
      {
        code: given.code,
        blame: given.blame,
        retry: given.retry ?? false,
        message: given.detail,
        hint: given.hint,
        requestId,
        error: given.errors ?? [],
        details: given.details,
      },
      service.fault,
    ),
  );

const SENDER: Readonly<Record<string, string>> = { Client: "Sender", Server: "Receiver" };

const fault11 = (given: Problem, detail: Xml): Xml => {
  const code = codeOf(given);
  return element("soap:Fault", [
    element("faultcode", code.includes(":") ? code : `soap:${code}`),
    // Without xml:lang: some clients (node-soap) make an object of an element with attributes.
    element("faultstring", `${given.detail.vi} / ${given.detail.en}`),
    element("detail", [detail]),
  ]);
};

const fault12 = (given: Problem, detail: Xml): Xml => {
  const code = codeOf(given);
  const security = code.includes(":");
  const outer = `soap:${security ? "Sender" : (SENDER[code] ?? code)}`;
  return element("soap:Fault", [
    element("soap:Code", [
      element("soap:Value", outer),
      ...(security ? [element("soap:Subcode", [element("soap:Value", code)])] : []),
    ]),
    element("soap:Reason", [
      element("soap:Text", given.detail.vi, { "xml:lang": "vi" }),
      element("soap:Text", given.detail.en, { "xml:lang": "en" }),
    ]),
    element("soap:Detail", [detail]),
  ]);
};

/** The whole envelope of a fault. `requestId` names the request, so that support can find it in the log. */
export const writeFault = (given: Problem, version: SoapVersion, requestId: string, service: Service): string => {
  const detail = detailOf(given, requestId, service);
  return writeEnvelope(version, version === "1.1" ? fault11(given, detail) : fault12(given, detail), {
    "xmlns:lt": service.namespace,
    "xmlns:wsse": WSSE,
    "xmlns:wsu": WSU,
  });
};
