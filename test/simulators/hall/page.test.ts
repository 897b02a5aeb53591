/** The hall as a picture (R-H, R-J03): what is drawn from what is known, what a press passes on, and the page in a browser over a real hub. */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { press } from "../../../simulators/hall/page/press.ts";
import { hallApp, serveHall } from "../../../simulators/hall/page/serve.tsx";
import type { HubHall, Snapshot } from "../../../simulators/hall/page/states.ts";
import { THINGS } from "../../../simulators/hall/page/things.ts";
import { hallView, type Stand } from "../../../simulators/hall/page/view.ts";
import { HALL_SIMULATORS } from "../../../simulators/hall/registry.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { HALL, type ScreensWorld, screensWorld, until } from "../../gateway/screens/world.ts";
import { violationsIn } from "../../support/axe.ts";
import { CHROMIUM, launchChromium } from "../../support/chromium.ts";
import { skipped } from "../../support/on-path.ts";

const stand = (id: string): Stand => ({ id, title: `${id} (mô phỏng)`, url: "http://127.0.0.1:9", actions: [] });
const device = (id: string, kind: string, state: "ok" | "warning" | "failing" | "off", counterId?: string) => ({
  id,
  kind,
  name: { vi: `Tên ${id}` },
  state,
  problems: state === "failing" ? [{ vi: `Hỏng ${id}` }] : [],
  ...(counterId === undefined ? {} : { counterId }),
});
const hub = (more: Partial<HubHall>): HubHall => ({
  id: "sanh",
  name: { vi: "Sảnh" },
  counters: [
    { id: "q1", number: 1, name: { vi: "Quầy 1" } },
    { id: "q2", number: 2, name: { vi: "Quầy 2" } },
  ],
  devices: [],
  queue: { counters: [], lines: [], absent: [] },
  ...more,
});
const known = (hall?: HubHall, answers = hall !== undefined): Snapshot => ({
  simulated: new Map(),
  answers,
  ...(hall === undefined ? {} : { hub: hall }),
});

describe("R-H the picture of a hall: what is drawn", () => {
  it("R-H every simulated device stands somewhere", () => {
    expect(Object.keys(THINGS).sort()).toEqual(Object.keys(HALL_SIMULATORS).sort());
  });

  it.each([
    ["no hub was named", false, "none"],
    ["the hub does not answer", true, "silent"],
  ])("R-H %s: said so, and no light is guessed", (_when, named, said) => {
    const view = hallView([stand("hall-led")], [], known(), named);
    expect([view.hub, view.wall.map(({ light }) => light), view.desks]).toEqual([said, ["unknown"], []]);
  });

  it("R-H a hub that went away leaves the hall as it was, and no light burning", () => {
    const hall = hub({ devices: [device("den", "led", "failing"), device("goi-1", "callUnit", "ok", "q1")] });
    const view = hallView([stand("hall-led")], [], known(hall, false), true);
    expect([view.hub, view.desks.map(({ unit }) => unit?.light)]).toEqual(["silent", ["unknown", undefined]]);
    expect(view.wall.map(({ light, problems }) => [light, problems])).toEqual([["unknown", []]]);
  });

  it.each([
    [["ok", "ok"], "ok"],
    [["ok", "warning"], "warning"],
    [["warning", "off"], "off"],
    [["off", "failing"], "failing"],
    [[], "off"],
  ] as const)("R-H a simulator that stands in for devices %j shows the worst: %s", (states, light) => {
    const devices = states.map((state, index) => device(`b${index}`, "barcodeScanner", state, "q1"));
    const [thing] = hallView([stand("hall-barcode-scanner")], [], known(hub({ devices })), true).all.values();
    expect(thing?.light).toBe(light);
  });

  it("R-H what belongs to one counter stands there under its name, what belongs to none or to several at the shared desk", () => {
    const devices = [
      device("may-quet", "barcodeScanner", "ok", "q2"),
      device("cam-1", "camera", "ok", "q1"),
      device("cam-2", "camera", "failing", "q2"),
      device("in-phieu", "receiptPrinter", "ok"),
      device("goi-1", "callUnit", "warning", "q1"),
      device("bang-1", "satisfactionTablet", "ok", "q1"),
    ];
    const queue = {
      counters: [
        { id: "q1", open: true, ticketId: "A007", state: "serving" },
        { id: "q2", open: false },
      ],
      lines: [{ letter: "A", waiting: ["A008", "A009"] }],
      absent: ["A001"],
    };
    const stands = ["hall-barcode-scanner", "hall-camera", "hall-receipt-printer", "hall-call-unit", "hall-la"].map(stand);
    const screens = [{ deviceId: "bang-1", kind: "satisfactionTablet", name: "Máy tính bảng", url: "http://127.0.0.1:9/x" }];
    const view = hallView(stands, screens, known(hub({ devices, queue })), true);
    expect(view.desks.map(({ id, things }) => [id, things.map((thing) => thing.name)])).toEqual([
      ["q1", ["Máy tính bảng"]],
      ["q2", ["Tên may-quet"]],
    ]);
    expect(view.desks[0]).toMatchObject({
      open: true,
      serving: true,
      ticket: "A007",
      unit: { deviceId: "goi-1", light: "warning" },
    });
    expect(view.desks[1]).toMatchObject({ open: false, serving: false });
    expect(view.shared.map(({ name, problems }) => [name, problems])).toEqual([
      ["hall-camera", ["Hỏng cam-2"]],
      ["Tên in-phieu", []],
    ]);
    // What nobody placed is still to be seen.
    expect(view.back.map(({ id }) => id)).toEqual(["hall-la"]);
    expect([view.waiting, view.absent]).toEqual([[{ letter: "A", tickets: ["A008", "A009"] }], ["A001"]]);
  });
});

describe("R-H the picture of a hall: presses", () => {
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  const toy = (status = 200, answer: unknown = {}): Served =>
    ({
      url: "http://127.0.0.1:9",
      ports: {},
      close: async () => undefined,
      simulation: {
        definition: { id: "hall-thu", title: { vi: "Máy thử", en: "Toy" } },
        parts: {
          counts: () => ({}),
          state: () => ({}),
          actions: [
            { method: "POST", path: "/paper", vi: "Nạp giấy", en: "Paper", example: { sheets: 10, size: "A4", neat: true } },
            { method: "DELETE", path: "/paper", vi: "Lấy giấy", en: "Take" },
          ],
        },
        fetch: async (request: Request) => {
          asked.push({ path: new URL(request.url).pathname, body: request.body === null ? undefined : await request.json() });
          return Response.json(answer, { status });
        },
      },
    }) as unknown as Served;

  it("R-H what is typed takes the type that the device's example has", async () => {
    asked.length = 0;
    const done = await press(toy(), { method: "POST", path: "/paper", "set.sheets": "3", "set.size": "7", "set.neat": "false" });
    expect([done.ok, asked]).toEqual([true, [{ path: "/__sim/paper", body: { sheets: 3, size: "7", neat: false } }]]);
    expect((await press(toy(), { method: "DELETE", path: "/paper" })).ok).toBe(true);
    expect(asked[1]).toEqual({ path: "/__sim/paper", body: undefined });
  });
  it.each([
    ["what it does not list", { method: "POST", path: "/reset" }, /không có thao tác/],
    ["another method", { method: "PUT", path: "/paper" }, /Không đọc được/],
    ["what is no JSON", { method: "POST", path: "/paper", body: "{" }, /không phải JSON/],
    ["nothing", {}, /Không đọc được/],
  ])("R-H a device is not asked for %s", async (_what, form, told) => {
    asked.length = 0;
    const refused = await press(toy(), form);
    expect([refused.ok, asked]).toEqual([false, []]);
    expect(refused.vi).toMatch(told);
  });
  it.each([
    [{ error: "Máy không có điện" }, "Máy thử: Máy không có điện"],
    [{ text: "Quầy 1: QUẦY ĐÓNG" }, "Máy thử: Quầy 1: QUẦY ĐÓNG"],
    ["?", "Máy thử: không thực hiện được (HTTP 409)"],
  ])("R-H the device's own refusal %j is told", async (answer, vi) => {
    expect(await press(toy(409, answer), { method: "DELETE", path: "/paper" })).toEqual({ ok: false, vi });
  });

  const app = hallApp([toy()], { host: "127.0.0.1", port: 0, screens: [] });
  const pressed = { method: "POST", body: new URLSearchParams({ method: "DELETE", path: "/paper" }) };
  it("R-H a name that somebody's DNS points here gets nothing: neither the picture nor a press", async () => {
    asked.length = 0;
    for (const name of ["xau.example", "127.0.0.1.xau.example", "localhost.xau.example"])
      for (const init of [{}, { ...pressed, headers: { "sec-fetch-site": "same-origin" } }])
        for (const path of ["/", "/press/hall-thu"])
          expect((await app.request(`http://${name}:4128${path}`, init)).status, `${name}${path}`).toBe(421);
    expect(asked).toEqual([]);
    for (const name of ["localhost", "127.0.0.1", "[::1]", "192.168.1.20"])
      expect((await app.request(`http://${name}:4128/`)).status, name).toBe(200);
  });
  it("R-H a press is taken from the page itself only; without script it leads back to the device", async () => {
    asked.length = 0;
    for (const site of ["cross-site", "same-site", "none"])
      expect((await app.request("/press/hall-thu", { ...pressed, headers: { "sec-fetch-site": site } })).status).toBe(403);
    expect(asked).toEqual([]);
    const back = await app.request("/press/hall-thu", { ...pressed, headers: { "sec-fetch-site": "same-origin" } });
    expect([back.status, back.headers.get("location"), asked.length]).toEqual([303, "/?thing=hall-thu", 1]);
  });
});

describe.skipIf(CHROMIUM === undefined)(`the picture of a hall in Chromium${skipped("chromium")}`, () => {
  const PATIENCE_MS = 60_000;
  let world: ScreensWorld;
  let browser: Browser;
  let units: readonly Served[];
  let picture: Awaited<ReturnType<typeof serveHall>>;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    world = await screensWorld();
    await world.up();
    const started = (id: string, devices: readonly string[]): Promise<Served> => {
      const make = HALL_SIMULATORS[id];
      if (make === undefined) throw new RangeError(id);
      const options = {
        hubUrl: world.origin,
        units: devices.map((deviceId) => ({ deviceId, key: world.hub.hall.deviceKey(deviceId) })),
      };
      return startSimulator(make({ options: devices.length === 0 ? {} : options }), { port: 0 });
    };
    units = await Promise.all([
      started("hall-ticket-machine", ["th-ticket-1"]),
      started("hall-call-unit", ["th-call-1", "th-call-2"]),
      started("hall-led", []),
    ]);
    picture = await serveHall([...units, world.printer], {
      host: "127.0.0.1",
      port: 0,
      hubUrl: world.origin,
      screens: [
        {
          deviceId: "th-queue-1",
          kind: "queueDisplay",
          name: "Màn hình hàng chờ",
          url: `${world.origin}${world.link("th-queue-1")}`,
        },
      ],
    });
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(picture.url);
  });
  afterAll(async () => {
    await browser?.close();
    await picture?.close();
    await Promise.all((units ?? []).map((one) => one.close()));
    await world?.stop();
  });
  const shot = async (name: string): Promise<void> => {
    const folder = process.env["LIENTHONG_SHOTS"];
    if (folder !== undefined && folder !== "") await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  it("R-H a press of the ticket machine seats a person; the counter's key calls her; the picture follows by itself", async () => {
    await page.getByTitle("Lấy số A – Hộ tịch").click();
    await page.locator("#sitting-A001").waitFor();
    await world.act({ type: "openCounter", counterId: "q1", officer: "Trần Văn Thử" });
    await page.locator("#desk-q1.open").waitFor();
    await page.locator("#desk-q1").getByTitle("Quầy 1: Gọi tiếp").click();
    await page.locator("#desk-q1 .number").getByText("A001").waitFor();
    await page.locator("#sitting-A001").waitFor({ state: "detached" });
    expect((await world.hub.hall.day(HALL)).tickets.get("A001")?.state).toBe("called");
    // What the device refuses is said, and harms nothing.
    await page.locator("#desk-q2").getByTitle("Quầy 2: Gọi tiếp").click();
    await page.locator("#told .refused").waitFor();
    await shot("hall-picture");
  });

  it("R-H paper is jammed and power cut from the picture; the hub's own light says so, and recovers by itself", async () => {
    await page.locator("#thing-hall-receipt-printer > a").click();
    const panel = page.locator("#panel-hall-receipt-printer");
    await panel.getByRole("button", { name: "Kẹt giấy" }).click();
    await page.locator("#thing-hall-receipt-printer[data-light=failing]").waitFor();
    expect(world.printer.simulation.parts.state()).toMatchObject({ troubles: ["jam"] });
    await shot("hall-picture-jam");
    await panel.getByRole("button", { name: "Kẹt giấy", pressed: true }).click();
    await page.locator("#thing-hall-receipt-printer[data-light=ok]").waitFor();
    await panel.getByRole("button", { name: "Nguồn điện", pressed: true }).click();
    await page.locator("#thing-hall-receipt-printer.dark[data-light=failing]").waitFor();
    await panel.getByRole("button", { name: "Nguồn điện", pressed: false }).click();
    await page.locator("#thing-hall-receipt-printer[data-light=ok]:not(.dark)").waitFor();
  });

  it("R-H what is being typed outlives the renewals, another device's panel is its own, and the address leads to it", async () => {
    const field = page.locator("#panel-hall-receipt-printer input[name='set.mm']");
    await field.fill("1234");
    const lamps = page.locator("#thing-hall-led .lamps");
    const renewed = async (): Promise<void> => {
      const before = await lamps.getAttribute("src");
      await until(async () => (await lamps.getAttribute("src")) !== before);
    };
    await renewed();
    await renewed();
    expect(await field.inputValue()).toBe("1234");
    await page.locator("#panel-hall-receipt-printer").getByRole("button", { name: "Lắp cuộn giấy" }).click();
    await until(() => (world.printer.simulation.parts.state() as { rollMm: number }).rollMm === 1234);
    await page.locator("#thing-hall-led > a").click();
    await page.locator("#panel-hall-led").getByRole("button", { name: "Xóa bộ nhớ" }).waitFor();
    expect(await page.locator("#panel-hall-led input[name='set.mm']").count()).toBe(0);
    expect(new URL(page.url()).search).toBe("?thing=hall-led");
    await page.reload();
    await page.locator("#panel-hall-led").waitFor();
  });

  it("R-H the hub gone is said, and the picture is well again with it", async () => {
    await world.down();
    await page.locator(".hub.silent").waitFor();
    await page.locator("#desk-q1").waitFor();
    await world.up();
    await page.locator(".hub.answers").waitFor();
    expect(complaints.filter((line) => !/Failed to load resource/.test(line))).toEqual([]);
  });

  it("R-I03 the picture breaks no rule of accessibility that a machine can tell", async () => {
    expect(await violationsIn(page)).toEqual([]);
  });
});
