/** What a device's lane gets with each call, for tests of operations without a hub. */
import type { Call, WireEntry } from "../../../core/exchange/adapter.ts";
import type { DeviceCall, DeviceLaneConfig } from "../../../core/hall/device.ts";

export interface LaneCall {
  readonly call: Call<DeviceLaneConfig>;
  /** What would stand in the message log. */
  readonly log: WireEntry[];
}

/** A call of the lane of a device on the bench. */
export const laneCall = (
  { device, hall, config, signal, now }: DeviceCall,
  more: Partial<Call<DeviceLaneConfig>> = {},
): LaneCall => {
  const log: WireEntry[] = [];
  return {
    log,
    call: {
      config: { device, hall, settings: config },
      signal,
      now,
      messageId: "019f0000-0000-7000-8000-000000000001",
      attempt: 1,
      mayHaveArrived: false,
      traceparent: "00-00000000000000000000000000000001-0000000000000001-01",
      wire: (entry) => log.push(entry),
      blob: async () => new Uint8Array(),
      store: async () => ({ blob: "0".repeat(64), size: 1, mediaType: "image/jpeg" }),
      find: async () => undefined,
      awaiting: async () => [],
      updateKey: () => "",
      ...more,
    },
  };
};
