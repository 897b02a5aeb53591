/**
 * What happened to the transfers of one lane (R-B06): the part of a happening that most adapters of liên thông react to. Pure.
 * Glossary: transfer = chặng liên thông · called off = thu hồi · supplement = bổ sung.
 */
import type { HeldComponent } from "../../core/dossier/commands.ts";
import type { Transfer } from "../../core/dossier/types.ts";
import type { Happening, InboundCommand } from "../../core/exchange/adapter.ts";

export type TransferNews =
  /** It starts, or goes out again corrected under the next number. */
  | { readonly news: "sent" | "resent"; readonly transfer: Transfer }
  /** The applicant brought what its agency had asked for. */
  | { readonly news: "supplemented"; readonly transfer: Transfer; readonly supplied: readonly HeldComponent[] }
  /** Called off; `wasDone`: what it brought about is to be undone. */
  | { readonly news: "cancelled"; readonly transfer: Transfer; readonly reason: string; readonly wasDone: boolean };

/** The news about this lane's transfers in one commit, in order; each with the transfer as it is afterwards. */
export function transferNews({ events, after }: Happening, lane: string): readonly TransferNews[] {
  const ours = (transferId: string | undefined): readonly Transfer[] =>
    after.transfers.filter((entry) => entry.transferId === transferId && entry.lane === lane);
  return events.flatMap((event): readonly TransferNews[] => {
    switch (event.type) {
      case "forwarded":
        return ours(event.data.transfer.transferId).map((transfer) => ({ news: "sent", transfer }));
      case "transferResent":
        return ours(event.data.transferId).map((transfer) => ({ news: "resent", transfer }));
      case "supplemented":
        return ours(event.data.transferId).map((transfer) => ({ news: "supplemented", transfer, supplied: event.data.supplied }));
      case "transferCancelled": {
        const { reason, wasDone } = event.data;
        return ours(event.data.transferId).map((transfer) => ({ news: "cancelled", transfer, reason, wasDone }));
      }
      default:
        return [];
    }
  });
}

/** One sending of one transfer: top-level members in the bodies of transfer operations, by which the exchange finds the transfer of a refused one. */
export interface TransferSending {
  readonly dossierId: string;
  readonly transferId: string;
  readonly number: number;
}

/**
 * The partner has this sending. Its answer may have overtaken this, or the transfer may have been called off or sent anew: the engine then keeps
 * it in the log and nothing changes, so nobody need look before.
 */
export const acceptance = (
  { dossierId, transferId, number }: TransferSending,
  said: { readonly reference?: string | undefined; readonly note?: string; readonly at?: string | undefined },
): InboundCommand => ({
  key: "accepted",
  dossier: dossierId,
  ...(said.at === undefined ? {} : { at: said.at }),
  command: {
    type: "acceptTransfer",
    transferId,
    number,
    ...(said.reference === undefined ? {} : { reference: said.reference }),
    ...(said.note === undefined ? {} : { note: said.note }),
  },
});
