/** The tables of those who come to the doors: partners and people, what they prove themselves by, what they looked at, what they are told. */
import { sql } from "drizzle-orm";
import { bigint, bigserial, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, realTime } from "./columns.ts";

/** Partner systems: who they are and what they may. How they prove it: `credential`. */
export const partner = pgTable("partner", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  role: text("role").notNull(),
  /** Agencies whose dossiers it may see; ["*"] = all. */
  agencies: jsonb("agencies").$type<string[]>().notNull(),
  /** What it may do of what its role may; null = all of it. */
  scopes: jsonb("scopes").$type<string[]>(),
  /** Its own rate and quota; null = the defaults. */
  limits: jsonb("limits").$type<{ perMinute?: number; bytesPerDay?: number }>(),
  createdAt: at("created_at").notNull(),
  disabledAt: at("disabled_at"),
});

/** What a partner proves itself by; several may be good at once, so that keys are changed without a gap. */
export const credential = pgTable(
  "credential",
  {
    /** Public: goes over the wire as key id, client id or user name. */
    id: text("id").primaryKey(),
    partnerId: text("partner_id").notNull(),
    kind: text("kind").$type<"apiKey" | "client" | "shared" | "certificate" | "kafka">().notNull(),
    /** SHA-256 of a 256-bit secret (apiKey, client): never the secret itself. */
    secretHash: text("secret_hash"),
    /** A secret that both sides must compute with (HMAC, WS-Security, DVCQG login), sealed under the hub's own. */
    sealed: text("sealed"),
    /** SHA-256 of the client certificate, hex. */
    fingerprint: text("fingerprint"),
    createdAt: at("created_at").notNull(),
    /** Set when a newer one replaces it: good until then. */
    expiresAt: at("expires_at"),
    revokedAt: at("revoked_at"),
  },
  (t) => [
    index("credential_partner").on(t.partnerId, t.kind),
    uniqueIndex("credential_secret").on(t.secretHash).where(sql`secret_hash is not null`),
    uniqueIndex("credential_fingerprint").on(t.fingerprint).where(sql`fingerprint is not null and revoked_at is null`),
  ],
);

/** Nonces of signed requests, until their time stamp is too old to be taken anyway: none is good twice. Real time, as the signatures. */
export const nonce = pgTable(
  "nonce",
  {
    credentialId: text("credential_id").notNull(),
    value: text("value").notNull(),
    expiresAt: realTime("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.credentialId, t.value] }), index("nonce_expires").on(t.expiresAt)],
);

/** Every look at personal data: who, what for, when (R-I02). Append-only. */
export const look = pgTable(
  "look",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    at: at("at").notNull(),
    /** "partner:portal-hue", "person:nv-014". */
    who: text("who").notNull(),
    /** The person for whom a partner asks, as it says. */
    onBehalfOf: text("on_behalf_of"),
    dossierId: uuid("dossier_id"),
    /** The operation that showed it. */
    what: text("what").notNull(),
    purpose: text("purpose").notNull(),
    door: text("door").notNull(),
    traceparent: text("traceparent"),
  },
  (t) => [index("look_dossier").on(t.dossierId, t.seq), index("look_who").on(t.who, t.seq)],
);

/** What a partner used on a day of Việt Nam, summed over all processes: its quota goes by it. */
export const partnerUsage = pgTable(
  "partner_usage",
  {
    partnerId: text("partner_id").notNull(),
    day: text("day").notNull(),
    requests: bigint("requests", { mode: "number" }).notNull().default(0),
    bytes: bigint("bytes", { mode: "number" }).notNull().default(0),
    refused: bigint("refused", { mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.partnerId, t.day] })],
);

/** People who sign in to the console (R-I01). */
export const personAccount = pgTable("person_account", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  role: text("role").notNull(),
  agencies: jsonb("agencies").$type<string[]>().notNull(),
  /** scrypt with its parameters and salt. */
  passwordHash: text("password_hash").notNull(),
  /** Wrong passwords in a row, and until when nobody gets in: durable, the same for all processes. Real time. */
  wrong: integer("wrong").notNull().default(0),
  lockedUntil: realTime("locked_until"),
  createdAt: at("created_at").notNull(),
  disabledAt: at("disabled_at"),
});

/** Signed-in sessions; the cookie holds the secret, the table its hash. Real time. */
export const session = pgTable(
  "session",
  {
    hash: text("hash").primaryKey(),
    personId: text("person_id").notNull(),
    createdAt: realTime("created_at").notNull().defaultNow(),
    seenAt: realTime("seen_at").notNull().defaultNow(),
    expiresAt: realTime("expires_at").notNull(),
  },
  (t) => [index("session_person").on(t.personId), index("session_expires").on(t.expiresAt)],
);

/** A partner's webhook: each is a lane of its own, named by `id`. */
export const subscription = pgTable(
  "subscription",
  {
    id: text("id").primaryKey(),
    partnerId: text("partner_id").notNull(),
    url: text("url").notNull(),
    /** Event types wanted; null = all. */
    types: jsonb("types").$type<string[]>(),
    /** Signing secret, sealed under the hub's own; the one before it until `previousUntil`, so that it is changed without a gap. */
    sealed: text("sealed").notNull(),
    previousSealed: text("previous_sealed"),
    previousUntil: at("previous_until"),
    state: text("state").$type<"active" | "paused" | "ended">().notNull(),
    /** Why it is paused: by its owner, or by the hub since nothing got through. */
    reason: text("reason"),
    failingSince: at("failing_since"),
    failures: integer("failures").notNull().default(0),
    /** Counts changes: processes take up a lane anew when it grows. */
    version: integer("version").notNull().default(1),
    createdAt: at("created_at").notNull(),
    changedAt: at("changed_at").notNull(),
  },
  (t) => [index("subscription_partner").on(t.partnerId)],
);
