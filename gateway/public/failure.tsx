/** A problem as a page in the frame of the others, for browsers; a problem document for everybody else. */
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, type Problem, problem } from "../problem.ts";
import { answerPage, asksForFragment, type Place } from "./layout.tsx";
import { type Lang, say, t } from "./text.ts";

/** Nothing lives at this address, said to a citizen. */
export const noPage = (): Problem =>
  problem(404, "request.unknown-path", {
    detail: { vi: "Không có trang này.", en: "There is no such page." },
    hint: { vi: "Kiểm tra lại đường dẫn, hoặc bắt đầu từ trang đầu.", en: "Check the address, or begin at the home page." },
  });

/** Something of ours broke. */
export const brokenPage = (): Problem =>
  problem(500, "hub.unexpected", {
    blame: "hub",
    retry: true,
    detail: {
      vi: "Hệ thống gặp lỗi bất ngờ, chưa hiển thị được trang này.",
      en: "Something unexpected happened; this page cannot be shown.",
    },
    hint: {
      vi: "Thử lại sau ít phút; nếu vẫn lỗi, báo mã yêu cầu dưới đây cho Bộ phận Một cửa.",
      en: "Try again in a few minutes; if it stays, tell the one-stop department the request id below.",
    },
  });

/** Browsers name HTML; programs that take anything get the document that every other door gives. */
export const wantsHtml = (c: Context<GatewayEnv>): boolean => /\btext\/html\b/.test(c.req.header("accept") ?? "");

const WHOLE_CONTENT = Object.entries({ "HX-Retarget": "#noi-dung", "HX-Reselect": "#noi-dung", "HX-Reswap": "outerHTML" });

/** Answers with a problem, as a page where the caller reads pages. */
export const answerFailure = (c: Context<GatewayEnv>, given: Problem, lang: Lang, place: Place): Response | Promise<Response> => {
  if (!wantsHtml(c)) return answerProblem(c, given);
  for (const [name, value] of Object.entries(given.headers ?? {})) c.header(name, value);
  c.header("Cache-Control", "no-store");
  // A piece of a page was asked for: what went wrong takes the place of the whole content, not that of a list it has nothing of.
  if (asksForFragment(c)) for (const [name, value] of WHOLE_CONTENT) c.header(name, value);
  return answerPage(
    c,
    {
      lang,
      place,
      title: say(lang, given.title),
      body: (
        <>
          <p class="lead">{say(lang, given.detail)}</p>
          <p>{say(lang, given.hint)}</p>
          <p class="buttons">
            <a class="button" href="/">
              {t(lang, "home")}
            </a>
            {new URL(c.req.url).pathname.startsWith("/thu-tuc/") ? (
              <a class="button quiet" href="/thu-tuc">
                {t(lang, "procedures")}
              </a>
            ) : (
              ""
            )}
          </p>
          {/* Where something of ours broke; a mistyped address has no use for it. */}
          {given.blame === "hub" ? <p class="hint">{t(lang, "requestId", { id: c.get("requestId") })}</p> : ""}
        </>
      ),
    },
    given.status,
  );
};
