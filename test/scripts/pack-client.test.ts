/** The packed client in a project outside of this one: plain JavaScript on bare Node.js, and TypeScript of two generations. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MODULES = join(ROOT, "node_modules");
const run = promisify(execFile);

let project: string;
let hub: Server;
let url: string;
const asked: string[] = [];
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "lienthong-pack-"));
  const { stdout } = await run(process.execPath, [join(ROOT, "scripts/pack-client.mjs"), project]);
  const installed = join(project, "node_modules/lienthong");
  mkdirSync(installed, { recursive: true });
  await run("tar", ["xzf", stdout.trim(), "-C", installed, "--strip-components=1"]);
  // What npm install would fetch: the libraries that the package names, and nothing else.
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { dependencies: object };
  for (const library of Object.keys(dependencies)) symlinkSync(join(MODULES, library), join(project, "node_modules", library));
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
  hub = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.setHeader("content-type", "application/json");
    response.end('{"items":[]}');
  });
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
});
afterAll(async () => {
  hub.closeAllConnections();
  await new Promise<void>((resolve) => hub.close(() => resolve()));
  rmSync(project, { recursive: true, force: true });
});

/** `text` as a program of the project, on Node.js without loaders; its standard output. */
const program = async (text: string): Promise<string> => {
  const file = join(project, "program.mjs");
  writeFileSync(file, text);
  return (await run(process.execPath, [file], { cwd: project, env: { PATH: process.env["PATH"] } })).stdout;
};
/** What a compiler says of `text`; empty where all is well. */
const compile = async (compiler: string, text: string, resolution: readonly string[]): Promise<string> => {
  const file = join(project, "program.ts");
  writeFileSync(file, text);
  const args = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", ...resolution, file];
  const said = await run(process.execPath, [join(MODULES, compiler, "bin/tsc"), ...args], { cwd: project }).catch(
    (error: { stdout: string }) => error,
  );
  return said.stdout;
};

describe("R-J04 lienthong/client outside of this repository", () => {
  it("R-J04 a plain JavaScript program calls the hub with it", async () => {
    const said = await program(`
      import { createClient, LienthongError } from "lienthong/client";
      const hub = createClient({ baseUrl: "${url}", auth: { apiKey: "lt_thu_khoa" } });
      const { data } = await hub.GET("/api/v1/procedures");
      console.log(JSON.stringify(data), typeof LienthongError);`);
    expect(said.trim()).toBe('{"items":[]} function');
    expect(asked).toEqual(["GET /api/v1/procedures Bearer lt_thu_khoa"]);
  });

  it.each([
    ["typescript", ["--module", "nodenext"]],
    ["typescript5", ["--module", "nodenext"]],
    ["typescript5", ["--module", "esnext", "--moduleResolution", "bundler"]],
  ])("R-J04 %s %j knows its doors: a good call compiles, a door that there is not does not", async (compiler, resolution) => {
    const head = 'import { createClient } from "lienthong/client";\nconst hub = createClient({ baseUrl: "http://h.test" });\n';
    const good =
      'const { data } = await hub.GET("/api/v1/procedures");\nexport const code: string | undefined = data.items[0]?.procedure.code;\n';
    expect(await compile(compiler, head + good, resolution)).toBe("");
    expect(await compile(compiler, `${head}await hub.GET("/api/v1/khong-co");\nexport {};\n`, resolution)).toContain(
      "program.ts(3",
    );
  });
});
