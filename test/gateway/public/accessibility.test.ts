/**
 * Every public page, every screen of a hall and their main states, looked at by axe in Chromium: WCAG 2.0, 2.1 and 2.2 A and AA, and what axe calls
 * good practice. Then by keyboard: everything in its order, the focus always seen.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsIn, WCAG } from "../../support/axe.ts";
import { CHROMIUM, launchChromium } from "../../support/chromium.ts";
import { skipped } from "../../support/on-path.ts";
import { HALL, type ScreensWorld, screensWorld, until } from "../screens/world.ts";

/** A page may wait for a busy machine; vitest's own limit is longer, and would not name what was waited for. */
const PATIENCE_MS = 60_000;
const RULES = [...WCAG, "best-practice"];
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
const UPRIGHT = { width: 1080, height: 1920 };
const WIDE = { width: 1920, height: 1080 };
type Size = typeof PHONE;

describe.skipIf(CHROMIUM === undefined)(`R-I03 what citizens see, judged by axe${skipped("chromium")}`, () => {
  let world: ScreensWorld;
  let browser: Browser;
  let code = "";
  let key = "";
  beforeAll(async () => {
    world = await screensWorld();
    await world.up();
    browser = await launchChromium();
    const filed = await world.file("decided");
    code = filed.code ?? "";
    key = world.hub.updateKey(filed.id);
    await world.file("received");
    for (const serviceId of ["ho-tich", "ho-tich", "chung-thuc"]) await world.act({ type: "takeTicket", serviceId });
    await world.act({ type: "openCounter", counterId: "q1", officer: "cb-q1" });
    await world.act({ type: "callNext", counterId: "q1" });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  const within = async (viewport: Size, use: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({ viewport });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await use(page, context);
    } finally {
      await context.close();
    }
  };
  const open = (page: Page, deviceId: string) => page.goto(`${world.origin}${world.link(deviceId)}`);
  const submit = (page: Page): Promise<void> => page.click("main form:first-of-type button[type=submit] >> nth=0");
  const lookUp = async (page: Page): Promise<void> => {
    await page.goto(`${world.origin}/tra-cuu?code=${code}`);
    await page.fill("#khoa-cap-nhat", key);
    await page.press("#khoa-cap-nhat", "Enter");
    await page.waitForSelector("#ket-qua");
  };
  const rate = async (page: Page): Promise<void> => {
    await lookUp(page);
    await page.click('form[action="/danh-gia"] button');
    await page.waitForSelector("#muc-5");
  };

  describe("R-E01 R-E02 R-I03 citizens' pages", () => {
    const PAGES = [
      "/",
      "/tra-cuu",
      "/thu-tuc",
      "/thu-tuc?tu-khoa=khai+sinh&cap=commune",
      "/thu-tuc?tu-khoa=khongcogi",
      "/thu-tuc/1.001193",
      "/thu-tuc/1.001193/trich-yeu",
      "/thu-tuc/khong-co",
      "/danh-gia",
      "/hall/kiosk",
      "/hall/enter/th-kiosk-1?key=sai",
    ];
    it.each([
      ["vi", "a telephone", PHONE],
      ["en", "a desk", DESK],
    ] as const)("R-E01 R-I03 in %s on %s no page has a violation", async (lang, _where, size) => {
      await within(size, async (page) => {
        for (const path of PAGES) {
          await page.goto(`${world.origin}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          expect(await violationsIn(page, RULES), path).toEqual([]);
        }
      });
    });

    it.each([
      ["what is missing in a look-up", (page: Page) => page.goto(`${world.origin}/tra-cuu`).then(() => submit(page)), ".wrong"],
      ["a dossier found by its key", lookUp, "#ket-qua"],
      ["the form of rating", rate, "#muc-5"],
      ["a rating without a face", (page: Page) => rate(page).then(() => submit(page)), "#muc-5-loi"],
    ] as const)("R-E02 R-E05 R-I03 %s has none", async (_what, reach, there) => {
      for (const size of [PHONE, DESK])
        await within(size, async (page) => {
          await reach(page);
          await page.waitForSelector(there);
          expect(await violationsIn(page, RULES)).toEqual([]);
        });
    });

    it("R-I03 a rating without a face says what was not done, beside the faces and in the list above", async () => {
      await within(PHONE, async (page) => {
        await rate(page);
        await submit(page);
        await page.waitForSelector("#muc-5-loi");
        expect(await page.textContent("#chua-duoc")).toBe("Chưa gửi được đánh giá");
        expect(await page.getAttribute("fieldset >> nth=0", "aria-describedby")).toBe("muc-5-loi");
        await page.click('.notice.bad a[href="#muc-5"]');
        expect(await page.evaluate<string>("document.activeElement.id")).toBe("muc-5");
      });
    });
  });

  describe("R-H R-I03 screens of the hall", () => {
    it.each([
      ["vi", UPRIGHT],
      ["en", WIDE],
    ] as const)("R-E01 R-E02 R-H look-up kiosk: in %s no page has a violation", async (lang, size) => {
      const number = [...(await world.hub.hall.day(HALL)).tickets.keys()][0] ?? "";
      await within(size, async (page) => {
        await open(page, "th-kiosk-1");
        for (const path of [
          "",
          "/take?for=submit",
          "/take/priority?for=submit&line=xa-hoi",
          "/look-up",
          `/dossier?code=${code}`,
          "/dossier?code=H57.101-260213-9999",
          "/procedures",
          "/procedures/fields",
          "/procedures/1.001193",
          `/ticket/${number}`,
          "/ticket/Z999",
        ]) {
          await page.goto(`${world.origin}/hall/kiosk${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          await page.waitForSelector("h1");
          expect(await violationsIn(page, RULES), path).toEqual([]);
        }
      });
    });

    it.each([
      ["th-queue-1", ".tile"],
      ["nho-queue-1", ".newest"],
      ["lon-queue-1", ".tile"],
      ["th-results-1", ".list"],
    ])("R-E01 R-H display %s has no violation, cut off from the hub or not", async (deviceId, there) => {
      await within(WIDE, async (page) => {
        await open(page, deviceId);
        await page.waitForSelector(there);
        expect(await violationsIn(page, RULES)).toEqual([]);
        await world.down();
        try {
          await page.waitForSelector("[data-offline-banner]:not([hidden])");
          expect(await violationsIn(page, RULES)).toEqual([]);
        } finally {
          await world.up();
        }
      });
    });

    it("R-E05 R-H satisfaction tablet: at rest, asking, asking why, thanking: none", async () => {
      await within({ width: 1280, height: 800 }, async (page) => {
        await open(page, "th-tablet-1");
        await page.waitForSelector(".rest");
        expect(await violationsIn(page, RULES), "rest").toEqual([]);
        await world.act({ type: "serve", counterId: "q1" });
        await world.act({ type: "finish", counterId: "q1" });
        await page.waitForSelector(".ask");
        expect(await violationsIn(page, RULES), "ask").toEqual([]);
        await page.click(".score-2");
        await page.waitForSelector("#vi-waiting");
        expect(await violationsIn(page, RULES), "why").toEqual([]);
        await page.click("text=Gửi đánh giá");
        await page.waitForSelector(".thanks");
        expect(await violationsIn(page, RULES), "thanks").toEqual([]);
      });
    });
  });

  describe("R-I03 by keyboard alone", () => {
    /** Everything on a page that takes the focus, marked by its place; radio buttons of one name are one stop. */
    const MARK = `(() => {
      const names = new Set();
      const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, [tabindex='0']")].filter((one) => {
        if (one.getClientRects().length === 0 || one.closest("[hidden], [inert], dialog:not([open])") !== null) return false;
        if (one.type !== "radio") return true;
        const first = !names.has(one.name);
        names.add(one.name);
        return first;
      });
      stops.forEach((one, index) => { one.dataset.stop = String(index); });
      return stops.length;
    })()`;
    const HERE = `(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return [document.activeElement.dataset.stop ?? "none", outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2];
    })()`;

    it.each([
      ["/", DESK],
      ["/tra-cuu", PHONE],
      ["/thu-tuc", PHONE],
      ["/thu-tuc/1.001193", DESK],
      ["/thu-tuc/1.001193/trich-yeu", DESK],
      ["/danh-gia", PHONE],
      ["/hall/kiosk", WIDE],
      ["/hall/kiosk/take?for=submit", UPRIGHT],
      ["/hall/kiosk/procedures/1.001193", UPRIGHT],
    ] as const)("R-I03 %s: Tab goes to everything in its order, and the focus is always seen", async (path, size) => {
      await within(size, async (page) => {
        if (path.startsWith("/hall")) await open(page, "th-kiosk-1");
        await page.goto(`${world.origin}${path}`);
        await until(() => page.evaluate<boolean>('document.readyState === "complete"'));
        const stops = await page.evaluate<number>(MARK);
        expect(stops).toBeGreaterThan(3);
        const seen: [string, boolean][] = [];
        for (let n = 0; n < stops; n += 1) {
          await page.keyboard.press("Tab");
          seen.push(await page.evaluate<[string, boolean]>(HERE));
        }
        expect(seen).toEqual(Array.from({ length: stops }, (_, index) => [String(index), true]));
      });
    });
  });
});
