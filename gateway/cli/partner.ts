/** `lienthong partner`: which systems may come in, what each proves itself by, and how that is changed or ended. */
import { X509Certificate } from "node:crypto";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Credential, type Hub, type PartnerAccount, PartnerError, SCOPES } from "../../core/hub.ts";
import { PARTNER_ROLES, ROLE_NAMES } from "../../core/partners/roles.ts";
import type { Desk, OperatorCommand } from "./desk.ts";
import { bold, CliError, localTime, table } from "./terminal.ts";

const PARTNER_USAGE =
  "partner add ID --name TÊN --role portal|agency|post|operator --agencies H57.101,…|'*' [--scopes a,b] [--rate N/min] [--quota BYTES/day]\n" +
  "  partner list | show ID | key ID [--kind apiKey|client|shared] [--overlap 24h]\n" +
  "  partner certificate ID --file cert.pem [--overlap 24h] | kafka ID | revoke CREDENTIAL | disable ID [--reason …]";

const wrongUse = (): CliError => new CliError(`Cách dùng / usage:\n  ${PARTNER_USAGE}`);

/** Options by name, all texts, and the one word before them. Errors: CliError for an option that there is not, or no word. */
const parse = (args: readonly string[], names: readonly string[]): { word: string; options: Partial<Record<string, string>> } => {
  const read = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
    });
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read();
  } catch (error) {
    throw new CliError(`${wrongUse().message}\n${error instanceof Error ? error.message : ""}`);
  }
  const [word, ...more] = parsed.positionals;
  if (word === undefined || more.length > 0) throw wrongUse();
  return { word, options: parsed.values };
};

/** "600/min", "600" → 600. */
const amount = (per: string, vi: string, en: string) =>
  z
    .string()
    .regex(new RegExp(`^[1-9]\\d{0,14}(/${per})?$`), `${vi} / ${en}`)
    .transform((text) => Number.parseInt(text, 10));

const list = (text: string | undefined): string[] | undefined => text?.split(",").map((part) => part.trim());

const account = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, "chữ thường, số, gạch nối / lower case, digits, hyphens"),
  name: z.string().min(1).max(200),
  role: z.enum(PARTNER_ROLES, `phải là một trong / must be one of: ${PARTNER_ROLES.join(", ")}`),
  agencies: z
    .array(z.string().min(1), "cần --agencies, như H57.101,H57.102 hoặc '*' / --agencies is needed, as H57.101,H57.102 or '*'")
    .min(1),
  scopes: z
    .array(z.enum(SCOPES, `phải là một trong / must be one of: ${SCOPES.join(", ")}`))
    .min(1)
    .optional(),
  rate: amount("min", "số yêu cầu mỗi phút, như 600/min", "requests a minute, as 600/min").optional(),
  quota: amount("day", "số byte mỗi ngày, như 1000000000/day", "bytes a day, as 1000000000/day").optional(),
});

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** "24h" → 86400 seconds; units s, m, h, d. Absent: 0. Errors: CliError. */
const secondsOf = (text = "0s"): number => {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = UNITS[unit ?? ""];
  if (number === undefined || seconds === undefined)
    throw new CliError(`--overlap: như 30m, 24h, 7d / as 30m, 24h, 7d: "${text}"`);
  return Number(number) * seconds;
};

const KEY_KINDS = ["apiKey", "client", "shared"] as const;
const isKeyKind = (text: string): text is (typeof KEY_KINDS)[number] => KEY_KINDS.some((kind) => kind === text);

const existing = async (hub: Hub, id: string): Promise<PartnerAccount> => {
  const found = await hub.partners.get(id);
  if (found === undefined) throw new CliError(`Không có đối tác "${id}" / there is no partner "${id}"`, 1);
  return found;
};

/** Issues for an account that exists; tells on stderr where it is disabled, since nothing issued works then. */
const issue = async (hub: Hub, { complain }: Desk, input: Parameters<Hub["partners"]["issue"]>[0]) => {
  const { disabledAt } = await existing(hub, input.partnerId);
  if (disabledAt)
    complain("Đối tác đang bị ngừng: chạy lại partner add để mở. / The partner is disabled: partner add puts it in use again.");
  try {
    return await hub.partners.issue(input);
  } catch (error) {
    throw error instanceof PartnerError ? new CliError(error.message, 1) : error;
  }
};

const add: OperatorCommand = (args, desk) => {
  const { word: id, options } = parse(args, ["name", "role", "agencies", "scopes", "rate", "quota"]);
  const parsed = account.safeParse({
    id,
    name: options["name"] ?? id,
    role: options["role"],
    agencies: list(options["agencies"]),
    scopes: list(options["scopes"]),
    rate: options["rate"],
    quota: options["quota"],
  });
  if (!parsed.success) throw new CliError(parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("\n"));
  const { rate, quota, scopes, ...plain } = parsed.data;
  const limits = { ...(rate === undefined ? {} : { perMinute: rate }), ...(quota === undefined ? {} : { bytesPerDay: quota }) };
  return desk.withHub(async (hub) => {
    const unknown = plain.agencies.filter((a) => a !== "*" && !hub.agency(a));
    if (unknown.length > 0) throw new CliError(`Không có cơ quan / no such agency: ${unknown.join(", ")}`);
    if (await hub.partners.get(plain.id))
      desk.complain(
        `Đối tác "${plain.id}" đã có: tài khoản được ghi lại theo lệnh này, các khóa API cũ hết hiệu lực. Chỉ đổi khóa: lienthong partner key ${plain.id}.\n` +
          `Partner "${plain.id}" was there: its account is as said now and its old API keys have ended. For a new key only: lienthong partner key ${plain.id}.`,
      );
    const { key } = await hub.addPartner({
      ...plain,
      ...(scopes === undefined ? {} : { scopes }),
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
    });
    desk.say(key);
    return 0;
  });
};

const inUse = (of: PartnerAccount): string =>
  of.disabledAt === undefined ? "đang dùng / in use" : `đã ngừng / disabled ${localTime(of.disabledAt)}`;
const scopesOf = (of: PartnerAccount): string => of.scopes?.join(",") ?? "theo vai trò / as its role";

const listAll: OperatorCommand = (_args, desk) =>
  desk.withHub(async (hub) => {
    const rows = (await hub.partners.list()).map((one) => [
      one.id,
      one.role,
      one.agencies.join(","),
      scopesOf(one),
      inUse(one),
      one.name,
    ]);
    desk.say(table([["id", "vai trò", "cơ quan", "quyền", "trạng thái", "tên"], ...rows]));
    return 0;
  });

/** In words: good, until when, or since when no more. `now`: hub time. */
const stateOf = (one: Credential, now: string): string => {
  if (one.revokedAt !== undefined) return `đã thu hồi / revoked ${localTime(one.revokedAt)}`;
  if (one.expiresAt === undefined) return "còn hiệu lực / good";
  return one.expiresAt > now
    ? `còn hiệu lực đến / good until ${localTime(one.expiresAt)}`
    : `đã hết hạn / ended ${localTime(one.expiresAt)}`;
};

const show: OperatorCommand = (args, desk) => {
  const { word: id } = parse(args, []);
  return desk.withHub(async (hub) => {
    const of = await existing(hub, id);
    const { requests, bytes, refused } = await hub.partners.usage(id);
    desk.say(bold(`${of.id} – ${of.name}`));
    desk.say(
      table([
        ["vai trò / role", `${of.role} (${ROLE_NAMES[of.role]})`],
        ["cơ quan / agencies", of.agencies.join(", ")],
        ["quyền / scopes", scopesOf(of)],
        ["yêu cầu mỗi phút / requests a minute", String(of.limits?.perMinute ?? "mặc định / default")],
        ["byte mỗi ngày / bytes a day", String(of.limits?.bytesPerDay ?? "mặc định / default")],
        ["hôm nay / today", `${requests} yêu cầu, ${bytes} byte, ${refused} từ chối / requests, bytes, refused`],
        ["trạng thái / state", inUse(of)],
      ]),
    );
    const credentials = await hub.partners.credentials(id);
    if (credentials.length === 0) return 0;
    desk.say();
    const rows = credentials.map((one) => [
      one.id,
      one.kind,
      localTime(one.createdAt),
      one.fingerprint ?? "",
      stateOf(one, hub.now()),
    ]);
    desk.say(table([["khóa", "loại", "cấp lúc", "dấu vân tay", "trạng thái"], ...rows]));
    return 0;
  });
};

const key: OperatorCommand = (args, desk) => {
  const { word: partnerId, options } = parse(args, ["kind", "overlap"]);
  const kind = options["kind"] ?? "apiKey";
  if (!isKeyKind(kind)) throw new CliError(`--kind: ${KEY_KINDS.join(" | ")}`);
  const overlapSeconds = secondsOf(options["overlap"]);
  return desk.withHub(async (hub) => {
    const { credential, secret } = await issue(hub, desk, { partnerId, kind, overlapSeconds });
    desk.say(kind === "apiKey" ? secret : `${credential.id} ${secret}`);
    return 0;
  });
};

/** Reads a PEM (of several, the first). Errors: CliError where the file is not there or holds no certificate. */
const readCertificate = async (file: string, { readFile }: Desk): Promise<X509Certificate> => {
  try {
    return new X509Certificate(await readFile(file));
  } catch (error) {
    if (error instanceof CliError) throw error;
    const why = error instanceof Error ? error.message : "";
    throw new CliError(`Không đọc được chứng thư X.509 (PEM) trong ${file} / no X.509 certificate (PEM) in ${file}: ${why}`);
  }
};

const certificate: OperatorCommand = async (args, desk) => {
  const { word: partnerId, options } = parse(args, ["file", "overlap"]);
  const file = options["file"];
  if (file === undefined) throw wrongUse();
  const overlapSeconds = secondsOf(options["overlap"]);
  const { fingerprint256, validTo } = await readCertificate(file, desk);
  // Node 20 gives "Feb 13 03:00:00 2027 GMT" and no date of it. A credential lives no longer than its certificate.
  const expiresAt = new Date(validTo).toISOString();
  return desk.withHub(async (hub) => {
    if (expiresAt <= hub.now())
      throw new CliError(`Chứng thư đã hết hạn từ ${localTime(expiresAt)} / the certificate ended at ${localTime(expiresAt)}`, 1);
    const { credential } = await issue(hub, desk, {
      partnerId,
      kind: "certificate",
      fingerprint: fingerprint256,
      expiresAt,
      overlapSeconds,
    });
    desk.say(credential.fingerprint);
    return 0;
  });
};

const kafka: OperatorCommand = (args, desk) => {
  const { word: partnerId } = parse(args, []);
  return desk.withHub(async (hub) => {
    const { credential } = await issue(hub, desk, { partnerId, kind: "kafka" });
    desk.say(credential.id);
    return 0;
  });
};

const revoke: OperatorCommand = (args, desk) => {
  const { word: id } = parse(args, []);
  return desk.withHub(async (hub) => {
    if (!(await hub.partners.revoke(id)))
      throw new CliError(`Không có khóa "${id}", hoặc đã thu hồi / there is no credential "${id}", or it is revoked already`, 1);
    desk.say(`Đã thu hồi / revoked: ${id}`);
    return 0;
  });
};

const disable: OperatorCommand = (args, desk) => {
  const { word: id, options } = parse(args, ["reason"]);
  return desk.withHub(async (hub) => {
    await existing(hub, id);
    // Recorded with the act (R-F06): who was at the terminal, and why where they say it.
    if (!(await hub.partners.disable(id, options["reason"] ?? "lienthong partner disable", desk.actor)))
      throw new CliError(`Đối tác "${id}" đã ngừng từ trước / partner "${id}" is disabled already`, 1);
    desk.say(`Đã ngừng / disabled: ${id}`);
    return 0;
  });
};

const COMMANDS: Readonly<Record<string, OperatorCommand>> = {
  add,
  list: listAll,
  show,
  key,
  certificate,
  kafka,
  revoke,
  disable,
};

/**
 * Runs one of COMMANDS; times are Việt Nam's. Exit code 0.
 * - add: writes the account anew and prints its new API key, nothing else; older API keys end at once.
 * - key: prints a new key (apiKey) or "<id> <secret>" (client, shared), this once; older ones of the kind end after `--overlap` (none: at once).
 * - certificate: prints the fingerprint (SHA-256 of the DER) under which the certificate is known; it ends with the certificate.
 * - kafka: lets the partner use its command topic; prints the credential's id, by which `revoke` ends it.
 * Errors: CliError (2: wrong use, bad or missing field, unknown agency; 1: no such partner or credential, certificate taken or over), withHub's.
 */
export const partner: OperatorCommand = async (args, desk) => {
  const [what = "", ...rest] = args;
  if (what === "help") {
    desk.say(`Cách dùng / usage:\n  ${PARTNER_USAGE}`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, what) ? COMMANDS[what] : undefined;
  if (command === undefined) throw wrongUse();
  return command(rest, desk);
};
