/** The adapter against the simulated printer, over HTTP on a real port. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/document-printer/driver.ts";
import type { Inquiry, OperationResult } from "../../../../core/exchange/adapter.ts";
import type { DeviceReport } from "../../../../core/hall/device.ts";
import { procedureExtractPdf } from "../../../../core/hub.ts";
import simulator from "../../../../simulators/hall/document-printer/simulator.ts";
import { AGENCY, PROCEDURE } from "../../fixtures.ts";
import { laneCall } from "../lane-call.ts";
import { type Bench, onBench } from "../wire-bench.ts";

const NOW = "2026-03-02T02:00:00.000Z";
const pdf = await procedureExtractPdf(PROCEDURE, { agency: AGENCY, at: NOW });
/** A picture of one pixel's worth of header: what tells a JPEG from anything else. */
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 0xff, 0xd9);
const MESSAGE = "019f0000-0000-7000-8000-0000000000aa";
const BODY = { blob: "a".repeat(64), fileName: "1.001193.pdf", copies: 1, sides: "oneSided", title: "Trích yếu thủ tục" };

let bench: Bench;
const open = async (options: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  bench = await onBench(simulator, driver, {
    kind: "documentPrinter",
    simulation: { now: NOW, options },
    url: (_, http) => `${http.replace("http", "ipp")}/ipp/print`,
  });
};
beforeEach(() => open());
afterEach(() => bench[Symbol.asyncDispose]());

interface Asked {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly bytes?: Uint8Array;
  readonly messageId?: string;
}
const callOf = ({ bytes = pdf, messageId = MESSAGE }: Asked) => laneCall(bench.call(), { messageId, blob: async () => bytes });
const operation = (name: "print" | "cancel") => {
  const found = driver.lane?.operations[name];
  if (found === undefined) throw new TypeError(`no operation ${name}`);
  return found;
};
const send = async (asked: Asked = {}): Promise<OperationResult> => {
  const print = operation("print");
  return print.send(print.body.parse({ ...BODY, ...asked.body }), callOf(asked).call);
};
const inquire = async (asked: Asked = {}): Promise<Inquiry | undefined> => {
  const print = operation("print");
  return print.inquire?.(print.body.parse({ ...BODY, ...asked.body }), callOf(asked).call);
};
const look = async (): Promise<DeviceReport | undefined> => driver.look?.(bench.call());

interface State {
  readonly sheets: number;
  readonly pages: number;
  readonly jobs: readonly {
    readonly id: number;
    readonly name: string;
    readonly user: string;
    readonly title: string;
    readonly state: number;
    readonly sides: string;
  }[];
  readonly outputs: readonly {
    readonly jobId: number;
    readonly sides: number;
    readonly of: number;
    readonly sheets: number;
    readonly complete: boolean;
  }[];
}
const state = async (): Promise<State> => (await bench.door("/state")) as State;
const pass = (ms: number): void => bench.served.simulation.clock.advance(ms);
const fault = (rule: unknown): Promise<unknown> => bench.door("/faults", rule);
const PRINT_JOB = { match: { body: { contains: "%PDF-" } }, times: 1 } as const;

describe("R-H document printer: printing", () => {
  it("R-H document printer: is done only when the printer says that it came out", async () => {
    await expect(send()).rejects.toMatchObject({ intent: "retry", code: "printer.printing", trips: false });
    pass(1500);
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(60_000);
    expect(await send()).toEqual({ reference: "1" });
    const { outputs, jobs } = await state();
    expect(outputs).toMatchObject([{ jobId: 1, complete: true }]);
    expect(jobs).toMatchObject([{ name: `lienthong:${MESSAGE}`, user: "lienthong", title: "Trích yếu thủ tục" }]);
    const printed = await fetch(`${bench.served.url}/__sim/jobs/1.pdf`);
    expect(Buffer.compare(Buffer.from(await printed.arrayBuffer()), Buffer.from(pdf))).toBe(0);
  });
  it("R-H document printer: copies on both sides take half the paper", async () => {
    const { sheets: before } = await state();
    await expect(send({ body: { copies: 3, sides: "longEdge" } })).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    await send({ body: { copies: 3, sides: "longEdge" } });
    const { outputs, sheets } = await state();
    const pages = (outputs[0]?.of ?? 0) / 3;
    expect(pages).toBeGreaterThan(1);
    expect(before - sheets).toBe(3 * Math.ceil(pages / 2));
  });
  it("R-H document printer: another message is another job", async () => {
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    await expect(send({ messageId: "019f0000-0000-7000-8000-0000000000bb" })).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    expect(await send()).toEqual({ reference: "1" });
    expect(await send({ messageId: "019f0000-0000-7000-8000-0000000000bb" })).toEqual({ reference: "2" });
    expect((await state()).outputs).toHaveLength(2);
  });
  it("R-H document printer: the message log keeps what was asked, not the document, and no password", async () => {
    const { call, log } = callOf({});
    const print = operation("print");
    const withLogin = {
      ...call,
      config: { ...call.config, settings: { ...Object(call.config.settings), login: { user: "in", password: "mat-khau-thu" } } },
    };
    await expect(print.send(print.body.parse(BODY), withLogin)).rejects.toMatchObject({ code: "printer.printing" });
    const texts = log.map(({ bytes, what }) => what + Buffer.from(bytes).toString("latin1"));
    expect(texts.some((text) => text.includes("document-format"))).toBe(true);
    expect(texts.filter((text) => text.includes("%PDF-") || text.includes("mat-khau-thu"))).toEqual([]);
  });
});

describe("R-H document printer: what it cannot print is refused clearly, before anything is sent", () => {
  it("R-H document printer: a file that is neither PDF nor JPEG", async () => {
    await expect(send({ bytes: Buffer.from("PK\u0003\u0004 docx") })).rejects.toMatchObject({
      intent: "rejected",
      code: "hall.format",
      hint: { vi: expect.stringContaining("in được: PDF, JPEG") },
    });
    expect((await state()).jobs).toEqual([]);
  });
  it("R-H document printer: a JPEG is printed where the printer takes it, refused where it does not", async () => {
    await expect(send({ bytes: JPEG })).rejects.toMatchObject({ code: "printer.printing" });
    await bench[Symbol.asyncDispose]();
    await open({ formats: ["application/pdf"] });
    await expect(send({ bytes: JPEG })).rejects.toMatchObject({
      intent: "rejected",
      code: "hall.format",
      hint: { vi: expect.stringContaining("in được: PDF)") },
    });
  });
  it("R-H document printer: more copies than it makes", async () => {
    await bench[Symbol.asyncDispose]();
    await open({ mostCopies: 2 });
    await expect(send({ body: { copies: 3 } })).rejects.toMatchObject({ intent: "rejected", code: "hall.print-refused" });
  });
  it("R-H document printer: one side where the printer has no second", async () => {
    await bench[Symbol.asyncDispose]();
    await open({ twoSided: false });
    await expect(send({ body: { sides: "longEdge" } })).rejects.toMatchObject({ code: "printer.printing" });
    expect((await state()).jobs).toMatchObject([{ sides: "one-sided" }]);
  });
  it("R-H document printer: a PDF that is cut off is taken, given up by the printer, and refused with its reason", async () => {
    await expect(send({ bytes: pdf.subarray(0, 9000) })).rejects.toMatchObject({
      intent: "rejected",
      code: "hall.print-aborted",
      hint: { vi: expect.stringContaining("tệp bị lỗi") },
    });
  });
});

describe("R-H document printer: a printer that stands still", () => {
  it("R-H document printer: out of paper before anything was sent: waits here, prints once when the tray is filled", async () => {
    await bench.trouble("paperOut", true);
    await expect(send()).rejects.toMatchObject({ intent: "retry", code: "paper.out", trips: false });
    expect((await state()).jobs).toEqual([]);
    await bench.trouble("paperOut", false);
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    expect(await send()).toEqual({ reference: "1" });
    expect((await state()).outputs).toHaveLength(1);
  });
  it("R-H document printer: out of paper in the middle: the job waits at the printer and is not sent twice", async () => {
    await bench.door("/paper", { sheets: 1 });
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    await expect(send()).rejects.toMatchObject({
      intent: "retry",
      code: "paper.out",
      hint: { vi: expect.stringContaining("tự in tiếp") },
    });
    await expect(send()).rejects.toMatchObject({ code: "paper.out" });
    expect((await state()).jobs).toHaveLength(1);
    await bench.door("/paper", { sheets: 100 });
    pass(600_000);
    expect(await send()).toEqual({ reference: "1" });
    expect((await state()).outputs).toMatchObject([{ complete: true }]);
  });
  it("R-H document printer: a jam spoils a sheet; the side is printed again and the paper is whole", async () => {
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(2000);
    await bench.trouble("jam", true);
    await expect(send()).rejects.toMatchObject({ intent: "retry", code: "paper.jam" });
    await bench.trouble("jam", false);
    pass(600_000);
    expect(await send()).toEqual({ reference: "1" });
    const { outputs } = await state();
    expect(outputs).toHaveLength(1);
    expect(outputs[0]?.sides).toBe(outputs[0]?.of);
  });
  it.each([
    ["coverOpen", "cover.open"],
    ["tonerOut", "toner.empty"],
  ])("R-H document printer: %s is said as %s", async (trouble, code) => {
    await bench.trouble(trouble, true);
    await expect(send()).rejects.toMatchObject({ intent: "retry", code });
    expect(await look()).toMatchObject({ state: "failing", problems: [{ code }] });
    await bench.trouble(trouble, false);
    expect(await look()).toMatchObject({ state: "ok", problems: [] });
  });
  it("R-H document printer: low paper and low toner only warn, and print", async () => {
    await bench.trouble("paperLow", true);
    await bench.trouble("tonerLow", true);
    const report = await look();
    expect([report?.state, report?.problems.map(({ code }) => code)]).toEqual(["warning", ["paper.low", "toner.low"]]);
    expect(report?.readings).toMatchObject({ pages: 0, "level.black-toner": 10 });
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
  });
});

describe("R-H document printer: a job that somebody ends", () => {
  it("R-H document printer: cancelled at the printer is refused with the reason, and is not printed again", async () => {
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    const cancel = operation("cancel");
    expect(await cancel.send(cancel.body.parse({ messageId: MESSAGE }), callOf({}).call)).toEqual({ reference: "1" });
    await expect(send()).rejects.toMatchObject({
      intent: "rejected",
      code: "hall.print-canceled",
      hint: { vi: expect.stringContaining("người gửi đã hủy") },
    });
    expect((await state()).jobs).toHaveLength(1);
  });
  it("R-H document printer: what is out, and what never was, cannot be cancelled", async () => {
    const cancel = operation("cancel");
    const body = cancel.body.parse({ messageId: MESSAGE });
    await expect(cancel.send(body, callOf({}).call)).rejects.toMatchObject({ intent: "rejected", code: "hall.print-unknown" });
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    await expect(cancel.send(body, callOf({}).call)).rejects.toMatchObject({ intent: "rejected", code: "hall.print-over" });
  });
});

describe("R-H document printer: an unknown outcome is asked before anything is sent again", () => {
  it("R-H document printer: the answer to Print-Job is lost: the job is found by its name, and printed once", async () => {
    await fault({ kind: "loseAnswer", ...PRINT_JOB });
    await expect(send()).rejects.toMatchObject({ intent: "unknown", code: "device.cut" });
    await expect(inquire()).rejects.toMatchObject({ intent: "retry", code: "printer.printing" });
    pass(600_000);
    expect(await inquire()).toEqual({ found: true, reference: "1" });
    expect((await state()).outputs).toHaveLength(1);
  });
  it("R-H document printer: cut before it was read: the printer knows nothing, so it may be sent", async () => {
    await fault({ kind: "cut", ...PRINT_JOB });
    await expect(send()).rejects.toMatchObject({ intent: "unknown" });
    expect(await inquire()).toEqual({ found: false });
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    expect((await state()).jobs).toHaveLength(1);
  });
  it("R-H document printer: the printer took half of it (submission-interrupted): it is as if nothing had been sent", async () => {
    await bench.door("/interrupt", {});
    await fault({ kind: "loseAnswer", ...PRINT_JOB });
    await expect(send()).rejects.toMatchObject({ intent: "unknown" });
    expect(await inquire()).toEqual({ found: false });
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    // The given-up job keeps the same name: the one that went well counts.
    expect(await send()).toEqual({ reference: "2" });
    expect((await state()).outputs).toMatchObject([{ jobId: 2, complete: true }]);
  });
  it("R-H document printer: power out in the middle: half a paper is not given; what the printer forgot is printed anew", async () => {
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(2000);
    await bench.power(false);
    await expect(send()).rejects.toMatchObject({ intent: "retry", code: "device.offline" });
    await expect(look()).rejects.toMatchObject({ code: "device.offline" });
    await bench.power(true);
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    pass(600_000);
    expect(await send()).toEqual({ reference: "2" });
    expect((await state()).outputs).toMatchObject([
      { jobId: 1, complete: false },
      { jobId: 2, complete: true },
    ]);
  });
  it("R-H document printer: its cable out: the job goes on at the printer and is found again", async () => {
    await expect(send()).rejects.toMatchObject({ code: "printer.printing" });
    await bench.cable(false);
    await expect(inquire()).rejects.toMatchObject({ intent: "retry", code: "device.offline" });
    pass(600_000);
    await bench.cable(true);
    expect(await inquire()).toEqual({ found: true, reference: "1" });
  });
});

describe("R-H document printer: answers that are none", () => {
  it.each([
    [{ kind: "garbage", doIt: false }, "device.garbage"],
    [{ kind: "half", doIt: false }, "device.garbage"],
    [{ kind: "status", code: 404 }, "http.configuration"],
    [{ kind: "status", code: 401 }, "http.configuration"],
    [{ kind: "status", code: 503, retryAfter: 5 }, "http.busy"],
  ])("R-H document printer: %j on the first question is %s; nothing was printed", async (rule, code) => {
    await fault({ ...rule, times: 1 });
    await expect(send()).rejects.toMatchObject({ code });
    expect((await state()).jobs).toEqual([]);
  });
  it("R-H document printer: garbage instead of the answer to Print-Job leaves doubt, and is asked", async () => {
    await fault({ kind: "garbage", doIt: true, ...PRINT_JOB });
    await expect(send()).rejects.toMatchObject({ intent: "unknown", code: "device.garbage" });
    pass(600_000);
    expect(await inquire()).toEqual({ found: true, reference: "1" });
  });
});
