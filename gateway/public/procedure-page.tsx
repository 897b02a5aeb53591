/** /thu-tuc/<code>: one procedure as published (R-E01), its extract to print, and the same as PDF. */
import type { Context } from "hono";
import type { Child, FC } from "hono/jsx";
import type { Hall } from "../../catalogs/hall.ts";
import type { Procedure, ProcedureVersion } from "../../catalogs/types.ts";
import type { Hub } from "../../core/hub.ts";
import { forThePublic } from "../../core/papers/words.ts";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import type { PublicContext } from "./context.ts";
import { createExtracts } from "./extracts.ts";
import { answerFailure } from "./failure.tsx";
import { languageOf } from "./language.ts";
import { answerPage, Vi } from "./layout.tsx";
import { placeOf } from "./place.ts";
import { Cases, Components, Facts, ResultAndLaw } from "./procedure-facts.tsx";
import { post } from "./procedure-texts.ts";
import { type Lang, say } from "./text.ts";
import { dayText, onlineText } from "./words.ts";

const noProcedure = (): Problem =>
  problem(404, "resource.unknown", {
    detail: { vi: "Không có thủ tục mang mã này.", en: "There is no procedure with this code." },
    hint: { vi: "Tìm lại theo tên ở trang Thủ tục.", en: "Search for its name under Procedures." },
  });

/** "1.001193"; anything else is not looked for. */
const isCode = (code: string): boolean => /^[\w.-]{1,60}$/.test(code);

/** The lines of the halls where a number is taken for it: at halls of its level only. */
const linesFor = (
  hub: Hub,
  procedure: Procedure,
): readonly { readonly hall: Hall; readonly letter: string; readonly line: Hall["name"] }[] =>
  [...hub.hall.halls.values()].flatMap((hall) => {
    const agency = hub.agency(hall.agencyId);
    if (procedure.level !== null && agency?.level === "commune" && procedure.level !== "commune") return [];
    const service = hall.services.find(({ id }) => id === hub.hall.serviceFor(hall.id, procedure.field));
    return service === undefined ? [] : [{ hall, letter: service.letter, line: service.name }];
  });

const TakeNumber: FC<{ readonly lang: Lang; readonly lines: ReturnType<typeof linesFor> }> = ({ lang, lines }) =>
  lines.length === 0 ? null : (
    <aside class="notice no-print" aria-labelledby="lay-so">
      <h2 id="lay-so">{post(lang, "takeNumber")}</h2>
      {lines.map(({ hall, letter, line }) => (
        <p>
          <strong>{say(lang, hall.name)}</strong>: {post(lang, "takeNumberAt", { letter, line: say(lang, line) })}
        </p>
      ))}
    </aside>
  );

const PdfLink: FC<{ readonly lang: Lang; readonly path: string }> = ({ lang, path }) => (
  <a class="button quiet" href={`${path}/trich-yeu.pdf`} type="application/pdf">
    {post(lang, "pdf")}
  </a>
);

/** What a page of a procedure is made of; `name`: for the public, `path`: of its page. */
interface Seen extends ProcedureVersion {
  readonly lang: Lang;
  readonly name: string;
  readonly path: string;
}

/** Adds the pages of one procedure. */
export const addProcedurePages = (context: PublicContext): void => {
  const { pages, hub, trustedProxies, publicUrl } = context;
  const place = placeOf(hub);
  const extracts = createExtracts(hub, publicUrl);

  type Found = { readonly lang: Lang; readonly found: ProcedureVersion };
  /** The newest version of the code in the path, or the page that says that there is none. */
  const open = async (c: Context<GatewayEnv>, code: string): Promise<Found | Response> => {
    const lang = languageOf(c, trustedProxies);
    const found = isCode(code) ? await hub.procedure(code) : undefined;
    return found === undefined ? answerFailure(c, noProcedure(), lang, place) : { lang, found };
  };

  /** Adds a page of one procedure: `top` over its name, `parts` under its facts. */
  const addPage = (
    address: string,
    sheet: (seen: Seen) => { readonly title: string; readonly top: Child; readonly parts: Child },
  ) =>
    pages.get(address, async (c) => {
      const opened = await open(c, c.req.param("code") ?? "");
      if (opened instanceof Response) return opened;
      const { lang, found } = opened;
      const { procedure } = found;
      const name = forThePublic(procedure.name);
      const { title, top, parts } = sheet({ ...found, lang, name, path: `/thu-tuc/${encodeURIComponent(procedure.code)}` });
      return answerPage(c, {
        lang,
        place,
        title,
        heading: false,
        width: "wide",
        body: (
          <>
            {top}
            <h1>
              <Vi lang={lang}>{name}</Vi>
            </h1>
            <Facts lang={lang} procedure={procedure} route={hub.catalogs.routes.get(procedure.code)} hub={hub} />
            {parts}
          </>
        ),
      });
    });

  addPage("/thu-tuc/:code", ({ lang, name, path, procedure, version }) => ({
    title: name,
    top: (
      <p>
        <span class="badge">{onlineText(lang, procedure.onlineLevel)}</span>
      </p>
    ),
    parts: (
      <>
        <p class="buttons">
          <a class="button" href={`${path}/trich-yeu`}>
            {post(lang, "extract")}
          </a>
          <PdfLink lang={lang} path={path} />
        </p>
        <TakeNumber lang={lang} lines={linesFor(hub, procedure)} />
        <Components lang={lang} procedure={procedure} />
        <Cases lang={lang} procedure={procedure} />
        <ResultAndLaw lang={lang} procedure={procedure} version={version} />
      </>
    ),
  }));

  addPage("/thu-tuc/:code/trich-yeu", ({ lang, name, path, procedure, version }) => ({
    title: post(lang, "extractTitle", { name }),
    top: (
      <>
        <p class="buttons no-print">
          <button type="button" data-print hidden>
            {post(lang, "print")}
          </button>
          <PdfLink lang={lang} path={path} />
          <a class="button quiet" href={path}>
            {post(lang, "back")}
          </a>
        </p>
        <p>
          <Vi lang={lang}>{say(lang, place.over ?? place.name)}</Vi>
          <br />
          <span class="hint">{post(lang, "posted", { day: dayText(lang, hub.now()) })}</span>
        </p>
      </>
    ),
    parts: (
      <>
        <Cases lang={lang} procedure={procedure} />
        <Components lang={lang} procedure={procedure} />
        <ResultAndLaw lang={lang} procedure={procedure} version={version} />
      </>
    ),
  }));

  pages.get("/thu-tuc/:code/trich-yeu.pdf", async (c) => {
    const opened = await open(c, c.req.param("code"));
    if (opened instanceof Response) return opened;
    const made = await extracts.of(opened.found);
    if ("code" in made) return answerFailure(c, made, opened.lang, place);
    return c.body(new Uint8Array(made), 200, {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${opened.found.procedure.code}.pdf"`,
      "cache-control": "public, max-age=60",
    });
  });
};
