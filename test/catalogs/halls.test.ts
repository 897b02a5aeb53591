/** Halls as data: right ones load, wrong ones are refused with file and line. */
import { describe, expect, it } from "vitest";
import { DEVICE_KINDS } from "../../catalogs/hall.ts";
import { checkCatalogs, loadCatalogs } from "../../catalogs/load.ts";
import { catalogWith } from "./fixtures.ts";

const HALLS = "halls/halls.yaml";
const OTHERS = {
  "halls/priorities.yaml": `priorities:
  - { id: nguoi-cao-tuoi, name: { vi: Người cao tuổi, en: Elderly people }, source: Quy định của đơn vị }
`,
  "halls/steps.yaml": `steps:
  - { id: kiem-tra, name: { vi: Kiểm tra, en: Check }, minutes: 5, by: counter, source: Thử nghiệm }
`,
};
const GOOD = `halls:
  - id: sanh
    agencyId: H57.101
    name: { vi: Sảnh, en: Hall }
    services:
      - { id: ho-tich, letter: A, name: { vi: Hộ tịch, en: Civil status }, fields: [Hộ tịch], purpose: submit, minutes: 10 }
      - { id: khac, letter: B, name: { vi: Khác, en: Other }, purpose: submit, minutes: 10 }
    counters:
      - { id: q1, number: 1, name: { vi: Quầy 1, en: Counter 1 }, services: [ho-tich] }
      - { id: q2, number: 2, name: { vi: Quầy 2, en: Counter 2 }, services: [khac] }
    devices:
      - { id: may-1, kind: led, name: { vi: Bảng, en: Board } }
      - { id: may-2, kind: callUnit, counter: q1, name: { vi: Phím, en: Unit } }
    priorities: [nguoi-cao-tuoi]
    source: Thử nghiệm
`;
const SECOND = GOOD.replace("halls:\n", "").replaceAll("may-", "thiet-bi-").replace("id: sanh", "id: sanh-hai");
const withHalls = (halls: string | undefined, more: Readonly<Record<string, string | undefined>> = {}) =>
  catalogWith({ ...OTHERS, [HALLS]: halls, ...more });
const changed = (from: string, to: string): string => {
  if (GOOD.split(from).length !== 2) throw new RangeError(`"${from}" must be there exactly once`);
  return GOOD.replace(from, to);
};

describe("halls in the catalogs", () => {
  it("R-H queue: right halls load, with priorities and steps; what is not said has its default", () => {
    const { halls, priorities, steps } = loadCatalogs(withHalls(GOOD + SECOND));
    expect([...halls.keys()]).toEqual(["sanh", "sanh-hai"]);
    expect(halls.get("sanh")).toMatchObject({ priorityInARow: 3, callsBeforeSkip: 2, ticketHours: "counterHours" });
    expect([...priorities.keys()]).toEqual(["nguoi-cao-tuoi"]);
    expect(steps.get("kiem-tra")).toMatchObject({ minutes: 5, by: "counter" });
  });

  it("R-H queue: a place without a queue has no halls", () => {
    const { halls, priorities, steps } = loadCatalogs(catalogWith());
    expect([halls.size, priorities.size, steps.size]).toEqual([0, 0, 0]);
  });

  it.each([
    [
      "an agency that does not exist",
      "agencyId: H57.101",
      "agencyId: H57.999",
      "catalog.missing-reference",
      "halls[0].agencyId",
      3,
    ],
    ["a closed agency", "agencyId: H57.101", "agencyId: H57.21", "catalog.closed-agency", "halls[0].agencyId", 3],
    ["two lines with one letter", "letter: B", "letter: A", "catalog.duplicate", "halls[0].services[1].letter", 7],
    ["two lines with one id", "id: khac, letter", "id: ho-tich, letter", "catalog.duplicate", "halls[0].services[1].id", 7],
    [
      "a field with two lines",
      "name: { vi: Khác, en: Other }, purpose",
      "name: { vi: Khác, en: Other }, fields: [Hộ tịch], purpose",
      "catalog.duplicate",
      "halls[0].services[1].fields[0]",
      7,
    ],
    ["two lines for everything else", ", fields: [Hộ tịch]", "", "catalog.duplicate", "halls[0].services[1]", 7],
    [
      "a line that no counter serves",
      "services: [khac]",
      "services: [ho-tich]",
      "catalog.incomplete",
      "halls[0].services[1].id",
      7,
    ],
    [
      "a counter for a line that does not exist",
      "services: [khac]",
      "services: [khac, thue]",
      "catalog.missing-reference",
      "halls[0].counters[1].services[1]",
      10,
    ],
    ["two counters with one id", "id: q2", "id: q1", "catalog.duplicate", "halls[0].counters[1].id", 10],
    ["two counters with one number", "number: 2", "number: 1", "catalog.duplicate", "halls[0].counters[1].number", 10],
    ["a device at no counter", "counter: q1", "counter: q7", "catalog.missing-reference", "halls[0].devices[1].counter", 13],
    ["two devices with one id", "id: may-2", "id: may-1", "catalog.duplicate", "halls[0].devices[1].id", 13],
    [
      "a priority that does not exist",
      "[nguoi-cao-tuoi]",
      "[nguoi-la]",
      "catalog.missing-reference",
      "halls[0].priorities[0]",
      14,
    ],
    [
      "a priority named twice",
      "[nguoi-cao-tuoi]",
      "[nguoi-cao-tuoi, nguoi-cao-tuoi]",
      "catalog.duplicate",
      "halls[0].priorities[1]",
      14,
    ],
    ["a device of an unknown kind", "kind: led", "kind: fax", "catalog.schema", "halls[0].devices[0].kind", 12],
    ["a letter that is none", "letter: A", "letter: Đ", "catalog.schema", "halls[0].services[0].letter", 6],
  ] as const)("R-H queue: %s is refused with its place", (_what, from, to, code, path, line) => {
    const problems = checkCatalogs(withHalls(changed(from, to)));
    expect(problems.map((problem) => [problem.code, problem.path, problem.file, problem.line])).toContainEqual([
      code,
      path,
      HALLS,
      line,
    ]);
    for (const { vi, en } of problems) expect([vi.length > 0, en.length > 0, vi === en]).toEqual([true, true, false]);
  });

  it("R-H queue: halls, priorities and steps have ids of their own, devices over all halls", () => {
    const places = (root: string) => checkCatalogs(root).map(({ code, path }) => [code, path]);
    expect(places(withHalls(GOOD + GOOD.replace("halls:\n", "").replaceAll("may-", "thiet-bi-")))).toEqual([
      ["catalog.duplicate", "halls[1].id"],
    ]);
    expect(places(withHalls(GOOD + GOOD.replace("halls:\n", "").replace("id: sanh", "id: sanh-hai")))).toEqual([
      ["catalog.duplicate", "halls[1].devices[0].id"],
      ["catalog.duplicate", "halls[1].devices[1].id"],
    ]);
    const twice = (text: string): string => text + (text.split("\n")[1] ?? "");
    const { "halls/priorities.yaml": priorities, "halls/steps.yaml": steps } = OTHERS;
    expect(places(withHalls(GOOD, { "halls/priorities.yaml": twice(priorities) }))).toEqual([
      ["catalog.duplicate", "priorities[1].id"],
    ]);
    expect(places(withHalls(GOOD, { "halls/steps.yaml": twice(steps) }))).toEqual([["catalog.duplicate", "steps[1].id"]]);
  });

  it("R-H queue: a file of the folder that holds no list of ours is refused", () => {
    expect(checkCatalogs(withHalls(GOOD, { "halls/la.yaml": "quay: []\n" })).map(({ file }) => file)).toContain("halls/la.yaml");
  });
});

describe("the hall that comes with the hub", () => {
  const { halls, priorities, procedures, steps } = loadCatalogs();
  const hall = halls.get("thuan-hoa");

  it("R-H queue: it has every kind of device, and a line for every field of the catalog", () => {
    expect(new Set(hall?.devices.map(({ kind }) => kind))).toEqual(new Set(DEVICE_KINDS));
    const named = new Set(hall?.services.flatMap(({ fields }) => fields));
    const fields = new Set(procedures.map(({ field }) => field));
    expect([...named].filter((field) => !fields.has(field))).toEqual([]);
    expect(hall?.services.filter((line) => line.purpose === "submit" && line.fields.length === 0)).toHaveLength(1);
  });

  it("R-H queue: the elderly, pregnant women, people with disabilities and others go first, each with its rule", () => {
    expect(hall?.priorities).toEqual(
      expect.arrayContaining([
        "nguoi-cao-tuoi",
        "phu-nu-mang-thai",
        "nguoi-khuyet-tat",
        "nguoi-benh-nang",
        "nguoi-co-cong",
        "co-con-nho",
      ]),
    );
    for (const { source } of priorities.values()) expect(source).toMatch(/quy định của đơn vị/i);
    for (const { source, minutes } of steps.values()) expect([source.length > 0, minutes > 0]).toEqual([true, true]);
  });
});
