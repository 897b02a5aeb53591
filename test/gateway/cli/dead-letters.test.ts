/** `lienthong dead-letters` against hubs that refuse, have nothing, or are not there: what the person at the terminal reads. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deadLettersOverRest } from "../../../gateway/cli/dead-letters.ts";
import { ownDesk } from "../../../gateway/cli/desk.ts";

let server: Server;
let answer: { readonly status: number; readonly body: string };
let url: string;
let out = "";
beforeEach(async () => {
  out = "";
  server = createServer((_, response) => {
    response.statusCode = answer.status;
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("LIENTHONG_URL", url);
  vi.stubEnv("LIENTHONG_KEY", "lt_thu_khoa");
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const ask = (args: readonly string[]) => deadLettersOverRest(args, ownDesk);

describe("lienthong dead-letters", () => {
  it("says so where the list is empty", async () => {
    answer = { status: 200, body: '{"items":[]}' };
    expect(await ask([])).toBe(0);
    expect(out).toContain("Danh sách này đang trống");
  });

  it("a refusal is told in words with its code, not as JSON", async () => {
    const hint = { vi: "Dùng khóa khác.", en: "Use another key." };
    answer = {
      status: 403,
      body: JSON.stringify({ detail: "Không có quyền.", detail_en: "Not allowed.", code: "partner.not-allowed", hint }),
    };
    await expect(ask(["blocked"])).rejects.toMatchObject({
      name: "CliError",
      exitCode: 1,
      message: "Không có quyền. Dùng khóa khác. [partner.not-allowed]\nNot allowed. Use another key.",
    });
  });

  it("an answer that is none of a hub, no hub at all, no address, an option that there is not", async () => {
    answer = { status: 502, body: "<html>" };
    await expect(ask([])).rejects.toMatchObject({ name: "CliError", exitCode: 1, message: "HTTP 502" });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await expect(ask([])).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(`không trả lời tại ${url}`),
    });
    vi.stubEnv("LIENTHONG_URL", "đâu đó");
    await expect(ask([])).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining("LIENTHONG_URL") });
    await expect(ask(["--foo"])).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining("Cách dùng") });
  });
});
