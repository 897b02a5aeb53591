/**
 * Dispatch: messages a second through claim, attempt (breaker, deadline, signal) and settle, to a partner that answers at once;
 * against the loop a developer would write first: claim one row with SKIP LOCKED, call, update it, on as many loops.
 */
import postgres from "postgres";
import { IN_MEMORY, openDatabase } from "../../core/store/open.ts";
import { freshDatabaseUrl } from "../support/database.ts";
import { benchExchange, fill } from "./bench-exchange.ts";
import { median, print } from "./support.ts";

const AT_ONCE = 16;
const answerAtOnce = async (): Promise<void> => {};

const hub = async (messages: number): Promise<number> => {
  const { url, drop } = await freshDatabaseUrl();
  const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
  await fill(database, messages, messages / 5);
  let sent = 0;
  const exchange = benchExchange(
    database,
    async () => {
      sent += 1;
    },
    AT_ONCE,
  );
  const started = performance.now();
  await exchange.start();
  await exchange.control.idle();
  const seconds = (performance.now() - started) / 1000;
  if (sent !== messages) print(`  sent ${sent} of ${messages}`);
  await exchange.stop();
  await database.close();
  await drop();
  return messages / seconds;
};

const naive = async (messages: number): Promise<number> => {
  const { url, drop } = await freshDatabaseUrl();
  const sql = postgres(url, { max: AT_ONCE, onnotice: () => {} });
  await sql`create table job (id bigserial primary key, body jsonb not null, state text not null default 'ready')`;
  await sql`create index on job (id) where state = 'ready'`;
  await sql`insert into job (body) select '{"n":1}'::jsonb from generate_series(1, ${messages})`;
  await sql`analyze job`;
  const started = performance.now();
  const loop = async (): Promise<void> => {
    for (;;) {
      const [job] =
        await sql`update job set state = 'running' where id = (select id from job where state = 'ready' order by id limit 1 for update skip locked) returning id`;
      if (!job) return;
      await answerAtOnce();
      await sql`update job set state = 'done' where id = ${job["id"]}`;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  const seconds = (performance.now() - started) / 1000;
  await sql.end();
  await drop();
  return messages / seconds;
};

export const bench = async (quick: boolean): Promise<void> => {
  const rounds = quick ? 3 : 5;
  const messages = quick ? 3_000 : 10_000;
  const rates: { hub: number[]; naive: number[] } = { hub: [], naive: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 ? (["hub", "naive"] as const) : (["naive", "hub"] as const)) {
      rates[variant].push(await (variant === "hub" ? hub : naive)(messages));
    }
  }
  print(`\nDispatch, ${messages} messages of ${messages / 5} dossiers, ${AT_ONCE} calls at once, ${rounds} rounds, medians`);
  print(`  naive loop (claim one, update) ${Math.round(median(rates.naive))}/s`);
  print(`  hub (ordered, leased, fenced)  ${Math.round(median(rates.hub))}/s`);
  print(`  ratio hub / naive: ${(median(rates.hub) / median(rates.naive)).toFixed(2)}`);
};
