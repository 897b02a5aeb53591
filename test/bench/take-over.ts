/** Take-over: from kill -9 of a worker in the middle of a call until another worker has done the message. */
import { IN_MEMORY, openDatabase } from "../../core/store/open.ts";
import { freshDatabaseUrl } from "../support/database.ts";
import { benchExchange, fill } from "./bench-exchange.ts";
import { median, print, startChild } from "./support.ts";

const trial = async (): Promise<number> => {
  const { url, drop } = await freshDatabaseUrl();
  const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
  const doomed = await startChild("./hanging-worker.ts", [url]);
  await fill(database, 1, 1);
  const state = async (): Promise<string | undefined> =>
    (await database.query<{ state: string }>("select state from message"))[0]?.state;
  while ((await state()) !== "leased") await new Promise((resolve) => setTimeout(resolve, 5));
  const exchange = benchExchange(database, async () => {}, 1);
  await exchange.start();
  await doomed.stop("SIGKILL");
  const killed = performance.now();
  while ((await state()) !== "done") await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - killed) / 1000;
  await exchange.stop();
  await database.close();
  await drop();
  return seconds;
};

export const bench = async (quick: boolean): Promise<void> => {
  const times: number[] = [];
  for (let i = 0; i < (quick ? 3 : 7); i += 1) times.push(await trial());
  print(`\nTake-over after kill -9 (the baseline of queues without leases: never, or after their time-out of hours)`);
  print(`  median ${median(times).toFixed(2)} s, worst ${Math.max(...times).toFixed(2)} s of ${times.length}  (goal ≤ 5 s)`);
};
