/** R-G09 [§5.5]: who may call the hub as the land registry, and what it is answered. */
import { describe, expect, it } from "vitest";
import { config } from "../../../adapters/land-registry/config.ts";
import { callbackReply, HOOKS } from "../../../adapters/land-registry/contract/callbacks.ts";
import { answerOf, hooks } from "../../../adapters/land-registry/hooks.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import type { HookAnswer, HookReading } from "../../../core/exchange/adapter.ts";
import { dossier } from "../fixtures.ts";
import { fakeCall } from "../kit/fake-call.ts";
import { FORM, SETTINGS } from "./dossiers.ts";

const settings = config.parse(SETTINGS);
const CODE = "H57.03.01-260302-0001";
const appraisal: Transfer = {
  transferId: "tham-dinh",
  toAgencyId: "H57.03.01",
  purpose: "Thẩm định",
  lane: "land-registry",
  operation: "appraise",
  number: 1,
  state: "accepted",
  open: true,
  sentAt: "2026-03-02T02:00:00.000Z",
  data: {},
};
const known = (more: Partial<Dossier> = {}): Dossier => dossier({ code: CODE, form: FORM, transfers: [appraisal], ...more });
const moved = {
  SoBienNhan: CODE,
  MaCanBoChuyen: "a",
  MaCanBoNhan: "b",
  MaTrangThai: "DANG_THAM_DINH",
  NgayChuyen: "2026-03-02T02:30:00",
};

const ask = (
  name: keyof typeof HOOKS,
  body: unknown,
  options: { code?: string; dossiers?: readonly Dossier[]; config?: typeof settings } = {},
): Promise<HookReading | HookAnswer> => {
  const { call } = fakeCall(options.config ?? settings, { dossiers: options.dossiers ?? [known()] });
  const hook = hooks[HOOKS[name]];
  if (hook === undefined) throw new TypeError("no such hook");
  const code = options.code ?? settings.securityCode ?? "";
  return hook.read(
    {
      method: "POST",
      path: "/",
      query: code === "" ? {} : { securityCode: code },
      headers: {},
      body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
    },
    call,
  );
};
const answered = (read: HookReading | HookAnswer) => {
  if (!("status" in read)) throw new TypeError("let in");
  return { status: read.status, ...callbackReply.parse(JSON.parse(read.body)) };
};
const commandsOf = (read: HookReading | HookAnswer) => {
  if ("status" in read) throw new TypeError(read.body);
  return read.commands;
};

describe("R-G09 [§5.5] SecurityCode", () => {
  it("R-G09 [§5.5] in the address or in the body lets in", async () => {
    expect(commandsOf(await ask("DongBoTrangThaiLuanChuyenHoSo", moved))).toHaveLength(1);
    const inBody = { ...moved, SecurityCode: settings.securityCode };
    expect(commandsOf(await ask("DongBoTrangThaiLuanChuyenHoSo", inBody, { code: "" }))).toHaveLength(1);
  });
  it.each([["wrong"], [""]])('R-G09 [§5.5] "%s" lets nothing in on any hook, whatever the body', async (code) => {
    for (const name of Object.keys(HOOKS) as (keyof typeof HOOKS)[]) {
      for (const body of [moved, "không phải JSON"])
        expect(answered(await ask(name, body, { code }))).toEqual({
          status: 401,
          Result: 0,
          Message: "Mã bảo mật không chính xác",
        });
    }
  });
  it("R-G09 [§5.5] not configured: nothing is let in", async () => {
    const { securityCode: _, ...without } = settings;
    expect(answered(await ask("DongBoTrangThaiLuanChuyenHoSo", moved, { config: without })).status).toBe(503);
  });
  it("R-G09 [§5.5] never stands in the message log", () => {
    const body = new TextEncoder().encode(JSON.stringify({ ...moved, SecurityCode: settings.securityCode }));
    const kept = new TextDecoder().decode(hooks[HOOKS.DongBoTrangThaiKetThuc]?.logged?.(body, settings));
    expect(kept).toContain(CODE);
    expect(kept).not.toContain(settings.securityCode);
  });
});

describe("R-G09 [§5.5] bad callbacks", () => {
  it.each([
    ["no JSON", "x", /JSON/],
    ["no receipt number", { ...moved, SoBienNhan: "" }, /SoBienNhan/],
    ["a time that is none", { ...moved, NgayChuyen: "hôm qua" }, /NgayChuyen/],
    ["an unknown dossier", { ...moved, SoBienNhan: "KHÔNG-CÓ" }, /Không tìm thấy hồ sơ/],
  ])("R-G09 [§5.5] %s: Result 0 with the reason, nothing done", async (_name, body, says) => {
    expect(answered(await ask("DongBoTrangThaiLuanChuyenHoSo", body))).toEqual({
      status: 200,
      Result: 0,
      Message: expect.stringMatching(says),
    });
  });
  it("R-G09 [§5.5] a dossier that never went to the registry", async () => {
    expect(answered(await ask("DongBoTrangThaiLuanChuyenHoSo", moved, { dossiers: [known({ transfers: [] })] })).Message).toMatch(
      /không có chặng liên thông/,
    );
  });
  it.each([
    ["another server", "http://dich-vu-noi-bo.test/mat-khau"],
    ["another server without a scheme", "//169.254.169.254/latest"],
    ["another protocol", "file:///etc/passwd"],
    ["above the registry's own road", "../../quan-tri"],
    ["the same server outside the configured road", "http://dat-dai.test/quan-tri"],
  ])("R-G09 [§5.5] a link to %s is never followed", async (_name, LinkFile) => {
    const body = { ...moved, MaTrangThai: settings.appraisedState, DanhSachTapTin: [{ KieuFile: ".pdf", LinkFile }] };
    expect(answered(await ask("DongBoTrangThaiLuanChuyenHoSo", body))).toMatchObject({
      Result: 0,
      Message: expect.stringContaining("không thuộc hệ thống đất đai"),
    });
  });
  it("R-G09 [§5.5] a kind of file that is none is refused before anything is fetched", async () => {
    const body = { ...moved, DanhSachTapTin: [{ KieuFile: "pdf/../../x", LinkFile: "a" }] };
    expect(answered(await ask("DongBoTrangThaiLuanChuyenHoSo", body)).Message).toContain("KieuFile");
  });
});

describe("R-G09 [§5.5] what callbacks mean", () => {
  it("R-G09 [§5.5] times are the registry's, people are named", async () => {
    expect(commandsOf(await ask("DongBoTrangThaiLuanChuyenHoSo", moved))).toEqual([
      {
        key: expect.stringMatching(/^DongBoTrangThaiLuanChuyenHoSo:H57\.03\.01-260302-0001:[0-9a-f]{32}$/),
        dossier: known().id,
        at: "2026-03-02T02:30:00.000Z",
        actor: { name: "a" },
        command: { type: "progress", transferId: "tham-dinh", note: expect.stringContaining("a chuyển b") },
      },
    ]);
  });
  it("R-G09 [§5.5] the same content has the same key, other content another; the code is no part of it", async () => {
    const key = async (body: object, code?: string) =>
      commandsOf(await ask("DongBoTrangThaiLuanChuyenHoSo", body, code === undefined ? {} : { code }))[0]?.key;
    expect(await key({ ...moved, SecurityCode: settings.securityCode }, "")).toBe(await key(moved));
    expect(await key({ ...moved, MaTrangThai: "KHAC" })).not.toBe(await key(moved));
  });
  it("R-G09 [§5.5] LaTrangThaiChuyenLai: moved back is not appraised, whatever the state is called", async () => {
    const back = { ...moved, MaTrangThai: settings.appraisedState, LaTrangThaiChuyenLai: true };
    expect(commandsOf(await ask("DongBoTrangThaiLuanChuyenHoSo", back))[0]?.command).toMatchObject({ type: "progress" });
  });
  it.each([
    [true, /tạm dừng tính thời hạn$/],
    [false, /không tạm dừng tính thời hạn$/],
  ])("R-G09 [§5.5] LaTamDung %s is said to the officer", async (LaTamDung, says) => {
    const body = { SoBienNhan: CODE, NgayChoBoSung: "2026-03-02T03:00:00", MaCanBoXuLy: "x", LaTamDung, GhiChu: "Thiếu" };
    expect(commandsOf(await ask("DongBoTrangThaiChoBoSung", body))[0]?.command).toMatchObject({
      type: "ask",
      what: "supplement",
      missing: [{ componentId: "other", reason: expect.stringMatching(says) }],
    });
  });
  it("R-G09 [§5.5] between two legs a complaint is told to everybody, because there is nothing to send back", async () => {
    const done = known({ transfers: [{ ...appraisal, state: "done", open: false }] });
    const body = { SoBienNhan: CODE, GhiChu: "Sai thủ tục" };
    const [command] = commandsOf(await ask("ThongBaoNhapSaiThuTuc", body, { dossiers: [done] }));
    expect(command?.command).toEqual({ type: "progress", note: "Nhập sai thủ tục – Sai thủ tục" });
  });
  it("R-G09 [§5.5] a complaint without a time is a new one about each sending", async () => {
    const body = { SoBienNhan: CODE, GhiChu: "Sai" };
    const second = known({ transfers: [{ ...appraisal, number: 2 }] });
    const key = async (dossiers: readonly Dossier[]) => commandsOf(await ask("YeuCauCapNhatHoSo", body, { dossiers }))[0]?.key;
    expect(await key([known()])).not.toBe(await key([second]));
  });
});

describe("R-G09 [§5.5] answers {Result, Message}", () => {
  const done = { outcome: "done", dossier: dossier() } as const;
  const refused = (code: string) => ({ outcome: "refused", code, vi: "Không được", en: "no" }) as const;
  it.each([
    ["done", [done], undefined, 200, 1],
    ["a repeat", [{ outcome: "repeat", dossier: dossier() }], undefined, 200, 1],
    ["the same content after the dossier moved on", [{ outcome: "conflict" }], undefined, 200, 1],
    ["refused", [done, refused("dossier.final")], undefined, 200, 0],
    ["another question is open: send again", [refused("dossier.inquiry-pending")], undefined, 503, 0],
    ["somebody else is changing it: send again", [refused("dossier.busy")], undefined, 503, 0],
    ["recorded and refused all the same", [done], "Chưa nộp thuế", 200, 0],
  ] as const)("R-G09 [§5.5] %s", (_name, outcomes, refuse, status, Result) => {
    const answer = answerOf(outcomes, refuse);
    expect([answer.status, callbackReply.parse(JSON.parse(answer.body)).Result]).toEqual([status, Result]);
  });
});
