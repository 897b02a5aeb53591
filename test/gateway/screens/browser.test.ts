/**
 * The screens in a real browser: touched, scanned, cut off from the hub and back, and measured for those who stand three metres away.
 * LIENTHONG_SHOTS names a folder for pictures.
 */
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launchChromium } from "../../support/chromium.ts";
import { skipped } from "../../support/on-path.ts";
import { faultsIn, lowContrastIn, tooSmallIn } from "./measure.ts";
import { HALL, type ScreensWorld, screensWorld, until } from "./world.ts";

/** A tap may wait for a busy machine; vitest's own limit is longer, and would not name what was waited for. */
const PATIENCE_MS = 60_000;
const WALL = { viewport: { width: 1920, height: 1080 } };
const PORTRAIT = { viewport: { width: 1080, height: 1920 }, hasTouch: true };
const LANDSCAPE = { viewport: { width: 1920, height: 1080 }, hasTouch: true };
const TABLET = { viewport: { width: 1280, height: 800 }, hasTouch: true };

describe.skipIf(CHROMIUM === undefined)(`the screens of a hall in Chromium${skipped("chromium")}`, () => {
  let world: ScreensWorld;
  let browser: Browser;
  beforeAll(async () => {
    world = await screensWorld();
    await world.up();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  const complaints: string[] = [];
  const open = async (deviceId: string, options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => complaints.push(`${deviceId}: ${error.message}`));
    page.on("console", (message) => {
      // Refusals and a hub that is down are reported by the browser as failed loads.
      if (message.type() === "error" && !/Failed to (?:load resource|fetch)|ERR_|net::/.test(message.text()))
        complaints.push(message.text());
    });
    await page.goto(`${world.origin}${world.link(deviceId)}`);
    return page;
  };
  const close = (page: Page): Promise<void> => page.context().close();
  const shot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env["LIENTHONG_SHOTS"];
    if (folder !== undefined && folder !== "") await page.screenshot({ path: join(folder, `${name}.png`) });
  };
  const day = () => world.hub.hall.day(HALL);
  /** A scanner's burst: its keys come within milliseconds, which a browser driven over a pipe does not promise. */
  const scan = (page: Page, text: string): Promise<unknown> =>
    page.evaluate(`for (const key of [...${JSON.stringify(text)}, "Enter"])
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))`);

  it("R-H look-up kiosk: a number is taken by touch alone, printed, and shown huge", async () => {
    const page = await open("th-kiosk-1", PORTRAIT);
    await shot(page, "kiosk-start");
    await page.tap("a.way.submit");
    await page.tap(".tile-link:has-text('Hộ tịch')");
    await page.tap("text=Không – lấy số thường");
    const number = (await page.textContent(".ticket"))?.trim() ?? "";
    expect(number).toMatch(/^A\d{3}$/);
    await page.waitForSelector(".slip.printed");
    await shot(page, "kiosk-number");
    const size = await page.evaluate<number>('Number.parseFloat(getComputedStyle(document.querySelector(".ticket")).fontSize)');
    expect(size).toBeGreaterThan(1080 * 0.25);
    expect((await day()).tickets.get(number)).toMatchObject({ state: "waiting", language: "vi" });
    await page.tap("a.done");
    await page.waitForSelector("a.way.submit");
    await close(page);
  });

  it("R-H look-up kiosk: a double tap is one number", async () => {
    const page = await open("th-kiosk-1", PORTRAIT);
    const before = (await day()).tickets.size;
    await page.tap("a.way.result");
    await page.waitForSelector(".ordinary button");
    await page.evaluate('for (const _ of [1, 2]) document.querySelector(".ordinary button").click()');
    await page.waitForSelector(".ticket");
    expect((await day()).tickets.size).toBe(before + 1);
    await close(page);
  });

  it("R-H look-up kiosk: works by keyboard alone, and the focus follows to what is new", async () => {
    const page = await open("th-kiosk-1", LANDSCAPE);
    const tabTo = async (text: string): Promise<void> => {
      for (let presses = 0; presses < 30; presses += 1) {
        await page.keyboard.press("Tab");
        if ((await page.evaluate<string>('document.activeElement.textContent ?? ""')).includes(text)) return;
      }
      expect.fail(`no way by Tab to: ${text}`);
    };
    await tabTo("Hỏi, hướng dẫn");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:focus:has-text('muốn hỏi')");
    await tabTo("Chưa rõ lĩnh vực");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('ưu tiên')");
    await tabTo("Không – lấy số thường");
    await page.keyboard.press("Enter");
    expect(await page.textContent(".ticket")).toMatch(/E\d{3}/);
    await close(page);
  });

  it("R-E02 [§2] R-H look-up kiosk: a wedge scanner leads from any page to the dossier, and from there to a number", async () => {
    const { id: dossier, code = "?" } = await world.file("decided");
    const page = await open("th-kiosk-1", PORTRAIT);
    await page.tap("a.way.procedures");
    await page.waitForSelector("#ten-thu-tuc");
    await scan(page, code);
    await page.waitForSelector(`h1:has-text("${code}")`);
    expect(await page.textContent("main")).not.toMatch(/Thử Nghiệm|001099000012/);
    await shot(page, "kiosk-dossier");
    await page.tap("text=Lấy số nhận kết quả");
    await page.tap("text=Không – lấy số thường");
    const number = (await page.textContent(".ticket"))?.trim() ?? "";
    expect((await day()).tickets.get(number)).toMatchObject({ serviceId: "tra-ket-qua", dossierIds: [dossier] });
    await close(page);
  });

  it("R-E02 R-H look-up kiosk: a code is typed with keys on the glass", async () => {
    const page = await open("th-kiosk-1", LANDSCAPE);
    await page.tap("a.way.lookUp");
    for (const key of "260213-9999") await page.tap(`[data-key="${key}"]`);
    await page.tap('[data-key="back"]');
    await page.tap('[data-key="8"]');
    expect(await page.inputValue("#ma-ho-so")).toBe("H57.101-260213-9998");
    await page.tap("text=Tra cứu >> nth=-1");
    await page.waitForSelector("text=Không tìm thấy mã H57.101-260213-9998");
    await page.tap("text=Xóa hết");
    expect(await page.inputValue("#ma-ho-so")).toBe("");
    await close(page);
  });

  it("R-E01 [§6] R-H look-up kiosk: procedures are found while the name is typed, without accents", async () => {
    const page = await open("th-kiosk-1", PORTRAIT);
    await page.tap("a.way.procedures");
    for (const key of "ket hon") await page.tap(key === " " ? '[data-key="space"]' : `[data-key="${key}"]`);
    await until(async () => (await page.textContent(".hit"))?.toLowerCase().includes("kết hôn"));
    await page.tap(".hit");
    await page.waitForSelector(".posting");
    await shot(page, "kiosk-procedure");
    await page.tap("text=Lấy số cho thủ tục này");
    await page.waitForSelector("text=Lấy số cho: Hộ tịch");
    await close(page);
  });

  it("R-H look-up kiosk: nobody there: it asks, counts down, and goes back to the start in Vietnamese", async () => {
    const page = await open("th-kiosk-1", LANDSCAPE);
    await page.tap("text=English");
    await page.tap("text=File a dossier");
    await page.waitForSelector("text=Which field is it?");
    const setIdle = (idle: number, ask: number): Promise<unknown> =>
      page.evaluate(`Object.assign(document.querySelector("[data-idle]").dataset, { idle: "${idle}", ask: "${ask}" })`);
    // It asks at once, and leaves time to answer on however slow a machine.
    await setIdle(100_000, 100_000);
    await page.waitForSelector("dialog.idle[open]");
    await shot(page, "kiosk-idle");
    expect(Number(await page.textContent("[data-idle-left]"))).toBeGreaterThan(90_000);
    // The button closes it, while the clock would have it open; with more time it stays closed.
    await page.evaluate(
      'document.querySelector("dialog.idle").addEventListener("close", () => { document.body.dataset.closed = "yes"; })',
    );
    await page.tap("text=I need more time");
    await page.waitForSelector("body[data-closed=yes]");
    await setIdle(100_000, 10);
    await page.waitForSelector("dialog.idle:not([open])", { state: "attached" });
    expect(await page.textContent("h1")).toBe("Which field is it?");
    await setIdle(0.5, 0.2);
    await page.waitForSelector("text=Nộp hồ sơ");
    await page.waitForSelector("html[lang=vi]");
    // The next person swipes back: by the browser's history nobody comes to what another one left.
    await page.evaluate("history.back()");
    await page.waitForURL(/\/hall\/kiosk\?lang=vi$/);
    await page.waitForSelector("text=Nộp hồ sơ");
    await close(page);
  });

  it("R-E02 look-up kiosk: a dossier that somebody left on the glass is not there for who goes back", async () => {
    const page = await open("th-kiosk-1", LANDSCAPE);
    const { code = "" } = await world.file("received");
    await page.goto(`${world.origin}/hall/kiosk/dossier?code=${code}`);
    await page.waitForSelector(`text=${code}`);
    await page.goto(`${world.origin}/hall/kiosk`);
    await page.goBack();
    await page.waitForSelector("text=Nộp hồ sơ");
    expect(await page.textContent("body")).not.toContain(code);
    await close(page);
  });

  it("R-H look-up kiosk: offline it says where to get a number and gives none; back online it goes on by itself", async () => {
    const page = await open("th-kiosk-1", PORTRAIT);
    await page.tap("a.way.submit");
    await page.tap(".tile-link:has-text('Chứng thực')");
    await page.waitForSelector(".ordinary button");
    const before = (await day()).tickets.size;
    await world.down();
    const banner = page.locator("[data-offline-banner]");
    await banner.waitFor({ state: "visible" });
    expect(await banner.textContent()).toContain("xin lấy số tại bàn hướng dẫn");
    expect((await banner.boundingBox())?.width).toBe(1080);
    await shot(page, "kiosk-offline");
    // Nothing can be touched; what a script presses all the same goes nowhere, and the page stays.
    expect(await page.evaluate<boolean>('document.querySelector("[data-needs-hub]").inert')).toBe(true);
    await page.evaluate('document.querySelector(".ordinary button").click()');
    expect(await page.textContent("h1")).toContain("ưu tiên");
    expect((await day()).tickets.size).toBe(before);
    await world.up();
    await banner.waitFor({ state: "hidden" });
    await page.tap("text=Không – lấy số thường");
    expect(await page.textContent(".ticket")).toMatch(/B\d{3}/);
    expect((await day()).tickets.size).toBe(before + 1);
    await close(page);
  });

  it("R-H look-up kiosk: a hub that goes away under the tap leaves the page, and the same tap gives the same number", async () => {
    const page = await open("th-kiosk-1", PORTRAIT);
    await page.tap("a.way.submit");
    await page.tap(".tile-link:has-text('Đất đai')");
    await page.waitForSelector(".ordinary button");
    // The number is given, its answer is lost on the way.
    await page.route("**/hall/kiosk/take", async (route) => {
      await route.fetch({ maxRedirects: 0 });
      await route.abort("connectionreset");
    });
    await page.tap("text=Không – lấy số thường");
    await page.locator("[data-offline-banner]").waitFor({ state: "visible" });
    const taken = await until(
      async () => [...(await day()).tickets.values()].findLast(({ serviceId }) => serviceId === "dat-dai")?.id,
    );
    await page.unroute("**/hall/kiosk/take");
    await page.locator("[data-offline-banner]").waitFor({ state: "hidden" });
    await page.tap("text=Không – lấy số thường");
    expect((await page.textContent(".ticket"))?.trim()).toBe(taken);
    await close(page);
  });

  it("R-H look-up kiosk: without paper it shows the number to photograph, and says when the slip has come", async () => {
    const trouble = (on: boolean) =>
      fetch(`${world.printer.url}/__sim/device/trouble`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "paperOut", on }),
      });
    expect((await trouble(true)).status).toBe(200);
    const page = await open("th-kiosk-1", LANDSCAPE);
    await page.tap("a.way.submit");
    await page.tap(".tile-link:has-text('Chứng thực')");
    await page.tap("text=Không – lấy số thường");
    await page.waitForSelector(".slip.trouble svg");
    expect(await page.textContent(".slip")).toContain("vẫn có giá trị");
    expect(await page.textContent(".ticket")).toMatch(/B\d{3}/);
    await shot(page, "kiosk-no-paper");
    expect((await trouble(false)).status).toBe(200);
    await page.waitForSelector(".slip.printed");
    await close(page);
  });

  it("R-H queue display: a call appears without the page being loaded again, and calls made while it was cut off too", async () => {
    await world.act({ type: "openCounter", counterId: "q2", officer: "cb-q2" }, "nho");
    const page = await open("nho-queue-1", WALL);
    await page.evaluate('document.body.dataset.same = "yes"');
    const first = await world.act({ type: "takeTicket", serviceId: "ho-tich" }, "nho");
    await world.act({ type: "takeTicket", serviceId: "ho-tich" }, "nho");
    await world.act({ type: "callNext", counterId: "q2" }, "nho");
    await page.waitForSelector(`.newest.called .number:has-text("${first.ticket?.id}")`);
    await shot(page, "queue-few");
    await world.down();
    await page.locator("[data-offline-banner]").waitFor({ state: "visible" });
    // What was last known stays in sight.
    expect(await page.textContent(".newest .number")).toBe(first.ticket?.id);
    await world.act({ type: "serve", counterId: "q2" }, "nho");
    await world.act({ type: "finish", counterId: "q2" }, "nho");
    const second = await world.act({ type: "callNext", counterId: "q2" }, "nho");
    await world.up();
    await page.waitForSelector(`.newest.called .number:has-text("${second.ticket?.id}")`);
    await page.locator("[data-offline-banner]").waitFor({ state: "hidden" });
    expect(await page.evaluate<string>("document.body.dataset.same")).toBe("yes");
    expect(await page.textContent("[data-clock]")).toMatch(/^1\d:\d\d$/);
    await close(page);
  });

  it("R-H result display: long lists turn their pages by themselves", async () => {
    for (let n = 0; n < 9; n += 1) await world.file("decided");
    const page = await open("th-results-1", WALL);
    await page.waitForSelector("#co-ket-qua-trang [data-page] >> nth=1", { state: "attached" });
    await shot(page, "results");
    const shown = 'document.querySelector("#co-ket-qua-trang [data-page]:not([hidden])").textContent';
    const first = await page.evaluate<string>(shown);
    await page.evaluate('for (const pager of document.querySelectorAll("[data-pager]")) pager.dataset.pager = "0.5"');
    await until(async () => (await page.evaluate<string>(shown)) !== first);
    expect(await page.textContent("body")).not.toMatch(/Thử Nghiệm|001099000012/);
    await close(page);
  });

  it("R-E05 [§2] R-H satisfaction tablet: asks when the officer ends the visit, takes the answer by touch, thanks and rests", async () => {
    const page = await open("th-tablet-1", TABLET);
    await page.waitForSelector(".rest");
    await shot(page, "tablet-rest");
    const { ticket } = await world.act({ type: "takeTicket", serviceId: "chung-thuc" });
    await world.act({ type: "openCounter", counterId: "q1", officer: "cb-q1" });
    await world.act({ type: "callTicket", counterId: "q1", ticketId: ticket?.id ?? "", reason: "thử nghiệm" });
    await world.act({ type: "serve", counterId: "q1" });
    await world.act({ type: "finish", counterId: "q1" });
    await page.waitForSelector(".ask");
    await shot(page, "tablet-ask");
    expect(await faultsIn(page)).toEqual([]);
    await page.tap(".score-2");
    await page.tap("#vi-waiting");
    await page.tap("#vi-manner");
    await shot(page, "tablet-why");
    expect(await faultsIn(page)).toEqual([]);
    await page.tap("text=Gửi đánh giá");
    await page.waitForSelector(".thanks");
    await shot(page, "tablet-thanks");
    const today = (await day()).day;
    const rows = await world.hub.satisfaction.report({ from: today, to: today, agencyIds: ["H57.101"], by: "officer" });
    expect(rows).toMatchObject([{ officerId: "cb-q1", answers: 1, dissatisfied: 1, reasons: { waiting: 1, manner: 1 } }]);
    await page.waitForSelector(".rest");
    await close(page);
  });

  describe("R-I03 measured", () => {
    it("R-H queue display: numbers are at least 12 vh, contrast 7 : 1, nothing overflows: few, many, empty, with notices", async () => {
      await world.hub.hall.present("lon-ups-1", {
        state: "warning",
        problems: [{ code: "power.battery", vi: "Đang dùng ắc quy", en: "On battery" }],
      });
      for (let n = 1; n <= 11; n += 1) {
        await world.act({ type: "openCounter", counterId: `q${n}`, officer: `cb-q${n}` }, "lon");
        await world.act({ type: "takeTicket", serviceId: "xa-hoi" }, "lon");
        await world.act({ type: "callNext", counterId: `q${n}` }, "lon");
      }
      for (const deviceId of ["nho-queue-1", "th-queue-1", "lon-queue-1"]) {
        const page = await open(deviceId, WALL);
        await page.waitForSelector(".tile");
        await shot(page, deviceId);
        expect(await faultsIn(page), deviceId).toEqual([]);
        expect(await lowContrastIn(page, 7), deviceId).toEqual([]);
        const smallest = await page.evaluate<number>(
          'Math.min(...[...document.querySelectorAll(".number")].map((one) => Number.parseFloat(getComputedStyle(one).fontSize)))',
        );
        expect(smallest, deviceId).toBeGreaterThanOrEqual(1080 * 0.12);
        // After A999 comes A1000.
        await page.evaluate(`for (const one of document.querySelectorAll(".number")) {
          one.textContent = "A1000";
          one.classList.add("long");
        }`);
        expect(await faultsIn(page), `${deviceId} A1000`).toEqual([]);
        await close(page);
      }
    });

    it("R-H result display: contrast 7 : 1, nothing overflows", async () => {
      for (const deviceId of ["th-results-1", "lon-results-1"]) {
        const page = await open(deviceId, WALL);
        await page.waitForSelector(".list");
        expect(await faultsIn(page), deviceId).toEqual([]);
        expect(await lowContrastIn(page, 7), deviceId).toEqual([]);
        await close(page);
      }
    });

    it.each([
      ["portrait", PORTRAIT],
      ["landscape", LANDSCAPE],
    ] as const)(
      "R-H look-up kiosk: %s: every target is at least 88 px, nothing overflows, in both languages",
      async (name, options) => {
        const page = await open("th-kiosk-1", options);
        for (const lang of ["vi", "en"])
          for (const path of [
            "",
            "/take?for=submit",
            "/take?for=ask",
            "/take/priority?for=submit&line=xa-hoi",
            "/look-up",
            "/dossier?code=H57.101-260213-9999",
            "/procedures",
            "/procedures/fields",
            "/procedures/1.001193",
            "/ticket/A001",
          ]) {
            await page.goto(`${world.origin}/hall/kiosk${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
            await page.waitForSelector("h1");
            const where = `${name} ${lang} ${path}`;
            expect(await tooSmallIn(page, 88), where).toEqual([]);
            expect(await faultsIn(page), where).toEqual([]);
            expect(await lowContrastIn(page, 4.5), where).toEqual([]);
          }
        await close(page);
      },
    );
  });

  it("R-I03 R-H look-up kiosk: no page complained", () => {
    expect(complaints).toEqual([]);
  });
});
