/** Feeds of partners that never call back: a durable cursor, every item once and in order, one holder. */
import { describe, expect, it } from "vitest";
import type { FeedItem, InboundCommand, InboundOutcome, Poller } from "../../../core/exchange/adapter.ts";
import { idleWait } from "../../../core/exchange/pollers.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, type Harness, type Partner, partner, put, type Setup, suite, until } from "./kit.ts";

const title = { vi: "Theo dõi", en: "Tracking" };
const EVERY = 60_000;
const done: InboundOutcome = { outcome: "done", dossier: {} as never };

interface Event {
  readonly no: number;
  readonly dossier: string;
}

/** A feed that keeps its events and hands them out in pages after a cursor. */
const feed = (pageSize = 2) => {
  const events: Event[] = [];
  const asked: (string | undefined)[] = [];
  const poller: Poller = {
    title,
    everyMs: EVERY,
    fetch: async (cursor) => {
      asked.push(cursor);
      const from = Number(cursor ?? 0);
      const page = events.filter((event) => event.no > from).slice(0, pageSize);
      const items: FeedItem[] = page.map((event) => ({ id: String(event.no), key: event.dossier, body: event }));
      const last = page.at(-1)?.no ?? from;
      return { items, cursor: String(last), more: events.some((event) => event.no > last) };
    },
    apply: async (item) => {
      const { no, dossier } = item as Event;
      return { commands: [{ key: `event-${no}`, dossier, command: { type: "progress", note: `sự kiện ${no}` } }] };
    },
  };
  return { events, asked, poller };
};

describe.each(ENGINES)("pollers ($name)", ({ open }) => {
  const { database, run } = suite(open);

  const make = (pollers: Record<string, Poller>, setup: Setup = {}, spec: Partner = {}) => {
    const executed: InboundCommand[] = [];
    const adapter = partner({ ...spec, pollers });
    const start = () =>
      run(adapter, {
        execute: async (_adapter, commands) => {
          executed.push(...commands);
          return commands.map(() => done);
        },
        ...setup,
      });
    return { lane: adapter.id, executed, start };
  };
  const view = async (exchange: Harness["exchange"], lane: string) =>
    (await exchange.control.lanes()).find((one) => one.id === lane)?.pollers[0];

  it("R-C01 every event reaches its dossier once and in order, page by page, and the cursor stays over a restart", async () => {
    const { events, asked, poller } = feed();
    for (let no = 1; no <= 5; no += 1) events.push({ no, dossier: no % 2 ? "odd" : "even" });
    const { lane, executed, start } = make({ track: poller });
    const first = await start();
    await first.exchange.control.idle();
    expect(asked).toEqual([undefined, "2", "4"]);
    expect(executed.filter((c) => c.dossier === "odd").map((c) => c.key)).toEqual(["event-1", "event-3", "event-5"]);
    expect(executed.filter((c) => c.dossier === "even").map((c) => c.key)).toEqual(["event-2", "event-4"]);
    await first.exchange.stop();

    events.push({ no: 6, dossier: "even" });
    const second = await start();
    second.clock.move(EVERY);
    await second.exchange.control.idle();
    expect(asked.at(-1)).toBe("5");
    expect(executed.map((c) => c.key).toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((no) => `event-${no}`));
    expect(await view(second.exchange, lane)).toMatchObject({ id: "track", cursor: "6" });
  });

  it("an item that the feed gives twice is stored and applied once", async () => {
    const { poller, executed } = (() => {
      let round = 0;
      const inner = feed();
      const twice: Poller = {
        ...inner.poller,
        fetch: async () => {
          round += 1;
          const items = [1, 2].map((no) => ({ id: String(no), key: "d", body: { no, dossier: "d" } }));
          return { items: [...items, ...items], cursor: "lost", more: round < 3 };
        },
      };
      return { poller: twice, executed: inner };
    })();
    expect(executed.events).toEqual([]);
    const { executed: commands, start } = make({ track: poller });
    const { exchange, events } = await start();
    await exchange.control.idle();
    expect(commands.map((c) => c.key)).toEqual(["event-1", "event-2"]);
    expect(events.filter((event) => event.kind === "fetched").map((event) => event.items)).toEqual([2, 0, 0]);
  });

  it("an empty feed is asked less and less often, up to 8 times the interval, and at once again when it speaks", async () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((rounds) => idleWait(EVERY, rounds) / EVERY)).toEqual([1, 1, 2, 4, 8, 8, 8]);
    const { events, asked, poller } = feed();
    const { start } = make({ track: poller });
    const { exchange, clock } = await start();
    await exchange.control.idle();
    const counts: number[] = [];
    for (let minute = 0; minute < 16; minute += 1) {
      clock.move(EVERY);
      await exchange.control.idle();
      counts.push(asked.length);
    }
    // Asked at 0, then after 1, 2, 4 and 8 minutes more: at minutes 1, 3, 7, 15.
    expect(counts).toEqual([2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5]);
    events.push({ no: 1, dossier: "d" });
    clock.move(8 * EVERY);
    await exchange.control.idle();
    clock.move(EVERY);
    await exchange.control.idle();
    expect(asked.length).toBe(7);
  });

  it("a feed that fails is asked again by the plan, the failure is shown, and nothing is skipped", async () => {
    const { events, asked, poller } = feed();
    events.push({ no: 1, dossier: "d" });
    let down = 2;
    const { lane, executed, start } = make({
      track: {
        ...poller,
        fetch: async (cursor, call) => {
          if (down > 0) {
            down -= 1;
            asked.push("failed");
            throw failure("retry", "http.cut");
          }
          return poller.fetch(cursor, call);
        },
      },
    });
    const { exchange, clock, events: told } = await start();
    await exchange.control.idle();
    expect(await view(exchange, lane)).toMatchObject({
      nextAt: "2026-03-02T01:30:05.000Z",
      lastError: { code: "http.cut", failures: 1 },
    });
    clock.move(5_000);
    await exchange.control.idle();
    expect(await view(exchange, lane)).toMatchObject({ lastError: { failures: 2 }, nextAt: "2026-03-02T01:30:35.000Z" });
    clock.move(30_000);
    await exchange.control.idle();
    expect(asked).toEqual(["failed", "failed", undefined]);
    expect(executed.map((c) => c.key)).toEqual(["event-1"]);
    expect(await view(exchange, lane)).not.toHaveProperty("lastError");
    expect(told.filter((event) => event.kind === "fetchFailed")).toHaveLength(2);
  });

  it("R-J03 however long a partner is down, its feed is asked no more seldom than an empty one", async () => {
    const { lane, start } = make({
      track: {
        ...feed().poller,
        fetch: async () => {
          throw failure("retry", "http.cut");
        },
      },
    });
    const { exchange, clock } = await start();
    for (let failures = 1; failures <= 10; failures += 1) {
      await exchange.control.idle();
      const seen = await view(exchange, lane);
      expect(seen).toMatchObject({ lastError: { failures } });
      const wait = Date.parse(seen?.nextAt ?? "") - Date.parse(clock.now());
      expect(wait).toBeLessThanOrEqual(8 * EVERY);
      clock.move(wait);
    }
  });

  it("R-J03 a feed that waits for a person is asked at once after a restart", async () => {
    let mended = false;
    const { poller, asked } = feed();
    const { lane, start } = make({
      track: {
        ...poller,
        fetch: async (cursor, call) => {
          if (!mended) throw failure("pause", "http.configuration");
          return poller.fetch(cursor, call);
        },
      },
    });
    const first = await start();
    await first.exchange.control.idle();
    await first.exchange.stop();
    mended = true;
    const second = await start();
    await second.exchange.control.idle();
    expect(asked).toEqual([undefined]);
    expect(await view(second.exchange, lane)).not.toHaveProperty("lastError");
  });

  it.each([
    ["pause", "http.configuration"],
    ["bug", "exchange.adapter-bug"],
  ])("a feed that needs a person (%s) is asked at the slowest pace of the plan and says why", async (kind, code) => {
    const { lane, start } = make({
      track: {
        ...feed().poller,
        fetch: async () => {
          throw kind === "pause" ? failure("pause", code) : new RangeError("boom");
        },
      },
    });
    const { exchange } = await start();
    await exchange.control.idle();
    expect(await view(exchange, lane)).toMatchObject({ nextAt: "2026-03-02T13:30:00.000Z", lastError: { code } });
  });

  it("an item for a dossier that is not known yet is tried again; one that the dossier refuses waits for a person, its later items behind it", async () => {
    const { events, poller } = feed(10);
    events.push({ no: 1, dossier: "late" }, { no: 2, dossier: "closed" }, { no: 3, dossier: "closed" });
    let known = false;
    const applied: string[] = [];
    const { lane, start } = make(
      { track: poller },
      {
        execute: async (_adapter, commands) =>
          commands.map((command): InboundOutcome => {
            if (command.dossier === "late" && !known)
              return { outcome: "refused", code: "dossier.not-found", vi: "Chưa có hồ sơ.", en: "No such dossier." };
            if (command.dossier === "closed")
              return { outcome: "refused", code: "dossier.wrong-state", vi: "Đã đóng.", en: "Closed." };
            applied.push(command.key);
            return done;
          }),
      },
    );
    const { exchange, clock } = await start();
    await exchange.control.idle();
    const states = async () =>
      (await exchange.control.messages({ lane, states: ["ready", "paused", "done"] })).items.map((m) => [
        m.key,
        m.state,
        m.error?.code,
      ]);
    expect(await states()).toEqual([
      ["late", "ready", "exchange.command-too-early"],
      ["closed", "paused", "exchange.command-refused"],
      ["closed", "ready", undefined],
    ]);
    expect(await exchange.control.blocked()).toEqual([expect.objectContaining({ lane, key: "closed", holdsBack: 1 })]);
    known = true;
    clock.move(5_000);
    await exchange.control.idle();
    expect(applied).toEqual(["event-1"]);
  });

  it("items that were fetched are applied while the breaker is open: they do not need the partner", async () => {
    const { events, poller } = feed(10);
    const sendFails: Partner = {
      breaker: { minimumCalls: 1, openMs: 1e9 },
      operations: {
        send: {
          send: async () => {
            throw failure("retry", "http.cut");
          },
        },
      },
    };
    const { lane, executed, start } = make({ track: poller }, {}, sendFails);
    const { exchange } = await start();
    await exchange.control.idle();
    for (let n = 0; n < 3; n += 1) await put(database, { lane });
    await until(
      "the breaker is open",
      async () => (await exchange.control.lanes()).find((one) => one.id === lane)?.breaker === "open",
    );
    await put(database, { lane, direction: "in", operation: "track", body: { no: 9, dossier: "d" } });
    await until("the item is applied", () => executed.some((c) => c.key === "event-9"));
    expect(events).toEqual([]);
  });

  it("procedures that an item brings are published under the adapter's name", async () => {
    const published: { count: number; origin: string }[] = [];
    const { lane, start } = make(
      {
        catalog: {
          title,
          everyMs: EVERY,
          fetch: async (cursor) => ({ items: cursor ? [] : [{ id: "v1", key: "catalog", body: {} }], cursor: "1", more: false }),
          apply: async () => ({ procedures: [{} as never] }),
        },
      },
      {
        publishProcedures: async (procedures, origin) => {
          published.push({ count: procedures.length, origin });
        },
      },
    );
    const { exchange } = await start();
    await exchange.control.idle();
    expect(published).toEqual([{ count: 1, origin: lane }]);
  });

  it("an item above 64 KiB is stored as a blob and read back when applied", async () => {
    const blobs = new Map<string, Uint8Array>();
    const applied: number[] = [];
    const { start } = make(
      {
        track: {
          title,
          everyMs: EVERY,
          fetch: async (cursor) => ({
            items: cursor ? [] : [{ id: "big", key: "d", body: { text: "ế".repeat(40_000) } }],
            cursor: "1",
            more: false,
          }),
          apply: async (item) => {
            applied.push((item as { text: string }).text.length);
            return {};
          },
        },
      },
      {
        storeBlob: async (bytes) => {
          blobs.set("f00", bytes);
          return "f00";
        },
        readBlob: async (sha256) => blobs.get(sha256),
      },
    );
    const { exchange } = await start();
    await exchange.control.idle();
    expect(applied).toEqual([40_000]);
  });

  it("two workers never read one feed at the same time, and a holder that is gone does not block it", async () => {
    const { events, poller } = feed(1);
    for (let no = 1; no <= 12; no += 1) events.push({ no, dossier: "d" });
    let now = 0;
    let most = 0;
    const { lane, executed, start } = make({
      track: {
        ...poller,
        fetch: async (cursor, call) => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setImmediate(resolve));
          now -= 1;
          return poller.fetch(cursor, call);
        },
      },
    });
    await database.query(
      "insert into poller (id, next_at, holder, fence) values ($1, $2::text::timestamptz, gen_random_uuid(), 4)",
      [`${lane}/track`, "2026-03-02T01:00:00.000Z"],
    );
    const [a] = [await start(), await start()];
    await a.exchange.control.idle();
    await until("all are applied", () => executed.length === 12);
    expect(executed.map((c) => c.key)).toEqual(Array.from({ length: 12 }, (_, i) => `event-${i + 1}`));
    expect(most).toBe(1);
  });

  it("a page of a holder whose fence went stale is thrown away whole: neither items nor cursor are written", async () => {
    const slow = gate();
    let fetches = 0;
    const { lane, executed, start } = make({
      track: {
        ...feed().poller,
        fetch: async () => {
          fetches += 1;
          if (fetches === 1) await slow.opened;
          return {
            items: fetches === 1 ? [{ id: "stale", key: "d", body: { no: 1, dossier: "d" } }] : [],
            cursor: "never",
            more: false,
          };
        },
      },
    });
    const { exchange, events } = await start();
    await until("it is fetching", () => fetches === 1);
    await database.query("update poller set fence = fence + 1, holder = null, next_at = '2030-01-01' where id = $1", [
      `${lane}/track`,
    ]);
    slow.open();
    await until("its page is refused", () => events.some((event) => event.kind === "stale"));
    await exchange.control.idle();
    expect(executed).toEqual([]);
    expect(await view(exchange, lane)).not.toHaveProperty("cursor");
  });
});
