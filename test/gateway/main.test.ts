/** The process: starts from nothing but its environment, says where it listens, ends on a signal. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../gateway/main.ts", import.meta.url));
const children: ChildProcess[] = [];

const start = (env: Record<string, string>, ...argv: string[]): ChildProcess => {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...argv], {
    env: {
      PATH: process.env["PATH"] ?? "",
      LIENTHONG_DATA_DIR: "memory",
      LIENTHONG_PORT: "0",
      LIENTHONG_LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
};
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
});

const errorsOf = async (child: ChildProcess): Promise<string> => {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  await once(child, "close");
  return text;
};

describe("R-J04 the hub as a process", () => {
  it("says where it listens, is ready, and ends with 0 on SIGTERM", async () => {
    const child = start({});
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const [line] = (await once(lines, "line")) as [string];
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    expect(line).toContain(`${url}/docs`);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/procedures/1.001193`)).status).toBe(200);
    child.kill("SIGTERM");
    expect((await once(child, "close"))[0]).toBe(0);
  });

  it.each([
    [{ LIENTHONG_PORT: "cổng" }, [], "LIENTHONG_PORT: phải là cổng"],
    [{}, ["--role", "boss"], "LIENTHONG_ROLE: phải là gateway, worker hoặc all"],
    [{ DATABASE_URL: "postgres://hub@127.0.0.1:9/hub" }, [], "LIENTHONG_SECRET: bắt buộc"],
    [{ LIENTHONG_POST_URL: "not-a-url" }, [], "LIENTHONG_POST_URL"],
  ])("%j %j does not start, and says in Vietnamese and English what to set", async (env, argv, expected) => {
    const child = start(env as Record<string, string>, ...argv);
    const text = await errorsOf(child);
    expect(child.exitCode).toBe(1);
    expect(text).toContain(expected);
    expect(text).not.toContain("    at ");
  });
});
