/**
 * `npm run new:adapter <name>`: makes an adapter, its contract, simulator, tests and README, and the line in each registry. What comes out
 * passes `npm run check && npm test` untouched; then its contract/ is made that of the real partner.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TEMPLATES = join(ROOT, "scripts/new-adapter");
/** As ids of adapters are (adapters/kit/define.ts). */
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Folders beside the adapters that are no partner's. */
const TAKEN = new Set(["kit", "registry"]);

const stop = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const id = process.argv[2] ?? "";
if (!NAME.test(id) || TAKEN.has(id))
  stop('Cách dùng / usage: npm run new:adapter <ten-doi-tac>   (chữ thường, số, dấu "-" / lower case, digits, "-")');
const folders = { adapter: `adapters/${id}`, simulator: `simulators/${id}`, test: `test/adapters/${id}` };
for (const folder of Object.values(folders))
  if (existsSync(join(ROOT, folder))) stop(`Đã có ${folder}; không ghi đè / ${folder} exists; nothing is overwritten`);

const pascal = id.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const camel = `${pascal[0].toLowerCase()}${pascal.slice(1)}`;
const filled = (text) =>
  text.replaceAll("__ID__", id).replaceAll("__PASCAL__", pascal).replaceAll("__ENV__", id.toUpperCase().replaceAll("-", "_"));

const made = [];
for (const [kind, folder] of Object.entries(folders)) {
  for (const name of readdirSync(join(TEMPLATES, kind), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".tmpl")) continue;
    const target = join(folder, name.slice(0, -".tmpl".length));
    mkdirSync(dirname(join(ROOT, target)), { recursive: true });
    writeFileSync(join(ROOT, target), filled(readFileSync(join(TEMPLATES, kind, name), "utf8")));
    made.push(target);
  }
}

/** Puts an import behind the others and an entry into the list; complains where the registry has another shape. */
const register = (file, importLine, marker, entry) => {
  const path = join(ROOT, file);
  const text = readFileSync(path, "utf8");
  const imports = text.lastIndexOf("\nimport ");
  const end = text.indexOf("\n", imports + 1);
  const list = text.lastIndexOf(marker);
  if (imports < 0 || list < end) stop(`${file}: không nhận ra cấu trúc / its shape is not known`);
  const entries = text.slice(end + 1, list).replace(/,?\s*$/, "");
  writeFileSync(path, `${text.slice(0, end + 1)}${importLine}\n${entries},\n${entry}${text.slice(list)}`);
  made.push(file);
};
register("adapters/registry.ts", `import ${camel} from "./${id}/adapter.ts";`, "];", `  ${camel},\n`);
register(
  "simulators/registry.ts",
  `import ${camel} from "./${id}/simulator.ts";`,
  "};",
  `  [${camel}.id]: (settings) => createSimulation(${camel}, settings),\n`,
);

const run = (...args) => execFileSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
run("node_modules/@biomejs/biome/bin/biome", "check", "--write", ...made.filter((file) => file.endsWith(".ts")));
run("--import", "tsx", "scripts/partners.mjs");
made.push("docs/partners.md");
process.stdout.write(
  `Đã tạo ${made.length} tệp / files made:\n${made.map((file) => `  ${file}`).join("\n")}\n` +
    `Tiếp theo: npm run check && npm test, rồi sửa adapters/${id}/contract/ cho đúng đối tác thật.\n`,
);
