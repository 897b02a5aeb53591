/**
 * `npm run partners`: writes docs/partners.md from the code — every partner with its operations, hooks and pollers, and which test proves
 * which fact of the domain. `--check` writes nothing and ends with 1 where the page is not what the code says.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ADAPTERS } from "../adapters/registry.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "docs/partners.md");
/** A test that proves a fact names its requirement and the section of the domain it comes from: `R-G04 [§5.4] code 501 …`. */
const TITLE =
  /\b(?:it|test|describe)(?:\.[a-zA-Z]+(?:\([^)]*\))*)*\(\s*(?:\[[\s\S]*?\]\s*(?:as const)?\s*\)\(\s*)?["'`]((?:(?:R-)?[A-Z]\d\d )+\[§[\d.]+\] [^\n]*?)["'`],/g;
const TABLE_TITLE = /\]\s*(?:as const)?\s*\)\(\s*["'`]((?:(?:R-)?[A-Z]\d\d )+\[§[\d.]+\] [^\n]*?)["'`],/g;
const PARTS = /^((?:(?:R-)?[A-Z]\d\d )+)\[§([\d.]+)\] (.*)$/;

const testFiles = (folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".test.ts"))
    .sort();

const facts = () => {
  const found = new Map();
  for (const file of testFiles("test")) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const pattern of [TITLE, TABLE_TITLE]) {
      for (const [, title] of text.matchAll(pattern)) {
        const parts = PARTS.exec(title ?? "");
        if (parts === null) continue;
        const [, requirements = "", section = "", fact = ""] = parts;
        found.set(`${file}:${title}`, { requirements: requirements.trim().split(" "), section, fact, file });
      }
    }
  }
  return [...found.values()];
};

const cell = (text) => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").trim();
const bySection = (a, b) =>
  a.section.localeCompare(b.section, "en", { numeric: true }) || a.file.localeCompare(b.file) || a.fact.localeCompare(b.fact);

/** A table's title holds places for its rows: "%s" becomes "…". */
const readable = (fact) => cell(fact.replaceAll(/%[sjdio#]|\$\{?[\w.]+\}?/g, "…").replaceAll("\\", ""));

const partnerRow = ({ id, title, operations, hooks, pollers, streams }) => {
  const list = (record) => Object.entries(record).map(([name, { title: named }]) => `\`${name}\` ${cell(named.vi)}`);
  return `| [\`${id}\`](../adapters/${folderOf(id)}/README.md) | ${cell(title.vi)} | ${list(operations).join("<br>")} | ${[...list(hooks), ...list(pollers), ...list(streams ?? {})].join("<br>")} |`;
};
/** An adapter whose folder serves two lanes (departments, ministry) has one README. */
const FOLDERS = readdirSync(join(ROOT, "adapters"));
const folderOf = (id) => (FOLDERS.includes(id) ? id : "departments");

const page = () => {
  const rows = facts().sort(bySection);
  const sections = [...new Set(rows.map((row) => row.section))];
  return `# Partners

Written by \`npm run partners\` from the code; do not edit. How each is set up and what it cannot do: its README.

| lane | partner | what the hub asks of it | what it tells the hub |
|---|---|---|---|
${ADAPTERS.map(partnerRow).join("\n")}

## What is known of them, and which test proves it

${rows.length} facts by section of the domain notes. Facts without a public source are marked so in \`adapters/*/contract/\`.
${sections
  .map(
    (section) => `
### §${section}

| fact | requirement | test |
|---|---|---|
${rows
  .filter((row) => row.section === section)
  .map((row) => `| ${readable(row.fact)} | ${row.requirements.join(", ")} | \`${row.file.replace("test/", "")}\` |`)
  .join("\n")}
`,
  )
  .join("")}`;
};

const written = page();
if (process.argv.includes("--check")) {
  if (readFileSync(PAGE, "utf8") !== written) {
    process.stderr.write("docs/partners.md không khớp với mã nguồn / is not what the code says: npm run partners\n");
    process.exitCode = 1;
  }
} else writeFileSync(PAGE, written);
