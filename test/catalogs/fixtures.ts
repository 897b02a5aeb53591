/** A small catalog that is right in everything, written to a folder of its own; each test breaks one thing in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

export const PROCEDURES = "procedures/civil.yaml";
export const AGENCIES = "agencies/all.yaml";
export const CODE_MAP = "code-maps/channel.yaml";
export const CALENDAR = "calendars/office.yaml";
export const HOLIDAYS = "calendars/holidays.yaml";
export const ROUTES = "routes/all.yaml";

const DAY = '{ working: [{ from: "07:00", to: "11:30" }], counter: [{ from: "07:30", to: "11:00" }] }';
const OFF = "{ working: [], counter: [] }";

const GOOD: Readonly<Record<string, string>> = {
  [PROCEDURES]: `procedures:
  - code: "1.001193"
    name: Đăng ký khai sinh
    field: Hộ tịch
    level: commune
    onlineLevel: partial
    cases:
      - key: chung
        channels: [counter, online]
        time: { kind: sameDay, rule: threePm }
    components:
      - { id: tk, name: Tờ khai, originals: 1, copies: 0, required: true }
      - { id: gcs, name: Giấy chứng sinh, originals: 1, copies: 0, required: false }
    results: [{ name: Giấy khai sinh }]
    legal: [Luật Hộ tịch]
    source: Thử nghiệm
`,
  [AGENCIES]: `agencies:
  - id: H57
    name: Ủy ban nhân dân thành phố Huế
    level: province
    parentId: null
    calendarId: office
    resolves: []
    source: Thử nghiệm
  - id: H57.101
    name: Ủy ban nhân dân phường Thuận Hóa
    level: commune
    parentId: H57
    calendarId: office
    resolves: level
    source: Thử nghiệm
  - id: H57.21
    otherIds: [000.00.21.H57]
    name: Ủy ban nhân dân quận Thuận Hóa
    level: district
    parentId: H57
    calendarId: office
    resolves: []
    status: closed
    closedOn: "2025-07-01"
    successorIds: [H57.101]
    source: Thử nghiệm
`,
  [CODE_MAP]: `id: portal-channel
description: Kênh
source: Thử nghiệm
entries:
  - { ours: counter, theirs: "1" }
  - { ours: online, theirs: "2" }
`,
  [CALENDAR]: `id: office
name: Giờ hành chính
week: { mon: ${DAY}, tue: ${DAY}, wed: ${DAY}, thu: ${DAY}, fri: ${DAY}, sat: ${OFF}, sun: ${OFF} }
makeUpDay: ${DAY}
source: Thử nghiệm
`,
  [HOLIDAYS]: `id: vn
years: [2026]
holidays: []
makeUpWorkingDays: []
`,
  [ROUTES]: `routes:
  - id: khai-sinh
    name: Khai sinh liên thông
    procedures: ["1.001193"]
    legs:
      - { key: mot, name: Chặng một, gives: [soDinhDanh] }
      - { key: hai, name: Chặng hai, agency: H57, lane: police, operation: registerResidence, after: [mot], takes: [{ from: mot, facts: [soDinhDanh] }] }
      - { key: ba, name: Chặng ba, kind: payment, after: [hai] }
    end: handBack
    source: Thử nghiệm
`,
};

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, removed after the test file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lienthong-catalogs-"));
  made.push(folder);
  return folder;
}

/** Writes the good catalog with some files replaced (`undefined`: left out). Returns its root. */
export function catalogWith(files: Readonly<Record<string, string | Uint8Array | undefined>> = {}): string {
  const root = newFolder();
  for (const [name, content] of Object.entries({ ...GOOD, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    if (content !== undefined) writeFileSync(join(root, name), content);
  }
  return root;
}

/** The good catalog with one passage of one file replaced; complains if the passage is not there exactly once. */
export function catalogChanged(file: string, from: string, to: string): string {
  const text = GOOD[file] ?? "";
  if (text.split(from).length !== 2) throw new RangeError(`"${from}" must occur exactly once in ${file}`);
  return catalogWith({ [file]: text.replace(from, to) });
}

/** The line (from 1) of a passage in the good file. */
export function lineOf(file: string, passage: string): number {
  const before = (GOOD[file] ?? "").split(passage)[0] ?? "";
  return before.split("\n").length;
}

/** The text of a good file. */
export function good(file: string): string {
  return GOOD[file] ?? "";
}
