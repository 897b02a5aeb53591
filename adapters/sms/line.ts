/**
 * One line to the SMS centre for one piece of work (SMPP 3.4 by the `smpp` package): connect, bind, work, unbind. Nothing is held between
 * calls: whatever process has the message opens its own. Everything that can go wrong becomes an ExchangeError.
 */
import smpp, { type PDU, type Session } from "smpp";
import type { ExchangeError } from "../../core/exchange/errors.ts";
import { type CallKind, noAnswer } from "../kit/http-errors.ts";
import { badCredentials } from "../kit/sessions.ts";
import { STATUS } from "./contract/smpp.ts";
import type { SmsCall } from "./gateways.ts";
import { errorOf } from "./phrases.ts";

type Command = "bind_transmitter" | "bind_receiver" | "submit_sm" | "enquire_link";
type Fields = Readonly<Record<string, unknown>>;

export interface Line {
  /**
   * Sends one request and waits for its answer, whatever status it has. Throws ExchangeError when none comes.
   * @param shown what the message log keeps of it; nothing of the fields goes there by itself.
   */
  ask(command: Command, fields: Fields, kind: CallKind, shown?: string): Promise<PDU>;
  /** Calls back for each deliver_sm; what is not acknowledged comes again on another line. */
  onDelivery(take: (pdu: PDU) => void): void;
  acknowledge(pdu: PDU): void;
}

/** The line is closed and nobody said why: the other side went away. */
class LineClosed extends Error {
  override readonly name = "LineClosed";
  readonly code = "ECONNRESET";
}

/** What a command_status other than 0 means (SMPP 3.4 §5.1.3; above 0x400 as agreed with the centre). */
export const statusError = (status: number): ExchangeError => {
  const shown = `command_status 0x${status.toString(16).padStart(8, "0")}`;
  const say = (means: "retry" | "pause" | "rejected" | "bug", code: string): ExchangeError =>
    errorOf({ means, code: `sms.${code}`, shown });
  switch (status) {
    case STATUS.throttled:
    case STATUS.queueFull:
    case STATUS.systemError:
    case STATUS.submitFailed:
      return say("retry", "busy");
    case STATUS.destinationAddress:
      return say("rejected", "receiver");
    case STATUS.sourceAddress:
      return say("pause", "brandname");
    case STATUS.template:
      return say("pause", "template");
    case STATUS.balance:
      return say("retry", "balance");
    case STATUS.messageLength:
      return say("bug", "too-long");
    case STATUS.dataCoding:
      return say("bug", "alphabet");
    case STATUS.systemId:
    case STATUS.password:
    case STATUS.bindFailed:
      return badCredentials(shown);
    default:
      return say("pause", "unmatched");
  }
};

/** smpp://host:port, or ssmpp:// over TLS; 2775 and 3550 unless told. */
export const addressOf = (config: SmsCall["config"]): { host: string; port: number; tls: boolean } => {
  const { protocol, hostname, port } = new URL(config.smppUrl ?? config.url);
  const tls = protocol === "ssmpp:";
  return { host: hostname, port: port === "" ? (tls ? 3550 : 2775) : Number(port), tls };
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const connect = (call: SmsCall, address: { host: string; port: number; tls: boolean }): { session: Session; line: Line } => {
  const { signal } = call;
  const what = (command: string): string => `SMPP ${command} smpp://${address.host}:${address.port}`;
  const session = smpp.connect(address);
  let broken: unknown;
  const waiting = new Set<(reason: unknown) => void>();
  const fail = (reason: unknown): void => {
    broken ??= reason;
    for (const give of waiting) give(broken);
    waiting.clear();
  };
  session.on("error", (error) => fail(error));
  session.on("close", () => fail(new LineClosed("the line was closed")));
  session.on("unknown", () => fail(new LineClosed("noise on the line")));
  const stop = (): void => {
    fail(signal.reason);
    session.destroy();
  };
  signal.addEventListener("abort", stop, { once: true });
  session.on("close", () => signal.removeEventListener("abort", stop));

  // A centre's first delivery may come in one packet with its answer to the bind, before anybody listens.
  const early: PDU[] = [];
  let take = (pdu: PDU): void => void early.push(pdu);
  session.on("deliver_sm", (pdu) => take(pdu));

  const ask: Line["ask"] = (command, fields, kind, shown = "") =>
    new Promise((resolve, reject) => {
      const give = (reason: unknown): void => reject(noAnswer(reason, kind, signal.aborted));
      if (broken !== undefined) return give(broken);
      waiting.add(give);
      call.wire({ direction: "out", what: what(command), bytes: bytesOf(shown) });
      session[command](fields, (answer) => {
        waiting.delete(give);
        const number = typeof answer["message_id"] === "string" ? ` ${answer["message_id"]}` : "";
        const bytes = bytesOf(`${answer.command}${number}`);
        call.wire({ direction: "in", what: what(command), status: answer.command_status, bytes });
        resolve(answer);
      });
    });
  return {
    session,
    line: {
      ask,
      onDelivery: (given) => {
        take = given;
        for (const pdu of early.splice(0)) given(pdu);
      },
      acknowledge: (pdu) => session.send(pdu.response()),
    },
  };
};

const connected = (session: Session, line: { readonly tls: boolean }, call: SmsCall): Promise<void> =>
  new Promise((resolve, reject) => {
    const give = (error: unknown): void => reject(noAnswer(error, "read", call.signal.aborted));
    session.once("error", give);
    session.once("close", () => give(new LineClosed("the line was closed")));
    session.once(line.tls ? "secureConnect" : "connect", () => {
      session.off("error", give);
      resolve();
    });
  });

/** Until here nothing was asked for: whatever breaks may be tried again. */
const bind = async (line: Line, role: "bind_transmitter" | "bind_receiver", call: SmsCall): Promise<void> => {
  const { user, password } = call.config;
  const answer = await line.ask(role, { system_id: user, password, interface_version: 0x34 }, "read");
  if (answer.command_status !== STATUS.ok) throw statusError(answer.command_status);
};

/** Does `work` on a line of its own and leaves. Throws ExchangeError. */
export const withLine = async <T>(
  call: SmsCall,
  role: "bind_transmitter" | "bind_receiver",
  work: (line: Line) => Promise<T>,
): Promise<T> => {
  if (call.signal.aborted) throw noAnswer(call.signal.reason, "read", true, false);
  const address = addressOf(call.config);
  const { session, line } = connect(call, address);
  try {
    await connected(session, address, call);
    await bind(line, role, call);
    const done = await work(line);
    // Who is done says so; the answer is not waited for, because the work is done whatever it says.
    await new Promise<void>((resolve) => {
      session.once("close", () => resolve());
      if (!session.unbind({}, undefined, () => resolve())) resolve();
    });
    return done;
  } finally {
    session.destroy();
  }
};
