/**
 * The operation `send`: one SMS by the hall's own modem (R-H, R-E02). `+CMGS` answered means sent; its number is the reference. Cut after Ctrl-Z
 * nobody knows, and a modem cannot be asked: it is sent again. An SMS read twice does less harm than an answer or a notice that never came.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Call, OperationResult } from "../../../core/exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { type Alphabet, countSegments, msisdn, unaccented, written } from "../../kit/sms-text.ts";
import { deviceGarbage } from "../../kit/tcp.ts";
import { lineName, type ModemConfig } from "./config.ts";
import { refusalOf } from "./errors.ts";
import { type Line, withLine } from "./line.ts";
import { type Answer, NOTHING } from "./modem.ts";
import { submitsOf } from "./pdu.ts";

/** Longer messages are letters (the brandname adapter has the same bound; ours). */
const MOST_SEGMENTS = 5;

export const smsBody = z.strictObject({
  /** A mobile number of Việt Nam in any spelling. */
  to: z.string().min(9).max(20),
  text: z.string().normalize("NFC").trim().min(1).max(765),
});
export type SmsBody = z.infer<typeof smsBody>;

export type ModemCall = Call<DeviceLaneConfig<ModemConfig>>;

const refused = (code: string, vi: string, en: string): ExchangeError =>
  new ExchangeError("rejected", en, { code, blame: "caller", hint: { vi, en } });

/** As it goes out: unaccented where the modem is told so, or where the text has no marks anyway. */
export const alphabetOf = (text: string, { alphabet }: Pick<ModemConfig, "alphabet">): Alphabet =>
  alphabet === "plain" || unaccented(text) === text ? "gsm7" : "ucs2";

const CMGS = /^\+CMGS: (\d+)/;

/** The modem's number of a message; throws what the answer means. */
const numberOf = ({ final, lines }: Answer): string => {
  if (final !== "OK") throw refusalOf(final);
  const number = CMGS.exec(lines[0] ?? "")?.[1];
  if (number === undefined) throw deviceGarbage("AT+CMGS without a number", true);
  return number;
};

/** "Not sent" of a later segment is not so of the message: those before it are on the air, and go out once more. */
const partlySent = (error: unknown, segments: number): unknown =>
  isExchangeError(error) && error.intent === "retry"
    ? new ExchangeError("unknown", `${segments} segments are sent; then: ${error.message}`, {
        code: error.code,
        blame: error.blame,
        hint: error.hint,
        cause: error,
        trips: error.trips,
      })
    : error;

/** Text mode takes what is in ASCII and in the alphabet under the same number; ESC and Ctrl-Z cannot occur (kit/sms-text.ts). */
const asText = async ({ modem }: Line, to: string, text: string, signal: AbortSignal): Promise<string> => {
  for (const command of ["AT+CMGF=1", 'AT+CSCS="IRA"']) {
    const { final } = await modem.ask(command, NOTHING, signal);
    if (final !== "OK") throw refusalOf(final);
  }
  try {
    return numberOf(await modem.give(`AT+CMGS="+${to}"`, text, CMGS, signal));
  } finally {
    // Listening reads PDUs. Where this fails too, the next one meets a line that is over.
    await modem.ask("AT+CMGF=0", NOTHING, signal).catch(() => undefined);
  }
};

/** Sends it. Throws ExchangeError. */
export const sendSms = async (body: SmsBody, call: ModemCall): Promise<OperationResult> => {
  const { settings } = call.config;
  const to = msisdn(body.to);
  if (to === undefined) throw refused("sms.receiver", "Không phải số di động Việt Nam.", "this is no mobile number of Viet Nam");
  const alphabet = alphabetOf(body.text, settings);
  const text = written(body.text, alphabet);
  if (countSegments(text, alphabet) > MOST_SEGMENTS)
    throw refused("sms.too-long", `Tin dài quá ${MOST_SEGMENTS} đoạn; rút ngắn lại.`, "the message is too long; shorten it");
  // Stable over all attempts: a telephone joins parts of two of them.
  const reference = createHash("sha256").update(call.messageId).digest()[0] ?? 0;
  const what = `AT+CMGS ${lineName(settings)}`;
  call.wire({ direction: "out", what, bytes: new TextEncoder().encode(JSON.stringify({ to, text })) });

  const give = async (line: Line): Promise<readonly string[]> => {
    await line.ready(call.signal);
    if (settings.sending === "text" && alphabet === "gsm7" && countSegments(text, alphabet) === 1)
      return [await asText(line, to, text, call.signal)];
    const given: string[] = [];
    try {
      for (const { pdu, length } of submitsOf(to, text, alphabet, reference))
        given.push(numberOf(await line.modem.give(`AT+CMGS=${length}`, pdu, CMGS, call.signal)));
    } catch (error) {
      throw given.length === 0 ? error : partlySent(error, given.length);
    }
    return given;
  };
  const numbers = await withLine(settings, (line) => line.alone(() => give(line)));
  const said = numbers.join(",");
  call.wire({ direction: "in", what, bytes: new TextEncoder().encode(`+CMGS: ${said}`) });
  return { reference: said };
};
