/** What happened to dossiers, for systems that want to know: by cursor for those that can only ask, as a stream for those that listen (R-J04). */
import { z } from "@hono/zod-openapi";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import { feedScopeOf } from "../../core/partners/sight.ts";
import { badCursor, createConnections, tooManyConnections } from "../events/connections.ts";
import { EVENT_TYPES, type EventsRead, readEvents } from "../events/read.ts";
import { eventStream, STREAM_MANNERS } from "../events/stream.ts";
import { answerProblem } from "../problem.ts";
import type { RestContext } from "./context.ts";
import { cursor } from "./schemas.ts";

const TAG = "events";
/** How long a question may wait for an answer, seconds: below the 60 s after which proxies give up. */
const MAX_WAIT_SECONDS = 30;
/** What an asker that is up to date is told to let pass, seconds. */
const ASK_AGAIN_SECONDS = 5;

export const cloudEventSchema = z
  .object({
    specversion: z.literal("1.0"),
    id: z.string().openapi({
      description:
        "Id hồ sơ và số thứ tự sự kiện; không đổi qua mọi kênh và mọi lần gửi lại / dossier id and number, the same on every road",
      example: "019f0000-0000-7000-8000-000000000001/3",
    }),
    source: z.literal("/lienthong"),
    type: z.string().openapi({ example: "vn.lienthong.dossier.received" }),
    subject: z.uuid().openapi({ description: "Id hồ sơ / the dossier" }),
    time: z.iso.datetime(),
    datacontenttype: z.literal("application/json"),
    cursor: z.string().openapi({ description: "Con trỏ: đọc tiếp từ sau sự kiện này / where to go on" }),
    data: z
      .looseObject({
        dossierId: z.uuid(),
        seq: z.int(),
        type: z.enum(EVENT_TYPES),
        title: z.string(),
        status: z.string().optional(),
        code: z.string().optional(),
        nationalCode: z.string().optional(),
        agencyId: z.string(),
        procedureCode: z.string(),
        channel: z.string(),
        transferId: z.string().optional(),
        toAgencyId: z.string().optional(),
      })
      .openapi({ description: "Không có dữ liệu cá nhân; xem hồ sơ để biết thêm / no personal data" }),
  })
  .openapi("CloudEvent");

/** "received,decided" → the types, each checked. */
const types = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length))
  .openapi({
    type: "string",
    description: "Các loại sự kiện, cách nhau bằng dấu phẩy; bỏ trống: mọi loại / event types, separated by commas",
    example: "received,decided,returned",
  });
const after = cursor.openapi({ description: 'Con trỏ đã nhận; "now": từ bây giờ / a cursor as given; "now": from now on' });

/** Adds the doors of events. */
export const addEventDoors = ({ door, hub, log, wallClock, draining, events = {} }: RestContext): void => {
  const connections = createConnections();
  const start = async (given: string | undefined, otherwise: string): Promise<string> =>
    (given ?? otherwise) === "now" ? hub.feedEnd() : (given ?? otherwise);
  const setOf = (given: readonly string[] | undefined) => (given === undefined ? {} : { types: new Set(given) });

  door(
    {
      method: "get",
      path: "/api/v1/events",
      operationId: "listEvents",
      tag: TAG,
      summary: "Sự kiện của các hồ sơ trong phạm vi hệ thống gọi, theo con trỏ",
      description:
        "Events of the caller's dossiers as CloudEvents in the order of their commits, without personal data. Ask again with after=<next>; `next` is always there, also on an empty page. Without `after`: from the first event. `wait`: seconds to wait for something new (long poll).",
      access: PARTNER_ROLES,
      scope: ["event.read"],
      shape: {
        query: z.strictObject({
          after: after.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
          wait: z.coerce.number().int().min(0).max(MAX_WAIT_SECONDS).default(0),
          types: types.optional(),
        }),
      },
      answer: {
        status: 200,
        description: "Một trang; trang trống có Retry-After / one page; an empty one says Retry-After",
        schema: z.object({ items: z.array(cloudEventSchema), next: z.string() }),
      },
    },
    async (c, { query }) => {
      const wanted = { limit: query.limit, scope: feedScopeOf(c.get("partner"), hub), ...setOf(query.types) };
      const until = performance.now() + query.wait * 1000;
      const { signal } = c.req.raw;
      const ask = async (from: string): Promise<EventsRead | undefined> => {
        for (let at = from; ; ) {
          const read = await readEvents(hub, { ...wanted, after: at });
          const left = until - performance.now();
          if (read === undefined || !read.end || left <= 0 || signal.aborted || draining()) return read;
          at = read.cursor;
          await hub.feedMoved(signal, Math.min(left, 1000));
        }
      };
      const release = query.wait === 0 ? undefined : connections.take(c.get("partner").id);
      if (query.wait > 0 && release === undefined) return answerProblem(c, tooManyConnections());
      try {
        const read = await ask(await start(query.after, "0.0"));
        if (read === undefined) return answerProblem(c, badCursor());
        if (read.end) c.header("Retry-After", String(ASK_AGAIN_SECONDS));
        c.header("Cache-Control", "private, no-store");
        return c.json({ items: read.items, next: read.cursor });
      } finally {
        release?.();
      }
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/events/stream",
      operationId: "streamEvents",
      tag: TAG,
      summary: "Dòng sự kiện trực tiếp (SSE) của các hồ sơ trong phạm vi hệ thống gọi",
      description:
        "Server-sent events: id = cursor, event = type, data = CloudEvent. After a cut the client comes back with Last-Event-ID and misses nothing; without it, or `after`, the stream begins with what happens now. At most 5 connections per system.",
      access: PARTNER_ROLES,
      scope: ["event.read"],
      shape: {
        query: z.strictObject({ after: after.optional(), types: types.optional() }),
        headers: z.object({ "Last-Event-ID": cursor.optional().openapi({ description: "Con trỏ của sự kiện cuối đã nhận" }) }),
      },
      answer: { status: 200, description: "Dòng sự kiện / the stream", schema: z.string(), mediaType: "text/event-stream" },
    },
    async (c, { query, headers }) => {
      const from = await start(headers["Last-Event-ID"] ?? query.after, "now");
      if ((await hub.feed({ after: from, limit: 1 })) === undefined) return answerProblem(c, badCursor());
      const release = connections.take(c.get("partner").id);
      if (release === undefined) return answerProblem(c, tooManyConnections());
      return eventStream(c, {
        hub,
        log,
        draining,
        release,
        clock: wallClock,
        after: from,
        manners: { ...STREAM_MANNERS, ...events },
        ...setOf(query.types),
      });
    },
  );
};
