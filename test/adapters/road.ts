/** What the roads of several adapters have in common: a dossier at the counter, a scan, time that passes. Synthetic people only. */
import type { CommandOf, DossierCommandInput, FileRef } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Execution } from "../../core/hub.ts";
import { AT, type World } from "./world.ts";

class RoadError extends Error {
  override readonly name = "RoadError";
}

export const APPLICANT = {
  kind: "citizen",
  fullName: "Nguyễn Văn Thử",
  identityNumber: "001099000012",
  phone: "0900000012",
} as const;

/** The citizen who files online. */
export const CITIZEN = { id: "cd-1", role: "applicant" } as const;
/** A due time beyond everything that a test lets happen. */
export const FAR = new Date(Date.parse(AT) + 5000 * 3_600_000).toISOString();

/** A copy from the civil-status books, asked for at the counter: the plainest procedure there is, on no route. */
const COPY = {
  type: "submit",
  channel: "counter",
  procedureCode: "1.004884",
  agencyId: "H57.101",
  applicant: APPLICANT,
  components: [
    { componentId: "tk", originals: 1 },
    { componentId: "giay-to-cu", copies: 1 },
  ],
} as const satisfies DossierCommandInput;

type Submitted = Omit<Extract<DossierCommandInput, { type: "submit" }>, "type">;
type As = Pick<Partial<Execution>, "actor">;

/** Files a dossier, a copy from the books unless told otherwise. @returns its id */
export const filed = async (world: World, more: Partial<Submitted> = {}, as: As = {}): Promise<string> => {
  const { dossierId } = await world.run({ ...COPY, ...more }, undefined, as);
  return dossierId;
};

/** The same, checked as valid and received. `receive`: what the receipt says beside (a due time). */
export const received = async (
  world: World,
  more: Partial<Submitted> = {},
  as: As = {},
  receive: Partial<Omit<CommandOf<"receive">, "type">> = {},
): Promise<string> => {
  const id = await filed(world, more, as);
  const officer = as.actor?.role === "applicant" ? {} : as;
  await world.run({ type: "check", outcome: "valid" }, id, officer);
  await world.run({ type: "receive", ...receive }, id, officer);
  return id;
};

/** The dossier, which must be there. */
export const found = async (world: World, reference: string): Promise<Dossier> => {
  const dossier = await world.hub.find(reference);
  if (dossier === undefined) throw new RoadError(`no dossier ${reference}`);
  return dossier;
};
/** One of its transfers by its key in the route. */
export const transfer = async (world: World, id: string, key: string): Promise<Transfer | undefined> =>
  (await found(world, id)).transfers.find(({ transferId }) => transferId === key);

/** A small PDF, as bytes. */
export const PDF_BYTES = new TextEncoder().encode(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);
async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
/** A stored scan, as a file of a component. */
export const scan = async (world: World, name: string): Promise<FileRef> => {
  const stored = await world.hub.storeBlob(once(PDF_BYTES), name);
  if (!("sha256" in stored)) throw new RoadError(stored.en);
  return { name, blob: stored.sha256, size: stored.size, mediaType: stored.mediaType };
};

/** Time passes there and here, and what is due then is done. */
export const later = async (world: World, ms: number): Promise<void> => {
  world.simulation.clock.advance(ms);
  await world.settle();
};
