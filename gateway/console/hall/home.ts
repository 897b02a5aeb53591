/** Halls and counters: which are open, who is there; opening one's own. */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Refusal } from "../../../core/dossier/types.ts";
import type { HallDay } from "../../../core/hall/types.ts";
import { answerPage, type Html } from "../layout.ts";
import { mayUse, PAGE_ROLES } from "../pages.ts";
import {
  act,
  answerUnknown,
  counterOf,
  counterPath,
  deskPath,
  feesPath,
  HALLS,
  type HallPages,
  hallOf,
  hallsFor,
  onAct,
  type Page,
  runHall,
} from "./context.ts";

const mineIn = (c: Page, hall: Hall, day: HallDay): Hall["counters"][number] | undefined =>
  hall.counters.find(({ id }) => {
    const now = day.counters.get(id);
    return now?.open === true && now.officerId === c.get("person").id;
  });

const counterRow = (c: Page, hall: Hall, day: HallDay, counter: Hall["counters"][number]): Html => {
  const now = day.counters.get(counter.id);
  const mine = mineIn(c, hall, day);
  const lines = counter.services.map((id) => hall.services.find((service) => service.id === id)?.name.vi ?? id).join(", ");
  const path = counterPath(hall, counter);
  const may = mayUse(c.get("person").role, "counter");
  const work = now?.open
    ? html`<a href="${path}">${mine?.id === counter.id ? "Vào quầy của tôi" : "Xem quầy"}</a>`
    : mine === undefined
      ? act(c, `${path}/open`, "Mở quầy")
      : html``;
  return html`<tr>
    <th scope="row" class="fit">${counter.name.vi}</th><td>${lines}</td>
    <td class="fit">${now?.open ? html`<span class="pill ok">Đang mở</span>` : html`<span class="pill">Đóng</span>`}</td>
    <td>${now?.open ? (now.officer ?? "–") : "–"}</td>
    <td class="fit">${now?.ticketId === undefined ? "–" : html`<span class="number">${now.ticketId}</span>`}</td>
    <td class="fit">${may ? work : ""}</td>
  </tr>`;
};

const waiting = (day: HallDay): number => [...day.tickets.values()].filter(({ state }) => state === "waiting").length;

const hallPart = (c: Page, hall: Hall, day: HallDay): Html => {
  const { role } = c.get("person");
  const mine = mineIn(c, hall, day);
  const tile = (path: string, title: string, text: string): Html =>
    html`<li><a href="${path}"><strong>${title}</strong>${text}</a></li>`;
  return html`<h2>${hall.name.vi}</h2>
      <ul class="tiles">
        ${mine === undefined ? "" : tile(counterPath(hall, mine), `${mine.name.vi} của tôi`, "Đang mở: gọi số, tiếp công dân")}
        ${mayUse(role, "desk") ? tile(deskPath(hall), "Bàn hướng dẫn", "Kiểm tra tài khoản, chọn thủ tục, Phiếu hồ sơ") : ""}
        ${mayUse(role, "fees") ? tile(feesPath(hall), "Bàn thu phí", "Thu phí, lệ phí, in phiếu thu") : ""}
        ${mayUse(role, "inCharge") ? tile(`${HALLS}/${hall.id}`, "Điều hành sảnh", `${waiting(day)} người đang chờ; thiết bị, thời gian, hài lòng`) : ""}
      </ul>
      <section class="card"><div class="wide"><table class="middle"><caption>Các quầy</caption>
        <thead><tr><th scope="col">Quầy</th><th scope="col">Lĩnh vực</th><th scope="col">Tình trạng</th><th scope="col">Cán bộ</th><th scope="col">Đang phục vụ</th><td></td></tr></thead>
        <tbody>${hall.counters.map((counter) => counterRow(c, hall, day, counter))}</tbody></table></div></section>`;
};

/** Adds the list of halls with their counters. */
export const addHallHome = (pages: HallPages): void => {
  const { hub } = pages;
  const show = async (c: Page, refusal?: Refusal) => {
    const halls = hallsFor(pages, c.get("person"));
    const days = await Promise.all(halls.map((hall) => hub.hall.day(hall.id)));
    return answerPage(
      c,
      {
        title: "Sảnh một cửa",
        ...(refusal === undefined ? {} : { refusal }),
        body:
          halls.length === 0
            ? html`<p class="card">Cơ quan của anh/chị chưa có sảnh nào trong danh mục.</p>`
            : html`${halls.map((hall, n) => {
                const day = days[n];
                return day === undefined ? "" : hallPart(c, hall, day);
              })}`,
      },
      refusal === undefined ? 200 : 409,
    );
  };
  pages.pages.get("/hall", pages.signedIn(...PAGE_ROLES.hall), (c) => show(c));

  onAct(pages, "/hall/:hall/counters/:counter/open", PAGE_ROLES.counter, async (c, { key }) => {
    const hall = hallOf(pages, c);
    const counter = hall && counterOf(hall, c);
    if (hall === undefined || counter === undefined) return answerUnknown(c, "quầy");
    const { id: officerId, name: officer } = c.get("person");
    const outcome = await runHall(pages, c, hall, { type: "openCounter", counterId: counter.id, officer, officerId }, key);
    return "refusal" in outcome ? show(c, outcome.refusal) : c.redirect(counterPath(hall, counter), 303);
  });
};
