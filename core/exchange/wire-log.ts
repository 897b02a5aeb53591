/**
 * The wire log: every exchange with a partner, out and in, with the SHA-256 of its bytes. Entries of a message are written
 * by the statement that settles it; everything else goes through one buffer that is written in batches.
 */
import { createHash } from "node:crypto";
import type { Database } from "../store/database.ts";
import type { Clock, Instant } from "../time/types.ts";
import type { WireEntry } from "./adapter.ts";
import { forLog } from "./failure.ts";
import type { Log } from "./options.ts";
import { isDataFault, storableJson, storableText } from "./storable.ts";

/** Larger bodies keep only their hash: the log must not grow with attachments. */
export const MAX_WIRE_BODY = 65_536;
/** Entries a statement; each may carry a body of 64 KiB. */
const BATCH = 50;

/** One row as jsonb_to_recordset reads it. */
export interface WireRow {
  readonly lane: string;
  readonly direction: "out" | "in";
  readonly message_id: string | null;
  readonly key: string | null;
  readonly what: string;
  readonly status: number | null;
  readonly at: Instant;
  readonly sha256: string;
  readonly size: number;
  readonly content_type: string | null;
  /** Base64. */
  readonly body: string | null;
}

/** An insert of the rows in the JSON parameter `parameter`, in their order. */
export const INSERT_WIRE = (parameter: string): string => `
  insert into wire_log (lane, direction, message_id, key, what, status, at, sha256, size, content_type, body)
  select lane, direction, message_id, key, what, status, at, sha256, size, content_type, decode(body, 'base64')
  from jsonb_to_recordset(${parameter}::text::jsonb) as r(lane text, direction text, message_id uuid, key text, what text, status int,
    at timestamptz, sha256 text, size int, content_type text, body text)
  returning 1`;

/** What the entries belong to. */
export interface WireOwner {
  readonly lane: string;
  readonly messageId?: string;
  readonly key?: string;
}

const toRow = (owner: WireOwner, entry: WireEntry, at: Instant): WireRow => ({
  lane: owner.lane,
  direction: entry.direction,
  message_id: owner.messageId ?? null,
  key: owner.key ?? null,
  what: storableText(entry.what, 2000),
  status: entry.status ?? null,
  at,
  sha256: createHash("sha256").update(entry.bytes).digest("hex"),
  size: entry.bytes.byteLength,
  content_type: entry.contentType === undefined ? null : storableText(entry.contentType, 200),
  body: entry.bytes.byteLength > MAX_WIRE_BODY ? null : Buffer.from(entry.bytes).toString("base64"),
});

/** Collects the entries of one call. Once taken, what still comes (a call that ends late) goes to the common buffer. */
export interface WireCollector {
  readonly wire: (entry: WireEntry) => void;
  take(): readonly WireRow[];
}

export interface WireLog {
  collector(owner: WireOwner): WireCollector;
  /** Puts rows into the buffer, for what cannot be written with a settle. */
  add(rows: readonly WireRow[]): void;
  /** Writes the buffer. What the database cannot take now stays for the next flush. */
  flush(): Promise<void>;
  /** Forgets bodies from before `before` (hub time); how many. Hashes and seals stay good. */
  expire(before: Instant): Promise<number>;
}

const EXPIRE = "update wire_log set body = null where body is not null and at < $1::text::timestamptz returning 1";

/**
 * The wire log of this process (design.md §3, R-F06); entries carry the hub time at which they were recorded. While the database
 * is away they stay in memory; a batch whose data it refuses is dropped, and `log` told.
 * Errors: `expire` rejects with the database driver's own; `flush` never rejects.
 */
export const createWireLog = (database: Pick<Database, "query">, clock: Clock, log: Log): WireLog => {
  let buffer: WireRow[] = [];
  let flushing: Promise<void> = Promise.resolve();

  const drain = async (): Promise<void> => {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, BATCH);
      try {
        await database.query(INSERT_WIRE("$1"), [storableJson(batch)]);
      } catch (error) {
        if (!isDataFault(error)) {
          log.warn({ err: forLog(error), entries: buffer.length }, "wire log could not be written; kept in memory");
          return;
        }
        log.error({ err: forLog(error), entries: batch.length }, "wire log entries refused by the database; dropped");
      }
      buffer = buffer.slice(batch.length);
    }
  };

  return {
    collector: (owner) => {
      let rows: WireRow[] | undefined = [];
      return {
        wire: (entry) => (rows ?? buffer).push(toRow(owner, entry, clock())),
        take: () => {
          const taken = rows ?? [];
          rows = undefined;
          return taken;
        },
      };
    },
    add: (rows) => {
      buffer.push(...rows);
    },
    flush: () => {
      flushing = flushing.then(drain);
      return flushing;
    },
    expire: async (before) => (await database.query(EXPIRE, [before])).length,
  };
};
