/** How much one address may ask of the public pages: generous, the same for everybody, and no matter for screens that proved themselves. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createApp } from "../../../gateway/app.ts";
import { createVisitors, VISITOR_RATE } from "../../../gateway/public/visitors.ts";
import { fakeHub } from "../fake-hub.ts";
import { accessibilityProblems, mainText } from "./html.ts";

const { capacity, windowMs } = VISITOR_RATE;

/** An app whose clock stands still until it is told to go on; every request names its address. */
const world = () => {
  let now = 1_000_000;
  const KEY = "k".repeat(43);
  const { halls } = loadCatalogs();
  const { hub } = fakeHub();
  const app = createApp(
    { ...hub, hall: { ...hub.hall, halls, checkDeviceKey: (_id: string, key: string) => key === KEY } },
    { wallClock: () => now, trustedProxies: 1 },
  );
  const get = (path: string, address: string, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${path}`, { headers: { accept: "text/html", "x-forwarded-for": address, ...headers } });
  return {
    get,
    pass: (ms: number) => {
      now += ms;
    },
    /** Uses the whole allowance of an address up. */
    useUp: async (address: string) => {
      for (let n = 0; n < capacity; n += 1) expect((await get("/danh-gia", address)).status).toBe(200);
    },
    paired: { cookie: `lienthong-tablet=th-tablet-1~${KEY}; lienthong-queue=th-queue-1~${KEY}` },
  };
};

describe("R-I02 public pages have a general limit per address", () => {
  it("R-I02 an address may open a minute's worth at once, then as fast as it fills; nobody else is touched", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), (wait) => {
        let now = 0;
        const draw = createVisitors(() => now);
        for (let n = 0; n < capacity; n += 1) expect(draw("192.0.2.1")).toBe(0);
        expect(draw("192.0.2.1")).toBeGreaterThan(0);
        expect(draw("192.0.2.2")).toBe(0);
        now += wait;
        const filled = Math.floor((wait * capacity) / windowMs + 1e-6);
        for (let n = 0; n < filled; n += 1) expect(draw("192.0.2.1")).toBe(0);
        expect(draw("192.0.2.1")).toBe(1);
      }),
      { numRuns: 20 },
    );
  });

  it("R-I02 addresses of one subscriber's IPv6 network count together, and no more are remembered than room is for", () => {
    const draw = createVisitors(() => 0, 2);
    for (let n = 0; n < capacity; n += 1) draw(`2001:db8::${n.toString(16)}`);
    expect(draw("2001:db8::ffff:1")).toBeGreaterThan(0);
    draw("192.0.2.1");
    expect(draw("2001:db8::1")).toBeGreaterThan(0);
    // Two more push out whoever came longest ago, which is 192.0.2.1 and then the network.
    draw("192.0.2.2");
    draw("192.0.2.3");
    expect(draw("2001:db8::1")).toBe(0);
  });

  it("R-I02 R-I03 over the limit a page says how long to wait, in Vietnamese or English, and Retry-After says it too", async () => {
    const { get, useUp, pass } = world();
    await useUp("192.0.2.7");
    for (const [path, words] of [
      ["/thu-tuc", "Chờ 1 giây rồi tải lại trang"],
      ["/?lang=en", "Wait 1 second, then load the page again"],
    ] as const) {
      const refused = await get(path, "192.0.2.7");
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("1");
      const html = await refused.text();
      expect(mainText(html)).toContain(words);
      expect(accessibilityProblems(html)).toEqual([]);
    }
    const program = await get("/tra-cuu", "192.0.2.7", { accept: "*/*" });
    expect([program.status, await program.json()]).toMatchObject([429, { code: "request.too-many-pages", retry: true }]);
    expect((await get("/danh-gia", "192.0.2.8")).status).toBe(200);
    pass(1000);
    expect((await get("/danh-gia", "192.0.2.7")).status).toBe(200);
  });

  it("R-I02 R-H a screen with its key is no visitor, however many pages its hall's address has opened; without the key it is one", async () => {
    const { get, useUp, paired } = world();
    await useUp("192.0.2.9");
    expect((await get("/hall/tablet", "192.0.2.9", paired)).status).not.toBe(429);
    expect((await get("/hall/queue/board", "192.0.2.9", paired)).status).not.toBe(429);
    expect((await get("/hall/tablet", "192.0.2.9")).status).toBe(429);
    expect((await get("/hall/tablet", "192.0.2.9", { cookie: "lienthong-tablet=th-tablet-1~wrong" })).status).toBe(429);
    // The key of one screen opens no citizens' page.
    expect((await get("/danh-gia", "192.0.2.9", paired)).status).toBe(429);
  });
});
