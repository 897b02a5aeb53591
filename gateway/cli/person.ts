/** `lienthong person`: who may sign in to the console (R-I01). */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import type { Refusal } from "../../core/dossier/types.ts";
import { type Hub, newPerson, type PersonAccount } from "../../core/hub.ts";
import { PERSON_ROLE_NAMES, PERSON_ROLES } from "../../core/people/roles.ts";
import type { Desk, OperatorCommand } from "./desk.ts";
import { CliError, localTime, table } from "./terminal.ts";

/** No 0/O, 1/I/L: somebody reads it from paper. 31^20 is 99 bits. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
const GROUPS = 5;
const GROUP_LENGTH = 4;

const USAGE =
  "Cách dùng / usage: lienthong person add ID --role VAI_TRÒ --agencies H57.101,… | '*' [--name HỌ_TÊN] [--password-stdin]\n" +
  "  person change ID [--name …] [--role …] [--agencies …] | list | password ID [--password-stdin] | disable ID | enable ID | unlock ID   [--reason …]\n" +
  `  VAI_TRÒ / role: ${PERSON_ROLES.join(", ")}`;

const made = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)] ?? "").join(""),
  ).join("-");

interface Options {
  readonly name?: string;
  readonly role?: string;
  readonly agencies?: string;
  readonly "password-stdin"?: boolean;
  readonly reason?: string;
}

/** Recorded with the act (R-F06): who was at the terminal, and why where they say it. */
const by = ({ reason }: Options, { actor }: Desk) => ({ actor, reason: reason ?? "lienthong person" });

const refused = (refusal: Refusal): CliError =>
  new CliError(`${refusal.vi} ${refusal.hint.vi}\n${refusal.en} ${refusal.hint.en}`, 1);
const unlessRefused = (result: PersonAccount | Refusal): PersonAccount => {
  if ("code" in result) throw refused(result);
  return result;
};

const givenFields = (options: Options) => ({
  ...(options.name === undefined ? {} : { name: options.name }),
  ...(options.role === undefined ? {} : { role: options.role }),
  ...(options.agencies === undefined ? {} : { agencies: options.agencies.split(",").map((agency) => agency.trim()) }),
});

const checkAgencies = (hub: Hub, agencies: readonly string[]): void => {
  const unknown = agencies.filter((agency) => agency !== "*" && hub.agency(agency) === undefined);
  if (unknown.length > 0) throw new CliError(`Không có cơ quan / no such agency: ${unknown.join(", ")}`);
};

const wrongFields = (issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): CliError =>
  new CliError(`${issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n")}\n${USAGE}`);

/**
 * Prints a password that was made, once and alone on stdout; one that was given is not printed. It comes on standard input: on the command
 * line it would stand in the shell's history and in the list of processes.
 */
const withPassword = async (
  options: Options,
  { say, complain, readLine }: Desk,
  work: (password: string) => Promise<void>,
): Promise<number> => {
  const given = options["password-stdin"] === true;
  const password = given ? await readLine() : made();
  await work(password);
  if (given) complain("Xong. / Done.");
  else {
    complain("Mật khẩu chỉ hiện một lần; đổi tại /console/password. / Shown once; change it at /console/password.");
    say(password);
  }
  return 0;
};

const add = async (id: string, options: Options, desk: Desk): Promise<number> => {
  const parsed = newPerson.safeParse({ id, name: id, ...givenFields(options) });
  if (!parsed.success) throw wrongFields(parsed.error.issues);
  return desk.withHub((hub) => {
    checkAgencies(hub, parsed.data.agencies);
    return withPassword(options, desk, async (password) => {
      unlessRefused(await hub.people.add(parsed.data, password, by(options, desk)));
    });
  });
};

const change = async (id: string, options: Options, desk: Desk): Promise<number> => {
  const parsed = newPerson.omit({ id: true }).partial().safeParse(givenFields(options));
  if (!parsed.success) throw wrongFields(parsed.error.issues);
  const { name, role, agencies } = parsed.data;
  const changes = { ...(name && { name }), ...(role && { role }), ...(agencies && { agencies }) };
  if (Object.keys(changes).length === 0) throw new CliError(USAGE);
  return desk.withHub(async (hub) => {
    checkAgencies(hub, agencies ?? []);
    desk.say(lines([unlessRefused(await hub.people.change(id, changes, by(options, desk)))]));
    return 0;
  });
};

const stateOf = ({ disabledAt, lockedUntil }: PersonAccount): string => {
  if (disabledAt !== undefined) return `ngừng từ ${localTime(disabledAt)}`;
  return lockedUntil === undefined ? "đang dùng" : `tạm khóa đến ${localTime(lockedUntil)}`;
};
const lines = (accounts: readonly PersonAccount[]): string =>
  table([
    ["tên đăng nhập", "họ tên", "vai trò", "cơ quan", "trạng thái"],
    ...accounts.map((one) => [
      one.id,
      one.name,
      `${one.role} (${PERSON_ROLE_NAMES[one.role]})`,
      one.agencies.join(","),
      stateOf(one),
    ]),
  ]);

const list = (desk: Desk): Promise<number> =>
  desk.withHub(async (hub) => {
    desk.say(lines(await hub.people.list()));
    return 0;
  });

const password = (id: string, options: Options, desk: Desk): Promise<number> =>
  desk.withHub((hub) =>
    withPassword(options, desk, async (text) => {
      const refusal = await hub.people.setPassword(id, text, by(options, desk));
      if (refusal !== undefined) throw refused(refusal);
    }),
  );

const act = (id: string, what: "disable" | "enable" | "unlock", options: Options, desk: Desk): Promise<number> =>
  desk.withHub(async (hub) => {
    if (!(await hub.people[what](id, by(options, desk)))) throw new CliError(`Không có tài khoản / no such account: ${id}`, 1);
    desk.complain("Xong. / Done.");
    return 0;
  });

/** Options and words. Errors: CliError for an option that there is not. */
const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        role: { type: "string" },
        agencies: { type: "string" },
        "password-stdin": { type: "boolean" },
        reason: { type: "string" },
      },
    });
  } catch (error) {
    throw new CliError(`${USAGE}\n${error instanceof Error ? error.message : ""}`);
  }
};

/**
 * Adds, changes, lists and closes console accounts. A made password goes alone to stdout, everything said about it to stderr. Exit code 0.
 * Errors: CliError (2: wrong use, bad or missing field, unknown agency; 1: refused, no such account), those of withHub.
 */
export const person: OperatorCommand = async (args, desk) => {
  const { values, positionals } = parse(args);
  const [what, id, ...more] = positionals;
  if (what === "help") {
    desk.say(USAGE);
    return 0;
  }
  if (what === "list" && id === undefined) return list(desk);
  if (id === undefined || more.length > 0) throw new CliError(USAGE);
  switch (what) {
    case "add":
      return add(id, values, desk);
    case "change":
      return change(id, values, desk);
    case "password":
      return password(id, values, desk);
    case "disable":
    case "enable":
    case "unlock":
      return act(id, what, values, desk);
    default:
      throw new CliError(USAGE);
  }
};
