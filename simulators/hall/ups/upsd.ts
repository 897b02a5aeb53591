/** The commands of upsd (RFC 9271), one line in, lines out. Setting things and giving commands is refused: nobody needs it here. */
import { ERROR, VARIABLE } from "../../../adapters/hall/ups/contract/nut.ts";

export interface Session {
  username: string | undefined;
  password: string | undefined;
  loggedIn: boolean;
}
export interface Upsd {
  readonly ups: string;
  readonly description: string;
  readonly user: string;
  readonly password: string;
  readonly variables: () => Readonly<Record<string, string>>;
  /** Why no data is given, an error's name; undefined in peace. */
  readonly withheld: () => string | undefined;
  readonly logins: () => number;
}
/** Lines of an answer; `bye`: the connection ends after them. */
export interface Answer {
  readonly lines: readonly string[];
  readonly bye?: true;
}

const err = (name: string): Answer => ({ lines: [`ERR ${name}`] });
const one = (line: string): Answer => ({ lines: [line] });
const OK = one("OK");
const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** Words of a line as upsd takes them apart: by blanks, quotes hold together, a backslash takes the next sign as it is. */
const split = (line: string): readonly string[] => {
  const words: string[] = [];
  let word: string | undefined;
  let inside = false;
  for (let at = 0; at < line.length; at += 1) {
    let sign = line.charAt(at);
    if (sign === '"') {
      inside = !inside;
      word ??= "";
      continue;
    }
    if (!inside && /\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (sign === "\\") {
      at += 1;
      sign = line.charAt(at);
    }
    word = (word ?? "") + sign;
  }
  return word === undefined ? words : [...words, word];
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  [VARIABLE.status]: "UPS status",
  [VARIABLE.charge]: "Battery charge (percent of full)",
  [VARIABLE.runtime]: "Battery runtime (seconds)",
  [VARIABLE.inputVoltage]: "Input voltage (V)",
};

const list = (what: string, lines: readonly string[]): Answer => ({
  lines: [`BEGIN LIST ${what}`, ...lines, `END LIST ${what}`],
});

const listOf = (daemon: Upsd, [what = "", ups = "", ...rest]: readonly string[]): Answer => {
  if (what === "UPS") return list("UPS", [`UPS ${daemon.ups} ${quote(daemon.description)}`]);
  if (ups === "") return err(ERROR.invalidArgument);
  if (ups !== daemon.ups) return err(ERROR.unknownUps);
  if (what === "VAR") {
    const withheld = daemon.withheld();
    if (withheld !== undefined) return err(withheld);
    const all = Object.entries(daemon.variables());
    return list(
      `VAR ${ups}`,
      all.map(([name, value]) => `VAR ${ups} ${name} ${quote(value)}`),
    );
  }
  if (["RW", "CMD", "CLIENT"].includes(what)) return list(`${what} ${ups}`, []);
  if (["ENUM", "RANGE"].includes(what)) return list([what, ups, ...rest].join(" "), []);
  return err(ERROR.invalidArgument);
};

const getOf = (daemon: Upsd, [what = "", ups = "", name = ""]: readonly string[]): Answer => {
  if (ups === "") return err(ERROR.invalidArgument);
  if (ups !== daemon.ups) return err(ERROR.unknownUps);
  if (what === "NUMLOGINS") return one(`NUMLOGINS ${ups} ${daemon.logins()}`);
  if (what === "UPSDESC") return one(`UPSDESC ${ups} ${quote(daemon.description)}`);
  const withheld = daemon.withheld();
  if (withheld !== undefined) return err(withheld);
  const value = daemon.variables()[name];
  if (what === "CMDDESC") return one(`CMDDESC ${ups} ${name} "Description unavailable"`);
  if (value === undefined) return err(ERROR.varNotSupported);
  if (what === "VAR") return one(`VAR ${ups} ${name} ${quote(value)}`);
  if (what === "TYPE") return one(`TYPE ${ups} ${name} NUMBER`);
  if (what === "DESC") return one(`DESC ${ups} ${name} ${quote(DESCRIPTIONS[name] ?? "Description unavailable")}`);
  return err(ERROR.invalidArgument);
};

/** Name and password are taken as they come and checked when they are needed, as upsd does. */
const loginOf = (daemon: Upsd, session: Session, ups: string | undefined): Answer => {
  if (session.username === undefined) return err(ERROR.usernameRequired);
  if (session.password === undefined) return err(ERROR.passwordRequired);
  if (session.loggedIn) return err(ERROR.alreadyLoggedIn);
  if (ups === undefined) return err(ERROR.invalidArgument);
  if (ups !== daemon.ups) return err(ERROR.unknownUps);
  if (session.username !== daemon.user || session.password !== daemon.password) return err(ERROR.accessDenied);
  session.loggedIn = true;
  return OK;
};

/** Does one line of a client. */
export const answerOf = (daemon: Upsd, session: Session, line: string): Answer => {
  const [command = "", ...words] = split(line);
  const [first] = words;
  switch (command) {
    case "":
      return { lines: [] };
    case "VER":
      return one("Network UPS Tools upsd 2.8.0 - simulated");
    case "NETVER":
    case "PROTVER":
      return one("1.3");
    case "HELP":
      return one("Commands: HELP VER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS");
    case "USERNAME":
      if (first === undefined) return err(ERROR.invalidArgument);
      if (session.username !== undefined) return err(ERROR.alreadySetUsername);
      session.username = first;
      return OK;
    case "PASSWORD":
      if (first === undefined) return err(ERROR.invalidArgument);
      if (session.password !== undefined) return err(ERROR.alreadySetPassword);
      session.password = first;
      return OK;
    case "LOGIN":
      return loginOf(daemon, session, first);
    case "LOGOUT":
      return { lines: ["OK Goodbye"], bye: true };
    case "LIST":
      return listOf(daemon, words);
    case "GET":
      return getOf(daemon, words);
    case "SET":
    case "INSTCMD":
    case "MASTER":
    case "PRIMARY":
    case "FSD":
      return err(ERROR.accessDenied);
    case "STARTTLS":
      return err(ERROR.featureNotConfigured);
    default:
      return err(ERROR.unknownCommand);
  }
};
