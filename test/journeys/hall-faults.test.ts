/**
 * What goes wrong in a hall on a working day, each in the middle of a visit: citizen and officer are told, the dossier is not harmed, and when the
 * device is well again everything goes on by itself. Devices over their real protocols, screens in Chromium.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toDots } from "../../adapters/hall/led/letters.ts";
import type { DossierCommandInput } from "../../core/dossier/commands.ts";
import { onPath, skipped } from "../support/on-path.ts";
import { HALL, type HallWorld, hallWorld, type Paper, until, wordsOf } from "./hall-world.ts";

const CHROMIUM = onPath("chromium");
/** Monday 2 March 2026, 8:30 in Huế. */
const MONDAY = "2026-03-02T01:30:00.000Z";
const COPY = "BẢN IN LẠI";

interface Sign {
  readonly pages: readonly { readonly strip: readonly string[] }[];
}

describe.skipIf(CHROMIUM === undefined)(`R-H faults in the middle of a visit${skipped("chromium")}`, () => {
  let world: HallWorld;
  let kiosk: Page;
  let queue: Page;
  let officer: Page;
  /** The officer's second window: a dossier. */
  let desk: Page;

  beforeAll(async () => {
    world = await hallWorld(MONDAY, CHROMIUM ?? "");
    kiosk = await world.screen("th-kiosk-1", 1080, 1920);
    queue = await world.screen("th-queue-1", 1920, 1080);
    officer = await world.person("oneStopOfficer", "Lê Thị Lan");
    desk = await world.secondWindow(officer);
    await until(async () =>
      (await hall().devices(HALL)).every(
        ({ state, device }) => state === "ok" || device.kind === "resultDisplay" || device.kind === "satisfactionTablet",
      ),
    );
    await officer.goto(`${world.url}/console/hall`);
    await officer
      .getByRole("row", { name: /Quầy 1/ })
      .getByRole("button", { name: "Mở quầy" })
      .click();
    await reads(officer, "Chưa gọi số nào");
  });
  afterAll(() => world?.stop());

  const hall = () => world.hub().hall;
  const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name }).click();
  const reads = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  /**
   * How often a slip was sent after the first time: at least once, and once where the machine keeps up. A process that stands still for seconds has
   * lost its lease, and may not know what came of its own copy.
   */
  const sentAgain = async (jobId: string): Promise<number> => {
    const wire = await world.hub().exchange.wire({ dossier: jobId, limit: 100 });
    const again = wire.filter(({ what }) => what.startsWith("escpos ")).length - 1;
    expect(again).toBeGreaterThanOrEqual(1);
    return again;
  };
  /** The officer reads it at this device's name: on a busy machine another may be late to answer, and stand there too. */
  const told = (device: string, text: string): Promise<void> =>
    officer.locator(".problem li", { hasText: device }).filter({ hasText: text }).waitFor();
  const trouble = (device: string, name: string, on: boolean) => world.device(device).press("/device/trouble", { name, on });
  const well = (deviceId: string) => until(async () => (await hall().device(deviceId))?.state === "ok");
  const failing = (deviceId: string) => until(async () => (await hall().device(deviceId))?.state === "failing");
  const all = (): readonly Paper[] => world.device<{ papers: readonly Paper[] }>("hall-receipt-printer").state().papers;
  /** The slips of a dossier that somebody could take away. */
  const slipsOf = (code: string): readonly Paper[] => world.papers().filter(({ barcodes }) => barcodes.includes(code));

  const by = { id: "onestopofficer", name: "Lê Thị Lan", role: "officer", agencyId: "H57.101" } as const;
  const run = async (command: DossierCommandInput, dossier?: string) => {
    const outcome = await world.hub().execute({ command, actor: by, ...(dossier === undefined ? {} : { dossier }) });
    if (outcome.outcome !== "done") throw new TypeError(JSON.stringify(outcome));
    return outcome.receipt.dossierId;
  };
  /** A dossier that was filed and found valid, open in the officer's second window. */
  const filed = async (fullName: string, dayNumber: string): Promise<{ readonly id: string; readonly code: string }> => {
    const applicant = { kind: "citizen", fullName, identityNumber: "001099000012" } as const;
    const id = await run({
      type: "submit",
      channel: "counter",
      procedureCode: "1.004884",
      agencyId: "H57.101",
      applicant,
      dossierSlip: { dayNumber },
    });
    const components = [
      { componentId: "tk", originals: 1, copies: 0, files: [] },
      { componentId: "giay-to-cu", originals: 0, copies: 1, files: [] },
    ];
    await run({ type: "amend", components }, id);
    await run({ type: "check", outcome: "valid" }, id);
    await desk.goto(`${world.url}/console/hall/${HALL}/counters/q1/dossiers/${id}`);
    await reads(desk, fullName);
    return { id, code: (await world.hub().find(id))?.code ?? "" };
  };
  const takeNumber = async (): Promise<string> => {
    await kiosk.goto(`${world.url}/hall/kiosk`);
    await kiosk.getByRole("link", { name: /Nộp hồ sơ/ }).click();
    await kiosk.getByRole("link", { name: /Hộ tịch/ }).click();
    await press(kiosk, /Không – lấy số thường/);
    return (await kiosk.locator("[data-ticket]").textContent())?.trim() ?? "";
  };

  it("R-H fault: the printer has no paper when the slip is due: all are told, the dossier is received, and one slip comes", async () => {
    const { id, code } = await filed("Nguyễn Văn Thử", "A901");
    await trouble("hall-receipt-printer", "paperOut", true);
    await told("Máy in phiếu nhiệt", "Máy in phiếu hết giấy");
    await reads(kiosk, /Máy in phiếu tạm ngừng|Máy in phiếu đang trục trặc/);
    expect(await takeNumber()).toBe("A001");
    await reads(kiosk, /Số này vẫn có giá trị/);
    await world.shot(kiosk, "fault-1-kiosk-no-paper");
    await press(desk, "Tiếp nhận và in giấy hẹn");
    await reads(desk, /Chưa in được\. .*hết giấy/);
    await world.shot(desk, "fault-2-dossier-no-paper");
    expect((await world.hub().find(id))?.receivedAt).toBeDefined();
    expect(slipsOf(code)).toEqual([]);
    await trouble("hall-receipt-printer", "paperOut", false);
    await reads(desk, "Phiếu đã in xong.");
    await well("th-slip-1");
    await until(async () => (await hall().job("th-slip-1", `ticket:${HALL}:2026-03-02:A001`))?.state === "done");
    expect(slipsOf(code)).toHaveLength(1);
    expect(slipsOf("A001")).toHaveLength(1);
    expect(wordsOf(slipsOf(code)[0] ?? { lines: [], barcodes: [], complete: false, hanging: false })).not.toContain(COPY);
  });

  it("R-H fault: the cable is pulled in the middle of a slip: the torn one does not count, a whole one says that it is a copy", async () => {
    const { code } = await filed("Trần Thị Mẫu", "A902");
    await world.device("hall-receipt-printer").press("/fail-after", { afterLines: 6, what: "cable" });
    await press(desk, "Tiếp nhận và in giấy hẹn");
    await until(() => !world.device<{ cabled: boolean }>("hall-receipt-printer").state().cabled);
    await failing("th-slip-1");
    await told("Máy in phiếu nhiệt", "Thiết bị không trả lời");
    expect((await hall().job("th-slip-1", `appointment:${(await world.hub().find(code))?.id}`))?.state).not.toBe("done");
    await world.device("hall-receipt-printer").press("/device/cable", { on: true });
    await reads(desk, "Phiếu đã in xong.");
    const marked = slipsOf(code).filter((slip) => wordsOf(slip).includes(COPY));
    expect(marked).toHaveLength(await sentAgain(`appointment:${(await world.hub().find(code))?.id}`));
  });

  it("R-H fault: the power goes in the middle of a slip: what is torn is no slip, and exactly one whole slip comes", async () => {
    const { code } = await filed("Lê Văn Nghiệm", "A903");
    await well("th-slip-1");
    await world.device("hall-receipt-printer").press("/fail-after", { afterLines: 6, what: "power" });
    await press(desk, "Tiếp nhận và in giấy hẹn");
    await until(() => !world.device<{ powered: boolean }>("hall-receipt-printer").state().powered);
    await world.device("hall-receipt-printer").press("/device/power", { on: true });
    await reads(desk, "Phiếu đã in xong.");
    expect(slipsOf(code)).toHaveLength(await sentAgain(`appointment:${(await world.hub().find(code))?.id}`));
    expect(slipsOf(code).every((slip) => wordsOf(slip).includes(COPY))).toBe(true);
    expect(all().some(({ complete, hanging }) => !complete && !hanging)).toBe(true);
  });

  it("R-H fault: the scanner pulls two sheets at once: the officer is told, the dossier is as it was, and scanning again works", async () => {
    const applicant = { kind: "citizen", fullName: "Phạm Thị Thử", identityNumber: "001099000013" } as const;
    const id = await run({
      type: "submit",
      channel: "counter",
      procedureCode: "1.004884",
      agencyId: "H57.101",
      applicant,
      dossierSlip: { dayNumber: "A904" },
    });
    const before = (await world.hub().find(id))?.components;
    const scanner = world.device("hall-document-scanner");
    await scanner.press("/paper", { sheets: [{ front: { text: "TỜ MỘT" } }, { front: { text: "TỜ HAI" } }] });
    await scanner.press("/mishap", { kind: "doubleFeed", sheet: 2 });
    await desk.goto(`${world.url}/console/hall/${HALL}/counters/q1/dossiers/${id}`);
    await desk.locator('button[name="component"][value="giay-to-cu"]').click();
    await reads(desk, /Máy kéo hai tờ một lúc/);
    await world.shot(desk, "fault-3-double-feed");
    await told("Máy quét tài liệu", "Máy quét kéo hai tờ một lúc");
    expect((await world.hub().find(id))?.components).toEqual(before);
    await trouble("hall-document-scanner", "doubleFeed", false);
    await scanner.press("/paper/again");
    await press(desk, "Quét lại");
    await reads(desk, "Đã quét xong.");
    await press(desk, "Gắn vào hồ sơ");
    await reads(desk, "giay-to-cu.pdf");
  });

  it("R-H fault: the LED board is unplugged and comes back: it shows the call of now", async () => {
    await world.device("hall-led").press("/device/power", { on: false });
    await failing("th-led-1");
    await officer.locator(".problem", { hasText: "Bảng đèn gọi số" }).waitFor();
    await press(officer, "Gọi số tiếp theo");
    await queue.locator(".newest", { hasText: "A001" }).waitFor();
    await world.device("hall-led").press("/wipe");
    await world.device("hall-led").press("/device/power", { on: true });
    const wanted = toDots("MỜI SỐ A001 – QUẦY 1", 24).join("\n");
    await until(() =>
      world
        .device<Sign>("hall-led")
        .state()
        .pages.some(({ strip }) => strip.map((row) => row.replaceAll(/[1-9]/g, "#").replaceAll("0", ".")).join("\n") === wanted),
    );
    await well("th-led-1");
  });

  it("R-H fault: the camera is gone: it is shown as failing, and the visit goes on and ends", async () => {
    await world.device("hall-camera").press("/device/cable", { on: false });
    await failing("th-camera-1");
    await officer.locator(".problem", { hasText: "Camera quầy 1" }).waitFor();
    await world.shot(officer, "fault-4-counter-camera");
    await press(officer, "Người dân đã đến quầy");
    await press(officer, "Kết thúc lượt");
    await reads(officer, "Chưa gọi số nào");
    expect((await hall().day(HALL)).tickets.get("A001")?.state).toBe("done");
    await world.device("hall-camera").press("/device/cable", { on: true });
    await well("th-camera-1");
  });

  it("R-H fault: mains out: everybody is told; battery nearly empty: no new numbers; power back: numbers again", async () => {
    await world.device("hall-ups").press("/mains", { on: false });
    await reads(queue, /Mất điện lưới/);
    await reads(kiosk, /Mất điện lưới/);
    await world.shot(queue, "fault-5-queue-battery");
    await world.device("hall-ups").press("/charge", { percent: 8 });
    await reads(queue, /tạm ngừng cấp số mới/);
    const before = (await hall().day(HALL)).tickets.size;
    await kiosk.goto(`${world.url}/hall/kiosk`);
    await kiosk.getByRole("link", { name: /Nộp hồ sơ/ }).click();
    await kiosk.getByRole("link", { name: /Hộ tịch/ }).click();
    await reads(kiosk, "Chưa lấy được số");
    await world.shot(kiosk, "fault-6-kiosk-battery");
    expect((await hall().day(HALL)).tickets.size).toBe(before);
    await world.device("hall-ups").press("/mains", { on: true });
    await world.device("hall-ups").press("/charge", { percent: 100 });
    await well("th-ups-1");
    expect(await takeNumber()).toBe("A002");
  });

  it("R-H fault: the kiosk loses the hub: it says so and gives no number, and is well again by itself when the hub is", async () => {
    await kiosk.goto(`${world.url}/hall/kiosk`);
    const tile = kiosk.getByRole("link", { name: /Nộp hồ sơ/, includeHidden: true });
    await tile.waitFor();
    await world.hubDown();
    await kiosk.locator("[data-offline-banner]").waitFor();
    await world.shot(kiosk, "fault-7-kiosk-offline");
    await queue.locator("[data-offline-banner]").waitFor();
    await tile.dispatchEvent("click");
    await world.hubUp();
    await kiosk.locator("[data-offline-banner]").waitFor({ state: "hidden" });
    await queue.locator("[data-offline-banner]").waitFor({ state: "hidden" });
    // What was tapped meanwhile is not done afterwards.
    expect(new URL(kiosk.url()).pathname).toBe("/hall/kiosk");
    expect((await hall().day(HALL)).tickets.size).toBe(2);
    expect(await takeNumber()).toBe("A003");
  });
});
