/**
 * Looking a dossier up at the kiosk (R-E02): a scanned or typed code shows where it stands and when it is due, and nothing personal, so no key
 * is asked. A result that waits here leads straight to a number tied to the dossier.
 * Glossary: wedge = đầu đọc mã vạch kiểu bàn phím.
 */
import type { FC } from "hono/jsx";
import { FINAL_STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { readScan } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import { publicView } from "../../rest/views.ts";
import type { PublicContext } from "../context.ts";
import { HAND_OVER, NEXT } from "../look-up-texts.ts";
import { type Lang, say, t } from "../text.ts";
import { dayText, momentText } from "../words.ts";
import { CodeKeys } from "./keys.tsx";
import { answerKiosk, KIOSK, type KioskVisit } from "./kiosk-frame.tsx";
import { linesFor, priorityPath } from "./kiosk-take.tsx";
import { tk } from "./kiosk-texts.ts";
import { shortProcedure } from "./results-view.ts";

type Context = Pick<PublicContext, "hub" | "trustedProxies" | "log">;

const INPUT = "ma-ho-so";

const CodeForm: FC<{ readonly lang: Lang; readonly value: string }> = ({ lang, value }) => (
  <form method="post" action={`${KIOSK}/look-up`} class="typing">
    <div class="typed">
      <label for={INPUT}>{t(lang, "code")}</label>
      {/* inputmode none: our own keys do, the system's keyboard would cover them. */}
      <input
        id={INPUT}
        name="code"
        value={value}
        maxlength={80}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        inputmode="none"
        required
        autofocus
      />
      <p>{tk(lang, "lookUpHow")}</p>
      <button type="submit">{tk(lang, "search")}</button>
    </div>
    <CodeKeys lang={lang} input={INPUT} />
  </form>
);

/** Answers with the page where a code is typed or scanned; `problem`: why the last one led nowhere. */
export const answerCodePage = (
  context: Context,
  visit: KioskVisit,
  problem?: { readonly title: string; readonly text: string },
  status: 200 | 404 | 409 | 422 = 200,
): Promise<Response> => {
  const { lang, at } = visit;
  return answerKiosk(
    context,
    visit,
    {
      title: t(lang, "lookUp"),
      kind: "keys",
      back: KIOSK,
      body: (
        <>
          {problem === undefined ? (
            ""
          ) : (
            <div class="trouble" role="alert">
              <strong>{problem.title}</strong>
              <p>{problem.text}</p>
            </div>
          )}
          {/* Most codes that come here are this agency's own. */}
          <CodeForm lang={lang} value={problem === undefined ? `${at.hall.agencyId}-` : ""} />
        </>
      ),
    },
    status,
  );
};

const Fact: FC<{ readonly name: string; readonly children?: unknown }> = ({ name, children }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children as string}</dd>
  </div>
);

/** Past its due time and still not decided. */
const isOverdue = (dossier: Dossier, now: Instant): boolean =>
  dossier.clock !== undefined &&
  dossier.clock.stopped === undefined &&
  dossier.clock.dueAt < now &&
  !FINAL_STATUSES.has(dossier.status) &&
  dossier.status !== "decided" &&
  dossier.status !== "inDelivery";

/** What the citizens' pages list beside their advice is not for everybody who scans a code: here a person says it. */
const ASK = { incomplete: "askSupplement", awaitingSupplement: "askSupplement", awaitingPayment: "askPayment" } as const;
const asks = (status: Dossier["status"]): status is keyof typeof ASK => Object.hasOwn(ASK, status);

/** What comes next for the applicant. */
const adviceOf = (lang: Lang, { status, returnMethod }: Dossier): string => {
  if (asks(status)) return tk(lang, ASK[status]);
  return say(lang, status === "decided" ? HAND_OVER[returnMethod.kind] : NEXT[status]);
};

const Status: FC<{ readonly context: Context; readonly visit: KioskVisit; readonly dossier: Dossier; readonly code: string }> = ({
  context: { hub },
  visit: { at, lang },
  dossier,
  code,
}) => {
  const view = publicView(code, dossier, undefined, hub);
  const now = hub.now();
  const here = dossier.status === "decided" && dossier.agencyId === at.hall.agencyId && dossier.returnMethod.kind === "inPerson";
  const [line] = linesFor(at.hall, "result");
  return (
    <div class="standing">
      <p class={`status ${dossier.status}`}>
        <span>{t(lang, "status")}</span>
        <strong>{say(lang, view.statusTitle)}</strong>
      </p>
      <dl class="facts-large">
        <Fact name={t(lang, "procedure")}>{shortProcedure(view.procedure.name)}</Fact>
        {view.receivedAt === undefined ? "" : <Fact name={t(lang, "receivedAt")}>{dayText(lang, view.receivedAt)}</Fact>}
        {view.dueAt === undefined || FINAL_STATUSES.has(dossier.status) ? (
          ""
        ) : (
          <Fact name={t(lang, "dueAt")}>{view.clockStopped ? tk(lang, "stopped") : momentText(lang, view.dueAt)}</Fact>
        )}
        <Fact name={tk(lang, "where")}>{[...new Set(view.heldBy)].join("; ") || view.agencyName}</Fact>
      </dl>
      {isOverdue(dossier, now) ? <p class="late">{tk(lang, "overdue")}</p> : ""}
      {here ? "" : <p class="advice">{adviceOf(lang, dossier)}</p>}
      {here ? (
        <div class="ready">
          <p>
            <strong>{tk(lang, "readyHere")}</strong>
            <span>{tk(lang, "readyHereDo")}</span>
          </p>
          {line === undefined ? (
            ""
          ) : (
            <a class="button" href={priorityPath({ purpose: "result", line: line.id, dossier: dossier.id })}>
              {tk(lang, "takeResultNumber")}
            </a>
          )}
        </div>
      ) : (
        ""
      )}
    </div>
  );
};

/** Answers with how a dossier stands, or that there is none of that code. */
export const answerDossier = async (context: Context, visit: KioskVisit, code: string): Promise<Response> => {
  const { lang } = visit;
  const found = await context.hub.namesakes(code);
  const [dossier] = found;
  if (dossier === undefined)
    return answerCodePage(context, visit, { title: tk(lang, "notFound", { code }), text: tk(lang, "notFoundDo") }, 404);
  if (found.length > 1) return answerCodePage(context, visit, { title: code, text: tk(lang, "several") }, 409);
  visit.c.set("dossierId", dossier.id);
  return answerKiosk(context, visit, {
    title: dossier.code ?? code,
    kind: "text",
    back: `${KIOSK}/look-up`,
    body: <Status context={context} visit={visit} dossier={dossier} code={dossier.code ?? code} />,
  });
};

/** Takes a typed or scanned text and leads to what it is of; what is a person's number is said to be so, and forgotten. */
export const takeCode = async (context: Context, visit: KioskVisit, text: string): Promise<Response> => {
  const { hub } = context;
  const { at, lang, c } = visit;
  const read = readScan(text);
  await hub.hall.execute({
    hallId: at.hall.id,
    command: {
      type: "scanned",
      deviceId: at.device.id,
      what: read.what,
      ...(read.code === undefined ? {} : { code: read.code }),
    },
    actor: { kind: "device", id: at.device.id },
  });
  if (read.what === "identity")
    return answerCodePage(context, visit, { title: tk(lang, "identityScanned"), text: tk(lang, "identityScannedDo") }, 422);
  if (read.code === undefined)
    return answerCodePage(context, visit, { title: tk(lang, "notACode"), text: tk(lang, "notFoundDo") }, 422);
  if (read.what === "ticket") return c.redirect(`${KIOSK}/ticket/${read.code}`, 303);
  return c.redirect(`${KIOSK}/dossier?code=${encodeURIComponent(read.code)}`, 303);
};
