/** Options of `demo --day`. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { CliError } from "../../terminal.ts";

export interface DayOptions {
  readonly dossiers: number;
  readonly seed: number;
  /** The lane whose partner is down for a stretch. */
  readonly down: string;
  readonly databaseUrl?: string;
}

const USAGE = "lienthong demo --day [--dossiers N] [--seed S] [--down LANE]";
const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const values = z.object({
  dossiers: whole(1, 20_000).default(2_000),
  seed: whole(0, 2 ** 31 - 1).default(1),
  down: z.string().default("police"),
});

/** Throws CliError (exit code 2) on an option that is unknown or no number in its range. */
export const readDayOptions = (args: readonly string[]): DayOptions => {
  const names = {
    day: { type: "boolean" },
    dossiers: { type: "string" },
    seed: { type: "string" },
    down: { type: "string" },
  } as const;
  try {
    const databaseUrl = process.env["DATABASE_URL"];
    const read = values.parse(parseArgs({ args: [...args], options: names }).values);
    return { ...read, ...(databaseUrl === undefined || databaseUrl === "" ? {} : { databaseUrl }) };
  } catch {
    throw new CliError(`Cách dùng / usage: ${USAGE}`);
  }
};
