/**
 * Who comes in at the doors of units: a device of a hall that proves itself by its key. An unknown device and a wrong key are answered alike, and count
 * alike against the address; nobody learns which devices there are.
 */
import type { Context } from "hono";
import { UNIT_KINDS } from "../../adapters/hall/queue-units/contract/units.ts";
import type { Hub } from "../../core/hub.ts";
import { draw, full, type Level, type Rate } from "../auth/bucket.ts";
import type { Entry } from "../auth/entry.ts";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import type { UnitPlace } from "./unit-views.ts";

/** Buttons are pressed by people: two a second in the long run is more than any hall does. */
const UNIT_RATE: Rate = { capacity: 120, windowMs: 60_000 };

const notProven = (): Problem =>
  problem(401, "hall.device-not-proven", {
    detail: { vi: "Không có thiết bị này, hoặc khóa không đúng.", en: "No such device, or a wrong key." },
    hint: {
      vi: "Gửi Authorization: Bearer <khóa>; người vận hành xem khóa bằng lệnh lienthong hall.",
      en: "Send Authorization: Bearer <key>; the operator sees the key by the command lienthong hall.",
    },
    headers: { "www-authenticate": 'Bearer realm="lienthong hall"' },
  });

const otherKind = (): Problem =>
  problem(403, "hall.device-of-another-kind", {
    detail: { vi: "Thiết bị loại này không dùng cửa này.", en: "A device of this kind does not use this door." },
    hint: {
      vi: "Máy lấy số, bàn phím gọi số và loa dùng /hall/v1; màn hình mở /hall/enter.",
      en: "Ticket machine, call unit and loudspeaker use /hall/v1; screens open /hall/enter.",
    },
  });

const tooFast = (waitMs: number): Problem => {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return problem(429, "hall.device-too-fast", {
    retry: true,
    detail: { vi: "Thiết bị này gửi quá nhiều yêu cầu.", en: "This device sends too many requests." },
    hint: { vi: `Gửi lại sau ${seconds} giây.`, en: `Send again in ${seconds} seconds.` },
    headers: { "retry-after": String(seconds) },
  });
};

export interface UnitEntry {
  /** The device of the path with its hall, or why not. */
  enter(c: Context<GatewayEnv>): UnitPlace | { readonly problem: Problem };
}

/** The entry of one process; `clock`: real time, milliseconds. */
export const createUnitEntry = (
  hub: Pick<Hub, "hall">,
  entry: Pick<Entry, "limits" | "addressOf">,
  clock: () => number,
): UnitEntry => {
  const levels = new Map<string, Level>();
  const placeOf = (id: string): UnitPlace | undefined => {
    for (const hall of hub.hall.halls.values()) {
      const device = hall.devices.find((one) => one.id === id);
      if (device !== undefined) return { device, hall };
    }
    return undefined;
  };
  return {
    enter: (c) => {
      const address = entry.addressOf(c);
      const barred = entry.limits.barred(address);
      if (barred !== undefined) return { problem: barred };
      const id = c.req.param("id") ?? "";
      const named = c.req.header("x-device") ?? id;
      const key = /^Bearer +(\S{1,200})$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
      const place = placeOf(id);
      const proven = hub.hall.checkDeviceKey(id, key);
      if (!proven || place === undefined || named !== id) {
        entry.limits.wrong(address);
        return { problem: notProven() };
      }
      if (!UNIT_KINDS.some((kind) => kind === place.device.kind)) return { problem: otherKind() };
      // Only devices that have proved themselves are here: as many as the catalog has.
      const now = clock();
      const drawn = draw(levels.get(id) ?? full(UNIT_RATE, now), UNIT_RATE, now);
      levels.set(id, drawn.level);
      return drawn.waitMs === 0 ? place : { problem: tooFast(drawn.waitMs) };
    },
  };
};
