/** A unit's front as a page: what it shows, its buttons. Renewed every second; for a person who tries the hall. */
import { html, raw } from "hono/html";
import { STYLE } from "../kit/words.ts";

export interface PanelButton {
  readonly label: string;
  /** What is posted to `/__sim/press`. */
  readonly body: unknown;
}

const OWN_STYLE = `.buttons{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0}.buttons button{font-size:1.1rem;padding:.6rem 1rem}
#shown{white-space:pre-wrap;border:3px solid #1d2530;border-radius:8px;padding:1rem;font:16px ui-monospace,monospace;min-height:10rem}`;

const SCRIPT = `const shown = document.getElementById("shown");
const renew = async () => { try { shown.textContent = await (await fetch("/__sim/display")).text(); } catch { shown.textContent = "Máy mô phỏng không trả lời."; } };
for (const one of document.querySelectorAll("[data-body]")) one.onclick = async () => {
  await fetch("/__sim/press", { method: "POST", headers: { "content-type": "application/json" }, body: one.dataset.body });
  await renew();
};
void renew();
setInterval(() => void renew(), 1000);`;

/** The page. */
export const panelPage = (title: string, buttons: readonly PanelButton[]) => html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${raw(STYLE)}${raw(OWN_STYLE)}</style></head>
<body><h1>${title}</h1><div id="shown" role="status" aria-live="polite">…</div>
<div class="buttons">${buttons.map(({ label, body }) => html`<button data-body="${JSON.stringify(body)}">${label}</button>`)}</div>
<p><a href="/__sim">Cửa điều khiển</a></p><script>${raw(SCRIPT)}</script></body></html>`;
