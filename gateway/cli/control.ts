/**
 * The control door of a running hub on the embedded database: a unix socket in its data folder, so that operators' commands need no stop.
 * Whoever may open it may read the database's files anyway: folder 0700, socket 0600, and no port. What both sides share: where it is, and its
 * lines of JSON.
 */
import type { Socket } from "node:net";
import { join, relative } from "node:path";
import { z } from "zod";

const FOLDER = "control";
const SOCKET = "hub.sock";
/** sockaddr_un holds 108 bytes on Linux and 104 elsewhere, with the closing zero. */
const MAX_PATH = 103;
/** A command with its words, or a file that it needs: certificates have a few kB. */
export const MAX_CONTROL_LINE = 512 * 1024;

/** The folder of the door; only its owner may enter it. */
export const controlFolder = (dataDir: string): string => join(dataDir, FOLDER);

/** Path of the socket, absolute or from here, whichever is shorter; undefined where the system allows neither. */
export const controlSocket = (dataDir: string): string | undefined => {
  const path = join(controlFolder(dataDir), SOCKET);
  return [path, relative(process.cwd(), path)].find((one) => Buffer.byteLength(one) <= MAX_PATH);
};

/** The first line of a caller. */
export const controlRequest = z.strictObject({
  command: z.string().max(60),
  args: z.array(z.string().max(10_000)).max(1000),
  actor: z.string().min(1).max(200),
});

/** What the hub says: a line for stdout or stderr, a wish for a file, a part of a large one or a line of input, the end. */
export const controlSaying = z.union([
  z.strictObject({ out: z.string() }),
  z.strictObject({ err: z.string() }),
  z.strictObject({ ask: z.literal("file"), path: z.string() }),
  z.strictObject({ ask: z.literal("part"), path: z.string(), from: z.int().min(0) }),
  z.strictObject({ ask: z.literal("line") }),
  z.strictObject({ exit: z.int() }),
]);

/** The caller's answer to a wish; a file in base64. An empty part is the end of its file. */
export const controlAnswer = z.union([z.strictObject({ given: z.string() }), z.strictObject({ failed: z.string() })]);

/** One value as a line. */
export const sendLine = (socket: Socket, value: object): void => {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
};

/** Calls `heard` with each line's JSON, undefined for what is none; a line without end closes the socket. */
export const onLines = (socket: Socket, heard: (value: unknown) => void): void => {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_CONTROL_LINE) socket.destroy();
    for (const line of lines) heard(parsed(line));
  });
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
