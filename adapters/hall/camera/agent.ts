/**
 * The sockets of one conversation with a camera. The ONVIF library opens a socket for each call, leaves some of them open and bounds no
 * answer; here all of them belong to one agent that bounds what comes and closes them together.
 */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";

/** The conversation is over. */
class LineClosed extends Error {
  override readonly name = "LineClosed";
  readonly code = "ECLOSED";
}
/** The camera was about to send more than any answer of one has. */
class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/** An answer of ONVIF has 1–60 kB. */
const MAX_ANSWER_BYTES = 262_144;

export interface Line {
  readonly agent: HttpAgent | HttpsAgent;
  /** Called each time that the last open socket has closed and what it brought was read. */
  onIdle(listener: (tooLarge: boolean) => void): void;
  /** Destroys every socket; none is opened after it. */
  close(): void;
}

/** A line for one conversation. Close it in a `finally`. */
export const openLine = (tls: boolean): Line => {
  const agent = tls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  const open = new Set<Duplex>();
  const idle: ((tooLarge: boolean) => void)[] = [];
  let closed = false;
  let tooLarge = false;
  const watch = (socket: Duplex): void => {
    let came = 0;
    open.add(socket);
    socket.on("data", (bytes: Uint8Array) => {
      came += bytes.byteLength;
      if (came <= MAX_ANSWER_BYTES) return;
      tooLarge = true;
      socket.destroy(new AnswerTooLarge("the camera's answer is larger than allowed"));
    });
    socket.once("close", () => {
      open.delete(socket);
      // Not at once: the end of a good answer is still on its way to its reader.
      if (open.size === 0) setImmediate(() => idle.forEach((listener) => void listener(tooLarge)));
    });
  };
  agent.createConnection = (options, done) => {
    if (closed) throw new LineClosed("the conversation with the camera is over");
    const socket = connect(options, done);
    if (socket) watch(socket);
    return socket;
  };
  return {
    agent,
    onIdle: (listener) => {
      idle.push(listener);
    },
    close: () => {
      closed = true;
      for (const socket of open) socket.destroy(new LineClosed("the conversation with the camera is over"));
      agent.destroy();
    },
  };
};
