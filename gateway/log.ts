/**
 * The gateway's log: pino, JSON lines, no personal data (R-I02). Logged of a request: its id, trace, route, status, duration, partner
 * or person at the console, and dossier id; that is also the record of who looked at which dossier. Never: bodies, query values, names, numbers, API keys.
 */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { type DestinationStream, type Level, type Logger, pino } from "pino";
import type { GatewayEnv } from "./env.ts";

/** Fields that would be personal or secret wherever they turned up in a log object. */
const SECRET_FIELDS = [
  "authorization",
  "key",
  "apiKey",
  "updateKey",
  "secret",
  "password",
  "token",
  "identityNumber",
  "phone",
  "email",
  "fullName",
  "address",
];

/**
 * Where every line goes whatever the level is, besides standard output: for an operator who looks for a fault, and for the test that reads all
 * lines of the whole suite for personal data. Lines of several processes may go into one file.
 */
const everyLine = (): DestinationStream | undefined => {
  const file = process.env["LIENTHONG_LOG_FILE"];
  return file === undefined || file === "" ? undefined : pino.destination({ dest: file, append: true, sync: true, mkdir: true });
};

/** Makes the process's logger. `destination` for tests; standard output otherwise. LIENTHONG_LOG_FILE gets all lines too. */
export const createLog = (level: string, destination?: DestinationStream): Logger => {
  const options = {
    level,
    base: { service: "lienthong" },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[đã che]" },
  };
  const all = everyLine();
  if (all === undefined) return destination === undefined ? pino(options) : pino(options, destination);
  const usual = level === "silent" ? [] : [{ level: level as Level, stream: destination ?? pino.destination(1) }];
  return pino({ ...options, level: "trace" }, pino.multistream([...usual, { level: "trace", stream: all }]));
};

/** What of an unknown path says where somebody wanted to go, and of nobody who he is: a plain word, a version, an id, a dossier's code. */
const HARMLESS =
  /^(?:[A-Za-z._-]{1,40}|v\d{1,2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Z]{1,5}(?:\.[0-9A-Z]{1,5}){0,4}-\d{6}-\d{4,6})?$/;

/**
 * A path that no route knows, as it may be logged: who mistypes an address may have put a name or a number into it, in whatever spelling, so
 * each part that is not known to be harmless is left out.
 */
export const maskPath = (path: string): string =>
  path
    .split("/")
    .map((part) => (HARMLESS.test(part) ? part : /^\+?\d+$/.test(part) ? "[số]" : "[?]"))
    .join("/")
    .slice(0, 200);

/**
 * What may be logged of an error. Its message is left out: database errors carry the parameters of the statement, and with them people's
 * names and numbers. Class, code and the frames of our own code are enough to find the place.
 */
export const safeError = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    frames: (error.stack ?? "")
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
};

/** The pattern of the route that answered ("/api/v1/dossiers/:ref"), or "unmatched"; safe as a log field and as a metric label. */
export const routeOf = (c: Context<GatewayEnv>): string =>
  matchedRoutes(c).findLast((route) => route.method !== "ALL" || !route.path.endsWith("*"))?.path ?? "unmatched";

/** Names of the query fields, never their values (look-up keys, names of files); what is no plain name is not printed either. */
const queryNames = (url: string): readonly string[] =>
  url.includes("?")
    ? [...new URL(url).searchParams.keys()].slice(0, 20).map((name) => (/^[A-Za-z_-]{1,40}$/.test(name) ? name : "[?]"))
    : [];

/** One line per request, after it is answered. Health checks and scrapes only at debug level, they come every few seconds. */
export const accessLog =
  (log: Logger): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const startedAt = performance.now();
    await next();
    const route = routeOf(c);
    const query = queryNames(c.req.url);
    const line = {
      requestId: c.get("requestId"),
      traceparent: c.get("traceparent"),
      method: c.req.method,
      route,
      ...(route === "unmatched" ? { path: maskPath(c.req.path) } : {}),
      ...(query.length === 0 ? {} : { query }),
      status: c.res.status,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
      partner: c.get("partner")?.id,
      person: c.get("person")?.id,
      dossier: c.get("dossierId"),
    };
    if (c.res.status >= 500 && c.get("callersFault") !== true) log.error(line, "request failed");
    else if (route.startsWith("/health") || route === "/metrics") log.debug(line, "request");
    else log.info(line, "request");
  };
