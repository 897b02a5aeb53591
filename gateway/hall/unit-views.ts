/** What units are shown of their hall: lines, counters, announcements, the slip as text. Nothing personal. Pure. */
import type {
  CounterNow,
  HallNow,
  PrintLine,
  Announcement as SaidAnnouncement,
} from "../../adapters/hall/queue-units/contract/units.ts";
import type { Hall, HallCounter, HallDevice, HallService, Priority } from "../../catalogs/hall.ts";
import type { Slip } from "../../core/hall/slip.ts";
import type { DeviceStatus, HallDay, HallEvent, HallFace, Ticket } from "../../core/hall/types.ts";
import { announcementOf, noticesOf } from "../../core/hub.ts";
import type { Instant } from "../../core/time/types.ts";

/** A unit with where it stands. */
export interface UnitPlace {
  readonly device: HallDevice;
  readonly hall: Hall;
}

const isOpen = (day: HallDay, { id, services }: HallCounter, { id: line }: HallService): boolean =>
  services.includes(line) && day.counters.get(id)?.open === true;

/** What a ticket machine may offer. */
export const hallNow = (
  hall: Hall,
  day: HallDay,
  devices: readonly DeviceStatus[],
  face: Pick<HallFace, "estimateNew">,
  now: Instant,
): HallNow => ({
  day: day.day,
  closed: day.closed !== undefined,
  lines: hall.services.map((service) => {
    const { ahead, minutes } = face.estimateNew(day, service.id, undefined, now);
    return {
      id: service.id,
      letter: service.letter,
      name: service.name,
      purpose: service.purpose,
      open: day.closed === undefined && hall.counters.some((counter) => isOpen(day, counter, service)),
      ahead,
      ...(minutes === undefined ? {} : { minutes }),
    };
  }),
  notices: noticesOf(devices).map(({ vi, en }) => ({ vi, en })),
});

const waitsFor = (counter: HallCounter, { state, onlyCounterId, serviceId }: Ticket): boolean =>
  state === "waiting" && (onlyCounterId === undefined ? counter.services.includes(serviceId) : onlyCounterId === counter.id);

/** The counter of a call unit; undefined where the catalog gives the unit none. */
export const counterOf = ({ device, hall }: UnitPlace): HallCounter | undefined =>
  hall.counters.find(({ id }) => id === device.counter);

/** What a call unit shows. */
export const counterNow = (
  hall: Hall,
  counter: HallCounter,
  day: HallDay,
  priorities: ReadonlyMap<string, Priority>,
): CounterNow => {
  const { id, number, name } = counter;
  const now = day.counters.get(id);
  const ticket = now?.ticketId === undefined ? undefined : day.tickets.get(now.ticketId);
  const line = hall.services.find((service) => service.id === ticket?.serviceId);
  const priority = ticket?.priority === undefined ? undefined : priorities.get(ticket.priority);
  const at =
    ticket === undefined || line === undefined || (ticket.state !== "called" && ticket.state !== "serving")
      ? undefined
      : {
          id: ticket.id,
          state: ticket.state,
          line: { id: line.id, name: line.name },
          ...(priority === undefined ? {} : { priority: priority.name }),
          calls: ticket.calls,
          calledAt: ticket.calledAt ?? ticket.takenAt,
        };
  return {
    counter: { id, number, name },
    open: now?.open === true,
    ...(now?.officer === undefined ? {} : { officer: now.officer }),
    ...(at === undefined ? {} : { ticket: at }),
    waiting: [...day.tickets.values()].filter((one) => waitsFor(counter, one)).length,
  };
};

/** What a loudspeaker is told of an event; undefined for one that is not announced. `audio`: where its speech is. */
export const announcementView = (
  event: HallEvent,
  hall: Hall,
  now: Instant,
  audio: string | undefined,
): SaidAnnouncement | undefined => {
  const said = announcementOf(event, hall);
  if (said === undefined) return undefined;
  const { ticketId, counter, again, language, vi, en } = said;
  return {
    seq: event.seq,
    day: event.day,
    ticket: ticketId,
    counter,
    again,
    language,
    vi,
    en,
    at: event.at,
    ageSeconds: Math.max(0, (Date.parse(now) - Date.parse(event.at)) / 1000),
    ...(audio === undefined ? {} : { audio }),
  };
};

/** A slip as lines of text for a printer of its own; what is no text (bar code, QR) is left out. */
export const printLines = ({ items }: Pick<Slip, "items">): readonly PrintLine[] =>
  items.flatMap((item): readonly PrintLine[] => {
    const plain = { size: "normal", align: "left", bold: false } as const;
    switch (item.kind) {
      case "text":
        return [{ text: item.text, size: item.size, align: item.align, bold: item.bold }];
      case "pair":
        return [{ ...plain, text: `${item.label}: ${item.value}` }];
      case "rule":
        return [{ ...plain, text: "--------------------------------" }];
      case "gap":
        return Array.from({ length: item.lines }, () => ({ ...plain, text: "" }));
      default:
        return [];
    }
  });
