/**
 * The hub is killed (kill -9) at random while dossiers go through their life; then the portal's ledger is compared with the
 * hub's: nothing lost, nothing doubled, nothing out of order. On PostgreSQL two hub processes share the work and either may
 * be killed; on the embedded database there is one, and fewer dossiers.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RunningSimulators, startSimulators } from "../../gateway/cli/simulators.ts";
import { freshDatabaseUrl, SERVER } from "../support/database.ts";
import { type HubProcess, runCli, type Settings, startHubProcess } from "../support/hub-process.ts";
import { createClient, type LifeClient } from "./life.ts";

const DOSSIERS = SERVER ? 2_000 : 250;
const KILLS = SERVER ? 30 : 5;
const HUBS = SERVER ? 2 : 1;
const AT_ONCE = 16;

const ledger = z.object({
  dossiers: z.array(
    z.object({
      data: z.object({ MaHoSo: z.string(), TrangThaiHoSo: z.string() }),
      progress: z.array(z.object({ TrangThai: z.string(), double: z.boolean(), late: z.boolean() })),
    }),
  ),
});

describe(`kill -9 at random, ${KILLS} times during ${DOSSIERS} dossiers (${SERVER ? "PostgreSQL" : "embedded database"})`, () => {
  let simulators: RunningSimulators;
  let hubs: HubProcess[] = [];
  let settings: Settings;
  let client: LifeClient;
  let clean: () => Promise<void> = async () => {};

  beforeAll(async () => {
    // The one lane under test; what a worker does for twelve others is not.
    simulators = await startSimulators(0, undefined, { only: ["dvc-portal"] });
    const folder = mkdtempSync(join(tmpdir(), "lienthong-kill-"));
    const database = SERVER ? await freshDatabaseUrl() : undefined;
    settings = {
      ...simulators.settings,
      LIENTHONG_SECRET: "kill-test-secret-kill-test-secret-kill",
      LIENTHONG_DATA_DIR: folder,
      ...(database ? { DATABASE_URL: database.url } : {}),
    };
    clean = async () => {
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    };
    // A year of a commune in a minute: no honest partner asks so fast, so the rate limit is not what is tested here.
    const limits = ["--agencies", "*", "--rate", "1000000/min", "--quota", "100000000000/day"];
    const key = (await runCli(["partner", "add", "mot-cua", "--role", "portal", ...limits], settings)).trim();
    const operatorKey = (await runCli(["partner", "add", "van-hanh", "--role", "operator", ...limits], settings)).trim();
    hubs = await Promise.all(Array.from({ length: HUBS }, () => startHubProcess(settings)));
    client = createClient(
      hubs.map((h) => h.url),
      key,
      operatorKey,
    );
    // The portal itself is no angel either: some answers are lost after the work was done.
    await client.fault(simulators.simulators["dvc-portal"]?.url ?? "", {
      kind: "loseAnswer",
      match: { path: "mapi" },
      share: 0.005,
      seed: 7,
    });
  });

  afterAll(async () => {
    await Promise.all(hubs.map((h) => h.stop()));
    await simulators.stop();
    await clean();
  });

  it("R-J03 loses none, doubles none, reorders none", async () => {
    const random = fc.sample(fc.nat({ max: 1_000_000 }), { numRuns: KILLS * 2, seed: 20260302 });
    const step = DOSSIERS / (KILLS + 1);
    let next = 0;
    let done = 0;
    let kills = 0;
    const lives = async (): Promise<void> => {
      for (;;) {
        const n = next++;
        if (n >= DOSSIERS) return;
        // A process takes seconds to start: without this the dossiers would all be through before the last kill.
        while (n >= step * (kills + 1)) await client.pause();
        await client.live(n);
        done += 1;
      }
    };
    let finished = false;
    const work = Promise.all(Array.from({ length: AT_ONCE }, lives)).then(() => {
      finished = true;
    });

    const killer = async (): Promise<void> => {
      while (kills < KILLS) {
        // The next victim falls when a random number of further dossiers are through, while others are under way.
        const at = step * kills + ((random[kills * 2] ?? 0) % Math.max(1, Math.floor(step - AT_ONCE)));
        while (done < at && !finished) await client.pause();
        const victim = hubs[(random[kills * 2 + 1] ?? 0) % hubs.length];
        await victim?.kill();
        kills += 1;
        await victim?.restart();
      }
    };
    await Promise.all([work, killer()]);
    expect(kills).toBe(KILLS);

    await client.atRest();
    const state = ledger.parse(await (await fetch(`${simulators.simulators["dvc-portal"]?.url}/__sim/state`)).json());
    const expected = await client.expectedLedger();
    expect(expected.size).toBe(DOSSIERS);

    const byCode = new Map(state.dossiers.map((d) => [d.data.MaHoSo, d]));
    const lost = [...expected.keys()].filter((code) => !byCode.has(code));
    const unknown = [...byCode.keys()].filter((code) => !expected.has(code));
    const doubled = state.dossiers.filter((d) => d.progress.some((p) => p.double)).map((d) => d.data.MaHoSo);
    const reordered = state.dossiers.filter((d) => d.progress.some((p) => p.late)).map((d) => d.data.MaHoSo);
    const wrong = state.dossiers
      .filter((d) => JSON.stringify(d.progress.map((p) => p.TrangThai)) !== JSON.stringify(expected.get(d.data.MaHoSo)))
      .map((d) => [d.data.MaHoSo, d.progress.map((p) => p.TrangThai), expected.get(d.data.MaHoSo)]);
    expect({ lost, unknown, doubled, reordered, wrong }).toEqual({
      lost: [],
      unknown: [],
      doubled: [],
      reordered: [],
      wrong: [],
    });

    await Promise.all(hubs.map((h) => h.stop()));
    hubs = [];
    const verdict = await runCli(["verify"], settings);
    expect(verdict).toContain(`${DOSSIERS} dossiers, 0 broken`);
  }, 1_500_000);
});
