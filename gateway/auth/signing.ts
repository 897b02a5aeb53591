/**
 * How a request is signed (LT-HMAC-SHA256): what both sides must agree on, and the caller's half. Web Crypto only, so that clients in a
 * browser or another runtime can use it as it is. Glossary: signature = chữ ký · nonce = số dùng một lần · time stamp = dấu thời gian.
 */

/** Name of the scheme in `Authorization`, and the first line of what is signed: a later version signs other lines under another name. */
export const SIGNATURE_SCHEME = "LT-HMAC-SHA256";
/** SHA-256 of the body's bytes, lower-case hex; also for empty bodies. */
export const CONTENT_HASH_HEADER = "x-content-sha256";

/** What a signature covers. */
export interface SignedParts {
  readonly method: string;
  /** Path and query exactly as they are sent: "/api/v1/dossiers?limit=20". */
  readonly target: string;
  /** Exactly as sent: an ISO 8601 instant or seconds since 1970. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly contentHash: string;
}

/** The bytes that are signed, one part a line. None of the parts can hold a line break, so no two requests share a text. Pure. */
export const stringToSign = ({ method, target, timestamp, nonce, contentHash }: SignedParts): string =>
  [SIGNATURE_SCHEME, method.toUpperCase(), target, timestamp, nonce, contentHash].join("\n");

export interface RequestToSign {
  readonly method: string;
  /** The whole address, or path and query exactly as they will be sent. */
  readonly url: string;
  readonly body?: string | Uint8Array;
  /** Id of the shared secret, as the operator gave it. */
  readonly credentialId: string;
  readonly secret: string;
  /** Real time, milliseconds; default now. The hub takes stamps within five minutes of its own clock. */
  readonly now?: number;
  /** Default: 128 random bits. Never use one twice. */
  readonly nonce?: string;
}

const bytesOf = (body: string | Uint8Array | undefined): Uint8Array<ArrayBuffer> =>
  typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body ?? []);

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const targetOf = (url: string): string => {
  if (url.startsWith("/")) return url;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
};

/** The headers that sign a request; add them to it. A request that is sent again must be signed again: its nonce is used up. */
export const signRequest = async (
  request: RequestToSign,
): Promise<{ readonly authorization: string; readonly [CONTENT_HASH_HEADER]: string }> => {
  const { subtle } = globalThis.crypto;
  const encoder = new TextEncoder();
  const timestamp = new Date(request.now ?? Date.now()).toISOString();
  const nonce = request.nonce ?? globalThis.crypto.randomUUID().replaceAll("-", "");
  const contentHash = hex(await subtle.digest("SHA-256", bytesOf(request.body)));
  const text = stringToSign({ method: request.method, target: targetOf(request.url), timestamp, nonce, contentHash });
  const key = await subtle.importKey("raw", encoder.encode(request.secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = base64url(await subtle.sign("HMAC", key, encoder.encode(text)));
  return {
    authorization: `${SIGNATURE_SCHEME} Credential=${request.credentialId}, Timestamp=${timestamp}, Nonce=${nonce}, Signature=${signature}`,
    [CONTENT_HASH_HEADER]: contentHash,
  };
};
