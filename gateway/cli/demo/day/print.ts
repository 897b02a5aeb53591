/** What the day prints: a line for each step, and the tables at its end. Vietnamese. */
import { STATUSES } from "../../../../core/dossier/statuses.ts";
import type { LaneView } from "../../../../core/hub.ts";
import { bold, dim, green, localTime, red, say, table, yellow } from "../../terminal.ts";
import type { Case, Cases } from "./cases.ts";
import type { FaultCount } from "./faults.ts";
import type { Pace, Spread } from "./figures.ts";
import type { LedgerRow } from "./ledger.ts";
import { type Check, isBalanced, sumOf } from "./ledgers/check.ts";
import type { BreakerTurn } from "./pulse.ts";
import type { Step } from "./steps.ts";

const BREAKERS = { closed: "", open: "NGẮT ", halfOpen: "thử lại " } as const;
const ok = (good: boolean): string => (good ? green("✓") : red("✗"));
const dong = (amount: number): string => amount.toLocaleString("vi-VN");
/** Padded by hand: colours would count as width. */
const right = (text: string, width: number): string => text.padStart(width);

const laneWords = ({ id, breaker, waiting, inFlight, paused, dead }: LaneView): string | undefined => {
  const open = waiting + inFlight;
  if (open + paused + dead === 0 && breaker === "closed") return undefined;
  return `${id} ${BREAKERS[breaker]}${open}${paused + dead > 0 ? ` (${paused + dead} chờ người)` : ""}`;
};

/** Time of the day, filed, ended, waiting, and the lanes that hold something. */
export const printStep = ({ at }: Step, cases: Cases, lanes: readonly LaneView[], seconds: number): void => {
  const filed = cases.all.filter((one) => one.filed).length;
  const ended = cases.all.filter(cases.ended).length;
  const busy = lanes.flatMap((lane) => laneWords(lane) ?? []).join(" · ");
  const counts = `nộp ${right(String(filed), 5)} · kết thúc ${right(String(ended), 5)} · đang chờ ${right(String(filed - ended), 5)}`;
  say(
    `${localTime(at)}  ${counts}  ${dim(`${right(seconds.toFixed(0), 4)} s`)}  ${busy === "" ? dim("các đường nối trống") : busy}`,
  );
};

const figures = (check: Check): readonly string[] => {
  const shown = check.money ? dong : String;
  return [check.hub, check.partner, check.lost, check.strange, check.doubled, check.outOfOrder, check.repeats].map((figure, i) =>
    right(i < 4 ? shown(figure) : String(figure), i < 2 ? 14 : 6),
  );
};
const HEAD = ["Đối tác ghi", "Mất", "Lạ", "Nhân đôi", "Sai thứ tự", "Gửi lặp"];

/** One row for each partner (its pieces added up), and below it each comparison. */
export const printLedger = (rows: readonly LedgerRow[]): void => {
  say(`\n${bold("SỔ ĐỐI CHIẾU: trục và từng đối tác")}`);
  say(dim("Mất: trục có, đối tác không có · Lạ: đối tác có, trục không có · Gửi lặp: đối tác nhận ra và bỏ qua, không phải sai"));
  const lines: string[][] = [["", "Đối tác", right("Trục ghi", 14), ...HEAD.map((name, i) => right(name, i === 0 ? 14 : 6))]];
  for (const row of rows) {
    const pieces = row.checks.filter((check) => !check.money);
    const total = (of: keyof Check): string => String(sumOf(pieces.map((check) => Number(check[of]))));
    const sums = (["hub", "partner", "lost", "strange", "doubled", "outOfOrder", "repeats"] as const).map(total);
    lines.push([row.balanced ? "✓" : "✗", row.title, ...sums.map((sum, i) => right(sum, i < 2 ? 14 : 6))]);
    for (const check of row.checks) lines.push([isBalanced(check) ? " " : "✗", `   ${check.what}`, ...figures(check)]);
  }
  say(table(lines));
  const wrong = rows.flatMap(({ title, checks }) =>
    checks.filter((check) => !isBalanced(check)).map((check) => ({ title, check })),
  );
  for (const { title, check } of wrong)
    say(red(`  ${title}, ${check.what}: ${check.examples.join(" · ") || "số liệu khác nhau"}`));
};

/** A line that must hold, with its figures. */
export const printClaim = (holds: boolean, words: string): void => say(`  ${ok(holds)} ${words}`);

export const printFaults = (
  faults: readonly FaultCount[],
  turns: readonly BreakerTurn[],
  mended: ReadonlyMap<string, number>,
): void => {
  say(`\n${bold("Lỗi đã gây ra")}`);
  const [calls, struck] = [sumOf(faults.map((one) => one.calls)), sumOf(faults.map((one) => one.struck))];
  const share = calls === 0 ? 0 : (100 * struck) / calls;
  say(`  ${dong(struck)} trên ${dong(calls)} lượt gọi tới các đối tác (${share.toFixed(1)} %), ngoài quãng ngừng phục vụ:`);
  const kinds = new Map<string, number>();
  for (const { byKind } of faults) for (const [kind, count] of byKind) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  say(`  ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(" · ")}`);
  for (const { id, down } of faults) if (down > 0) say(`  ${id} ngừng phục vụ: ${down} lượt gọi bị 503 trong quãng đó`);
  const words = turns
    .filter(({ state }) => state !== "halfOpen")
    .map(({ at, lane, state }) => `${lane} ${state === "open" ? "ngắt" : "đóng lại"} ${localTime(at)}`);
  say(`  Cầu dao: ${words.length === 0 ? "không ngắt lần nào" : words.join(" · ")}`);
  const put = [...mended].map(([name, count]) => `${name}: ${count}`);
  say(`  Người vận hành phải gửi lại: ${put.length === 0 ? "không thông điệp nào" : put.join(" · ")}`);
};

const cells = ({ count, median, p95 }: Spread): readonly string[] => [
  right(String(count), 7),
  right(median.toFixed(0), 7),
  right(p95.toFixed(0), 7),
];
const times = (ratio: number | undefined): string => (ratio === undefined ? right("–", 7) : right(`×${ratio.toFixed(2)}`, 7));

/** Real time of messages, lane by lane, while the one partner was down and while it was up. */
export const printPaces = (paces: { readonly lanes: readonly Pace[]; readonly others: Pace }, downLane: string): void => {
  say(
    `\n${bold(`Các đường khác có chậm lại khi "${downLane}" ngừng không`)} ${dim("(mili giây thật từ khi có thông điệp đến khi xong, lần gửi đầu)")}`,
  );
  const head = ["số", "giữa", "p95"].map((name) => right(name, 7));
  const line = ({ lane, down, up, ratio }: Pace): readonly string[] => [lane, ...cells(down), ...cells(up), times(ratio)];
  say(table([["", ...head.map((name) => name), ...head, right("tỷ lệ", 7)], ...paces.lanes.map(line)]));
  say(dim("  (ba cột đầu: lúc ngừng; ba cột sau: lúc phục vụ, trong cùng ngày thứ Hai)"));
  const { down, up, ratio } = paces.others;
  say(
    `  ${bold("Mọi đường khác")}: trung vị ${down.median.toFixed(0)} ms lúc "${downLane}" ngừng, ${up.median.toFixed(0)} ms lúc phục vụ; tỷ lệ ${bold(ratio === undefined ? "–" : `×${ratio.toFixed(2)}`)}`,
  );
};

const words = (cases: readonly Case[], of: (one: Case) => string): string => {
  const counts = new Map<string, number>();
  for (const one of cases) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(" · ");
};

/** How the dossiers ended; whoever still waits is named. */
export const printEnds = (cases: Cases): void => {
  say(
    `\n${bold("Kết cục")}: ${words(cases.all, ({ dossier }) => (dossier === undefined ? "chưa đến trục" : STATUSES[dossier.status].vi))}`,
  );
  const returned = cases.all.filter(({ dossier }) => dossier?.returned !== undefined);
  say(`  trả kết quả: ${words(returned, ({ dossier }) => (dossier?.returned?.onTime ? "đúng hạn" : "trễ hạn"))}`);
  for (const one of cases.all.filter((entry) => !cases.ended(entry)).slice(0, 20)) {
    const { plan, dossier } = one;
    const legs = dossier?.transfers.map(({ transferId, state, number }) => `${transferId}/${number}: ${state}`).join(", ");
    say(
      yellow(
        `  còn chờ: số ${plan.n} ${plan.kind.id} ${dossier?.code ?? dossier?.id ?? ""} ${dossier?.status ?? ""} ${legs ?? ""} ${one.refused.at(-1) ?? ""}`,
      ),
    );
  }
};
