/**
 * A small HTTP load generator on raw sockets: one request after another on each of N keep-alive connections. Written for the
 * bench because it shares two cores with the server and the database: fetch() would cost more than what it measures.
 */
import { createConnection, type Socket } from "node:net";

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
}

export interface LoadOptions {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The raw bytes of request number n. */
  readonly request: (n: number) => string;
}

/** One answer at the head of `text`: its status and length, or undefined while it is not complete. */
const answerIn = (text: Buffer): { status: string; length: number } | undefined => {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new LoadError(`an answer without Content-Length: ${head.slice(0, 200)}`);
  const total = end + 4 + Number(length);
  return text.length < total ? undefined : { status: head.slice(9, 12), length: total };
};

export class LoadError extends Error {
  override readonly name = "LoadError";
}

/** Sends as many requests as the server takes for the time given. */
export const load = async (options: LoadOptions): Promise<LoadResult> => {
  const statuses: Record<string, number> = {};
  const times: number[] = [];
  let sent = 0;
  const started = performance.now();
  const until = started + options.seconds * 1000;

  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = createConnection({ host: options.host, port: options.port, noDelay: true });
      let buffer: Buffer = Buffer.alloc(0);
      let since = 0;
      const next = (): void => {
        if (performance.now() >= until) {
          socket.end();
          resolve();
          return;
        }
        since = performance.now();
        socket.write(options.request(sent++));
      };
      socket.on("connect", next);
      socket.on("error", reject);
      socket.on("data", (chunk) => {
        buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
        try {
          const answer = answerIn(buffer);
          if (!answer) return;
          buffer = buffer.subarray(answer.length);
          statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
          times.push(performance.now() - since);
          next();
        } catch (error) {
          socket.destroy();
          reject(error instanceof Error ? error : new LoadError(String(error)));
        }
      });
    });

  await Promise.all(Array.from({ length: options.connections }, one));
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { requests: times.length, seconds, perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), statuses };
};
