/**
 * The board: one page with every simulator, its port, what it received and its fault switches (bảng điều khiển chung).
 * For a person who runs the stack; the doors of the single simulators stay where they are.
 */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { html, raw } from "hono/html";
import type { FaultRuleInput } from "./fault-rules.ts";
import type { Served } from "./serve.ts";
import { SimulatorError } from "./types.ts";

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

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:80rem;margin:1.5rem auto;padding:0 1rem;color:#1d2530}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d5dbe3;padding:.4rem .5rem;text-align:left;vertical-align:top}
small{color:#5a6675}button{font:inherit;font-size:13px;margin:.1rem;padding:.15rem .5rem;border:1px solid #b8c2cf;border-radius:4px;background:#fff}
button[aria-pressed=true]{background:#b3261e;border-color:#b3261e;color:#fff}form{display:inline}`;

const faultId = (id: string): string => `board-${id}`;

const switchesOf = ({ simulation }: Served) => {
  const on = new Set(simulation.faults.list().map((rule) => rule.id));
  const { id } = simulation.definition;
  return SWITCHES.map((one) => {
    const pressed = on.has(faultId(one.id));
    return html`<form method="post" action="/switch/${id}/${one.id}"><button aria-pressed="${String(pressed)}" title="${one.en}">${one.vi}</button></form>`;
  });
};

const rowOf = (served: Served) => {
  const { simulation, url, ports } = served;
  const { definition, received, faults } = simulation;
  const last = received.list({ limit: 1 })[0];
  const struck = faults.list().reduce((sum, rule) => sum + rule.fired, 0);
  return html`<tr>
<td><a href="${url}/__sim"><strong>${definition.title.vi}</strong></a><br><small>${definition.title.en}</small></td>
<td>${new URL(url).port}${Object.entries(ports).map(([name, port]) => html`<br><small>${name}: ${port}</small>`)}</td>
<td>${received.count()} yêu cầu${last === undefined ? "" : html`<br><small>${last.method} ${last.path.slice(0, 60)} → ${last.answered ?? "đang chờ"}</small>`}<br>
<small>${Object.entries(simulation.parts.counts())
    .map(([name, figure]) => `${name}: ${figure}`)
    .join(" · ")}</small></td>
<td>${switchesOf(served)}<br><small>${faults.list().length} quy tắc lỗi, đã gây ${struck} lỗi</small></td></tr>`;
};

const page = (all: readonly Served[]) => html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<title>Các máy mô phỏng</title><style>${raw(STYLE)}</style></head>
<body><h1>Các máy mô phỏng</h1>
<p>${all.length} hệ thống bên ngoài, chạy trên máy này. Bấm một nút để gây lỗi, bấm lại để thôi. Trang tự tải lại sau 5 giây.<br>
<small>Simulators of every outside system: port, what was received, fault switches. Each name leads to its own door.</small></p>
<form method="post" action="/well"><button>Bỏ mọi lỗi</button></form>
<table><tr><th>Hệ thống</th><th>Cổng</th><th>Đã nhận</th><th>Gây lỗi</th></tr>${all.map(rowOf)}</table></body></html>`;

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
export const serveBoard = async (
  all: readonly Served[],
  options: { readonly port: number; readonly host: string },
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server = createAdaptorServer({ fetch: createBoard(all).fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new SimulatorError(`the board cannot listen on ${options.host}:${options.port}`, { cause })),
    );
    server.listen(options.port, options.host, resolve);
  });
  return {
    url: `http://${options.host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
};
