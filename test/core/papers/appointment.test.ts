import { describe, expect, it } from "vitest";
import type { Dossier } from "../../../core/dossier/types.ts";
import { appointmentPdf } from "../../../core/hub.ts";
import { PaperError } from "../../../core/papers/appointment.ts";
import { dateInWords, dong, momentInWords } from "../../../core/papers/words.ts";
import { AGENCY, dossier, PROCEDURE } from "../../adapters/fixtures.ts";
import { letters, NO_PDFTOTEXT, pagesOf, textOf } from "./reading.ts";

const options = { agency: { ...AGENCY, phone: "0234000001" }, procedure: PROCEDURE, officer: "Trần Thị Một Cửa" } as const;
const CHARGE = {
  chargeId: "c1",
  name: "Lệ phí",
  amount: 8000,
  paid: 0,
  requestedAt: "2026-03-02T02:00:00.000Z",
  open: true,
  kind: "fee",
} as const;

describe("R-A05 Giấy tiếp nhận hồ sơ và hẹn trả kết quả", () => {
  it("R-A05 is the same bytes for the same dossier", async () => {
    const [first, second] = await Promise.all([appointmentPdf(dossier(), options), appointmentPdf(dossier(), options)]);
    expect(Buffer.compare(first, second)).toBe(0);
  });
  it("R-A05 a dossier that was not received has none", async () => {
    const { code: _code, clock: _clock, receivedAt: _receivedAt, ...filed } = dossier();
    await expect(appointmentPdf(filed, options)).rejects.toThrow(PaperError);
  });
  it("R-A05 dates and money as forms have them", () => {
    expect(dateInWords("2026-02-09")).toBe("ngày 09 tháng 02 năm 2026");
    expect(dateInWords("2026-11-22")).toBe("ngày 22 tháng 11 năm 2026");
    expect(momentInWords("2026-03-02T09:30:00.000Z")).toBe("16 giờ 30 phút, ngày 02 tháng 3 năm 2026");
    expect([dong(0), dong(8000), dong(1_250_000)]).toEqual(["0 đồng", "8.000 đồng", "1.250.000 đồng"]);
  });
});

describe.skipIf(NO_PDFTOTEXT)(`R-A05 the paper read back${NO_PDFTOTEXT === undefined ? "" : `: ${NO_PDFTOTEXT}`}`, () => {
  const read = async (more: Partial<Dossier>): Promise<string> => textOf(await appointmentPdf(dossier(more), options));

  it("R-A05 has code, who, what, papers, times, where, on one page", async () => {
    const pdf = await appointmentPdf(dossier({ summary: "Đăng ký khai sinh cho con" }), options);
    expect(pagesOf(pdf)).toHaveLength(1);
    const text = textOf(pdf);
    for (const part of [
      "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
      "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
      "Mã hồ sơ: H57.101-260302-0001",
      "Tiếp nhận hồ sơ của: Nguyễn Văn Thử",
      "Số định danh, CCCD: 001099000012",
      "Kênh nộp: Trực tuyến",
      "Nội dung yêu cầu giải quyết: Đăng ký khai sinh cho con",
      "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
      "Thời gian hẹn trả kết quả: 16 giờ 30 phút, ngày 02 tháng 3 năm 2026",
      "Điện thoại liên hệ: 0234000001",
      "Trần Thị Một Cửa",
    ])
      expect(text).toContain(part);
    for (const { name } of PROCEDURE.components.slice(0, 2)) expect(letters(text)).toContain(letters(name));
    expect(text).not.toContain("Hẹn lần đầu");
  });
  it("R-A05 after an extension it names the new time and the first one", async () => {
    const clock = {
      rule: { kind: "workingDays", days: 3 },
      startedAt: "2026-03-02T02:00:00.000Z",
      dueAt: "2026-03-09T09:30:00.000Z",
      firstDueAt: "2026-03-05T09:30:00.000Z",
      stops: [],
      extensions: [],
    } as const;
    const text = await read({ clock });
    expect(text).toContain("Thời gian hẹn trả kết quả: 16 giờ 30 phút, ngày 09 tháng 3 năm 2026");
    expect(text).toContain("Hẹn lần đầu: 16 giờ 30 phút, ngày 05 tháng 3 năm 2026");
  });
  it("R-A05 says what is owed, what is left, and leaves out what was cancelled", async () => {
    expect(await read({})).toContain("Phí, lệ phí: không có");
    expect(await read({ charges: [{ ...CHARGE, paid: 8000, open: false }] })).toContain("Phí, lệ phí: 8.000 đồng, đã nộp");
    const half = [
      { ...CHARGE, paid: 3000 },
      { ...CHARGE, chargeId: "c2", cancelled: "nhầm" },
    ];
    expect(await read({ charges: half })).toContain("Phí, lệ phí: 8.000 đồng, còn 5.000 đồng");
  });
  it("R-A05 says where the result comes to: by post to its receiver, online, at the counter", async () => {
    const post = {
      kind: "post",
      receiverName: "Lê Thị Nhận",
      phone: "0900000034",
      address: { detail: "5 đường Thử" },
      codAmount: 0,
    } as const;
    expect(await read({ returnMethod: post })).toContain("Nơi nhận kết quả: Qua bưu chính, đến Lê Thị Nhận, 5 đường Thử");
    expect(await read({ returnMethod: { kind: "online" } })).toContain("Nơi nhận kết quả: Trực tuyến");
  });
  it("R-A05 a business shows its tax code, another owner is named, an unknown component shows its id", async () => {
    const text = await read({
      applicant: { kind: "business", fullName: "Công ty Thử", taxCode: "0100000012" },
      owner: { kind: "citizen", fullName: "Trần Văn Chủ" },
      components: [{ componentId: "khac", originals: 1, copies: 0, files: [] }],
    });
    for (const part of ["Mã số thuế: 0100000012", "Chủ hồ sơ: Trần Văn Chủ", "khac"]) expect(text).toContain(part);
  });
  it("R-A05 many papers and a name of 200 letters go on on the next page with the table's head", async () => {
    const components = Array.from({ length: 60 }, (_, index) => ({
      componentId: `giay-to-${index}`,
      originals: 1,
      copies: 0,
      files: [],
    }));
    const pages = pagesOf(
      await appointmentPdf(
        dossier({ components, applicant: { kind: "citizen", fullName: "Nguyễn ".repeat(28).trim() } }),
        options,
      ),
    );
    expect(pages.length).toBeGreaterThan(1);
    // In the text and under the signature.
    expect(pages.join(" ").match(/Nguyễn/g)).toHaveLength(2 * 28);
    expect(pages.slice(0, 2).every((page) => page.includes("Tên giấy tờ"))).toBe(true);
    for (let index = 0; index < 60; index += 1) expect(pages.join(" ")).toContain(`giay-to-${index}`);
  });
});
