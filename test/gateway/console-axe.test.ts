/**
 * R-I03: axe-core finds nothing (WCAG 2.0, 2.1 and 2.2, A and AA) on any page of the console, in the states that officers meet. In Chromium, with
 * the hall's devices simulated.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HALL, type HallWorld, hallWorld } from "../journeys/hall-world.ts";
import { violationsIn } from "../support/axe.ts";
import { onPath, skipped } from "../support/on-path.ts";

const CHROMIUM = onPath("chromium");
const MONDAY = "2026-03-02T01:30:00.000Z";
const SIZES = [
  { width: 1366, height: 768 },
  { width: 820, height: 1180 },
] as const;

describe.skipIf(CHROMIUM === undefined)(`R-I03 the console is usable by everybody${skipped("chromium")}`, () => {
  let world: HallWorld;
  let officer: Page;
  let support: Page;
  let fees: Page;
  let head: Page;

  beforeAll(async () => {
    world = await hallWorld(MONDAY, CHROMIUM ?? "");
    officer = await world.person("oneStopOfficer", "Lê Thị Lan");
    support = await world.person("support", "Trần Thị Hướng");
    fees = await world.person("feeOfficer", "Phạm Văn Thu");
    head = await world.person("head", "Hồ Thị Trưởng");
  });
  afterAll(() => world?.stop());

  /** Axe's violations, and whether the page scrolls sideways, at both sizes; all on one line each, so that a failure says where. */
  const troubles = async (page: Page, name: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const size of SIZES) {
      await page.setViewportSize(size);
      // The page's policy lets no script in but ours; what the tool evaluates is not under it.
      found.push(...(await violationsIn(page)).map((broken) => `${name} ${size.width}: ${broken}`));
      if (await page.evaluate("document.documentElement.scrollWidth > innerWidth"))
        found.push(`${name} ${size.width}: scrolls sideways`);
    }
    await world.shot(page, `console-${name}`);
    return found;
  };
  const fine = async (page: Page, name: string): Promise<void> => expect(await troubles(page, name)).toEqual([]);
  const at = async (page: Page, path: string, name: string): Promise<void> => {
    await page.goto(`${world.url}/console${path}`);
    await fine(page, name);
  };
  const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name }).first().click();

  it("R-I03 sign-in, its errors, start page, password and its errors, refusals", async () => {
    const stranger = await officer.context().browser()?.newPage();
    if (stranger === undefined) throw new TypeError("no browser");
    await stranger.goto(`${world.url}/console/sign-in`);
    await fine(stranger, "sign-in");
    await stranger.getByLabel("Tên đăng nhập").fill("khong-co");
    await stranger.getByLabel("Mật khẩu").fill("sai mật khẩu rồi");
    await press(stranger, "Đăng nhập");
    await fine(stranger, "sign-in-wrong");
    await stranger.close();
    await at(officer, "", "home");
    await at(officer, "/dossiers?ref=a/b", "home-wrong");
    await at(officer, "/password", "password");
    await officer.getByLabel("Mật khẩu đang dùng").fill("sai mật khẩu rồi");
    await officer.getByLabel("Mật khẩu mới", { exact: true }).fill("ngắn");
    await officer.getByLabel("Nhập lại mật khẩu mới").fill("ngắn");
    await press(officer, "Đổi mật khẩu");
    await fine(officer, "password-wrong");
    await at(officer, "/khong-co", "not-found");
    await at(officer, "/looks", "not-allowed");
  });

  it("R-I03 help desk: number, account, search, slip, wrong fields, printed", async () => {
    const actor = { kind: "device", id: "th-kiosk-1" } as const;
    await world.hub().hall.execute({ hallId: HALL, command: { type: "takeTicket", serviceId: "ho-tich" }, actor });
    await at(support, `/hall/${HALL}/desk`, "desk");
    await support.getByLabel("Số thứ tự (ví dụ A012)").fill("a001");
    await press(support, "Bắt đầu với số này");
    await fine(support, "desk-account");
    await press(support, "Ghi nhận tài khoản");
    await at(support, `/hall/${HALL}/desk?ticket=A001&q=khai%20sinh`, "desk-found");
    await at(support, `/hall/${HALL}/desk?ticket=A001&procedure=1.004884`, "desk-slip");
    await support.getByLabel("Họ tên người nộp").fill("Nguyễn Văn Thử");
    await support.getByLabel("Số định danh / CCCD").fill("12");
    await press(support, "Lập và in Phiếu hồ sơ");
    await fine(support, "desk-wrong");
    await support.getByLabel("Số định danh / CCCD").fill("001099000012");
    await press(support, "Lập và in Phiếu hồ sơ");
    await support.getByText("Phiếu đã in xong.").waitFor();
    await fine(support, "desk-printed");
  });

  it("R-I03 counter, dossier, what is missing, fees, looks, the hall from above", async () => {
    await at(officer, "/hall", "hall");
    await press(officer, "Mở quầy");
    await fine(officer, "counter-idle");
    await press(officer, "Gọi số tiếp theo");
    await officer.getByText(/đã gọi, chờ đến quầy/).waitFor();
    await fine(officer, "counter-called");
    await press(officer, "Người dân đã đến quầy");
    await officer
      .getByText(/đang phục vụ/)
      .first()
      .waitFor();
    await officer.getByText("Chuyển sang quầy hoặc lĩnh vực khác").click();
    await fine(officer, "counter-serving");
    await officer.getByRole("link", { name: "mở hồ sơ 1" }).click();
    await officer.getByText("Chưa hợp lệ: yêu cầu bổ sung").click();
    await fine(officer, "dossier");
    await press(officer, "Lập phiếu yêu cầu bổ sung");
    await fine(officer, "dossier-wrong");

    await at(fees, `/hall/${HALL}/fees`, "fee-desk");
    await fees.getByLabel(/Mã hồ sơ hoặc số thứ tự/).fill("A001");
    await press(fees, "Mở khoản thu");
    await press(fees, /^Thu Phí cấp bản sao/);
    await fees.getByText("Đã nhận chuyển khoản").click();
    await fees.getByLabel("Số giao dịch của ngân hàng").fill("?");
    await press(fees, "Ghi nhận chuyển khoản");
    await fine(fees, "fee-wrong");
    await press(fees, "Đã thu tiền mặt");
    await fees.getByText("Phiếu đã in xong.").waitFor();
    await fine(fees, "fee-done");

    const { code = "" } = (await world.hub().list({})).items[0] ?? {};
    await at(head, `/hall/${HALL}`, "head");
    await at(head, `/hall/${HALL}?from=2026-03-02&to=2026-03-01`, "head-wrong");
    await at(head, `/dossiers/${code}`, "purpose");
    await press(head, "Giám sát, đôn đốc tiến độ");
    await fine(head, "dossier-view");
    await at(head, `/looks?dossier=${code}`, "looks");
    await at(head, "/looks?dossier=khong-co", "looks-wrong");
  });
});
