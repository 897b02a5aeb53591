import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CALLBACKS, type CallbackName, callbackReply, HOOKS } from "../../adapters/land-registry/contract/callbacks.ts";
import { receivedDossier, supplementedDossier } from "../../adapters/land-registry/contract/dossier.ts";
import { type Envelope, envelope, PATHS, PHRASES, type TokenReply } from "../../adapters/land-registry/contract/envelope.ts";
import {
  sampleAccount,
  sampleEnded,
  sampleEnvelope,
  sampleReceived,
  sampleRefusal,
  sampleSupplemented,
} from "../../adapters/land-registry/contract/samples.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import landRegistry from "../../simulators/land-registry/simulator.ts";
import { call, door, fakeHub } from "./calls.ts";

const NUMBER = sampleReceived.SoBienNhan;
const HOUR = 3_600_000;
const FORM = {
  grant_type: "password",
  username: sampleAccount.username,
  password: sampleAccount.password,
  client_id: sampleAccount.clientId,
  client_secret: sampleAccount.clientSecret,
};
const taken = () => Response.json({ Result: 1, Message: "" });

interface Ledger {
  readonly dossiers: readonly { readonly state: string; readonly sendings: number; readonly certificate?: string }[];
  readonly calls: readonly { readonly callback: CallbackName; readonly outcome: string; readonly attempts: readonly unknown[] }[];
}

describe("the simulated land registry", () => {
  let land: Simulation;
  let token: string;
  let hub: ReturnType<typeof fakeHub>;

  const askToken = (form: Readonly<Record<string, string>> = FORM) =>
    call<TokenReply>(land, "POST", `/${PATHS.token}`, new URLSearchParams(form).toString(), {
      "content-type": "application/x-www-form-urlencoded",
    });
  const open = async (settings: SimulationSettings & { answers?: readonly (() => Response)[] } = {}): Promise<void> => {
    hub = fakeHub(...(settings.answers ?? [taken]));
    const options = { hubUrl: "https://hub.test", auto: false, ...(settings.options as object) };
    land = createSimulation(landRegistry, {
      now: "2026-03-02T09:00:00+07:00",
      fetch: hub.hub,
      sleep: async () => undefined,
      ...settings,
      options,
    });
    token = (await askToken()).body.access_token;
  };
  const post = async (path: string, body: unknown): Promise<Envelope> => {
    const { status, body: answer } = await call(land, "POST", `/${path}`, body, { authorization: `Bearer ${token}` });
    expect(status).toBe(200);
    return envelope.parse(answer);
  };
  const receive = (change: Readonly<Record<string, unknown>> = {}) => post(PATHS.receive, { ...sampleReceived, ...change });
  const ledger = (): Ledger => land.parts.state() as Ledger;
  const deed = (name: string, more: Readonly<Record<string, unknown>> = {}) =>
    door<{ outcome: string }>(land, "POST", `/${name}`, { receiptNumber: NUMBER, ...more });
  const told = (name: CallbackName) =>
    hub.got
      .filter((one) => new URL(one.url).pathname === `/hooks/land-registry/${HOOKS[name]}`)
      .map((one) => JSON.parse(one.body));
  /** Time passes, the token is a new one, and what is due has happened. */
  const later = async (hours: number): Promise<void> => {
    land.clock.advance(hours * HOUR);
    token = (await askToken()).body.access_token;
    await door(land, "GET", "/state");
  };

  beforeEach(() => open());

  it.each([
    ["dossier", receivedDossier, sampleReceived],
    ["supplement", supplementedDossier, sampleSupplemented],
    ["envelope", envelope, sampleEnvelope],
    ["refusal", envelope, sampleRefusal],
    ["ended", CALLBACKS.DongBoTrangThaiKetThuc, sampleEnded],
  ])("sample %s: nothing is lost or changed by the schema", (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });
  it("R-G09 [§5.5] HuyenId may be null since 01/07/2025, and may still be a number", () => {
    expect(receivedDossier.parse({ ...sampleReceived, HuyenId: 474 }).HuyenId).toBe(474);
    expect(sampleReceived.HuyenId).toBeNull();
    expect(receivedDossier.safeParse({ ...sampleReceived, XaId: null }).success).toBe(false);
  });

  describe("R-G09 [§5.5] OAuth password grant", () => {
    it("R-G09 [§5.5] a token is given for user, password and client, and for nothing else", async () => {
      expect((await askToken()).body).toMatchObject({ token_type: "bearer", expires_in: 1800 });
      for (const [change, error] of [
        [{ password: "sai" }, "invalid_grant"],
        [{ username: "khac" }, "invalid_grant"],
        [{ client_secret: "sai" }, "invalid_client"],
        [{ grant_type: "client_credentials" }, "unsupported_grant_type"],
      ] as const) {
        const { status, body } = await askToken({ ...FORM, ...change });
        expect([status, body]).toEqual([400, expect.objectContaining({ error })]);
      }
    });
    it("R-G09 [§5.5] a bad or an ended token answers 401 on every road and does nothing", async () => {
      land.clock.advance(1_800_000);
      for (const path of [PATHS.receive, PATHS.supplement, PATHS.returned, PATHS.wrongResult]) {
        const { status } = await call(land, "POST", `/${path}`, sampleReceived, { authorization: `Bearer ${token}` });
        expect(status).toBe(401);
      }
      expect((await call(land, "GET", "/files/x/y", undefined, { authorization: "Bearer khac" })).status).toBe(401);
      expect(ledger().dossiers).toEqual([]);
    });
  });

  describe("R-G09 [§5.5] TiepNhanHoSo", () => {
    it("R-G09 [§5.5] a new dossier: success with the registry's own number", async () => {
      const answer = await receive();
      expect(answer).toMatchObject({ data: 100_001, status: { success: true, code: 200 } });
      expect(answer.status.message?.toLowerCase()).toContain(PHRASES.success);
    });
    it("R-G09 [§5.5] sent twice with the same content is harmless: đã tồn tại, and stands once", async () => {
      await receive();
      expect((await receive()).status).toMatchObject({ success: false, message: `Số biên nhận ${NUMBER} đã tồn tại` });
      expect(land.parts.counts()).toMatchObject({ "hồ sơ": 1, "gửi lặp": 1 });
    });
    it("R-G09 [§5.5] sent twice with other content is refused: đã tồn tại với nội dung khác", async () => {
      await receive();
      const { status } = await receive({ XaId: 19_750 });
      expect(status).toMatchObject({ success: false, message: sampleRefusal.status.message });
      expect(ledger().dossiers).toMatchObject([{ sendings: 1 }]);
    });
    it.each([
      ["no parcel", { ThongTinThuaDat: [] }, PHRASES.parcelMissing],
      ["a parcel without number", { ThongTinThuaDat: [{ SoHieuBanDo: "45", DienTich: "1" }] }, PHRASES.parcelMissing],
      [
        "an area with a comma",
        { ThongTinThuaDat: [{ SoThuTuThua: "1", SoHieuBanDo: "2", DienTich: "120,5" }] },
        PHRASES.parcelMissing,
      ],
      ["no commune", { XaId: undefined }, "XaId"],
      ["a time with a zone", { NgayTiepNhan: "2026-03-02T02:00:00Z" }, "NgayTiepNhan"],
      ["no applicant", { ThongTinNguoiNopDon: {} }, "ThongTinNguoiNopDon.HoTen"],
      [
        "a file that is no base64",
        { DanhSachGiayToDinhKem: [{ TenGiayTo: "Đơn", TapTin: { name: "a.pdf", data: "@@" } }] },
        "a.pdf",
      ],
    ])("R-G09 [§5.5] refuses %s, and stores nothing", async (_name, change, phrase) => {
      const { status } = await receive(change);
      expect(status.success).toBe(false);
      expect(status.message?.toLowerCase()).toContain(phrase.toLowerCase());
      expect(ledger().dossiers).toEqual([]);
    });
    it("R-G09 [§5.5] refuses a process that is not in its list", async () => {
      await open({ options: { processes: ["QT-01"] } });
      expect((await receive()).status.message).toContain("Quy trình 1.013831 không tồn tại");
    });
    it("R-G09 [§5.5] takes other content after it asked for a correction", async () => {
      await receive();
      await deed("wrong-procedure");
      expect((await receive({ XaId: 19_750 })).status.success).toBe(true);
      expect(ledger().dossiers).toMatchObject([{ sendings: 2, state: "received" }]);
    });
  });

  describe("R-G09 [§5.5] later calls", () => {
    it("R-G09 [§5.5] a supplement is taken only while it waits; the same one again is harmless", async () => {
      expect((await post(PATHS.supplement, sampleSupplemented)).status.message?.toLowerCase()).toContain(PHRASES.notFound);
      await receive();
      expect((await post(PATHS.supplement, sampleSupplemented)).status.message).toContain(PHRASES.notWaiting);
      await deed("ask-supplement");
      expect((await post(PATHS.supplement, sampleSupplemented)).status.success).toBe(true);
      expect((await post(PATHS.supplement, sampleSupplemented)).status.message).toContain(PHRASES.alreadySupplemented);
      expect((await post(PATHS.supplement, { ...sampleSupplemented, GhiChu: "khác" })).status.message).toContain(
        PHRASES.notWaiting,
      );
    });
    it("R-G09 [§5.5] a result is given back only after the end, and once", async () => {
      const back = { SoBienNhan: NUMBER, NgayTra: "2026-03-16T09:00:00" };
      await receive();
      expect((await post(PATHS.returned, back)).status.message).toContain(PHRASES.notEnded);
      await deed("end");
      expect((await post(PATHS.returned, back)).status.success).toBe(true);
      expect((await post(PATHS.returned, back)).status.message).toContain(PHRASES.alreadyReturned);
      expect((await post(PATHS.returned, { ...back, NgayTra: "2026-03-17T09:00:00" })).status.message).toContain("ngày khác");
    });
    it("R-G09 [§5.5] a wrong result can be complained of only where there is one", async () => {
      const wrong = { SoBienNhan: NUMBER, NoiDung: "Sai số thửa trên giấy chứng nhận" };
      await receive();
      expect((await post(PATHS.wrongResult, wrong)).status.message).toContain(PHRASES.notEnded);
      await deed("end");
      expect((await post(PATHS.wrongResult, wrong)).status.success).toBe(true);
      expect((await post(PATHS.wrongResult, wrong)).status.message).toContain(PHRASES.exists);
      expect(ledger().dossiers).toMatchObject([{ state: "wrongResult" }]);
      expect((await deed("end")).body.outcome).toBe("accepted");
    });
    it("R-G09 [§5.5] result files are behind a link and need the token; each has its own bytes", async () => {
      await receive();
      await deed("end");
      const link = told("DongBoTrangThaiKetThuc")[0].DanhSachGiayToKetQua[0].LinkFile;
      const fetched = await land.fetch(
        new Request(`https://mo-phong.test${link}`, { headers: { authorization: `Bearer ${token}` } }),
      );
      expect(fetched.headers.get("content-type")).toBe("application/pdf");
      expect(await fetched.text()).toMatch(new RegExp(`^%PDF[^]*${NUMBER} giay-chung-nhan`));
      const without = await land.fetch(new Request(`https://mo-phong.test${link}`));
      expect(without.status).toBe(401);
    });
  });

  describe("R-G09 [§5.5] its own callbacks", () => {
    it.each([
      ["give-receipt", "CungCapSoBienNhan"],
      ["move", "DongBoTrangThaiLuanChuyenHoSo"],
      ["appraise", "DongBoTrangThaiLuanChuyenHoSo"],
      ["ask-supplement", "DongBoTrangThaiChoBoSung"],
      ["supplement-taken", "DongBoTrangThaiDaBoSung"],
      ["end", "DongBoTrangThaiKetThuc"],
      ["refuse", "DongBoTrangThaiKetThuc"],
      ["wrong-procedure", "ThongBaoNhapSaiThuTuc"],
      ["ask-update", "YeuCauCapNhatHoSo"],
      ["tax-result", "DongBoKetQuaThue"],
      ["tax-wrong", "ThueChuyenTraHoSoDoSai"],
    ] as const)("R-G09 [§5.5] %s → %s, with the SecurityCode in the address", async (name, callback) => {
      await receive();
      expect((await deed(name)).body).toMatchObject({ outcome: "accepted", callback });
      expect(CALLBACKS[callback].safeParse(told(callback)[0]).error).toBeUndefined();
      expect(new URL(hub.got[0]?.url ?? "").searchParams.get("securityCode")).toBe(sampleAccount.securityCode);
    });
    it("R-G09 [§5.5] times of callbacks are UTC without a zone", async () => {
      await receive();
      await deed("ask-supplement");
      expect(told("DongBoTrangThaiChoBoSung")[0].NgayChoBoSung).toBe("2026-03-02T02:00:00");
    });
    it("R-G09 [§5.5] calls again until it is answered, and not after a refusal", async () => {
      await open({ answers: [() => new Response("", { status: 503 }), () => new Response("<html>"), taken] });
      await receive();
      expect((await deed("move")).body.outcome).toBe("accepted");
      expect(hub.got).toHaveLength(3);
      await open({ answers: [() => Response.json({ Result: 0, Message: "Không tìm thấy hồ sơ!" })] });
      await receive();
      expect((await deed("move")).body.outcome).toBe("refused");
      expect(hub.got).toHaveLength(1);
    });
    it("R-G09 [§5.5] nothing can be done to an unknown dossier, nor to one that is over", async () => {
      expect((await deed("end")).status).toBe(404);
      await receive();
      await deed("end");
      expect((await deed("refuse")).status).toBe(409);
      expect((await deed("end", { receiptNumber: 1 })).status).toBe(400);
      expect(ledger().calls).toHaveLength(1);
    });
    it("R-G09 [§5.5] works by the clock: moves on, appraises, waits for the taxes, then gives the certificate, in order", async () => {
      await open({ options: { auto: true } });
      await receive();
      await later(24);
      await vi.waitFor(() => expect(ledger().calls).toHaveLength(2), { timeout: 60_000 });
      expect(ledger().dossiers).toMatchObject([{ state: "waitingTax" }]);
      await later(200);
      expect(ledger().calls).toHaveLength(2);
      await post(PATHS.supplement, { ...sampleSupplemented, GhiChu: "Đã hoàn thành nghĩa vụ tài chính" });
      await later(8);
      await vi.waitFor(() => expect(ledger().calls).toHaveLength(3), { timeout: 60_000 });
      expect(ledger().calls.map((one) => [one.callback, one.outcome])).toEqual([
        ["DongBoTrangThaiLuanChuyenHoSo", "accepted"],
        ["DongBoTrangThaiLuanChuyenHoSo", "accepted"],
        ["DongBoTrangThaiKetThuc", "accepted"],
      ]);
      expect(ledger().dossiers).toMatchObject([{ state: "ended", certificate: "AA 00100001" }]);
    });
    it("R-J04 in a hurry an hour of its work takes a second: appraised within sixteen", async () => {
      await open({ options: { auto: true }, hourMs: 1000 });
      await receive();
      await later(16 / 3600);
      await vi.waitFor(() => expect(ledger().calls).toHaveLength(2), { timeout: 60_000 });
      expect(ledger().dossiers).toMatchObject([{ state: "waitingTax" }]);
    });
    it("R-G09 [§5.5] a reset empties the books and what was still to happen", async () => {
      await open({ options: { auto: true } });
      await receive();
      land.reset();
      await later(100);
      expect(ledger()).toEqual({ dossiers: [], calls: [] });
    });
  });

  it("whatever is sent, every answer has the envelope, and only whole dossiers are stored", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        const answer = await post(PATHS.receive, body);
        expect(answer.status.success).toBe(false);
      }),
      { numRuns: 50 },
    );
    expect(ledger().dossiers).toEqual([]);
    expect(callbackReply.parse({ Result: 1, Message: "" }).Result).toBe(1);
  });
});
