import { afterAll, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/dvc-portal/adapter.ts";
import { config } from "../../../adapters/dvc-portal/config.ts";
import { type PushMessage, pushReply, SIGNATURE } from "../../../adapters/dvc-portal/contract/pushed.ts";
import { samplePromotion, samplePush, samplePushSupplement } from "../../../adapters/dvc-portal/contract/samples.ts";
import { answerOf, dossierHook, promotionHook } from "../../../adapters/dvc-portal/push.ts";
import type { HookAnswer, HookReading } from "../../../core/exchange/adapter.ts";
import { dossier } from "../fixtures.ts";
import { hookCall, SECRET, signed } from "../hook-request.ts";
import { OFFICER, openWorld, type World } from "../world.ts";

const NOW = "2026-02-13T02:00:00.000Z";
const settings = config.parse({
  url: "http://portal.test",
  user: "u",
  password: "p",
  madonvi: "000.00.00.H57",
  hookSecret: SECRET,
});
const { hookSecret: _, ...unsecured } = settings;

const ask = async (
  body: unknown,
  options: { at?: string; secret?: string; hook?: typeof dossierHook; settings?: typeof settings } = {},
) => {
  const { call, stored } = hookCall(options.settings ?? settings, NOW);
  const read = await (options.hook ?? dossierHook).read(
    signed(body, SIGNATURE, options.at ?? NOW, options.secret ?? SECRET),
    call,
  );
  return { read, stored };
};
const reading = async (body: unknown, options: Parameters<typeof ask>[1] = {}): Promise<HookReading> => {
  const { read } = await ask(body, options);
  if ("status" in read) throw new TypeError(read.body);
  return read;
};
const refusal = async (
  body: unknown,
  options: Parameters<typeof ask>[1] = {},
): Promise<{ status: number; code: string; message: string; stored: string[] }> => {
  const { read, stored } = await ask(body, options);
  if (!("status" in read)) throw new TypeError("taken");
  const { error_code, message } = pushReply.parse(JSON.parse(read.body));
  return { status: read.status, code: String(error_code), message, stored };
};
const push = (more: object = {}): unknown => ({ ...samplePush, data: { ...samplePush.data, ...more } });

describe("R-G01 a pushed-in dossier", () => {
  it("R-G01 [§1.6] becomes a submit command with both codes' ground, files bound to components, at the portal's time", async () => {
    const { commands } = await reading(samplePush);
    expect(commands).toEqual([
      {
        key: "push:G22.99.01-260213-0007",
        at: "2026-02-13T01:15:00.000Z",
        command: {
          type: "submit",
          channel: "online",
          procedureCode: "1.001193",
          agencyId: "H57.132",
          applicant: {
            kind: "citizen",
            fullName: "Nguyễn Văn Thử",
            identityNumber: "001099000012",
            techId: "TECHID-0000012",
            phone: "0900000012",
            email: "nguyen.van.thu@congdan.example",
            address: { detail: "12 đường Thử Nghiệm", communeCode: "19789", provinceCode: "46" },
          },
          summary: "Đăng ký khai sinh cho con",
          components: [
            {
              componentId: "gcs",
              files: [expect.objectContaining({ name: "giay-chung-sinh.pdf", mediaType: "application/pdf" })],
            },
          ],
          returnMethod: { kind: "inPerson" },
          account: "TECHID-0000012",
          nationalCode: "G22.99.01-260213-0007",
          declaredTruthful: true,
        },
      },
    ]);
  });

  it.each<[string, object, object]>([
    ["a local procedure code loses its suffix", { MaTTHC: "1.001193.000.00.00.H57" }, { procedureCode: "1.001193" }],
    [
      "who filed it for somebody else is the applicant",
      { NguoiNop: { HoTen: "Lê Thị Nộp", SoDienThoai: "+84 900000034" } },
      { applicant: { fullName: "Lê Thị Nộp", phone: "0900000034" }, owner: { fullName: "Nguyễn Văn Thử" } },
    ],
    [
      "an old identity card",
      { DinhDanhCHS: [{ LoaiDinhDanh: "2", SoDinhDanh: "123456789" }] },
      { applicant: { identityNumber: "123456789" } },
    ],
    ["birth date", { NgaySinh: "19990102" }, { applicant: { birthDate: "1999-01-02" } }],
    ["no declaration", { CamKetTrungThuc: "0" }, { declaredTruthful: false }],
    [
      "result by post",
      {
        HinhThuc: "1",
        DiaChiTraKetQua: { NguoiNhan: "Lê Thị Nhận", SoDienThoai: "0900000034", MaTinh: "46", DiaChiChiTiet: "5 đường Thử" },
      },
      {
        returnMethod: {
          kind: "post",
          receiverName: "Lê Thị Nhận",
          phone: "0900000034",
          address: { detail: "5 đường Thử", provinceCode: "46" },
        },
      },
    ],
  ])("R-G01 [§1.6] %s", async (__, more, expected) => {
    expect((await reading(push(more))).commands[0]?.command).toMatchObject(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ["no JSON", "<html>", /JSON/],
    ["another service", { ...samplePush, service: "Khac" }, /service/],
    ["no code", push({ MaHoSo: "" }), /MaHoSo/],
    ["a date that does not exist", push({ NgayNopHoSo: "20260230081500" }), /20260230081500/],
    ["a telephone number that is none", push({ SoDienThoai: "không có" }), /phone/],
    ["an e-mail that is none", push({ Email: "a@" }), /email/],
    [
      "a file that is not base64",
      push({ TaiLieuNop: [{ TenTepDinhKem: "a.pdf", MaThanhPhanHoSo: "tk", Base64: "?" }] }),
      /a\.pdf/,
    ],
    ["R-A07 a file bound to no component", push({ TaiLieuNop: [{ TenTepDinhKem: "a.pdf", Base64: "JVBERi0=" }] }), /thành phần/],
    ["result by post without an address", push({ HinhThuc: "1" }), /DiaChiTraKetQua/],
  ])("R-G01 [§1.6] %s: refused in the portal's shape, nothing stored", async (__, body, message) => {
    expect(await refusal(body)).toEqual({ status: 200, code: "500", message: expect.stringMatching(message), stored: [] });
  });

  it.each<[string, Parameters<typeof ask>[1], number, RegExp]>([
    ["a forged signature", { secret: "another-secret-another" }, 401, /chữ ký không đúng/],
    ["an old signature", { at: "2026-02-13T01:50:00.000Z" }, 401, /quá hạn/],
    ["no secret configured", { settings: unsecured as typeof settings }, 503, /Chưa cấu hình/],
  ])("R-G01 [§1.6] %s: not let in", async (__, options, status, message) => {
    expect(await refusal(samplePush, options)).toMatchObject({
      status,
      code: "500",
      message: expect.stringMatching(message),
      stored: [],
    });
  });

  it("R-G01 [§1.6] a supplement goes to the dossier of that national code", async () => {
    const { commands } = await reading(samplePushSupplement, { at: NOW });
    expect(commands).toMatchObject([
      {
        key: "supplement:G22.99.01-260213-0007:20260216090000",
        dossier: "G22.99.01-260213-0007",
        command: { type: "supplement", components: [{ componentId: "uy-quyen" }] },
      },
    ]);
  });

  it("R-G01 [§1.6] a sale-promotion notice goes to the configured agency, or nowhere", async () => {
    const configured = { ...settings, promotionAgency: "H57.05", promotionComponent: "thong-bao" };
    const { commands } = await reading(samplePromotion, { hook: promotionHook, settings: configured });
    expect(commands).toMatchObject([
      {
        key: "push:G22.99.02-260213-0003",
        command: {
          type: "submit",
          agencyId: "H57.05",
          procedureCode: "2.000033",
          applicant: { kind: "business", taxCode: "3300000001" },
          components: [{ componentId: "thong-bao" }],
        },
      },
    ]);
    expect(await refusal(samplePromotion, { hook: promotionHook })).toMatchObject({
      code: "500",
      message: expect.stringContaining("chưa cấu hình"),
    });
  });

  it.each<[string, Parameters<typeof answerOf>[0], number, string]>([
    ["new", [{ outcome: "done", dossier: dossier() }], 200, "201"],
    ["had it already", [{ outcome: "repeat", dossier: dossier() }], 200, "200"],
    ["other content under the same code", [{ outcome: "conflict" }], 200, "500"],
    ["refused", [{ outcome: "refused", code: "dossier.unknown-procedure", vi: "Không có thủ tục này.", en: "x" }], 200, "500"],
    [
      "somebody else was just changing it: push again",
      [{ outcome: "refused", code: "dossier.busy", vi: "x", en: "x" }],
      503,
      "500",
    ],
    ["nothing happened: push again", [], 503, "500"],
  ])("R-G01 [§1.6] answer: %s", (__, outcomes, status, code) => {
    const answer: HookAnswer = answerOf(outcomes);
    expect([answer.status, String(pushReply.parse(JSON.parse(answer.body)).error_code)]).toEqual([status, code]);
  });
});

describe("R-G01 pushed in through the hub", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter);
  });
  afterAll(() => world.close());
  const through = async (body: { kind?: string; data: object }) =>
    (await world.door("/push", body)) as { MaHoSo: string; outcome: string; reply?: { error_code: string } };

  it("R-G01 [§1.6] the same push again gets the same answer; another body under the same code is refused and changes nothing", async () => {
    const first = await through({ data: { DonViXuLy: "H57.101", NgayNopHoSo: "20260302083000" } });
    expect(first.outcome).toBe("accepted");
    const again = await through({ data: { DonViXuLy: "H57.101", NgayNopHoSo: "20260302083000", MaHoSo: first.MaHoSo } });
    expect(again.outcome).toBe("accepted");
    const changed = await through({
      data: { DonViXuLy: "H57.101", NgayNopHoSo: "20260302083000", MaHoSo: first.MaHoSo, ChuHoSo: "Người Khác" },
    });
    expect(changed.outcome).toBe("refused");
    const held = await world.hub.find(first.MaHoSo);
    expect(held).toMatchObject({
      version: 1,
      channel: "online",
      submittedAt: "2026-03-02T01:30:00.000Z",
      applicant: { fullName: "Nguyễn Văn Thử" },
    });
    expect(held?.components.flatMap((component) => component.files)).toHaveLength(2);
  });

  it("R-G01 [§1.6] a supplement that was asked for comes in by the portal, and the portal hears of both", async () => {
    const { MaHoSo } = await through({ data: { DonViXuLy: "H57.101" } });
    const id = (await world.hub.find(MaHoSo))?.id ?? "";
    await world.run({ type: "check", outcome: "notYetValid", missing: [{ componentId: "gcs", reason: "Bản chụp bị mờ" }] }, id, {
      actor: OFFICER,
    });
    const [file] = (samplePushSupplement as Extract<PushMessage, { isUpdating: "True" }>).data.TaiLieuNop;
    const supplement = await through({
      kind: "supplement",
      data: { MaHoSoQG: MaHoSo, TaiLieuNop: [{ ...file, TenTepDinhKem: "gcs.pdf", MaThanhPhanHoSo: "gcs" }] },
    });
    expect(supplement.outcome).toBe("accepted");
    await world.settle();
    const { pushed } = world.simulation.parts.state() as { pushed: { MaHoSo: string; statuses: { TrangThai: string }[] }[] };
    expect(pushed.find((one) => one.MaHoSo === MaHoSo)?.statuses.map((status) => status.TrangThai)).toEqual(["5", "1"]);
    expect((await world.hub.find(MaHoSo))?.status).toBe("submitted");
  });

  it("R-G01 [§1.6] an unknown procedure, a component outside the catalog, an unknown agency: refused with the reason, nothing filed", async () => {
    for (const data of [
      { MaTTHC: "9.999999" },
      { DonViXuLy: "H99.999" },
      { TaiLieuNop: [{ TenTepDinhKem: "a.pdf", MaThanhPhanHoSo: "khong-co", Base64: "JVBERi0xLjQKJUVPRgo=" }] },
    ]) {
      const answer = await through({ data: { DonViXuLy: "H57.101", ...data } });
      expect(answer.outcome).toBe("refused");
      expect(await world.hub.find(answer.MaHoSo)).toBeUndefined();
    }
  });
});
