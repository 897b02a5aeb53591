/** Subscriptions over a real table: bounds, secrets, pausing by hand and by the hub, lanes in step. No wire: what a lane does is the test's. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { DEFAULT_LIMITS, DEFAULT_PLAN, type InstalledAdapter } from "../../../core/exchange/adapter.ts";
import type { Enqueued } from "../../../core/exchange/enqueue.ts";
import type { ExchangeEvent } from "../../../core/exchange/options.ts";
import { putAccount } from "../../../core/partners/accounts.ts";
import { createSealer } from "../../../core/partners/sealed.ts";
import type { Database } from "../../../core/store/database.ts";
import { createSubscriptions, type Subscriptions } from "../../../core/subscriptions/face.ts";
import { MOST_SUBSCRIPTIONS } from "../../../core/subscriptions/store.ts";
import { PAUSE_AFTER_FAILURES, PAUSE_AFTER_MS } from "../../../core/subscriptions/supervise.ts";
import type { ActiveSubscription, Subscription } from "../../../core/subscriptions/types.ts";
import { ENGINES } from "../../support/database.ts";

const START = "2026-03-02T02:00:00.000Z";
const SECRET = "mot-bi-mat-thu-nghiem-dai-hon-32-ky-tu";
const OTHER_SECRET = "mot-bi-mat-khac-cung-dai-hon-32-ky-tu";
const URL_A = "https://nhan.so.example/hook?token=rieng-tu";

const laneOf = ({ id }: ActiveSubscription): InstalledAdapter => ({
  adapter: {
    id,
    title: { vi: "thử", en: "test" },
    config: z.unknown(),
    operations: {},
    hooks: {},
    pollers: {},
    plan: DEFAULT_PLAN,
    limits: DEFAULT_LIMITS,
  },
  config: {},
});

const settled = (lane: string, as: "done" | "retried" | "dead" | "paused"): ExchangeEvent => ({
  kind: "settled",
  lane,
  operation: "deliver",
  direction: "out",
  as,
  ms: 1,
});

const made = (outcome: Awaited<ReturnType<Subscriptions["face"]["create"]>>) =>
  "blame" in outcome ? expect.fail(outcome.code) : outcome;
const good = (outcome: Subscription | { readonly blame: string; readonly code: string }): Subscription =>
  "blame" in outcome ? expect.fail(outcome.code) : outcome;

describe.each(ENGINES)("subscriptions on $name", ({ open }) => {
  let database: Database;
  let now = START;
  let serial = 0;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    now = START;
  });

  /** One process's subscriptions; lanes and log are the test's. Rounds are made by the acts themselves. */
  const process = (options: { secret?: string; works?: boolean } = {}) => {
    const installed = new Map<string, ActiveSubscription>();
    const installs: string[] = [];
    const errors: object[] = [];
    const enqueued: [string, readonly Enqueued[]][] = [];
    const subscriptions = createSubscriptions({
      database,
      clock: () => now,
      sealer: createSealer(options.secret ?? SECRET),
      log: { info: () => {}, warn: (data) => expect.fail(JSON.stringify(data)), error: (data) => void errors.push(data) },
      agency: () => undefined,
      feed: async ({ after = "0.0" }) => (/^\d+\.\d+$/.test(after) ? { items: [], cursor: after } : undefined),
      feedEnd: async () => "7.7",
      webhookLane: (active) => {
        installed.set(active.id, active);
        return laneOf(active);
      },
      install: async (lane) => void installs.push(lane.adapter.id),
      remove: async (lane) => void installed.delete(lane),
      enqueue: async (lane, messages) => {
        enqueued.push([lane, messages]);
        return messages.length;
      },
      works: options.works ?? true,
    });
    /** What start() does first: a round, as the loop would make it. */
    const round = async (): Promise<void> => {
      await subscriptions.start();
      await subscriptions.stop();
    };
    return { ...subscriptions, installed, installs, errors, enqueued, round };
  };
  /** A round of a process of its own: sees what the table says. */
  const elsewhere = async (options: { secret?: string } = {}) => {
    const other = process(options);
    await other.round();
    return other;
  };
  const partner = async (
    more: { scopes?: readonly ("subscription" | "event.read" | "dossier.read")[] } = {},
  ): Promise<string> => {
    serial += 1;
    const id = `so-${serial}`;
    await putAccount(database, { id, name: "Sở thử", role: "agency", agencies: ["H57.01"], ...more }, now);
    return id;
  };
  const subscribe = async (here: ReturnType<typeof process>, partnerId: string, url = URL_A) =>
    made(await here.face.create({ partnerId, url, actor: `partner:${partnerId}` }));
  const message = async (lane: string, state: string, error: object | null = null): Promise<void> => {
    await database.query(
      `insert into message (id, lane, key, direction, operation, body, state, next_at, created_at, error)
       values (gen_random_uuid(), $1, 'k', 'out', 'deliver', '{}'::jsonb, $2, $3::text::timestamptz, $3::text::timestamptz, $4::text::jsonb)`,
      [lane, state, now, error === null ? null : JSON.stringify(error)],
    );
  };
  const states = async (lane: string) =>
    (
      await database.query<{ state: string; attempts: number }>(
        "select state, attempts from message where lane = $1 order by seq",
        [lane],
      )
    ).map((row) => row.state);
  const acts = async (id: string) =>
    (
      await database.query<{ act: string; actor: string }>(
        "select act, actor from operator_act where target = $1 order by at, id",
        [id],
      )
    ).map(({ act, actor }) => `${actor} ${act}`);

  it("R-J04 a new one begins where the feed stands, is installed here at once and elsewhere with the next round", async () => {
    const here = process();
    const { subscription, secret } = await subscribe(here, await partner());
    expect(subscription).toMatchObject({ state: "active", failures: 0, createdAt: START });
    expect(here.installed.get(subscription.id)).toMatchObject({
      url: URL_A,
      secrets: [{ secret }],
      scope: { agencies: ["H57.01"] },
    });
    expect(await here.face.progress(subscription.id)).toEqual({ cursor: "7.7", waiting: 0, stopped: 0 });
    expect((await elsewhere()).installed.has(subscription.id)).toBe(true);
  });

  it("R-I02 secrets lie sealed in the table, and neither they nor the address's token are in the record of acts", async () => {
    const here = process();
    const { subscription, secret } = await subscribe(here, await partner());
    const rows = await database.query("select * from subscription where id = $1", [subscription.id]);
    const record = await database.query("select * from operator_act where target = $1", [subscription.id]);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
    expect(record).toHaveLength(1);
    expect(JSON.stringify(record)).not.toMatch(/rieng-tu|whsec_/);
  });

  it("R-J04 a partner has at most 20, also when many come at once; the same address and types only once", async () => {
    const here = process();
    const partnerId = await partner();
    const outcomes = await Promise.all(
      Array.from({ length: MOST_SUBSCRIPTIONS + 5 }, (_, n) =>
        here.face.create({ partnerId, url: `https://nhan.so.example/${n}`, actor: "p" }),
      ),
    );
    expect(outcomes.filter((one) => "subscription" in one)).toHaveLength(MOST_SUBSCRIPTIONS);
    expect(outcomes.filter((one) => "blame" in one && one.code === "subscription.too-many")).toHaveLength(5);
    const other = await partner();
    const first = made(await here.face.create({ partnerId: other, url: URL_A, types: ["received", "decided"], actor: "p" }));
    const again = await here.face.create({ partnerId: other, url: URL_A, types: ["decided", "received", "decided"], actor: "p" });
    expect(again).toMatchObject({ code: "subscription.exists", details: { id: first.subscription.id } });
    await subscribe(here, other);
    for (const page = { ids: new Set<string>(), next: undefined as string | undefined }; ; ) {
      const got = await here.face.list({ partnerId, limit: 7, ...(page.next === undefined ? {} : { cursor: page.next }) });
      for (const { id } of got.items) page.ids.add(id);
      page.next = got.next;
      if (got.next !== undefined) continue;
      expect(page.ids.size).toBe(MOST_SUBSCRIPTIONS);
      break;
    }
  });

  it("an unknown or disabled partner, a bad cursor, a refused verification: nothing is stored", async () => {
    const here = process();
    const partnerId = await partner();
    expect(await here.face.create({ partnerId: "khong-co", url: URL_A, actor: "p" })).toMatchObject({
      code: "subscription.partner-unknown",
    });
    expect(await here.face.create({ partnerId, url: URL_A, actor: "p", after: "abc" })).toMatchObject({
      code: "subscription.bad-cursor",
    });
    const refusal = { code: "x", blame: "caller", vi: "", en: "", hint: { vi: "", en: "" } } as const;
    const asked: string[] = [];
    const verify = async ({ secret }: { secret: string }) => {
      asked.push(secret);
      return refusal;
    };
    expect(await here.face.create({ partnerId, url: URL_A, actor: "p", secret: "whsec_rieng", verify })).toBe(refusal);
    expect(asked).toEqual(["whsec_rieng"]);
    expect((await here.face.list({ partnerId })).items).toEqual([]);
  });

  it("R-J04 a rotated secret: the new one first, the old one until its time; the lane is taken up anew", async () => {
    const here = process();
    const { subscription, secret } = await subscribe(here, await partner());
    const turned = await here.face.rotate({ id: subscription.id, actor: "p", overlapSeconds: 3600 });
    const next = "secret" in turned ? turned.secret : expect.fail("refused");
    expect(next).not.toBe(secret);
    expect(here.installed.get(subscription.id)?.secrets).toEqual([
      { secret: next },
      { secret, until: "2026-03-02T03:00:00.000Z" },
    ]);
    expect(here.installs.filter((id) => id === subscription.id)).toHaveLength(2);
    expect(await here.face.secrets(subscription.id)).toEqual(here.installed.get(subscription.id)?.secrets);
  });

  it("R-J04 pause takes the lane away and keeps cursor and messages; resume sends what had been given up too", async () => {
    const here = process();
    const { subscription } = await subscribe(here, await partner());
    const { id } = subscription;
    for (const state of ["ready", "dead", "paused", "done"]) await message(id, state);
    const act = { id, actor: "partner:so", why: "bảo trì", by: "owner" as const };
    expect(good(await here.face.pause(act))).toMatchObject({ state: "paused", reason: "owner" });
    expect(here.installed.has(id)).toBe(false);
    expect(await states(id)).toEqual(["ready", "dead", "paused", "done"]);
    expect(good(await here.face.pause(act))).toMatchObject({ state: "paused" });
    now = "2026-03-09T02:00:00.000Z";
    expect(good(await here.face.resume(act))).toMatchObject({ state: "active" });
    expect(good(await here.face.resume(act)).reason).toBeUndefined();
    expect(here.installed.has(id)).toBe(true);
    expect(await states(id)).toEqual(["ready", "ready", "ready", "done"]);
    // Their age begins anew, or a week's pause would have made them too old to be tried twice.
    const ages = await database.query<{ since: string }>(
      "select error ->> 'since' as since from message where lane = $1 and state = 'ready'",
      [id],
    );
    expect(ages.map(({ since }) => since)).toEqual([now, now, now]);
    expect((await here.face.progress(id)).cursor).toBe("7.7");
    expect((await acts(id)).sort()).toEqual([
      "partner:so subscription.pause",
      "partner:so subscription.resume",
      `partner:${subscription.partnerId} subscription.create`,
    ]);
  });

  it("R-J04 an ended one stays ended: its messages are dropped, every act on it is refused", async () => {
    const here = process();
    const { subscription } = await subscribe(here, await partner());
    const { id } = subscription;
    await message(id, "ready");
    const act = { id, actor: "p", why: "thôi", by: "owner" as const };
    expect(good(await here.face.end(act))).toMatchObject({ state: "ended", reason: "owner" });
    expect(here.installed.has(id)).toBe(false);
    expect(await states(id)).toEqual(["dropped"]);
    for (const outcome of [
      await here.face.pause(act),
      await here.face.resume(act),
      await here.face.end(act),
      await here.face.rotate({ id, actor: "p", overlapSeconds: 0 }),
      await here.face.replay({ id, from: { after: "0.0" }, dryRun: true, actor: "p" }),
      await here.face.secrets(id),
    ])
      expect(outcome).toMatchObject({ code: "subscription.ended" });
    expect(await here.face.pause({ ...act, id: "wh-khong-co" })).toMatchObject({ code: "subscription.unknown" });
    expect((await here.face.list({ state: "ended" })).items.map((one) => one.id)).toContain(id);
  });

  it("R-I02 a disabled partner, or one without the scope, has no lane; with the right again it goes on", async () => {
    const here = process();
    const partnerId = await partner();
    const { subscription } = await subscribe(here, partnerId);
    const account = { id: partnerId, name: "Sở thử", role: "agency" as const, agencies: ["H57.01"] };
    await putAccount(database, { ...account, disabledAt: now }, now);
    expect((await elsewhere()).installed.has(subscription.id)).toBe(false);
    await putAccount(database, { ...account, scopes: ["dossier.read"] }, now);
    expect((await elsewhere()).installed.has(subscription.id)).toBe(false);
    await putAccount(database, { ...account, agencies: ["H57.02"] }, now);
    expect((await elsewhere()).installed.get(subscription.id)?.scope).toEqual({ agencies: ["H57.02"] });
  });

  it("R-J03 failing for long is both: 20 failures in a row, and a day; then it is paused, one alert is told", async () => {
    const here = process();
    const { subscription } = await subscribe(here, await partner());
    const { id } = subscription;
    const fail = (times: number): void => {
      for (let n = 0; n < times; n += 1) here.heard(settled(id, "retried"));
    };
    fail(PAUSE_AFTER_FAILURES + 5);
    await here.face.pause({ id: "wh-khong-co", actor: "p", why: "", by: "owner" });
    expect(await here.face.get(id)).toMatchObject({ state: "active", failures: PAUSE_AFTER_FAILURES + 5, failingSince: START });
    // A day later by the clock, but one got through in between.
    here.heard(settled(id, "done"));
    fail(1);
    now = new Date(Date.parse(START) + PAUSE_AFTER_MS / 2).toISOString();
    await here.face.pause({ id: "wh-khong-co", actor: "p", why: "", by: "owner" });
    expect(await here.face.get(id)).toMatchObject({ state: "active", failures: 1, failingSince: now });
    now = new Date(Date.parse(now) + PAUSE_AFTER_MS).toISOString();
    fail(PAUSE_AFTER_FAILURES - 2);
    await here.face.pause({ id: "wh-khong-co", actor: "p", why: "", by: "owner" });
    expect(await here.face.get(id)).toMatchObject({ state: "active", failures: PAUSE_AFTER_FAILURES - 1 });
    fail(1);
    await here.face.pause({ id: "wh-khong-co", actor: "p", why: "", by: "owner" });
    expect(await here.face.get(id)).toMatchObject({ state: "paused", reason: "failing" });
    expect(here.installed.has(id)).toBe(false);
    expect(here.errors).toEqual([
      { alert: "subscription.paused", subscription: id, partner: subscription.partnerId, reason: "failing" },
    ]);
    expect((await elsewhere()).errors).toEqual([]);
    expect(await acts(id)).toContain("hub subscription.pause");
  });

  it.each([
    ["dead", "webhook.refused", "paused", "undeliverable"],
    ["paused", "webhook.target-forbidden", "paused", "targetForbidden"],
    ["paused", "webhook.gone", "ended", "gone"],
  ] as const)("R-J03 a head that is %s with %s: %s, %s", async (as, code, state, reason) => {
    const here = process();
    const { subscription } = await subscribe(here, await partner());
    await message(subscription.id, as, { code });
    await message(subscription.id, "ready");
    here.heard(settled(subscription.id, as));
    await here.face.pause({ id: "wh-khong-co", actor: "p", why: "", by: "owner" });
    expect(await here.face.get(subscription.id)).toMatchObject({ state, reason });
    expect(here.installed.has(subscription.id)).toBe(false);
    expect(here.errors).toHaveLength(1);
    expect(await states(subscription.id)).toEqual(state === "ended" ? ["dropped", "dropped"] : [as, "ready"]);
  });

  it("R-J03 what another process left stopped is found by a process that starts", async () => {
    const here = process();
    const { subscription } = await subscribe(here, await partner());
    await message(subscription.id, "dead", { code: "webhook.refused" });
    const other = await elsewhere();
    expect(await here.face.get(subscription.id)).toMatchObject({ state: "paused", reason: "undeliverable" });
    expect(other.errors).toHaveLength(1);
  });

  it("R-I02 a hub whose own secret has changed pauses what it cannot sign, and says so; a new secret mends it", async () => {
    const here = process();
    const { subscription } = await subscribe(here, await partner());
    const changed = await elsewhere({ secret: OTHER_SECRET });
    expect(changed.installed.has(subscription.id)).toBe(false);
    expect(await here.face.get(subscription.id)).toMatchObject({ state: "paused", reason: "secretUnreadable" });
    expect(changed.errors).toContainEqual(expect.objectContaining({ subscription: subscription.id, reason: "secretUnreadable" }));
    expect(await changed.face.secrets(subscription.id)).toMatchObject({ code: "subscription.secret-unreadable" });
    const mending = process({ secret: OTHER_SECRET });
    const turned = await mending.face.rotate({ id: subscription.id, actor: "p", overlapSeconds: 60 });
    await mending.face.resume({ id: subscription.id, actor: "p", why: "đã đổi khóa", by: "owner" });
    expect(mending.installed.get(subscription.id)?.secrets).toEqual(["secret" in turned ? { secret: turned.secret } : {}]);
  });
});
