/**
 * One process per data folder. PGlite itself takes no lock: two processes on one folder lose acknowledged rows in silence
 * (dependencies.md §1: 506–1,823 of them), so the folder is guarded here.
 */
import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A living process holds the data folder. `pid` 0: it could not be read who. The message is vi / en, for the operator. */
export class DataFolderInUse extends Error {
  readonly code = "store.folder-in-use";
  constructor(folder: string, pid: number) {
    super(
      `Thư mục dữ liệu ${folder} đang được tiến trình ${pid} sử dụng; hãy dừng tiến trình đó hoặc chọn LIENTHONG_DATA_DIR khác. / ` +
        `Data folder ${folder} is in use by process ${pid}; stop it, or choose another LIENTHONG_DATA_DIR.`,
    );
    this.name = "DataFolderInUse";
  }
}

interface Holder {
  readonly pid: number;
  /** Start time of the process where the system tells it: a re-used pid is not taken for the old holder. */
  readonly started: string;
}

const startOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 22, counted after the command name, which may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "dead" : (fields[19] ?? "");
  } catch {
    return "";
  }
};

const isAlive = (holder: Holder): boolean => {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const started = startOf(holder.pid);
  return started === "" || holder.started === "" || started === holder.started;
};

const read = (file: string): Holder | undefined => {
  try {
    const [pid, started = ""] = readFileSync(file, "utf8").trim().split(" ");
    return pid && /^\d+$/.test(pid) ? { pid: Number(pid), started } : undefined;
  } catch {
    return undefined;
  }
};

const tryCreate = (file: string): boolean => {
  try {
    writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

/** Holds a short second lock while a dead holder's file is replaced, so that two newcomers cannot both replace it. */
const withTakeOver = <T>(file: string, work: () => T): T | undefined => {
  const guard = `${file}.takeover`;
  try {
    mkdirSync(guard);
  } catch {
    // Left behind by a process that died in the few microseconds of taking over: 10 s is far beyond any honest holder.
    try {
      if (Date.now() - statSync(guard).mtimeMs > 10_000) rmdirSync(guard);
    } catch {}
    return undefined;
  }
  try {
    return work();
  } finally {
    rmdirSync(guard);
  }
};

/**
 * Locks a data folder for this process and returns the unlock function. A lock left by a dead process (kill -9) is taken over
 * at once. Throws DataFolderInUse when a living process holds it.
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "lienthong.lock");
  const unlock = (): void => {
    const holder = read(file);
    if (holder?.pid === process.pid) unlinkSync(file);
  };
  for (let round = 0; round < 3; round += 1) {
    if (tryCreate(file)) return unlock;
    const holder = read(file);
    if (holder && isAlive(holder)) throw new DataFolderInUse(folder, holder.pid);
    const taken = withTakeOver(file, () => {
      const now = read(file);
      if (now && isAlive(now)) return false;
      try {
        unlinkSync(file);
      } catch {}
      return tryCreate(file);
    });
    if (taken) return unlock;
  }
  throw new DataFolderInUse(folder, read(file)?.pid ?? 0);
};
