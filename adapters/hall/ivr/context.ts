/**
 * Where a call is in the menu: carried by the exchange itself from answer to event, signed, so that any process can go on with it and nobody can give himself
 * another try. Bound to the call. Glossary: context = ngữ cảnh cuộc gọi.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const state = z.strictObject({
  step: z.enum(["menu", "code", "agency"]),
  /** Wrong keys, codes and silences so far. */
  wrong: z.int().min(0).max(9),
  lang: z.enum(["vi", "en"]),
  /** The codes to choose from, at step "agency". */
  codes: z.array(z.string().max(60)).max(9).default([]),
});
export type CallState = z.infer<typeof state>;

export const FIRST: CallState = { step: "menu", wrong: 0, lang: "vi", codes: [] };

const signatureOf = (payload: string, callId: string, secret: string): Buffer =>
  createHmac("sha256", secret).update(`ivr-context:${callId}:${payload}`).digest();

/** The state as the exchange carries it. */
export const sealState = (given: CallState, callId: string, secret: string): string => {
  const payload = Buffer.from(JSON.stringify(given)).toString("base64url");
  return `${payload}.${signatureOf(payload, callId, secret).toString("base64url")}`;
};

/** The state of a call; undefined for what was not made for this call by whoever has the secret. */
export const openState = (context: string, callId: string, secret: string): CallState | undefined => {
  const [payload = "", signature = ""] = context.split(".");
  const given = Buffer.from(signature, "base64url");
  const right = signatureOf(payload, callId, secret);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const read = state.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  return read.success ? read.data : undefined;
};
