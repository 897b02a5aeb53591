/** The slip of the ticket machine: the number huge, what it is for, how long it will take, where to go (R-H). Pure. */
import type { Hall, Priority } from "../../../catalogs/hall.ts";
import type { Slip } from "../slip.ts";
import type { Estimate, Ticket } from "../types.ts";
import { barcode, centered, gap, moment, pair, rule, slipOf } from "./parts.ts";

export interface TicketSlipInput {
  readonly hall: Pick<Hall, "name" | "services" | "counters">;
  readonly ticket: Pick<Ticket, "id" | "serviceId" | "takenAt" | "onlyCounterId">;
  /** The ticket's priority with its name, where it has one. */
  readonly priority?: Pick<Priority, "name">;
  readonly estimate?: Estimate;
}

/** A number whose turn may have come already is of no use on paper; never less than this many minutes (the project's own measure). */
const LEAST_GOOD_MINUTES = 10;
const MINUTE_MS = 60_000;

/** Numbers of the counters that call this ticket, in order: "1, 2, 5". */
const countersOf = ({ hall, ticket }: TicketSlipInput): string =>
  hall.counters
    .filter((counter) =>
      ticket.onlyCounterId === undefined ? counter.services.includes(ticket.serviceId) : counter.id === ticket.onlyCounterId,
    )
    .map((counter) => counter.number)
    .sort((a, b) => a - b)
    .join(", ");

/**
 * The ticket slip. It is good until the person would be called by the estimate (at least ten minutes), counted from when the number was taken.
 * It carries no personal data.
 */
export const ticketSlip = (input: TicketSlipInput): Slip => {
  const { hall, ticket, priority, estimate } = input;
  const service = hall.services.find(({ id }) => id === ticket.serviceId);
  const counters = countersOf(input);
  const minutes = estimate?.minutes;
  const goodMs = Math.max(LEAST_GOOD_MINUTES, minutes ?? 0) * MINUTE_MS;
  return {
    ...slipOf("ticket", [
      centered(hall.name.vi, { bold: true }),
      centered(hall.name.en),
      rule,
      centered("SỐ THỨ TỰ · YOUR NUMBER"),
      centered(ticket.id, { bold: true, size: "huge" }),
      service !== undefined && [centered(service.name.vi, { bold: true, size: "large" }), centered(service.name.en)],
      priority !== undefined && centered(`Ưu tiên: ${priority.name.vi}`, { bold: true }),
      rule,
      estimate !== undefined && pair("Số người chờ trước / Ahead", String(estimate.ahead)),
      minutes !== undefined && pair("Dự kiến / Wait", `khoảng ${minutes} phút`),
      pair("Lấy số / Taken", moment(ticket.takenAt)),
      counters !== "" && [
        gap(),
        centered(`Khi số được gọi, mời đến QUẦY ${counters}`, { bold: true }),
        centered(`When called, please go to counter ${counters}`),
      ],
      gap(),
      barcode(ticket.id),
    ]),
    goodUntil: new Date(Date.parse(ticket.takenAt) + goodMs).toISOString(),
  };
};
