/**
 * The platform may never call back: every payment that is 30 minutes to 3 days old and still open is asked about by QUERY (domain.md §5.6,
 * §9.5), in small steps.
 */
import { z } from "zod";
import type { Dossier } from "../../core/dossier/types.ts";
import type { FeedItem, Poller } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { awaitedPage } from "../kit/awaited.ts";
import { fromCompactTime } from "../kit/local-time.ts";
import { LANE, type TreasuryCall } from "./client.ts";
import type { TreasuryConfig } from "./config.ts";
import { type QueryReply, TRANSACTION_STATES } from "./contract/platform.ts";
import { failed, succeeded } from "./events.ts";
import { LIVES_MS, query } from "./payment.ts";
import { type Located, locate } from "./reference.ts";

const EVERY_MS = 300_000;
const YOUNGEST_MS = 30 * 60_000;
/** As many questions as surely fit into the time of one attempt. */
const BATCH = 20;
/** Of the phrase table: no row fits. */
const UNMATCHED = `${LANE}.unmatched`;

const outcome = z.strictObject({
  reference: z.string(),
  state: z.enum([TRANSACTION_STATES.paid, TRANSACTION_STATES.failed]),
  amount: z.number(),
  number: z.string(),
  at: z.iso.datetime().optional(),
});
type Outcome = z.infer<typeof outcome>;

interface Due {
  readonly reference: string;
  readonly dossierId: string;
}

/** Payments of a dossier to ask about. @param now milliseconds */
const dueAt =
  (now: number) =>
  ({ id: dossierId, charges }: Dossier): readonly Due[] =>
    charges
      .flatMap(({ open, request }) => (open && request?.lane === LANE ? [request] : []))
      .filter(({ at }) => now - Date.parse(at) >= YOUNGEST_MS && now - Date.parse(at) <= LIVES_MS)
      .map(({ reference }) => ({ dossierId, reference }));

/** What a reply says that is worth knowing; undefined while the payment's end is open. */
export const outcomeOf = (reference: string, reply: QueryReply): Outcome | undefined => {
  const state = [TRANSACTION_STATES.paid, TRANSACTION_STATES.failed].find((known) => known === String(reply.TrangThaiGD ?? ""));
  if (state === undefined) return undefined;
  const at = fromCompactTime(reply.ThoiGianGD ?? "");
  return {
    reference,
    state,
    amount: Number(reply.SoTien ?? 0),
    number: reply.MaGiaoDich ?? "",
    ...(at === undefined ? {} : { at }),
  };
};

/** One question. A business refusal, or words that nobody knows, concern this payment alone and must not keep the others from being asked about. */
const askOne = async ({ reference, dossierId }: Due, call: TreasuryCall): Promise<FeedItem | undefined> => {
  try {
    const reply = await query(reference, call);
    const body = reply && outcomeOf(reference, reply);
    return body && { id: `${reference}:${body.state}`, key: dossierId, body };
  } catch (error) {
    if (isExchangeError(error) && (error.intent === "rejected" || error.code === UNMATCHED)) return undefined;
    throw error;
  }
};

const commandsFor = (located: Located, { reference, state, amount, number, at }: Outcome, now: string) => {
  if (!located.charge.open) return [];
  if (state === TRANSACTION_STATES.failed) return [failed(located, reference)];
  const meaning = succeeded(located, { reference, number, amount, at: at ?? now });
  return meaning === undefined ? [] : [meaning.command];
};

/** `reconcile`. */
export const reconcilePoller: Poller<TreasuryConfig> = {
  title: { vi: "Hỏi kết quả các giao dịch chưa có thông báo", en: "Asks about payments that nobody told of" },
  everyMs: EVERY_MS,
  fetch: async (place, call) => {
    const { asked, cursor, more } = await awaitedPage(call, place, dueAt(Date.parse(call.now())), BATCH);
    const items: FeedItem[] = [];
    for (const one of asked) {
      const item = await askOne(one, call);
      if (item !== undefined) items.push(item);
    }
    return { items, cursor, more };
  },
  apply: async (item, call) => {
    const body = outcome.parse(item);
    const located = await locate(body.reference, call.find);
    return located === undefined ? {} : { commands: commandsFor(located, body, call.now()) };
  },
};
