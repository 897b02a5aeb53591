/**
 * Transmissions out of a stream of bytes, as a sign takes them: five nulls wake it, SOH begins anew whatever came before, and a checksum that
 * does not fit is noticed. Written from the contract alone.
 */
import { BYTE, CHECKSUM_DIGITS, COMMAND, TYPE, WAKE_UP } from "../../../adapters/hall/led/contract/alpha.ts";

export interface Command {
  /** Command code and data. */
  readonly body: string;
  /** none: the sender gave no checksum, which the protocol allows. */
  readonly checksum: "good" | "bad" | "none";
}
export interface Transmission {
  readonly type: string;
  readonly address: string;
  readonly commands: readonly Command[];
}

/** Longer ones overflow the sign's buffer. */
const MOST = 65_536;
const HEADER = 3;

const sumOf = (body: string): string => {
  const sum = [...body].reduce((total, sign) => total + sign.charCodeAt(0), BYTE.stx + BYTE.etx);
  return (sum & 0xffff).toString(16).padStart(CHECKSUM_DIGITS, "0");
};

const commandsOf = (text: string): readonly Command[] =>
  text
    .split(String.fromCharCode(BYTE.stx))
    .slice(1)
    .map((part) => {
      const end = part.indexOf(String.fromCharCode(BYTE.etx));
      if (end < 0) return { body: part, checksum: "none" };
      const body = part.slice(0, end);
      const given = part.slice(end + 1).toLowerCase();
      return { body, checksum: given === "" ? "none" : given === sumOf(body) ? "good" : "bad" };
    });

/** Takes the stream of one line. `whole`: a transmission came; `broken`: bytes that never became one were thrown away. */
export const createReader = (whole: (transmission: Transmission) => void, broken: () => void): ((bytes: Buffer) => void) => {
  let nulls = 0;
  let text: string | undefined;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === BYTE.soh && nulls >= WAKE_UP) {
        if (text !== undefined) broken();
        text = "";
      } else if (byte === BYTE.eot && text !== undefined) {
        const header = text.slice(0, HEADER);
        whole({ type: header.slice(0, 1), address: header.slice(1), commands: commandsOf(text) });
        text = undefined;
      } else if (text !== undefined && byte !== BYTE.nul) {
        // The line behind the network card carries seven bits.
        text += String.fromCharCode(byte & 0x7f);
        if (text.length > MOST) {
          text = undefined;
          broken();
        }
      }
      nulls = byte === BYTE.nul ? nulls + 1 : 0;
    }
  };
};

/** What the sign sends. A read is answered with the code of the write. */
export const answerFrame = (body: string): Buffer =>
  Buffer.concat([
    Buffer.alloc(WAKE_UP),
    Buffer.from([BYTE.soh]),
    Buffer.from(`${TYPE.answer}00`, "latin1"),
    Buffer.from([BYTE.stx]),
    Buffer.from(body, "latin1"),
    Buffer.from([BYTE.etx]),
    Buffer.from(sumOf(body).toUpperCase(), "latin1"),
    Buffer.from([BYTE.eot]),
  ]);

/** Does a command ask for an answer? */
export const isQuestion = ({ body }: Command): boolean =>
  body.startsWith(COMMAND.readText) || body.startsWith(COMMAND.readSpecial) || body.startsWith(COMMAND.readPicture);
