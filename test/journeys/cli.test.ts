/** The command line as a new user meets it: help, wrong words, catalogs, the national import, partners, verify. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli, startHubProcess } from "../support/hub-process.ts";

const NATIONAL = fileURLToPath(new URL("../../../shared/data/national-procedures.jsonl.gz", import.meta.url));

interface Failure {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const failing = (args: readonly string[], settings: Record<string, string> = {}): Promise<Failure> =>
  runCli(args, settings).then(
    (stdout) => ({ code: 0, stdout, stderr: "" }),
    (error: Failure) => error,
  );

describe("lienthong", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lienthong-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const settings = () => ({ LIENTHONG_DATA_DIR: join(folder, "data") });

  it("tells its commands, and names the one it does not know", async () => {
    expect(await runCli(["help"], {})).toContain("catalogs check");
    const wrong = await failing(["lam-gi-do"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("lam-gi-do");
  });

  it("R-J04 each command says what it is for and does nothing; a mistyped one is told which was meant", async () => {
    for (const [args, says] of [
      [["start", "--help"], "start [--role gateway|worker|all]"],
      [["stack", "-h"], "stack [--hall]"],
      [["help", "verify"], "chuỗi băm"],
      [["partner", "--help"], "partner certificate ID"],
      [["-h"], "dead-letters"],
    ] as const)
      expect(await failing(args, settings())).toMatchObject({ code: 0, stdout: expect.stringContaining(says) });
    expect(existsSync(join(folder, "data"))).toBe(false);
    expect((await failing(["parner"])).stderr).toContain('ý bạn là "partner"?');
  });

  it("catalogs check: the shipped catalogs are clean", async () => {
    expect(await runCli(["catalogs", "check"], {})).toMatch(/Danh mục không có lỗi.*\d+ thủ tục/);
  });

  it("a wrong setting is named, not shown, and nothing starts", async () => {
    const wrong = await failing(["start"], { ...settings(), LIENTHONG_PORT: "99999", LIENTHONG_SECRET: "short-secret" });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("LIENTHONG_PORT");
    expect(wrong.stderr).not.toContain("short-secret");
  });

  it("partner add: an unknown agency or role is refused; a good one gets its key once", async () => {
    const add = (...more: string[]) => failing(["partner", "add", "phan-mem", ...more], settings());
    expect((await add("--role", "portal", "--agencies", "H57.999")).stderr).toContain("H57.999");
    expect((await add("--role", "boss", "--agencies", "*")).code).toBe(2);
    expect((await add("--role", "portal", "--agencies", "H57.101")).stdout).toMatch(/^lt_phan-mem_[\w-]{43}\n$/);
  });

  it("R-J04 while the hub runs on the embedded database, its commands go through it; after kill -9 they go without it", async () => {
    const open = settings();
    const add = async (id: string) => {
      const { code, stdout, stderr } = await failing(["partner", "add", id, "--role", "portal", "--agencies", "*"], open);
      expect({ code, stderr: stderr.includes("đang được tiến trình") }).toEqual({ code: 0, stderr: false });
      return stdout.trim();
    };
    const hub = await startHubProcess(open);
    const works = async (key: string) =>
      (await fetch(`${hub.url}/api/v1/dossiers`, { headers: { authorization: `Bearer ${key}` } })).status;
    try {
      const first = await add("mot");
      expect(await works(first)).toBe(200);
      await hub.kill();
      expect(existsSync(join(folder, "data/control/hub.sock"))).toBe(true);
      const alone = await add("hai");
      await hub.restart();
      expect([await works(first), await works(alone)]).toEqual([200, 200]);
      expect((await failing(["doctor"], open)).stdout).toContain("trục đang chạy");
      expect(await hub.stop()).toBe(0);
      expect(existsSync(join(folder, "data/control/hub.sock"))).toBe(false);
    } finally {
      await hub.kill();
    }
  });

  it("R-J04 a command that takes no words says so, and does nothing", async () => {
    for (const command of ["verify", "demo", "stack"])
      expect(await failing([command, "--nhanh"], settings())).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("--nhanh"),
      });
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("verify on an empty hub finds nothing broken", async () => {
    expect(await runCli(["verify"], settings())).toContain("0 dossiers, 0 broken");
  });

  it("catalogs import: what cannot be read is reported by line, and nothing is written without --apply", async () => {
    const file = join(folder, "list.jsonl");
    writeFileSync(
      file,
      '{"code":"1.999998","name":"Thủ tục thử","field":"Thử","channels":[{"channel":"DIRECT","time":"3 WORKING_DAY"}]}\nnot json\n',
    );
    const preview = await runCli(["catalogs", "import", file], settings());
    expect(preview).toContain("1.999998");
    const again = await runCli(["catalogs", "import", file, "--apply"], settings());
    const third = await runCli(["catalogs", "import", file, "--apply"], settings());
    expect(again).not.toBe(third);
    expect((await failing(["catalogs", "import", join(folder, "none.jsonl")], settings())).code).toBe(2);
  });

  it.skipIf(!existsSync(NATIONAL))(
    `R-G01 catalogs import takes the whole national list, and a second import changes nothing${existsSync(NATIONAL) ? "" : " (skipped: the national list is not beside this project)"}`,
    async () => {
      const first = await runCli(["catalogs", "import", NATIONAL, "--apply"], settings());
      expect(first).toContain("5.652");
      const second = await runCli(["catalogs", "import", NATIONAL], settings());
      expect(second).toMatch(/(không đổi|unchanged)[^\n]*5\.5\d\d/);
    },
    180_000,
  );
});
