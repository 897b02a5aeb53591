/**
 * The procedure posting at the kiosk (R-E01): found by name (accents may be left out) or by field, read in large type, printed as the extract
 * that hangs at the hall, and a number taken for it. The catalog is Vietnamese: official names are not translated by us.
 */
import type { FC } from "hono/jsx";
import type { Agency, ProcedureVersion } from "../../../catalogs/types.ts";
import type { ProcedureHits } from "../../../core/hub.ts";
import { forThePublic } from "../../../core/papers/words.ts";
import type { PublicContext } from "../context.ts";
import { answerFragment, asksForFragment } from "../layout.tsx";
import { Cases, Components, ResultAndLaw } from "../procedure-facts.tsx";
import { type Lang, t } from "../text.ts";
import { TextKeys } from "./keys.tsx";
import { answerKiosk, KIOSK, type KioskVisit } from "./kiosk-frame.tsx";
import { priorityPath } from "./kiosk-take.tsx";
import { tk } from "./kiosk-texts.ts";

type Context = Pick<PublicContext, "hub" | "trustedProxies" | "log">;

/** Rows of one page: what fits between the head and the keys, each a target of 88 px. */
const PAGE = 4;
const FIELDS_PAGE = 12;
const MOST_TEXT = 200;
const INPUT = "ten-thu-tuc";

interface Search {
  readonly words?: string;
  readonly field?: string;
  readonly offset: number;
}

const searchOf = ({ c }: KioskVisit): Search => {
  const text = (name: string): string | undefined => c.req.query(name)?.normalize("NFC").trim().slice(0, MOST_TEXT) || undefined;
  const [words, field] = [text("words"), text("field")];
  const offset = Number(c.req.query("offset") ?? "0");
  return {
    ...(words === undefined ? {} : { words }),
    ...(field === undefined ? {} : { field }),
    offset: Number.isSafeInteger(offset) && offset > 0 ? Math.min(offset, 100_000) : 0,
  };
};

const pathOf = ({ words, field, offset }: Search): string => {
  const query = new URLSearchParams({
    ...(words === undefined ? {} : { words }),
    ...(field === undefined ? {} : { field }),
    ...(offset === 0 ? {} : { offset: String(offset) }),
  });
  return `${KIOSK}/procedures${query.size === 0 ? "" : `?${query}`}`;
};

/** The level whose dossiers this hall's agency takes; undefined where it takes several. Pure. */
export const levelOf = (agency: Pick<Agency, "level"> | undefined): "commune" | "province" | undefined => {
  if (agency?.level === "commune") return "commune";
  return agency?.level === "department" || agency?.level === "province" ? "province" : undefined;
};

const levelHere = ({ hub }: Context, { at }: KioskVisit) => {
  const level = levelOf(hub.agency(at.hall.agencyId));
  return level === undefined ? {} : { level };
};

const Turn: FC<{ readonly lang: Lang; readonly first?: string; readonly next?: string }> = ({ lang, first, next }) => (
  <p class="turn">
    {first === undefined ? (
      ""
    ) : (
      <a class="button quiet" href={first}>
        {tk(lang, "before")}
      </a>
    )}
    {next === undefined ? (
      ""
    ) : (
      <a class="button quiet" href={next}>
        {t(lang, "nextPage")} <span aria-hidden="true">→</span>
      </a>
    )}
  </p>
);

const Hits: FC<{ readonly lang: Lang; readonly hits: ProcedureHits; readonly search: Search }> = ({ lang, hits, search }) => (
  <div id="ket-qua" class="hits" aria-live="polite">
    <p class="count">
      {search.field === undefined ? "" : <strong lang="vi">{search.field}: </strong>}
      {hits.total === 0 ? tk(lang, "nothing") : tk(lang, "found", { n: hits.total })}
    </p>
    <ul>
      {hits.items.map((item) => (
        <li>
          <a class="hit" href={`${KIOSK}/procedures/${item.code}`} lang="vi">
            <strong>{forThePublic(item.name)}</strong>
            <span>
              {item.code} · {item.field}
            </span>
          </a>
        </li>
      ))}
    </ul>
    <Turn
      lang={lang}
      {...(search.offset === 0 ? {} : { first: pathOf({ ...search, offset: 0 }) })}
      {...(search.offset + PAGE < hits.total ? { next: pathOf({ ...search, offset: search.offset + PAGE }) } : {})}
    />
  </div>
);

/** Answers with the search: field, keys, and what was found so far. The script asks again while somebody types. */
export const answerProcedures = async (context: Context, visit: KioskVisit): Promise<Response> => {
  const { lang, c } = visit;
  const search = searchOf(visit);
  const hits = await context.hub.searchProcedures({ ...search, ...levelHere(context, visit), limit: PAGE });
  const found = <Hits lang={lang} hits={hits} search={search} />;
  if (asksForFragment(c) && c.req.header("hx-target") === "div#ket-qua") return answerFragment(c, lang, found);
  return answerKiosk(context, visit, {
    title: t(lang, "allProcedures"),
    kind: "keys",
    back: KIOSK,
    body: (
      <form method="get" action={`${KIOSK}/procedures`} class="searching">
        <div class="typed">
          <label for={INPUT}>{tk(lang, "keyword")}</label>
          <input
            id={INPUT}
            name="words"
            value={search.words ?? ""}
            maxlength={MOST_TEXT}
            placeholder={tk(lang, "keywordHint")}
            autocomplete="off"
            spellcheck={false}
            inputmode="none"
            autofocus
            hx-get={`${KIOSK}/procedures`}
            hx-trigger="input changed delay:250ms"
            hx-target="#ket-qua"
            hx-swap="outerHTML"
            hx-sync="replace"
          />
          {search.field === undefined ? "" : <input type="hidden" name="field" value={search.field} />}
          <a class="button quiet" href={`${KIOSK}/procedures/fields`}>
            {tk(lang, "byField")}
          </a>
        </div>
        {found}
        <TextKeys lang={lang} input={INPUT} />
      </form>
    ),
  });
};

/** Answers with the fields that have procedures of this hall's level. */
export const answerFields = async (context: Context, visit: KioskVisit): Promise<Response> => {
  const { hub } = context;
  const { lang } = visit;
  const level = levelHere(context, visit);
  const all = await hub.procedureFields();
  const counted = await Promise.all(
    all.map(async (field) => ({ field, total: (await hub.searchProcedures({ field, ...level, limit: 1 })).total })),
  );
  const fields = counted.filter(({ total }) => total > 0);
  const { offset } = searchOf(visit);
  const path = (at: number): string => `${KIOSK}/procedures/fields${at === 0 ? "" : `?offset=${at}`}`;
  return answerKiosk(context, visit, {
    title: tk(lang, "byField"),
    kind: "list",
    back: `${KIOSK}/procedures`,
    body: (
      <>
        <ul class="tile-links">
          {fields.slice(offset, offset + FIELDS_PAGE).map(({ field, total }) => (
            <li>
              <a class="tile-link" href={pathOf({ field, offset: 0 })}>
                <span class="words">
                  <strong lang="vi">{field}</strong>
                  <span class="wait">{tk(lang, "found", { n: total })}</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
        <Turn
          lang={lang}
          {...(offset === 0 ? {} : { first: path(0) })}
          {...(offset + FIELDS_PAGE < fields.length ? { next: path(offset + FIELDS_PAGE) } : {})}
        />
      </>
    ),
  });
};

/** A procedure in large type, as the citizens' pages have it. */
const Posting: FC<{ readonly lang: Lang; readonly found: ProcedureVersion }> = ({ lang, found: { procedure, version } }) => (
  <section class="posting" tabindex={0} aria-label={forThePublic(procedure.name)}>
    <p class="code">
      {procedure.code} · <span lang="vi">{procedure.field}</span>
    </p>
    <Components lang={lang} procedure={procedure} />
    <Cases lang={lang} procedure={procedure} />
    <ResultAndLaw lang={lang} procedure={procedure} version={version} />
  </section>
);

/** Answers with one procedure. `asked`: how the print that was just asked for went. */
export const answerProcedure = async (
  context: Context,
  visit: KioskVisit,
  code: string,
  asked?: "asked" | "failed",
): Promise<Response> => {
  const { hub } = context;
  const { lang } = visit;
  const found = await hub.procedure(code);
  if (found === undefined)
    return answerKiosk(
      context,
      visit,
      { title: tk(lang, "noProcedure"), kind: "text", back: `${KIOSK}/procedures`, body: <p class="lead">{code}</p> },
      404,
    );
  const { procedure } = found;
  return answerKiosk(context, visit, {
    title: forThePublic(procedure.name),
    kind: "text",
    back: `${KIOSK}/procedures`,
    body: (
      <>
        {asked === undefined ? (
          ""
        ) : (
          <p class={`trouble ${asked}`} role="status">
            {tk(lang, asked === "asked" ? "extractAsked" : "extractFailed")}
          </p>
        )}
        <Posting lang={lang} found={found} />
        <div class="acts">
          <a class="button" href={priorityPath({ purpose: "submit", procedure: procedure.code })}>
            {tk(lang, "takeForThis")}
          </a>
          <form method="post" action={`${KIOSK}/procedures/${procedure.code}/print`}>
            <button type="submit" class="quiet">
              {tk(lang, "printExtract")}
            </button>
          </form>
        </div>
      </>
    ),
  });
};
