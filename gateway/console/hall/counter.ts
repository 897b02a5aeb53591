/** The counter: who stands there, calling, serving, sending on; the queue and the counter's devices, live. */
import { html } from "hono/html";
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { Refusal } from "../../../core/dossier/types.ts";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import type { DeviceStatus, HallDay, HallEvent, Ticket } from "../../../core/hall/types.ts";
import { typedCode } from "../../auth/look-up.ts";
import { textField } from "../fields.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html, type Mistake } from "../layout.ts";
import { PAGE_ROLES } from "../pages.ts";
import {
  act,
  answerUnknown,
  counterOf,
  counterPath,
  deskPath,
  dossierAt,
  given,
  HALLS,
  type HallPages,
  hallOf,
  onAct,
  type Page,
  runHall,
  unknownHere,
} from "./context.ts";
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

/** A picture that comes later would show the next person. */
const SNAPSHOT_GOOD_MS = 30_000;
/** How long ago a scan may be to be offered. */
const FRESH_SCAN_MS = 120_000;

const lineOf = (hall: Hall, ticket: Ticket): string =>
  hall.services.find(({ id }) => id === ticket.serviceId)?.name.vi ?? ticket.serviceId;

const waitingOf = (hall: Hall, counter: HallCounter, day: HallDay): Html => {
  const waiting = [...day.tickets.values()].filter(({ state }) => state === "waiting");
  return html`<section class="card"><h2>Đang chờ</h2><table class="short middle"><caption class="hidden">Đang chờ ở các hàng của quầy</caption><tbody>${counter.services.map(
    (id) => {
      const mine = waiting.filter((ticket) => ticket.serviceId === id && (ticket.onlyCounterId ?? counter.id) === counter.id);
      return html`<tr><th scope="row">${hall.services.find((service) => service.id === id)?.name.vi ?? id}</th><td class="count">${mine.length}</td>
      <td>${mine.slice(0, 6).map((ticket) => html`<span class="number">${ticket.id}${ticket.priority === undefined ? "" : html` <span aria-hidden="true">★</span><span class="hidden">ưu tiên</span>`}</span> `)}</td></tr>`;
    },
  )}</tbody></table><p class="hint">★ người được ưu tiên</p></section>`;
};

const devicesOf = (devices: readonly DeviceStatus[], counter: HallCounter): Html => {
  const bad = devices.filter(
    ({ device, state }) =>
      (device.counter === undefined || device.counter === counter.id) && (state === "failing" || state === "warning"),
  );
  return html`<section class="card"><h2>Thiết bị</h2>${
    bad.length === 0
      ? html`<p><span class="pill ok">Bình thường</span> <span class="hint">Mọi thiết bị của sảnh hoạt động bình thường.</span></p>`
      : html`<ul class="problem" role="status">${bad.map(
          ({ device, problems }) => html`<li><strong>${device.name.vi}</strong>: ${problems.map(({ vi }) => vi).join(" ")}</li>`,
        )}</ul>`
  }</section>`;
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

/** Elsewhere: another counter, another line. */
const sending = (c: Page, hall: Hall, counter: HallCounter): Html =>
  html`<details><summary>Chuyển sang quầy hoặc lĩnh vực khác</summary>${act(
    c,
    `${counterPath(hall, counter)}/transfer`,
    "Chuyển",
    html`<div class="field"><label for="den">Chuyển đến</label><select id="den" name="to" required>
      <optgroup label="Quầy">${hall.counters.filter(({ id }) => id !== counter.id).map((one) => html`<option value="counter:${one.id}">${one.name.vi}</option>`)}</optgroup>
      <optgroup label="Lĩnh vực">${hall.services.map((one) => html`<option value="service:${one.id}">${one.name.vi}</option>`)}</optgroup></select></div>
      ${textField({ id: "ly-do-chuyen", name: "reason", label: "Lý do", more: html`maxlength="300" autocomplete="off"` })}`,
  )}</details>`;

const ticketActs = (c: Page, hall: Hall, counter: HallCounter, ticket: Ticket): Html => {
  const path = counterPath(hall, counter);
  if (ticket.state === "called")
    return html`${act(c, `${path}/serve`, "Người dân đã đến quầy", html``, "main")}${act(c, `${path}/recall`, "Gọi lại")}${act(c, `${path}/skip`, "Vắng, bỏ qua")}`;
  const camera = deviceOf(hall, "camera", counter.id);
  return html`${act(c, `${path}/finish`, "Kết thúc lượt", html``, "main")}${camera === undefined ? "" : act(c, `${path}/snapshot`, "Chụp ảnh tại quầy")}`;
};

const ticketPart = async (pages: HallPages, c: Page, hall: Hall, counter: HallCounter, day: HallDay): Promise<Html> => {
  const path = counterPath(hall, counter);
  const now = day.counters.get(counter.id);
  if (now?.open !== true)
    return html`<section class="card"><p class="big">Quầy đang đóng</p>${act(c, `${path}/open`, "Mở quầy", html``, "main")}</section>`;
  const ticket = now.ticketId === undefined ? undefined : day.tickets.get(now.ticketId);
  if (ticket === undefined)
    return html`<section class="card"><p class="big">Chưa gọi số nào</p>${act(c, `${path}/callNext`, "Gọi số tiếp theo", html``, "main")}</section>`;
  // Codes only: nothing of the people in it, so this is no look.
  const dossiers = await Promise.all(ticket.dossierIds.map((id) => pages.hub.find(id)));
  const code = (n: number): string => dossiers[n]?.code ?? dossiers[n]?.nationalCode ?? "";
  return html`<section class="card"><div class="ticket"><span class="number">${ticket.id}</span>
    <div><p class="big">${lineOf(hall, ticket)} – ${STATE[ticket.state]}</p>
    <p class="hint">Lấy số lúc ${timeText(ticket.takenAt)}${ticket.priority === undefined ? "" : " · ưu tiên ★"}${ticket.calls > 1 ? ` · đã gọi ${ticket.calls} lần` : ""}</p></div></div>
    <div class="acts">${ticketActs(c, hall, counter, ticket)}</div>
    ${ticket.dossierIds.length === 0 ? "" : html`<h3>Hồ sơ của lượt này</h3><ul>${ticket.dossierIds.map((dossier, n) => html`<li><a href="${path}/dossiers/${dossier}">mở hồ sơ ${n + 1}</a> <span class="hint">${code(n)}</span></li>`)}</ul>`}
    ${ticket.state === "serving" ? sending(c, hall, counter) : ""}
    ${stepsOf(pages, ticket)}</section>`;
};

/** What changes while the page stands: asked again every two seconds, and morphed, so that an opened form and what is typed in it stay. */
const live = async (pages: HallPages, c: Page, hall: Hall, counter: HallCounter): Promise<Html> => {
  const { hub } = pages;
  const [day, devices] = await Promise.all([hub.hall.day(hall.id), hub.hall.devices(hall.id)]);
  const events = await hub.hall.events(hall.id, Math.max(0, day.version - 50), 50);
  const scanned = scanOf(hall, counter, events, hub.now());
  const path = counterPath(hall, counter);
  return html`<div id="song" class="cols" hx-get="${path}/live" hx-trigger="every 2s" hx-swap="outerMorph">
    <div>${scanned === undefined ? "" : html`<p class="done" role="status">Vừa quét mã hồ sơ <strong>${scanned}</strong>: <a href="${path}/dossiers/${encodeURIComponent(scanned)}">mở hồ sơ</a></p>`}
    ${await ticketPart(pages, c, hall, counter, day)}</div>
    <div>${waitingOf(hall, counter, day)}${devicesOf(devices, counter)}</div>
  </div>`;
};

const opener = (hall: Hall, counter: HallCounter, { typed, mistakes }: Wrong): Html => html`
  <form method="get" action="${counterPath(hall, counter)}/dossiers" class="card" data-wedge>
    <h2>Mở hồ sơ</h2>
    <div class="inline">${textField({
      id: "ma",
      name: "ref",
      label: "Mã hồ sơ (gõ, hoặc quét mã vạch)",
      value: typed,
      mistakes,
      more: html`autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="80" required`,
    })}
    <button type="submit">Mở</button></div>
    <p><a href="${deskPath(hall)}">Lập hồ sơ mới (Phiếu hồ sơ)</a></p>
  </form>`;

/** A code that was typed and opens nothing. */
interface Wrong {
  readonly typed: string;
  readonly mistakes: readonly Mistake[];
}
const NOTHING_WRONG: Wrong = { typed: "", mistakes: [] };

/** Answers with the counter's page: as it is, or with why something was not done. */
const answerCounter = async (
  pages: HallPages,
  c: Page,
  hall: Hall,
  counter: HallCounter,
  { refusal, wrong = NOTHING_WRONG }: { readonly refusal?: Refusal; readonly wrong?: Wrong } = {},
): Promise<Response> =>
  answerPage(
    c,
    {
      title: `${counter.name.vi} – ${hall.name.vi}`,
      live: true,
      mistakes: wrong.mistakes,
      ...(refusal === undefined ? {} : { refusal }),
      body: html`${await live(pages, c, hall, counter)}
        <div class="cols"><div>${opener(hall, counter, wrong)}</div>
        <section class="card"><h2>Nghỉ, hết giờ</h2>${act(c, `${counterPath(hall, counter)}/close`, "Đóng quầy")}<p class="hint">Số đang gọi mà chưa đến quầy trở lại hàng chờ.</p></section></div>
        <p class="back"><a href="${HALLS}">Danh sách sảnh</a></p>`,
    },
    refusal !== undefined ? 409 : wrong.mistakes.length > 0 ? 404 : 200,
  );

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

  pages.pages.get("/hall/:hall/counters/:counter", pages.signedIn(...PAGE_ROLES.counter), async (c) => {
    const found = find(c);
    return found === undefined ? answerUnknown(c, "quầy") : answerCounter(pages, c, found.hall, found.counter);
  });
  pages.pages.get("/hall/:hall/counters/:counter/live", pages.signedIn(...PAGE_ROLES.counter), async (c) => {
    const found = find(c);
    return found === undefined ? answerUnknown(c, "quầy") : c.html(await live(pages, c, found.hall, found.counter));
  });
  // A code that was typed or scanned leads to its dossier; one that opens nothing comes back to be corrected.
  pages.pages.get("/hall/:hall/counters/:counter/dossiers", pages.signedIn(...PAGE_ROLES.counter), async (c) => {
    const found = find(c);
    if (found === undefined) return answerUnknown(c, "quầy");
    const typed = typedCode(c.req.query("ref") ?? "").slice(0, 80);
    const dossier = await dossierAt(pages, c, found.hall, typed);
    if (dossier !== undefined)
      return c.redirect(`${counterPath(found.hall, found.counter)}/dossiers/${encodeURIComponent(typed)}`, 303);
    const mistakes = [{ field: "ma", text: unknownHere("hồ sơ").vi }];
    return answerCounter(pages, c, found.hall, found.counter, { wrong: { typed, mistakes } });
  });

  const acts = (
    path: string,
    commandOf: (counter: HallCounter, fields: URLSearchParams) => HallCommandInput | undefined,
    home = false,
  ): void =>
    onAct(pages, `/hall/:hall/counters/:counter/${path}`, PAGE_ROLES.counter, async (c, { fields, key }) => {
      const found = find(c);
      const command = found && commandOf(found.counter, fields);
      if (found === undefined || command === undefined) return answerUnknown(c, "quầy");
      const { hall, counter } = found;
      const outcome = await runHall(pages, c, hall, command, key);
      if ("refusal" in outcome) return answerCounter(pages, c, hall, counter, { refusal: outcome.refusal });
      return c.redirect(home ? HALLS : counterPath(hall, counter), 303);
    });
  // A picture belongs to a moment at the counter: it is tied to the number, and kept for the hall's days (R-H, R-I02).
  onAct(pages, "/hall/:hall/counters/:counter/snapshot", PAGE_ROLES.counter, async (c, { key }) => {
    const found = find(c);
    const camera = found && deviceOf(found.hall, "camera", found.counter.id);
    if (found === undefined || camera === undefined) return answerUnknown(c, "camera");
    const ticketId = (await pages.hub.hall.day(found.hall.id)).counters.get(found.counter.id)?.ticketId;
    const { id, name } = c.get("person");
    const job = await pages.hub.hall.ask({
      deviceId: camera.id,
      operation: "snapshot",
      body: {
        counterId: found.counter.id,
        occasion: "officer",
        goodUntil: new Date(Date.parse(pages.hub.now()) + SNAPSHOT_GOOD_MS).toISOString(),
        ...(ticketId === undefined ? {} : { ticketId }),
      },
      jobId: `snapshot:${key}`,
      actor: { kind: "officer", id, name },
      ...(ticketId === undefined ? {} : { ticketId }),
    });
    return "blame" in job
      ? answerCounter(pages, c, found.hall, found.counter, { refusal: job })
      : c.redirect(counterPath(found.hall, found.counter), 303);
  });
  for (const type of SIMPLE) acts(type, (counter) => ({ type, counterId: counter.id }));
  acts("close", (counter) => ({ type: "closeCounter", counterId: counter.id }), true);
  acts("transfer", (counter, fields) => {
    const to = targetOf(fields.get("to") ?? "");
    const reason = given(fields, "reason");
    return to && { type: "transfer", counterId: counter.id, ...to, ...(reason === undefined ? {} : { reason }) };
  });
};
