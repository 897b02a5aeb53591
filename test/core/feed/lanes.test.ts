/** Lanes that follow the hub's feed, streams that bring things in, answers to their senders, lanes that come and go at run time. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Adapter, FeedItem, HubEvent, OpenStream, Outgoing, StreamSink } from "../../../core/exchange/adapter.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { failure, gate, harness, partner, QUICK, settledAs, until } from "../exchange/kit.ts";
import { file, hubOver, receive } from "./world.ts";

const told = z.looseObject({ event: z.looseObject({ dossierId: z.string(), seq: z.number(), type: z.string() }) });

/** A lane that follows the feed and keeps what it was told. */
const follower = (options: { readonly wants?: (event: HubEvent) => boolean; readonly fail?: () => void } = {}) => {
  const got: z.infer<typeof told>["event"][] = [];
  const adapter: Adapter = {
    ...partner({
      operations: {
        tell: {
          quiet: true,
          body: told as never,
          send: async (body) => {
            options.fail?.();
            got.push((body as unknown as z.infer<typeof told>).event);
            return {};
          },
        },
      },
      follows: { operation: "tell", ...(options.wants ? { wants: options.wants } : {}) },
    }),
  };
  return { adapter, got };
};

describe("a lane that follows the feed", () => {
  it("R-J03 is told every event once, in order per dossier, from when it began to follow", async () => {
    const { adapter, got } = follower();
    const hub = await hubOver(undefined, [adapter]);
    try {
      const before = await file(hub);
      await hub.start();
      const ids = [await receive(hub), await receive(hub)];
      await hub.exchange.idle();
      expect(got.some((event) => event.dossierId === before)).toBe(false);
      for (const id of ids) expect(got.filter((event) => event.dossierId === id).map((event) => event.seq)).toEqual([1, 2, 3]);
      expect(got.length).toBe(6);
    } finally {
      await hub.stop();
    }
  });

  it("R-J03 gets only what it wants, and a refusal by the partner is not news about the dossier again", async () => {
    const { adapter, got } = follower({ wants: (event) => event.type === "received" });
    const refusing = follower({
      fail: () => {
        throw failure("rejected", "told.gone");
      },
    });
    const hub = await hubOver(undefined, [adapter, refusing.adapter]);
    try {
      await hub.start();
      const id = await receive(hub);
      await hub.exchange.idle();
      expect(got.map((event) => event.type)).toEqual(["received"]);
      expect((await hub.find(id))?.version).toBe(3);
      const { items } = await hub.exchange.messages({ lane: refusing.adapter.id, states: ["rejected"] });
      expect(items.length).toBe(3);
    } finally {
      await hub.stop();
    }
  });
});

/** A stream that the test feeds and breaks. */
const handStream = () => {
  const sinks: StreamSink[] = [];
  let die: (reason: unknown) => void = () => {};
  const open = async (sink: StreamSink): Promise<OpenStream> => {
    sinks.push(sink);
    return {
      ended: new Promise((resolve) => {
        die = resolve;
      }),
      progress: () => ({ ok: true, lag: 0, detail: "by hand" }),
      close: async () => die(undefined),
    };
  };
  return { sinks, open, die: (reason: unknown) => die(reason) };
};

const item = (id: string, body: unknown, key = "k"): FeedItem => ({ id, key, body });

describe("a stream", () => {
  const withExchange = async (
    adapter: Adapter,
    work: (world: ReturnType<typeof harness> & { database: Awaited<ReturnType<typeof openDatabase>> }) => Promise<void>,
    setup: Parameters<typeof harness>[2] = {},
  ) => {
    const database = await openDatabase({ dataDir: IN_MEMORY });
    const world = harness(database, [adapter], { ...setup, tuning: { ...QUICK, reopenMs: 1 } });
    await world.exchange.start();
    try {
      await work({ ...world, database });
    } finally {
      await world.exchange.stop();
      await database.close();
    }
  };

  it("R-J03 stores what came before it is acknowledged, each item once, and applies it in order", async () => {
    const hand = handStream();
    const applied: unknown[] = [];
    const adapter = partner({
      streams: {
        in: {
          title: { vi: "Dòng vào", en: "Stream" },
          open: hand.open,
          apply: async (body) => {
            applied.push(body);
            return {};
          },
        },
      },
    });
    await withExchange(adapter, async ({ exchange, database }) => {
      const sink = await until("the stream is open", () => hand.sinks[0]);
      await sink.accept([item("1", { n: 1 }), item("2", { n: 2 })]);
      const stored = await database.query("select 1 from message where direction = 'in'");
      expect(stored.length).toBe(2);
      await sink.accept([item("2", { n: 2 }), item("3", { n: 3 })]);
      await exchange.control.idle();
      expect(applied).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    });
  });

  it("R-J03 that dies is opened anew, and health says how it gets on", async () => {
    const hand = handStream();
    const adapter = partner({
      streams: { in: { title: { vi: "Dòng vào", en: "Stream" }, open: hand.open, apply: async () => ({}) } },
    });
    await withExchange(adapter, async ({ exchange }) => {
      for (let opened = 1; opened <= 3; opened += 1) {
        await until("it is open", () => hand.sinks.length >= opened);
        hand.die(new TypeError("crash"));
      }
      await until("it is open again", () => hand.sinks.length >= 4);
      const health = await until("health knows", async () => {
        const { checks } = await exchange.health();
        return checks[`stream:${adapter.id}/in`]?.ok ? checks : undefined;
      });
      expect(health[`stream:${adapter.id}/in`]).toEqual({ ok: true, lag: 0, detail: "by hand" });
    });
  });

  it("R-J03 that cannot connect is tried again and does not hold anything up", async () => {
    let tries = 0;
    const adapter = partner({
      streams: {
        in: {
          title: { vi: "Dòng vào", en: "Stream" },
          open: async () => {
            tries += 1;
            throw failure("retry", "stream.away");
          },
          apply: async () => ({}),
        },
      },
    });
    await withExchange(adapter, async ({ exchange }) => {
      await until("it was tried three times", () => tries >= 3);
      expect((await exchange.health()).checks[`stream:${adapter.id}/in`]?.ok).toBe(false);
    });
  });

  it("R-J03 its sender is answered once, a refusal too; what cannot be understood is answered and parked", async () => {
    const hand = handStream();
    const answered: unknown[] = [];
    const adapter = partner({
      operations: {
        reply: {
          quiet: true,
          body: z.unknown() as never,
          send: async (body) => {
            answered.push(body);
            return {};
          },
        },
      },
      streams: {
        in: {
          title: { vi: "Dòng vào", en: "Stream" },
          open: hand.open,
          apply: async (body) => {
            const reply = (outcomes: readonly unknown[]): readonly Outgoing[] => [
              { operation: "reply", body: { to: body, outcomes } },
            ];
            return body === "poison"
              ? { answers: reply, park: failure("pause", "stream.poison") }
              : { commands: [{ key: String(body), command: { type: "progress", note: "x" } }], answers: reply };
          },
        },
      },
    });
    const refusal = { code: "dossier.not-found", blame: "caller", vi: "", en: "", hint: { vi: "", en: "" } } as const;
    await withExchange(
      adapter,
      async ({ exchange, database }) => {
        const sink = await until("the stream is open", () => hand.sinks[0]);
        await sink.accept([item("1", "first"), item("2", "poison", "p"), item("3", "last")]);
        await exchange.control.idle();
        expect(answered.map((one) => (one as { to: string }).to).sort()).toEqual(["first", "last", "poison"]);
        const parked = await database.query<{ id: string }>(
          "select id::text as id from message where key = 'in/p' and direction = 'in'",
        );
        expect((await settledAs(database, parked[0]?.id ?? "", "paused")).error?.code).toBe("stream.poison");
        // A person sends it through again: it is parked again, and its sender is not told twice.
        await exchange.control.redrive({ ids: [parked[0]?.id ?? ""], actor: "vh-1", reason: "thử lại" });
        await exchange.control.idle();
        expect(answered.length).toBe(3);
      },
      { receive: async (_adapter, commands) => commands.map(() => ({ outcome: "refused" as const, refusal })) },
    );
  });
});

describe("lanes at run time", () => {
  it("R-J04 a lane that is installed works what waits for it; one that is taken away leaves it lying", async () => {
    const sent: number[] = [];
    const held = gate();
    const late = partner({
      operations: {
        send: {
          send: async (body) => {
            await held.opened;
            sent.push(body.n);
            return {};
          },
        },
      },
    });
    const database = await openDatabase({ dataDir: IN_MEMORY });
    const { exchange } = harness(database, []);
    await exchange.start();
    try {
      const message = (n: number) => ({ direction: "out" as const, operation: "send", key: "k", body: { n }, feedId: String(n) });
      expect(await exchange.enqueue(late.id, [message(1), message(1), message(2)])).toBe(2);
      await exchange.install({ adapter: late, config: {} });
      await until("the first is in flight", async () => (await exchange.control.lanes())[0]?.inFlight === 1);
      await exchange.remove(late.id);
      held.open();
      await until("what was in flight has ended", () => sent.length === 1);
      const left = await until("it is settled", async () => {
        const { items } = await exchange.control.messages({ lane: late.id, states: ["ready"] });
        return (await exchange.control.messages({ lane: late.id, states: ["done"] })).items.length === 1 ? items : undefined;
      });
      expect(left.length).toBe(1);
      await exchange.install({ adapter: late, config: {} });
      await exchange.control.idle();
      expect(sent).toEqual([1, 2]);
    } finally {
      await exchange.stop();
      await database.close();
    }
  });
});
