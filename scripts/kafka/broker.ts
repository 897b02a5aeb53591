/**
 * A real Apache Kafka for tests and for trying out: one node, KRaft, on 127.0.0.1, in a child process that can be stopped or killed.
 * Nothing here is safe for production: one copy of everything, small memory, PLAIN without TLS.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { freePort } from "../../gateway/cli/free-port.ts";
import { cached, classPath, KafkaUnavailableError, run } from "./jars.ts";

export { whyNoKafka } from "./jars.ts";

/** Any 16 bytes in base64; all brokers of this script are clusters of one and never meet. */
const CLUSTER_ID = "bGllbnRob25nLXRlc3QtMQ";
/** Starts in two seconds instead of three: C1 code is good enough for a broker that lives for minutes. */
const JAVA_OPTIONS = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN"];
/** As much of the broker's own log as an error shows. */
const LOG_TAIL = 8_000;

/** Accounts that sign in with SASL/PLAIN; only `superUser` may do everything, the others what their ACLs say. */
export interface BrokerAccounts {
  readonly superUser: string;
  readonly passwords: Readonly<Record<string, string>>;
}

export interface KafkaOptions {
  /** Default: any free one. The next port up to the controller is free too or chosen elsewhere. */
  readonly port?: number;
  /** Kept from start to start; default: a temporary folder that goes with `stop`. */
  readonly dataDir?: string;
  readonly accounts?: BrokerAccounts;
  /** Further lines of server.properties. */
  readonly properties?: Readonly<Record<string, string | number>>;
}

export interface RunningKafka {
  /** "127.0.0.1:19092" */
  readonly brokers: string;
  readonly port: number;
  /** SIGTERM, and until it is gone. */
  stop(): Promise<void>;
  /** kill -9, and until it is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data; resolves when it answers. */
  restart(): Promise<void>;
  /** Resolves with the exit code when it ends by itself or by others. */
  readonly ended: Promise<number | null>;
}

const quoted = (text: string): string => text.replaceAll(/["\\]/g, "\\$&");

const saslProperties = ({ superUser, passwords }: BrokerAccounts): Record<string, string> => {
  const users = Object.entries(passwords).map(([user, password]) => `user_${user}="${quoted(password)}"`);
  return {
    "sasl.enabled.mechanisms": "PLAIN",
    "listener.name.clients.plain.sasl.jaas.config": `org.apache.kafka.common.security.plain.PlainLoginModule required ${users.join(" ")};`,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    // The broker speaks to its own controller without an account.
    "super.users": `User:ANONYMOUS;User:${superUser}`,
  };
};

/** server.properties. Topics are made on purpose, never by a misspelt name. */
const serverProperties = (port: number, controller: number, internal: number, data: string, options: KafkaOptions): string => {
  const all: Record<string, string | number> = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controller}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "INTERNAL",
    listeners: `CLIENTS://127.0.0.1:${port},INTERNAL://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}`,
    "advertised.listeners": `CLIENTS://127.0.0.1:${port},INTERNAL://127.0.0.1:${internal}`,
    "listener.security.protocol.map": `CLIENTS:${options.accounts ? "SASL_PLAINTEXT" : "PLAINTEXT"},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    "log.dirs": data,
    "num.partitions": 3,
    "auto.create.topics.enable": "false",
    "default.replication.factor": 1,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    // A group of one need not wait for others to join (default 3 s).
    "group.initial.rebalance.delay.ms": 0,
    ...(options.accounts ? saslProperties(options.accounts) : {}),
    ...options.properties,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${String(value).replaceAll("\\", "\\\\")}\n`)
    .join("");
};

/** A new data folder must be formatted, which takes a Java process of its own: done once and copied from then on. */
const format = async (jars: string, data: string): Promise<void> => {
  if (existsSync(join(data, "meta.properties"))) return;
  const template = await cached("formatted", async (making) => {
    const work = mkdtempSync(join(tmpdir(), "lienthong-kafka-format-"));
    try {
      const file = join(work, "server.properties");
      writeFileSync(file, serverProperties(1, 2, 3, making, {}));
      await run("java", [
        "-Xmx256m",
        ...JAVA_OPTIONS,
        "-cp",
        jars,
        "kafka.tools.StorageTool",
        "format",
        "-t",
        CLUSTER_ID,
        "-c",
        file,
      ]);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  mkdirSync(data, { recursive: true });
  for (const name of readdirSync(template)) copyFileSync(join(template, name), join(data, name));
};

/** Resolves when the broker answers for itself; false when it does not yet. */
const answers = async (port: number, accounts: BrokerAccounts | undefined): Promise<boolean> => {
  const password = accounts?.passwords[accounts.superUser] ?? "";
  const admin = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    retry: { retries: 0 },
    ...(accounts ? { sasl: { mechanism: "plain", username: accounts.superUser, password } } : {}),
  }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
};

/**
 * Starts a broker and waits until it answers. Errors: KafkaUnavailableError with what Java or Maven said; a broker that ends while it starts
 * says why.
 */
export const startKafka = async (options: KafkaOptions = {}): Promise<RunningKafka> => {
  const jars = await classPath();
  const port = options.port ?? (await freePort());
  const [controller, internal] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "lienthong-kafka-"));
  const data = options.dataDir ?? join(folder, "data");
  await format(jars, data);
  const file = join(folder, "server.properties");
  writeFileSync(file, serverProperties(port, controller, internal, data, options));

  let child: ChildProcess;
  let gone: Promise<number | null>;
  let tail = "";
  let told: (code: number | null) => void;
  const ended = new Promise<number | null>((resolve) => {
    told = resolve;
  });
  let wanted = false;

  const start = async (): Promise<void> => {
    child = spawn("java", ["-Xms256m", "-Xmx512m", ...JAVA_OPTIONS, "-cp", jars, "kafka.Kafka", file], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const process_ = child;
    const hear = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-LOG_TAIL);
    };
    process_.stdout?.on("data", hear);
    process_.stderr?.on("data", hear);
    const killWithUs = (): void => {
      process_.kill("SIGKILL");
    };
    process.once("exit", killWithUs);
    let exited = false;
    wanted = false;
    gone = new Promise((resolve) =>
      process_.once("exit", (code) => {
        exited = true;
        process.removeListener("exit", killWithUs);
        resolve(code);
        if (!wanted) told(code);
      }),
    );
    while (!(await answers(port, options.accounts))) {
      if (exited) throw new KafkaUnavailableError(`Kafka ended while it started: ${tail}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    wanted = true;
    child.kill(signal);
    await gone;
  };
  await start();
  return {
    brokers: `127.0.0.1:${port}`,
    port,
    ended,
    kill: () => end("SIGKILL"),
    restart: start,
    stop: async () => {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
