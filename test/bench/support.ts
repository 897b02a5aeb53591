/** What the benches share: child processes that print one JSON line, medians, a table. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Child<T> {
  readonly first: T;
  readonly process: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a TypeScript file next to this one and waits for its first line, which is JSON. */
export const startChild = async <T>(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Child<T>> => {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(new URL(file, import.meta.url)), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new BenchError(`${file} ended with ${code}`)));
  });
  return {
    first: JSON.parse(line) as T,
    process: child,
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      await gone;
    },
  };
};

export class BenchError extends Error {
  override readonly name = "BenchError";
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

export const print = (line = ""): void => {
  process.stdout.write(`${line}\n`);
};
