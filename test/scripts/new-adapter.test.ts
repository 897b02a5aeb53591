/** What the generator makes stands on its own legs at once: types, style, layers, unused code, sizes, and its own tests. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LEFT_OUT = new Set(["node_modules", ".git", "data"]);

describe("npm run new:adapter", () => {
  let copy: string;
  const run = (...args: string[]) => spawnSync("npm", args, { cwd: copy, encoding: "utf8" });

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "lienthong-new-adapter-"));
    cpSync(ROOT, copy, {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(source.slice(ROOT.length).split("/")[0] ?? ""),
    });
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    // Style and unused code are asked of what git knows.
    for (const args of [
      ["init", "-q"],
      ["add", "-A"],
    ])
      execFileSync("git", args, { cwd: copy });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(["Cảng Biển", "", "kit", "post", "../la"])("refuses the name %j and makes nothing", (name) => {
    const { status, stderr } = run("run", "-s", "new:adapter", name);
    expect(status).toBe(1);
    expect(stderr).not.toBe("");
    expect(execFileSync("git", ["status", "--short"], { cwd: copy, encoding: "utf8" })).not.toContain("??");
  });

  it("R-J03 makes an adapter, a simulator and tests that pass the check and run green untouched", () => {
    const made = run("run", "-s", "new:adapter", "cang-bien-2");
    expect(made.status, made.stderr).toBe(0);
    expect(readFileSync(join(copy, "adapters/registry.ts"), "utf8")).toContain("./cang-bien-2/adapter.ts");
    execFileSync("git", ["add", "-A"], { cwd: copy });
    const check = run("run", "-s", "check");
    expect(check.status, `${check.stdout}${check.stderr}`).toBe(0);
    const own = run("test", "--", "test/adapters/cang-bien-2", "test/adapters/kit/define.test.ts", "test/simulators/run.test.ts");
    expect(own.status, own.stdout).toBe(0);
    expect(own.stdout).toContain("passed");
  });
});
