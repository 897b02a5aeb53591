/** The start page: who is here, and where to go. */
import { html } from "hono/html";
import { MAY_DO, PERSON_ROLE_NAMES } from "../../core/people/roles.ts";
import { refParams } from "../rest/schemas.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { agencyText } from "./format.ts";
import { answerPage, type Mistake, wrongHere } from "./layout.ts";
import type { SignedInOnly } from "./session.ts";

const CODE = "ma-ho-so";

const openForm = (given: string, mistakes: readonly Mistake[]) => {
  const wrong = wrongHere(CODE, mistakes);
  return html`
    <h2>Mở một hồ sơ</h2>
    <form method="get" action="${CONSOLE}/dossiers">
      <label for="${CODE}">Mã hồ sơ (mã của trục hoặc mã quốc gia)</label>
      ${wrong.text}
      <input type="text" id="${CODE}" name="ref" value="${given}" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="80" required ${wrong.attributes}>
      <button type="submit">Mở hồ sơ</button>
    </form>`;
};

/** Adds the start page and the way from a typed code to its dossier. */
export const addHome = ({ pages, hub }: ConsoleContext, signedIn: SignedInOnly): void => {
  const page = (c: Parameters<typeof answerPage>[0], given: string, mistakes: readonly Mistake[], status: 200 | 422) => {
    const { name, id, role, agencies } = c.get("person");
    return answerPage(
      c,
      {
        title: `Xin chào ${name}`,
        mistakes,
        body: html`
    <dl>
      <dt>Tên đăng nhập</dt><dd>${id}</dd>
      <dt>Vai trò</dt><dd>${PERSON_ROLE_NAMES[role]}</dd>
      <dt>Cơ quan</dt><dd>${agencies.map((agency) => html`${agencyText(hub, agency)}<br>`)}</dd>
    </dl>
    ${openForm(given, mistakes)}
    <h2>Việc khác</h2>
    <ul>
      ${MAY_DO[role].seesLooks ? html`<li><a href="${CONSOLE}/looks">Ai đã xem một hồ sơ</a></li>` : ""}
      <li><a href="${CONSOLE}/password">Đổi mật khẩu</a></li>
    </ul>`,
      },
      status,
    );
  };

  pages.get("/", signedIn(), (c) => page(c, "", [], 200));
  pages.get("/dossiers", signedIn(), (c) => {
    const given = (c.req.query("ref") ?? "").trim();
    if (!refParams.safeParse({ ref: given }).success)
      return page(c, given.slice(0, 80), [{ field: CODE, text: "Mã hồ sơ gồm chữ không dấu, số và các dấu . _ -" }], 422);
    return c.redirect(`${CONSOLE}/dossiers/${encodeURIComponent(given)}`, 303);
  });
};
