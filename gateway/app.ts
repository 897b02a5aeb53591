/** The Hono app: what every request passes, and which doors there are. */
import { randomBytes } from "node:crypto";
import { BlockList } from "node:net";
import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { Logger } from "pino";
import { targetPolicy } from "../adapters/webhooks/target.ts";
import type { Hub, HubOptions } from "../core/hub.ts";
import { readNetworks } from "./auth/certificate.ts";
import { createEntry } from "./auth/entry.ts";
import { createLookUpLock } from "./auth/look-up-lock.ts";
import { addConsole } from "./console/console.ts";
import { FORM_TIMEOUT_MS } from "./console/form.ts";
import { addDvcqgDoors } from "./dvcqg/door.ts";
import type { GatewayEnv } from "./env.ts";
import type { Targets } from "./events/ping.ts";
import type { StreamManners } from "./events/stream.ts";
import { faultOf } from "./fault.ts";
import { addUnitDoors, type UnitDoorOptions } from "./hall/units.ts";
import { addHealthDoors } from "./health.ts";
import { addHookDoors } from "./hooks/hooks.ts";
import { accessLog, createLog } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { answerProblem, PROBLEMS, problem } from "./problem.ts";
import { addPublicPages } from "./public/public.ts";
import { addAlertDoors } from "./rest/alerts.ts";
import { addBlobDoors } from "./rest/blobs.ts";
import { addCatalogDoors } from "./rest/catalog.ts";
import { addCommandDoors } from "./rest/commands.ts";
import type { RestContext } from "./rest/context.ts";
import { createDoor } from "./rest/door.ts";
import { addDossierDoors } from "./rest/dossiers.ts";
import { addEventDoors } from "./rest/events.ts";
import { addFeesDoors } from "./rest/fees.ts";
import { addHallDoors } from "./rest/halls.ts";
import { addHeldPaperDoors } from "./rest/held-papers.ts";
import { addLookUpDoors } from "./rest/look-up.ts";
import { addLookDoors } from "./rest/looks.ts";
import { addTokenDoor } from "./rest/oauth.ts";
import { addDocs } from "./rest/openapi.ts";
import { addOperatorDoors } from "./rest/operators.ts";
import { addSatisfactionDoors } from "./rest/satisfaction.ts";
import { addSubscriptionDoors } from "./rest/subscriptions.ts";
import { addSupervisionDoors } from "./rest/supervision.ts";
import { addTransferDoors } from "./rest/transfers.ts";
import { addSoapDoors } from "./soap/door.ts";
import { traced } from "./trace.ts";

export interface AppOptions {
  /** worker: health and metrics only. Default "all". */
  readonly role?: NonNullable<HubOptions["role"]>;
  /** Default: silent. */
  readonly log?: Logger;
  /** Default: a registry of its own without the process's figures. */
  readonly metrics?: Metrics;
  /** True once the process is stopping: answers close their connections. */
  readonly draining?: () => boolean;
  /** How many reverse proxies in front of us are ours. Default 0. */
  readonly trustedProxies?: number;
  /** TLS proxies whose Client-Cert header is believed: addresses and networks (CIDR). Default none. */
  readonly certificateProxies?: readonly string[];
  /** The hub's secret, of which the key of access tokens is made. Default: random, so that tokens are good in this process only. */
  readonly secret?: string;
  /** Real time in milliseconds for lock-outs, signatures, tokens, rates and the key cache. Default Date.now. */
  readonly wallClock?: () => number;
  /** Where callers reach us ("https://hub.example"), for the addresses in WSDLs. Default: the host that was asked. */
  readonly publicUrl?: string;
  /** How long a body may take to arrive, at every door but that of uploads, milliseconds of real time. Default: each door's own bound. */
  readonly jsonTimeoutMs?: number;
  /** Where partners' webhooks may go. Default: public https addresses only. */
  readonly targets?: Targets;
  /** How event streams behave, where that is not as usual. */
  readonly events?: Partial<StreamManners>;
  /** How the doors of a hall's units behave, where that is not as usual. */
  readonly units?: Pick<UnitDoorOptions, "speech" | "manners">;
}

const notAllowed = (methods: readonly string[]) =>
  problem(405, "request.method-not-allowed", {
    detail: { vi: "Đường dẫn này không nhận phương thức đó.", en: "This path does not take that method." },
    hint: { vi: `Dùng: ${methods.join(", ")}.`, en: `Use: ${methods.join(", ")}.` },
    headers: { allow: methods.join(", ") },
  });

/**
 * What OWASP asks of an API that also serves a page, on the answer before it is made: hono/secure-headers sets more of them, and
 * afterwards, and taking every made answer apart again cost a tenth of an intake.
 */
const SAFE_HEADERS = Object.entries({
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=15552000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
});

/** Everything a request passes before its door, and what happens where no door answers. */
const addFrame = (app: OpenAPIHono<GatewayEnv>, log: Logger, metrics: Metrics, draining: () => boolean): void => {
  app.use(traced());
  app.use(accessLog(log));
  app.use(metrics.timed);
  app.use(async (c, next) => {
    await next();
    if (draining()) c.res.headers.set("connection", "close");
  });
  app.use(async (c, next) => {
    for (const [name, value] of SAFE_HEADERS) c.header(name, value);
    await next();
  });
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => answerProblem(c, notAllowed(methods)) }));

  app.notFound((c) => answerProblem(c, PROBLEMS.unknownPath()));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status < 500) return answerProblem(c, PROBLEMS.unknownPath());
    return answerProblem(c, faultOf(c, log, error));
  });
};

/** Builds the app over a hub. It listens to nothing by itself: see server.ts, or use `app.request()` in tests. */
export const createApp = (hub: Hub, options: AppOptions = {}): OpenAPIHono<GatewayEnv> => {
  const log = options.log ?? createLog("silent");
  const metrics = options.metrics ?? createMetrics({ processDefaults: false });
  const draining = options.draining ?? (() => false);
  const wallClock = options.wallClock ?? Date.now;
  const app = new OpenAPIHono<GatewayEnv>();
  addFrame(app, log, metrics, draining);
  addHealthDoors(app, hub, metrics, draining);
  if (options.role !== "worker") {
    const trustedProxies = options.trustedProxies ?? 0;
    const secret = options.secret ?? randomBytes(48).toString("base64url");
    const lookUpLock = createLookUpLock(wallClock);
    const entry = createEntry({
      hub,
      secret,
      clock: wallClock,
      trustedProxies,
      certificateProxies: readNetworks(options.certificateProxies ?? []) ?? new BlockList(),
      metrics,
      log,
    });
    const door = createDoor(app, entry, options.jsonTimeoutMs);
    const context: RestContext = {
      door,
      entry,
      hub,
      metrics,
      log,
      trustedProxies,
      wallClock,
      lookUpLock,
      draining,
      targets: options.targets ?? { policy: targetPolicy() },
      ...(options.events === undefined ? {} : { events: options.events }),
    };
    addTokenDoor(app, hub, entry, options.jsonTimeoutMs);
    addCommandDoors(context);
    addDossierDoors(context);
    addLookUpDoors(context);
    addCatalogDoors(context);
    addHallDoors(context);
    addBlobDoors(context);
    addOperatorDoors(context);
    addSupervisionDoors(context);
    addEventDoors(context);
    addSubscriptionDoors(context);
    addTransferDoors(context);
    addAlertDoors(context);
    addLookDoors(context);
    addFeesDoors(context);
    addHeldPaperDoors(context);
    addSatisfactionDoors(context);
    addSoapDoors({
      app,
      hub,
      entry,
      metrics,
      log,
      trustedProxies,
      wallClock,
      publicUrl: options.publicUrl,
      timeoutMs: options.jsonTimeoutMs,
    });
    addHookDoors(app, hub, { entry, metrics, wallClock, timeoutMs: options.jsonTimeoutMs });
    addDvcqgDoors({ app, hub, entry, metrics, log, wallClock, timeoutMs: options.jsonTimeoutMs });
    addUnitDoors(app, {
      hub,
      entry,
      log,
      wallClock,
      draining,
      timeoutMs: options.jsonTimeoutMs,
      ...options.units,
    });
    addConsole(app, hub, {
      log,
      trustedProxies,
      wallClock,
      ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
      ...(options.jsonTimeoutMs === undefined ? {} : { formTimeoutMs: options.jsonTimeoutMs }),
    });
    addPublicPages(app, hub, {
      log,
      metrics,
      trustedProxies,
      wallClock,
      secret,
      lookUpLock,
      draining,
      formTimeoutMs: options.jsonTimeoutMs ?? FORM_TIMEOUT_MS,
      ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    });
    addDocs(app);
  }
  return app;
};
