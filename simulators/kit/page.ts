/** The door as a page for a person: Vietnamese first, no build step, no outside resource. */
import { html, raw } from "hono/html";
import type { FaultStatus } from "./fault-book.ts";
import type { Received } from "./received.ts";
import type { SimAction } from "./types.ts";
import { answerName, faultName, figureName, localTime, STYLE } from "./words.ts";

export interface Overview {
  readonly id: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly about: { readonly vi: string; readonly en: string };
  readonly clock: { readonly now: string; readonly standing: boolean };
  readonly counts: Readonly<Record<string, number>>;
  readonly actions: readonly SimAction[];
}

const OWN_STYLE = `.figures{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;list-style:none}.figures li{border:1px solid #d5dbe3;border-radius:6px;padding:.4rem .8rem}
.figures strong{display:block;font-size:1.2rem}form{border:1px solid #d5dbe3;border-radius:6px;padding:.6rem .8rem;margin:.6rem 0}form p{margin:0 0 .4rem}
textarea{display:block;width:100%;font:13px ui-monospace,monospace;margin-bottom:.4rem}pre{overflow:auto;max-height:24rem;background:#f3f5f8;padding:.6rem;margin:.6rem 0 0}pre:empty{display:none}
td.request{min-width:16rem;max-width:24rem}td.text{min-width:16rem;max-width:32rem}`;

/** Sends a form's text to its door and shows the answer; the figures are reloaded by hand, so that the answer can be read. */
const SCRIPT = `for (const form of document.querySelectorAll("form")) form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const shown = form.querySelector("pre");
  const body = form.querySelector("textarea")?.value;
  try {
    const answer = await fetch(form.dataset.path, { method: form.dataset.method, ...(body ? { body, headers: { "content-type": "application/json" } } : {}) });
    const text = await answer.text();
    let pretty = text;
    try { pretty = JSON.stringify(JSON.parse(text), null, 2); } catch {}
    shown.textContent = (answer.ok ? "Đã thực hiện" : "Không thực hiện được") + " (" + answer.status + ")\\n" + pretty;
  } catch {
    shown.textContent = "Máy mô phỏng không trả lời.";
  }
});`;

const BUTTONS: Readonly<Record<SimAction["method"], string>> = { GET: "Xem", POST: "Thực hiện", DELETE: "Bỏ" };

const actionForm = (action: SimAction) => {
  const lines = action.example === undefined ? "" : JSON.stringify(action.example, null, 2);
  const rows = Math.min(12, lines.split("\n").length);
  return html`<form data-method="${action.method}" data-path="${action.path}">
  <p><strong>${action.vi}</strong><br><small>${action.en} · ${action.method} ${action.path}</small></p>
  ${lines === "" ? "" : html`<textarea rows="${rows}" spellcheck="false" aria-label="${action.vi}">${lines}</textarea>`}
  <button>${BUTTONS[action.method]}</button><pre aria-live="polite"></pre></form>`;
};

const faultTable = (faults: readonly FaultStatus[]) =>
  faults.length === 0
    ? html`<p class="none">Không có.</p>`
    : html`<div class="wide"><table><thead><tr><th>Mã</th><th>Loại lỗi</th><th>Áp dụng cho</th><th>Đã gặp</th><th>Đã gây lỗi</th></tr></thead>
${faults.map((fault) => html`<tr><td>${fault.id}</td><td>${faultName(fault.kind)}</td><td class="body">${Object.keys(fault.match ?? {}).length === 0 ? "mọi yêu cầu" : JSON.stringify(fault.match)}</td><td>${fault.seen}</td><td>${fault.fired}</td></tr>`)}</table></div>`;

const receivedTable = (received: readonly Received[]) =>
  received.length === 0
    ? html`<p class="none">Chưa nhận yêu cầu nào.</p>`
    : html`<div class="wide"><table><thead><tr><th>Số</th><th>Lúc</th><th>Yêu cầu</th><th>Nội dung</th><th>Trả lời</th><th>Lỗi đã gây</th></tr></thead>
${[...received]
  .reverse()
  .map(
    (entry) =>
      html`<tr><td>${entry.no}</td><td>${localTime(entry.at)}</td><td class="body request">${entry.method} ${entry.path}</td><td class="body text">${(entry.body ?? "").slice(0, 500)}</td><td>${answerName(entry.answered)}</td><td>${entry.fault === null ? "" : faultName(entry.fault.kind)}</td></tr>`,
  )}</table></div>`;

/**
 * The whole page; every value is escaped by the template.
 * @param common how many of the actions every simulator has: they come first in the list and last on the page.
 */
export const overviewPage = (
  view: Overview,
  faults: readonly FaultStatus[],
  received: readonly Received[],
  common: number,
) => html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${view.title.vi}</title><style>${raw(STYLE)}${raw(OWN_STYLE)}</style></head>
<body><h1>${view.title.vi}</h1><p>${view.about.vi}<br><small>${view.title.en}. ${view.about.en}</small></p>
<p>Đồng hồ: <strong>${localTime(view.clock.now)}</strong> ${view.clock.standing ? "(đứng yên)" : "(đang chạy)"} · <a href="/__sim">Tải lại trang</a></p>
<ul class="figures">${Object.entries(view.counts).map(([name, figure]) => html`<li><strong>${figure.toLocaleString("vi-VN")}</strong>${figureName(name)}</li>`)}</ul>
<h2>Việc của người ở đối tác</h2>
${view.actions.length === common ? html`<p class="none">Không có việc nào làm tay.</p>` : view.actions.slice(common).map(actionForm)}
<h2>Ba mươi yêu cầu gần nhất</h2>${receivedTable(received)}
<h2>Quy tắc gây lỗi đang có</h2>${faultTable(faults)}
<h2>Cửa chung: sổ, nhật ký, đồng hồ, gây lỗi</h2>${view.actions.slice(0, common).map(actionForm)}
<script>${raw(SCRIPT)}</script></body></html>`;
