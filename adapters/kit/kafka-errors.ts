/**
 * What kafkajs throws, as intents. The question behind each row is the one of http-errors.ts: can the broker have it? A record that comes
 * twice does no harm, because readers know doubles by the CloudEvent's id; so doubt is sent again.
 */
import { ExchangeError, type ExchangeErrorOptions, type Intent } from "../../core/exchange/errors.ts";

/** connect: nothing can have been sent yet · send: a lost answer is doubt. */
export type KafkaStage = "connect" | "send";

const hints = {
  unreachable: {
    vi: "Không kết nối được tới Kafka; kiểm tra LIENTHONG_KAFKA_BROKERS và máy chủ. Hệ thống sẽ tự gửi lại.",
    en: "Kafka cannot be reached; check LIENTHONG_KAFKA_BROKERS and the brokers. It is sent again by itself.",
  },
  doubt: {
    vi: "Không rõ Kafka đã nhận hay chưa; hệ thống sẽ gửi lại với cùng mã sự kiện, bên đọc bỏ bản trùng.",
    en: "It is not clear whether Kafka has it; it is sent again with the same event id, and readers drop doubles.",
  },
  topic: {
    vi: "Chủ đề Kafka chưa có; tạo chủ đề (xem README của bộ kết nối kafka) hoặc đặt LIENTHONG_KAFKA_CREATE_TOPICS=true. Sau đó hệ thống tự gửi lại.",
    en: "The Kafka topic does not exist; create it (see the adapter's README) or set LIENTHONG_KAFKA_CREATE_TOPICS=true. It is then sent again by itself.",
  },
  large: {
    vi: "Thông điệp lớn hơn mức chủ đề Kafka cho phép; tăng max.message.bytes của chủ đề rồi gửi lại.",
    en: "The message is larger than the topic allows; raise the topic's max.message.bytes, then redrive it.",
  },
  access: {
    vi: "Kafka không cho tài khoản của hệ thống làm việc này; kiểm tra LIENTHONG_KAFKA_USER, mật khẩu và quyền (ACL), rồi gửi lại.",
    en: "Kafka does not let the hub's account do this; check LIENTHONG_KAFKA_USER, the password and the ACLs, then redrive it.",
  },
} as const;

interface Fault {
  readonly name: string;
  /** Kafka's own name of the error, where the broker answered. */
  readonly type: string;
  readonly message: string;
}

/** The innermost error of kafkajs, which wraps what it has tried often enough. */
const innermost = (error: unknown, depth = 0): Fault => {
  if (typeof error !== "object" || error === null) return { name: "", type: "", message: String(error) };
  if ("cause" in error && typeof error.cause === "object" && error.cause !== null && depth < 5)
    return innermost(error.cause, depth + 1);
  const text = (key: string): string => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === "string" ? value : "";
  };
  return { name: text("name"), type: text("type"), message: text("message") };
};

const ACCESS = /AUTHORIZATION_FAILED$|SASL|AUTHENTICATION/i;
const NOT_THERE: ReadonlySet<string> = new Set(["UNKNOWN_TOPIC_OR_PARTITION"]);
const LARGE: ReadonlySet<string> = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);
/** The broker says that it has not taken it. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "REPLICA_NOT_AVAILABLE",
  "BROKER_NOT_AVAILABLE",
  "NOT_ENOUGH_REPLICAS",
  "NOT_CONTROLLER",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
]);

const make = (intent: Intent, fault: Fault, cause: unknown, more: Omit<ExchangeErrorOptions, "cause">): ExchangeError =>
  new ExchangeError(intent, fault.type === "" ? fault.message : `${fault.type}: ${fault.message}`, { ...more, cause });

/** The intent of an error of kafkajs. Its text goes along: kafkajs puts addresses, topics and protocol names into it, never a record. */
export const kafkaError = (error: unknown, stage: KafkaStage): ExchangeError => {
  const fault = innermost(error);
  if (ACCESS.test(fault.type) || ACCESS.test(fault.name))
    return make("pause", fault, error, { code: "kafka.not-allowed", blame: "hub", hint: hints.access });
  // Not a pause: whoever makes the topic later should find everything sent, and nobody have to redrive it. It says nothing about the broker's health.
  if (NOT_THERE.has(fault.type))
    return make("retry", fault, error, { code: "kafka.topic-missing", blame: "hub", hint: hints.topic, trips: false });
  if (LARGE.has(fault.type)) return make("pause", fault, error, { code: "kafka.too-large", blame: "hub", hint: hints.large });
  if (stage === "connect" || NOT_TAKEN.has(fault.type))
    return make("retry", fault, error, { code: "kafka.unreachable", blame: "partner", hint: hints.unreachable });
  return make("unknown", fault, error, { code: "kafka.no-answer", blame: "partner", hint: hints.doubt });
};
