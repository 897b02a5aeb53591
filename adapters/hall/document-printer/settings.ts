/** Where a printer is: ipp://[user:password@]host[:631][/ipp/print], ipps:// for TLS. */
import { z } from "zod";
import { readAddress } from "../address.ts";
import { PATH } from "./contract/ipp.ts";

export interface PrinterSettings {
  /** "http://host:631": IPP is HTTP POST. */
  readonly baseUrl: string;
  readonly path: string;
  /** The printer's own name of itself, without credentials. */
  readonly printerUri: string;
  readonly login?: { readonly user: string; readonly password: string };
}

const IPP_PORT = 631;
const TRANSPORT = { ipp: "http", ipps: "https" } as const;

/** Reads the address. The value itself is never in an error: it may hold a password. */
export const settings = z
  .object({ url: z.string(), options: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ url }, context): PrinterSettings => {
    const scheme = /^ipps:/i.test(url) ? "ipps" : "ipp";
    const address = readAddress(url, scheme, IPP_PORT);
    if (address === undefined || Object.keys(address.query).length > 0) {
      context.addIssue({
        code: "custom",
        path: ["url"],
        message: "địa chỉ máy in phải có dạng ipp://máy:631/ipp/print / the address must be like ipp://host:631/ipp/print",
      });
      return z.NEVER;
    }
    const name = address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname;
    const host = `${name}:${address.port}`;
    const path = address.path === "" ? PATH : `/${address.path}`;
    return {
      baseUrl: `${TRANSPORT[scheme]}://${host}`,
      path,
      printerUri: `${scheme}://${host}${path}`,
      ...(address.username === "" ? {} : { login: { user: address.username, password: address.password } }),
    };
  });
