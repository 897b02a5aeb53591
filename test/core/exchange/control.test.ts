/** What an operator sees and does: every act needs a reason, is recorded, and revives nothing that was given up. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ENGINES } from "../../support/database.ts";
import { failure, partner, put, row, START, suite, until } from "./kit.ts";

const WHO = { actor: "truong-phong", reason: "đối tác xác nhận đã sửa" };

describe.each(ENGINES)("operator's control ($name)", ({ open }) => {
  const { database, run, begin } = suite(open);
  /** A partner that pauses everything until it is mended. */
  const jammed = async () => {
    const state = { mended: false, sent: [] as number[] };
    const made = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            if (!state.mended)
              throw failure("pause", "http.configuration", {
                hint: { vi: "Kiểm tra cấu hình.", en: "Check the configuration." },
              });
            state.sent.push(n);
            return {};
          },
        },
      },
    });
    return { ...made, state };
  };
  const acts = (target: string) =>
    database.query<{ actor: string; act: string; reason: string }>(
      "select actor, act, reason from operator_act where target = $1",
      [target],
    );
  const states = async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await row(database, id)).state));

  it("lists what needs a person, with the reason and what it holds back; and dossiers that are blocked", async () => {
    const { control, lane } = await jammed();
    const head = await put(database, { lane, key: "A", body: { n: 1 } });
    await put(database, { lane, key: "A", body: { n: 2 } });
    await put(database, { lane, key: "A", body: { n: 3 } });
    const alone = await put(database, { lane, key: "B", body: { n: 4 } });
    await control.idle();
    const page = await control.messages({ lane });
    expect(page.items.map((m) => [m.id, m.holdsBack])).toEqual([
      [head, 2],
      [alone, 0],
    ]);
    expect(page.items[0]).toMatchObject({
      state: "paused",
      attempts: 1,
      error: { code: "http.configuration", blame: "partner", hint: { vi: "Kiểm tra cấu hình." } },
    });
    expect((await control.blocked()).filter((m) => m.lane === lane).map((m) => m.id)).toEqual([head]);
    expect((await control.lanes()).find((one) => one.id === lane)).toMatchObject({
      waiting: 2,
      paused: 2,
      dead: 0,
      inFlight: 0,
      oldestWaitingAt: START,
    });
  });

  it("redrive: a dry run changes nothing and says which; the real one sends in order and is recorded with its reason", async () => {
    const { control, lane, state } = await jammed();
    const ids = [
      await put(database, { lane, key: "A", body: { n: 1 } }),
      await put(database, { lane, key: "A", body: { n: 2 } }),
    ];
    const other = await put(database, { lane, key: "B", body: { n: 3 } });
    await control.idle();
    expect(await control.redrive({ lane, ...WHO, dryRun: true })).toEqual([ids[0], other]);
    expect(await states([...ids, other])).toEqual(["paused", "ready", "paused"]);
    expect(await acts(other)).toEqual([]);

    state.mended = true;
    expect(await control.redrive({ ids: [ids[0] ?? ""], ...WHO })).toEqual([ids[0]]);
    await control.idle();
    expect(state.sent).toEqual([1, 2]);
    expect(await states([...ids, other])).toEqual(["done", "done", "paused"]);
    expect(await acts(ids[0] ?? "")).toEqual([{ actor: "truong-phong", act: "redrive", reason: "đối tác xác nhận đã sửa" }]);

    expect(await control.redrive({ lane, ...WHO })).toEqual([other]);
    await control.idle();
    expect(state.sent).toEqual([1, 2, 3]);
  });

  it("redrive never revives what is finished or was given up, and knows no foreign ids", async () => {
    const { control, lane, state } = await jammed();
    const dropped = await put(database, { lane });
    await control.idle();
    await control.release({ id: dropped, ...WHO });
    state.mended = true;
    const done = await put(database, { lane });
    await control.idle();
    expect(
      await control.redrive({ ids: [dropped, done, randomUUID(), "không phải mã", "'; drop table message"], ...WHO }),
    ).toEqual([]);
    expect(await control.redrive({ lane, ...WHO })).toEqual([]);
    expect(await control.redrive({ ...WHO })).toEqual([]);
    await control.force({ lane, state: "open", ...WHO });
    await control.force({ lane, state: "auto", ...WHO });
    await control.idle();
    expect(await states([dropped, done])).toEqual(["dropped", "done"]);
    expect(state.sent).toEqual([1]);
  });

  it("release gives a head up so that those behind it go on, once, with a reason", async () => {
    const { control, lane, state } = await jammed();
    const head = await put(database, { lane, key: "A", body: { n: 1 } });
    const behind = await put(database, { lane, key: "A", body: { n: 2 } });
    await control.idle();
    state.mended = true;
    expect(await control.release({ id: head, ...WHO })).toBe(true);
    expect(await control.release({ id: head, ...WHO })).toBe(false);
    expect(await control.release({ id: behind.replace(/^./, "x"), ...WHO })).toBe(false);
    await control.idle();
    expect(await states([head, behind])).toEqual(["dropped", "done"]);
    expect(state.sent).toEqual([2]);
    expect(await acts(head)).toEqual([expect.objectContaining({ act: "release" })]);
  });

  it.each([
    ["actor", { actor: " ", reason: "x" }],
    ["reason", { actor: "a", reason: "\n" }],
  ])("refuses an act without %s and changes nothing", async (_what, who) => {
    const { control, lane } = await jammed();
    const id = await put(database, { lane });
    await control.idle();
    for (const act of [
      () => control.redrive({ ids: [id], ...who }),
      () => control.release({ id, ...who }),
      () => control.force({ lane, state: "open", ...who }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: "exchange.reason-missing", blame: "caller" });
    }
    expect(await states([id])).toEqual(["paused"]);
  });

  it("pages through messages without losing or repeating one", async () => {
    const { control, lane } = await jammed();
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await put(database, { lane }));
    await control.idle();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await control.messages({ lane, limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map((m) => m.id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids);
    expect((await control.messages({ lane, cursor: "hỏng", limit: 0 })).items).toHaveLength(1);
  });

  it("finds a dossier's messages by its id, its code and its national code, finished ones too", async () => {
    const { control, lane, state } = await jammed();
    state.mended = true;
    const id = randomUUID();
    const code = `H57.40-260302-${id.slice(0, 4)}`;
    await database.query(
      `insert into dossier (id, version, head_hash, code, national_code, status, agency_id, parties, procedure_code, channel, submitted_at, updated_at, state)
       values ($1::uuid, 1, '', $2, $3, 'received', 'H57.40', '{H57.40}', '1.001193', 'online', '2026-03-02', '2026-03-02', '{}')`,
      [id, code, `G22-${id.slice(0, 8)}`],
    );
    const message = await put(database, { lane, key: id });
    await control.idle();
    for (const dossier of [id, code, `G22-${id.slice(0, 8)}`]) {
      expect((await control.messages({ dossier })).items).toEqual([
        expect.objectContaining({ id: message, state: "done", dossierCode: code }),
      ]);
    }
    expect((await control.messages({ dossier: `${code}-khac` })).items).toEqual([]);
  });

  it("shows a lane whose adapter is not installed here while messages wait on it", async () => {
    const { control } = await jammed();
    const lane = `gone-${randomUUID().slice(0, 6)}`;
    await put(database, { lane });
    expect((await control.lanes()).find((one) => one.id === lane)).toMatchObject({
      waiting: 1,
      operations: [],
      title: { vi: `${lane} (chưa cài bộ kết nối)` },
    });
    // Nobody here can send it: waiting for quiet does not wait for it.
    await control.idle();
  });

  it("idle waits for work that other work makes", async () => {
    const sent: number[] = [];
    const { control, lane } = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            sent.push(n);
            if (n < 5) await put(database, { lane, body: { n: n + 1 } });
            return {};
          },
        },
      },
    });
    await put(database, { lane, body: { n: 1 } });
    await control.idle();
    expect(sent).toEqual([1, 2, 3, 4, 5]);
  });

  it("new work of this process starts at once, without waiting for the next look at the database", async () => {
    const adapter = partner();
    const { exchange } = await run(adapter, { tuning: { pollMs: 3_600_000 } });
    await until("the first round is over", async () => (await exchange.health()).checks.loop.ok);
    const id = await put(database, { lane: adapter.id });
    exchange.poke([adapter.id]);
    await until("it is done", async () => (await row(database, id)).state === "done");
  });
});
