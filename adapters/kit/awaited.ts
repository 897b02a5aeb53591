/**
 * What a lane awaits, page by page, for pollers of partners that never call back. A round goes through everything there is, oldest first, also
 * beyond what one look-up gives, so that old things which never end (a fee that nobody pays) keep nothing newer from being asked about. The
 * cursor is a place, not a count: what ends or begins meanwhile shifts nothing.
 */
import type { Dossier } from "../../core/dossier/types.ts";
import { type Call, MOST_AWAITING } from "../../core/exchange/adapter.ts";

export interface AwaitedPage<T> {
  readonly asked: readonly T[];
  /** For the next fetch; undefined at the end of a round. */
  readonly cursor: string | undefined;
  readonly more: boolean;
}

/** "<dossier> <n>": n things of this dossier were asked about, and all of those before it. */
const CURSOR = /^(\S+) (\d+)$/;

/**
 * The next things to ask about.
 * @param cursor as the last page gave it; one that cannot be read begins a new round
 * @param thingsOf what of one dossier is asked about, in a stable order; may be nothing
 * @param most how many at once
 */
export const awaitedPage = async <T>(
  call: Pick<Call, "awaiting">,
  cursor: string | undefined,
  thingsOf: (dossier: Dossier) => readonly T[],
  most: number,
): Promise<AwaitedPage<T>> => {
  const [, from, count = "0"] = CURSOR.exec(cursor ?? "") ?? [];
  const dossiers = await call.awaiting(from);
  const asked: T[] = [];
  for (const [index, dossier] of dossiers.entries()) {
    const things = thingsOf(dossier);
    const begun = dossier.id === from ? Number(count) : 0;
    const taken = things.slice(begun, begun + most - asked.length);
    asked.push(...taken);
    const left = things.length > begun + taken.length || index < dossiers.length - 1;
    if (asked.length === most && left) return { asked, cursor: `${dossier.id} ${begun + taken.length}`, more: true };
  }
  const last = dossiers.at(-1);
  // The look-up was full: there may be more behind it. (It begins with one that is done, so a full one always leads further.)
  return last !== undefined && dossiers.length === MOST_AWAITING
    ? { asked, cursor: `${last.id} ${thingsOf(last).length}`, more: true }
    : { asked, cursor: undefined, more: false };
};
