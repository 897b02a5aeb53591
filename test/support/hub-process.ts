/** Hub processes for fault tests: the real command in a process of its own, to be killed and started again. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../gateway/cli/free-port.ts";

const CLI = fileURLToPath(new URL("../../gateway/cli/main.ts", import.meta.url));

export type Settings = Readonly<Record<string, string>>;

/** Runs a CLI command to its end; its standard output. */
export const runCli = async (args: readonly string[], settings: Settings): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", CLI, ...args], {
    env: { ...process.env, ...settings },
    maxBuffer: 1e8,
  });
  return stdout;
};

export interface HubProcess {
  readonly url: string;
  /** kill -9, and until the process is gone. */
  kill(): Promise<void>;
  /** Starts it again; resolves when it is ready. */
  restart(): Promise<void>;
  /** SIGTERM; its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `lienthong start` on a port of its own and waits until it is ready. */
export const startHubProcess = async (settings: Settings): Promise<HubProcess> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  let gone: Promise<number | null>;

  const start = async (): Promise<void> => {
    const errors: string[] = [];
    child = spawn(process.execPath, ["--import", "tsx", CLI, "start"], {
      env: { ...process.env, LIENTHONG_LOG_LEVEL: "fatal", ...settings, LIENTHONG_PORT: String(port) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
    let exited = false;
    gone = new Promise((resolve) =>
      child.once("exit", (code) => {
        exited = true;
        resolve(code);
      }),
    );
    // Waits on readiness; a process that ended instead says why.
    for (;;) {
      if (exited) throw new HubProcessError(`the hub ended at its start: ${errors.join("")}`);
      const ready = await fetch(`${url}/health/ready`).then(
        (r) => r.ok,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  await start();
  return {
    url,
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    restart: start,
    stop: () => {
      child.kill("SIGTERM");
      return gone;
    },
  };
};

export class HubProcessError extends Error {
  override readonly name = "HubProcessError";
}
