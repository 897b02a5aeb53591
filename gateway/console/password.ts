/** Changing one's own password. Whoever does it is signed out everywhere, here too. */
import { html } from "hono/html";
import type { PasswordChange } from "../../core/hub.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { textField } from "./fields.ts";
import { answerPage, hiddenToken, type Mistake } from "./layout.ts";
import { dropToken } from "./secure.ts";
import { ownFormsOnly, type SignedInOnly, sessionForm } from "./session.ts";
import { BUSY_TEXT, lockedText } from "./sign-in.ts";

const PRESENT = "mat-khau-dang-dung";
const NEXT = "mat-khau-moi";
const AGAIN = "nhap-lai";

type Refused = Exclude<PasswordChange, { readonly outcome: "changed" }>;

const mistakesOf = (
  result: Refused,
): { readonly status: 422 | 429 | 503; readonly mistake: Mistake; readonly after?: number } => {
  switch (result.outcome) {
    case "refused":
      return { status: 422, mistake: { field: NEXT, text: `${result.refusal.vi} ${result.refusal.hint.vi}` } };
    case "wrong":
      return { status: 422, mistake: { field: PRESENT, text: "Mật khẩu đang dùng không đúng." } };
    case "locked":
      return {
        status: 429,
        mistake: { field: PRESENT, text: lockedText(result.retryAfterSeconds) },
        after: result.retryAfterSeconds,
      };
    case "busy":
      return { status: 503, mistake: { field: PRESENT, text: BUSY_TEXT }, after: 5 };
  }
};

const field = (
  [id, name, label, autocomplete]: readonly [string, string, string, string],
  mistakes: readonly Mistake[],
  hint?: string,
) =>
  textField({
    id,
    name,
    label,
    type: "password",
    mistakes,
    more: html`autocomplete="${autocomplete}" required`,
    ...(hint === undefined ? {} : { hint }),
  });

/** Adds the page. */
export const addPassword = (context: ConsoleContext, signedIn: SignedInOnly): void => {
  const { pages, hub, trustedProxies, formTimeoutMs } = context;
  const page = (c: Parameters<typeof answerPage>[0], mistakes: readonly Mistake[], status: 200 | 422 | 429 | 503) =>
    answerPage(
      c,
      {
        title: "Đổi mật khẩu",
        mistakes,
        narrow: true,
        body: html`
    <form method="post" action="${CONSOLE}/password" class="card main">
      ${hiddenToken(c)}
      <input type="hidden" name="username" autocomplete="username" value="${c.get("person").id}">
      ${field([PRESENT, "present", "Mật khẩu đang dùng", "current-password"], mistakes)}
      ${field([NEXT, "next", "Mật khẩu mới", "new-password"], mistakes, "Từ 10 đến 200 ký tự; một câu dài dễ nhớ là tốt nhất.")}
      ${field([AGAIN, "again", "Nhập lại mật khẩu mới", "new-password"], mistakes)}
      <button type="submit">Đổi mật khẩu</button>
      <p class="hint">Đổi xong, mọi phiên đăng nhập của anh/chị kết thúc, kể cả phiên này.</p>
    </form>`,
      },
      status,
    );

  pages.get("/password", signedIn(), (c) => page(c, [], 200));
  pages.post("/password", ownFormsOnly(context), signedIn(), async (c) => {
    const read = await sessionForm(c, formTimeoutMs);
    if ("answer" in read) return read.answer;
    const [present, next, again] = ["present", "next", "again"].map((name) => read.fields.get(name) ?? "") as [
      string,
      string,
      string,
    ];
    if (next.normalize("NFC") !== again.normalize("NFC"))
      return page(c, [{ field: AGAIN, text: "Hai lần nhập mật khẩu mới không giống nhau." }], 422);
    const result = await hub.people.changePassword(c.get("person").id, present, next);
    if (result.outcome !== "changed") {
      const { status, mistake, after } = mistakesOf(result);
      if (after !== undefined) c.header("retry-after", String(after));
      return page(c, [mistake], status);
    }
    dropToken(c, trustedProxies);
    return c.redirect(`${CONSOLE}/sign-in?done=password`, 303);
  });
};
