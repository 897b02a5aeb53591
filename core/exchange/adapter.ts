/**
 * The interface between the exchange and an adapter. An adapter holds protocol and mapping only; order, leases, retries,
 * breaker, bulkhead, rate limit, log and dead letters come from the exchange.
 * Glossary: lane = the road to one partner · operation = one thing that can be asked of it · hook = the partner calls us ·
 * poller = we ask the partner what is new · message = one thing to be done on a lane, out or in.
 */
import type { z } from "zod";
import type { Agency, Procedure } from "../../catalogs/types.ts";
import type { DossierCommandInput, Role } from "../dossier/commands.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { Dossier } from "../dossier/types.ts";
import type { FeedScope, HubEvent } from "../feed/event.ts";
import type { Statement } from "../fees/types.ts";
import type { Outcome } from "../outcome.ts";
import type { Instant } from "../time/types.ts";
import type { ExchangeError } from "./errors.ts";

export type { HubEvent } from "../feed/event.ts";
export type { Statement, StatementLine } from "../fees/types.ts";
export type { Outcome } from "../outcome.ts";

/** One exchange on the wire, for the message log. Bodies are stored apart and expire; hashes stay. */
export interface WireEntry {
  readonly direction: "out" | "in";
  /** "POST https://…", without credentials. */
  readonly what: string;
  readonly status?: number;
  readonly contentType?: string;
  readonly bytes: Uint8Array;
}

/** What every call into an adapter gets. `config` is what the adapter's own schema made of the environment. */
export interface Call<C = unknown> {
  readonly config: C;
  /** Aborts when the attempt's time is over or the lease is lost. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** Stable over all attempts of one message: the key by which a partner may dedupe. */
  readonly messageId: string;
  readonly attempt: number;
  /** An earlier attempt may have arrived: what is sent now may be the second (a printer marks it as a copy). */
  readonly mayHaveArrived: boolean;
  readonly traceparent: string;
  /** Adds to the message log. The kit's HTTP client calls it; adapters need not. */
  readonly wire: (entry: WireEntry) => void;
  /** Reads a stored file (blob by its SHA-256). Throws ExchangeError("pause") where it is gone. */
  readonly blob: (sha256: string) => Promise<Uint8Array>;
  /** Stores a partner's file (R-A07); with its name it makes a FileRef. Throws ExchangeError("rejected") for one that is not allowed. */
  readonly store: (bytes: Uint8Array, name: string) => Promise<{ blob: string; size: number; mediaType: string }>;
  /** A dossier as it is now, by id, code, national code or another system's own code. */
  readonly find: (reference: string) => Promise<Dossier | undefined>;
  /**
   * Dossiers that await something from this lane: an open transfer of it, or an unpaid charge whose payment request is its. Oldest first, at
   * most `MOST_AWAITING`: what a poller asks its partner about (kit/awaited.ts goes through all of them).
   * @param from id of the dossier to begin with; absent: the oldest
   */
  readonly awaiting: (from?: string) => Promise<readonly Dossier[]>;
  /** The update key of a dossier (R-A08): a secret, which an adapter hands to the kit's HTTP client as one. */
  readonly updateKey: (dossierId: string) => string;
}

/** Most dossiers that one `awaiting` gives: several times what any partner is asked about at once, few enough to be read for every question. */
export const MOST_AWAITING = 200;

/** A command that a partner's message means. `key` is the partner's own id of it: executed once per (adapter, key). */
export interface InboundCommand {
  readonly key: string;
  /** Id, local code or national code; absent for `submit`. */
  readonly dossier?: string;
  readonly command: DossierCommandInput;
  /** The partner's time of it, if it says one. */
  readonly at?: Instant;
  readonly actor?: { readonly name?: string; readonly agencyId?: string };
  /**
   * The partner account that speaks, where the lane is only a road (Kafka): its rights, its sight and its own idempotency keys count.
   * `command` is then the body of its request with `type`, not yet checked.
   */
  readonly partner?: string;
}

export interface OperationResult {
  /** The partner's reference (order number, receipt number). */
  readonly reference?: string;
  /** What the answer means for the dossier; executed before the message counts as done. */
  readonly commands?: readonly InboundCommand[];
}

/** Answer to "did my request arrive?". `unclear`: ask again later. */
export type Inquiry =
  | ({ readonly found: true } & OperationResult)
  | { readonly found: false }
  | { readonly found: "unclear"; readonly reason: string };

export interface Operation<B = unknown, C = unknown> {
  readonly title: { readonly vi: string; readonly en: string };
  /** Its answer says nothing about the dossier (news, replies): a refusal is not written into it. */
  readonly quiet?: true;
  readonly body: z.ZodType<B>;
  /** Does it. Throws ExchangeError; anything else thrown counts as our bug and pauses the message. */
  send(body: B, call: Call<C>): Promise<OperationResult>;
  /** After an unknown outcome. Without it, `resend` must be "safe" or the message pauses. */
  inquire?(body: B, call: Call<C>): Promise<Inquiry>;
  /** safe: the partner dedupes by our key, so sending twice does no harm. */
  readonly resend: "inquire" | "safe" | "never";
}

/** A request of the partner to us, bounded and read by the gateway. */
export interface HookRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface HookAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}
/** What became of one inbound command: the three outcomes of the receiver, or a refusal. */
export type InboundOutcome =
  | { readonly outcome: "done" | "repeat"; readonly dossier: Dossier }
  | { readonly outcome: "conflict" }
  | { readonly outcome: "refused"; readonly code: string; readonly vi: string; readonly en: string };

/** `files` are stored as blobs before the commands run, and referred to by their hash. */
export interface HookReading {
  readonly commands: readonly InboundCommand[];
  readonly answer: (outcomes: readonly InboundOutcome[]) => HookAnswer;
}
export interface Hook<C = unknown> {
  readonly title: { readonly vi: string; readonly en: string };
  /** The body as the message log may keep it, for partners that put a secret into it; absent: as it came. */
  logged?(body: Uint8Array, config: C): Uint8Array;
  /** Verifies as the partner signs, parses, maps. Returns a HookAnswer at once for a bad or unsigned request. */
  read(request: HookRequest, call: Call<C>): Promise<HookReading | HookAnswer>;
}

/** One item of a feed. It is stored durably with the cursor before it is applied; order is kept per `key`. */
export interface FeedItem {
  /** The partner's id of the item. */
  readonly id: string;
  /** What order is kept by: the dossier's code. */
  readonly key: string;
  readonly body: unknown;
}
export interface Poller<C = unknown> {
  readonly title: { readonly vi: string; readonly en: string };
  /** How long to wait when the feed is empty (hub clock, milliseconds); doubled up to 8 × while it stays empty. */
  readonly everyMs: number;
  fetch(
    cursor: string | undefined,
    call: Call<C>,
  ): Promise<{ readonly items: readonly FeedItem[]; readonly cursor: string | undefined; readonly more: boolean }>;
  /** What an item means. Throws ExchangeError like an operation. */
  apply(item: unknown, call: Call<C>): Promise<Applied>;
}

/** Something to be sent on the lane, by one of its operations. */
export interface Outgoing {
  readonly operation: string;
  readonly body: unknown;
}

/** What an item of a feed or a stream means. */
export interface Applied {
  readonly commands?: readonly InboundCommand[];
  readonly procedures?: readonly Procedure[];
  /** Statements of bank or treasury, stored for the daily reconciliation (R-D04) before the commands run. */
  readonly statements?: readonly Statement[];
  /**
   * What the sender is told of the outcomes, on this lane; written once, before the item counts as done. With it a refusal is an answer, and
   * no failure that waits for a person.
   */
  readonly answers?: (outcomes: readonly Outcome[]) => readonly Outgoing[];
  /** After the answers the item waits for a person all the same: it could not be understood. */
  readonly park?: ExchangeError;
}

/** What a stream gets to open with. */
export interface StreamCall<C = unknown> {
  readonly config: C;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
  /** Ids of the partner accounts that may speak by Kafka. */
  readonly partners: () => Promise<readonly string[]>;
}

export interface StreamSink {
  /** Stores what came; durable, each item once by its id, when it resolves. Only then may it be acknowledged. Rejects where the database is away. */
  accept(items: readonly FeedItem[]): Promise<void>;
}

export interface StreamProgress {
  readonly ok: boolean;
  /** What is there and not yet taken. */
  readonly lag?: number;
  /** For people: "lag 12, last batch 3 s ago". */
  readonly detail: string;
}

export interface OpenStream {
  /** Resolves when it has died or was closed, with the reason of its death: the exchange opens it anew. Never rejects. */
  readonly ended: Promise<unknown>;
  /** Real progress, not a live socket. Quick: asked by every health check. */
  progress(): StreamProgress;
  close(): Promise<void>;
}

/** A partner that pushes over a lasting connection (a Kafka consumer). The exchange opens it, stores what it brings, and builds it anew. */
export interface Stream<C = unknown> {
  readonly title: { readonly vi: string; readonly en: string };
  /** Rejects where it cannot connect: tried again with growing pauses. */
  open(sink: StreamSink, call: StreamCall<C>): Promise<OpenStream>;
  /** What an item means. Throws ExchangeError like an operation. */
  apply(item: unknown, call: Call<C>): Promise<Applied>;
}

/**
 * The partner is told everything that happens: the exchange reads the hub's feed by a durable cursor of this lane and writes one message per
 * event, body { event: HubEvent }, in order per dossier. A new lane begins at the feed's end.
 */
export interface Follows<C = unknown> {
  readonly operation: string;
  /** Which events; all where absent. */
  wants?(event: HubEvent, config: C): boolean;
  /** Whose part of the feed; all of it where absent. */
  scope?(config: C): FeedScope;
}

/** Retry in two scales (design.md §3): `blip` inside one attempt, `waits` in the row. */
export interface RetryPlan {
  /** One attempt may take this long (real time), including a blip's second try. */
  readonly timeoutMs: number;
  /** 0 or 1: a second try within the attempt for errors marked `blip`. */
  readonly blipRetries: 0 | 1;
  /** Long plan, milliseconds of hub time, ±20 % jitter; the last one repeats until `maxAgeMs`. */
  readonly waitsMs: readonly number[];
  /** After this age the message becomes a dead letter. */
  readonly maxAgeMs: number;
  /** A 429 or a time-out waits at least this long. */
  readonly floorMs: number;
  /** The partner's Retry-After is honoured up to here. */
  readonly retryAfterMaxMs: number;
}

export interface Limits {
  /** Bulkhead: most calls at once. */
  readonly concurrency: number;
  /** Rate limit, calls a second (real time); absent = none. */
  readonly perSecond?: number;
  readonly breaker: {
    /** No opening below this many calls in the window. */
    readonly minimumCalls: number;
    /** Share of failures, 0–100, that opens it. */
    readonly errorPercent: number;
    readonly windowMs: number;
    /** How long it stays open before a probe. */
    readonly openMs: number;
    /** Good probes in a row before it closes. */
    readonly probes: number;
  };
}

/** What happened in one command, for reactions. */
export interface Happening {
  readonly events: readonly DossierEvent[];
  readonly before: Dossier | undefined;
  readonly after: Dossier;
  /** The dossier's receiving agency. */
  readonly agency: Agency;
  readonly procedure: Procedure;
}

export interface Adapter<C = unknown> {
  /** Also the lane's name and the folder's name. */
  readonly id: string;
  readonly title: { readonly vi: string; readonly en: string };
  /** As whom its inbound commands act; "partner" where absent. */
  readonly actsAs?: Role;
  /** Which setting turns it on, where that is not the URL; `also`: a variable of the environment that is read where ours is absent. */
  readonly onBy?: { readonly key: string; readonly also?: string };
  /** Reads LIENTHONG_<ID>_* from the environment (keys in camelCase: URL → url). Absent URL (or `onBy`) = adapter off. */
  readonly config: z.ZodType<C>;
  readonly operations: Readonly<Record<string, Operation<never, C>>>;
  /**
   * What this partner must be told about what happened: pure, no I/O. The messages are written in the same commit as the
   * events and sent in this order, one after another per dossier.
   */
  readonly reactions?: (happening: Happening) => readonly { readonly operation: string; readonly body: unknown }[];
  readonly hooks: Readonly<Record<string, Hook<C>>>;
  readonly pollers: Readonly<Record<string, Poller<C>>>;
  readonly streams?: Readonly<Record<string, Stream<C>>>;
  readonly follows?: Follows<C>;
  readonly plan: RetryPlan;
  readonly limits: Limits;
  /** Cheap sign of life of the partner; used while the breaker probes. */
  readonly probe?: (call: Call<C>) => Promise<void>;
}

/** One configured adapter: `config` already read from the environment. */
export interface InstalledAdapter {
  readonly adapter: Adapter<unknown>;
  readonly config: unknown;
}

/** 5 s · 30 s · 2 min · 10 min · 30 min · 2 h · 6 h · 12 h, given up after 3 days (design.md §3). */
export const DEFAULT_PLAN: RetryPlan = {
  timeoutMs: 15_000,
  blipRetries: 1,
  waitsMs: [5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000],
  maxAgeMs: 259_200_000,
  floorMs: 30_000,
  retryAfterMaxMs: 3_600_000,
};

export const DEFAULT_LIMITS: Limits = {
  concurrency: 8,
  breaker: { minimumCalls: 20, errorPercent: 50, windowMs: 10_000, openMs: 10_000, probes: 3 },
};
