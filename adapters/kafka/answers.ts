/** What a partner is told of its command, and operators of a record that nobody understands. Pure. */
import type { Outcome, Outgoing } from "../../core/exchange/adapter.ts";
import {
  DEAD_LETTER_TYPE,
  type DeadLetterEvent,
  MAX_KEPT_BYTES,
  RESULT_TYPE_PREFIX,
  type ResultEvent,
} from "./contract/cloud-event.ts";
import { POISON, type Reading } from "./read.ts";
import { placeName, type StoredRecord } from "./record.ts";

type Poison = Extract<Reading, { kind: "poison" }>;

/** Body of the operation `reply`. */
export interface Reply {
  readonly partnerId: string;
  /** Key of the record: the dossier, so that its results stay in order. */
  readonly key: string;
  readonly event: ResultEvent;
}
/** Body of the operation `deadLetter`. */
export interface DeadLetter {
  readonly key: string;
  readonly event: DeadLetterEvent;
}

const attributes = (record: StoredRecord, what: string, time: string) => ({
  specversion: "1.0" as const,
  id: `${placeName(record)}/${what}`,
  source: "/lienthong" as const,
  time,
  datacontenttype: "application/json" as const,
});

/** The answer to one command: receipt or refusal, never personal data. `time`: hub time. */
export const replyTo = (
  record: StoredRecord,
  correlationId: string,
  subject: string | undefined,
  outcome: Outcome,
  time: string,
): Outgoing => {
  const common = {
    ...attributes(record, "result", time),
    correlationid: correlationId,
    commandrecord: placeName(record),
  };
  const event: ResultEvent =
    outcome.outcome === "done" || outcome.outcome === "repeat"
      ? {
          ...common,
          type: `${RESULT_TYPE_PREFIX}${outcome.outcome}`,
          subject: outcome.receipt.dossierId,
          data: { ...outcome.receipt, events: [...outcome.receipt.events] },
        }
      : {
          ...common,
          type: `${RESULT_TYPE_PREFIX}${outcome.outcome}`,
          ...(subject === undefined ? {} : { subject }),
          data: { ...outcome.refusal, hint: { ...outcome.refusal.hint } },
        };
  const body: Reply = { partnerId: record.partnerId, key: event.subject ?? record.key ?? correlationId, event };
  return { operation: "reply", body };
};

const POISON_HINT = {
  vi: "Sửa bản ghi theo README của bộ kết nối kafka rồi gửi lại; các bản ghi sau vẫn được xử lý.",
  en: "Correct the record as the kafka adapter's README says and send it again; later records go on all the same.",
};

/** A record that nobody understands: its sender is told, and it is published whole (or its beginning) for the operators. */
export const poisonAnswers = (record: StoredRecord, poison: Poison, time: string): readonly Outgoing[] => {
  const { vi, en } = POISON[poison.code];
  const value = Buffer.from(record.value, "base64").subarray(0, MAX_KEPT_BYTES).toString("base64");
  const key = record.key ?? placeName(record);
  const { topic, partition, offset, timestamp, partnerId, bytes, sha256 } = record;
  const deadLetter: DeadLetter = {
    key,
    event: {
      ...attributes(record, "dead-letter", time),
      type: DEAD_LETTER_TYPE,
      data: {
        code: poison.code,
        vi,
        en,
        partnerId,
        topic,
        partition,
        offset,
        timestamp,
        ...(record.key === undefined ? {} : { key: record.key }),
        bytes,
        sha256,
        value,
      },
    },
  };
  const reply: Reply = {
    partnerId,
    key,
    event: {
      ...attributes(record, "result", time),
      type: `${RESULT_TYPE_PREFIX}refused`,
      ...(poison.correlationId === undefined ? {} : { correlationid: poison.correlationId }),
      commandrecord: placeName(record),
      data: {
        code: poison.code,
        blame: "caller",
        vi,
        en,
        hint: POISON_HINT,
        ...(poison.paths === undefined ? {} : { details: { paths: [...poison.paths] } }),
      },
    },
  };
  return [
    { operation: "reply", body: reply },
    { operation: "deadLetter", body: deadLetter },
  ];
};
