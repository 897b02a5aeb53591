/** What "the same body under the same key" means at the REST door. */
import { createHash } from "node:crypto";

/** JSON with sorted keys: a caller that builds its body anew may order the fields differently. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
};

/** SHA-256 of a validated body (so: after NFC and defaults) with the command and the dossier it is for. */
export const hashBody = (command: string, dossierId: string | undefined, body: unknown): string =>
  createHash("sha256").update(canonical({ command, dossierId, body })).digest("hex");
