/** The import of the national list: each trap of domain.md §4 by name, and the habits that the whole file showed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "../../catalogs/import/differences.ts";
import { interpret } from "../../catalogs/import/interpret.ts";
import { procedure as procedureSchema } from "../../catalogs/types.ts";

interface Row {
  readonly channel: string;
  readonly time: string;
  readonly fees: readonly string[];
  readonly notes?: readonly string[];
}

const ROW: Row = { channel: "DIRECT", time: "5 WORKING_DAY", fees: ["0 VNĐ ()"] };
const PAPER = { group: null, name: "Tờ khai theo mẫu", originals: 1, copies: 0 };

/** A record as the portal would have it; tests change one thing. */
function record(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    code: "1.000001",
    decision: "1/QĐ-BTP",
    name: "Thủ tục thử nghiệm",
    level: "Cấp Xã",
    kind: "OTHER",
    field: "Hộ tịch",
    subjects: "Công dân Việt Nam",
    agency: "Ủy ban nhân dân cấp xã",
    result: "Giấy khai sinh",
    channels: [ROW],
    components: [PAPER],
    legal: ["Luật Hộ tịch (60/2014/QH13)"],
    ...change,
  };
}

function rows(...list: readonly Partial<Row>[]) {
  return interpret(record({ channels: list.map((row) => ({ ...ROW, ...row })) }), 7);
}

function kinds(result: ReturnType<typeof interpret>): readonly string[] {
  return result.findings.map((finding) => finding.kind);
}

describe("import: what is clean", () => {
  it("R-G01 takes a clean record without a finding", () => {
    const result = interpret(record(), 1);
    expect(result.findings).toEqual([]);
    expect(result.procedure).toEqual({
      code: "1.000001",
      name: "Thủ tục thử nghiệm",
      field: "Hộ tịch",
      level: "commune",
      onlineLevel: "none",
      cases: [
        {
          key: "chung",
          channels: ["counter"],
          time: { kind: "workingDays", days: 5 },
          fees: [{ name: "Phí, lệ phí", amount: 0, kind: "charge" }],
        },
      ],
      components: [
        { id: expect.stringMatching(/^tp-[0-9a-f]{10}$/), name: "Tờ khai theo mẫu", originals: 1, copies: 0, required: true },
      ],
      results: [{ name: "Giấy khai sinh" }],
      legal: ["Luật Hộ tịch (60/2014/QH13)"],
      source: "Cổng Dịch vụ công quốc gia, danh mục toàn quốc, quyết định 1/QĐ-BTP",
    });
  });

  it("brings NFD text to NFC and drops marks that nobody sees", () => {
    const result = interpret(record({ name: "Thủ tục\u200e  đăng ký\u0000 k\u00a0sinh".normalize("NFD") }), 1);
    expect(result.procedure?.name).toBe("Thủ tục đăng ký k sinh".normalize("NFC"));
  });

  it("never claims that a procedure is fully online, since the list does not say it", () => {
    const result = rows({ channel: "ONLINE" });
    expect(result.procedure?.onlineLevel).toBe("partial");
    expect(kinds(result)).toEqual(["onlineLevelUnstated"]);
  });
});

describe("import: times", () => {
  it.each([
    ["5 WORKING_DAY", { kind: "workingDays", days: 5 }],
    ["10 ngày", { kind: "calendarDays", days: 10 }],
    ["420 ngày", { kind: "calendarDays", days: 420 }],
    ["1 HOUR", { kind: "hours", hours: 1 }],
  ])("trap: the unit decides the rule: %s", (time, rule) => {
    const result = rows({ time });
    expect(result.procedure?.cases[0]?.time).toEqual(rule);
    expect(result.findings).toEqual([]);
  });

  it.each([
    ["a number without a unit", "1 OTHER", "timeUnitOther"],
    ["months: no month becomes 30 days", "2 MONTH", "timeInMonths"],
    ["years", "1 YEAR", "timeInMonths"],
    ["half days: no half becomes hours", "3.5 WORKING_DAY", "timeFraction"],
    ["a number that no law means", "401 WORKING_DAY", "timeOutOfRange"],
    ["zero days", "0 WORKING_DAY", "timeOutOfRange"],
    ["prose in the time field", "Không quá 10 ngày làm việc OTHER", "timeOnlyInProse"],
    ["free prose", "theo Quy chế làm việc của Chính phủ.", "timeOnlyInProse"],
  ])("trap: %s stays unstated, the words kept", (_what, time, kind) => {
    const result = rows({ time });
    expect(result.procedure?.cases[0]?.time).toEqual({ kind: "unstated", prose: time });
    expect(kinds(result)).toEqual([kind]);
  });

  it.each(["", "OTHER", "Không quy định OTHER", "Không OTHER", "- OTHER"])(
    "trap: bare OTHER and its like have no time at all: '%s'",
    (time) => {
      expect(kinds(rows({ time }))).toEqual(["timeMissing"]);
    },
  );

  it("trap: bare OTHER with the number only in prose keeps the prose", () => {
    const result = rows({ time: "OTHER", notes: ["Mô tả: Trong ngày làm việc; sau 15 giờ thì ngày làm việc tiếp theo."] });
    expect(result.procedure?.cases[0]?.time).toEqual({
      kind: "unstated",
      prose: "OTHER — Trong ngày làm việc; sau 15 giờ thì ngày làm việc tiếp theo.",
    });
    expect(kinds(result)).toEqual(["timeOnlyInProse"]);
  });

  it("trap: prose that contradicts the field (1.014173: 7 working days against 20 days) leaves the field", () => {
    const result = rows({ time: "7 WORKING_DAY", notes: ["Mô tả: Trong thời hạn 20 ngày, không bao gồm ngày nghỉ lễ, tết"] });
    expect(result.procedure?.cases[0]?.time).toEqual({ kind: "workingDays", days: 7 });
    expect(kinds(result)).toEqual(["proseContradictsTime"]);
    expect(kinds(rows({ time: "15 ngày", notes: ["Mô tả: tối đa không quá 15 ngày làm việc"] }))).toEqual([
      "proseContradictsTime",
    ]);
    expect(
      kinds(
        rows({ time: "15 WORKING_DAY", notes: ["Mô tả: không quá 15 (mười lăm) ngày làm việc, kéo dài thêm 02 ngày làm việc"] }),
      ),
    ).toEqual([]);
  });

  it("trap: different times on different channels become one case a channel", () => {
    const result = rows(
      { channel: "ONLINE", time: "17 WORKING_DAY" },
      { channel: "POSTAL", time: "20 WORKING_DAY" },
      { time: "27 WORKING_DAY" },
    );
    expect(result.procedure?.cases.map((c) => [c.key, c.channels, c.time])).toEqual([
      ["counter", ["counter"], { kind: "workingDays", days: 27 }],
      ["post", ["post"], { kind: "workingDays", days: 20 }],
      ["online", ["online"], { kind: "workingDays", days: 17 }],
    ]);
    expect(kinds(result)).toContain("timeDiffersByChannel");
  });

  it("trap: several times on one channel become named cases in the portal's own words", () => {
    const online = { channel: "ONLINE" };
    const result = rows(
      { ...online, time: "1 WORKING_DAY", notes: ["Mô tả: có trong cơ sở dữ liệu"] },
      { ...online, time: "3 WORKING_DAY" },
    );
    expect(result.procedure?.cases.map((c) => c.name)).toEqual([
      "có trong cơ sở dữ liệu [online]",
      "Cổng ghi: 3 WORKING_DAY; 0 đồng [online-2]",
    ]);
    expect(kinds(result)).toContain("timeDiffersByChannel");
  });

  it("trap: a repeated channel row changes nothing", () => {
    const result = rows({}, {});
    expect(result.procedure?.cases).toEqual(rows({}).procedure?.cases);
    expect(kinds(result)).toEqual(["repeatedChannel"]);
  });
});

describe("import: fees", () => {
  const fees = (text: string, notes: readonly string[] = []) => {
    const result = rows({ fees: [text], notes });
    return {
      lines: result.procedure?.cases[0]?.fees.map(({ amount, per, note }) => ({ amount, per, note })),
      kinds: kinds(result),
    };
  };

  it.each([
    ["8000 VNĐ ()", { amount: 8000, per: undefined, note: undefined }],
    ["2000 VNĐ (/trang)", { amount: 2000, per: "trang", note: undefined }],
    ["10000 VNĐ (thu 10.000 đồng/lần đăng ký.)", { amount: 10000, per: undefined, note: "thu 10.000 đồng/lần đăng ký." }],
  ])("R-D01 reads a plain fee: %s", (text, line) => {
    expect(fees(text)).toEqual({ lines: [line], kinds: [] });
  });

  it.each([
    ["dollars in the words", "10 VNĐ (10 USD/bản)", [], "feeInDollars"],
    ["dollars in the row's description", "10 VNĐ (/bản)", ["Mô tả: Tại cơ quan đại diện: 10 USD/bản."], "feeInDollars"],
    ["thousands that lost their zeros", "20 VNĐ (20.000 vnđ /tờ khai)", [], "feeTooSmall"],
    ["an amount beyond all fees", "17500000000 VNĐ (17,5 triệu đồng)", [], "feeOutOfRange"],
  ])("trap: %s give no amount, the text is kept", (_what, text, notes, kind) => {
    expect(fees(text, notes)).toEqual({ lines: [{ amount: null, per: undefined, note: text }], kinds: [kind] });
  });

  it("trap: zero beside 'do Hội đồng nhân dân quy định' is not free of charge", () => {
    const words = "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định";
    expect(fees(`0 VNĐ (${words})`)).toEqual({
      lines: [{ amount: null, per: undefined, note: words }],
      kinds: ["feeSetElsewhere"],
    });
  });

  it("trap: prose that contradicts the fee (1.002755: 5,000 against 7,000) leaves the field", () => {
    expect(fees("5000 VNĐ (thu 7.000 đồng/lần đăng ký.)")).toMatchObject({
      lines: [{ amount: 5000 }],
      kinds: ["proseContradictsFee"],
    });
  });

  it("splits several lines and passes over the same line given twice", () => {
    expect(fees("7000 VNĐ (một người) | 5000 VNĐ (theo danh sách)").lines?.map((f) => f.amount)).toEqual([7000, 5000]);
    expect(fees("Theo Quy định | Theo Quy định")).toEqual({
      lines: [{ amount: null, per: undefined, note: "Theo Quy định" }],
      kinds: ["feeInProse"],
    });
  });

  it.each(["Không có thông tin", "", "|", " |  | "])("trap: no information is no fee line and not a zero: '%s'", (text) => {
    expect(fees(text)).toEqual({ lines: [], kinds: ["feeUnstated"] });
  });
});

describe("import: components", () => {
  const papers = (...list: readonly Partial<Omit<typeof PAPER, "group"> & { group: string | null }>[]) =>
    interpret(record({ components: list.map((c) => ({ ...PAPER, ...c })) }), 1);

  it.each([
    ["under the heading Lưu ý", { group: "Lưu ý", name: "Giấy tờ nước ngoài phải được hợp pháp hóa", originals: 0 }],
    ["with the word itself and copies 1/1", { name: "*Lưu ý: nộp trực tiếp thì xuất trình bản chính", originals: 1, copies: 1 }],
    ["as an explanation with 0/0", { name: "Trường hợp đã khai thác được dữ liệu thì không phải nộp", originals: 0 }],
    ["as a heading with 0/0", { name: "Bản sao giấy tờ gồm:", originals: 0 }],
  ])("trap: a note stored as a component is left out: %s", (_what, note) => {
    const result = papers({}, note);
    expect(result.procedure?.components.map((c) => c.name)).toEqual(["Tờ khai theo mẫu"]);
    expect(kinds(result)).toEqual(expect.arrayContaining(["noteAsComponent"]));
  });

  it("R-A03 a paper without a number of copies stays, but is not required", () => {
    const result = papers({}, { name: "b) Văn bản đề nghị của bên sử dụng", originals: 0 });
    expect(result.procedure?.components.map((c) => [c.name, c.required])).toEqual([
      ["Tờ khai theo mẫu", true],
      ["b) Văn bản đề nghị của bên sử dụng", false],
    ]);
    expect(kinds(result)).toEqual(["componentWithoutCount"]);
  });

  it.each([
    "Mảnh trích đo (nếu có)",
    "Giấy tờ tùy thân phải xuất trình khi nộp",
    "Trường hợp ủy quyền thì nộp văn bản ủy quyền",
    "Văn bản ủy quyền đối với trường hợp ủy quyền",
    "a) Đối với tổ chức: quyết định thành lập",
    "Tờ khai (nếu người có yêu cầu lựa chọn nộp hồ sơ trực tiếp)",
  ])("R-A03 a paper that not everybody brings is not required: %s", (name) => {
    expect(papers({ name }).procedure?.components.map((c) => c.required)).toEqual([false]);
  });

  it("R-A03 groups that stand for cases make nothing in them required", () => {
    const result = papers({ group: "Cá nhân", name: "Đơn mẫu 1" }, { group: "Tổ chức", name: "Đơn mẫu 2" });
    expect(result.procedure?.components.map((c) => c.required)).toEqual([false, false]);
    expect(kinds(result)).toEqual(["groupsAsCases"]);
  });

  it("keeps a repeated paper once, passes over an empty one, says when none is left", () => {
    expect(kinds(papers({}, {}))).toEqual(["componentRepeated"]);
    expect(kinds(papers({}, { name: " " }))).toEqual(["componentEmpty"]);
    expect(kinds(papers())).toEqual(["missingComponents"]);
  });
});

describe("import: records", () => {
  it.each([
    ["1.0133611", "badCode"],
    ["1.014955-Xoa", "badCode"],
    ["1.001193.000.00.00.H56", "badCode"],
  ])("a code that is not national gives a finding with line and code and no procedure: %s", (code, kind) => {
    const result = interpret(record({ code }), 12);
    expect(result.procedure).toBeUndefined();
    expect(result.findings).toMatchObject([{ kind, line: 12, code }]);
  });

  it("trap: a missing level is null, never a guess", () => {
    const { level: _, ...without } = record();
    expect(interpret(without, 1).procedure?.level).toBeNull();
    expect(kinds(interpret(without, 1))).toEqual(["missingLevel"]);
    expect(kinds(interpret(record({ level: "Cấp Huyện" }), 1))).toEqual(["missingLevel"]);
  });

  it("trap: a missing agency, a provincial variant, no decision, no result, no legal basis are named", () => {
    const { agency: _a, decision: _d, result: _r, ...without } = record({ code: "1.115206", legal: [] });
    expect(kinds(interpret(without, 1))).toEqual([
      "provincialVariant",
      "missingAgency",
      "missingDecision",
      "missingResult",
      "missingLegal",
    ]);
  });

  it("without a usable channel there is no procedure: a channel is never invented", () => {
    expect(interpret(record({ channels: [] }), 1).procedure).toBeUndefined();
    const result = rows({ channel: "FAX" });
    expect(result.procedure).toBeUndefined();
    expect(kinds(result)).toEqual(["unknownChannel", "noChannel"]);
  });

  it.each([
    null,
    7,
    "x",
    [],
    {},
    { code: "1.000001" },
    record({ name: 7 }),
    record({ components: "x" }),
    record({ channels: [{ channel: 1 }] }),
  ])("a record of the wrong shape is a finding, not an error (%#)", (value) => {
    const result = interpret(value, 3);
    expect(result.procedure).toBeUndefined();
    expect(result.findings).toMatchObject([{ kind: "badRecord", line: 3 }]);
  });

  it("an unknown field is named and does no harm, also a hostile one", () => {
    const hostile: unknown = JSON.parse(JSON.stringify(record()).replace("{", '{"__proto__":{"polluted":true},"newField":1,'));
    const result = interpret(hostile, 1);
    expect(result.procedure?.code).toBe("1.000001");
    expect(kinds(result)).toEqual(["unknownField", "unknownField"]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

/** Records that look real enough to reach every reader, with any text in them. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "5 WORKING_DAY",
    "1 OTHER",
    "OTHER",
    "10 VNĐ (/bản)",
    "0 VNĐ ()",
    "Lưu ý",
    "Mô tả: 10 USD",
    "|",
    "Đơn (nếu có)",
    "ONLINE",
    "DIRECT",
    "1.001193",
  ),
);
const arbitraryRecord = fc.record({
  code: fc.oneof(fc.constant("1.001193"), text),
  name: text,
  field: text,
  level: fc.option(text, { nil: undefined }),
  channels: fc.array(
    fc.record({
      channel: fc.constantFrom("ONLINE", "DIRECT", "POSTAL", "FAX"),
      time: text,
      fees: fc.array(text, { maxLength: 3 }),
      notes: fc.array(text, { maxLength: 2 }),
    }),
    { maxLength: 6 },
  ),
  components: fc.array(fc.record({ group: fc.option(text), name: text, originals: fc.double(), copies: fc.integer() }), {
    maxLength: 6,
  }),
  legal: fc.array(text, { maxLength: 3 }),
});

describe("import: properties", () => {
  it("interpret never throws, whatever the JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), arbitraryRecord), fc.nat(), (value, line) => {
        const result = interpret(value, line);
        expect(result.findings.every((finding) => finding.line === line)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("what it gives is a valid procedure with cases that can be told apart, and the same again for the same record", () => {
    fc.assert(
      fc.property(arbitraryRecord, (value) => {
        const first = interpret(value, 1);
        expect(interpret(structuredClone(value), 1)).toEqual(first);
        if (first.procedure === undefined) {
          expect(first.findings.length).toBeGreaterThan(0);
          return;
        }
        expect(procedureSchema.parse(first.procedure)).toEqual(first.procedure);
        expect(new Set(first.procedure.cases.map((c) => c.key)).size).toBe(first.procedure.cases.length);
        const named = first.procedure.cases.flatMap((c) => c.name ?? []);
        expect(new Set(named).size).toBe(named.length);
        expect(first.procedure.components.filter((c) => c.required && c.originals + c.copies === 0)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("the portal's shuffled lists change nothing", () => {
    const shuffled = arbitraryRecord.chain((value) =>
      fc.tuple(
        fc.constant(value),
        fc.shuffledSubarray(value.channels, { minLength: value.channels.length }),
        fc.shuffledSubarray(value.components, { minLength: value.components.length }),
        fc.shuffledSubarray(value.legal, { minLength: value.legal.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([value, channels, components, legal]) => {
        // Two lines that differ only in their number of copies are one paper: which number wins would depend on the order.
        fc.pre(
          new Set(value.components.map((c) => `${c.group} ${c.name}`.normalize("NFC").replace(/\P{L}/gu, ""))).size ===
            value.components.length,
        );
        expect(interpret({ ...value, channels, components, legal }, 1).procedure).toEqual(interpret(value, 1).procedure);
      }),
      { numRuns: 300 },
    );
  });
});

describe("differences between two publications", () => {
  const old = procedureSchema.parse(
    interpret(record({ components: [PAPER, { ...PAPER, name: "Giấy chứng sinh" }] }), 1).procedure,
  );

  it("are none between equal ones, also in another order", () => {
    expect(differences(old, structuredClone(old))).toEqual([]);
    expect(differences(old, { ...old, components: old.components.toReversed() })).toEqual([]);
    const before = { ...old, results: [{ name: "Giấy khai sinh", code: "KQ.G15.000031" }] };
    expect(differences(before, { ...old, results: [{ code: "KQ.G15.000031", name: "Giấy khai sinh" }] })).toEqual([]);
    expect(differences(before, { ...old, results: [{ code: "KQ.G15.000034", name: "Giấy khai sinh" }] })).toEqual(["results"]);
  });

  it("name every changed place", () => {
    const next = procedureSchema.parse({
      ...old,
      name: "Tên khác",
      level: "province",
      cases: [
        { ...old.cases[0], time: { kind: "workingDays", days: 6 } },
        { ...old.cases[0], key: "moi", name: "Mới" },
      ],
      components: [{ ...old.components[0], copies: 1 }],
      legal: ["Luật khác"],
    });
    const [kept, gone] = old.components.map((c) => c.id);
    const components = [`components.${kept}.copies`, `-components.${gone}`];
    // Inside components the order is that of the ids, which come from the words.
    const byId = (kept ?? "") < (gone ?? "") ? components : components.toReversed();
    expect(differences(old, next)).toEqual(["name", "level", "cases.chung.time", "+cases.moi", ...byId, "legal"]);
  });
});
