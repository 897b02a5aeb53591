/** R-H by rows: each device of the requirement has its driver, its page or its door, a simulator, and a place in the demo hall. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { DRIVERS } from "../../../adapters/hall/registry.ts";
import type { DeviceKind } from "../../../catalogs/hall.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { HALL_SIMULATORS } from "../../../simulators/hall/registry.ts";

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The fourteen rows, as the requirement names them. */
const ROWS: readonly {
  readonly row: string;
  readonly kinds: readonly DeviceKind[];
  /** Folder of the adapter; or the page that is the device. */
  readonly adapter?: string;
  readonly page?: string;
  readonly simulators: readonly string[];
}[] = [
  {
    row: "queue-ticket machine and counter call unit with loudspeaker",
    kinds: ["ticketMachine", "callUnit", "loudspeaker"],
    adapter: "queue-units",
    simulators: ["hall-ticket-machine", "hall-call-unit", "hall-loudspeaker"],
  },
  { row: "LED board", kinds: ["led"], adapter: "led", simulators: ["hall-led"] },
  { row: "result display (TV)", kinds: ["resultDisplay", "queueDisplay"], page: "results.tsx", simulators: [] },
  { row: "look-up kiosk (touch)", kinds: ["kiosk"], page: "kiosk.tsx", simulators: [] },
  { row: "barcode scanner", kinds: ["barcodeScanner"], adapter: "barcode-scanner", simulators: ["hall-barcode-scanner"] },
  {
    row: "receipt / barcode printer",
    kinds: ["receiptPrinter"],
    adapter: "receipt-printer",
    simulators: ["hall-receipt-printer"],
  },
  { row: "document printer", kinds: ["documentPrinter"], adapter: "document-printer", simulators: ["hall-document-printer"] },
  { row: "document scanner", kinds: ["documentScanner"], adapter: "document-scanner", simulators: ["hall-document-scanner"] },
  { row: "satisfaction tablet", kinds: ["satisfactionTablet"], page: "tablet.tsx", simulators: [] },
  { row: "surveillance camera", kinds: ["camera"], adapter: "camera", simulators: ["hall-camera"] },
  { row: "SMS modem", kinds: ["smsModem"], adapter: "sms-modem", simulators: ["hall-sms-modem"] },
  { row: "telephone look-up (IVR)", kinds: ["ivr"], adapter: "ivr", simulators: ["hall-ivr"] },
  { row: "photocopier meter", kinds: ["copierMeter"], adapter: "copier-meter", simulators: ["hall-copier-meter"] },
  { row: "UPS", kinds: ["ups"], adapter: "ups", simulators: ["hall-ups"] },
];
/** Kinds that come to the hub by themselves have no address, and so no driver. */
const WITHOUT_DRIVER: ReadonlySet<DeviceKind> = new Set([
  "ticketMachine",
  "callUnit",
  "loudspeaker",
  "resultDisplay",
  "queueDisplay",
  "kiosk",
  "satisfactionTablet",
]);

describe("the rows of R-H", () => {
  const hall = loadCatalogs().halls.get("thuan-hoa");

  it("R-H has fourteen rows", () => {
    expect(ROWS).toHaveLength(14);
  });

  it.each(ROWS)(
    "R-H row: $row is driven, simulated, documented, tested, and stands in the demo hall",
    ({ kinds, adapter, page, simulators }) => {
      for (const kind of kinds) {
        expect(
          hall?.devices.some((device) => device.kind === kind),
          kind,
        ).toBe(true);
        expect(
          DRIVERS.some((driver) => driver.kind === kind),
          kind,
        ).toBe(!WITHOUT_DRIVER.has(kind));
      }
      for (const id of simulators) expect(Object.keys(HALL_SIMULATORS)).toContain(id);
      if (page !== undefined) expect(existsSync(root(`gateway/public/screens/${page}`))).toBe(true);
      if (adapter === undefined) return;
      expect(existsSync(root(`adapters/hall/${adapter}/README.md`)), "README").toBe(true);
      // Units come to the hub's own doors, and are tested there.
      const tests = adapter === "queue-units" ? "test/gateway/hall" : `test/adapters/hall/${adapter}`;
      expect(readdirSync(root(tests)).some((file) => file.endsWith(".test.ts"))).toBe(true);
    },
  );
});
