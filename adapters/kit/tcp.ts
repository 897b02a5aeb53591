/**
 * A line to a device on raw TCP: connect, write, read until what is wanted has come. Everything that can go wrong becomes an ExchangeError,
 * and the question behind each is one: can the device have done it? Nothing written yet → retry; something written → unknown.
 */
import { connect, type Socket } from "node:net";
import { ExchangeError } from "../../core/exchange/errors.ts";

/** More than this without what was waited for is no answer of any device here. */
const MOST_UNREAD = 1_048_576;

const HINTS = {
  offline: {
    vi: "Thiết bị không trả lời; kiểm tra nguồn điện, dây mạng và địa chỉ. Hệ thống tự thử lại.",
    en: "The device does not answer; check its power, network cable and address. It is tried again by itself.",
  },
  cut: {
    vi: "Mất kết nối với thiết bị khi đang làm việc; hệ thống tự kiểm tra và làm tiếp.",
    en: "The connection to the device was lost in the middle of the work; it is looked after by itself.",
  },
  garbage: {
    vi: "Thiết bị trả lời không đọc được; kiểm tra đúng loại máy và địa chỉ.",
    en: "The device's answer cannot be read; check that it is the right model and address.",
  },
} as const;

/** The device was not reached, and nothing was asked of it. */
export const deviceOffline = (detail: string, cause?: unknown): ExchangeError =>
  new ExchangeError("retry", `the device cannot be reached: ${detail}`, {
    code: "device.offline",
    blame: "partner",
    hint: HINTS.offline,
    ...(cause === undefined ? {} : { cause }),
  });

/** The line broke, or the time was over, after something had been sent. */
export const deviceCut = (detail: string, cause?: unknown): ExchangeError =>
  new ExchangeError("unknown", `the line to the device broke: ${detail}`, {
    code: "device.cut",
    blame: "partner",
    hint: HINTS.cut,
    ...(cause === undefined ? {} : { cause }),
  });

/** What came is no answer of such a device. `sent`: something was asked that it may have done. */
export const deviceGarbage = (detail: string, sent: boolean): ExchangeError =>
  new ExchangeError(sent ? "unknown" : "retry", `the device's answer makes no sense: ${detail}`, {
    code: "device.garbage",
    blame: "partner",
    hint: HINTS.garbage,
  });

export interface TcpLine {
  /** Resolves when the bytes are handed to the system (not when the device has them). From now on a break is `unknown`, unless `harmless`. */
  write(bytes: Uint8Array | string, options?: { readonly harmless?: boolean }): Promise<void>;
  /**
   * Waits until `complete` finds what it wants at the front of what came and answers its length; takes exactly that. 0 and undefined: wait on.
   * Errors: device.offline (retry) or device.cut (unknown) at a break or when the signal fires; device.garbage beyond 1 MiB.
   */
  read(complete: (got: Buffer) => number | undefined): Promise<Buffer>;
  /** What has come and was not read yet; taken. */
  drain(): Buffer;
  /** True once something was written that is not harmless. */
  readonly sent: boolean;
  /** Resolves at the end of the connection, whoever ended it. Never rejects. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Waiter {
  readonly complete: (got: Buffer) => number | undefined;
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: ExchangeError) => void;
}

const lineOf = (socket: Socket, where: string, signal: AbortSignal): TcpLine => {
  let unread: Buffer = Buffer.alloc(0);
  let waiter: Waiter | undefined;
  let over: unknown;
  let sent = false;
  const broken = (): ExchangeError => (sent ? deviceCut(where, over) : deviceOffline(where, over));

  const look = (): void => {
    if (waiter === undefined) return;
    const { complete, resolve, reject } = waiter;
    const length = complete(unread) ?? 0;
    if (length > 0) {
      waiter = undefined;
      const taken = unread.subarray(0, length);
      unread = unread.subarray(length);
      resolve(taken);
    } else if (unread.length > MOST_UNREAD) {
      waiter = undefined;
      reject(deviceGarbage(`${unread.length} bytes without an end`, sent));
    } else if (over !== undefined) {
      waiter = undefined;
      reject(broken());
    }
  };
  const end = (why: unknown): void => {
    over ??= why;
    socket.destroy();
    look();
  };
  const aborted = (): void => end("the time was over");
  signal.addEventListener("abort", aborted, { once: true });
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      signal.removeEventListener("abort", aborted);
      end("closed");
      resolve();
    });
  });
  socket.on("data", (bytes: Buffer) => {
    unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    // Somebody who only listens and never reads must not fill the memory.
    if (waiter === undefined && unread.length > MOST_UNREAD) end("too much came that nobody asked for");
    look();
  });
  socket.on("error", end);
  socket.on("end", () => end("ended by the device"));

  return {
    get sent() {
      return sent;
    },
    closed,
    write: (bytes, { harmless = false } = {}) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(broken());
        if (!harmless) sent = true;
        socket.write(bytes, (error) => {
          if (!error) return resolve();
          end(error);
          reject(broken());
        });
      }),
    read: (complete) =>
      new Promise((resolve, reject) => {
        waiter = { complete, resolve, reject };
        look();
      }),
    drain: () => {
      const taken = unread;
      unread = Buffer.alloc(0);
      return taken;
    },
    close: () => {
      over ??= "closed by us";
      socket.destroy();
    },
  };
};

/**
 * Opens a line. Close it in a `finally`. Errors: device.offline where it cannot be reached before `signal` fires.
 * @param options.keepAlive for lines that live long: a dead peer is noticed by the system's probes.
 */
export const openTcp = (
  { hostname, port, keepAlive = false }: { readonly hostname: string; readonly port: number; readonly keepAlive?: boolean },
  signal: AbortSignal,
): Promise<TcpLine> =>
  new Promise((resolve, reject) => {
    const where = `${hostname}:${port}`;
    if (signal.aborted) return reject(deviceOffline(where, "the time was over"));
    const socket = connect({ host: hostname, port, noDelay: true, keepAlive, keepAliveInitialDelay: 10_000 });
    const fail = (cause: unknown): void => {
      signal.removeEventListener("abort", aborted);
      socket.destroy();
      reject(deviceOffline(where, cause));
    };
    const aborted = (): void => fail("the time was over");
    signal.addEventListener("abort", aborted, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      signal.removeEventListener("abort", aborted);
      socket.off("error", fail);
      resolve(lineOf(socket, where, signal));
    });
  });
