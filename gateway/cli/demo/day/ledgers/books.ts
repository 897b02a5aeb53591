/** What the hub believes at the end of the day, ready for the comparison with each partner. */
import { STATUSES } from "../../../../../core/dossier/statuses.ts";
import type { Dossier, Transfer } from "../../../../../core/dossier/types.ts";
import type { MessageView } from "../../../../../core/hub.ts";
import type { Case } from "../cases.ts";
import type { Door } from "../kinds.ts";
import type { Check } from "./check.ts";

export interface Books {
  readonly dossiers: readonly Dossier[];
  readonly messages: readonly MessageView[];
  /** Dossiers by the door they came in by. */
  readonly by: (door: Door) => readonly Dossier[];
}

/** A partner's side of the ledger: reads its state (untyped wire data) and compares. Throws ZodError where the state has another shape. */
export type Compare = (books: Books, state: unknown) => readonly Check[];

/** Errors: none. */
export const booksOf = (cases: readonly Case[], messages: readonly MessageView[]): Books => {
  const known = cases.flatMap(({ plan, dossier }) => (dossier === undefined ? [] : [{ plan, dossier }]));
  return {
    dossiers: known.map(({ dossier }) => dossier),
    messages,
    by: (door) => known.filter(({ plan }) => plan.kind.door === door).map(({ dossier }) => dossier),
  };
};

/** The number of the dossier's status in the national list. */
export const national = (dossier: Dossier): string => String(STATUSES[dossier.status].national);

export interface Sent {
  readonly dossier: Dossier;
  readonly code: string;
  readonly transfer: Transfer;
}
/** Transfers of a lane, with the dossier's code (a transfer exists from the receipt on only). */
export const transfersOf = ({ dossiers }: Books, lane: string): readonly Sent[] =>
  dossiers.flatMap((dossier) =>
    dossier.transfers
      .filter((transfer) => transfer.lane === lane)
      .map((transfer) => ({ dossier, code: dossier.code ?? dossier.id, transfer })),
  );

/** A fact that the transfer's result handed on, "" where it has none. */
export const fact = ({ result }: Transfer, name: string): string => result?.data[name] ?? "";

/** Supplement rounds that a lane's agency asked for and the applicant answered. */
export const suppliedRounds = (books: Books, lane: string): number => {
  const asked = transfersOf(books, lane).map(({ dossier, transfer }) => `${dossier.id} ${transfer.transferId}`);
  const ours = new Set(asked);
  return books.dossiers
    .flatMap(({ id, supplementRounds }) => supplementRounds.map((round) => ({ id, round })))
    .filter(({ id, round }) => round.suppliedAt !== undefined && ours.has(`${id} ${round.transferId}`)).length;
};
