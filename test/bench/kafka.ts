/**
 * Kafka on a real broker: commands in (record → inbox → decision → commit → result out) against a bare kafkajs consumer with one INSERT a record;
 * events out (feed → outbox → topic) against a bare kafkajs producer. One partition, one process.
 */
import { startKafka, whyNoKafka } from "../../scripts/kafka/broker.ts";
import { freshDatabaseUrl } from "../support/database.ts";
import { median, print, startChild } from "./support.ts";

const VARIANTS = ["bareIn", "hubIn", "bareOut", "hubOut"] as const;
type Variant = (typeof VARIANTS)[number];

const trial = async (variant: Variant, brokers: string, records: number, name: string): Promise<number> => {
  const { url, drop } = await freshDatabaseUrl();
  const child = await startChild<{ readonly perSecond: number }>("./kafka-trial.ts", [
    variant,
    brokers,
    url,
    String(records),
    name,
  ]);
  await child.stop();
  await drop();
  return child.first.perSecond;
};

/** Prints the rates and their ratios; says why where there is no broker. */
export const bench = async (quick: boolean): Promise<void> => {
  const reason = whyNoKafka();
  if (reason !== undefined) {
    print(`\nKafka: not measured (${reason})`);
    return;
  }
  const rounds = quick ? 3 : 5;
  const records = quick ? 1_000 : 4_000;
  const kafka = await startKafka();
  const rates: Record<Variant, number[]> = { bareIn: [], hubIn: [], bareOut: [], hubOut: [] };
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const variant of round % 2 ? VARIANTS.toReversed() : VARIANTS)
        rates[variant].push(await trial(variant, kafka.brokers, records, `${variant.toLowerCase()}-${round}`));
  } finally {
    await kafka.stop();
  }
  const ratio = (measured: Variant, base: Variant): string =>
    median(rates[measured].map((rate, round) => rate / (rates[base][round] ?? 1))).toFixed(2);
  print(`\nKafka, ${records} records, ${rounds} rounds, medians`);
  print(`  bare consumer + 1 INSERT    ${Math.round(median(rates.bareIn))}/s`);
  print(`  hub, commands to results    ${Math.round(median(rates.hubIn))}/s   ratio ${ratio("hubIn", "bareIn")}`);
  print(`  bare producer               ${Math.round(median(rates.bareOut))}/s`);
  print(`  hub, feed to topic          ${Math.round(median(rates.hubOut))}/s   ratio ${ratio("hubOut", "bareOut")}`);
};
