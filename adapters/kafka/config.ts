/** Settings of the road by Kafka: LIENTHONG_KAFKA_* (README.md lists them). */
import { z } from "zod";

const flag = z.enum(["true", "false"]).default("false");

export const config = z
  .strictObject({
    /** "host:port,host:port": turns the adapter on. */
    brokers: z
      .string()
      .transform((text) => text.split(",").map((one) => one.trim()))
      .pipe(z.array(z.string().regex(/^[A-Za-z0-9.-]+:\d{1,5}$|^\[[0-9A-Fa-f:]+\]:\d{1,5}$/, "host:port")).min(1)),
    prefix: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,59}$/)
      .default("lienthong"),
    /** Consumer group of all processes of this hub; default <prefix>.hub. */
    group: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,120}$/)
      .optional(),
    user: z.string().min(1).max(200).optional(),
    password: z.string().min(1).max(500).optional(),
    mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).default("scram-sha-512"),
    /** TLS, with Node's certificates (NODE_EXTRA_CA_CERTS adds the province's own). */
    ssl: flag,
    createTopics: flag,
    /** Of topics that the hub makes. More of them later would break the order of dossiers that are under way. */
    partitions: z.coerce.number().int().min(1).max(1000).default(6),
    /** Copies of topics that the hub makes; default: 3, or as many brokers as there are. */
    replicas: z.coerce.number().int().min(1).max(10).optional(),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ["password"],
    message: "user and password go together",
  });
export type KafkaConfig = z.infer<typeof config>;
