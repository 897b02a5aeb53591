/** A bar code scanner on raw TCP: whoever is connected gets what is scanned at its door. */
import type { Socket } from "node:net";
import { Hono } from "hono";
import { z } from "zod";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal, metalListener } from "../metal.ts";

const options = z.object({
  prefix: z.string().default(""),
  suffix: z.string().default("\r\n"),
  /** Puts the AIM identifier before each code. */
  aim: z.boolean().default(false),
});

const scanBody = z.strictObject({
  /** Several codes go out at once, as from a belt. */
  text: z.union([z.string().min(1).max(4000), z.array(z.string().min(1).max(4000)).min(1).max(20)]),
  /** Symbology, for the AIM identifier. */
  symbology: z.enum(["code128", "qr"]).default("code128"),
});
const AIM = { code128: "]C0", qr: "]Q1" } as const;

interface Scan {
  readonly at: string;
  readonly text: string;
  /** To how many listeners it went; with none the scanner beeps thrice and forgets it. */
  readonly listeners: number;
}

export default defineSimulator({
  id: "hall-barcode-scanner",
  title: { vi: "Đầu đọc mã vạch (mô phỏng)", en: "Bar code scanner (simulated)" },
  about: {
    vi: "Đầu đọc qua mạng: “quét” một mã ở /__sim/scan, ai đang kết nối thì nhận được.",
    en: 'A scanner on the network: "scan" a code at /__sim/scan, and whoever is connected gets it.',
  },
  options,
  settings: (url, ports) => ({
    LIENTHONG_HALL_TH_BARCODE_1: `barcode://${new URL(url).hostname}:${ports?.["scanner"] ?? 0}`,
  }),
  createApp: (context, { prefix, suffix, aim }) => {
    const metal = createMetal({
      noSuffix: { vi: "Cài sai: không gửi ký tự kết thúc", en: "Set wrong: no end after a code" },
      halfLine: { vi: "Chỉ gửi nửa đầu của mã", en: "Sends the first half of a code only" },
      garbage: { vi: "Gửi byte rác trước mã", en: "Sends junk bytes before a code" },
      drops: { vi: "Ngắt kết nối ngay sau mỗi mã", en: "Drops the line after each code" },
    });
    const sockets = new Set<Socket>();
    let scans: Scan[] = [];
    const serve = (socket: Socket): void => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.resume();
    };
    const bytesOf = (text: string, symbology: keyof typeof AIM): Buffer => {
      const whole = Buffer.from(`${prefix}${aim ? AIM[symbology] : ""}${text}`, "utf8");
      const sent = metal.has("halfLine") ? whole.subarray(0, Math.ceil(whole.length / 2)) : whole;
      const end = metal.has("noSuffix") || metal.has("halfLine") ? "" : suffix;
      const junk = metal.has("garbage") ? Buffer.from([0xff, 0xfe, 0x00, 0x9f, 0x0d]) : Buffer.alloc(0);
      return Buffer.concat([junk, sent, Buffer.from(end)]);
    };

    const door = new Hono();
    door.route("/", metal.door);
    door.post("/scan", async (c) => {
      const body = scanBody.safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return c.json({ error: 'body: {"text": "A012"}' }, 422);
      const { text, symbology } = body.data;
      const texts = [text].flat();
      const listening = metal.online() ? [...sockets] : [];
      const bytes = Buffer.concat(texts.map((one) => bytesOf(one, symbology)));
      for (const socket of listening) socket.write(bytes, () => metal.has("drops") && socket.resetAndDestroy());
      for (const one of texts) scans.push({ at: context.clock.now(), text: one, listeners: listening.length });
      return c.json({ listeners: listening.length });
    });

    const app = new Hono();
    app.notFound((c) => c.text("404 Not Found", 404));
    return {
      app,
      state: () => ({ connected: sockets.size, scans }),
      counts: () => ({ "đang kết nối": sockets.size, "mã đã quét": scans.length }),
      reset: () => {
        scans = [];
        metal.reset();
      },
      listeners: { scanner: metalListener(metal, serve) },
      door,
      actions: [
        { method: "POST", path: "/scan", vi: "Quét một mã", en: "Scan a code", example: { text: "A012" } },
        ...metal.actions,
      ],
    };
  },
});
