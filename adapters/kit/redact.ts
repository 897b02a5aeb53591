/**
 * Takes credentials out of what goes to the message log. The log is read by operators and exported for audits: passwords and
 * session tokens have no business there, the rest of a message must stay readable.
 */

/** Members whose value is a credential at one of our partners, in JSON bodies, form bodies and query strings. */
const CREDENTIALS =
  "password|matkhau|session|access_token|id_token|refresh_token|refreshtoken|token|client_secret|secret|api_key|apikey|secretkey|securitykey|securitycode";
const inJson = new RegExp(`("(?:${CREDENTIALS})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, "giu");
const inForm = new RegExp(`((?:^|[?&])(?:${CREDENTIALS})=)[^&\\s]*`, "giu");

/** A secret as it may stand in a text: as it is, within JSON, within a form or a query. (XML: kit/soap.ts.) */
const written = (secret: string): readonly string[] => [
  ...new Set([secret, JSON.stringify(secret).slice(1, -1), new URLSearchParams({ s: secret }).toString().slice(2)]),
];

/**
 * Replaces credentials in a text by "***": members known by name, and every value of `secrets` wherever it stands and however it is escaped.
 * Values shorter than four characters are not searched for: they would blank half of the message.
 */
export const redactText = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter((secret) => secret.length >= 4)
    .flatMap(written)
    .reduce((rest, secret) => rest.replaceAll(secret, "***"), text)
    .replaceAll(inJson, '$1"***"')
    .replaceAll(inForm, "$1***");

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Same for bytes; what is not UTF-8 text is logged as it came, because it cannot hold a readable credential. */
export const redactBytes = (bytes: Uint8Array, secrets: readonly string[] = []): Uint8Array => {
  try {
    const text = strict.decode(bytes);
    const clean = redactText(text, secrets);
    return clean === text ? bytes : new TextEncoder().encode(clean);
  } catch {
    return bytes;
  }
};
