import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/dvc-portal/adapter.ts";
import { toProcedure } from "../../../adapters/dvc-portal/catalog.ts";
import { type ProcedureDetail, procedureDetail } from "../../../adapters/dvc-portal/contract/catalog.ts";
import { sampleProcedure } from "../../../adapters/dvc-portal/contract/samples.ts";
import { type PublishedTime, publishedTime } from "../../../adapters/dvc-portal/published-time.ts";
import { procedure, type TimeRule } from "../../../catalogs/types.ts";
import { PROCEDURES } from "../fixtures.ts";
import { openWorld, type World } from "../world.ts";

const published: readonly ProcedureDetail[] = readFileSync(
  fileURLToPath(new URL("../../../simulators/dvc-portal/procedures.jsonl", import.meta.url)),
  "utf8",
)
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => procedureDetail.parse(JSON.parse(line)));

describe("R-G01 the portal's time to resolve", () => {
  const THREE_PM =
    "Ngay trong ngày làm việc; trường hợp nhận hồ sơ sau 15 giờ mà không giải quyết được ngay thì trả kết quả trong ngày làm việc tiếp theo";
  it.each<[PublishedTime, TimeRule]>([
    [
      { THOIGIANGIAIQUYET: "7", DONVITINH: "WORKING_DAY" },
      { kind: "workingDays", days: 7 },
    ],
    [
      { THOIGIANGIAIQUYET: 20, DONVITINH: "ngày" },
      { kind: "calendarDays", days: 20 },
    ],
    [
      { THOIGIANGIAIQUYET: "1", DONVITINH: "HOUR" },
      { kind: "hours", hours: 1 },
    ],
    [
      { THOIGIANGIAIQUYET: "5", DONVITINH: "OTHER", MOTA: "05 ngày làm việc" },
      { kind: "workingDays", days: 5 },
    ],
    [
      { THOIGIANGIAIQUYET: "1", DONVITINH: "OTHER", MOTA: THREE_PM },
      { kind: "sameDay", rule: "threePm" },
    ],
    [
      { THOIGIANGIAIQUYET: "1", DONVITINH: "OTHER", MOTA: THREE_PM.normalize("NFD") },
      { kind: "sameDay", rule: "threePm" },
    ],
    // Number and words disagree, months, nothing at all: a person decides.
    [
      { THOIGIANGIAIQUYET: "1", DONVITINH: "OTHER", MOTA: "05 ngày làm việc" },
      { kind: "unstated", prose: "1 OTHER; 05 ngày làm việc" },
    ],
    [
      { THOIGIANGIAIQUYET: "2", DONVITINH: "MONTH" },
      { kind: "unstated", prose: "2 MONTH" },
    ],
    [
      { THOIGIANGIAIQUYET: "1.5", DONVITINH: "WORKING_DAY" },
      { kind: "unstated", prose: "1.5 WORKING_DAY" },
    ],
    [
      { THOIGIANGIAIQUYET: "900", DONVITINH: "WORKING_DAY" },
      { kind: "unstated", prose: "900 WORKING_DAY" },
    ],
    [{ DONVITINH: "OTHER" }, { kind: "unstated", prose: "OTHER" }],
    [{ DONVITINH: "" }, { kind: "unstated" }],
  ])("R-G01 [§1.2] %j", (time, rule) => {
    expect(publishedTime(time)).toEqual(rule);
  });
});

describe("R-G01 the portal's procedures", () => {
  it("R-G01 [§1.2] the sample", () => {
    expect(toProcedure(sampleProcedure)).toEqual(
      procedure.parse({
        code: "1.004884",
        name: "Thủ tục đăng ký lại khai sinh",
        field: "Hộ tịch",
        level: "commune",
        onlineLevel: "full",
        cases: [
          {
            key: "chung",
            channels: ["counter"],
            time: { kind: "workingDays", days: 5 },
            fees: [
              {
                name: "Phí, lệ phí",
                amount: null,
                kind: "charge",
                note: "Mức lệ phí cụ thể do Hội đồng nhân dân cấp tỉnh quyết định",
              },
            ],
          },
        ],
        components: [
          {
            id: "tk",
            name: "Tờ khai đăng ký lại khai sinh theo mẫu",
            originals: 1,
            copies: 0,
            required: true,
            group: "Giấy tờ phải nộp",
          },
        ],
        results: [{ name: "Giấy khai sinh", code: "KQ.G15.000031" }],
        legal: ["Quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch (123/2015/NĐ-CP)"],
        source: "Cổng Dịch vụ công quốc gia (LayThuTuc)",
      }),
    );
  });

  it("R-G01 [§1.2] every procedure of the simulated portal becomes one of ours, and agrees with the curated catalog where both say something", () => {
    expect(published.length).toBeGreaterThanOrEqual(45);
    for (const detail of published) {
      const taken = toProcedure(detail);
      const curated = PROCEDURES.find((one) => one.code === taken.code);
      expect(curated, taken.code).toBeDefined();
      expect(new Set(taken.cases.map((one) => one.key)).size).toBe(taken.cases.length);
      expect(taken.components.map((one) => one.id).sort()).toEqual(curated?.components.map((one) => one.id).sort());
      expect({ code: taken.code, level: taken.level, onlineLevel: taken.onlineLevel }).toEqual({
        code: curated?.code,
        level: curated?.level,
        onlineLevel: curated?.onlineLevel,
      });
      const told = (time: TimeRule): boolean => time.kind !== "unstated";
      // The simulated portal leaves the words about holidays out (1.014171): number and kind of day must still agree.
      const plain = (time: TimeRule): string => JSON.stringify(time).replace("calendarDaysWithoutHolidays", "calendarDays");
      const known = new Set(curated?.cases.map((one) => plain(one.time)));
      for (const one of taken.cases.filter(({ time }) => told(time))) expect([...known], taken.code).toContain(plain(one.time));
    }
  });

  const way = (KENH: string, more: object = {}) => ({
    KENH,
    THOIGIAN: [{ THOIGIANGIAIQUYET: "3", DONVITINH: "WORKING_DAY", ...more }],
  });
  const withWays = (...CACHTHUCTHUCHIEN: ProcedureDetail["CACHTHUCTHUCHIEN"]) =>
    toProcedure({ ...sampleProcedure, CACHTHUCTHUCHIEN }).cases;
  it("R-G01 [§1.2] the same time on several channels is one case; different times are cases of their own", () => {
    expect(withWays(way("1"), way("2"), way("3"))).toMatchObject([{ key: "chung", channels: ["counter", "post", "online"] }]);
    expect(
      withWays(way("1"), way("2", { THOIGIANGIAIQUYET: "5" }), way("1", { THOIGIANGIAIQUYET: "7", MOTA: "phải xác minh" })),
    ).toMatchObject([
      { key: "counter", channels: ["counter"] },
      { key: "online", channels: ["online"], time: { days: 5 } },
      { key: "counter-2", name: "phải xác minh", time: { days: 7 } },
    ]);
  });
  it.each([
    [{ SOTIEN: "8000", DONVI: "VNĐ" }, 8000],
    [{ SOTIEN: 0, DONVI: "VNĐ" }, 0],
    [{ SOTIEN: "0", DONVI: "VNĐ", MOTA: "Do HĐND tỉnh quy định" }, null],
    // Ten dollars at a mission abroad (domain.md §4, trap a).
    [{ SOTIEN: "10", DONVI: "VNĐ", MOTA: "/bản" }, null],
    [{ SOTIEN: "20", DONVI: "USD" }, null],
    [{ SOTIEN: "theo quy định", DONVI: "VNĐ" }, null],
  ])("R-G01 [§1.2] fee %j → %j đồng", (row, amount) => {
    expect(withWays(way("1", { PHILEPHI: [row] }))[0]?.fees[0]?.amount).toBe(amount);
  });
  it.each([
    ["Văn bản ủy quyền (nếu có)", "1", false],
    ["Giấy tờ xuất trình", "1", false],
    ["Lưu ý: nộp bản giấy", "0", false],
    ["Tờ khai", "1", true],
  ])("R-G01 [§1.2] component %j with %s original: required %s", (TENGIAYTO, SOBANCHINH, required) => {
    const detail = { ...sampleProcedure, THANHPHANHOSO: [{ GIAYTO: [{ MAGIAYTO: "x", TENGIAYTO, SOBANCHINH }] }] };
    expect(toProcedure(detail).components[0]?.required).toBe(required);
  });
  it.each<[string, Partial<ProcedureDetail>]>([
    ["no national code", { MATTHC: "ABC" }],
    ["no usable channel", { CACHTHUCTHUCHIEN: [{ KENH: "9" }] }],
    ["no field", { LINHVUCTHUCHIEN: [] }],
  ])("R-G01 [§1.2] %s: a person must look, nothing is invented", (_, more) => {
    expect(() => toProcedure({ ...sampleProcedure, ...more })).toThrow(
      expect.objectContaining({ intent: "pause", code: "dvc-portal.procedure-unreadable" }),
    );
  });
});

describe("R-G01 pulling the catalog", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, { env: { LIENTHONG_DVC_PORTAL_PULL_CATALOG: "true" } });
  });
  afterAll(() => world.close());
  const later = async (): Promise<void> => {
    world.simulation.clock.advance(3 * 86_400_000);
    await world.settle();
  };
  const publish = async (days: string): Promise<void> => {
    const CACHTHUCTHUCHIEN = [{ KENH: "1", THOIGIAN: [{ THOIGIANGIAIQUYET: days, DONVITINH: "WORKING_DAY" }] }];
    await world.door("/procedures", {
      MATTHC: "1.999999",
      TENTTHC: "Thủ tục thử",
      LINHVUCTHUCHIEN: [{ TENLINHVUC: "Hộ tịch" }],
      CACHTHUCTHUCHIEN,
    });
  };
  const days = async (): Promise<unknown> => (await world.hub.procedure("1.999999"))?.procedure.cases[0]?.time;
  const detailsAsked = (): number => world.simulation.received.list({ contains: "LayThuTuc", limit: 100_000 }).length;

  it("R-G01 [§1.2] takes over what is new and what changed, also when it changes back, and asks nothing of a person", async () => {
    await world.settle();
    expect(await days()).toBeUndefined();
    expect(detailsAsked()).toBeGreaterThanOrEqual(published.length);
    for (const value of ["3", "5", "3"]) {
      await publish(value);
      await later();
      expect(await days()).toEqual({ kind: "workingDays", days: Number(value) });
    }
    expect((await world.hub.procedure("1.999999"))?.version).toBe(3);
    expect((await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items).toEqual([]);
  });

  it("R-G01 [§1.2] is off unless it is asked for", async () => {
    const off = await openWorld(adapter);
    await off.settle();
    expect(off.simulation.received.list({ limit: 10 })).toEqual([]);
    await off.close();
  });
});
