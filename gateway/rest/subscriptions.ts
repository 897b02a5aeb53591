/** Webhooks as their owners handle them: subscribe, pause, resume, change the secret, replay, test, end (R-J04). */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { SECRET_PREFIX } from "../../adapters/webhooks/contract/delivery.ts";
import { targetFault } from "../../adapters/webhooks/resolve.ts";
import { TARGET_FAULTS, type TargetFault } from "../../adapters/webhooks/target.ts";
import type { Refusal } from "../../core/dossier/types.ts";
import type { Subscription } from "../../core/hub.ts";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import type { GatewayEnv } from "../env.ts";
import { type PingResult, ping } from "../events/ping.ts";
import { EVENT_TYPES } from "../events/read.ts";
import { REASON_TEXTS } from "../events/reasons.ts";
import { answerProblem, PROBLEMS, type Problem, problem } from "../problem.ts";
import type { RestContext } from "./context.ts";
import { refusalProblem } from "./refusals.ts";
import { cursor, limit, pageOf, reason } from "./schemas.ts";
import {
  createdSchema,
  pingSchema,
  replaySchema,
  rotatedSchema,
  subscriptionSchema,
  subscriptionView,
} from "./subscription-views.ts";

const TAG = "subscriptions";
const PATH = "/api/v1/subscriptions";
/** A day to bring the new secret to every server of the receiver. */
const OVERLAP_SECONDS = 86_400;
const MAX_OVERLAP_SECONDS = 7 * 86_400;

const secret = z
  .string()
  .regex(new RegExp(`^${SECRET_PREFIX}[A-Za-z0-9+/]{32,88}={0,2}$`))
  .openapi({ description: "Khóa ký do bên nhận tự chọn; bỏ trống: trục tạo / the receiver's own secret" });
const params = z.strictObject({ id: z.string().regex(/^wh-[a-z0-9]{10,40}$/) });
const actBody = z.strictObject({ reason: reason.optional() });

const newSubscription = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .max(2000)
      .openapi({ description: "Địa chỉ https nhận tin / the https target", example: "https://nhan.so.example/lienthong" }),
    types: z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length).optional(),
    secret: secret.optional(),
    after: cursor
      .optional()
      .openapi({ description: "Bắt đầu từ con trỏ này; bỏ trống: từ bây giờ / where to begin; absent: now" }),
    verify: z.boolean().default(true).openapi({
      description: "Gọi thử có ký, phải được trả lời 2xx mới tạo / a signed test call that must be answered 2xx",
    }),
  })
  .openapi("NewSubscription");
const replayBody = z
  .union([
    z.strictObject({ after: cursor, dryRun: z.boolean().default(false) }),
    z.strictObject({
      since: z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString()),
      dryRun: z.boolean().default(false),
    }),
  ])
  .openapi("ReplayRequest");

const badTarget = (fault: TargetFault): Problem =>
  problem(422, `webhook.target-${fault}`, {
    detail: TARGET_FAULTS[fault],
    hint: {
      vi: "Dùng địa chỉ https công cộng; mạng riêng của cơ quan do người vận hành khai báo (LIENTHONG_WEBHOOKS_ALLOW).",
      en: "Use a public https address; an agency's private network is declared by the operator (LIENTHONG_WEBHOOKS_ALLOW).",
    },
    errors: [{ path: "/url", ...TARGET_FAULTS[fault] }],
  });

const notVerified = ({ status, error }: PingResult): Refusal => ({
  code: "subscription.not-verified",
  blame: "caller",
  vi: "Địa chỉ nhận tin không trả lời cuộc gọi thử bằng 2xx nên chưa tạo đăng ký.",
  en: "The target did not answer the test call with 2xx, so no subscription was made.",
  hint: {
    vi: "Cho máy nhận trả lời 2xx; nếu máy nhận kiểm chữ ký ngay, gửi kèm secret của mình; hoặc đặt verify là false rồi gọi test sau.",
    en: "Let the receiver answer 2xx; one that verifies at once gives its own secret; or set verify to false and test later.",
  },
  details: { ...(status === undefined ? {} : { status }), ...(error === undefined ? {} : { error: error.code }) },
});

const isRefusal = (value: object): value is Refusal => "blame" in value;

/** Adds the doors of subscriptions. */
export const addSubscriptionDoors = ({ door, hub, targets }: RestContext): void => {
  const { subscriptions } = hub;
  const access = PARTNER_ROLES;
  const scope = ["subscription"] as const;
  const actorOf = (c: Context<GatewayEnv>): string => `partner:${c.get("partner").id}`;

  /** Its own, or any for an operator; what is another's does not exist. */
  const owned = async (c: Context<GatewayEnv>, id: string): Promise<Subscription | undefined> => {
    const found = await subscriptions.get(id);
    const { role, id: caller } = c.get("partner");
    return found !== undefined && (found.partnerId === caller || role === "operator") ? found : undefined;
  };
  const unknown = (c: Context<GatewayEnv>): Response =>
    answerProblem(c, PROBLEMS.unknownResource({ vi: "đăng ký nhận tin", en: "subscription" }));
  const show = async (c: Context<GatewayEnv>, subscription: Subscription): Promise<Response> => {
    c.header("Cache-Control", "private, no-store");
    return c.json(subscriptionView(subscription, await subscriptions.progress(subscription.id)));
  };
  const shown = { status: 200, description: "Đăng ký / the subscription", schema: subscriptionSchema } as const;

  door(
    {
      method: "post",
      path: PATH,
      operationId: "createSubscription",
      tag: TAG,
      summary: "Đăng ký nhận sự kiện hồ sơ qua webhook",
      description:
        "Every event of the caller's dossiers is posted to the target as a CloudEvent, signed by Standard Webhooks. The secret is shown only in this answer. At most 20 per system.",
      access,
      scope,
      shape: { json: newSubscription },
      answer: { status: 201, description: "Đã đăng ký / subscribed", schema: createdSchema },
      problems: [409],
    },
    async (c, { json }) => {
      const fault = await targetFault(json.url, targets.policy, targets.resolve);
      if (fault !== undefined) return answerProblem(c, badTarget(fault));
      const made = await subscriptions.create({
        partnerId: c.get("partner").id,
        url: json.url,
        actor: actorOf(c),
        ...(json.types === undefined ? {} : { types: json.types }),
        ...(json.secret === undefined ? {} : { secret: json.secret }),
        ...(json.after === undefined ? {} : { after: json.after }),
        ...(json.verify
          ? {
              verify: async (candidate) => {
                const secrets = [{ secret: candidate.secret }];
                const result = await ping(hub, targets, { id: candidate.id, url: json.url, secrets }, c.get("traceparent"));
                return result.delivered ? undefined : notVerified(result);
              },
            }
          : {}),
      });
      if (isRefusal(made)) return answerProblem(c, refusalProblem(made));
      const { subscription } = made;
      c.header("Location", `${PATH}/${subscription.id}`);
      c.header("Cache-Control", "no-store");
      return c.json(
        { ...subscriptionView(subscription, await subscriptions.progress(subscription.id)), secret: made.secret },
        201,
      );
    },
  );

  door(
    {
      method: "get",
      path: PATH,
      operationId: "listSubscriptions",
      tag: TAG,
      summary: "Các đăng ký nhận tin của hệ thống gọi",
      description:
        "The caller's own subscriptions, newest first; an operator sees everybody's. Ended ones only with state=ended.",
      access,
      scope,
      shape: {
        query: z.strictObject({ state: z.enum(["active", "paused", "ended"]).optional(), cursor: cursor.optional(), limit }),
      },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(subscriptionSchema) },
    },
    async (c, { query }) => {
      const partner = c.get("partner");
      const page = await subscriptions.list({
        limit: query.limit,
        ...(partner.role === "operator" ? {} : { partnerId: partner.id }),
        ...(query.state === undefined ? {} : { state: query.state }),
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
      });
      c.header("Cache-Control", "private, no-store");
      return c.json({ ...page, items: page.items.map((one) => subscriptionView(one)) });
    },
  );

  door(
    {
      method: "get",
      path: `${PATH}/{id}`,
      operationId: "readSubscription",
      tag: TAG,
      summary: "Một đăng ký nhận tin: trạng thái, số tin chờ, lỗi gần nhất",
      description: "One subscription with how its lane stands; never its secret.",
      access,
      scope,
      shape: { params },
      answer: shown,
    },
    async (c, input) => {
      const found = await owned(c, input.params.id);
      return found === undefined ? unknown(c) : show(c, found);
    },
  );

  const acts: readonly {
    readonly act: "pause" | "resume" | "end";
    readonly operationId: string;
    readonly summary: string;
    readonly description: string;
  }[] = [
    {
      act: "pause",
      operationId: "pauseSubscription",
      summary: "Tạm dừng gửi tin",
      description: "Nothing is delivered until it is resumed; the cursor stays, nothing is lost.",
    },
    {
      act: "resume",
      operationId: "resumeSubscription",
      summary: "Gửi tiếp từ chỗ đã dừng",
      description: "Goes on where it stood; events that had been given up are sent too.",
    },
    {
      act: "end",
      operationId: "endSubscription",
      summary: "Kết thúc đăng ký",
      description: "For good; what still waits is dropped. Dropped events can be read at GET /api/v1/events.",
    },
  ];
  for (const { act, ...words } of acts) {
    door(
      {
        method: "post",
        path: `${PATH}/{id}/${act}`,
        tag: TAG,
        access,
        scope,
        shape: { params, json: actBody },
        answer: shown,
        problems: [409],
        ...words,
      },
      async (c, input) => {
        const found = await owned(c, input.params.id);
        if (found === undefined) return unknown(c);
        const by = found.partnerId === c.get("partner").id ? ("owner" as const) : ("operator" as const);
        const why = input.json.reason ?? REASON_TEXTS[by].vi;
        const outcome = await subscriptions[act]({ id: found.id, actor: actorOf(c), by, why });
        return isRefusal(outcome) ? answerProblem(c, refusalProblem(outcome)) : show(c, outcome);
      },
    );
  }

  door(
    {
      method: "post",
      path: `${PATH}/{id}/rotate-secret`,
      operationId: "rotateSubscriptionSecret",
      tag: TAG,
      summary: "Đổi khóa ký",
      description: "The new secret is shown only in this answer; until the overlap ends, both sign every delivery.",
      access,
      scope,
      shape: {
        params,
        json: z.strictObject({
          overlapSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(OVERLAP_SECONDS),
          secret: secret.optional(),
        }),
      },
      answer: { status: 200, description: "Khóa mới / the new secret", schema: rotatedSchema },
      problems: [409],
    },
    async (c, input) => {
      const found = await owned(c, input.params.id);
      if (found === undefined) return unknown(c);
      const { overlapSeconds, secret: own } = input.json;
      const outcome = await subscriptions.rotate({
        id: found.id,
        actor: actorOf(c),
        overlapSeconds,
        ...(own === undefined ? {} : { secret: own }),
      });
      if (isRefusal(outcome)) return answerProblem(c, refusalProblem(outcome));
      const { previousUntil } = outcome.subscription;
      c.header("Cache-Control", "no-store");
      return c.json({ id: found.id, secret: outcome.secret, ...(previousUntil === undefined ? {} : { previousUntil }) });
    },
  );

  door(
    {
      method: "post",
      path: `${PATH}/{id}/replay`,
      operationId: "replaySubscription",
      tag: TAG,
      summary: "Gửi lại các tin cũ, từ một con trỏ hoặc một thời điểm",
      description:
        "Events already read for this subscription are sent again under their own webhook-id, with the header lienthong-replay; dryRun only counts. At most 10,000 at once.",
      access,
      scope,
      shape: { params, json: replayBody },
      answer: { status: 200, description: "Số tin / how many", schema: replaySchema },
      problems: [409],
    },
    async (c, input) => {
      const found = await owned(c, input.params.id);
      if (found === undefined) return unknown(c);
      const { json } = input;
      const from = "after" in json ? { after: json.after } : { since: json.since };
      const outcome = await subscriptions.replay({ id: found.id, from, dryRun: json.dryRun, actor: actorOf(c) });
      return isRefusal(outcome) ? answerProblem(c, refusalProblem(outcome)) : c.json({ dryRun: json.dryRun, ...outcome });
    },
  );

  door(
    {
      method: "post",
      path: `${PATH}/{id}/test`,
      operationId: "testSubscription",
      tag: TAG,
      summary: "Gọi thử địa chỉ nhận tin ngay và xem kết quả",
      description: "Sends a signed CloudEvent of type vn.lienthong.ping at once, also while paused, and says what came of it.",
      access,
      scope,
      shape: { params, json: z.strictObject({}) },
      answer: { status: 200, description: "Kết quả cuộc gọi / what came of it", schema: pingSchema },
      problems: [409],
    },
    async (c, input) => {
      const found = await owned(c, input.params.id);
      if (found === undefined) return unknown(c);
      const secrets = await subscriptions.secrets(found.id);
      if (isRefusal(secrets)) return answerProblem(c, refusalProblem(secrets));
      return c.json(await ping(hub, targets, { id: found.id, url: found.url, secrets }, c.get("traceparent")));
    },
  );
};
