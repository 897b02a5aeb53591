/** SOAP 1.2 as a camera reads and writes it, with the UsernameToken of WS-Security. Written from the contract alone. */
import { createHash } from "node:crypto";
import {
  DEVICE_NS,
  ERROR_NS,
  MEDIA_NS,
  PASSWORD_DIGEST,
  SCHEMA_NS,
  WSSE_NS,
} from "../../../adapters/hall/camera/contract/onvif.ts";
import { childOf, SOAP_12, tag, textOf, type XmlElement } from "../../kit/xml.ts";

const NAMESPACES = `xmlns:s="${SOAP_12}" xmlns:tds="${DEVICE_NS}" xmlns:trt="${MEDIA_NS}" xmlns:tt="${SCHEMA_NS}" xmlns:ter="${ERROR_NS}"`;
const answer = (status: number, inner: string): Response =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?><s:Envelope ${NAMESPACES}><s:Body>${inner}</s:Body></s:Envelope>`, {
    status,
    headers: { "content-type": "application/soap+xml; charset=utf-8" },
  });

/** A good answer around finished XML. */
export const soap = (innerXml: string): Response => answer(200, innerXml);

/** A fault of SOAP 1.2 with ONVIF's own code ("ter:NotAuthorized"); the caller's mistake unless told. */
export const fault = (subcode: string, reason: string, code: "Sender" | "Receiver" = "Sender"): Response =>
  answer(
    code === "Sender" ? 400 : 500,
    `<s:Fault><s:Code>${tag("s:Value", `s:${code}`)}<s:Subcode>${tag("s:Value", subcode)}</s:Subcode></s:Code><s:Reason>${tag('s:Text xml:lang="en"', reason)}</s:Reason></s:Fault>`,
  );

export const NOT_AUTHORIZED = (): Response => fault("ter:NotAuthorized", "Sender not Authorized");

/** How far a token's time may lie from the camera's own clock. */
const TOKEN_MS = 300_000;
const MOST_NONCES = 5_000;

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Remembers the tokens it has seen: each counts once. */
export const tokenCheck = () => {
  const seen = new Set<string>();
  return {
    forget: () => seen.clear(),
    /** Is there a token of this account in the header, of now, and not seen before? */
    good: (header: XmlElement | undefined, account: Account, nowMs: number): boolean => {
      const security = header?.children.find(({ name, namespace }) => name === "Security" && namespace === WSSE_NS);
      const token = childOf(security, "UsernameToken");
      const password = childOf(token, "Password");
      const [username, nonce, created] = [textOf(token, "Username"), textOf(token, "Nonce"), textOf(token, "Created")];
      if (username !== account.username || nonce === undefined || created === undefined) return false;
      if (password?.attributes["Type"] !== PASSWORD_DIGEST || seen.has(nonce)) return false;
      if (!(Math.abs(Date.parse(created) - nowMs) <= TOKEN_MS)) return false;
      const digest = createHash("sha1")
        .update(Buffer.from(nonce, "base64"))
        .update(created)
        .update(account.password)
        .digest("base64");
      if (password.text.trim() !== digest) return false;
      if (seen.size >= MOST_NONCES) seen.clear();
      seen.add(nonce);
      return true;
    },
  };
};
