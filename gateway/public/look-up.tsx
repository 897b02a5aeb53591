/**
 * /tra-cuu: look-up without an account (R-A08, R-E02): by code and update key everything that is public, by code and a question the status
 * and the due date. Wrong tries count together with the REST doors'.
 */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Dossier } from "../../core/dossier/types.ts";
import { clientAddress } from "../auth/address.ts";
import { countAttempts } from "../auth/attempts.ts";
import { addressGroup } from "../auth/limits.ts";
import { DOSSIER_CODE, lookUpLocked, openByKey, typedCode } from "../auth/look-up.ts";
import { readForm } from "../console/form.ts";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import { publicView } from "../rest/views.ts";
import { createCaptcha } from "./captcha.ts";
import type { PublicContext } from "./context.ts";
import { answerFailure } from "./failure.tsx";
import { languageOf } from "./language.ts";
import { answerPage } from "./layout.tsx";
import { FIELDS, LookUpForms, type Mistake, Mistakes, type Way } from "./look-up-form.tsx";
import { type Found, FullResult, ShortResult } from "./look-up-result.tsx";
import { eventTitle, look } from "./look-up-texts.ts";
import { placeOf } from "./place.ts";
import { qrPath } from "./qr.ts";
import { mayRate, sealRating } from "./rating-seal.ts";
import { type Lang, say, t } from "./text.ts";

/** Questions that one address may answer in a quarter of an hour, right or wrong: a hall's kiosk has enough, a harvester of codes has not. */
const QUESTIONS_PER_ADDRESS = 60;
const WINDOW_MS = 15 * 60_000;

const noSuchCode = (): Problem =>
  problem(404, "look-up.not-found", {
    detail: { vi: look("vi", "noSuchCode"), en: look("en", "noSuchCode") },
    hint: { vi: look("vi", "noSuchCodeHint"), en: look("en", "noSuchCodeHint") },
  });

/** What came in the form, cleaned of what people add by accident. */
interface Asked {
  readonly way: Way;
  readonly code: string;
  readonly key: string;
  readonly challenge: string;
  readonly answer: string;
}

const askedOf = (fields: URLSearchParams): Asked => ({
  way: fields.get("by") === "captcha" ? "captcha" : "key",
  code: typedCode(fields.get("code") ?? ""),
  key: (fields.get("key") ?? "").trim().slice(0, 40),
  challenge: fields.get("challenge") ?? "",
  answer: (fields.get("answer") ?? "").slice(0, 80),
});

const emptyFields = (lang: Lang, asked: Asked): readonly Mistake[] => [
  ...(asked.code === ""
    ? [{ field: FIELDS[asked.way].code, text: look(lang, "needCode") }]
    : DOSSIER_CODE.test(asked.code)
      ? []
      : [{ field: FIELDS[asked.way].code, text: look(lang, "badCode") }]),
  ...(asked.way === "key" && asked.key === "" ? [{ field: FIELDS.key.key, text: look(lang, "needKey") }] : []),
  ...(asked.way === "captcha" && asked.answer.trim() === ""
    ? [{ field: FIELDS.captcha.answer, text: look(lang, "needAnswer") }]
    : []),
];

const fieldOf = (way: Way): string => FIELDS[way].code;
const mistakesOf = (lang: Lang, way: Way, given: Problem): readonly Mistake[] => [
  { field: fieldOf(way), text: `${say(lang, given.detail)} ${say(lang, given.hint)}` },
];

/** Adds the page of look-up. */
export const addLookUp = (context: PublicContext): void => {
  const { pages, hub, lookUpLock, trustedProxies, wallClock, secret, formTimeoutMs } = context;
  const place = placeOf(hub);
  const captcha = createCaptcha(secret, wallClock, (nonce, seconds) => hub.partners.useNonce("look-up-captcha", nonce, seconds));
  const questions = countAttempts(QUESTIONS_PER_ADDRESS, WINDOW_MS, wallClock);

  interface Answer {
    readonly code?: string;
    readonly way?: Way;
    readonly mistakes?: readonly Mistake[];
    readonly result?: Child;
    readonly status?: Problem["status"];
  }
  const answer = (
    c: Context<GatewayEnv>,
    lang: Lang,
    { code = "", way = "key", mistakes = [], result, status = 200 }: Answer,
  ) => {
    const forms = <LookUpForms lang={lang} code={code} challenge={captcha.ask()} way={way} mistakes={mistakes} />;
    const title = t(lang, "lookUp");
    return answerPage(
      c,
      {
        lang,
        place,
        title: mistakes.length === 0 ? title : t(lang, "errorTitle", { title }),
        heading: title,
        width: "wide",
        body: (
          <>
            <p class="lead">{look(lang, "intro")}</p>
            <div id="tra-cuu" class="stacked">
              {mistakes.length === 0 ? "" : <Mistakes title={look(lang, "mistakes")} mistakes={mistakes} />}
              {result === undefined ? (
                forms
              ) : (
                <>
                  {result}
                  <h2 class="no-print">{look(lang, "again")}</h2>
                  {forms}
                </>
              )}
            </div>
          </>
        ),
      },
      status,
    );
  };

  const refuse = (c: Context<GatewayEnv>, lang: Lang, asked: Asked, given: Problem) => {
    for (const [name, value] of Object.entries(given.headers ?? {})) c.header(name, value);
    return answer(c, lang, {
      code: asked.code,
      way: asked.way,
      mistakes: mistakesOf(lang, asked.way, given),
      status: given.status,
    });
  };

  const viewOf = async (asked: Asked, dossier: Dossier) => {
    const procedure = await hub.procedure(dossier.procedure.code, dossier.procedure.version);
    return publicView(dossier.code ?? asked.code, dossier, procedure, hub);
  };

  const foundOf = async (asked: Asked, dossier: Dossier): Promise<Found> => {
    const view = await viewOf(asked, dossier);
    const qrs = await Promise.all(view.charges.map(({ qr }) => (qr === undefined ? undefined : qrPath(qr))));
    const timeline = (await hub.timeline(dossier.id)).flatMap((event) => {
      const title = eventTitle(event.type);
      return title === undefined ? [] : [{ title, at: event.at }];
    });
    return {
      view,
      timeline,
      returnMethod: dossier.returnMethod.kind,
      qrs: new Map(qrs.flatMap((qr, index) => (qr === undefined ? [] : [[index, qr] as const]))),
      now: hub.now(),
      ...(mayRate(dossier) ? { rating: sealRating(secret, dossier.id, wallClock()) } : {}),
    };
  };

  const byKey = async (c: Context<GatewayEnv>, lang: Lang, asked: Asked) => {
    const dossier = await openByKey(hub, lookUpLock, { ...asked, address: clientAddress(c, trustedProxies) });
    if ("problem" in dossier) return refuse(c, lang, asked, dossier.problem);
    c.set("dossierId", dossier.id);
    return answer(c, lang, { result: <FullResult lang={lang} found={await foundOf(asked, dossier)} /> });
  };

  const byCaptcha = async (c: Context<GatewayEnv>, lang: Lang, asked: Asked) => {
    const address = addressGroup(clientAddress(c, trustedProxies));
    const wait = Math.max(lookUpLock.lockedFor(asked.code, address), questions.lockedFor(address));
    if (wait > 0) return refuse(c, lang, asked, lookUpLocked(wait));
    questions.wrong(address);
    const answered = await captcha.check(asked.challenge, asked.answer);
    if (answered !== "right") {
      const text = look(lang, answered === "wrong" ? "wrongAnswer" : "staleAnswer");
      return answer(c, lang, {
        code: asked.code,
        way: "captcha",
        mistakes: [{ field: FIELDS.captcha.answer, text }],
        status: 422,
      });
    }
    const dossier = await hub.find(asked.code);
    if (dossier === undefined) {
      lookUpLock.wrong(asked.code, address);
      return refuse(c, lang, asked, noSuchCode());
    }
    c.set("dossierId", dossier.id);
    const view = await viewOf(asked, dossier);
    return answer(c, lang, { result: <ShortResult lang={lang} code={asked.code} view={view} now={hub.now()} /> });
  };

  pages.get("/tra-cuu", (c) => {
    const code = typedCode(c.req.query("code") ?? "");
    return answer(c, languageOf(c, trustedProxies), DOSSIER_CODE.test(code) ? { code } : {});
  });

  pages.post("/tra-cuu", async (c) => {
    const lang = languageOf(c, trustedProxies);
    const read = await readForm(c, formTimeoutMs);
    if ("problem" in read) return answerFailure(c, read.problem, lang, place);
    const asked = askedOf(read.fields);
    const mistakes = emptyFields(lang, asked);
    if (mistakes.length > 0) return answer(c, lang, { code: asked.code, way: asked.way, mistakes, status: 422 });
    return asked.way === "key" ? byKey(c, lang, asked) : byCaptcha(c, lang, asked);
  });
};
