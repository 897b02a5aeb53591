/**
 * Partners that can only be polled (POLL_ONLY): every few minutes the hub asks about the transfers that await something, 20 at a time. A partner
 * tells its whole trace each time; what was told before has the same id and is stored once. A partner that calls back is asked too, hourly,
 * about transfers of which nothing was heard for a day: missing callbacks are normal (domain.md §9.5).
 */
import { z } from "zod";
import type { Dossier } from "../../core/dossier/types.ts";
import type { FeedItem, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "../../core/exchange/errors.ts";
import { awaitedPage } from "../kit/awaited.ts";
import type { PhraseTable } from "../kit/phrases.ts";
import { ask } from "./client.ts";
import type { ExchangeConfig } from "./config.ts";
import { event } from "./contract/callbacks.ts";
import { MAX_ASKED, parts, reply, transferReference } from "./contract/exchange.ts";
import { inboundOf, stillSays, transferOf } from "./meaning.ts";
import { readPapers, storePapers } from "./papers.ts";

const EVERY_MS = 300_000;
/** A transfer this old without a result may have lost its callback. */
const SILENT_MS = 86_400_000;
const ROUND_MS = 3_600_000;
/** The cursor between two rounds about silent transfers. */
const RESTS = "rests since ";

const rests = (place: string | undefined, now: number): boolean =>
  place?.startsWith(RESTS) === true && now - Date.parse(place.slice(RESTS.length)) < ROUND_MS;

/** Only the ids are needed to keep an event; a strange one must not hold up the others. */
const looseEvent = z.object({ ...transferReference.shape, TraceId: z.string().min(1).max(80) }).loose();
const looseReply = reply.extend({ Events: parts.list(looseEvent, 10_000) });

const unreadable = (lane: string, says: string): ExchangeError =>
  new ExchangeError("pause", `an event has not the agreed shape: ${says}`, {
    code: `${lane}.event-unreadable`,
    blame: "partner",
    trips: false,
    hint: {
      vi: "Kết quả đối tác trả về không đúng cấu trúc; báo đơn vị vận hành phần mềm chuyên ngành rồi bỏ qua thông điệp này.",
      en: "An event of the partner has not the agreed shape; tell its operators and release this message.",
    },
  });

/** `results` of one lane. */
export const resultsPoller = (lane: string, phrases: PhraseTable): Poller<ExchangeConfig> => ({
  title: { vi: "Hỏi kết quả giải quyết", en: "Ask for results" },
  everyMs: EVERY_MS,
  fetch: async (place, call) => {
    const now = Date.parse(call.now());
    const { pollOnly } = call.config;
    if (!pollOnly && rests(place, now)) return { items: [], cursor: place, more: false };
    const waiting = (dossier: Dossier) =>
      dossier.transfers
        .filter((entry) => entry.lane === lane && entry.open && (pollOnly || now - Date.parse(entry.sentAt) >= SILENT_MS))
        .map((entry) => ({ dossier, entry, docCode: dossier.code ?? dossier.id }));
    const { asked: page, cursor: next, more } = await awaitedPage(call, place, waiting, MAX_ASKED);
    const cursor = next ?? (pollOnly ? undefined : `${RESTS}${call.now()}`);
    if (page.length === 0) return { items: [], cursor, more };
    const Transfers = page.map(({ entry, docCode }) => ({
      DocCode: docCode,
      TransferId: entry.transferId,
      SendingNumber: entry.number,
    }));
    const answer = await ask(call, phrases, "GetResults", { Transfers }, looseReply, "read");
    if (answer.Status !== 1) throw phrases.error(phrases.read(answer.Message), "read");
    const items = answer.Events.flatMap((one): FeedItem[] => {
      const asked = page.find(({ docCode, entry }) => docCode === one.DocCode && entry.transferId === one.TransferId);
      const id = `${one.DocCode}:${one.TransferId}:${one.SendingNumber}:${one.TraceId}`;
      return asked === undefined ? [] : [{ id, key: asked.dossier.id, body: one }];
    });
    return { items, cursor, more };
  },
  apply: async (item, call) => {
    const read = event.safeParse(item);
    if (!read.success) throw unreadable(lane, read.error.issues[0]?.path.join(".") ?? "");
    const dossier = await call.find(read.data.DocCode);
    if (dossier === undefined || !stillSays(read.data, transferOf(dossier, lane, read.data.TransferId))) return {};
    const papers = readPapers(read.data);
    if (!papers.ok) throw unreadable(lane, papers.says);
    try {
      return { commands: [inboundOf(read.data, dossier, await storePapers(papers.value, call.store))] };
    } catch (error) {
      // A paper that is not what its name says: nobody can be told but an operator.
      throw isExchangeError(error) && error.intent === "rejected" ? unreadable(lane, error.message) : error;
    }
  },
});
