/**
 * One visit to the hall, from the touch at the kiosk to the face on the tablet: every device over its real protocol, every screen in Chromium.
 * The steps go on from each other. Nguyễn Văn Thử files on Monday 2 March 2026 and fetches his result on Friday.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toDots } from "../../adapters/hall/led/letters.ts";
import { toLocalDate } from "../../core/hub.ts";
import { onPath, skipped } from "../support/on-path.ts";
import { HALL, type HallWorld, hallWorld, until, wedge, wordsOf } from "./hall-world.ts";

const CHROMIUM = onPath("chromium");
/** Monday 2 March 2026, 8:30 in Huế. */
const MONDAY = "2026-03-02T01:30:00.000Z";
const PROCEDURE = "1.004884";
const CODE = "H57.101-260302-0001";
const APPLICANT = { fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0912000001" };
const DAY_MINUTES = 1440;

interface Sign {
  readonly pages: readonly { readonly label: string; readonly strip: readonly string[] }[];
  readonly sequence: string;
}
interface Scanner {
  readonly jobs: readonly { readonly state: string; readonly pages: number; readonly twoSided: boolean }[];
}
interface Call {
  readonly callId: string;
  readonly turns: readonly { readonly spoken: readonly { readonly text: string }[] }[];
}

/** Lit dots of a strip, as the letters' own dots have them. */
const lit = (strip: readonly string[]): readonly string[] =>
  strip.map((row) => row.replaceAll(/[1-9]/g, "#").replaceAll("0", "."));

describe.skipIf(CHROMIUM === undefined)(`R-H a visit to the hall${skipped("chromium")}`, () => {
  let world: HallWorld;
  let kiosk: Page;
  let queue: Page;
  let results: Page;
  let tablet: Page;
  let officer: Page;
  let fees: Page;
  let desk: Page;

  beforeAll(async () => {
    world = await hallWorld(MONDAY, CHROMIUM ?? "");
    kiosk = await world.screen("th-kiosk-1", 1080, 1920);
    queue = await world.screen("th-queue-1", 1920, 1080);
    results = await world.screen("th-results-1", 1920, 1080);
    tablet = await world.screen("th-tablet-1", 1280, 800);
    desk = await world.person("support", "Trần Thị Hướng");
    officer = await world.person("oneStopOfficer", "Lê Thị Lan");
    fees = await world.person("feeOfficer", "Phạm Văn Thu");
  });
  afterAll(() => world?.stop());

  const hall = () => world.hub().hall;
  const ticketOf = async (id: string) => (await hall().day(HALL)).tickets.get(id);
  const dossier = async () => {
    const found = await world.hub().find(CODE);
    if (found === undefined) throw new TypeError("no dossier");
    return found;
  };
  const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name }).click();
  const follow = (page: Page, name: string | RegExp, exact = false): Promise<void> =>
    page.getByRole("link", { name, exact }).first().click();
  const reads = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const paper = (n: number) => until(() => world.papers()[n]);
  /** The page stays the one that was opened: what changes on it changes without a reload. */
  const mark = (page: Page): Promise<unknown> => page.evaluate("globalThis.stayed = true");
  const stayed = (page: Page): Promise<unknown> => page.evaluate("globalThis.stayed");
  const signShows = (text: string) =>
    until(() => {
      const { pages } = world.device<Sign>("hall-led").state();
      const wanted = toDots(text, 24).join("\n");
      return pages.some(({ strip }) => lit(strip).join("\n") === wanted);
    });

  it("R-H all devices of the hall are there, each over its own protocol", async () => {
    await until(async () => (await hall().devices(HALL)).every(({ state }) => state === "ok"));
    await mark(queue);
    await world.shot(kiosk, "kiosk-1-start");
    await world.shot(queue, "queue-1-empty");
    await world.shot(tablet, "tablet-1-rest");
  });

  it("R-H kiosk: a touch gives a number, its slip is printed, and only the count of those who wait changes on the wall", async () => {
    await follow(kiosk, /Nộp hồ sơ/);
    await reads(kiosk, "Việc của Ông/Bà thuộc lĩnh vực nào?");
    await world.shot(kiosk, "kiosk-2-lines");
    await follow(kiosk, /Hộ tịch/);
    await reads(kiosk, "Ông/Bà có thuộc diện ưu tiên không?");
    await world.shot(kiosk, "kiosk-3-priority");
    await press(kiosk, /Không – lấy số thường/);
    await kiosk.locator('[data-ticket="A001"]').waitFor();
    await reads(kiosk, "Xin nhận phiếu ở khe bên dưới");
    await world.shot(kiosk, "kiosk-4-number");
    const slip = await paper(0);
    expect(slip.barcodes).toEqual(["A001"]);
    expect(wordsOf(slip)).toContain("SỐ THỨ TỰ");
    await reads(queue, /^1 người/);
    expect(await queue.locator(".newest").textContent()).not.toContain("A001");
    expect(
      world
        .device<Sign>("hall-led")
        .state()
        .pages.map(({ label }) => label),
    ).not.toContain("A");
    expect(await stayed(queue)).toBe(true);
  });

  it("R-A06 the help desk checks the account, finds the procedure and prints the Phiếu hồ sơ with its bar code", async () => {
    await follow(desk, "Sảnh một cửa");
    await follow(desk, "Bàn hướng dẫn");
    await desk.getByLabel("Số thứ tự (ví dụ A012)").fill("a001");
    await press(desk, "Bắt đầu với số này");
    await desk.getByLabel(/Tài khoản người dùng/).fill("tk-0912000001");
    world.pass(2);
    await press(desk, "Ghi nhận tài khoản");
    await reads(desk, "có: tk-0912000001");
    await desk.getByLabel("Tìm theo từ khóa").fill("dang ky lai khai sinh");
    await press(desk, "Tìm");
    await follow(desk, "Đăng ký lại khai sinh");
    await desk.getByLabel("Họ tên người nộp").fill(APPLICANT.fullName);
    await desk.getByLabel("Số định danh / CCCD").fill(APPLICANT.identityNumber);
    await desk.getByLabel("Điện thoại").fill(APPLICANT.phone);
    await world.shot(desk, "desk-1-slip-form");
    world.pass(4);
    await press(desk, "Lập và in Phiếu hồ sơ");
    await reads(desk, "Phiếu đã in xong.");
    await world.shot(desk, "desk-2-slip");
    const slip = await paper(1);
    expect(slip.barcodes).toEqual([CODE]);
    for (const part of ["tk-0912000001", PROCEDURE]) expect(wordsOf(slip)).toContain(part);
    expect((await ticketOf("A001"))?.dossierIds).toEqual([(await dossier()).id]);
  });

  it("R-H the officer calls: display, LED board and loudspeaker say it, by themselves", async () => {
    await follow(officer, "Sảnh một cửa");
    await officer
      .getByRole("row", { name: /Quầy 1/ })
      .getByRole("button", { name: "Mở quầy" })
      .click();
    await reads(officer, "Chưa gọi số nào");
    await press(officer, "Gọi số tiếp theo");
    await reads(officer, /đã gọi, chờ đến quầy/);
    await queue.locator(".newest", { hasText: "A001" }).waitFor();
    expect(await queue.locator(".newest .counter").textContent()).toBe("1");
    expect(await queue.locator('[data-counter="q1"]').textContent()).toContain("A001");
    expect(await stayed(queue)).toBe(true);
    await world.shot(queue, "queue-2-called");
    await signShows("MỜI SỐ A001 – QUẦY 1");
    const said = await until(() => {
      const { said } = world
        .device<{ said: readonly { ticket: string; counter: number; vi: string }[] }>("hall-loudspeaker")
        .state();
      return said.find(({ ticket }) => ticket === "A001");
    });
    expect(said.counter).toBe(1);
    expect(said.vi).toBe("Mời quý khách số A một đến quầy số một.");
    await press(officer, "Người dân đã đến quầy");
    await reads(officer, /đang phục vụ/);
    await world.shot(officer, "counter-1-serving");
  });

  it("R-H camera: a picture of the counter is tied to the visit", async () => {
    const asked = await hall().ask({
      deviceId: "th-camera-1",
      operation: "snapshot",
      body: { counterId: "q1", ticketId: "A001", occasion: "receive" },
      jobId: "snapshot:A001:receive",
      actor: { kind: "officer", id: "onestopofficer" },
      ticketId: "A001",
    });
    expect(asked).not.toHaveProperty("blame");
    const done = await until(async () => {
      const job = await hall().job("th-camera-1", "snapshot:A001:receive");
      return job?.state === "done" && job;
    });
    const picture = await world.hub().readBlob(done.reference ?? "");
    expect(picture?.info.mediaType).toBe("image/jpeg");
    expect((await ticketOf("A001"))?.jobs).toContainEqual(
      expect.objectContaining({ deviceId: "th-camera-1", operation: "snapshot" }),
    );
  });

  it("R-H bar code scanner: the Phiếu hồ sơ is read, and the counter's page offers the dossier by itself", async () => {
    const [code = ""] = (await paper(1)).barcodes;
    await world.device("hall-barcode-scanner").press("/scan", { text: code });
    await officer.getByRole("status").filter({ hasText: CODE }).waitFor();
    await world.shot(officer, "counter-2-scanned");
    await follow(officer, "mở hồ sơ", true);
    await reads(officer, APPLICANT.fullName);
  });

  it("R-A11 his papers are scanned on both sides, bound to their component, and kept for the next time", async () => {
    await world.device("hall-document-scanner").press("/paper", {
      sheets: [
        { front: { text: "GIẤY KHAI SINH (bản sao)\nNguyễn Văn Thử" }, back: { text: "Mặt sau: xác nhận" } },
        { front: { text: "HỌC BẠ\nNguyễn Văn Thử" }, back: { text: "Nhận xét" } },
      ],
    });
    await officer.locator('input[name="o_tk"]').fill("1");
    await officer.locator('input[name="c_giay-to-cu"]').fill("1");
    await officer.locator('button[name="component"][value="giay-to-cu"]').click();
    await reads(officer, "Đã quét xong.");
    await world.shot(officer, "counter-3-scan");
    expect(world.device<Scanner>("hall-document-scanner").state().jobs[0]).toMatchObject({
      state: "Completed",
      pages: 4,
      twoSided: true,
    });
    await press(officer, "Gắn vào hồ sơ");
    await reads(officer, "giay-to-cu.pdf");
    const [held, ...more] = await world.hub().papers.of(APPLICANT.identityNumber);
    expect(more).toEqual([]);
    const { components } = await dossier();
    expect(components.find(({ componentId }) => componentId === "giay-to-cu")).toMatchObject({
      copies: 1,
      files: [{ paper: held?.id }],
    });
    expect(components.find(({ componentId }) => componentId === "tk")?.originals).toBe(1);
    const bytes = await world.hub().readBlob(held?.blob ?? "");
    expect(bytes?.info.mediaType).toBe("application/pdf");
    await world.shot(officer, "counter-4-dossier");
  });

  it("R-D01 the fee officer takes the fee, and a receipt slip is printed", async () => {
    await fees.goto(officer.url());
    await press(fees, /Thu Phí cấp bản sao Giấy khai sinh/);
    world.pass(2);
    await press(fees, "Đã thu tiền mặt");
    await reads(fees, /8\.000 đồng – đã xong/);
    await world.shot(fees, "counter-5-fee");
    const slip = await paper(2);
    expect(wordsOf(slip)).toContain("8.000");
    expect(wordsOf(slip)).toContain("Phạm Văn Thu");
  });

  it("R-A05 checked and received: the appointment slip is printed with due time and bar code", async () => {
    await officer.reload();
    world.pass(3);
    await officer.getByRole("button", { name: "Hợp lệ", exact: true }).click();
    await reads(officer, "Đã kiểm tra: hợp lệ.");
    await press(officer, "Tiếp nhận và in giấy hẹn");
    const slip = await paper(3);
    expect(slip.barcodes).toEqual([CODE]);
    expect(wordsOf(slip)).toContain("HẸN TRẢ KẾT QUẢ");
    expect(wordsOf(slip)).toContain("11:00 ngày 07/03/2026");
    await officer.reload();
    await reads(officer, "Phiếu đã in xong.");
    await world.shot(officer, "counter-6-received");
    expect((await dossier()).receivedAt).toBeDefined();
  });

  it("R-E05 the visit ends: the tablet asks, somebody touches a face, and rests again for the next", async () => {
    await follow(officer, "Về Quầy 1");
    await press(officer, "Kết thúc lượt");
    await reads(officer, "Chưa gọi số nào");
    await reads(tablet, "Ông/Bà hài lòng với việc tiếp nhận hồ sơ vừa rồi không?");
    await world.shot(tablet, "tablet-2-ask");
    await press(tablet, /^Rất hài lòng/);
    await reads(tablet, "Cảm ơn Ông/Bà đã đánh giá");
    await world.shot(tablet, "tablet-3-thanks");
    await reads(tablet, "Kính chào Ông/Bà");
  });

  it("R-H result display: decided on Friday, it stands among those to be fetched, without anybody's name", async () => {
    world.pass(4 * DAY_MINUTES);
    const decided = await world.hub().execute({
      command: { type: "decide", documents: [{ name: "Giấy khai sinh (đăng ký lại)" }] },
      dossier: CODE,
      actor: { id: "ld-1", name: "Võ Văn Ký", role: "leader", agencyId: "H57.101" },
    });
    expect(decided.outcome).toBe("done");
    await results.locator(".co-ket-qua", { hasText: CODE }).waitFor();
    expect(await results.locator("body").textContent()).not.toContain(APPLICANT.fullName);
    await world.shot(results, "results-1-ready");
  });

  it("R-E02 the slip's bar code at the kiosk says that the result is there, and gives a number tied to it", async () => {
    await wedge(kiosk, CODE);
    await reads(kiosk, "Kết quả đã có tại đây");
    await world.shot(kiosk, "kiosk-5-ready");
    await kiosk.setViewportSize({ width: 1920, height: 1080 });
    await world.shot(kiosk, "kiosk-6-ready-wide");
    await follow(kiosk, "Lấy số nhận kết quả");
    await press(kiosk, /Không – lấy số thường/);
    await kiosk.locator('[data-ticket="R001"]').waitFor();
    await reads(kiosk, "Xin nhận phiếu ở khe bên dưới");
    await world.shot(kiosk, "kiosk-7-number-wide");
    expect((await ticketOf("R001"))?.dossierIds).toEqual([(await dossier()).id]);
  });

  it("R-E02 an SMS to the modem and a telephone call say the same", async () => {
    await world.device("hall-sms-modem").press("/mo", { from: "+84912000001", text: `TRACUU ${CODE}` });
    const answer = await until(() => {
      const { sent } = world.device<{ sent: readonly { to: string; text: string }[] }>("hall-sms-modem").state();
      return sent.find(({ to }) => to.endsWith("912000001"));
    });
    expect(answer.text).toContain(CODE);
    const { callId } = (await world.device("hall-ivr").press("/calls", { from: "0912000001" })) as Call;
    await world.device("hall-ivr").press(`/calls/${callId}/press`, { keys: "1" });
    const call = (await world.device("hall-ivr").press(`/calls/${callId}/press`, { keys: "2603020001#" })) as Call;
    const spoken = call.turns.flatMap(({ spoken }) => spoken.map(({ text }) => text)).join(" ");
    expect(spoken).toContain("Mời nhận kết quả tại Bộ phận Một cửa phường Thuận Hóa");
    const status = /Tình trạng: ([^.]*)\./.exec(spoken)?.[1] ?? "?";
    expect(answer.text.normalize("NFC")).toContain(status);
  });

  it("R-C01 R-E05 the result is handed over, and a dissatisfied face is asked for its reasons", async () => {
    await officer.goto(`${world.url}/console/hall`);
    await officer
      .getByRole("row", { name: /Quầy 1/ })
      .getByRole("button", { name: "Mở quầy" })
      .click();
    await press(officer, "Gọi số tiếp theo");
    await queue.locator(".newest", { hasText: "R001" }).waitFor();
    await world.shot(queue, "queue-3-result-called");
    await press(officer, "Người dân đã đến quầy");
    await follow(officer, "mở hồ sơ 1");
    await officer.getByLabel("Số giấy tờ tùy thân của người nhận").fill(APPLICANT.identityNumber);
    await world.shot(officer, "counter-7-hand-back");
    world.pass(1);
    await press(officer, "Đã trả kết quả");
    await until(async () => (await dossier()).returned !== undefined);
    await reads(tablet, "Ông/Bà hài lòng với việc giải quyết và trả kết quả không?");
    await press(tablet, /^Không hài lòng/);
    await reads(tablet, "Điều gì làm Ông/Bà chưa hài lòng?");
    await tablet.getByRole("checkbox", { name: /Chờ đợi lâu/ }).check();
    await world.shot(tablet, "tablet-4-reasons");
    await press(tablet, /Gửi đánh giá/);
    await reads(tablet, "Cảm ơn Ông/Bà đã đánh giá");
    await follow(officer, "Về Quầy 1");
    await press(officer, "Kết thúc lượt");
    const rows = await world
      .hub()
      .satisfaction.report({ from: "2026-03-02", to: "2026-03-06", agencyIds: ["H57.101"], by: "officer" });
    expect(rows).toEqual([
      expect.objectContaining({
        officerId: "onestopofficer",
        officerName: "Lê Thị Lan",
        answers: 2,
        average: 3.5,
        satisfied: 1,
        dissatisfied: 1,
        reasons: { waiting: 1 },
      }),
    ]);
  });

  it("R-B15 every step has its real time against its norm", async () => {
    const report = await hall().stepReport(HALL, "2026-03-02", toLocalDate(world.now()));
    const of = (stepId: string) => report.find((row) => row.stepId === stepId);
    // The clock was moved on so much, and ran besides: never less.
    expect(of("kiem-tra-tai-khoan")).toMatchObject({ norm: 5, count: 1 });
    expect(of("kiem-tra-tai-khoan")?.median).toBeGreaterThanOrEqual(2);
    expect(of("phieu-ho-so")).toMatchObject({ norm: 3, count: 1, withinNorm: 0 });
    expect(of("phieu-ho-so")?.longest).toBeGreaterThanOrEqual(4);
    expect(report.map(({ stepId }) => stepId)).toEqual(
      expect.arrayContaining(["kiem-tra-thanh-phan", "xac-nhan-phi", "in-giay-hen", "tra-dung-han"]),
    );
  });

  it("R-E01 the kiosk has a procedure's extract printed on the document printer", async () => {
    // By now it may have gone back by itself.
    await kiosk.goto(`${world.url}/hall/kiosk`);
    await follow(kiosk, /Thủ tục hành chính/);
    await kiosk.getByLabel("Tên thủ tục").fill("dang ky lai khai sinh");
    await follow(kiosk, /Đăng ký lại khai sinh/);
    await reads(kiosk, PROCEDURE);
    await press(kiosk, "In trích yếu");
    await reads(kiosk, "Đã gửi in – xin nhận tại máy in tài liệu.");
    await world.shot(kiosk, "kiosk-8-procedure-wide");
    await kiosk.setViewportSize({ width: 1080, height: 1920 });
    await world.shot(kiosk, "kiosk-9-procedure");
    const printer = world.device<{ outputs: readonly { jobId: number; pages: number }[] }>("hall-document-printer");
    const [output] = await until(() => printer.state().outputs.length > 0 && printer.state().outputs);
    expect(new TextDecoder("latin1").decode((await printer.read(`/jobs/${output?.jobId ?? 0}.pdf`)).subarray(0, 5))).toBe(
      "%PDF-",
    );
  });
});
