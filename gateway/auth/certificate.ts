/**
 * Client certificates: from our own TLS, or in the header of a TLS proxy that is ours (RFC 9440). Whoever else sends that header is not
 * believed: it is public what a certificate says, only the handshake proves that the caller holds its key.
 */
import { X509Certificate } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { TLSSocket } from "node:tls";

/** The header in which a TLS proxy hands on the certificate that it verified. */
export const CERTIFICATE_HEADER = "client-cert";
// 8 KiB of base64: certificates are 1–2 KiB.
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]{16,8192}={0,2}):$/;

/** The parts of a certificate that matter here. Times in milliseconds since 1970. */
export interface ClientCertificate {
  /** SHA-256 of the certificate (DER), lower-case hex. */
  readonly fingerprint: string;
  readonly validFrom: number;
  readonly validTo: number;
}

const partsOf = (certificate: X509Certificate): ClientCertificate => ({
  fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
  validFrom: Date.parse(certificate.validFrom),
  validTo: Date.parse(certificate.validTo),
});

/** Reads a Client-Cert header: one byte sequence (RFC 8941 §3.3.5) with the certificate in DER. Undefined where it is none. */
export const readCertificateHeader = (value: string): ClientCertificate | undefined => {
  const base64 = BYTE_SEQUENCE.exec(value.trim())?.[1];
  if (base64 === undefined) return undefined;
  try {
    return partsOf(new X509Certificate(Buffer.from(base64, "base64")));
  } catch {
    return undefined;
  }
};

// A connection keeps its certificate, and reading it costs as much as answering.
const bySocket = new WeakMap<TLSSocket, ClientCertificate | null>();

/** The certificate of a TLS connection, if the caller showed one and it verified against our client CAs. */
export const socketCertificate = (socket: unknown): ClientCertificate | undefined => {
  const tls = socket as Partial<TLSSocket> | undefined;
  if (tls?.encrypted !== true || tls.authorized !== true || tls.getPeerX509Certificate === undefined) return undefined;
  const known = bySocket.get(tls as TLSSocket);
  if (known !== undefined) return known ?? undefined;
  const certificate = tls.getPeerX509Certificate();
  const found = certificate === undefined ? undefined : partsOf(certificate);
  bySocket.set(tls as TLSSocket, found ?? null);
  return found;
};

/** Whether a certificate is within its time; connections outlive the handshake that checked it. */
export const isValidAt = (certificate: ClientCertificate, now: number): boolean =>
  certificate.validFrom <= now && now <= certificate.validTo;

const familyOf = (address: string): "ipv4" | "ipv6" | undefined =>
  ({ 0: undefined, 4: "ipv4", 6: "ipv6" })[isIP(address)] as "ipv4" | "ipv6" | undefined;

/** "::ffff:10.0.0.1" is 10.0.0.1: a socket that listens on both families says it so. */
export const plainAddress = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** Addresses and networks ("10.0.0.5", "10.1.0.0/16", "fd00::/8") as a list to look up in; undefined where one is none. */
export const readNetworks = (entries: readonly string[]): BlockList | undefined => {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits, ...more] = entry.split("/");
    const family = familyOf(address);
    const most = family === "ipv4" ? 32 : 128;
    if (family === undefined || more.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      return undefined;
    list.addSubnet(address, bits === undefined ? most : Number(bits), family);
  }
  return list;
};

/** Whether an address is in the list. */
export const isListed = (list: BlockList, address: string): boolean => {
  const plain = plainAddress(address);
  const family = familyOf(plain);
  return family !== undefined && list.check(plain, family);
};
