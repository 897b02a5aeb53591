/** R-G02: what iGate's documents mean and how ours are written, without a hub. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { config } from "../../../adapters/igate/config.ts";
import { anyName, igateTime } from "../../../adapters/igate/contract/common.ts";
import { HUB_MARK, newDossier, STATUSES, searchPage } from "../../../adapters/igate/contract/dossier.ts";
import type { ReportState } from "../../../adapters/igate/contract/progress.ts";
import { pushMessage } from "../../../adapters/igate/contract/pushed.ts";
import { sampleAccount, sampleApplicant, sampleDossier, samplePushedPapers } from "../../../adapters/igate/contract/samples.ts";
import { codesOf, markOf } from "../../../adapters/igate/delivered.ts";
import { type DeliveryBody, toNewDossier } from "../../../adapters/igate/delivery.ts";
import { componentsOf, siteAlias, siteCode, toSubmit } from "../../../adapters/igate/filed.ts";
import { formOf, nationalCodeOf, type Place } from "../../../adapters/igate/look-ups.ts";
import { mayBeMissing } from "../../../adapters/igate/missing-poller.ts";
import { phrases, wordsOf } from "../../../adapters/igate/phrases.ts";
import { type Change, meaningOf } from "../../../adapters/igate/progress-poller.ts";
import { stepsTo } from "../../../adapters/igate/report.ts";
import { fromIgateDay, fromIgateTime, nameOf, toIgateDay, toIgatePhone, toIgateTime } from "../../../adapters/igate/wire.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { Transfer } from "../../../core/dossier/types.ts";
import { dossier, PDF } from "../fixtures.ts";

const ID = (digit: string): string => digit.repeat(24);
const PLACE: Place = {
  agency: { id: ID("1"), code: "H57.132" },
  procedure: { id: ID("2"), code: "1.001193.000.00.00.H57", nationCode: "1.001193" },
  process: { id: ID("3"), processDefinition: { id: ID("4"), applicantEForm: { id: ID("5") }, eForm: { id: ID("6") } } },
  forms: [
    { id: ID("7"), name: "Giấy chứng sinh", code: "gcs" },
    { id: ID("8"), name: "Tờ khai đăng ký khai sinh", code: null },
  ],
};
const body = (more: Partial<DeliveryBody> = {}): DeliveryBody => ({
  dossierId: "d1",
  transferId: "igate",
  number: 1,
  codes: ["G22.01.02-260302-0007", "H57.101-260302-0001"],
  toAgencyId: "H57.132",
  procedureCode: "1.001193",
  purpose: "Giải quyết",
  appliedAt: "2026-03-02T02:00:00.000Z",
  applicant: {
    kind: "citizen",
    fullName: "Nguyễn Văn Thử",
    identityNumber: "001099000012",
    phone: "0900000012",
    birthDate: "1999-02-03",
    address: { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
  },
  papers: [
    { componentId: "tk", name: "Tờ khai  đăng ký Khai sinh", originals: 1, copies: 0, files: [] },
    { componentId: "gcs", name: "x", originals: 0, copies: 2, files: [PDF] },
    { componentId: "la", name: "Giấy tờ lạ", originals: 0, copies: 1, files: [] },
  ],
  form: { child: { fullName: "Bé Thử" } },
  data: { personalNumber: "001126000077" },
  ...more,
});

describe("R-G02 how iGate writes", () => {
  it.each([
    ["2026-03-02T02:00:00.000+0000", "2026-03-02T02:00:00.000Z"],
    ["2026-03-02T09:00:00.000+0700", "2026-03-02T02:00:00.000Z"],
    ["2026-03-02T09:00:00.123+0700", "2026-03-02T02:00:00.123Z"],
    ["2026-03-02T02:00:00Z", "2026-03-02T02:00:00.000Z"],
    ["2026-03-02T09:00:00.000+07:00", "2026-03-02T02:00:00.000Z"],
    ["hôm qua", undefined],
    ["2026-03-02", undefined],
    [null, undefined],
  ])("R-G02 [§5.1] dates with +0000 and +0700 and milliseconds: %s", (text, instant) => {
    expect(fromIgateTime(text)).toBe(instant);
  });
  it("R-G02 [§5.1] every instant survives the way to iGate and back, days of birth too", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }), (date) => {
        const written = toIgateTime(date.toISOString());
        expect(igateTime.safeParse(written).success).toBe(true);
        expect(fromIgateTime(written)).toBe(date.toISOString());
        const day = date.toISOString().slice(0, 10);
        expect(fromIgateDay(toIgateDay(day))).toBe(day);
      }),
    );
    expect(toIgateDay("1999-02-03")).toBe("1999-02-02T17:00:00.000+0000");
  });
  it.each([
    ["Sở Tư pháp", "Sở Tư pháp"],
    [{ languageId: 228, name: "Sở Tư pháp" }, "Sở Tư pháp"],
    [
      [
        { languageId: 46, name: "Department of Justice" },
        { languageId: 228, name: "Sở Tư pháp" },
      ],
      "Sở Tư pháp",
    ],
    [[{ languageId: 46, name: "Department of Justice" }], "Department of Justice"],
    [[], ""],
  ])("R-G02 [§5.1] languageId 228 is Vietnamese, 46 English: %j", (name, shown) => {
    expect(nameOf(anyName.parse(name))).toBe(shown);
  });
  it.each([
    ["0900000012", "+84900000012"],
    ["+84900000012", "+84900000012"],
    ["84 900.000.012", "+84900000012"],
    ["02343822", undefined],
    [undefined, undefined],
  ])('R-G02 [§5.1] phoneNumber "+84…": %s', (given, written) => {
    expect(toIgatePhone(given)).toBe(written);
  });
  it.each([
    [{ code: "1.001612.000.00.00.H48" }, "1.001612"],
    [{ code: "2.002621.H56", nationCode: "2.002621" }, "2.002621"],
    [{ code: "TLHDH", nationCode: null }, "TLHDH"],
  ])("R-G02 [§2] a procedure's local code %j is the national %s", (procedure, code) => {
    expect(nationalCodeOf(procedure)).toBe(code);
  });
});

describe("R-G02 a dossier as it is filed at iGate", () => {
  const made = toNewDossier(body(), PLACE, { patternId: ID("9"), code: "H57.132-260302-0004" }, [
    { id: ID("a"), filename: "gcs.pdf", size: 5 },
  ]);
  it("R-G02 [§5.1] both codes are kept: `code` is iGate's, `nationCode` the hub's", () => {
    expect(newDossier.parse(made)).toMatchObject({
      code: "H57.132-260302-0004",
      nationCode: "G22.01.02-260302-0007",
      codePattern: { id: ID("9") },
      dossierStatus: 0,
    });
  });
  it("R-G02 carries applicant, declaration, what earlier legs gave, and its mark", () => {
    expect(made.applicant.data).toMatchObject({
      fullname: "Nguyễn Văn Thử",
      ownerFullname: "Nguyễn Văn Thử",
      phoneNumber: "+84900000012",
      birthday: "1999-02-02T17:00:00.000+0000",
      noidungyeucaugiaiquyet: "Giải quyết",
    });
    expect(made.eForm?.data).toEqual({
      child: { fullName: "Bé Thử" },
      personalNumber: "001126000077",
      maTinh: "46",
      maXa: "19789",
      [HUB_MARK]: "igate/1",
    });
  });
  it("R-G02 papers go under iGate's forms by code, else by name, else by their name alone", () => {
    expect(made.dossierFormFile).toMatchObject([
      { procedureForm: { id: ID("8") }, detail: { type: { name: "Bản chính" }, quantity: 1 }, file: [] },
      { procedureForm: { id: ID("7") }, detail: { type: { name: "Bản sao" }, quantity: 2 }, file: [{ id: ID("a") }] },
      { procedureForm: { name: "Giấy tờ lạ", code: "la" } },
    ]);
    expect(made.dossierFormFile[2]?.procedureForm.id).toBeUndefined();
    expect(formOf([], "gcs", "Giấy chứng sinh")).toBeUndefined();
  });
  it("R-G02 texts of any length fit the contract", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 900 }).filter((one) => one.trim() !== "");
    fc.assert(
      fc.property(text, text, (fullName, summary) => {
        const applicant = { ...body().applicant, fullName };
        const sent = toNewDossier(body({ applicant, summary, papers: [] }), PLACE, { patternId: ID("9"), code: "x" }, []);
        expect(newDossier.safeParse(sent).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
  it("R-G02 is known by the national code first, then by the hub's own", () => {
    expect(codesOf(dossier({ nationalCode: "G22.01.02-260302-0007" }))).toEqual(["G22.01.02-260302-0007", "H57.101-260302-0001"]);
    expect(markOf({ transferId: "igate", number: 2 })).toBe("igate/2");
  });
});

describe("R-G02 what iGate's statuses mean", () => {
  const change = (status: number, more: Partial<Change> = {}): Change => ({
    dossierId: "d1",
    transferId: "igate",
    number: 1,
    code: "H57.132-260302-0004",
    status,
    name: STATUSES[status as keyof typeof STATUSES] ?? "Chờ ký số",
    updated: "2026-03-02T10:00:00.000+0700",
    accepted: true,
    ...more,
  });
  const types = (status: number, state: Transfer["state"], more: Partial<Change> = {}, says?: string) =>
    meaningOf(change(status, more), { state }, says, []).map(({ command }) =>
      command.type === "takeTransferResult" ? command.outcome : command.type,
    );
  it.each([
    [0, "sent", []],
    [1, "sent", ["acceptTransfer", "ask"]],
    [1, "accepted", ["ask"]],
    [1, "supplementNeeded", ["progress"]],
    [2, "sent", ["acceptTransfer"]],
    [2, "accepted", ["progress"]],
    [3, "accepted", ["progress"]],
    [4, "accepted", ["done"]],
    [5, "accepted", ["done"]],
    [6, "accepted", ["refused"]],
  ] as const)("R-G02 [§5.1] integer status %i of a transfer that is %s: %j", (status, state, wanted) => {
    expect(types(status, state)).toEqual(wanted);
  });
  it("R-G02 [§5.1] cancelled before anybody took it in: it comes back to be corrected", () => {
    expect(types(6, "sent", { accepted: false })).toEqual(["sentBack"]);
  });
  it.each([8, 9, 10, 11, 16, 17])("R-G02 [§5.1] status %i, which nobody explains, is told and claims nothing", (status) => {
    expect(types(status, "accepted", {}, "Trình lãnh đạo")).toEqual(["progress"]);
  });
  it("R-G02 [§5.1] 0 is „Mới đăng ký“", () => {
    expect(STATUSES[0]).toBe("Mới đăng ký");
  });
  it("R-G02 every command is one that the engine takes", () => {
    for (const status of [1, 2, 3, 4, 5, 6, 17])
      for (const state of ["sent", "accepted", "supplementNeeded"] as const)
        for (const { command } of meaningOf(change(status), { state }, "x".repeat(5000), [PDF]))
          expect(COMMANDS[command.type].safeParse(command).error).toBeUndefined();
  });
  it("R-G02 R-B10 the site's words are the reason; without words it says so", () => {
    const asked = (says?: string) => meaningOf(change(1), { state: "accepted" }, says, [])[0]?.command;
    expect(asked("Thiếu trích lục")).toMatchObject({ missing: [{ componentId: "other", reason: "Thiếu trích lục" }] });
    expect(asked()).toMatchObject({ missing: [{ reason: expect.stringContaining("không ghi nội dung") }] });
  });
});

describe("R-G02 which states are told, and in what order", () => {
  it.each([
    [1, undefined, [1]],
    [3, undefined, [1, 3]],
    [4, undefined, [1, 3, 4]],
    [5, undefined, [1, 3, 4, 5]],
    [4, 1, [3, 4]],
    [4, 2, [3, 4]],
    [4, 7, [4]],
    [5, 4, [5]],
    [3, 3, [3]],
    [4, 4, []],
    [1, 2, [1]],
    [2, undefined, [1, 2]],
    [6, undefined, [1, 6]],
    [6, 3, [6]],
    [3, 4, []],
  ] as const)("R-G02 [§5.1] missing states are told in between: %i after %s: %j", (wanted, last, steps) => {
    expect(stepsTo(wanted, last)).toEqual(steps);
  });
  it("R-G02 [§5.1] nothing is told after 5 or 6; otherwise the last state told is the one wanted", () => {
    const states = fc.constantFrom<ReportState>(1, 2, 3, 4, 5, 6);
    fc.assert(
      fc.property(states, fc.option(fc.constantFrom<ReportState>(1, 2, 3, 4, 5, 6, 7), { nil: undefined }), (wanted, last) => {
        const steps = stepsTo(wanted, last);
        if (last === 5 || last === 6) expect(steps).toEqual([]);
        else if (steps.length > 0) expect(steps.at(-1)).toBe(wanted);
        expect(new Set(steps).size).toBe(steps.length);
      }),
    );
  });
});

describe("R-G02 [§5.1] iGate's prose", () => {
  it.each([
    ["applicant.data.fullname có độ dài vượt quá số lượng cho phép. Vui lòng kiểm tra lại thông tin.", "rejected", "igate.field"],
    ["cbsSoDDCN có định dạng không đúng.", "rejected", "igate.field"],
    ["agency H99 không tồn tại.", "rejected", "igate.unknown"],
    ["Hồ sơ X bị từ chối. Không thể cập nhật trạng thái", "rejected", "igate.closed"],
    ["Hồ sơ đã trả kết quả, không được cập nhật", "rejected", "igate.returned"],
    ["Logic xử lý không hợp lệ", "bug", "igate.order"],
    ["code H57.132-260302-0004 đã tồn tại trong hệ thống.", "retry", "igate.code-taken"],
    ["code X không được cấp từ mẫu mã hồ sơ", "bug", "igate.code-not-allocated"],
    ["Hồ sơ đã tồn tại trong một cửa điện tử", "duplicate", "igate.exists"],
    ["client received SOAP Fault", "retry", "igate.busy"],
    ["một câu chưa gặp", "pause", "igate.unmatched"],
  ])("R-G02 [§5.1] %s: %s", (says, means, code) => {
    expect(phrases.read(says)).toMatchObject({ means, code });
  });
  it("R-G02 [§5.1] errors come as one long string, or as lists by field, or not at all", () => {
    expect(wordsOf({ title: "Có lỗi xảy ra.", errors: "a sai. b sai." })).toBe("a sai. b sai.");
    expect(wordsOf({ title: "Có lỗi xảy ra.", errors: { soHoSoLT: ["a", "b"], x: ["c"] } })).toBe("a b c");
    expect(wordsOf({ title: "Có lỗi xảy ra." })).toBe("Có lỗi xảy ra.");
  });
});

describe("R-G02 a dossier of the site", () => {
  const view = {
    code: "H57.132-260302-0001",
    nationCode: null,
    procedure: { id: ID("2"), code: "1.004884.000.00.00.H57" },
    agency: { id: ID("1"), code: "000.00.32.H57" },
    applicant: { data: sampleApplicant },
    appliedDate: "2026-03-02T02:00:00.000+0000",
  };
  it("R-G02 is filed under its own code as a second name, its applicant and papers taken over", () => {
    const papers = [...samplePushedPapers, ...samplePushedPapers];
    const submit = toSubmit(view, papers, [{ componentId: "giay-to-cu", file: PDF }], "H57.132");
    expect(submit).toMatchObject({
      channel: "online",
      procedureCode: "1.004884",
      agencyId: "H57.132",
      alias: "igate:H57.132-260302-0001",
      applicant: {
        fullName: "Lê Thị Thử",
        phone: "0900000034",
        birthDate: "1999-02-03",
        address: { provinceCode: "46", communeCode: "19789" },
      },
      components: [{ componentId: "giay-to-cu", copies: 2, originals: 0, files: [PDF] }],
    });
    expect(COMMANDS.submit.safeParse(submit).error).toBeUndefined();
  });
  it("R-G02 one that came over the site's counter is a counter dossier; an organisation is none of citizens", () => {
    const data = { ...sampleApplicant, organization: "Hợp tác xã Thử", ownerFullname: "Nguyễn Văn Khác" };
    const submit = toSubmit({ ...view, applyMethod: { id: 1, name: "Trực tiếp" }, applicant: { data } }, [], [], "H57.132");
    expect(submit).toMatchObject({
      channel: "counter",
      applicant: { kind: "organisation", fullName: "Hợp tác xã Thử" },
      owner: { fullName: "Nguyễn Văn Khác" },
    });
  });
  it("R-G02 [§1.6] its code is told from a hub's code that looks the same", () => {
    expect(siteCode({ aliases: ["VBDLIS-1", siteAlias("H57.132-260302-0001")] })).toBe("H57.132-260302-0001");
    expect(siteCode({ aliases: ["H57.132-260302-0001"] })).toBeUndefined();
    expect(siteCode({})).toBeUndefined();
  });
  it("R-G02 an odd old dossier makes no page unreadable: what was typed there is read with care", () => {
    const data = { fullname: "Lê Thị Thử", gender: "", phoneNumber: "không có", birthday: "x", province: "46", village: null };
    const odd = { ...sampleDossier, applicant: { data }, appliedDate: "02/03/2026", agency: undefined };
    expect(searchPage.safeParse({ content: [odd] }).error).toBeUndefined();
    const paper = {
      procedureForm: { name: "x", code: "tk" },
      detail: { type: { name: "Bản     sao  (Scan/Chụp)" }, quantity: 2 },
    };
    expect(toSubmit({ ...view, applicant: { data } }, [paper], [], "H57.132")).toMatchObject({
      applicant: { fullName: "Lê Thị Thử", phone: "khôngcó" },
      components: [{ componentId: "tk", copies: 2, originals: 0 }],
    });
  });
  it("R-G02 a paper without any code is not lost silently", () => {
    expect(componentsOf([{ procedureForm: { name: "Giấy" } }], [])).toEqual([]);
  });
  it("R-G02 [§5.1] only dossiers for liên thông that the hub did not deliver, and not before ten minutes, are missed", () => {
    const one = { id: ID("1"), code: "x", dossierStatus: { id: 0, name: "x" }, isDVCLT: true, appliedDate: view.appliedDate };
    const after = "2026-03-02T02:10:00.000Z";
    expect(mayBeMissing(one, after)).toBe(true);
    expect(mayBeMissing(one, "2026-03-02T02:09:59.999Z")).toBe(false);
    expect(mayBeMissing({ ...one, isDVCLT: false }, after)).toBe(false);
    expect(mayBeMissing({ ...one, appliedDate: null }, after)).toBe(false);
    expect(mayBeMissing({ ...one, eForm: { data: { [HUB_MARK]: "igate/1" } } }, after)).toBe(false);
  });
});

describe("R-G02 settings", () => {
  const base = { url: "http://igate.test", clientId: "a", rootAgencyId: ID("1") };
  it("R-G02 [§5.1] a client secret, or an officer's account with a public client", () => {
    expect(config.safeParse({ ...base, clientSecret: "x" }).success).toBe(true);
    expect(config.safeParse({ ...base, username: "a", password: "b" }).success).toBe(true);
    expect(config.safeParse({ ...base, username: "a" }).success).toBe(false);
    expect(config.safeParse(base).success).toBe(false);
  });
  it("R-G02 agency codes that differ are written as pairs", () => {
    const parsed = config.parse({ ...base, clientSecret: "x", agencyCodes: "H57.132=000.00.32.H57,H57.133=000.00.33.H57" });
    expect([...parsed.agencyCodes]).toEqual([
      ["H57.132", "000.00.32.H57"],
      ["H57.133", "000.00.33.H57"],
    ]);
    expect(config.safeParse({ ...base, clientSecret: "x", agencyCodes: "H57.132" }).success).toBe(false);
  });
  it("R-G02 the sample push is one", () => {
    const message = { event: "supplement", dossierCode: "H57.132-260302-0001", time: "2026-03-02T09:00:00.000+0700" };
    expect(pushMessage.safeParse({ ...message, dossierFormFile: samplePushedPapers }).error).toBeUndefined();
    expect(sampleAccount.hookSecret.length).toBeGreaterThanOrEqual(16);
  });
});
