/**
 * npm run bench [-- --quick]: what the hub does a second, as ratios against a baseline measured in the same run, on a real
 * PostgreSQL (a throw-away cluster with durable settings; scripts/with-postgres.mjs starts it).
 * Every trial is a fresh process and a fresh database; the order is reversed in every other round; medians are shown.
 * Not measured: networks, TLS, several machines, disks whose fsync is slow.
 */
import { bench as dispatch } from "./dispatch.ts";
import { bench as intake, benchSoap as soap } from "./intake.ts";
import { bench as kafka } from "./kafka.ts";
import { bench as takeOver } from "./take-over.ts";

const quick = process.argv.includes("--quick");
const only = process.argv.find((a) => a.startsWith("--only="))?.slice(7);
process.stdout.write(`lienthong bench${quick ? " (quick)" : ""} · Node ${process.version} · ${new Date().toISOString()}\n`);
for (const [name, run] of Object.entries({ intake, soap, dispatch, kafka, takeOver }))
  if (!only || only === name) await run(quick);
process.exit(0);
