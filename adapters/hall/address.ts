/** The address of a device on the network, as LIENTHONG_HALL_<ID> gives it: "nut://user:secret@192.0.2.7:3493/ups". */
import { z } from "zod";

export interface DeviceAddress {
  readonly hostname: string;
  readonly port: number;
  /** Secrets may stand in both: never logged, never in a message. */
  readonly username: string;
  readonly password: string;
  /** Without the slash before it; "" where there is none. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Reads an address of this scheme; undefined where it is none. Pure. */
export const readAddress = (text: string, scheme: string, defaultPort: number): DeviceAddress | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const [username, password, path] = [decoded(url.username), decoded(url.password), decoded(url.pathname.replace(/^\//, ""))];
  if (url.protocol !== `${scheme}:` || url.hostname === "") return undefined;
  if (username === undefined || password === undefined || path === undefined) return undefined;
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? defaultPort : Number(url.port),
    username,
    password,
    path,
    query: Object.fromEntries(url.searchParams),
  };
};

/** The address as a schema; what is wrong is said without the address, because it may hold a password. `example` shows how it looks. */
export const deviceAddress = (scheme: string, defaultPort: number, example: string) =>
  z.string().transform((text, context): DeviceAddress => {
    const address = readAddress(text, scheme, defaultPort);
    if (address !== undefined) return address;
    context.addIssue({
      code: "custom",
      message: `địa chỉ thiết bị viết sai, mẫu đúng: ${example} / the device's address is not written like ${example}`,
    });
    return z.NEVER;
  });
