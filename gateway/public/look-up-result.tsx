/** What a look-up shows: everything public with the key, status and due date with the code alone. No person's name, number or address. */
import type { Child, FC } from "hono/jsx";
import type { DossierStatus } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Instant } from "../../core/time/types.ts";
import type { Bilingual } from "../problem.ts";
import type { publicView } from "../rest/views.ts";
import { Vi } from "./layout.tsx";
import { HAND_OVER, look, NEXT } from "./look-up-texts.ts";
import type { QrPath } from "./qr.ts";
import { type Lang, say, t } from "./text.ts";
import { dayText, momentText, moneyText } from "./words.ts";

export type View = ReturnType<typeof publicView>;

/** What the page is made of; `qrs` by place of the charge. */
export interface Found {
  readonly view: View;
  readonly returnMethod: Dossier["returnMethod"]["kind"];
  readonly timeline: readonly { readonly title: Bilingual; readonly at: Instant }[];
  readonly qrs: ReadonlyMap<number, QrPath>;
  readonly now: Instant;
  /** Where the applicant may rate: the sealed word for which dossier. */
  readonly rating?: string;
}

const TONES: Readonly<Partial<Record<DossierStatus, "good" | "bad" | "warn">>> = {
  decided: "good",
  inDelivery: "good",
  returned: "good",
  rejected: "bad",
  incomplete: "warn",
  awaitingSupplement: "warn",
  awaitingPayment: "warn",
  suspended: "warn",
};

const Fact: FC<{ readonly name: string; readonly children?: Child }> = ({ name, children }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** Nothing is overdue once it is decided or over. */
const RUNNING: ReadonlySet<DossierStatus> = new Set([
  "received",
  "processing",
  "forwarded",
  "awaitingSupplement",
  "awaitingPayment",
  "suspended",
]);

const isOverdue = (view: Pick<View, "dueAt" | "status" | "clockStopped">, now: Instant): boolean =>
  view.dueAt !== undefined && !view.clockStopped && RUNNING.has(view.status) && view.dueAt < now;

type Due = Pick<View, "dueAt" | "firstDueAt" | "status" | "clockStopped" | "receivedAt">;

const DueFacts: FC<{ readonly lang: Lang; readonly view: Due }> = ({ lang, view }) => {
  if (view.dueAt === undefined)
    return view.receivedAt === undefined ? <Fact name={t(lang, "dueAt")}>{look(lang, "noDueAt")}</Fact> : null;
  const moved = view.firstDueAt !== undefined && view.firstDueAt !== view.dueAt;
  return (
    <>
      <Fact name={t(lang, "dueAt")}>
        <strong>{momentText(lang, view.dueAt)}</strong>
      </Fact>
      {moved ? <Fact name={look(lang, "firstDueAt")}>{momentText(lang, view.firstDueAt ?? view.dueAt)}</Fact> : ""}
    </>
  );
};

const Warnings: FC<{ readonly lang: Lang; readonly view: Due; readonly now: Instant }> = ({ lang, view, now }) => (
  <>
    {isOverdue(view, now) ? <p class="notice bad">{look(lang, "overdue")}</p> : ""}
    {view.clockStopped ? <p class="notice warn">{look(lang, "clockStopped")}</p> : ""}
  </>
);

const nextOf = (status: DossierStatus, method: Found["returnMethod"]): Bilingual =>
  status === "decided" ? HAND_OVER[method] : NEXT[status];

const Missing: FC<{ readonly lang: Lang; readonly view: View }> = ({ lang, view }) =>
  view.missing.length === 0 ? null : (
    <section aria-labelledby="thieu">
      <h3 id="thieu">{look(lang, "missing")}</h3>
      <table class="stack">
        <caption class="hidden">{look(lang, "missing")}</caption>
        <thead>
          <tr>
            <th scope="col">{look(lang, "missingPaper")}</th>
            <th scope="col">{look(lang, "missingWhy")}</th>
          </tr>
        </thead>
        <tbody>
          {view.missing.map((one) => (
            <tr>
              <th scope="row">
                <Vi lang={lang}>{one.name}</Vi>
              </th>
              <td data-label={look(lang, "missingWhy")}>
                <Vi lang={lang}>{one.reason}</Vi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

/** Only the web's own addresses become links: what a partner sent is not to run in our page. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);

const Charge: FC<{ readonly lang: Lang; readonly charge: View["charges"][number]; readonly qr: QrPath | undefined }> = ({
  lang,
  charge,
  qr,
}) => (
  <li class="charge">
    <div>
      <p>
        <Vi lang={lang}>{charge.name}</Vi>: <strong>{moneyText(lang, charge.amount - charge.paid)}</strong>
        {charge.paid > 0 ? <span class="hint"> ({look(lang, "paid", { amount: moneyText(lang, charge.paid) })})</span> : ""}
      </p>
      {charge.expiresAt === undefined ? (
        ""
      ) : (
        <p class="hint">{look(lang, "payBefore", { at: momentText(lang, charge.expiresAt) })}</p>
      )}
      {charge.url !== undefined && isWebAddress(charge.url) ? (
        <p>
          <a class="button" href={charge.url} rel="external noreferrer">
            {look(lang, "payOnline")} <span class="hidden">{t(lang, "newTab")}</span>
          </a>
        </p>
      ) : qr === undefined ? (
        <p>{look(lang, "payHere")}</p>
      ) : null}
    </div>
    {qr === undefined ? (
      ""
    ) : (
      <figure class="qr">
        <svg viewBox={`0 0 ${qr.side} ${qr.side}`} role="img" aria-label={look(lang, "payByQr", { name: charge.name })}>
          <rect width={qr.side} height={qr.side} fill="#fff" />
          <path d={qr.path} fill="#000" shape-rendering="crispEdges" />
        </svg>
        <figcaption class="hint">{look(lang, "scan")}</figcaption>
      </figure>
    )}
  </li>
);

const Charges: FC<{ readonly lang: Lang; readonly found: Found }> = ({ lang, found }) =>
  found.view.charges.length === 0 ? null : (
    <section aria-labelledby="nop">
      <h3 id="nop">{look(lang, "charges")}</h3>
      <ul class="plain">
        {found.view.charges.map((charge, place) => (
          <Charge lang={lang} charge={charge} qr={found.qrs.get(place)} />
        ))}
      </ul>
    </section>
  );

const STEP_MARKS: Readonly<Record<string, "past" | "now" | "to-come" | "ill">> = {
  waiting: "to-come",
  skipped: "to-come",
  done: "past",
  cancelled: "past",
  refused: "ill",
};

const Way: FC<{ readonly lang: Lang; readonly view: View }> = ({ lang, view }) =>
  view.steps.length === 0 ? null : (
    <section aria-labelledby="chang">
      <h3 id="chang">{look(lang, "way")}</h3>
      <p class="hint">{look(lang, "wayHint")}</p>
      <ol class="steps">
        {view.steps.map((step) => (
          <li class={STEP_MARKS[step.state] ?? "now"}>
            <p>
              <strong>
                <Vi lang={lang}>{step.name}</Vi>
              </strong>
              {step.agencyName === undefined ? "" : <Vi lang={lang}>{` – ${step.agencyName}`}</Vi>}
            </p>
            <p class="hint">
              {[
                say(lang, step.stateTitle),
                ...(step.sentAt === undefined ? [] : [look(lang, "sentAt", { at: dayText(lang, step.sentAt) })]),
                ...(step.endedAt !== undefined
                  ? [look(lang, "endedAt", { at: dayText(lang, step.endedAt) })]
                  : step.dueAt === undefined
                    ? []
                    : [look(lang, "stepDue", { at: momentText(lang, step.dueAt) })]),
              ].join(" · ")}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );

const Timeline: FC<{ readonly lang: Lang; readonly found: Found }> = ({ lang, found }) =>
  found.timeline.length === 0 ? null : (
    <section aria-labelledby="dien-bien">
      <h3 id="dien-bien">{look(lang, "timeline")}</h3>
      <ol class="steps">
        {found.timeline.map(({ title, at }) => (
          <li class="past">
            <p>{say(lang, title)}</p>
            <p class="hint">
              <time datetime={at}>{momentText(lang, at)}</time>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );

interface BoxProps {
  readonly lang: Lang;
  readonly code: string;
  readonly view: Pick<View, "status" | "statusTitle">;
  readonly children?: Child;
}

/** The answer: takes the focus when it comes, and is read out. */
const Box: FC<BoxProps> = ({ lang, code, view, children }) => (
  <section
    class="card answer"
    tabindex={-1}
    autofocus
    aria-labelledby="ket-qua"
    data-announce={look(lang, "announce", { code, status: say(lang, view.statusTitle) })}
  >
    <h2 id="ket-qua">
      {look(lang, "dossier")} <span class="code">{code}</span>
    </h2>
    <p>
      <span class="hidden">{t(lang, "status")}: </span>
      <span class={`badge large ${TONES[view.status] ?? ""}`}>{say(lang, view.statusTitle)}</span>
    </p>
    {children}
  </section>
);

/** Everything that code and key show. */
export const FullResult: FC<{ readonly lang: Lang; readonly found: Found }> = ({ lang, found }) => {
  const { view } = found;
  return (
    <Box lang={lang} code={view.code} view={view}>
      <p class="lead">{say(lang, nextOf(view.status, found.returnMethod))}</p>
      <Warnings lang={lang} view={view} now={found.now} />
      <dl class="facts">
        <Fact name={t(lang, "procedure")}>
          <Vi lang={lang}>{view.procedure.name}</Vi>
        </Fact>
        {view.heldBy.length === 0 ? (
          ""
        ) : (
          <Fact name={look(lang, "heldBy")}>
            <Vi lang={lang}>{view.heldBy.join("; ")}</Vi>
          </Fact>
        )}
        <Fact name={look(lang, "receivedBy")}>
          <Vi lang={lang}>{view.agencyName}</Vi>
        </Fact>
        <Fact name={look(lang, "submittedAt")}>{momentText(lang, view.submittedAt)}</Fact>
        {view.receivedAt === undefined ? "" : <Fact name={t(lang, "receivedAt")}>{momentText(lang, view.receivedAt)}</Fact>}
        <DueFacts lang={lang} view={view} />
        {view.delivery?.itemCode === undefined ? (
          ""
        ) : (
          <Fact name={look(lang, "postItem")}>
            <span class="code">{view.delivery.itemCode}</span>
          </Fact>
        )}
      </dl>
      <Missing lang={lang} view={view} />
      <Charges lang={lang} found={found} />
      <div class="cards">
        <Way lang={lang} view={view} />
        <Timeline lang={lang} found={found} />
      </div>
      {found.rating === undefined ? (
        ""
      ) : (
        <form method="post" action="/danh-gia">
          <input type="hidden" name="dossier" value={found.rating} />
          <button type="submit" class="quiet">
            {look(lang, "rate")}
          </button>
        </form>
      )}
    </Box>
  );
};

/** Status and due date, nothing else. */
export const ShortResult: FC<{ readonly lang: Lang; readonly code: string; readonly view: View; readonly now: Instant }> = ({
  lang,
  code,
  view,
  now,
}) => (
  <Box lang={lang} code={code} view={view}>
    <Warnings lang={lang} view={view} now={now} />
    <dl class="facts">
      <DueFacts lang={lang} view={view} />
    </dl>
    <p class="hint">{look(lang, "onlyStatus")}</p>
  </Box>
);
