/** `lienthong doctor`: what stands between this machine and a running hub; exit 0 when nothing does. */
import { createConnection } from "node:net";
import { checkCatalogs } from "../../catalogs/load.ts";
import { installAdapters } from "../adapters.ts";
import { readConfig, secretOf } from "../config.ts";
import { unheededSettings } from "../unheeded.ts";
import { ownDesk } from "./desk.ts";
import { askAnyRunningHub } from "./operate.ts";
import { runOperatorCommand } from "./operators.ts";
import { green, red, say, takesNone } from "./terminal.ts";

const reach = async (url: string): Promise<string> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(3_000), redirect: "manual" });
  return `HTTP ${response.status}`;
};

/** One of the brokers takes a connection; the others say where they failed. */
const connect = (brokers: readonly string[]): Promise<string> =>
  Promise.any(
    brokers.map(
      (broker) =>
        new Promise<string>((resolve, reject) => {
          const { hostname, port } = new URL(`kafka://${broker}`);
          const socket = createConnection({ host: hostname.replaceAll(/[[\]]/g, ""), port: Number(port), timeout: 3_000 });
          socket.once("connect", () => {
            resolve(broker);
            socket.end();
          });
          socket.once("timeout", () => socket.destroy(new DoctorFinding(`${broker}: không trả lời / no answer`)));
          socket.once("error", reject);
        }),
    ),
  );

/**
 * Looks at Node.js, catalogs, settings, database, and each partner that is on (3 s of real time each). A finding is
 * printed, the rest still looked at. Exit code: 0, or 1 with findings.
 * Errors: AdapterConfigError where a partner's settings are wrong.
 */
export const doctor = async (args: readonly string[]): Promise<number> => {
  takesNone(args);
  let bad = 0;
  const look = async (what: string, check: () => Promise<string> | string): Promise<void> => {
    try {
      say(`${green("✓")} ${what}: ${await check()}`);
    } catch (error) {
      bad += 1;
      say(`${red("✗")} ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const fail = (message: string): never => {
    throw new DoctorFinding(message);
  };
  // One that is too old has not come this far (lienthong.mjs).
  await look("Node.js", () => process.versions.node);
  await look("danh mục / catalogs", () =>
    ((n) => (n === 0 ? "không có lỗi" : fail(`${n} lỗi; chạy: lienthong catalogs check`)))(checkCatalogs().length),
  );
  await look("cấu hình / settings", () => {
    const config = readConfig(process.env);
    secretOf(config);
    return `${config.host}:${config.port}, ${config.databaseUrl ? "PostgreSQL" : `nhúng tại ${config.dataDir}`}`;
  });
  await look("cơ sở dữ liệu / database", async () => {
    const said: string[] = [];
    const hear = (line = "") => said.push(line);
    const desk = { ...ownDesk, say: hear, complain: hear };
    const asked = await askAnyRunningHub("database", [], desk);
    const code = asked ?? (await runOperatorCommand("database", [], desk));
    const whose = asked === undefined ? "" : " (trục đang chạy / the hub is running)";
    return code === 0 ? `${said.join(" ")}${whose}` : fail(said.join("\n"));
  });
  const installed = installAdapters(process.env);
  for (const { variable, vi, en } of unheededSettings(process.env, new Set(installed.map(({ adapter }) => adapter.id))))
    await look(variable, () => fail(`${vi} / ${en}`));
  for (const { adapter, config } of installed) {
    const { url, brokers = [] } = config as { url?: string; brokers?: readonly string[] };
    await look(`đối tác / partner ${adapter.id}`, () => (url === undefined ? connect(brokers) : reach(url)));
  }
  if (installed.length === 0) say("  (chưa bật kết nối nào: đặt LIENTHONG_<TÊN>_URL / no adapter is on)");
  return bad === 0 ? 0 : 1;
};

class DoctorFinding extends Error {
  override readonly name = "DoctorFinding";
}
