/** The hall from above: queue, devices, step times against their norms (R-B15), satisfaction (R-E05), and the end of the day. */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { DeviceStatus, HallDay, Ticket } from "../../../core/hall/types.ts";
import { toLocalDate } from "../../../core/hub.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html } from "../layout.ts";
import { act, afterHall, answerUnknown, given, HALLS, type HallPages, hallOf, onAct, runHall } from "./context.ts";
import { IN_CHARGE } from "./home.ts";

const STATES = { ok: "hoạt động", warning: "cần để ý", failing: "trục trặc", off: "chưa kết nối" } as const;

const counted = (tickets: readonly Ticket[], ...states: readonly Ticket["state"][]): number =>
  tickets.filter(({ state }) => states.includes(state)).length;

const queue = (hall: Hall, day: HallDay): Html => {
  const all = [...day.tickets.values()];
  return html`<h2>Hàng chờ hôm nay</h2><div class="wide"><table><caption>Số thứ tự theo lĩnh vực</caption>
    <thead><tr><th scope="col">Lĩnh vực</th><th scope="col">Đã cấp</th><th scope="col">Đang chờ</th><th scope="col">Đang phục vụ</th><th scope="col">Vắng</th><th scope="col">Đã xong</th></tr></thead>
    <tbody>${hall.services.map(({ id, name }) => {
      const of = all.filter(({ serviceId }) => serviceId === id);
      return html`<tr><th scope="row">${name.vi}</th><td>${of.length}</td><td>${counted(of, "waiting")}</td><td>${counted(of, "called", "serving")}</td><td>${counted(of, "absent")}</td><td>${counted(of, "done", "left", "closed")}</td></tr>`;
    })}</tbody></table></div>`;
};

const devicesPart = (
  devices: readonly DeviceStatus[],
): Html => html`<h2>Thiết bị</h2><div class="wide"><table><caption>Tình trạng thiết bị</caption>
  <thead><tr><th scope="col">Thiết bị</th><th scope="col">Tình trạng</th><th scope="col">Từ lúc</th><th scope="col">Chi tiết</th></tr></thead>
  <tbody>${devices.map(
    ({
      device,
      state,
      problems,
      since,
      readings,
    }) => html`<tr class="${state}"><th scope="row">${device.name.vi}</th><td>${STATES[state]}</td><td>${timeText(since)}</td>
    <td>${problems.map(({ vi }) => vi).join(" ")} <span class="hint">${Object.entries(readings)
      .map(([name, value]) => `${name}: ${value}`)
      .join(" · ")}</span></td></tr>`,
  )}</tbody></table></div>`;

const steps = async ({ hub }: HallPages, hall: Hall, from: string, to: string): Promise<Html> => {
  const report = await hub.hall.stepReport(hall.id, from, to);
  const nameOf = (id: string): string => hub.catalogs.steps.get(id)?.name.vi ?? id;
  return html`<h2>Thời gian các bước so với định mức</h2>
  <form method="get" class="act"><label class="small">Từ <input type="date" name="from" value="${from}"></label><label class="small">đến <input type="date" name="to" value="${to}"></label><button type="submit">Xem</button></form>
  ${
    report.length === 0
      ? html`<p>Chưa có bước nào được ghi trong kỳ này.</p>`
      : html`<div class="wide"><table><caption>Phút thực tế (R-B15)</caption>
    <thead><tr><th scope="col">Bước</th><th scope="col">Định mức</th><th scope="col">Số lượt</th><th scope="col">Trung vị</th><th scope="col">Dài nhất</th><th scope="col">Trong định mức</th></tr></thead>
    <tbody>${report.map(({ stepId, norm, count, median, longest, withinNorm }) => html`<tr><th scope="row">${nameOf(stepId)}</th><td>${norm}</td><td>${count}</td><td>${median}</td><td>${longest}</td><td>${withinNorm}/${count}</td></tr>`)}</tbody></table></div>`
  }`;
};

const satisfied = async ({ hub }: HallPages, hall: Hall, from: string, to: string): Promise<Html> => {
  const rows = await hub.satisfaction.report({ from, to, agencyIds: [hall.agencyId], by: "officer" });
  return rows.length === 0
    ? html`<h2>Mức độ hài lòng</h2><p>Chưa có đánh giá trong kỳ này.</p>`
    : html`<h2>Mức độ hài lòng</h2><div class="wide"><table><caption>Theo cán bộ</caption>
    <thead><tr><th scope="col">Cán bộ</th><th scope="col">Lượt</th><th scope="col">Trung bình (1–5)</th><th scope="col">Hài lòng</th><th scope="col">Không hài lòng</th></tr></thead>
    <tbody>${rows.map(({ officerName, officerId, answers, average, satisfied: good, dissatisfied }) => html`<tr><th scope="row">${officerName ?? officerId ?? "Không rõ"}</th><td>${answers}</td><td>${average}</td><td>${good}</td><td>${dissatisfied}</td></tr>`)}</tbody></table></div>`;
};

const isDate = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Adds the page of those in charge. */
export const addHead = (pages: HallPages): void => {
  const { hub } = pages;
  pages.pages.get("/hall/:hall", pages.signedIn(...IN_CHARGE), async (c) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const today = toLocalDate(hub.now());
    const [asked, until] = [c.req.query("from"), c.req.query("to")];
    const from = isDate(asked) ? asked : today;
    const to = isDate(until) ? until : today;
    const [day, devices] = await Promise.all([hub.hall.day(hall.id), hub.hall.devices(hall.id)]);
    return answerPage(c, {
      title: `Điều hành – ${hall.name.vi}`,
      body: html`${day.closed === undefined ? "" : html`<p class="done">Đã khóa ngày lúc ${timeText(day.closed.at)}: ${day.closed.reason}</p>`}
      ${queue(hall, day)}${devicesPart(devices)}${await steps(pages, hall, from, to)}${await satisfied(pages, hall, from, to)}
      ${day.closed === undefined ? html`<details><summary>Khóa ngày: mọi số còn lại được đóng và ghi lý do</summary>${act(c, `${HALLS}/${hall.id}/close-day`, "Khóa ngày", html`<label for="ly-do-khoa">Lý do</label><input type="text" id="ly-do-khoa" name="reason" value="Hết giờ tiếp dân" maxlength="300" required>`)}</details>` : ""}
      <p><a href="${HALLS}">Danh sách sảnh</a></p>`,
    });
  });

  onAct(pages, "/hall/:hall/close-day", ["head", "deputy"], async (c, { fields, key }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const outcome = await runHall(pages, c, hall, { type: "closeDay", reason: given(fields, "reason") ?? "Hết giờ" }, key);
    return afterHall(c, outcome, `${HALLS}/${hall.id}`);
  });
};
