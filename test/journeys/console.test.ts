/** The console as an office meets it: the operator makes accounts by the command line, people sign in at the running hub and look, he closes one. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browser, textOf, tokenIn } from "../gateway/console-browser.ts";
import { BIRTH, OFFICER } from "../gateway/real-hub.ts";
import { type HubProcess, runCli, startHubProcess } from "../support/hub-process.ts";

const CLI = fileURLToPath(new URL("../../gateway/cli/main.ts", import.meta.url));

interface Failure {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("R-I01 an office and its console", () => {
  let folder: string;
  let hub: HubProcess;
  let lanPassword: string;
  let key: string;
  const settings = () => ({ LIENTHONG_DATA_DIR: join(folder, "data") });
  const cli = (...args: string[]) => runCli(args, settings());
  const failing = (...args: string[]): Promise<Failure> =>
    cli(...args).then(
      (stdout) => ({ code: 0, stdout, stderr: "" }),
      (error: Failure) => error,
    );
  /** With a line on standard input, which stays open as a terminal's does. */
  const typed = (line: string, ...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const env = { ...process.env, ...settings() };
      const child = execFile(process.execPath, ["--import", "tsx", CLI, ...args], { env }, (error, stdout) =>
        error === null ? resolve(stdout) : reject(error),
      );
      child.stdin?.write(`${line}\n`);
    });
  const visitor = () => browser((address, init) => fetch(address, init), hub.url);

  // Each `it` needs few processes: on a busy machine one takes seconds to start.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lienthong-console-"));
    lanPassword = await cli(
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
    await typed("trời hôm nay đẹp quá", "person", "add", "binh", "--role", "head", "--agencies", "H57.122", "--password-stdin");
    key = (await cli("partner", "add", "mot-cua", "--role", "portal", "--agencies", "H57.122")).trim();
    hub = await startHubProcess(settings());
  });
  afterAll(async () => {
    // Not there where the start failed.
    await (hub as HubProcess | undefined)?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("R-I01 a made password stands alone on standard output, to be handed on", () => {
    expect(lanPassword).toMatch(/^[2-9a-z]{4}(-[2-9a-z]{4}){4}\n$/);
  });

  it("R-I01 R-I02 people sign in and look with a purpose, and who looked is seen", async () => {
    const submitted = await fetch(`${hub.url}/api/v1/dossiers`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": "nop-1" },
      body: JSON.stringify({ ...BIRTH, ...OFFICER }),
    });
    const { dossierId } = (await submitted.json()) as { dossierId: string };
    const lan = visitor();
    expect((await lan.post("/console/sign-in", { id: "lan", password: "không phải của Lan" })).status).toBe(401);
    expect((await lan.post("/console/sign-in", { id: "lan", password: lanPassword.trim() })).status).toBe(303);
    expect(textOf(await lan.get("/console"))).toContain("Xin chào Nguyễn Thị Lan");
    const page = await lan.post(`/console/dossiers/${dossierId}`, {
      _token: tokenIn(await lan.get("/console")),
      other: "Người nộp hỏi tại quầy",
    });
    expect(textOf(page)).toContain("001099000012");

    const head = visitor();
    expect((await head.post("/console/sign-in", { id: "binh", password: "trời hôm nay đẹp quá" })).status).toBe(303);
    const looks = textOf(await head.get(`/console/looks?dossier=${dossierId}`));
    expect(looks).toContain("Nguyễn Thị Lan (lan)");
    expect(looks).toContain("Người nộp hỏi tại quầy");
    const out = await head.post("/console/sign-out", { _token: tokenIn(await head.get("/console")) });
    expect(out.status).toBe(303);
    expect((await head.get("/console")).status).toBe(303);
  });

  it("R-I01 a closed account is out, also with a session that it had, and is listed as closed", async () => {
    const lan = visitor();
    await lan.post("/console/sign-in", { id: "lan", password: lanPassword.trim() });
    expect((await lan.get("/console")).status).toBe(200);
    expect(await hub.stop()).toBe(0);
    await cli("person", "disable", "lan", "--reason", "Chuyển công tác");
    const list = await cli("person", "list");
    expect(list).toMatch(/lan +Nguyễn Thị Lan +oneStopOfficer \(Cán bộ một cửa\) +H57\.122 +ngừng từ/);
    expect(list).toMatch(/binh +binh +head \(Trưởng bộ phận\) +H57\.122 +đang dùng/);
    await hub.restart();
    expect((await lan.get("/console")).status).toBe(303);
    expect((await lan.post("/console/sign-in", { id: "lan", password: lanPassword.trim() })).status).toBe(401);
  });

  it("R-I01 lienthong person names what is wrong", async () => {
    const wrong = await failing("person", "add", "hoa", "--role", "boss", "--agencies", "H57.122");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("oneStopOfficer");
    expect((await failing("person", "add", "Hoa!", "--role", "head", "--agencies", "*")).stderr).toContain("id:");
    expect((await failing("person")).stderr).toContain("person add ID");
  });

  it("R-I01 lienthong person refuses an agency, a name that is taken and one that nobody has", async () => {
    expect(await hub.stop()).toBe(0);
    const elsewhere = await failing("person", "add", "hoa", "--role", "head", "--agencies", "H57.999");
    expect(elsewhere.stderr).toContain("H57.999");
    expect((await failing("person", "add", "lan", "--role", "head", "--agencies", "*")).stderr).toContain("Đã có tài khoản");
    expect((await failing("person", "unlock", "hoa")).code).toBe(1);
  });
});
