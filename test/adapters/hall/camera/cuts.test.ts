/** The line to the camera breaks in the midst of a picture: half a picture is none. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../../../adapters/hall/camera/contract/onvif.ts";
import driver from "../../../../adapters/hall/camera/driver.ts";
import { isJpeg } from "../../../../adapters/hall/jpeg.ts";
import camera from "../../../../simulators/hall/camera/simulator.ts";
import { createSimulation } from "../../../../simulators/kit/simulation.ts";
import { type Break, openCutter } from "../cutter.ts";
import { eyesBench, NOW } from "../eyes-bench.ts";

const JOB = { counterId: "q1", ticketId: "A012", occasion: "receive" } as const;

describe("the line to the camera breaks", () => {
  it("R-H camera: after any byte, to it or from it: a whole picture is stored, or none, and the next one is taken", async () => {
    const line = await openCutter();
    const bench = await eyesBench("camera", createSimulation(camera, { now: NOW }), driver, (url) => {
      line.to(Number(new URL(url).port));
      return `onvif://${sampleAccount.username}:${sampleAccount.password}@127.0.0.1:${line.port}`;
    });
    try {
      line.mend();
      await bench.run("snapshot", JOB);
      const whole = bench.stored[0]?.bytes.length ?? 0;
      const said = line.passed();
      const anyBreak = fc
        .constantFrom("up" as const, "down" as const)
        .chain((way) => fc.nat(said[way].length).map((afterBytes): Break => ({ way, afterBytes })));
      await fc.assert(
        fc.asyncProperty(anyBreak, async (next) => {
          const before = bench.stored.length;
          line.cut(next);
          const outcome = await bench.run("snapshot", JOB).then(
            () => "stored",
            (error: { readonly intent?: string }) => error.intent,
          );
          line.mend();
          expect(["stored", "retry", "rejected"]).toContain(outcome);
          expect(bench.stored).toHaveLength(before + (outcome === "stored" ? 1 : 0));
          await bench.run("snapshot", JOB);
          for (const { bytes } of bench.stored.slice(before)) expect(bytes.length).toBeGreaterThan(whole / 2);
          for (const { bytes } of bench.stored.slice(before)) expect(isJpeg(bytes)).toBe(true);
        }),
        { numRuns: Number(process.env["CUT_RUNS"] ?? 12) },
      );
    } finally {
      await line.close();
      await bench.close();
    }
  });

  it("R-H camera: a picture that is cut right behind the small one in its head is half, although an end mark stands there", () => {
    const small = [0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9];
    const head = [0xff, 0xd8, 0xff, 0xff, 0xe1, 0, small.length + 2, ...small, 0xff, 0xc0, 0, 5, 8, 1, 1];
    const dots = [0xff, 0xda, 0, 2, ...Array.from({ length: 300 }, () => 7)];
    const picture = Uint8Array.from([...head, ...dots, 0xff, 0xd9, 0, 0]);
    for (let length = 0; length <= picture.length; length += 1)
      expect(isJpeg(picture.subarray(0, length))).toBe(length >= picture.length - 2);
  });
});
