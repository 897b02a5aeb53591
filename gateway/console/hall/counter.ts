/** The counter: who stands there, calling, serving, sending on; the queue and the counter's devices, live. */
import { html } from "hono/html";
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import type { DeviceStatus, HallDay, HallEvent, Ticket } from "../../../core/hall/types.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html } from "../layout.ts";
import {
  act,
  afterHall,
  answerRefusal,
  answerUnknown,
  counterOf,
  counterPath,
  given,
  HALLS,
  type HallPages,
  hallOf,
  onAct,
  type Page,
  runHall,
} from "./context.ts";
import { AT_COUNTERS } from "./home.ts";
import { deviceOf } from "./prints.ts";
import { stepsOf } from "./steps.ts";

const STATE = {
  waiting: "đang chờ",
  called: "đã gọi, chờ đến quầy",
  serving: "đang phục vụ",
  absent: "vắng khi gọi",
  done: "đã xong",
  left: "đã rời đi",
  closed: "đóng cuối ngày",
} as const satisfies Record<Ticket["state"], string>;

/** How long ago a scan may be to be offered. */
const FRESH_SCAN_MS = 120_000;

const lineOf = (hall: Hall, ticket: Ticket): string =>
  hall.services.find(({ id }) => id === ticket.serviceId)?.name.vi ?? ticket.serviceId;

const waitingOf = (hall: Hall, counter: HallCounter, day: HallDay): Html => {
  const waiting = [...day.tickets.values()].filter(({ state }) => state === "waiting");
  return html`<table><caption>Đang chờ ở các hàng của quầy</caption><tbody>${counter.services.map((id) => {
    const mine = waiting.filter((ticket) => ticket.serviceId === id && (ticket.onlyCounterId ?? counter.id) === counter.id);
    return html`<tr><th scope="row">${hall.services.find((service) => service.id === id)?.name.vi ?? id}</th><td>${mine.length}</td>
      <td>${mine.slice(0, 6).map((ticket) => html`<span class="number">${ticket.id}${ticket.priority === undefined ? "" : " ★"}</span> `)}</td></tr>`;
  })}</tbody></table>`;
};

const devicesOf = (devices: readonly DeviceStatus[], counter: HallCounter): Html => {
  const bad = devices.filter(
    ({ device, state }) =>
      (device.counter === undefined || device.counter === counter.id) && (state === "failing" || state === "warning"),
  );
  return bad.length === 0
    ? html`<p class="hint">Mọi thiết bị của sảnh hoạt động bình thường.</p>`
    : html`<ul class="problem" role="status">${bad.map(
        ({ device, problems }) => html`<li><strong>${device.name.vi}</strong>: ${problems.map(({ vi }) => vi).join(" ")}</li>`,
      )}</ul>`;
};

/** The newest code that a scanner of this counter read, while it is fresh. */
const scanOf = (hall: Hall, counter: HallCounter, events: readonly HallEvent[], now: string): string | undefined => {
  const scanners = new Set(
    hall.devices.filter((one) => one.kind === "barcodeScanner" && one.counter === counter.id).map(({ id }) => id),
  );
  const last = events.filter((event) => event.type === "scanned" && scanners.has(String(event.data["deviceId"]))).at(-1);
  const fresh = last !== undefined && Date.parse(now) - Date.parse(last.at) < FRESH_SCAN_MS;
  return fresh && last.data["what"] === "dossier" ? String(last.data["code"]) : undefined;
};

const ticketPart = (pages: HallPages, c: Page, hall: Hall, counter: HallCounter, day: HallDay): Html => {
  const path = counterPath(hall, counter);
  const id = day.counters.get(counter.id)?.ticketId;
  const ticket = id === undefined ? undefined : day.tickets.get(id);
  if (ticket === undefined)
    return html`<p class="big">Chưa gọi số nào</p>${act(c, `${path}/callNext`, "Gọi số tiếp theo", html``, "main")}`;
  const others = hall.counters.filter((one) => one.id !== counter.id);
  const camera = deviceOf(hall, "camera", counter.id);
  const send = html`<details><summary>Chuyển sang quầy hoặc lĩnh vực khác</summary>${act(
    c,
    `${path}/transfer`,
    "Chuyển",
    html`<label for="den">Chuyển đến</label><select id="den" name="to" required>
      <optgroup label="Quầy">${others.map((one) => html`<option value="counter:${one.id}">${one.name.vi}</option>`)}</optgroup>
      <optgroup label="Lĩnh vực">${hall.services.map((one) => html`<option value="service:${one.id}">${one.name.vi}</option>`)}</optgroup></select>
      <label for="ly-do-chuyen">Lý do</label><input type="text" id="ly-do-chuyen" name="reason" maxlength="300">`,
  )}</details>`;
  return html`<p class="big"><span class="number">${ticket.id}</span> ${lineOf(hall, ticket)} – ${STATE[ticket.state]}</p>
    <p class="hint">Lấy số lúc ${timeText(ticket.takenAt)}${ticket.priority === undefined ? "" : " · ưu tiên ★"}${ticket.calls > 1 ? ` · đã gọi ${ticket.calls} lần` : ""}</p>
    <div class="acts">
    ${ticket.state === "called" ? html`${act(c, `${path}/serve`, "Người dân đã đến quầy", html``, "main")}${act(c, `${path}/recall`, "Gọi lại")}${act(c, `${path}/skip`, "Vắng, bỏ qua")}` : html`${act(c, `${path}/finish`, "Kết thúc lượt", html``, "main")}${camera === undefined ? "" : act(c, `${path}/snapshot`, "Chụp ảnh tại quầy")}${send}`}
    </div>
    ${ticket.dossierIds.length === 0 ? "" : html`<p>Hồ sơ của lượt này: ${ticket.dossierIds.map((dossier, n) => html`<a href="${path}/dossiers/${dossier}">mở hồ sơ ${n + 1}</a> `)}</p>`}
    ${stepsOf(pages, ticket)}`;
};

/** What changes while the page stands: asked again every two seconds, and morphed, so that an opened form and what is typed in it stay. */
const live = async (pages: HallPages, c: Page, hall: Hall, counter: HallCounter): Promise<Html> => {
  const { hub } = pages;
  const [day, devices] = await Promise.all([hub.hall.day(hall.id), hub.hall.devices(hall.id)]);
  const events = await hub.hall.events(hall.id, Math.max(0, day.version - 50), 50);
  const scanned = scanOf(hall, counter, events, hub.now());
  const path = counterPath(hall, counter);
  return html`<div id="song" hx-get="${path}/live" hx-trigger="every 2s" hx-swap="outerMorph">
    ${scanned === undefined ? "" : html`<p class="done" role="status">Vừa quét mã hồ sơ <strong>${scanned}</strong>: <a href="${path}/dossiers/${encodeURIComponent(scanned)}">mở hồ sơ</a></p>`}
    ${ticketPart(pages, c, hall, counter, day)}
    ${waitingOf(hall, counter, day)}
    ${devicesOf(devices, counter)}
  </div>`;
};

const opener = (hall: Hall, counter: HallCounter): Html => html`
  <h2>Mở hồ sơ</h2>
  <form method="get" action="${counterPath(hall, counter)}/dossiers" class="act" data-wedge>
    <label for="ma">Mã hồ sơ (gõ, hoặc quét mã vạch)</label>
    <input type="text" id="ma" name="ref" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="80" required>
    <button type="submit">Mở</button>
  </form>`;

/** "counter:q2" or "service:ho-tich" as the command has it. */
const targetOf = (text: string): { readonly toCounterId: string } | { readonly toServiceId: string } | undefined => {
  const [kind, id] = text.split(":");
  if (id === undefined) return undefined;
  return kind === "counter" ? { toCounterId: id } : kind === "service" ? { toServiceId: id } : undefined;
};

type Simple = "callNext" | "recall" | "serve" | "skip" | "finish";
const SIMPLE: readonly Simple[] = ["callNext", "recall", "serve", "skip", "finish"];

/** Adds the counter's page and its acts. */
export const addCounter = (pages: HallPages): void => {
  const find = (c: Page): { readonly hall: Hall; readonly counter: HallCounter } | undefined => {
    const hall = hallOf(pages, c);
    const counter = hall && counterOf(hall, c);
    return hall === undefined || counter === undefined ? undefined : { hall, counter };
  };

  pages.pages.get("/hall/:hall/counters/:counter", pages.signedIn(...AT_COUNTERS), async (c) => {
    const found = find(c);
    if (found === undefined) return answerUnknown(c, "quầy");
    const { hall, counter } = found;
    const path = counterPath(hall, counter);
    return answerPage(c, {
      title: `${counter.name.vi} – ${hall.name.vi}`,
      live: true,
      body: html`${await live(pages, c, hall, counter)}${opener(hall, counter)}
        <p><a href="${HALLS}/${hall.id}/desk">Lập hồ sơ mới (Phiếu hồ sơ)</a></p>
        ${act(c, `${path}/close`, "Đóng quầy")}`,
    });
  });
  pages.pages.get("/hall/:hall/counters/:counter/live", pages.signedIn(...AT_COUNTERS), async (c) => {
    const found = find(c);
    return found === undefined ? answerUnknown(c, "quầy") : c.html(await live(pages, c, found.hall, found.counter));
  });

  const acts = (
    path: string,
    commandOf: (counter: HallCounter, fields: URLSearchParams) => HallCommandInput | undefined,
    home = false,
  ): void =>
    onAct(pages, `/hall/:hall/counters/:counter/${path}`, [...AT_COUNTERS], async (c, { fields, key }) => {
      const found = find(c);
      const command = found && commandOf(found.counter, fields);
      if (found === undefined || command === undefined) return answerUnknown(c, "quầy");
      const back = counterPath(found.hall, found.counter);
      return afterHall(c, await runHall(pages, c, found.hall, command, key), home ? HALLS : back);
    });
  // A picture belongs to a moment at the counter: it is tied to the number, and kept as the message log keeps what devices bring (R-H).
  onAct(pages, "/hall/:hall/counters/:counter/snapshot", [...AT_COUNTERS], async (c, { key }) => {
    const found = find(c);
    const camera = found && deviceOf(found.hall, "camera", found.counter.id);
    if (found === undefined || camera === undefined) return answerUnknown(c, "camera");
    const ticketId = (await pages.hub.hall.day(found.hall.id)).counters.get(found.counter.id)?.ticketId;
    const { id, name } = c.get("person");
    const job = await pages.hub.hall.ask({
      deviceId: camera.id,
      operation: "snapshot",
      body: { counterId: found.counter.id, occasion: "officer", ...(ticketId === undefined ? {} : { ticketId }) },
      jobId: `snapshot:${key}`,
      actor: { kind: "officer", id, name },
      ...(ticketId === undefined ? {} : { ticketId }),
    });
    const back = counterPath(found.hall, found.counter);
    return "blame" in job ? answerRefusal(c, job, back) : c.redirect(back, 303);
  });
  for (const type of SIMPLE) acts(type, (counter) => ({ type, counterId: counter.id }));
  acts("close", (counter) => ({ type: "closeCounter", counterId: counter.id }), true);
  acts("transfer", (counter, fields) => {
    const to = targetOf(fields.get("to") ?? "");
    const reason = given(fields, "reason");
    return to && { type: "transfer", counterId: counter.id, ...to, ...(reason === undefined ? {} : { reason }) };
  });
};
