/** Request ids and W3C trace context, in and out. */
import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { GatewayEnv } from "./env.ts";

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
// It is logged: what could be a person's number (identity card old and new, telephone) is taken for none.
const REQUEST_ID = /^(?!(?:0\d{9}|84\d{9}|\d{9}|0\d{11})$)[A-Za-z0-9._-]{8,128}$/;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

/** 32 random hex digits (122 random bits). randomUUID() draws from Node's entropy cache: ten times cheaper than randomBytes() on every request. */
const randomHex = (): string => randomUUID().replaceAll("-", "");

/**
 * The trace context of our part of the work: the caller's trace id if it sent a valid one (W3C Trace Context §3.2: version ff and
 * all-zero ids are invalid), else a new one; always a new span id.
 */
export const continueTrace = (incoming: string | undefined): string => {
  const match = incoming === undefined ? null : TRACEPARENT.exec(incoming);
  const valid = match !== null && !match[0].startsWith("ff") && match[1] !== ZERO_TRACE && match[2] !== ZERO_SPAN;
  const traceId = valid ? match[1] : randomHex();
  const flags = valid ? match[3] : "01";
  return `00-${traceId}-${randomHex().slice(0, 16)}-${flags}`;
};

/** Gives each request its id (the caller's X-Request-Id where it is harmless to print) and its trace context, and says both back. */
export const traced = (): MiddlewareHandler<GatewayEnv> => async (c, next) => {
  const given = c.req.header("x-request-id");
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  const traceparent = continueTrace(c.req.header("traceparent"));
  c.set("requestId", requestId);
  c.set("traceparent", traceparent);
  // Before the answer is made, not on it: a made answer would have to be taken apart again.
  c.header("x-request-id", requestId);
  c.header("traceparent", traceparent);
  await next();
};
