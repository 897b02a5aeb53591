/** A record as the inbox keeps it: all that is needed to understand it later, and to show it to a person if nobody can. Pure. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { MAX_COMMAND_BYTES, MAX_KEPT_BYTES, type Place, place } from "./contract/cloud-event.ts";

/** What may stand in headers that anybody reads: attributes of the binary mode, and the trace. */
const KEPT_HEADER = /^(?:ce_[a-z0-9]{1,40}|content-type|traceparent)$/;
const MAX_HEADERS = 40;
const MAX_HEADER = 500;
const MAX_KEY = 150;

export const storedRecord = z.strictObject({
  ...place.shape,
  partnerId: z.string(),
  key: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  /** Size and hash of the whole value. */
  bytes: z.int(),
  sha256: z.string(),
  /** Base64: the value, or its beginning where `cut`. */
  value: z.string(),
  cut: z.boolean(),
});
export type StoredRecord = z.infer<typeof storedRecord>;

type HeaderValue = Buffer | string | readonly (Buffer | string)[] | undefined;

/** What kafkajs hands over, as far as it is read. */
export interface RawRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
}

const headerText = (value: HeaderValue): string => {
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined ? "" : one.toString("utf8").slice(0, MAX_HEADER);
};

/** "topic/partition/offset/timestamp": also unlike after a topic was made anew and its offsets start again. */
export const placeName = ({ topic, partition, offset, timestamp }: Place): string =>
  `${topic}/${partition}/${offset}/${timestamp}`;

/** A record of a partner's command topic, to be stored. */
export const toStored = (topic: string, partition: number, partnerId: string, raw: RawRecord): StoredRecord => {
  const value = raw.value ?? Buffer.alloc(0);
  const cut = value.byteLength > MAX_COMMAND_BYTES;
  const headers = Object.entries(raw.headers ?? {})
    .map(([name, text]) => [name.toLowerCase(), headerText(text)] as const)
    .filter(([name]) => KEPT_HEADER.test(name))
    .slice(0, MAX_HEADERS);
  return {
    topic,
    partition,
    offset: raw.offset,
    timestamp: raw.timestamp,
    partnerId,
    ...(raw.key === null || raw.key.byteLength === 0 ? {} : { key: raw.key.toString("utf8").slice(0, MAX_KEY) }),
    headers: Object.fromEntries(headers),
    bytes: value.byteLength,
    sha256: createHash("sha256").update(value).digest("hex"),
    value: (cut ? value.subarray(0, MAX_KEPT_BYTES) : value).toString("base64"),
    cut,
  };
};
