/**
 * The face of the core: everything outside core/ works with a Hub and nothing behind it.
 */
import type { Agency, Catalogs, Procedure, ProcedureVersion } from "../catalogs/types.ts";
import type { Actor, DossierCommandInput, LateEntry } from "./dossier/commands.ts";
import type { DossierEvent } from "./dossier/events.ts";
import type { SilentUnit } from "./dossier/silent-units.ts";
import type { DossierStatus } from "./dossier/statuses.ts";
import type { Dossier, Refusal } from "./dossier/types.ts";
import type { Hook, HookAnswer, HookRequest, InboundCommand, InboundOutcome, InstalledAdapter } from "./exchange/adapter.ts";
import type { ExchangeEvent } from "./exchange/options.ts";
import type { HubEvent } from "./feed/event.ts";
import type { FeesFace } from "./fees/fees.ts";
import type { PartnerCommand } from "./partners/command.ts";
import type { PartnersFace } from "./partners/face.ts";
import type { Scope } from "./partners/scopes.ts";
import type { OpenTransfer } from "./routes/supervise.ts";
import type { Clock, Instant } from "./time/types.ts";

export type { InstalledAdapter } from "./exchange/adapter.ts";
export type { ExchangeEvent } from "./exchange/options.ts";
export type { HubEvent } from "./feed/event.ts";
export type { PartnerCommand } from "./partners/command.ts";
export type {
  Credential,
  CredentialKind,
  Issued,
  IssueInput,
  Look,
  LookFilter,
  LookInput,
  PartnersFace,
  Proven,
  Usage,
} from "./partners/face.ts";

/** One command as a door hands it in. */
export interface Execution {
  readonly command: DossierCommandInput;
  /** The door has parsed `command` with the schemas of COMMANDS already. */
  readonly parsed?: true;
  /** Id, local code or national code; absent for `submit`. */
  readonly dossier?: string;
  readonly actor: Actor;
  /** The three-outcome receiver: same scope, key and body → the stored answer; other body → conflict. */
  readonly idempotency?: { readonly scope: string; readonly key: string; readonly bodyHash?: string };
  /** When it happened, if not now; before now only with `lateEntry` or from a partner's report. */
  readonly at?: Instant;
  readonly lateEntry?: LateEntry;
  /**
   * Whether the caller may see this dossier; a no reads like "there is no such dossier". Asked of the dossier as read for the
   * command, so that a door need not read it first.
   */
  readonly may?: (dossier: Dossier) => boolean;
  /** If-Match: refuse unless the dossier has this version. */
  readonly expectedVersion?: number;
  readonly traceparent?: string;
}

/** The stored, repeatable answer to a command. */
export interface Receipt {
  readonly dossierId: string;
  readonly code?: string;
  readonly nationalCode?: string;
  readonly status: DossierStatus;
  readonly version: number;
  readonly dueAt?: Instant;
  /** Sequence numbers of the events this command made. */
  readonly events: readonly number[];
}

export type Outcome =
  | { readonly outcome: "done"; readonly receipt: Receipt; readonly dossier: Dossier }
  | { readonly outcome: "repeat"; readonly receipt: Receipt }
  | { readonly outcome: "conflict"; readonly refusal: Refusal }
  | { readonly outcome: "refused"; readonly refusal: Refusal };

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface DossierFilter {
  readonly agencyIds?: readonly string[];
  readonly status?: DossierStatus;
  readonly procedureCode?: string;
  readonly overdueAt?: Instant;
  readonly updatedAfter?: Instant;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface ProcedureFilter {
  readonly keyword?: string;
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
  readonly lastError?: { readonly code: string; readonly message: string; readonly at: Instant };
  readonly operations: readonly string[];
  readonly pollers: readonly {
    readonly id: string;
    readonly cursor?: string;
    readonly nextAt?: Instant;
    readonly lastError?: unknown;
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

export interface PartnerAccount {
  readonly id: string;
  readonly name: string;
  readonly role: "portal" | "agency" | "post" | "operator";
  readonly agencies: readonly string[];
  /** What it may do of what its role may; absent: all of it. */
  readonly scopes?: readonly Scope[];
  /** Its own rate and quota; absent: the defaults. */
  readonly limits?: { readonly perMinute?: number; readonly bytesPerDay?: number };
  /** Since when nothing that it shows proves anything. */
  readonly disabledAt?: Instant;
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
  /** What happens on the lanes, for metrics; never holds personal data. */
  readonly onExchange?: (event: ExchangeEvent) => void;
  readonly log?: { info(o: object, m: string): void; warn(o: object, m: string): void; error(o: object, m: string): void };
}

export interface Hub {
  readonly catalogs: Catalogs;
  readonly now: Clock;
  execute(execution: Execution): Promise<Outcome>;
  /** A partner system's command, by whichever door: its rights, its sight, its keys. */
  command(command: PartnerCommand): Promise<Outcome>;
  find(reference: string): Promise<Dossier | undefined>;
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
  /**
   * Every event of every dossier, in the order of their commits, without personal data. `after`: a cursor of an earlier page; absent: from
   * the first event on. At most `limit` (200, most 1000) are looked at. Undefined for a cursor that is none of ours.
   */
  feed(filter: { readonly after?: string; readonly limit?: number; readonly scope?: FeedScope }): Promise<FeedPage | undefined>;
  /** The cursor behind the newest event: for those who want only what comes. `since`: behind the last event before that hub time. */
  feedEnd(since?: Instant): Promise<string>;
  /** Resolves when this process has committed something, or after `ms` real milliseconds (1,000), or when `signal` aborts. */
  feedMoved(signal?: AbortSignal, ms?: number): Promise<void>;
  procedures(filter: ProcedureFilter): Promise<Page<ProcedureVersion>>;
  procedure(code: string, version?: number): Promise<ProcedureVersion | undefined>;
  /** Writes new versions of those that differ from the newest stored one. Repeatable. */
  publishProcedures(procedures: readonly Procedure[], origin: string, apply: boolean): Promise<PublishReport>;
  agency(id: string): Agency | undefined;
  storeBlob(bytes: AsyncIterable<Uint8Array>, name: string): Promise<BlobInfo | Refusal>;
  readBlob(sha256: string): Promise<{ readonly info: BlobInfo; readonly stream: AsyncIterable<Uint8Array> } | undefined>;
  hook(adapterId: string, hookId: string): Hook<unknown> | undefined;
  runHook(adapterId: string, hookId: string, request: HookRequest): Promise<HookAnswer>;
  inbound(adapterId: string, commands: readonly InboundCommand[]): Promise<readonly InboundOutcome[]>;
  readonly exchange: ExchangeControl;
  /** Statements, reconciliation, settlements (R-D03, R-D04). */
  readonly fees: FeesFace;
  /** Partner systems: accounts, what they prove themselves by, what they looked at and used. */
  readonly partners: PartnersFace;
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
