/** What one caller may take: requests a minute, bytes a day, wrong credentials a minute. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hub, PartnerAccount } from "../../core/hub.ts";
import { draw, full, type Level } from "../../gateway/auth/bucket.ts";
import {
  addressGroup,
  createLimits,
  DEFAULT_BYTES_PER_DAY,
  DEFAULT_PER_MINUTE,
  untilMidnight,
  WRONG_PER_MINUTE,
} from "../../gateway/auth/limits.ts";
import { remembering } from "../../gateway/auth/remember.ts";

describe("a bucket of allowances", () => {
  const rate = fc.record({ capacity: fc.integer({ min: 1, max: 10_000 }), windowMs: fc.integer({ min: 1, max: 100_000 }) });

  it("whoever waits as long as it was told gets in, and two milliseconds earlier does not", () => {
    fc.assert(
      fc.property(rate, fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 50 }), (of, pauses) => {
        let now = 1_000_000;
        let level: Level = full(of, now);
        for (const pause of pauses) {
          now += pause;
          const drawn = draw(level, of, now);
          if (drawn.waitMs > 0) {
            expect(draw(drawn.level, of, now + drawn.waitMs).waitMs).toBe(0);
            // Two, not one: the last millisecond may be rounding.
            if (drawn.waitMs > 2) expect(draw(drawn.level, of, now + drawn.waitMs - 2).waitMs).toBeGreaterThan(0);
          }
          level = drawn.level;
        }
      }),
    );
  });

  it("never gives more than its capacity at once and its rate in the long run", () => {
    fc.assert(
      fc.property(rate, fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 }), (of, pauses) => {
        let now = 0;
        let level: Level = full(of, now);
        let given = 0;
        for (const pause of pauses) {
          now += pause;
          const drawn = draw(level, of, now);
          if (drawn.waitMs === 0) given += 1;
          level = drawn.level;
        }
        expect(given).toBeLessThanOrEqual(of.capacity + (now * of.capacity) / of.windowMs + 0.001);
      }),
    );
  });

  it("a clock that goes back gives nothing, and takes nothing", () => {
    const of = { capacity: 2, windowMs: 1_000 };
    const one = draw(full(of, 10_000), of, 10_000);
    const two = draw(one.level, of, 5_000);
    expect([one.waitMs, two.waitMs, draw(two.level, of, 5_000).waitMs]).toEqual([0, 0, 500]);
    expect(draw(two.level, of, 5_500).waitMs).toBe(0);
  });
});

/** Limits over a hub that counts in memory; the test moves both clocks. */
const world = (account: Partial<PartnerAccount> = {}) => {
  const state = { now: Date.parse("2026-02-13T16:59:00.000Z"), used: { requests: 0, bytes: 0, refused: 0 } };
  const limited: string[] = [];
  const hub = {
    now: () => new Date(state.now).toISOString(),
    partners: {
      addUsage: (_: string, used: Partial<typeof state.used>) => {
        for (const name of ["requests", "bytes", "refused"] as const) state.used[name] += used[name] ?? 0;
      },
      usage: async () => state.used,
    },
  } as unknown as Hub;
  const partner: PartnerAccount = { id: "portal", name: "Cổng thử", role: "portal", agencies: ["*"], ...account };
  const limits = createLimits(hub, () => state.now, { limited: (limit) => limited.push(limit) });
  return { state, limits, partner, limited };
};

describe("R-J04 requests a minute", () => {
  it("a minute's worth may come at once; the next is 429 and says truthfully how long to wait", () => {
    const { state, limits, partner, limited } = world();
    for (let i = 0; i < DEFAULT_PER_MINUTE; i += 1) expect(limits.request(partner)).toBeUndefined();
    const refused = limits.request(partner);
    expect(refused).toMatchObject({
      status: 429,
      code: "partner.too-many-requests",
      retry: true,
      details: { retryAfterSeconds: 1 },
      headers: { "retry-after": "1", "ratelimit-policy": '"minute";q=600;w=60', ratelimit: '"minute";r=0;t=1' },
    });
    expect(refused?.detail.vi).toContain("600 yêu cầu mỗi phút");
    state.now += 1_000;
    expect(limits.request(partner)).toBeUndefined();
    expect(state.used).toEqual({ requests: 601, bytes: 0, refused: 1 });
    expect(limited).toEqual(["rate"]);
  });

  it("an account's own rate goes over the default, and each partner has its own", () => {
    const { state, limits, partner } = world({ limits: { perMinute: 2 } });
    const other = { ...partner, id: "portal-2" };
    expect([limits.request(partner), limits.request(partner)]).toEqual([undefined, undefined]);
    expect(limits.request(partner)?.headers).toMatchObject({ "retry-after": "30" });
    expect(limits.request(other)).toBeUndefined();
    state.now += 29_999;
    expect(limits.request(partner)?.headers).toMatchObject({ "retry-after": "1" });
    state.now += 1;
    expect(limits.request(partner)).toBeUndefined();
  });
});

describe("R-J04 bytes a day", () => {
  it("what the rest of the day does not hold is 429 until midnight in Việt Nam, before it is read", async () => {
    const { state, limits, partner, limited } = world({ limits: { bytesPerDay: 1_000 } });
    expect(await limits.body(partner, 600)).toBeUndefined();
    limits.took(partner, 600);
    expect(await limits.body(partner, 400)).toBeUndefined();
    const refused = await limits.body(partner, 401);
    expect(refused).toMatchObject({
      status: 429,
      code: "partner.quota-exceeded",
      headers: { "retry-after": "60", connection: "close" },
    });
    expect(limited).toEqual(["quota"]);
    limits.took(partner, 400);
    // A body of unknown length is not begun when nothing is left.
    expect((await limits.body(partner, 0))?.code).toBe("partner.quota-exceeded");
    expect(state.used.bytes).toBe(1_000);
  });

  it("is 5 GB where the account says nothing", async () => {
    const { limits, partner } = world();
    expect(await limits.body(partner, DEFAULT_BYTES_PER_DAY)).toBeUndefined();
    expect((await limits.body(partner, DEFAULT_BYTES_PER_DAY + 1))?.code).toBe("partner.quota-exceeded");
  });

  it.each([
    ["2026-02-13T16:59:59.000Z", 1_000],
    ["2026-02-13T17:00:00.000Z", 86_400_000],
    ["2026-02-13T00:00:00.000Z", 61_200_000],
  ])("at %s midnight is %i ms away", (now, ms) => {
    expect(untilMidnight(Date.parse(now))).toBe(ms);
  });
});

describe("brute force", () => {
  it("thirty wrong credentials a minute bar an address until the minute is over, and no other address", () => {
    const { state, limits, limited } = world();
    for (let i = 0; i < WRONG_PER_MINUTE; i += 1) {
      expect(limits.barred("192.0.2.1")).toBeUndefined();
      limits.wrong("192.0.2.1");
    }
    expect(limits.barred("192.0.2.1")).toMatchObject({
      status: 429,
      code: "partner.too-many-wrong-credentials",
      headers: { "retry-after": "60" },
    });
    expect(limits.barred("::ffff:192.0.2.1")?.status).toBe(429);
    expect(limits.barred("192.0.2.2")).toBeUndefined();
    state.now += 60_000;
    expect(limits.barred("192.0.2.1")).toBeUndefined();
    expect(limited).toEqual(["address", "address"]);
  });

  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("%s counts as %s: one subscriber cannot guess from 2^64 addresses", (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });

  it("a flood of wrong keys pushes out no right one, and is itself bounded", async () => {
    let now = 0;
    let asked = 0;
    const keys = remembering<string>(() => now, 100);
    const ask = (key: string) =>
      keys.find(key, async () => {
        asked += 1;
        return key.startsWith("right") ? key : undefined;
      });
    expect(await ask("right")).toBe("right");
    for (let i = 0; i < 1_000; i += 1) await ask(`wrong-${i}`);
    asked = 0;
    expect(await ask("right")).toBe("right");
    expect(await ask("wrong-999")).toBeUndefined();
    expect(asked).toBe(0);
    await ask("wrong-0");
    expect(asked).toBe(1);
    expect([keys.provedBefore("right"), keys.provedBefore("wrong-999")]).toEqual([true, false]);
    now = 5_001;
    expect(keys.provedBefore("right")).toBe(true);
    await ask("right");
    expect(asked).toBe(2);
  });

  it("a credential that is no longer right is a stranger's; a look-up that failed is asked again", async () => {
    let now = 0;
    let answer: () => Promise<string | undefined> = async () => "portal";
    const keys = remembering<string>(() => now);
    expect(await keys.find("key", () => answer())).toBe("portal");
    now = 6_000;
    answer = () => Promise.reject(new TypeError("away"));
    await expect(keys.find("key", () => answer())).rejects.toThrow("away");
    expect(keys.provedBefore("key")).toBe(true);
    answer = async () => undefined;
    expect(await keys.find("key", () => answer())).toBeUndefined();
    expect(keys.provedBefore("key")).toBe(false);
  });
});
