/** R-J04: one page for every simulator, with switches that really make it fail. */
import { afterEach, describe, expect, it } from "vitest";
import { createBoard, SWITCHES } from "../../simulators/kit/board.ts";
import { faultRule } from "../../simulators/kit/fault-rules.ts";
import { type Served, startSimulator } from "../../simulators/kit/serve.ts";
import { SIMULATORS } from "../../simulators/registry.ts";

const served: Served[] = [];
afterEach(async () => {
  await Promise.all(served.splice(0).map((one) => one.close()));
});
const openBoard = async () => {
  for (const id of ["post", "dvc-portal"]) {
    const create = SIMULATORS[id];
    if (create !== undefined) served.push(await startSimulator(create({}), { port: 0 }));
  }
  const app = createBoard(served);
  return {
    page: async () => (await app.request("/")).text(),
    press: (path: string) => app.request(path, { method: "POST" }),
    post: () => fetch(`${served[0]?.url}/order/tracking`),
  };
};

describe("the board", () => {
  it("R-J04 lists every simulator with its port and what it received, and leads to its door", async () => {
    const { page, post } = await openBoard();
    await post();
    const text = await page();
    for (const { url, simulation } of served) {
      expect(text).toContain(simulation.definition.title.vi);
      expect(text).toContain(`href="${url}/__sim"`);
      expect(text).toContain(`<td class="port">${new URL(url).port}`);
    }
    expect(text).toContain("1 yêu cầu");
    expect(text).toContain("/order/tracking");
  });

  it("R-J04 a switch turns a fault on, again turns it off; all can be turned off at once", async () => {
    const { page, press, post } = await openBoard();
    expect((await press("/switch/post/down")).status).toBe(303);
    expect((await post()).status).toBe(503);
    expect(await page()).toContain('aria-pressed="true"');
    await press("/switch/post/down");
    expect((await post()).status).toBe(401);
    await press("/switch/post/busy");
    await press("/well");
    expect((await post()).status).toBe(401);
    expect(await page()).not.toContain('aria-pressed="true"');
  });

  it("R-J04 is read in Vietnamese: names of all figures, local time, and which system is made to fail", async () => {
    const { page, press, post } = await openBoard();
    await post();
    expect(await page()).not.toMatch(/duplicateOrders|identicalUpdates|collections|sessions/);
    expect(await page()).toMatch(/Đơn gửi trùng: 0/);
    expect(await page()).toMatch(/gần nhất \d\d:\d\d:\d\d \d\d\/\d\d\/\d{4}: GET \/order\/tracking → 401/);
    await press("/switch/post/hung");
    expect(await page()).toContain("Đang gây lỗi: 1 quy tắc");
    expect((await page()).match(/✓ Treo, không trả lời/g)).toHaveLength(1);
  });

  it("R-J04 knows no other switch and no other simulator", async () => {
    const { press } = await openBoard();
    expect((await press("/switch/post/khong-co")).status).toBe(404);
    expect((await press("/switch/khong-co/down")).status).toBe(404);
  });

  it.each(SWITCHES)("R-J04 the switch $id is a rule that simulators understand", ({ rule }) => {
    expect(faultRule.safeParse(rule).success).toBe(true);
  });
});
