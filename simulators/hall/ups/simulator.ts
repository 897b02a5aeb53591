/** A UPS behind upsd: mains goes and comes at its door, the battery empties by the clock. Debian's upsc reads it. */
import type { Socket } from "node:net";
import { Hono } from "hono";
import { z } from "zod";
import { ERROR, sampleAccount, VARIABLE } from "../../../adapters/hall/ups/contract/nut.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal, metalListener } from "../metal.ts";
import { createBattery } from "./battery.ts";
import { answerOf, type Session, type Upsd } from "./upsd.ts";

const options = z.object({
  ups: z
    .string()
    .regex(/^[\w-]+$/)
    .default(sampleAccount.ups),
  user: z.string().default(sampleAccount.user),
  password: z.string().default(sampleAccount.password),
  /** A full battery lasts so long. */
  minutes: z.number().positive().default(20),
});

/** Below this charge a UPS says LB. */
const LOW = 20;
const MOST_LINE = 4_096;
const switchBody = z.strictObject({ on: z.boolean() });
const chargeBody = z.strictObject({ percent: z.number().min(0).max(100) });

export default defineSimulator({
  id: "hall-ups",
  title: { vi: "Bộ lưu điện (mô phỏng)", en: "UPS (simulated)" },
  about: {
    vi: "Máy chủ NUT với một bộ lưu điện: ngắt và đóng điện lưới ở /__sim/mains, ắc quy cạn dần theo đồng hồ.",
    en: "NUT server with one UPS: cut and restore the mains at /__sim/mains, the battery empties by the clock.",
  },
  options,
  settings: (url, ports) => {
    const { user, password, ups } = sampleAccount;
    return { LIENTHONG_HALL_TH_UPS_1: `nut://${user}:${password}@${new URL(url).hostname}:${ports?.["upsd"] ?? 0}/${ups}` };
  },
  createApp: (context, { ups, user, password, minutes }) => {
    const metal = createMetal({
      stale: { vi: "Máy chủ NUT mất liên lạc với bộ lưu điện", en: "upsd has lost the UPS" },
      driverGone: { vi: "Trình điều khiển NUT đã dừng", en: "The NUT driver has stopped" },
      replaceBattery: { vi: "Ắc quy cần thay", en: "The battery must be replaced" },
      overload: { vi: "Quá tải", en: "Overloaded" },
      bypass: { vi: "Đang nối tắt", en: "Bypassed" },
      babble: { vi: "Trả lời vô nghĩa", en: "It answers nonsense" },
      halfAnswer: { vi: "Đứt giữa câu trả lời", en: "Breaks off in the middle of an answer" },
      hang: { vi: "Nhận lệnh nhưng không trả lời", en: "Takes commands and never answers" },
    });
    const battery = createBattery(context.clock, minutes);
    const sessions = new Map<Socket, Session>();
    let commands = 0;

    const status = (): string => {
      const charge = battery.charge();
      const words = battery.mains() ? ["OL", ...(charge < 100 ? ["CHRG"] : [])] : ["OB", "DISCHRG"];
      if (charge < LOW) words.push("LB");
      if (!battery.mains() && charge <= 0) words.unshift("OFF");
      if (metal.has("replaceBattery")) words.push("RB");
      if (metal.has("overload")) words.push("OVER");
      if (metal.has("bypass")) words.push("BYPASS");
      return words.join(" ");
    };
    const variables = (): Readonly<Record<string, string>> => ({
      [VARIABLE.charge]: String(Math.round(battery.charge())),
      "battery.charge.low": String(LOW),
      [VARIABLE.runtime]: String(battery.runtime()),
      "device.mfr": "Synthetic",
      "device.type": "ups",
      [VARIABLE.inputVoltage]: battery.mains() ? "226.0" : "0.0",
      [VARIABLE.load]: metal.has("overload") ? "112" : "34",
      [VARIABLE.model]: 'Demo 1500 "VA"',
      [VARIABLE.status]: status(),
    });
    const daemon: Upsd = {
      ups,
      description: "Bo luu dien mot cua",
      user,
      password,
      variables,
      withheld: () => (metal.has("stale") ? ERROR.dataStale : metal.has("driverGone") ? ERROR.driverNotConnected : undefined),
      logins: () => [...sessions.values()].filter(({ loggedIn }) => loggedIn).length,
    };

    const serve = (socket: Socket): void => {
      const session: Session = { username: undefined, password: undefined, loggedIn: false };
      sessions.set(socket, session);
      socket.on("close", () => sessions.delete(socket));
      let unread = "";
      const take = (line: string): void => {
        commands += 1;
        if (metal.has("hang")) return;
        if (metal.has("babble")) return void socket.write("HTTP/1.0 400 Bad Request\n");
        const { lines, bye } = answerOf(daemon, session, line);
        const text = lines.map((one) => `${one}\n`).join("");
        if (metal.has("halfAnswer")) return void socket.write(text.slice(0, text.length / 2), () => socket.resetAndDestroy());
        socket.write(text);
        if (bye) socket.end();
      };
      socket.on("data", (bytes: Buffer) => {
        unread += bytes.toString("utf8");
        if (unread.length > MOST_LINE) return void socket.destroy();
        const lines = unread.split("\n");
        unread = lines.pop() ?? "";
        for (const line of lines) if (!socket.writableEnded) take(line.replace(/\r$/, ""));
      });
    };

    const door = new Hono();
    door.route("/", metal.door);
    const state = () => ({
      mains: battery.mains(),
      charge: battery.charge(),
      status: status(),
      logins: daemon.logins(),
      connected: sessions.size,
      commands,
    });
    door.get("/ups", (c) => c.json(state()));
    door.post("/mains", async (c) => {
      const body = switchBody.safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return c.json({ error: 'body: {"on": true | false}' }, 422);
      battery.setMains(body.data.on);
      return c.json(state());
    });
    door.post("/charge", async (c) => {
      const body = chargeBody.safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return c.json({ error: 'body: {"percent": 0 … 100}' }, 422);
      battery.setCharge(body.data.percent);
      return c.json(state());
    });

    const app = new Hono();
    app.notFound((c) => c.text("404 Not Found", 404));
    return {
      app,
      state,
      counts: () => ({ "ắc quy (%)": Math.round(battery.charge()), "đang kết nối": sessions.size, "lệnh đã nhận": commands }),
      reset: () => {
        battery.reset();
        metal.reset();
        commands = 0;
      },
      listeners: { upsd: metalListener(metal, serve) },
      door,
      actions: [
        { method: "POST", path: "/mains", vi: "Ngắt, đóng điện lưới", en: "Cut or restore the mains", example: { on: false } },
        { method: "POST", path: "/charge", vi: "Đặt mức ắc quy", en: "Set the battery's charge", example: { percent: 15 } },
        ...metal.actions,
      ],
    };
  },
});
