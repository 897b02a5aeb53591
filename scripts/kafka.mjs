// A real Apache Kafka on this machine, for tests and for trying out: node scripts/kafka.mjs start [--port N] [--data DIR] | fetch
// Its jars come from Maven Central by scripts/kafka/pom.xml and are kept below node_modules/.cache.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string" }, data: { type: "string" } },
});
const [command] = positionals;
register();
const { startKafka } = await import("./kafka/broker.ts");
const { classPath, kafkaVersion, whyNoKafka } = await import("./kafka/jars.ts");

if (command !== "start" && command !== "fetch") {
  console.error("usage: node scripts/kafka.mjs start [--port N] [--data DIR] | fetch");
  process.exit(2);
}
const reason = whyNoKafka();
if (reason !== undefined) {
  console.error(`Không chạy được Kafka / Kafka cannot run: ${reason}`);
  process.exit(1);
}
if (command === "fetch") {
  await classPath();
  console.log(`Apache Kafka ${kafkaVersion()}`);
} else {
  const kafka = await startKafka({
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  });
  console.log(`Apache Kafka ${kafkaVersion()}\nLIENTHONG_KAFKA_BROKERS=${kafka.brokers}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => kafka.stop().then(() => process.exit(0)));
  process.exit((await kafka.ended) ?? 1);
}
