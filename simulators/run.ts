/**
 * Starts all simulators on ports of this machine: `tsx simulators/run.ts [--port-base 4100] [--hour-ms 3600000] [--hall] [--json]`. With --hall
 * the devices of a one-stop hall too, and a page that shows the hall as a picture (--screens: links of the hub's own screens, as JSON). The board, one page for all of
 * them, gets the port base, the first simulator of the registry the port after it, and so on; 0 = any free ports. With --json, one line of JSON (id → address
 * and the settings with which a hub finds it) on standard output says that all are ready. SIGTERM, SIGINT or the end of the parent process closes them.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { serveHall } from "./hall/page/serve.tsx";
import { CALLS_THE_HUB, HALL_SIMULATORS } from "./hall/registry.ts";
import { serveBoard } from "./kit/board.ts";
import type { Listening } from "./kit/listen.ts";
import { type Served, startSimulator } from "./kit/serve.ts";
import { SimulatorError } from "./kit/types.ts";
import { SIMULATORS } from "./registry.ts";

const ALL = { ...SIMULATORS, ...HALL_SIMULATORS };

const { values } = parseArgs({
  options: {
    "port-base": { type: "string" },
    host: { type: "string" },
    hub: { type: "string" },
    seed: { type: "string" },
    now: { type: "string" },
    "hour-ms": { type: "string" },
    only: { type: "string", multiple: true },
    options: { type: "string" },
    hall: { type: "boolean", default: false },
    screens: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const settings = z
  .object({
    portBase: z.coerce.number().int().min(0).max(65_000).default(4100),
    host: z.string().default("127.0.0.1"),
    /** Where the simulators find the hub, for what they push. */
    hub: z.url().optional(),
    seed: z.coerce.number().int().default(1),
    /** How long an hour of a partner's own work takes, in milliseconds. */
    hourMs: z.coerce.number().int().min(1).default(3_600_000),
    now: z.iso.datetime({ offset: true }).optional(),
    only: z
      .array(z.enum(Object.keys(ALL) as [string, ...string[]]))
      .default([...Object.keys(SIMULATORS), ...(values.hall ? Object.keys(HALL_SIMULATORS) : [])]),
    /** The hub's own screens of the hall, for the picture. */
    screens: z
      .string()
      .default("[]")
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.array(z.object({ deviceId: z.string(), kind: z.string(), name: z.string(), url: z.url() }))),
    /** Options by simulator, as JSON: {"post":{"auto":false}}. */
    options: z
      .string()
      .default("{}")
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.record(z.string(), z.record(z.string(), z.unknown()))),
  })
  .parse({
    portBase: values["port-base"] ?? process.env["LIENTHONG_SIM_PORT_BASE"],
    host: values.host ?? process.env["LIENTHONG_SIM_HOST"],
    hub: values.hub ?? process.env["LIENTHONG_SIM_HUB"],
    seed: values.seed ?? process.env["LIENTHONG_SIM_SEED"],
    hourMs: values["hour-ms"],
    now: values.now,
    only: values.only,
    options: values.options,
    screens: values.screens,
  });

const start = async (id: string, place: number): Promise<Served> => {
  const create = ALL[id];
  if (create === undefined) throw new SimulatorError(`no simulator "${id}"`);
  // Of a hall's devices only those that call the hub know its address.
  const calls = id in SIMULATORS || CALLS_THE_HUB.has(id);
  const options = { ...(settings.hub === undefined || !calls ? {} : { hubUrl: settings.hub }), ...settings.options[id] };
  const { seed, hourMs } = settings;
  const simulation = create({ options, seed, hourMs, ...(settings.now === undefined ? {} : { now: settings.now }) });
  return startSimulator(simulation, { host: settings.host, port: settings.portBase === 0 ? 0 : settings.portBase + 1 + place });
};

const served: Served[] = [];
let board: Listening | undefined;
let hallPage: Listening | undefined;
let closing = false;
const close = async (): Promise<void> => {
  if (closing) return;
  closing = true;
  await Promise.all([board?.close(), hallPage?.close(), ...served.map((one) => one.close())]);
  process.exitCode ??= 0;
  if (process.connected) process.disconnect();
};
process.on("SIGTERM", () => void close());
process.on("SIGINT", () => void close());
// A parent that was killed cannot send a signal; its channel closes all the same.
process.on("disconnect", () => void close());

try {
  for (const [place, id] of settings.only.entries()) served.push(await start(id, place));
  board = await serveBoard(served, { host: settings.host, port: settings.portBase });
  if (values.hall)
    hallPage = await serveHall(
      served.filter(({ simulation }) => simulation.definition.id in HALL_SIMULATORS),
      {
        host: settings.host,
        // Behind all simulators.
        port: settings.portBase === 0 ? 0 : settings.portBase + 1 + settings.only.length,
        screens: settings.screens,
        ...(settings.hub === undefined ? {} : { hubUrl: settings.hub }),
      },
    );
  const ready = served.map(({ url, ports, simulation: { definition } }) => [
    definition.id,
    { url, title: definition.title, settings: definition.settings(url, ports) },
  ]);
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ board: board.url, ...(hallPage === undefined ? {} : { hall: hallPage.url }), simulators: Object.fromEntries(ready) })}\n`,
    );
  else {
    process.stdout.write(`Bảng chung: ${board.url}\n`);
    for (const { url, simulation } of served)
      process.stdout.write(`${simulation.definition.title.vi}: ${url} (điều khiển: ${url}/__sim)\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  await close();
}
