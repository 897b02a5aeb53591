/**
 * Transfers under way as a supervisor sees them (R-B06, R-B09, R-F05): whose turn it is, since when, until when, and which need a person —
 * overdue, come back wrong, or waiting for papers. Pure. Glossary: overdue = quá hạn · sent back = trả lại do sai.
 */
import type { Dossier, Transfer } from "../dossier/types.ts";
import type { Instant } from "../time/types.ts";

export interface OpenTransfer {
  readonly dossierId: string;
  readonly code?: string;
  /** The receiving agency of the dossier. */
  readonly agencyId: string;
  readonly transferId: string;
  readonly purpose: string;
  readonly toAgencyId: string;
  readonly lane?: string;
  readonly number: number;
  readonly state: Transfer["state"];
  readonly sentAt: Instant;
  readonly dueAt?: Instant;
  readonly overdue: boolean;
  /** Why it came back. */
  readonly reason?: string;
}

/** The open transfers of these dossiers: first what is overdue, then by when each was sent. A payment waits for the applicant and is none. */
export const openTransfersOf = (dossiers: readonly Dossier[], now: Instant): readonly OpenTransfer[] =>
  dossiers
    .flatMap((dossier) =>
      dossier.transfers
        .filter((entry) => entry.open && dossier.route?.legs.find((leg) => leg.key === entry.leg)?.kind !== "payment")
        .map(({ transferId, purpose, toAgencyId, lane, number, state, sentAt, dueAt, reason }) => ({
          dossierId: dossier.id,
          ...(dossier.code === undefined ? {} : { code: dossier.code }),
          agencyId: dossier.agencyId,
          transferId,
          purpose,
          toAgencyId,
          ...(lane === undefined ? {} : { lane }),
          number,
          state,
          sentAt,
          ...(dueAt === undefined ? {} : { dueAt }),
          overdue: dueAt !== undefined && dueAt < now,
          ...(reason === undefined ? {} : { reason }),
        })),
    )
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || (a.sentAt < b.sentAt ? -1 : 1));
