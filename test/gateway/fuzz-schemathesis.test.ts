/** Another maker's fuzzer over the same document: a short run of `npm run fuzz`, where schemathesis is installed. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const SCHEMATHESIS = process.env["SCHEMATHESIS"] ?? "schemathesis";
const present = spawnSync(SCHEMATHESIS, ["--version"]).status === 0;
const reason = present ? "" : " (skipped: no schemathesis here; pip install schemathesis, or SCHEMATHESIS=path)";

it.skipIf(!present)(`R-J04 schemathesis finds nothing that the contract does not name${reason}`, async () => {
  const short = ["--phases", "examples,fuzzing", "--max-examples", "3", "--no-color"];
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/fuzz.mjs", ...short], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "exit");
  expect(code, said.slice(-8_000)).toBe(0);
});
