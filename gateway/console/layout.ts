/**
 * The frame of every page: Vietnamese, usable by keyboard and screen reader, without script where nothing on the page moves. All text goes
 * through Hono's `html`, which escapes what is put into it.
 */
import type { Context } from "hono";
import { html } from "hono/html";
import type { Refusal } from "../../core/dossier/types.ts";
import { PERSON_ROLE_NAMES } from "../../core/people/roles.ts";
import type { GatewayEnv } from "../env.ts";
import type { Problem } from "../problem.ts";
import { assetPath } from "../public/assets.ts";
import { CONSOLE } from "./context.ts";
import { TOKEN_FIELD } from "./form.ts";
import { mayUse } from "./pages.ts";
import { STYLE_HASH } from "./style.ts";

/** As the console's own (console.ts), and our own scripts may run and ask us. */
const LIVE_POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

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
  /** Why what was asked for was not done; the page below is the one from which it was asked. */
  readonly refusal?: Refusal;
  /** What was just done. */
  readonly done?: string;
  /** Parts of it ask anew by themselves (htmx): with our own scripts. */
  readonly live?: true;
  /** A page of one form. */
  readonly narrow?: true;
}

/** The hidden field of a form of this session. */
export const hiddenToken = (c: Context<GatewayEnv>): Html =>
  html`<input type="hidden" name="${TOKEN_FIELD}" value="${c.get("formToken")}">`;

const summary = (mistakes: readonly Mistake[]): Html => html`
  <div class="problem" role="alert" tabindex="-1" autofocus aria-labelledby="co-loi">
    <h2 id="co-loi">Chưa thực hiện được</h2>
    <ul>${mistakes.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}</ul>
  </div>`;

const refused = ({ vi, hint, code }: Refusal): Html => html`
  <div class="problem" role="alert" tabindex="-1" autofocus aria-labelledby="co-loi">
    <h2 id="co-loi">Chưa thực hiện được</h2>
    <p>${vi} ${hint.vi}</p><p class="hint">Mã lỗi: ${code}</p>
  </div>`;

/** Whether a page of the menu is the one that is open, or has it below itself. */
const current = (path: string, of: string): Html =>
  path === of ? html` aria-current="page"` : of !== CONSOLE && path.startsWith(`${of}/`) ? html` aria-current="true"` : html``;

const head = (c: Context<GatewayEnv>): Html => {
  const person = c.get("person");
  const place = html`<img src="${assetPath("mark.svg")}" alt="" width="34" height="34">Trục liên thông một cửa`;
  if (person === undefined) return html`<header class="top"><div class="bar"><p class="place">${place}</p></div></header>`;
  const { pathname } = new URL(c.req.url);
  const entry = (path: string, name: string): Html => html`<li><a href="${path}"${current(pathname, path)}>${name}</a></li>`;
  return html`
  <header class="top"><div class="bar">
    <p class="place">${place}</p>
    <nav aria-label="Chính"><ul>
      ${entry(CONSOLE, "Trang đầu")}
      ${mayUse(person.role, "hall") ? entry(`${CONSOLE}/hall`, "Sảnh một cửa") : ""}
      ${mayUse(person.role, "looks") ? entry(`${CONSOLE}/looks`, "Lượt xem hồ sơ") : ""}
      ${entry(`${CONSOLE}/password`, "Đổi mật khẩu")}
    </ul></nav>
    <form method="post" action="${CONSOLE}/sign-out" class="who">
      ${hiddenToken(c)}
      <span>${person.name} <span class="role">${PERSON_ROLE_NAMES[person.role]}</span></span>
      <button type="submit">Đăng xuất</button>
    </form>
  </div></header>`;
};

const scripts = (): Html =>
  html`<meta name="htmx-config" content='{"includeIndicatorCSS":false,"mode":"same-origin","history":false,"morphIgnore":["data-htmx-powered","open"]}'><script src="${assetPath("htmx.js")}" defer></script><script src="${assetPath("wedge.js")}" defer></script>`;

/** Answers with a page. */
export const answerPage = (c: Context<GatewayEnv>, page: Page, status: Problem["status"] = 200): Response | Promise<Response> => {
  if (page.live !== undefined) c.header("Content-Security-Policy", LIVE_POLICY);
  // A part that asks anew by itself gets parts only: a whole page stays out of it, and the part as it was.
  if (c.req.header("hx-request") !== undefined) c.header("HX-Reswap", "none");
  const mistakes = page.mistakes ?? [];
  const wrong = mistakes.length > 0 || page.refusal !== undefined;
  return c.html(
    html`<!doctype html>
<html lang="vi">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="theme-color" content="#0b3a66">
  <title>${wrong ? "Lỗi: " : ""}${page.title} – Trục liên thông</title>
  <link rel="icon" type="image/svg+xml" href="${assetPath("mark.svg")}">
  <link rel="stylesheet" href="${assetPath("base.css")}">
  <link rel="stylesheet" href="${CONSOLE}/style.css?v=${STYLE_HASH}">
  ${page.live === undefined ? "" : scripts()}
</head>
<body>
  <a class="skip" href="#noi-dung">Đến phần nội dung</a>
  ${head(c)}
  <main id="noi-dung" tabindex="-1"${page.narrow === undefined ? "" : html` class="narrow"`}>
    ${mistakes.length === 0 ? "" : summary(mistakes)}
    ${page.refusal === undefined ? "" : refused(page.refusal)}
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

/** A problem as a page: what is wrong, what to do, and the number by which support finds it; `more` stands below. */
export const answerProblemPage = (c: Context<GatewayEnv>, given: Problem, more: Html = html``): Response | Promise<Response> => {
  for (const [name, value] of Object.entries(given.headers ?? {})) c.header(name, value);
  return answerPage(
    c,
    {
      title: given.title.vi,
      narrow: true,
      body: html`<div class="card"><p class="lead">${given.detail.vi}</p><p>${given.hint.vi}</p>
    <p class="hint">Mã yêu cầu: ${c.get("requestId")}</p></div>${more}
    <p class="back"><a href="${CONSOLE}">Về trang đầu</a></p>`,
    },
    given.status,
  );
};
