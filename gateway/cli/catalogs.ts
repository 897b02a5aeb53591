/** `lienthong catalogs check` and `lienthong catalogs import FILE [--apply]`. */
import { existsSync } from "node:fs";
import { importNational } from "../../catalogs/import/national.ts";
import { formatImportReport } from "../../catalogs/import/report.ts";
import { checkCatalogs, formatProblem, loadCatalogs } from "../../catalogs/load.ts";
import { KNOWN_LANES } from "../adapters.ts";
import { withHub } from "./open-hub.ts";
import { CliError, say, takesNone } from "./terminal.ts";

const ORIGIN = "national-list";

const check = (): number => {
  const problems = checkCatalogs(undefined, KNOWN_LANES);
  for (const problem of problems) say(formatProblem(problem));
  if (problems.length > 0) {
    say(`${problems.length} lỗi / problems`);
    return 1;
  }
  const { procedures, agencies, calendars, routes, halls } = loadCatalogs(undefined, KNOWN_LANES);
  say(
    `Danh mục không có lỗi / the catalogs are clean: ${procedures.length} thủ tục, ${agencies.size} cơ quan, ${calendars.size} lịch làm việc, ${new Set(routes.values()).size} quy trình liên thông, ${halls.size} sảnh`,
  );
  return 0;
};

/** Without `apply` it shows what the import would change and writes nothing. */
const runImport = async (file: string, apply: boolean): Promise<number> => {
  if (!existsSync(file)) throw new CliError(`Không có tệp ${file} / no such file`);
  return withHub(async (hub) => {
    const curated = new Set(hub.catalogs.procedures.map((p) => p.code));
    const result = await importNational(file, { curated });
    const changes = await hub.publishProcedures(result.procedures, ORIGIN, apply);
    say(formatImportReport(result, { file, changes: { ...changes, applied: apply } }));
    return 0;
  });
};

/**
 * Exit code: 0, or 1 where `check` found problems. `import` shows the changes; only with --apply it writes them.
 * Errors: CliError (wrong use, no such file), CatalogError, those of importNational and withHub.
 */
export const catalogs = async (args: readonly string[]): Promise<number> => {
  const [what, ...rest] = args;
  if (what === "check") {
    takesNone(rest);
    return check();
  }
  const file = rest.find((a) => !a.startsWith("--"));
  if (what === "import" && file) return runImport(file, rest.includes("--apply"));
  throw new CliError("Cách dùng / usage: lienthong catalogs check | lienthong catalogs import FILE [--apply]");
};
