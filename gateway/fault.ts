/** What nobody foresaw, at every door alike: into the log, and what the caller is told of it. */
import type { Context } from "hono";
import type { Logger } from "pino";
import { databaseAway } from "../core/hub.ts";
import type { GatewayEnv } from "./env.ts";
import { safeError } from "./log.ts";
import { PROBLEMS, type Problem, ProblemError } from "./problem.ts";

/**
 * The problem that an error is answered with, logged where it is a fault: what was refused deep in a stream as it was refused; the database away
 * is 503 with a time to come again; anything else is 500. Nothing of the error's own text is told.
 */
export const faultOf = (c: Context<GatewayEnv>, log: Pick<Logger, "error">, error: unknown): Problem => {
  if (error instanceof ProblemError) return error.problem;
  const away = databaseAway(error);
  const about = { requestId: c.get("requestId"), traceparent: c.get("traceparent") };
  if (away !== undefined) {
    log.error({ ...about, code: away }, "the database is away");
    return PROBLEMS.databaseAway();
  }
  log.error({ ...about, error: safeError(error) }, "unexpected error");
  return PROBLEMS.unexpected();
};
