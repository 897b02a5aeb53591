/** What a person reads when the hub cannot start: each cause by the error that Node.js, the driver or we ourselves really throw. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub } from "../../core/hub.ts";
import { freePort } from "../../gateway/cli/free-port.ts";
import { failureText } from "../../gateway/failure.ts";

const caught = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
};
const listening = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
const openHub = (more: { dataDir: string; databaseUrl?: string }) =>
  createHub({ catalogs: loadCatalogs(), adapters: [], secret: "thu-nghiem".repeat(5), role: "gateway", ...more });

describe("R-J04 why it could not start", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lienthong-failure-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("R-J04 a port in use names the port and the setting", async () => {
    const first = createServer();
    const port = await freePort();
    await listening(first, port, "127.0.0.1");
    const text = failureText(await caught(() => listening(createServer(), port, "127.0.0.1")), {});
    first.close();
    for (const part of [`127.0.0.1:${port}`, "LIENTHONG_PORT", "đang có chương trình khác dùng", "Another program"])
      expect(text).toContain(part);
  });

  it("R-J04 an address that this machine has not", async () => {
    const text = failureText(await caught(() => listening(createServer(), 0, "203.0.113.9")), {});
    expect(text).toContain("LIENTHONG_HOST");
  });

  it("R-J04 a data folder that is a file names it and the setting", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const dataDir of [file, join(file, "inside")]) {
      const text = failureText(await caught(() => openHub({ dataDir })), {});
      expect(text).toContain(file);
      expect(text).toContain("LIENTHONG_DATA_DIR");
    }
  });

  it("R-J04 a disk without room, as the embedded database says it: what it is and where, and nothing half made stays", async () => {
    const dataDir = join(folder, "day");
    const none = vi.spyOn(PGlite, "create").mockImplementationOnce(() => {
      writeFileSync(join(dataDir, "pg", "PG_VERSION"), "17");
      // Not an Error: thus the WebAssembly file system says it.
      return Promise.reject({ name: "ErrnoError", errno: 51 });
    });
    onTestFinished(() => none.mockRestore());
    const text = failureText(await caught(() => openHub({ dataDir })), {});
    for (const part of [dataDir, "Hết chỗ trên đĩa", "The disk is full"]) expect(text).toContain(part);
    expect(existsSync(join(dataDir, "pg"))).toBe(false);
  });

  it("R-J04 a disk that is full while a command is done: which one", () => {
    const error = Object.assign(new Error("could not extend file"), { code: "53100" });
    expect(failureText(error, { LIENTHONG_DATA_DIR: "/du-lieu" })).toContain("Hết chỗ trên đĩa khi ghi /du-lieu");
    expect(failureText(error, { DATABASE_URL: "postgres://u:p@h.test/hub" })).toContain("writing PostgreSQL h.test/hub");
  });

  it("R-J04 a PostgreSQL that is away is named by host and database, its password never", async () => {
    const url = `postgres://truc:bi-mat-lon@127.0.0.1:${await freePort()}/hub`;
    const text = failureText(await caught(() => openHub({ dataDir: folder, databaseUrl: url })), { DATABASE_URL: url });
    for (const part of ["/hub không trả lời", "/hub does not answer", "DATABASE_URL"]) expect(text).toContain(part);
    expect(text).not.toContain("bi-mat-lon");
  });

  it.each([
    ["28P01", "mật khẩu"],
    ["3D000", "createdb"],
    ["57P03", "đang khởi động"],
    ["53300", "max_connections"],
  ])("R-J04 PostgreSQL's %s in words", (code, words) => {
    const error = Object.assign(new Error("from the server"), { code });
    expect(failureText(error, { DATABASE_URL: "postgres://u:p@h.test/hub" })).toContain(words);
  });

  it("R-J04 what is not known is shown as it is, without a stack", () => {
    expect(failureText(new TypeError("lạ"), {})).toBe("Không làm được / could not be done: TypeError: lạ");
    expect(failureText("lạ", {})).toBe("Không làm được / could not be done");
  });
});
