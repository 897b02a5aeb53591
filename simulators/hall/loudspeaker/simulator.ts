/** Loudspeaker of the hall, simulated (R-H): plays nothing, keeps what it would have said and how much sound came with it. */
import { Hono } from "hono";
import { announcement, CURRENT_SECONDS, type StateReport } from "../../../adapters/hall/queue-units/contract/units.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal } from "../metal.ts";
import { createUnitLine, type StreamEvent } from "../unit-line.ts";
import { unitOptions } from "../unit-options.ts";
import { panelPage } from "../unit-panel.ts";

export interface Said {
  readonly deviceId: string;
  readonly day: string;
  readonly seq: number;
  readonly ticket: string;
  readonly counter: number;
  readonly vi: string;
  /** Said too where the person chose English. */
  readonly en?: string;
  /** Bytes of the hub's speech; absent: the unit spoke by itself. */
  readonly wav?: number;
  readonly at: string;
}
/** What was not said, and why. */
export interface Unsaid {
  readonly deviceId: string;
  readonly day: string;
  readonly seq: number;
  readonly why: "tooOld" | "saidBefore" | "silent";
}

const KEPT = 500;

export default defineSimulator({
  id: "hall-loudspeaker",
  title: { vi: "Loa gọi số (mô phỏng)", en: "Loudspeaker (simulated)" },
  about: {
    vi: "Nhận lời gọi số từ trục và đọc lên (ở đây: ghi lại câu chữ và độ lớn âm thanh).",
    en: "Takes announcements from the hub and says them (here: keeps text and size of sound).",
  },
  options: unitOptions,
  settings: () => ({}),
  createApp: (context, settings) => {
    const metal = createMetal({ ampBroken: { vi: "Hỏng âm ly", en: "Amplifier broken" } });
    let said: Said[] = [];
    let unsaid: Unsaid[] = [];
    let queue = 0;
    const report = (): StateReport =>
      metal.has("ampBroken")
        ? {
            state: "failing",
            problems: [{ code: "speaker.silent", vi: "Loa không phát ra tiếng.", en: "The loudspeaker makes no sound." }],
          }
        : { state: "ok", problems: [] };

    const lines = settings.units.map(({ deviceId, key }) => {
      const say = async ({ event, data }: StreamEvent): Promise<void> => {
        const read = announcement.safeParse(data);
        if (event !== "announcement" || !read.success) return;
        const { day, seq, ticket, counter, vi, en, language, ageSeconds, audio } = read.data;
        const skip = (why: Unsaid["why"]): void => {
          unsaid = [...unsaid.slice(1 - KEPT), { deviceId, day, seq, why }];
        };
        if (said.some((one) => one.deviceId === deviceId && one.day === day && one.seq === seq)) return skip("saidBefore");
        if (ageSeconds > CURRENT_SECONDS) return skip("tooOld");
        if (metal.has("ampBroken")) return skip("silent");
        queue += 1;
        const wav = audio === undefined ? undefined : await line.bytes(audio);
        queue -= 1;
        said = [
          ...said.slice(1 - KEPT),
          {
            deviceId,
            day,
            seq,
            ticket,
            counter,
            vi,
            ...(language === "en" ? { en } : {}),
            ...(wav === undefined ? {} : { wav }),
            at: context.clock.now(),
          },
        ];
      };
      const line = createUnitLine(context, metal, { hubUrl: settings.hubUrl, deviceId, key }, { take: say, report });
      return line;
    });
    const connected = (): number => lines.filter((line) => line.connected()).length;
    const display = (): string =>
      [
        connected() === 0 ? "Chưa nối với trục" : "Đang nghe",
        ...said.slice(-8).map((one) => `🔊 ${one.vi}${one.en === undefined ? "" : ` ${one.en}`}`),
      ].join("\n");

    const app = new Hono();
    app.notFound((c) => c.text("Loa tự gọi đến trục. / This unit calls the hub.", 404));
    const door = new Hono();
    door.route("/", metal.door);
    door.get("/said", (c) => c.json({ said, unsaid, queue }));
    door.get("/display", (c) => c.text(display()));
    door.get("/panel", (c) => c.html(panelPage("Loa gọi số", [])));
    return {
      app,
      reachable: metal.online,
      state: () => ({
        ...metal.state(),
        connected: connected(),
        connections: lines.map((one) => one.connections()),
        said,
        unsaid,
        queue,
      }),
      counts: () => ({ "đang nối": connected(), "lời đã đọc": said.length, "lời bỏ qua": unsaid.length }),
      reset: () => {
        said = [];
        unsaid = [];
        for (const line of lines) line.forget();
        metal.reset();
      },
      stop: () => {
        for (const line of lines) line.stop();
      },
      door,
      actions: [
        { method: "GET", path: "/said", vi: "Đã đọc những gì", en: "What it said" },
        { method: "GET", path: "/panel", vi: "Mặt loa (trang)", en: "Its front (page)" },
        ...metal.actions,
      ],
    };
  },
});
