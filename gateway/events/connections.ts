/** How many connections a partner may hold open for events: a stream or a long poll costs a socket and a look at the feed every second. */
import { type Problem, problem } from "../problem.ts";

/** A system needs one, and a second while it changes over; five leave room for a few of its servers. Per process of the hub. */
export const MOST_CONNECTIONS = 5;
const RETRY_SECONDS = 10;

export interface Connections {
  /** Takes a place; undefined where all are taken. The function gives it back, once however often it is called. */
  take(partnerId: string): (() => void) | undefined;
}

export const createConnections = (most = MOST_CONNECTIONS): Connections => {
  const open = new Map<string, number>();
  return {
    take: (partnerId) => {
      const now = open.get(partnerId) ?? 0;
      if (now >= most) return undefined;
      open.set(partnerId, now + 1);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        const left = (open.get(partnerId) ?? 1) - 1;
        if (left === 0) open.delete(partnerId);
        else open.set(partnerId, left);
      };
    },
  };
};

/** 429 events.too-many-connections. */
export const tooManyConnections = (): Problem =>
  problem(429, "events.too-many-connections", {
    retry: true,
    detail: {
      vi: `Hệ thống này đang giữ ${MOST_CONNECTIONS} kết nối nhận sự kiện, mức nhiều nhất được phép.`,
      en: `This system holds ${MOST_CONNECTIONS} event connections, the most allowed.`,
    },
    hint: {
      vi: "Đóng kết nối không dùng nữa; một kết nối nhận được mọi sự kiện.",
      en: "Close connections that are no longer used; one gets every event.",
    },
    headers: { "retry-after": String(RETRY_SECONDS) },
  });

/** 400 events.bad-cursor. */
export const badCursor = (): Problem =>
  problem(400, "events.bad-cursor", {
    detail: { vi: "Con trỏ không phải của trục này.", en: "The cursor is none of this hub's." },
    hint: {
      vi: "Dùng nguyên con trỏ đã nhận (next, id của SSE), hoặc after=now để chỉ nhận tin mới.",
      en: "Use a cursor as it was given (next, the id of an SSE event), or after=now for what comes from now on.",
    },
  });
