/** The hub's side of the control door: runs operators' commands on the running hub, speaking and reading through the caller's desk. */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { stripVTControlCharacters } from "node:util";
import type { z } from "zod";
import type { Hub } from "../../core/hub.ts";
import { controlAnswer, controlFolder, controlRequest, controlSocket, onLines, sendLine } from "./control.ts";
import type { Desk } from "./desk.ts";
import { runOperatorCommand } from "./operators.ts";
import { CliError } from "./terminal.ts";

/** More at once than any person types. */
const MAX_CALLERS = 16;
/** A caller that says nothing is gone. */
const REQUEST_WITHIN_MS = 10_000;
/** How long commands that are under way may take once the hub stops. */
const END_WITHIN_MS = 2_000;

interface Log {
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

export interface ControlDoor {
  /** Takes no more commands and lets go of those under way. To be called before the hub gives its data folder back. */
  close(): Promise<void>;
}

type Answer = z.infer<typeof controlAnswer>;

const callerGone = (): CliError => new CliError("Người gọi đã ngắt. / The caller is gone.", 1);

/** The caller's desk: each wish waits for one answer, in order. `ended` rejects when the socket is closed. */
const remoteDesk = (socket: Socket, actor: string, hub: Hub): { readonly desk: Desk; answered(value: unknown): void } => {
  let waiting: ((answer: Answer | undefined) => void) | undefined;
  const settle = (answer: Answer | undefined): void => {
    const of = waiting;
    waiting = undefined;
    of?.(answer);
  };
  socket.once("close", () => settle(undefined));
  const ask = async (wish: object): Promise<string> => {
    if (socket.destroyed) throw callerGone();
    const answer = await new Promise<Answer | undefined>((resolve) => {
      waiting = resolve;
      sendLine(socket, wish);
    });
    if (answer === undefined) throw callerGone();
    if ("failed" in answer) throw new CliError(answer.failed);
    return answer.given;
  };
  return {
    desk: {
      // The colours of the hub's own terminal are nothing to the caller's.
      say: (line = "") => sendLine(socket, { out: stripVTControlCharacters(line) }),
      complain: (line) => sendLine(socket, { err: stripVTControlCharacters(line) }),
      actor,
      readFile: async (path) => Buffer.from(await ask({ ask: "file", path }), "base64"),
      readPart: async (path, from) => Buffer.from(await ask({ ask: "part", path, from }), "base64"),
      readLine: () => ask({ ask: "line" }),
      withHub: (work) => work(hub),
    },
    answered: (value) => settle(controlAnswer.safeParse(value).data ?? { failed: "answer?" }),
  };
};

/**
 * Opens the door of a data folder that this process holds (its lock makes a socket found there a dead one). A door that cannot be opened is
 * said in the log and harms nothing else: the hub runs, and commands need it stopped.
 */
export const openControlDoor = async (hub: Hub, dataDir: string, log: Log): Promise<ControlDoor | undefined> => {
  const path = controlSocket(dataDir);
  if (path === undefined) {
    log.warn({ dataDir }, "no control door: the path of the data folder is too long for a socket");
    return undefined;
  }
  const sockets = new Set<Socket>();
  const running = new Set<Promise<unknown>>();

  const server = createServer((socket) => {
    sockets.add(socket);
    const bound = setTimeout(() => socket.destroy(), REQUEST_WITHIN_MS);
    socket.once("close", () => {
      clearTimeout(bound);
      sockets.delete(socket);
    });
    // A caller that went away in the middle is its own affair.
    socket.on("error", () => {});
    let answered: ((value: unknown) => void) | undefined;
    onLines(socket, (value) => {
      if (answered !== undefined) return answered(value);
      clearTimeout(bound);
      const request = controlRequest.safeParse(value).data;
      if (request === undefined) return socket.destroy();
      const remote = remoteDesk(socket, request.actor, hub);
      answered = remote.answered;
      // Names the command, never its words: they may hold names of people.
      log.info({ command: request.command, actor: request.actor }, "operator's command");
      const run = runOperatorCommand(request.command, request.args, remote.desk).then((exit) => {
        sendLine(socket, { exit });
        socket.end();
      });
      running.add(run);
      void run.finally(() => running.delete(run));
    });
  });
  server.maxConnections = MAX_CALLERS;

  try {
    // The folder is closed to others before there is a socket in it: no moment in which somebody else could call.
    mkdirSync(controlFolder(dataDir), { recursive: true, mode: 0o700 });
    chmodSync(controlFolder(dataDir), 0o700);
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  } catch (error) {
    server.close();
    log.warn({ error: error instanceof Error ? error.message : "" }, "no control door: commands need the hub stopped");
    return undefined;
  }
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      let bound: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        bound = setTimeout(resolve, END_WITHIN_MS);
      });
      await Promise.race([Promise.allSettled([closed, ...running]), late]);
      clearTimeout(bound);
    },
  };
};
