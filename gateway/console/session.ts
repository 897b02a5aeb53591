/** Who is at the console: the middleware in front of every page but sign-in. A person never gets at the API this way: its doors read no cookie. */
import type { Context, MiddlewareHandler } from "hono";
import type { PersonRole } from "../../core/people/roles.ts";
import { PERSON_ROLE_NAMES } from "../../core/people/roles.ts";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { bringsToken, MAX_SESSION_FORM_BYTES, readForm } from "./form.ts";
import { answerProblemPage } from "./layout.ts";
import { dropToken, isOwnForm, readToken } from "./secure.ts";
import { typedPart } from "./typed.ts";

const signedOut = (): Problem =>
  problem(401, "person.signed-out", {
    detail: {
      vi: "Phiên đăng nhập đã hết; thao tác vừa rồi chưa được ghi nhận.",
      en: "The session is over; what you just did was not recorded.",
    },
    hint: { vi: "Đăng nhập lại rồi thực hiện lại.", en: "Sign in and do it again." },
  });

const notYours = (role: PersonRole): Problem =>
  problem(403, "person.role-not-allowed", {
    detail: {
      vi: `Vai trò "${PERSON_ROLE_NAMES[role]}" không được dùng trang này.`,
      en: `Role "${role}" may not use this page.`,
    },
    hint: { vi: "Liên hệ người quản lý nếu anh/chị cần quyền này.", en: "Ask whoever runs the hub." },
  });

const foreignForm = (): Problem =>
  problem(403, "person.foreign-form", {
    detail: {
      vi: "Yêu cầu không xuất phát từ trang này nên không được thực hiện.",
      en: "The request did not come from this page and was not carried out.",
    },
    hint: { vi: "Mở lại trang rồi thực hiện lại từ đầu.", en: "Open the page anew and do it again." },
  });

export type SignedInOnly = (...roles: readonly PersonRole[]) => MiddlewareHandler<GatewayEnv>;

/** `signedIn()` lets everybody in who is signed in; `signedIn("head", …)` only these roles. Sets `person` and `formToken`. */
export const signedInOnly =
  ({ hub, trustedProxies, formTimeoutMs }: Pick<ConsoleContext, "hub" | "trustedProxies" | "formTimeoutMs">): SignedInOnly =>
  (...roles) =>
  async (c, next) => {
    const token = readToken(c, trustedProxies);
    // Parts of a page that ask anew by themselves: nobody may be sitting there.
    const byItself = c.req.header("hx-request") !== undefined;
    const found = token === undefined ? undefined : await hub.people.session(token, byItself ? "page" : "person");
    if (found === undefined) {
      if (token !== undefined) dropToken(c, trustedProxies);
      // The whole page is loaded anew, and leads to sign-in: the form must not appear inside a page that still shows somebody's work.
      if (byItself) return c.body(null, 401, { "HX-Refresh": "true" });
      // What was being sent was not done: say so, and give back what was typed. A page that was only opened is found again after sign-in.
      if (c.req.method !== "POST") return c.redirect(`${CONSOLE}/sign-in`, 303);
      // Only a form of our own pages, from a browser that brings a session, is read (the session is over: that is why this is answered).
      const was = token !== undefined && isOwnForm(c, trustedProxies);
      const read = was ? await readForm(c, formTimeoutMs, MAX_SESSION_FORM_BYTES) : undefined;
      return answerProblemPage(c, signedOut(), read !== undefined && "fields" in read ? typedPart(read.fields) : undefined);
    }
    c.set("person", found.person);
    c.set("formToken", found.formToken);
    if (roles.length > 0 && !roles.includes(found.person.role)) return answerProblemPage(c, notYours(found.person.role));
    await next();
    return undefined;
  };

/** Refuses a form from elsewhere, before anything of it is read. In front of every POST. */
export const ownFormsOnly =
  ({ trustedProxies }: Pick<ConsoleContext, "trustedProxies">): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    if (!isOwnForm(c, trustedProxies)) return answerProblemPage(c, foreignForm());
    await next();
    return undefined;
  };

/** The fields of a form of this very session, or the answer to what is none. After signedIn(). */
export const sessionForm = async (
  c: Context<GatewayEnv>,
  timeoutMs: number,
): Promise<{ readonly fields: URLSearchParams } | { readonly answer: Response }> => {
  const read = await readForm(c, timeoutMs, MAX_SESSION_FORM_BYTES);
  if ("problem" in read) return { answer: await answerProblemPage(c, read.problem) };
  return bringsToken(read.fields, c.get("formToken")) ? read : { answer: await answerProblemPage(c, foreignForm()) };
};
