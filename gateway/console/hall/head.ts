/** The hall from above: queue, devices, step times against their norms (R-B15), satisfaction (R-E05), and the end of the day. */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Refusal } from "../../../core/dossier/types.ts";
import type { DeviceStatus, HallDay, Ticket } from "../../../core/hall/types.ts";
import { toLocalDate } from "../../../core/hub.ts";
import { described, textField } from "../fields.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html, type Mistake } from "../layout.ts";
import { mayUse, PAGE_ROLES } from "../pages.ts";
import { act, answerUnknown, given, HALLS, type HallPages, hallOf, onAct, type Page, runHall } from "./context.ts";

const STATES = { ok: "Hoạt động", warning: "Cần để ý", failing: "Trục trặc", off: "Chưa kết nối" } as const;

const counted = (tickets: readonly Ticket[], ...states: readonly Ticket["state"][]): number =>
  tickets.filter(({ state }) => states.includes(state)).length;

const queue = (hall: Hall, day: HallDay): Html => {
  const all = [...day.tickets.values()];
  const row = (name: string, of: readonly Ticket[]): Html =>
    html`<tr><th scope="row">${name}</th><td class="count">${of.length}</td><td class="count">${counted(of, "waiting")}</td><td class="count">${counted(of, "called", "serving")}</td><td class="count">${counted(of, "absent")}</td><td class="count">${counted(of, "done", "left", "closed")}</td></tr>`;
  return html`<section class="card"><h2>Hàng chờ hôm nay</h2><div class="wide"><table class="short"><caption class="hidden">Số thứ tự theo lĩnh vực</caption>
    <thead><tr><th scope="col">Lĩnh vực</th><th scope="col" class="count">Đã cấp</th><th scope="col" class="count">Đang chờ</th><th scope="col" class="count">Đang phục vụ</th><th scope="col" class="count">Vắng</th><th scope="col" class="count">Đã xong</th></tr></thead>
    <tbody>${hall.services.map(({ id, name }) =>
      row(
        name.vi,
        all.filter(({ serviceId }) => serviceId === id),
      ),
    )}${row("Cả sảnh", all)}</tbody></table></div></section>`;
};

/** What devices say of themselves, as people read it; what has no name here is the technician's business and not shown. */
const READINGS: Readonly<Record<string, (value: string) => string>> = {
  model: (value) => value,
  pages: (value) => `${value} trang`,
  queued: (value) => `${value} việc chờ in`,
  "level.black-toner": (value) => `mực đen ${value}%`,
  calls: (value) => `${value} cuộc gọi`,
  operator: (value) => `mạng ${value}`,
  signalDbm: (value) => `sóng ${value} dBm`,
  messagesRoom: (value) => `còn chỗ cho ${value} tin`,
  load: (value) => `tải ${value}%`,
  charge: (value) => `pin ${value}%`,
  inputVoltage: (value) => `điện vào ${value} V`,
  runtimeSeconds: (value) => `chạy pin được ${Math.floor(Number(value) / 60)} phút`,
};
const readingsText = (readings: DeviceStatus["readings"]): string =>
  Object.entries(readings)
    .flatMap(([name, value]) => READINGS[name]?.(String(value)) ?? [])
    .join(" · ");

/** Those that need somebody come first. */
const URGENCY = { failing: 0, warning: 1, off: 2, ok: 3 } as const satisfies Record<DeviceStatus["state"], number>;

const deviceRows = (devices: readonly DeviceStatus[]): Html =>
  html`<div class="wide"><table class="short"><caption class="hidden">Tình trạng thiết bị</caption>
  <thead><tr><th scope="col">Thiết bị</th><th scope="col">Tình trạng</th><th scope="col">Từ lúc</th><th scope="col">Chi tiết</th></tr></thead>
  <tbody>${devices.map(
    ({ device, state, problems, since, readings }) => html`<tr><th scope="row">${device.name.vi}</th>
    <td class="fit"><span class="pill ${state}">${STATES[state]}</span></td><td class="time">${timeText(since)}</td>
    <td>${problems.map(({ vi }) => vi).join(" ")} <span class="hint">${readingsText(readings)}</span></td></tr>`,
  )}</tbody></table></div>`;

const devicesPart = (devices: readonly DeviceStatus[]): Html => {
  const bad = devices.filter(({ state }) => state !== "ok").toSorted((one, other) => URGENCY[one.state] - URGENCY[other.state]);
  const good = devices.filter(({ state }) => state === "ok");
  return html`<section class="card"><h2>Thiết bị</h2>
  ${bad.length === 0 ? html`<p><span class="pill ok">Bình thường</span> Mọi thiết bị hoạt động.</p>` : deviceRows(bad)}
  ${good.length === 0 ? "" : html`<details><summary>${good.length} thiết bị đang hoạt động</summary>${deviceRows(good)}</details>`}</section>`;
};

const minutes = (value: number): string => value.toLocaleString("vi-VN");

const period = (from: string, to: string, mistakes: readonly Mistake[]): Html => {
  const day = (id: string, label: string, value: string): Html => {
    const { attributes, text } = described(id, mistakes);
    return html`<div><label for="${id}">${label}</label>${text}<input type="date" id="${id}" name="${id}" value="${value}" required ${attributes}></div>`;
  };
  return html`<form method="get" class="card inline"><h2 class="hidden">Kỳ báo cáo</h2>${day("from", "Từ ngày", from)}${day("to", "Đến ngày", to)}<button type="submit">Xem</button></form>`;
};

const steps = async ({ hub }: HallPages, hall: Hall, from: string, to: string): Promise<Html> => {
  const report = await hub.hall.stepReport(hall.id, from, to);
  const nameOf = (id: string): string => hub.catalogs.steps.get(id)?.name.vi ?? id;
  return html`<section class="card"><h2>Thời gian các bước so với định mức</h2>
  ${
    report.length === 0
      ? html`<p>Chưa có bước nào được ghi trong kỳ này.</p>`
      : html`<div class="wide"><table class="short"><caption>Phút thực tế của từng bước</caption>
    <thead><tr><th scope="col">Bước</th><th scope="col" class="count">Định mức</th><th scope="col" class="count">Số lượt</th><th scope="col" class="count">Trung vị</th><th scope="col" class="count">Dài nhất</th><th scope="col" class="count">Trong định mức</th></tr></thead>
    <tbody>${report.map(({ stepId, norm, count, median, longest, withinNorm }) => html`<tr><th scope="row">${nameOf(stepId)}</th><td class="count">${norm}</td><td class="count">${count}</td><td class="count">${minutes(median)}</td><td class="count">${minutes(longest)}</td><td class="count">${withinNorm}/${count}</td></tr>`)}</tbody></table></div>`
  }</section>`;
};

const satisfied = async ({ hub }: HallPages, hall: Hall, from: string, to: string): Promise<Html> => {
  const rows = await hub.satisfaction.report({ from, to, agencyIds: [hall.agencyId], by: "officer" });
  return html`<section class="card"><h2>Mức độ hài lòng</h2>${
    rows.length === 0
      ? html`<p>Chưa có đánh giá trong kỳ này.</p>`
      : html`<div class="wide"><table class="short"><caption>Theo cán bộ</caption>
    <thead><tr><th scope="col">Cán bộ</th><th scope="col" class="count">Lượt</th><th scope="col" class="count">Trung bình (1–5)</th><th scope="col" class="count">Hài lòng</th><th scope="col" class="count">Không hài lòng</th></tr></thead>
    <tbody>${rows.map(({ officerName, officerId, answers, average, satisfied: good, dissatisfied }) => html`<tr><th scope="row">${officerName ?? officerId ?? "Không rõ"}</th><td class="count">${answers}</td><td class="count">${minutes(average)}</td><td class="count">${good}</td><td class="count">${dissatisfied}</td></tr>`)}</tbody></table></div>`
  }</section>`;
};

const isDate = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What stands today, asked anew by itself. */
const today = async ({ hub }: HallPages, hall: Hall): Promise<Html> => {
  const [day, devices] = await Promise.all([hub.hall.day(hall.id), hub.hall.devices(hall.id)]);
  return html`<div id="hom-nay" hx-get="${HALLS}/${hall.id}/live" hx-trigger="every 10s" hx-swap="outerMorph">
    ${day.closed === undefined ? "" : html`<p class="done">Đã khóa ngày lúc ${timeText(day.closed.at)}: ${day.closed.reason}</p>`}
    <div class="cols even">${queue(hall, day)}${devicesPart(devices)}</div></div>`;
};

const closing = (c: Page, hall: Hall): Html =>
  html`<section class="card"><h2>Hết ngày</h2><details><summary>Khóa ngày: mọi số còn lại được đóng và ghi lý do</summary>${act(
    c,
    `${HALLS}/${hall.id}/close-day`,
    "Khóa ngày",
    textField({
      id: "ly-do-khoa",
      name: "reason",
      label: "Lý do",
      value: "Hết giờ tiếp dân",
      more: html`maxlength="300" required`,
    }),
    "grave",
  )}</details></section>`;

/** Adds the page of those in charge. */
export const addHead = (pages: HallPages): void => {
  const { hub } = pages;
  const show = async (c: Page, hall: Hall, refusal?: Refusal): Promise<Response> => {
    const now = toLocalDate(hub.now());
    const [asked, until] = [c.req.query("from"), c.req.query("to")];
    const from = isDate(asked) ? asked : now;
    const to = isDate(until) ? until : now;
    const mistakes = from > to ? [{ field: "to", text: "Ngày cuối phải từ ngày đầu trở đi." }] : [];
    const day = await hub.hall.day(hall.id);
    return answerPage(
      c,
      {
        title: `Điều hành – ${hall.name.vi}`,
        live: true,
        mistakes,
        ...(refusal === undefined ? {} : { refusal }),
        body: html`${await today(pages, hall)}
      ${period(from, to, mistakes)}
      ${mistakes.length > 0 ? "" : html`<div class="cols even">${await steps(pages, hall, from, to)}${await satisfied(pages, hall, from, to)}</div>`}
      ${day.closed === undefined && mayUse(c.get("person").role, "closeDay") ? closing(c, hall) : ""}
      <p class="back"><a href="${HALLS}">Danh sách sảnh</a></p>`,
      },
      refusal !== undefined ? 409 : mistakes.length > 0 ? 422 : 200,
    );
  };

  pages.pages.get("/hall/:hall", pages.signedIn(...PAGE_ROLES.inCharge), (c) => {
    const hall = hallOf(pages, c);
    return hall === undefined ? answerUnknown(c, "sảnh") : show(c, hall);
  });
  pages.pages.get("/hall/:hall/live", pages.signedIn(...PAGE_ROLES.inCharge), async (c) => {
    const hall = hallOf(pages, c);
    return hall === undefined ? answerUnknown(c, "sảnh") : c.html(await today(pages, hall));
  });

  onAct(pages, "/hall/:hall/close-day", PAGE_ROLES.closeDay, async (c, { fields, key }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const outcome = await runHall(pages, c, hall, { type: "closeDay", reason: given(fields, "reason") ?? "Hết giờ" }, key);
    return "refusal" in outcome ? show(c, hall, outcome.refusal) : c.redirect(`${HALLS}/${hall.id}`, 303);
  });
};
