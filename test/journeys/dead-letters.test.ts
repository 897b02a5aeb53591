/** A person finds what is stuck, tries a redrive, and releases it, from the command line against a running hub. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningSimulators, startSimulators } from "../../gateway/cli/simulators.ts";
import { createClient } from "../../gateway/client/index.ts";
import { type HubProcess, runCli, startHubProcess } from "../support/hub-process.ts";

let folder: string;
let simulators: RunningSimulators;
let hub: HubProcess;
let portalKey: string;
let operator: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-dead-"));
  simulators = await startSimulators(0, undefined, { only: ["dvc-portal"] });
  // The portal will refuse the login: nothing to retry, a person must look.
  const settings = {
    ...simulators.settings,
    LIENTHONG_DVC_PORTAL_PASSWORD: "sai-mat-khau",
    LIENTHONG_DATA_DIR: folder,
  };
  const add = async (id: string, role: string) =>
    (await runCli(["partner", "add", id, "--role", role, "--agencies", "*"], settings)).trim();
  portalKey = await add("mot-cua", "portal");
  const operatorKey = await add("van-hanh", "operator");
  hub = await startHubProcess(settings);
  operator = { LIENTHONG_URL: hub.url, LIENTHONG_KEY: operatorKey };
});
afterAll(async () => {
  await hub.stop();
  await simulators.stop();
  rmSync(folder, { recursive: true, force: true });
});

const deadLetters = (...args: string[]): Promise<string> => runCli(["dead-letters", ...args], operator);

it("lienthong dead-letters: list, dry run, redrive and release, each with its reason", async () => {
  const client = createClient({ baseUrl: hub.url, auth: { apiKey: portalKey } });
  const { code = "" } = await client.command("submit", {
    body: {
      channel: "online",
      procedureCode: "1.004884",
      agencyId: "H57.101",
      applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", phone: "0900000012" },
      declaredTruthful: true,
    },
  });
  expect(code).toMatch(/^H57\.101-/);

  const find = async (): Promise<string> => {
    for (;;) {
      const line = (await deadLetters("list", "--lane", "dvc-portal")).split("\n").find((row) => row.includes(code));
      if (line) return line;
    }
  };
  const line = await find();
  expect(line).toContain("dvc-portal.syncDossier");
  const id = line.trim().split(/\s+/)[0] ?? "";
  expect(await deadLetters("list")).toContain(id);
  expect(await deadLetters("list", "--lane", "post")).not.toContain(id);
  // It holds nothing back: it is stuck, but nothing waits behind it.
  expect(await deadLetters("blocked")).not.toContain(id);

  await expect(deadLetters("redrive", id)).rejects.toMatchObject({ code: 2 });
  expect(await deadLetters("redrive", id, "--reason", "Xem thử", "--dry-run")).toContain(id);
  expect(await find()).toContain(id);
  expect(await deadLetters("redrive", id, "--reason", "Đã hỏi đơn vị vận hành Cổng")).toContain(id);
  await find();
  expect(await deadLetters("release", id, "--reason", "Cổng sẽ nhập tay")).toContain("true");
  expect(await deadLetters("list")).not.toContain(id);
});
