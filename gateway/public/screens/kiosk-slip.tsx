/**
 * The number and its slip. The number is given by the queue; paper is only paper: where the printer fails, the screen says so and shows the
 * number to remember or photograph, and the ticket is good all the same.
 */
import type { FC } from "hono/jsx";
import type { Hall } from "../../../catalogs/hall.ts";
import type { DeviceJob, DeviceStatus, HallDay, Ticket } from "../../../core/hall/types.ts";
import { ticketSlip, toLocalDate } from "../../../core/hub.ts";
import type { LocalDate } from "../../../core/time/types.ts";
import { safeError } from "../../log.ts";
import type { PublicContext } from "../context.ts";
import { answerFragment } from "../layout.tsx";
import { type QrPath, qrPath } from "../qr.ts";
import { type Lang, say } from "../text.ts";
import type { ScreenDevice } from "./device.tsx";
import { answerKiosk, KIOSK, type KioskVisit } from "./kiosk-frame.tsx";
import { tk } from "./kiosk-texts.ts";

type Context = Pick<PublicContext, "hub" | "trustedProxies" | "log">;

/** The number stands so long when its slip came, or when people must photograph it, seconds. */
const LEAVE = { printed: 15, trouble: 40 } as const;

/** The printer of slips for the whole hall: one that stands at a counter is that officer's. Pure. */
export const slipPrinterOf = (hall: Pick<Hall, "devices">): string | undefined =>
  hall.devices.find(({ kind, counter }) => kind === "receiptPrinter" && counter === undefined)?.id;

const jobIdOf = (hallId: string, day: LocalDate, ticketId: string): string => `ticket:${hallId}:${day}:${ticketId}`;

/** Asks for the slip of a number; asked twice it is printed once. Never throws: a number without paper is a number. */
export const printTicket = async (
  { hub, log }: Pick<PublicContext, "hub" | "log">,
  at: ScreenDevice,
  day: HallDay,
  ticket: Ticket,
): Promise<void> => {
  const printer = slipPrinterOf(at.hall);
  if (printer === undefined) return;
  const priority = ticket.priority === undefined ? undefined : hub.catalogs.priorities.get(ticket.priority);
  const estimate = hub.hall.estimate(day, ticket.id, hub.now());
  try {
    await hub.hall.ask({
      deviceId: printer,
      operation: "print",
      body: ticketSlip({
        hall: at.hall,
        ticket,
        ...(priority === undefined ? {} : { priority }),
        ...(estimate === undefined ? {} : { estimate }),
      }),
      jobId: jobIdOf(at.hall.id, day.day, ticket.id),
      actor: { kind: "device", id: at.device.id },
      ticketId: ticket.id,
    });
  } catch (error) {
    log.error({ deviceId: printer, error: safeError(error) }, "a ticket's slip could not be asked for");
  }
};

export type SlipState = "printing" | "printed" | "trouble";
/**
 * What is said about the slip: on its way, out, or not to be waited for. A job that waits at a failing printer may still come out later; nobody
 * has to stand there for it. Pure.
 */
export const slipState = (job: DeviceJob | undefined, printer: DeviceStatus | undefined): SlipState => {
  if (job === undefined || printer === undefined || job.state === "failed") return "trouble";
  if (job.state === "done") return "printed";
  // A second attempt means that the first did not reach it, or that the paper is out.
  return printer.state === "failing" || printer.state === "off" || (job.state === "waiting" && job.attempts > 0)
    ? "trouble"
    : "printing";
};

const SLIP_WORDS = { printing: "printing", printed: "printed", trouble: "notPrinted" } as const;

/** What the counter's scanner reads from a photograph: the number itself, as on the slip. */
const QrCode: FC<{ readonly ticketId: string; readonly qr: QrPath }> = ({ ticketId, qr }) => (
  <svg viewBox={`0 0 ${qr.side} ${qr.side}`} role="img" aria-label={`QR ${ticketId}`}>
    <rect width={qr.side} height={qr.side} fill="#fff" />
    <path d={qr.path} fill="#000" shape-rendering="crispEdges" />
  </svg>
);

/** How the slip stands, and the code to photograph where none is to be waited for. */
interface SlipView {
  readonly state: SlipState;
  readonly qr?: QrPath;
}

const Slip: FC<{ readonly lang: Lang; readonly ticketId: string; readonly slip: SlipView }> = ({
  lang,
  ticketId,
  slip: { state, qr },
}) => (
  <div
    class={`slip ${state}`}
    role="status"
    {...(state === "printed"
      ? {}
      : {
          "hx-get": `${KIOSK}/number/${ticketId}/slip`,
          "hx-trigger": "every 1s",
          "hx-swap": "outerMorph",
          "hx-sync": "replace",
        })}
  >
    <p>{tk(lang, SLIP_WORDS[state])}</p>
    {qr === undefined ? (
      ""
    ) : (
      <figure>
        <QrCode ticketId={ticketId} qr={qr} />
        <figcaption>{tk(lang, "qrHint")}</figcaption>
      </figure>
    )}
    <a hidden href={`${KIOSK}?lang=vi`} data-after={state === "printed" ? LEAVE.printed : LEAVE.trouble}>
      {tk(lang, "home")}
    </a>
  </div>
);

const stateOf = async ({ hub }: Pick<PublicContext, "hub">, hall: Hall, ticketId: string): Promise<SlipState> => {
  const printer = slipPrinterOf(hall);
  if (printer === undefined) return "trouble";
  const [job, status] = await Promise.all([
    hub.hall.job(printer, jobIdOf(hall.id, toLocalDate(hub.now()), ticketId)),
    hub.hall.device(printer),
  ]);
  return slipState(job, status);
};

const slipOf = async (context: Pick<PublicContext, "hub">, hall: Hall, ticketId: string): Promise<SlipView> => {
  const state = await stateOf(context, hall, ticketId);
  const qr = state === "trouble" ? await qrPath(ticketId) : undefined;
  return { state, ...(qr === undefined ? {} : { qr }) };
};

/** Numbers of the counters that may call it. Pure. */
export const countersFor = (
  hall: Pick<Hall, "counters">,
  ticket: Pick<Ticket, "serviceId" | "onlyCounterId">,
): readonly number[] =>
  hall.counters
    .filter((counter) =>
      ticket.onlyCounterId === undefined ? counter.services.includes(ticket.serviceId) : counter.id === ticket.onlyCounterId,
    )
    .map((counter) => counter.number)
    .toSorted((a, b) => a - b);

/** How a number of today stands, for whoever holds it. */
const Standing: FC<{
  readonly lang: Lang;
  readonly hall: Hall;
  readonly ticket: Ticket;
  readonly ahead?: number;
  readonly minutes?: number;
}> = ({ lang, hall, ticket, ahead, minutes }) => {
  const counter = hall.counters.find(({ id }) => id === ticket.counterId)?.number ?? 0;
  if (ticket.state === "called") return <p class="turn-now">{tk(lang, "ticketCalled", { n: counter })}</p>;
  if (ticket.state === "serving") return <p class="turn-now">{tk(lang, "ticketServing", { n: counter })}</p>;
  if (ticket.state === "absent") return <p class="turn-now over">{tk(lang, "ticketAbsent")}</p>;
  if (ticket.state !== "waiting") return <p class="turn-now over">{tk(lang, "ticketOver")}</p>;
  const counters = countersFor(hall, ticket);
  return (
    <dl class="facts-large">
      <div>
        <dt>{tk(lang, "ahead")}</dt>
        <dd>{ahead ?? 0}</dd>
      </div>
      <div>
        <dt>{tk(lang, "expected")}</dt>
        <dd>
          {minutes === undefined
            ? tk(lang, "unknownWait")
            : minutes === 0
              ? tk(lang, "turnNow")
              : tk(lang, "aboutMinutes", { n: minutes })}
        </dd>
      </div>
      {counters.length === 0 ? (
        ""
      ) : (
        <div>
          <dt>{tk(lang, "goTo")}</dt>
          <dd>{tk(lang, "counters", { list: counters.join(", ") })}</dd>
        </div>
      )}
    </dl>
  );
};

/** Answers with a number of today and how it stands; `fresh`: it was just given, and its slip is on the way. */
export const answerNumber = async (context: Context, visit: KioskVisit, ticketId: string, fresh: boolean): Promise<Response> => {
  const { hub } = context;
  const { at, lang } = visit;
  const day = await hub.hall.day(at.hall.id);
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined)
    return answerKiosk(
      context,
      visit,
      {
        title: tk(lang, "noSuchNumber", { id: ticketId }),
        kind: "text",
        back: KIOSK,
        body: (
          <>
            <p class="lead">{tk(lang, "noSuchNumberDo")}</p>
            <p>
              <a class="button" href={KIOSK}>
                {tk(lang, "takeNumber")}
              </a>
            </p>
          </>
        ),
      },
      404,
    );
  const estimate = hub.hall.estimate(day, ticketId, hub.now());
  const service = at.hall.services.find(({ id }) => id === ticket.serviceId);
  const priority = ticket.priority === undefined ? undefined : hub.catalogs.priorities.get(ticket.priority);
  return answerKiosk(context, visit, {
    title: fresh ? tk(lang, "yourNumber") : tk(lang, "ticketState", { id: ticket.id }),
    kind: "ticket-page",
    back: KIOSK,
    done: fresh,
    body: (
      <div class="given">
        <div class="big">
          <p class={ticket.id.length > 4 ? "ticket long" : "ticket"} data-ticket={ticket.id}>
            {ticket.id}
          </p>
          <p class="line-name">{service === undefined ? "" : say(lang, service.name)}</p>
          {priority === undefined ? (
            ""
          ) : (
            <p class="priority-name">{tk(lang, "priorityOf", { name: say(lang, priority.name) })}</p>
          )}
        </div>
        <div class="rest">
          <Standing
            lang={lang}
            hall={at.hall}
            ticket={ticket}
            {...(estimate === undefined
              ? {}
              : { ahead: estimate.ahead, ...(estimate.minutes === undefined ? {} : { minutes: estimate.minutes }) })}
          />
          {fresh ? <Slip lang={lang} ticketId={ticket.id} slip={await slipOf(context, at.hall, ticket.id)} /> : ""}
        </div>
      </div>
    ),
  });
};

/** Answers with how the slip of a number stands, for the page of that number. */
export const answerSlip = async (context: Context, { c, at, lang }: KioskVisit, ticketId: string): Promise<Response> =>
  answerFragment(c, lang, <Slip lang={lang} ticketId={ticketId} slip={await slipOf(context, at.hall, ticketId)} />);
