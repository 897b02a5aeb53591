// Runs a command with a throw-away PostgreSQL cluster: node scripts/with-postgres.mjs <command> [args…]
// TEST_DATABASE_URL names it. Uses the server's binaries where they are installed (Debian keeps them off PATH).
import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register } from "tsx/esm/api";

register();
const { freePort } = await import("../gateway/cli/free-port.ts");

const findBin = () => {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions) if (existsSync(join(base, version, "bin/initdb"))) return join(base, version, "bin");
  const found = spawnSync("sh", ["-c", "dirname $(command -v initdb)"], { encoding: "utf8" }).stdout.trim();
  return found && existsSync(join(found, "initdb")) ? found : undefined;
};

const [command, ...args] = process.argv.slice(2);
const bin = findBin();
if (!command || !bin) {
  console.error(command ? "no PostgreSQL server binaries found" : "usage: with-postgres.mjs <command> [args…]");
  process.exit(2);
}
// initdb and postgres refuse to run as root: the cluster then belongs to the account "postgres".
const asRoot = process.getuid?.() === 0;
const idOf = (flag) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
const owner = asRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {};
const folder = mkdtempSync(join(tmpdir(), "lienthong-pg-"));
if (asRoot) chownSync(folder, owner.uid, owner.gid);
const data = join(folder, "data");
const init = spawnSync(
  join(bin, "initdb"),
  ["-D", data, "-U", "lienthong", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
  { ...owner, encoding: "utf8", cwd: folder },
);
if (init.status !== 0) {
  console.error(init.stderr);
  process.exit(2);
}
const port = await freePort();
// Durable settings stay as production has them: crash tests must mean something.
const server = spawn(
  join(bin, "postgres"),
  ["-D", data, "-p", String(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"],
  {
    ...owner,
    cwd: folder,
    stdio: ["ignore", "ignore", process.env.PG_LOG ? "inherit" : "ignore"],
  },
);
const ready = () => spawnSync(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)]).status === 0;
for (let i = 0; i < 300 && !ready(); i += 1) await new Promise((r) => setTimeout(r, 50));

const url = `postgres://lienthong@127.0.0.1:${port}/postgres`;
const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, TEST_DATABASE_URL: url } });
const stop = (code) => {
  server.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  });
  server.kill("SIGINT");
};
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => stop(code ?? (signal ? 1 : 0)));
