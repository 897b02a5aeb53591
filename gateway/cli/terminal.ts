/** What the CLI prints, and how it ends. */

/** Ends a command with a message for the person at the terminal. `exitCode`: 2 = called wrongly, 1 = it could not be done. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** For commands without words and options. Errors: CliError where there are any: nobody should believe that they were heeded. */
export const takesNone = (args: readonly string[]): void => {
  if (args.length > 0) throw new CliError(`Lệnh này không nhận "${args.join(" ")}" / this command takes no "${args.join(" ")}"`);
};

/** Exit code of a command that goes on running; signals end it. */
export const STAYS_UP = -1;

/** One line to stdout: what the command was asked for. */
export const say = (line = ""): void => {
  process.stdout.write(`${line}\n`);
};
/** One line to stderr: progress and failures, so that stdout can be piped. */
export const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const colours = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
/** Only on a terminal, and only without NO_COLOR (any value): elsewhere the text stays as it is. */
const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
/** Titles and the names of things. */
export const bold = paint(1);
/** Beside the point: what went over the wire. */
export const dim = paint(2);
/** In order, met. */
export const green = paint(32);
/** Broken, missed. */
export const red = paint(31);
/** Worth a look, no failure: later tries. */
export const yellow = paint(33);

/** Columns padded to the widest cell; the last one runs free. */
export const table = (rows: readonly (readonly string[])[], indent = "  "): string => {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) => indent + row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  "))
    .join("\n");
};

/** "07:30 02/03/2026", in Việt Nam's time. */
export const localTime = (instant: string): string => {
  const d = new Date(Date.parse(instant) + 7 * 3_600_000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())} ${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`;
};
