/** What "the same body under the same key" means, at every door. */
import { createHash } from "node:crypto";

/**
 * JSON with the fields in the order of their names: a caller that builds its body anew may order them differently. Written in
 * one go, because sorting into new objects first took three times as long.
 */
const canonical = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) {
    let list = "[";
    for (let i = 0; i < value.length; i += 1) list += i === 0 ? canonical(value[i]) : `,${canonical(value[i])}`;
    return `${list}]`;
  }
  const fields = value as Record<string, unknown>;
  let object = "{";
  for (const name of Object.keys(fields).sort()) {
    if (fields[name] === undefined) continue;
    object += `${object.length === 1 ? "" : ","}${JSON.stringify(name)}:${canonical(fields[name])}`;
  }
  return `${object}}`;
};

/**
 * SHA-256 of a validated body (so: after NFC and defaults) with its command. Which dossier it is for is compared with the stored answer's, not
 * here: a caller may name it once by its id and once by a code.
 */
export const hashBody = (command: string, body: unknown): string =>
  createHash("sha256").update(canonical({ command, body })).digest("hex");
