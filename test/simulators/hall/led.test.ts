import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import simulator from "../../../simulators/hall/led/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

const WAKE = "\0".repeat(5);
const sum = (body: string): string => {
  const total = [...`\x02${body}\x03`].reduce((so, sign) => so + sign.charCodeAt(0), 0);
  return total.toString(16).toUpperCase().padStart(4, "0");
};
const framed = (body: string, head = "Z00"): string => `${WAKE}\x01${head}\x02${body}\x03${sum(body)}\x04`;

const served = (now?: string): Promise<Served> =>
  startSimulator(createSimulation(simulator, now === undefined ? {} : { now }), { port: 0 });
/** Sends, and gives what came until so many answers were whole. */
const talk = (to: Served, text: string, answers: number): Promise<string> =>
  new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(to.ports["alpha"] ?? 0, "127.0.0.1", () => socket.write(Buffer.from(text, "latin1")));
    socket.on("data", (bytes) => {
      got += bytes.toString("latin1");
      if (got.split("\x04").length > answers) {
        socket.destroy();
        resolve(got.replaceAll("\0", ""));
      }
    });
    socket.on("error", reject);
  });
const board = async (
  of: Served,
): Promise<{ frames: Record<string, number>; pages: { text: string }[]; showing: string; lamps: string[] }> => {
  const answer = await fetch(`${of.url}/__sim/board`);
  return (await answer.json()) as Awaited<ReturnType<typeof board>>;
};

describe("R-H LED board: the simulated board", () => {
  it("R-H LED board: a bad checksum is ignored, counted, and told when asked", async () => {
    const on = await served();
    try {
      const bad = `${WAKE}\x01Z00\x02AA\x1b bSALE\x030000\x04`;
      const answer = await talk(on, bad + framed("BA") + framed("F*"), 2);
      expect(answer).toContain("\x02AA\x03");
      expect(answer).toContain("\x02E*P\x03");
      expect((await board(on)).frames).toMatchObject({ badChecksum: 1, good: 2 });
    } finally {
      await on.close();
    }
  });

  it("R-H LED board: half a frame is thrown away when the next one begins; fewer than five nulls wake nobody", async () => {
    const on = await served();
    try {
      const half = `${WAKE}\x01Z00\x02AA\x1b bSA`;
      const asleep = framed("AA\x1b bSALE").slice(1);
      const answer = await talk(on, half + framed("F*") + asleep + framed("BA"), 2);
      expect(answer).toContain("\x02AA\x03");
      expect((await board(on)).frames).toMatchObject({ broken: 1, good: 2, badChecksum: 0 });
    } finally {
      await on.close();
    }
  });

  it("R-H LED board: another sign's frames are not ours; those for all and for our address are", async () => {
    const on = await served();
    try {
      const answer = await talk(on, framed("AA\x1b bONE", "Z02") + framed("AA\x1b bTWO", "Z01") + framed("BA"), 1);
      expect(answer).toContain("TWO");
      expect((await board(on)).frames).toMatchObject({ forOthers: 1 });
    } finally {
      await on.close();
    }
  });

  it("R-H LED board: it takes no file that it has no room for, and no command that it does not know", async () => {
    const on = await served();
    try {
      const config = framed("E$") + framed("E$AAU0004FFFFaDL01022000");
      const first = await talk(on, config + framed("AATOOLONG") + framed("F*"), 1);
      expect(first).toContain("\x02E*`\x03");
      const wrongs = ["Ia010233\r33\r", "Ia0103333\r", "Z", "Eq", "E$AAU", "AZ\x1b bx"];
      for (const body of wrongs)
        expect(await talk(on, framed("E4") + framed(body) + framed("F*"), 1), body).toContain("\x02E*`\x03");
      expect(await talk(on, framed("E4") + framed("Ia010233\r") + framed("F*") + framed("Ja"), 2)).toContain(
        "\x02Ia010233\r\x03",
      );
    } finally {
      await on.close();
    }
  });

  it("R-H LED board: pages take turns by its clock", async () => {
    const on = await served("2026-11-22T03:05:00.000Z");
    try {
      const setup = ["E$", "E$AAU0040FFFFBAU0040FFFF", "AA\x1b bONE", "AB\x1b bTWO", "E.SUAB"]
        .map((body) => framed(body))
        .join("");
      await talk(on, setup + framed("F*"), 1);
      const { clock } = on.simulation;
      const seen: string[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        seen.push((await board(on)).showing);
        clock.advance(3000);
      }
      expect(seen).toEqual(["A", "B", "A", "B"]);
      expect((await board(on)).lamps.join("")).toContain("3");
    } finally {
      await on.close();
    }
  });

  it("R-H LED board: without power it is dark and answers nobody; its memory outlives a short cut", async () => {
    const on = await served("2026-11-22T03:05:00.000Z");
    try {
      await talk(on, framed("AA\x1b bONE") + framed("E.SUA") + framed("F*"), 1);
      const power = (value: boolean) =>
        fetch(`${on.url}/__sim/device/power`, { method: "POST", body: JSON.stringify({ on: value }) });
      await power(false);
      await expect(talk(on, framed("F*"), 1)).rejects.toThrow(/ECONNRESET/);
      expect((await board(on)).lamps.join("")).not.toContain("3");
      await power(true);
      expect((await board(on)).pages).toHaveLength(1);
    } finally {
      await on.close();
    }
  });
});
