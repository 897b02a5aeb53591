/** Where an operator's command is done: by the running hub through its control door, else by this process on a hub opened for it. */
import { readConfig } from "../config.ts";
import { askRunningHub } from "./control-client.ts";
import { type Desk, ownDesk } from "./desk.ts";
import { runOperatorCommand } from "./operators.ts";

/** Data of `lienthong stack`, unless LIENTHONG_DATA_DIR says otherwise. */
export const STACK_DATA = "./data/stack";

/**
 * Asks the hub that runs on the data folder of the settings; where they name none, also the stack's. Its exit code, or undefined where none runs
 * there, or on PostgreSQL, where nobody need be asked. Errors: ConfigError, those of askRunningHub.
 */
export const askAnyRunningHub = async (name: string, args: readonly string[], desk: Desk): Promise<number | undefined> => {
  const { databaseUrl, dataDir } = readConfig(process.env);
  if (databaseUrl !== undefined) return undefined;
  const asked = await askRunningHub(dataDir, name, args, desk);
  if (asked !== undefined || process.env["LIENTHONG_DATA_DIR"]?.trim()) return asked;
  return askRunningHub(STACK_DATA, name, args, desk);
};

/** Does an operator's command; its exit code. Errors: those of askAnyRunningHub. */
export const operate = async (name: string, args: readonly string[]): Promise<number> =>
  (await askAnyRunningHub(name, args, ownDesk)) ?? runOperatorCommand(name, args, ownDesk);
