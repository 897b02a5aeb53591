/**
 * The printing works: a receive buffer that commands are taken from, a line that fills, a roll that runs, a cutter, and everything that stops
 * them. It does what metal does: what was received is printed when it can go on, unless it was told to forget it or lost its mains.
 */
import type { Metal } from "../metal.ts";
import { barsOf } from "./code128.ts";
import { type Command, readCommand } from "./commands.ts";
import { characterOf, FIRMWARES, type Firmware, isTone } from "./letters.ts";
import { type Cell, joinBands, lengthOf, type Mark, type Piece } from "./paper.ts";
import { squaresOf } from "./squares.ts";

export interface Build {
  readonly firmware: Firmware;
  readonly columns: number;
  /** Whether it sets a tone of windows-1258 above its letter. */
  readonly setsTones: boolean;
  readonly rollMm: number;
  readonly lowMm: number;
}

/** What goes wrong in the middle: after so many more printed lines. */
export interface Planned {
  readonly afterLines: number;
  readonly what: "jam" | "paperOut" | "coverOpen" | "cutterError" | "power" | "cable";
}

/** Whoever sent a job, for what the printer answers. */
export interface Sender {
  readonly id: number;
  say(bytes: readonly number[]): void;
  /** GS a of this connection. */
  mask: number;
}

export const DOTS_PER_MM = 8;
const CELL = { width: 12, height: 24 } as const;
/** 1/6 inch. */
const LINE_SPACING = 34;
const MARGIN = LINE_SPACING - CELL.height;
/** From the head to the cutter, and what stays blank at the top of the next piece. */
const TO_CUTTER = 112;
const HRI_HEIGHT = 30;
const START = { page: 0, bold: false, side: 0, wide: 1, high: 1, barHeight: 162, barModule: 3, barText: 0 };

/** A printer of this build, with paper in. @param now time of day, for when a piece came out */
export const createPrinter = (build: Build, metal: Metal, now: () => string) => {
  let buffer: Uint8Array = new Uint8Array(0);
  let sender: Sender | undefined;
  let look = { ...START };
  let cells: Cell[] = [];
  let symbolData = "";
  let symbolModule = 3;
  let pieces: Piece[] = [];
  let marks: Mark[] = [];
  let senders = new Set<number>();
  let broken = false;
  let rollDots = build.rollMm * DOTS_PER_MM;
  let planned: Planned | undefined;
  let unknown: string[] = [];
  /** Something of a job was lost: what comes until the next ESC @ has no head. */
  let headless = false;
  let before = { out: false, jam: false };

  const stopped = (): boolean =>
    !metal.powered() || metal.has("coverOpen") || metal.has("paperOut") || metal.has("jam") || metal.has("cutterError");
  const inked = (): boolean => marks.some(({ kind }) => kind !== "blank");

  /** The piece is off: cut, or torn by somebody. */
  const takeOff = (complete: boolean): void => {
    if (inked()) pieces = [...pieces, { at: now(), marks, complete, hanging: false }];
    marks = [];
    senders = new Set();
    broken = false;
  };
  /** Somebody pulls out what hangs there; what the printer still holds will be a piece without a head. */
  const tear = (): void => {
    headless ||= inked();
    takeOff(false);
  };
  const forget = (): void => {
    buffer = new Uint8Array(0);
    cells = [];
    headless = true;
    broken = inked();
  };

  const happen = ({ what }: Planned): void => {
    if (what === "power") metal.power(false);
    else if (what === "cable") metal.cable(false);
    else metal.set(what, true);
  };
  const use = (dots: number): void => {
    rollDots -= dots;
    if (rollDots <= 0 && !metal.has("paperOut")) metal.set("paperOut", true);
    else if (rollDots < build.lowMm * DOTS_PER_MM && !metal.has("paperLow")) metal.set("paperLow", true);
  };
  const mark = (made: Mark): void => {
    marks = joinBands(marks, made);
    if (made.kind !== "blank" && sender !== undefined) senders.add(sender.id);
    broken ||= headless && made.kind !== "blank";
    use(made.height);
    if (made.kind === "blank" || planned === undefined) return;
    const { afterLines, what } = planned;
    planned = afterLines <= 1 ? undefined : { afterLines: afterLines - 1, what };
    if (planned === undefined) happen({ afterLines, what });
  };
  const printLine = (): void => {
    if (cells.length === 0) {
      mark({ kind: "blank", height: LINE_SPACING });
      return;
    }
    const high = Math.max(...cells.map((cell) => cell.high));
    const line = cells;
    cells = [];
    mark({ kind: "line", cells: line, side: look.side, height: high * CELL.height + MARGIN });
  };

  const put = (character: string): void => {
    const last = cells.at(-1);
    if (isTone(character) && build.setsTones && last !== undefined) {
      cells[cells.length - 1] = { ...last, text: (last.text + character).normalize("NFC") };
      return;
    }
    const used = cells.reduce((sum, { wide }) => sum + wide, 0);
    if (used + look.wide > build.columns) printLine();
    // A tone alone stands on nothing.
    const text = isTone(character) ? `\u25cc${character}` : character;
    cells.push({ text, bold: look.bold, wide: look.wide, high: look.high });
  };

  const printBars = (command: Extract<Command, { op: "barcode" }>): void => {
    const bars = command.kind === 73 ? barsOf(command.data) : undefined;
    const module = look.barModule;
    const width = (bars?.widths.reduce((sum, one) => sum + one, 0) ?? 0) * module;
    // One that does not fit is not printed at all.
    if (bars === undefined || width > build.columns * CELL.width) return;
    const words = look.barText === 2;
    const { barHeight, side } = look;
    mark({ kind: "bars", bars, module, barHeight, words, side, height: barHeight + (words ? HRI_HEIGHT : 0) });
  };

  const symbol = ({ family, fn, data }: Extract<Command, { op: "symbol" }>): void => {
    if (family !== 0x31) return;
    if (fn === 0x43) symbolModule = data[0] ?? 3;
    if (fn === 0x50) symbolData = Buffer.from(data.slice(1)).toString("utf8");
    if (fn !== 0x51 || symbolData === "") return;
    const squares = squaresOf(symbolData);
    const height = squares.side * symbolModule;
    if (height <= build.columns * CELL.width) mark({ kind: "squares", squares, module: symbolModule, side: look.side, height });
  };

  const cut = (): void => {
    if (cells.length > 0) printLine();
    mark({ kind: "blank", height: TO_CUTTER });
    takeOff(!broken && sender !== undefined && [...senders].every((id) => id === sender?.id));
  };

  const obey = (command: Command): void => {
    switch (command.op) {
      case "character":
        put(characterOf(build.firmware, look.page, command.byte));
        return;
      case "feed":
        printLine();
        return;
      case "initialise":
        look = { ...START };
        cells = [];
        headless = false;
        if (sender !== undefined) sender.mask = 0;
        return;
      case "page":
        look.page = command.number;
        return;
      case "bold":
        look.bold = command.on;
        return;
      case "align":
        look.side = command.side;
        return;
      case "size":
        look.wide = command.wide;
        look.high = command.high;
        return;
      case "feedLines":
        if (cells.length > 0) printLine();
        mark({ kind: "blank", height: command.lines * LINE_SPACING });
        return;
      case "feedDots":
        if (cells.length > 0) printLine();
        mark({ kind: "blank", height: command.dots });
        return;
      case "picture":
        mark({ kind: "picture", bitmap: command, height: command.height });
        return;
      case "barHeight":
        look.barHeight = command.dots;
        return;
      case "barModule":
        look.barModule = command.dots;
        return;
      case "barText":
        look.barText = command.where;
        return;
      case "barcode":
        printBars(command);
        return;
      case "symbol":
        symbol(command);
        return;
      case "cut":
        cut();
        return;
      case "speakUp":
        if (sender === undefined) return;
        sender.mask = command.mask;
        sender.say(byItself(metal));
        return;
      case "sayInTurn":
        if (!metal.has("silentInTurn")) sender?.say([metal.has("paperLow") ? 0x03 : 0]);
        return;
      case "sayProcessId":
        if (FIRMWARES[build.firmware].processId) {
          if (!metal.has("silentInTurn")) sender?.say([0x37, 0x22, ...command.id, 0]);
          return;
        }
        for (const byte of command.id) put(String.fromCharCode(byte));
        return;
      case "unknown":
        unknown = [...unknown, command.bytes];
        return;
      case "nothing":
        return;
    }
  };

  metal.onChange(() => {
    if (!metal.powered()) {
      forget();
      look = { ...START };
    }
    const was = before;
    before = { out: metal.has("paperOut"), jam: metal.has("jam") };
    if (was.jam && !before.jam) {
      // Cleared by hand: what hung there is pulled out, and what was received is lost.
      tear();
      forget();
    }
    if (was.out && !before.out) {
      // A new roll: the old end is taken out.
      tear();
      rollDots = build.rollMm * DOTS_PER_MM;
      metal.set("paperLow", false);
    }
  });

  return {
    stopped,
    /** Takes bytes into the receive buffer. */
    receive: (bytes: Uint8Array, from: Sender) => {
      // Half a command of another job takes what comes now for its own.
      if (sender !== from && buffer.length > 0) headless = true;
      sender = from;
      buffer = buffer.length === 0 ? bytes : Buffer.concat([buffer, bytes]);
    },
    /** Obeys one command: "line" where the paper moved; undefined where it cannot go on, or has nothing to do. */
    step: (): "line" | "done" | undefined => {
      if (stopped()) return undefined;
      const read = readCommand(buffer);
      if (read === undefined) return undefined;
      buffer = buffer.subarray(read.length);
      const before = rollDots;
      obey(read.command);
      return rollDots < before ? "line" : "done";
    },
    forget,
    tear,
    loadRoll: (mm: number) => {
      if (inked()) tear();
      rollDots = mm * DOTS_PER_MM;
    },
    plan: (next: Planned) => {
      planned = next;
    },
    pieces: (): readonly Piece[] => (inked() ? [...pieces, { at: now(), marks, complete: false, hanging: true }] : pieces),
    unknown: () => unknown,
    waiting: () => buffer.length,
    rollMm: () => Math.max(0, Math.round(rollDots / DOTS_PER_MM)),
    reset: () => {
      buffer = new Uint8Array(0);
      cells = [];
      pieces = [];
      marks = [];
      senders = new Set();
      broken = false;
      headless = false;
      planned = undefined;
      unknown = [];
      look = { ...START };
      rollDots = build.rollMm * DOTS_PER_MM;
    },
    hangingMm: () => Math.round(lengthOf(marks) / DOTS_PER_MM),
  };
};

/** The four bytes that it says by itself. */
export const byItself = (metal: Metal): readonly number[] => {
  const [cover, out, jam, cutter] = ["coverOpen", "paperOut", "jam", "cutterError"].map((name) => metal.has(name));
  const offline = cover || out || jam || cutter;
  return [
    0x10 | (offline ? 0x08 : 0) | (cover ? 0x20 : 0),
    (jam ? 0x04 : 0) | (cutter ? 0x08 : 0),
    (metal.has("paperLow") || out ? 0x03 : 0) | (out ? 0x0c : 0),
    0x0f,
  ];
};

/** The answer to DLE EOT n. */
export const statusNow = (metal: Metal, n: number): number => {
  const [cover, out, jam, cutter] = ["coverOpen", "paperOut", "jam", "cutterError"].map((name) => metal.has(name));
  const offline = cover || out || jam || cutter;
  if (n === 1) return 0x12 | (offline ? 0x08 : 0);
  if (n === 2) return 0x12 | (cover ? 0x04 : 0) | (out ? 0x20 : 0) | (jam || cutter ? 0x40 : 0);
  if (n === 3) return 0x12 | (jam ? 0x04 : 0) | (cutter ? 0x08 : 0);
  return 0x12 | (metal.has("paperLow") || out ? 0x0c : 0) | (out ? 0x60 : 0);
};
