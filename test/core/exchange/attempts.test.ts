/** One lane and one partner: what every kind of answer does to the message, to the dossier and to those behind it. */
import { describe, expect, it } from "vitest";
import type { InboundCommand, InboundOutcome } from "../../../core/exchange/adapter.ts";
import { ExchangeSetupError } from "../../../core/exchange/options.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, put, row, settledAs, suite, until } from "./kit.ts";

const MINUTE = 60_000;
const done: InboundOutcome = { outcome: "done", dossier: {} as never };
const refused = (code: string): InboundOutcome => ({
  outcome: "refused",
  code,
  vi: "Hồ sơ đã đóng.",
  en: "The dossier is closed.",
});

describe.each(ENGINES)("attempts ($name)", ({ open }) => {
  const { database, begin } = suite(open);

  it("J03 keeps the order of one dossier while other dossiers go on beside it", async () => {
    const sent: string[] = [];
    const first = gate();
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            sent.push(`begin ${n}`);
            if (n === 1) await first.opened;
            sent.push(`end ${n}`);
            return {};
          },
        },
      },
    });
    const ids = [
      await put(database, { lane, key: "A", body: { n: 1 } }),
      await put(database, { lane, key: "A", body: { n: 2 } }),
    ];
    for (let n = 3; n <= 6; n += 1) ids.push(await put(database, { lane, body: { n } }));
    exchange.poke([lane]);
    await until("the other dossiers are done", () => sent.filter((s) => /end [3-6]/.test(s)).length === 4);
    expect(sent).not.toContain("begin 2");
    first.open();
    await settledAs(database, ids[1] ?? "", "done");
    expect(sent.slice(-3)).toEqual(["end 1", "begin 2", "end 2"]);
  });

  it("R-B06 what the answer means reaches the dossier before the message counts as done, under the message's own key", async () => {
    const executed: { adapter: string; commands: readonly InboundCommand[]; state: string }[] = [];
    const { lane, exchange } = await begin(
      {
        operations: {
          send: {
            send: async () => ({
              reference: "VĐ-0001",
              commands: [{ key: "accepted", dossier: "d-1", command: { type: "recordDelivery", state: "ordered" } }],
            }),
          },
        },
      },
      {
        execute: async (adapter, commands) => {
          executed.push({ adapter, commands, state: (await row(database, id)).state });
          return commands.map(() => done);
        },
      },
    );
    const id = await put(database, { lane });
    exchange.poke([lane]);
    expect(await settledAs(database, id, "done")).toMatchObject({
      reference: "VĐ-0001",
      attempts: 1,
      uncertain: false,
      error: null,
    });
    expect(executed).toEqual([
      { adapter: lane, state: "leased", commands: [expect.objectContaining({ key: `${id}:accepted` })] },
    ]);
  });

  it("a terminal refusal of the partner is told to the dossier and never sent again", async () => {
    const commands: InboundCommand[] = [];
    let calls = 0;
    const { lane, exchange, clock } = await begin(
      {
        operations: {
          send: {
            send: async () => {
              calls += 1;
              throw failure("rejected", "post.order.refused");
            },
          },
        },
      },
      {
        execute: async (_adapter, given) => {
          commands.push(...given);
          return given.map(() => done);
        },
      },
    );
    const id = await put(database, { lane, key: "dossier-1" });
    const next = await put(database, { lane, key: "dossier-1", operation: "nothing" });
    exchange.poke([lane]);
    expect(await settledAs(database, id, "rejected")).toMatchObject({ error: { code: "post.order.refused" } });
    // A finished refusal does not hold back what comes after it.
    await settledAs(database, next, "paused");
    clock.move(100 * 24 * 60 * MINUTE);
    await exchange.control.idle();
    expect(calls).toBe(1);
    expect(commands).toEqual([
      {
        key: `${id}:rejected`,
        dossier: "dossier-1",
        command: {
          type: "recordPartner",
          lane,
          outcome: "refused",
          operation: "send",
          code: "post.order.refused",
          message: "rejected post.order.refused",
        },
      },
    ]);
  });

  it("a retry waits in hub time by the plan and is made under the same message id with the next number", async () => {
    const calls: { messageId: string; attempt: number }[] = [];
    const { lane, exchange, clock } = await begin({
      operations: {
        send: {
          send: async (_body, { messageId, attempt }) => {
            calls.push({ messageId, attempt });
            if (attempt < 3) throw failure("retry", "http.cut");
            return {};
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", attempts: 1, waitMs: 5_000 });
    clock.move(4_999);
    await exchange.control.idle();
    expect(calls).toHaveLength(1);
    clock.move(1);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", attempts: 2, waitMs: 35_000 });
    clock.move(30_000);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "done", attempts: 3 });
    expect(calls).toEqual([1, 2, 3].map((attempt) => ({ messageId: id, attempt })));
  });

  it("a pause holds back its own dossier only", async () => {
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            if (n === 1) throw failure("pause", "http.configuration");
            return {};
          },
        },
      },
    });
    const head = await put(database, { lane, key: "A", body: { n: 1 } });
    const behind = await put(database, { lane, key: "A", body: { n: 2 } });
    const other = await put(database, { lane, key: "B", body: { n: 3 } });
    await exchange.control.idle();
    expect([(await row(database, head)).state, (await row(database, behind)).state, (await row(database, other)).state]).toEqual([
      "paused",
      "ready",
      "done",
    ]);
  });

  it("an answer that the dossier refuses waits for a person; after a redrive the partner is asked, not sent to again", async () => {
    const calls: string[] = [];
    const outcomes: InboundOutcome[] = [refused("dossier.wrong-state"), done];
    const result = {
      reference: "R-1",
      commands: [{ key: "k", dossier: "d", command: { type: "progress", note: "Đã nhận" } } as const],
    };
    const { lane, exchange } = await begin(
      {
        operations: {
          send: {
            resend: "inquire",
            send: async () => {
              calls.push("send");
              return result;
            },
            inquire: async () => {
              calls.push("inquire");
              return { found: true, ...result };
            },
          },
        },
      },
      { execute: async (_adapter, commands) => commands.map(() => outcomes.shift() ?? done) },
    );
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({
      state: "paused",
      uncertain: true,
      reference: "R-1",
      error: { code: "exchange.command-refused", hint: { vi: expect.stringContaining("Hồ sơ đã đóng.") } },
    });
    await exchange.control.redrive({ ids: [id], actor: "cán bộ", reason: "đã mở lại hồ sơ" });
    await settledAs(database, id, "done");
    expect(calls).toEqual(["send", "inquire"]);
  });

  it("an engine that is away loses no answer: the message stays uncertain and is asked about later", async () => {
    let away = true;
    const calls: string[] = [];
    const result = { commands: [{ key: "k", dossier: "d", command: { type: "progress", note: "Đã nhận" } } as const] };
    const { lane, exchange, clock } = await begin(
      {
        operations: {
          send: {
            resend: "inquire",
            send: async () => {
              calls.push("send");
              return result;
            },
            inquire: async () => {
              calls.push("inquire");
              return { found: true, ...result };
            },
          },
        },
      },
      {
        execute: async (_adapter, commands) => {
          if (away) throw new ExchangeSetupError("no database");
          return commands.map(() => done);
        },
      },
    );
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", uncertain: true, error: { code: "exchange.engine-away" } });
    away = false;
    clock.move(5_000);
    await exchange.control.idle();
    expect((await row(database, id)).state).toBe("done");
    expect(calls).toEqual(["send", "inquire"]);
  });

  it("a message too old to try again is dead; a redrive counts its age anew", async () => {
    const { lane, exchange, clock } = await begin({
      plan: { waitsMs: [MINUTE], maxAgeMs: 3 * MINUTE },
      operations: {
        send: {
          send: async () => {
            throw failure("retry", "http.cut");
          },
        },
      },
    });
    const id = await put(database, { lane });
    for (let minute = 0; minute < 4; minute += 1) {
      await exchange.control.idle();
      clock.move(MINUTE);
    }
    expect(await row(database, id)).toMatchObject({ state: "dead", attempts: 4 });
    await exchange.control.redrive({ ids: [id], actor: "a", reason: "đối tác đã sửa" });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", attempts: 1 });
  });
});
