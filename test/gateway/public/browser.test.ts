/** The citizens' pages in a real browser: by keyboard alone, in both languages, on a phone and on a large screen, with and without script. */
import { serve } from "@hono/node-server";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../../gateway/app.ts";
import { CHROMIUM, launchChromium } from "../../support/chromium.ts";
import { skipped } from "../../support/on-path.ts";
import { BIRTH, OFFICER, type RealWorld, realWorld } from "../real-hub.ts";

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

describe.skipIf(CHROMIUM === undefined)(`R-E01 R-E02 R-I03 the pages in Chromium${skipped("chromium")}`, () => {
  let world: RealWorld;
  let server: ReturnType<typeof serve>;
  let browser: Browser;
  let origin: string;
  let code: string;
  let key: string;
  beforeAll(async () => {
    world = await realWorld();
    const made = await world.hub.execute({
      command: { type: "submit", ...BIRTH, components: [...BIRTH.components] },
      actor: { id: "portal", role: "applicant" },
    });
    if (made.outcome !== "done") throw new TypeError(JSON.stringify(made));
    const dossier = made.receipt.dossierId;
    await world.hub.execute({ command: { type: "check", outcome: "valid" }, dossier, ...OFFICER });
    await world.hub.execute({ command: { type: "receive" }, dossier, ...OFFICER });
    await world.hub.execute({
      command: { type: "requestFee", chargeId: "c1", name: "Lệ phí thử", amount: 8000 },
      dossier,
      ...OFFICER,
    });
    code = (await world.hub.find(dossier))?.code ?? "";
    key = world.hub.updateKey(dossier);
    const app = createApp(world.hub);
    origin = await new Promise((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server?.close(resolve));
    await world?.stop();
  });

  /** A page of a fresh browser; what its console complains of is in `complaints`. */
  const open = async (path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> => {
    const page = await (await browser.newContext(options)).newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // A refusal is an answer of ours, which the browser reports as a failed load.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    await page.goto(`${origin}${path}`);
    return { page, complaints };
  };
  const focused = (page: Page): Promise<string> =>
    page.evaluate<string>(`document.activeElement?.id || document.activeElement?.className || ""`);
  /** Presses Tab until the element with this id has the focus. */
  const tabTo = async (page: Page, id: string): Promise<void> => {
    for (let presses = 0; presses < 40 && (await focused(page)) !== id; presses += 1) await page.keyboard.press("Tab");
    expect(await focused(page)).toBe(id);
  };
  const answerOf = async (page: Page): Promise<string> => {
    const [, a = "", sign, b = ""] =
      /(\S+) (cộng|trừ) (\S+) bằng bao nhiêu/.exec((await page.textContent('label[for="tra-loi"]')) ?? "") ?? [];
    const [x, y] = [DIGITS.indexOf(a.toLowerCase()), DIGITS.indexOf(b)];
    return String(sign === "cộng" ? x + y : x - y);
  };

  it("R-E02 R-I03 a dossier is looked up by keyboard alone: the answer has the focus and is announced", async () => {
    const { page, complaints } = await open("/tra-cuu");
    await tabTo(page, "ma-ho-so");
    await page.keyboard.type(code);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("khoa-cap-nhat");
    await page.keyboard.type(key.toLowerCase());
    await page.keyboard.press("Enter");
    await page.waitForSelector("#ket-qua");
    await page.waitForSelector('[aria-labelledby="ket-qua"]:focus');
    expect(await page.textContent("#announce")).toContain(code);
    expect(await page.textContent(".answer")).toContain("8.000 đồng");
    expect(new URL(page.url()).search).toBe("");
    expect(complaints).toEqual([]);
  });

  it("R-E02 by code alone: a wrong answer asks anew and says so at its field, the right one shows the status", async () => {
    const { page, complaints } = await open(`/tra-cuu?code=${code}`);
    expect(await page.inputValue("#ma-ho-so-2")).toBe(code);
    await page.fill("#tra-loi", "99");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#tra-loi[aria-invalid=true]");
    await page.waitForSelector("[role=alert]:focus");
    await page.fill("#tra-loi", await answerOf(page));
    await page.keyboard.press("Enter");
    await page.waitForSelector("#ket-qua");
    expect(await page.textContent(".answer")).not.toContain("8.000 đồng");
    expect(complaints).toEqual([]);
  });

  it("R-E02 without script the same forms work, and the answer has the focus too", async () => {
    const { page } = await open("/tra-cuu", { javaScriptEnabled: false });
    await page.fill("#ma-ho-so", code);
    await page.fill("#khoa-cap-nhat", key);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".answer:focus");
    expect(await page.locator(".answer").textContent()).toContain("8.000 đồng");
  });

  it("R-E01 procedures are found while somebody types, the address follows, and the link leads to the page and its extract", async () => {
    const { page, complaints } = await open("/thu-tuc");
    await page.locator("#tu-khoa").pressSequentially("ket hon");
    await page.waitForSelector('.rows li:first-child a:has-text("Đăng ký kết hôn")');
    await page.waitForURL(/ket\+hon/);
    expect(await focused(page)).toBe("tu-khoa");
    expect(await page.textContent("#announce")).toMatch(/thủ tục/);
    await page.click(".rows a");
    await page.waitForSelector("#giay-to");
    await page.click('a[href$="/trich-yeu"]');
    await page.waitForSelector("[data-print]:not([hidden])");
    expect(complaints).toEqual([]);
  });

  it("R-I03 what goes wrong behind a search takes the place of the page's content, not of a list it has nothing of", async () => {
    const { page } = await open("/thu-tuc");
    // The same answer as to any question that ends in a problem: here, that there is no such page.
    await page.route("**/thu-tuc?*", (route) => route.continue({ url: `${origin}/thu-tuc/nichts` }));
    await page.locator("#tu-khoa").pressSequentially("ket hon");
    await page.waitForSelector('main h1:has-text("Không tìm thấy")');
    expect(await page.locator("main").count()).toBe(1);
    expect(await page.locator("header.top").count()).toBe(1);
    expect(await page.textContent("main")).toContain("Không có thủ tục mang mã này.");
  });

  it("R-I03 the switch to English stays on the page and is remembered", async () => {
    const { page } = await open("/thu-tuc?tu-khoa=khai+sinh");
    await page.click('a[hreflang="en"]');
    await page.waitForSelector("html[lang=en]");
    expect(await page.inputValue("#tu-khoa")).toBe("khai sinh");
    await page.goto(`${origin}/tra-cuu`);
    expect(await page.textContent("h1")).toBe("Track a dossier");
  });

  it.each([
    [320, 568],
    [390, 844],
    [1280, 800],
    [1920, 1080],
  ])("R-I03 nothing is wider than a screen of %i × %i", async (width, height) => {
    const { page } = await open("/", { viewport: { width, height } });
    const wider = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    for (const path of [
      "/",
      "/?lang=en",
      "/tra-cuu",
      "/thu-tuc",
      "/thu-tuc/1.001193",
      "/thu-tuc/1.001193/trich-yeu",
      "/thu-tuc/nichts",
      "/danh-gia",
    ]) {
      await page.goto(`${origin}${path}`);
      expect([path, await wider()]).toEqual([path, 0]);
    }
    await page.goto(`${origin}/tra-cuu?code=${code}`);
    await page.fill("#khoa-cap-nhat", key);
    await page.press("#khoa-cap-nhat", "Enter");
    await page.waitForSelector("#ket-qua");
    expect(await wider()).toBe(0);
  });

  it("R-I03 whatever has the focus by keyboard shows it; the first stop leads past the menu", async () => {
    const { page } = await open("/tra-cuu");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("skip");
    const seen: string[] = [];
    while ((await page.evaluate<string>("document.activeElement.tagName")) !== "BODY" && seen.length < 40) {
      const [style, width] = await page.evaluate<[string, string]>(
        "[getComputedStyle(document.activeElement).outlineStyle, getComputedStyle(document.activeElement).outlineWidth]",
      );
      expect([await focused(page), style, width]).toEqual([await focused(page), "solid", "3px"]);
      seen.push(await focused(page));
      await page.keyboard.press("Tab");
    }
    expect(seen).toEqual(expect.arrayContaining(["ma-ho-so", "khoa-cap-nhat", "ma-ho-so-2", "tra-loi"]));
  });

  it("R-I03 what a finger must hit is at least 44 px high", async () => {
    const { page } = await open("/tra-cuu", { viewport: { width: 390, height: 844 } });
    const low = await page.evaluate<string[]>(
      `[...document.querySelectorAll("button, .menu a, .languages a, input:not([type=hidden])")]
        .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 44).map((element) => element.outerHTML)`,
    );
    expect(low).toEqual([]);
  });

  it("R-E01 printed, the extract is paper only: no menu, no buttons", async () => {
    const { page } = await open("/thu-tuc/1.001193/trich-yeu");
    await page.emulateMedia({ media: "print" });
    const shown = await page.evaluate<number>(
      `[...document.querySelectorAll(".top, .bottom, .buttons, .skip")].filter((element) => element.getClientRects().length > 0).length`,
    );
    expect(shown).toBe(0);
    expect(await page.isVisible("#giay-to")).toBe(true);
  });
});
