/**
 * How satisfied applicants are, per dossier and officer (R-E05): one answer per dossier and occasion (or per visit where no dossier is tied
 * to it); the figures by agency, officer and period. Glossary: score = mức hài lòng (1 rất không hài lòng … 5 rất hài lòng) · occasion = dịp.
 */

import { z } from "zod";
import { newId } from "../ids.ts";
import type { Database } from "../store/database.ts";
import { toLocalDate } from "../time/local.ts";
import type { Clock, LocalDate } from "../time/types.ts";

/** What one may be dissatisfied with; the words are the screens'. */
export const REASONS = ["waiting", "manner", "guidance", "papers", "late", "fee", "place", "other"] as const;
export const OCCASIONS = ["receipt", "supplement", "return", "visit"] as const;

/** One answer, as a door takes it. */
export const rating = z.strictObject({
  occasion: z.enum(OCCASIONS),
  dossierId: z.uuid().optional(),
  agencyId: z.string().min(3).max(40),
  hallId: z.string().max(40).optional(),
  ticketId: z.string().max(10).optional(),
  officerId: z.string().max(200).optional(),
  officerName: z.string().max(200).optional(),
  score: z.int().min(1).max(5),
  reasons: z.array(z.enum(REASONS)).max(REASONS.length).default([]),
  comment: z.string().normalize("NFC").trim().max(2000).optional(),
  via: z.enum(["tablet", "web", "console"]),
});
export type Rating = z.input<typeof rating>;

/** repeat: this visit was rated before; the first answer stays. */
export type Rated = "done" | "repeat";

export interface SatisfactionRow {
  readonly agencyId: string;
  readonly officerId?: string;
  readonly officerName?: string;
  readonly answers: number;
  /** 1–5, to a hundredth. */
  readonly average: number;
  /** Answers with 4 or 5. */
  readonly satisfied: number;
  /** Answers with 1 or 2. */
  readonly dissatisfied: number;
  readonly byScore: readonly [number, number, number, number, number];
  readonly reasons: Readonly<Record<string, number>>;
}

export interface SatisfactionFace {
  /** Takes an answer down, once per dossier and occasion. Throws ZodError for what is no rating: doors check first. */
  rate(given: Rating): Promise<Rated>;
  /** Figures per agency, or per agency and officer, over days of Việt Nam, both included. */
  report(filter: {
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly agencyIds?: readonly string[];
    readonly by: "agency" | "officer";
  }): Promise<readonly SatisfactionRow[]>;
}

const INSERT = `
  insert into satisfaction (id, dossier_id, occasion, agency_id, hall_id, day, ticket_id, officer_id, officer_name, score, reasons, comment, via, at)
  values ($1::text::uuid, $2::text::uuid, $3, $4, $5, $6::text::date, $7, $8, $9, $10::int, $11::text::jsonb, $12, $13, $14::text::timestamptz)
  on conflict do nothing returning 1`;
const REPORT = `
  with answer as (
    -- Who is known by name only stands by his name: never under somebody else's.
    select agency_id, case when $4::boolean then coalesce(officer_id, '') end as officer,
      case when $4::boolean and officer_id is null then coalesce(officer_name, '') end as named, officer_name, score, reasons from satisfaction
    where day between $1::text::date and $2::text::date
      and ($3::text is null or agency_id in (select value from jsonb_array_elements_text($3::text::jsonb)))
  ), reason as (
    select agency_id, officer, named, name, count(*)::int as n from answer, jsonb_array_elements_text(reasons) name group by 1, 2, 3, 4
  )
  select a.agency_id as "agencyId", a.officer as "officerId", max(a.officer_name) as "officerName", count(*)::int as answers,
    round(avg(score), 2)::float8 as average, count(*) filter (where score >= 4)::int as satisfied,
    count(*) filter (where score <= 2)::int as dissatisfied,
    jsonb_build_array(count(*) filter (where score = 1), count(*) filter (where score = 2), count(*) filter (where score = 3),
      count(*) filter (where score = 4), count(*) filter (where score = 5)) as "byScore",
    coalesce((select jsonb_object_agg(r.name, r.n) from reason r
      where r.agency_id = a.agency_id and r.officer is not distinct from a.officer and r.named is not distinct from a.named), '{}'::jsonb) as reasons
  from answer a group by a.agency_id, a.officer, a.named order by a.agency_id, a.officer, a.named`;

interface Row extends Omit<SatisfactionRow, "officerId" | "officerName"> {
  readonly officerId: string | null;
  readonly officerName: string | null;
}

/** The satisfaction face of one hub. */
export const createSatisfaction = ({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): SatisfactionFace => ({
  rate: async (given) => {
    const one = rating.parse(given);
    const now = clock();
    const rows = await database.query(INSERT, [
      newId(),
      one.dossierId ?? null,
      one.occasion,
      one.agencyId,
      one.hallId ?? null,
      toLocalDate(now),
      one.ticketId ?? null,
      one.officerId ?? null,
      one.officerName ?? null,
      one.score,
      JSON.stringify([...new Set(one.reasons)]),
      one.comment === "" ? null : (one.comment ?? null),
      one.via,
      now,
    ]);
    return rows.length > 0 ? "done" : "repeat";
  },
  report: async ({ from, to, agencyIds, by }) => {
    const rows = await database.query<Row>(REPORT, [
      from,
      to,
      agencyIds === undefined ? null : JSON.stringify(agencyIds),
      by === "officer",
    ]);
    return rows.map(({ officerId, officerName, ...row }) => ({
      ...row,
      ...(by === "officer" && officerId !== null && officerId !== "" ? { officerId } : {}),
      ...(by === "officer" && officerName !== null ? { officerName } : {}),
    }));
  },
});
