/** What can be said of subscriptions without a database: order of cursors, what a replay takes, what a stopped head means. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HubEvent } from "../../../core/hub-types.ts";
import { compareCursors, MOST_REPLAYED, pastEvents } from "../../../core/subscriptions/replay.ts";
import { newSecret, newSubscriptionId } from "../../../core/subscriptions/secrets.ts";
import { reasonOf } from "../../../core/subscriptions/supervise.ts";

const event = (cursor: string, type: HubEvent["type"] = "received"): HubEvent => ({
  cursor,
  dossierId: "019f0000-0000-7000-8000-000000000001",
  seq: 1,
  type,
  title: "",
  at: "2026-02-13T03:00:00.000Z",
  recordedAt: "2026-02-13T03:00:00.000Z",
  agencyId: "H57.122",
  procedureCode: "1.001193",
  channel: "online",
});

/** A feed of `all` events, read `page` at a time. */
const feedOf = (all: readonly HubEvent[], page: number) => async (filter: { readonly after: string }) => {
  if (!/^\d+\.\d+$/.test(filter.after)) return undefined;
  const items = all.filter((one) => compareCursors(one.cursor, filter.after) > 0).slice(0, page);
  return { items, cursor: items.at(-1)?.cursor ?? filter.after };
};
const past = (all: readonly HubEvent[], more: Partial<Parameters<typeof pastEvents>[1]> = {}, page = 3) =>
  pastEvents(feedOf(all, page), { after: "0.0", until: "99999.0", scope: {}, types: undefined, ...more });

describe("cursors of the feed", () => {
  it("are ordered by transaction, then position, also beyond what a number holds", () => {
    const cursor = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: 0, max: 1_000_000 }));
    fc.assert(
      fc.property(cursor, cursor, ([x, n], [y, m]) => {
        const expected = x === y ? Math.sign(n - m) : x < y ? -1 : 1;
        return Math.sign(compareCursors(`${x}.${n}`, `${y}.${m}`)) === expected;
      }),
    );
  });
});

describe("R-J04 what a replay takes", () => {
  const all = Array.from({ length: 10 }, (_, n) => event(`${n + 1}.7`, n % 2 === 0 ? "received" : "decided"));

  it("R-J04 is everything behind the cursor, up to where the follower stands, page by page", async () => {
    const got = await past(all, { after: "3.7", until: "8.7" });
    expect((got as HubEvent[]).map((one) => one.cursor)).toEqual(["4.7", "5.7", "6.7", "7.7", "8.7"]);
    expect(await past(all, { after: "10.7" })).toEqual([]);
    expect(await past(all, { after: "8.7", until: "3.7" })).toEqual([]);
  });

  it("only the types wanted", async () => {
    const got = await past(all, { types: new Set(["decided"]) });
    expect((got as HubEvent[]).map((one) => one.cursor)).toEqual(["2.7", "4.7", "6.7", "8.7", "10.7"]);
  });

  it("a cursor that is none, and more than a replay is for", async () => {
    expect(await past(all, { after: "x" })).toBeUndefined();
    const many = Array.from({ length: MOST_REPLAYED + 1 }, (_, n) => event(`${n + 1}.0`));
    expect(await past(many, {}, 1000)).toBe("tooMany");
    expect(await past(many, { until: `${MOST_REPLAYED}.0` }, 1000)).toHaveLength(MOST_REPLAYED);
  });
});

describe("R-J03 what a stopped head means", () => {
  it.each([
    ["paused", "webhook.gone", "gone"],
    ["paused", "webhook.target-forbidden", "targetForbidden"],
    ["paused", "exchange.body-invalid", "stopped"],
    ["dead", "webhook.refused", "undeliverable"],
    ["dead", null, "undeliverable"],
  ] as const)("%s with %s: %s", (state, code, reason) => {
    expect(reasonOf({ state, code })).toBe(reason);
  });
});

describe("ids and secrets", () => {
  it("an id can name a lane and grows with time; a secret is what Standard Webhooks asks for", () => {
    const ids = [1, 2, 3].map((n) => newSubscriptionId(Date.parse("2026-02-13T03:00:00Z") + n));
    for (const id of ids) expect(id).toMatch(/^wh-[a-z0-9]{19}$/);
    expect([...ids].sort()).toEqual(ids);
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
