/** An exchange with one lane whose partner is a function of the bench. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Adapter, DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { createExchange } from "../../core/exchange/exchange.ts";
import type { Database } from "../../core/store/database.ts";
import { NO_HUB } from "../support/exchange.ts";

export const LANE = "bench";

export const benchExchange = (database: Database, send: (signal: AbortSignal) => Promise<void>, concurrency: number) => {
  const adapter: Adapter<unknown> = {
    id: LANE,
    title: { vi: "Đo", en: "Bench" },
    config: z.unknown(),
    operations: {
      send: {
        title: { vi: "Gửi", en: "Send" },
        body: z.custom<never>(() => true),
        resend: "safe",
        send: async (_body, call) => {
          await send(call.signal);
          return {};
        },
      },
    },
    hooks: {},
    pollers: {},
    plan: DEFAULT_PLAN,
    limits: { ...DEFAULT_LIMITS, concurrency },
  };
  return createExchange({
    database,
    adapters: [{ adapter, config: {} }],
    clock: () => new Date().toISOString(),
    ...NO_HUB,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    workerName: `bench ${process.pid}`,
  });
};

/** Puts `count` messages of `keys` dossiers on the lane. */
export const fill = async (database: Database, count: number, keys: number): Promise<void> => {
  const now = new Date().toISOString();
  const ids = Array.from({ length: keys }, () => randomUUID());
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_, i) => ({
      id: randomUUID(),
      key: ids[(from + i) % keys],
    }));
    await database.query(
      `insert into message (id, lane, key, direction, operation, body, next_at, created_at)
       select id, '${LANE}', key, 'out', 'send', '{"n":1}'::jsonb, $2::text::timestamptz, $2::text::timestamptz
       from jsonb_to_recordset($1::text::jsonb) as x(id uuid, key text)`,
      [JSON.stringify(rows), now],
    );
  }
  await database.query("analyze message");
};
