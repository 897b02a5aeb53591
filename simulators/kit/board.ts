/**
 * The board: one page with every simulator, its port, what it received and its fault switches (bảng điều khiển chung).
 * For a person who runs the stack; the doors of the single simulators stay where they are.
 */
import { Hono } from "hono";
import { html, raw } from "hono/html";
import type { FaultRuleInput } from "./fault-rules.ts";
import { type Listening, listenOn } from "./listen.ts";
import type { Served } from "./serve.ts";
import { answerName, figureName, localTime, STYLE } from "./words.ts";

/** What a person most often wants to see go wrong; everything else is set at the simulator's own door. */
export const SWITCHES: readonly {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
  readonly rule: FaultRuleInput;
}[] = [
  { id: "down", vi: "Ngừng phục vụ (503)", en: "Down", rule: { kind: "status", code: 503 } },
  { id: "busy", vi: "Quá tải (429, hẹn 30 giây)", en: "Busy", rule: { kind: "status", code: 429, retryAfter: 30 } },
  { id: "slow", vi: "Chậm 2 giây", en: "Slow", rule: { kind: "delay", ms: 2000 } },
  { id: "hung", vi: "Treo, không trả lời", en: "Hung", rule: { kind: "hang" } },
  { id: "lossy", vi: "Làm xong nhưng mất 10 % câu trả lời", en: "Loses answers", rule: { kind: "loseAnswer", share: 0.1 } },
  { id: "garbled", vi: "Trả lời hỏng 10 %", en: "Garbled answers", rule: { kind: "garbage", share: 0.1 } },
  { id: "session", vi: "Hết phiên ở 10 % yêu cầu", en: "Sessions expire", rule: { kind: "sessionExpired", share: 0.1 } },
];

const OWN_STYLE = `table{min-width:62rem;margin-top:.6rem}td.switches{width:27rem}td.switches button{font-size:13px;margin:.1rem;padding:.15rem .5rem}form{display:inline}
button[aria-pressed=true]{background:#b3261e;border-color:#b3261e;color:#fff;font-weight:600}tr.ill>td:first-child{border-left:6px solid #b3261e}
.alarm{color:#b3261e;font-weight:600}td.port{white-space:nowrap}td:first-child{max-width:18rem}.last{overflow-wrap:anywhere}`;

/** Renews the figures every five seconds and after every press without losing the place of keyboard and screen; without script the page reloads. */
const SCRIPT = `const main = document.querySelector("main");
const renew = async (request) => {
  try {
    const text = await (await request).text();
    const focused = document.activeElement?.id;
    main.innerHTML = new DOMParser().parseFromString(text, "text/html").querySelector("main").innerHTML;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  } catch {
    document.querySelector("[role=status]").textContent = "Các máy mô phỏng không trả lời; có lẽ đã dừng.";
  }
};
document.addEventListener("submit", (event) => {
  event.preventDefault();
  void renew(fetch(event.target.action, { method: "POST" }));
});
setInterval(() => void renew(fetch("/")), 5000);`;

const faultId = (id: string): string => `board-${id}`;

const switchesOf = ({ simulation }: Served) => {
  const on = new Set(simulation.faults.list().map((rule) => rule.id));
  const { id } = simulation.definition;
  return SWITCHES.map((one) => {
    const pressed = on.has(faultId(one.id));
    const mark = pressed ? "✓ " : "";
    return html`<form method="post" action="/switch/${id}/${one.id}"><button id="${id}-${one.id}" aria-pressed="${String(pressed)}" title="${one.en}">${mark}${one.vi}</button></form>`;
  });
};

const lastRequest = ({ simulation }: Served) => {
  const last = simulation.received.list({ limit: 1 })[0];
  if (last === undefined) return "";
  const path = last.path.length > 60 ? `${last.path.slice(0, 60)}…` : last.path;
  return html`<br><small class="last">gần nhất ${localTime(last.at)}: ${last.method} ${path} → ${answerName(last.answered)}</small>`;
};

const rowOf = (served: Served) => {
  const { simulation, url, ports } = served;
  const { definition, received, faults } = simulation;
  const rules = faults.list().length;
  const struck = faults.list().reduce((sum, rule) => sum + rule.fired, 0);
  return html`<tr class="${rules > 0 ? "ill" : "well"}">
<td><a href="${url}/__sim"><strong>${definition.title.vi}</strong></a><br><small>${definition.title.en}</small></td>
<td class="port">${new URL(url).port}${Object.entries(ports).map(([name, port]) => html`<br><small>${name}: ${port}</small>`)}</td>
<td>${received.count()} yêu cầu${lastRequest(served)}<br>
<small>${Object.entries(simulation.parts.counts())
    .map(([name, figure]) => `${figureName(name)}: ${figure.toLocaleString("vi-VN")}`)
    .join(" · ")}</small></td>
<td class="switches">${switchesOf(served)}<br>${rules === 0 ? html`<small>Không gây lỗi</small>` : html`<small class="alarm">Đang gây lỗi: ${rules} quy tắc, đã gây ${struck} lỗi</small>`}</td></tr>`;
};

const page = (all: readonly Served[]) => html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><noscript><meta http-equiv="refresh" content="5"></noscript>
<title>Các máy mô phỏng</title><style>${raw(STYLE)}${raw(OWN_STYLE)}</style></head>
<body><h1>Các máy mô phỏng</h1>
<p>${all.length} hệ thống bên ngoài, chạy trên máy này. Bấm một nút để gây lỗi (nút thành đỏ), bấm lại để thôi. Bấm tên hệ thống để xem sổ và làm việc thay người ở đó. Số liệu tự mới sau 5 giây.<br>
<small>Simulators of every outside system: port, what was received, fault switches. Each name leads to its own door.</small></p>
<main><form method="post" action="/well"><button id="well">Bỏ mọi lỗi</button></form> <span role="status" class="alarm"></span>
<div class="wide"><table><thead><tr><th>Hệ thống</th><th>Cổng</th><th>Đã nhận</th><th>Gây lỗi</th></tr></thead>${all.map(rowOf)}</table></div></main>
<script>${raw(SCRIPT)}</script></body></html>`;

/** The board as an app: `/`, `POST /switch/<simulator>/<switch>` turns one fault on or off, `POST /well` turns all off. */
export const createBoard = (all: readonly Served[]): Hono => {
  const app = new Hono();
  app.get("/", (c) => c.html(page(all)));
  app.post("/switch/:simulator/:switch", (c) => {
    const { simulator, switch: id } = c.req.param();
    const served = all.find(({ simulation }) => simulation.definition.id === simulator);
    const wanted = SWITCHES.find((one) => one.id === id);
    if (served === undefined || wanted === undefined)
      return c.json({ error: "Không có máy mô phỏng hoặc nút này / No such simulator or switch" }, 404);
    const { faults } = served.simulation;
    if (faults.remove(faultId(id)) === 0) faults.add({ ...wanted.rule, id: faultId(id) });
    return c.redirect("/", 303);
  });
  app.post("/well", (c) => {
    for (const { simulation } of all) simulation.faults.remove();
    return c.redirect("/", 303);
  });
  return app;
};

/** Serves the board. `port` 0 = any free one. Throws SimulatorError where it is taken. */
export const serveBoard = (
  all: readonly Served[],
  options: { readonly port: number; readonly host: string },
): Promise<Listening> => listenOn(createBoard(all).fetch, "the board", options);
