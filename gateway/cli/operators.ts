/** The commands of operators, one table for both who can do them: the running hub through its control door, or this process by itself. */
import { failureText } from "../failure.ts";
import { catalogs } from "./catalogs.ts";
import { database } from "./database.ts";
import { deadLetters } from "./dead-letters.ts";
import type { Desk, OperatorCommand } from "./desk.ts";
import { hall } from "./hall.ts";
import { partner } from "./partner.ts";
import { person } from "./person.ts";
import { CliError } from "./terminal.ts";
import { verify } from "./verify.ts";

const OPERATOR_COMMANDS: Readonly<Record<string, OperatorCommand>> = {
  partner,
  person,
  hall,
  "dead-letters": deadLetters,
  verify,
  catalogs,
  database,
};

/** Runs one; what goes wrong is said at the desk. Its exit code: the command's own, 2 for wrong use, 1 for what could not be done. */
export const runOperatorCommand = async (name: string, args: readonly string[], desk: Desk): Promise<number> => {
  const command = Object.hasOwn(OPERATOR_COMMANDS, name) ? OPERATOR_COMMANDS[name] : undefined;
  try {
    if (command === undefined) throw new CliError(`Trục này không có lệnh "${name}" / this hub has no command "${name}"`);
    return await command(args, desk);
  } catch (error) {
    desk.complain(failureText(error));
    return error instanceof CliError ? error.exitCode : 1;
  }
};
