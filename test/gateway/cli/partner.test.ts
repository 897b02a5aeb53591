/** `lienthong partner` over one hub in memory; that the command opens a hub of its own is test/journeys/cli.test.ts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { type Desk, ownDesk } from "../../../gateway/cli/desk.ts";
import { partner } from "../../../gateway/cli/partner.ts";
import { GOOD_CERTIFICATE, GOOD_FINGERPRINT, OLD_CERTIFICATE } from "../../support/certificates.ts";

const START = Date.parse("2026-02-13T03:00:00.000Z");
const HOUR = 3_600_000;
let now = START;
let hub: Hub;
let folder: string;
let serial = 0;
let id = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-partner-"));
  hub = await createHub({
    dataDir: "memory",
    catalogs: loadCatalogs(),
    adapters: [],
    secret: "thu-nghiem".repeat(5),
    role: "gateway",
    clock: () => new Date(now).toISOString(),
  });
});
afterAll(async () => {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  now = START;
  id = `p-${++serial}`;
});

interface Ended {
  readonly out: string;
  readonly err: string;
  /** Exit code of the CliError; 0 where there was none. */
  readonly code: number;
}

/** Runs the command at a desk that keeps what is said; another error than CliError is the test's failure. */
const run = async (...args: string[]): Promise<Ended> => {
  let out = "";
  let err = "";
  const desk: Desk = {
    ...ownDesk,
    say: (line = "") => {
      out += `${line}\n`;
    },
    complain: (line) => {
      err += `${line}\n`;
    },
    withHub: (work) => work(hub),
  };
  try {
    const code = await partner(args, desk);
    return { out: out.trim(), err, code };
  } catch (error) {
    const { name, message, exitCode } = error as { name: string; message: string; exitCode?: number };
    if (name !== "CliError" || exitCode === undefined) throw error;
    return { out, err: err + message, code: exitCode };
  }
};
const good = async (...args: string[]): Promise<string> => {
  const { out, err, code } = await run(...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
};
const add = (...more: string[]) => good("add", id, "--role", "portal", "--agencies", "H57.101", ...more);
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe("lienthong partner", () => {
  it("R-J04 add: scopes, rate and quota go into the account; only the key is printed", async () => {
    const key = await add(
      "--name",
      "Phần mềm thử",
      "--scopes",
      "dossier.read, file",
      "--rate",
      "600/min",
      "--quota",
      "1000000000/day",
    );
    expect(key).toMatch(new RegExp(`^lt_${id}_[\\w-]{43}$`));
    expect((await hub.partners.byApiKey(key))?.partner).toEqual({
      id,
      name: "Phần mềm thử",
      role: "portal",
      agencies: ["H57.101"],
      scopes: ["dossier.read", "file"],
      limits: { perMinute: 600, bytesPerDay: 1_000_000_000 },
    });
    // Written anew: what is not said is the default again.
    const again = await run("add", id, "--role", "portal", "--agencies", "H57.101", "--rate", "60");
    expect(again).toMatchObject({ code: 0, err: expect.stringMatching(/đã có.*khóa API cũ hết hiệu lực/) });
    expect(await hub.partners.get(id)).toEqual({
      id,
      name: id,
      role: "portal",
      agencies: ["H57.101"],
      limits: { perMinute: 60 },
    });
    expect(await hub.partners.byApiKey(key)).toBeUndefined();
  });

  it("R-J04 add: a wrong scope, rate, quota, role, agency or id is named, and nothing is stored", async () => {
    const wrong = (...more: string[]) => run("add", id, "--role", "portal", "--agencies", "*", ...more);
    expect(await wrong("--scopes", "dossier.read,boss")).toMatchObject({ code: 2, err: expect.stringMatching(/^scopes\.1: /) });
    for (const rate of ["fast", "0", "10/day", "1.5", "1e9"])
      expect(await wrong("--rate", rate)).toMatchObject({ code: 2, err: expect.stringContaining("600/min") });
    expect(await wrong("--quota", "1GB")).toMatchObject({ code: 2, err: expect.stringContaining("số byte mỗi ngày") });
    expect(await wrong("--role", "boss")).toMatchObject({ code: 2 });
    expect(await wrong("--agencies", "H57.999")).toMatchObject({ code: 2, err: expect.stringContaining("H57.999") });
    expect(await hub.partners.get(id)).toBeUndefined();
    expect(await run("add", "Có Dấu", "--role", "portal", "--agencies", "*")).toMatchObject({ code: 2 });
  });

  it("R-I01 key: a new API key beside the old one for the overlap, or in its place at once", async () => {
    const first = await add();
    const second = await good("key", id, "--overlap", "24h");
    const works = async (key: string) => (await hub.partners.byApiKey(key)) !== undefined;
    now += 24 * HOUR - 1;
    expect([await works(first), await works(second)]).toEqual([true, true]);
    now += 1;
    expect([await works(first), await works(second)]).toEqual([false, true]);
    const third = await good("key", id);
    expect([await works(second), await works(third)]).toEqual([false, true]);
  });

  it("R-I01 key --kind client, shared: id and secret on one line, and they prove who it is", async () => {
    await add();
    const [client = "", password = ""] = (await good("key", id, "--kind", "client")).split(" ");
    expect((await hub.partners.byClient(client, password))?.partner.id).toBe(id);
    const [shared = "", secret] = (await good("key", id, "--kind", "shared")).split(" ");
    expect((await hub.partners.byShared(shared))?.secret).toBe(secret);
  });

  it("R-I01 kafka, revoke: granted, and taken back by the id that was printed", async () => {
    await add();
    const may = async () => (await hub.partners.withKafka()).some((one) => one.id === id);
    const credential = await good("kafka", id);
    expect(await may()).toBe(true);
    expect(await good("revoke", credential)).toContain(credential);
    expect(await may()).toBe(false);
    expect(await run("revoke", credential)).toMatchObject({ code: 1, err: expect.stringMatching(/đã thu hồi.*revoked already/) });
  });

  it("R-I01 certificate: known by its fingerprint, and no longer than it is good itself", async () => {
    await add();
    const path = file("good.pem", GOOD_CERTIFICATE);
    expect(await good("certificate", id, "--file", path)).toBe(GOOD_FINGERPRINT);
    expect((await hub.partners.byCertificate(GOOD_FINGERPRINT))?.partner.id).toBe(id);
    expect(await good("show", id)).toContain(GOOD_FINGERPRINT);
    const credential = (await hub.partners.credentials(id)).find(({ kind }) => kind === "certificate");
    now = Date.parse("2126-10-29T09:27:15.000Z");
    expect(await hub.partners.byCertificate(GOOD_FINGERPRINT)).toBeUndefined();
    expect(await run("certificate", id, "--file", path)).toMatchObject({ code: 1, err: expect.stringContaining("29/10/2126") });
    await good("revoke", credential?.id ?? "");
  });

  it("R-I01 certificate: one that is over, none at all, or another partner's is refused with the reason", async () => {
    await add();
    const path = file("good.pem", GOOD_CERTIFICATE);
    await good("certificate", id, "--file", path);
    const old = file("old.pem", OLD_CERTIFICATE);
    expect(await run("certificate", id, "--file", old)).toMatchObject({ code: 1, err: expect.stringContaining("01/02/2020") });
    for (const none of [file("none.pem", "-----BEGIN CERTIFICATE-----\nabc\n"), join(folder, "away.pem")])
      expect(await run("certificate", id, "--file", none)).toMatchObject({ code: 2, err: expect.stringContaining(none) });
    id = `p-${++serial}`;
    await add();
    expect(await run("certificate", id, "--file", path)).toMatchObject({ code: 1, err: expect.stringContaining("đối tác khác") });
  });

  it("R-I02 show and list: account, state and ends of every credential, and no secret", async () => {
    const first = await add("--name", "Phần mềm thử", "--scopes", "file", "--quota", "5000/day");
    const second = await good("key", id, "--overlap", "2h");
    const [client = "", secret = ""] = (await good("key", id, "--kind", "client")).split(" ");
    await good("revoke", client);
    hub.partners.addUsage(id, { requests: 3, bytes: 700 });
    const shown = await good("show", id);
    for (const part of ["Phần mềm thử", "file", "5000", "3 yêu cầu, 700 byte", "đang dùng"]) expect(shown).toContain(part);
    expect(shown).toMatch(new RegExp(`${client} +client .*đã thu hồi / revoked 10:00 13/02/2026`));
    expect(shown).toMatch(/k_[0-9a-f]{16} +apiKey .*còn hiệu lực đến \/ good until 12:00 13\/02\/2026/);
    expect(shown).toMatch(/k_[0-9a-f]{16} +apiKey .*còn hiệu lực \/ good$/m);
    const listed = await good("list");
    expect(listed).toMatch(new RegExp(`${id} +portal +H57.101 +file +đang dùng.*Phần mềm thử`));
    for (const one of [first, second, secret]) expect(shown + listed).not.toContain(one.slice(-43));
    now += 2 * HOUR;
    expect(await good("show", id)).toContain("đã hết hạn / ended 12:00 13/02/2026");
  });

  it("R-I01 disable: nothing opens a door any more; new keys come with a warning; add puts it in use again", async () => {
    const key = await add();
    await good("disable", id, "--reason", "Hết hợp đồng");
    expect(await hub.partners.byApiKey(key)).toBeUndefined();
    expect(await good("list")).toMatch(new RegExp(`${id} .*đã ngừng / disabled 10:00 13/02/2026`));
    expect(await run("disable", id)).toMatchObject({ code: 1, err: expect.stringContaining("từ trước") });
    const late = await run("key", id);
    expect(late).toMatchObject({ code: 0, err: expect.stringContaining("partner add") });
    expect(await hub.partners.byApiKey(late.out)).toBeUndefined();
    const opened = await run("add", id, "--role", "portal", "--agencies", "H57.101");
    expect(await hub.partners.byApiKey(opened.out)).toBeDefined();
  });

  it("names who is not there, and how it is used, in both languages", async () => {
    const nobody = "không-có";
    for (const args of [
      ["show", nobody],
      ["key", nobody],
      ["kafka", nobody],
      ["disable", nobody],
      ["revoke", nobody],
    ])
      expect(await run(...args)).toMatchObject({ code: 1, err: expect.stringMatching(/Không có .*không-có.* \/ there is no/) });
    expect(await good("help")).toContain("Cách dùng / usage");
    const wrong = [[], ["list-all"], ["toString"], ["show"], ["show", id, "more"], ["show", id, "--all"], ["certificate", id]];
    for (const args of wrong)
      expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining("Cách dùng / usage") });
    expect(await run("key", id, "--kind", "kafka")).toMatchObject({
      code: 2,
      err: expect.stringContaining("apiKey | client | shared"),
    });
    for (const overlap of ["soon", "5", "-1h", "1w"])
      expect(await run("key", id, `--overlap=${overlap}`)).toMatchObject({ code: 2, err: expect.stringContaining("24h") });
  });
});
