/** The connection is cut after every single byte of a job in turn: what may lie in the tray, and what may not. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type Paper, startPrinter, textSlip, type World } from "./world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const SLIP = textSlip("Số thứ tự", "A012", "Quầy 3");
const TEXT = ["Số thứ tự", "A012", "Quầy 3"];
const MARK = "BẢN IN LẠI";

/**
 * Exactly one whole slip without a mark, or whole ones of which all but the first say that they are copies; never none; and what the driver
 * called done is the last whole piece.
 */
const judge = (papers: readonly Paper[], attempts: number): void => {
  const whole = papers.filter(({ complete }) => complete);
  expect(whole.length).toBeGreaterThan(0);
  for (const { lines } of whole) expect(lines.filter((line) => TEXT.includes(line))).toEqual(TEXT);
  const unmarked = whole.filter(({ lines }) => !lines.includes(MARK));
  expect(unmarked.length).toBeLessThanOrEqual(1);
  for (const { lines } of whole.slice(1)) expect(lines[0]).toBe(MARK);
  expect(papers.at(-1)?.complete).toBe(true);
  if (attempts === 1) expect(whole.length).toBe(1);
  // Only a whole slip was ever confirmed: there is one more try for each half.
  expect(papers.length).toBeLessThanOrEqual(attempts);
};

const cutAt = async (
  printer: World,
  url: string,
  afterBytes: number,
): Promise<{ attempts: number; papers: readonly Paper[] }> => {
  await printer.door("/reset", {});
  await printer.door("/cut-after", { afterBytes });
  const attempts = await printer.printUntilDone(SLIP, { url });
  return { attempts, papers: await printer.papers() };
};

/** All that goes to the printer for one slip: DLE EOT four times, what may be tidied before, the job. */
const lengthOf = async (printer: World, url: string): Promise<number> => {
  const outcome = await printer.print(SLIP, { url });
  return (outcome.done ? (outcome.wire[0]?.bytes.length ?? 0) : 0) + 40;
};

describe("cut after every byte", () => {
  it("R-H receipt printer: letters of the printer, process id: one whole slip, or whole ones marked as copies, never none, at every byte", async () => {
    world = await startPrinter();
    const url = world.address();
    const last = await lengthOf(world, url);
    let copies = 0;
    for (let afterBytes = 0; afterBytes <= last; afterBytes += 1) {
      const { attempts, papers } = await cutAt(world, url, afterBytes);
      judge(papers, attempts);
      if (papers.some(({ lines }) => lines[0] === MARK)) copies += 1;
    }
    expect(copies).toBeGreaterThan(last / 2);
  });

  it("R-H receipt printer: pictures, answers in turn: the same at any byte, also in the midst of a picture", async () => {
    world = await startPrinter({ firmware: "xprinter" });
    const printer = world;
    const url = printer.address("model=xprinter-xp-t80q");
    const last = await lengthOf(printer, url);
    await fc.assert(
      fc.asyncProperty(fc.nat(last), async (afterBytes) => {
        const { attempts, papers } = await cutAt(printer, url, afterBytes);
        judge(papers, attempts);
      }),
      { numRuns: 40 },
    );
  });

  it("R-H receipt printer: pictures: a picture whose head was cut off takes neither the next slip nor a question for its dots", async () => {
    world = await startPrinter({ firmware: "xprinter" });
    const url = world.address("model=xprinter-xp-t80q");
    // Four questions, ESC @, FS ., GS a, GS v 0 with its size: all within these bytes, and the first dots.
    for (let afterBytes = 12; afterBytes <= 48; afterBytes += 1) {
      const { attempts, papers } = await cutAt(world, url, afterBytes);
      judge(papers, attempts);
      await world.door("/reset", {});
      await world.door("/cut-after", { afterBytes });
      expect(await world.print(SLIP, { url })).toMatchObject({ done: false });
      expect((await world.look(url)).problems).toEqual([]);
      const again = await world.printUntilDone(SLIP, { url });
      judge(await world.papers(), again + 1);
    }
  });

  it("R-H receipt printer: cut again and again at any bytes, the slip comes out in the end, and every half was followed by a whole one", async () => {
    world = await startPrinter();
    const printer = world;
    const last = await lengthOf(printer, printer.address());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(last), { minLength: 2, maxLength: 5 }), async (cuts) => {
        await printer.door("/reset", {});
        let mayHaveArrived = false;
        for (const [n, afterBytes] of cuts.entries()) {
          await printer.door("/cut-after", { afterBytes });
          const outcome = await printer.print(SLIP, { mayHaveArrived, attempt: n + 1, messageId: "again" });
          if (!outcome.done) mayHaveArrived ||= outcome.error.intent === "unknown";
          else mayHaveArrived = true;
        }
        await printer.door("/cut-after", { afterBytes: 1_000_000 });
        await printer.print(SLIP, { mayHaveArrived, attempt: 9, messageId: "again" });
        judge(await printer.papers(), cuts.length + 1);
      }),
      { numRuns: 60 },
    );
  });
});
