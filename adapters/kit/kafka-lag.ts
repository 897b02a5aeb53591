/** How many records wait: the only honest sign that a consumer works (a live socket is none). */
import type { KafkaConnection } from "./kafka.ts";

export interface Lag {
  readonly total: number;
  readonly byTopic: Readonly<Record<string, number>>;
}

export interface Ends {
  readonly partition: number;
  /** First offset that still exists, and the one that the next record gets. */
  readonly low: string;
  readonly high: string;
}
export interface Committed {
  readonly partition: number;
  /** "-1": nothing committed yet. */
  readonly offset: string;
}

/**
 * Records of one topic that the group has not committed. Pure. What retention has deleted does not wait any more; an offset beyond the end is that
 * of a topic that was made anew, and the consumer begins there from the start.
 */
export const waitingOf = (ends: readonly Ends[], committed: readonly Committed[]): number => {
  const at = new Map(committed.map(({ partition, offset }) => [partition, BigInt(offset)]));
  return ends.reduce((total, { partition, low, high }) => {
    const from = at.get(partition) ?? -1n;
    const start = from > BigInt(low) && from <= BigInt(high) ? from : BigInt(low);
    return total + Number(BigInt(high) - start);
  }, 0);
};

/** Asks the cluster. Errors: ExchangeError. */
export const lagOf = (connection: KafkaConnection, groupId: string, topics: readonly string[]): Promise<Lag> =>
  connection.admin(async (admin) => {
    const committed = new Map(
      (await admin.fetchOffsets({ groupId, topics: [...topics] })).map(({ topic, partitions }) => [topic, partitions]),
    );
    const counted = await Promise.all(
      topics.map(async (topic) => [topic, waitingOf(await admin.fetchTopicOffsets(topic), committed.get(topic) ?? [])] as const),
    );
    return { total: counted.reduce((sum, [, waiting]) => sum + waiting, 0), byTopic: Object.fromEntries(counted) };
  });
