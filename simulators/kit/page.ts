/** The door as a page for a person: Vietnamese first, no build step, no outside resource. */
import { html, raw } from "hono/html";
import type { FaultStatus } from "./fault-book.ts";
import type { Received } from "./received.ts";
import type { SimAction } from "./types.ts";

export interface Overview {
  readonly id: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly about: { readonly vi: string; readonly en: string };
  readonly clock: { readonly now: string; readonly standing: boolean };
  readonly counts: Readonly<Record<string, number>>;
  readonly actions: readonly SimAction[];
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:1.5rem auto;padding:0 1rem;color:#1d2530}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d5dbe3;padding:.3rem .5rem;text-align:left;vertical-align:top}
small{color:#5a6675}textarea{width:100%;font:13px ui-monospace,monospace}button{padding:.3rem .8rem}pre{overflow:auto;background:#f3f5f8;padding:.6rem}
td.body{max-width:30rem;overflow-wrap:anywhere;font:12px ui-monospace,monospace}`;

/** Sends a form's text to its door and shows the answer; then the figures are reloaded by hand, so that the answer can be read. */
const SCRIPT = `for (const form of document.querySelectorAll("form")) form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = form.querySelector("textarea")?.value;
  const answer = await fetch(form.dataset.path, { method: form.dataset.method, ...(body ? { body, headers: { "content-type": "application/json" } } : {}) });
  form.querySelector("pre").textContent = answer.status + "\\n" + await answer.text();
});`;

/** Names of common figures, as a person reads them. */
const FIGURES: Readonly<Record<string, string>> = { received: "Yêu cầu đã nhận", faults: "Quy tắc gây lỗi" };

const actionForm = (action: SimAction) => html`<form data-method="${action.method}" data-path="${action.path}">
  <p><strong>${action.vi}</strong> <small>${action.en} — ${action.method} ${action.path}</small></p>
  ${action.example === undefined ? "" : html`<textarea rows="4" aria-label="${action.vi}">${JSON.stringify(action.example, null, 2)}</textarea>`}
  <button>Gửi</button><pre></pre></form>`;

/** @returns the whole page; every value is escaped by the template. */
export const overviewPage = (
  view: Overview,
  faults: readonly FaultStatus[],
  received: readonly Received[],
) => html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${view.title.vi}</title><style>${raw(STYLE)}</style></head>
<body><h1>${view.title.vi}</h1><p>${view.about.vi}<br><small>${view.title.en}. ${view.about.en}</small></p>
<p>Đồng hồ: <strong>${view.clock.now}</strong> ${view.clock.standing ? "(đứng yên)" : "(chạy theo giờ thật)"} · <a href="/__sim">Tải lại</a></p>
<table>${Object.entries(view.counts).map(([name, figure]) => html`<tr><th>${FIGURES[name] ?? name}</th><td>${figure}</td></tr>`)}</table>
<h2>Quy tắc gây lỗi</h2>
<table><tr><th>Mã</th><th>Loại</th><th>Quy tắc</th><th>Đã gặp</th><th>Đã gây lỗi</th></tr>
${faults.map((fault) => html`<tr><td>${fault.id}</td><td>${fault.kind}</td><td class="body">${JSON.stringify(fault.match)}</td><td>${fault.seen}</td><td>${fault.fired}</td></tr>`)}</table>
<h2>Ba mươi yêu cầu gần nhất</h2>
<table><tr><th>Số</th><th>Lúc</th><th>Yêu cầu</th><th>Nội dung</th><th>Trả lời</th><th>Lỗi</th></tr>
${[...received]
  .reverse()
  .map(
    (entry) =>
      html`<tr><td>${entry.no}</td><td>${entry.at}</td><td class="body">${entry.method} ${entry.path}</td><td class="body">${(entry.body ?? "").slice(0, 500)}</td><td>${entry.answered ?? "đang chờ"}</td><td>${entry.fault?.kind ?? ""}</td></tr>`,
  )}</table>
<h2>Điều khiển</h2>${view.actions.map(actionForm)}
<script>${raw(SCRIPT)}</script></body></html>`;
