/** /hall/kiosk: the look-up kiosk (R-H, R-E01, R-E02). Which page is at which address; the pages themselves are in kiosk-*.tsx. */
import type { Context } from "hono";
import { ticketId } from "../../../core/hall/commands.ts";
import { readForm } from "../../console/form.ts";
import { isOwnForm } from "../../console/secure.ts";
import type { GatewayEnv } from "../../env.ts";
import type { PublicContext } from "../context.ts";
import { languageOf } from "../language.ts";
import { answerUnpaired, screenDevice } from "./device.tsx";
import { printExtract } from "./kiosk-extract.ts";
import { answerKiosk, answerNotices, KIOSK, type KioskVisit, visitOf } from "./kiosk-frame.tsx";
import { answerCodePage, answerDossier, takeCode } from "./kiosk-look-up.tsx";
import { answerFields, answerProcedure, answerProcedures } from "./kiosk-procedures.tsx";
import { answerNumber, answerSlip } from "./kiosk-slip.tsx";
import { answerStart } from "./kiosk-start.tsx";
import { answerLines, answerPriority, isPurpose, takeNumber } from "./kiosk-take.tsx";
import { tk } from "./kiosk-texts.ts";
import { createPace, type Pace } from "./pace.ts";

type Answer = (visit: KioskVisit) => Promise<Response>;
type AnswerForm = (visit: KioskVisit, fields: URLSearchParams) => Promise<Response>;

/** Adds the kiosk's pages. */
export const addKiosk = (context: PublicContext): void => {
  const { pages, hub, trustedProxies, formTimeoutMs, wallClock } = context;
  const paceOf = createPace(wallClock);

  const paired =
    (answer: Answer) =>
    async (c: Context<GatewayEnv>): Promise<Response> => {
      const at = screenDevice(c, hub, "kiosk");
      return at === undefined ? answerUnpaired(c, context) : answer(visitOf(c, trustedProxies, at));
    };

  /** Answers where the kiosk is not too fast. */
  const paced = async (pace: Pace, visit: KioskVisit, answer: () => Promise<Response>): Promise<Response> => {
    const { c, at, lang } = visit;
    const seconds = paceOf(pace, at.device.id);
    if (seconds === 0) return answer();
    c.header("Retry-After", String(seconds));
    const body = <p class="lead">{tk(lang, "tooFast", { n: seconds })}</p>;
    return answerKiosk(context, visit, { title: tk(lang, "sorry"), kind: "text", back: KIOSK, body }, 429);
  };

  /** A form of the kiosk's own page; from elsewhere nothing is taken. */
  const form = (pace: Pace, answer: AnswerForm) =>
    paired(async (visit) => {
      const { c, lang } = visit;
      const read = isOwnForm(c, trustedProxies) ? await readForm(c, formTimeoutMs) : undefined;
      if (read !== undefined && "fields" in read) return paced(pace, visit, () => answer(visit, read.fields));
      return answerKiosk(
        context,
        visit,
        {
          title: tk(lang, "sorry"),
          kind: "text",
          back: KIOSK,
          body: <p class="lead">{tk(lang, read === undefined ? "foreign" : "badInput")}</p>,
        },
        read === undefined ? 403 : 422,
      );
    });

  pages.get(
    KIOSK,
    paired((visit) => answerStart(context, visit)),
  );
  pages.get(
    `${KIOSK}/notices`,
    paired((visit) => answerNotices(context, visit)),
  );
  pages.get(
    `${KIOSK}/take`,
    paired((visit) => {
      const purpose = visit.c.req.query("for");
      return isPurpose(purpose) ? answerLines(context, visit, purpose) : answerStart(context, visit);
    }),
  );
  pages.get(
    `${KIOSK}/take/priority`,
    paired((visit) => answerPriority(context, visit)),
  );
  pages.post(
    `${KIOSK}/take`,
    form("number", (visit, fields) => takeNumber(context, visit, fields)),
  );

  const ticketPage = (answer: (visit: KioskVisit, ticket: string) => Promise<Response>) =>
    paired((visit) => {
      const given = ticketId.safeParse(visit.c.req.param("ticket"));
      return given.success ? answer(visit, given.data) : answerStart(context, visit);
    });
  pages.get(
    `${KIOSK}/number/:ticket`,
    ticketPage((visit, ticket) => answerNumber(context, visit, ticket, true)),
  );
  pages.get(
    `${KIOSK}/number/:ticket/slip`,
    ticketPage((visit, ticket) => answerSlip(context, visit, ticket)),
  );
  pages.get(
    `${KIOSK}/ticket/:ticket`,
    ticketPage((visit, ticket) => answerNumber(context, visit, ticket, false)),
  );

  pages.get(
    `${KIOSK}/look-up`,
    paired((visit) => answerCodePage(context, visit)),
  );
  pages.post(
    `${KIOSK}/look-up`,
    form("lookUp", (visit, fields) => takeCode(context, visit, fields.get("code") ?? "")),
  );
  pages.get(
    `${KIOSK}/dossier`,
    paired((visit) => paced("lookUp", visit, () => answerDossier(context, visit, visit.c.req.query("code") ?? ""))),
  );

  pages.get(
    `${KIOSK}/procedures`,
    paired((visit) => answerProcedures(context, visit)),
  );
  pages.get(
    `${KIOSK}/procedures/fields`,
    paired((visit) => answerFields(context, visit)),
  );
  pages.get(
    `${KIOSK}/procedures/:code`,
    paired((visit) => answerProcedure(context, visit, visit.c.req.param("code") ?? "")),
  );
  pages.post(
    `${KIOSK}/procedures/:code/print`,
    form("print", async (visit) => {
      const code = visit.c.req.param("code") ?? "";
      const found = await hub.procedure(code);
      return answerProcedure(
        context,
        visit,
        code,
        found === undefined ? "failed" : await printExtract(context, visit.at, found.procedure),
      );
    }),
  );

  // A mistyped address must not lead out of the kiosk: there is no way back by touch.
  pages.get(
    `${KIOSK}/*`,
    paired((visit) => answerStart(context, { ...visit, lang: languageOf(visit.c, trustedProxies) })),
  );
};
