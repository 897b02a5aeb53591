/**
 * GET /hall/live: the line between the hub and one screen (server-sent events). Says when the screen's picture is old ("moved"), beats so that
 * both sides notice a cut, and marks the device present for as long as it is held. What is shown is fetched apart: nothing of it goes over here.
 * Glossary: stamp = dấu của nội dung đang hiển thị · beat = nhịp.
 */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { GatewayEnv } from "../../env.ts";
import { safeError } from "../../log.ts";
import { answerProblem, problem } from "../../problem.ts";
import { assetPath } from "../assets.ts";
import type { PublicContext } from "../context.ts";
import { isScreenName, type ScreenDevice, type ScreenName, screenDevice } from "./device.tsx";

/** Real milliseconds. */
export interface LiveManners {
  /** How often the device is marked present, and the screen hears a beat. */
  readonly presentMs: number;
  /** A screen that takes nothing off its line for so long is let go; it comes back by itself. */
  readonly stalledMs: number;
  /** Most lines of one device at once: a reload may overlap with the line before, a flood may not. */
  readonly most: number;
}
export const LIVE_MANNERS: LiveManners = { presentMs: 5_000, stalledMs: 30_000, most: 4 };

/** What names the picture of each screen: when it changes, the screen fetches anew. No personal data: it goes over the wire. */
export type Stamps = Readonly<Record<ScreenName, (at: ScreenDevice) => Promise<string>>>;

const unpaired = () =>
  problem(401, "hall.not-paired", {
    detail: { vi: "Trình duyệt này không phải thiết bị nào của sảnh.", en: "This browser is no device of a hall." },
    hint: { vi: "Mở lại đường dẫn ghép thiết bị.", en: "Open the pairing link again." },
  });
const tooMany = () =>
  problem(429, "hall.too-many-lines", {
    retry: true,
    detail: { vi: "Thiết bị này đang giữ quá nhiều kết nối.", en: "This device holds too many connections." },
    hint: { vi: "Đóng bớt cửa sổ rồi thử lại.", en: "Close some windows and try again." },
    headers: { "retry-after": "5" },
  });

/** Changes when what the browser has loaded is no longer what we serve. */
const buildOf = (): string =>
  createHash("sha256")
    .update(
      (["base.css", "screens.css", "walls.css", "kiosk.css", "tablet.css", "screens.js", "wedge.js", "htmx.js"] as const)
        .map((name) => assetPath(name))
        .join("\n"),
    )
    .digest("base64url")
    .slice(0, 12);

/** Adds the line, and a door that only says whether there would be one. */
export const addLive = (
  context: Pick<PublicContext, "pages" | "hub" | "log" | "draining">,
  stamps: Stamps,
  manners: LiveManners,
): void => {
  const { pages, hub, log, draining } = context;
  const held = new Map<string, number>();
  const release = (deviceId: string): void => {
    const left = (held.get(deviceId) ?? 1) - 1;
    if (left <= 0) held.delete(deviceId);
    else held.set(deviceId, left);
  };

  const who = (c: Context<GatewayEnv>): ScreenDevice | undefined => {
    const screen = c.req.query("screen");
    return isScreenName(screen) ? screenDevice(c, hub, screen) : undefined;
  };

  const run = async (stream: SSEStreamingApi, at: ScreenDevice, after: string): Promise<void> => {
    const over = new AbortController();
    stream.onAbort(() => over.abort());
    const write = async (text: string): Promise<void> => {
      const stalled = setTimeout(() => {
        over.abort();
        stream.abort();
      }, manners.stalledMs);
      await stream.write(text);
      clearTimeout(stalled);
    };
    let stamp = after;
    let presentAt = Number.NEGATIVE_INFINITY;
    const beat = async (): Promise<void> => {
      if (performance.now() - presentAt < manners.presentMs) return;
      presentAt = performance.now();
      await hub.hall.present(at.device.id);
      await write("event: beat\ndata: \n\n");
    };
    await write(`retry: 1000\nevent: hello\ndata: ${buildOf()}\n\n`);
    while (!over.signal.aborted && !draining()) {
      await beat();
      const now = await stamps[at.screen](at);
      if (now !== stamp && !over.signal.aborted) {
        stamp = now;
        await write(`id: ${stamp}\nevent: moved\ndata: \n\n`);
      }
      await hub.hall.moved(over.signal, Math.min(1_000, manners.presentMs));
    }
  };

  pages.get("/hall/live", (c) => {
    const at = who(c);
    if (at === undefined) return answerProblem(c, unpaired());
    const lines = held.get(at.device.id) ?? 0;
    if (lines >= manners.most) return answerProblem(c, tooMany());
    held.set(at.device.id, lines + 1);
    // Proxies must not gather it into large pieces.
    c.header("X-Accel-Buffering", "no");
    const after = c.req.header("last-event-id") ?? c.req.query("after") ?? "";
    return streamSSE(c, async (stream) => {
      try {
        await run(stream, at, after);
      } catch (error) {
        // The screen sees the line end, says so to those in front of it, and comes back.
        log.error({ deviceId: at.device.id, error: safeError(error) }, "a screen's line ended");
      } finally {
        release(at.device.id);
      }
    });
  });
  pages.get("/hall/live/who", (c) => (who(c) === undefined ? answerProblem(c, unpaired()) : c.body(null, 204)));
};
