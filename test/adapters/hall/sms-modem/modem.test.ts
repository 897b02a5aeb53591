import { describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/sms-modem/driver.ts";
import { sort } from "../../../../adapters/hall/sms-modem/inbox.ts";
import { reportOf } from "../../../../adapters/hall/sms-modem/look.ts";
import { pieceLength } from "../../../../adapters/hall/sms-modem/modem.ts";
import { readQuery } from "../../../../adapters/kit/sms-look-up.ts";
import type { FeedItem, OpenStream } from "../../../../core/exchange/adapter.ts";
import { makeDelivers } from "../../../../simulators/hall/sms-modem/pdu.ts";
import simulator from "../../../../simulators/hall/sms-modem/simulator.ts";
import { laneCall } from "../lane-call.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const TO = "84900000012";
const send = driver.lane?.operations["send"];
const inbox = driver.lane?.streams?.["inbox"];

interface State {
  readonly sent: readonly { to: string; text: string; parts: number; alphabet: string; mode: string }[];
  readonly stored: readonly unknown[];
  readonly looseParts: number;
  readonly connections: number;
  readonly commands: readonly string[];
}
const open = (
  options: Readonly<Record<string, unknown>> = {},
  address: (port: number) => string = (port) => `at://127.0.0.1:${port}`,
) =>
  onBench(simulator, driver, {
    kind: "smsModem",
    simulation: { now: "2026-03-02T02:00:00.000Z", options },
    url: (ports) => address(ports["at"] ?? 0),
  });
const state = async (bench: Bench): Promise<State> => (await bench.door("/state")) as State;
const give = (bench: Bench, body: { to: string; text: string }, signal?: AbortSignal) => {
  const { call, log } = laneCall(bench.call(signal));
  return { done: Promise.resolve(send?.send(send.body.parse(body) as never, call as never)), log };
};

const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((resolve) => setImmediate(resolve));
};
/** The stream, open, with a sink that keeps what it is given. */
const listening = async (bench: Bench, accept?: (items: readonly FeedItem[]) => Promise<void>) => {
  const items: FeedItem[] = [];
  const over = new AbortController();
  const { call } = laneCall(bench.call());
  const sink = {
    accept: async (given: readonly FeedItem[]) => {
      await accept?.(given);
      items.push(...given);
    },
  };
  const stream = (await inbox?.open(sink, {
    config: call.config,
    signal: over.signal,
    partners: async () => [],
  } as never)) as OpenStream;
  return {
    items,
    stream,
    close: async () => {
      over.abort();
      await stream.close();
    },
  };
};

describe("R-H SMS modem: the driver over its line", () => {
  it("R-H SMS modem: a Vietnamese text goes out by PDU with all its marks, and +CMGS's number is the reference", async () => {
    await using bench = await open();
    const text = "Hồ sơ H57.101-260302-0001: Đang xử lý. Hẹn trả kết quả 16:30 04/03/2026.";
    const { done, log } = give(bench, { to: "0900 000 012", text });
    expect(await done).toEqual({ reference: "1,2" });
    expect((await state(bench)).sent).toMatchObject([{ to: TO, text, parts: 2, alphabet: "ucs2", mode: "pdu" }]);
    expect(log.map(({ direction, what }) => `${direction} ${what.slice(0, 12)}`)).toEqual([
      "out AT+CMGS at:/",
      "in AT+CMGS at:/",
    ]);
  });

  it("R-H SMS modem: a long text is joined from its segments; one of more than five is refused with the reason", async () => {
    await using bench = await open();
    const text = "Đề nghị ông/bà đến Bộ phận Một cửa phường Thuận Hóa nhận kết quả. ".repeat(4).trim();
    await give(bench, { to: TO, text }).done;
    expect((await state(bench)).sent).toMatchObject([{ text, parts: 4 }]);
    const refused = await refusalOf(give(bench, { to: TO, text: "Đ".repeat(400) }).done);
    expect(refused).toMatchObject({ code: "sms.too-long", intent: "rejected" });
  });

  it("R-H SMS modem: a text without marks goes in the default alphabet, and in text mode where the address says so", async () => {
    await using bench = await open({}, (port) => `at://127.0.0.1:${port}?sending=text&alphabet=plain`);
    await give(bench, { to: TO, text: "Hồ sơ đã có kết quả" }).done;
    await give(bench, { to: TO, text: "Xin mời đến quầy 3. ".repeat(9) }).done;
    expect((await state(bench)).sent).toMatchObject([
      { text: "Ho so da co ket qua", mode: "text", parts: 1 },
      { mode: "pdu", alphabet: "gsm7", parts: 2 },
    ]);
  });

  it("R-H SMS modem: a fixed line is refused before anything is sent", async () => {
    await using bench = await open();
    expect(await refusalOf(give(bench, { to: "0234382222", text: "x" }).done)).toMatchObject({ code: "sms.receiver" });
    expect((await state(bench)).commands).toEqual([]);
  });

  it("R-H SMS modem: news in the middle of answers (URC) confuse nobody", async () => {
    await using bench = await open();
    await bench.trouble("chatty", true);
    await bench.door("/mo", { text: "TRACUU H57.101-260302-0001" });
    await bench.door("/mo", { text: "xin chào" });
    const { items, close } = await listening(bench);
    await give(bench, { to: TO, text: "Được" }).done;
    expect(items.map(({ body }) => body)).toEqual([
      { from: "+84900000012", text: "TRACUU H57.101-260302-0001" },
      { from: "+84900000012", text: "xin chào" },
    ]);
    expect((await state(bench)).sent).toHaveLength(1);
    await close();
  });

  it("R-H SMS modem: +CMS ERROR 38, no network: it waits and is sent when the network is back", async () => {
    await using bench = await open();
    await bench.trouble("noNetwork", true);
    expect(await refusalOf(give(bench, { to: TO, text: "a" }).done)).toMatchObject({ intent: "retry", code: "network.none" });
    await bench.trouble("noNetwork", false);
    expect(await give(bench, { to: TO, text: "a" }).done).toEqual({ reference: "1" });
  });

  it.each([
    [1, "rejected", "sms.receiver"],
    [21, "retry", "sms.refused-by-network"],
    [304, "pause", "sms.malformed"],
    [330, "retry", "sim.no-centre"],
    [332, "unknown", "sms.no-answer"],
    [500, "retry", "sms.failed"],
  ])("R-H SMS modem: +CMS ERROR %i means %s", async (code, intent, ours) => {
    await using bench = await open();
    await bench.door("/at-faults", { kind: "error", code });
    expect(await refusalOf(give(bench, { to: TO, text: "a" }).done)).toMatchObject({ intent, code: ours });
  });

  it("R-H SMS modem: cut before the prompt nothing was sent: retry; cut after Ctrl-Z nobody knows: unknown", async () => {
    await using bench = await open();
    await bench.door("/at-faults", { kind: "cutBeforePrompt" });
    expect(await refusalOf(give(bench, { to: TO, text: "a" }).done)).toMatchObject({ intent: "retry", code: "device.offline" });
    await bench.door("/at-faults", { kind: "cutAfterText" });
    expect(await refusalOf(give(bench, { to: TO, text: "a" }).done)).toMatchObject({ intent: "unknown", code: "device.cut" });
    expect((await state(bench)).sent).toHaveLength(1);
    expect(send?.resend).toBe("safe");
    expect(send?.quiet).toBe(true);
  });

  it("R-H SMS modem: a modem that hangs after the text ends with the attempt's time, and the next attempt frees its prompt", async () => {
    await using bench = await open();
    await bench.door("/at-faults", { kind: "hang" });
    const patience = new AbortController();
    const { done } = give(bench, { to: TO, text: "a" }, patience.signal);
    await until(async () => (await state(bench)).commands.some((command) => command.startsWith("AT+CMGS")));
    patience.abort();
    expect(await refusalOf(done)).toMatchObject({ intent: "unknown" });
    await until(async () => (await refusalOf(give(bench, { to: TO, text: "b" }).done)).value !== undefined);
    expect((await state(bench)).sent.map(({ text }) => text)).toContain("b");
  });

  it("R-H SMS modem: a prompt left open by a cut is given up by ESC, and no text of another message gets into it", async () => {
    await using bench = await open();
    const socket = (await import("node:net")).connect(bench.served.ports["at"] ?? 0, "127.0.0.1");
    socket.write("AT\rAT+CMGF=0\rAT+CMGS=20\r");
    await until(async () => (await state(bench)).commands.includes("AT+CMGS=20"));
    socket.destroy();
    await until(async () => (await refusalOf(give(bench, { to: TO, text: "sạch" }).done)).value !== undefined);
    expect((await state(bench)).sent.map(({ text }) => text)).toEqual(["sạch"]);
  });

  it("R-H SMS modem: without power it is offline, and sends when it is back", async () => {
    await using bench = await open();
    await bench.power(false);
    expect(await refusalOf(give(bench, { to: TO, text: "a" }).done)).toMatchObject({ intent: "retry", code: "device.offline" });
    await expect(driver.look?.(bench.call())).rejects.toMatchObject({ code: "device.offline" });
    await bench.power(true);
    expect(await give(bench, { to: TO, text: "a" }).done).toEqual({ reference: "1" });
  });
});

describe("R-H SMS modem: what citizens write", () => {
  it("R-H SMS modem: a message is deleted from the SIM only after the hub has stored it", async () => {
    await using bench = await open();
    await bench.door("/mo", { text: "TRACUU 1" });
    let away = true;
    const seen: string[] = [];
    const accept = async (items: readonly FeedItem[]): Promise<void> => {
      seen.push(...items.map(({ id }) => id));
      if (away) throw new RangeError("the database is away");
    };
    await expect(listening(bench, accept)).rejects.toThrow("away");
    expect((await state(bench)).stored).toHaveLength(1);
    away = false;
    const { items, close } = await listening(bench, accept);
    expect(items.map(({ body }) => body)).toEqual([{ from: "+84900000012", text: "TRACUU 1" }]);
    expect((await state(bench)).stored).toEqual([]);
    // Known by the same id, so that the hub stores it once.
    expect(seen[0]).toBe(seen[1]);
    await close();
  });

  it("R-H SMS modem: +CMTI tells of a new message, which is taken at once", async () => {
    await using bench = await open();
    const { items, close } = await listening(bench);
    await bench.door("/mo", { text: "Tra cứu H57.101-260302-0001" });
    await until(() => items.length === 1);
    expect(items.map(({ body }) => readQuery((body as { text: string }).text))).toEqual(["H57.101-260302-0001"]);
    await close();
  });

  it("R-H SMS modem: a full SIM is emptied, and what waited outside comes in", async () => {
    await using bench = await open({ room: 3 });
    for (let number = 1; number <= 8; number += 1) await bench.door("/mo", { text: `tin ${number}` });
    expect((await state(bench)).stored).toHaveLength(3);
    expect(await driver.look?.(bench.call())).toMatchObject({ state: "warning", problems: [{ code: "storage.full" }] });
    const { items, close } = await listening(bench);
    await until(() => items.length === 8);
    expect(items.map(({ body }) => (body as { text: string }).text)).toEqual(
      Array.from({ length: 8 }, (_, index) => `tin ${index + 1}`),
    );
    await close();
  });

  it("R-H SMS modem: a long message is taken when its last part is there; after long enough as far as it came", () => {
    const [first = "", second = ""] = makeDelivers("+84900000012", `Đ${"ặ".repeat(80)} cuối`, "2026-03-02T02:00:00.000Z", 9);
    const half = sort([{ index: 4, pdu: second }], () => false);
    expect(half).toEqual({ items: [], rest: [] });
    const whole = sort(
      [
        { index: 4, pdu: second },
        { index: 7, pdu: first },
      ],
      () => false,
    );
    expect(whole.items).toMatchObject([{ indexes: [7, 4] }]);
    expect(JSON.stringify(whole.items[0]?.item.body)).toContain('"Đặặ');
    expect(sort([{ index: 4, pdu: second }], () => true).items).toHaveLength(1);
  });

  it("R-H SMS modem: a message that cannot be read is kept for a person and leaves the SIM", async () => {
    await using bench = await open();
    await bench.door("/mo", { pdu: "00".repeat(3) });
    await bench.door("/mo", { pdu: `07914809000000F0040B914809000010F200F5${"00".repeat(12)}` });
    const { items, close } = await listening(bench);
    expect(items.map(({ key }) => key)).toContain("unreadable");
    const { call } = laneCall(bench.call());
    const applied = await inbox?.apply(items.find(({ key }) => key === "unreadable")?.body, call as never);
    expect(applied?.park).toMatchObject({ code: "sms.unreadable", intent: "pause" });
    await close();
  });

  it("R-H SMS modem: listening and sending share one line", async () => {
    await using bench = await open();
    const { close } = await listening(bench);
    await Promise.all([
      give(bench, { to: TO, text: "một" }).done,
      give(bench, { to: TO, text: "hai" }).done,
      driver.look?.(bench.call()),
    ]);
    expect(await state(bench)).toMatchObject({ connections: 1 });
    expect((await state(bench)).sent).toHaveLength(2);
    await close();
  });

  it("R-H SMS modem: a line that breaks ends the stream, which the exchange opens anew", async () => {
    await using bench = await open();
    const { stream, close } = await listening(bench);
    await bench.cable(false);
    expect(await stream.ended).toContain("is over");
    await bench.cable(true);
    await close();
    const again = await listening(bench);
    expect(again.stream.progress()).toMatchObject({ ok: true });
    await again.close();
  });

  it("R-E02 [§5.8] an SMS query by the modem is answered with the words of the brandname gateway; a name or a short code is not answered", async () => {
    await using bench = await open();
    const { call } = laneCall(bench.call());
    const applied = await inbox?.apply({ from: "+84900000012", text: "TRACUU H57.101-260302-0001" }, call as never);
    expect(applied?.answers?.([])).toEqual([
      {
        operation: "send",
        body: {
          to: TO,
          text: "Không tìm thấy hồ sơ H57.101-260302-0001. Kiểm tra lại mã trên giấy hẹn rồi soạn TRACUU và mã hồ sơ.",
        },
      },
    ]);
    expect(await inbox?.apply({ from: "VIETTEL", text: "Khuyến mại" }, call as never)).toEqual({});
    expect(await inbox?.apply({ from: "191", text: "Tài khoản" }, call as never)).toEqual({});
  });

  it("R-E02 two automata that answer each other come to an end: ten answers an hour for one number", async () => {
    await using bench = await open();
    const { call } = laneCall(bench.call());
    const answers: boolean[] = [];
    for (let number = 0; number < 12; number += 1) {
      const applied = await inbox?.apply({ from: "+84900000099", text: "tự động trả lời" }, call as never);
      answers.push(applied?.answers !== undefined);
    }
    expect(answers.filter(Boolean)).toHaveLength(10);
  });
});

describe("R-H SMS modem: how it is", () => {
  it("R-H SMS modem: in peace it says signal, operator and room", async () => {
    await using bench = await open();
    expect(await driver.look?.(bench.call())).toEqual({
      state: "ok",
      problems: [],
      readings: { signalDbm: -71, operator: "VIETTEL", messagesStored: 0, messagesRoom: 20 },
    });
  });

  it.each([
    ["simMissing", "failing", "sim.missing"],
    ["noNetwork", "failing", "network.searching"],
    ["lowSignal", "warning", "signal.low"],
  ])("R-H SMS modem: %s is %s", async (trouble, expected, code) => {
    await using bench = await open();
    await bench.trouble(trouble, true);
    expect(await driver.look?.(bench.call())).toMatchObject({ state: expected, problems: [{ code }] });
    await bench.trouble(trouble, false);
    expect(await driver.look?.(bench.call())).toMatchObject({ state: "ok", problems: [] });
  });

  it("R-H SMS modem: SIM out: a message waits and goes out when the SIM is in", async () => {
    await using bench = await open();
    await bench.trouble("simMissing", true);
    expect(await refusalOf(give(bench, { to: TO, text: "a" }).done)).toMatchObject({ intent: "retry", code: "sim.missing" });
    await bench.trouble("simMissing", false);
    expect(await give(bench, { to: TO, text: "a" }).done).toEqual({ reference: "1" });
  });

  it("R-H SMS modem: the SIM's PIN is given from the address; a wrong one is never given twice", async () => {
    await using right = await open({ pin: "1234" }, (port) => `at://:1234@127.0.0.1:${port}`);
    expect(await give(right, { to: TO, text: "a" }).done).toEqual({ reference: "1" });
    await using wrong = await open({ pin: "1234" }, (port) => `at://:9999@127.0.0.1:${port}`);
    for (let time = 0; time < 4; time += 1) {
      expect(await refusalOf(give(wrong, { to: TO, text: "a" }).done)).toMatchObject({ intent: "retry", code: "sim.locked" });
      expect(await driver.look?.(wrong.call())).toMatchObject({ state: "failing", problems: [{ code: "sim.locked" }] });
    }
    const { commands } = await state(wrong);
    expect(commands.filter((command) => command.startsWith("AT+CPIN="))).toEqual(["AT+CPIN=***"]);
  });

  it("R-H SMS modem: what the modem does not say is no fault", () => {
    expect(reportOf({ sim: "READY" })).toEqual({ state: "ok", problems: [], readings: {} });
    expect(reportOf({ sim: "READY", signal: 99, registration: 5 }).state).toBe("ok");
    expect(reportOf({ sim: "SIM PUK" }).problems[0]?.code).toBe("sim.locked");
    expect(reportOf({ sim: "READY", registration: 3 }).problems[0]?.code).toBe("network.denied");
    expect(reportOf({ sim: "READY", stored: { used: 17, total: 20 } }).problems[0]?.code).toBe("storage.low");
  });

  it("R-H SMS modem: an address that is wrong is said to be wrong without showing the PIN", () => {
    for (const url of ["at://:12ab@modem.test:4001", "http://modem.test", "at://modem.test?sending=fax"]) {
      const read = driver.config.safeParse({ url, options: {} });
      expect(read.success).toBe(false);
      expect(JSON.stringify(read.error?.issues)).not.toContain("12ab");
    }
    expect(driver.config.parse({ url: "at://modem.test", options: {} })).toEqual({
      hostname: "modem.test",
      port: 4001,
      sending: "pdu",
      alphabet: "accented",
    });
  });

  it("R-H SMS modem: what comes is cut into line ends, prompt and lines, however it arrives", () => {
    expect(pieceLength(Buffer.from("\r\nOK\r\n"))).toBe(2);
    expect(pieceLength(Buffer.from("OK\r\n"))).toBe(2);
    expect(pieceLength(Buffer.from("> "))).toBe(2);
    expect(pieceLength(Buffer.from('+CMTI: "SM"'))).toBeUndefined();
    expect(pieceLength(Buffer.from(""))).toBeUndefined();
  });
});
