/** The hub's event stream, followed over broken connections: each goes on after the last event that came. */
import { foreignAnswer, LienthongError } from "./error.ts";
import { type RetryPlan, type Send, sendWithRetries } from "./retry.ts";
import { type components, OPERATIONS } from "./schema.ts";
import { readServerEvents, type ServerEventReader } from "./server-events.ts";
import { sleep } from "./sleep.ts";

/** A CloudEvent (1.0, JSON) of one dossier; without personal data. Keep its `cursor`, and give it as `after` the next time. */
export type HubCloudEvent = components["schemas"]["CloudEvent"];

export interface EventsOptions {
  /** The cursor of the last event that was dealt with. Absent: from now on. */
  readonly after?: string;
  /** "received", "decided" …; absent: every type. */
  readonly types?: readonly HubCloudEvent["data"]["type"][];
  readonly signal?: AbortSignal;
  /** Silence, milliseconds, after which the connection counts as dead; default 60 000. The hub says something four times as often. */
  readonly idleMs?: number;
}

const IDLE_MS = 60_000;
const RECONNECT_MS = 1_000;

/** The body's parts; gives the body up once nothing came for `idleMs` while somebody waited for it, and when the signal is aborted. */
async function* partsOf(body: ReadableStream<Uint8Array>, idleMs: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const giveUp = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    while (!signal.aborted) {
      const timer = setTimeout(giveUp, idleMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", giveUp);
    giveUp();
  }
}

const parse = (data: string): HubCloudEvent => {
  try {
    return JSON.parse(data) as HubCloudEvent;
  } catch (error) {
    throw foreignAnswer("an event of the stream is no JSON", error);
  }
};

const streamOf = ({ headers, body }: Response): ReadableStream<Uint8Array> => {
  if (body === null || !headers.get("content-type")?.startsWith("text/event-stream"))
    throw foreignAnswer("the answer is no event stream");
  return body;
};

/**
 * Follows the stream until the signal is aborted. Between connections it waits as long as the hub asks to, while the hub is away as the
 * plan says, without end. Errors: LienthongError where trying again makes no sense.
 */
export async function* followEvents(
  baseUrl: string,
  send: Send,
  plan: RetryPlan,
  { after, types, signal = new AbortController().signal, idleMs = IDLE_MS }: EventsOptions,
): AsyncGenerator<HubCloudEvent, void, undefined> {
  const endless = { ...plan, tries: Number.POSITIVE_INFINITY, totalMs: Number.POSITIVE_INFINITY };
  const search = types === undefined ? "" : `?types=${types.join(",")}`;
  let last = after;
  let reconnectMs = RECONNECT_MS;
  while (!signal.aborted) {
    const url = `${baseUrl}${OPERATIONS.streamEvents.path}${search}`;
    const headers = { accept: "text/event-stream", ...(last === undefined ? {} : { "Last-Event-ID": last }) };
    let reader: ServerEventReader | undefined;
    try {
      const answer = await sendWithRetries(new Request(`${url}`, { headers, signal }), send, endless, true);
      reader = readServerEvents(partsOf(streamOf(answer), idleMs, signal));
      for await (const { data } of reader.events) yield parse(data);
    } catch (error) {
      if (signal.aborted) return;
      // A connection that broke off is taken up again; what the hub said stands.
      if (error instanceof LienthongError) throw error;
    }
    // Also where nothing came: the hub says where a stream begins, and how far it is while nothing happens.
    if (reader?.lastId()) last = reader.lastId();
    reconnectMs = reader?.reconnectMs() ?? reconnectMs;
    await sleep(reconnectMs, signal).catch(() => undefined);
  }
}
