/**
 * The tables. One Drizzle schema serves embedded PGlite and PostgreSQL 15+ (dependencies.md §1).
 * Two clocks: columns named *_at of business things hold hub time (injected clock); lease columns hold the database's own
 * time, because liveness of a process is a matter of real seconds even when the demo moves the calendar.
 */
import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Procedure } from "../../catalogs/types.ts";
import type { Dossier } from "../dossier/types.ts";
import { at, bytea, xid8 } from "./columns.ts";

export * from "./schema-doors.ts";
export * from "./schema-hall.ts";

/** The current state of every dossier. `state` is the whole aggregate; the other columns are there to be searched. */
export const dossier = pgTable(
  "dossier",
  {
    id: uuid("id").primaryKey(),
    version: integer("version").notNull(),
    /** Hash of the newest event: the head of the chain. */
    headHash: text("head_hash").notNull(),
    code: text("code"),
    nationalCode: text("national_code"),
    status: text("status").notNull(),
    agencyId: text("agency_id").notNull(),
    /** Every agency that has to do with it: receiving, resolving, asked (partners see only dossiers of their agencies). */
    parties: text("parties").array().notNull(),
    procedureCode: text("procedure_code").notNull(),
    channel: text("channel").notNull(),
    submittedAt: at("submitted_at").notNull(),
    receivedAt: at("received_at"),
    dueAt: at("due_at"),
    updatedAt: at("updated_at").notNull(),
    state: jsonb("state").$type<Dossier>().notNull(),
  },
  (t) => [
    uniqueIndex("dossier_code").on(t.code),
    uniqueIndex("dossier_national_code").on(t.nationalCode).where(sql`national_code is not null`),
    index("dossier_agency_status").on(t.agencyId, t.status, t.id),
    // Most dossiers concern one agency, which dossier_agency_status finds: a GIN entry for each would double the cost of an intake.
    index("dossier_parties").using("gin", t.parties).where(sql`cardinality(parties) > 1`),
    // Found by the codes that other systems gave it; few dossiers have one.
    index("dossier_aliases").using("gin", sql`(state -> 'aliases')`).where(sql`state ? 'aliases'`),
    // Who awaits a lane: only dossiers with transfers or with something to pay are indexed.
    index("dossier_transfers").using("gin", sql`(state -> 'transfers') jsonb_path_ops`).where(sql`state -> 'transfers' <> '[]'`),
    index("dossier_charges").using("gin", sql`(state -> 'charges') jsonb_path_ops`).where(sql`state -> 'charges' <> '[]'`),
    index("dossier_open_due").on(t.dueAt).where(sql`due_at is not null and status not in ('rejected','withdrawn','returned')`),
  ],
);

/** The append-only log, hash-chained per dossier: hash = sha256(prev_hash bytes || body text). */
export const dossierEvent = pgTable(
  "dossier_event",
  {
    dossierId: uuid("dossier_id").notNull(),
    seq: integer("seq").notNull(),
    type: text("type").notNull(),
    at: at("at").notNull(),
    recordedAt: at("recorded_at").notNull(),
    /** Canonical JSON of the whole event, exactly the bytes that were hashed. */
    body: text("body").notNull(),
    prevHash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
    /** The dossier's status after it; null for events from before the feed. */
    status: text("status"),
    /**
     * The feed's order (store/feed.ts): transaction, then position in it. A plain sequence would not do: a lower number may be committed
     * after a higher one was read, and the reader would never see it.
     */
    xact: xid8("xact").notNull().default(sql`pg_current_xact_id()`),
    pos: bigserial("pos", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.dossierId, t.seq] }),
    index("dossier_event_feed").on(t.xact, t.pos),
    // Money: payments by day, by month of recording, by their own numbers (store/fees.ts). Other events pay nothing for these.
    index("dossier_event_paid").on(t.at).where(sql`type = 'paid'`),
    index("dossier_event_paid_recorded").on(t.recordedAt).where(sql`type = 'paid'`),
    index("dossier_event_paid_reference").on(sql`(body::jsonb #>> '{data,payment,reference}')`).where(sql`type = 'paid'`),
  ],
);

/** The three-outcome receiver: one row per (door, key); the stored answer is given again for the same body. */
export const receipt = pgTable(
  "receipt",
  {
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    bodyHash: text("body_hash").notNull(),
    dossierId: uuid("dossier_id"),
    answer: jsonb("answer").notNull(),
    at: at("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] }), index("receipt_at").using("brin", t.at)],
);

/** Last number given per agency and day (design.md §2, dossier code). */
export const codeCounter = pgTable(
  "code_counter",
  { agencyId: text("agency_id").notNull(), day: text("day").notNull(), last: integer("last").notNull() },
  (t) => [primaryKey({ columns: [t.agencyId, t.day] })],
);

/**
 * One thing to be done on a lane, out (send) or in (apply an item of a feed).
 * state: ready → leased → done | rejected; or ready again (retry), paused (a person must look), dead (plan exhausted), dropped
 * (released by a person). ready, leased, paused and dead are open: they hold back later messages of the same (lane, key).
 */
export const message = pgTable(
  "message",
  {
    id: uuid("id").primaryKey(),
    seq: bigserial("seq", { mode: "number" }).notNull(),
    lane: text("lane").notNull(),
    key: text("key").notNull(),
    direction: text("direction").$type<"out" | "in">().notNull(),
    operation: text("operation").notNull(),
    /** Present up to 64 KiB; beyond, `bodyBlob` names the stored blob (claim check). */
    body: jsonb("body"),
    bodyBlob: text("body_blob"),
    state: text("state").notNull().default("ready"),
    attempts: integer("attempts").notNull().default(0),
    /** The last attempt may have arrived: inquire before sending again. */
    uncertain: boolean("uncertain").notNull().default(false),
    nextAt: at("next_at").notNull(),
    leasedBy: uuid("leased_by"),
    fence: integer("fence").notNull().default(0),
    createdAt: at("created_at").notNull(),
    doneAt: at("done_at"),
    reference: text("reference"),
    error: jsonb("error"),
    traceparent: text("traceparent"),
    /** Item id of a feed: an item seen twice is stored once. */
    feedId: text("feed_id"),
  },
  (t) => [
    index("message_open").on(t.lane, t.key, t.seq).where(sql`state in ('ready','leased','paused','dead')`),
    index("message_ready").on(t.lane, t.nextAt, t.seq).where(sql`state = 'ready'`),
    index("message_leased").on(t.leasedBy).where(sql`state = 'leased'`),
    index("message_key").on(t.key, t.seq),
    index("message_trouble").on(t.state, t.seq).where(sql`state in ('paused','dead','rejected','dropped')`),
    uniqueIndex("message_feed").on(t.lane, t.feedId).where(sql`feed_id is not null`),
  ],
);

/** Every process that works lanes. Its leases are good while `expires_at` (database time) lies ahead. */
export const worker = pgTable("worker", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  startedAt: timestamp("started_at", { withTimezone: true, mode: "string" }).notNull().defaultNow(),
  expiresAt: timestamp("expires_at", { withTimezone: true, mode: "string" }).notNull(),
  /** Last time it finished a round of its loop; health reports progress, not a live socket. */
  progressAt: timestamp("progress_at", { withTimezone: true, mode: "string" }).notNull().defaultNow(),
});

/** Breaker and switches of a lane: stored, shown, forced by an operator. */
export const lane = pgTable("lane", {
  id: text("id").primaryKey(),
  breaker: text("breaker").$type<"closed" | "open" | "halfOpen">().notNull().default("closed"),
  /** Operator's word over the breaker's. */
  forced: text("forced").$type<"open" | "closed">(),
  forcedReason: text("forced_reason"),
  openedAt: timestamp("opened_at", { withTimezone: true, mode: "string" }),
  recoveredAt: timestamp("recovered_at", { withTimezone: true, mode: "string" }),
  goodProbes: integer("good_probes").notNull().default(0),
  lastError: jsonb("last_error"),
  changedAt: at("changed_at"),
});

/** A feed we read: durable cursor, one holder at a time. */
export const poller = pgTable("poller", {
  id: text("id").primaryKey(),
  cursor: text("cursor"),
  holder: uuid("holder"),
  fence: integer("fence").notNull().default(0),
  nextAt: at("next_at").notNull(),
  emptyRounds: integer("empty_rounds").notNull().default(0),
  lastError: jsonb("last_error"),
  lastItemAt: at("last_item_at"),
});

/** Every exchange on the wire, in and out, with the hash of its bytes; sealed in batches. Bodies expire, hashes stay. */
export const wireLog = pgTable(
  "wire_log",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    lane: text("lane").notNull(),
    direction: text("direction").notNull(),
    messageId: uuid("message_id"),
    key: text("key"),
    what: text("what").notNull(),
    status: integer("status"),
    at: at("at").notNull(),
    sha256: text("sha256").notNull(),
    size: integer("size").notNull(),
    contentType: text("content_type"),
    body: bytea("body"),
    sealId: bigint("seal_id", { mode: "number" }),
  },
  (t) => [index("wire_log_key").on(t.key, t.seq), index("wire_log_unsealed").on(t.seq).where(sql`seal_id is null`)],
);

/** One batch of the wire log: Merkle root over its rows and the previous root. */
export const wireSeal = pgTable("wire_seal", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  firstSeq: bigint("first_seq", { mode: "number" }).notNull(),
  lastSeq: bigint("last_seq", { mode: "number" }).notNull(),
  count: integer("count").notNull(),
  root: text("root").notNull(),
  prevRoot: text("prev_root").notNull(),
  signature: text("signature"),
  at: at("at").notNull(),
});

/** Every version of every procedure; a dossier keeps the version it was received under. */
export const procedureVersion = pgTable(
  "procedure_version",
  {
    code: text("code").notNull(),
    version: integer("version").notNull(),
    hash: text("hash").notNull(),
    origin: text("origin").notNull(),
    at: at("at").notNull(),
    body: jsonb("body").$type<Procedure>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.code, t.version] })],
);

/** Stored files, by content. The bytes lie in the blob folder. */
export const blob = pgTable("blob", {
  sha256: text("sha256").primaryKey(),
  size: integer("size").notNull(),
  mediaType: text("media_type").notNull(),
  at: at("at").notNull(),
});

/** What an operator did and why: redrive, release, forced breaker (R-F06). */
export const operatorAct = pgTable("operator_act", {
  id: uuid("id").primaryKey(),
  at: at("at").notNull(),
  actor: text("actor").notNull(),
  act: text("act").notNull(),
  target: text("target").notNull(),
  reason: text("reason").notNull(),
  data: jsonb("data"),
});

/** Statements of bank or treasury, whole files by their hash; of one lane and day the newest counts (R-D04). */
export const statement = pgTable(
  "statement",
  {
    lane: text("lane").notNull(),
    day: text("day").notNull(),
    /** The stored file. */
    sha256: text("sha256").notNull(),
    seq: bigserial("seq", { mode: "number" }).notNull(),
    lines: integer("lines").notNull(),
    /** Đồng. */
    total: bigint("total", { mode: "number" }).notNull(),
    recordedAt: at("recorded_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.lane, t.day, t.sha256] }), index("statement_day").on(t.day, t.lane, t.seq)],
);

/** One credit of a statement. */
export const statementLine = pgTable(
  "statement_line",
  {
    lane: text("lane").notNull(),
    day: text("day").notNull(),
    sha256: text("sha256").notNull(),
    no: integer("no").notNull(),
    at: at("at").notNull(),
    account: text("account").notNull(),
    /** The payment channel's reference, where the money came through it. */
    reference: text("reference"),
    bankReference: text("bank_reference").notNull(),
    amount: bigint("amount", { mode: "number" }).notNull(),
    content: text("content").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.day, t.sha256, t.no] }),
    index("statement_line_reference").on(t.reference).where(sql`reference is not null`),
    index("statement_line_bank_reference").on(t.bankReference),
  ],
);

/** What a unit collected, keeps and hands over in a month; signed by its head, then fixed (R-D03). */
export const settlement = pgTable(
  "settlement",
  {
    id: uuid("id").primaryKey(),
    agencyId: text("agency_id").notNull(),
    /** "2026-03". */
    period: text("period").notNull(),
    state: text("state").$type<"drafted" | "signed">().notNull(),
    shares: jsonb("shares").notNull(),
    figures: jsonb("figures").notNull(),
    /** SHA-256 of unit, period and figures: what is signed. */
    digest: text("digest").notNull(),
    draftedAt: at("drafted_at").notNull(),
    draftedBy: text("drafted_by").notNull(),
    signature: jsonb("signature"),
    /** The hand-over order and its message on the lane. */
    orderNumber: text("order_number"),
    messageId: uuid("message_id"),
  },
  (t) => [uniqueIndex("settlement_unit_period").on(t.agencyId, t.period)],
);
