/** A worker whose partner never answers: to be killed. argv: database URL. */
import { IN_MEMORY, openDatabase } from "../../core/store/open.ts";
import { benchExchange } from "./bench-exchange.ts";

const database = await openDatabase({ databaseUrl: process.argv[2] ?? "", dataDir: IN_MEMORY });
await benchExchange(database, () => new Promise(() => {}), 1).start();
process.stdout.write("{}\n");
