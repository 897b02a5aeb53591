/**
 * Screens in every shape that a hall may have: walls that hang upright, old kiosks of 4 : 3, tablets held upright. Nothing is cut off, nothing is too
 * small for a finger or for three metres; and a wall that is cut off says since when. LIENTHONG_SHOTS names a folder for pictures.
 */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launchChromium } from "../../support/chromium.ts";
import { skipped } from "../../support/on-path.ts";
import { faultsIn, lowContrastIn, tooSmallIn } from "./measure.ts";
import { type ScreensWorld, screensWorld, until } from "./world.ts";

/** A page may wait for a busy machine; vitest's own limit is longer, and would not name what was waited for. */
const PATIENCE_MS = 60_000;
const UPRIGHT = { width: 1080, height: 1920 };
const LYING = { width: 1920, height: 1080 };
const OLD = { width: 1024, height: 768 };
/** The smallest that a finger hits (WCAG 2.5.5). */
const FINGER = 44;

describe.skipIf(CHROMIUM === undefined)(`R-H R-I03 screens of every shape${skipped("chromium")}`, () => {
  let world: ScreensWorld;
  let browser: Browser;
  beforeAll(async () => {
    world = await screensWorld();
    await world.up();
    browser = await launchChromium();
    for (let n = 1; n <= 12; n += 1) {
      await world.act({ type: "openCounter", counterId: `q${n}`, officer: `cb-q${n}` }, "lon");
      await world.act({ type: "takeTicket", serviceId: "xa-hoi" }, "lon");
      await world.act({ type: "callNext", counterId: `q${n}` }, "lon");
    }
    for (const serviceId of ["ho-tich", "ho-tich", "xa-hoi"]) await world.act({ type: "takeTicket", serviceId });
    await world.act({ type: "openCounter", counterId: "q1", officer: "cb-q1" });
    await world.act({ type: "callNext", counterId: "q1" });
    for (let n = 0; n < 9; n += 1) await world.file("decided");
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  const on = async (deviceId: string, viewport: typeof OLD, use: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({ viewport });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(`${world.origin}${world.link(deviceId)}`);
      await use(page);
    } finally {
      await context.close();
    }
  };
  const shot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env["LIENTHONG_SHOTS"];
    if (folder !== undefined && folder !== "") await page.screenshot({ path: join(folder, `${name}.png`) });
  };

  it.each([
    ["th-queue-1", ".tile"],
    ["nho-queue-1", ".tile"],
    ["lon-queue-1", ".tile"],
    ["th-results-1", ".list"],
  ])(
    "R-H display %s hanging upright: nothing overflows, contrast 7 : 1, numbers as large as on a lying one",
    async (deviceId, there) => {
      await on(deviceId, UPRIGHT, async (page) => {
        await page.waitForSelector(there);
        await shot(page, `upright-${deviceId}`);
        expect(await faultsIn(page)).toEqual([]);
        expect(await lowContrastIn(page, 7)).toEqual([]);
        const sizes = await page.evaluate<readonly number[]>(
          '[...document.querySelectorAll(".number")].map((one) => Number.parseFloat(getComputedStyle(one).fontSize))',
        );
        expect(sizes.filter((size) => size < UPRIGHT.width * 0.12)).toEqual([]);
      });
    },
  );

  it.each([
    ["th-queue-1", UPRIGHT],
    ["nho-queue-1", UPRIGHT],
    ["lon-queue-1", UPRIGHT],
    ["th-queue-1", LYING],
    ["nho-queue-1", LYING],
    ["lon-queue-1", LYING],
  ])("R-H R-I03 display %s at %o: the name of every line is whole and large enough for three metres", async (deviceId, size) => {
    await on(deviceId, size, async (page) => {
      await page.waitForSelector(".line");
      await shot(page, `lines-${size.width}-${deviceId}`);
      const names = await page.evaluate<readonly { name: string; cut: boolean; size: number }[]>(
        `[...document.querySelectorAll(".line .name")].map((one) => ({
          name: one.textContent,
          cut: one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2,
          size: Number.parseFloat(getComputedStyle(one).fontSize),
        }))`,
      );
      expect(names.length).toBeGreaterThanOrEqual(6);
      expect(names.filter(({ cut }) => cut)).toEqual([]);
      expect(names.filter((one) => one.size < Math.min(size.width, size.height) * 0.025)).toEqual([]);
      expect(await faultsIn(page)).toEqual([]);
    });
  });

  it("R-H display: more lines than fit turn their pages in one place, and every line comes by", async () => {
    await on("lon-queue-1", LYING, async (page) => {
      const visible = () =>
        page.evaluate<string>(
          '[...document.querySelectorAll("#hang > ul:not([hidden]) .letter")].map((one) => one.textContent).join("")',
        );
      await until(async () => (await visible()) === "ABCD");
      const tiles = await page.locator("#quay").boundingBox();
      await until(async () => (await visible()) === "ERKL");
      expect(await page.locator("#quay").boundingBox()).toEqual(tiles);
    });
  });

  it("R-H satisfaction tablet held upright: faces, reasons and thanks stand within it, each a target for a finger", async () => {
    await on("th-tablet-1", { width: 768, height: 1024 }, async (page) => {
      await page.waitForSelector(".rest");
      await world.act({ type: "serve", counterId: "q1" });
      await world.act({ type: "finish", counterId: "q1" });
      for (const [there, next] of [
        [".ask", ".score-2"],
        ["#vi-waiting", "text=Gửi đánh giá"],
      ] as const) {
        await page.waitForSelector(there);
        await shot(page, `upright-tablet${there.replace(/\W/g, "-")}`);
        expect(await faultsIn(page), there).toEqual([]);
        expect(await tooSmallIn(page, FINGER), there).toEqual([]);
        expect(await page.evaluate<number>('document.querySelector("h1").getBoundingClientRect().top'), there).toBeGreaterThan(0);
        await page.click(next);
      }
      await page.waitForSelector(".thanks");
    });
  });

  it.each(["vi", "en"])(
    "R-E01 R-E02 R-H look-up kiosk of 4 : 3 in %s: nothing hides under the foot, every target is 44 px at least",
    async (lang) => {
      await on("th-kiosk-1", OLD, async (page) => {
        for (const path of [
          "",
          "/take?for=submit",
          "/take?for=ask",
          "/take/priority?for=submit&line=xa-hoi",
          "/look-up",
          "/procedures",
          "/procedures/1.001193",
          "/ticket/A001",
          "/ticket/Z999",
        ]) {
          await page.goto(`${world.origin}/hall/kiosk${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          await page.waitForSelector("h1");
          await shot(page, `old-kiosk${path.replaceAll(/\W/g, "-")}-${lang}`);
          expect(await tooSmallIn(page, FINGER), path).toEqual([]);
          expect(await faultsIn(page), path).toEqual([]);
          const hidden =
            'document.querySelector(".whole > main").scrollHeight - document.querySelector(".whole > main").clientHeight';
          expect(await page.evaluate<number>(hidden), path).toBeLessThanOrEqual(2);
        }
      });
    },
  );

  it("R-H look-up kiosk: whoever asks about a number that is being called is told where to go; one of another day is told so", async () => {
    await on("lon-kiosk-1", UPRIGHT, async (page) => {
      await page.goto(`${world.origin}/hall/kiosk/ticket/D001`);
      expect(await page.textContent(".turn-now")).toBe("Đang được gọi – mời đến quầy 1");
      const size = await page.evaluate<number>(
        'Number.parseFloat(getComputedStyle(document.querySelector(".turn-now")).fontSize)',
      );
      expect(size).toBeGreaterThanOrEqual(UPRIGHT.width * 0.05);
      await page.goto(`${world.origin}/hall/kiosk/ticket/Z999`);
      expect(await page.textContent("h1")).toBe("Hôm nay không có số Z999");
    });
  });

  it("R-H display cut off from the hub says since when its picture is old, in both languages, and no more once it is back", async () => {
    await on("lon-queue-1", { width: 1920, height: 1080 }, async (page) => {
      await page.waitForSelector(".tile");
      await world.down();
      try {
        const banner = page.locator("[data-offline-banner]");
        await banner.waitFor({ state: "visible" });
        await shot(page, "queue-offline");
        expect(await banner.textContent()).toMatch(
          /bảng dừng từ 1\d:\d\d, xin nghe gọi số.*not updated since 1\d:\d\d, please listen/s,
        );
        expect(await lowContrastIn(page, 7)).toEqual([]);
        expect(await faultsIn(page)).toEqual([]);
      } finally {
        await world.up();
      }
      await page.locator("[data-offline-banner]").waitFor({ state: "hidden" });
    });
  });
});
