/** Bar code scanner on the network, or on a serial device server: we hold a connection to it and it sends what it reads. */
import { z } from "zod";
import type { DeviceCall, DeviceReport, Heard } from "../../../core/hall/device.ts";
import { deviceOffline, openTcp } from "../../kit/tcp.ts";
import { type DeviceAddress, deviceAddress } from "../address.ts";
import { defineDriver } from "../define.ts";
import { DEFAULT_PORT, SUFFIXES, type Suffix } from "./contract/scanner.ts";
import { createLines } from "./wire.ts";

interface ScannerConfig {
  readonly address: DeviceAddress;
  readonly suffix: Suffix;
  readonly prefix: string;
}

const NAMES = Object.keys(SUFFIXES) as readonly Suffix[];
const config = z
  .object({
    url: deviceAddress("barcode", DEFAULT_PORT, "barcode://192.0.2.6:9004"),
    options: z.object({
      suffix: z.enum(NAMES, { error: `options.suffix: ${NAMES.join(" | ")}` }).default("line"),
      prefix: z.string({ error: "options.prefix: chữ / text" }).max(20, { error: "options.prefix: ≤ 20" }).default(""),
    }),
  })
  .transform(({ url, options }): ScannerConfig => ({ address: url, ...options }));

/** Whose scanner is being listened to. Scanners take one connection only: a second one, just to look, would throw the first one out. */
const connected = new WeakSet<ScannerConfig>();

const look = async ({ config: settings }: DeviceCall<ScannerConfig>): Promise<DeviceReport> => {
  if (!connected.has(settings)) throw deviceOffline("nobody listens to the scanner");
  return { state: "ok", problems: [] };
};

const hear = async (
  heard: (what: Heard) => Promise<void>,
  { config: settings, signal }: DeviceCall<ScannerConfig>,
): Promise<void> => {
  // Probes notice a scanner whose cable is out within about twenty seconds; it would never say so itself.
  const line = await openTcp({ ...settings.address, keepAlive: true }, signal);
  connected.add(settings);
  try {
    const lines = createLines(settings);
    for (;;) {
      const bytes = await line.read((got) => got.length);
      for (const text of lines(bytes)) await heard({ kind: "barcode", text });
    }
  } finally {
    connected.delete(settings);
    line.close();
  }
};

export default defineDriver<ScannerConfig>({
  kind: "barcodeScanner",
  scheme: "barcode",
  title: { vi: "Đầu đọc mã vạch qua mạng", en: "Bar code scanner on the network" },
  config,
  look,
  hear,
});
