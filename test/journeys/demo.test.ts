import { describe, expect, it } from "vitest";
import { runCli } from "../support/hub-process.ts";

describe("npm run demo", () => {
  it("R-J04 R-B06 takes six dossiers through their life, two of them through several agencies, with faults on, and every expectation holds", async () => {
    const shown = await runCli(["demo"], {});
    expect(shown).not.toContain("✗");
    expect(shown).toMatch(/Đạt cả \d+ điều mong đợi/);
    for (const said of [
      "1.001193",
      "1.004884",
      "2.000986",
      "1.013831",
      "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
      "Bưu điện báo tình trạng bưu gửi",
      "lần thử",
    ]) {
      expect(shown).toContain(said);
    }
  }, 300_000);
});
