import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessageView } from "../../core/hub.ts";
import { contentOf } from "../../gateway/cli/demo/day/applicants.ts";
import { DOWN } from "../../gateway/cli/demo/day/faults.ts";
import { pacesOf, realMs } from "../../gateway/cli/demo/day/figures.ts";
import { KINDS } from "../../gateway/cli/demo/day/kinds.ts";
import { compareKeys, compareSums, isBalanced } from "../../gateway/cli/demo/day/ledgers/check.ts";
import { planDay } from "../../gateway/cli/demo/day/plan.ts";
import { runCli } from "../support/hub-process.ts";

/** Enough for at least one dossier of every kind, few enough for a test. */
const DOSSIERS = 60;
const PARTNERS = [
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
];

describe("npm run demo -- --day", () => {
  it("R-B06 R-J03 R-G01 R-G02 R-G03 R-G04 R-G05 R-G06 R-G09 faults at 5 % of calls and the police down for four hours: everybody keeps the same books", async () => {
    const day = await runCli(["demo", "--day", "--dossiers", String(DOSSIERS), "--seed", "7"], {});
    // Exit code 0, which runCli insists on, already says that every row balances; these say that the rows are there.
    expect(day).toContain("Khớp: trục và mọi đối tác có cùng một sổ");
    expect(day).not.toContain("✗");
    for (const partner of PARTNERS) {
      // Something went over every lane, and of all of it nothing was lost, strange, doubled or out of order.
      const name = partner.replaceAll(/[()]/g, "\\$&");
      expect(day).toMatch(new RegExp(`✓ +${name} +[1-9]\\d* +[1-9]\\d* +0 +0 +0 +0 +\\d+`));
    }
    expect(day).toContain(`✓ ${DOSSIERS} hồ sơ, 0 còn chờ ai đó`);
    expect(day).toMatch(/✓ \d+ thông điệp, 0 còn chờ, treo, chết hoặc bị bỏ/);
    // The faults were there, the outage was met, and the figure of the other lanes is shown.
    expect(day).toMatch(/[1-9]\d* trên [\d.]+ lượt gọi tới các đối tác/);
    expect(day).toMatch(/police ngừng phục vụ: [1-9]\d* lượt gọi bị 503/);
    expect(day).toMatch(/Mọi đường khác: trung vị \d+ ms lúc "police" ngừng, \d+ ms lúc phục vụ; tỷ lệ ×\d/);
  }, 600_000);

  it("an option that is no number is refused with the usage", async () => {
    await expect(runCli(["demo", "--day", "--dossiers", "nhiều"], {})).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("demo --day [--dossiers N]"),
    });
  });
});

describe("the plan of the day", () => {
  it("is the same for the same seed, another for another, and has some of every kind", () => {
    expect(planDay(200, 3)).toEqual(planDay(200, 3));
    expect(planDay(200, 3)).not.toEqual(planDay(200, 4));
    expect(new Set(planDay(KINDS.length, 1).map((plan) => plan.kind.id)).size).toBe(KINDS.length);
  });

  it("2,000 dossiers are filed at all 40 wards and communes and the land office, in the order of time", () => {
    const plans = planDay(2_000, 1);
    expect(plans).toHaveLength(2_000);
    expect(new Set(plans.map((plan) => plan.agencyId)).size).toBe(41);
    expect(plans.map((plan) => plan.at)).toEqual(plans.map((plan) => plan.at).toSorted());
  });
});

describe("the ledger", () => {
  const keys = fc.uniqueArray(fc.stringMatching(/^[A-Z]\d{1,3}=\d$/), { maxLength: 20 });

  it("R-J03 balances for the same things in any order, and for nothing else: one lost and one doubled do not cancel out", () => {
    fc.assert(
      fc.property(keys, fc.func(fc.integer()), (list, order) => {
        const shuffled = list.toSorted((a, b) => order(a) - order(b));
        expect(isBalanced(compareKeys("", list, shuffled))).toBe(true);
        const [first, ...rest] = shuffled;
        if (first === undefined) return;
        expect(compareKeys("", list, rest)).toMatchObject({ lost: 1, strange: 0 });
        expect(compareKeys("", rest, shuffled)).toMatchObject({ lost: 0, strange: 1 });
        expect(compareKeys("", list, [...shuffled, first])).toMatchObject({ doubled: 1 });
        const [second, ...others] = rest;
        if (second !== undefined) expect(isBalanced(compareKeys("", list, [first, first, ...others]))).toBe(false);
      }),
    );
    expect(isBalanced(compareKeys("", ["a"], ["a"], { outOfOrder: 1 }))).toBe(false);
    expect(isBalanced(compareKeys("", ["a"], ["a"], { repeats: 3 }))).toBe(true);
  });

  it("sums must be equal to the đồng", () => {
    expect(isBalanced(compareSums("", 8_000, 8_000))).toBe(true);
    expect(compareSums("", 8_000, 7_999)).toMatchObject({ lost: 1, strange: 0 });
  });
});

describe("the figure of the other lanes", () => {
  const jumps = [{ before: "2026-03-02T02:00:05.000Z", after: "2026-03-02T02:30:00.000Z" }];
  const message = (lane: string, createdAt: string, ms: number, attempts = 1): MessageView => ({
    id: createdAt,
    lane,
    key: "k",
    direction: "out",
    operation: "notify",
    state: "done",
    attempts,
    uncertain: false,
    nextAt: createdAt,
    createdAt,
    doneAt: new Date(Date.parse(createdAt) + ms).toISOString(),
    holdsBack: 0,
  });

  it("is real time: what the clock leapt between is taken off", () => {
    expect(realMs("2026-03-02T02:00:04.000Z", "2026-03-02T02:30:01.500Z", jumps)).toBe(2_500);
    expect(realMs("2026-03-02T02:30:01.000Z", "2026-03-02T02:30:01.200Z", jumps)).toBe(200);
  });

  it("compares the outage with the rest of the day, lane by lane, without the partner that was down and without second attempts", () => {
    const during = Array.from({ length: 5 }, (_, i) => message("sms", `2026-03-02T03:00:0${i}.000Z`, 300));
    const outside = Array.from({ length: 5 }, (_, i) => message("sms", `2026-03-02T08:00:0${i}.000Z`, 200));
    const down = [message("police", DOWN.from, 9_000), message("sms", DOWN.from, 8_000, 2)];
    const { lanes, others } = pacesOf([...during, ...outside, ...down], [], "police");
    expect(others).toMatchObject({ down: { count: 5, median: 300 }, up: { count: 5, median: 200 }, ratio: 1.5 });
    expect(lanes.map(({ lane, ratio }) => [lane, ratio])).toEqual([
      ["police", undefined],
      ["sms", 1.5],
    ]);
  });
});

describe("a citizen who pays by QR code", () => {
  it("R-G06 reads the transfer's words from the VietQR payload: field 62, sub-field 08", () => {
    expect(contentOf("00020162250821dvcH571012603020001016304ABCD")).toBe("dvcH57101260302000101");
    expect(contentOf("0002015303704")).toBeUndefined();
  });
});
