/** "Does the portal have this dossier, and what does it know of it?": before every synchronisation and after every lost answer. */
import { ask, type PortalCall, rows } from "./client.ts";
import { type FoundDossier, foundDossier } from "./contract/dossier.ts";
import { phrases } from "./phrases.ts";

/** TraCuuHoSo by the province's or the portal's code; undefined where the portal does not have it. Throws ExchangeError. */
export const lookUp = async (call: PortalCall, code: string): Promise<FoundDossier | undefined> => {
  const answer = await ask(call, { service: "TraCuuHoSo", mahoso: code }, "read");
  if (answer.reading.means === "rejected") return undefined;
  if (answer.reading.means !== "ok") throw phrases.error(answer.reading, "read");
  return rows(answer, foundDossier).find((found) => found.MaHoSo === code);
};
