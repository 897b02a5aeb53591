// Prints every skipped test with its reason (it stands in the title) and the true counts: "N passed, N failed, N skipped".
import { readFileSync } from "node:fs";

let report;
try {
  report = JSON.parse(readFileSync(process.argv[2], "utf8"));
} catch {
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
}
const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
const of = (...states) => tests.filter((test) => states.includes(test.status));
// A file that failed to load has no test of its own to count.
const broken = report.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
);
const skipped = of("skipped", "pending", "todo", "disabled");
for (const test of skipped) console.log(`skipped: ${test.fullName}`);
for (const file of broken) console.log(`failed to run: ${file.name.replace(process.cwd(), ".")}`);
const passed = of("passed").length;
const failed = of("failed").length + broken.length;
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
