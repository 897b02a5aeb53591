/** The hub as `--role gateway` runs it, with both adapters on, so that their messages are written. argv: database URL. */
import { serve } from "@hono/node-server";
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub } from "../../core/hub.ts";
import { installAdapters } from "../../gateway/adapters.ts";
import { createApp } from "../../gateway/app.ts";
import { benchAdapterEnv } from "./adapter-env.ts";

const hub = await createHub({
  databaseUrl: process.argv[2] ?? "",
  dataDir: "memory",
  catalogs: loadCatalogs(),
  adapters: installAdapters(benchAdapterEnv("http://127.0.0.1:9")),
  role: "gateway",
  secret: "bench-secret-bench-secret-bench-secret",
});
// A bench measures the hub, not its rate limit.
const { key } = await hub.addPartner({
  id: "bench",
  name: "Bench",
  role: "portal",
  agencies: ["*"],
  limits: { perMinute: 100_000_000, bytesPerDay: 1e15 },
});
const app = createApp(hub, { role: "gateway" });
const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, (info) =>
  process.stdout.write(`${JSON.stringify({ port: info.port, key })}\n`),
);
process.on("SIGTERM", () => {
  server.close();
  void hub.stop().then(() => process.exit(0));
});
