import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { closedFolder } from "../../../core/store/closed-folder.ts";
import { openDatabase } from "../../../core/store/open.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-closed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const mode = (path: string): number => statSync(path).mode & 0o777;

it("R-I02 no other user of the machine gets at the data: a new folder is closed, an open one is closed to others", () => {
  const fresh = closedFolder(join(folder, "a", "data"));
  expect(mode(fresh)).toBe(0o700);
  for (const [before, after] of [
    [0o777, 0o770],
    [0o755, 0o750],
    [0o700, 0o700],
  ] as const) {
    chmodSync(fresh, before);
    expect(mode(closedFolder(fresh))).toBe(after);
  }
});

it("R-I02 the embedded database is closed to others; a data folder that was there stays as its owner has it", async () => {
  chmodSync(folder, 0o755);
  await (await openDatabase({ dataDir: folder })).close();
  expect([mode(folder), mode(join(folder, "pg"))]).toEqual([0o755, 0o700]);
  // As an older version left it.
  chmodSync(join(folder, "pg"), 0o755);
  await (await openDatabase({ dataDir: folder })).close();
  expect(mode(join(folder, "pg"))).toBe(0o750);
  const fresh = join(folder, "new");
  await (await openDatabase({ dataDir: fresh })).close();
  expect([mode(fresh), mode(join(fresh, "pg"))]).toEqual([0o700, 0o700]);
});
