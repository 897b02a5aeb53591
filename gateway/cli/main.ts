/** The command `lienthong`. One row per command; each returns its exit code. */
import { closest } from "../closest.ts";
import { CliError, complain, STAYS_UP, say, table } from "./terminal.ts";

interface Command {
  readonly usage: string;
  readonly vi: string;
  readonly en: string;
  run(args: readonly string[]): Promise<number>;
}

/** A command that the running hub does where there is one. */
const operator =
  (name: string) =>
  async (args: readonly string[]): Promise<number> =>
    (await import("./operate.ts")).operate(name, args);

// Loaded when called: `catalogs check` needs no database driver.
const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    usage: "start [--role gateway|worker|all]",
    vi: "chạy trục",
    en: "runs the hub",
    run: async (args) => (await import("./start.ts")).start(args),
  },
  stack: {
    usage: "stack [--hall]",
    vi: "chạy trục cùng mọi máy mô phỏng, đến khi bấm Ctrl-C; --hall: thêm một sảnh một cửa với mọi thiết bị",
    en: "runs the hub and all simulators until Ctrl-C; --hall: with a one-stop hall and all its devices",
    run: async (args) => (await import("./stack.ts")).stack(args),
  },
  demo: {
    usage: "demo | demo --day [--dossiers N] [--seed S] [--down LANE]",
    vi: "đưa hồ sơ thật qua cả vòng đời và in dòng thời gian; --day: một ngày của tỉnh, cuối ngày đối chiếu sổ",
    en: "takes real procedures through their whole life; --day: a day of a province, ends with a ledger",
    run: async (args) => (await import("./demo.ts")).demo(args),
  },
  doctor: {
    usage: "doctor",
    vi: "kiểm tra máy, cấu hình, danh mục, cơ sở dữ liệu, đối tác",
    en: "checks machine, settings, catalogs, database, partners",
    run: async (args) => (await import("./doctor.ts")).doctor(args),
  },
  verify: {
    usage: "verify",
    vi: "kiểm tra chuỗi băm của mọi hồ sơ và niêm phong của nhật ký",
    en: "checks every dossier's hash chain and the sealed log",
    run: operator("verify"),
  },
  catalogs: {
    usage: "catalogs check | catalogs import FILE [--apply]",
    vi: "kiểm tra danh mục; xem hoặc nhập danh mục thủ tục quốc gia",
    en: "checks the catalogs; shows or applies a national import",
    run: async (args) =>
      args[0] === "check" ? (await import("./catalogs.ts")).checkOwnCatalogs(args.slice(1)) : operator("catalogs")(args),
  },
  partner: {
    usage: "partner add ID --name … --role … --agencies … | list | show | key | certificate | kafka | revoke | disable",
    vi: "cấp, đổi, thu hồi khóa và chứng thư của hệ thống đối tác; quyền và hạn mức",
    en: "partner systems: their keys, certificates, scopes and limits",
    run: operator("partner"),
  },
  person: {
    usage: "person add ID --role … --agencies … | change ID … | list | password ID | disable|enable|unlock ID",
    vi: "tài khoản đăng nhập trang quản lý /console",
    en: "accounts that sign in to the console",
    run: operator("person"),
  },
  hall: {
    usage: "hall [ID]",
    vi: "đường dẫn và khóa của màn hình, ki-ốt, máy lấy số…; địa chỉ cần đặt cho thiết bị",
    en: "links and keys of a hall's screens and units; which devices need an address",
    run: operator("hall"),
  },
  "dead-letters": {
    usage: "dead-letters [list|blocked] | redrive ID… --reason … [--dry-run] | release ID --reason …",
    vi: "việc cần người xem trên các đường nối (của trục ở xa: LIENTHONG_URL, LIENTHONG_KEY)",
    en: "what needs a person on the lanes (of a hub elsewhere: LIENTHONG_URL, LIENTHONG_KEY)",
    run: async (args) =>
      process.env["LIENTHONG_KEY"]
        ? (await import("./dead-letters.ts")).deadLettersOverRest(args, (await import("./desk.ts")).ownDesk)
        : operator("dead-letters")(args),
  },
};

const help = (): void => {
  say("lienthong – trục liên thông hồ sơ một cửa / the one-stop dossier hub\n");
  say(table(Object.values(COMMANDS).map((c) => [c.usage, `${c.vi} / ${c.en}`])));
};

/** They have words of their own, and say them. */
const OWN_HELP = new Set(["partner", "person"]);

/** What one command is for. */
const helpFor = async (name: string): Promise<number> => {
  const command = COMMANDS[name];
  if (command !== undefined && OWN_HELP.has(name)) return command.run(["help"]);
  say(`Cách dùng / usage: lienthong ${command?.usage ?? name}\n`);
  say(`  ${command?.vi ?? ""}\n  ${command?.en ?? ""}`);
  return 0;
};

const HELP = new Set(["help", "--help", "-h"]);

const main = async (): Promise<number> => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || HELP.has(name)) {
    const wanted = args[0] ?? "";
    if (Object.hasOwn(COMMANDS, wanted)) return helpFor(wanted);
    help();
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    help();
    const meant = closest(name, Object.keys(COMMANDS));
    complain(
      `Không có lệnh "${name}"${meant === undefined ? "" : `; ý bạn là "${meant}"?`} / there is no command "${name}"${meant === undefined ? "" : `; do you mean "${meant}"?`}`,
    );
    return 2;
  }
  return args.some((word) => HELP.has(word) && word !== "help") ? helpFor(name) : command.run(args);
};

main().then(
  (code) => {
    // A command that is over ends the process, whatever pools or keep-alive sockets still idle.
    if (code !== STAYS_UP) process.exit(code);
  },
  async (error: unknown) => {
    complain(error instanceof CliError ? error.message : (await import("../failure.ts")).failureText(error));
    process.exit(error instanceof CliError ? error.exitCode : 1);
  },
);
