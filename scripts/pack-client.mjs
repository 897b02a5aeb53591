/**
 * `npm run client:pack [-- FOLDER]`: the TypeScript client as a package of its own, for programs outside this repository (default folder: .tmp).
 * JavaScript and types, made from gateway/client, with the two libraries it needs; no database, no hub. In the other project:
 *
 *     npm install lienthong-0.1.0.tgz
 *     import { createClient } from "lienthong/client";
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What gateway/client imports; a library that is missing here fails at the first import of the packed client (test/scripts/pack-client.test.ts). */
const LIBRARIES = ["openapi-fetch", "p-retry"];

const run = (command, args, cwd) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return stdout;
  process.stderr.write(`${command} ${args[0]}: ${stdout}${stderr}\n`);
  process.exit(1);
};

const { name, version, license, engines, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const target = resolve(process.argv[2] ?? join(ROOT, ".tmp"));
const work = mkdtempSync(join(tmpdir(), "lienthong-client-"));
try {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = [
    "--ignoreConfig",
    "--target",
    "es2023",
    "--module",
    "nodenext",
    "--strict",
    "--skipLibCheck",
    "--types",
    "node",
  ];
  const emit = [
    "--rewriteRelativeImportExtensions",
    "--declaration",
    "--rootDir",
    join(ROOT, "gateway"),
    "--outDir",
    join(work, "lib"),
  ];
  run(process.execPath, [compiler, join(ROOT, "gateway/client/index.ts"), ...options, ...emit], ROOT);
  const described = {
    name,
    version,
    license,
    engines,
    type: "module",
    description: "Client of the lienthong hub's REST doors, typed from its OpenAPI document",
    exports: { "./client": { types: "./lib/client/index.d.ts", default: "./lib/client/index.js" } },
    dependencies: Object.fromEntries(LIBRARIES.map((library) => [library, dependencies[library]])),
  };
  writeFileSync(join(work, "package.json"), `${JSON.stringify(described, undefined, 2)}\n`);
  mkdirSync(target, { recursive: true });
  const packed = run("npm", ["pack", "--silent", "--pack-destination", target], work).trim();
  process.stdout.write(`${join(target, packed)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
