/** What an operator sees and does: lanes, messages in trouble, redrive, release, forced breakers. Every act needs a reason and is recorded. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { LaneError, LaneView } from "../../core/hub.ts";
import { recordLook } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import type { RestContext } from "./context.ts";
import { cursor, laneSchema, limit, messageSchema, messageState, pageOf, reason } from "./schemas.ts";

const TAG = "operations";
const OPERATORS = ["operator"] as const;
const done = z.object({ done: z.boolean() });
const laneId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/);

const redriveBody = z.union([
  z.strictObject({ ids: z.array(z.uuid()).min(1).max(1000), reason, dryRun: z.boolean().default(false) }),
  z.strictObject({ lane: laneId, reason, dryRun: z.boolean().default(false) }),
]);

/** "ready,dead" → the states, each checked. */
const states = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(messageState).min(1).max(7))
  .openapi({
    type: "string",
    description: "Các trạng thái, cách nhau bằng dấu phẩy / states, separated by commas",
    example: "paused,dead",
  });

/** A lane for whoever watches the figures: what failed and since when, but not in the words of a partner, which may name people (R-I02). Pure. */
const withoutWords = ({ lastError, pollers, ...lane }: LaneView) => ({
  ...lane,
  ...(lastError === undefined ? {} : { lastError: bare(lastError) }),
  pollers: pollers.map(({ lastError: failure, ...poller }) => ({
    ...poller,
    ...(failure === undefined ? {} : { lastError: { ...bare(failure), failures: failure.failures } }),
  })),
});
const bare = ({ code, blame, at }: LaneError) => ({ code, blame, at });

/** Adds the operators' doors. */
export const addOperatorDoors = ({ door, hub, log }: RestContext): void => {
  const { exchange } = hub;
  /** Once the look is recorded: a partner's refusal is kept in its own words, which may name people (R-I02). */
  const shown = async (c: Context<GatewayEnv>, read: () => Promise<object>): Promise<Response> => {
    const unrecorded = await recordLook(c, hub, {}, log);
    if (unrecorded !== undefined) return answerProblem(c, unrecorded);
    c.header("Cache-Control", "private, no-store");
    return c.json(await read());
  };

  door(
    {
      method: "get",
      path: "/api/v1/lanes",
      operationId: "listLanes",
      tag: TAG,
      summary: "Các đường liên thông: cầu dao, số thông điệp chờ, lỗi gần nhất",
      description:
        "Every lane with its breaker, figures and the code of its last error. With words=true also what was said and what to do: that may quote a partner's answer and so name people, and the look is recorded.",
      access: OPERATORS,
      scope: ["operate"],
      personal: true,
      shape: { query: z.strictObject({ words: z.enum(["true", "false"]).optional() }) },
      answer: { status: 200, description: "Các đường / the lanes", schema: z.object({ items: z.array(laneSchema) }) },
    },
    async (c, { query }) =>
      query.words === "true"
        ? shown(c, async () => ({ items: await exchange.lanes() }))
        : c.json({ items: (await exchange.lanes()).map(withoutWords) }),
  );

  door(
    {
      method: "post",
      path: "/api/v1/lanes/{id}/force",
      operationId: "forceLane",
      tag: TAG,
      summary: "Buộc mở, buộc đóng hoặc trả cầu dao về tự động",
      description: "open: nothing is sent; closed: sent whatever the breaker says; auto: the breaker decides again.",
      access: OPERATORS,
      scope: ["operate"],
      shape: {
        params: z.strictObject({ id: laneId }),
        json: z.strictObject({ state: z.enum(["open", "closed", "auto"]), reason }),
      },
      answer: { status: 200, description: "Đã thực hiện / done", schema: done },
    },
    async (c, { params, json }) =>
      (await exchange.force({ lane: params.id, state: json.state, reason: json.reason, actor: c.get("partner").id }))
        ? c.json({ done: true })
        : answerProblem(c, PROBLEMS.unknownResource({ vi: "đường liên thông", en: "lane" })),
  );

  door(
    {
      method: "get",
      path: "/api/v1/messages",
      operationId: "listMessages",
      tag: TAG,
      summary: "Các thông điệp, mặc định là những thông điệp cần người xử lý",
      description: "Messages by lane and state; without `states`, those that need a person (paused, dead).",
      access: OPERATORS,
      scope: ["operate"],
      personal: true,
      shape: { query: z.strictObject({ lane: laneId.optional(), states: states.optional(), cursor: cursor.optional(), limit }) },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(messageSchema) },
    },
    (c, { query }) =>
      shown(c, () =>
        exchange.messages({
          limit: query.limit,
          states: query.states ?? ["paused", "dead"],
          ...(query.lane === undefined ? {} : { lane: query.lane }),
          ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
        }),
      ),
  );

  door(
    {
      method: "get",
      path: "/api/v1/messages/blocked",
      operationId: "listBlocked",
      tag: TAG,
      summary: "Các thông điệp đang chặn những thông điệp sau của cùng hồ sơ",
      description: "Heads that are paused or dead while others of their dossier wait behind them.",
      access: OPERATORS,
      scope: ["operate"],
      personal: true,
      shape: {},
      answer: { status: 200, description: "Các thông điệp / the heads", schema: z.object({ items: z.array(messageSchema) }) },
    },
    (c) => shown(c, async () => ({ items: await exchange.blocked() })),
  );

  door(
    {
      method: "post",
      path: "/api/v1/messages/redrive",
      operationId: "redriveMessages",
      tag: TAG,
      summary: "Gửi lại các thông điệp đã dừng, theo danh sách hoặc cả một đường",
      description: "Puts paused and dead messages back on their lane; dryRun only says which.",
      access: OPERATORS,
      scope: ["operate"],
      shape: { json: redriveBody },
      answer: {
        status: 200,
        description: "Id các thông điệp / which messages",
        schema: z.object({ dryRun: z.boolean(), ids: z.array(z.uuid()) }),
      },
    },
    async (c, { json }) => c.json({ dryRun: json.dryRun, ids: await exchange.redrive({ ...json, actor: c.get("partner").id }) }),
  );

  door(
    {
      method: "post",
      path: "/api/v1/messages/{id}/release",
      operationId: "releaseMessage",
      tag: TAG,
      summary: "Bỏ một thông điệp đang chặn để những thông điệp sau đi tiếp",
      description: "Gives up a paused or dead head; it stays in the log as dropped.",
      access: OPERATORS,
      scope: ["operate"],
      shape: { params: z.strictObject({ id: z.uuid() }), json: z.strictObject({ reason }) },
      answer: { status: 200, description: "Đã thực hiện / done", schema: done },
    },
    async (c, { params, json }) =>
      (await exchange.release({ id: params.id, reason: json.reason, actor: c.get("partner").id }))
        ? c.json({ done: true })
        : answerProblem(c, PROBLEMS.unknownResource({ vi: "thông điệp đang dừng", en: "stopped message" })),
  );
};
