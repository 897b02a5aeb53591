/** How papers word things: dates, money, times to resolve, fees, channels. Vietnamese, as the forms are. Pure. */
import type { Channel, ComponentSpec, Procedure, ProcedureCase, TimeRule } from "../../catalogs/types.ts";
import { toLocalDate, toLocalTime } from "../time/local.ts";
import type { Instant, LocalDate } from "../time/types.ts";

/** Remarks of the catalog's makers on their own notes ("(domain.md §6)", "(S-DATA 1.013978)"): nothing for a citizen's paper. */
const asides = / *\((?:xem )?(?:domain\.md|S-[A-Z])(?:[^()]|\([^()]*\))*\)/g;
/** A text of the catalog as it may hang on a wall. */
export const forThePublic = (text: string): string => text.normalize("NFC").replaceAll(asides, "").trim();

/** Where the facts come from: the first sentence of a catalog's source. What follows says how its makers read it, and is for them. */
export const sourceInWords = (source: string): string =>
  /^.*?\.(?=\s+\p{Lu}|$)/u.exec(forThePublic(source))?.[0] ?? forThePublic(source);

/** "ngày 02 tháng 3 năm 2026": days and the months 1 and 2 with two digits, as NĐ 30/2020/NĐ-CP has it (from memory). */
export const dateInWords = (date: LocalDate): string => {
  const [year = "", month = "", day = ""] = date.split("-");
  return `ngày ${day} tháng ${Number(month) > 2 ? String(Number(month)) : month} năm ${year}`;
};

/** "16 giờ 30 phút, ngày 02 tháng 3 năm 2026", on the clock of Việt Nam. */
export const momentInWords = (instant: Instant): string => {
  const [hour = "", minute = ""] = toLocalTime(instant).split(":");
  return `${hour} giờ ${minute} phút, ${dateInWords(toLocalDate(instant))}`;
};

/** "1.250.000 đồng". */
export const dong = (amount: number): string => `${String(amount).replaceAll(/\B(?=(?:\d{3})+$)/g, ".")} đồng`;

/** A procedure's time to resolve (domain.md §6). */
export const timeInWords = (rule: TimeRule): string => {
  switch (rule.kind) {
    case "workingDays":
      return `${rule.days} ngày làm việc`;
    case "calendarDays":
      return `${rule.days} ngày`;
    case "calendarDaysWithoutHolidays":
      return `${rule.days} ngày (không tính ngày nghỉ lễ, tết)`;
    case "hours":
      return `${rule.hours} giờ làm việc`;
    case "sameDay":
      return rule.rule === "noon"
        ? "Trong ngày: nhận trước 11 giờ, trả lúc 16 giờ 30; nhận buổi chiều, trả trước 11 giờ ngày làm việc tiếp theo"
        : "Trong ngày; nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo";
    case "unstated":
      return "Ghi trên giấy hẹn trả kết quả";
  }
};

type Fee = ProcedureCase["fees"][number];
/** "Phí chứng thực bản sao: 2.000 đồng/trang". Where no amount is published its note says who sets it. */
export const feeInWords = ({ name, amount, per, note }: Fee): string => {
  const what = forThePublic(name);
  if (amount === null) return note === undefined ? `${what}: chưa công bố mức thu` : what;
  if (amount === 0) return `${what}: không thu`;
  return `${what}: ${dong(amount)}${per === undefined ? "" : `/${per}`}`;
};

const CHANNELS: Readonly<Record<Channel, string>> = {
  counter: "Trực tiếp",
  post: "Qua bưu chính",
  online: "Trực tuyến",
};
export const channelInWords = (channel: Channel): string => CHANNELS[channel];
/** "Trực tiếp, qua bưu chính, trực tuyến". */
export const channelsInWords = (channels: readonly Channel[]): string =>
  channels
    .map(channelInWords)
    .map((words, index) => (index === 0 ? words : words.charAt(0).toLowerCase() + words.slice(1)))
    .join(", ");

const LEVELS: Readonly<Record<NonNullable<Procedure["level"]>, string>> = {
  commune: "Cấp xã",
  province: "Cấp tỉnh",
  ministry: "Cấp bộ",
};
export const levelInWords = (level: Procedure["level"]): string => (level === null ? "Không nêu" : LEVELS[level]);

const ONLINE: Readonly<Record<Procedure["onlineLevel"], string>> = {
  full: "Toàn trình",
  partial: "Một phần",
  none: "Chưa cung cấp trực tuyến",
};
export const onlineInWords = (level: Procedure["onlineLevel"]): string => ONLINE[level];

/** "01", or a dash where none is asked for. */
export const count = (number: number): string => (number === 0 ? "–" : String(number).padStart(2, "0"));

/** Whether a paper must be handed in: those that are shown only, or that only some people have, need not. */
export const needInWords = ({ required }: ComponentSpec): string => (required ? "Bắt buộc" : "Nếu có");
