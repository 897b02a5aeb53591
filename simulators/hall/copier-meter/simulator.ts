/** A photocopier's SNMP agent on UDP. Its door prints, empties trays, jams paper; snmpget and snmpwalk read it. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { Hono } from "hono";
import { z } from "zod";
import { sampleCommunity } from "../../../adapters/hall/copier-meter/contract/printer-mib.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import type { SimListener } from "../../kit/types.ts";
import { createMetal } from "../metal.ts";
import { answerTo } from "./agent.ts";
import { createMachine } from "./machine.ts";

const options = z.object({
  community: z.string().default(sampleCommunity),
  /** An answer takes so long on a slow machine. */
  slowMs: z.int().min(0).default(5_000),
});

const printBody = z.strictObject({ pages: z.int().min(0).max(100_000) });
const paperBody = z.strictObject({ tray: z.int().min(1).max(2), sheets: z.int().min(0).max(500) });
const tonerBody = z.strictObject({ supply: z.int().min(1).max(2), percent: z.number().min(0).max(100) });
const counterBody = z.strictObject({ pages: z.int().min(0).max(4_294_967_295) });

export default defineSimulator({
  id: "hall-copier-meter",
  title: { vi: "Máy photo (mô phỏng)", en: "Photocopier (simulated)" },
  about: {
    vi: "Công tơ máy photo qua SNMP v2c (Printer MIB): in, hết giấy, hết mực, kẹt giấy ở cửa điều khiển.",
    en: "A photocopier's meter by SNMP v2c (Printer MIB): print, run out of paper and toner, jam at its door.",
  },
  options,
  settings: (url, ports) => ({
    LIENTHONG_HALL_TH_COPIER_1: `snmp://${sampleCommunity}@${new URL(url).hostname}:${ports?.["snmp"] ?? 0}`,
  }),
  createApp: (context, { community, slowMs }) => {
    const metal = createMetal({
      jam: { vi: "Kẹt giấy", en: "Paper jam" },
      doorOpen: { vi: "Nắp máy mở", en: "Cover open" },
      serviceDue: { vi: "Đến hạn bảo trì", en: "Service is due" },
      offline: { vi: "Máy đặt chế độ ngoại tuyến", en: "Set offline at the machine" },
      strange: { vi: "Lỗi riêng của hãng (SC 542)", en: "A trouble of the maker's own (SC 542)" },
      noBits: { vi: "Máy không báo bit lỗi, chỉ có bảng cảnh báo", en: "Gives no error bits, only the alert table" },
      vague: { vi: "Khay giấy chỉ báo “còn”", en: 'Trays say "some is left" only' },
      slow: { vi: "Trả lời rất chậm", en: "Answers very slowly" },
      babble: { vi: "Trả lời vô nghĩa", en: "It answers nonsense" },
      halfAnswer: { vi: "Gói trả lời bị cụt", en: "Half of an answer only" },
      loses: { vi: "Mất một gói tin trên đường", en: "One datagram is lost on its way" },
    });
    const machine = createMachine(metal.has);
    let asked = 0;
    let answered = 0;
    let ignored = 0;
    let lost = false;
    metal.onChange(() => {
      lost = false;
    });

    const serve = async (socket: Socket, datagram: Buffer, from: RemoteInfo): Promise<void> => {
      if (!metal.online()) return;
      asked += 1;
      const answer = answerTo(datagram, community, machine.view());
      if (answer === undefined) {
        ignored += 1;
        return;
      }
      if (metal.has("loses") && !lost) {
        lost = true;
        return;
      }
      if (metal.has("slow")) await context.sleep(slowMs);
      const sent = metal.has("babble")
        ? Buffer.from("?? no snmp ??")
        : metal.has("halfAnswer")
          ? answer.subarray(0, answer.length / 2)
          : answer;
      answered += 1;
      // Closed meanwhile: nobody is there to be told.
      if (metal.online()) socket.send(sent, from.port, from.address, () => undefined);
    };
    const listener = (): SimListener => {
      let socket: Socket | undefined;
      return {
        start: (port, host) =>
          new Promise((resolve, reject) => {
            const made = createSocket("udp4");
            made.once("error", reject);
            made.on("message", (datagram, from) => {
              serve(made, datagram, from).catch(() => undefined);
            });
            made.bind(port, host, () => {
              made.off("error", reject);
              made.on("error", () => undefined);
              socket = made;
              resolve(made.address().port);
            });
          }),
        stop: () =>
          new Promise((resolve) => {
            if (socket === undefined) return resolve();
            socket.close(() => resolve());
            socket = undefined;
          }),
      };
    };

    const door = new Hono();
    door.route("/", metal.door);
    const state = () => ({ ...Object(machine.state()), asked, answered, ignored });
    door.get("/copier", (c) => c.json(state()));
    const act = <T>(path: string, schema: z.ZodType<T>, example: T, does: (body: T) => unknown): void => {
      door.post(path, async (c) => {
        const body = schema.safeParse(await c.req.json().catch(() => undefined));
        if (!body.success) return c.json({ error: `body: ${JSON.stringify(example)}` }, 422);
        const result = does(body.data);
        return c.json({ ...state(), ...(typeof result === "number" ? { printed: result } : {}) });
      });
    };
    act("/print", printBody, { pages: 12 }, ({ pages }) => machine.print(pages));
    act("/paper", paperBody, { tray: 1, sheets: 0 }, ({ tray, sheets }) => machine.setPaper(tray, sheets));
    act("/toner", tonerBody, { supply: 1, percent: 4 }, ({ supply, percent }) => machine.setToner(supply, percent));
    act("/counter", counterBody, { pages: 0 }, ({ pages }) => machine.setCounter(pages));

    const app = new Hono();
    app.notFound((c) => c.text("404 Not Found", 404));
    return {
      app,
      state,
      counts: () => ({ "lần hỏi": asked, "đã trả lời": answered, "không trả lời": ignored }),
      reset: () => {
        machine.reset();
        metal.reset();
        asked = 0;
        answered = 0;
        ignored = 0;
      },
      listeners: { snmp: listener() },
      door,
      actions: [
        { method: "POST", path: "/print", vi: "In một số trang", en: "Print some pages", example: { pages: 12 } },
        {
          method: "POST",
          path: "/paper",
          vi: "Đặt số giấy trong khay",
          en: "Set the paper in a tray",
          example: { tray: 1, sheets: 0 },
        },
        {
          method: "POST",
          path: "/toner",
          vi: "Đặt mức mực (1) hoặc hộp thải (2)",
          en: "Set toner (1) or waste box (2)",
          example: { supply: 1, percent: 4 },
        },
        {
          method: "POST",
          path: "/counter",
          vi: "Thay bo mạch: công tơ đếm lại",
          en: "New board: the counter begins anew",
          example: { pages: 0 },
        },
        ...metal.actions,
      ],
    };
  },
});
