/** One procedure as the portal publishes it (LayThuTuc) in the hub's own form. Pure; invents nothing. */
import { type Channel, type ComponentSpec, type Procedure, type ProcedureCase, procedure } from "../../catalogs/types.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import type { ProcedureDetail } from "./contract/catalog.ts";
import { publishedTime } from "./published-time.ts";
import { nationalProcedureCode } from "./wire.ts";

type Fee = ProcedureCase["fees"][number];
type Way = ProcedureDetail["CACHTHUCTHUCHIEN"][number];
type TimeRow = NonNullable<Way["THOIGIAN"]>[number];

const CHANNELS: Readonly<Record<string, Channel>> = { "1": "counter", "2": "online", "3": "post" };
const ORDER: readonly Channel[] = ["counter", "post", "online"];
const LEVELS: Readonly<Record<string, Procedure["level"]>> = {
  "cấp xã": "commune",
  "cấp tỉnh": "province",
  "cấp bộ/trung ương": "ministry",
};
const ONLINE: Readonly<Record<string, Procedure["onlineLevel"]>> = { "toàn trình": "full", "một phần": "partial" };
const SOURCE = "Cổng Dịch vụ công quốc gia (LayThuTuc)";
const LONG = 4000;
/** Nothing is charged below this in đồng: "10 VNĐ/bản" is ten dollars at a mission abroad (domain.md §4, trap a). */
const LEAST_DONG = 1000;
const MOST_DONG = 1_000_000_000;

const said = (text: string | undefined): string => (text ?? "").normalize("NFC").trim();
const keyOf = (text: string | undefined): string => said(text).toLocaleLowerCase("vi");

/** An amount only where unit and words leave no doubt; a zero beside "do HĐND quy định" is an empty box, not a free procedure. */
const fee = (row: NonNullable<TimeRow["PHILEPHI"]>[number]): Fee => {
  const amount = Number(row.SOTIEN);
  const words = said(row.MOTA);
  const inDong = ["", "vnđ", "vnd", "đồng", "đ"].includes(keyOf(row.DONVI));
  const sure = inDong && Number.isInteger(amount) && (amount === 0 || amount >= LEAST_DONG) && amount <= MOST_DONG;
  const elsewhere = amount === 0 && /hội đồng nhân dân|hđnd/iu.test(words);
  const figure = `Cổng ghi: ${row.SOTIEN} ${said(row.DONVI)}`.trim();
  const note = sure ? words : [figure, words].filter((part) => part !== "").join("; ");
  return {
    name: "Phí, lệ phí",
    amount: sure && !elsewhere ? amount : null,
    kind: "charge",
    ...(note === "" ? {} : { note: cut(note, LONG) }),
  };
};

interface Group {
  readonly same: string;
  readonly row: Omit<ProcedureCase, "key" | "channels">;
  readonly channels: Set<Channel>;
}

/** Rows that differ in time, words or fees are different cases (domain.md §4, trap c); the same row on two channels is one. */
const groups = (ways: readonly Way[]): readonly Group[] => {
  const found: Group[] = [];
  for (const way of ways) {
    const channel = CHANNELS[String(way.KENH)];
    if (channel === undefined) continue;
    for (const time of way.THOIGIAN ?? [{ DONVITINH: "" }]) {
      const words = said(time.MOTA);
      const row = {
        ...(words === "" ? {} : { name: cut(words, LONG) }),
        time: publishedTime(time),
        fees: (time.PHILEPHI ?? []).map(fee),
      };
      const same = JSON.stringify(row);
      const known = found.find((group) => group.same === same);
      if (known === undefined) found.push({ same, row, channels: new Set([channel]) });
      else known.channels.add(channel);
    }
  }
  return found;
};

/** "chung" for the only case, else its channels, numbered where several share them: as the import of the national list names them. */
const cases = (ways: readonly Way[]): ProcedureCase[] => {
  const all = groups(ways);
  const seen = new Map<string, number>();
  return all.map(({ row, channels: set }) => {
    const channels = ORDER.filter((channel) => set.has(channel));
    if (all.length === 1) return { key: "chung", channels, time: row.time, fees: row.fees };
    const base = channels.join("-");
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { key: count === 1 ? base : `${base}-${count}`, channels, ...row };
  });
};

const count = (value: string | number | undefined): number => {
  const number = Number(value ?? 0);
  return Number.isInteger(number) && number >= 0 && number <= 100 ? number : 0;
};

/** A wrong "optional" costs a question; a wrong "required" would send a citizen away (R-A03). */
const isRequired = (name: string, group: string, held: number): boolean =>
  held > 0 && !/nếu có|xuất trình|trường hợp/iu.test(`${name} ${group}`);

const components = (detail: ProcedureDetail): ComponentSpec[] => {
  const found = new Map<string, ComponentSpec>();
  for (const { TRUONGHOP, GIAYTO } of detail.THANHPHANHOSO ?? []) {
    const group = said(TRUONGHOP);
    for (const paper of GIAYTO) {
      const name = said(paper.TENGIAYTO);
      const id = said(paper.MAGIAYTO)
        .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
        .slice(0, 60);
      // The same paper under two headings is one component; a line without code or words is none.
      if (id === "" || name === "" || found.has(id)) continue;
      const originals = count(paper.SOBANCHINH);
      const copies = count(paper.SOBANSAO);
      found.set(id, {
        id,
        name: cut(name, 20_000),
        originals,
        copies,
        required: isRequired(name, group, originals + copies),
        ...(group === "" ? {} : { group: cut(group, LONG) }),
      });
    }
  }
  return [...found.values()];
};

const legal = ({ SOVANBAN, TENVANBAN }: { SOVANBAN: string; TENVANBAN?: string | undefined }): string =>
  cut(said(TENVANBAN) === "" ? SOVANBAN : `${said(TENVANBAN)} (${said(SOVANBAN)})`, LONG);

/** Throws ExchangeError("pause") for what cannot be a procedure of ours: no national code, no usable channel, over-long names. */
export const toProcedure = (detail: ProcedureDetail): Procedure => {
  const read = procedure.safeParse({
    code: nationalProcedureCode(detail.MATTHC),
    name: cut(detail.TENTTHC, LONG),
    field: cut(detail.LINHVUCTHUCHIEN.map((field) => field.TENLINHVUC).join("; "), 300),
    level: LEVELS[keyOf(detail.CAPTHUCHIEN)] ?? null,
    onlineLevel: ONLINE[keyOf(detail.MUCDOTRUCTUYEN)] ?? "none",
    cases: cases(detail.CACHTHUCTHUCHIEN),
    components: components(detail),
    results: (detail.KETQUATHUCHIEN ?? [])
      .filter((result) => said(result.TENKETQUA) !== "")
      .map((result) => ({
        name: cut(result.TENKETQUA, LONG),
        ...(said(result.MAKETQUA) === "" ? {} : { code: said(result.MAKETQUA).slice(0, 60) }),
      })),
    legal: (detail.CANCUPHAPLY ?? []).map(legal).filter((line) => line !== ""),
    source: SOURCE,
  });
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new ExchangeError("pause", `procedure ${detail.MATTHC} cannot be taken over: ${issue?.path.join(".") ?? ""}`, {
    code: "dvc-portal.procedure-unreadable",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Thủ tục trên Cổng thiếu dữ liệu bắt buộc; bổ sung vào danh mục của tỉnh bằng tay rồi bỏ qua thông điệp này.",
      en: "The portal's procedure lacks what is needed; enter it in the province's catalog by hand and release this message.",
    },
  });
};
