/** The first page of the kiosk: five things to touch, each said in one line. */
import type { FC } from "hono/jsx";
import type { PublicContext } from "../context.ts";
import { type Lang, t } from "../text.ts";
import { answerKiosk, KIOSK, type KioskVisit } from "./kiosk-frame.tsx";
import { tk } from "./kiosk-texts.ts";

/** Simple drawings, so that somebody who reads with difficulty finds his way. Decoration: the words stand beside them. */
const DRAWINGS = {
  submit: "M14 6h20l10 10v38H14zM34 6v10h10M22 28h18M22 36h18M22 44h10",
  result: "M8 34l8-6h14l10 8 12-8 6 6-18 16H18L8 44zM18 6h24v18H18zM24 14h12",
  ask: "M8 10h48v32H32L18 54V42H8zM26 22a6 6 0 1 1 8 6q-2 1-2 4M32 36v1",
  lookUp: "M10 10v44M18 10v44M24 10v44M34 10v44M38 10v44M48 10v44M54 10v44",
  procedures: "M12 8h18q2 0 2 4v42q0-4-4-4H12zM52 8H34q-2 0-2 4v42q0-4 4-4h16zM18 18h8M18 26h8M38 18h8M38 26h8",
} as const;
type Way = keyof typeof DRAWINGS;

const Drawing: FC<{ readonly way: Way }> = ({ way }) => (
  <svg
    viewBox="0 0 64 64"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="4"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    <path d={DRAWINGS[way]} />
  </svg>
);

/** What each way is called, and what it is for. */
const wayText = (lang: Lang, way: Way): string =>
  way === "lookUp" ? t(lang, "lookUp") : way === "procedures" ? t(lang, "allProcedures") : tk(lang, way);
const WHY = {
  submit: "submitWhy",
  result: "resultWhy",
  ask: "askWhy",
  lookUp: "lookUpWhy",
  procedures: "proceduresWhy",
} as const;

const Way: FC<{ readonly lang: Lang; readonly way: Way; readonly href: string }> = ({ lang, way, href }) => (
  <li>
    <a class={`way ${way}`} href={href}>
      <Drawing way={way} />
      <span class="words">
        <strong>{wayText(lang, way)}</strong>
        <span>{tk(lang, WHY[way])}</span>
      </span>
    </a>
  </li>
);

/** Answers with the start page. */
export const answerStart = (context: Pick<PublicContext, "hub" | "trustedProxies">, visit: KioskVisit): Promise<Response> => {
  const { lang } = visit;
  return answerKiosk(context, visit, {
    title: tk(lang, "choose"),
    kind: "start",
    body: (
      <div class="ways">
        <section aria-labelledby="lay-so">
          <h2 id="lay-so">{tk(lang, "takeNumber")}</h2>
          <ul>
            <Way lang={lang} way="submit" href={`${KIOSK}/take?for=submit`} />
            <Way lang={lang} way="result" href={`${KIOSK}/take?for=result`} />
            <Way lang={lang} way="ask" href={`${KIOSK}/take?for=ask`} />
          </ul>
        </section>
        <section aria-labelledby="tim-hieu">
          <h2 id="tim-hieu">{tk(lang, "findOut")}</h2>
          <ul>
            <Way lang={lang} way="lookUp" href={`${KIOSK}/look-up`} />
            <Way lang={lang} way="procedures" href={`${KIOSK}/procedures`} />
          </ul>
        </section>
      </div>
    ),
  });
};
