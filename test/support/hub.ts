/** A hub of the real catalogs without partners, on each engine there is: what the suites of the hub's face run on. */
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, type Hub } from "../../core/hub.ts";
import { IN_MEMORY } from "../../core/store/open.ts";
import { freshDatabaseUrl, SERVER } from "./database.ts";

type HubSettings = Parameters<typeof createHub>[0];

/** For `describe.each`: embedded everywhere, PostgreSQL where TEST_DATABASE_URL names a server. `close` drops its database. */
export const HUBS: readonly {
  readonly name: string;
  readonly open: (
    settings: Pick<HubSettings, "clock"> & Partial<HubSettings>,
  ) => Promise<{ readonly hub: Hub; readonly close: () => Promise<void> }>;
}[] = [{ name: "embedded", url: async () => undefined }, ...(SERVER ? [{ name: "PostgreSQL", url: freshDatabaseUrl }] : [])].map(
  ({ name, url }) => ({
    name,
    open: async (settings) => {
      const database = await url();
      const hub = await createHub({
        dataDir: IN_MEMORY,
        ...(database === undefined ? {} : { databaseUrl: database.url }),
        catalogs: loadCatalogs(),
        adapters: [],
        secret: "test-secret-test-secret-test-secret-1",
        ...settings,
      });
      return {
        hub,
        close: async () => {
          await hub.stop();
          await database?.drop();
        },
      };
    },
  }),
);
