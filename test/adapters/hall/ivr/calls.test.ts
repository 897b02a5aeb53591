import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CallState, openState, sealState } from "../../../../adapters/hall/ivr/context.ts";
import driver from "../../../../adapters/hall/ivr/driver.ts";
import simulator from "../../../../simulators/hall/ivr/simulator.ts";
import { type LineWorld, NOW, openLineWorld } from "../line-world.ts";
import { onBench } from "../wire-bench.ts";

/** The simulator's own, unless told. */
const SECRET = "ivr-demo-secret-not-for-production";

interface Call {
  readonly callId: string;
  readonly state: string;
  readonly connectedTo?: string;
  readonly turns: readonly {
    readonly spoken: readonly { readonly text: string; readonly lang: string }[];
    readonly answered: number | "none";
  }[];
}

let world: LineWorld;
let callers = 0;

const door = async (path: string, body: unknown): Promise<Call> => (await world.door(path, body)) as Call;
/** A caller of his own for each test: rates are counted per number. */
const dial = (from = `09000${String(++callers).padStart(5, "0")}`): Promise<Call> => door("/calls", { from });
const press = (call: Call, keys: string): Promise<Call> => door(`/calls/${call.callId}/press`, { keys });
const said = (call: Call): string =>
  call.turns
    .at(-1)
    ?.spoken.map(({ text }) => text)
    .join(" ") ?? "";
const digits = (text: string): string => text.replaceAll(/\D/g, "");

beforeAll(async () => {
  world = await openLineWorld("hall-ivr");
});
afterAll(() => world?.close());
beforeEach(() => {
  world.served.simulation.clock.set(NOW);
});

describe("R-H telephone look-up: a call", () => {
  it("R-E02 a caller types the digits of the code and hears status and due date, and nothing of any person", async () => {
    const call = await dial();
    expect(said(call)).toContain("Kính chào quý khách gọi đến Bộ phận Một cửa phường Thuận Hóa.");
    const asked = await press(call, "1");
    expect(said(asked)).toContain("Mời nhập các chữ số của mã hồ sơ");
    const told = said(await press(call, `${digits(world.code)}#`));
    const dossier = await world.hub.find(world.code);
    expect(dossier?.status).toBe("received");
    expect(told).toContain("Hồ sơ số 1, ngày 4 tháng 3 năm 2026. Tình trạng: Được tiếp nhận.");
    expect(told).toContain("Hồ sơ đang ở Bộ phận Một cửa phường Thuận Hóa");
    expect(told).toMatch(/Hẹn trả kết quả lúc \d+ giờ( \d+ phút)?, (thứ \S+|chủ nhật), ngày \d+ tháng \d+ năm 2026\./);
    expect(told).not.toMatch(/Nguyễn|001099000012|0900000012/);
  });

  it("R-H telephone look-up: for a dossier of this hall date and number are enough, and another can follow", async () => {
    const call = await dial();
    await press(call, "1");
    const told = await press(call, `${digits(world.code).slice(-10)}#`);
    expect(said(told)).toContain("Tình trạng: Được tiếp nhận");
    expect(said(told)).toContain("Để tra cứu hồ sơ khác, nhấn phím 1");
    expect(said(await press(call, "1"))).toContain("Mời nhập");
  });

  it("R-H telephone look-up: opening hours by 2, English by 9 and back", async () => {
    const call = await dial();
    expect(said(await press(call, "2"))).toContain("buổi sáng từ 7 giờ 30 đến 11 giờ");
    expect(said(await press(call, "9"))).toContain("To look up a dossier, press 1");
    expect(said(await press(call, "2"))).toContain("from 7:30 to 11:00");
    await press(call, "1");
    expect(said(await press(call, `${digits(world.code)}#`))).toContain("Status: Received");
    expect(said(await press(call, "9"))).toContain("Để tra cứu tình trạng hồ sơ");
  });

  it("R-H telephone look-up: without an operator 0 asks the caller to come", async () => {
    const call = await dial();
    expect(said(await press(call, "0"))).toContain("bàn hướng dẫn");
    expect((await press(call, "2")).state).toBe("waiting");
  });

  it("R-H telephone look-up: three wrong tries end the call politely; silence is one of them", async () => {
    const call = await dial();
    await press(call, "1");
    expect(said(await press(call, "2603040999#"))).toContain("Không tìm thấy hồ sơ này");
    expect(said(await door(`/calls/${call.callId}/silence`, {}))).toContain("Mã vừa nhập không đúng");
    const last = await press(call, "77#");
    expect(said(last)).toContain("Xin cảm ơn và chào quý khách");
    expect(last.state).toBe("over");
  });

  it("R-H telephone look-up: a number that calls too often is asked to wait an hour", async () => {
    const from = "0911000000";
    for (let time = 0; time < 10; time += 1) expect((await dial(from)).state).toBe("waiting");
    const turned = await dial(from);
    expect(said(turned)).toContain("gọi tra cứu quá nhiều lần");
    expect(turned.state).toBe("over");
    expect((await dial()).state).toBe("waiting");
    world.served.simulation.clock.advance(3_600_001);
    expect((await dial(from)).state).toBe("waiting");
  });

  it("R-H telephone look-up: codes cannot be tried through in one long call", async () => {
    const call = await dial();
    let last = call;
    for (let time = 0; time < 16; time += 1) {
      await press(call, "1");
      last = await press(call, `${digits(world.code)}#`);
    }
    expect(last.state).toBe("over");
    expect(said(last)).toContain("quá nhiều lần");
  });

  it("R-H telephone look-up: a wrong signature is refused and nothing is said of any dossier", async () => {
    const call = await door("/calls", { from: "0900000012", secret: "somebody-else" });
    expect(call.turns).toEqual([
      { event: "start", spoken: [{ text: "Hệ thống đang bận, xin quý khách gọi lại sau.", lang: "vi" }], answered: 401 },
    ]);
  });

  it("R-H telephone look-up: the caller's number is not in the message log", () => {
    const body = Buffer.from('{"event":"start","callId":"C-7","from":"0987654321","to":"0234000000"}');
    const logOf = (text: string): string =>
      Buffer.from(world.hub.hook("th-ivr-1", "call")?.logged?.(Buffer.from(text), undefined) ?? text).toString();
    const logged = logOf(body.toString());
    expect(logged).toBe('{"event":"start","callId":"C-7","from":"***","to":"0234000000"}');
    // Written with escapes, nested, or not even JSON: the number is not there.
    for (const text of [
      String.raw`{"from":"0\"0901000001"}`,
      String.raw`{"fr\u006fm":"0901000001"}`,
      '{"call":{"from":["0901000001"]}}',
      '{"from":"0901000001"',
      `${"[".repeat(50_000)}"0901000001"`,
    ])
      expect(logOf(text)).not.toContain("0901000001");
    expect(logOf('{"from":"","to":"0234000000"}')).toBe('{"from":"","to":"0234000000"}');
  });

  it("R-H telephone look-up: what is no message, stale or by GET is refused with a reason", async () => {
    const ask = async (body: string, at = Date.parse(NOW) / 1000, method = "POST") => {
      const timestamp = String(at);
      const signature = createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex");
      const headers = { "x-ivr-timestamp": timestamp, "x-ivr-signature": signature };
      return world.hub.runHook("th-ivr-1", "call", {
        method,
        path: "/hooks/th-ivr-1/call",
        query: {},
        headers,
        body: Buffer.from(body),
      });
    };
    const start = JSON.stringify({ event: "start", callId: "C-1", from: "", to: "0234000000" });
    expect(await ask(start)).toMatchObject({ status: 200 });
    expect(await ask(start, Date.parse(NOW) / 1000 - 3600)).toMatchObject({ status: 401 });
    expect(await ask("{}")).toMatchObject({ status: 400 });
    expect(await ask("no json")).toMatchObject({ status: 400 });
    expect(await ask(start, Date.parse(NOW) / 1000, "GET")).toMatchObject({ status: 400 });
    const hangup = JSON.stringify({ event: "hangup", callId: "C-1", from: "", to: "0234000000" });
    expect(JSON.parse((await ask(hangup)).body)).toMatchObject({ actions: [] });
  });

  it("R-H telephone look-up: the state of a call is good for this call only and cannot be made by others", () => {
    const state: CallState = { step: "code", wrong: 2, lang: "vi", codes: [] };
    const sealed = sealState(state, "C-1", SECRET);
    expect(openState(sealed, "C-1", SECRET)).toEqual(state);
    expect(openState(sealed, "C-2", SECRET)).toBeUndefined();
    expect(openState(sealed, "C-1", "another-secret-of-somebody")).toBeUndefined();
    const forged = `${Buffer.from(JSON.stringify({ ...state, wrong: 0 })).toString("base64url")}.${sealed.split(".")[1]}`;
    expect(openState(forged, "C-1", SECRET)).toBeUndefined();
    expect(openState("", "C-1", SECRET)).toBeUndefined();
  });
});

describe("R-H telephone look-up: the exchange as a device", () => {
  const open = (options: Readonly<Record<string, string | number | boolean>> = {}) =>
    onBench(simulator, driver, {
      kind: "ivr",
      options,
      simulation: { now: NOW, options: { secret: SECRET } },
      now: () => NOW,
      url: (_ports, http) => `ivr://:${SECRET}@${new URL(http).host}`,
    });

  it("R-H telephone look-up: it is well; its trunk is down; it is without power; and well again by itself", async () => {
    await using bench = await open();
    const look = () => driver.look?.(bench.call());
    expect(await look()).toEqual({ state: "ok", problems: [], readings: { calls: 0 } });
    await bench.trouble("trunkDown", true);
    expect(await look()).toMatchObject({ state: "failing", problems: [{ code: "trunk.down" }] });
    await bench.trouble("trunkDown", false);
    await bench.power(false);
    await expect(look()).rejects.toMatchObject({ code: "device.offline" });
    await bench.power(true);
    expect(await look()).toMatchObject({ state: "ok" });
  });

  it("R-H telephone look-up: a wrong address, a short secret, a bad option: told in words, without the secret", () => {
    const wrong = [
      { url: "ivr://:short@pbx.test", options: {} },
      { url: "http://pbx.test", options: {} },
      { url: `ivr://:${SECRET}@pbx.test`, options: { operator: "tổng đài" } },
    ];
    for (const one of wrong) {
      const read = driver.config.safeParse(one);
      expect(read.success).toBe(false);
      expect(JSON.stringify(read.error?.issues)).not.toMatch(/short@|a-secret/);
    }
    expect(driver.config.parse({ url: `ivrs://:${SECRET}@pbx.test`, options: { operator: "0234111111" } })).toMatchObject({
      baseUrl: "https://pbx.test:443",
      operator: "0234111111",
    });
  });
});
