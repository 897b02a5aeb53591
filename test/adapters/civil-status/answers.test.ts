import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readComplaints } from "../../../adapters/civil-status/complaints.ts";
import { bindTo, componentFor, localProcedure } from "../../../adapters/civil-status/components.ts";
import { birthData, deathData, marriageData } from "../../../adapters/civil-status/contract/data.ts";
import { COMPLAINTS, LOST_NEWLINE, type PollItem } from "../../../adapters/civil-status/contract/registry.ts";
import { sampleBirth, sampleDeath, samplePollReply, samplePushFault } from "../../../adapters/civil-status/contract/samples.ts";
import { birthForm, deathForm } from "../../../adapters/civil-status/form.ts";
import { jwtEnds } from "../../../adapters/civil-status/hub-client.ts";
import { applicantOf, readDeclaration, toBirthForm, toDeathForm } from "../../../adapters/civil-status/hub-data.ts";
import { commandsOf, factsOf, meaning } from "../../../adapters/civil-status/outcomes.ts";
import { hubPhrases, registryPhrases, SYNC_FLAGS } from "../../../adapters/civil-status/phrases.ts";
import { asked, batches } from "../../../adapters/civil-status/results.ts";
import { redactText } from "../../../adapters/kit/redact.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { Transfer } from "../../../core/dossier/types.ts";
import { dossier, PROCEDURES } from "../fixtures.ts";
import { fakeCall } from "../kit/fake-call.ts";

describe("R-B06 [§5.2] errors as one long string are mapped back to fields", () => {
  it("R-B06 [§5.2] each complaint names the field, where it stands in the declaration, and what is wrong", () => {
    expect(readComplaints(samplePushFault.errors)).toEqual([
      {
        field: "meSoDDCN",
        place: "mother.identityNumber",
        says: "số định danh cá nhân của mẹ (mother.identityNumber): quá dài",
      },
      {
        field: "meLoaiGiayToTuyThan",
        place: "mother.identityNumber",
        says: "loại giấy tờ tùy thân của mẹ (mother.identityNumber): không có trong danh mục",
      },
    ]);
  });
  it("R-B06 [§5.2] the line feed that lost its backslash is no part of the next field's name, also where that begins with n", () => {
    const sentence = (field: string) => `${field} ${COMPLAINTS.badFormat}`;
    const errors = ["nksSoDDCN", "nksHoTen", "nycEmail"].map(sentence).join(LOST_NEWLINE);
    expect(readComplaints(errors).map((one) => one.field)).toEqual(["nksSoDDCN", "nksHoTen", "nycEmail"]);
  });
  it("R-B06 [§5.2] every field of the contract comes back, in any order, joined by the lost line feed or by a real one", () => {
    const fields = [birthData, deathData, marriageData].flatMap((schema) => Object.keys(schema.shape));
    const complaint = fc.record({
      field: fc.constantFrom(...fields),
      sentence: fc.constantFrom(...Object.values(COMPLAINTS)),
    });
    fc.assert(
      fc.property(fc.array(complaint, { minLength: 1, maxLength: 8 }), fc.constantFrom(LOST_NEWLINE, "\n"), (list, glue) => {
        const read = readComplaints(list.map((one) => `${one.field} ${one.sentence}`).join(glue));
        expect(read.map((one) => one.field)).toEqual([
          ...new Map(list.map((one) => [`${one.field} ${one.sentence}`, one.field])).values(),
        ]);
      }),
    );
  });
  it("R-B06 [§5.2] a string that names no field is not read as one", () => {
    expect(readComplaints("Hệ thống đang quá tải, vui lòng thử lại")).toEqual([]);
  });
});

describe("R-B06 [§5.2] the hub's error classification: final, retry, bug", () => {
  it.each([
    ["final", "Hồ sơ G22 bị từ chối. Không thể cập nhật trạng thái", "rejected", 1],
    ["final, and done before", "Trạng thái 3 đã tồn tại trong một cửa điện tử", "duplicate", 1],
    ["final", "Hồ sơ G22.99.01-260302-0001 không tồn tại", "rejected", 1],
    ["final", "Hồ sơ G22 đã trả kết quả, không được cập nhật trạng thái", "rejected", 1],
    ["final", "Hồ sơ G22 đã hoàn thành đăng ký, không được cập nhật trạng thái", "rejected", 1],
    ["final", "Hồ sơ G22 đã có kết quả xử lý. Không thể cập nhật trạng thái", "rejected", 1],
    ["retry", "Trạng thái 3 của hồ sơ chưa được gửi không thể cập nhật trạng thái 7", "retry", 3],
    ["retry", "Hồ sơ chưa cập nhật trạng thái", "retry", 3],
    ["retry", "Có lỗi trong quá trình thêm mới", "retry", 3],
    ["retry", "Client received SOAP Fault from server", "retry", 3],
    ["retry", "Internal Server Error", "retry", 3],
    ["bug, alert", "Logic xử lý không hợp lệ", "bug", 0],
    ["done", "Cập nhật trạng thái thành công", "ok", 1],
    ["not in the table", "Xin chào", "pause", 0],
    ["not done, no reason", "Cập nhật không thành công", "pause", 0],
  ])("R-B06 [§5.2] %s: %s", (_class, says, means, flag) => {
    const reading = hubPhrases.read(says);
    expect([reading.means, SYNC_FLAGS[reading.means]]).toEqual([means, flag]);
  });
  it("R-B06 [§5.2] a final answer is terminal, a bug waits for a person and is ours", () => {
    expect(hubPhrases.error(hubPhrases.read("không tồn tại"))).toMatchObject({ intent: "rejected" });
    expect(hubPhrases.error(hubPhrases.read("chưa được gửi"))).toMatchObject({ intent: "retry" });
    expect(hubPhrases.error(hubPhrases.read("logic xử lý không hợp lệ"))).toMatchObject({ intent: "pause", blame: "hub" });
  });
  it.each([
    ["Hồ sơ X đã được tiếp nhận trước đó", "duplicate"],
    ["Hồ sơ X đã bị từ chối, không thể tiếp nhận lại", "rejected"],
    ["Mã đơn vị 99999 không có trong danh mục", "pause"],
    ["Trường module không hợp lệ", "bug"],
    ["Hệ thống quá tải", "retry"],
    ["client received soap fault", "unknown"],
  ])("R-B06 [§5.2] the registry says %j: %s", (says, means) => {
    expect(registryPhrases.read(says).means).toBe(means);
  });
});

const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  transferId: "khai-sinh",
  leg: "khai-sinh",
  toAgencyId: "H57.101",
  purpose: "Đăng ký khai sinh",
  lane: "civil-status",
  operation: "registerBirth",
  number: 1,
  state: "accepted",
  open: true,
  sentAt: "2026-03-02T02:00:00.000Z",
  data: {},
  ...more,
});
const item = (more: Partial<PollItem> = {}): PollItem => ({
  maHoSoMCDT: "H57.101-260302-0001",
  trangThai: "3",
  thoiGianThucHien: "02/03/2026 10:00:00",
  ...more,
});

describe("R-B06 [§5.2] what a state of the registry means", () => {
  it.each([
    ["1", "sent", ["acceptTransfer"]],
    ["1", "accepted", []],
    ["3", "accepted", ["progress"]],
    ["3", "sent", ["acceptTransfer", "progress"]],
    ["7", "accepted", ["progress"]],
    ["2", "accepted", ["ask"]],
    ["2", "supplementNeeded", ["progress"]],
    ["6", "accepted", ["takeTransferResult"]],
    ["5", "accepted", ["progress"]],
    ["99", "accepted", ["progress"]],
  ] as const)("R-B06 [§5.2] state %s of a transfer that is %s: %j", (trangThai, state, types) => {
    const commands = meaning(item({ trangThai }), transfer({ state }));
    expect(commands.map((command) => command.type)).toEqual(types);
    for (const command of commands) expect(COMMANDS[command.type].safeParse(command).error).toBeUndefined();
  });
  it("R-B06 [§5.2] states are numbers at some registries", () => {
    expect(meaning(item({ trangThai: 6 }), transfer())).toMatchObject([{ outcome: "refused" }]);
  });
  it("R-B06 [§5.2] a question carries the reason and until when; 7 working days where no day is named", () => {
    const reason = (more: Partial<PollItem>) => {
      const [command] = meaning(item({ trangThai: "2", ghiChu: "Giấy chứng sinh mờ", ...more }), transfer());
      return command?.type === "ask" && command.what === "supplement" ? command.missing[0] : undefined;
    };
    expect(reason({ hanBoSungHoSo: "11/03/2026" })).toEqual({
      componentId: "other",
      reason: "Giấy chứng sinh mờ (hạn bổ sung: 11/03/2026)",
    });
    expect(reason({})?.reason).toContain("7 ngày làm việc");
  });
  it("R-B06 [§5.2] a finished birth hands on number, entry, book, page, day, and its paper is stored", async () => {
    const { call } = fakeCall({});
    const [row] = samplePollReply.value ?? [];
    const commands = await commandsOf(row ?? item(), transfer(), call);
    expect(commands).toMatchObject([
      {
        type: "takeTransferResult",
        outcome: "done",
        number: 1,
        data: {
          personalNumber: "001026000001",
          birthCertificateNumber: "1/2026",
          registerBook: "01/2026",
          registerPage: "1",
          registrationDate: "2026-03-02",
        },
        documents: [{ name: "giay-khai-sinh-H57.101-260302-0001.pdf", blob: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    ]);
    expect(COMMANDS.takeTransferResult.safeParse(commands[0]).error).toBeUndefined();
  });
  it("R-B06 [§5.2] a finished registration without its numbers, or with a paper that is none, is for a person", async () => {
    expect(() => factsOf("registerBirth", { soDangKy: "1/2026" })).toThrow(expect.objectContaining({ intent: "pause" }));
    expect(() => factsOf("registerBirth", { soDangKy: "1/2026", soDinhDanh: "12" })).toThrow(/soDinhDanh/);
    expect(() => factsOf("registerDeath", null)).toThrow(/soDangKy/);
    expect(factsOf("registerDeath", { soDangKy: "2/2026" })).toEqual({ deathCertificateNumber: "2/2026" });
    const { call } = fakeCall({});
    const row = item({ trangThai: "4", ketQuaXuLy: { soDangKy: "1", soDinhDanh: "001026000001", giayKhaiSinh: "%%%" } });
    await expect(commandsOf(row, transfer(), call)).rejects.toMatchObject({ intent: "pause" });
  });
});

describe("R-B06 [§5.2] batches of 3", () => {
  const open = (code: string, operation: string, more: Partial<Transfer> = {}) =>
    dossier({
      id: code,
      code,
      procedure: { code: "2.000986", version: 1, name: "x", caseKey: "chung", onlineLevel: "none" },
      transfers: [transfer({ operation, ...more })],
    });
  it("R-B06 [§5.2] three codes at most, one module in each, every open registration once", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("registerBirth", "registerDeath", "registerMarriage"), { maxLength: 25 }), (list) => {
        const made = batches(list.flatMap((operation, index) => asked(open(`H-${index}`, operation))));
        expect(made.every((batch) => batch.length > 0 && batch.length <= 3)).toBe(true);
        expect(made.every((batch) => new Set(batch.map((one) => one.module)).size === 1)).toBe(true);
        const codes = made.flat().map((one) => one.code);
        expect([...codes].sort()).toEqual(list.map((_, index) => `H-${index}`).sort());
      }),
    );
  });
  it.each([
    ["another lane's", { lane: "police" }],
    ["finished", { open: false, state: "done" }],
    ["sent back to the officer", { state: "sentBack" }],
  ] as const)("R-B06 [§5.2] what is %s is not asked about", (_name, more) => {
    expect(asked(open("H-1", "registerBirth", more))).toEqual([]);
  });
});

describe("R-G01 [§5.2] data is a JSON string", () => {
  const fields = (text: string) => readDeclaration(text)?.fields ?? {};
  it("R-G01 [§5.2] a birth comes back into the sections that the registry's push is made of", () => {
    const form = toBirthForm(fields(JSON.stringify(sampleBirth)));
    expect(birthForm.parse(form)).toMatchObject({
      child: { fullName: "NGUYỄN THỊ MẪU", sex: "female", birthDate: "2026-02-20", ethnicity: "Kinh" },
      mother: { fullName: "LÊ THỊ THỬ", identityNumber: "001099000034", birthDate: "1999-04-03" },
      requester: { relation: "Cha" },
    });
    expect(applicantOf(fields(JSON.stringify(sampleBirth)))).toMatchObject({
      fullName: "NGUYỄN VĂN THỬ",
      identityNumber: "001099000012",
      address: { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19101" },
    });
  });
  it("R-G01 [§5.2] a death too; a year alone stays a year", () => {
    const form = toDeathForm(
      fields(JSON.stringify({ ...sampleDeath, nktNgaySinh: { ngaySinh: "", thangSinh: "", namSinh: "1940" } })),
    );
    expect(deathForm.parse(form)).toMatchObject({
      deceased: { birthDate: "1940", deathTime: "2026-02-28T04:30:00", deathNoticeNo: "BT-TEST-0001" },
    });
  });
  it("R-G01 [§5.2] the older variant: JSON around XML <hoTich>, plain texts for names, dates and places, files inside", () => {
    const xml =
      "<root><hoTich><nksHoTen>Nguyễn Thị Mẫu</nksHoTen><nksGioiTinh>Nữ</nksGioiTinh><nksNgaySinh>20.02.2026</nksNgaySinh>" +
      "<nksNoiSinh>Bệnh viện Thử</nksNoiSinh><nksDanToc>26</nksDanToc><nycHoTen>Nguyễn Văn Thử</nycHoTen></hoTich></root>";
    const file = {
      id: 1,
      loaiGiayTo: 1,
      tenGiayTo: "Giấy chứng sinh",
      tenTepDinhKem: "a.pdf",
      huyGiayTo: 0,
      duLieuTepDinhKem: "",
    };
    const read = readDeclaration(JSON.stringify({ data: xml, fileDinhKem: [file] }));
    expect(read?.files).toEqual([file]);
    expect(birthForm.parse(toBirthForm(read?.fields ?? {})).child).toEqual({
      fullName: "Nguyễn Thị Mẫu",
      sex: "female",
      birthDate: "2026-02-20",
      birthPlace: "Bệnh viện Thử",
      ethnicity: "Cơ-tu",
    });
    expect(fields("<hotich><hoso><nksHoTen>A</nksHoTen></hoso></hotich>")).toEqual({ nksHoTen: "A" });
  });
  it.each(["x", "[]", '"text"', "<broken", "<a>no fields</a>", "<!DOCTYPE a><hoTich/>"])(
    "R-G01 [§5.2] %j is no declaration",
    (text) => {
      expect(readDeclaration(text)).toBeUndefined();
    },
  );
});

describe("R-G01 [§5.2] papers of the hub find their component", () => {
  const paper = (tenGiayTo: string, tenTepDinhKem = "a.pdf") => ({
    id: 1,
    loaiGiayTo: 1,
    tenGiayTo,
    tenTepDinhKem,
    huyGiayTo: 0 as const,
    duLieuTepDinhKem: "",
  });
  it.each([
    ["Giấy chứng sinh", "2.002621", "gcs"],
    ["GIẤY CHỨNG SINH (bản chụp)", "2.000986.H57", "gcs"],
    ["Giấy báo tử", "1.011733", "giay-bao-tu"],
    ["Tờ khai mai táng phí", "2.002622", "tk-mai-tang"],
    ["Giấy tờ khác", "2.002621", "tk"],
  ])("R-G01 [§5.2] %s of %s: %s", (title, procedure, componentId) => {
    expect(componentFor(title, procedure)).toBe(componentId);
    const published = PROCEDURES.find((one) => one.code === localProcedure(procedure))?.components.map((one) => one.id);
    expect(published).toContain(componentId);
  });
  it("R-G01 [§5.2] what was brought covers everything that was asked for", () => {
    const ids = (missing: readonly string[], ...titles: readonly string[]) =>
      bindTo(
        missing,
        titles.map((title) => paper(title)),
        "2.002621",
      ).map((one) => one.componentId);
    expect(ids(["gcs"], "Giấy chứng sinh")).toEqual(["gcs"]);
    expect(ids(["gcs"], "Giấy tờ bổ sung")).toEqual(["gcs"]);
    expect(ids(["tk", "gcs"], "Giấy chứng sinh", "Giấy tờ bổ sung")).toEqual(["gcs", "tk"]);
    expect(ids(["tk", "gcs"], "Giấy tờ bổ sung")).toEqual(["tk", "gcs"]);
  });
});

describe("R-G01 [§5.2] the hub's JWT", () => {
  it("R-I02 [§5.2] neither it nor its refresh token reaches the message log", () => {
    const reply = { token: "abc.def.ghi", refreshToken: "jkl-mno", refreshTokenExpiryTime: "2026-03-09T00:00:00Z" };
    expect(redactText(JSON.stringify(reply))).toBe(JSON.stringify({ ...reply, token: "***", refreshToken: "***" }));
  });
  const jwt = (claims: unknown) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;
  it("R-G01 [§5.2] says itself when it ends; one that does not is renewed by a default", () => {
    expect(jwtEnds(jwt({ exp: 1_772_418_600 }))).toBe(1_772_418_600_000);
    expect([jwtEnds(jwt({})), jwtEnds("no-jwt"), jwtEnds("a.b.c")]).toEqual([undefined, undefined, undefined]);
  });
});
