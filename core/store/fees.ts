/**
 * Statements and settlements in the database, and payments read from the event log, where every one of them stands for good. Reads use the
 * partial indexes on 'paid' events (schema.ts).
 */
import type { BookedLine, FeePayment, Settlement, SettlementFigures, Signature, Statement } from "../fees/types.ts";
import type { Instant, LocalDate } from "../time/types.ts";
import { type Database, instantSql } from "./database.ts";

interface PaidRow {
  readonly dossierId: string;
  readonly code: string | null;
  readonly agencyId: string;
  readonly body: string;
  readonly charges: readonly { readonly chargeId: string; readonly name: string; readonly kind?: FeePayment["kind"] }[];
}

const PAID = `
  select e.dossier_id::text as "dossierId", d.code, d.agency_id as "agencyId", e.body, d.state -> 'charges' as charges
  from dossier_event e join dossier d on d.id = e.dossier_id
  where e.type = 'paid'`;
const PAID_AT = `${PAID} and e.at >= $1::text::timestamptz and e.at < $2::text::timestamptz order by e.at, e.dossier_id, e.seq`;
const PAID_RECORDED = `${PAID} and e.recorded_at >= $1::text::timestamptz and e.recorded_at < $2::text::timestamptz
  and d.agency_id = $3 order by e.recorded_at, e.dossier_id, e.seq`;
// The expression is that of the index dossier_event_paid_reference, to the letter.
const PAID_REFERENCES = `${PAID} and (e.body::jsonb #>> '{data,payment,reference}') in
  (select value from jsonb_array_elements_text($1::text::jsonb)) order by e.at, e.dossier_id, e.seq`;

const paymentOf = (row: PaidRow): FeePayment => {
  const event = JSON.parse(row.body) as {
    readonly recordedAt: Instant;
    readonly data: { readonly payment: Pick<FeePayment, "chargeId" | "amount" | "method" | "reference" | "at"> };
  };
  const { chargeId, amount, method, reference, at } = event.data.payment;
  const charge = row.charges.find((entry) => entry.chargeId === chargeId);
  return {
    dossierId: row.dossierId,
    ...(row.code === null ? {} : { dossierCode: row.code }),
    agencyId: row.agencyId,
    chargeId,
    chargeName: charge?.name ?? chargeId,
    kind: charge?.kind ?? "charge",
    amount,
    method,
    reference,
    at,
    recordedAt: event.recordedAt,
  };
};

/** Payments made from `from` on, before `until`. */
export const paymentsMade = async (database: Database, from: Instant, until: Instant): Promise<readonly FeePayment[]> =>
  (await database.query<PaidRow>(PAID_AT, [from, until])).map(paymentOf);

/** Payments of one unit that the hub took down in a span: a late entry belongs to the span in which it was made. */
export const paymentsRecorded = async (
  database: Database,
  from: Instant,
  until: Instant,
  agencyId: string,
): Promise<readonly FeePayment[]> => (await database.query<PaidRow>(PAID_RECORDED, [from, until, agencyId])).map(paymentOf);

/** Payments by their own numbers, of any day. */
export const paymentsByReference = async (database: Database, references: readonly string[]): Promise<readonly FeePayment[]> =>
  references.length === 0 ? [] : (await database.query<PaidRow>(PAID_REFERENCES, [JSON.stringify(references)])).map(paymentOf);

// One statement: the file and its lines, or nothing; the same file twice is once.
const RECORD = `
  with file as (
    insert into statement (lane, day, sha256, lines, total, recorded_at)
    values ($1, $2, $3, $4::int, $5::text::bigint, $6::text::timestamptz)
    on conflict do nothing returning lane, day, sha256
  )
  insert into statement_line (lane, day, sha256, no, at, account, reference, bank_reference, amount, content)
  select f.lane, f.day, f.sha256, l.no, l.at, l.account, l.reference, l."bankReference", l.amount, l.content
  from file f cross join jsonb_to_recordset($7::text::jsonb)
    as l(no int, at timestamptz, account text, reference text, "bankReference" text, amount bigint, content text)`;

/** Stores a statement; `sha256` names the stored file. A corrected file of the same day comes beside the older one and counts instead. */
export const storeStatement = async (
  database: Database,
  lane: string,
  statement: Statement,
  sha256: string,
  now: Instant,
): Promise<void> => {
  const { day, lines } = statement;
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  await database.query(RECORD, [lane, day, sha256, lines.length, String(total), now, JSON.stringify(lines)]);
};

// The newest file of each lane and day is the one that counts.
const NEWEST = "select distinct on (lane, day) lane, day, sha256 from statement";
const LINE = `l.day, l.no, ${instantSql("l.at")} as at, l.account, l.reference, l.bank_reference as "bankReference",
  l.amount::float8 as amount, l.content`;
const LINES_OF_DAY = `
  select ${LINE} from (${NEWEST} where day = $1 order by lane, day, seq desc) s
  join statement_line l on l.lane = s.lane and l.day = s.day and l.sha256 = s.sha256
  order by l.lane, l.no`;
const LINES_BY_REFERENCE = `
  with hits as (
    select l.* from statement_line l where l.reference in (select value from jsonb_array_elements_text($1::text::jsonb))
    union
    select l.* from statement_line l where l.bank_reference in (select value from jsonb_array_elements_text($1::text::jsonb))
  )
  select ${LINE} from hits l
  where l.sha256 = (select s.sha256 from statement s where s.lane = l.lane and s.day = l.day order by s.seq desc limit 1)
  order by l.day, l.lane, l.no`;
const FILES = `
  select lane, sha256 as file, lines, total::float8 as total, ${instantSql("recorded_at")} as "recordedAt"
  from statement where (lane, day, seq) in (select lane, day, max(seq) from statement where day = $1 group by lane, day)
  order by lane`;

type LineRow = Omit<BookedLine, "reference"> & { readonly reference: string | null };
const lineOf = ({ reference, ...row }: LineRow): BookedLine => ({ ...row, ...(reference === null ? {} : { reference }) });

/** The lines of a day's statements. */
export const linesOfDay = async (database: Database, day: LocalDate): Promise<readonly BookedLine[]> =>
  (await database.query<LineRow>(LINES_OF_DAY, [day])).map(lineOf);

/** Lines of any day that go by one of these numbers. */
export const linesByReference = async (database: Database, references: readonly string[]): Promise<readonly BookedLine[]> =>
  references.length === 0 ? [] : (await database.query<LineRow>(LINES_BY_REFERENCE, [JSON.stringify(references)])).map(lineOf);

/** The statements of a day that count. */
export const statementsOf = (
  database: Database,
  day: LocalDate,
): Promise<readonly { lane: string; file: string; lines: number; total: number; recordedAt: Instant }[]> =>
  database.query(FILES, [day]);

interface SettlementRecord {
  readonly id: string;
  readonly agencyId: string;
  readonly period: string;
  readonly state: Settlement["state"];
  readonly shares: Settlement["shares"];
  readonly figures: SettlementFigures;
  readonly digest: string;
  readonly draftedAt: Instant;
  readonly draftedBy: string;
  readonly signature: Signature | null;
  readonly orderNumber: string | null;
  readonly messageId: string | null;
  readonly messageState: string | null;
  readonly reference: string | null;
  readonly error: unknown;
}

const SETTLEMENT = `
  select s.id::text as id, s.agency_id as "agencyId", s.period, s.state, s.shares, s.figures, s.digest,
    ${instantSql("s.drafted_at")} as "draftedAt", s.drafted_by as "draftedBy", s.signature, s.order_number as "orderNumber",
    s.message_id::text as "messageId", m.state as "messageState", m.reference, m.error
  from settlement s left join message m on m.id = s.message_id`;

const settlementOf = (row: SettlementRecord): Settlement => ({
  id: row.id,
  agencyId: row.agencyId,
  period: row.period,
  state: row.state,
  shares: row.shares,
  figures: row.figures,
  digest: row.digest,
  draftedAt: row.draftedAt,
  draftedBy: row.draftedBy,
  ...(row.signature === null ? {} : { signature: row.signature }),
  ...(row.orderNumber === null || row.messageId === null
    ? {}
    : {
        order: {
          number: row.orderNumber,
          amount: row.figures.toOrder,
          messageId: row.messageId,
          state: row.messageState ?? "expired",
          ...(row.reference === null ? {} : { reference: row.reference }),
          ...(row.error === null ? {} : { error: row.error }),
        },
      }),
});

/** The settlement of a unit and period, if one was drawn up. */
export const settlementFor = async (database: Database, agencyId: string, period: string): Promise<Settlement | undefined> => {
  const sql = `${SETTLEMENT} where s.agency_id = $1 and s.period = $2`;
  const [row] = await database.query<SettlementRecord>(sql, [agencyId, period]);
  return row && settlementOf(row);
};

/** The settlement of an id (a UUID). */
export const settlementById = async (database: Database, id: string): Promise<Settlement | undefined> => {
  const [row] = await database.query<SettlementRecord>(`${SETTLEMENT} where s.id = $1::uuid`, [id]);
  return row && settlementOf(row);
};

// A draft replaces an older draft; a signed one stays. What a person did is recorded with it (R-F06).
const DRAFT = `
  with put as (
    insert into settlement (id, agency_id, period, state, shares, figures, digest, drafted_at, drafted_by)
    values ($1::uuid, $2, $3, 'drafted', $4::text::jsonb, $5::text::jsonb, $6, $7::text::timestamptz, $8)
    on conflict (agency_id, period) do update set shares = excluded.shares, figures = excluded.figures, digest = excluded.digest,
      drafted_at = excluded.drafted_at, drafted_by = excluded.drafted_by
    where settlement.state = 'drafted'
    returning id
  ), acts as (
    insert into operator_act (id, at, actor, act, target, reason, data)
    select gen_random_uuid(), $7::text::timestamptz, $8, 'draftSettlement', put.id::text, $2 || ' ' || $3, jsonb_build_object('digest', $6::text) from put
  )
  select id::text as id from put`;

/** Stores a draft; false where the settlement of that unit and period is signed. */
export const storeDraft = async (
  database: Database,
  draft: Pick<Settlement, "id" | "agencyId" | "period" | "shares" | "figures" | "digest" | "draftedAt" | "draftedBy">,
): Promise<boolean> => {
  const { id, agencyId, period, shares, figures, digest, draftedAt, draftedBy } = draft;
  const json = [JSON.stringify(shares), JSON.stringify(figures)] as const;
  return (await database.query(DRAFT, [id, agencyId, period, ...json, digest, draftedAt, draftedBy])).length > 0;
};

export interface SignedOrder {
  readonly messageId: string;
  readonly number: string;
  readonly lane: string;
  readonly operation: string;
  readonly body: unknown;
}

// The signature and the order that follows from it in one statement. Signed again only where the order before came to nothing.
const SIGN = `
  with put as (
    update settlement s set state = 'signed', signature = $3::text::jsonb, order_number = coalesce($5, s.order_number),
      message_id = coalesce($6::text::uuid, s.message_id)
    where s.id = $1::uuid and s.digest = $2
      and (s.state = 'drafted' or exists (
        select 1 from message m where m.id = s.message_id and m.state in ('rejected','dropped')))
      and s.message_id is not distinct from $10::text::uuid
    returning s.id, s.agency_id, s.period
  ), told as (
    insert into message (id, lane, key, direction, operation, body, next_at, created_at)
    select $6::text::uuid, $7, 'settlement:' || put.id::text, 'out', $8, $9::text::jsonb, $4::text::timestamptz, $4::text::timestamptz
    from put where $6::text is not null
  ), acts as (
    insert into operator_act (id, at, actor, act, target, reason, data)
    select gen_random_uuid(), $4::text::timestamptz, $11, 'signSettlement', put.id::text, put.agency_id || ' ' || put.period, $3::text::jsonb from put
  )
  select id::text as id from put`;

/**
 * Signs `settlement` as it was read, with its order; false where somebody else changed or signed it meanwhile.
 * `order` undefined: nothing is to be moved.
 */
export const storeSignature = async (
  database: Database,
  settlement: Settlement,
  signature: Signature,
  order: SignedOrder | undefined,
  actor: string,
): Promise<boolean> => {
  const rows = await database.query(SIGN, [
    settlement.id,
    settlement.digest,
    JSON.stringify(signature),
    signature.at,
    order?.number ?? null,
    order?.messageId ?? null,
    order?.lane ?? null,
    order?.operation ?? null,
    order === undefined ? null : JSON.stringify(order.body),
    settlement.order?.messageId ?? null,
    actor,
  ]);
  return rows.length > 0;
};
