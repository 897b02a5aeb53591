/** A partner made of functions, a movable clock, and waiting on conditions: what the exchange's tests share. */

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { z } from "zod";
import { type Adapter, DEFAULT_LIMITS, DEFAULT_PLAN, type Operation, type Poller } from "../../../core/exchange/adapter.ts";
import { ExchangeError, type ExchangeErrorOptions, type Intent } from "../../../core/exchange/errors.ts";
import { createExchange } from "../../../core/exchange/exchange.ts";
import type { ExchangeEvent, ExchangeOptions, Tuning } from "../../../core/exchange/options.ts";
import type { Database } from "../../../core/store/database.ts";
import type { Instant } from "../../../core/time/types.ts";
import { NO_HUB } from "../../support/exchange.ts";

export const START = "2026-03-02T01:30:00.000Z";

/** A hub clock that stands still until it is moved. */
export const movableClock = (start: Instant = START) => {
  let now = Date.parse(start);
  return {
    now: (): Instant => new Date(now).toISOString(),
    move: (ms: number): void => {
      now += ms;
    },
  };
};

const hint = { vi: "Việc thử nghiệm.", en: "A test." };
export const failure = (intent: Intent, code: string, more: Partial<ExchangeErrorOptions> = {}): ExchangeError =>
  new ExchangeError(intent, `${intent} ${code}`, { code, blame: "partner", hint, ...more });

export const anyBody = z.looseObject({ n: z.number() });
export type Body = z.infer<typeof anyBody>;
export type TestOperation = Operation<Body>;

export interface Partner {
  readonly operations?: Readonly<Record<string, Partial<TestOperation>>>;
  readonly pollers?: Readonly<Record<string, Poller>>;
  readonly plan?: Partial<Adapter["plan"]>;
  readonly limits?: Partial<Omit<Adapter["limits"], "breaker">>;
  readonly breaker?: Partial<Adapter["limits"]["breaker"]>;
  readonly probe?: Adapter["probe"];
  readonly streams?: Adapter["streams"];
  readonly follows?: Adapter["follows"];
}

/** An adapter with a name of its own, so that tests can share one database. `send` answers at once unless given. */
export const partner = (spec: Partner = {}): Adapter => {
  const id = `lane-${randomUUID().slice(0, 8)}`;
  const operations = Object.entries(spec.operations ?? { send: {} }).map(([name, operation]) => [
    name,
    { title: hint, body: anyBody, resend: "safe", send: async () => ({}), ...operation },
  ]);
  return {
    id,
    title: { vi: "Đối tác thử", en: "Test partner" },
    config: z.unknown(),
    operations: Object.fromEntries(operations) as Adapter["operations"],
    hooks: {},
    pollers: spec.pollers ?? {},
    plan: { ...DEFAULT_PLAN, timeoutMs: 20_000, ...spec.plan },
    limits: { ...DEFAULT_LIMITS, ...spec.limits, breaker: { ...DEFAULT_LIMITS.breaker, ...spec.breaker } },
    ...(spec.probe ? { probe: spec.probe } : {}),
    ...(spec.streams ? { streams: spec.streams } : {}),
    ...(spec.follows ? { follows: spec.follows } : {}),
  };
};

/** Waits until `holds` gives something truthy and returns it; fails with `what` when it never does. */
export const until = async <T>(what: string, holds: () => T | Promise<T>): Promise<NonNullable<T>> => {
  const end = performance.now() + 120_000;
  for (;;) {
    const value = await holds();
    if (value) return value as NonNullable<T>;
    if (performance.now() > end) expect.fail(`waited in vain until ${what}`);
    await sleep(5);
  }
};

/** A promise that the test opens. */
export const gate = () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

const INSERT = `
  insert into message (id, lane, key, direction, operation, body, body_blob, next_at, created_at, traceparent)
  values ($1::uuid, $2, $3, $4, $5, $6::text::jsonb, $7, $8::text::timestamptz, $8::text::timestamptz, $9)`;

export interface NewMessage {
  readonly lane: string;
  readonly key?: string;
  readonly operation?: string;
  readonly body?: unknown;
  readonly bodyBlob?: string;
  readonly direction?: "out" | "in";
  readonly at?: Instant;
  readonly traceparent?: string;
}

/** Writes a message as a commit of the engine would; its id. */
export const put = async (database: Database, message: NewMessage): Promise<string> => {
  const id = randomUUID();
  await database.query(INSERT, [
    id,
    message.lane,
    message.key ?? id,
    message.direction ?? "out",
    message.operation ?? "send",
    message.bodyBlob === undefined ? JSON.stringify(message.body ?? { n: 1 }) : null,
    message.bodyBlob ?? null,
    message.at ?? START,
    message.traceparent ?? null,
  ]);
  return id;
};

export interface MessageRow {
  readonly state: string;
  readonly attempts: number;
  readonly uncertain: boolean;
  readonly fence: number;
  readonly reference: string | null;
  readonly waitMs: number;
  readonly error: { readonly code: string; readonly intent: string; readonly hint: { readonly vi: string } } | null;
}

/** A message as it lies in the table. `waitMs`: from creation to the next attempt. */
export const row = async (database: Database, id: string): Promise<MessageRow> => {
  const [found] = await database.query<MessageRow>(
    `select state, attempts, uncertain, fence, reference, error, (extract(epoch from next_at - created_at) * 1000)::float8 as "waitMs"
     from message where id = $1::uuid`,
    [id],
  );
  return found ?? expect.fail(`message ${id} is gone`);
};

export const settledAs = (database: Database, id: string, state: string): Promise<MessageRow> =>
  until(`message is ${state}`, async () => {
    const found = await row(database, id);
    return found.state === state ? found : undefined;
  });

/** Short real times, so that tests need no long ones; leases stay long enough for a busy machine. */
export const QUICK: Partial<Tuning> = {
  pollMs: 10,
  reapMs: 50,
  heartbeatMs: 250,
  leaseMs: 2_500,
  blipWaitMs: 1,
  settleRetryMs: 10,
  lastWordMs: 20,
};

export interface Setup extends Partial<Omit<ExchangeOptions, "adapters" | "database">> {
  readonly tuning?: Partial<Tuning>;
}

/** One process's exchange over test partners, with what it logged and told. */
export const harness = (database: Database, adapters: readonly Adapter[], setup: Setup = {}) => {
  const clock = movableClock();
  const events: ExchangeEvent[] = [];
  const logged: { level: string; message: string; data: object }[] = [];
  const log = (level: string) => (data: object, message: string) => void logged.push({ level, message, data });
  const exchange = createExchange({
    database,
    adapters: adapters.map((adapter) => ({ adapter, config: { url: "https://partner.test" } })),
    clock: clock.now,
    ...NO_HUB,
    execute: async (_adapter, commands) => commands.map(() => ({ outcome: "done", dossier: {} as never })),
    storeBlob: async () => expect.fail("no blob expected"),
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    workerName: "test",
    random: () => 0.5,
    ...setup,
    onEvent: (event) => {
      events.push(event);
      setup.onEvent?.(event);
    },
    tuning: { ...QUICK, ...setup.tuning },
  });
  return { exchange, clock, events, logged };
};
export type Harness = ReturnType<typeof harness>;

/**
 * What a suite over one engine needs; call it once, in the body of its `describe`. The database is opened before the first test
 * and closed after the last; every exchange that a test began is stopped behind that test, without grace.
 */
export const suite = (open: () => Promise<Database>) => {
  let opened: Database | undefined;
  let running: Harness["exchange"][] = [];
  const current = (): Database => opened ?? expect.fail("the database is open only while the tests run");
  /** Stands for the open database, so that a suite can name it before it is open. */
  const database: Database = {
    get kind() {
      return current().kind;
    },
    get db() {
      return current().db;
    },
    query: (text, values) => current().query(text, values),
    transaction: (work) => current().transaction(work),
    close: () => current().close(),
  };
  beforeAll(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await Promise.all(running.map((exchange) => exchange.stop(0)));
    running = [];
  });
  afterAll(() => opened?.close());

  /** Starts one process's exchange over `adapter`; `on`: its own way to the database. */
  const run = async (adapter: Adapter, setup: Setup = {}, on: Database = database) => {
    const made = harness(on, [adapter], setup);
    running.push(made.exchange);
    await made.exchange.start();
    return { ...made, control: made.exchange.control, lane: adapter.id };
  };
  const begin = (spec: Partner = {}, setup: Setup = {}) => run(partner(spec), setup);
  return { database, run, begin };
};
