import { describe, expect, it } from "vitest";
import { PRINTER_STATE } from "../../../../adapters/hall/document-printer/contract/ipp.ts";
import { readPrinter, reportOf } from "../../../../adapters/hall/document-printer/problems.ts";
import { settings } from "../../../../adapters/hall/document-printer/settings.ts";
import type { IppValue } from "../../../../adapters/hall/document-printer/wire.ts";

const report = (reasons: readonly string[], more: Readonly<Record<string, readonly IppValue[]>> = {}) =>
  reportOf(
    readPrinter(
      new Map<string, readonly IppValue[]>([
        ["printer-state", [PRINTER_STATE.idle]],
        ["printer-state-reasons", reasons],
        ["printer-is-accepting-jobs", [true]],
        ...Object.entries(more),
      ]),
    ),
  );
const stopped = { "printer-state": [PRINTER_STATE.stopped] } as const;

describe("R-H document printer: how it is, in words", () => {
  it.each([
    ["media-empty-error", "failing", "paper.out"],
    ["media-needed", "failing", "paper.out"],
    ["media-empty-warning", "warning", "paper.out"],
    ["media-low", "warning", "paper.low"],
    ["media-low-report", "warning", "paper.low"],
    ["media-jam-error", "failing", "paper.jam"],
    ["cover-open", "failing", "cover.open"],
    ["door-open-error", "failing", "cover.open"],
    ["interlock-open", "failing", "cover.open"],
    ["toner-low-warning", "warning", "toner.low"],
    ["toner-empty-error", "failing", "toner.empty"],
    ["marker-supply-low-report", "warning", "toner.low"],
    ["output-area-full", "failing", "output.full"],
    ["offline-report", "failing", "printer.offline"],
    ["paused", "failing", "printer.paused"],
    ["something-new-error", "failing", "printer.other"],
    ["something-new", "warning", "printer.other"],
  ])("R-H document printer: %s is %s, %s", (reason, state, code) => {
    const said = report([reason]);
    expect([said.state, said.problems.map((problem) => problem.code)]).toEqual([state, [code]]);
    expect(said.problems[0]?.vi).toMatch(/\.$/);
  });
  it("R-H document printer: none, and what is only reported and unknown, is nothing", () => {
    expect(report(["none"])).toMatchObject({ state: "ok", problems: [] });
    expect(report(["wifi-not-configured-report"])).toMatchObject({ state: "ok", problems: [] });
  });
  it("R-H document printer: a printer that stopped fails, whatever weight it gives its reasons", () => {
    expect(report(["media-empty-warning"], stopped).state).toBe("failing");
    const unexplained = report(["none"], stopped);
    expect([unexplained.state, unexplained.problems[0]?.code]).toEqual(["failing", "printer.stopped"]);
  });
  it("R-H document printer: one that takes no jobs fails and says so", () => {
    const closed = report(["none"], { "printer-is-accepting-jobs": [false] });
    expect([closed.state, closed.problems[0]?.code]).toEqual(["failing", "printer.not-accepting"]);
  });
  it("R-H document printer: the same trouble in two words is one problem", () => {
    expect(report(["media-empty-error", "media-needed-error"]).problems).toHaveLength(1);
  });
  it("R-H document printer: readings are model, pages, queue and levels; a level that the printer does not know is left out", () => {
    expect(
      report(["none"], {
        "printer-make-and-model": ["Máy in Thử 40"],
        "printer-impressions-completed": [1234],
        "queued-job-count": [2],
        "marker-names": ["Black Toner", "Drum"],
        "marker-levels": [52, -2],
      }).readings,
    ).toEqual({ model: "Máy in Thử 40", pages: 1234, queued: 2, "level.black-toner": 52 });
    expect(
      report(["none"], {
        "printer-supply": [
          "index=1;type=toner;maxcapacity=8000;level=2000;unit=impressions;colorantname=black;",
          "index=2;type=wasteToner;maxcapacity=-2;level=-3;",
        ],
      }).readings,
    ).toEqual({ "level.black": 25 });
  });
});

describe("R-H document printer: its address", () => {
  const read = (url: string) => settings.safeParse({ url, options: {} });
  it.each([
    ["ipp://may-in.test", "http://may-in.test:631", "ipp://may-in.test:631/ipp/print"],
    ["ipp://192.0.2.7:8631/printers/mot-cua", "http://192.0.2.7:8631", "ipp://192.0.2.7:8631/printers/mot-cua"],
    ["ipps://may-in.test/ipp/print", "https://may-in.test:631", "ipps://may-in.test:631/ipp/print"],
    ["ipp://[2001:db8::7]/ipp/print", "http://[2001:db8::7]:631", "ipp://[2001:db8::7]:631/ipp/print"],
  ])("R-H document printer: %s is asked at %s and called %s", (url, baseUrl, printerUri) => {
    expect(read(url).data).toEqual({ baseUrl, printerUri, path: new URL(printerUri).pathname });
  });
  it("R-H document printer: an account goes into no name of the printer", () => {
    expect(read("ipp://in:m%40t%20kh%E1%BA%A9u@may-in.test").data).toEqual({
      baseUrl: "http://may-in.test:631",
      path: "/ipp/print",
      printerUri: "ipp://may-in.test:631/ipp/print",
      login: { user: "in", password: "m@t khẩu" },
    });
  });
  it.each(["may-in.test", "http://may-in.test", "ipp://", "ipp://may-in.test/ipp?x=secret-1", "ipp://a:%ZZ@may-in.test"])(
    "R-H document printer: %s is refused without being repeated",
    (url) => {
      const { error } = read(url);
      expect(error?.issues[0]?.message).toContain("ipp://");
      expect(error?.issues[0]?.message).not.toContain("secret-1");
    },
  );
});
