/** One conversation with a printer: how it is, and one job to its confirmed end. Holds the protocol; who tries again is the exchange. */
import { ExchangeError, isExchangeError } from "../../../core/exchange/errors.ts";
import type { TcpLine } from "../../kit/tcp.ts";
import { type Conditions, conditionsOf, type Message, readMessage, STOPS, type Stop, stopOf } from "./answers.ts";
import * as escpos from "./escpos.ts";
import type { Confirm } from "./settings.ts";

/** Out of paper is mended by a person within moments: looked at again after so long. */
const LOOK_AGAIN_MS = 2_000;

/** Nothing of the slip was sent: it waits. The printer answers well, so that its breaker has nothing to count. */
const notNow = (stop: Stop): ExchangeError =>
  new ExchangeError("retry", `the printer cannot print now: ${stop}`, {
    code: STOPS[stop].code,
    blame: "partner",
    hint: { vi: STOPS[stop].vi, en: STOPS[stop].en },
    retryAfterMs: LOOK_AGAIN_MS,
    trips: false,
  });

/** It stopped with the slip in the middle, or at its very end: it may have come out. */
const stopped = (stop: Stop): ExchangeError =>
  new ExchangeError("unknown", `the printer stopped in the middle of a slip: ${stop}`, {
    code: STOPS[stop].code,
    blame: "partner",
    hint: {
      vi: `${STOPS[stop].vi} Phiếu đang in dở phải bỏ; phiếu sẽ được in lại và ghi "BẢN IN LẠI".`,
      en: `${STOPS[stop].en} Throw the half slip away; it is printed again and marked as a copy.`,
    },
    trips: false,
  });

/** The next thing that the printer says. Errors: device.offline or device.cut at the end of the line. */
const nextMessage = async (line: TcpLine): Promise<Message> => {
  const bytes = await line.read((got) => readMessage(got)?.length);
  return readMessage(bytes)?.message ?? { kind: "other" };
};

/** How the printer is now, by DLE EOT 1–4, each asked when the one before is answered: the answers do not say what they answer. */
export const askConditions = async (line: TcpLine): Promise<Conditions> => {
  const answers: number[] = [];
  await line.write(Uint8Array.from(escpos.END_OF_A_HEAD), { harmless: true });
  for (const n of [1, 2, 3, 4] as const) {
    await line.write(Uint8Array.from(escpos.askNow(n)), { harmless: true });
    for (;;) {
      const message = await nextMessage(line);
      if (message.kind !== "now") continue;
      answers.push(message.byte);
      break;
    }
  }
  return conditionsOf(answers);
};

/** Throws away what the printer holds of an earlier job, at once. */
const clear = (line: TcpLine): Promise<void> => line.write(Uint8Array.from(escpos.CLEAR_NOW), { harmless: true });

/** What a stopped printer still holds must not come out later as the tail of a slip without a head. Where the line is gone, the next job sees to it. */
const clearSurely = async (line: TcpLine): Promise<void> => {
  try {
    await clear(line);
    while ((await nextMessage(line)).kind !== "cleared");
  } catch (error) {
    if (!isExchangeError(error)) throw error;
  }
};

/** Before a job. @throws ExchangeError retry where it cannot print now */
export const prepare = async (line: TcpLine, confirm: Confirm, tidy: Uint8Array | undefined): Promise<void> => {
  if (tidy !== undefined && confirm === "processId") await clear(line);
  const stop = stopOf(await askConditions(line));
  if (stop !== undefined) throw notNow(stop);
  // Blank paper: whoever does it twice has harmed nothing.
  if (tidy !== undefined) await line.write(tidy, { harmless: true });
};

const confirms = (message: Message, confirm: Confirm, id: string): boolean =>
  confirm === "processId" ? message.kind === "processId" && message.id === id : message.kind === "inTurn";

/**
 * Sends a job and waits until the printer says that all of it was done. From the first byte on the outcome of a failure is unknown.
 * @throws ExchangeError unknown
 */
export const print = async (line: TcpLine, job: Uint8Array, confirm: Confirm, id: string): Promise<void> => {
  await line.write(job);
  for (;;) {
    const message = await nextMessage(line);
    if (confirms(message, confirm, id)) return;
    const stop = message.kind === "byItself" ? stopOf(message.conditions) : undefined;
    if (stop === undefined) continue;
    if (confirm === "processId") await clearSurely(line);
    throw stopped(stop);
  }
};
