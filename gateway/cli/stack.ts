/** `lienthong stack`: hub and simulators on fixed ports, staying up; keys for trying it out are printed at the start. */
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SCREEN_KINDS, UNIT_KINDS } from "../../catalogs/hall.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { deviceKeyOf, type Hub } from "../../core/hub.ts";
import { KNOWN_LANES } from "../adapters.ts";
import { readConfig, secretOf } from "../config.ts";
import { startFromEnvironment } from "../main.ts";
import { screenLink } from "./hall.ts";
import { withHub } from "./open-hub.ts";
import { STACK_DATA } from "./operate.ts";
import { type HallScreen, type RunningSimulators, startSimulators } from "./simulators.ts";
import { bold, CliError, complain, STAYS_UP, say, table } from "./terminal.ts";

const SIMULATOR_PORTS = 4100;
const HIGHEST_PORT_BASE = 64_000;
/** An hour of a partner's work takes a second: the police are through in less than a minute, and a person can watch. */
const MANNERS = { hourMs: 1000, options: { tax: { answerAfterMs: 10_000 } } } as const;
/** Partners that are polled every five minutes are polled every ten seconds. */
const POLL_RATE = "30";

/** LIENTHONG_SIM_PORT_BASE, default 4100; 0 = any free ports. Errors: CliError. */
const portBase = (env: Readonly<Record<string, string | undefined>>): number => {
  const given = env["LIENTHONG_SIM_PORT_BASE"]?.trim() || String(SIMULATOR_PORTS);
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= HIGHEST_PORT_BASE) return port;
  throw new CliError(
    `LIENTHONG_SIM_PORT_BASE phải là cổng từ 0 đến ${HIGHEST_PORT_BASE} / must be a port from 0 to ${HIGHEST_PORT_BASE}`,
  );
};

/** What a person needs who has just started it: where everything is, the keys, a first call, what happens by itself. */
const greet = (
  simulators: RunningSimulators,
  url: string,
  keys: { readonly portal: string; readonly operator: string },
  dataDir: string,
  logFile: string,
): void => {
  say(bold("lienthong – trục và các máy mô phỏng đang chạy"));
  say(
    table([
      ["bảng chung", `${simulators.board}  (mọi máy mô phỏng trên một trang: cổng, đã nhận gì, nút gây lỗi)`],
      ["trục", `${url}  (tài liệu API: ${url}/docs)`],
      ...Object.entries(simulators.simulators).map(([id, simulator]) => [id, `${simulator.url}/__sim  ${simulator.title.vi}`]),
      ["khóa một cửa", keys.portal],
      ["khóa vận hành", keys.operator],
      ["nhật ký", `${logFile}  (ở đây chỉ hiện cảnh báo và lỗi)`],
    ]),
  );
  say(`
Đối tác tự làm việc: một giờ làm việc của họ ở đây là một giây; cơ quan thuế ra thông báo sau mười giây.
Người dân nộp tiền tại đường dẫn trong hồ sơ (charges[].request.url). Bưu điện, cơ quan thuế, iGate… còn có cửa riêng ở mỗi máy.
Dữ liệu của trục ở ${dataDir}, còn khi khởi động lại; sổ của máy mô phỏng thì bắt đầu lại từ trang trắng. Làm lại từ đầu: xóa thư mục ấy.

Thử: curl -H "Authorization: Bearer ${keys.portal}" "${url}/api/v1/procedures?keyword=khai%20sinh"
Nộp một hồ sơ liên thông: xem README.md, mục "Chạy thử". Thêm đối tác, cán bộ (ở cửa sổ lệnh khác, trục vẫn chạy): npx lienthong partner help
Dừng: Ctrl-C`);
};

interface StackHall {
  readonly agencyId: string;
  readonly name: string;
  readonly screens: readonly HallScreen[];
  /** What its units must know to come to the hub. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The first hall of the catalogs, with links to its screens and the keys of its units. Errors: CliError where there is none. */
const hallOf = (hubUrl: string, secret: string): StackHall => {
  const [hall] = loadCatalogs(undefined, KNOWN_LANES).halls.values();
  if (hall === undefined) throw new CliError("Danh mục chưa có sảnh nào / the catalogs have no hall");
  const screens = hall.devices
    .filter(({ kind }) => SCREEN_KINDS.has(kind))
    .map(({ id, kind, name }) => ({ deviceId: id, kind, name: name.vi, url: screenLink(hubUrl, secret, id) }));
  const units = hall.devices
    .filter(({ kind }) => UNIT_KINDS.has(kind))
    .map(({ id, kind, counter }) => ({
      deviceId: id,
      kind,
      key: deviceKeyOf(secret, id),
      ...(counter === undefined ? {} : { counter }),
    }));
  const ofKind = (kind: string) => units.filter((unit) => unit.kind === kind);
  return {
    agencyId: hall.agencyId,
    name: hall.name.vi,
    screens,
    options: {
      "hall-ticket-machine": { units: ofKind("ticketMachine") },
      "hall-call-unit": { units: ofKind("callUnit") },
      "hall-loudspeaker": { units: ofKind("loudspeaker") },
    },
  };
};

/** An officer of the hall to try it with; the password is new at every start. */
const officerFor = async (hub: Hub, agencyId: string): Promise<{ readonly id: string; readonly password: string }> => {
  const id = "can-bo-thu";
  const password = randomBytes(9).toString("base64url");
  const by = { actor: "cli/stack", reason: "lienthong stack --hall" };
  const known = await hub.people.get(id);
  const refusal =
    known === undefined
      ? await hub.people.add({ id, name: "Cán bộ chạy thử", role: "oneStopOfficer", agencies: [agencyId] }, password, by)
      : await hub.people.setPassword(id, password, by);
  if (refusal !== undefined && "code" in refusal) throw new CliError(`${refusal.vi} / ${refusal.en}`, 1);
  return { id, password };
};

const greetHall = (
  simulators: RunningSimulators,
  url: string,
  hall: StackHall,
  officer: { readonly id: string; readonly password: string } | undefined,
): void => {
  say(bold(`\nSảnh: ${hall.name}`));
  say(
    table([
      ["sảnh trên một trang", `${simulators.hall ?? ""}  (mọi thiết bị: bấm nút, làm kẹt giấy, cắt điện)`],
      ...hall.screens.map((screen) => [screen.name.toLowerCase(), screen.url]),
      ["quầy của cán bộ", `${url}/console/hall  (${officer?.id ?? ""} / ${officer?.password ?? ""})`],
    ]),
  );
};

/** Errors: CliError for an option that there is not. */
const readOptions = (args: readonly string[]): { readonly hall: boolean } => {
  try {
    return parseArgs({ args: [...args], options: { hall: { type: "boolean", default: false } } }).values;
  } catch (error) {
    throw new CliError(`Cách dùng / usage: lienthong stack [--hall]\n${error instanceof Error ? error.message : ""}`);
  }
};

/**
 * All log lines into a file of this run, warnings and errors alone to the terminal: the units of a hall speak every few seconds, and the keys
 * above would be gone at once. The person's own settings go first. The file's path.
 */
const logsApart = (dataDir: string): string => {
  const own = process.env["LIENTHONG_LOG_FILE"]?.trim();
  const file = own ? own : join(dataDir, "hub.log");
  if (!own) rmSync(file, { force: true });
  Object.assign(process.env, { LIENTHONG_LOG_FILE: file, LIENTHONG_LOG_LEVEL: process.env["LIENTHONG_LOG_LEVEL"] ?? "warn" });
  return file;
};

/**
 * Simulators from port LIENTHONG_SIM_PORT_BASE (4100) on, the hub on LIENTHONG_PORT (R-J04); data in LIENTHONG_DATA_DIR, else
 * ./data/stack. Both keys are new at every start. Returns STAYS_UP.
 * Errors: CliError where the simulators do not come up; those of withHub and startFromEnvironment, after the simulators were
 * stopped.
 */
export const stack = async (args: readonly string[] = []): Promise<number> => {
  const values = readOptions(args);
  const { port } = readConfig(process.env);
  const dataDir = process.env["LIENTHONG_DATA_DIR"] ?? STACK_DATA;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const hubUrl = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { LIENTHONG_DATA_DIR: dataDir });
  const hall = values.hall ? hallOf(hubUrl, secretOf(readConfig(process.env))) : undefined;
  const logFile = logsApart(dataDir);
  complain("Đang khởi động các máy mô phỏng… / starting the simulators…");
  const simulators = await startSimulators(portBase(process.env), hubUrl, {
    ...MANNERS,
    ...(hall === undefined ? {} : { hall: { screens: hall.screens }, options: { ...MANNERS.options, ...hall.options } }),
  });
  Object.assign(process.env, {
    LIENTHONG_POLL_RATE: POLL_RATE,
    LIENTHONG_PUBLIC_URL: process.env["LIENTHONG_PUBLIC_URL"] ?? hubUrl,
    // Matters only where a Kafka is named (node scripts/kafka.mjs start): its topics are made by themselves.
    LIENTHONG_KAFKA_CREATE_TOPICS: process.env["LIENTHONG_KAFKA_CREATE_TOPICS"] ?? "true",
    ...simulators.settings,
    // The simulated receiver, and whatever else the person at this machine vouches for.
    LIENTHONG_WEBHOOKS_ALLOW: [process.env["LIENTHONG_WEBHOOKS_ALLOW"], simulators.settings["LIENTHONG_WEBHOOKS_ALLOW"]]
      .filter(Boolean)
      .join(","),
  });
  complain(`Đang mở cơ sở dữ liệu ở ${dataDir}… / opening the database…`);
  try {
    const keys = await withHub(async (hub) => ({
      portal: (await hub.addPartner({ id: "stack-mot-cua", name: "Một cửa (chạy thử)", role: "portal", agencies: ["*"] })).key,
      operator: (await hub.addPartner({ id: "stack-van-hanh", name: "Vận hành (chạy thử)", role: "operator", agencies: ["*"] }))
        .key,
      officer: hall === undefined ? undefined : await officerFor(hub, hall.agencyId),
    }));
    const running = await startFromEnvironment(process.env, []);
    greet(simulators, running.url, keys, dataDir, logFile);
    if (hall !== undefined) greetHall(simulators, running.url, hall, keys.officer);
    const end = (): void => {
      void running
        .stop()
        .then(() => simulators.stop())
        .then(() => process.exit(0));
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    return STAYS_UP;
  } catch (error) {
    await simulators.stop();
    throw error;
  }
};
