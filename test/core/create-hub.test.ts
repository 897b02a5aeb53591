import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub } from "../../core/hub.ts";

it("R-J04 a hub that could not be built leaves its data folder to the next one", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lienthong-hub-"));
  const settings = { dataDir, catalogs: loadCatalogs(), adapters: [], secret: "thu-nghiem".repeat(5) };
  const stopped = () => {
    throw new RangeError("the clock stands still");
  };
  await expect(createHub({ ...settings, clock: stopped })).rejects.toThrow("the clock stands still");
  const hub = await createHub(settings);
  expect((await hub.health()).checks["database"]).toMatchObject({ ok: true });
  await hub.stop();
  await rm(dataDir, { recursive: true });
});
