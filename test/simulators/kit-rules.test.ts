import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createClock } from "../../simulators/kit/clock.ts";
import { createFaultBook } from "../../simulators/kit/fault-book.ts";
import { createRandom } from "../../simulators/kit/random.ts";

const book = (seed = 1) => {
  const clock = createClock("2026-02-13T08:00:00+07:00");
  return { clock, faults: createFaultBook(clock, seed) };
};
const request = (body: unknown = {}, path = "/p", method = "POST") => ({ method, path, body: async () => JSON.stringify(body) });

/** Which of n like requests meet the rule, by their number from 1. */
const hit = async (faults: ReturnType<typeof createFaultBook>, n: number): Promise<number[]> => {
  const met: number[] = [];
  for (let no = 1; no <= n; no += 1) {
    const { fault, done } = await faults.pick(request());
    if (fault !== undefined) met.push(no);
    done();
  }
  return met;
};

describe("which requests a rule meets", () => {
  it.each([
    [{ times: 2 }, [1, 2]],
    [{ every: 3 }, [3, 6, 9]],
    [{ after: 2, times: 1 }, [3]],
    [{ after: 1, every: 2, times: 2 }, [3, 5]],
    [{ share: 0 }, []],
    [{ share: 1 }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [{ schedule: { afterRequests: 7 } }, [8, 9]],
  ])("%j of nine: %j", async (counts, expected) => {
    const { faults } = book();
    faults.add({ kind: "hang", ...counts });
    expect(await hit(faults, 9)).toEqual(expected);
  });

  it("schedule: from inclusive, to exclusive, by the simulator's clock", async () => {
    const { faults, clock } = book();
    faults.add({ kind: "hang", schedule: { from: "2026-02-13T09:00:00+07:00", to: "2026-02-13T10:00:00+07:00" } });
    const met = [];
    for (const at of ["08:59:59", "09:00:00", "09:59:59", "10:00:00"]) {
      clock.set(`2026-02-13T${at}+07:00`);
      met.push((await hit(faults, 1)).length === 1);
    }
    expect(met).toEqual([false, true, true, false]);
  });

  it.each([
    [{ method: "post" }, true],
    [{ method: "GET" }, false],
    [{ path: "/forward/mapi" }, true],
    [{ path: "/login" }, false],
    [{ service: "DongBoHoSoMC" }, true],
    [{ service: "TraCuuHoSo" }, false],
    [{ body: { at: "data.0.MaHoSo", equals: "H57-1" } }, true],
    [{ body: { at: "data.0.MaHoSo", equals: "H57" } }, false],
    [{ body: { at: "data.0.MaHoSo", contains: "H57" } }, true],
    [{ body: { at: "data.1.MaHoSo" } }, false],
    [{ body: { contains: "khai sinh" } }, true],
    [{ body: [{ contains: "khai sinh" }, { contains: "khai tử" }] }, false],
    [{ path: "/forward", service: "DongBoHoSoMC", body: { at: "__proto__.x", contains: "" } }, false],
  ])("match %j: %s", async (match, expected) => {
    const { faults } = book();
    faults.add({ kind: "hang", match });
    const body = { service: "DongBoHoSoMC", data: [{ MaHoSo: "H57-1", TenTTHC: "Đăng ký khai sinh" }] };
    const { fault } = await faults.pick(request(body, "/forward/mapi/g?dstcode=x"));
    expect(fault !== undefined).toBe(expected);
  });

  it("a body that is no JSON matches no path and no service, and breaks nothing", async () => {
    const { faults } = book();
    faults.add({ kind: "hang", match: { service: "x" } });
    const { fault } = await faults.pick({ method: "POST", path: "/", body: async () => "<xml/>" });
    expect(fault).toBeUndefined();
  });

  it("the body is not read for a rule that does not ask for it", async () => {
    const { faults } = book();
    faults.add({ kind: "cut", match: { path: "/p" } });
    let read = false;
    await faults.pick({
      method: "POST",
      path: "/p",
      body: async () => {
        read = true;
        return "";
      },
    });
    expect(read).toBe(false);
  });

  it("the first rule that fires wins, the next takes over when it is used up", async () => {
    const { faults } = book();
    faults.add({ kind: "hang", times: 1 });
    faults.add({ kind: "bom" });
    const kinds = [];
    for (let no = 0; no < 3; no += 1) kinds.push((await faults.pick(request())).fault?.rule.kind);
    expect(kinds).toEqual(["hang", "bom", "bom"]);
  });

  it("a share is the same for the same seed, another for another, and about as large as said", async () => {
    const drawn = async (seed: number) => {
      const { faults } = book(seed);
      faults.add({ kind: "hang", share: 0.3 });
      return hit(faults, 1000);
    };
    const [one, again, other] = await Promise.all([drawn(1), drawn(1), drawn(2)]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(one.length).toBeGreaterThan(240);
    expect(one.length).toBeLessThan(360);
  });

  it("an id in use is replaced; one or all can be removed", () => {
    const { faults } = book();
    faults.add({ id: "a", kind: "hang" });
    faults.add({ id: "a", kind: "bom" });
    faults.add({ kind: "half" });
    expect(faults.list().map((rule) => [rule.id, rule.kind])).toEqual([
      ["a", "bom"],
      ["f1", "half"],
    ]);
    expect([faults.remove("a"), faults.remove("a"), faults.remove()]).toEqual([1, 0, 1]);
  });
});

describe("seeded chance", () => {
  it("any seed gives numbers from 0 to under 1, and the same again after a restart", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createRandom(seed);
        const draw = () => Array.from({ length: 20 }, () => random.next());
        const first = draw();
        random.restart();
        expect(draw()).toEqual(first);
        for (const x of first) expect(x >= 0 && x < 1).toBe(true);
      }),
    );
  });
});
