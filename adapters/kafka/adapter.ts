/**
 * Kafka (R-J01, design.md §3): the backbone where a province outgrows one machine. Events of dossiers out, commands of agencies in, their
 * results and what nobody understands out; all through the same inbox and outbox as every lane. README.md says how to set it up.
 */
import type { RetryPlan } from "../../core/exchange/adapter.ts";
import { DEFAULT_LIMITS } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { config, type KafkaConfig } from "./config.ts";
import { roadOf } from "./connection.ts";
import { deadLetterBody, publish, publishBody, publishDeadLetter, reply, replyBody } from "./producing.ts";
import { commandsStream } from "./stream.ts";

/** Our own backbone and not a partner's door: asked often, and for a week before anything is given up. */
const PLAN: RetryPlan = {
  timeoutMs: 15_000,
  // kafkajs tries twice within one call.
  blipRetries: 0,
  waitsMs: [1_000, 2_000, 5_000, 15_000, 60_000, 300_000],
  maxAgeMs: 604_800_000,
  floorMs: 1_000,
  retryAfterMaxMs: 60_000,
};

export default defineAdapter<KafkaConfig>({
  id: "kafka",
  title: { vi: "Kafka (trục sự kiện của tỉnh)", en: "Kafka (the province's event backbone)" },
  onBy: { key: "brokers", also: "KAFKA_BROKERS" },
  config,
  operations: {
    publish: defineOperation({
      title: { vi: "Phát sự kiện hồ sơ", en: "Publish an event of a dossier" },
      body: publishBody,
      quiet: true,
      resend: "safe",
      send: publish,
    }),
    reply: defineOperation({
      title: { vi: "Trả kết quả của lệnh", en: "Answer a command" },
      body: replyBody,
      quiet: true,
      resend: "safe",
      send: reply,
    }),
    deadLetter: defineOperation({
      title: { vi: "Phát bản ghi không đọc được", en: "Publish a record that cannot be understood" },
      body: deadLetterBody,
      quiet: true,
      resend: "safe",
      send: publishDeadLetter,
    }),
  },
  follows: { operation: "publish" },
  hooks: {},
  pollers: {},
  streams: { commands: commandsStream },
  plan: PLAN,
  // What is under way at the same time shares requests to the broker and statements to the database: the more, the less each costs.
  limits: {
    ...DEFAULT_LIMITS,
    concurrency: 128,
    breaker: { ...DEFAULT_LIMITS.breaker, minimumCalls: 10, openMs: 2_000, probes: 2 },
  },
  probe: async (call) => {
    await roadOf(call.config).connection.admin((admin) => admin.describeCluster());
  },
});
