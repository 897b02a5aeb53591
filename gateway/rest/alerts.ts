/** GET /api/v1/alerts: what needs a person now. */
import { z } from "@hono/zod-openapi";
import { ALERT_KINDS, allAlerts } from "../events/alerts.ts";
import type { RestContext } from "./context.ts";

const alertSchema = z
  .object({
    kind: z.enum(ALERT_KINDS),
    about: z
      .string()
      .openapi({ description: "Đường, đăng ký, dòng vào hoặc cơ quan / the lane, subscription, stream or agency" }),
    vi: z.string(),
    en: z.string(),
    todo: z.object({ vi: z.string(), en: z.string() }).openapi({ description: "Cần làm gì / what to do" }),
    since: z.iso.datetime().optional(),
    count: z.int().optional(),
  })
  .openapi("Alert");

/** Adds the door of alerts. */
export const addAlertDoors = ({ door, hub }: RestContext): void => {
  door(
    {
      method: "get",
      path: "/api/v1/alerts",
      operationId: "listAlerts",
      tag: "operations",
      summary: "Những việc cần người xử lý ngay",
      description:
        "What needs a person now: paused webhooks, open breakers, stopped messages, failing feeds and streams, overdue transfers; each says what to do. The metric lienthong_alerts counts them by kind.",
      access: ["operator"],
      scope: ["operate"],
      shape: {},
      answer: { status: 200, description: "Các cảnh báo / the alerts", schema: z.object({ items: z.array(alertSchema) }) },
    },
    async (c) => {
      c.header("Cache-Control", "private, no-store");
      return c.json({ items: await allAlerts(hub) });
    },
  );
};
