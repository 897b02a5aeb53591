/** /health/live, /health/ready and /metrics: for the machine that watches the hub, without personal data. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Hub } from "../core/hub.ts";
import type { GatewayEnv } from "./env.ts";
import type { Metrics } from "./metrics.ts";
import { answerProblem, problem } from "./problem.ts";
import { problemSchema } from "./rest/schemas.ts";
import type { Tag } from "./tags.ts";

const TAG: Tag = "operations";
/** A health check that hangs is a failed one. */
const HEALTH_TIMEOUT_MS = 5_000;

type Health = Awaited<ReturnType<Hub["health"]>>;

const notReady = (checks: Health["checks"]) =>
  problem(503, "hub.not-ready", {
    blame: "hub",
    retry: true,
    detail: { vi: "Trục chưa sẵn sàng phục vụ.", en: "The hub is not ready to serve." },
    hint: { vi: "Xem mục details để biết phần nào chưa chạy.", en: "See details for the part that is not running." },
    details: { checks },
    headers: { "retry-after": "5" },
  });

const failed = (detail: string): Health => ({ ready: false, checks: { health: { ok: false, detail } } });

const askHealth = async (hub: Pick<Hub, "health">): Promise<Health> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(resolve, HEALTH_TIMEOUT_MS, failed("timeout"));
  });
  try {
    return await Promise.race([hub.health(), late]);
  } catch (error) {
    return failed(error instanceof Error ? error.name : "error");
  } finally {
    clearTimeout(timer);
  }
};

/** Adds health checks and metrics. `draining` says that the process is about to stop: alive, but no longer ready. */
export const addHealthDoors = (app: OpenAPIHono<GatewayEnv>, hub: Hub, metrics: Metrics, draining: () => boolean): void => {
  const describe = (
    path: string,
    operationId: string,
    summary: string,
    mediaType: string,
    schema: z.ZodType,
    problems: readonly number[],
  ) =>
    app.openAPIRegistry.registerPath({
      method: "get",
      path,
      operationId,
      tags: [TAG],
      summary,
      security: [],
      responses: {
        200: { description: "OK", content: { [mediaType]: { schema } } },
        ...Object.fromEntries(
          problems.map((status) => [
            status,
            { description: "Problem", content: { "application/problem+json": { schema: problemSchema } } },
          ]),
        ),
      },
    });
  const check = z.object({ ok: z.boolean(), detail: z.string() });

  describe(
    "/health/live",
    "live",
    "Tiến trình còn sống / the process answers",
    "application/json",
    z.object({ live: z.boolean() }),
    [],
  );
  app.get("/health/live", (c) => c.json({ live: true }, 200, { "cache-control": "no-store" }));

  const ready = z.object({ ready: z.boolean(), checks: z.record(z.string(), check) });
  describe(
    "/health/ready",
    "ready",
    "Sẵn sàng phục vụ: có tiến triển thật / real progress, not a live socket",
    "application/json",
    ready,
    [503],
  );
  app.get("/health/ready", async (c) => {
    if (draining()) return answerProblem(c, notReady({ draining: { ok: false, detail: "the process is stopping" } }));
    const health = await askHealth(hub);
    return health.ready ? c.json(health, 200, { "cache-control": "no-store" }) : answerProblem(c, notReady(health.checks));
  });

  describe("/metrics", "metrics", "Số liệu Prometheus / Prometheus metrics", "text/plain", z.string(), []);
  app.get("/metrics", async (c) => {
    const { contentType, body } = await metrics.scrape(hub);
    return c.body(body, 200, { "content-type": contentType, "cache-control": "no-store" });
  });
};
