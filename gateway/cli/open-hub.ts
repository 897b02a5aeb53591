/** A hub for commands that look or write beside the running one: no lanes, no port. */
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, type Hub } from "../../core/hub.ts";
import { installAdapters, KNOWN_LANES } from "../adapters.ts";
import { readConfig, secretOf } from "../config.ts";

/** Opens the hub of the environment's settings, gives it to `work`, closes it. The embedded database must not be in use. */
export const withHub = async <T>(work: (hub: Hub) => Promise<T>): Promise<T> => {
  const config = readConfig(process.env);
  const hub = await createHub({
    catalogs: loadCatalogs(undefined, KNOWN_LANES),
    adapters: installAdapters(process.env),
    dataDir: config.dataDir,
    role: "gateway",
    secret: secretOf(config),
    ...(config.databaseUrl ? { databaseUrl: config.databaseUrl } : {}),
  });
  try {
    return await work(hub);
  } finally {
    await hub.stop();
  }
};
