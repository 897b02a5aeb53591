import { beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { birthData, deathData, marriageData } from "../../adapters/civil-status/contract/data.ts";
import * as hub from "../../adapters/civil-status/contract/hub.ts";
import * as registry from "../../adapters/civil-status/contract/registry.ts";
import * as samples from "../../adapters/civil-status/contract/samples.ts";
import { tokenFault } from "../../adapters/kit/contract/gateway-token.ts";
import civilStatus, { HUB_PREFIX, REGISTRY_PREFIX } from "../../simulators/civil-status/simulator.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { call, door } from "./calls.ts";

const CODE = samples.samplePush.maHoSoMCDT;
const MINUTE = 60_000;

describe("R-G09 [§5.2] the contract's samples are what the contract says", () => {
  it.each<[string, z.ZodType, unknown]>([
    ["birth", birthData, samples.sampleBirth],
    ["death", deathData, samples.sampleDeath],
    ["marriage", marriageData, samples.sampleMarriage],
    ["push", registry.pushRequest, samples.samplePush],
    ["push reply", registry.pushReply, samples.samplePushReply],
    ["push fault", registry.pushFault, samples.samplePushFault],
    ["poll reply", registry.pollReply, samples.samplePollReply],
    ["list item", hub.listItem, samples.sampleListItem],
    ["report", hub.reportRequest, samples.sampleReport],
  ])("R-G09 [§5.2] %s", (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });
  it("R-G01 [§5.2] the hub's numbers begin with G22; a province's own do not", () => {
    expect(hub.HUB_NUMBER.test(samples.sampleListItem.maHoSo)).toBe(true);
    expect(hub.HUB_NUMBER.test(CODE)).toBe(false);
  });
});

let sim: Simulation;
let registryToken: string;
let hubToken: string;

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
const askRegistryToken = (secret: string = samples.sampleAccount.consumerSecret, form = "grant_type=client_credentials") =>
  call<{ access_token: string; expires_in: number }>(sim, "POST", REGISTRY_PREFIX + registry.PATHS.token, form, {
    authorization: basic(samples.sampleAccount.consumerKey, secret),
    "content-type": "application/x-www-form-urlencoded",
  });
const askHubToken = (password: string = samples.sampleAccount.hubPassword) =>
  call<z.infer<typeof hub.tokenReply>>(sim, "POST", HUB_PREFIX + hub.PATHS.token, {
    userName: samples.sampleAccount.hubUser,
    password,
  });
const open = async (settings: SimulationSettings = {}): Promise<void> => {
  sim = createSimulation(civilStatus, { now: "2026-03-02T09:00:00+07:00", ...settings });
  registryToken = (await askRegistryToken()).body.access_token;
  hubToken = (await askHubToken()).body.token;
};
const push = async (change: Readonly<Record<string, unknown>> = {}) =>
  (
    await call<registry.PushReply & registry.PushFault>(
      sim,
      "POST",
      REGISTRY_PREFIX + registry.PATHS.push,
      { ...samples.samplePush, ...change },
      { authorization: `Bearer ${registryToken}` },
    )
  ).body;
const pushData = (change: Readonly<Record<string, unknown>>) =>
  push({ data: JSON.stringify({ ...samples.sampleBirth, ...change }) });
const poll = async (codes: readonly string[] = [CODE], change: Readonly<Record<string, unknown>> = {}) =>
  registry.pollReply.parse(
    (
      await call(
        sim,
        "POST",
        REGISTRY_PREFIX + registry.PATHS.poll,
        { maDinhDanhHoSo: codes, maTinh: "46", module: "LTKS", ...change },
        { authorization: `Bearer ${registryToken}` },
      )
    ).body,
  );
const stateNow = async (): Promise<string | undefined> => {
  const row = (await poll()).value?.[0];
  return row === undefined ? undefined : String(row.trangThai);
};
const later = async (minutes: number): Promise<void> => {
  sim.clock.advance(minutes * MINUTE);
  registryToken = (await askRegistryToken()).body.access_token;
  hubToken = (await askHubToken()).body.token;
};
const hubGet = async <T>(path: string): Promise<T> =>
  (await call<T>(sim, "GET", HUB_PREFIX + path, undefined, { authorization: `Bearer ${hubToken}` })).body;
const list = async () => hub.listReply.parse(await hubGet(hub.PATHS.list)).data ?? [];
const file = async (body: Readonly<Record<string, unknown>> = {}) => (await door<hub.ListItem>(sim, "POST", "/file", body)).body;
const confirm = async (maHoSo: string) =>
  (
    await call<hub.ReportReply>(
      sim,
      "PUT",
      HUB_PREFIX + hub.PATHS.confirm,
      { maHoSo, daNhan: true },
      { authorization: `Bearer ${hubToken}` },
    )
  ).body;
const report = async (soHoSoLT: string, trangThai: number, change: Readonly<Record<string, unknown>> = {}) =>
  (
    await call<hub.ReportReply>(
      sim,
      "POST",
      HUB_PREFIX + hub.PATHS.report,
      {
        ...samples.sampleReport,
        soHoSoLT,
        trangThai,
        ...(trangThai === 4 ? { ketQuaXuLy: JSON.stringify({ soDangKy: "1/2026" }) } : {}),
        ...change,
      },
      { authorization: `Bearer ${hubToken}` },
    )
  ).body;
const saysOf = (reply: hub.ReportReply): string =>
  Object.values(reply.errors ?? {})
    .flat()
    .join(" ");

beforeEach(() => open());

describe("R-G09 [§5.2] two counterparties", () => {
  it("R-G09 [§5.2] have a road, an account and a token each; neither takes the other's", async () => {
    const wrong = (prefix: string, path: string, token: string) =>
      call(sim, "POST", prefix + path, {}, { authorization: `Bearer ${token}` });
    expect((await wrong(REGISTRY_PREFIX, registry.PATHS.push, hubToken)).status).toBe(401);
    expect((await wrong(HUB_PREFIX, hub.PATHS.report, registryToken)).status).toBe(401);
    expect((await askRegistryToken("sai")).status).toBe(401);
    expect((await askRegistryToken(undefined, "grant_type=password")).status).toBe(400);
    expect((await askHubToken("sai")).status).toBe(401);
  });

  it("R-G09 [§5.2] the hub's token is a JWT that says when it ends; both tokens end by the clock or by the door", async () => {
    const { body } = await askHubToken();
    const claims: unknown = JSON.parse(Buffer.from(body.token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ exp: Date.parse("2026-03-02T09:30:00+07:00") / 1000 });
    expect(Date.parse(body.refreshTokenExpiryTime)).toBeGreaterThan(sim.clock.ms());
    sim.clock.advance(31 * MINUTE);
    const listing = () => call(sim, "GET", HUB_PREFIX + hub.PATHS.list, undefined, { authorization: `Bearer ${hubToken}` });
    expect((await listing()).status).toBe(401);
    sim.clock.advance(30 * MINUTE);
    const polling = () =>
      call(sim, "POST", REGISTRY_PREFIX + registry.PATHS.poll, {}, { authorization: `Bearer ${registryToken}` });
    expect(tokenFault.parse((await polling()).body).fault.code).toBe(900_901);
    await later(0);
    sim.parts.expireSessions?.();
    expect((await listing()).status).toBe(401);
    expect((await polling()).status).toBe(401);
  });
});

describe("R-B06 [§5.2] the registry", () => {
  it("R-B06 [§5.2] takes a registration in and refuses it a second time in prose", async () => {
    expect((await push()).status).toBe("1");
    const again = await push();
    expect(again).toMatchObject({ status: "0", errorDescription: expect.stringContaining(registry.PHRASES.duplicate) });
    expect(sim.parts.state()).toMatchObject({ registry: { duplicates: 1, cases: [{ pushes: 1 }] } });
  });

  it("R-B06 [§5.2] states come by the clock in the order 1, 3, 7, 4: 7 stands between 3 and 4", async () => {
    await push();
    const seen: (string | undefined)[] = [await stateNow()];
    for (const minutes of [10, 20, 90]) {
      await later(minutes);
      seen.push(await stateNow());
    }
    expect(seen).toEqual(["1", "3", "7", "4"]);
  });

  it("R-B06 [§5.2] a new-born gets a synthetic 12-digit number, an entry in the book and a certificate", async () => {
    await push();
    await door(sim, "POST", "/register", { code: CODE });
    await push({ maHoSoMCDT: "H57.101-260302-0002" });
    await door(sim, "POST", "/register", { code: "H57.101-260302-0002" });
    const rows = (await poll([CODE, "H57.101-260302-0002"])).value ?? [];
    expect(rows.map((row) => row.ketQuaXuLy)).toMatchObject([
      { soDinhDanh: "001026000001", soDangKy: "1/2026", quyenSo: "01/2026", ngayDangKy: "02/03/2026" },
      { soDinhDanh: "001026000002", soDangKy: "2/2026" },
    ]);
    expect(Buffer.from(rows[0]?.ketQuaXuLy?.giayKhaiSinh ?? "", "base64").toString()).toMatch(/^%PDF/);
  });

  it("R-B06 [§5.2] a death and a marriage get an entry and a paper, and no personal number", async () => {
    await push({ module: "LTKT", data: JSON.stringify(samples.sampleDeath) });
    await push({ module: "LTKH", maHoSoMCDT: "KH-1", data: JSON.stringify(samples.sampleMarriage) });
    await door(sim, "POST", "/register", { code: CODE });
    await door(sim, "POST", "/register", { code: "KH-1" });
    const [death] = (await poll([CODE], { module: "LTKT" })).value ?? [];
    const [marriage] = (await poll(["KH-1"], { module: "LTKH" })).value ?? [];
    expect(death?.ketQuaXuLy?.soDinhDanh).toBeUndefined();
    expect(death?.ketQuaXuLy?.giayKhaiTu).toBeDefined();
    expect(marriage?.ketQuaXuLy?.giayKetHon).toBeDefined();
  });

  it("R-B06 [§5.2] a poll has at most 10 codes, one module, this province, and no row for what it does not know", async () => {
    await push();
    const codes = Array.from({ length: 11 }, (_, index) => `K-${index}`);
    expect(await poll(codes)).toMatchObject({ status: 0, statusDescription: expect.stringContaining("10") });
    expect((await poll(codes.slice(0, 10))).value).toEqual([]);
    expect((await poll([CODE], { module: "LTKT" })).value).toEqual([]);
    expect(await poll([CODE], { maTinh: "64" })).toMatchObject({ status: 0 });
    expect(await poll([])).toMatchObject({ status: 0 });
  });

  it("R-B06 [§5.2] a supplement is asked with a reason and a day, and opens the way for one more push", async () => {
    await push();
    await door(sim, "POST", "/ask", { code: CODE, reason: "Giấy chứng sinh mờ", deadline: "11/03/2026" });
    expect((await poll()).value?.[0]).toMatchObject({
      trangThai: "2",
      ghiChu: "Giấy chứng sinh mờ",
      hanBoSungHoSo: "11/03/2026",
    });
    // Nothing goes on by itself while it waits.
    await later(600);
    expect(await stateNow()).toBe("2");
    expect((await push()).status).toBe("1");
    await later(120);
    expect(await stateNow()).toBe("4");
  });

  it("R-B06 [§5.2] a refused case is over: no state, no push, no door moves it", async () => {
    await push();
    await door(sim, "POST", "/refuse", { code: CODE, reason: "Đã đăng ký tại nơi khác" });
    await later(600);
    expect((await poll()).value?.[0]).toMatchObject({ trangThai: "6", ghiChu: "Đã đăng ký tại nơi khác" });
    expect((await push()).errorDescription).toContain("từ chối");
    expect((await door(sim, "POST", "/register", { code: CODE })).status).toBe(404);
    expect((await door(sim, "POST", "/accept", { code: "KHÔNG-CÓ" })).status).toBe(404);
    expect((await door(sim, "POST", "/refuse", { code: CODE })).status).toBe(400);
  });

  it("R-B06 [§5.2] without auto only a person moves a case; what lies between happens on the way", async () => {
    await open({ options: { auto: false } });
    await push();
    await later(10_000);
    expect(await stateNow()).toBe("1");
    await door(sim, "POST", "/accept", { code: CODE });
    expect(await stateNow()).toBe("7");
    await door(sim, "POST", "/register", { code: CODE });
    expect(sim.parts.state()).toMatchObject({
      registry: { cases: [{ history: [{ state: "1" }, { state: "3" }, { state: "7" }, { state: "4" }] }] },
    });
  });
});

describe("R-B06 [§5.2] errors as one long string", () => {
  it.each([
    ["too long", { meSoDDCN: "0010990000345" }, "meSoDDCN có độ dài vượt quá số lượng cho phép"],
    ["a name too long", { nksHoTen: { Ho: "x".repeat(51), ChuDem: "", Ten: "A" } }, "nksHoTen có độ dài vượt quá"],
    ["a code that no list has", { meLoaiGiayToTuyThan: 10 }, "meLoaiGiayToTuyThan không tồn tại"],
    ["an ethnic group that no list has", { nksDanToc: "99" }, "nksDanToc không tồn tại"],
    ["a bad format", { meSoDDCN: "00109900003A" }, "meSoDDCN có định dạng không đúng"],
    ["a date in one piece", { nksNgaySinh: "20/02/2026" }, "nksNgaySinh có định dạng không đúng"],
    ["nothing at all", { nksNoiSinh: undefined }, "nksNoiSinh không được để trống"],
    ["a ward that registers nothing here", { noiDangKy: "99999" }, "noiDangKy không tồn tại"],
    [
      "no huyện since 7/2025: an address with one",
      { nksNoiSinh: { ...samples.sampleBirth.nksNoiSinh, maHuyen: "474" } },
      "nksNoiSinh có định dạng không đúng",
    ],
    [
      "a province of before 7/2025",
      { nksQueQuan: { dcChiTiet: "Gia Lai", quocGia: "VN", maTinh: "64", maXa: "" } },
      "nksQueQuan không tồn tại",
    ],
  ])("R-B06 [§5.2] %s", async (_name, change, sentence) => {
    const { title, errors } = await pushData(change);
    expect(title).toBe("Có lỗi xảy ra.");
    expect(errors).toContain(sentence);
    expect(sim.parts.state()).toMatchObject({ registry: { cases: [] } });
  });

  it("R-B06 [§5.2] several complaints stand in one string, with the letter n where a line feed was", async () => {
    const { errors } = await pushData({ meSoDDCN: "0010990000345", meLoaiGiayToTuyThan: 10 });
    expect(errors).toMatch(/thông tin\.nmeLoaiGiayToTuyThan|cung cấp\.nmeSoDDCN/);
  });

  it("R-B06 [§5.2] data that is no JSON string, an unknown ward office and a bad envelope are refused too", async () => {
    expect((await push({ data: "<hotich/>" })).errors).toContain("data có định dạng không đúng");
    expect((await push({ maDonVi: "99999" })).errorDescription).toContain("99999");
    expect((await push({ module: "XX" })).errorDescription).toContain("module");
    const bad = await call<registry.PushReply>(sim, "POST", REGISTRY_PREFIX + registry.PATHS.push, "x", {
      authorization: `Bearer ${registryToken}`,
    });
    expect(bad.body).toMatchObject({ status: "0", errorCode: "02" });
  });
});

describe("R-G01 [§5.2] the liên thông hub", () => {
  it("R-G01 [§5.2] pushes nothing: a dossier is listed until its reception is confirmed", async () => {
    const { maHoSo } = await file();
    expect(maHoSo).toMatch(hub.HUB_NUMBER);
    expect(await list()).toMatchObject([{ maHoSo, maTTHC: "2.002621", module: "LTKS", maDonVi: "19101" }]);
    expect((await list()).length).toBe(1);
    expect((await confirm(maHoSo)).title?.toLowerCase()).toContain(hub.PHRASES.confirmed);
    expect(await list()).toEqual([]);
    expect(saysOf(await confirm("G22.99.01-260302-9999"))).toContain("không tồn tại");
  });

  it("R-G01 [§5.2] data is a JSON string; the files stand beside it", async () => {
    const item = await file({ kind: "death" });
    const { data } = hub.detailReply.parse(await hubGet(`${hub.PATHS.dossier}/${item.id}`));
    expect(typeof data.data).toBe("string");
    expect(JSON.parse(data.data)).toMatchObject({ nktHoTen: { Ho: "NGUYỄN" }, mtpHoTen: { Ho: "NGUYỄN" } });
    expect(data.fileDinhKem).toMatchObject([{ tenGiayTo: "Giấy báo tử", huyGiayTo: 0 }]);
    expect(await hubGet(`${hub.PATHS.dossier}/khong-co`)).toMatchObject({ status: 404 });
  });

  it("R-G01 [§5.2] states 1 → 3 → 7 → 4 → 5 are taken in that order and no other", async () => {
    const { maHoSo } = await file();
    for (const state of [1, 3, 7, 4, 5]) expect((await report(maHoSo, state)).status).toBe(200);
    expect(sim.parts.state()).toMatchObject({ hub: { dossiers: [{ states: [1, 3, 7, 4, 5] }], refused: [] } });
  });

  it.each<[string, readonly number[], number, string]>([
    ["a jump", [1], 7, hub.PHRASES.earlierNotSent],
    ["a jump from the beginning", [], 4, hub.PHRASES.earlierNotSent],
    ["the order of the numbers", [1, 3], 4, hub.PHRASES.earlierNotSent],
    ["a step back", [1, 3, 7], 3, hub.PHRASES.badLogic],
    ["the same once more", [1, 3], 3, hub.PHRASES.alreadyThere],
    ["anything after the result was returned", [1, 3, 7, 4, 5], 3, "đã trả kết quả, không được cập nhật"],
    ["anything but the return after the registration", [1, 3, 7, 4], 2, hub.PHRASES.registeredBefore],
    ["anything after a refusal", [1, 6], 3, hub.PHRASES.refusedBefore],
  ])("R-G01 [§5.2] refuses %s", async (_name, before, state, phrase) => {
    const { maHoSo } = await file();
    for (const step of before) await report(maHoSo, step);
    const reply = await report(maHoSo, state);
    expect(reply.status).toBe(400);
    expect(saysOf(reply).toLocaleLowerCase("vi")).toContain(phrase);
    expect(sim.parts.state()).toMatchObject({ hub: { dossiers: [{ states: before }] } });
  });

  it("R-G01 [§5.2] refuses an unknown number, another agency's side, another procedure, a result that is none, a time in another form", async () => {
    const { maHoSo } = await file();
    expect(saysOf(await report("G22.99.01-260302-9999", 1))).toContain("không tồn tại");
    expect(saysOf(await report(maHoSo, 1, { coQuanXuLy: 1 }))).toContain("Logic xử lý không hợp lệ");
    expect(saysOf(await report(maHoSo, 1, { maTTHC: "1.001193" }))).toContain("Logic xử lý không hợp lệ");
    expect(saysOf(await report(maHoSo, 1, { thoiGianThucHien: "20260302090000" }))).toContain("thoiGianThucHien");
    for (const state of [1, 3, 7]) await report(maHoSo, state);
    expect(saysOf(await report(maHoSo, 4, { ketQuaXuLy: "x" }))).toContain("ketQuaXuLy");
    expect(sim.parts.state()).toMatchObject({ hub: { dossiers: [{ states: [1, 3, 7] }] } });
  });

  it("R-G01 [§5.2] a dossier whose supplement was asked comes up again when the citizen brought something", async () => {
    const { maHoSo, ngayTiepNhan } = await file();
    await confirm(maHoSo);
    expect((await door(sim, "POST", "/bring", { number: maHoSo })).status).toBe(404);
    await report(maHoSo, 1);
    await report(maHoSo, 2);
    sim.clock.advance(MINUTE);
    await door(sim, "POST", "/bring", { number: maHoSo });
    const [again] = await list();
    expect(again?.maHoSo).toBe(maHoSo);
    expect(again?.ngayTiepNhan).not.toBe(ngayTiepNhan);
    expect((await report(maHoSo, 3)).status).toBe(200);
  });

  it("R-G01 [§5.2] the doors refuse what makes no sense; a reset empties both books", async () => {
    expect((await door(sim, "POST", "/file", { kind: "adoption" })).status).toBe(400);
    await file();
    await push();
    expect(sim.parts.counts()).toMatchObject({ "hồ sơ hộ tịch": 1, "hồ sơ liên thông": 1, "chờ lấy về": 1 });
    sim.reset();
    expect(sim.parts.state()).toEqual({ registry: { cases: [], duplicates: 0 }, hub: { dossiers: [], refused: [] } });
  });
});
