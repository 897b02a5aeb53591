/** GSM modem behind a serial server, simulated (R-H): AT commands on raw TCP, an own SIM, a network that a person can take away. */
import { Hono } from "hono";
import { z } from "zod";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal, metalListener } from "../metal.ts";
import { atFault, createAtModem } from "./at.ts";
import { createSimCard } from "./sim-card.ts";

const options = z.strictObject({
  hubUrl: z.url().optional(),
  deviceId: z.string().default("th-modem-1"),
  pin: z
    .string()
    .regex(/^\d{4,8}$/)
    .optional(),
  operator: z.string().default("VIETTEL"),
  /** How many messages the SIM stores. */
  room: z.int().min(1).max(250).default(20),
});

const incoming = z.union([
  z.strictObject({ from: z.string().min(1).max(20).default("+84900000012"), text: z.string().min(1).max(600) }),
  z.strictObject({ pdu: z.string().max(600) }),
]);

const TROUBLES = {
  simMissing: { vi: "Rút SIM", en: "SIM out" },
  noNetwork: { vi: "Mất mạng di động", en: "No mobile network" },
  lowSignal: { vi: "Sóng yếu", en: "Weak signal" },
  chatty: { vi: "Chen tin tự phát vào giữa câu trả lời", en: "News in the middle of answers" },
} as const;

export default defineSimulator({
  id: "hall-sms-modem",
  title: { vi: "Modem SMS (mô phỏng)", en: "SMS modem (simulated)" },
  about: {
    vi: "Modem GSM sau bộ chuyển cổng nối tiếp: lệnh AT qua TCP, gửi và nhận tin nhắn bằng PDU hoặc văn bản.",
    en: "A GSM modem behind a serial server: AT commands on TCP, SMS out and in, as PDU or text.",
  },
  options,
  settings: (url, ports) => ({
    LIENTHONG_HALL_TH_MODEM_1: `at://${new URL(url).hostname}:${ports?.["at"] ?? 4001}`,
  }),
  createApp: (context, settings) => {
    const metal = createMetal(TROUBLES);
    const card = createSimCard(context, settings.room);
    const modem = createAtModem(card, metal, settings);
    let powered = true;
    metal.onChange(() => {
      if (!metal.powered() && powered) modem.restart();
      powered = metal.powered();
      modem.arrived();
    });
    const app = new Hono();
    app.notFound((c) => c.text("Thiết bị này nói chuyện qua TCP, không có trang. / This device speaks raw TCP.", 404));

    const door = new Hono();
    door.route("/", metal.door);
    door.post("/mo", async (c) => {
      const read = incoming.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      if ("pdu" in read.data) card.arriveRaw(read.data.pdu);
      else card.arrive(read.data.from, read.data.text);
      modem.arrived();
      return c.json({ stored: card.stored().length, waiting: card.waiting() });
    });
    door.get("/sent", (c) => {
      const to = c.req.query("to");
      return c.json(card.sent().filter((one) => to === undefined || one.to === to));
    });
    door.post("/at-faults", async (c) => {
      const read = atFault.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      modem.addFault(read.data);
      return c.json(read.data, 201);
    });
    return {
      app,
      reachable: metal.online,
      state: () => ({
        ...metal.state(),
        sent: card.sent(),
        looseParts: card.loose(),
        stored: card.stored(),
        waiting: card.waiting(),
        connections: modem.connections(),
        commands: modem.commands(),
      }),
      counts: () => ({
        "tin đã gửi": card.sent().length,
        "đoạn tin lẻ": card.loose(),
        "tin trên SIM": card.stored().length,
        "tin chờ ngoài mạng": card.waiting(),
        "lượt kết nối": modem.connections(),
      }),
      reset: () => {
        card.reset();
        modem.reset();
        metal.reset();
      },
      door,
      listeners: { at: metalListener(metal, modem.serve) },
      actions: [
        {
          method: "POST",
          path: "/mo",
          vi: "Người dân nhắn tin đến số của modem",
          en: "A citizen sends an SMS to the modem's number",
          example: { from: "+84900000012", text: "TRACUU H57.101-260302-0001" },
        },
        { method: "GET", path: "/sent", vi: "Tin modem đã gửi (?to=84…)", en: "What the modem sent" },
        {
          method: "POST",
          path: "/at-faults",
          vi: "Gây lỗi cho tin tới (cutBeforePrompt, cutAfterText, hang, error + code)",
          en: "Make the next messages fail",
          example: { kind: "cutAfterText", times: 1 },
        },
        ...metal.actions,
      ],
    };
  },
});
