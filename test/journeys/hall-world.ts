/**
 * A whole hall for journeys: the hub on a real port with its data on disk, every device of the demo hall simulated and reached over its real
 * protocol, and Chromium for what is a page. Hub and devices share one clock that runs, and that a test may move on.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { installHall } from "../../adapters/hall/install.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, deviceKeyOf, type Hub } from "../../core/hub.ts";
import type { PersonRole } from "../../core/people/roles.ts";
import { freePort } from "../../gateway/cli/free-port.ts";
import { createLog } from "../../gateway/log.ts";
import { type RunningServer, serveHub } from "../../gateway/server.ts";
import { HALL_SIMULATORS } from "../../simulators/hall/registry.ts";
import { type Served, startSimulator } from "../../simulators/kit/serve.ts";
import { launchChromium } from "../support/chromium.ts";

export const HALL = "thuan-hoa";
type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;
const SECRET = "thu-nghiem".repeat(5);
const PASSWORD = "mat-khau-thu-nghiem-1";
/** A tap may wait for a busy machine; vitest's own limit is longer, and would not name what was waited for. */
const PATIENCE_MS = 200_000;
const LOOK_AGAIN_MS = 25;

/** Waits for a condition; what it answers. */
export const until = async <T>(what: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
};

/** One simulated device: its state, and its control door, as a person presses its buttons. */
export interface Device<S> {
  state(): S;
  press(path: string, body?: unknown): Promise<unknown>;
  /** Bytes of a picture or file of its door. */
  read(path: string): Promise<Uint8Array>;
}

/** A piece of paper that came out of the receipt printer. */
export interface Paper {
  readonly lines: readonly string[];
  readonly barcodes: readonly string[];
  readonly complete: boolean;
  readonly hanging: boolean;
}
/** Everything on it, as one text. */
export const wordsOf = ({ lines }: Paper): string => lines.join("\n");

export interface HallWorld {
  readonly hub: () => Hub;
  readonly url: string;
  device<S = unknown>(simulatorId: string): Device<S>;
  /** Complete slips that came out, oldest first. */
  papers(): readonly Paper[];
  /** Moves the clock of hub and devices on. */
  pass(minutes: number): void;
  now(): string;
  /** Opens the page of a device of the hall, paired as its operator pairs it. */
  screen(deviceId: string, width: number, height: number): Promise<Page>;
  /** Somebody of the office, signed in at a browser of his own. */
  person(role: PersonRole, name: string): Promise<Page>;
  /** A second window of the same person; in front, as the first is. */
  secondWindow(page: Page): Promise<Page>;
  /** Keeps a picture where LIENTHONG_SHOTS names a folder. */
  shot(page: Page, name: string): Promise<void>;
  /** The hub's process ends; its data stay. */
  hubDown(): Promise<void>;
  /** It comes up again on the same port, with the same data. */
  hubUp(): Promise<void>;
  stop(): Promise<void>;
}

const UNIT_KINDS: Readonly<Record<string, string>> = {
  "hall-ticket-machine": "ticketMachine",
  "hall-call-unit": "callUnit",
  "hall-loudspeaker": "loudspeaker",
};

/** Starts all of it. @param start where the clock stands at first (ISO 8601) @param chromiumPath the browser */
export const hallWorld = async (start: string, chromiumPath: string): Promise<HallWorld> => {
  const catalogs = loadCatalogs();
  const hall = catalogs.halls.get(HALL);
  if (hall === undefined) throw new TypeError("no demo hall");
  const folder = mkdtempSync(join(tmpdir(), "lienthong-hall-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let ahead = Date.parse(start) - Date.now();
  const now = (): string => new Date(Date.now() + ahead).toISOString();

  const optionsOf = (id: string): Readonly<Record<string, unknown>> => {
    const kind = UNIT_KINDS[id];
    if (kind === undefined) return id === "hall-ivr" ? { hubUrl: url } : {};
    const units = hall.devices.filter((device) => device.kind === kind);
    return {
      hubUrl: url,
      units: units.map((unit) => ({
        deviceId: unit.id,
        kind,
        key: deviceKeyOf(SECRET, unit.id),
        ...(unit.counter === undefined ? {} : { counter: unit.counter }),
      })),
    };
  };
  const served = new Map<string, Served>();
  for (const [id, create] of Object.entries(HALL_SIMULATORS)) {
    const simulation = create({ options: optionsOf(id) });
    simulation.clock.set(now(), true);
    served.set(id, await startSimulator(simulation, { port: 0 }));
  }
  const environment = Object.assign(
    {},
    ...[...served.values()].map(({ url: at, ports, simulation }) => simulation.definition.settings(at, ports)),
  ) as Record<string, string>;

  let hub: Hub;
  let server: RunningServer;
  const hubUp = async (): Promise<void> => {
    const { devices, lanes } = installHall(environment, catalogs.halls);
    hub = await createHub({
      log: createLog("silent"),
      dataDir: join(folder, "data"),
      catalogs,
      adapters: lanes,
      devices,
      secret: SECRET,
      clock: now,
    });
    server = await serveHub(hub, { host: "127.0.0.1", port, drainMs: 1_000, secret: SECRET, publicUrl: "https://truc.example" });
  };
  const hubDown = async (): Promise<void> => {
    await server.stop();
  };
  await hubUp();
  const browser: Browser = await launchChromium(chromiumPath);
  const open = async (width: number, height: number, storageState?: StorageState): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: "vi-VN",
      timezoneId: "Asia/Ho_Chi_Minh",
      ...(storageState === undefined ? {} : { storageState }),
    });
    context.setDefaultTimeout(PATIENCE_MS);
    context.setDefaultNavigationTimeout(PATIENCE_MS);
    return context.newPage();
  };
  const servedAs = (id: string): Served => {
    const one = served.get(id);
    if (one === undefined) throw new TypeError(`no simulator ${id}`);
    return one;
  };

  const world: HallWorld = {
    hub: () => hub,
    url,
    device: <S>(id: string): Device<S> => {
      const one = servedAs(id);
      return {
        state: () => one.simulation.parts.state() as S,
        press: async (path, body) => {
          const answer = await fetch(`${one.url}/__sim${path}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body ?? {}),
          });
          if (!answer.ok) throw new TypeError(`${id}${path}: ${answer.status} ${await answer.text()}`);
          return answer.json();
        },
        read: async (path) => new Uint8Array(await (await fetch(`${one.url}/__sim${path}`)).arrayBuffer()),
      };
    },
    papers: () =>
      world
        .device<{ papers: readonly Paper[] }>("hall-receipt-printer")
        .state()
        .papers.filter(({ complete }) => complete),
    pass: (minutes) => {
      ahead += minutes * 60_000;
      for (const { simulation } of served.values()) simulation.clock.advance(minutes * 60_000);
    },
    now,
    screen: async (deviceId, width, height) => {
      const page = await open(width, height);
      await page.goto(`${url}/hall/enter/${deviceId}?key=${hub.hall.deviceKey(deviceId)}`);
      return page;
    },
    person: async (role, name) => {
      const id = role.toLowerCase();
      const made = await hub.people.add({ id, name, role, agencies: [hall.agencyId] }, PASSWORD, {
        actor: "test",
        reason: "thử",
      });
      if ("blame" in made) throw new TypeError(made.code);
      const page = await open(1366, 768);
      await page.goto(`${url}/console/sign-in`);
      await page.getByLabel("Tên đăng nhập").fill(id);
      await page.getByLabel("Mật khẩu").fill(PASSWORD);
      await page.getByRole("button", { name: "Đăng nhập" }).click();
      await page.getByText(`Xin chào ${name}`).waitFor();
      return page;
    },
    secondWindow: async (page) => open(1366, 768, await page.context().storageState()),
    shot: async (page, name) => {
      const into = process.env["LIENTHONG_SHOTS"];
      if (into === undefined || into === "") return;
      mkdirSync(into, { recursive: true });
      await page.screenshot({ path: join(into, `${name}.png`) });
    },
    hubDown,
    hubUp,
    stop: async () => {
      await browser.close();
      await Promise.all([...served.values()].map((one) => one.close()));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
};

/**
 * Types a code as a keyboard-wedge scanner does, with times of its own, so that no busy machine stretches the burst: what a made-up key does
 * by default is done here.
 */
export const wedge = (page: Page, code: string): Promise<unknown> =>
  page.evaluate(`(() => {
    const start = performance.now();
    [...${JSON.stringify(code)}, "Enter"].forEach((key, index) => {
      const target = document.activeElement ?? document.body;
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: start + index * 5 });
      target.dispatchEvent(event);
    });
  })()`);
