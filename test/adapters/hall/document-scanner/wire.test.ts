import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseSettings,
  nearestDpi,
  type Resolution,
  readCapabilities,
  resolutionsInWords,
  scanSettings,
} from "../../../../adapters/hall/document-scanner/capabilities.ts";
import { jobIdOf } from "../../../../adapters/hall/document-scanner/client.ts";
import { ADF_STATES } from "../../../../adapters/hall/document-scanner/contract/escl.ts";
import driver from "../../../../adapters/hall/document-scanner/driver.ts";
import { scanJob } from "../../../../adapters/hall/document-scanner/job.ts";
import { onePdf } from "../../../../adapters/hall/document-scanner/pdf.ts";
import { jobTrouble, readStatus, reportOf, troubleOf } from "../../../../adapters/hall/document-scanner/status.ts";
import { SCAN_TROUBLES } from "../../../../adapters/hall/document-scanner/troubles.ts";
import { parseXml } from "../../../../adapters/kit/xml.ts";

const NS = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';
const profile = (inner: string): string =>
  `<scan:SettingProfiles><scan:SettingProfile>${inner}</scan:SettingProfile></scan:SettingProfiles>`;
const caps = (inner: string) =>
  readCapabilities(
    parseXml(
      `<scan:ScannerCapabilities ${NS}><pwg:Version>2.1</pwg:Version><pwg:MakeAndModel>Máy thử</pwg:MakeAndModel>${inner}</scan:ScannerCapabilities>`,
    ),
  );
const JPEG_RGB =
  "<scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>";
const job = scanJob.parse({ source: "glass", title: "Giấy tờ", dpi: 300 });

describe("what a scanner can do", () => {
  it("R-H document scanner: resolutions are single ones, or a range with a step", () => {
    const read = caps(
      `<scan:Platen><scan:PlatenInputCaps><scan:MaxWidth>2500</scan:MaxWidth><scan:MaxHeight>3300</scan:MaxHeight>${profile(
        `${JPEG_RGB}<scan:SupportedResolutions><scan:DiscreteResolutions>
          <scan:DiscreteResolution><scan:XResolution>600</scan:XResolution><scan:YResolution>1200</scan:YResolution></scan:DiscreteResolution>
          <scan:DiscreteResolution><scan:XResolution>200</scan:XResolution><scan:YResolution>200</scan:YResolution></scan:DiscreteResolution>
        </scan:DiscreteResolutions><scan:ResolutionRange><scan:XResolutionRange><scan:Min>100</scan:Min><scan:Max>260</scan:Max><scan:Step>50</scan:Step></scan:XResolutionRange></scan:ResolutionRange></scan:SupportedResolutions>`,
      )}</scan:PlatenInputCaps></scan:Platen>`,
    );
    expect(read?.sources.glass?.resolutions).toEqual([{ dpi: 200 }, { min: 100, max: 260, step: 50 }]);
    expect(resolutionsInWords(read?.sources.glass?.resolutions ?? [])).toBe("200, 100–260");
    if (read === undefined) return;
    expect(chooseSettings(read, job)).toEqual({
      source: "glass",
      dpi: 250,
      colourMode: "RGB24",
      format: "image/jpeg",
      width: 2480,
      height: 3300,
    });
  });

  it("R-H document scanner: the nearest resolution is one that the scanner has, and none is nearer", () => {
    const resolution: fc.Arbitrary<Resolution> = fc.oneof(
      fc.record({ dpi: fc.integer({ min: 50, max: 1200 }) }),
      fc
        .record({
          min: fc.integer({ min: 50, max: 600 }),
          more: fc.integer({ min: 0, max: 600 }),
          step: fc.integer({ min: 1, max: 100 }),
        })
        .map(({ min, more, step }) => ({ min, max: min + more, step })),
    );
    const values = (one: Resolution): readonly number[] =>
      "dpi" in one
        ? [one.dpi]
        : Array.from({ length: Math.floor((one.max - one.min) / one.step) + 1 }, (_, i) => one.min + i * one.step);
    fc.assert(
      fc.property(fc.array(resolution, { minLength: 1, maxLength: 6 }), fc.integer({ min: 75, max: 600 }), (list, wanted) => {
        const all = list.flatMap(values);
        const got = nearestDpi(list, wanted);
        expect(all).toContain(got);
        expect(Math.min(...all.map((dpi) => Math.abs(dpi - wanted)))).toBe(Math.abs(got - wanted));
      }),
    );
    expect(nearestDpi([{ dpi: 200 }, { dpi: 400 }], 300)).toBe(400);
    expect(nearestDpi([], 300)).toBe(300);
  });

  it("R-H document scanner: one that offers neither JPEG nor PDF, or no colour at all, is refused in words", () => {
    const other = caps(
      `<scan:Platen><scan:PlatenInputCaps>${profile(JPEG_RGB.replace("image/jpeg", "image/tiff"))}</scan:PlatenInputCaps></scan:Platen>`,
    );
    const bitonal = caps(
      `<scan:Platen><scan:PlatenInputCaps>${profile(JPEG_RGB.replace("RGB24", "BlackAndWhite1"))}</scan:PlatenInputCaps></scan:Platen>`,
    );
    for (const read of [other, bitonal]) {
      expect(read).toBeDefined();
      if (read !== undefined)
        expect(() => chooseSettings(read, job)).toThrow(expect.objectContaining({ code: "hall.scanner-refused" }));
    }
    expect(readCapabilities(parseXml("<a/>"))).toBeUndefined();
  });

  it("R-H document scanner: the ScanSettings speak the scanner's version and name the format both ways", () => {
    const text = scanSettings(
      { source: "feederTwoSided", dpi: 200, colourMode: "Grayscale8", format: "application/pdf", width: 2480, height: 3508 },
      "2.1",
    );
    for (const part of [
      "<pwg:Version>2.1</pwg:Version>",
      "<pwg:InputSource>Feeder</pwg:InputSource>",
      "<scan:Duplex>true</scan:Duplex>",
      "<pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>",
      "<scan:DocumentFormatExt>application/pdf</scan:DocumentFormatExt>",
      "<scan:ColorMode>Grayscale8</scan:ColorMode>",
      "<pwg:Width>2480</pwg:Width>",
    ])
      expect(text).toContain(part);
    expect(
      scanSettings({ source: "glass", dpi: 200, colourMode: "RGB24", format: "image/jpeg", width: 1, height: 1 }, ""),
    ).not.toContain("Duplex");
  });
});

describe("how a scanner is", () => {
  const status = (inner: string) => readStatus(parseXml(`<scan:ScannerStatus ${NS}>${inner}</scan:ScannerStatus>`));

  it("R-H document scanner: every troubled state of the feeder has words for the officer and for the watcher", () => {
    const peace = ["ScannerAdfEmpty", "ScannerAdfLoaded", "ScannerAdfProcessing"];
    for (const adf of ADF_STATES) {
      const read = status(`<pwg:State>Idle</pwg:State><scan:AdfState>${adf}</scan:AdfState>`);
      expect(read).toBeDefined();
      if (read === undefined) continue;
      const trouble = troubleOf(read, "feederOneSided");
      const report = reportOf(read, {});
      expect([adf, trouble === undefined, report.state === "ok"]).toEqual([adf, peace.includes(adf), peace.includes(adf)]);
      if (trouble !== undefined) expect(SCAN_TROUBLES[trouble].vi.length).toBeGreaterThan(20);
      expect(troubleOf(read, "glass")).toBeUndefined();
    }
  });

  it("R-H document scanner: a job that was cancelled, given up, or forgotten with paper still in the feeder is no good end", () => {
    const jobInfo = (state: string): string =>
      `<scan:Jobs><scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/j1</pwg:JobUri><pwg:JobState>${state}</pwg:JobState></scan:JobInfo></scan:Jobs>`;
    const of = (inner: string, source: "glass" | "feederTwoSided" = "feederTwoSided") => {
      const read = status(`<pwg:State>Idle</pwg:State>${inner}`);
      return read && jobTrouble(read, "j1", source);
    };
    expect(of(jobInfo("Canceled"))).toBe("hall.scan-cancelled");
    expect(of(jobInfo("Aborted"))).toBe("hall.scan-broken-off");
    expect(of(`<scan:AdfState>ScannerAdfLoaded</scan:AdfState>${jobInfo("Completed")}`)).toBeUndefined();
    expect(of("<scan:AdfState>ScannerAdfLoaded</scan:AdfState>")).toBe("hall.scan-broken-off");
    expect(of("<scan:AdfState>ScannerAdfLoaded</scan:AdfState>", "glass")).toBeUndefined();
    expect(of("<scan:AdfState>ScannerAdfEmpty</scan:AdfState>")).toBeUndefined();
  });

  it("R-H document scanner: a stopped machine is failing, an unknown document is none", () => {
    const stopped = status("<pwg:State>Stopped</pwg:State>");
    expect(stopped && reportOf(stopped, {})).toMatchObject({ state: "failing", problems: [{ code: "scanner.stopped" }] });
    expect(status("")).toBeUndefined();
  });
});

describe("its address", () => {
  const read = (url: string, options: Readonly<Record<string, string>> = {}) => driver.config.safeParse({ url, options });

  it("R-H document scanner: escl:// is HTTP, escls:// HTTPS, and the usual path is /eSCL", () => {
    expect(read("escl://may.test").data).toEqual({
      baseUrl: "http://may.test:80/eSCL",
      headers: {},
      secrets: [],
      format: "auto",
    });
    expect(read("escls://may.test/scan/", { format: "pdf" }).data).toMatchObject({
      baseUrl: "https://may.test:443/scan",
      format: "pdf",
    });
    expect(read("escl://[2001:db8::7]:8080").data).toMatchObject({ baseUrl: "http://[2001:db8::7]:8080/eSCL" });
  });

  it("R-H document scanner: user and password go out as HTTP Basic and are secrets of the log", () => {
    const { data } = read("escl://a:bi-mat-1@may.test");
    expect(data).toMatchObject({ headers: { authorization: `Basic ${Buffer.from("a:bi-mat-1").toString("base64")}` } });
    expect((data as { secrets: readonly string[] }).secrets).toContain("bi-mat-1");
  });

  it("R-H document scanner: what is wrong with it is said in words, without the address", () => {
    for (const url of ["http://may.test", "escl://", "escl:", "escl://a:bi-mat%zz@may.test"]) {
      const { error } = read(url);
      expect(error?.issues[0]?.message).toContain("escl://192.0.2.7:8080/eSCL");
      expect(error?.issues[0]?.message).not.toContain("bi-mat");
    }
  });
});

describe("what scanners call a job", () => {
  it("R-H document scanner: only the last part of its address is used", () => {
    expect(jobIdOf("http://may-quet.local:8080/eSCL/ScanJobs/4509a320-00a0-008f")).toBe("4509a320-00a0-008f");
    expect(jobIdOf("/eSCL/ScanJobs/12/")).toBe("12");
    for (const bad of [null, "", "/eSCL/ScanJobs/", "/eSCL/ScanJobs/a/../b", "/eSCL/ScanJobs/a?b=c", "http://xấu.test/"])
      expect(jobIdOf(bad)).toBeUndefined();
  });

  it("R-A11 what is no JPEG never becomes a page", async () => {
    const about = { title: "a", dpi: 300, colourMode: "RGB24", at: "2026-03-02T02:00:00.000Z" };
    const headOnly = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x02, 0xff, 0xd9]);
    for (const bytes of [new Uint8Array(), new TextEncoder().encode("<html>"), headOnly])
      await expect(onePdf([bytes], about)).rejects.toMatchObject({ intent: "rejected", code: "hall.scan-unreadable" });
  });
});
