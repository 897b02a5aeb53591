/** Every log line of the whole suite goes into one file (LIENTHONG_LOG_FILE), which test/after/logs.test.ts reads when all is over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const setup = (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), "lienthong-logs-"));
  process.env["LIENTHONG_LOG_FILE"] = join(folder, "all.jsonl");
  return () => rmSync(folder, { recursive: true, force: true });
};
