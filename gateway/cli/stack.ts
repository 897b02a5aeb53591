/** `lienthong stack`: hub and simulators on fixed ports, staying up; keys for trying it out are printed at the start. */
import { mkdirSync } from "node:fs";
import { readConfig } from "../config.ts";
import { startFromEnvironment } from "../main.ts";
import { withHub } from "./open-hub.ts";
import { startSimulators } from "./simulators.ts";
import { bold, STAYS_UP, say, table } from "./terminal.ts";

const SIMULATOR_PORTS = 4100;
const STACK_DATA = "./data/stack";

/**
 * Simulators from port 4100 on, the hub on LIENTHONG_PORT (R-J04); data in LIENTHONG_DATA_DIR, else ./data/stack. Both keys are
 * new at every start. Returns STAYS_UP.
 * Errors: CliError where the simulators do not come up; those of withHub and startFromEnvironment, after the simulators were
 * stopped.
 */
export const stack = async (): Promise<number> => {
  const { port } = readConfig(process.env);
  const dataDir = process.env["LIENTHONG_DATA_DIR"] ?? STACK_DATA;
  mkdirSync(dataDir, { recursive: true });
  const simulators = await startSimulators(SIMULATOR_PORTS, `http://127.0.0.1:${port}`);
  Object.assign(process.env, { LIENTHONG_DATA_DIR: dataDir, ...simulators.settings });
  try {
    const keys = await withHub(async (hub) => ({
      portal: (await hub.addPartner({ id: "stack-mot-cua", name: "Một cửa (chạy thử)", role: "portal", agencies: ["*"] })).key,
      operator: (await hub.addPartner({ id: "stack-van-hanh", name: "Vận hành (chạy thử)", role: "operator", agencies: ["*"] }))
        .key,
    }));
    const running = await startFromEnvironment(process.env, []);
    say(bold("lienthong – trục và các máy mô phỏng đang chạy"));
    say(
      table([
        ["máy mô phỏng", `${simulators.board}  (mọi máy trên một trang: cổng, đã nhận gì, nút gây lỗi)`],
        ["trục", `${running.url}  (tài liệu API: ${running.url}/docs)`],
        ...Object.entries(simulators.simulators).map(([id, { url, title }]) => [id, `${url}/__sim  ${title.vi}`]),
        ["khóa một cửa", keys.portal],
        ["khóa vận hành", keys.operator],
      ]),
    );
    say(`\nThử: curl -H "Authorization: Bearer ${keys.portal}" ${running.url}/api/v1/procedures?keyword=khai%20sinh`);
    say("Dừng: Ctrl-C");
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
