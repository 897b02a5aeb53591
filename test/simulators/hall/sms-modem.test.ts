import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSubmit } from "../../../simulators/hall/sms-modem/pdu.ts";
import simulator from "../../../simulators/hall/sms-modem/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

let served: Served;
let sockets: Socket[] = [];
beforeEach(async () => {
  served = await startSimulator(createSimulation(simulator, { now: "2026-03-02T02:00:00.000Z", options: { room: 2 } }), {
    port: 0,
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await served.close();
});

/** A terminal at the modem: types, and reads until something stands there. */
const terminal = () => {
  const socket = connect(served.ports["at"] ?? 0, "127.0.0.1");
  sockets.push(socket);
  let read = "";
  let over = false;
  socket.on("data", (bytes) => {
    read += bytes.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    over = true;
  });
  return {
    type: (text: string) => socket.write(text),
    /** What came since the last time, up to and with `end`. */
    until: async (end: string): Promise<string> => {
      while (!read.includes(end)) {
        if (over) throw new RangeError(`the line ended after ${JSON.stringify(read)}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const at = read.indexOf(end) + end.length;
      const got = read.slice(0, at);
      read = read.slice(at);
      return got;
    },
    leave: () => socket.destroy(),
    ended: async () => {
      while (!over) await new Promise((resolve) => setImmediate(resolve));
    },
  };
};
const door = async (path: string, body: unknown): Promise<unknown> => {
  const answer = await fetch(`${served.url}/__sim${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
};
const PDU = "0011000B914809000010F20000A70AE8329BFD4697D9EC37";

describe("R-H SMS modem, simulated", () => {
  it("R-H SMS modem: it echoes until it is told not to, and numbers its errors when told", async () => {
    const modem = terminal();
    modem.type("AT\r");
    expect(await modem.until("OK\r\n")).toBe("AT\r\r\nOK\r\n");
    modem.type("ATE0\r");
    await modem.until("OK\r\n");
    modem.type("AT\r");
    expect(await modem.until("OK\r\n")).toBe("\r\nOK\r\n");
    await door("/device/trouble", { name: "simMissing", on: true });
    modem.type("AT+CPIN?\r");
    expect(await modem.until("ERROR")).toBe("\r\nERROR");
    modem.type("AT+CMEE=1\rAT+CPIN?\r");
    expect(await modem.until("+CME ERROR: 10")).toContain("OK");
  });

  it("R-H SMS modem: AT+CMGS prompts, Ctrl-Z sends, ESC gives it up", async () => {
    const modem = terminal();
    modem.type("ATE0\rAT+CMGF=0\rAT+CMGS=23\r");
    expect(await modem.until("> ")).toContain("OK");
    modem.type("\u001b");
    await modem.until("OK\r\n");
    modem.type("AT+CMGS=23\r");
    await modem.until("> ");
    modem.type(`${PDU}\u001a`);
    expect(await modem.until("OK\r\n")).toBe("\r\n+CMGS: 1\r\n\r\nOK\r\n");
    expect(served.simulation.parts.state()).toMatchObject({ sent: [{ to: "84900000012", text: "hellohello" }] });
  });

  it("R-H SMS modem: a PDU that is not what its length says is refused (+CMS ERROR: 304)", async () => {
    const modem = terminal();
    modem.type("ATE0\rAT+CMGS=20\r");
    await modem.until("> ");
    modem.type(`${PDU}\u001a`);
    expect(await modem.until("304\r\n")).toContain("+CMS ERROR: 304");
    expect(readSubmit(PDU, 23)).toMatchObject({ text: "hellohello", alphabet: "gsm7" });
    expect(readSubmit("xyz", 1)).toBeUndefined();
  });

  it("R-H SMS modem: a full SIM leaves the rest with the network until there is room", async () => {
    for (const text of ["một", "hai", "ba"]) await door("/mo", { text });
    expect(await door("/mo", { text: "bốn" })).toEqual({ stored: 2, waiting: 2 });
    const modem = terminal();
    modem.type("ATE0\rAT+CNMI=2,1,0,0,0\rAT+CMGD=1\r");
    await modem.until('+CMTI: "SM",1\r\n');
    expect(served.simulation.parts.counts()).toMatchObject({ "tin trên SIM": 2, "tin chờ ngoài mạng": 1 });
  });

  it("R-H SMS modem: one client at a time; the next is heard when the first has gone; without power all are cut", async () => {
    const first = terminal();
    first.type("AT\r");
    await first.until("OK\r\n");
    const second = terminal();
    second.type("AT\r");
    first.leave();
    await second.until("OK\r\n");
    await door("/device/power", { on: false });
    await second.ended();
    await door("/device/power", { on: true });
    const third = terminal();
    third.type("AT\r");
    await third.until("OK\r\n");
  });
});
