/** The simulated printer by its own bytes: it must be right where the driver is wrong. */
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import definition from "../../../simulators/hall/receipt-printer/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

const papersOf = z.array(
  z.object({ lines: z.array(z.string()), barcodes: z.array(z.string()), qrcodes: z.array(z.string()), complete: z.boolean() }),
);

let served: Served | undefined;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await served?.close();
  served = undefined;
});

const start = async (options: Readonly<Record<string, unknown>> = {}) => {
  const simulation = createSimulation(definition, { options, now: "2026-03-02T01:05:00.000Z" });
  const running = await startSimulator(simulation, { port: 0 });
  served = running;
  const door = async (path: string, body?: unknown): Promise<Response> =>
    simulation.fetch(
      new Request(
        `http://sim.test/__sim${path}`,
        body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } },
      ),
    );
  const line = () => {
    const socket = connect(running.ports["escpos"] ?? 0, "127.0.0.1");
    sockets.push(socket);
    let got = "";
    let closed = false;
    socket.on("data", (bytes: Buffer) => {
      got += bytes.toString("hex");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      closed = true;
    });
    return {
      send: (...bytes: (string | readonly number[])[]) =>
        socket.write(
          Buffer.concat(bytes.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))),
        ),
      /** Resolves when at least this has been answered. */
      answered: async (hex: string): Promise<void> => {
        while (!got.includes(hex)) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      cut: async (): Promise<void> => {
        while (!closed) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      got: () => got,
    };
  };
  return { door, line, papers: async () => papersOf.parse(await (await door("/papers")).json()) };
};

const INIT = "\x1b@";
const CUT = "\x1dVB\0";
const ASK = "\x1d(H\x06\x00\x30\x30abcd";
const ANSWER = `3722${Buffer.from("abcd").toString("hex")}00`;

describe("simulated receipt printer", () => {
  it("R-H receipt printer: it answers DLE EOT at once by the bits of the command reference", async () => {
    const { door, line } = await start();
    const one = line();
    one.send("\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04");
    await one.answered("12121212");
    await door("/device/trouble", { name: "paperOut", on: true });
    await door("/device/trouble", { name: "coverOpen", on: true });
    const two = line();
    two.send("\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04");
    await two.answered("1a36127e");
  });

  it("R-H receipt printer: letters by the code page that was chosen: TCVN-3 small and capital, windows-1258 with tones above", async () => {
    const { line, papers } = await start();
    const one = line();
    one.send(INIT, "\x1bt\x1e", [0xae, 0xad, 0xea], "ng \x1bt\x1f", [0xea], " \x1bt\x34", [0xd0, 0xea, 0xf2], "\n", CUT, ASK);
    await one.answered(ANSWER);
    expect((await papers())[0]?.lines).toEqual(["đường Ờ Đệ"]);
  });

  it("R-H receipt printer: a page that it does not have prints question marks, as metal does", async () => {
    const { line, papers } = await start({ firmware: "xprinter" });
    const one = line();
    one.send(INIT, "\x1bt\x1e", [0xae], "i\n", CUT, "\x1dr\x01");
    await one.answered("00");
    expect((await papers())[0]?.lines).toEqual(["?i"]);
  });

  it("R-A05 GS k makes Code 128 with its check character of what it is given; one that does not fit is not printed", async () => {
    const { line, papers } = await start({ columns: 32 });
    const one = line();
    one.send(INIT, "\x1dw\x02\x1dkI\x08{BAB{C", [12, 34], "\n\x1dw\x04\x1dkI\x16{B12345678901234567890\n", CUT, ASK);
    await one.answered(ANSWER);
    expect((await papers())[0]?.barcodes).toEqual(["AB1234"]);
  });

  it("R-A05 GS ( k makes a QR of its bytes as UTF-8", async () => {
    const { line, papers } = await start();
    const one = line();
    const text = Buffer.from("Mã hồ sơ");
    one.send(
      INIT,
      "\x1d(k\x03\x001C\x05",
      [0x1d, 0x28, 0x6b, text.length + 3, 0, 0x31, 0x50, 0x30, ...text],
      "\x1d(k\x03\x001Q0",
      CUT,
      ASK,
    );
    await one.answered(ANSWER);
    expect((await papers())[0]?.qrcodes).toEqual(["Mã hồ sơ"]);
  });

  it("R-H receipt printer: bytes of a status question within a picture are answered, and belong to the picture", async () => {
    const { line, papers } = await start();
    const one = line();
    one.send(INIT, "\x1dv0\0\x03\0\x01\0\x10\x04\x01", "xin\n", CUT, ASK);
    await one.answered(ANSWER);
    expect(one.got()).toBe(`12${ANSWER}`);
    expect((await papers())[0]?.lines).toEqual(["xin"]);
  });

  it("R-H receipt printer: a question that the network cuts in two is heard once", async () => {
    const { line } = await start();
    const one = line();
    one.send("\x10\x04");
    one.send("\x01", INIT, ASK);
    await one.answered(ANSWER);
    expect(one.got()).toBe(`12${ANSWER}`);
  });

  it("R-H receipt printer: without paper it keeps what it got and prints it when there is some: a piece without a head is not whole", async () => {
    const { door, line, papers } = await start();
    const one = line();
    await door("/fail-after", { afterLines: 1, what: "paperOut" });
    one.send(INIT, "\x1da\x0e", "một\nhai\n", CUT, ASK);
    await one.answered("18000f0f");
    await door("/roll", { mm: 80_000 });
    await one.answered(ANSWER);
    expect((await papers()).map(({ lines, complete }) => [lines.length, complete])).toEqual([
      [1, false],
      [1, false],
    ]);
  });

  it("R-H receipt printer: told to forget (DLE DC4 8) it prints nothing more of what it got", async () => {
    const { door, line, papers } = await start();
    const one = line();
    await door("/device/trouble", { name: "coverOpen", on: true });
    one.send(INIT, "cũ\n", CUT, [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]);
    await one.answered("372500");
    await door("/device/trouble", { name: "coverOpen", on: false });
    one.send(INIT, "moi\n", CUT, ASK);
    await one.answered(ANSWER);
    expect((await papers()).map(({ lines, complete }) => [lines, complete])).toEqual([[["moi"], true]]);
  });

  it("R-H receipt printer: half a command of a cut line takes the next job's bytes for its own, and that piece is not whole", async () => {
    const { door, line, papers } = await start();
    await door("/cut-after", { afterBytes: 12 });
    const one = line();
    one.send(INIT, "\x1dv0\0\x02\0\x02\0\xff");
    one.send("\xff\xff\xff\xff");
    await one.cut();
    const two = line();
    two.send("\x00\x00\x00\x00", "sau\n", CUT, ASK);
    await two.answered(ANSWER);
    expect((await papers()).every(({ complete }) => !complete)).toBe(true);
  });

  it("R-H receipt printer: data of a second line waits until the first is closed; questions do not", async () => {
    const { line, papers } = await start();
    const one = line();
    one.send(INIT, "một\n", ASK);
    await one.answered(ANSWER);
    const two = line();
    two.send(INIT, "hai\n", CUT, ASK, "\x10\x04\x01");
    await two.answered("12");
    expect(two.got()).toBe("12");
    one.send(CUT, ASK);
    await one.answered(ANSWER + ANSWER);
    sockets[0]?.destroy();
    await two.answered(ANSWER);
    expect((await papers()).map(({ lines }) => lines.length)).toEqual([1, 1]);
  });

  it("R-H receipt printer: without mains or cable nobody is let in, and what was being printed is lost with the mains", async () => {
    const { door, line, papers } = await start();
    const one = line();
    one.send(INIT, "nửa\n", ASK);
    await one.answered(ANSWER);
    await door("/device/power", { on: false });
    await one.cut();
    const two = line();
    await two.cut();
    await door("/device/power", { on: true });
    expect((await papers()).map(({ complete }) => complete)).toEqual([false]);
  });

  it("R-H receipt printer: its door gives each paper as a picture, says what it has not, and refuses what it does not know", async () => {
    const { door, line } = await start();
    const one = line();
    one.send(INIT, "A012\n", CUT, ASK);
    await one.answered(ANSWER);
    const png = await door("/papers/1.png");
    expect(png.headers.get("content-type")).toBe("image/png");
    expect(
      Buffer.from(await png.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect((await door("/papers/2.png")).status).toBe(404);
    expect((await door("/fail-after", { afterLines: 0, what: "fire" })).status).toBe(400);
    expect((await door("/roll", { mm: -1 })).status).toBe(400);
    expect((await (await door("/reset", {})).json()) as unknown).toMatchObject({ id: "hall-receipt-printer" });
    expect(await (await door("/papers")).json()).toEqual([]);
  });
});
