/** Operators' commands while the hub runs on the embedded database: through the control door in its data folder, in the hub's own process. */
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { controlFolder, controlSocket } from "../../../gateway/cli/control.ts";
import { askRunningHub } from "../../../gateway/cli/control-client.ts";
import { type ControlDoor, openControlDoor } from "../../../gateway/cli/control-server.ts";
import { type Desk, ownDesk } from "../../../gateway/cli/desk.ts";
import { CliError } from "../../../gateway/cli/terminal.ts";
import { GOOD_CERTIFICATE, GOOD_FINGERPRINT } from "../../support/certificates.ts";

let hub: Hub;
let folder: string;
let door: ControlDoor | undefined;
let warnings: string[] = [];
const log = {
  info: () => {},
  warn: (_fields: object, message: string) => {
    warnings.push(message);
  },
};

beforeAll(async () => {
  hub = await createHub({
    dataDir: "memory",
    catalogs: loadCatalogs(),
    adapters: [],
    secret: "thu-nghiem".repeat(5),
    role: "gateway",
    clock: () => "2026-02-13T03:00:00.000Z",
  });
});
afterAll(() => hub.stop());
beforeEach(async () => {
  warnings = [];
  folder = mkdtempSync(join(tmpdir(), "lt-door-"));
  door = await openControlDoor(hub, folder, log);
});
afterEach(async () => {
  await door?.close();
  rmSync(folder, { recursive: true, force: true });
});
const socketOf = (dataDir: string): string => controlSocket(dataDir) ?? "";

interface Said {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}
/** A command through the door, at a desk without a hub of its own. */
const ask = async (args: readonly string[], more: Partial<Desk> = {}): Promise<Said> => {
  const out: string[] = [];
  const err: string[] = [];
  const [command = "", ...rest] = args;
  const code = await askRunningHub(folder, command, rest, {
    ...ownDesk,
    actor: "cli/thu",
    say: (line = "") => out.push(line),
    complain: (line) => err.push(line),
    withHub: () => Promise.reject(new CliError("a hub of its own")),
    ...more,
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
};
const add = (id: string) => ask(["partner", "add", id, "--role", "portal", "--agencies", "H57.101"]);

describe("R-J04 the control door of a running hub", () => {
  it("R-J04 does operators' commands in the hub: what is printed comes to the caller, what is refused with its exit code", async () => {
    const { code, out } = await add("cua-mot");
    expect(code).toBe(0);
    expect((await hub.partners.byApiKey(out))?.partner.id).toBe("cua-mot");
    expect(await ask(["partner", "show", "khong-co"])).toMatchObject({ code: 1, err: expect.stringContaining("khong-co") });
    expect(await ask(["partner", "add", "x1", "--role", "boss"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("role"),
    });
    expect(await ask(["verify"])).toMatchObject({ code: 0, out: expect.stringContaining("0 dossiers, 0 broken") });
    expect(await ask(["database"])).toMatchObject({ code: 0 });
    expect(await ask(["dead-letters"])).toMatchObject({ code: 0, out: expect.stringContaining("đang trống") });
    expect(await ask(["toString"])).toMatchObject({ code: 2, err: expect.stringContaining("toString") });
  });

  it("R-J04 files and passwords come from the caller; the hub asks only for files that the caller named", async () => {
    await add("cua-hai");
    const path = join(folder, "cert.pem");
    writeFileSync(path, GOOD_CERTIFICATE);
    const known = await ask(["partner", "certificate", "cua-hai", "--file", path]);
    expect(known).toMatchObject({ code: 0, out: GOOD_FINGERPRINT });
    const missing = join(folder, "none.pem");
    const none = await ask(["partner", "certificate", "cua-hai", `--file=${missing}`]);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining(missing) });
    const large = await ask(["partner", "certificate", "cua-hai", "--file", path], { readFile: async () => Buffer.alloc(1e6) });
    expect(large).toMatchObject({ code: 2, err: expect.stringContaining("too large") });

    const password = "mot-mat-khau-du-dai-2026";
    const person = ["person", "add", "nam.tv", "--role", "oneStopOfficer", "--agencies", "H57.101", "--password-stdin"];
    expect(await ask(person, { readLine: async () => password })).toMatchObject({ code: 0, out: "" });
    expect(await hub.people.get("nam.tv")).toMatchObject({ id: "nam.tv" });
    const tooLong = { readLine: () => Promise.reject(new CliError("quá dài")) };
    expect(await ask(["person", "password", "nam.tv", "--password-stdin"], tooLong)).toMatchObject({ err: "quá dài" });
  });

  it("R-G01 a national list comes through the door in parts: looked at, then written; one that breaks off on its way changes nothing", async () => {
    const list = join(folder, "list.jsonl");
    const line = (code: string) =>
      JSON.stringify({
        code,
        name: "Thủ tục thử",
        field: "Thử",
        note: "x".repeat(1000),
        channels: [{ channel: "DIRECT", time: "3 WORKING_DAY" }],
      });
    // Longer than one line of the door may be, and than one part.
    writeFileSync(list, Array.from({ length: 1200 }, (_, i) => line(`1.9${String(i).padStart(5, "0")}`)).join("\n"));
    const count = async () => {
      const found = await Promise.all(["1.900000", "1.901199"].map((code) => hub.procedure(code)));
      return found.filter((one) => one !== undefined).length;
    };
    const preview = await ask(["catalogs", "import", list]);
    expect(preview).toMatchObject({
      code: 0,
      out: expect.stringMatching(/added: +1\.200/),
      err: expect.stringContaining("read 1 MB"),
    });
    expect(await count()).toBe(0);

    const broken = await ask(["catalogs", "import", list, "--apply"], {
      readPart: (path, from) => (from > 500_000 ? Promise.reject(new CliError("đĩa hỏng")) : ownDesk.readPart(path, from)),
    });
    expect(broken).toMatchObject({ code: 2, out: "", err: expect.stringContaining("đĩa hỏng") });
    expect(await count()).toBe(0);

    expect(await ask(["catalogs", "import", list, "--apply"])).toMatchObject({ code: 0 });
    expect(await count()).toBe(2);
    for (const wrong of [[], ["import"], ["import", list, list], ["import", list, "--aply"], ["xem"]])
      expect(await ask(["catalogs", ...wrong])).toMatchObject({ code: 2, err: expect.stringContaining("usage") });
    const none = join(folder, "none.jsonl");
    expect(await ask(["catalogs", "import", none])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`Không có tệp ${none}`),
    });
    expect(await ask(["catalogs", "import", folder])).toMatchObject({ code: 2, err: expect.stringContaining("EISDIR") });
  });

  it("R-F06 what is done through the door is recorded with the name of the user at the terminal", async () => {
    await add("cua-ba");
    expect(await ask(["partner", "disable", "cua-ba", "--reason", "Hết hợp đồng"])).toMatchObject({ code: 0 });
    expect((await hub.partners.get("cua-ba"))?.disabledAt).toBe("2026-02-13T03:00:00.000Z");
  });

  it("R-I01 only its owner may enter: folder 0700, socket 0600, whatever was there before", async () => {
    const modes = () => [controlFolder(folder), socketOf(folder)].map((path) => statSync(path).mode & 0o777);
    expect(modes()).toEqual([0o700, 0o600]);
    await door?.close();
    chmodSync(controlFolder(folder), 0o777);
    door = await openControlDoor(hub, folder, log);
    expect(modes()).toEqual([0o700, 0o600]);
  });

  it("R-G03 a dead socket, as kill -9 leaves it, is nobody; the next hub opens the door in its place", async () => {
    await door?.close();
    expect(existsSync(socketOf(folder))).toBe(false);
    writeFileSync(socketOf(folder), "");
    expect(await ask(["partner", "list"])).toEqual({ code: undefined, out: "", err: "" });
    door = await openControlDoor(hub, folder, log);
    expect(await ask(["partner", "list"])).toMatchObject({ code: 0 });
  });

  it("R-G03 a hub without its door runs on: a path too long for a socket, a folder that cannot be", async () => {
    const long = join(folder, "d".repeat(120));
    expect(await openControlDoor(hub, long, log)).toBeUndefined();
    expect(await askRunningHub(long, "partner", ["list"], ownDesk)).toBeUndefined();
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(await openControlDoor(hub, file, log)).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("too long"), expect.stringContaining("need the hub stopped")]);
  });

  it("R-G03 what is no command closes the caller and harms nobody: no JSON, other fields, a line without end, gone in the middle", async () => {
    const gone = (text: string) =>
      new Promise<string>((resolve) => {
        let got = "";
        const socket = createConnection(socketOf(folder), () => socket.write(text));
        socket.on("data", (chunk) => {
          got += chunk.toString();
        });
        socket.on("error", () => {});
        socket.once("close", () => resolve(got));
      });
    for (const text of ["hello\n", "[]\n", '{"command":"partner","args":[1],"actor":"x"}\n', "a".repeat(600_000)])
      expect(await gone(text)).toBe("");
    await new Promise<void>((resolve) => {
      const socket = createConnection(socketOf(folder), () => {
        socket.write(`${JSON.stringify({ command: "person", args: ["password", "nam.tv", "--password-stdin"], actor: "x" })}\n`);
      });
      // It waits for a password now.
      socket.once("data", () => socket.destroy());
      socket.once("close", () => resolve());
    });
    expect(await ask(["partner", "list"])).toMatchObject({ code: 0 });
  });

  it("R-G03 the hub stops in the middle of a command: the caller is told to look, and the door is closed", async () => {
    const closing = new Promise<string>((resolve) => {
      const readLine = () => {
        // The hub asks for the password and stops meanwhile.
        const closed = door?.close() ?? Promise.resolve();
        return closed.then(() => resolve("closed")).then(() => "mot-mat-khau-khac-2026");
      };
      void ask(["person", "password", "nam.tv", "--password-stdin"], { readLine }).then(
        () => resolve("done"),
        (error: unknown) => resolve(error instanceof Error ? error.message : ""),
      );
    });
    expect(["closed", expect.stringContaining("look (list, show)")]).toContainEqual(await closing);
    expect(existsSync(socketOf(folder))).toBe(false);
  });
});

describe("R-I01 whoever answers in the hub's place", () => {
  let impostor: Server;
  afterEach(() => new Promise<void>((resolve) => impostor.close(() => resolve())));

  it("R-I01 gets no file that was not named on the command line", async () => {
    await door?.close();
    let got = "";
    impostor = createServer((socket) => {
      socket.on("data", (chunk) => {
        got += chunk.toString();
        if (got.includes("failed") || got.includes("given")) socket.end('{"exit":0}\n');
        else socket.write('{"ask":"file","path":"/etc/hostname"}\n');
      });
    });
    await new Promise<void>((resolve) => impostor.listen(socketOf(folder), resolve));
    await ask(["partner", "certificate", "x", "--file", "cert.pem"]);
    expect(got).toContain('{"failed":"/etc/hostname"}');
  });
});
