import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launchChromium } from "../../../support/chromium.ts";
import { skipped } from "../../../support/on-path.ts";

const FILE = new URL("../../../../gateway/public/assets/wedge.js", import.meta.url);
interface Key {
  readonly key: string;
  readonly at: number;
}
interface Wedge {
  readonly scanOf: (keys: readonly Key[]) => string | undefined;
}
await import(FILE.href);
const { scanOf } = (globalThis as unknown as { readonly lienthongWedge: Wedge }).lienthongWedge;

const keysOf = (text: string, gap: number, end = "Enter"): readonly Key[] =>
  [...text, end].map((key, index) => ({ key, at: 1000 + index * gap }));

describe("R-H bar code scanner: keyboard wedge, a scan or a person", () => {
  it("R-H bar code scanner: a burst ended by Enter is a scan", () => {
    expect(scanOf(keysOf("H57.101-260302-0001", 8))).toBe("H57.101-260302-0001");
    expect(scanOf(keysOf("A012", 20))).toBe("A012");
  });

  it("R-H bar code scanner: what a person types is none, nor a burst without Enter, nor one too short", () => {
    expect(scanOf(keysOf("A012", 80))).toBeUndefined();
    expect(scanOf(keysOf("A012", 8, "Tab"))).toBeUndefined();
    expect(scanOf(keysOf("A01", 8))).toBeUndefined();
    expect(scanOf([])).toBeUndefined();
  });

  it("R-H bar code scanner: one long pause within makes it a person's", () => {
    const keys = keysOf("A0123456", 5).map(({ key, at }, index) => ({ key, at: index > 4 ? at + 100 : at }));
    expect(scanOf(keys)).toBeUndefined();
  });

  it("R-H bar code scanner: function keys and arrows are no scan, whatever their speed", () => {
    expect(scanOf(["A", "0", "ArrowLeft", "1", "Enter"].map((key, index) => ({ key, at: index * 5 })))).toBeUndefined();
  });

  it("R-H bar code scanner: any text at a scanner's speed is read as it is; at a person's speed never", () => {
    const text = fc.string({ minLength: 4, maxLength: 200 });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 61, max: 400 }), (typed, fast, slow) => {
        expect(scanOf(keysOf(typed, fast))).toBe(typed);
        expect(scanOf(keysOf(typed, slow))).toBeUndefined();
      }),
    );
  });
});

/**
 * What runs in the page beside the script under test. Keys come as a scanner's do, but with times of their own, so that no busy machine
 * stretches a burst; what a key does by default is done here, because made-up events do nothing by themselves.
 */
const HELPERS = `
  const said = [];
  for (const form of document.querySelectorAll("form"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      said.push(form.id + ":" + form.querySelector("input").value);
    });
  document.querySelector("#nut").addEventListener("click", () => said.push("bấm"));
  const typeAs = (text, gap) => {
    const start = performance.now();
    [...text, "Enter"].forEach((key, index) => {
      const target = document.activeElement;
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: start + index * gap });
      if (!target.dispatchEvent(event)) return;
      if (key === "Enter") target.tagName === "BUTTON" ? target.click() : target.form?.requestSubmit();
      else if (target.tagName === "INPUT") target.value += key;
    });
  };
  const handleScans = () =>
    document.addEventListener("wedge", (event) => {
      event.preventDefault();
      said.push("tự xử lý " + event.detail.text);
    });
`;

describe.skipIf(CHROMIUM === undefined)(`R-H bar code scanner: keyboard wedge in Chromium${skipped("chromium")}`, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  /** A page with a field for scans, another for words, and a list of what was sent. */
  const open = async (): Promise<void> => {
    await page.goto("about:blank");
    await page.setContent(`
      <form id="tra-cuu"><input id="ma" name="code" data-wedge></form>
      <form id="ghi-chu"><input id="loi" name="note"></form>
      <button id="nut">Gọi số</button><ol id="gui"></ol>`);
    await page.addScriptTag({ content: HELPERS });
    await page.addScriptTag({ content: readFileSync(FILE, "utf8") });
  };
  /** `gap`: milliseconds between two keys. */
  const type = (text: string, gap: number): Promise<unknown> => page.evaluate(`typeAs(${JSON.stringify(text)}, ${gap})`);
  const sent = (): Promise<unknown> => page.evaluate("said");

  it("R-H bar code scanner: a scan is sent though nothing has the focus", async () => {
    await open();
    await type("H57.101-260302-0001", 5);
    expect(await sent()).toEqual(["tra-cuu:H57.101-260302-0001"]);
  });

  it("R-H bar code scanner: a scan while a button has the focus does not press it", async () => {
    await open();
    await page.locator("#nut").focus();
    await type("A012", 5);
    expect(await sent()).toEqual(["tra-cuu:A012"]);
  });

  it("R-H bar code scanner: a scan while another field has the focus is taken out of it again", async () => {
    await open();
    await page.locator("#loi").fill("bổ sung giấy");
    await page.locator("#loi").focus();
    await type("A012", 5);
    expect(await page.locator("#loi").inputValue()).toBe("bổ sung giấy");
    expect(await sent()).toEqual(["tra-cuu:A012"]);
  });

  it("R-H bar code scanner: a scan into the field itself stands there alone, whatever was left in it", async () => {
    await open();
    await page.locator("#ma").fill("H57.1");
    await page.locator("#ma").focus();
    await type("A012", 5);
    expect(await sent()).toEqual(["tra-cuu:A012"]);
  });

  it("R-H bar code scanner: what a person types goes where he types it", async () => {
    await open();
    await page.locator("#loi").focus();
    await type("mai", 120);
    expect(await sent()).toEqual(["ghi-chu:mai"]);
  });

  it("R-H bar code scanner: a screen that has lost the hub sends nothing", async () => {
    await open();
    await page.evaluate('document.querySelector("#tra-cuu").inert = true');
    await type("A012", 5);
    expect(await sent()).toEqual([]);
  });

  it("R-H bar code scanner: a page that handles scans itself gets the text and nothing is sent", async () => {
    await open();
    await page.evaluate("handleScans()");
    await type("A012", 5);
    expect(await sent()).toEqual(["tự xử lý A012"]);
  });
});
