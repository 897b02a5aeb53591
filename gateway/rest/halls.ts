/** The halls and their queues (R-H), open to everyone who may sit in one: numbers, lines and counters, nothing personal. */
import { z } from "@hono/zod-openapi";
import { queueView } from "../../core/hub.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import type { RestContext } from "./context.ts";

const TAG = "halls";
const PUBLIC_CACHE = "public, max-age=60";
/** A queue moves by the second; so many screens may share one answer. */
const QUEUE_CACHE = "public, max-age=1";

const words = z.object({ vi: z.string(), en: z.string() });
const ticket = z.string().openapi({ description: "Số thứ tự / number", example: "A001" });

const hallSchema = z
  .object({
    id: z.string(),
    agencyId: z.string(),
    name: words,
    services: z
      .array(
        z.object({
          id: z.string(),
          letter: z.string(),
          name: words,
          purpose: z.enum(["submit", "result"]),
          fields: z
            .array(z.string())
            .openapi({ description: "Lĩnh vực thủ tục; trống: mọi lĩnh vực còn lại / none: every other field" }),
        }),
      )
      .openapi({ description: "Các hàng chờ / the lines" }),
    counters: z.array(z.object({ id: z.string(), number: z.int(), name: words, services: z.array(z.string()) })),
    priorities: z
      .array(z.object({ id: z.string(), name: words, source: z.string() }))
      .openapi({ description: "Ai được gọi trước, và theo căn cứ nào / who goes first, and by which rule" }),
  })
  .openapi("Hall");

const queueSchema = z
  .object({
    hallId: z.string(),
    day: z.iso.date(),
    version: z.int().openapi({ description: "Tăng theo mỗi thay đổi trong ngày / grows with every change of the day" }),
    closed: z.boolean(),
    counters: z.array(
      z.object({
        id: z.string(),
        number: z.int(),
        open: z.boolean(),
        ticketId: ticket.optional(),
        state: z.enum(["called", "serving"]).optional(),
        calledAt: z.iso.datetime().optional(),
      }),
    ),
    lines: z.array(
      z.object({
        id: z.string(),
        letter: z.string(),
        waiting: z.array(ticket),
        ahead: z.int().openapi({ description: "Số người phía trước nếu lấy số bây giờ / people ahead of a newcomer" }),
        minutes: z.int().optional().openapi({
          description: "Ước tính chờ, phút; không có khi chưa quầy nào mở / estimated wait; absent where no counter is open",
        }),
      }),
    ),
    absent: z.array(ticket).openapi({ description: "Đã gọi mà vắng / called and not there" }),
  })
  .openapi("HallQueue");

const deviceSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: words,
    counterId: z.string().optional(),
    state: z.enum(["ok", "warning", "failing", "off"]).openapi({
      description: "off: chưa kết nối tới trục / not connected to the hub",
    }),
    problems: z.array(z.object({ code: z.string(), vi: z.string(), en: z.string() })),
    since: z.iso.datetime().optional(),
  })
  .openapi("HallDevice");

/** Adds the doors of halls. */
export const addHallDoors = ({ door, hub }: RestContext): void => {
  door(
    {
      method: "get",
      path: "/api/v1/halls",
      operationId: "listHalls",
      tag: TAG,
      summary: "Các sảnh một cửa: hàng chờ, quầy, đối tượng ưu tiên",
      description: "Every one-stop hall with its lines, counters, and whom it lets go first (R-H).",
      access: "public",
      shape: {},
      answer: { status: 200, description: "Các sảnh / the halls", schema: z.object({ items: z.array(hallSchema) }) },
    },
    (c) => {
      const items = [...hub.hall.halls.values()].map(({ id, agencyId, name, services, counters, priorities }) => ({
        id,
        agencyId,
        name,
        services: services.map((line) => ({
          id: line.id,
          letter: line.letter,
          name: line.name,
          purpose: line.purpose,
          fields: line.fields,
        })),
        counters,
        priorities: priorities.flatMap((of) => hub.catalogs.priorities.get(of) ?? []),
      }));
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json({ items });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/halls/{hallId}/queue",
      operationId: "readHallQueue",
      tag: TAG,
      summary: "Hàng chờ của một sảnh lúc này: số đang gọi, số đang chờ, thời gian chờ ước tính",
      description:
        "The queue now: each counter's number, the waiting numbers of each line in order, and a newcomer's estimated wait (R-H).",
      access: "public",
      shape: { params: z.strictObject({ hallId: z.string().regex(/^[a-z0-9-]{1,40}$/) }) },
      answer: { status: 200, description: "Hàng chờ / the queue", schema: queueSchema },
      problems: [404],
    },
    async (c, { params }) => {
      const hall = hub.hall.halls.get(params.hallId);
      if (hall === undefined) return answerProblem(c, PROBLEMS.unknownResource({ vi: "sảnh", en: "hall" }));
      const day = await hub.hall.day(hall.id);
      const now = hub.now();
      const view = queueView(day, hall);
      const lines = view.lines.map((line) => ({ ...line, ...hub.hall.estimateNew(day, line.id, undefined, now) }));
      c.header("Cache-Control", QUEUE_CACHE);
      return c.json({ ...view, lines });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/halls/{hallId}/devices",
      operationId: "listHallDevices",
      tag: TAG,
      summary: "Thiết bị của một sảnh lúc này: hoạt động, cần để ý, trục trặc",
      description: "How each device of a hall is now, and since when; nothing of its address or figures (R-H).",
      access: "public",
      shape: { params: z.strictObject({ hallId: z.string().regex(/^[a-z0-9-]{1,40}$/) }) },
      answer: { status: 200, description: "Thiết bị / the devices", schema: z.object({ items: z.array(deviceSchema) }) },
      problems: [404],
    },
    async (c, { params }) => {
      if (!hub.hall.halls.has(params.hallId)) return answerProblem(c, PROBLEMS.unknownResource({ vi: "sảnh", en: "hall" }));
      const devices = await hub.hall.devices(params.hallId);
      const items = devices.map(({ device, state, problems, since }) => ({
        id: device.id,
        kind: device.kind,
        name: device.name,
        state,
        problems,
        ...(device.counter === undefined ? {} : { counterId: device.counter }),
        ...(since === undefined ? {} : { since }),
      }));
      c.header("Cache-Control", QUEUE_CACHE);
      return c.json({ items });
    },
  );
};
