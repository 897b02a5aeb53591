/** How a call proves who makes it: an API key, a token got for client credentials, or a signature over each request. */
import { signRequest } from "../auth/signing.ts";
import { foreignAnswer } from "./error.ts";
import { type RetryPlan, type Send, sendWithRetries } from "./retry.ts";

/** What the operator gave the partner; one of three kinds. */
export type ClientAuth =
  | { readonly apiKey: string }
  /** Client credentials: the client gets its tokens at /oauth/token and renews them before they end. */
  | { readonly clientId: string; readonly clientSecret: string }
  /** A shared secret: every request is signed (LT-HMAC-SHA256) and the secret never travels. */
  | { readonly credentialId: string; readonly secret: string };

export interface Prover {
  /** The request with the proof. Called anew for every try: a signature's nonce is good for one. Errors: those of getting a token. */
  prove(request: Request): Promise<Request>;
  /** Told that a request with its proof was answered 401: true where a new proof may be taken. */
  refused(request: Request): boolean;
}

/** A token is renewed this long before it ends, milliseconds; a tenth of its life where that is shorter. */
const RENEW_BEFORE_MS = 30_000;

const withHeaders = (request: Request, headers: Readonly<Record<string, string>>): Request => {
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  return request;
};

const fixed = (headers: Readonly<Record<string, string>>): Prover => ({
  prove: async (request) => withHeaders(request, headers),
  refused: () => false,
});

const signing = (credentialId: string, secret: string): Prover => ({
  prove: async (request) => {
    const { method, url } = request;
    const body = new Uint8Array(await request.clone().arrayBuffer());
    return withHeaders(request, await signRequest({ method, url, body, credentialId, secret }));
  },
  refused: () => false,
});

interface Token {
  readonly value: string;
  /** By the clock of performance.now(). */
  readonly renewAt: number;
}

const tokenOf = async (response: Response, askedAt: number): Promise<Token> => {
  const answer: unknown = await response.json().catch(() => undefined);
  const { access_token: value, expires_in: seconds } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof value !== "string" || typeof seconds !== "number") {
    throw foreignAnswer("the answer of /oauth/token holds no token");
  }
  const life = seconds * 1000;
  return { value, renewAt: askedAt + life - Math.min(RENEW_BEFORE_MS, life / 10) };
};

const bearer = (token: Token): string => `Bearer ${token.value}`;

/** Who no longer wants its answer waits no longer; the others who share the token do. */
const orAborted = <T>(shared: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });

/** RFC 6749 §2.3.1: both are form-encoded before they are joined. */
const basic = (id: string, secret: string): string => {
  const encoded = [id, secret].map((text) => new URLSearchParams({ a: text }).toString().slice(2));
  return `Basic ${btoa(encoded.join(":"))}`;
};

const withTokens = (tokenUrl: string, clientId: string, clientSecret: string, send: Send, plan: RetryPlan): Prover => {
  let token: Token | undefined;
  let asking: Promise<Token> | undefined;
  const ask = async (): Promise<Token> => {
    const askedAt = performance.now();
    const request = new Request(tokenUrl, {
      method: "POST",
      headers: { authorization: basic(clientId, clientSecret) },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    // Asking twice makes two tokens and does nothing else.
    return tokenOf(await sendWithRetries(request, send, plan, true), askedAt);
  };
  const current = async (): Promise<Token> => {
    if (token !== undefined && performance.now() < token.renewAt) return token;
    // All who need one at the same time wait for the same one.
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    token = await asking;
    return token;
  };
  return {
    prove: async (request) => withHeaders(request, { authorization: bearer(await orAborted(current(), request.signal)) }),
    refused: (request) => {
      // Another call may have renewed it meanwhile: only the one that was refused is given up.
      if (token !== undefined && request.headers.get("authorization") === bearer(token)) token = undefined;
      return true;
    },
  };
};

/** The prover of what was given; without anything, the public doors only. */
export const proverOf = (auth: ClientAuth | undefined, baseUrl: string, send: Send, plan: RetryPlan): Prover => {
  if (auth === undefined) return fixed({});
  if ("apiKey" in auth) return fixed({ authorization: `Bearer ${auth.apiKey}` });
  if ("credentialId" in auth) return signing(auth.credentialId, auth.secret);
  return withTokens(`${baseUrl}/oauth/token`, auth.clientId, auth.clientSecret, send, plan);
};
