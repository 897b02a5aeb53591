/** A scanner or a camera on the bench: its simulator on a real port, its driver's operations called as the exchange calls them. */
import { createHash } from "node:crypto";
import { type DeviceKind, type HallDevice, hall as hallSchema } from "../../../catalogs/hall.ts";
import type { Operation, OperationResult } from "../../../core/exchange/adapter.ts";
import type { DeviceDriver, DeviceReport } from "../../../core/hall/device.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import type { Simulation } from "../../../simulators/kit/types.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";

export const NOW = "2026-03-02T02:00:00.000Z";

const hall = hallSchema.parse({
  id: "thu",
  agencyId: "H57.101",
  name: { vi: "Bộ phận Một cửa thử nghiệm", en: "Test hall" },
  services: [{ id: "a", letter: "A", name: { vi: "Hộ tịch", en: "Civil status" }, fields: [], purpose: "submit", minutes: 10 }],
  counters: [{ id: "q1", number: 1, name: { vi: "Quầy 1", en: "Counter 1" }, services: ["a"] }],
  source: "test",
});

export interface Stored {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly blob: string;
}

export interface EyesBench {
  readonly served: Served;
  /** What the operation stored, in order. */
  readonly stored: readonly Stored[];
  /** What went over the wire, as the message log keeps it. */
  readonly wireText: () => string;
  /** Runs an operation; the body through its own schema first. */
  run(operation: string, body: unknown, signal?: AbortSignal): Promise<OperationResult>;
  /** The ExchangeError that it ends with. */
  fails(operation: string, body: unknown, signal?: AbortSignal): Promise<Record<string, unknown>>;
  look(signal?: AbortSignal): Promise<DeviceReport>;
  door(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  /** Runs `act` once, before the n-th request from now whose path contains `path` is looked at by the device. */
  before(path: string, n: number, act: () => unknown): void;
  close(): Promise<void>;
}

export const eyesBench = async (
  kind: DeviceKind,
  simulation: Simulation,
  driver: DeviceDriver,
  addressOf: (url: string) => string,
  options: HallDevice["options"] = {},
): Promise<EyesBench> => {
  const gates: ((path: string) => Promise<void>)[] = [];
  const gated: Simulation = {
    ...simulation,
    fetch: async (request, bindings) => {
      for (const gate of gates) await gate(new URL(request.url).pathname);
      return simulation.fetch(request, bindings);
    },
  };
  const served = await startSimulator(gated, { port: 0 });
  const device: HallDevice = { id: "thu-1", kind, name: { vi: "Thiết bị thử", en: "Test device" }, options };
  const settings = driver.config.parse({ url: addressOf(served.url), options });
  const stored: Stored[] = [];
  const log: (() => string)[] = [];

  const run: EyesBench["run"] = async (name, body, signal) => {
    const operation = driver.lane?.operations[name] as Operation<unknown, unknown> | undefined;
    if (operation === undefined) throw new RangeError(`no operation "${name}"`);
    const { call, wireText } = fakeCall(
      { device, hall, settings },
      { now: () => NOW, ...(signal === undefined ? {} : { signal }) },
    );
    log.push(wireText);
    return operation.send(operation.body.parse(body), {
      ...call,
      store: async (bytes, file) => {
        const blob = createHash("sha256").update(bytes).digest("hex");
        stored.push({ name: file, bytes, blob });
        return { blob, size: bytes.byteLength, mediaType: "application/octet-stream" };
      },
    });
  };
  return {
    served,
    stored,
    wireText: () => log.map((text) => text()).join("\n"),
    run,
    fails: (name, body, signal) => failure(run(name, body, signal)),
    look: async (signal = new AbortController().signal) => {
      if (driver.look === undefined) throw new RangeError("this driver does not look");
      return driver.look({ device, hall, config: settings, signal, now: () => NOW });
    },
    door: async (method, path, body) => {
      const answer = await fetch(`${served.url}/__sim${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      return answer.json();
    },
    before: (path, n, act) => {
      let seen = 0;
      gates.push(async (asked) => {
        if (!asked.startsWith("/__sim") && asked.includes(path)) seen += 1;
        else return;
        if (seen === n) await act();
      });
    },
    close: () => served.close(),
  };
};
