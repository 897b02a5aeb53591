/** How a client proves itself to a camera's picture address: HTTP Digest (RFC 7616), or Basic where the camera knows nothing else. Pure. */
import { createHash } from "node:crypto";

const HASHES: Readonly<Record<string, string>> = { md5: "md5", "sha-256": "sha256" };

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The parameters of one challenge: `realm="…", nonce=…`. */
const parametersOf = (challenge: string): ReadonlyMap<string, string> =>
  new Map(
    [...challenge.matchAll(/([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)].map(([, name = "", quoted, plain]) => [
      name.toLowerCase(),
      quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "",
    ]),
  );

/** The challenges of one header: cameras send several, joined by commas or in headers of their own (which fetch joins so). */
const challengesOf = (header: string): readonly { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> }[] =>
  header
    .split(/(?:^|,)\s*(?=(?:Digest|Basic)\s)/i)
    .map((text) => /^\s*(Digest|Basic)\s+(.*)$/is.exec(text))
    .flatMap((found) =>
      found === null ? [] : [{ scheme: (found[1] ?? "").toLowerCase(), parameters: parametersOf(found[2] ?? "") }],
    );

const quoted = (text: string): string => `"${text.replaceAll(/(["\\])/g, "\\$1")}"`;

/**
 * The Authorization header that answers a WWW-Authenticate header; undefined where there is no challenge that is understood.
 * @param uri path and query, as they go out
 * @param cnonce random, for this one request
 */
export const authorization = (
  header: string | null,
  { username, password }: Login,
  method: string,
  uri: string,
  cnonce: string,
): string | undefined => {
  const challenges = challengesOf(header ?? "");
  const digests = challenges.flatMap(({ scheme, parameters }) => {
    const algorithm = parameters.get("algorithm") ?? "MD5";
    const hash = HASHES[algorithm.toLowerCase()];
    const qop = parameters.get("qop");
    const understood = qop === undefined || qop.split(",").some((one) => one.trim() === "auth");
    return scheme === "digest" && hash !== undefined && understood
      ? [{ parameters, algorithm, hash, qop: qop === undefined ? undefined : "auth" }]
      : [];
  });
  const best = digests.find(({ hash }) => hash === "sha256") ?? digests[0];
  if (best === undefined) {
    if (!challenges.some(({ scheme }) => scheme === "basic")) return undefined;
    return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }
  const { parameters, hash, qop } = best;
  const hashed = (text: string): string => createHash(hash).update(text).digest("hex");
  const [realm, nonce, opaque] = [parameters.get("realm") ?? "", parameters.get("nonce") ?? "", parameters.get("opaque")];
  const count = "00000001";
  const secret = hashed(`${username}:${realm}:${password}`);
  const asked = hashed(`${method}:${uri}`);
  const response = hashed(
    qop === undefined ? `${secret}:${nonce}:${asked}` : `${secret}:${nonce}:${count}:${cnonce}:${qop}:${asked}`,
  );
  const parts = [
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...(parameters.has("algorithm") ? [`algorithm=${best.algorithm}`] : []),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${count}`, `cnonce=${quoted(cnonce)}`]),
  ];
  return `Digest ${parts.join(", ")}`;
};
