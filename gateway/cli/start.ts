/** `lienthong start`: the hub as a process, until SIGTERM or SIGINT; then it drains. */
import { main } from "../main.ts";
import { STAYS_UP, takesNone } from "./terminal.ts";

/** Returns STAYS_UP, or 1 where it could not start (stderr says why). `main` reads --role from the process's own arguments. */
export const start = async (args: readonly string[]): Promise<number> => {
  takesNone(args.filter((arg, place) => !arg.startsWith("--role") && args[place - 1] !== "--role"));
  await main();
  return typeof process.exitCode === "number" ? process.exitCode : STAYS_UP;
};
