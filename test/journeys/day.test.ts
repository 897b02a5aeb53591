import { describe, expect, it } from "vitest";
import { runCli } from "../support/hub-process.ts";

/** Enough for at least one dossier of every kind, few enough for a test. */
const DOSSIERS = 60;

const shown = (): Promise<string> => runCli(["demo", "--day", "--dossiers", String(DOSSIERS), "--seed", "7"], {});

describe("npm run demo -- --day", () => {
  it("R-B06 R-J03 R-G01 R-G02 R-G03 R-G04 R-G05 R-G06 R-G09 a day with faults at 5 % of calls and the police down for four hours: everybody keeps the same books", async () => {
    const day = await shown();
    // Exit code 0, which runCli insists on, already says that every row balances; these say that the rows are there.
    expect(day).toContain("Khớp: trục và mọi đối tác có cùng một sổ");
    expect(day).not.toContain("✗");
    for (const partner of [
      "Cổng Dịch vụ công quốc gia",
      "Một cửa điện tử VNPT iGate",
      "Hộ tịch Bộ Tư pháp và trục liên thông",
      "Công an (dân cư, cư trú)",
      "Bảo hiểm xã hội",
      "Cơ quan thuế",
      "Kho bạc, ngân hàng, nền tảng thanh toán",
      "Biên lai điện tử",
      "Hệ thống thông tin đất đai (VBDLIS/ILIS)",
      "Phần mềm chuyên ngành của sở, cơ sở dữ liệu tỉnh",
      "Hệ thống xử lý tập trung của bộ",
      "Bưu điện (bưu chính công ích)",
      "Tin nhắn SMS",
    ]) {
      // Something went over every lane, and of all of it nothing was lost, strange, doubled or out of order.
      expect(day).toMatch(new RegExp(`✓ +${partner.replace(/[()/]/g, "\\$&")} +[1-9]\\d* +[1-9]\\d* +0 +0 +0 +0 +\\d+`));
    }
    expect(day).toMatch(new RegExp(`${DOSSIERS} hồ sơ, 0 còn chờ ai đó`));
    expect(day).toMatch(/\d+ thông điệp, 0 còn chờ, treo, chết hoặc bị bỏ/);
    // The faults were there, the outage was met, and the figure of the other lanes is shown.
    expect(day).toMatch(/[1-9]\d* trên [\d.]+ lượt gọi tới các đối tác/);
    expect(day).toMatch(/police ngừng phục vụ: [1-9]\d* lượt gọi bị 503/);
    expect(day).toMatch(/Mọi đường khác: trung vị \d+ ms lúc "police" ngừng, \d+ ms lúc phục vụ; tỷ lệ ×\d/);
  }, 600_000);

  it("an option that is no number is refused with the usage", async () => {
    await expect(runCli(["demo", "--day", "--dossiers", "nhiều"], {})).rejects.toThrow(/Cách dùng/);
  });
});
