/** The two forms of the look-up page, and what was wrong with what came. */
import type { Child, FC } from "hono/jsx";
import type { Challenge } from "./captcha.ts";
import { EXAMPLE_CODE, look } from "./look-up-texts.ts";
import { type Lang, say, t } from "./text.ts";

/** "key": code and update key · "captcha": code and a question. */
export type Way = "key" | "captcha";

/** One thing that is wrong; `field`: the id of the field, where it is one's. */
export interface Mistake {
  readonly field?: string;
  readonly text: string;
}

export interface Forms {
  readonly lang: Lang;
  /** What stands in the field of the code. */
  readonly code: string;
  readonly challenge: Challenge;
  /** Which form the mistakes are about. */
  readonly way: Way;
  readonly mistakes: readonly Mistake[];
}

/** Ids of the fields: the mistakes' links lead to them. */
export const FIELDS = {
  key: { code: "ma-ho-so", key: "khoa-cap-nhat" },
  captcha: { code: "ma-ho-so-2", answer: "tra-loi" },
} as const;

interface FieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint: Child;
  readonly value?: string;
  readonly mistakes: readonly Mistake[];
  readonly autocapitalize?: "characters" | "none";
  readonly maxlength: number;
}

/** One field with its label, its hint and, where there is one, its mistake; all three are read out with it. */
const Field: FC<FieldProps> = ({ id, name, label, hint, value, mistakes, autocapitalize, maxlength }) => {
  const mistake = mistakes.find(({ field }) => field === id);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-goi-y`}>
        {hint}
      </p>
      {mistake === undefined ? (
        ""
      ) : (
        <p class="wrong" id={`${id}-loi`}>
          {mistake.text}
        </p>
      )}
      <input
        type="text"
        id={id}
        name={name}
        value={value ?? ""}
        required
        autocomplete="off"
        autocapitalize={autocapitalize ?? "none"}
        spellcheck={false}
        maxlength={maxlength}
        aria-describedby={mistake === undefined ? `${id}-goi-y` : `${id}-loi ${id}-goi-y`}
        {...(mistake === undefined ? {} : { "aria-invalid": "true" as const })}
      />
    </div>
  );
};

/** With script the answer is swapped in, else the browser loads it: the same request, the same page. */
const SWAP = { "hx-post": "/tra-cuu", "hx-target": "#tra-cuu", "hx-select": "#tra-cuu", "hx-swap": "outerHTML" } as const;

const Form: FC<{ readonly way: Way; readonly lang: Lang; readonly children?: Child }> = ({ way, lang, children }) => (
  // What is missing we say ourselves, in the page's language.
  <form method="post" action="/tra-cuu" novalidate {...SWAP}>
    <input type="hidden" name="by" value={way} />
    {children}
    <button type="submit">{look(lang, "go")}</button>
  </form>
);

/** What was wrong, at the top of the answer; takes the focus. `title`: what was not done. */
export const Mistakes: FC<{ readonly title: string; readonly mistakes: readonly Mistake[] }> = ({ title, mistakes }) => (
  <div class="notice bad answer" tabindex={-1} autofocus role="alert" aria-labelledby="chua-duoc">
    <h2 id="chua-duoc">{title}</h2>
    <ul>
      {mistakes.map(({ field, text }) => (
        <li>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
      ))}
    </ul>
  </div>
);

/** Both forms side by side. */
export const LookUpForms: FC<Forms> = ({ lang, code, challenge, way, mistakes }) => {
  const of = (one: Way): readonly Mistake[] => (one === way ? mistakes : []);
  const codeField = (one: Way): FieldProps => ({
    id: FIELDS[one].code,
    name: "code",
    label: t(lang, "code"),
    hint: (
      <>
        {look(lang, "codeHint")} <span class="code">{EXAMPLE_CODE}</span>
      </>
    ),
    value: code,
    mistakes: of(one),
    autocapitalize: "characters",
    maxlength: 80,
  });
  return (
    <div class="cards">
      <section class="card" aria-labelledby="co-khoa">
        <h2 id="co-khoa">{look(lang, "byKey")}</h2>
        <p>{look(lang, "byKeyHint")}</p>
        <Form way="key" lang={lang}>
          <Field {...codeField("key")} />
          <Field
            id={FIELDS.key.key}
            name="key"
            label={look(lang, "key")}
            hint={look(lang, "keyHint")}
            mistakes={of("key")}
            autocapitalize="characters"
            maxlength={40}
          />
        </Form>
      </section>
      <section class="card" aria-labelledby="chi-ma">
        <h2 id="chi-ma">{look(lang, "byCode")}</h2>
        <p>{look(lang, "byCodeHint")}</p>
        <Form way="captcha" lang={lang}>
          <input type="hidden" name="challenge" value={challenge.token} />
          <Field {...codeField("captcha")} />
          <Field
            id={FIELDS.captcha.answer}
            name="answer"
            label={look(lang, "question", { question: say(lang, challenge.question) })}
            hint={look(lang, "questionHint")}
            mistakes={of("captcha")}
            maxlength={40}
          />
        </Form>
      </section>
    </div>
  );
};
