/** A receipt printer on TCP 9100 that speaks ESC/POS: what it prints lies at `/__sim/papers`, each piece as words, codes and a picture. */
import type { Socket } from "node:net";
import { Hono } from "hono";
import { z } from "zod";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal, metalListener } from "../metal.ts";
import { DLE, LONGEST_REAL_TIME, realTime } from "./commands.ts";
import { drawPiece } from "./draw.ts";
import { FIRMWARE_NAMES, FIRMWARES } from "./letters.ts";
import { type Piece, readPiece } from "./paper.ts";
import { byItself, createPrinter, type Sender, statusNow } from "./printer.ts";

const options = z.object({
  firmware: z.enum(FIRMWARE_NAMES).default("epson"),
  columns: z.union([z.literal(32), z.literal(35), z.literal(42), z.literal(44), z.literal(48)]).default(48),
  setsTones: z.boolean().default(true),
  /** 80 mm rolls hold about 80 m. */
  rollMm: z.int().min(10).default(80_000),
  lowMm: z.int().min(0).default(3_000),
  /** Real milliseconds a line takes while it prints slowly. */
  slowLineMs: z.int().min(0).default(400),
});

const rollDoor = z.strictObject({ mm: z.int().min(1).max(1_000_000) });
const planDoor = z.strictObject({
  afterLines: z.int().min(1).max(1000),
  what: z.enum(["jam", "paperOut", "coverOpen", "cutterError", "power", "cable"]),
});
const cutDoor = z.strictObject({ afterBytes: z.int().min(0).max(10_000_000) });

interface Connection extends Sender {
  readonly socket: Socket;
  pending: Uint8Array;
  gone: boolean;
  /** The end of what came last: a real-time command may be cut in two. */
  tail: Uint8Array;
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

export default defineSimulator({
  id: "hall-receipt-printer",
  title: { vi: "Máy in phiếu nhiệt (mô phỏng)", en: "Receipt printer (simulated)" },
  about: {
    vi: "Máy in nhiệt ESC/POS cổng 9100: in chữ, mã vạch, QR, hình; mỗi phiếu in ra xem tại /__sim/papers.",
    en: "ESC/POS thermal printer on port 9100: letters, bar codes, QR, pictures; every slip is at /__sim/papers.",
  },
  options,
  settings: (url, ports) => ({
    LIENTHONG_HALL_TH_SLIP_1: `escpos://${new URL(url).hostname}:${ports?.["escpos"] ?? 0}?model=epson-tm-t20iii`,
  }),
  createApp: (context, { slowLineMs, ...build }) => {
    const metal = createMetal({
      paperOut: { vi: "Hết giấy", en: "Out of paper" },
      paperLow: { vi: "Giấy sắp hết", en: "Paper is low" },
      coverOpen: { vi: "Nắp mở", en: "Cover is open" },
      jam: { vi: "Kẹt giấy", en: "Paper jam" },
      cutterError: { vi: "Kẹt dao cắt", en: "Cutter is stuck" },
      slow: { vi: "In rất chậm", en: "Prints very slowly" },
      silentInTurn: { vi: "In nhưng không xác nhận đã in", en: "Prints and does not confirm" },
    });
    const printer = createPrinter(build, metal, () => context.clock.now());
    const connections = new Set<Connection>();
    let active: Connection | undefined;
    let lastId = 0;
    let running = false;
    let cutAfter: number | undefined;

    /** The connection whose data is printed: the first that has some, until it is closed. */
    const choose = (): void => {
      if (active !== undefined && !(active.gone && active.pending.length === 0)) return;
      if (active !== undefined) connections.delete(active);
      active = [...connections].find(({ pending }) => pending.length > 0);
    };
    const feed = (): boolean => {
      choose();
      if (active === undefined || active.pending.length === 0) return false;
      printer.receive(active.pending, active);
      active.pending = new Uint8Array(0);
      return true;
    };
    const run = async (): Promise<void> => {
      if (running) return;
      running = true;
      try {
        for (;;) {
          for (let did = printer.step(); did !== undefined; did = printer.step())
            if (did === "line" && metal.has("slow")) await context.sleep(slowLineMs);
          if (printer.stopped() || !feed()) return;
        }
      } finally {
        running = false;
      }
    };
    metal.onChange(() => {
      for (const connection of connections) if (connection.mask !== 0) connection.say(byItself(metal));
      void run();
    });

    const hear = (connection: Connection, bytes: Uint8Array): void => {
      const known = connection.tail.length;
      const all = joined(connection.tail, bytes);
      let from = known;
      for (let at = all.indexOf(DLE); at >= 0; at = all.indexOf(DLE, at + 1)) {
        const found = realTime(all, at);
        // What ended within the tail was heard before.
        if (found === undefined || at + found.length <= known) continue;
        if (found.heard.what === "status") connection.say([statusNow(metal, found.heard.n)]);
        else if (FIRMWARES[build.firmware].processId) {
          printer.forget();
          connection.pending = new Uint8Array(0);
          from = Math.max(from, at + found.length);
          connection.say([0x37, 0x25, 0]);
        }
        at += found.length - 1;
      }
      connection.tail = all.subarray(Math.max(0, all.length - LONGEST_REAL_TIME + 1));
      connection.pending = joined(connection.pending, all.subarray(from));
    };

    const serve = (socket: Socket): void => {
      lastId += 1;
      const connection: Connection = {
        id: lastId,
        socket,
        pending: new Uint8Array(0),
        gone: false,
        tail: new Uint8Array(0),
        mask: 0,
        say: (bytes) => {
          if (!connection.gone && metal.online()) socket.write(Uint8Array.from(bytes));
        },
      };
      connections.add(connection);
      const end = (): void => {
        if (connection.gone) return;
        connection.gone = true;
        connection.mask = 0;
        choose();
        if (connection !== active && connection.pending.length === 0) connections.delete(connection);
        void run();
      };
      socket.on("data", (bytes: Buffer) => {
        if (connection.gone) return;
        const taken = cutAfter === undefined ? bytes : bytes.subarray(0, cutAfter);
        const cutNow = cutAfter !== undefined && cutAfter <= bytes.length;
        if (cutAfter !== undefined) cutAfter = cutNow ? undefined : cutAfter - bytes.length;
        // The cable is out from here on: what came is printed, and no answer gets through.
        if (cutNow) {
          connection.gone = true;
          socket.resetAndDestroy();
        }
        hear(connection, taken);
        void run();
      });
      socket.once("close", end);
      // At once, not when somebody tries the next number.
      if (cutAfter === 0) {
        cutAfter = undefined;
        connection.gone = true;
        socket.resetAndDestroy();
      }
    };

    const view = (piece: Piece, index: number) => {
      const { lines, barcodes, squares } = readPiece(piece);
      const { at, complete, hanging } = piece;
      return { n: index + 1, at, lines, barcodes, qrcodes: squares, complete, hanging, png: `/__sim/papers/${index + 1}.png` };
    };
    const state = () => ({
      ...metal.state(),
      firmware: build.firmware,
      columns: build.columns,
      rollMm: printer.rollMm(),
      waitingBytes: printer.waiting(),
      unknownCommands: printer.unknown(),
      papers: printer.pieces().map(view),
    });

    const door = new Hono();
    door.route("/", metal.door);
    door.get("/papers", (c) => c.json(printer.pieces().map(view)));
    door.get("/papers/:name{(?:[0-9]+|last)\\.png}", (c) => {
      const name = c.req.param("name");
      const piece = printer.pieces().at(name === "last.png" ? -1 : Number.parseInt(name, 10) - 1);
      if (piece === undefined) return c.json({ error: "không có phiếu này / no such paper" }, 404);
      return c.body(new Uint8Array(drawPiece(piece, build.columns)), 200, {
        "content-type": "image/png",
        "cache-control": "no-store",
      });
    });
    door.post("/tear", (c) => {
      printer.tear();
      return c.json(state());
    });
    door.post("/roll", async (c) => {
      const body = rollDoor.safeParse(await jsonBody(c));
      if (!body.success) return badRequest(c, body.error);
      if (metal.has("paperOut")) metal.set("paperOut", false);
      metal.set("paperLow", false);
      printer.loadRoll(body.data.mm);
      void run();
      return c.json(state());
    });
    door.post("/fail-after", async (c) => {
      const body = planDoor.safeParse(await jsonBody(c));
      if (!body.success) return badRequest(c, body.error);
      printer.plan(body.data);
      return c.json(state());
    });
    door.post("/cut-after", async (c) => {
      const body = cutDoor.safeParse(await jsonBody(c));
      if (!body.success) return badRequest(c, body.error);
      cutAfter = body.data.afterBytes;
      return c.json(state());
    });

    const app = new Hono();
    app.notFound((c) => c.text("404 Not Found", 404));
    return {
      app,
      state,
      counts: () => {
        const pieces = printer.pieces();
        return {
          "phiếu đủ": pieces.filter(({ complete }) => complete).length,
          "phiếu dở": pieces.filter(({ complete }) => !complete).length,
          "giấy còn (mm)": printer.rollMm(),
        };
      },
      reset: () => {
        metal.reset();
        printer.reset();
        cutAfter = undefined;
        for (const { socket } of connections) socket.destroy();
        connections.clear();
        active = undefined;
      },
      listeners: { escpos: metalListener(metal, serve) },
      door,
      actions: [
        ...metal.actions,
        { method: "GET", path: "/papers", vi: "Các phiếu đã in", en: "What was printed" },
        { method: "POST", path: "/tear", vi: "Xé giấy đang thò ra", en: "Tear off the paper that hangs out" },
        { method: "POST", path: "/roll", vi: "Lắp cuộn giấy (mm)", en: "Put in a roll (mm)", example: { mm: 80_000 } },
        {
          method: "POST",
          path: "/fail-after",
          vi: "Hỏng giữa phiếu, sau n dòng in",
          en: "Fail in the middle, after n printed lines",
          example: { afterLines: 5, what: "jam" },
        },
        {
          method: "POST",
          path: "/cut-after",
          vi: "Đứt kết nối sau n byte nhận được",
          en: "Cut the connection after n received bytes",
          example: { afterBytes: 200 },
        },
      ],
    };
  },
});
