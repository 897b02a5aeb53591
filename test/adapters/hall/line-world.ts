/** A hub in memory with simulated devices of the demo hall that speak with citizens (modem, telephone), and one dossier that was received. */
import { installHall } from "../../../adapters/hall/install.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type Execution, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { HALL_SIMULATORS } from "../../../simulators/hall/registry.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { hubFetch } from "../hook-fetch.ts";

/** A Wednesday, 09:00 in Việt Nam. */
export const NOW = "2026-03-04T02:00:00.000Z";
const OFFICER = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.101" } as const;

class LineWorldError extends Error {
  override readonly name = "LineWorldError";
}

export interface LineWorld {
  readonly hub: Hub;
  readonly served: Served;
  /** Code of the received dossier. */
  readonly code: string;
  /** POST (with a body) or GET at the control door. */
  door(path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens it around one simulated device ("hall-ivr"). */
export const openLineWorld = async (id: string, options: Readonly<Record<string, unknown>> = {}): Promise<LineWorld> => {
  let opened: Hub | undefined;
  const theHub = (): Hub => {
    if (opened === undefined) throw new LineWorldError("the hub is not open yet");
    return opened;
  };
  const simulation = HALL_SIMULATORS[id]?.({
    now: NOW,
    fetch: hubFetch(theHub),
    options: { hubUrl: "http://hub.test", ...options },
  });
  if (simulation === undefined) throw new LineWorldError(`no simulator ${id}`);
  const served = await startSimulator(simulation, { port: 0 });
  const catalogs = loadCatalogs();
  const hub = await createHub({
    dataDir: IN_MEMORY,
    catalogs,
    adapters: installHall(simulation.definition.settings(served.url, served.ports), catalogs.halls).lanes,
    clock: () => simulation.clock.now(),
    secret: "line-world-secret-line-world-secret",
  });
  opened = hub;
  await hub.start();
  const run = async (command: Execution["command"], dossier?: string): Promise<string> => {
    const outcome = await hub.execute({ command, actor: OFFICER, ...(dossier === undefined ? {} : { dossier }) });
    if (outcome.outcome !== "done") throw new LineWorldError(JSON.stringify(outcome));
    return outcome.receipt.dossierId;
  };
  const dossierId = await run({
    type: "submit",
    channel: "counter",
    procedureCode: "1.004884",
    agencyId: "H57.101",
    applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
    components: [
      { componentId: "tk", originals: 1 },
      { componentId: "giay-to-cu", copies: 1 },
    ],
  });
  await run({ type: "check", outcome: "valid" }, dossierId);
  await run({ type: "receive" }, dossierId);
  const code = (await hub.find(dossierId))?.code;
  if (code === undefined) throw new LineWorldError("it was not received");
  return {
    hub,
    served,
    code,
    door: async (path, body) => {
      const init =
        body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const answer = await simulation.fetch(new Request(`http://sim.test/__sim${path}`, init));
      return answer.json();
    },
    close: async () => {
      await hub.stop();
      await served.close();
    },
  };
};
