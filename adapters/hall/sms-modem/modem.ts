/**
 * One modem at its line: commands one after another, answers told from what the modem says unasked (URC, which may come in the middle of an answer),
 * the prompt for a text. A line on which an answer did not come in time is closed: what comes later on it would be taken for the answer to something
 * else. Glossary: URC = thông báo tự phát của modem · prompt = dấu nhắc.
 */
import { deviceCut, deviceOffline, openTcp, type TcpLine } from "../../kit/tcp.ts";
import { BACKSPACE, CTRL_Z, ESC, PROMPT } from "./contract/at.ts";

export interface Answer {
  /** "OK", or what the modem says instead. */
  readonly final: string;
  /** Its lines that were expected. */
  readonly lines: readonly string[];
}

export interface Modem {
  /**
   * Asks one thing. `expects`: which lines belong to the answer; all others are URCs. Resolves also where the modem refuses (`final`).
   * Errors: device.offline (retry) where the line breaks or `signal` fires.
   */
  ask(command: string, expects: RegExp, signal: AbortSignal): Promise<Answer>;
  /**
   * A command that asks for a text by the prompt (AT+CMGS). Errors: device.offline (retry) before the text is given, device.cut (unknown)
   * after it: the message may be on its way.
   */
  give(command: string, text: string, expects: RegExp, signal: AbortSignal): Promise<Answer>;
  /** Told of each URC; answers how to stop. */
  onUrc(listener: (line: string) => void): () => void;
  /** Resolves when the line is over. */
  readonly closed: Promise<void>;
  close(): void;
}

const FINAL = /^(?:OK|ERROR|\+CM[ES] ERROR: .+)$/;
const CR = 13;
const LF = 10;
const isEnd = (octet: number | undefined): boolean => octet === CR || octet === LF;

/** Length of the first piece of what came: line ends, the prompt, or a line; undefined while it is not whole. Pure. */
export const pieceLength = (got: Buffer): number | undefined => {
  let blank = 0;
  while (blank < got.length && isEnd(got[blank])) blank += 1;
  if (blank > 0) return blank;
  if (got.length >= PROMPT.length && got.subarray(0, PROMPT.length).toString("latin1") === PROMPT) return PROMPT.length;
  const end = got.findIndex(isEnd);
  return end === -1 ? undefined : end;
};

interface Asked {
  readonly command: string;
  readonly text?: string;
  readonly expects: RegExp;
  /** Answers without an expected line belong to somebody else's question. */
  readonly insists: boolean;
  readonly lines: string[];
  /** The text is on its way: from now on nobody knows. */
  given: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Opened {
  readonly modem: Modem;
  /** The first question that is sure to have its own answer: what else comes before it is passed over. From its answer on all answers are counted. */
  readonly greet: (command: string, expects: RegExp, signal: AbortSignal) => Promise<Answer>;
}

const modemOf = (tcp: TcpLine, name: string): Opened => {
  let asked: Asked | undefined;
  let over = false;
  let greeted = false;
  /** Everything that is asked waits for what was asked before. */
  let before: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(line: string) => void>();

  const fail = (why: unknown): void => {
    const current = asked;
    asked = undefined;
    current?.reject(current.given ? deviceCut(name, why) : deviceOffline(name, why));
  };
  const take = (piece: string): void => {
    const current = asked;
    if (piece === PROMPT) {
      if (current?.given === true) return;
      if (current?.text !== undefined) current.given = true;
      // One that nobody wants any more would take the next commands for the text of a message.
      tcp.write(current?.text === undefined ? ESC : `${current.text}${CTRL_Z}`, { harmless: true }).catch(fail);
      return;
    }
    // The echo, before it is switched off.
    if (current !== undefined && piece === current.command) return;
    if (FINAL.test(piece)) {
      // Asked by nobody: every answer from now on would be taken for another's.
      if (current === undefined && greeted) tcp.close();
      if (current === undefined || (current.insists && current.lines.length === 0)) return;
      asked = undefined;
      greeted ||= current.insists;
      current.resolve({ final: piece, lines: current.lines });
    } else if (current?.expects.test(piece)) current.lines.push(piece);
    else for (const listener of [...listeners]) listener(piece);
  };
  const pump = async (): Promise<void> => {
    try {
      for (;;) {
        const piece = await tcp.read(pieceLength);
        if (!isEnd(piece[0])) take(piece.toString("latin1"));
      }
    } catch (why) {
      over = true;
      fail(why);
    }
  };
  const ended = pump();

  type Said = Pick<Asked, "command" | "text" | "expects" | "insists">;
  const say = (said: Said, signal: AbortSignal): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (over || signal.aborted) return reject(deviceOffline(name, over ? "the line is over" : "the time was over"));
      const late = (): void => {
        fail("no answer in time");
        tcp.close();
      };
      const done = (): void => signal.removeEventListener("abort", late);
      signal.addEventListener("abort", late, { once: true });
      asked = {
        ...said,
        lines: [],
        given: false,
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      tcp.write(`${said.command}\r`, { harmless: true }).catch(fail);
    });
  const inTurn = (said: Said, signal: AbortSignal): Promise<Answer> => {
    const mine = before.then(() => say(said, signal));
    before = mine.catch(() => undefined);
    return mine;
  };

  const modem: Modem = {
    ask: (command, expects, signal) => inTurn({ command, expects, insists: false }, signal),
    give: (command, text, expects, signal) => inTurn({ command, text, expects, insists: false }, signal),
    onUrc: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closed: Promise.all([tcp.closed, ended]).then(() => undefined),
    close: () => tcp.close(),
  };
  return { modem, greet: (command, expects, signal) => inTurn({ command, expects, insists: true }, signal) };
};

/** No line of an answer is wanted. */
export const NOTHING = /(?!)/;
const NUMBERED = /^\+CMEE: \d/;

/** Longer than any command of ours. */
const LONGEST_COMMAND = 64;
/**
 * What a line may have been left in, put an end to. ESC: the text of a message that was not given whole. Backspaces, and "#" for a modem that knows
 * none: half a command, which the next CR would carry out as if it were whole (of "AT+CMGD=12" the message 1 would be deleted, unread).
 */
const CLEAN = `${ESC}${BACKSPACE.repeat(LONGEST_COMMAND)}#\r`;

/**
 * Opens the line and says hello: what was left on it is put an end to, echo goes off, errors get numbers. That may be answered or not, and answers to
 * a client before us may come yet; so it goes on until the one answer comes that only the last question has.
 * Errors: device.offline, also where `hello` fires before that.
 */
export const openModem = async (
  { hostname, port, name }: { readonly hostname: string; readonly port: number; readonly name: string },
  hello: AbortSignal,
): Promise<Modem> => {
  const life = new AbortController();
  const late = (): void => life.abort();
  hello.addEventListener("abort", late, { once: true });
  if (hello.aborted) late();
  try {
    const tcp = await openTcp({ hostname, port, keepAlive: true }, life.signal);
    const { modem, greet } = modemOf(tcp, name);
    try {
      await tcp.write(CLEAN, { harmless: true });
      for (const command of ["AT", "ATE0", "AT+CMEE=1"]) await modem.ask(command, NOTHING, hello);
      await greet("AT+CMEE?", NUMBERED, hello);
      return modem;
    } catch (error) {
      modem.close();
      throw error;
    }
  } finally {
    hello.removeEventListener("abort", late);
  }
};
