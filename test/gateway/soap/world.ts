/** The SOAP doors over the real hub, without a network and on a real port. */
import { createHash, randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { parseXml, type XmlObject } from "../../../adapters/kit/xml.ts";
import { NAMESPACES, type ServiceId, SOAP_11, WSSE, WSU } from "../../../gateway/soap/names.ts";
import type { RealWorld } from "../real-hub.ts";

export const DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";
export const TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/** An envelope around one request; the prefix q is of the service's namespace. */
export const envelope = (request: string, header = "", service: ServiceId = "dossiers"): string =>
  `<e:Envelope xmlns:e="${SOAP_11}"><e:Header>${header}</e:Header><e:Body xmlns:q="${NAMESPACES[service]}">${request}</e:Body></e:Envelope>`;

export interface TokenParts {
  readonly username: string;
  readonly secret: string;
  readonly created?: string;
  readonly nonce?: Buffer;
  readonly type?: string;
  /** Instead of the digest. */
  readonly password?: string;
  /** Beside the token. */
  readonly more?: string;
}

/** A wsse:Security block with a digest. */
export const security = (parts: TokenParts): string => {
  const { username, secret, created = new Date().toISOString(), nonce = randomBytes(16), type = DIGEST, more = "" } = parts;
  const digest = createHash("sha1").update(nonce).update(created).update(secret).digest("base64");
  return `<w:Security xmlns:w="${WSSE}" xmlns:u="${WSU}" e:mustUnderstand="1">${more}<w:UsernameToken><w:Username>${username}</w:Username><w:Password Type="${type}">${parts.password ?? digest}</w:Password><w:Nonce>${nonce.toString("base64")}</w:Nonce><u:Created>${created}</u:Created></w:UsernameToken></w:Security>`;
};

/** The fields of a SOAP answer: of the response, or of the fault. */
export interface SoapAnswer {
  readonly status: number;
  readonly text: string;
  /** `<XResponse>`; undefined for a fault. */
  readonly answer: XmlObject | undefined;
  readonly fault:
    | {
        readonly faultcode: string;
        readonly faultstring: string;
        readonly code: string;
        readonly blame: string;
        readonly hint: string;
        readonly errors: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly headers: Headers;
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "object" && value !== null && "_" in value ? String(value._) : "";
const listOf = (value: unknown): readonly XmlObject[] =>
  value === undefined || value === "" ? [] : ((Array.isArray(value) ? value : [value]) as readonly XmlObject[]);

/** Reads an answer that must be a SOAP envelope with one element in its body. */
export const answerOf = async (response: Response): Promise<SoapAnswer> => {
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/xml")) throw new TypeError(`no SOAP answer but ${response.status} ${type}: ${text.slice(0, 300)}`);
  const body = (parseXml(text)["Envelope"] as XmlObject)["Body"] as XmlObject;
  const fault = body["Fault"] as XmlObject | undefined;
  const problem = (fault?.["detail"] as XmlObject | undefined)?.["Problem"] as XmlObject | undefined;
  const [name] = Object.keys(body);
  return {
    status: response.status,
    text,
    answer: fault === undefined ? (body[name ?? ""] as XmlObject) : undefined,
    fault:
      fault === undefined || problem === undefined
        ? undefined
        : {
            faultcode: textOf(fault["faultcode"]),
            faultstring: textOf(fault["faultstring"]),
            code: textOf(problem["code"]),
            blame: textOf(problem["blame"]),
            hint: textOf((problem["hint"] as XmlObject)["vi"]),
            errors: Object.fromEntries(listOf(problem["error"]).map((one) => [textOf(one["path"]), textOf(one["vi"])])),
          },
    headers: response.headers,
  };
};

export interface Post {
  readonly service?: ServiceId;
  /** Authenticates by the API key of this partner. */
  readonly partner?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts a whole document to a service. */
export const post = async (world: RealWorld, document: string | Uint8Array, { service, partner, headers }: Post = {}) =>
  answerOf(
    await world.app.request(`/soap/${service ?? "dossiers"}`, {
      method: "POST",
      headers: {
        "content-type": "text/xml; charset=utf-8",
        ...(partner === undefined ? {} : { authorization: `Bearer ${world.keys[partner]}` }),
        ...headers,
      },
      body: document,
    }),
  );

/** A birth registration as SOAP. */
export const SUBMIT = (key: string, changes: { summary?: string; more?: string } = {}): string =>
  `<q:Submit><q:idempotencyKey>${key}</q:idempotencyKey><q:channel>online</q:channel><q:procedureCode>1.001193</q:procedureCode><q:agencyId>H57.122</q:agencyId><q:applicant><q:kind>citizen</q:kind><q:fullName>Nguyễn Thị Thử Nghiệm</q:fullName><q:identityNumber>001099000012</q:identityNumber><q:phone>0900000012</q:phone></q:applicant>${changes.summary === undefined ? "" : `<q:summary>${changes.summary}</q:summary>`}<q:components><q:componentId>tk</q:componentId><q:originals>1</q:originals></q:components><q:components><q:componentId>gcs</q:componentId><q:originals> 1 </q:originals></q:components>${changes.more ?? ""}<q:declaredTruthful>1</q:declaredTruthful></q:Submit>`;

/** The same app on a free port of this machine. */
export const onPort = async (world: RealWorld): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const server = createAdaptorServer({ fetch: world.app.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
