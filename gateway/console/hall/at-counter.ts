/** A dossier at a counter: what every page and act about it begins with. */
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import type { Dossier, Refusal } from "../../../core/dossier/types.ts";
import type { Ticket } from "../../../core/hall/types.ts";
import type { Mistake } from "../layout.ts";
import { counterOf, counterPath, dossierAt, type HallPages, hallOf, type Page } from "./context.ts";

/** Everything that a page about a dossier at a counter needs; undefined where one of them is not there, or not this person's. */
export interface AtCounter {
  readonly hall: Hall;
  readonly counter: HallCounter;
  readonly dossier: Dossier;
  readonly procedure: Procedure | undefined;
  /** The number that stands at the counter now. */
  readonly ticket: Ticket | undefined;
  readonly path: string;
}

/** A form that came and was not carried out: why not, and what stood in it. */
export interface NotDone {
  readonly refusal?: Refusal;
  readonly mistakes?: readonly Mistake[];
  /** Alone: it was carried out, and what else was typed is still to be done. */
  readonly typed?: URLSearchParams;
}

/** The version of the procedure that a dossier goes by: the newest until it is received. */
export const procedureOf = async (
  { hub }: Pick<HallPages, "hub">,
  { procedure, receivedAt }: Dossier,
): Promise<Procedure | undefined> =>
  (await hub.procedure(procedure.code, receivedAt === undefined ? undefined : procedure.version))?.procedure;

/** Reads it all. */
export const atCounter = async (pages: HallPages, c: Page): Promise<AtCounter | undefined> => {
  const hall = hallOf(pages, c);
  const counter = hall && counterOf(hall, c);
  const dossier = hall && (await dossierAt(pages, c, hall, c.req.param("ref")));
  if (hall === undefined || counter === undefined || dossier === undefined) return undefined;
  const day = await pages.hub.hall.day(hall.id);
  const ticketId = day.counters.get(counter.id)?.ticketId;
  return {
    hall,
    counter,
    dossier,
    procedure: await procedureOf(pages, dossier),
    ticket: ticketId === undefined ? undefined : day.tickets.get(ticketId),
    path: `${counterPath(hall, counter)}/dossiers/${dossier.id}`,
  };
};
