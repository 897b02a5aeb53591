/** The hash chain of a dossier's event log (design.md §2): no global lock, one chain per dossier. */
import { createHash } from "node:crypto";

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Where a dossier's chain begins: bound to the dossier, so that a chain cannot be moved to another one. */
export const genesisHash = (dossierId: string): string => sha256(`lienthong dossier ${dossierId}`);

/** Hash of one event: over the previous hash and exactly the stored bytes of the event. */
export const chainHash = (previous: string, body: string): string => sha256(`${previous}\n${body}`);
