/** What the exchange is given, what it tells, and its constants. */
import type { Procedure } from "../../catalogs/types.ts";
import type { Dossier } from "../dossier/types.ts";
import type { ReadFeed } from "../feed/event.ts";
import type { Statement } from "../fees/types.ts";
import type { Outcome } from "../outcome.ts";
import type { Database } from "../store/database.ts";
import type { Clock, Instant } from "../time/types.ts";
import type { Call, InboundCommand, InboundOutcome, InstalledAdapter } from "./adapter.ts";
import type { SettledAs } from "./judge.ts";

export interface Log {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** Real milliseconds, unless said otherwise. */
export interface Tuning {
  /** How often a worker renews its lease. Three fit into the lease, so that one lost heartbeat is no death. */
  readonly heartbeatMs: number;
  /** A worker without a heartbeat this long is dead (database time): 3.5 s + 1 s reaping < 5 s to take over. */
  readonly leaseMs: number;
  /** How often every worker looks for dead ones. */
  readonly reapMs: number;
  /** How often work of other processes is looked for; own commits poke at once. */
  readonly pollMs: number;
  /** After the deadline an adapter gets this long to say what it knows, before its call is given up as unknown. */
  readonly lastWordMs: number;
  /** Pause before the second try of a blip. */
  readonly blipWaitMs: number;
  /** How long to wait before a settle that met a broken database is tried again. */
  readonly settleRetryMs: number;
  /** How often the wire log is sealed. */
  readonly sealMs: number;
  /** Bodies of the wire log are kept this long (hub time); hashes for good. */
  readonly keepBodiesMs: number;
  /** Embedded database only, which has no autovacuum: tidy up after this many settled messages. */
  readonly vacuumEvery: number;
  /** Pause before a stream that died or could not connect is opened anew; doubled up to sixteen times. */
  readonly reopenMs: number;
}

export const DEFAULT_TUNING: Tuning = {
  heartbeatMs: 1_000,
  leaseMs: 3_500,
  reapMs: 1_000,
  pollMs: 250,
  lastWordMs: 100,
  blipWaitMs: 150,
  settleRetryMs: 200,
  sealMs: 5_000,
  keepBodiesMs: 2_592_000_000,
  vacuumEvery: 5_000,
  reopenMs: 1_000,
};

/** What happened in the exchange, for metrics and for whoever waits. Never holds personal data. */
export type ExchangeEvent =
  | {
      readonly kind: "settled";
      readonly lane: string;
      readonly operation: string;
      readonly direction: "out" | "in";
      readonly as: SettledAs;
      readonly ms: number;
    }
  | { readonly kind: "stale"; readonly lane: string; readonly operation: string }
  | { readonly kind: "takenOver"; readonly lane: string; readonly count: number }
  | { readonly kind: "breaker"; readonly lane: string; readonly state: "closed" | "open" | "halfOpen" }
  | { readonly kind: "fetched"; readonly lane: string; readonly poller: string; readonly items: number }
  | { readonly kind: "fetchFailed"; readonly lane: string; readonly poller: string; readonly code: string }
  | { readonly kind: "rejoined"; readonly worker: string }
  | { readonly kind: "streamOpened" | "streamEnded"; readonly lane: string; readonly stream: string };

export interface ExchangeOptions {
  readonly database: Database;
  readonly adapters: readonly InstalledAdapter[];
  /** Hub time: retry waits, ages, poll intervals. */
  readonly clock: Clock;
  /** Runs a partner's commands, each once per (adapter, key). Throws only when the engine could not do its work. */
  readonly execute: (adapterId: string, commands: readonly InboundCommand[]) => Promise<readonly InboundOutcome[]>;
  /** The same with the engine's own outcomes, where the sender is answered. */
  readonly receive: (adapterId: string, commands: readonly InboundCommand[]) => Promise<readonly Outcome[]>;
  /** `origin`: the adapter's id. */
  readonly publishProcedures: (procedures: readonly Procedure[], origin: string) => Promise<unknown>;
  /** Stores a statement of bank or treasury that a lane's feed brought; the same one twice is one. */
  readonly recordStatement: (lane: string, statement: Statement) => Promise<void>;
  /** A page of the hub's own feed. */
  readonly feed: ReadFeed;
  readonly feedEnd: (since?: Instant) => Promise<string>;
  /** Ids of the partner accounts that may speak by Kafka. */
  readonly streamPartners: () => Promise<readonly string[]>;
  /** undefined where the blob is gone. */
  readonly readBlob: (sha256: string) => Promise<Uint8Array | undefined>;
  /** Stores a partner's file. Throws ExchangeError("rejected") where R-A07 does not allow it. */
  readonly store: Call["store"];
  /** A dossier by id, code, national code or another system's code. */
  readonly find: (reference: string) => Promise<Dossier | undefined>;
  /** Dossiers that await something from a lane, beginning with one (Call.awaiting). */
  readonly awaiting: (lane: string, from?: string) => Promise<readonly Dossier[]>;
  /** The update key of a dossier (R-A08). */
  readonly updateKey: (dossierId: string) => string;
  /** Stores the hub's own bytes (claim check above 64 KiB); the hash. */
  readonly storeBlob: (bytes: Uint8Array, mediaType: string) => Promise<string>;
  readonly log: Log;
  /** Shown to operators: host and process. */
  readonly workerName: string;
  /** Signs the seals of the wire log. */
  readonly secret?: string;
  readonly onEvent?: (event: ExchangeEvent) => void;
  readonly tuning?: Partial<Tuning>;
  /** In [0, 1): jitter. Math.random where absent. */
  readonly random?: () => number;
}

/** The exchange cannot be made of these adapters. */
export class ExchangeSetupError extends Error {
  override readonly name = "ExchangeSetupError";
}
