import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataFolderInUse, lockFolder } from "../../../core/store/lock.ts";
import { openDatabase } from "../../../core/store/open.ts";

const LOCK = fileURLToPath(new URL("../../../core/store/lock.ts", import.meta.url));

describe("one process per data folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lienthong-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A child that holds the folder until it is killed. */
  const holder = async () => {
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "-e",
        `import(${JSON.stringify(LOCK)}).then(m => { m.lockFolder(${JSON.stringify(folder)}); console.log("held"); setInterval(() => {}, 1e6); })`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return child;
  };

  it("refuses a second process and names the first", async () => {
    const child = await holder();
    try {
      expect(() => lockFolder(folder)).toThrow(DataFolderInUse);
      expect(() => lockFolder(folder)).toThrow(String(child.pid));
      await expect(openDatabase({ dataDir: folder })).rejects.toThrow(DataFolderInUse);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("takes over at once after kill -9 of the holder", async () => {
    const child = await holder();
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(DataFolderInUse);
    unlock();
    lockFolder(folder)();
  });

  it("keeps what was written when the folder is opened again", async () => {
    const first = await openDatabase({ dataDir: folder });
    await first.query("insert into code_counter values ('H57.40', '2026-03-02', 7)");
    await first.close();
    const second = await openDatabase({ dataDir: folder });
    expect(await second.query("select last from code_counter")).toEqual([{ last: 7 }]);
    await second.close();
  });

  it("a folder of another schema is refused with the reason, not with a query, and is free again afterwards", async () => {
    const first = await openDatabase({ dataDir: folder });
    await first.query("drop schema drizzle cascade");
    await first.close();
    await expect(openDatabase({ dataDir: folder })).rejects.toMatchObject({
      name: "MigrationFailed",
      message: expect.stringMatching(/đã|already exists/),
    });
    lockFolder(folder)();
  });
});
