/**
 * Starts the hub as a process: `node --import tsx gateway/main.ts [--role gateway|worker|all]`. The command `lienthong start` calls the same
 * startFromEnvironment.
 */
import { pathToFileURL } from "node:url";
import { installHall } from "../adapters/hall/install.ts";
import { webhookLane } from "../adapters/webhooks/adapter.ts";
import { targetPolicy } from "../adapters/webhooks/target.ts";
import { loadCatalogs } from "../catalogs/load.ts";
import { createHub } from "../core/hub.ts";
import { installAdapters, KNOWN_LANES } from "./adapters.ts";
import { openControlDoor } from "./cli/control-server.ts";
import { IN_MEMORY, readConfig, secretOf } from "./config.ts";
import { failureText } from "./failure.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { type RunningServer, serveHub } from "./server.ts";
import { readTls } from "./tls.ts";
import { unheededSettings } from "./unheeded.ts";

/**
 * Reads settings and catalogs, opens the hub, listens. `onPowerLow`: the battery of a UPS with `drains` will not last. Errors: ConfigError, AdapterConfigError, CatalogError, the database's and
 * Node's own.
 */
export const startFromEnvironment = async (
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
  onPowerLow: () => void = () => {},
): Promise<RunningServer> => {
  const config = readConfig(env, argv);
  const log = createLog(config.logLevel);
  const embedded = config.databaseUrl === undefined;
  const catalogs = loadCatalogs(undefined, KNOWN_LANES);
  const hall = installHall(env, catalogs.halls);
  const adapters = [...installAdapters(env, { pollRate: config.pollRate }), ...hall.lanes];
  for (const { variable, vi, en } of unheededSettings(env, new Set(adapters.map((one) => one.adapter.id))))
    log.warn({ variable }, `${variable}: ${vi} / ${en}`);
  const metrics = createMetrics({ processDefaults: true });
  const tls = readTls(config);
  const secret = secretOf(config);
  const policy = targetPolicy(config.webhooksAllow);
  const hub = await createHub({
    onExchange: metrics.exchange,
    catalogs,
    adapters,
    devices: hall.devices,
    onPowerLow,
    webhookLane: (subscription) => webhookLane(subscription, policy),
    dataDir: config.dataDir,
    role: config.role,
    secret,
    log,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
  });
  const running = await serveHub(hub, {
    host: config.host,
    port: config.port,
    role: config.role,
    drainMs: config.drainSeconds * 1000,
    trustedProxies: config.trustedProxies,
    certificateProxies: config.certificateProxies,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    secret,
    targets: { policy },
    metrics,
    log,
    ...(tls === undefined ? {} : { tls }),
  });
  log.info(
    {
      url: running.url,
      role: config.role,
      database: embedded ? "embedded" : "postgres",
      lanes: adapters.map((one) => one.adapter.id),
    },
    "listening",
  );
  const door = embedded && config.dataDir !== IN_MEMORY ? await openControlDoor(hub, config.dataDir, log) : undefined;
  return {
    url: running.url,
    stop: async () => {
      // Before the hub gives its folder back: the next one there opens a door of its own.
      await door?.close();
      return running.stop();
    },
  };
};

/** Runs until SIGTERM or SIGINT, drains, and exits with 0; a second signal ends at once. */
export const main = async (): Promise<void> => {
  let running: RunningServer;
  let ending = false;
  try {
    running = await startFromEnvironment(process.env, process.argv.slice(2), () => end());
  } catch (error) {
    process.stderr.write(`${failureText(error)}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`Trục liên thông đang chạy tại ${running.url} — tài liệu API: ${running.url}/docs\n`);
  function end(): void {
    if (ending) process.exit(1);
    ending = true;
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${failureText(error)}\n`);
        process.exit(1);
      },
    );
  }
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
