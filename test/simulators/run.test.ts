import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SIMULATORS } from "../../simulators/registry.ts";

const RUN = fileURLToPath(new URL("../../simulators/run.ts", import.meta.url));
const start = (...args: string[]) =>
  spawn(process.execPath, ["--import", "tsx", RUN, ...args], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
const firstLine = async (stream: Readable | null): Promise<string> => {
  let text = "";
  for await (const chunk of stream ?? []) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
};

const readyOf = (line: string) =>
  JSON.parse(line) as { board: string; simulators: Record<string, { url: string; settings: Record<string, string> }> };

describe("simulators/run.ts", () => {
  it("J04 starts every simulator, says where each is in one line of JSON, and ends with SIGTERM", async () => {
    const child = start("--port-base", "0", "--json", "--now", "2026-02-13T08:00:00+07:00");
    const closed = once(child, "exit");
    const { board, simulators: ready } = readyOf(await firstLine(child.stdout));
    const page = await (await fetch(board)).text();
    expect(Object.keys(ready)).toEqual(Object.keys(SIMULATORS));
    for (const [id, { url, settings }] of Object.entries(ready)) {
      expect(Object.values(settings).filter((value) => value.startsWith(url))).not.toEqual([]);
      expect(page).toContain(`${url}/__sim`);
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await (await fetch(`${url}/__sim`)).json()).toMatchObject({
        id,
        clock: { now: "2026-02-13T01:00:00.000Z", standing: true },
      });
    }
    child.kill("SIGTERM");
    expect(await closed).toEqual([0, null]);
  });

  it("ends when its parent goes", async () => {
    const child = start("--port-base", "0", "--json", "--only", "post", "--options", '{"post":{"auto":false}}');
    const closed = once(child, "exit");
    expect(Object.keys(readyOf(await firstLine(child.stdout)).simulators)).toEqual(["post"]);
    child.disconnect();
    expect(await closed).toEqual([0, null]);
  });

  it.each([
    ["an unknown simulator", ["--only", "khong-co"]],
    ["unknown options", ["--only", "post", "--port-base", "0", "--options", '{"post":{"la":1}}']],
    ["a port that is none", ["--port-base", "x"]],
  ])("says no to %s and ends with 1", async (_name, args) => {
    const child = start(...args);
    const closed = once(child, "exit");
    expect(await firstLine(child.stderr)).not.toBe("");
    expect((await closed)[0]).toBe(1);
  });
});
