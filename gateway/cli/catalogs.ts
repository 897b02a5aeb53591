/** `lienthong catalogs check` and `lienthong catalogs import FILE [--apply]`. */
import { importNational } from "../../catalogs/import/national.ts";
import { formatImportReport } from "../../catalogs/import/report.ts";
import { checkCatalogs, formatProblem, loadCatalogs } from "../../catalogs/load.ts";
import { KNOWN_LANES } from "../adapters.ts";
import type { Desk, OperatorCommand } from "./desk.ts";
import { CliError, say, takesNone } from "./terminal.ts";

const ORIGIN = "national-list";
const USAGE = "Cách dùng / usage: lienthong catalogs check | lienthong catalogs import FILE [--apply]";

/** Whether the catalogs of this installation are clean; no hub is needed. Exit code: 0, or 1 with problems. Errors: CliError (wrong use). */
export const checkOwnCatalogs = (args: readonly string[]): number => {
  takesNone(args);
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

/** Between two lines about how far a long import is. */
const PROGRESS_BYTES = 1024 * 1024;

/**
 * The bytes of a file at the desk, saying how far it is. What ends the reading early is remembered in `failure`: the importer takes a stream that
 * breaks off for a file that does, and would go on with half of it.
 */
const readAtDesk = (path: string, desk: Desk) => {
  const seen: { failure?: unknown } = {};
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    try {
      let from = 0;
      for (let part = await desk.readPart(path, 0); part.length > 0; part = await desk.readPart(path, from)) {
        const before = Math.floor(from / PROGRESS_BYTES);
        from += part.length;
        if (Math.floor(from / PROGRESS_BYTES) > before) desk.complain(`… đã đọc / read ${Math.floor(from / PROGRESS_BYTES)} MB`);
        yield part;
      }
    } catch (error) {
      seen.failure = error;
      throw error;
    }
  };
  return { bytes: bytes(), seen };
};

const runImport = async (file: string, apply: boolean, desk: Desk): Promise<number> =>
  desk.withHub(async (hub) => {
    const curated = new Set(hub.catalogs.procedures.map((p) => p.code));
    const { bytes, seen } = readAtDesk(file, desk);
    const result = await importNational(bytes, { curated });
    if (seen.failure !== undefined) throw seen.failure;
    desk.complain(
      `… ${result.procedures.length} thủ tục; đang so với danh mục của trục${apply ? " và ghi" : ""} / comparing with the hub's${apply ? ", and writing" : ""}`,
    );
    const changes = await hub.publishProcedures(result.procedures, ORIGIN, apply);
    desk.say(formatImportReport(result, { file, changes: { ...changes, applied: apply } }));
    return 0;
  });

/**
 * The import, by the running hub where there is one: it shows the changes; only with --apply it writes them, all or none. Exit code 0.
 * Errors: CliError (wrong use), those of reading the file, of importNational and withHub.
 */
export const catalogs: OperatorCommand = async (args, desk) => {
  const [what, ...rest] = args;
  const files = rest.filter((word) => word !== "--apply");
  const [file] = files;
  const unknown = rest.find((word) => word.startsWith("--") && word !== "--apply");
  if (what !== "import" || file === undefined || files.length > 1 || unknown !== undefined)
    throw new CliError(`${unknown === undefined ? "" : `Không có tùy chọn ${unknown} / no option ${unknown}\n`}${USAGE}`);
  return runImport(file, rest.includes("--apply"), desk);
};
