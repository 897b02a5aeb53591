// Runs the import rules of .dependency-cruiser.cjs and fails unless modules were really cruised: with TypeScript 7 the
// default parser sees none and reports "no violations" (design.md, dependencies.md §2).
import { createRequire } from "node:module";
import swc from "@swc/core";
import { cruise } from "dependency-cruiser";

// dependency-cruiser asks swc for TypeScript without JSX, whatever the file is called.
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith(".tsx") });

const rules = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
const folders = ["adapters", "catalogs", "core", "gateway", "simulators"];
const result = await cruise(folders, {
  ...rules.options,
  tsConfig: undefined,
  validate: true,
  ruleSet: { forbidden: rules.forbidden },
});
const { summary, modules } = result.output;
const bySource = (folder) => modules.filter((m) => m.source.startsWith(`${folder}/`)).length;
const counts = folders.map((folder) => [folder, bySource(folder)]);
for (const violation of summary.violations) {
  console.error(`${violation.rule.name}: ${violation.from} → ${violation.to}`);
}
const empty = counts.filter(([, count]) => count === 0);
if (empty.length > 0) {
  console.error(`no module cruised in: ${empty.map(([folder]) => folder).join(", ")} — the layer check checked nothing`);
  process.exit(1);
}
const errors = summary.violations.filter((v) => v.rule.severity === "error").length;
console.log(
  `layers: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports (${counts.map(([f, c]) => `${f} ${c}`).join(", ")}), ${errors} violations`,
);
process.exit(errors > 0 ? 1 : 0);
