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

/** Whose part of the feed: dossiers of these agencies (absent: all), of those only what goes through the post. */
export interface FeedScope {
  readonly agencies?: readonly string[];
  readonly throughPost?: true;
}

/** `cursor` also moves over events that the scope hides; it is where to go on, with or without items. */
export interface FeedPage {
  readonly items: readonly HubEvent[];
  readonly cursor: string;
}

/** Reads the feed: see Hub.feed. */
export type ReadFeed = (filter: {
  readonly after?: string;
  readonly limit?: number;
  readonly scope?: FeedScope;
}) => Promise<FeedPage | undefined>;
