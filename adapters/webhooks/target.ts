/**
 * Where a webhook may go (R-I02): a partner names the address, the hub calls it from inside the province's network, so the address decides
 * what can be reached. Refused: everything but https to a public address on a web port. Checked when the webhook is asked for and again at
 * every connection, because a name can mean another address a minute later (DNS rebinding).
 * What an operator vouches for (LIENTHONG_WEBHOOKS_ALLOW) goes further: networks in CIDR form, or single origins, there also http.
 */
import { BlockList, isIP, isIPv4, isIPv6 } from "node:net";

/** Why a target is refused. Stable: "spelling" → code "webhook.target-spelling". */
export const TARGET_FAULTS = {
  form: {
    vi: "Địa chỉ nhận tin không phải một URL đúng dạng.",
    en: "The target is not a well-formed URL.",
  },
  scheme: {
    vi: "Địa chỉ nhận tin phải dùng https.",
    en: "The target must use https.",
  },
  credentials: {
    vi: "Địa chỉ nhận tin không được chứa tên đăng nhập hay mật khẩu.",
    en: "The target must hold no user name and no password.",
  },
  spelling: {
    vi: "Địa chỉ IP phải viết theo dạng thông thường, không dùng dạng thập phân, bát phân, thập lục phân hay viết tắt.",
    en: "An IP address must be written plainly, not as a decimal, octal, hexadecimal or shortened number.",
  },
  host: {
    vi: "Tên máy chủ phải là tên miền đầy đủ.",
    en: "The host must be a full domain name.",
  },
  port: {
    vi: "Cổng của địa chỉ nhận tin phải là 443 hoặc 8443.",
    en: "The target's port must be 443 or 8443.",
  },
  address: {
    vi: "Địa chỉ nhận tin dẫn tới mạng nội bộ, máy này hoặc một vùng mạng không dành cho công cộng.",
    en: "The target leads to a private network, this machine or another range that is not public.",
  },
  unresolvable: {
    vi: "Không tìm thấy máy chủ của địa chỉ nhận tin (tên miền không phân giải được).",
    en: "The target's host cannot be found (its name does not resolve).",
  },
} as const satisfies Record<string, { vi: string; en: string }>;
export type TargetFault = keyof typeof TARGET_FAULTS;

/** What an operator vouches for. Made by `targetPolicy`. */
export interface TargetPolicy {
  readonly networks: BlockList;
  /** "http://127.0.0.1:4113": this target only, http too. */
  readonly origins: ReadonlySet<string>;
}

/** An entry of LIENTHONG_WEBHOOKS_ALLOW is neither a network nor an origin. */
export class TargetPolicyError extends Error {
  constructor(entry: string) {
    super(
      `"${entry}": phải là mạng dạng CIDR (10.20.0.0/16) hoặc gốc URL (https://may.hue.example) / must be a CIDR or an origin`,
    );
    this.name = "TargetPolicyError";
  }
}

const PORTS: ReadonlySet<number> = new Set([443, 8443]);

const listOf = (family: "ipv4" | "ipv6", ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = "", prefix = ""] = range.split("/");
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
};

/** IPv4 ranges that are not "globally reachable": IANA special-purpose registry (RFC 6890 and updates), multicast and class E. */
const NOT_PUBLIC_4 = listOf("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Azure's host agent answers metadata on this public-looking address.
  "168.63.129.16/32",
]);
/** IPv6: only global unicast 2000::/3 is public, without what tunnels IPv4 inside it (Teredo, 6to4) or is for documentation. */
const GLOBAL_6 = listOf("ipv6", ["2000::/3"]);
const NOT_PUBLIC_6 = listOf("ipv6", ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);
/** Not even by an operator's word: this host, link-local (cloud metadata lives there), multicast, broadcast; IPv4 dressed as IPv6. */
const NEVER_4 = listOf("ipv4", ["0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"]);
const NEVER_6 = listOf("ipv6", [
  "::/128",
  "::ffff:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "fe80::/10",
  "ff00::/8",
  "fd00:ec2::/32",
]);

const isPublic = (address: string): boolean =>
  isIPv4(address)
    ? !NOT_PUBLIC_4.check(address, "ipv4")
    : GLOBAL_6.check(address, "ipv6") && !NOT_PUBLIC_6.check(address, "ipv6");

const isNever = (address: string): boolean =>
  isIPv4(address) ? NEVER_4.check(address, "ipv4") : address.includes("%") || NEVER_6.check(address, "ipv6");

/**
 * Reads LIENTHONG_WEBHOOKS_ALLOW: networks ("10.20.0.0/16", "fd12::/48") and origins ("http://127.0.0.1:4113"), separated by commas.
 * Throws TargetPolicyError naming the first bad entry.
 */
export const targetPolicy = (allow = ""): TargetPolicy => {
  const networks = new BlockList();
  const origins = new Set<string>();
  for (const entry of allow.split(",").map((one) => one.trim())) {
    if (entry === "") continue;
    const [, net = "", prefix = ""] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
    const family = isIP(net);
    if (family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128))
      networks.addSubnet(net, Number(prefix), `ipv${family === 4 ? 4 : 6}`);
    else if (/^https?:\/\/[^/?#@]+\/?$/.test(entry) && URL.canParse(entry)) origins.add(new URL(entry).origin);
    else throw new TargetPolicyError(entry);
  }
  return { networks, origins };
};

/** Whether a text is a list that `targetPolicy` takes. */
export const isTargetList = (allow: string): boolean => {
  try {
    targetPolicy(allow);
    return true;
  } catch {
    return false;
  }
};

/** The host without the brackets of an IPv6 address. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");
const portOf = (url: URL): number => (url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port));

/** Whether a connection of this target to this address may be made: undefined, or why not. */
export const addressFault = (url: URL, address: string, policy: TargetPolicy): TargetFault | undefined => {
  if (isIP(address) === 0 || isNever(address)) return "address";
  if (policy.origins.has(url.origin)) return undefined;
  if (policy.networks.check(address, isIPv6(address) ? "ipv6" : "ipv4")) return undefined;
  if (!isPublic(address)) return "address";
  return PORTS.has(portOf(url)) ? undefined : "port";
};

/** The host as it was written, between scheme and port. */
const writtenHost = (text: string): string =>
  (/^\w+:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^:/?#]*)/.exec(text)?.[1] ?? "").toLowerCase();

/**
 * What can be said of a target without asking a name server: the URL, or why it is refused. WHATWG URL parsing makes of every spelling of an
 * IPv4 address the plain one; a spelling that hides the address is refused even where the address itself would do.
 */
export const readTarget = (text: string, policy: TargetPolicy): { readonly url: URL } | { readonly fault: TargetFault } => {
  if (!/^https?:\/\//i.test(text)) return { fault: URL.canParse(text) ? "scheme" : "form" };
  if (!URL.canParse(text) || /[\s\\\p{Cc}]/u.test(text)) return { fault: "form" };
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return { fault: "credentials" };
  if (url.hash !== "") return { fault: "form" };
  const vouched = policy.origins.has(url.origin);
  if (url.protocol !== "https:" && !vouched) return { fault: "scheme" };
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    const fault = addressFault(url, host, policy);
    if (fault !== undefined) return { fault };
    return isIPv4(host) && writtenHost(text) !== host ? { fault: "spelling" } : { url };
  }
  const local = host.endsWith(".") || !host.includes(".") || /(?:^|\.)localhost$/.test(host);
  return local && !vouched ? { fault: "host" } : { url };
};
