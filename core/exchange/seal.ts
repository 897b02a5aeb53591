/**
 * Seals of the wire log: rows are sealed in batches, off the hot path. A seal holds the Merkle root of its rows bound to the
 * root before it, so that a changed, removed or added sealed row shows, and so does a removed seal. With the hub's secret
 * each seal is also signed (HMAC-SHA256): whoever can write the database but lacks the secret cannot re-seal it.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Database } from "../store/database.ts";
import { instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";

/** A row as it is sealed: everything but the body, whose hash stands for it (bodies expire). */
export interface SealedRow {
  readonly seq: number;
  readonly lane: string;
  readonly direction: string;
  readonly messageId: string | null;
  readonly key: string | null;
  readonly what: string;
  readonly status: number | null;
  readonly at: Instant;
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string | null;
}

export interface Seal {
  readonly id: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly count: number;
  readonly root: string;
  readonly prevRoot: string;
  readonly signature: string | null;
  readonly at: Instant;
}

/** What the first seal stands on. */
export const GENESIS_ROOT = "0".repeat(64);

const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// Leaves and nodes are hashed under different first bytes, so that a node can never pass for a leaf.
const leaf = (r: SealedRow): Buffer =>
  sha256(
    "\x00",
    JSON.stringify([r.seq, r.lane, r.direction, r.messageId, r.key, r.what, r.status, r.at, r.sha256, r.size, r.contentType]),
  );
const node = (left: Buffer, right: Buffer): Buffer => sha256("\x01", left, right);

/** Merkle root (hex) of rows in order of seq; an odd one moves up alone. Empty: the genesis root. */
export const merkleRoot = (rows: readonly SealedRow[]): string => {
  let level = rows.map(leaf);
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i];
      const right = level[i + 1];
      if (left) next.push(right ? node(left, right) : left);
    }
    level = next;
  }
  return level[0]?.toString("hex") ?? GENESIS_ROOT;
};

/** Root of a seal: its rows, its place and the seal before it. */
export const sealRoot = (rows: readonly SealedRow[], prevRoot: string, at: Instant): string =>
  sha256(
    JSON.stringify(["lienthong.seal.1", prevRoot, merkleRoot(rows), rows[0]?.seq, rows.at(-1)?.seq, rows.length, at]),
  ).toString("hex");

const sign = (secret: string, root: string): string =>
  createHmac("sha256", secret).update(`lienthong.seal.1:${root}`).digest("hex");

const sameHex = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Whether one seal fits its rows and the seal before it. Without `secret` the signature is not looked at. */
export const sealHolds = (seal: Seal, rows: readonly SealedRow[], prevRoot: string, secret?: string): boolean =>
  seal.prevRoot === prevRoot &&
  seal.count === rows.length &&
  seal.root === sealRoot(rows, prevRoot, seal.at) &&
  (secret === undefined || (seal.signature !== null && sameHex(seal.signature, sign(secret, seal.root))));

const ROW = `seq::float8 as seq, lane, direction, message_id::text as "messageId", key, what, status, ${instantSql("at")} as at, sha256, size,
  content_type as "contentType"`;
const SEAL = `id::float8 as id, first_seq::float8 as "firstSeq", last_seq::float8 as "lastSeq", count, root, prev_root as "prevRoot",
  signature, ${instantSql("at")} as at`;

const LOCK = "select pg_try_advisory_xact_lock(1280590851) as got";
const UNSEALED = `select ${ROW} from wire_log where seal_id is null order by seq limit $1::int`;
const LAST = "select root from wire_seal order by id desc limit 1";
const WRITE = `
  with sealed as (
    insert into wire_seal (first_seq, last_seq, count, root, prev_root, signature, at)
    values ($1::bigint, $2::bigint, $3::int, $4, $5, $6, $7::text::timestamptz) returning id
  )
  update wire_log w set seal_id = sealed.id from sealed
  where w.seal_id is null and w.seq in (select value::bigint from jsonb_array_elements_text($8::text::jsonb))`;

/** Rows a seal: 1,000 leaves hash in a few milliseconds. */
const BATCH = 1_000;

/** Seals what is not sealed yet, batch by batch; how many rows. Another process sealing at the same time: 0. */
export const sealWire = async (database: Database, now: () => Instant, secret?: string, batch = BATCH): Promise<number> => {
  let total = 0;
  for (;;) {
    const sealed = await database.transaction(async (query) => {
      const [lock] = await query<{ got: boolean }>(LOCK);
      if (!lock?.got) return 0;
      const rows = await query<SealedRow>(UNSEALED, [batch]);
      const first = rows[0];
      const last = rows.at(-1);
      if (!first || !last) return 0;
      const prevRoot = (await query<{ root: string }>(LAST))[0]?.root ?? GENESIS_ROOT;
      const at = now();
      const root = sealRoot(rows, prevRoot, at);
      const seqs = JSON.stringify(rows.map((row) => row.seq));
      await query(WRITE, [
        first.seq,
        last.seq,
        rows.length,
        root,
        prevRoot,
        secret === undefined ? null : sign(secret, root),
        at,
        seqs,
      ]);
      return rows.length;
    });
    total += sealed;
    if (sealed < batch) return total;
  }
};

const SEALS_AFTER = `select ${SEAL} from wire_seal where id > $1::bigint order by id limit 100`;
const ROWS_OF = `select ${ROW}, body is not null and encode(sha256(body), 'hex') <> sha256 as "bodyChanged" from wire_log
  where seal_id = $1::bigint and seq between $2::bigint and $3::bigint order by seq`;
const COUNTS = `
  select (select count(*)::int from wire_log where seal_id is not null) as sealed,
    (select count(*)::int from wire_log where seal_id is null) as unsealed,
    (select min(w.seal_id)::float8 from (select seal_id, count(*) as rows from wire_log where seal_id is not null group by seal_id) w
      left join wire_seal s on s.id = w.seal_id where s.id is null or s.count <> w.rows) as miscounted`;

export interface WireVerdict {
  readonly sealed: number;
  readonly unsealed: number;
  /** Number of the first seal that does not hold. */
  readonly firstBad?: number;
}

/** Walks all seals of a live database: rows, bodies as far as kept, chain and (with `secret`) signatures. */
export const verifyWire = async (database: Pick<Database, "query">, secret?: string): Promise<WireVerdict> => {
  const [counts] = await database.query<{ sealed: number; unsealed: number; miscounted: number | null }>(COUNTS);
  let prevRoot = GENESIS_ROOT;
  let lastId = 0;
  let firstBad: number | undefined;
  while (firstBad === undefined) {
    const seals = await database.query<Seal>(SEALS_AFTER, [lastId]);
    if (seals.length === 0) break;
    for (const seal of seals) {
      const rows = await database.query<SealedRow & { bodyChanged: boolean }>(ROWS_OF, [seal.id, seal.firstSeq, seal.lastSeq]);
      if (!sealHolds(seal, rows, prevRoot, secret) || rows.some((row) => row.bodyChanged)) {
        firstBad = seal.id;
        break;
      }
      prevRoot = seal.root;
      lastId = seal.id;
    }
  }
  // Removing the last seals leaves no gap in the chain, but their rows still name them; an added row makes one too many.
  firstBad ??= counts?.miscounted ?? undefined;
  return { sealed: counts?.sealed ?? 0, unsealed: counts?.unsealed ?? 0, ...(firstBad === undefined ? {} : { firstBad }) };
};
