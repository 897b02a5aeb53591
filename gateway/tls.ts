/** TLS of the hub itself: certificate and key from files, and the authorities whose client certificates are looked at. */
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { ConfigError, type GatewayConfig } from "./config.ts";

/** What a TLS server needs, as PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  /** Client certificates that these signed prove who calls; without it none is asked for. */
  readonly clientCa?: string;
}

const wrong = (variable: string, vi: string, en: string): ConfigError => new ConfigError([{ variable, vi, en }]);

const read = (variable: string, file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw wrong(variable, "không đọc được tệp", "the file cannot be read");
  }
};

/**
 * The TLS material of the settings; undefined where TLS is left to a proxy. Errors: ConfigError naming the variable, never what the file holds:
 * one of them is a private key.
 */
export const readTls = (config: Pick<GatewayConfig, "tls">): TlsMaterial | undefined => {
  if (config.tls === undefined) return undefined;
  const cert = read("LIENTHONG_TLS_CERT", config.tls.cert);
  const key = read("LIENTHONG_TLS_KEY", config.tls.key);
  const clientCa = config.tls.clientCa === undefined ? undefined : read("LIENTHONG_TLS_CLIENT_CA", config.tls.clientCa);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw wrong(
      "LIENTHONG_TLS_KEY",
      "không phải khóa PEM của chứng thư LIENTHONG_TLS_CERT",
      "is not the PEM key of LIENTHONG_TLS_CERT",
    );
  }
  if (clientCa === undefined) return { cert, key };
  if (!clientCa.includes("-----BEGIN CERTIFICATE-----"))
    throw wrong("LIENTHONG_TLS_CLIENT_CA", "phải chứa chứng thư PEM", "must hold PEM certificates");
  return { cert, key, clientCa };
};
