/**
 * The stream of a unit (server-sent events): what it must show or say, as soon as it is so. It resumes by Last-Event-ID; nothing is kept for it, because
 * the hall's day has all of it.
 */
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Logger } from "pino";
import { COME_BACK_MS, type Hello, UNITS_PATH } from "../../adapters/hall/queue-units/contract/units.ts";
import type { Priority } from "../../catalogs/hall.ts";
import type { HallDay } from "../../core/hall/types.ts";
import type { Hub } from "../../core/hub.ts";
import type { GatewayEnv } from "../env.ts";
import { safeError } from "../log.ts";
import type { Speech } from "./speech.ts";
import type { Presence, PresenceManners } from "./unit-presence.ts";
import { announcementView, counterNow, counterOf, hallNow, type UnitPlace } from "./unit-views.ts";

/** Who takes nothing for so long is let go, real milliseconds. */
const STALLED_MS = 30_000;
/** Devices' states are no events of the queue: notices are looked at this often. */
const LOOK_MS = 1_000;
const MOST_EVENTS = 200;

export interface UnitStreamDeps {
  readonly hub: Pick<Hub, "hall" | "now" | "catalogs">;
  readonly log: Pick<Logger, "error">;
  readonly presence: Presence;
  readonly manners: PresenceManners;
  readonly speech: Speech;
  readonly draining: () => boolean;
}

interface Place {
  readonly day: string;
  readonly seq: number;
}

/** "2026-03-02/17" → day and number; undefined for anything else. Pure. */
export const readPlace = (id: string | undefined): Place | undefined => {
  const [, day, seq] = /^(\d{4}-\d{2}-\d{2})\/(\d{1,9})$/.exec(id ?? "") ?? [];
  return day === undefined || seq === undefined ? undefined : { day, seq: Number(seq) };
};

const writePlace = ({ day, seq }: Place): string => `${day}/${seq}`;
const frame = (event: string, id: Place, data: unknown): string =>
  `id: ${writePlace(id)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** Path of an announcement's speech. */
export const audioPath = (deviceId: string, seq: number): string => `${UNITS_PATH}/${deviceId}/announcements/${seq}.wav`;

type Tell = (write: (text: string) => Promise<void>) => Promise<void>;

/** What one unit is told, each time it is asked: only what is new. */
const tellerOf = (
  { device, hall }: UnitPlace,
  { hub, speech }: UnitStreamDeps,
  from: Place,
  priorities: ReadonlyMap<string, Priority>,
): Tell => {
  let told: string | undefined;
  const whenNew = (event: string, day: HallDay, data: unknown): string | undefined => {
    const text = JSON.stringify(data);
    if (text === told) return undefined;
    told = text;
    return frame(event, { day: day.day, seq: day.version }, data);
  };
  const counter = counterOf({ device, hall });
  if (device.kind === "callUnit" && counter !== undefined)
    return async (write) => {
      const day = await hub.hall.day(hall.id);
      const text = whenNew("counter", day, counterNow(hall, counter, day, priorities));
      if (text !== undefined) await write(text);
    };
  if (device.kind === "ticketMachine")
    return async (write) => {
      const [day, devices] = [await hub.hall.day(hall.id), await hub.hall.devices(hall.id)];
      const text = whenNew("hall", day, hallNow(hall, day, devices, hub.hall, hub.now()));
      if (text !== undefined) await write(text);
    };
  let at = from;
  return async (write) => {
    const { day } = await hub.hall.day(hall.id);
    // A new day begins with its first event; what was left of the old one is nobody's any more.
    if (day !== at.day) at = { day, seq: 0 };
    for (;;) {
      const events = await hub.hall.events(hall.id, at.seq, MOST_EVENTS, at.day);
      const speaks = await speech.available();
      for (const event of events) {
        at = { day: event.day, seq: event.seq };
        const said = announcementView(event, hall, hub.now(), speaks ? audioPath(device.id, event.seq) : undefined);
        if (said !== undefined) await write(frame("announcement", at, said));
      }
      if (events.length < MOST_EVENTS) return;
    }
  };
};

/** Answers with the stream of a unit that has come in. */
export const unitStream = (c: Context<GatewayEnv>, place: UnitPlace, deps: UnitStreamDeps): Response => {
  const { hub, log, presence, manners, speech, draining } = deps;
  const { id } = place.device;
  // Proxies must not gather it into large pieces.
  c.header("X-Accel-Buffering", "no");
  const last = readPlace(c.req.header("last-event-id"));

  const run = async (stream: SSEStreamingApi): Promise<void> => {
    const over = new AbortController();
    stream.onAbort(() => over.abort());
    const end = (): void => {
      over.abort();
      stream.abort();
    };
    const release = presence.hold(id, end);
    const write = async (text: string): Promise<void> => {
      const stalled = setTimeout(end, STALLED_MS);
      await stream.write(text);
      clearTimeout(stalled);
    };
    try {
      const day = await hub.hall.day(place.hall.id);
      const from = last?.day === day.day && last.seq <= day.version ? last : { day: day.day, seq: day.version };
      const greeting: Hello = { now: hub.now(), speech: await speech.available() };
      await write(`retry: ${COME_BACK_MS}\n${frame("hello", from, greeting)}`);
      const tell = tellerOf(place, deps, from, hub.catalogs.priorities);
      let markedAt = Number.NEGATIVE_INFINITY;
      while (!over.signal.aborted && !draining()) {
        if (performance.now() - markedAt >= manners.presentMs) {
          markedAt = performance.now();
          if (!(await presence.mark(id))) return end();
          await write(": nhịp / beat\n\n");
        }
        await tell(write);
        await hub.hall.moved(over.signal, Math.min(LOOK_MS, manners.presentMs));
      }
    } finally {
      release();
    }
  };
  return streamSSE(c, async (stream) => {
    try {
      await run(stream);
    } catch (error) {
      // The unit comes back with its last id.
      log.error({ deviceId: id, error: safeError(error) }, "a unit's stream ended");
    }
  });
};
