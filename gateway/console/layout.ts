/**
 * The frame of every page: Vietnamese, usable by keyboard and screen reader, no script. All text goes through Hono's `html`, which escapes what
 * is put into it.
 */
import type { Context } from "hono";
import { html } from "hono/html";
import { MAY_DO, PERSON_ROLE_NAMES } from "../../core/people/roles.ts";
import type { GatewayEnv } from "../env.ts";
import type { Problem } from "../problem.ts";
import { assetPath } from "../public/assets.ts";
import { CONSOLE } from "./context.ts";
import { TOKEN_FIELD } from "./form.ts";

/** As the console's own (console.ts), and our own scripts may run and ask us. */
const LIVE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export type Html = ReturnType<typeof html>;

/** What is wrong with one field of a form; `field` is its id. */
export interface Mistake {
  readonly field: string;
  readonly text: string;
}

interface Page {
  /** Title and heading. */
  readonly title: string;
  readonly body: Html;
  /** What was wrong with the form that came: named at the top, where the focus goes. */
  readonly mistakes?: readonly Mistake[];
  /** What was just done. */
  readonly done?: string;
  /** Parts of it ask anew by themselves (htmx): with our own scripts. */
  readonly live?: true;
}

/** The hidden field of a form of this session. */
export const hiddenToken = (c: Context<GatewayEnv>): Html =>
  html`<input type="hidden" name="${TOKEN_FIELD}" value="${c.get("formToken")}">`;

/** How a field says that it is wrong, to eyes and to screen readers. */
export const wrongHere = (id: string, mistakes: readonly Mistake[]): { readonly attributes: Html; readonly text: Html } => {
  const mistake = mistakes.find(({ field }) => field === id);
  return mistake === undefined
    ? { attributes: html``, text: html`` }
    : {
        attributes: html`aria-invalid="true" aria-describedby="${id}-loi"`,
        text: html`<p class="wrong" id="${id}-loi">${mistake.text}</p>`,
      };
};

const summary = (mistakes: readonly Mistake[]): Html => html`
  <div class="problem" role="alert" tabindex="-1" autofocus aria-labelledby="co-loi">
    <h2 id="co-loi">Chưa thực hiện được</h2>
    <ul>${mistakes.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}</ul>
  </div>`;

const head = (c: Context<GatewayEnv>): Html => {
  const person = c.get("person");
  if (person === undefined) return html`<header><div><p>Trục liên thông một cửa</p></div></header>`;
  return html`
  <header><div>
    <p>Trục liên thông một cửa</p>
    <nav aria-label="Chính"><ul>
      <li><a href="${CONSOLE}">Trang đầu</a></li>
      <li><a href="${CONSOLE}/hall">Sảnh một cửa</a></li>
      ${MAY_DO[person.role].seesLooks ? html`<li><a href="${CONSOLE}/looks">Lượt xem hồ sơ</a></li>` : ""}
      <li><a href="${CONSOLE}/password">Đổi mật khẩu</a></li>
    </ul></nav>
    <form method="post" action="${CONSOLE}/sign-out">
      ${hiddenToken(c)}
      <span>${person.name} – ${PERSON_ROLE_NAMES[person.role]}</span>
      <button type="submit">Đăng xuất</button>
    </form>
  </div></header>`;
};

/** Answers with a page. */
export const answerPage = (c: Context<GatewayEnv>, page: Page, status: Problem["status"] = 200): Response | Promise<Response> => {
  if (page.live !== undefined) c.header("Content-Security-Policy", LIVE_POLICY);
  const mistakes = page.mistakes ?? [];
  return c.html(
    html`<!doctype html>
<html lang="vi">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${mistakes.length === 0 ? "" : "Lỗi: "}${page.title} – Trục liên thông</title>
  <link rel="stylesheet" href="${CONSOLE}/style.css">
  ${page.live === undefined ? "" : html`<meta name="htmx-config" content='{"includeIndicatorCSS":false,"mode":"same-origin","history":false,"morphIgnore":["data-htmx-powered","open"]}'><script src="${assetPath("htmx.js")}" defer></script><script src="${assetPath("wedge.js")}" defer></script>`}
</head>
<body>
  <a class="skip" href="#noi-dung">Đến phần nội dung</a>
  ${head(c)}
  <main id="noi-dung" tabindex="-1">
    ${mistakes.length === 0 ? "" : summary(mistakes)}
    <h1>${page.title}</h1>
    ${page.done === undefined ? "" : html`<p class="done" role="status">${page.done}</p>`}
    ${page.body}
  </main>
</body>
</html>
`,
    status,
  );
};

/** A problem as a page: what is wrong, what to do, and the number by which support finds it. */
export const answerProblemPage = (c: Context<GatewayEnv>, given: Problem): Response | Promise<Response> => {
  for (const [name, value] of Object.entries(given.headers ?? {})) c.header(name, value);
  return answerPage(
    c,
    {
      title: given.title.vi,
      body: html`<p>${given.detail.vi}</p><p>${given.hint.vi}</p>
    <p class="hint">Mã yêu cầu: ${c.get("requestId")}</p>
    <p><a href="${CONSOLE}">Về trang đầu</a></p>`,
    },
    given.status,
  );
};
