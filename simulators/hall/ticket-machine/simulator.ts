/**
 * Ticket machine of the hall, simulated (R-H): a touch screen with lines, a printer of its own. Without the hub it prints that it rests and takes no
 * number; without paper it takes none either.
 */
import { Hono } from "hono";
import { z } from "zod";
import {
  type HallNow,
  hallNow,
  type PrintLine,
  type StateReport,
  ticketAnswer,
} from "../../../adapters/hall/queue-units/contract/units.ts";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal } from "../metal.ts";
import { createUnitLine, refusalOf } from "../unit-line.ts";
import { unitOptions } from "../unit-options.ts";
import { panelPage } from "../unit-panel.ts";

const pressBody = z.strictObject({
  /** Device; absent: the first. */
  unit: z.string().optional(),
  service: z.string().optional(),
  procedure: z.string().optional(),
  priority: z.string().optional(),
  language: z.enum(["vi", "en"]).optional(),
});

/** A piece of paper that came out. */
export interface Paper {
  readonly deviceId: string;
  readonly kind: "ticket" | "resting";
  readonly ticket?: string;
  readonly text: string;
  readonly at: string;
}

const RESTING = "Máy tạm nghỉ – xin đến bàn hướng dẫn";
const NO_PAPER = "Máy hết giấy – xin đến bàn hướng dẫn";
const KEPT = 500;

const asText = (lines: readonly PrintLine[]): string =>
  lines.map(({ text, size }) => (size === "huge" ? `*** ${text} ***` : text)).join("\n");

export default defineSimulator({
  id: "hall-ticket-machine",
  title: { vi: "Máy lấy số (mô phỏng)", en: "Ticket machine (simulated)" },
  about: {
    vi: "Bấm chọn lĩnh vực để lấy số; phiếu in ra xem tại /__sim/printed. Mất trục thì in phiếu mời đến bàn hướng dẫn.",
    en: "Press a line to take a number; its paper lies at /__sim/printed. Without the hub it says so on paper.",
  },
  options: unitOptions,
  settings: () => ({}),
  createApp: (context, settings) => {
    const metal = createMetal({
      paperOut: { vi: "Hết giấy", en: "Out of paper" },
      paperLow: { vi: "Giấy sắp hết", en: "Paper is low" },
    });
    let papers: Paper[] = [];
    const report = (): StateReport => {
      if (metal.has("paperOut"))
        return {
          state: "failing",
          problems: [{ code: "paper.out", vi: "Máy lấy số hết giấy.", en: "The ticket machine is out of paper." }],
        };
      return metal.has("paperLow")
        ? {
            state: "warning",
            problems: [{ code: "paper.low", vi: "Giấy máy lấy số sắp hết.", en: "The ticket machine's paper is low." }],
          }
        : { state: "ok", problems: [] };
    };
    const machines = settings.units.map(({ deviceId, key }) => {
      const machine = {
        deviceId,
        offers: undefined as HallNow | undefined,
        screen: "",
        line: createUnitLine(
          context,
          metal,
          { hubUrl: settings.hubUrl, deviceId, key },
          {
            report,
            take: ({ event, data }) => {
              const read = hallNow.safeParse(data);
              if (event === "hall" && read.success) machine.offers = read.data;
            },
          },
        ),
      };
      return machine;
    });
    type Machine = (typeof machines)[number];
    const print = (paper: Omit<Paper, "at">): Paper => {
      const made = { ...paper, at: context.clock.now() };
      papers = [...papers.slice(1 - KEPT), made];
      return made;
    };
    const rest = ({ deviceId }: Machine): Paper => print({ deviceId, kind: "resting", text: RESTING });
    const display = (machine: Machine): string => {
      if (!metal.powered()) return "";
      if (metal.has("paperOut")) return NO_PAPER;
      if (!machine.line.connected() || machine.offers === undefined) return RESTING;
      const { closed, lines, notices } = machine.offers;
      return [
        closed ? "Sảnh đã kết thúc ngày làm việc" : "Mời chọn lĩnh vực",
        ...lines.map(
          ({ letter, name, open, ahead }) => `[${letter}] ${name.vi} – ${open ? `${ahead} người chờ` : "chưa có quầy mở"}`,
        ),
        ...notices.map(({ vi }) => `⚠ ${vi}`),
        machine.screen,
      ].join("\n");
    };

    const app = new Hono();
    app.notFound((c) => c.text("Máy lấy số tự gọi đến trục. / This unit calls the hub.", 404));
    const door = new Hono();
    door.route("/", metal.door);
    door.post("/press", async (c) => {
      const body = pressBody.safeParse(await jsonBody(c));
      if (!body.success) return badRequest(c, body.error);
      const { unit, ...choice } = body.data;
      const machine = machines.find(({ deviceId }) => unit === undefined || unit === deviceId);
      if (machine === undefined) return c.json({ error: "Không có máy này / No such machine" }, 404);
      if (!metal.powered()) return c.json({ error: "Máy không có điện / No power" }, 503);
      if (metal.has("paperOut")) {
        machine.screen = NO_PAPER;
        return c.json({ error: NO_PAPER }, 409);
      }
      const answer = await machine.line.press("/tickets", choice);
      if (answer === undefined) return c.json({ paper: rest(machine) });
      const ticket = ticketAnswer.safeParse(answer.json);
      if (ticket.success) {
        machine.screen = `Số của quý khách: ${ticket.data.ticket}`;
        return c.json({
          paper: print({
            deviceId: machine.deviceId,
            kind: "ticket",
            ticket: ticket.data.ticket,
            text: asText(ticket.data.print),
          }),
        });
      }
      // The hub is there and cannot (5xx): the same as if it were away.
      if (answer.status >= 500) return c.json({ paper: rest(machine) });
      const refusal = refusalOf(answer.json);
      machine.screen = refusal?.detail ?? RESTING;
      return c.json({ error: machine.screen, code: refusal?.code, status: answer.status }, 409);
    });
    door.get("/printed", (c) => c.json(papers));
    door.get("/display", (c) => c.text(machines.map(display).join("\n\n")));
    door.get("/panel", (c) =>
      c.html(
        panelPage(
          "Máy lấy số",
          machines.flatMap(({ deviceId, offers }) =>
            (offers?.lines ?? []).map(({ id, letter, name }) => ({
              label: `${letter} · ${name.vi}`,
              body: { unit: deviceId, service: id },
            })),
          ),
        ),
      ),
    );
    return {
      app,
      reachable: metal.online,
      state: () => ({
        ...metal.state(),
        machines: machines.map((machine) => ({
          deviceId: machine.deviceId,
          connected: machine.line.connected(),
          display: display(machine),
          ...(machine.offers === undefined ? {} : { offers: machine.offers }),
        })),
        papers,
      }),
      counts: () => ({
        "đang nối": machines.filter(({ line }) => line.connected()).length,
        "số đã in": papers.filter(({ kind }) => kind === "ticket").length,
        "phiếu tạm nghỉ": papers.filter(({ kind }) => kind === "resting").length,
      }),
      reset: () => {
        papers = [];
        for (const machine of machines) {
          machine.screen = "";
          machine.line.forget();
        }
        metal.reset();
      },
      stop: () => {
        for (const { line } of machines) line.stop();
      },
      door,
      actions: [
        {
          method: "POST",
          path: "/press",
          vi: "Lấy số hộ tịch",
          en: "Take a number (civil status)",
          example: { service: "ho-tich" },
        },
        {
          method: "POST",
          path: "/press",
          vi: "Lấy số ưu tiên (người cao tuổi)",
          en: "Take a number with priority",
          example: { service: "ho-tich", priority: "nguoi-cao-tuoi" },
        },
        {
          method: "POST",
          path: "/press",
          vi: "Lấy số trả kết quả",
          en: "Take a number (results)",
          example: { service: "tra-ket-qua" },
        },
        { method: "GET", path: "/printed", vi: "Phiếu đã in", en: "What it printed" },
        { method: "GET", path: "/panel", vi: "Màn hình máy (trang)", en: "Its screen (page)" },
        ...metal.actions,
      ],
    };
  },
});
