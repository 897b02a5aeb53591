/** What "the same body under the same key" means at the REST door. */
import { createHash } from "node:crypto";

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** The value with its fields in the order of their names: a caller that builds its body anew may order them differently. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(byName)
      .map(([name, field]) => [name, sorted(field)]),
  );
};

/** SHA-256 of a validated body (so: after NFC and defaults) with the command and the dossier it is for. */
export const hashBody = (command: string, dossierId: string | undefined, body: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted({ command, dossierId, body })))
    .digest("hex");
