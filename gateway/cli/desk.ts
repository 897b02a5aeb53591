/**
 * The desk at which an operator gives a command: its terminal, its files, and the hub it acts on. The same command runs at the terminal's own
 * process or inside the running hub (control-server.ts), which then speaks and reads through the desk.
 */
import { open, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import type { Hub } from "../../core/hub.ts";
import { readConfig } from "../config.ts";
import { withHub } from "./open-hub.ts";
import { CliError, complain, say } from "./terminal.ts";

export interface Desk {
  /** One line to stdout: what was asked for. */
  say(line?: string): void;
  /** One line to stderr: progress and what went wrong. */
  complain(line: string): void;
  /** "cli/<name of the user>": recorded with what is done (R-F06). */
  readonly actor: string;
  /** A file of the person at the desk. Errors: CliError where it cannot be read. */
  readFile(path: string): Promise<Buffer>;
  /** What a large file of the person has from a byte on, so much as goes over at once; nothing at its end. Errors: as readFile. */
  readPart(path: string, from: number): Promise<Buffer>;
  /** The first line of standard input. Errors: CliError where it is longer than any that is asked for. */
  readLine(): Promise<string>;
  /** Gives the hub to `work`. Errors: what opening it throws, see open-hub.ts. */
  withHub<T>(work: (hub: Hub) => Promise<T>): Promise<T>;
}

/** A command of operators; its exit code. Errors: CliError for the person at the desk. */
export type OperatorCommand = (args: readonly string[], desk: Desk) => Promise<number>;

/** A password has at most 200 characters of 4 bytes; more on stdin is none. */
const MAX_LINE = 4096;

const readLine = async (): Promise<string> => {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk;
    if (text.includes("\n")) break;
    if (text.length > MAX_LINE) throw new CliError("Dòng nhập quá dài. / The line is too long.");
  }
  return text.split(/\r?\n/, 1)[0] ?? "";
};

/** In base64 it still is one line of the control door. */
const PART_BYTES = 256 * 1024;

/** Node says it in English alone, and of a folder not even which. */
const readable = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CliError(
      code === "ENOENT"
        ? `Không có tệp ${path} / no such file`
        : `Không đọc được tệp ${path} (${code}) / the file cannot be read`,
    );
  }
};

const readPart = async (path: string, from: number): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

/** In a container the user may have no name. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "?"}`;
  }
};

/** Somebody holds the folder and did not answer at its control door, where every command asks first. */
const held = (error: Error): CliError =>
  new CliError(
    `${error.message}\nTiến trình ấy đang khởi động hoặc đang làm một lệnh khác; hãy thử lại sau ít giây. / ` +
      "That process is starting, or does another command; try again in a few seconds.",
    1,
  );

/** The desk of this very process; `withHub` opens a hub of its own. */
export const ownDesk: Desk = {
  say,
  complain,
  actor: `cli/${userName()}`,
  readFile: (path) => readable(path, () => readFile(path)),
  readPart: (path, from) => readable(path, () => readPart(path, from)),
  readLine,
  withHub: async (work) => {
    const { databaseUrl, dataDir } = readConfig(process.env);
    // Else a person whose hub is down, or elsewhere, wonders at an empty list or at a key that opens nothing.
    if (databaseUrl === undefined)
      complain(`Không có trục đang chạy: làm trên dữ liệu ở ${dataDir}. / No hub is running: working on the data in ${dataDir}.`);
    try {
      return await withHub(work);
    } catch (error) {
      throw error instanceof Error && error.name === "DataFolderInUse" ? held(error) : error;
    }
  },
};
