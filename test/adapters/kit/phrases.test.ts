import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phrases as portal, readOutcome } from "../../../adapters/dvc-portal/phrases.ts";
import { type Meaning, phraseTable } from "../../../adapters/kit/phrases.ts";
import { phrases as post } from "../../../adapters/post/phrases.ts";

describe("phrase tables", () => {
  const table = phraseTable("x", [
    { says: "thành công", means: "ok", code: "done", general: true },
    { says: "không thành công", means: "pause", code: "failed", general: true },
    { says: "đã tồn tại", means: "duplicate", code: "exists" },
    { says: "hồ sơ đã tồn tại nhưng bị khóa", means: "rejected", code: "locked" },
  ]);
  it.each<[string, Meaning, string]>([
    ["Đồng bộ thành công", "ok", "x.done"],
    ["ĐỒNG BỘ THÀNH CÔNG!", "ok", "x.done"],
    ["Đồng bộ  thành\ncông", "ok", "x.done"],
    ["Đồng bộ không thành công", "pause", "x.failed"],
    ["Không thành công: hồ sơ đã tồn tại", "duplicate", "x.exists"],
    ["Hồ sơ đã tồn tại nhưng bị khóa", "rejected", "x.locked"],
    // Accents decide: "thanh cong" without them is not the phrase, nor is "thánh công".
    ["Dong bo thanh cong", "pause", "x.unmatched"],
    ["", "pause", "x.unmatched"],
  ])("%j means %s", (text, means, code) => {
    expect(table.read(text)).toMatchObject({ means, code });
  });
  it("reads NFD Vietnamese like NFC", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = `${before} đã tồn tại ${after}`;
        expect(table.read(text.normalize("NFD")).code).toBe(table.read(text.normalize("NFC")).code);
      }),
    );
  });
  it("shows a person what no row knows, and at most 500 characters of it", () => {
    const error = table.error(table.read(`Lỗi lạ ${"x".repeat(1000)}`));
    expect(error).toMatchObject({ intent: "pause", code: "x.unmatched" });
    expect(error.message).toContain("Lỗi lạ");
    expect(error.message.length).toBeLessThan(600);
  });
  it("says retry instead of unknown for a read", () => {
    const reading = { means: "unknown", code: "x.timeout", shown: "quá thời gian" } as const;
    expect(table.error(reading).intent).toBe("unknown");
    expect(table.error(reading, "read").intent).toBe("retry");
  });
});

describe("R-G01 what the portal says", () => {
  it.each<[string | number, string, Meaning]>([
    ["0", "Đồng bộ hồ sơ thành công", "ok"],
    ["00", "Thành công", "ok"],
    [0, "OK", "ok"],
    ["", "Cập nhật thông tin thành công!", "ok"],
    ["200", "", "ok"],
    ["-1", "Hồ sơ H57.132-260213-0001 đã tồn tại trên hệ thống", "duplicate"],
    ["-1", "Hồ sơ không tồn tại trên hệ thống, không thể cập nhật", "rejected"],
    ["-1", "Đồng bộ không thành công: mã TTHC 9.999999 không có trong danh mục thủ tục hành chính", "rejected"],
    ["-3", "Phiên làm việc không hợp lệ hoặc đã hết hạn, vui lòng đăng nhập lại", "session"],
    ["-3", "Unauthorized", "session"],
    ["3", "Thiếu thông tin bắt buộc: MaHoSo", "bug"],
    ["3", "Ngày hẹn trả không được trước ngày tiếp nhận", "bug"],
    ["-1", "Hệ thống đang bận, vui lòng thử lại sau", "retry"],
    ["-1", "Đồng bộ không thành công", "pause"],
    ["-1", "Mã đơn vị 000 không khớp với tài khoản đăng nhập", "pause"],
    // The phrase decides, whatever the code says.
    ["0", "Đồng bộ thất bại", "pause"],
    ["500", "Đồng bộ trạng thái thành công", "ok"],
  ])("%j %j means %s", (error_code, message, means) => {
    expect(readOutcome({ error_code, message }).means).toBe(means);
  });
});

describe("R-G07 what the post office says", () => {
  it.each<[string, Meaning]>([
    ["Tạo đơn hàng thành công", "ok"],
    ["Đơn hàng H57.132-260213-0001 đã tồn tại trên hệ thống", "duplicate"],
    ["Đơn hàng H57.132-260213-0001 đã được hủy trước đó", "duplicate"],
    ["Đơn hàng H57.132-260213-0001 không tồn tại", "rejected"],
    ["Đơn hàng đang phát hoặc đã phát, không thể hủy", "rejected"],
    ["ReceiverTel không hợp lệ", "rejected"],
    ["Mã khách hàng HCC-X không hợp lệ", "pause"],
    ["Thiếu thông tin bắt buộc: SenderName", "bug"],
    ["Xin chào", "pause"],
  ])("%j means %s", (message, means) => {
    expect(post.read(message).means).toBe(means);
  });
});

it("no table has a phrase twice", () => {
  for (const { rows } of [portal, post]) {
    const says = rows.map((row) => row.says.toLocaleLowerCase("vi"));
    expect(new Set(says).size).toBe(says.length);
  }
});
