/** /danh-gia: what the applicant thinks of it, after a look-up with the key (R-E05); once per dossier and occasion. */
import type { Context } from "hono";
import type { FC } from "hono/jsx";
import type { DossierEvent } from "../../core/dossier/events.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { REASONS } from "../../core/hub.ts";
import { readForm } from "../console/form.ts";
import type { GatewayEnv } from "../env.ts";
import type { PublicContext } from "./context.ts";
import { answerFailure } from "./failure.tsx";
import { languageOf } from "./language.ts";
import { answerPage } from "./layout.tsx";
import { type Mistake, Mistakes } from "./look-up-form.tsx";
import { placeOf } from "./place.ts";
import { mayRate, openRating } from "./rating-seal.ts";
import { faces, OCCASION_WORDS, REASON_WORDS, type Score } from "./screens/tablet-texts.ts";
import { type Lang, say, t, textsOf } from "./text.ts";

const rate = textsOf({
  title: { vi: "Đánh giá mức độ hài lòng", en: "Rate our service" },
  first: {
    vi: "Để đánh giá, hãy tra cứu hồ sơ bằng khóa cập nhật, rồi chọn “Đánh giá việc giải quyết hồ sơ này”.",
    en: "To rate, look your dossier up with its update key, then choose “Rate how this dossier was handled”.",
  },
  about: { vi: "Hồ sơ {code}", en: "Dossier {code}" },
  reasons: { vi: "Nếu chưa hài lòng, vì điều gì? (không bắt buộc)", en: "If you are not satisfied, why? (optional)" },
  comment: { vi: "Ý kiến khác (không bắt buộc)", en: "Anything else (optional)" },
  commentHint: {
    vi: "Không ghi số định danh, số điện thoại hay mật khẩu. Tối đa 2.000 chữ.",
    en: "Please no identity numbers, telephone numbers or passwords. At most 2,000 characters.",
  },
  send: { vi: "Gửi đánh giá", en: "Send" },
  mistakes: { vi: "Chưa gửi được đánh giá", en: "Not sent yet" },
  needScore: { vi: "Chọn một mức độ hài lòng.", en: "Choose how satisfied you are." },
  tooLong: { vi: "Ý kiến dài quá 2.000 chữ.", en: "That is more than 2,000 characters." },
  thanks: { vi: "Cảm ơn ông/bà đã đánh giá.", en: "Thank you for your rating." },
  repeat: {
    vi: "Hồ sơ này đã được đánh giá trước đây; đánh giá đầu tiên được giữ nguyên.",
    en: "This dossier was rated before; the first rating stands.",
  },
});

const SCORES: readonly Score[] = [5, 4, 3, 2, 1];
const SCORE_ID = "muc-5";
const COMMENT_ID = "y-kien";
const MAX_COMMENT = 2000;

/** What the applicant rates: the handing over once it was, else the receipt. Pure. */
const occasionOf = (dossier: Pick<Dossier, "status">): "return" | "receipt" =>
  dossier.status === "returned" ? "return" : "receipt";

/** The officer whose work it was, as the dossier's own course says. Pure. */
const officerOf = (
  events: readonly DossierEvent[],
  occasion: "return" | "receipt",
): { officerId?: string; officerName?: string } => {
  const event = events.findLast((one) => one.type === (occasion === "return" ? "returned" : "received"));
  if (event === undefined || event.actor.role !== "officer") return {};
  return {
    officerId: event.actor.id.slice(0, 200),
    ...(event.actor.name === undefined ? {} : { officerName: event.actor.name.slice(0, 200) }),
  };
};

interface FormProps {
  readonly lang: Lang;
  readonly code: string;
  readonly sealed: string;
  readonly occasion: "return" | "receipt";
  readonly given: URLSearchParams;
  readonly mistakes: readonly Mistake[];
}

/** What was wrong with a part of the form, beside it. */
const Wrong: FC<{ readonly field: string; readonly mistakes: readonly Mistake[] }> = ({ field, mistakes }) => {
  const mistake = mistakes.find((one) => one.field === field);
  return mistake === undefined ? null : (
    <p class="wrong" id={`${field}-loi`}>
      {mistake.text}
    </p>
  );
};

/** What is read out with a field: what is wrong with it, then its hint. Pure. */
const describedBy = (field: string, mistakes: readonly Mistake[], hints: readonly string[] = []) => {
  const ids = [...(mistakes.some((one) => one.field === field) ? [`${field}-loi`] : []), ...hints];
  return ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") };
};

const Choice: FC<{
  readonly type: "radio" | "checkbox";
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly text: string;
  readonly checked: boolean;
}> = ({ text, ...input }) => (
  <div class="choice">
    <input {...input} />
    <label for={input.id}>{text}</label>
  </div>
);

const RatingForm: FC<FormProps> = ({ lang, code, sealed, occasion, given, mistakes }) => (
  <form method="post" action="/danh-gia" class="card" novalidate>
    <p>{rate(lang, "about", { code })}</p>
    <input type="hidden" name="dossier" value={sealed} />
    <input type="hidden" name="sent" value="1" />
    <fieldset {...describedBy(SCORE_ID, mistakes)}>
      <legend>{say(lang, OCCASION_WORDS[occasion])}</legend>
      <Wrong field={SCORE_ID} mistakes={mistakes} />
      {SCORES.map((score) => (
        <Choice
          type="radio"
          id={`muc-${score}`}
          name="score"
          value={String(score)}
          text={say(lang, faces[score])}
          checked={given.get("score") === String(score)}
        />
      ))}
    </fieldset>
    <fieldset>
      <legend>{rate(lang, "reasons")}</legend>
      {REASONS.map((id) => (
        <Choice
          type="checkbox"
          id={`vi-${id}`}
          name="reasons"
          value={id}
          text={say(lang, REASON_WORDS[id])}
          checked={given.getAll("reasons").includes(id)}
        />
      ))}
    </fieldset>
    <div class="field">
      <label for={COMMENT_ID}>{rate(lang, "comment")}</label>
      <p class="hint" id={`${COMMENT_ID}-goi-y`}>
        {rate(lang, "commentHint")}
      </p>
      <Wrong field={COMMENT_ID} mistakes={mistakes} />
      <textarea
        id={COMMENT_ID}
        name="comment"
        rows={4}
        maxlength={MAX_COMMENT}
        {...(mistakes.some(({ field }) => field === COMMENT_ID) ? { "aria-invalid": "true" as const } : {})}
        {...describedBy(COMMENT_ID, mistakes, [`${COMMENT_ID}-goi-y`])}
      >
        {given.get("comment") ?? ""}
      </textarea>
    </div>
    <button type="submit">{rate(lang, "send")}</button>
  </form>
);

const isScore = (value: number): value is Score => SCORES.some((score) => score === value);

/** Adds the pages of rating. */
export const addSatisfaction = ({ pages, hub, secret, trustedProxies, wallClock, formTimeoutMs }: PublicContext): void => {
  const place = placeOf(hub);
  const first = (c: Context<GatewayEnv>, lang: Lang, status: 200 | 403 = 200) =>
    answerPage(
      c,
      {
        lang,
        place,
        title: rate(lang, "title"),
        body: (
          <>
            <p class="lead">{rate(lang, "first")}</p>
            <p>
              <a class="button" href="/tra-cuu">
                {t(lang, "lookUp")}
              </a>
            </p>
          </>
        ),
      },
      status,
    );

  pages.get("/danh-gia", (c) => first(c, languageOf(c, trustedProxies)));

  pages.post("/danh-gia", async (c) => {
    const lang = languageOf(c, trustedProxies);
    const read = await readForm(c, formTimeoutMs);
    if ("problem" in read) return answerFailure(c, read.problem, lang, place);
    const { fields } = read;
    const sealed = fields.get("dossier") ?? "";
    const dossierId = openRating(secret, sealed, wallClock());
    const dossier = dossierId === undefined ? undefined : await hub.find(dossierId);
    if (dossier === undefined || !mayRate(dossier)) return first(c, lang, 403);
    const occasion = occasionOf(dossier);
    const title = rate(lang, "title");
    const score = Number(fields.get("score"));
    const comment = (fields.get("comment") ?? "").normalize("NFC").trim();
    const mistakes =
      fields.get("sent") === null
        ? []
        : [
            ...(isScore(score) ? [] : [{ field: SCORE_ID, text: rate(lang, "needScore") }]),
            ...(comment.length > MAX_COMMENT ? [{ field: COMMENT_ID, text: rate(lang, "tooLong") }] : []),
          ];
    if (fields.get("sent") === null || mistakes.length > 0)
      return answerPage(
        c,
        {
          lang,
          place,
          title: mistakes.length === 0 ? title : t(lang, "errorTitle", { title }),
          heading: title,
          body: (
            <>
              {mistakes.length === 0 ? "" : <Mistakes title={rate(lang, "mistakes")} mistakes={mistakes} />}
              <RatingForm
                lang={lang}
                code={dossier.code ?? ""}
                sealed={sealed}
                occasion={occasion}
                given={fields}
                mistakes={mistakes}
              />
            </>
          ),
        },
        mistakes.length === 0 ? 200 : 422,
      );
    const given = fields.getAll("reasons");
    const rated = await hub.satisfaction.rate({
      occasion,
      dossierId: dossier.id,
      agencyId: dossier.agencyId,
      score,
      reasons: REASONS.filter((id) => given.includes(id)),
      ...(comment === "" ? {} : { comment }),
      ...officerOf(await hub.timeline(dossier.id), occasion),
      via: "web",
    });
    return answerPage(c, {
      lang,
      place,
      title,
      body: (
        <p class={`notice ${rated === "done" ? "good" : ""}`} role="status">
          {rate(lang, rated === "done" ? "thanks" : "repeat")}
        </p>
      ),
    });
  });
};
