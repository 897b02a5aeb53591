/** The line to the modem breaks after every single byte, in both directions: what may be on the air, and what may be gone from the SIM. */
import { createServer } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ESC } from "../../../../adapters/hall/sms-modem/contract/at.ts";
import driver from "../../../../adapters/hall/sms-modem/driver.ts";
import { openModem } from "../../../../adapters/hall/sms-modem/modem.ts";
import type { FeedItem, OpenStream } from "../../../../core/exchange/adapter.ts";
import simulator from "../../../../simulators/hall/sms-modem/simulator.ts";
import { type Break, bordersOf, type Cutter, openCutter } from "../cutter.ts";
import { laneCall } from "../lane-call.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const TO = "84900000012";
const send = driver.lane?.operations["send"];
const inbox = driver.lane?.streams?.["inbox"];
/** Two segments of UCS-2. */
const TEXT = "Hồ sơ H57.101-260302-0001: Đang xử lý. Hẹn trả kết quả 16:30 04/03/2026.";

interface State {
  readonly sent: readonly { readonly text: string; readonly parts: number }[];
  readonly looseParts: number;
  readonly stored: readonly unknown[];
  readonly waiting: number;
  readonly commands: readonly string[];
}
interface World {
  readonly bench: Bench;
  readonly line: Cutter;
  readonly state: () => Promise<State>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
const open = async (query = "", options: Readonly<Record<string, unknown>> = {}, pin = ""): Promise<World> => {
  const line = await openCutter();
  const bench = await onBench(simulator, driver, {
    kind: "smsModem",
    simulation: { now: "2026-03-02T02:00:00.000Z", options },
    url: (ports) => {
      line.to(ports["at"] ?? 0);
      return `at://${pin}127.0.0.1:${line.port}${query}`;
    },
  });
  return {
    bench,
    line,
    state: async () => (await bench.door("/state")) as State,
    [Symbol.asyncDispose]: async () => {
      await line.close();
      await bench[Symbol.asyncDispose]();
    },
  };
};
const give = ({ bench }: World, text: string, signal?: AbortSignal): Promise<unknown> => {
  const { call } = laneCall(bench.call(signal));
  return Promise.resolve(send?.send(send.body.parse({ to: TO, text }) as never, call as never));
};
const partsOnAir = ({ sent, looseParts }: State): number => sent.reduce((sum, { parts }) => sum + parts, looseParts);

const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((resolve) => setImmediate(resolve));
};

/**
 * Sends until it is done; what is on the air never exceeds one message for each time that the driver said "nobody knows", and where it said
 * "not sent" nothing was.
 */
const sendThrough = async (world: World, text: string, breaks: readonly Break[]): Promise<void> => {
  await world.bench.door("/reset", {});
  let doubts = 0;
  for (let attempt = 0; ; attempt += 1) {
    const next = breaks[attempt];
    if (next === undefined) world.line.mend();
    else world.line.cut(next);
    const before = attempt === 0 ? 0 : partsOnAir(await world.state());
    const outcome = await refusalOf(give(world, text));
    await world.line.settled();
    const after = partsOnAir(await world.state());
    if (outcome.value !== undefined) break;
    expect(["retry", "unknown"]).toContain(outcome.intent);
    if (outcome.intent === "unknown") doubts += 1;
    else expect(after).toBe(before);
    expect(attempt).toBeLessThan(breaks.length);
  }
  const { sent } = await world.state();
  expect(new Set(sent.map((one) => one.text))).toEqual(new Set([text]));
  expect(sent.length).toBeLessThanOrEqual(1 + doubts);
};

/** All bytes of one sending, in both directions. */
const sendOnce = async (world: World, text: string): Promise<Readonly<Record<Break["way"], Buffer>>> => {
  await world.bench.door("/reset", {});
  world.line.mend();
  await give(world, text);
  return world.line.passed();
};

/** What the stream gave, until it is closed or its line is over. */
const listening = async ({ bench }: World, kept: string[]) => {
  const over = new AbortController();
  const { call } = laneCall(bench.call());
  const sink = {
    accept: async (items: readonly FeedItem[]) => {
      kept.push(...items.map(({ body }) => (body as { text: string }).text));
    },
  };
  const stream = (await inbox?.open(sink, {
    config: call.config,
    signal: over.signal,
    partners: async () => [],
  } as never)) as OpenStream;
  return async () => {
    over.abort();
    await stream.close();
  };
};

describe("the line to the modem breaks", () => {
  it("R-H SMS modem: cut after every byte to it and from it, a long message is whole in the end, and never sent again unsaid", async () => {
    await using world = await open();
    const said = await sendOnce(world, TEXT);
    for (const way of ["up", "down"] as const)
      for (const afterBytes of bordersOf(said[way], said[way].indexOf(way === "up" ? "AT+CMGS" : "> ")))
        await sendThrough(world, TEXT, [{ way, afterBytes }]);
  });

  it("R-H SMS modem: text mode: the same after every byte", async () => {
    await using world = await open("?sending=text&alphabet=plain");
    const text = "Moi den quay 3";
    const said = await sendOnce(world, text);
    for (const way of ["up", "down"] as const)
      for (const afterBytes of bordersOf(said[way], said[way].indexOf(way === "up" ? "AT+CSCS" : "> ")))
        await sendThrough(world, text, [{ way, afterBytes }]);
  });

  it("R-H SMS modem: cut again and again at any bytes, it is whole in the end", async () => {
    await using world = await open();
    const said = await sendOnce(world, TEXT);
    const anyBreak = fc
      .constantFrom("up" as const, "down" as const)
      .chain((way) => fc.nat(said[way].length).map((afterBytes): Break => ({ way, afterBytes })));
    await fc.assert(
      fc.asyncProperty(fc.array(anyBreak, { minLength: 2, maxLength: 5 }), (breaks) => sendThrough(world, TEXT, breaks)),
      { numRuns: Number(process.env["CUT_RUNS"] ?? 25) },
    );
  });

  it("R-H SMS modem: cut after every byte while it is emptied, no message of a citizen is lost, also one that came in between", async () => {
    await using world = await open();
    const { bench, line } = world;
    const texts = Array.from({ length: 12 }, (_, index) => `tin ${index + 1}`);
    const round = async (next?: Break): Promise<void> => {
      await bench.door("/reset", {});
      line.mend();
      for (const text of texts) await bench.door("/mo", { text });
      if (next !== undefined) line.cut(next);
      const kept: string[] = [];
      await listening(world, kept).then(
        (close) => close(),
        () => undefined,
      );
      await line.settled();
      const late = ["đến sau 1", "đến sau 2"];
      for (const text of late) await bench.door("/mo", { text });
      if (next === undefined) return;
      line.mend();
      const close = await listening(world, kept);
      await until(async () => {
        const { stored, waiting } = await world.state();
        return stored.length + waiting === 0;
      });
      await close();
      expect(new Set(kept)).toEqual(new Set([...texts, ...late]));
    };
    await round();
    const said = line.passed();
    for (const afterBytes of bordersOf(said.up, said.up.indexOf("AT+CMGD=9"))) await round({ way: "up", afterBytes });
    await fc.assert(
      fc.asyncProperty(fc.nat(said.down.length), (afterBytes) => round({ way: "down", afterBytes })),
      { numRuns: Number(process.env["CUT_RUNS"] ?? 15) },
    );
  });

  it("R-H SMS modem: cut after every byte while the PIN is given, it is given once, and never a half one", async () => {
    await using world = await open("", { pin: "12345678" }, ":12345678@");
    const { bench, line } = world;
    const { up } = await sendOnce(world, "a");
    for (const afterBytes of bordersOf(up, up.indexOf("AT\r"))) {
      await bench.door("/reset", {});
      await bench.power(false);
      await bench.power(true);
      line.cut({ way: "up", afterBytes });
      await refusalOf(give(world, "a"));
      await line.settled();
      line.mend();
      await give(world, "a");
      const { commands } = await world.state();
      expect(commands.filter((command) => command.startsWith("AT+CPIN="))).toHaveLength(1);
    }
  });

  it("R-H SMS modem: an answer that comes late, to the next client of the line, is nobody's answer", async () => {
    await using world = await open();
    for (const text of [TEXT, "ngắn"]) {
      await world.bench.door("/reset", {});
      await world.bench.door("/at-faults", { kind: "late" });
      const patience = new AbortController();
      const first = refusalOf(give(world, text, patience.signal));
      await until(async () => partsOnAir(await world.state()) === 1);
      patience.abort();
      expect(await first).toMatchObject({ intent: "unknown", code: "device.cut" });
      await world.line.settled();
      expect(await give(world, "tin sau")).toEqual({ reference: "2" });
      expect((await world.state()).sent.at(-1)).toMatchObject({ text: "tin sau" });
    }
  });
});

describe("answers in one piece", () => {
  /** A modem of our own that answers with what the test says. */
  const playing = async (answers: (typed: string) => string) => {
    const said: string[] = [];
    const server = createServer((socket) => {
      socket.on("error", () => {});
      let unread = "";
      socket.on("data", (bytes) => {
        unread += bytes.toString("latin1");
        const lines = unread.replaceAll(ESC, `${ESC}\r`).split("\r");
        unread = lines.pop() ?? "";
        for (const command of lines) {
          if (!command.startsWith("AT") && !command.includes(ESC)) continue;
          said.push(command);
          socket.write(answers(command));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return { said, where: { hostname: "127.0.0.1", port, name: "thu" }, [Symbol.asyncDispose]: async () => void server.close() };
  };
  const OK = "\r\nOK\r\n";

  it("R-H SMS modem: old answers and the hello's own may come in one packet of the serial server", async () => {
    await using modem = await playing((command) =>
      command === "AT+CMEE?" ? `${OK}\r\n+CMGS: 7\r\n${OK}${OK}\r\n+CMEE: 1\r\n${OK}` : OK,
    );
    const opened = await openModem(modem.where, new AbortController().signal);
    expect(modem.said).toContain("AT+CMEE?");
    opened.close();
  });

  it("R-H SMS modem: an answer that nobody asked for ends the line: from then on each would be taken for another's", async () => {
    await using modem = await playing((command) =>
      command === "AT+CMEE?" ? `\r\n+CMEE: 1\r\n${OK}` : command === "AT+CSQ" ? `\r\n+CSQ: 21,99\r\n${OK}${OK}` : OK,
    );
    const opened = await openModem(modem.where, new AbortController().signal);
    await opened.ask("AT+CSQ", /^\+CSQ/, new AbortController().signal);
    await opened.closed;
    expect(await refusalOf(opened.ask("AT", /(?!)/, new AbortController().signal))).toMatchObject({ intent: "retry" });
  });

  it("R-H SMS modem: a prompt that nobody wants is given up at once, and the commands after it are no text", async () => {
    let prompting = false;
    await using modem = await playing((command) => {
      if (prompting && !command.includes(ESC)) return "";
      prompting = command === "AT+CMEE=1" && !prompting;
      return prompting ? "\r\n> " : command === "AT+CMEE?" ? `\r\n+CMEE: 1\r\n${OK}` : OK;
    });
    const opened = await openModem(modem.where, new AbortController().signal);
    expect((await opened.ask("AT+CSQ", /^\+CSQ/, new AbortController().signal)).final).toBe("OK");
    opened.close();
  });
});
