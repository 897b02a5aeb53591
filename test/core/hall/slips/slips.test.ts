/** Slips as data: what a citizen must find on each. How they come out of a printer: test/adapters/hall/receipt-printer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hall } from "../../../../catalogs/hall.ts";
import { type Slip, type SlipItem, slip } from "../../../../core/hall/slip.ts";
import { appointmentSlip } from "../../../../core/hall/slips/appointment.ts";
import { dossierSlip } from "../../../../core/hall/slips/dossier-slip.ts";
import { shorten } from "../../../../core/hall/slips/parts.ts";
import { paymentSlip } from "../../../../core/hall/slips/payment.ts";
import { ticketSlip } from "../../../../core/hall/slips/ticket.ts";

const CODE = "H57.101-260302-0017";
const hall: Pick<Hall, "name" | "services" | "counters"> = {
  name: { vi: "Bộ phận Một cửa phường Thuận Hóa", en: "Thuận Hóa One-Stop Department" },
  services: [
    { id: "civil", letter: "A", name: { vi: "Hộ tịch", en: "Civil status" }, fields: [], purpose: "submit", minutes: 8 },
    { id: "results", letter: "R", name: { vi: "Trả kết quả", en: "Results" }, fields: [], purpose: "result", minutes: 4 },
  ],
  counters: [
    { id: "q3", number: 3, name: { vi: "Quầy 3", en: "Counter 3" }, services: ["civil"] },
    { id: "q1", number: 1, name: { vi: "Quầy 1", en: "Counter 1" }, services: ["civil", "results"] },
    { id: "q2", number: 2, name: { vi: "Quầy 2", en: "Counter 2" }, services: ["results"] },
  ],
};
const ticket = { id: "A012", serviceId: "civil", takenAt: "2026-03-02T01:05:00.000Z" };

const texts = ({ items }: Slip): readonly string[] =>
  items.flatMap((item) => (item.kind === "text" ? [item.text] : item.kind === "pair" ? [`${item.label}: ${item.value}`] : []));
const codes = ({ items }: Slip): readonly string[] => items.flatMap((item) => (item.kind === "barcode" ? [item.data] : []));
const huge = ({ items }: Slip): readonly string[] =>
  items.flatMap((item) => (item.kind === "text" && item.size === "huge" ? [item.text] : []));
/** What a printer's lane would refuse. */
const acceptable = (made: Slip): void => expect(slip.parse(made)).toEqual(made);

describe("ticket slip", () => {
  it("R-H the number stands huge, with its line, who waits before, how long, and which counters call it, in both languages", () => {
    const made = ticketSlip({ hall, ticket, estimate: { ahead: 12, minutes: 25 } });
    expect(huge(made)).toEqual(["A012"]);
    expect(codes(made)).toEqual(["A012"]);
    expect(texts(made)).toEqual([
      "Bộ phận Một cửa phường Thuận Hóa",
      "Thuận Hóa One-Stop Department",
      "SỐ THỨ TỰ · YOUR NUMBER",
      "A012",
      "Hộ tịch",
      "Civil status",
      "Số người chờ trước / Ahead: 12",
      "Dự kiến / Wait: khoảng 25 phút",
      "Lấy số / Taken: 08:05 ngày 02/03/2026",
      "Khi số được gọi, mời đến QUẦY 1, 3",
      "When called, please go to counter 1, 3",
    ]);
    acceptable(made);
  });

  it("R-H a number that waits for one counter names that one; a priority stands on it by name", () => {
    const elderly = { name: { vi: "Người cao tuổi", en: "Elderly" } };
    const made = ticketSlip({ hall, ticket: { ...ticket, onlyCounterId: "q2" }, priority: elderly });
    expect(texts(made)).toContain("Khi số được gọi, mời đến QUẦY 2");
    expect(texts(made)).toContain("Ưu tiên: Người cao tuổi");
  });

  it("R-H no estimate is invented where no counter is open", () => {
    const made = ticketSlip({ hall, ticket, estimate: { ahead: 3 } });
    expect(texts(made).filter((text) => text.startsWith("Dự kiến"))).toEqual([]);
  });

  it("R-H it is good until its turn may come: ten minutes at least, longer where people wait longer", () => {
    expect(ticketSlip({ hall, ticket }).goodUntil).toBe("2026-03-02T01:15:00.000Z");
    expect(ticketSlip({ hall, ticket, estimate: { ahead: 9, minutes: 40 } }).goodUntil).toBe("2026-03-02T01:45:00.000Z");
  });
});

describe("Phiếu hồ sơ", () => {
  const given = {
    hall,
    account: "nguyenvanan.hue",
    procedure: { code: "1.001193", name: "Đăng ký khai sinh" },
    dossierCode: CODE,
    ticketId: "A012",
    at: "2026-03-02T01:12:00.000Z",
    counter: 3,
  };
  it("R-A06 account, procedure, dossier code and number of the day stand in one slip, the code as a bar code too", () => {
    const made = dossierSlip(given);
    expect(huge(made)).toEqual(["A012"]);
    expect(codes(made)).toEqual([CODE]);
    expect(texts(made)).toEqual([
      "BỘ PHẬN MỘT CỬA PHƯỜNG THUẬN HÓA",
      "PHIẾU HỒ SƠ",
      "Dossier slip",
      "Số thứ tự trong ngày",
      "A012",
      `Mã hồ sơ: ${CODE}`,
      "Tài khoản: nguyenvanan.hue",
      "Mã thủ tục: 1.001193",
      "Đăng ký khai sinh",
      "Lập lúc: 08:12 ngày 02/03/2026",
      "Đưa phiếu này cho cán bộ tại quầy 3",
      "Hand this slip to the officer at the counter",
    ]);
    acceptable(made);
  });
  it("R-A06 somebody without an account gets the slip too, and it says so", () => {
    const { account: _, ...without } = given;
    expect(texts(dossierSlip(without))).toContain("Tài khoản: Không có tài khoản");
  });
});

const appointment = {
  office: "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
  dossierCode: CODE,
  procedureName: "Đăng ký khai sinh",
  applicantName: "NGUYỄN THỊ HƯỜNG",
  papers: [
    { name: "Tờ khai", originals: 1, copies: 0, files: 0 },
    { name: "Giấy chứng sinh", originals: 1, copies: 2, files: 1 },
  ],
  receivedAt: "2026-03-02T01:20:00.000Z",
  dueAt: "2026-03-04T09:30:00.000Z",
  charges: [
    { name: "Lệ phí", amount: 8_000, paid: 8_000 },
    { name: "Phí chuyển phát", amount: 35_500, paid: 0 },
  ],
  returnMethod: "inPerson",
  phone: "0234 3 000 000",
  lookUpUrl: "https://dichvucong.example/tra-cuu?ma=H57.101-260302-0017",
} as const;

describe("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", () => {
  it("R-A05 it carries code, bar code, procedure, who, the papers received, when received, when due, the fees, where to ask", () => {
    const made = appointmentSlip(appointment);
    expect(codes(made)).toEqual([CODE]);
    expect(made.items.filter((item): item is Extract<SlipItem, { kind: "qr" }> => item.kind === "qr")).toEqual([
      { kind: "qr", data: appointment.lookUpUrl },
    ]);
    expect(texts(made)).toEqual([
      "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG THUẬN HÓA",
      "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
      "Receipt of dossier and appointment",
      "Người nộp: NGUYỄN THỊ HƯỜNG",
      "Thủ tục:",
      "Đăng ký khai sinh",
      "Giấy tờ đã nhận:",
      "1. Tờ khai",
      "1 bản chính",
      "2. Giấy chứng sinh",
      "1 bản chính, 2 bản sao, 1 tệp điện tử",
      "Nhận lúc: 08:20 ngày 02/03/2026",
      "HẸN TRẢ KẾT QUẢ",
      "16:30 ngày 04/03/2026",
      "Lệ phí: 8.000 đồng (đã nộp)",
      "Phí chuyển phát: 35.500 đồng (chưa nộp)",
      "Nhận trực tiếp tại nơi nộp: mang theo giấy này và giấy tờ tùy thân; người khác nhận thay cần văn bản ủy quyền.",
      "Hỏi đáp (hotline): 0234 3 000 000",
      "Quét mã để tra cứu hồ sơ",
      "Scan to look up your dossier",
    ]);
    acceptable(made);
  });

  it("R-A05 times are those of Việt Nam: an evening in London is the next morning here", () => {
    const made = appointmentSlip({ ...appointment, receivedAt: "2026-03-01T23:30:00.000Z" });
    expect(texts(made)).toContain("Nhận lúc: 06:30 ngày 02/03/2026");
  });

  it("R-A05 nothing to pay is said; a time that the procedure leaves open is not invented", () => {
    const { dueAt: _, ...open } = appointment;
    const made = appointmentSlip({ ...open, charges: [], papers: [] });
    expect(texts(made)).toContain("Phí, lệ phí: Không thu");
    expect(texts(made)).toContain("Theo thông báo của cơ quan giải quyết");
    expect(texts(made)).toContain("(không có giấy tờ nộp kèm)");
  });

  it("R-A05 however long names are and however many papers there are, the printer takes the slip", () => {
    const word = fc.string({
      unit: fc.constantFrom(..."aăâbcdđeêghiklmnoôơpqrstuưvxyẵỗựỹ 0123456789"),
      minLength: 1,
      maxLength: 900,
    });
    const papers = fc.array(fc.record({ name: word, originals: fc.nat(3), copies: fc.nat(3), files: fc.nat(2) }), {
      maxLength: 120,
    });
    const charges = fc.array(fc.record({ name: word, amount: fc.nat(9_000_000), paid: fc.nat(9_000_000) }), { maxLength: 60 });
    fc.assert(
      fc.property(word, papers, charges, (name, many, fees) => {
        acceptable(appointmentSlip({ ...appointment, procedureName: name, applicantName: name, papers: many, charges: fees }));
      }),
      { numRuns: 60 },
    );
  });
});

describe("payment slip", () => {
  const given = {
    office: "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
    dossierCode: CODE,
    payerName: "NGUYỄN THỊ HƯỜNG",
    lines: [
      { name: "Bản sao trích lục", amount: 8_000 },
      { name: "Lệ phí cư trú", amount: 20_000 },
    ],
    method: "cash",
    reference: "TM-260302-0009",
    at: "2026-03-02T01:31:00.000Z",
  } as const;
  it("R-D02 what was paid in cash stands in figures and in words, with the receipt's number where there is one", () => {
    const made = paymentSlip({ ...given, receiptNumber: "0001234", cashier: "Phạm Văn Tuấn" });
    expect(texts(made)).toEqual([
      "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG THUẬN HÓA",
      "PHIẾU THU PHÍ, LỆ PHÍ",
      "Payment receipt",
      "Biên lai số: 0001234",
      `Mã hồ sơ: ${CODE}`,
      "Người nộp tiền: NGUYỄN THỊ HƯỜNG",
      "Bản sao trích lục: 8.000 đồng",
      "Lệ phí cư trú: 20.000 đồng",
      "TỔNG CỘNG",
      "28.000 đồng",
      "Bằng chữ: Hai mươi tám nghìn đồng.",
      "Hình thức: Tiền mặt",
      "Mã giao dịch: TM-260302-0009",
      "Thu lúc: 08:31 ngày 02/03/2026",
      "Người thu tiền: Phạm Văn Tuấn",
    ]);
    acceptable(made);
  });
  it("R-D02 without a receipt number it does not pass for the receipt", () => {
    expect(texts(paymentSlip(given))).toContain("Phiếu này không thay biên lai; biên lai điện tử được gửi sau.");
  });
});

describe("names on narrow paper", () => {
  it("R-I03 a name is cut between words, in whole letters, and says that it goes on; NFD comes out as NFC", () => {
    expect(shorten("Đăng ký khai sinh có yếu tố nước ngoài".normalize("NFD"), 20)).toBe("Đăng ký khai sinh…");
    expect(shorten("  Đăng   ký\nkhai sinh ")).toBe("Đăng ký khai sinh");
    expect(shorten("x".repeat(30), 10)).toBe(`${"x".repeat(9)}…`);
  });
});
