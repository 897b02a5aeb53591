/**
 * The event stream (server-sent events): a partner that reads at its own pace, resumes by id, and is let go when it may no longer come in, when
 * it stops reading, or when the process is about to end. Nothing is kept for it: what it has not read lies in the feed.
 */
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Logger } from "pino";
import type { CloudEvent } from "../../core/cloud-event.ts";
import type { Hub, PartnerAccount } from "../../core/hub.ts";
import { hasScope } from "../../core/partners/scopes.ts";
import { feedScopeOf } from "../../core/partners/sight.ts";
import type { GatewayEnv } from "../env.ts";
import { safeError } from "../log.ts";
import { readEvents } from "./read.ts";

/** Real milliseconds. */
export interface StreamManners {
  /** Silence that proxies (60 s mostly) would take for a dead connection is broken this often. */
  readonly heartbeatMs: number;
  /** How often it is asked whether its credential, its token and its right to listen are still good. */
  readonly recheckMs: number;
  /** Who reads nothing for so long is cut off; it resumes where it was. */
  readonly stalledMs: number;
}
export const STREAM_MANNERS: StreamManners = { heartbeatMs: 15_000, recheckMs: 30_000, stalledMs: 60_000 };

/** Events read ahead for one stream: all that a slow reader costs in memory. */
const AHEAD = 100;
/** What a client that got cut waits before it comes back, milliseconds (the stream's `retry`). */
const COME_BACK_MS = 3_000;

export interface StreamOptions {
  readonly hub: Hub;
  readonly manners: StreamManners;
  readonly draining: () => boolean;
  readonly log: Pick<Logger, "error">;
  /** Real time, milliseconds. */
  readonly clock: () => number;
  readonly after: string;
  readonly types?: ReadonlySet<string>;
  /** Gives the partner's place back. */
  readonly release: () => void;
}

const frame = (event: CloudEvent): string => `id: ${event.cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
/** An id without data moves the reader's place and is no event to it (HTML standard, 9.2.6). */
const place = (cursor: string): string => `: nhịp / heartbeat\nid: ${cursor}\n\n`;

/** Answers with the stream. */
export const eventStream = (c: Context<GatewayEnv>, options: StreamOptions): Response => {
  const { hub, manners, draining, log, clock, types, release } = options;
  const credentialId = c.get("credentialId");
  const endsAt = c.get("proofEndsAt") ?? Number.POSITIVE_INFINITY;
  let partner: PartnerAccount = c.get("partner");
  // Proxies must not gather it into large pieces.
  c.header("X-Accel-Buffering", "no");

  const run = async (stream: SSEStreamingApi): Promise<void> => {
    const over = new AbortController();
    stream.onAbort(() => over.abort());
    const end = (): void => {
      over.abort();
      stream.abort();
    };
    const recheck = setInterval(() => {
      // A token's stream ends with the token: else a stolen one of ten minutes would listen for ever.
      if (clock() >= endsAt) return end();
      hub.partners.byId(credentialId).then(
        (proven) => {
          if (proven === undefined || !hasScope(["event.read"], proven.partner.scopes)) end();
          else partner = proven.partner;
        },
        (error: unknown) => log.error({ error: safeError(error) }, "event stream: the credential could not be asked"),
      );
    }, manners.recheckMs);
    recheck.unref();

    /** Resolves when the reader has taken it: what is behind is not read from the feed before. */
    const write = async (text: string): Promise<void> => {
      const stalled = setTimeout(end, manners.stalledMs);
      await stream.write(text);
      clearTimeout(stalled);
    };

    let cursor = options.after;
    let spokeAt = performance.now();
    const say = async (text: string): Promise<void> => {
      await write(text);
      spokeAt = performance.now();
    };
    try {
      await say(`retry: ${COME_BACK_MS}\n${place(cursor)}`);
      while (!over.signal.aborted && !draining()) {
        const read = await readEvents(hub, {
          after: cursor,
          limit: AHEAD,
          scope: feedScopeOf(partner, hub),
          ...(types === undefined ? {} : { types }),
        });
        for (const event of read?.items ?? []) {
          if (over.signal.aborted) break;
          await say(frame(event));
        }
        cursor = read?.cursor ?? cursor;
        if (performance.now() - spokeAt >= manners.heartbeatMs) await say(place(cursor));
        if (read?.end ?? true) await hub.feedMoved(over.signal);
      }
    } finally {
      clearInterval(recheck);
      release();
    }
  };

  return streamSSE(c, async (stream) => {
    try {
      await run(stream);
    } catch (error) {
      // Nothing of it goes over the wire; the reader comes back with its last id.
      log.error({ error: safeError(error) }, "event stream ended");
    }
  });
};
