/** The start page: who is here, and where his work is. */
import { html } from "hono/html";
import { MAY_DO, PERSON_ROLE_NAMES } from "../../core/people/roles.ts";
import { typedCode } from "../auth/look-up.ts";
import { refParams } from "../rest/schemas.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { textField } from "./fields.ts";
import { agencyText } from "./format.ts";
import { answerPage, type Html, type Mistake } from "./layout.ts";
import { mayUse } from "./pages.ts";
import type { SignedInOnly } from "./session.ts";

const CODE = "ma-ho-so";

const openForm = (given: string, mistakes: readonly Mistake[]): Html => html`
    <form method="get" action="${CONSOLE}/dossiers" class="card">
      <h2>Mở một hồ sơ</h2>
      <div class="inline">${textField({
        id: CODE,
        name: "ref",
        label: "Mã hồ sơ (mã của trục hoặc mã quốc gia)",
        value: given,
        mistakes,
        more: html`autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="80" required`,
      })}
      <button type="submit" class="main">Mở hồ sơ</button></div>
    </form>`;

const tile = (path: string, title: string, text: string): Html =>
  html`<li><a href="${CONSOLE}${path}"><strong>${title}</strong>${text}</a></li>`;

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
    <div class="cols">
    <div>
      ${MAY_DO[role].seesDossiers ? openForm(given, mistakes) : ""}
      <ul class="tiles">
        ${mayUse(role, "hall") ? tile("/hall", "Vào sảnh", "Quầy, bàn hướng dẫn, hàng chờ hôm nay") : ""}
        ${mayUse(role, "looks") ? tile("/looks", "Ai đã xem một hồ sơ", "Lượt xem thông tin cá nhân, theo mã hồ sơ") : ""}
        ${tile("/password", "Mật khẩu của tôi", "Thay mật khẩu đang dùng")}
      </ul>
    </div>
    <section class="card">
      <h2>Tài khoản của tôi</h2>
      <dl>
        <dt>Tên đăng nhập</dt><dd>${id}</dd>
        <dt>Vai trò</dt><dd>${PERSON_ROLE_NAMES[role]}</dd>
        <dt>Cơ quan</dt><dd>${agencies.map((agency) => html`${agencyText(hub, agency)}<br>`)}</dd>
      </dl>
    </section>
    </div>`,
      },
      status,
    );
  };

  pages.get("/", signedIn(), (c) => page(c, "", [], 200));
  pages.get("/dossiers", signedIn(), (c) => {
    const given = typedCode(c.req.query("ref") ?? "");
    if (!refParams.safeParse({ ref: given }).success)
      return page(c, given.slice(0, 80), [{ field: CODE, text: "Mã hồ sơ gồm chữ không dấu, số và các dấu . _ -" }], 422);
    return c.redirect(`${CONSOLE}/dossiers/${encodeURIComponent(given)}`, 303);
  });
};
