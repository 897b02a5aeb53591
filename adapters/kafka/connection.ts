/** The one connection of each configuration. */
import { type KafkaConnection, kafkaConnection } from "../kit/kafka.ts";
import type { KafkaConfig } from "./config.ts";
import { type Topics, topicsOf } from "./contract/topics.ts";

export interface Road {
  readonly connection: KafkaConnection;
  readonly topics: Topics;
  readonly group: string;
}

const roads = new WeakMap<KafkaConfig, Road>();

const open = (config: KafkaConfig): Road => ({
  connection: kafkaConnection({
    brokers: config.brokers,
    clientId: "lienthong",
    ssl: config.ssl === "true",
    ...(config.user === undefined || config.password === undefined
      ? {}
      : { account: { mechanism: config.mechanism, user: config.user, password: config.password } }),
  }),
  topics: topicsOf(config.prefix),
  group: config.group ?? `${config.prefix}.hub`,
});

/** The exchange gives an installed adapter the same `config` object for life: what is built for it is kept as long. */
export const roadOf = (config: KafkaConfig): Road => {
  const known = roads.get(config) ?? open(config);
  roads.set(config, known);
  return known;
};
