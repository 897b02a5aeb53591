/** The tables of the one-stop hall: its queue's events, its devices, papers kept for reuse, and what people thought of it. */
import { sql } from "drizzle-orm";
import { date, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, realTime } from "./columns.ts";

/**
 * Every event of a hall's day. The key is the lock: of two that write the same number one loses, reads on and decides again, so that no
 * ticket is called twice.
 */
export const hallEvent = pgTable(
  "hall_event",
  {
    hallId: text("hall_id").notNull(),
    /** Day of Việt Nam. */
    day: date("day", { mode: "string" }).notNull(),
    seq: integer("seq").notNull(),
    type: text("type").notNull(),
    data: jsonb("data").notNull(),
    at: at("at").notNull(),
    actor: jsonb("actor").notNull(),
    /** The caller's own key of the command, on its first event, and the hash of the command. */
    key: text("key"),
    keyHash: text("key_hash"),
  },
  (t) => [
    primaryKey({ columns: [t.hallId, t.day, t.seq] }),
    uniqueIndex("hall_event_key").on(t.hallId, t.day, t.key).where(sql`key is not null`),
    index("hall_event_type").on(t.hallId, t.type, t.day),
  ],
);

/** What each device said of itself last. */
export const hallDevice = pgTable("hall_device", {
  id: text("id").primaryKey(),
  hallId: text("hall_id").notNull(),
  state: text("state").$type<"ok" | "warning" | "failing">().notNull(),
  problems: jsonb("problems").$type<{ code: string; vi: string; en: string }[]>().notNull(),
  readings: jsonb("readings").$type<Record<string, string | number | boolean>>().notNull(),
  since: at("since").notNull(),
  /** Real time: a page that holds no connection any more grows old. */
  seenAt: realTime("seen_at").notNull(),
});

/** Papers of a person that the department digitised and keeps, so that a later dossier can point to them (R-A11). */
export const heldPaper = pgTable(
  "held_paper",
  {
    id: uuid("id").primaryKey(),
    /** Keyed hash of the identity number: the number itself is not stored here. */
    ownerHash: text("owner_hash").notNull(),
    agencyId: text("agency_id").notNull(),
    name: text("name").notNull(),
    blob: text("blob").notNull(),
    fileName: text("file_name").notNull(),
    mediaType: text("media_type").notNull(),
    size: integer("size").notNull(),
    pages: integer("pages"),
    /** The dossier and component that it was digitised for. */
    dossierId: uuid("dossier_id"),
    componentId: text("component_id"),
    validUntil: date("valid_until", { mode: "string" }),
    keptAt: at("kept_at").notNull(),
    keptBy: text("kept_by").notNull(),
    removedAt: at("removed_at"),
    removedBy: text("removed_by"),
    removedReason: text("removed_reason"),
  },
  (t) => [
    index("held_paper_owner").on(t.ownerHash, t.keptAt),
    uniqueIndex("held_paper_once").on(t.ownerHash, t.blob).where(sql`removed_at is null`),
  ],
);

/** How satisfied an applicant was, per dossier and officer (R-E05). Once per dossier and occasion. */
export const satisfaction = pgTable(
  "satisfaction",
  {
    id: uuid("id").primaryKey(),
    dossierId: uuid("dossier_id"),
    /** receipt · supplement · return: at which visit. */
    occasion: text("occasion").notNull(),
    agencyId: text("agency_id").notNull(),
    hallId: text("hall_id"),
    day: date("day", { mode: "string" }).notNull(),
    ticketId: text("ticket_id"),
    officerId: text("officer_id"),
    officerName: text("officer_name"),
    /** 1 very dissatisfied … 5 very satisfied. */
    score: integer("score").notNull(),
    reasons: jsonb("reasons").$type<string[]>().notNull(),
    comment: text("comment"),
    /** tablet, web, console (a paper form entered by an officer). */
    via: text("via").notNull(),
    at: at("at").notNull(),
  },
  (t) => [
    uniqueIndex("satisfaction_once").on(t.dossierId, t.occasion).where(sql`dossier_id is not null`),
    uniqueIndex("satisfaction_ticket").on(t.hallId, t.day, t.ticketId, t.occasion).where(sql`dossier_id is null`),
    index("satisfaction_agency").on(t.agencyId, t.day),
    index("satisfaction_officer").on(t.officerId, t.day),
  ],
);
