/**
 * One worker process for multi-process.test.ts: `node --import tsx exchange-worker.ts URL LANE [LEASE_MS]`. Its partner is a ledger table:
 * a call writes one row, then answers after a moment, so that a kill between the two leaves a truly unknown outcome.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Adapter } from "../../../core/exchange/adapter.ts";
import { createExchange } from "../../../core/exchange/exchange.ts";
import { openDatabase } from "../../../core/store/open.ts";
import { NO_HUB } from "../../support/exchange.ts";
import { partner } from "./kit.ts";

const [url = "", lane = "", leaseMs] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl: url, dataDir: "memory", poolSize: 4 });
const quiet = { info: () => {}, warn: () => {}, error: (data: object, message: string) => console.error(message, data) };

const adapter: Adapter = {
  ...partner({
    limits: { concurrency: 16 },
    plan: { waitsMs: [50], floorMs: 50 },
    operations: {
      send: {
        resend: "inquire",
        send: async (_body, { messageId, attempt }) => {
          await database.query("insert into ledger (message_id, pid, attempt) values ($1::uuid, $2::int, $3::int)", [
            messageId,
            process.pid,
            attempt,
          ]);
          await sleep(Math.random() * 40);
          return { reference: String(process.pid) };
        },
        inquire: async (_body, { messageId }) =>
          (await database.query("select 1 from ledger where message_id = $1::uuid", [messageId])).length > 0
            ? { found: true }
            : { found: false },
      },
    },
  }),
  id: lane,
};

const exchange = createExchange({
  database,
  adapters: [{ adapter, config: {} }],
  clock: () => new Date().toISOString(),
  ...NO_HUB,
  log: quiet,
  workerName: `test-${process.pid}`,
  ...(leaseMs === undefined ? {} : { tuning: { leaseMs: Number(leaseMs) } }),
});
await exchange.start();
process.once("SIGTERM", async () => {
  await exchange.stop();
  await database.close();
  process.exit(0);
});
process.stdout.write("ready\n");
