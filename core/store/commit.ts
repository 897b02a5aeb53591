/**
 * One command = one commit: receipt, dossier, events and outgoing messages in ONE statement, and under load the commands of
 * concurrent callers in one statement together (dependencies.md §1: one CTE 11,300–12,300/s against 3,600–4,400/s for a
 * classic transaction). A caller is answered only after its commit.
 */

import type { Dossier } from "../dossier/types.ts";
import type { Receipt } from "../hub-types.ts";
import type { Instant } from "../time/types.ts";
import { createBatcher } from "./batcher.ts";
import { type Database, sqlState } from "./database.ts";
import { findReceipt } from "./dossiers.ts";

export interface CommitEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly body: string;
  readonly prevHash: string;
  readonly hash: string;
  /** The dossier's status after it, for the feed. */
  readonly status: string;
}

export interface CommitMessage {
  readonly id: string;
  readonly lane: string;
  readonly operation: string;
  /** JSON; absent where `bodyBlob` names the stored body (claim check). */
  readonly body?: string;
  readonly bodyBlob?: string;
  readonly traceparent?: string;
}

export interface Commit {
  readonly dossier: Dossier;
  /** Version the decision was made on; 0 for a new dossier. */
  readonly expectedVersion: number;
  readonly headHash: string;
  readonly at: Instant;
  readonly events: readonly CommitEvent[];
  readonly messages: readonly CommitMessage[];
  /** The caller's key; absent: the command cannot be repeated by key. */
  readonly key?: { readonly scope: string; readonly key: string; readonly bodyHash: string };
  readonly receipt: Receipt;
}

export type CommitOutcome =
  | { readonly outcome: "done" }
  /** Somebody else changed the dossier since it was read: decide again. */
  | { readonly outcome: "stale" }
  /** The key is taken: here is what is stored under it. */
  | { readonly outcome: "taken"; readonly bodyHash: string; readonly receipt: Receipt }
  /** Another dossier has this national code already. */
  | { readonly outcome: "codeTaken" };

// `ready` checks versions under row locks before the receipt is written, so that a key is never spent on a stale decision.
// Rows are taken in a fixed order (dossier id; scope, key): concurrent batches cannot deadlock.
const COMMIT = `
with input as (
  select * from jsonb_to_recordset($1::text::jsonb) as x(
    i int, scope text, key text, body_hash text, receipt jsonb, at timestamptz, id uuid, expected int, version int, head_hash text,
    code text, national_code text, status text, agency_id text, parties text[], procedure_code text, channel text,
    submitted_at timestamptz, received_at timestamptz, due_at timestamptz, state jsonb, events jsonb, messages jsonb)
), locked as (
  select d.id, d.version from dossier d
  where d.id in (select id from input where expected > 0) order by d.id for update of d
), ready as (
  select input.* from input left join locked on locked.id = input.id
  where input.expected = coalesce(locked.version, 0)
), claimed as (
  insert into receipt (scope, key, body_hash, dossier_id, answer, at)
  select scope, key, body_hash, id, receipt, at from ready where key is not null order by scope, key
  on conflict do nothing returning scope, key
), go as (
  select ready.* from ready left join claimed on claimed.scope = ready.scope and claimed.key = ready.key
  where ready.key is null or claimed.key is not null
), ins as (
  insert into dossier (id, version, head_hash, code, national_code, status, agency_id, parties, procedure_code, channel, submitted_at, received_at, due_at, updated_at, state)
  select id, version, head_hash, code, national_code, status, agency_id, parties, procedure_code, channel, submitted_at, received_at, due_at, at, state
  from go where expected = 0
), upd as (
  update dossier d set version = go.version, head_hash = go.head_hash, code = go.code, national_code = go.national_code, status = go.status, parties = go.parties,
    received_at = go.received_at, due_at = go.due_at, updated_at = go.at, state = go.state
  from go where d.id = go.id and go.expected > 0
), ev as (
  insert into dossier_event (dossier_id, seq, type, at, recorded_at, body, prev_hash, hash, status)
  select go.id, e.seq, e.type, e.at, e."recordedAt", e.body, e."prevHash", e.hash, e.status
  from go cross join lateral jsonb_to_recordset(go.events)
    as e(seq int, type text, at timestamptz, "recordedAt" timestamptz, body text, "prevHash" text, hash text, status text)
  order by go.i, e.seq
), msg as (
  insert into message (id, lane, key, direction, operation, body, body_blob, next_at, created_at, traceparent)
  select m.id, m.lane, go.id::text, 'out', m.operation, m.body, m."bodyBlob", go.at, go.at, m.traceparent
  from go cross join lateral rows from (jsonb_to_recordset(go.messages)
    as (id uuid, lane text, operation text, body jsonb, "bodyBlob" text, traceparent text)) with ordinality
    as m(id, lane, operation, body, "bodyBlob", traceparent, n)
  order by go.i, m.n
)
select input.i, (go.i is not null) as done, (ready.i is null) as stale, r.body_hash as "bodyHash", r.answer as receipt
from input left join go on go.i = input.i left join ready on ready.i = input.i
left join receipt r on r.scope = input.scope and r.key = input.key and go.i is null`;

const UNIQUE_VIOLATION = "23505";
/** Errors after which the same commits may be tried again one by one: unique violation, deadlock, serialization. */
const SPLIT_ON = new Set([UNIQUE_VIOLATION, "40P01", "40001"]);

/** Most commands in one statement: on two flights 32 took a fifth less CPU per intake than 16; more only makes each wait longer. */
const BATCH = 32;

/** Every agency that has to do with a dossier. */
const partiesOf = (d: Dossier): string[] => [
  ...new Set([d.agencyId, ...d.handOvers.map((h) => h.agencyId), ...d.transfers.map((f) => f.toAgencyId)]),
];

const row = (commit: Commit, i: number) => {
  const d = commit.dossier;
  return {
    i,
    scope: commit.key?.scope,
    key: commit.key?.key,
    body_hash: commit.key?.bodyHash,
    receipt: commit.receipt,
    at: commit.at,
    id: d.id,
    expected: commit.expectedVersion,
    version: d.version,
    head_hash: commit.headHash,
    code: d.code,
    national_code: d.nationalCode,
    status: d.status,
    agency_id: d.agencyId,
    parties: partiesOf(d),
    procedure_code: d.procedure.code,
    channel: d.channel,
    submitted_at: d.submittedAt,
    received_at: d.receivedAt,
    due_at: d.clock?.dueAt,
    state: d,
    events: commit.events,
  };
};

/** Bodies are JSON already, and stand here as they are: written out once more, they were the largest part of it. */
const messageJson = ({ body, ...message }: CommitMessage): string => {
  const json = JSON.stringify(message);
  return body === undefined ? json : `${json.slice(0, -1)},"body":${body}}`;
};

const rowJson = (commit: Commit, i: number): string =>
  `${JSON.stringify(row(commit, i)).slice(0, -1)},"messages":[${commit.messages.map(messageJson).join()}]}`;

interface Result {
  readonly i: number;
  readonly done: boolean;
  readonly stale: boolean;
  readonly bodyHash: string | null;
  readonly receipt: Receipt | null;
}

/** A batch holds a dossier, a key or a national code only once: one statement cannot see its own earlier rows. */
const takeBatch = <Q extends { readonly item: Commit }>(queue: Q[]): readonly Q[] => {
  const seen = new Set<string>();
  const batch: Q[] = [];
  const rest: Q[] = [];
  for (const waiting of queue) {
    const { dossier, key } = waiting.item;
    const names = [
      dossier.id,
      ...(key ? [`${key.scope} ${key.key}`] : []),
      ...(dossier.nationalCode ? [dossier.nationalCode] : []),
    ];
    if (batch.length >= BATCH || names.some((n) => seen.has(n))) {
      rest.push(waiting);
      continue;
    }
    for (const n of names) seen.add(n);
    batch.push(waiting);
  }
  queue.splice(0, queue.length, ...rest);
  return batch;
};

const nameOfConstraint = (error: unknown): string => {
  const { constraint_name, constraint } = error as { constraint_name?: string; constraint?: string };
  return constraint_name ?? constraint ?? "";
};

/**
 * Creates the committer of one process. `flights`: statements at once; a commit starts with its turn of the event loop
 * while one is free, else it joins the next batch.
 */
export const createCommitter = (database: Database, flights = database.kind === "embedded" ? 1 : 2) => {
  const run = async (commits: readonly Commit[]): Promise<readonly CommitOutcome[]> => {
    const rows = await database.query<Result>(COMMIT, [`[${commits.map(rowJson).join()}]`]);
    const outcomes = new Array<CommitOutcome>(commits.length).fill({ outcome: "stale" });
    for (const result of rows) {
      const commit = commits[result.i];
      if (!commit) continue;
      outcomes[result.i] = result.done ? { outcome: "done" } : await whyNot(commit, result);
    }
    return outcomes;
  };

  const whyNot = async (commit: Commit, result: Result): Promise<CommitOutcome> => {
    if (result.bodyHash !== null && result.receipt !== null)
      return { outcome: "taken", bodyHash: result.bodyHash, receipt: result.receipt };
    if (result.stale || !commit.key) return { outcome: "stale" };
    // The key was taken by a commit that this statement's snapshot did not see yet: it is there now.
    const stored = await findReceipt(database, commit.key);
    return stored ? { outcome: "taken", ...stored } : { outcome: "stale" };
  };

  const runOne = async (commit: Commit): Promise<CommitOutcome> => {
    try {
      const [outcome] = await run([commit]);
      return outcome ?? { outcome: "stale" };
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      return { outcome: nameOfConstraint(error) === "dossier_national_code" ? "codeTaken" : "stale" };
    }
  };

  return {
    /** Writes all of it or nothing. Errors: the database's; then nothing was written, or the caller's repeat finds the receipt. */
    commit: createBatcher<Commit, CommitOutcome>({
      flights,
      take: takeBatch,
      write: run,
      // One bad commit must not take its neighbours with it.
      alone: { after: (error) => SPLIT_ON.has(sqlState(error) ?? ""), write: runOne },
    }),
  };
};
export type Committer = ReturnType<typeof createCommitter>;
