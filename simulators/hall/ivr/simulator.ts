/** Telephone exchange for the look-up line, simulated (R-H, R-E02): a telephone on a page, tones, what was said. */
import { createHmac } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { type ExchangeStatus, SIGNATURE, STATUS_PATH } from "../../../adapters/hall/ivr/contract/call.ts";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal } from "../metal.ts";
import { createExchange, type PhoneCall } from "./exchange.ts";
import { phonePage } from "./page.ts";

const SECRET = "ivr-demo-secret-not-for-production";

const options = z.strictObject({
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  deviceId: z.string().default("th-ivr-1"),
  number: z.string().default("0234000000"),
  secret: z.string().min(16).default(SECRET),
  /** How long the caller waits for the hub, real milliseconds. */
  timeoutMs: z.int().min(1).default(10_000),
});

const dialBody = z.strictObject({
  from: z.string().max(20).default("0900000012"),
  secret: z.string().min(1).optional(),
});
const pressBody = z.strictObject({ keys: z.string().regex(/^[0-9*#]{1,60}$/) });

const shown = ({ secret: _, context: __, ...call }: PhoneCall) => call;

export default defineSimulator({
  id: "hall-ivr",
  title: { vi: "Tổng đài tra cứu (mô phỏng)", en: "Telephone look-up exchange (simulated)" },
  about: {
    vi: "Nhận cuộc gọi, hỏi trục từng bước, đọc câu trả lời; có máy điện thoại trên trang /__sim/phone.",
    en: "Takes calls, asks the hub at each step, speaks the answer; a telephone on the page /__sim/phone.",
  },
  options,
  settings: (url) => ({ LIENTHONG_HALL_TH_IVR_1: `ivr://:${SECRET}@${new URL(url).host}` }),
  createApp: (context, settings) => {
    const metal = createMetal({ trunkDown: { vi: "Mất đường trung kế", en: "Trunk down" } });
    const reaches = (): boolean => metal.online() && !metal.has("trunkDown");
    const exchange = createExchange(context, settings, reaches);
    const under = (): number => exchange.calls().filter(({ state }) => state !== "over").length;

    const app = new Hono();
    app.get(STATUS_PATH, (c) => {
      const timestamp = c.req.header(SIGNATURE.timestampHeader) ?? "";
      const right = createHmac("sha256", settings.secret).update(`${timestamp}.`).digest("hex");
      if (c.req.header(SIGNATURE.signatureHeader) !== right) return c.json({ error: "unsigned" }, 401);
      const status: ExchangeStatus = { trunk: metal.has("trunkDown") ? "down" : "up", calls: under() };
      return c.json(status);
    });
    app.notFound((c) => c.json({ error: "not found" }, 404));

    const door = new Hono();
    door.route("/", metal.door);
    door.get("/phone", (c) => c.html(phonePage(settings.number)));
    door.get("/calls", (c) => c.json(exchange.calls().map(shown)));
    door.post("/calls", async (c) => {
      const read = dialBody.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      const call = await exchange.dial(read.data.from, read.data.secret);
      return call === undefined ? c.json({ error: "Số máy này tạm thời không liên lạc được." }, 503) : c.json(shown(call));
    });
    const onCall = async (c: Context, act: (call: PhoneCall) => Promise<PhoneCall>): Promise<Response> => {
      const call = exchange.find(c.req.param("id") ?? "");
      return call === undefined ? c.json({ error: "Không có cuộc gọi này / No such call" }, 404) : c.json(shown(await act(call)));
    };
    door.post("/calls/:id/press", async (c) => {
      const read = pressBody.safeParse(await jsonBody(c));
      return read.success ? onCall(c, (call) => exchange.press(call, read.data.keys)) : badRequest(c, read.error);
    });
    door.post("/calls/:id/silence", (c) => onCall(c, exchange.silence));
    door.post("/calls/:id/hangup", (c) => onCall(c, exchange.hangUp));

    return {
      app,
      reachable: metal.online,
      state: () => ({ ...metal.state(), calls: exchange.calls().map(shown) }),
      counts: () => ({ "cuộc gọi": exchange.calls().length, "đang gọi": under() }),
      reset: () => {
        exchange.reset();
        metal.reset();
      },
      door,
      actions: [
        { method: "GET", path: "/phone", vi: "Máy điện thoại (trang)", en: "A telephone (page)" },
        { method: "POST", path: "/calls", vi: "Gọi đến tổng đài", en: "Call", example: { from: "0900000012" } },
        { method: "POST", path: "/calls/C-000001/press", vi: "Bấm phím", en: "Press keys", example: { keys: "1" } },
        { method: "POST", path: "/calls/C-000001/silence", vi: "Không bấm gì, hết giờ", en: "Press nothing", example: {} },
        { method: "POST", path: "/calls/C-000001/hangup", vi: "Gác máy", en: "Hang up", example: {} },
        ...metal.actions,
      ],
    };
  },
});
