/**
 * The stream `inbox`: what citizens write to the modem's number. A message stays on the SIM until the hub has stored it, and only then is it deleted:
 * after a cut it is read again and known by its place and its own bytes. Looked at when the modem tells of one (+CMTI), and every half minute, because
 * a notice may be lost with the line.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Applied, FeedItem, OpenStream, Stream } from "../../../core/exchange/adapter.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { callerLimit } from "../../kit/caller-limit.ts";
import { every } from "../../kit/every.ts";
import { lookUpAnswer, lookUpWords } from "../../kit/sms-look-up.ts";
import { msisdn } from "../../kit/sms-text.ts";
import { lineName, type ModemConfig } from "./config.ts";
import { LIST_ALL } from "./contract/at.ts";
import { refusalOf } from "./errors.ts";
import { holdLine, type Line } from "./line.ts";
import { NOTHING } from "./modem.ts";
import { type Delivered, deliverOf, PduError } from "./pdu.ts";

type Config = DeviceLaneConfig<ModemConfig>;

const SWEEP_MS = 30_000;
/** A modem that needs longer for one answer hangs. */
const ANSWER_MS = 20_000;
/** So many sweeps a long message waits for its missing parts (10 minutes and more); then it is taken as far as it came. */
const PATIENT_SWEEPS = 20;

/** One message in the modem's store. */
export interface Stored {
  readonly index: number;
  readonly pdu: string;
}

/** What the hub keeps of a message until it is answered. */
const item = z.union([
  z.strictObject({ from: z.string().max(40), text: z.string().max(2000) }),
  z.strictObject({ unreadable: z.string().max(700) }),
]);

/** Messages of one listing as items, with the places that may be emptied once they are stored. */
export interface Sorted {
  readonly item: FeedItem;
  readonly indexes: readonly number[];
}

const LISTED = /^\+CMGL: (\d+),/;

/** The lines of `AT+CMGL`: a head with the place, then the PDU. Pure. */
export const readList = (lines: readonly string[]): readonly Stored[] =>
  lines.flatMap((line, at) => {
    const index = LISTED.exec(line)?.[1];
    const pdu = lines[at + 1];
    return index === undefined || pdu === undefined || LISTED.test(pdu) ? [] : [{ index: Number(index), pdu }];
  });

const idOf = (stored: readonly Stored[]): string =>
  createHash("sha256")
    .update(stored.map(({ index, pdu }) => `${index}:${pdu}`).join("\n"))
    .digest("hex")
    .slice(0, 32);

const read = ({ pdu }: Stored): Delivered | "unreadable" | undefined => {
  try {
    return deliverOf(pdu);
  } catch (error) {
    if (error instanceof PduError) return "unreadable";
    throw error;
  }
};

/**
 * A listing as items: parts of long messages joined, reports of no use left out (`rest`: to be deleted). Pure but for `waits`.
 * @param waits how often an incomplete message of this name was seen; true where it is to be taken as it is
 */
export const sort = (
  list: readonly Stored[],
  waits: (name: string) => boolean,
): { readonly items: readonly Sorted[]; readonly rest: readonly number[] } => {
  const items: Sorted[] = [];
  const rest: number[] = [];
  const parts = new Map<string, { readonly stored: Stored; readonly number: number; readonly delivered: Delivered }[]>();
  for (const stored of list) {
    const delivered = read(stored);
    const indexes = [stored.index];
    if (delivered === undefined) rest.push(stored.index);
    else if (delivered === "unreadable") {
      const body = { unreadable: stored.pdu.slice(0, 700) };
      items.push({ item: { id: idOf([stored]), key: "unreadable", body }, indexes });
    } else if (delivered.part === undefined) {
      const { from, text } = delivered;
      items.push({ item: { id: idOf([stored]), key: from.slice(0, 40), body: { from: from.slice(0, 40), text } }, indexes });
    } else {
      const name = `${delivered.from} ${delivered.part.reference} ${delivered.part.total}`;
      parts.set(name, [...(parts.get(name) ?? []), { stored, number: delivered.part.number, delivered }]);
    }
  }
  for (const [name, some] of parts) {
    const total = some[0]?.delivered.part?.total ?? 0;
    if (new Set(some.map(({ number }) => number)).size < total && !waits(name)) continue;
    const inOrder = [...some].sort((a, b) => a.number - b.number);
    const from = inOrder[0]?.delivered.from.slice(0, 40) ?? "";
    const text = inOrder
      .map(({ delivered }) => delivered.text)
      .join("")
      .slice(0, 2000);
    const stored = inOrder.map((one) => one.stored);
    items.push({ item: { id: idOf(stored), key: from, body: { from, text } }, indexes: stored.map(({ index }) => index) });
  }
  return { items, rest };
};

const listOf = async (line: Line, signal: AbortSignal): Promise<readonly Stored[]> => {
  const { final, lines } = await line.modem.ask(`AT+CMGL=${LIST_ALL}`, /^(?:\+CMGL: \d+,|[0-9A-F]{20,}$)/, signal);
  if (final !== "OK") throw refusalOf(final);
  return readList(lines);
};

const open: Stream<Config>["open"] = async (sink, { config, signal }): Promise<OpenStream> => {
  const { line, release } = await holdLine(config.settings);
  const bounded = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const incomplete = new Map<string, number>();
  const waits = (name: string): boolean => {
    const seen = (incomplete.get(name) ?? 0) + 1;
    incomplete.set(name, seen);
    return seen > PATIENT_SWEEPS;
  };
  let taken = 0;
  let trouble: unknown;

  const remove = async (index: number): Promise<void> => {
    const { final } = await line.modem.ask(`AT+CMGD=${index}`, NOTHING, bounded());
    if (final !== "OK") throw refusalOf(final);
  };
  const sweep = async (): Promise<void> => {
    const list = await line.alone(async () => {
      await line.ready(bounded());
      return listOf(line, bounded());
    });
    const { items, rest } = sort(list, waits);
    if (items.length > 0) await sink.accept(items.map((one) => one.item));
    taken += items.length;
    // Only now: what is not stored stays on the SIM.
    for (const index of [...items.flatMap((one) => one.indexes), ...rest]) await remove(index);
    if (list.length === 0) incomplete.clear();
    trouble = undefined;
  };

  let sweeping: Promise<void> | undefined;
  let again = false;
  /** One at a time; what is told of meanwhile is looked for right after. */
  const look = (): Promise<void> => {
    if (sweeping !== undefined) {
      again = true;
      return sweeping;
    }
    const run = async (): Promise<void> => {
      do {
        again = false;
        await sweep();
      } while (again);
    };
    sweeping = run().finally(() => {
      sweeping = undefined;
    });
    return sweeping;
  };
  const failed = (error: unknown): void => {
    trouble = error;
  };
  // Before the first look: what room it makes on a full SIM lets the next messages in.
  const deaf = line.modem.onUrc((said) => {
    if (said.startsWith("+CMTI:")) look().catch(failed);
  });
  try {
    await look();
  } catch (error) {
    deaf();
    release();
    throw error;
  }
  const timer = every(SWEEP_MS, look, failed);
  const stop = (): void => {
    timer.stop();
    deaf();
    release();
  };
  return {
    ended: line.modem.closed.then(() => {
      stop();
      return `the line to ${lineName(config.settings)} is over`;
    }),
    progress: () => ({
      ok: trouble === undefined,
      detail: trouble === undefined ? `${taken} messages taken` : "the last look at the SIM failed",
    }),
    close: async () => {
      stop();
      // Shared by nobody else, the line ends with it; a look that is under way ends with the line.
      await (sweeping ?? Promise.resolve()).catch(() => undefined);
    },
  };
};

/** So many answers an hour for one number: two automata that answer each other would go on for ever, at the office's cost. */
const MOST_ANSWERS = 10;
const answered = callerLimit(MOST_ANSWERS, 3_600_000);

const apply: Stream<Config>["apply"] = async (body, call): Promise<Applied> => {
  const got = item.parse(body);
  if ("unreadable" in got)
    return {
      park: new ExchangeError("pause", "the modem gave a message that cannot be read", {
        code: "sms.unreadable",
        blame: "partner",
        hint: {
          vi: "Tin nhắn đến không đọc được; xem xong thì bỏ qua thông điệp này.",
          en: "An incoming SMS cannot be read; when seen, release this message.",
        },
      }),
    };
  const to = msisdn(got.from);
  // Names and short codes ("VIETTEL", "191") are the operator's own: nobody waits for an answer.
  if (to === undefined || !answered.allow(to, Date.parse(call.now()))) return {};
  const text = lookUpWords(await lookUpAnswer(got.text, call.find));
  return { answers: () => [{ operation: "send", body: { to, text } }] };
};

export const inbox: Stream<Config> = {
  title: { vi: "Tin nhắn của người dân đến modem", en: "Citizens' SMS to the modem" },
  open,
  apply,
};
