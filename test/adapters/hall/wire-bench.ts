/** One device on the bench: its simulator on real ports, its driver with settings as the environment would give them. */
import { type DeviceKind, type HallDevice, hall as hallSchema } from "../../../catalogs/hall.ts";
import type { DeviceCall, DeviceDriver } from "../../../core/hall/device.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation, type SimulationSettings } from "../../../simulators/kit/simulation.ts";
import type { SimulatorDefinition } from "../../../simulators/kit/types.ts";

const hall = hallSchema.parse({
  id: "thu",
  agencyId: "H57.101",
  name: { vi: "Bộ phận Một cửa phường Thuận Hóa", en: "One-stop hall of Thuận Hóa ward" },
  services: [{ id: "a", letter: "A", name: { vi: "Hộ tịch", en: "Civil status" }, fields: [], purpose: "submit", minutes: 10 }],
  counters: [{ id: "q1", number: 1, name: { vi: "Quầy 1", en: "Counter 1" }, services: ["a"] }],
  source: "test",
});

export interface Bench {
  readonly served: Served;
  /** A call of the driver, with its settings; `signal` of the test where it ends before the device answers. */
  readonly call: (signal?: AbortSignal) => DeviceCall;
  /** POST (with a body) or GET at the control door. */
  readonly door: (path: string, body?: unknown) => Promise<unknown>;
  readonly png: (path: string) => Promise<Buffer>;
  readonly power: (on: boolean) => Promise<unknown>;
  readonly cable: (on: boolean) => Promise<unknown>;
  readonly trouble: (name: string, on: boolean) => Promise<unknown>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

export interface BenchSettings {
  readonly kind: DeviceKind;
  readonly options?: HallDevice["options"];
  readonly simulation?: SimulationSettings;
  readonly now?: () => string;
  /** Made into the address; `ports` by the listeners' names. */
  readonly url: (ports: Readonly<Record<string, number>>, http: string) => string;
}

export const onBench = async <O>(
  definition: SimulatorDefinition<O>,
  driver: DeviceDriver,
  settings: BenchSettings,
): Promise<Bench> => {
  const served = await startSimulator(createSimulation(definition, settings.simulation), { port: 0 });
  const device: HallDevice = {
    id: "thu-1",
    kind: settings.kind,
    name: { vi: "Thiết bị", en: "Device" },
    options: settings.options ?? {},
  };
  const config = driver.config.parse({ url: settings.url(served.ports, served.url), options: device.options });
  const door = async (path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await fetch(`${served.url}/__sim${path}`, init);
    const text = await answer.text();
    return JSON.parse(text);
  };
  return {
    served,
    door,
    png: async (path) => Buffer.from(await (await fetch(`${served.url}/__sim${path}`)).arrayBuffer()),
    power: (on) => door("/device/power", { on }),
    cable: (on) => door("/device/cable", { on }),
    trouble: (name, on) => door("/device/trouble", { name, on }),
    call: (signal = new AbortController().signal) => ({
      device,
      hall,
      config,
      signal,
      now: settings.now ?? (() => "2026-11-22T03:05:00.000Z"),
    }),
    [Symbol.asyncDispose]: () => served.close(),
  };
};

/** What a promise was refused with; the value as an error where it was not refused. */
export const refusalOf = async (
  promise: Promise<unknown>,
): Promise<{ readonly code?: string; readonly intent?: string; readonly value?: unknown }> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => error as { readonly code?: string; readonly intent?: string },
  );
