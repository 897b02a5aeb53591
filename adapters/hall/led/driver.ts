/**
 * LED board that speaks the Alpha protocol (Adaptive, BetaBrite) through a serial device server or a network card of its own. What was written
 * is asked back, so that "shown" means that the board holds it; README.md says what a board cannot tell.
 */
import { z } from "zod";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { BoardText, DeviceCall, DeviceReport } from "../../../core/hall/device.ts";
import { toCompactTime } from "../../kit/local-time.ts";
import { deviceGarbage, openTcp, type TcpLine } from "../../kit/tcp.ts";
import { type DeviceAddress, deviceAddress } from "../address.ts";
import { defineDriver } from "../define.ts";
import { BROADCAST, type Color, DEFAULT_PORT, FACTORY_FILE, PICTURE, PRIORITY_FILE, SPECIAL } from "./contract/alpha.ts";
import { FEWEST_ROWS } from "./letters.ts";
import { type Pages, pagesOf, planOf, type Shape } from "./pages.ts";
import * as wire from "./wire.ts";

interface LedConfig {
  readonly address: DeviceAddress;
  readonly shape: Shape;
  /** The sign's own address on its serial line. */
  readonly sign: string;
}

const COLOR_NAMES = ["red", "green", "amber"] as const satisfies readonly Color[];
const whole = (name: string, from: number, to: number, otherwise: number) => {
  const error = `options.${name}: số nguyên từ ${from} đến ${to} / a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error }).default(otherwise);
};

const options = z.object({
  columns: whole("columns", 40, PICTURE.columns, 224),
  rows: whole("rows", 7, PICTURE.rows, 24),
  letters: z.enum(["dots", "plain"], { error: "options.letters: dots | plain" }).default("dots"),
  color: z.enum(COLOR_NAMES, { error: "options.color: red | green | amber" }).default("amber"),
  english: z.boolean({ error: "options.english: true | false" }).default(false),
  sign: z
    .string()
    .regex(/^[0-9A-F]{2}$/, { error: "options.sign: hai chữ số hệ 16 / two hexadecimal digits" })
    .default(BROADCAST),
});

const config = z
  .object({ url: deviceAddress("alphasign", DEFAULT_PORT, "alphasign://192.0.2.5:10001"), options })
  .superRefine(({ options: { letters, rows } }, context) => {
    if (letters === "dots" && rows < FEWEST_ROWS)
      context.addIssue({
        code: "custom",
        message:
          `bảng ${rows} hàng điểm không đủ chỗ cho dấu tiếng Việt: đặt options.letters = plain (chữ hoa không dấu), hoặc dùng bảng từ ${FEWEST_ROWS} hàng` +
          ` / ${rows} rows leave no room for Vietnamese marks: set options.letters = plain, or use a board of ${FEWEST_ROWS} rows or more`,
      });
  })
  .transform(({ url, options: { sign, ...shape } }): LedConfig => ({ address: url, shape, sign }));

/** Not shown, for a reason that passes by itself: the watcher shows it again. */
const notShown = (code: string, message: string, vi: string, en: string): ExchangeError =>
  new ExchangeError("retry", message, { code, blame: "partner", hint: { vi, en } });

const lineNoise = (): ExchangeError =>
  notShown(
    "led.line-noise",
    "the board received a damaged frame",
    "Bảng LED nhận dữ liệu bị nhiễu: kiểm tra dây nối tiếp và tốc độ đường truyền. Hệ thống tự gửi lại.",
    "The board received damaged data: check the serial cable and its speed. It is sent again by itself.",
  );
const refused = (): ExchangeError =>
  notShown(
    "led.refused",
    "the board refused a command",
    "Bảng LED không nhận lệnh: kiểm tra loại bảng, số hàng, số cột (options.rows, options.columns).",
    "The board refused a command: check its model, rows and columns (options.rows, options.columns).",
  );
const otherText = (): ExchangeError =>
  notShown(
    "led.not-shown",
    "the board holds something else than was written",
    "Bảng LED không giữ đúng nội dung đã gửi. Hệ thống tự gửi lại.",
    "The board does not hold what was sent. It is sent again by itself.",
  );

/** The sign at the end of a line: what may be said to it. */
const signOn = (line: TcpLine, { sign }: LedConfig) => {
  const ask = async (body: string): Promise<string> => {
    await line.write(wire.frame(body, sign), { harmless: true });
    const answer = wire.bodyOf(await line.read(wire.wholeFrame));
    if (answer === undefined) throw deviceGarbage("no Alpha frame", false);
    return answer;
  };
  const understood = <T>(value: T | undefined): T => {
    if (value === undefined) throw deviceGarbage("an answer to another question", false);
    return value;
  };
  const errors = async () => understood(wire.errorsOf(await ask(wire.askSpecial(SPECIAL.serialErrors))));
  return {
    ask,
    errors,
    memory: async () => understood(wire.memoryOf(await ask(wire.askSpecial(SPECIAL.memory)))),
    sequence: async () => understood(wire.sequenceOf(await ask(wire.askSpecial(SPECIAL.runSequence)))),
    /** Writes, and asks whether it came whole. The question also keeps the pause that signs need between two frames (0.25 s, measured). */
    tell: async (body: string): Promise<void> => {
      await line.write(wire.frame(body, sign), { harmless: true });
      const { clean, refused: illegal } = await errors();
      if (illegal) throw refused();
      if (!clean) throw lineNoise();
    },
    /** Writes without a question: a board that clears its memory does not answer for some seconds. */
    say: (body: string): Promise<void> => line.write(wire.frame(body, sign), { harmless: true }),
  };
};
type Sign = ReturnType<typeof signOn>;

/**
 * Divides the board's memory as planned, once: this erases what it shows. A table that replaces another without a clear before it is stored
 * and never shown (measured on a BetaBrite), and the clear makes the board deaf for about five seconds: where the time is over meanwhile, the
 * next `show` finds the memory empty and goes on from there.
 */
const divide = async (sign: Sign, shape: Shape): Promise<void> => {
  const plan = planOf(shape);
  const table = await sign.memory();
  if (wire.isPlanned(table, plan)) return;
  const isNew = table.length === 0 || (table.length === 1 && table[0]?.startsWith(FACTORY_FILE) === true);
  if (!isNew) {
    await sign.say(wire.clearMemory());
    await sign.errors();
  }
  await sign.say(wire.clearErrors());
  await sign.tell(wire.setMemory(plan));
  if (!wire.isPlanned(await sign.memory(), plan)) throw refused();
};

/** Asks every page and their order back. */
const check = async (sign: Sign, { pages }: Pages): Promise<void> => {
  for (const { label, mode, pieces } of pages)
    if ((await sign.ask(wire.askText(label))) !== wire.textFile(label, mode, pieces)) throw otherText();
  if ((await sign.sequence()) !== pages.map(({ label }) => label).join("")) throw otherText();
};

const write = async (sign: Sign, { shape }: LedConfig, board: BoardText, time: string): Promise<void> => {
  const all = pagesOf(board, shape);
  await divide(sign, shape);
  await sign.say(wire.clearErrors());
  await sign.tell(wire.use24Hours());
  await sign.tell(wire.setTime(time));
  for (const { label, dots } of all.pictures) await sign.tell(wire.pictureFile(label, dots, shape.color));
  for (const { label, mode, pieces } of all.pages) await sign.tell(wire.textFile(label, mode, pieces));
  await sign.tell(wire.setSequence(all.pages.map(({ label }) => label)));
  // Somebody else's urgent message would stand before every page.
  await sign.tell(wire.releasePriority(PRIORITY_FILE));
  await check(sign, all);
};

/** Our own pages are A to F. */
const OURS = /^[A-F]+$/;

const look = async ({ config: settings, signal }: DeviceCall<LedConfig>): Promise<DeviceReport> => {
  const line = await openTcp(settings.address, signal);
  try {
    const sign = signOn(line, settings);
    const { clean } = await sign.errors();
    const sequence = await sign.sequence();
    const noise = {
      code: "board.noise",
      vi: "Bảng LED nhận dữ liệu bị nhiễu: kiểm tra dây nối tiếp và tốc độ đường truyền.",
      en: "The board receives damaged data: check the serial cable and its speed.",
    };
    const blank = !OURS.test(sequence);
    return {
      state: clean ? "ok" : "warning",
      problems: clean ? [] : [noise],
      readings: { pages: blank ? 0 : sequence.length },
      ...(blank ? { forgot: true } : {}),
    };
  } finally {
    line.close();
  }
};

const show = async (board: BoardText, { config: settings, signal, now }: DeviceCall<LedConfig>): Promise<void> => {
  const line = await openTcp(settings.address, signal);
  try {
    await write(signOn(line, settings), settings, board, toCompactTime(now()).slice(8, 12));
  } finally {
    line.close();
  }
};

export default defineDriver<LedConfig>({
  kind: "led",
  scheme: "alphasign",
  title: { vi: "Bảng LED giao thức Alpha", en: "LED board, Alpha protocol" },
  config,
  // Each look costs the board's slow line two questions.
  everyMs: 10_000,
  // A full board of dots is 40 KB: ten seconds at 38,400 bit/s, and a cleared board is deaf for five more.
  timeoutMs: 20_000,
  look,
  show,
});
