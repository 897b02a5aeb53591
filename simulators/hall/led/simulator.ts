/** An LED board that speaks the Alpha protocol on raw TCP, as one behind a serial device server does. `/__sim/board.png` shows it. */
import type { Socket } from "node:net";
import { Hono } from "hono";
import { z } from "zod";
import { BROADCAST, COMMAND, ERROR_BIT, PICTURE, TYPE } from "../../../adapters/hall/led/contract/alpha.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal, metalListener } from "../metal.ts";
import { drawBoard, frameOf, type Lamps, pageOf, turnOf } from "./draw.ts";
import { answerFrame, type Command, createReader, isQuestion } from "./frames.ts";
import { createSign } from "./sign.ts";

const options = z.object({
  columns: z.int().min(40).max(PICTURE.columns).default(224),
  rows: z.int().min(7).max(PICTURE.rows).default(24),
  address: z.string().default("01"),
  /** Bytes for files. */
  pool: z.int().min(1000).max(65_535).default(32_768),
  /** A clear keeps a BetaBrite from answering for about 5,000 ms. */
  deafMs: z.int().min(0).default(0),
  /** Without mains its memory lasts so long: about five minutes (measured), gone after a day. */
  keepsMs: z.int().min(0).default(300_000),
  baud: z.int().min(300).default(1200),
});

/** A byte of the serial line: start, seven bits, parity, stop. */
const BITS = 10;
/** On a bad line long frames are hit. */
const LONG = 200;

export default defineSimulator({
  id: "hall-led",
  title: { vi: "Bảng LED (mô phỏng)", en: "LED board (simulated)" },
  about: {
    vi: "Bảng LED giao thức Alpha: nhận trang chữ và hình điểm, chạy lần lượt, trả lời khi được hỏi; xem tại /__sim/board.png.",
    en: "LED board, Alpha protocol: takes text and dot pictures, runs them in turn, answers when asked; see /__sim/board.png.",
  },
  options,
  settings: (url, ports) => ({
    LIENTHONG_HALL_TH_LED_1: `alphasign://${new URL(url).hostname}:${ports?.["alpha"] ?? 0}`,
  }),
  createApp: (context, { columns, rows, address, pool, deafMs, keepsMs, baud }) => {
    const metal = createMetal({
      deadRow: { vi: "Một hàng điểm LED bị hỏng", en: "A row of lamps is dead" },
      slowLine: { vi: "Đường nối tiếp rất chậm", en: "The serial line is very slow" },
      noise: { vi: "Đường nối tiếp bị nhiễu: gói dài bị hỏng", en: "Noise on the serial line damages long frames" },
      stuck: { vi: "Bảng nhận lệnh nhưng không đổi chữ", en: "It takes texts and keeps its old ones" },
      deaf: { vi: "Dây một chiều: bảng không trả lời", en: "One-way line: the board does not answer" },
      babble: { vi: "Trả lời vô nghĩa", en: "It answers nonsense" },
      halfAnswer: { vi: "Đứt giữa câu trả lời", en: "Breaks off in the middle of an answer" },
    });
    const sign = createSign(context.clock, pool, deafMs);
    const none = { good: 0, badChecksum: 0, broken: 0, forOthers: 0 };
    let frames = { ...none };
    let offAt: number | undefined;
    metal.onChange(() => {
      if (!metal.powered()) offAt ??= context.clock.ms();
      else if (offAt !== undefined) {
        if (context.clock.ms() - offAt > keepsMs) sign.wipe();
        offAt = undefined;
      }
    });

    const take = (command: Command): string | undefined => {
      const hit = metal.has("noise") && command.body.length > LONG;
      if (command.checksum === "bad" || hit) {
        frames.badChecksum += 1;
        sign.fault(ERROR_BIT.checksum);
        return undefined;
      }
      frames.good += 1;
      if (metal.has("stuck") && command.body.startsWith(COMMAND.writeText)) return undefined;
      const answer = sign.take(command.body);
      return isQuestion(command) ? answer : undefined;
    };

    // One serial line, whoever speaks through the server: what a client left in half is still there when the next one comes.
    let reply: ((body: string) => void) | undefined;
    const reader = createReader(
      ({ type, address: to, commands }) => {
        if (type !== TYPE.all || (to !== BROADCAST && to !== address)) {
          frames.forOthers += 1;
          return;
        }
        for (const answer of commands.map(take)) if (answer !== undefined) reply?.(answer);
      },
      () => {
        frames.broken += 1;
      },
    );

    const serve = (socket: Socket): void => {
      let line: Promise<void> = Promise.resolve();
      let received = 0;
      const give = async (body: string): Promise<void> => {
        const bytes = answerFrame(body);
        const carried = received + bytes.length;
        received = 0;
        if (metal.has("slowLine")) await context.sleep((carried * BITS * 1000) / baud);
        if (!metal.online() || metal.has("deaf")) return;
        if (metal.has("babble")) return void socket.write(Buffer.from("\0\0\0?!7f\x02zz\x03ZZZZ\x04", "latin1"));
        if (metal.has("halfAnswer"))
          return void socket.write(bytes.subarray(0, bytes.length / 2), () => socket.resetAndDestroy());
        socket.write(bytes);
      };
      const replyHere = (body: string): void => {
        line = line.then(() => give(body)).catch(() => undefined);
      };
      socket.on("data", (bytes: Buffer) => {
        received += bytes.length;
        reply = replyHere;
        reader(bytes);
      });
    };

    const pages = () => sign.running().map(({ label, data }) => pageOf(sign, label, data, rows));
    const dark = (): Lamps => Array.from({ length: rows }, () => "0".repeat(columns));
    const deadRow = Math.floor(rows / 2);
    const onLamps = (lamps: Lamps): Lamps => {
      if (!metal.powered()) return dark();
      return metal.has("deadRow") ? lamps.map((row, y) => (y === deadRow ? "0".repeat(row.length) : row)) : lamps;
    };
    const turn = () => turnOf(pages(), columns, context.clock.ms() - sign.changedAt());
    const now = (): Lamps => {
      const on = turn();
      return onLamps(on === undefined ? dark() : frameOf(on.page, columns, on.elapsed));
    };
    const state = () => ({
      powered: metal.powered(),
      columns,
      rows,
      showing: metal.powered() ? (turn()?.page.label ?? "") : "",
      lamps: now(),
      pages: metal.powered() ? pages().map((page) => ({ ...page, strip: onLamps(page.strip) })) : [],
      sequence: sign.sequence(),
      clock: sign.time(),
      errors: sign.errors(),
      frames,
      deadRows: metal.has("deadRow") ? [deadRow] : [],
    });

    const door = new Hono();
    door.route("/", metal.door);
    door.get("/board", (c) => c.json(state()));
    door.get("/board.png", (c) => {
      const page = pages().find(({ label }) => label === c.req.query("page"));
      const lamps =
        page === undefined ? now() : onLamps(c.req.query("strip") === undefined ? frameOf(page, columns, 0) : page.strip);
      return c.body(new Uint8Array(drawBoard(lamps)), 200, { "content-type": "image/png", "cache-control": "no-store" });
    });
    door.post("/wipe", (c) => {
      sign.wipe();
      return c.json(state());
    });

    const app = new Hono();
    app.notFound((c) => c.text("404 Not Found", 404));
    return {
      app,
      state,
      counts: () => ({
        "trang đang chạy": pages().length,
        "lệnh đã nhận": frames.good,
        "lệnh sai tổng kiểm": frames.badChecksum,
        "gói dở dang": frames.broken,
      }),
      reset: () => {
        sign.wipe();
        metal.reset();
        frames = { ...none };
        offAt = undefined;
      },
      listeners: { alpha: metalListener(metal, serve) },
      door,
      actions: [
        ...metal.actions,
        { method: "GET", path: "/board.png", vi: "Xem bảng lúc này", en: "The board as it is now" },
        {
          method: "POST",
          path: "/wipe",
          vi: "Xóa bộ nhớ như sau một lần mất điện dài",
          en: "Lose the memory, as after a long power cut",
        },
      ],
    };
  },
});
