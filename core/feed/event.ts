/** One event of the feed: what outsiders are told of something that happened to a dossier. Never personal data (R-I02): who may know more reads the dossier. */
import type { Channel } from "../../catalogs/types.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { DossierStatus } from "../dossier/statuses.ts";
import type { Instant } from "../time/types.ts";

export interface HubEvent {
  /** Where to go on after this one. */
  readonly cursor: string;
  readonly dossierId: string;
  /** Its number in the dossier, from 1 without a gap. */
  readonly seq: number;
  readonly type: DossierEvent["type"];
  /** Vietnamese. */
  readonly title: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
  /** The dossier's status after it; absent for events from before the feed. */
  readonly status?: DossierStatus;
  readonly code?: string;
  readonly nationalCode?: string;
  /** Other systems' own codes of the dossier. */
  readonly aliases?: readonly string[];
  readonly agencyId: string;
  readonly procedureCode: string;
  readonly channel: Channel;
  /** Of a transfer: which, and to whom it went. */
  readonly transferId?: string;
  readonly toAgencyId?: string;
}
