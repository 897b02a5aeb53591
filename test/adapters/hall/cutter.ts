/**
 * A cable that breaks at the byte that a test names: between a driver and its device on TCP, in either direction. What was before the break is
 * delivered whole; then both ends see the end.
 */
import { connect, createServer, type Socket } from "node:net";

export interface Break {
  /** "up": counted in bytes to the device; "down": in bytes from it. */
  readonly way: "up" | "down";
  readonly afterBytes: number;
  /** The cable stays broken until `mend`. */
  readonly stays?: boolean;
}

export interface Cutter {
  readonly port: number;
  /** Where the device is; before anybody connects. */
  to(devicePort: number): void;
  /** Breaks once, counted from now on over all connections. */
  cut(next: Break): void;
  mend(): void;
  /** True when the break that was ordered has come. */
  broken(): boolean;
  /** What went through since the last `cut` or `mend`. */
  passed(): Readonly<Record<Break["way"], Buffer>>;
  /** Resolves when the device has seen the end of every connection that broke. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const NOTHING_YET: Readonly<Record<Break["way"], Buffer>> = { up: Buffer.alloc(0), down: Buffer.alloc(0) };

/**
 * The borders of a conversation, every byte, but in the midst of long rows of letters and figures (hexadecimal data, a text) only some: there one
 * byte is as good as the next.
 * @param from not before this byte
 */
export const bordersOf = (bytes: Buffer, from = 0): readonly number[] => {
  const near = 4;
  const step = 37;
  const wordy = (from: number): boolean => /^[0-9A-Za-z]+$/.test(bytes.subarray(from - near, from + near).toString("latin1"));
  return Array.from({ length: bytes.length + 1 }, (_, at) => at).filter(
    (at) => at >= from && (at % step === 0 || at > bytes.length - near || !wordy(at)),
  );
};

/** Where HTTP messages begin, within and behind their heads, and where one ends and the next begins; from the byte `from` on. */
export const headsOf = (bytes: Buffer, from = 0): readonly number[] => {
  const found = new Set([from, bytes.length - 1, bytes.length]);
  for (const mark of ["HTTP/1.1", "\r\n\r\n"])
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1))
      for (const near of [at, at + mark.length, at + mark.length + 1]) found.add(near);
  return [...found].filter((at) => at >= from && at <= bytes.length).sort((a, b) => a - b);
};

/** A cable, open on a free port; `to` says where it goes. */
export const openCutter = async (): Promise<Cutter> => {
  let devicePort = 0;
  let next: Break | undefined;
  let happened = false;
  let dead = false;
  let passed = NOTHING_YET;
  const sockets = new Set<Socket>();
  const ends = new Set<Promise<unknown>>();

  const server = createServer({ noDelay: true }, (near) => {
    near.on("error", () => {});
    if (dead) return void near.resetAndDestroy();
    const far = connect({ port: devicePort, host: "127.0.0.1", noDelay: true });
    far.on("error", () => {});
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      const gone = new Promise<void>((resolve) => {
        far.once("close", () => {
          ends.delete(gone);
          resolve();
        });
      });
      ends.add(gone);
      // The device gets what was written before; whatever it still says is lost.
      far.removeAllListeners("data").resume().end();
      near.end();
      far.once("end", () => far.destroy());
    };
    const pass = (way: Break["way"], to: Socket) => (bytes: Buffer) => {
      if (over) return;
      const room = next?.way === way ? next.afterBytes - passed[way].length : Number.POSITIVE_INFINITY;
      const part = bytes.subarray(0, Math.max(0, room));
      passed = { ...passed, [way]: Buffer.concat([passed[way], part]) };
      if (part.length > 0) to.write(part);
      if (part.length === bytes.length) return;
      happened = true;
      dead = next?.stays === true;
      next = undefined;
      end();
    };
    near.on("data", pass("up", far));
    far.on("data", pass("down", near));
    near.once("end", end);
    near.once("close", end);
    far.once("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    to: (there) => {
      devicePort = there;
    },
    cut: (wanted) => {
      next = wanted;
      happened = false;
      passed = NOTHING_YET;
    },
    mend: () => {
      next = undefined;
      dead = false;
      passed = NOTHING_YET;
    },
    broken: () => happened,
    passed: () => passed,
    settled: async () => {
      await Promise.all(ends);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
