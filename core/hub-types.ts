/**
 * The face of the core: everything outside core/ works with a Hub and nothing behind it.
 */
import type { Agency, Catalogs, Procedure, ProcedureVersion } from "../catalogs/types.ts";
import type { DossierEvent } from "./dossier/events.ts";
import type { SilentUnit } from "./dossier/silent-units.ts";
import type { DossierStatus } from "./dossier/statuses.ts";
import type { Dossier, Refusal } from "./dossier/types.ts";
import type { Hook, HookAnswer, HookRequest, InboundCommand, InboundOutcome, InstalledAdapter } from "./exchange/adapter.ts";
import type { ExchangeEvent } from "./exchange/options.ts";
import type { ReadFeed } from "./feed/event.ts";
import type { FeesFace } from "./fees/fees.ts";
import type { InstalledDevice } from "./hall/device.ts";
import type { HallFace } from "./hall/types.ts";
import type { HeldPapersFace } from "./held-papers/types.ts";
import type { Execution, Outcome } from "./outcome.ts";
import type { Page } from "./page.ts";
import type { PartnerAccount, PartnerCommand, PartnersFace } from "./partners/types.ts";
import type { PeopleFace } from "./people/types.ts";
import type { OpenTransfer } from "./routes/supervise.ts";
import type { SatisfactionFace } from "./satisfaction/satisfaction.ts";
import type { ProcedureHits, ProcedureSearch } from "./store/procedure-search.ts";
import type { ActiveSubscription, SubscriptionsFace } from "./subscriptions/types.ts";
import type { Clock, Instant } from "./time/types.ts";

export type { InstalledAdapter } from "./exchange/adapter.ts";
export type { ExchangeEvent } from "./exchange/options.ts";
export type { FeedPage, FeedScope, HubEvent } from "./feed/event.ts";
export type { HeldPaper, HeldPapersFace } from "./held-papers/types.ts";
export type { Execution, Outcome, Receipt } from "./outcome.ts";
export type { Page } from "./page.ts";
export type {
  Credential,
  Look,
  PartnerAccount,
  PartnerCommand,
  PartnersFace,
  Proven,
} from "./partners/types.ts";
export type { NewPerson, PasswordChange, PeopleFace, Person, PersonAccount, SignIn } from "./people/types.ts";
export type { SatisfactionFace } from "./satisfaction/satisfaction.ts";

export type { ProcedureHits, ProcedureSearch, ProcedureTitle } from "./store/procedure-search.ts";
export type {
  ActiveSubscription,
  Subscription,
  SubscriptionProgress,
  SubscriptionReason,
  SubscriptionSecret,
  SubscriptionsFace,
} from "./subscriptions/types.ts";

export interface DossierFilter {
  readonly agencyIds?: readonly string[];
  readonly status?: DossierStatus;
  readonly procedureCode?: string;
  readonly overdueAt?: Instant;
  readonly updatedAfter?: Instant;
  readonly cursor?: string;
  readonly limit?: number;
}

/** Dossiers with an open transfer to one of these agencies; absent: to any. */
export interface InboxFilter {
  readonly agencyIds?: readonly string[];
  readonly cursor?: string;
  readonly limit?: number;
}

export interface ProcedureFilter {
  readonly field?: string;
  readonly level?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** What publishing procedures changed, or would change. `fields`: the changed places, none where only the order differs. `kept`: curated by hand, so the import left them alone. */
export interface PublishReport {
  readonly added: readonly string[];
  readonly changed: readonly { readonly code: string; readonly fields: readonly string[] }[];
  readonly kept: readonly string[];
  readonly unchanged: number;
}

export interface MessageView {
  readonly id: string;
  readonly lane: string;
  readonly key: string;
  readonly dossierCode?: string;
  readonly direction: "out" | "in";
  readonly operation: string;
  readonly state: "ready" | "leased" | "done" | "rejected" | "paused" | "dead" | "dropped";
  readonly attempts: number;
  readonly uncertain: boolean;
  readonly nextAt: Instant;
  readonly createdAt: Instant;
  readonly doneAt?: Instant;
  readonly reference?: string;
  readonly error?: {
    readonly intent: string;
    readonly code: string;
    readonly blame: string;
    readonly message: string;
    readonly hint: { vi: string; en: string };
    readonly at: Instant;
  };
  /** How many later messages of the same dossier wait behind it. */
  readonly holdsBack: number;
}

/** Why the last call of a lane or a feed failed. Its words may quote what a partner answered, and with it people (R-I02). */
export interface LaneError {
  readonly code: string;
  readonly blame: string;
  readonly message: string;
  readonly hint: { readonly vi: string; readonly en: string };
  readonly at: Instant;
}

export interface LaneView {
  readonly id: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly breaker: "closed" | "open" | "halfOpen";
  readonly forced?: "open" | "closed";
  readonly forcedReason?: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly paused: number;
  readonly dead: number;
  readonly oldestWaitingAt?: Instant;
  readonly lastError?: LaneError;
  readonly operations: readonly string[];
  readonly pollers: readonly {
    readonly id: string;
    readonly cursor?: string;
    readonly nextAt?: Instant;
    /** `failures`: how often in a row. */
    readonly lastError?: LaneError & { readonly failures: number };
  }[];
}

/** What an operator can do to the exchange; every act needs a reason and is recorded. */
export interface ExchangeControl {
  lanes(): Promise<readonly LaneView[]>;
  /** Messages that need a person: paused, dead; or by dossier. */
  messages(filter: {
    readonly lane?: string;
    readonly states?: readonly MessageView["state"][];
    readonly dossier?: string;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<MessageView>>;
  /** Dossiers whose head is paused or dead while others wait behind it. */
  blocked(): Promise<readonly MessageView[]>;
  /** Puts messages back on their lane. `dryRun` only says which. */
  redrive(input: {
    readonly ids?: readonly string[];
    readonly lane?: string;
    readonly actor: string;
    readonly reason: string;
    readonly dryRun?: boolean;
  }): Promise<readonly string[]>;
  /** Gives up a head so that those behind it go on. */
  release(input: { readonly id: string; readonly actor: string; readonly reason: string }): Promise<boolean>;
  force(input: {
    readonly lane: string;
    readonly state: "open" | "closed" | "auto";
    readonly actor: string;
    readonly reason: string;
  }): Promise<boolean>;
  /** The wire log of one dossier or message; bodies as far as kept. */
  wire(filter: { readonly dossier?: string; readonly messageId?: string; readonly limit?: number }): Promise<readonly WireView[]>;
  /**
   * Resolves when no message is ready or leased whose time has come, and no feed is due; lanes in `except` are left out (one whose partner is
   * down never comes to rest). For demos and tests; waits on conditions.
   */
  idle(except?: readonly string[]): Promise<void>;
}
export interface WireView {
  readonly seq: number;
  readonly lane: string;
  readonly direction: string;
  readonly what: string;
  readonly status?: number;
  readonly at: Instant;
  readonly sha256: string;
  readonly size: number;
  readonly contentType?: string;
  readonly body?: Uint8Array;
  readonly sealId?: number;
}

export interface BlobInfo {
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
}

export interface HubOptions {
  /** PostgreSQL; without it the embedded database in `dataDir` (or in memory where `dataDir` is "memory"). */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly catalogs: Catalogs;
  readonly adapters: readonly InstalledAdapter[];
  readonly clock?: Clock;
  /** gateway: commands and queries only; worker: lanes and pollers only. */
  readonly role?: "gateway" | "worker" | "all";
  /** Makes update keys (R-A08) and seals; ≥ 32 characters. */
  readonly secret: string;
  /** Devices of halls that this process drives; their lanes are among `adapters`. */
  readonly devices?: readonly InstalledDevice[];
  /** The battery of a UPS with `drains` will not last: the process shall end in good order. */
  readonly onPowerLow?: (deviceId: string) => void;
  /** What happens on the lanes, for metrics; never holds personal data. */
  readonly onExchange?: (event: ExchangeEvent) => void;
  /** Makes the lane of a partner's subscription; absent: subscriptions are kept, and delivered by processes that have it. */
  readonly webhookLane?: (subscription: ActiveSubscription) => InstalledAdapter;
  readonly log?: { info(o: object, m: string): void; warn(o: object, m: string): void; error(o: object, m: string): void };
}

export interface Hub {
  readonly catalogs: Catalogs;
  readonly now: Clock;
  execute(execution: Execution): Promise<Outcome>;
  /** A partner system's command, by whichever door: its rights, its sight, its keys. */
  command(command: PartnerCommand): Promise<Outcome>;
  /** By id or code; `may`: which of them is the caller's, where several go by one code. Undefined where none is. */
  find(reference: string, may?: (dossier: Dossier) => boolean): Promise<Dossier | undefined>;
  /** Every dossier that goes by this code: our own, the national one, or another system's, which may be the same text for different dossiers. */
  namesakes(code: string): Promise<readonly Dossier[]>;
  /** The update key of a dossier (R-A08): derived, never stored. */
  updateKey(dossierId: string): string;
  checkUpdateKey(dossierId: string, key: string): boolean;
  list(filter: DossierFilter): Promise<Page<Dossier>>;
  timeline(dossierId: string): Promise<readonly DossierEvent[]>;
  /** Walks the hash chain of one dossier; the first bad sequence number, or undefined where all is well. */
  verifyChain(dossierId: string): Promise<number | undefined>;
  /** Walks all seals of the wire log. */
  verifyWire(): Promise<{ readonly sealed: number; readonly unsealed: number; readonly firstBad?: number }>;
  /** Units that have not updated progress for the last half working day (R-B08). */
  silentUnits(): Promise<readonly SilentUnit[]>;
  /** Transfers under way: overdue ones first (R-B06, R-F05). */
  openTransfers(): Promise<readonly OpenTransfer[]>;
  /** The dossiers that agencies have an open transfer of, oldest first. */
  inbox(filter: InboxFilter): Promise<Page<Dossier>>;
  /**
   * Every event of every dossier, in the order of their commits, without personal data. `after`: a cursor of an earlier page; absent: from
   * the first event on. At most `limit` (200, most 1000) are looked at. Undefined for a cursor that is none of ours.
   */
  readonly feed: ReadFeed;
  /** The cursor behind the newest event: for those who want only what comes. `since`: behind the last event before that hub time. */
  feedEnd(since?: Instant): Promise<string>;
  /** Resolves when this process has committed something, or after `ms` real milliseconds (1,000), or when `signal` aborts. */
  feedMoved(signal?: AbortSignal, ms?: number): Promise<void>;
  /** The newest version of every procedure, by code, page by page; a keyword is searched by `searchProcedures`. */
  procedures(filter: ProcedureFilter): Promise<Page<ProcedureVersion>>;
  /** By keyword (R-A09, R-E01): names only, without accents, the likeliest first, with how many there are. */
  searchProcedures(search: ProcedureSearch): Promise<ProcedureHits>;
  /** Every field of work that has a procedure, in the order of the Vietnamese alphabet. */
  procedureFields(): Promise<readonly string[]>;
  procedure(code: string, version?: number): Promise<ProcedureVersion | undefined>;
  /** Writes new versions of those that differ from the newest stored one. Repeatable. */
  publishProcedures(procedures: readonly Procedure[], origin: string, apply: boolean): Promise<PublishReport>;
  agency(id: string): Agency | undefined;
  /** `bringer`: who brought it ("partner:portal-hue"), and may name it in commands (Execution.bringer). */
  storeBlob(bytes: AsyncIterable<Uint8Array>, name: string, bringer?: string): Promise<BlobInfo | Refusal>;
  readBlob(sha256: string): Promise<{ readonly info: BlobInfo; readonly stream: AsyncIterable<Uint8Array> } | undefined>;
  hook(adapterId: string, hookId: string): Hook<unknown> | undefined;
  runHook(adapterId: string, hookId: string, request: HookRequest): Promise<HookAnswer>;
  inbound(adapterId: string, commands: readonly InboundCommand[]): Promise<readonly InboundOutcome[]>;
  readonly exchange: ExchangeControl;
  /** Statements, reconciliation, settlements (R-D03, R-D04). */
  readonly fees: FeesFace;
  /** Partner systems: accounts, what they prove themselves by, what they looked at and used. */
  readonly partners: PartnersFace;
  /** Partners' webhooks. */
  readonly subscriptions: SubscriptionsFace;
  /** One-stop halls: queue and devices (R-H). */
  readonly hall: HallFace;
  /** Papers of individuals kept for reuse (R-A11). */
  readonly papers: HeldPapersFace;
  /** What applicants think of it (R-E05). */
  readonly satisfaction: SatisfactionFace;
  /** Who signs in to the console (R-I01). */
  readonly people: PeopleFace;
  /** The account, new or changed, with a new API key; its older keys end at once. */
  addPartner(account: PartnerAccount): Promise<{ readonly key: string }>;
  /** Real progress: database answers, worker loops turn, oldest waiting message. */
  health(): Promise<{
    readonly ready: boolean;
    readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
  }>;
  start(): Promise<void>;
  /** Stops taking work, lets calls in flight finish (bounded), gives leases back, closes the database. */
  stop(): Promise<void>;
}
