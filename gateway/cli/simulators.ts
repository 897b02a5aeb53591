/**
 * The simulators as a process of their own: the hub knows them only over the wire (design.md §1: gateway imports no simulator).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { CliError } from "./terminal.ts";

const RUN = fileURLToPath(new URL("../../simulators/run.ts", import.meta.url));

/** One running simulator, as simulators/run.ts says it. */
export interface Simulator {
  readonly url: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly settings: Readonly<Record<string, string>>;
}

/** The line with which simulators/run.ts says that all are ready. */
interface Ready {
  readonly board: string;
  readonly hall?: string;
  readonly simulators: Readonly<Record<string, Simulator>>;
}

export interface RunningSimulators {
  /** One page for all of them. */
  readonly board: string;
  /** The hall as a picture, where its devices were started. */
  readonly hall?: string;
  /** Simulator id → where it is. */
  readonly simulators: Readonly<Record<string, Simulator>>;
  /** As environment variables: what a person would put into .env to use them all. */
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** One screen of the hub that hangs or stands in the hall. */
export interface HallScreen {
  readonly deviceId: string;
  readonly kind: string;
  readonly name: string;
  readonly url: string;
}

/** How the simulators behave, where that is not as usual. */
export interface SimulatorManners {
  /** How long an hour of a partner's own work takes, in milliseconds. */
  readonly hourMs?: number;
  /** Only these; all of them where absent. */
  readonly only?: readonly string[];
  /** The devices of a hall too, and these screens of the hub in its picture. */
  readonly hall?: { readonly screens: readonly HallScreen[] };
  /** Options by simulator. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Starts every simulator (port 0 = any free port) and waits until all of them listen. `hubUrl`: where they push to by themselves. */
export const startSimulators = async (
  portBase: number,
  hubUrl?: string,
  { hourMs, only = [], options, hall: hallWanted }: SimulatorManners = {},
): Promise<RunningSimulators> => {
  const args = ["--json", "--port-base", String(portBase), ...(hubUrl === undefined ? [] : ["--hub", hubUrl])];
  for (const id of only) args.push("--only", id);
  if (hourMs !== undefined) args.push("--hour-ms", String(hourMs));
  if (hallWanted !== undefined) args.push("--hall", "--screens", JSON.stringify(hallWanted.screens));
  if (options !== undefined) args.push("--options", JSON.stringify(options));
  const child = spawn(process.execPath, ["--import", "tsx", RUN, ...args], {
    // The channel is for nothing but its end: a parent that was killed takes its simulators with it.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const { board, hall, simulators } = await firstLine(child);
  return {
    board,
    ...(hall === undefined ? {} : { hall }),
    simulators,
    settings: Object.assign({}, ...Object.values(simulators).map((one) => one.settings)) as Record<string, string>,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
};

const firstLine = (child: ChildProcess): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const { stdout } = child;
    if (!stdout) return reject(new CliError("no output of the simulators"));
    createInterface({ input: stdout }).once("line", (line) => {
      try {
        resolve(JSON.parse(line) as Ready);
      } catch {
        reject(new CliError(`Không đọc được địa chỉ các máy mô phỏng / unreadable simulator addresses: ${line}`));
      }
    });
    child.once("exit", (code) =>
      reject(
        new CliError(
          `Máy mô phỏng không khởi động được (mã ${code}; lý do ở dòng trên). Cổng đang có chương trình khác dùng: dừng chương trình đó, hoặc đặt LIENTHONG_SIM_PORT_BASE khác.\n` +
            `The simulators did not start (code ${code}; the line above says why). Another program uses the port: stop it, or set another LIENTHONG_SIM_PORT_BASE.`,
          1,
        ),
      ),
    );
  });
