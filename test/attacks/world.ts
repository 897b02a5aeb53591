/**
 * The whole gateway on a real port, with every adapter installed (whose lanes stand still), partners, a person, and dossiers that must not
 * get out; and the proof around each attack: what is stored before it is stored after it, nothing leaked, and the hub still serves.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, vi } from "vitest";
import { installHall } from "../../adapters/hall/install.ts";
import type { Resolver } from "../../adapters/webhooks/resolve.ts";
import { targetPolicy } from "../../adapters/webhooks/target.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, type Hub, type PartnerAccount } from "../../core/hub.ts";
import { installAdapters, KNOWN_LANES } from "../../gateway/adapters.ts";
import { createLog } from "../../gateway/log.ts";
import { serveHub } from "../../gateway/server.ts";
import { SIMULATORS } from "../../simulators/registry.ts";
import { type Answer, type Attack, bytesOf, sendRaw } from "./raw.ts";

export const NOW = "2026-02-13T03:00:00.000Z";
export const SECRET = "thu-nghiem".repeat(5);
export const AGENCY = "H57.122";
/** Stands in every value that the hub must refuse: it may stand in no answer and no log line. */
export const REFUSED = "gia-tri-bi-tu-choi-7f3a";
/** Of the dossier that is not the attacker's. */
export const OWNER = { fullName: "Hoàng Thị Bí Mật", identityNumber: "001099000099", phone: "0900000099" } as const;
export const PASSWORD = "con mèo trèo cây cau";

/** An address that a webhook may have; nothing is sent there. */
const PUBLIC = "8.8.4.4";

/** As many requests as it takes. */
const limits = { perMinute: 1_000_000_000 } as const;
const ACCOUNTS: readonly PartnerAccount[] = [
  { id: "portal", name: "Cổng thử", role: "portal", agencies: [AGENCY], limits },
  { id: "stranger", name: "Xã khác", role: "portal", agencies: ["H57.123"], limits },
  { id: "agency", name: "Sở được hỏi", role: "agency", agencies: ["H57.03.01"], limits },
  { id: "other-agency", name: "Sở khác", role: "agency", agencies: ["H57.04.01"], limits },
  { id: "operator", name: "Người vận hành", role: "operator", agencies: ["*"], limits },
];

/** The partners' accounts of every adapter; nobody listens there. */
const adapterSettings = (): Readonly<Record<string, string>> =>
  Object.assign(
    { LIENTHONG_KAFKA_BROKERS: "127.0.0.1:9" },
    ...Object.values(SIMULATORS).map((make) => make({ now: NOW }).definition.settings("http://partner.test", { smpp: 2775 })),
  );

export const submission = (more: object = {}) => ({
  channel: "online",
  procedureCode: "1.001193",
  agencyId: AGENCY,
  applicant: { kind: "citizen", ...OWNER },
  components: [
    { componentId: "tk", originals: 1 },
    { componentId: "gcs", originals: 1 },
  ],
  declaredTruthful: true,
  ...more,
});

/** What no answer may show of the inside: frames, files, statements, names of our own errors. */
const INSIDE =
  /node_modules|\bat (?:async )?[\w.<>]+ \(|\.(?:ts|js|mjs|cjs):\d+|(?:^|[\s"'(])\/(?:work|home|usr|tmp|etc|root|proc)\/|file:\/\/|insert into|select .+ from |PGlite|postgres|drizzle|(?:Type|Range|Syntax|SAX|Zod|Reference)Error|root:x:0/i;
/** Every answer of the app has these, refusals too. */
const SAFE = ["x-content-type-options", "x-frame-options", "referrer-policy", "strict-transport-security"] as const;
/** Not what an attack stores: how much was used (refusals are counted there), and how far the hub's own work has come. */
const UNWATCHED: ReadonlySet<string> = new Set(["partner_usage", "nonce", "worker", "lane", "poller", "wire_seal"]);

export const headerOf = (answer: Answer, name: string): string => answer.headers.get(name)?.join(", ") ?? "";
const only = <T>(list: readonly T[]): T => {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new TypeError(`${list.length} answers, not one`);
  return first;
};

/** @param hall addresses of a hall's devices (LIENTHONG_HALL_*); nobody listens there either */
export const attackWorld = async (hall: Readonly<Record<string, string>> = {}) => {
  const temporary = await mkdtemp(join(tmpdir(), "lienthong-attacks-"));
  const lines: string[] = [];
  const log = createLog("trace", { write: (line: string) => void lines.push(line) });
  // The hub shows no tables; the proof reads them all the same.
  const created = vi.spyOn(PGlite, "create");
  vi.stubEnv("TMPDIR", temporary);
  const catalogs = loadCatalogs(undefined, KNOWN_LANES);
  const { devices, lanes } = installHall(hall, catalogs.halls);
  const hub: Hub = await createHub({
    dataDir: "memory",
    catalogs,
    adapters: [...installAdapters(adapterSettings()), ...lanes],
    devices,
    secret: SECRET,
    role: "gateway",
    clock: () => NOW,
    log,
  });
  vi.unstubAllEnvs();
  // PGlite starts another of itself to make the database's files, and ends it again.
  const databases = (await Promise.all(created.mock.results.map(({ value }) => value))) as readonly PGlite[];
  const database = only(databases.filter(({ closed }) => !closed));
  created.mockRestore();
  // Names of this suite mean what they say: "10-0-0-1.nhan.example" is 10.0.0.1; all others are public.
  const resolve: Resolver = async (host) => {
    const said = /^(\d+-\d+-\d+-\d+)\./.exec(host)?.[1]?.replaceAll("-", ".");
    return [{ address: PUBLIC, family: 4 }, ...(said === undefined ? [] : [{ address: said, family: 4 }])];
  };
  const clock = { wall: Date.parse(NOW) };
  const served = { log, secret: SECRET, wallClock: () => clock.wall, targets: { policy: targetPolicy(), resolve } };
  const server = await serveHub(hub, { ...served, host: "127.0.0.1", port: 0, drainMs: 1_000 });
  const keys: Record<string, string> = {};
  for (const account of ACCOUNTS) keys[account.id] = (await hub.addPartner(account)).key;
  const { credential, secret = "" } = await hub.partners.issue({ partnerId: "portal", kind: "shared" });
  const shared = { id: credential.id, secret };
  const issued = await hub.partners.issue({ partnerId: "portal", kind: "client" });
  const client = { id: issued.credential.id, secret: issued.secret ?? "" };
  await hub.people.add({ id: "xa-khac", name: "Người xã khác", role: "oneStopOfficer", agencies: ["H57.123"] }, PASSWORD, {
    actor: "cli/thu",
    reason: "thử nghiệm",
  });

  /** One request and its one answer. Real time goes on by more than a minute: locks are other tests' matter, here they would hide the rest. */
  const send = async (attack: Attack, url: string = server.url): Promise<Answer> => {
    clock.wall += 61_000;
    return only(await sendRaw(url, bytesOf(url, attack)));
  };
  const key = (partner: string): Record<string, string> => ({ authorization: `Bearer ${keys[partner] ?? ""}` });
  const json = (partner: string): Record<string, string> => ({ ...key(partner), "content-type": "application/json" });

  const act = async <T = Record<string, unknown>>(partner: string, path: string, body: object, more: object = {}): Promise<T> => {
    const answer = await send({ path, headers: { ...json(partner), ...more }, body: JSON.stringify(body) });
    if (answer.status > 201) throw new TypeError(`${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  };

  /** A digest of every row of every table, and the files of the blob store. */
  const stored = async (): Promise<Readonly<Record<string, string>>> => {
    const { rows } = await database.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
    );
    const found: Record<string, string> = {};
    for (const { name } of rows.filter((row) => !UNWATCHED.has(row.name))) {
      const text = `select count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from "${name}" t`;
      found[name] = (await database.query<{ digest: string }>(text)).rows[0]?.digest ?? "";
    }
    // A cut-off upload is swept away after its connection ended: then, and not at once, there is nothing of it.
    const files = await readdir(temporary, { recursive: true, withFileTypes: true });
    found["files"] = String(files.flatMap((one) => (one.isFile() ? [one.name] : [])).sort());
    return found;
  };

  /** Fails where an answer, or the log, shows the inside, what was refused, or what is somebody else's. */
  const deviceKeys = [...hub.hall.halls.values()].flatMap((one) => one.devices.map(({ id }) => hub.hall.deviceKey(id)));
  const secrets = [
    ...[REFUSED, PASSWORD, SECRET, shared.secret, client.secret],
    ...[...Object.values(OWNER), ...Object.values(keys), ...deviceKeys],
  ];
  const keepsQuiet = (answer: Answer, what: string): void => {
    const whole = `${[...answer.headers].map((pair) => pair.flat().join(": ")).join("\n")}\n${answer.text}`;
    expect(INSIDE.exec(whole)?.[0], `${what}: ${answer.text.slice(0, 300)}`).toBeUndefined();
    expect(
      secrets.filter((secret) => whole.includes(secret)),
      what,
    ).toEqual([]);
  };
  const hasSafeHeaders = (answer: Answer, what: string): void => {
    expect(
      SAFE.filter((name) => headerOf(answer, name) === ""),
      `${what}: ${answer.status} lacks`,
    ).toEqual([]);
  };

  /** Runs attacks and proves: the same rows and files after as before, a log that tells nothing and of no fault, and a hub that serves. */
  const unharmed = async (attacks: () => Promise<void>, except: readonly string[] = []): Promise<void> => {
    const now = async () => Object.fromEntries(Object.entries(await stored()).filter(([name]) => !except.includes(name)));
    const before = await now();
    lines.length = 0;
    await attacks();
    await vi.waitFor(async () => expect(await now()).toEqual(before), { timeout: 60_000 });
    const logged = lines.join("\n");
    expect(secrets.filter((secret) => logged.includes(secret))).toEqual([]);
    expect(lines.filter((line) => line.includes("unexpected error")).map((line) => line.slice(0, 600))).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((await send({ path: "/health/live" })).status).toBe(200);
    expect((await send({ path: "/api/v1/statuses", headers: key("portal") })).status).toBe(200);
  };

  return {
    hub,
    url: server.url,
    /** Another server over the same hub: with other manners. */
    served,
    keys,
    shared,
    client,
    clock,
    lines,
    send,
    act,
    key,
    json,
    stored,
    count: async (table: string): Promise<number> =>
      Number((await database.query<{ n: number }>(`select count(*) as n from "${table}"`)).rows[0]?.n),
    keepsQuiet,
    hasSafeHeaders,
    unharmed,
    stop: async (): Promise<void> => {
      await server.stop();
      await rm(temporary, { recursive: true, force: true });
    },
  };
};
export type AttackWorld = Awaited<ReturnType<typeof attackWorld>>;
