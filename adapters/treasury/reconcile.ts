/**
 * The platform may never call back: every payment that is 30 minutes to 3 days old and still open is asked about by QUERY (domain.md §5.6,
 * §9.5). The cursor is the last reference asked, so that a round goes through all of them in small steps.
 */
import { z } from "zod";
import type { FeedItem, Poller } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
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

/** Payments to ask about, in an order that does not change while a round goes on. */
const due = async (call: TreasuryCall): Promise<readonly Due[]> => {
  const now = Date.parse(call.now());
  const dossiers = await call.awaiting();
  return dossiers
    .flatMap(({ id, charges }) => charges.map((charge) => ({ dossierId: id, charge })))
    .flatMap(({ dossierId, charge: { open, request } }) => (open && request?.lane === LANE ? [{ dossierId, request }] : []))
    .filter(({ request: { at } }) => now - Date.parse(at) >= YOUNGEST_MS && now - Date.parse(at) <= LIVES_MS)
    .map(({ dossierId, request: { reference } }) => ({ dossierId, reference }))
    .sort((one, other) => (one.reference < other.reference ? -1 : 1));
};

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

/** One question. A business refusal concerns this payment alone and must not end the round. */
const askOne = async ({ reference, dossierId }: Due, call: TreasuryCall): Promise<FeedItem | undefined> => {
  try {
    const reply = await query(reference, call);
    const body = reply && outcomeOf(reference, reply);
    return body && { id: `${reference}:${body.state}`, key: dossierId, body };
  } catch (error) {
    if (isExchangeError(error) && error.intent === "rejected") return undefined;
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
  fetch: async (cursor, call) => {
    const waiting = (await due(call)).filter(({ reference }) => cursor === undefined || reference > cursor);
    const batch = waiting.slice(0, BATCH);
    const items: FeedItem[] = [];
    for (const one of batch) {
      const item = await askOne(one, call);
      if (item !== undefined) items.push(item);
    }
    const more = waiting.length > batch.length;
    return { items, cursor: more ? batch.at(-1)?.reference : undefined, more };
  },
  apply: async (item, call) => {
    const body = outcome.parse(item);
    const located = await locate(body.reference, call.find);
    return located === undefined ? {} : { commands: commandsFor(located, body, call.now()) };
  },
};
