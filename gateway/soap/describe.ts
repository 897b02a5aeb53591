/** The SOAP doors in the OpenAPI document: where they are and how they answer; what they take is in their WSDL. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { GatewayEnv } from "../env.ts";
import { problemSchema } from "../rest/schemas.ts";
import type { Tag } from "../tags.ts";
import type { Service } from "./operations.ts";

const xml = { "text/xml": { schema: { type: "string" } } } as const;
const answer = (description: string) => ({ description, content: xml });

const FAULTS = {
  200: answer("Trả lời / the answer's envelope"),
  408: answer("SOAP Fault: gửi quá chậm / sent too slowly"),
  413: answer("SOAP Fault: quá 1 MiB / over 1 MiB"),
  415: answer("SOAP Fault: không phải text/xml hay application/soap+xml, UTF-8 / neither of them, or not UTF-8"),
  429: answer("SOAP Fault: quá nhiều yêu cầu; Retry-After / too many requests"),
  500: answer("SOAP Fault; lỗi của bên gọi cũng là 500 theo SOAP 1.1 / the caller's faults too, as SOAP 1.1 has it"),
  503: answer("SOAP Fault: chưa sẵn sàng / not ready"),
};

/** Adds both entries of a service. */
export const describeService = ({ openAPIRegistry }: OpenAPIHono<GatewayEnv>, { id, title, operations }: Service): void => {
  const path = `/soap/${id}`;
  const tags = ["soap"] satisfies Tag[];
  openAPIRegistry.registerPath({
    method: "get",
    path,
    operationId: `${id}Wsdl`,
    tags,
    summary: "Mô tả dịch vụ SOAP (WSDL 1.1)",
    description: `${title.en}: the WSDL with types and documentation. ${[...operations.keys()].join(", ")}.`,
    security: [],
    parameters: [{ name: "wsdl", in: "query", required: true, allowEmptyValue: true, schema: { type: "string" } }],
    responses: {
      200: answer("WSDL"),
      400: { description: "Thiếu ?wsdl / no ?wsdl", content: { "application/problem+json": { schema: problemSchema } } },
    },
  });
  openAPIRegistry.registerPath({
    method: "post",
    path,
    operationId: `${id}Soap`,
    tags,
    summary: `Dịch vụ SOAP. ${title.vi}`,
    description:
      "SOAP 1.1, document/literal; 1.2 envelopes are taken too. WS-Security UsernameToken digest in the envelope, or credentials in HTTP as at the other doors.",
    security: [{ bearer: [] }, { apiKey: [] }, { signature: [], contentHash: [] }, { certificate: [] }],
    request: { body: { required: true, content: xml } },
    responses: FAULTS,
  });
};
