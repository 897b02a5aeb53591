/** What a person reads when the hub or a command could not start: what is wrong, whose it is, what to do; never a stack, never a password. */
import { AdapterConfigError } from "../adapters/kit/define.ts";
import { CatalogError } from "../catalogs/load.ts";
import { sqlState } from "../core/hub.ts";
import { ConfigError } from "./config.ts";

interface Words {
  readonly vi: string;
  readonly en: string;
}
interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

const NO_RIGHT = (path: string): Words => ({
  vi: `Không có quyền với ${path}; hãy cấp quyền ghi cho người dùng đang chạy trục, hoặc đặt LIENTHONG_DATA_DIR khác.`,
  en: `No right to ${path}; let the user that runs the hub write there, or set another LIENTHONG_DATA_DIR.`,
});
const FULL = (path: string): Words => ({
  vi: `Hết chỗ trên đĩa khi ghi ${path}; hãy dọn đĩa rồi chạy lại.`,
  en: `The disk is full, writing ${path}; make room and start again.`,
});
/** By the system's code: reading and writing files. */
const FILE_WORDS: Readonly<Record<string, (path: string) => Words>> = {
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: (path) => ({
    vi: `${path} nằm trên ổ chỉ đọc; hãy đặt LIENTHONG_DATA_DIR ở nơi ghi được.`,
    en: `${path} is on a read-only disk; set LIENTHONG_DATA_DIR to a place that can be written.`,
  }),
  ENOSPC: FULL,
  EDQUOT: FULL,
  EIO: (path) => ({
    vi: `Đĩa báo lỗi khi đọc hoặc ghi ${path}; hãy xem nhật ký của máy, kiểm tra đĩa trước khi chạy lại.`,
    en: `The disk failed, reading or writing ${path}; look at the machine's log and check the disk before starting again.`,
  }),
  ENOTDIR: (path) => ({
    vi: `${path} không phải thư mục; hãy đặt LIENTHONG_DATA_DIR là một thư mục.`,
    en: `${path} is no folder; set LIENTHONG_DATA_DIR to a folder.`,
  }),
  EEXIST: (path) => ({
    vi: `${path} không phải thư mục; hãy đặt LIENTHONG_DATA_DIR là một thư mục.`,
    en: `${path} is no folder; set LIENTHONG_DATA_DIR to a folder.`,
  }),
  ENOENT: (path) => ({ vi: `Không có ${path}.`, en: `There is no ${path}.` }),
};

/** On a disk that can only be read Node.js says of a folder to be made that it is not there. */
const CANNOT_MAKE = (path: string): Words => ({
  vi: `Không tạo được thư mục ${path}: ổ chỉ đọc, hoặc không có thư mục chứa nó; hãy đặt LIENTHONG_DATA_DIR ở nơi ghi được.`,
  en: `The folder ${path} cannot be made: a read-only disk, or there is no folder for it; set LIENTHONG_DATA_DIR to a place that can be written.`,
});

/** By the system's code: the port of the doors. */
const LISTEN_WORDS: Readonly<Record<string, (where: string) => Words>> = {
  EADDRINUSE: (where) => ({
    vi: `${where} đang có chương trình khác dùng; hãy dừng chương trình đó hoặc đặt LIENTHONG_PORT khác.`,
    en: `Another program uses ${where}; stop it, or set another LIENTHONG_PORT.`,
  }),
  EACCES: (where) => ({
    vi: `Không có quyền mở ${where} (cổng dưới 1024 cần quyền riêng); hãy đặt LIENTHONG_PORT khác.`,
    en: `No right to listen on ${where} (ports under 1024 need one); set another LIENTHONG_PORT.`,
  }),
  EADDRNOTAVAIL: (where) => ({
    vi: `Máy này không có địa chỉ ${where}; hãy sửa LIENTHONG_HOST.`,
    en: `This machine has no address ${where}; correct LIENTHONG_HOST.`,
  }),
  ENOTFOUND: (where) => ({
    vi: `Không tìm thấy địa chỉ ${where}; hãy sửa LIENTHONG_HOST.`,
    en: `The address ${where} cannot be found; correct LIENTHONG_HOST.`,
  }),
};

const AWAY: Words = {
  vi: "không trả lời; hãy kiểm tra PostgreSQL đã chạy chưa, tường lửa, và địa chỉ trong DATABASE_URL.",
  en: "does not answer; see whether PostgreSQL runs, the firewall, and the address in DATABASE_URL.",
};
const LOGIN: Words = {
  vi: "không nhận người dùng hoặc mật khẩu; hãy sửa DATABASE_URL, hoặc quyền của người dùng ấy.",
  en: "does not take this user or password; correct DATABASE_URL, or the user's rights.",
};
/** By the driver's code, Node's or an SQLSTATE: PostgreSQL at the start. */
const DATABASE_WORDS: Readonly<Record<string, Words>> = {
  ECONNREFUSED: AWAY,
  ETIMEDOUT: AWAY,
  EHOSTUNREACH: AWAY,
  ECONNRESET: AWAY,
  CONNECT_TIMEOUT: AWAY,
  CONNECTION_CLOSED: AWAY,
  CONNECTION_ENDED: AWAY,
  ENOTFOUND: {
    vi: "không tìm thấy máy chủ; hãy sửa tên máy trong DATABASE_URL.",
    en: "cannot be found; correct the host in DATABASE_URL.",
  },
  "28P01": LOGIN,
  "28000": LOGIN,
  "42501": LOGIN,
  "3D000": {
    vi: "không có cơ sở dữ liệu này; hãy tạo (createdb) hoặc sửa tên trong DATABASE_URL.",
    en: "has no such database; create it (createdb), or correct the name in DATABASE_URL.",
  },
  "57P03": { vi: "đang khởi động; hãy thử lại sau ít giây.", en: "is starting up; try again in a few seconds." },
  "53300": {
    vi: "đã hết số kết nối; hãy tăng max_connections hoặc bớt tiến trình.",
    en: "has no connections left; raise max_connections, or run fewer processes.",
  },
};

/** Host, port and database, without user and password. */
const databaseAddress = (url: string | undefined): string => {
  if (url === undefined || !URL.canParse(url)) return "PostgreSQL";
  const { host, pathname } = new URL(url);
  return `PostgreSQL ${host}${pathname}`;
};

const inWords = (error: SystemError, databaseUrl: string | undefined): Words | undefined => {
  const { code = "", syscall, path, address, port } = error;
  if (syscall === "listen" || (syscall === "getaddrinfo" && databaseUrl === undefined))
    return LISTEN_WORDS[code]?.([address, port].filter((part) => part !== undefined).join(":"));
  if (path !== undefined && syscall === "mkdir" && code === "ENOENT") return CANNOT_MAKE(path);
  if (path !== undefined) return FILE_WORDS[code]?.(path);
  const found = databaseUrl === undefined ? undefined : DATABASE_WORDS[code];
  const where = databaseAddress(databaseUrl);
  return found && { vi: `${where} ${found.vi}`, en: `${where} ${found.en}` };
};

/** Ours say it themselves, in both languages. */
const OWN = new Set(["CliError", "DataFolderInUse", "DatabaseUnfit", "MigrationFailed", "HubConfigError"]);

/** The words for an error that ended a start or a command; `env`: the settings, of which only the database's address is shown. */
export const failureText = (error: unknown, env: Readonly<Record<string, string | undefined>> = process.env): string => {
  if (error instanceof ConfigError || error instanceof AdapterConfigError || error instanceof CatalogError) return error.message;
  if (!(error instanceof Error)) return "Không làm được / could not be done";
  if (OWN.has(error.name)) return error.message;
  // The embedded database says it as PostgreSQL does; whose disk it is, the setting tells.
  const databaseUrl = env["DATABASE_URL"]?.trim() || undefined;
  const disk = databaseUrl === undefined ? (env["LIENTHONG_DATA_DIR"] ?? "./data") : databaseAddress(databaseUrl);
  const words = sqlState(error) === "53100" ? FULL(disk) : inWords(error, databaseUrl);
  const said = `${error.name}: ${error.message}`;
  return words === undefined ? `Không làm được / could not be done: ${said}` : `${words.vi}\n${words.en}\n(${said})`;
};
