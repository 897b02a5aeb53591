/**
 * Who resolves what (R-A12) and how agencies are found by any of their ids.
 * Glossary: scope = phạm vi giải quyết.
 */
import type { Agency, Catalogs, Procedure } from "./types.ts";

/** Which agency levels "level" stands for. A department resolves only what its list names. */
const LEVELS: Readonly<Record<NonNullable<Procedure["level"]>, readonly Agency["level"][]>> = {
  commune: ["commune"],
  province: ["province"],
  ministry: ["central"],
};

/** Whether an agency resolves a procedure: open, and by its list or by its level. A procedure without a level needs a list (R-A12). */
export function resolves(agency: Agency, procedure: Pick<Procedure, "code" | "level">): boolean {
  if (agency.status === "closed") return false;
  if (agency.resolves !== "level") return agency.resolves.includes(procedure.code);
  return procedure.level !== null && LEVELS[procedure.level].includes(agency.level);
}

/** The agency with this id or other id (QCVN 102 dotted form, former id), closed ones included (domain.md §2). */
export function findAgency(catalogs: Pick<Catalogs, "agencies">, id: string): Agency | undefined {
  const direct = catalogs.agencies.get(id);
  if (direct !== undefined) return direct;
  for (const agency of catalogs.agencies.values()) if (agency.otherIds.includes(id)) return agency;
  return undefined;
}
