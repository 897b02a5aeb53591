/** A receipt printer on a real port, and calls to its driver as the exchange would make them. */
import { z } from "zod";
import driver from "../../../../adapters/hall/receipt-printer/driver.ts";
import type { Hall, HallDevice } from "../../../../catalogs/hall.ts";
import type { Call, WireEntry } from "../../../../core/exchange/adapter.ts";
import { type ExchangeError, isExchangeError } from "../../../../core/exchange/errors.ts";
import type { DeviceReport } from "../../../../core/hall/device.ts";
import { slip } from "../../../../core/hall/slip.ts";
import definition from "../../../../simulators/hall/receipt-printer/simulator.ts";
import { startSimulator } from "../../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../../simulators/kit/simulation.ts";

export const NOW = "2026-03-02T01:05:00.000Z";

export const paper = z.object({
  n: z.number(),
  lines: z.array(z.string()),
  barcodes: z.array(z.string()),
  qrcodes: z.array(z.string()),
  complete: z.boolean(),
  hanging: z.boolean(),
  png: z.string(),
});
export type Paper = z.infer<typeof paper>;

const device: HallDevice = {
  id: "test-slip-1",
  kind: "receiptPrinter",
  name: { vi: "Máy in phiếu", en: "Slip printer" },
  options: {},
};
const hall = { id: "test", name: { vi: "Sảnh thử", en: "Test hall" } } as Hall;

/** Settings of an address as the driver reads them; the texts of what is wrong. */
export const settingsOf = (url: string, options: Readonly<Record<string, string | number | boolean>> = {}) => {
  const read = driver.config.safeParse({ url, options });
  return read.success ? { config: read.data } : { wrong: read.error.issues.map(({ message }) => message) };
};

export type Outcome =
  | { readonly done: true; readonly wire: readonly WireEntry[] }
  | { readonly done: false; readonly error: ExchangeError };

export const startPrinter = async (options: Readonly<Record<string, unknown>> = {}) => {
  const simulation = createSimulation(definition, { options, now: NOW });
  const served = await startSimulator(simulation, { port: 0 });
  const door = async (path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await simulation.fetch(new Request(`http://sim.test/__sim${path}`, init));
    if (!response.ok) throw new RangeError(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const port = served.ports["escpos"] ?? 0;
  const address = (query = "model=epson-tm-t20iii"): string => `escpos://127.0.0.1:${port}?${query}`;
  let jobs = 0;
  const print = async (
    given: z.input<typeof slip>,
    {
      url = address(),
      mayHaveArrived = false,
      messageId,
      attempt = 1,
      now = NOW,
      signal = AbortSignal.timeout(20_000),
    }: {
      url?: string;
      mayHaveArrived?: boolean;
      messageId?: string;
      attempt?: number;
      now?: string;
      signal?: AbortSignal;
    } = {},
  ): Promise<Outcome> => {
    const read = settingsOf(url);
    if (!("config" in read)) throw new RangeError(read.wrong.join("; "));
    jobs += 1;
    const wire: WireEntry[] = [];
    const call = {
      config: { device, hall, settings: read.config },
      signal,
      now: () => now,
      messageId: messageId ?? `job-${jobs}`,
      attempt,
      mayHaveArrived,
      wire: (entry: WireEntry) => wire.push(entry),
    } as unknown as Call<never>;
    try {
      await driver.lane?.operations["print"]?.send(slip.parse(given) as never, call);
      return { done: true, wire };
    } catch (error) {
      if (isExchangeError(error)) return { done: false, error };
      throw error;
    }
  };
  /** As the exchange does: again until it is done or refused; once an outcome was unknown, every later slip may be a second one. */
  const printUntilDone = async (
    given: z.input<typeof slip>,
    options: { url?: string; attempts?: number } = {},
  ): Promise<number> => {
    let mayHaveArrived = false;
    jobs += 1;
    const messageId = `whole-${jobs}`;
    for (let attempt = 1; attempt <= (options.attempts ?? 10); attempt += 1) {
      const outcome = await print(given, { ...(options.url ? { url: options.url } : {}), mayHaveArrived, messageId, attempt });
      if (outcome.done) return attempt;
      mayHaveArrived ||= outcome.error.intent === "unknown";
    }
    throw new RangeError("never done");
  };
  const look = async (url = address()): Promise<DeviceReport> => {
    const read = settingsOf(url);
    if (!("config" in read) || driver.look === undefined) throw new RangeError("no look");
    return driver.look({ device, hall, config: read.config, signal: AbortSignal.timeout(20_000), now: () => NOW });
  };
  return {
    simulation,
    address,
    door,
    print,
    printUntilDone,
    look,
    papers: async (): Promise<readonly Paper[]> => z.array(paper).parse(await door("/papers")),
    png: async (n: number): Promise<Uint8Array> => {
      const response = await simulation.fetch(new Request(`http://sim.test/__sim/papers/${n}.png`));
      return new Uint8Array(await response.arrayBuffer());
    },
    /** Bytes that it could not make sense of: none, ever, of a driver that knows its printer. */
    unknownCommands: async (): Promise<readonly string[]> =>
      z.object({ unknownCommands: z.array(z.string()) }).parse(await door("/state")).unknownCommands,
    close: served.close,
  };
};
export type World = Awaited<ReturnType<typeof startPrinter>>;

export const textSlip = (...texts: readonly string[]): z.input<typeof slip> => ({
  form: "ticket",
  items: texts.map((text) => ({ kind: "text", text })),
});
