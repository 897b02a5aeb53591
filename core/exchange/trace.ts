/** W3C trace context: one trace from the door to the partner. */
import { randomBytes } from "node:crypto";

const SHAPE = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A traceparent for one call: the given trace with a span of its own, or a new trace. */
export const childTraceparent = (parent: string | null | undefined): string => {
  const known = SHAPE.exec(parent ?? "");
  const trace = known?.[1] ?? randomBytes(16).toString("hex");
  return `00-${trace}-${randomBytes(8).toString("hex")}-${known?.[2] ?? "01"}`;
};
