import { describe, expect, it } from "vitest";
import { LGSP_HEADER, PATHS } from "../../adapters/tax/contract/access.ts";
import { noticeMessage, noticeRows, returnMessage, taxCodeMessage } from "../../adapters/tax/contract/notice.ts";
import { sampleAccount, sampleLgspAccess, sampleRegistration, sampleSlip } from "../../adapters/tax/contract/samples.ts";
import type { Slip } from "../../adapters/tax/contract/slip.ts";
import { createSimulation } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { childOf, readXml, textOf } from "../../simulators/kit/xml.ts";
import { assess, taxCodeNo } from "../../simulators/tax/assess.ts";
import tax from "../../simulators/tax/simulator.ts";
import { call, door, fakeHub } from "./calls.ts";

const NOW = "2026-03-04T14:00:00+07:00";
const CODE = "H57.101-260302-0001";
const BUSINESS = sampleRegistration.Data.MaHoSo;
const taken = () => Response.json({ error_code: "0", message: "Đã nhận thông báo thuế" });

const handIn = async (office: Simulation, path: string, body: unknown): Promise<void> => {
  const authorization = `Basic ${Buffer.from(`${sampleAccount.clientId}:${sampleAccount.clientSecret}`).toString("base64")}`;
  const form = { "content-type": "application/x-www-form-urlencoded", authorization };
  const token = await call<{ access_token: string }>(office, "POST", PATHS.token, "grant_type=client_credentials", form);
  const lgsp = Buffer.from(JSON.stringify(sampleLgspAccess)).toString("base64");
  await call(office, "POST", path, body, { authorization: `Bearer ${token.body.access_token}`, [LGSP_HEADER]: lgsp });
};
const withHub = async (hub: ReturnType<typeof fakeHub>, options: Record<string, unknown> = {}) => {
  const office = createSimulation(tax, {
    now: NOW,
    fetch: hub.hub,
    sleep: async () => undefined,
    options: { hubUrl: "https://hub.test", ...options },
  });
  await handIn(office, PATHS.slip, sampleSlip);
  await handIn(office, PATHS.registration, sampleRegistration);
  return office;
};
const rowsOf = (body: string | undefined) => {
  const message = noticeMessage.parse(JSON.parse(body ?? ""));
  const row = childOf(childOf(readXml(Buffer.from(message.Data.FileThongBaoThue, "base64").toString()), "BODY"), "ROW_LIST");
  const lines = row?.children.filter((child) => child.name === "LIST") ?? [];
  const LIST = lines.map((line) => Object.fromEntries(line.children.map((child) => [child.name, child.text])));
  return { message, rows: noticeRows.parse({ MA_HSO: textOf(row, "MA_HSO"), LIST }) };
};
interface Pushed {
  readonly outcome: string;
  readonly attempts: readonly unknown[];
}

describe("what the tax office sets", () => {
  const slipWith = (LoaiGiaoDich: Slip["Data"]["GiaoDich"]["LoaiGiaoDich"], GiaChuyenNhuong?: number): Slip => ({
    ...sampleSlip,
    Data: {
      ...sampleSlip.Data,
      GiaoDich: { LoaiGiaoDich, TenGiaoDich: "x", ...(GiaChuyenNhuong === undefined ? {} : { GiaChuyenNhuong }) },
    },
  });
  const amounts = (slip: Slip, exempt = false) =>
    assess(slip, 3_000_000, exempt).map((one) => [one.subItem, one.taxCode, one.amount]);

  it("R-G03 [§5.5] 0,5 % from who gets the land and 2 % from who hands it over, of the higher of contract and land price", () => {
    expect(amounts(slipWith("01", 600_000_000))).toEqual([
      ["2801", "001099000012", 3_000_000],
      ["1006", "001099000034", 12_000_000],
    ]);
    expect(amounts(slipWith("01", 1)).map((one) => one[2])).toEqual([2_500_000, 10_000_000]);
  });
  it("R-G03 [§5.5] a first certificate owes the land-use fee; a gift in the family and an exemption owe nothing", () => {
    expect(amounts(slipWith("04")).map((one) => [one[0], one[2]])).toEqual([
      ["2801", 2_500_000],
      ["1401", 100_000_000],
    ]);
    expect(amounts(slipWith("02", 600_000_000)).map((one) => one[2])).toEqual([0, 0]);
    expect(amounts(slipWith("01", 600_000_000), true).map((one) => one[2])).toEqual([0, 0]);
  });
  it("R-G03 [§5.5] tax codes of 10 digits, no two alike, each with a check digit that holds", () => {
    const codes = Array.from({ length: 50 }, (_, i) => taxCodeNo(i + 1));
    expect(new Set(codes).size).toBe(50);
    const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    for (const code of codes) {
      expect(code).toMatch(/^33\d{8}$/);
      const sum = weights.reduce((total, weight, i) => total + weight * Number(code[i]), 0);
      expect((sum + Number(code[9])) % 11).toBe(10);
    }
  });
});

describe("what the tax office pushes", () => {
  it("R-G03 [§5.5] notices as base64 XML, proven by the key in the body, one number for each sub-item", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub);
    expect((await door<Pushed>(office, "POST", "/notices", { MaHoSo: CODE })).body).toMatchObject({ outcome: "accepted" });
    expect(hub.got[0]?.url).toBe("https://hub.test/hooks/tax/notice");
    const { message, rows } = rowsOf(hub.got[0]?.body);
    expect(message).toMatchObject({ SecurityKey: sampleAccount.securityKey, IsUpdating: "False", Ngay: "20260304140000" });
    expect(rows).toEqual({
      MA_HSO: CODE,
      LIST: [
        expect.objectContaining({ SO_QUYET_DINH: "LTB2646-TK0000001/TB-HUE", NGAY_QUYET_DINH: "04-03-2026", SO_TIEN: "3000000" }),
        expect.objectContaining({ SO_QUYET_DINH: "LTB2646-TK0000002/TB-HUE", MA_SO_THUE: "001099000034", SO_TIEN: "12000000" }),
      ],
    });
  });
  it("R-G03 [§5.5] the same office, asked the same, sets the same", async () => {
    const [one, other] = [fakeHub(taken), fakeHub(taken)];
    for (const hub of [one, other]) await door(await withHub(hub), "POST", "/notices", { MaHoSo: CODE });
    expect(one.got[0]?.body).toBe(other.got[0]?.body);
  });
  it("R-G03 [§5.5] both sub-items under one number, exempt ones with 0", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub);
    await door(office, "POST", "/notices", { MaHoSo: CODE, oneNumber: true, exempt: true });
    const { rows } = rowsOf(hub.got[0]?.body);
    expect(rows.LIST.map((line) => [line.SO_QUYET_DINH, line.SO_TIEN])).toEqual([
      ["LTB2646-TK0000001/TB-HUE", "0"],
      ["LTB2646-TK0000001/TB-HUE", "0"],
    ]);
  });
  it("R-G03 [§5.5] again until it is answered, and not after a refusal", async () => {
    const hub = fakeHub(
      () => new Response("", { status: 503 }),
      () => new Response("xong"),
      taken,
    );
    const office = await withHub(hub);
    const { body } = await door<Pushed>(office, "POST", "/notices", { MaHoSo: CODE });
    expect([body.outcome, body.attempts.length]).toEqual(["accepted", 3]);
    expect(new Set(hub.got.map((one) => one.body)).size).toBe(1);
    const refusing = fakeHub(() => Response.json({ error_code: "-1", message: "Không nhận" }));
    const other = await withHub(refusing);
    expect((await door<Pushed>(other, "POST", "/notices", { MaHoSo: CODE })).body).toMatchObject({ outcome: "refused" });
    expect(refusing.got).toHaveLength(1);
  });
  it("R-G03 [§5.5] the last message once more, byte for byte; one notice more; a changed sum says IsUpdating", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub);
    await door(office, "POST", "/notices", { MaHoSo: CODE });
    office.clock.advance(60_000);
    await door(office, "POST", "/repeat", { MaHoSo: CODE });
    expect(hub.got[1]?.body).toBe(hub.got[0]?.body);
    await door(office, "POST", "/further-notice", { MaHoSo: CODE, soTien: 500_000 });
    expect(rowsOf(hub.got[2]?.body).rows.LIST).toMatchObject([{ SO_QUYET_DINH: "LTB2646-TK0000003/TB-HUE", SO_TIEN: "500000" }]);
    await door(office, "POST", "/change", { SoThongBao: "LTB2646-TK0000001/TB-HUE", soTien: 1 });
    const changed = rowsOf(hub.got[3]?.body);
    expect(changed.message.IsUpdating).toBe("True");
    expect(changed.rows.LIST).toMatchObject([{ SO_QUYET_DINH: "LTB2646-TK0000001/TB-HUE", SO_TIEN: "1" }]);
  });
  it("R-G03 [§5.5] a slip back as wrong, with the words and the slip's number", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub);
    await door(office, "POST", "/return", { MaHoSo: CODE, LyDo: "Sai số tờ" });
    expect(hub.got[0]?.url).toBe("https://hub.test/hooks/tax/returned");
    expect(returnMessage.parse(JSON.parse(hub.got[0]?.body ?? "")).Data).toEqual({
      MaHoSo: CODE,
      SoPhieu: `${CODE}/1/PCTT`,
      LyDo: "Sai số tờ",
    });
    expect(office.parts.counts()).toMatchObject({ "Phiếu trả lại": 1, "Lần đẩy về": 1 });
    // It waits for the corrected one: there is nothing to set.
    expect((await door(office, "POST", "/notices", { MaHoSo: CODE })).status).toBe(404);
  });
  it("R-G03 [§5.5] a tax code for a household business, or its refusal", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub);
    await door(office, "POST", "/tax-code", { MaHoSo: BUSINESS });
    await door(office, "POST", "/tax-code", { MaHoSo: BUSINESS, refused: "Chủ hộ đang nợ thuế" });
    expect(hub.got.map((one) => taxCodeMessage.parse(JSON.parse(one.body)).Data)).toMatchObject([
      { KetQua: "1", MaSoThue: "3300000013" },
      { KetQua: "2", LyDo: "Chủ hộ đang nợ thuế" },
    ]);
  });
  it("R-G03 [§5.5] by itself, where it is told to, once something new was taken in", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub, { answerAfterMs: 1 });
    await expect.poll(() => office.parts.counts()["Lần đẩy về"]).toBe(2);
    expect(hub.got.map((one) => one.url.split("/").at(-1)).sort()).toEqual(["notice", "taxCode"]);
  });
  it("R-G03 [§5.5] nothing about what it does not have", async () => {
    const office = await withHub(fakeHub(taken));
    for (const [path, body] of [
      ["/notices", { MaHoSo: "H57.101-000000-0000" }],
      ["/repeat", { MaHoSo: CODE }],
      ["/return", { MaHoSo: "H57.101-000000-0000" }],
      ["/tax-code", { MaHoSo: CODE }],
      ["/change", { SoThongBao: "LTB", soTien: 1 }],
    ] as const)
      expect((await door(office, "POST", path, body)).status, path).toBe(404);
    expect((await door(office, "POST", "/notices", {})).status).toBe(400);
  });
  it("R-G03 [§5.5] a reset empties the books and starts the numbers anew", async () => {
    const hub = fakeHub(taken);
    const office = await withHub(hub);
    await door(office, "POST", "/notices", { MaHoSo: CODE });
    office.reset();
    expect(office.parts.state()).toEqual({ slips: [], registrations: [], notices: [], pushes: [], refusals: [] });
    await handIn(office, PATHS.slip, sampleSlip);
    await door(office, "POST", "/notices", { MaHoSo: CODE });
    expect(rowsOf(hub.got[1]?.body).rows.LIST[0]?.SO_QUYET_DINH).toBe("LTB2646-TK0000001/TB-HUE");
  });
});
