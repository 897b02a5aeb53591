/** Commands in: the consumer group over the partners' command topics, and what a record means. */
import type { Applied, Call, Stream } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { consume } from "../kit/kafka-consumer.ts";
import { poisonAnswers, replyTo } from "./answers.ts";
import type { KafkaConfig } from "./config.ts";
import { type Road, roadOf } from "./connection.ts";
import { POISON, readRecord, toItem } from "./read.ts";
import { placeName, storedRecord, toStored } from "./record.ts";
import { type Readable, readableTopics } from "./topics.ts";

/** "2 topics; left out: lienthong.commands.so-xd (missing)" */
const about = ({ topics, leftOut }: Readable): string => {
  const left = Object.entries(leftOut).map(([topic, why]) => `${topic} (${why})`);
  return `${topics.length} topics${left.length === 0 ? "" : `; left out: ${left.join(", ")}`}`;
};

const sameTopics = (one: Readable, other: Readable): boolean =>
  about(one) === about(other) && one.topics.join() === other.topics.join();

/** What a stored record means: a command of the partner whose topic it stood in, or poison. */
const apply = async (item: unknown, call: Call<KafkaConfig>): Promise<Applied> => {
  const record = storedRecord.parse(item);
  const contentType = record.headers["content-type"];
  call.wire({
    direction: "in",
    what: `KAFKA ${placeName(record)}`,
    ...(contentType === undefined ? {} : { contentType }),
    bytes: Buffer.from(record.value, "base64"),
  });
  const reading = readRecord(record);
  if (reading.kind === "poison") {
    const { vi, en } = POISON[reading.code];
    return {
      answers: () => poisonAnswers(record, reading, call.now()),
      park: new ExchangeError("pause", en, {
        code: reading.code,
        blame: "caller",
        hint: {
          vi: `${vi} Đã báo lại cho đối tác; xem xong thì bỏ qua thông điệp này.`,
          en: `${en} The partner has been told; when seen, release this message.`,
        },
      }),
    };
  }
  const { event, command } = reading;
  return {
    commands: [
      {
        partner: record.partnerId,
        key: event.id,
        ...(event.subject === undefined ? {} : { dossier: event.subject }),
        // Not checked yet: the hub checks it with the schema of this command, as at every door (InboundCommand.partner).
        command: { ...event.data, type: command } as never,
      },
    ],
    answers: (outcomes) => outcomes.map((outcome) => replyTo(record, event.id, event.subject, outcome, call.now())),
  };
};

const watched = new WeakSet<AbortSignal>();
/** The worker stops: producer and admin client go with it, because kafkajs' timers would keep the process alive. */
const closeWith = (signal: AbortSignal, { connection }: Road): void => {
  if (watched.has(signal)) return;
  watched.add(signal);
  signal.addEventListener("abort", () => void connection.close(), { once: true });
};

export const commandsStream: Stream<KafkaConfig> = {
  title: { vi: "Lệnh của đối tác qua Kafka", en: "Partners' commands by Kafka" },
  open: async (sink, { config, signal, partners }) => {
    const road = roadOf(config);
    closeWith(signal, road);
    const lookAround = async (): Promise<Readable> => {
      const ids = await partners();
      return road.connection.admin((admin) => readableTopics(admin, config, road, ids));
    };
    const ids = await partners();
    const owner = new Map(ids.map((id) => [road.topics.commands(id), id]));
    const readable = await road.connection.admin((admin) => readableTopics(admin, config, road, ids));
    return consume({
      connection: road.connection,
      groupId: road.group,
      topics: readable.topics,
      about: about(readable),
      outdated: async () => !sameTopics(readable, await lookAround()),
      take: (topic, partition, records) =>
        sink.accept(records.map((raw) => toItem(toStored(topic, partition, owner.get(topic) ?? "", raw)))),
    });
  },
  apply,
};
