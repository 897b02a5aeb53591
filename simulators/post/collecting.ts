/** The post office hands in dossiers that it collected, and hands them in again until it is answered (domain.md §5.7a; R-A01). */
import { Hono } from "hono";
import { z } from "zod";
import { COLLECTED_STATUS, collectedReply, SIGNATURE } from "../../adapters/post/contract/collected.ts";
import { sampleCollected } from "../../adapters/post/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import {
  judgeReply,
  type PushResult,
  type pushOptions,
  pushOrder,
  pushTrial,
  pushUntilAnswered,
  SAMPLE_PDF,
  withoutNulls,
} from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";

const collectDoor = pushTrial.extend({
  /** Date on the arrival stamp, yyyy-MM-dd; today by the simulator's clock unless told. */
  stampDate: z.iso.date().optional(),
  /** Fields that differ from the sample. `null` leaves a field out. */
  data: z.record(z.string(), z.unknown()).default({}),
});

export type CollectSettings = z.infer<typeof pushOptions> & {
  readonly customerCode: string;
  /** The hub's hook for collected dossiers. */
  readonly hookUrl: string;
};

export interface Collection extends PushResult {
  readonly OrderNumber: string;
  readonly at: string;
}

const judge = judgeReply(collectedReply, (reply) => reply.Status === COLLECTED_STATUS.taken);

/** "20260212…" or "2026-02-12" → "12/02/2026". */
const stampShown = (date: string): string => {
  const digits = date.replaceAll("-", "");
  return `${digits.slice(6, 8)}/${digits.slice(4, 6)}/${digits.slice(0, 4)}`;
};

/** Makes the door `/collect`. */
export const collectingDoor = (
  context: SimContext,
  settings: CollectSettings,
): { readonly door: Hono; readonly collections: () => readonly Collection[]; readonly reset: () => void } => {
  let collections: Collection[] = [];
  let sequence = 0;
  const door = new Hono();
  door.post("/collect", async (c) => {
    const read = collectDoor.safeParse((await jsonBody(c)) ?? {});
    if (!read.success) return badRequest(c, read.error);
    const { stampDate, data } = read.data;
    const today = vietnamStamp(context.clock.ms());
    const [element] = sampleCollected.Procedure.Elements;
    const Elements = element === undefined ? [] : [{ ...element, Files: [{ Name: "to-khai.pdf", Base64: SAMPLE_PDF }] }];
    const body = withoutNulls({
      ...sampleCollected,
      CustomerCode: settings.customerCode,
      OrderNumber: `TG-530000-${today.slice(2, 8)}-${String(++sequence).padStart(4, "0")}`,
      ArrivalStampDate: stampShown(stampDate ?? today),
      Procedure: { ...sampleCollected.Procedure, Elements },
      ...data,
    });
    const at = context.clock.now();
    const signal = context.signal();
    const order = { url: settings.hookUrl, body: JSON.stringify(body), signature: SIGNATURE, judge };
    const result = await pushUntilAnswered(context, pushOrder(read.data, settings, order));
    const collection = { OrderNumber: String(body["OrderNumber"]), at, ...result };
    // One that a reset broke off belongs to the ledger that is gone.
    if (!signal.aborted) collections.push(collection);
    return c.json(collection);
  });
  return {
    door,
    collections: () => collections,
    reset: () => {
      collections = [];
      sequence = 0;
    },
  };
};
