/** Events, results and dead letters out. A record that comes twice has the same CloudEvent id, so sending again is safe. */
import { z } from "zod";
import { cloudEvent } from "../../core/cloud-event.ts";
import type { Call, HubEvent, OperationResult } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import type { DeadLetter, Reply } from "./answers.ts";
import type { KafkaConfig } from "./config.ts";
import { type Road, roadOf } from "./connection.ts";
import { CLOUD_EVENT_MEDIA_TYPE, deadLetterEvent, resultEvent } from "./contract/cloud-event.ts";
import { makeTopics } from "./topics.ts";

interface Published {
  readonly id: string;
  readonly type: string;
}

/** Topics that this process has found or made, by connection. */
const made = new WeakMap<Road, Set<string>>();

const ensure = async (config: KafkaConfig, road: Road, topic: string): Promise<void> => {
  const known = made.get(road) ?? new Set();
  made.set(road, known);
  if (config.createTopics !== "true" || known.has(topic)) return;
  await road.connection.admin((admin) => makeTopics(admin, config, [topic], new Set()));
  known.add(topic);
};

const put = async (topic: string, key: string, event: Published, call: Call<KafkaConfig>): Promise<OperationResult> => {
  const road = roadOf(call.config);
  const value = new TextEncoder().encode(JSON.stringify(event));
  const headers = {
    "content-type": CLOUD_EVENT_MEDIA_TYPE,
    ce_id: event.id,
    ce_type: event.type,
    traceparent: call.traceparent,
  };
  call.wire({ direction: "out", what: `KAFKA ${topic} ${key}`, contentType: CLOUD_EVENT_MEDIA_TYPE, bytes: value });
  try {
    await ensure(call.config, road, topic);
    const { partition, offset } = await road.connection.send({ topic, key, value, headers }, call.signal);
    return { reference: `${topic}/${partition}/${offset}` };
  } catch (error) {
    // Deleted behind our back: looked for again next time.
    if (isExchangeError(error) && error.code === "kafka.topic-missing") made.get(road)?.delete(topic);
    throw error;
  }
};

/** What `follows` writes (the exchange made it from a stored event); only what the record needs is looked at. */
export const publishBody: z.ZodType<{ readonly event: HubEvent }> = z.strictObject({
  event: z.custom<HubEvent>(
    (value) =>
      z
        .looseObject({ cursor: z.string(), dossierId: z.string(), seq: z.int(), type: z.string(), at: z.string() })
        .safeParse(value).success,
  ),
});
export const replyBody: z.ZodType<Reply> = z.strictObject({ partnerId: z.string(), key: z.string(), event: resultEvent });
export const deadLetterBody: z.ZodType<DeadLetter> = z.strictObject({ key: z.string(), event: deadLetterEvent });

/** An event of a dossier; the key is the dossier, so that its events keep their order. */
export const publish = ({ event }: { readonly event: HubEvent }, call: Call<KafkaConfig>): Promise<OperationResult> =>
  put(roadOf(call.config).topics.events, event.dossierId, cloudEvent(event), call);

/** What became of a partner's command. */
export const reply = ({ partnerId, key, event }: Reply, call: Call<KafkaConfig>): Promise<OperationResult> =>
  put(roadOf(call.config).topics.results(partnerId), key, event, call);

/** A record that nobody understands, for the operators. */
export const publishDeadLetter = ({ key, event }: DeadLetter, call: Call<KafkaConfig>): Promise<OperationResult> =>
  put(roadOf(call.config).topics.deadLetters, key, event, call);
