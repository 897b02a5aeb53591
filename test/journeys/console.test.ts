/** The console as an office meets it: the operator makes accounts by the command line, people sign in at the running hub and look, he closes one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browser, textOf, tokenIn } from "../gateway/console-browser.ts";
import { BIRTH, OFFICER } from "../gateway/real-hub.ts";
import { type HubProcess, runCli, startHubProcess } from "../support/hub-process.ts";

interface Failure {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("R-I01 an office and its console", () => {
  let folder: string;
  let hub: HubProcess | undefined;
  const cli = (...args: string[]) => runCli(args, { LIENTHONG_DATA_DIR: join(folder, "data") });
  const failing = (...args: string[]): Promise<Failure> =>
    cli(...args).then(
      (stdout) => ({ code: 0, stdout, stderr: "" }),
      (error: Failure) => error,
    );
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lienthong-console-"));
  });
  afterAll(async () => {
    await hub?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("R-I01 person: what is wrong is named and nothing is made", async () => {
    const wrong = await failing("person", "add", "lan", "--role", "boss", "--agencies", "H57.122");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("oneStopOfficer");
    expect((await failing("person", "add", "Lan!", "--role", "head", "--agencies", "*")).stderr).toContain("id:");
    expect((await failing("person", "add", "lan", "--role", "head", "--agencies", "H57.999")).stderr).toContain("H57.999");
    expect((await failing("person")).code).toBe(2);
    expect((await failing("person", "unlock", "lan")).code).toBe(1);
  });

  it("R-I01 R-I02 accounts are made, people sign in and look with a purpose, who looked is seen, and a closed account is out", async () => {
    const lan = await cli(
      "person",
      "add",
      "lan",
      "--name",
      "Nguyễn Thị Lan",
      "--role",
      "oneStopOfficer",
      "--agencies",
      "H57.122",
    );
    // The password alone on stdout, so that it can be handed on.
    expect(lan).toMatch(/^[2-9a-z]{4}(-[2-9a-z]{4}){4}\n$/);
    const binh = await cli("person", "add", "binh", "--role", "head", "--agencies", "H57.122");
    const key = (await cli("partner", "add", "mot-cua", "--role", "portal", "--agencies", "H57.122")).trim();
    expect((await failing("person", "add", "lan", "--role", "head", "--agencies", "*")).stderr).toContain("Đã có tài khoản");
    hub = await startHubProcess({ LIENTHONG_DATA_DIR: join(folder, "data") });
    const { url } = hub;
    const submitted = await fetch(`${url}/api/v1/dossiers`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": "nop-1" },
      body: JSON.stringify({ ...BIRTH, ...OFFICER }),
    });
    const { dossierId } = (await submitted.json()) as { dossierId: string };

    const at = browser((address, init) => fetch(address, init), url);
    expect((await at.post("/console/sign-in", { id: "lan", password: "không phải của Lan" })).status).toBe(401);
    expect((await at.post("/console/sign-in", { id: "lan", password: lan.trim() })).status).toBe(303);
    expect(textOf(await at.get("/console"))).toContain("Xin chào Nguyễn Thị Lan");
    const page = await at.get(`/console/dossiers/${dossierId}?other=${encodeURIComponent("Người nộp hỏi tại quầy")}`);
    expect(textOf(page)).toContain("001099000012");

    const head = browser((address, init) => fetch(address, init), url);
    await head.post("/console/sign-in", { id: "binh", password: binh.trim() });
    const looks = textOf(await head.get(`/console/looks?dossier=${dossierId}`));
    expect(looks).toContain("Nguyễn Thị Lan (lan)");
    expect(looks).toContain("Người nộp hỏi tại quầy");
    const out = await head.post("/console/sign-out", { _token: tokenIn(await head.get("/console")) });
    expect(out.status).toBe(303);
    expect((await head.get("/console")).status).toBe(303);
    expect(await hub.stop()).toBe(0);

    await cli("person", "disable", "lan", "--reason", "Chuyển công tác");
    const list = await cli("person", "list");
    expect(list).toMatch(/lan +Nguyễn Thị Lan +oneStopOfficer \(Cán bộ một cửa\) +H57\.122 +ngừng từ/);
    expect(list).toMatch(/binh +binh +head \(Trưởng bộ phận\) +H57\.122 +đang dùng/);
    await hub.restart();
    expect((await at.get("/console")).status).toBe(303);
    expect((await at.post("/console/sign-in", { id: "lan", password: lan.trim() })).status).toBe(401);
  });
});
