/**
 * An agency's receiver of webhooks: verifies signatures by the book, counts what came once and what came again. Its secrets are given to it
 * through the control door, as a person would copy them from the answer to the subscription. Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import { cloudEvent, HEADERS, SECRET_PREFIX } from "../../adapters/webhooks/contract/delivery.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createBook, doubtOf } from "./book.ts";

const BOX = /^[a-z0-9-]{1,40}$/;
const options = z.strictObject({
  /** Boxes that believe whatever comes while they have no secret yet; else they answer 401. */
  trusting: z.boolean().default(true),
  /** Taken like every simulator's; this one never calls the hub. */
  hubUrl: z.url().optional(),
});
const secretDoor = z.strictObject({
  box: z.string().regex(BOX),
  secret: z
    .string()
    .startsWith(SECRET_PREFIX)
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/),
  /** Forget the earlier ones. */
  only: z.boolean().default(false),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export default defineSimulator({
  id: "webhook-receiver",
  title: { vi: "Bên nhận tin webhook (mô phỏng)", en: "Webhook receiver (simulated)" },
  about: {
    vi: "Máy của một cơ quan nhận sự kiện hồ sơ qua webhook: kiểm chữ ký, đếm tin mới và tin lặp. Mỗi hộp /hooks/<tên> một địa chỉ.",
    en: "An agency's receiver of dossier events: verifies signatures, counts new and repeated ones. Each box /hooks/<name> is an address.",
  },
  options,
  settings: (url) => ({ LIENTHONG_WEBHOOKS_ALLOW: url }),
  createApp: (context, settings) => {
    const book = createBook();
    const app = new Hono();

    app.post("/hooks/:box", async (c) => {
      const name = c.req.param("box");
      if (!BOX.test(name)) return c.json({ error: "no such box" }, 404);
      const body = await c.req.text();
      const header = (key: string): string => c.req.header(key) ?? "";
      const signatures = header(HEADERS.signature).split(" ").filter(Boolean);
      const { secrets } = book.box(name);
      const doubt = doubtOf(
        secrets,
        { id: header(HEADERS.id), timestamp: header(HEADERS.timestamp), signatures, body },
        context.clock.ms(),
      );
      const excused = doubt === "noSecret" && settings.trusting;
      if (doubt !== undefined && !excused) {
        book.doubt(name, doubt);
        return c.json({ error: doubt }, 401);
      }
      const event = cloudEvent.safeParse(parsed(body));
      if (!event.success || event.data.id !== header(HEADERS.id)) {
        book.doubt(name, "body");
        return c.json({ error: "body" }, 422);
      }
      const { id, type, subject, data } = event.data;
      book.take(name, { id, type, subject, data }, signatures.length, c.req.header(HEADERS.replay));
      return c.body(null, 204);
    });
    app.notFound((c) => c.json({ error: "nothing here" }, 404));

    const door = new Hono();
    door.post("/secret", async (c) => {
      const read = secretDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      const { secrets } = book.box(read.data.box);
      if (read.data.only) secrets.clear();
      secrets.add(read.data.secret);
      return c.json({ secrets: secrets.size });
    });

    return {
      app,
      door,
      actions: [
        {
          method: "POST",
          path: "/secret",
          vi: "Trao khóa ký cho một hộp (only: bỏ các khóa cũ)",
          en: "Give a box its signing secret (only: forget the earlier ones)",
          example: { box: "so-noi-vu", secret: "whsec_…", only: false },
        },
      ],
      state: book.state,
      counts: book.counts,
      reset: book.reset,
    };
  },
});
