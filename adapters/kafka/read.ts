/** A record of a command topic → a command, or the reason why nobody can understand it. Pure functions and one table. */
import { COMMANDS, type CommandType } from "../../core/dossier/commands.ts";
import type { FeedItem } from "../../core/exchange/adapter.ts";
import { readJson } from "../kit/json.ts";
import { COMMAND_TYPE_PREFIX, type CommandEvent, commandEvent } from "./contract/cloud-event.ts";
import { placeName, type StoredRecord } from "./record.ts";

/** Why a record is poison: it can never be carried out, whatever changes at the hub. */
export const POISON = {
  "kafka.poison-too-large": {
    vi: "Bản ghi lớn hơn 1 MiB; gửi tệp qua cửa tải tệp rồi dẫn chiếu trong lệnh.",
    en: "The record is larger than 1 MiB; upload files and refer to them in the command.",
  },
  "kafka.poison-not-json": {
    vi: "Bản ghi không phải văn bản JSON UTF-8.",
    en: "The record is not JSON text in UTF-8.",
  },
  "kafka.poison-forbidden": {
    vi: "Bản ghi lồng quá sâu, hoặc chứa tên trường hay ký tự không được phép.",
    en: "The record nests too deep, or holds names of fields or characters that are not allowed.",
  },
  "kafka.poison-not-cloud-event": {
    vi: "Bản ghi không phải một lệnh theo CloudEvents 1.0 (specversion, id, source, type, data).",
    en: "The record is no command in CloudEvents 1.0 (specversion, id, source, type, data).",
  },
  "kafka.poison-unknown-command": {
    vi: "Không có lệnh nào mang tên ghi trong «type».",
    en: "There is no command of the name in “type”.",
  },
} as const;
export type PoisonCode = keyof typeof POISON;

export type Reading =
  | { readonly kind: "command"; readonly event: CommandEvent; readonly command: CommandType }
  | {
      readonly kind: "poison";
      readonly code: PoisonCode;
      /** The command's id as far as it could be read, so that its sender can be answered. */
      readonly correlationId?: string;
      /** Paths of what does not fit, never values. */
      readonly paths?: readonly string[];
    };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Structured mode: the event is the value. Binary mode (Kafka protocol binding §3.2): attributes are headers, the value is its data. */
const eventOf = (value: unknown, headers: StoredRecord["headers"]): unknown => {
  if (headers["ce_specversion"] === undefined) return value;
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith("ce_"))
    .map(([name, text]) => [name.slice("ce_".length), text] as const);
  const type = headers["content-type"];
  return { ...Object.fromEntries(attributes), ...(type === undefined ? {} : { datacontenttype: type }), data: value };
};

const isCommand = (name: string): name is CommandType => Object.hasOwn(COMMANDS, name);

const poison = (code: PoisonCode, event?: unknown, paths?: readonly string[]): Reading => {
  const id = isRecord(event) ? commandEvent.shape.id.safeParse(event["id"]) : undefined;
  return {
    kind: "poison",
    code,
    ...(id?.success ? { correlationId: id.data } : {}),
    ...(paths === undefined ? {} : { paths }),
  };
};

/** Reads a stored record. Whether the command's own fields are right is the hub's to say, as at every door. */
export const readRecord = (record: Pick<StoredRecord, "value" | "headers" | "cut">): Reading => {
  if (record.cut) return poison("kafka.poison-too-large", eventOf(undefined, record.headers));
  const json = readJson(Buffer.from(record.value, "base64"));
  if (!json.ok) {
    const code = json.why === "tooDeep" || json.why === "forbidden" ? "kafka.poison-forbidden" : "kafka.poison-not-json";
    return poison(code, eventOf(undefined, record.headers));
  }
  const event = eventOf(json.value, record.headers);
  const parsed = commandEvent.safeParse(event);
  if (!parsed.success)
    return poison(
      "kafka.poison-not-cloud-event",
      event,
      parsed.error.issues.map(({ path }) => path.join(".")),
    );
  const name = parsed.data.type.slice(COMMAND_TYPE_PREFIX.length);
  return isCommand(name) ? { kind: "command", event: parsed.data, command: name } : poison("kafka.poison-unknown-command", event);
};

/**
 * The item of the inbox. Order is kept by partner and record key, else by partner and dossier: one partner cannot hold up another's dossiers.
 * A record that cannot be understood stands alone: nothing waits behind it.
 */
export const toItem = (record: StoredRecord): FeedItem => {
  const id = placeName(record);
  const reading = readRecord(record);
  const line = reading.kind === "poison" ? undefined : (record.key ?? reading.event.subject);
  return { id, key: line === undefined ? id : `${record.partnerId}:${line}`, body: record };
};
