/** Halls and counters: which are open, who is there; opening one's own. */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { HallDay } from "../../../core/hall/types.ts";
import { answerPage, type Html } from "../layout.ts";
import {
  act,
  afterHall,
  answerUnknown,
  counterOf,
  counterPath,
  HALLS,
  type HallPages,
  hallOf,
  hallsFor,
  onAct,
  type Page,
  runHall,
} from "./context.ts";

/** Those who work in a hall; the head also closes its day. */
export const AT_COUNTERS = ["oneStopOfficer", "feeOfficer", "head", "deputy"] as const;
export const AT_DESK = ["support", "oneStopOfficer", "head", "deputy"] as const;
export const IN_CHARGE = ["head", "deputy", "support"] as const;
const ANYBODY = ["oneStopOfficer", "feeOfficer", "support", "head", "deputy", "administration"] as const;

const counterRow = (c: Page, hall: Hall, day: HallDay, counter: Hall["counters"][number]): Html => {
  const now = day.counters.get(counter.id);
  const mine = now?.officer === c.get("person").name;
  const lines = counter.services.map((id) => hall.services.find((service) => service.id === id)?.name.vi ?? id).join(", ");
  const path = counterPath(hall, counter);
  return html`<tr>
    <th scope="row">${counter.name.vi}</th><td>${lines}</td>
    <td>${now?.open ? `Đang mở – ${now.officer ?? ""}` : "Đóng"}</td><td>${now?.ticketId ?? "–"}</td>
    <td>${now?.open ? html`<a href="${path}">${mine ? "Vào quầy của tôi" : "Xem quầy"}</a>` : act(c, `${path}/open`, "Mở quầy")}</td>
  </tr>`;
};

/** Adds the list of halls with their counters. */
export const addHallHome = (pages: HallPages): void => {
  const { hub } = pages;
  pages.pages.get("/hall", pages.signedIn(...ANYBODY), async (c) => {
    const halls = hallsFor(pages, c.get("person"));
    const days = await Promise.all(halls.map((hall) => hub.hall.day(hall.id)));
    return answerPage(c, {
      title: "Sảnh một cửa",
      body:
        halls.length === 0
          ? html`<p>Cơ quan của anh/chị chưa có sảnh nào trong danh mục.</p>`
          : html`${halls.map((hall, n) => {
              const day = days[n];
              if (day === undefined) return html``;
              return html`<h2>${hall.name.vi}</h2>
      <p><a href="${HALLS}/${hall.id}/desk">Bàn hướng dẫn</a> · <a href="${HALLS}/${hall.id}">Điều hành sảnh</a></p>
      <div class="wide"><table><caption>Các quầy</caption>
        <thead><tr><th scope="col">Quầy</th><th scope="col">Lĩnh vực</th><th scope="col">Tình trạng</th><th scope="col">Số đang phục vụ</th><th scope="col">Việc</th></tr></thead>
        <tbody>${hall.counters.map((counter) => counterRow(c, hall, day, counter))}</tbody></table></div>`;
            })}`,
    });
  });

  onAct(pages, "/hall/:hall/counters/:counter/open", [...AT_COUNTERS], async (c, { key }) => {
    const hall = hallOf(pages, c);
    const counter = hall && counterOf(hall, c);
    if (hall === undefined || counter === undefined) return answerUnknown(c, "quầy");
    const outcome = await runHall(
      pages,
      c,
      hall,
      { type: "openCounter", counterId: counter.id, officer: c.get("person").name },
      key,
    );
    return "refusal" in outcome ? afterHall(c, outcome, HALLS) : c.redirect(counterPath(hall, counter), 303);
  });
};
