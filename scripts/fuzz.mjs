/**
 * `npm run fuzz [-- options of schemathesis]`: another maker's fuzzer over the OpenAPI document and a hub in memory on a port of this machine.
 * Needs schemathesis (PyPI) on the path, or where SCHEMATHESIS says. Ends with its exit code; with 3 where there is none.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openFuzzWorld } from "../test/gateway/fuzz/world.ts";

const command = process.env["SCHEMATHESIS"] ?? "schemathesis";
const run = async (args, stdio) => {
  const child = spawn(command, args, { stdio });
  const [code] = await once(child, "exit");
  return code ?? 1;
};
const present = await run(["--version"], "ignore").catch(() => undefined);
if (present !== 0) {
  process.stderr.write("Không có schemathesis / no schemathesis here: pip install schemathesis, or SCHEMATHESIS=path\n");
  process.exit(3);
}

const BOUNDS = ["--seed", "20260213", "--max-examples", "25", "--max-failures", "50", "--request-timeout", "30"];
const PHASES = ["--phases", "examples,coverage,fuzzing"];
/** An event stream has no end that a check could wait for; its beginning is checked in test/gateway/events. */
const LEFT_OUT = ["--exclude-path", "/api/v1/events/stream"];
const CONFIG = fileURLToPath(new URL("schemathesis.toml", import.meta.url));

const world = await openFuzzWorld();
try {
  const url = await world.serve();
  const operator = `Authorization: Bearer ${world.keys["operator"]}`;
  const own = process.argv.slice(2);
  const args = ["--config-file", CONFIG, "run", `${url}/openapi.json`, "-H", operator, ...BOUNDS, ...PHASES, ...LEFT_OUT, ...own];
  process.exitCode = await run([...args, "--generation-database", "none"], "inherit");
} finally {
  await world.stop();
}
