/**
 * The process's settings from the environment, checked once at start, loudly. Glossary: setting = biến cấu hình · role = vai trò của
 * tiến trình: gateway (cửa vào), worker (làn liên thông), all (cả hai).
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isTargetList } from "../adapters/webhooks/target.ts";
import { readNetworks } from "./auth/certificate.ts";

/** A setting is missing or wrong. Names the variables, never their values: one of them is a secret. */
export class ConfigError extends Error {
  readonly variables: readonly string[];
  constructor(problems: readonly { readonly variable: string; readonly vi: string; readonly en: string }[]) {
    super(
      `Cấu hình chưa đúng; sửa các biến môi trường sau rồi khởi động lại.\nWrong configuration; correct these environment variables and start again.\n${problems
        .map(({ variable, vi, en }) => `  ${variable}: ${vi} / ${en}`)
        .join("\n")}`,
    );
    this.name = "ConfigError";
    this.variables = problems.map(({ variable }) => variable);
  }
}

/** LIENTHONG_DATA_DIR of a hub that keeps nothing. */
export const IN_MEMORY = "memory";

export const PROCESS_ROLES = ["gateway", "worker", "all"] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Each setting with its form, default, and what it must be in words. */
const SETTINGS = {
  LIENTHONG_HOST: { schema: z.string().min(1).default("127.0.0.1"), vi: "địa chỉ để lắng nghe", en: "an address to listen on" },
  LIENTHONG_PORT: {
    schema: wholeNumber(0, 65_535).default(8080),
    vi: "cổng từ 0 đến 65535 (0: cổng trống bất kỳ)",
    en: "a port from 0 to 65535 (0: any free one)",
  },
  LIENTHONG_ROLE: { schema: z.enum(PROCESS_ROLES).default("all"), vi: "gateway, worker hoặc all", en: "gateway, worker or all" },
  LIENTHONG_DATA_DIR: { schema: z.string().min(1).default("./data"), vi: "thư mục dữ liệu", en: "a data folder" },
  LIENTHONG_SECRET: { schema: z.string().min(32).optional(), vi: "ít nhất 32 ký tự", en: "at least 32 characters" },
  LIENTHONG_LOG_LEVEL: {
    schema: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
    vi: "silent, fatal, error, warn, info, debug hoặc trace",
    en: "silent, fatal, error, warn, info, debug or trace",
  },
  LIENTHONG_DRAIN_SECONDS: { schema: wholeNumber(0, 600).default(20), vi: "số giây từ 0 đến 600", en: "seconds from 0 to 600" },
  LIENTHONG_TRUSTED_PROXIES: {
    schema: wholeNumber(0, 10).default(0),
    vi: "số máy chủ trung gian tin cậy, từ 0 đến 10",
    en: "the number of trusted reverse proxies, 0 to 10",
  },
  LIENTHONG_TLS_CERT: { schema: z.string().min(1).optional(), vi: "tệp chứng thư PEM", en: "a PEM certificate file" },
  LIENTHONG_TLS_KEY: { schema: z.string().min(1).optional(), vi: "tệp khóa riêng PEM", en: "a PEM private key file" },
  LIENTHONG_TLS_CLIENT_CA: {
    schema: z.string().min(1).optional(),
    vi: "tệp PEM của các tổ chức cấp chứng thư cho máy khách",
    en: "a PEM file of the authorities of client certificates",
  },
  LIENTHONG_CERT_PROXIES: {
    schema: z
      .string()
      .transform((text) => text.split(",").map((entry) => entry.trim()))
      .refine((entries) => readNetworks(entries) !== undefined)
      .default([]),
    vi: "địa chỉ hoặc dải mạng (CIDR) của các máy chủ TLS tin cậy, cách nhau bằng dấu phẩy",
    en: "addresses or networks (CIDR) of trusted TLS proxies, separated by commas",
  },
  LIENTHONG_PUBLIC_URL: {
    schema: z
      .url({ protocol: /^https?$/ })
      .max(200)
      .optional(),
    vi: "địa chỉ http(s) mà các hệ thống khác gọi đến, ví dụ https://truc.tinh.example",
    en: "the http(s) address that other systems call, e.g. https://hub.province.example",
  },
  LIENTHONG_WEBHOOKS_ALLOW: {
    schema: z.string().refine(isTargetList).default(""),
    vi: "các mạng (CIDR) hoặc gốc URL mà webhook được phép gọi ngoài địa chỉ https công cộng, cách nhau bằng dấu phẩy",
    en: "networks (CIDR) or origins that webhooks may go to besides public https addresses, separated by commas",
  },
  LIENTHONG_POLL_RATE: {
    schema: wholeNumber(1, 1000).default(1),
    vi: "số lần hỏi đối tác nhanh hơn bình thường, từ 1 đến 1000 (chỉ để chạy thử)",
    en: "how many times faster than usual partners are polled, 1 to 1000 (for trying out only)",
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
    vi: "địa chỉ PostgreSQL dạng postgres://…",
    en: "a PostgreSQL address, postgres://…",
  },
} as const;
type SettingName = keyof typeof SETTINGS;
/** The variables of the process itself; partners and devices have their own. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly role: ProcessRole;
  readonly dataDir: string;
  /** Absent: made once and kept in the data folder (embedded database only). */
  readonly secret?: string;
  readonly logLevel: string;
  /** How long requests in flight may take to end after SIGTERM, seconds of real time. */
  readonly drainSeconds: number;
  readonly trustedProxies: number;
  /** PEM files of our own TLS; absent: plain HTTP, TLS is a proxy's. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** TLS proxies whose Client-Cert header is believed: addresses and networks. */
  readonly certificateProxies: readonly string[];
  /** Where callers reach us, for the addresses in WSDLs; absent: the host that was asked. */
  readonly publicUrl?: string;
  /** Networks and origins that webhooks may go to besides public https addresses. */
  readonly webhooksAllow: string;
  /** How many times faster than usual partners are polled; 1 in earnest. */
  readonly pollRate: number;
  readonly databaseUrl?: string;
}

const roleArgument = (argv: readonly string[]): string | undefined => {
  const index = argv.findIndex((argument) => argument === "--role" || argument.startsWith("--role="));
  if (index < 0) return undefined;
  return argv[index]?.includes("=") ? argv[index]?.slice("--role=".length) : (argv[index + 1] ?? "");
};

/** Certificate and key are set together; the client authorities only with them. Errors: ConfigError. */
const tlsFiles = (got: {
  readonly LIENTHONG_TLS_CERT?: string | undefined;
  readonly LIENTHONG_TLS_KEY?: string | undefined;
  readonly LIENTHONG_TLS_CLIENT_CA?: string | undefined;
}): GatewayConfig["tls"] => {
  const { LIENTHONG_TLS_CERT: cert, LIENTHONG_TLS_KEY: key, LIENTHONG_TLS_CLIENT_CA: clientCa } = got;
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key, ...(clientCa === undefined ? {} : { clientCa }) };
  throw new ConfigError([
    {
      variable: cert === undefined ? "LIENTHONG_TLS_CERT" : "LIENTHONG_TLS_KEY",
      vi: "TLS cần cả LIENTHONG_TLS_CERT và LIENTHONG_TLS_KEY",
      en: "TLS needs both LIENTHONG_TLS_CERT and LIENTHONG_TLS_KEY",
    },
  ]);
};

/**
 * Reads the settings; `--role` on the command line goes over LIENTHONG_ROLE, empty variables count as absent.
 * Errors: ConfigError naming every wrong variable at once.
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>, argv: readonly string[] = []): GatewayConfig => {
  const role = roleArgument(argv);
  const given = SETTING_NAMES.map((name) => [name, env[name]?.trim()] as const).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  // An empty --role is a mistake, not the default.
  const raw = { ...Object.fromEntries(given), ...(role === undefined ? {} : { LIENTHONG_ROLE: role }) };
  const parsed = z
    .object({
      LIENTHONG_HOST: SETTINGS.LIENTHONG_HOST.schema,
      LIENTHONG_PORT: SETTINGS.LIENTHONG_PORT.schema,
      LIENTHONG_ROLE: SETTINGS.LIENTHONG_ROLE.schema,
      LIENTHONG_DATA_DIR: SETTINGS.LIENTHONG_DATA_DIR.schema,
      LIENTHONG_SECRET: SETTINGS.LIENTHONG_SECRET.schema,
      LIENTHONG_LOG_LEVEL: SETTINGS.LIENTHONG_LOG_LEVEL.schema,
      LIENTHONG_DRAIN_SECONDS: SETTINGS.LIENTHONG_DRAIN_SECONDS.schema,
      LIENTHONG_TRUSTED_PROXIES: SETTINGS.LIENTHONG_TRUSTED_PROXIES.schema,
      LIENTHONG_TLS_CERT: SETTINGS.LIENTHONG_TLS_CERT.schema,
      LIENTHONG_TLS_KEY: SETTINGS.LIENTHONG_TLS_KEY.schema,
      LIENTHONG_TLS_CLIENT_CA: SETTINGS.LIENTHONG_TLS_CLIENT_CA.schema,
      LIENTHONG_CERT_PROXIES: SETTINGS.LIENTHONG_CERT_PROXIES.schema,
      LIENTHONG_PUBLIC_URL: SETTINGS.LIENTHONG_PUBLIC_URL.schema,
      LIENTHONG_WEBHOOKS_ALLOW: SETTINGS.LIENTHONG_WEBHOOKS_ALLOW.schema,
      LIENTHONG_POLL_RATE: SETTINGS.LIENTHONG_POLL_RATE.schema,
      DATABASE_URL: SETTINGS.DATABASE_URL.schema,
    })
    .safeParse(raw);
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0] as SettingName));
    throw new ConfigError(
      [...wrong].map((variable) => ({
        variable,
        vi: `phải là ${SETTINGS[variable].vi}`,
        en: `must be ${SETTINGS[variable].en}`,
      })),
    );
  }
  const got = parsed.data;
  const tls = tlsFiles(got);
  return {
    host: got.LIENTHONG_HOST,
    port: got.LIENTHONG_PORT,
    role: got.LIENTHONG_ROLE,
    dataDir: got.LIENTHONG_DATA_DIR,
    logLevel: got.LIENTHONG_LOG_LEVEL,
    drainSeconds: got.LIENTHONG_DRAIN_SECONDS,
    trustedProxies: got.LIENTHONG_TRUSTED_PROXIES,
    certificateProxies: got.LIENTHONG_CERT_PROXIES,
    webhooksAllow: got.LIENTHONG_WEBHOOKS_ALLOW,
    pollRate: got.LIENTHONG_POLL_RATE,
    ...(tls === undefined ? {} : { tls }),
    ...(got.LIENTHONG_PUBLIC_URL === undefined ? {} : { publicUrl: got.LIENTHONG_PUBLIC_URL }),
    ...(got.LIENTHONG_SECRET === undefined ? {} : { secret: got.LIENTHONG_SECRET }),
    ...(got.DATABASE_URL === undefined ? {} : { databaseUrl: got.DATABASE_URL }),
  };
};

/**
 * The hub's secret: the setting; else, on an embedded database, one made at the first start and kept beside the data, readable by its
 * owner only. On PostgreSQL several processes share the secret, so it must be set. Errors: ConfigError.
 */
export const secretOf = (config: GatewayConfig): string => {
  if (config.secret !== undefined) return config.secret;
  if (config.databaseUrl !== undefined) {
    throw new ConfigError([
      {
        variable: "LIENTHONG_SECRET",
        vi: "bắt buộc khi dùng DATABASE_URL, và giống nhau ở mọi tiến trình",
        en: "required with DATABASE_URL, the same in every process",
      },
    ]);
  }
  const made = randomBytes(48).toString("base64url");
  if (config.dataDir === IN_MEMORY) return made;
  const file = join(config.dataDir, "secret");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  // wx: two starts at once must not each keep a secret of their own.
  writeFileSync(file, `${made}\n`, { mode: 0o600, flag: "wx" });
  return made;
};
