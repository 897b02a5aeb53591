/** /thu-tuc: the published procedures, found by keyword, level and field of work (R-E01, R-A09), page by page. */
import type { FC } from "hono/jsx";
import { procedureLevel } from "../../catalogs/types.ts";
import type { ProcedureHits, ProcedureSearch, ProcedureTitle } from "../../core/hub.ts";
import { forThePublic } from "../../core/papers/words.ts";
import type { PublicContext } from "./context.ts";
import { languageOf } from "./language.ts";
import { answerPage, Vi } from "./layout.tsx";
import { placeOf } from "./place.ts";
import { post } from "./procedure-texts.ts";
import { type Lang, t } from "./text.ts";
import { levelText, onlineText } from "./words.ts";

const PER_PAGE = 20;
const MAX_WORDS = 200;

/** What the address asks for. Anything that is none of our choices counts as not chosen: links live longer than catalogs. */
export interface Wanted {
  readonly words: string;
  readonly field: string;
  readonly level: "" | NonNullable<ProcedureSearch["level"]>;
  /** From 1. */
  readonly page: number;
}

/** Names of the fields of the form, as they stand in addresses. */
const NAMES = { words: "tu-khoa", field: "linh-vuc", level: "cap", page: "trang" } as const;

/** Reads the query of the address. Pure. */
export const wantedOf = (query: Readonly<Record<string, string | undefined>>): Wanted => {
  const level = procedureLevel.safeParse(query[NAMES.level]);
  const page = Number(query[NAMES.page]);
  return {
    words: (query[NAMES.words] ?? "")
      .normalize("NFC")
      .replaceAll(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, MAX_WORDS),
    field: (query[NAMES.field] ?? "").normalize("NFC").trim(),
    level: level.success ? level.data : "",
    page: Number.isInteger(page) && page > 0 && page < 100_000 ? page : 1,
  };
};

/** The address of such a list. Pure. */
export const listPath = (wanted: Partial<Wanted>): string => {
  const query = new URLSearchParams();
  for (const key of ["words", "field", "level"] as const) if (wanted[key]) query.set(NAMES[key], wanted[key]);
  if (wanted.page !== undefined && wanted.page > 1) query.set(NAMES.page, String(wanted.page));
  return query.size === 0 ? "/thu-tuc" : `/thu-tuc?${query.toString()}`;
};

/** With script the list is swapped while somebody types; the address follows, so that it can be kept and sent. */
const SWAP = {
  "hx-get": "/thu-tuc",
  "hx-target": "#danh-sach",
  "hx-select": "#danh-sach",
  "hx-swap": "outerHTML",
  "hx-replace-url": "true",
  "hx-trigger": "submit, change, input delay:400ms",
} as const;

const LEVELS = procedureLevel.options;

const SearchForm: FC<{ readonly lang: Lang; readonly wanted: Wanted; readonly fields: readonly string[] }> = ({
  lang,
  wanted,
  fields,
}) => (
  <search>
    <form method="get" action="/thu-tuc" class="card finder" {...SWAP}>
      <div class="field grows">
        <label for="tu-khoa">{post(lang, "words")}</label>
        <p class="hint" id="tu-khoa-goi-y">
          {post(lang, "wordsHint")}
        </p>
        <input
          type="search"
          id="tu-khoa"
          name={NAMES.words}
          value={wanted.words}
          maxlength={MAX_WORDS}
          autocomplete="off"
          aria-describedby="tu-khoa-goi-y"
        />
      </div>
      <div class="field">
        <label for="cap">{post(lang, "level")}</label>
        <select id="cap" name={NAMES.level}>
          <option value="">{post(lang, "anyLevel")}</option>
          {LEVELS.map((level) => (
            <option value={level} selected={level === wanted.level}>
              {levelText(lang, level)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="linh-vuc">{post(lang, "field")}</label>
        <select id="linh-vuc" name={NAMES.field}>
          <option value="">{post(lang, "anyField")}</option>
          {fields.map((field) => (
            <option value={field} selected={field === wanted.field} lang="vi">
              {field}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{post(lang, "go")}</button>
    </form>
  </search>
);

const Row: FC<{ readonly lang: Lang; readonly title: ProcedureTitle }> = ({ lang, title }) => (
  <li>
    <a href={`/thu-tuc/${encodeURIComponent(title.code)}`}>
      <Vi lang={lang}>{forThePublic(title.name)}</Vi>
    </a>
    <p class="hint">
      <span class="code">{title.code}</span> · <Vi lang={lang}>{title.field}</Vi>
      {title.level === null ? "" : ` · ${levelText(lang, title.level)}`}
      {` · ${onlineText(lang, title.onlineLevel)}`}
    </p>
  </li>
);

const Pager: FC<{ readonly lang: Lang; readonly wanted: Wanted; readonly pages: number }> = ({ lang, wanted, pages }) =>
  pages < 2 ? null : (
    <nav class="pager" aria-label={post(lang, "pages")}>
      {wanted.page > 1 ? (
        <a class="button quiet" rel="prev" href={listPath({ ...wanted, page: wanted.page - 1 })}>
          {post(lang, "before")}
        </a>
      ) : (
        <span></span>
      )}
      <p>{post(lang, "page", { page: wanted.page, pages })}</p>
      {wanted.page < pages ? (
        <a class="button quiet" rel="next" href={listPath({ ...wanted, page: wanted.page + 1 })}>
          {t(lang, "nextPage")}
        </a>
      ) : (
        <span></span>
      )}
    </nav>
  );

const count = (lang: Lang, n: number): string => n.toLocaleString(lang === "vi" ? "vi-VN" : "en-GB");

const headline = (lang: Lang, wanted: Wanted, total: number): string => {
  if (total === 0) return post(lang, "none");
  const searched = wanted.words !== "" || wanted.field !== "" || wanted.level !== "";
  return post(lang, searched ? "found" : "all", { n: count(lang, total) });
};

const List: FC<{ readonly lang: Lang; readonly wanted: Wanted; readonly hits: ProcedureHits; readonly pages: number }> = ({
  lang,
  wanted,
  hits,
  pages,
}) => (
  <section id="danh-sach" class="stacked" aria-labelledby="tim-thay" data-announce={headline(lang, wanted, hits.total)}>
    <h2 id="tim-thay">{headline(lang, wanted, hits.total)}</h2>
    {hits.total === 0 ? (
      <p>{post(lang, "noneHint")}</p>
    ) : (
      <ul class="plain rows">
        {hits.items.map((title) => (
          <Row lang={lang} title={title} />
        ))}
      </ul>
    )}
    <Pager lang={lang} wanted={wanted} pages={pages} />
  </section>
);

/** Adds the list of procedures. */
export const addProcedureList = ({ pages, hub, trustedProxies }: PublicContext): void => {
  const place = placeOf(hub);
  pages.get("/thu-tuc", async (c) => {
    const lang = languageOf(c, trustedProxies);
    const fields = await hub.procedureFields();
    const asked = wantedOf(c.req.query());
    const wanted = { ...asked, field: fields.includes(asked.field) ? asked.field : "" };
    const search = (page: number) =>
      hub.searchProcedures({
        words: wanted.words,
        ...(wanted.field === "" ? {} : { field: wanted.field }),
        ...(wanted.level === "" ? {} : { level: wanted.level }),
        offset: (page - 1) * PER_PAGE,
        limit: PER_PAGE,
      });
    const first = await search(wanted.page);
    const last = Math.max(1, Math.ceil(first.total / PER_PAGE));
    // A page behind the last one, from an old link: the last one.
    const page = Math.min(wanted.page, last);
    const hits = page === wanted.page ? first : await search(page);
    return answerPage(c, {
      lang,
      place,
      title: t(lang, "allProcedures"),
      width: "wide",
      body: (
        <>
          <p class="lead">{post(lang, "intro")}</p>
          <SearchForm lang={lang} wanted={wanted} fields={fields} />
          <List lang={lang} wanted={{ ...wanted, page }} hits={hits} pages={last} />
        </>
      ),
    });
  });
};
