/**
 * Gives an outcome to the caller. On a real port a cut destroys the socket; without one (msw, app.fetch) it is what fetch
 * makes of a broken connection: a network error, or a body stream that fails.
 */
import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Answer, Outcome } from "./fault-effects.ts";

/** Bindings of @hono/node-server; absent under msw. */
export interface PortBindings {
  readonly outgoing?: ServerResponse;
}

const response = (answer: Answer): Response => {
  const headers = new Headers(answer.headers);
  // The body may have changed length on the way.
  headers.delete("content-length");
  const bodyless = answer.status === 204 || answer.status === 304;
  return new Response(bodyless ? null : answer.body, { status: answer.status, headers });
};

/** How much of the body gets through before the cut. */
const part = (answer: Answer, at: "headers" | "body"): Uint8Array<ArrayBuffer> =>
  at === "headers" ? new Uint8Array() : answer.body.slice(0, Math.max(1, Math.floor(answer.body.length / 2)));

const cutSocket = async (outgoing: ServerResponse, outcome: Extract<Outcome, { kind: "cut" }>): Promise<Response> => {
  const { answer, at } = outcome;
  if (answer !== undefined && at !== "start" && !outgoing.destroyed) {
    // The full length is announced, so that the caller can tell that bytes are missing.
    outgoing.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      "content-length": String(answer.body.length + 1),
    });
    outgoing.flushHeaders();
    const bytes = part(answer, at);
    if (bytes.length > 0) outgoing.write(bytes);
    // An empty write is called back when all before it has left; a socket destroyed earlier would take the headers with it.
    await new Promise<void>((resolve) => (outgoing.socket === null ? resolve() : outgoing.socket.write("", () => resolve())));
  }
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
};

const cutStream = (outcome: Extract<Outcome, { kind: "cut" }>): Response => {
  const { answer, at } = outcome;
  if (answer === undefined || at === "start") return Response.error();
  const pending = [part(answer, at)].filter((bytes) => bytes.length > 0);
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const bytes = pending.shift();
      if (bytes === undefined) controller.error(new TypeError("terminated"));
      else controller.enqueue(bytes);
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
};

/** The Response to hand on. On a port and after a cut, the answer is already on (and off) the wire. */
export const give = async (outcome: Outcome, bindings: PortBindings | undefined): Promise<Response> => {
  if (outcome.kind === "answer") return response(outcome.answer);
  return bindings?.outgoing === undefined ? cutStream(outcome) : cutSocket(bindings.outgoing, outcome);
};

/** Resolves when the caller of this request goes away. */
export const callerGone = (request: Request, bindings: PortBindings | undefined): Promise<void> =>
  new Promise((resolve) => {
    const { outgoing } = bindings ?? {};
    if (outgoing !== undefined) {
      if (outgoing.destroyed) resolve();
      outgoing.once("close", () => resolve());
      return;
    }
    if (request.signal.aborted) resolve();
    request.signal.addEventListener("abort", () => resolve(), { once: true });
  });
