/**
 * A hub with halls for the screens: the demo hall and two made ones (few counters, twelve counters with long names), the demo hall's receipt
 * printer on a real port, and the app as tests and browsers reach it.
 */
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { installHall } from "../../../adapters/hall/install.ts";
import type { Hall } from "../../../catalogs/hall.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { DossierCommandInput } from "../../../core/dossier/commands.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import type { HallOutcome } from "../../../core/hall/types.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { createApp } from "../../../gateway/app.ts";
import { freePort } from "../../../gateway/cli/free-port.ts";
import type { GatewayEnv } from "../../../gateway/env.ts";
import { createLog } from "../../../gateway/log.ts";
import { addScreens } from "../../../gateway/public/screens/screens.tsx";
import { traced } from "../../../gateway/trace.ts";
import printer from "../../../simulators/hall/receipt-printer/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import { OFFICER } from "../real-hub.ts";

export const HALL = "thuan-hoa";
/** Friday 13 February 2026, 10:00 in Huế. */
const FRIDAY_10 = Date.parse("2026-02-13T03:00:00.000Z");
const LOOK_AGAIN_MS = 20;

/** Waits for a condition; what it answers. */
export const until = async <T>(what: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
};

/** The longest names that lines have: fields of the catalogs' procedures, each a line of its own. */
const LONG_LINES: Hall["services"] = [
  {
    id: "doanh-nghiep",
    letter: "K",
    name: { vi: "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)", en: "Enterprises and household businesses" },
    fields: [],
    purpose: "submit",
    minutes: 15,
  },
  {
    id: "cu-tru",
    letter: "L",
    name: { vi: "Đăng ký, quản lý cư trú", en: "Residence" },
    fields: [],
    purpose: "submit",
    minutes: 10,
  },
];

const renamed = (hall: Hall, id: string, prefix: string, more: Partial<Hall>): Hall => ({
  ...hall,
  id,
  devices: hall.devices.map((device) => ({ ...device, id: device.id.replace("th-", `${prefix}-`) })),
  ...more,
});

/** Halls as small and as large as the walls must hold. */
export const hallsOf = (base: Hall): readonly Hall[] => [
  base,
  renamed(base, "nho", "nho", {
    name: { vi: "Bộ phận Một cửa phường Thuận Hóa – Cơ sở 2", en: "Thuận Hóa ward one-stop department – site 2" },
    counters: base.counters.slice(0, 4),
  }),
  renamed(base, "lon", "lon", {
    name: {
      vi: "Trung tâm Phục vụ hành chính công thành phố Huế – Cơ sở phường Phú Xuân và vùng phụ cận",
      en: "Huế City Public Administration Service Centre – Phú Xuân ward and surroundings",
    },
    services: [...base.services, ...LONG_LINES],
    counters: Array.from({ length: 12 }, (_, index) => ({
      id: `q${index + 1}`,
      number: index + 1,
      name: { vi: `Quầy ${index + 1}`, en: `Counter ${index + 1}` },
      services: [...base.services, ...LONG_LINES].map(({ id }) => id),
    })),
  }),
];

const officerOf = (counterId: string) => ({ kind: "officer", id: `cb-${counterId}`, name: "Trần Văn Thử" }) as const;

/** What a command brought about. */
export type Done = Exclude<HallOutcome, { readonly refusal: unknown }>;

export interface ScreensWorld {
  readonly hub: Hub;
  readonly printer: Served;
  readonly app: Hono<GatewayEnv>;
  /** Where the app is while it is up; the port stays the same. */
  readonly origin: string;
  up(): Promise<void>;
  down(): Promise<void>;
  /** Moves the hub's clock on. */
  pass(minutes: number): void;
  /** A command of an officer, who works at the counter that it names; throws where it is not done. */
  act(command: HallCommandInput, hallId?: string): Promise<Done>;
  /** A birth registration of the demo hall's agency, received, or decided and waiting to be collected. */
  file(upTo: "received" | "decided"): Promise<Dossier>;
  /** The link that makes a browser a device. */
  link(deviceId: string): string;
  stop(): Promise<void>;
}

/** Starts it. `presentMs`: how often screens are marked present and hear a beat. */
export const screensWorld = async (presentMs = 500): Promise<ScreensWorld> => {
  const began = performance.now();
  let ahead = 0;
  const clock = (): string => new Date(FRIDAY_10 + performance.now() - began + ahead).toISOString();
  const read = loadCatalogs();
  const base = read.halls.get(HALL);
  if (base === undefined) throw new TypeError("no demo hall");
  const catalogs = { ...read, halls: new Map(hallsOf(base).map((hall) => [hall.id, hall])) };
  const slips = createSimulation(printer);
  slips.clock.set(clock(), true);
  const served = await startSimulator(slips, { port: 0 });
  const { devices, lanes } = installHall(served.simulation.definition.settings(served.url, served.ports), catalogs.halls);
  const hub = await createHub({
    log: createLog("silent"),
    dataDir: IN_MEMORY,
    catalogs,
    adapters: lanes,
    devices,
    secret: "thu-nghiem".repeat(5),
    clock,
  });
  await hub.start();

  // The screens with a quick beat in front of everything else the gateway has.
  const app = new Hono<GatewayEnv>();
  app.use(traced());
  const quick = new Hono<GatewayEnv>();
  quick.use(traced());
  let draining = false;
  addScreens(
    {
      pages: quick,
      hub,
      log: createLog("silent"),
      metrics: { limited: () => undefined },
      trustedProxies: 0,
      wallClock: Date.now,
      secret: "thu-nghiem".repeat(5),
      lookUpLock: { lockedFor: () => 0, wrong: () => undefined },
      draining: () => draining,
      formTimeoutMs: 10_000,
    },
    { presentMs },
  );
  const whole = createApp(hub);
  app.all("/hall/live", (c) => quick.fetch(c.req.raw));
  app.all("/*", (c) => whole.fetch(c.req.raw));

  let server: ReturnType<typeof createAdaptorServer> | undefined;
  // It comes back on the same port, which no outgoing connection may take meanwhile.
  const port = await freePort();
  const world = {
    hub,
    printer: served,
    app,
    get origin() {
      return `http://127.0.0.1:${port}`;
    },
    up: () =>
      new Promise<void>((resolve, reject) => {
        draining = false;
        const made = createAdaptorServer({ fetch: app.fetch });
        made.once("error", reject);
        made.listen(port, "127.0.0.1", () => {
          server = made;
          resolve();
        });
      }),
    down: () =>
      new Promise<void>((resolve) => {
        const going = server;
        server = undefined;
        if (going === undefined) return resolve();
        draining = true;
        going.close(() => resolve());
        if ("closeAllConnections" in going) going.closeAllConnections();
      }),
    pass: (minutes: number) => {
      ahead += minutes * 60_000;
    },
    act: async (command: HallCommandInput, hallId = HALL) => {
      const actor = "counterId" in command ? officerOf(command.counterId) : ({ kind: "system", id: "test" } as const);
      const outcome = await hub.hall.execute({ hallId, command, actor });
      if ("refusal" in outcome) throw new TypeError(JSON.stringify(outcome.refusal));
      return outcome;
    },
    file: async (upTo: "received" | "decided"): Promise<Dossier> => {
      const filed = await hub.execute({
        command: {
          type: "submit",
          channel: "counter",
          procedureCode: "1.001193",
          agencyId: "H57.101",
          applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử Nghiệm", identityNumber: "001099000012", phone: "0900000012" },
          components: [
            { componentId: "tk", originals: 1 },
            { componentId: "gcs", originals: 1 },
          ],
          declaredTruthful: true,
        },
        ...OFFICER,
      });
      if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
      const id = filed.receipt.dossierId;
      const received: readonly DossierCommandInput[] = [{ type: "check", outcome: "valid" }, { type: "receive" }];
      const decided: readonly DossierCommandInput[] = [{ type: "decide", documents: [{ name: "Giấy khai sinh" }] }];
      const steps = upTo === "received" ? received : [...received, ...decided];
      for (const command of steps) {
        const done = await hub.execute({ command, dossier: id, ...OFFICER });
        if (done.outcome !== "done") throw new TypeError(JSON.stringify(done));
      }
      const found = await hub.find(id);
      if (found === undefined) throw new TypeError("not filed");
      return found;
    },
    link: (deviceId: string) => `/hall/enter/${deviceId}?key=${hub.hall.deviceKey(deviceId)}`,
    stop: async () => {
      await world.down();
      await hub.stop();
      await served.close();
    },
  };
  return world;
};
