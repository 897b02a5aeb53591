/**
 * The SOAP doors: /soap/dossiers and /soap/transfers, the same commands as REST. In this order: content type → who calls, by HTTP → size and
 * time → XML guard → parser → envelope → who calls, by WS-Security → limits → operation → shape → zod → hub. Nothing of a stranger's body
 * but its bounded envelope is looked at. Our own server instead of node-soap's, which has no limits, no checks, and shows stack traces.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Logger } from "pino";
import { element } from "../../adapters/kit/xml.ts";
import type { Hub } from "../../core/hub.ts";
import type { Entry } from "../auth/entry.ts";
import type { Identified } from "../auth/identify.ts";
import { IDENTITY } from "../auth/problems.ts";
import type { GatewayEnv } from "../env.ts";
import { faultOf } from "../fault.ts";
import type { Metrics } from "../metrics.ts";
import { answerProblem, type Problem, problem } from "../problem.ts";
import { JSON_BODY_TIMEOUT_MS, MAX_JSON_BYTES, readBounded } from "../rest/body.ts";
import { perform } from "./act.ts";
import { type AddressOptions, serviceAddress } from "./address.ts";
import { describeService } from "./describe.ts";
import {
  type Envelope,
  MEDIA_TYPE,
  notUnderstood,
  readEnvelope,
  type SoapVersion,
  securityBlocks,
  writeEnvelope,
} from "./envelope.ts";
import { faultStatus, writeFault } from "./fault.ts";
import { guardXml } from "./guard.ts";
import { createServices, type Service } from "./operations.ts";
import { readXml } from "./read.ts";
import { readCall } from "./request.ts";
import { createTokenCheck, type ProveToken } from "./security.ts";
import { writeFields } from "./write.ts";
import { wsdlOf } from "./wsdl.ts";

export interface SoapOptions extends AddressOptions {
  readonly app: OpenAPIHono<GatewayEnv>;
  readonly hub: Hub;
  readonly entry: Entry;
  readonly metrics: Pick<Metrics, "command" | "turnedAway">;
  readonly log: Pick<Logger, "error">;
  /** Real time, milliseconds. */
  readonly wallClock: () => number;
  /** How long a body may take to arrive, milliseconds of real time. */
  readonly timeoutMs?: number | undefined;
}

type Refused = { readonly problem: Problem };

const wrongType = (): Problem =>
  problem(415, "request.wrong-content-type", {
    detail: { vi: "Content-Type phải là text/xml; charset=utf-8.", en: "Content-Type must be text/xml; charset=utf-8." },
    hint: {
      vi: "SOAP 1.1: text/xml; charset=utf-8. SOAP 1.2: application/soap+xml; charset=utf-8.",
      en: "SOAP 1.1: text/xml; charset=utf-8. SOAP 1.2: application/soap+xml; charset=utf-8.",
    },
  });

/** The version that a Content-Type promises; undefined where it is none of SOAP's, or another charset. Pure. */
const promised = (contentType: string): SoapVersion | undefined => {
  const match = /^\s*(text\/xml|application\/soap\+xml)\s*((?:;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s;"]+)\s*)*);?\s*$/i.exec(
    contentType,
  );
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(match?.[2] ?? "")?.[1] ?? "utf-8";
  if (match === null || charset.toLowerCase() !== "utf-8") return undefined;
  return match[1]?.toLowerCase() === "text/xml" ? "1.1" : "1.2";
};

/** The SOAPAction of a request: a header in 1.1, a parameter of the content type in 1.2; without its quotes. */
const actionOf = (c: Context<GatewayEnv>): string => {
  const parameter = /;\s*action\s*=\s*"?([^";]*)/i.exec(c.req.header("content-type") ?? "")?.[1];
  return (c.req.header("soapaction") ?? parameter ?? "").trim().replace(/^"(.*)"$/, "$1");
};

interface Received {
  readonly envelope: Envelope;
  readonly bytes: number;
  /** Proved by HTTP; undefined: WS-Security has to. */
  readonly who: Identified | undefined;
}

/** Who calls, of all that the request shows: right everything, and one partner. */
const proven = async ({ envelope, who }: Received, prove: ProveToken, address: string): Promise<Identified | Refused> => {
  const [security, ...others] = securityBlocks(envelope);
  if (security === undefined) return who ?? { problem: IDENTITY.nothing() };
  if (others.length > 0) return { problem: IDENTITY.twoIdentities() };
  const byToken = await prove(security, address);
  if ("problem" in byToken || who === undefined) return byToken;
  return who.partner.id === byToken.partner.id ? who : { problem: IDENTITY.twoIdentities() };
};

/** Adds the doors of both services. Throws UnmappableSchemaError where a schema has no form in XML. */
export const addSoapDoors = (options: SoapOptions): void => {
  const { app, hub, entry, metrics, log, timeoutMs = JSON_BODY_TIMEOUT_MS } = options;
  const prove = createTokenCheck({ hub, limits: entry.limits, clock: options.wallClock });

  const fault = (c: Context<GatewayEnv>, service: Service, version: SoapVersion, given: Problem): Response => {
    if (given.status === 401) metrics.turnedAway(given.code);
    // SOAP answers 500 for the caller's mistakes too; the log tells them from ours.
    c.set("callersFault", given.blame === "caller");
    const { "www-authenticate": _, ...headers } = given.headers ?? {};
    return c.body(writeFault(given, version, c.get("requestId"), service), faultStatus(given, version) as 500, {
      ...headers,
      "content-type": MEDIA_TYPE[version],
      "cache-control": "no-store",
    });
  };

  /** Everything before WS-Security: nothing of the body but its bounded envelope. */
  const receive = async (c: Context<GatewayEnv>): Promise<Received | (Refused & { readonly version?: SoapVersion })> => {
    const byHttp = await entry.identify(c);
    const nothing = "problem" in byHttp && byHttp.problem.code === IDENTITY.nothing().code;
    if ("problem" in byHttp && !nothing) return byHttp;
    const read = await readBounded(c.req.raw, MAX_JSON_BYTES, timeoutMs);
    if ("problem" in read) return read;
    const guarded = guardXml(read.bytes);
    if ("problem" in guarded) return guarded;
    // A stranger who shows nothing is not worth a parser.
    if (nothing && !guarded.text.includes("UsernameToken")) return byHttp;
    const tree = readXml(guarded.text);
    if ("problem" in tree) return tree;
    const envelope = readEnvelope(tree.root);
    if ("problem" in envelope) return envelope;
    return { envelope, bytes: read.bytes.byteLength, who: "problem" in byHttp ? undefined : byHttp };
  };

  const serve = async (c: Context<GatewayEnv>, service: Service, version: SoapVersion): Promise<Response> => {
    const received = await receive(c);
    if ("problem" in received) return fault(c, service, received.version ?? version, received.problem);
    const { envelope } = received;
    const refuse = (given: Problem) => fault(c, service, envelope.version, given);
    const unknown = notUnderstood(envelope);
    if (unknown !== undefined) return refuse(unknown);
    const who = await proven(received, prove, entry.addressOf(c));
    if ("problem" in who) return refuse(who.problem);
    const barred = await entry.admit(c, who, received.bytes);
    if (barred !== undefined) return refuse(barred);

    const call = readCall(service, envelope.request, actionOf(c));
    if ("problem" in call) return refuse(call.problem);
    const answer = await perform(c, call, options);
    if ("problem" in answer) return refuse(answer.problem);
    const { name, answer: fields } = call.operation;
    const content = element(`lt:${name}Response`, writeFields(answer.value, fields));
    return c.body(writeEnvelope(envelope.version, content, { "xmlns:lt": service.namespace }), 200, {
      "content-type": MEDIA_TYPE[envelope.version],
      "cache-control": "no-store",
    });
  };

  for (const service of createServices()) {
    const path = `/soap/${service.id}`;
    describeService(app, service);
    let wsdl: ((address: string) => string) | undefined;
    app.post(path, async (c) => {
      const version = promised(c.req.header("content-type") ?? "");
      if (version === undefined) return fault(c, service, "1.1", wrongType());
      try {
        return await serve(c, service, version);
      } catch (error) {
        return fault(c, service, version, faultOf(c, log, error));
      }
    });

    app.get(path, (c) => {
      if (!/[?&]wsdl(?:[=&]|$)/i.test(c.req.url)) return answerProblem(c, wsdlOnly(path));
      const address = serviceAddress(c, path, options);
      if (address === undefined) return answerProblem(c, badHost());
      wsdl ??= wsdlOf(service);
      return c.body(wsdl(address), 200, { "content-type": MEDIA_TYPE["1.1"], vary: "Host" });
    });
  }
};

const wsdlOnly = (path: string): Problem =>
  problem(400, "soap.wsdl-only", {
    detail: { vi: "Địa chỉ này chỉ nhận SOAP bằng POST.", en: "This address takes SOAP by POST." },
    hint: { vi: `Đọc mô tả dịch vụ tại ${path}?wsdl.`, en: `Read the service's description at ${path}?wsdl.` },
  });

const badHost = (): Problem =>
  problem(400, "request.bad-header", {
    detail: { vi: "Tiêu đề Host không hợp lệ.", en: "Invalid Host header." },
    hint: { vi: "Gửi tên máy và cổng trong tiêu đề Host.", en: "Send host name and port in the Host header." },
  });
