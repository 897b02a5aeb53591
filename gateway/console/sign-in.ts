/**
 * Signing in and out. Unknown name, disabled account and wrong password are one answer, and the lock reads the same for the right password:
 * nothing here tells which accounts exist (the times are made equal in core/people).
 */
import type { Context } from "hono";
import { html } from "hono/html";
import type { SignIn } from "../../core/hub.ts";
import { clientAddress } from "../auth/address.ts";
import { countAttempts } from "../auth/attempts.ts";
import { addressGroup } from "../auth/limits.ts";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { textField } from "./fields.ts";
import { readForm } from "./form.ts";
import { answerPage, answerProblemPage, type Mistake } from "./layout.ts";
import { dropToken, giveToken, isSafeLine, readToken } from "./secure.ts";
import { ownFormsOnly, type SignedInOnly, sessionForm } from "./session.ts";

/** An office of 60 behind one address may mistype at 7:30; somebody who tries one password on many names is stopped. */
const TRIES_PER_ADDRESS = 60;
const WINDOW_MS = 15 * 60_000;
const NAME = "ten-dang-nhap";
const PASSWORD = "mat-khau";

/** What the sign-in page says after something else was done: only these, so that no link can put words into it. */
const DONE: ReadonlyMap<string, string> = new Map([
  ["signed-out", "Đã đăng xuất."],
  ["password", "Đã đổi mật khẩu; mọi phiên đăng nhập đã kết thúc. Hãy đăng nhập bằng mật khẩu mới."],
]);

const unsafeLine = (): Problem =>
  problem(403, "person.unsafe-line", {
    blame: "hub",
    detail: {
      vi: "Đường truyền này không được mã hóa, nên không được nhập mật khẩu ở đây.",
      en: "This line is not encrypted, so no password may be typed here.",
    },
    hint: {
      vi: "Mở trang bằng https. Người vận hành: bật TLS của trục, hoặc đặt LIENTHONG_TRUSTED_PROXIES khi TLS ở máy chủ trung gian.",
      en: "Open the page by https. Operator: switch TLS on, or set LIENTHONG_TRUSTED_PROXIES where a proxy does it.",
    },
  });

/** What the person reads when too many tries were made; the same words whatever the password was. */
export const lockedText = (seconds: number): string =>
  `Đã nhập sai nhiều lần nên tạm khóa đăng nhập. Thử lại sau ${Math.ceil(seconds / 60)} phút, hoặc liên hệ người vận hành.`;
export const BUSY_TEXT = "Đang có quá nhiều người đăng nhập cùng lúc. Thử lại sau ít giây.";
const BUSY_SECONDS = 5;
const WRONG_TEXT = "Tên đăng nhập hoặc mật khẩu không đúng.";

const form = (id: string, mistakes: readonly Mistake[]) => html`
    <form method="post" action="${CONSOLE}/sign-in" class="card main">
      ${textField({
        id: NAME,
        name: "id",
        label: "Tên đăng nhập",
        value: id,
        mistakes,
        more: html`autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="60" required ${mistakes.length === 0 && id === "" ? html`autofocus` : ""}`,
      })}
      ${textField({
        id: PASSWORD,
        name: "password",
        label: "Mật khẩu",
        type: "password",
        mistakes,
        more: html`autocomplete="current-password" required`,
      })}
      <button type="submit">Đăng nhập</button>
    </form>
    <p class="hint">Quên mật khẩu: liên hệ người vận hành trục của cơ quan để được cấp lại.</p>`;

interface Refused {
  readonly status: 401 | 422 | 429 | 503;
  readonly mistakes: readonly Mistake[];
  readonly retryAfterSeconds?: number;
}

const askAgain = (c: Context<GatewayEnv>, id: string, { status, mistakes, retryAfterSeconds }: Refused) => {
  if (retryAfterSeconds !== undefined) c.header("retry-after", String(retryAfterSeconds));
  return answerPage(c, { title: "Đăng nhập", narrow: true, body: form(id, mistakes), mistakes }, status);
};

const refusedBy = (result: Exclude<SignIn, { readonly outcome: "in" }>): Refused => {
  switch (result.outcome) {
    case "wrong":
      return { status: 401, mistakes: [{ field: NAME, text: WRONG_TEXT }] };
    case "locked":
      return {
        status: 429,
        mistakes: [{ field: NAME, text: lockedText(result.retryAfterSeconds) }],
        retryAfterSeconds: result.retryAfterSeconds,
      };
    case "busy":
      return { status: 503, mistakes: [{ field: NAME, text: BUSY_TEXT }], retryAfterSeconds: BUSY_SECONDS };
  }
};

const emptyFields = (id: string, password: string): readonly Mistake[] => [
  ...(id.trim() === "" ? [{ field: NAME, text: "Nhập tên đăng nhập." }] : []),
  ...(password === "" ? [{ field: PASSWORD, text: "Nhập mật khẩu." }] : []),
];

/** Adds the pages of signing in and out. */
export const addSignIn = (context: ConsoleContext, signedIn: SignedInOnly): void => {
  const { pages, hub, log, trustedProxies, wallClock, formTimeoutMs } = context;
  const byAddress = countAttempts(TRIES_PER_ADDRESS, WINDOW_MS, wallClock);

  pages.get("/sign-in", (c) => {
    if (!isSafeLine(c, trustedProxies)) return answerProblemPage(c, unsafeLine());
    const done = DONE.get(c.req.query("done") ?? "");
    return answerPage(c, { title: "Đăng nhập", narrow: true, body: form("", []), ...(done === undefined ? {} : { done }) });
  });

  pages.post("/sign-in", ownFormsOnly(context), async (c) => {
    if (!isSafeLine(c, trustedProxies)) return answerProblemPage(c, unsafeLine());
    const read = await readForm(c, formTimeoutMs);
    if ("problem" in read) return answerProblemPage(c, read.problem);
    const [id, password] = [read.fields.get("id") ?? "", read.fields.get("password") ?? ""];
    const mistakes = emptyFields(id, password);
    if (mistakes.length > 0) return askAgain(c, id, { status: 422, mistakes });
    const address = addressGroup(clientAddress(c, trustedProxies));
    const lockedMs = byAddress.lockedFor(address);
    if (lockedMs > 0) return askAgain(c, id, refusedBy({ outcome: "locked", retryAfterSeconds: Math.ceil(lockedMs / 1000) }));
    const replaces = readToken(c, trustedProxies);
    const result = await hub.people.signIn({ id, password, ...(replaces === undefined ? {} : { replaces }) });
    if (result.outcome !== "in") {
      if (result.outcome === "wrong") byAddress.wrong(address);
      // Only a name that exists is written down: people type passwords into the wrong field.
      const person = "known" in result ? result.known : undefined;
      log.warn({ requestId: c.get("requestId"), person, outcome: result.outcome }, "sign-in refused");
      return askAgain(c, id, refusedBy(result));
    }
    giveToken(c, trustedProxies, result.token);
    c.set("person", result.person);
    // Always to the start page: a target in the link could lead anywhere.
    return c.redirect(CONSOLE, 303);
  });

  pages.post("/sign-out", ownFormsOnly(context), signedIn(), async (c) => {
    const read = await sessionForm(c, formTimeoutMs);
    if ("answer" in read) return read.answer;
    await hub.people.signOut(readToken(c, trustedProxies) ?? "");
    dropToken(c, trustedProxies);
    return c.redirect(`${CONSOLE}/sign-in?done=signed-out`, 303);
  });
};
