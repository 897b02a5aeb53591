/** A telephone on a page: dial, press keys, read what was said. */
import { html, raw } from "hono/html";
import { STYLE } from "../../kit/words.ts";

const OWN_STYLE = `.phone{display:grid;grid-template-columns:repeat(3,4.5rem);gap:.4rem;margin:1rem 0}.phone button{font-size:1.5rem;padding:.6rem 0}
#said{border:1px solid #d5dbe3;border-radius:6px;min-height:8rem;padding:.6rem .8rem}#said p{margin:.2rem 0}#said .key{color:#0b57a4;font-weight:600}input{font:inherit;padding:.3rem}`;

const SCRIPT = `const said = document.getElementById("said");
let call;
const show = (answer) => {
  call = answer;
  said.replaceChildren(...(answer.turns ?? []).flatMap((turn) => [
    ...(turn.digits === undefined ? [] : [["key", "⌨ " + (turn.digits || "(không bấm)")]]),
    ...turn.spoken.map((one) => ["voice", "🔊 " + one.text]),
  ]).map(([name, text]) => Object.assign(document.createElement("p"), { className: name, textContent: text })));
  document.getElementById("state").textContent = answer.error ?? { waiting: "Đang nghe máy. Đã bấm: " + (answer.keys || "–"), connected: "Đã nối máy tới " + answer.connectedTo, over: "Đã gác máy" }[answer.state];
};
const post = async (path, body) => show(await (await fetch("/__sim/calls" + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json());
document.getElementById("dial").onclick = () => post("", { from: document.getElementById("from").value });
document.getElementById("silence").onclick = () => call && post("/" + call.callId + "/silence", {});
document.getElementById("hangup").onclick = () => call && post("/" + call.callId + "/hangup", {});
for (const key of document.querySelectorAll("[data-key]")) key.onclick = () => call && post("/" + call.callId + "/press", { keys: key.dataset.key });`;

/** The page. `number`: whom it calls. */
export const phonePage = (number: string) => html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Máy điện thoại</title><style>${raw(STYLE)}${raw(OWN_STYLE)}</style></head>
<body><h1>Máy điện thoại</h1>
<p>Gọi số ${number} để tra cứu hồ sơ. <small>A telephone that calls the look-up line.</small></p>
<p><label>Số gọi đi <input id="from" value="0900000012" inputmode="numeric"></label> <button id="dial">Gọi</button> <button id="hangup">Gác máy</button> <button id="silence">Không bấm (hết giờ)</button></p>
<div class="phone">${[..."123456789*0#"].map((key) => html`<button data-key="${key}">${key}</button>`)}</div>
<p id="state" role="status">Chưa gọi</p><div id="said" aria-live="polite"></div>
<p><a href="/__sim">Cửa điều khiển</a></p><script>${raw(SCRIPT)}</script></body></html>`;
