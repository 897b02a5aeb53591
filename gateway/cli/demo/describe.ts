/** One event in words: its title, and what of its data a person reading the timeline wants to know. Pure; Vietnamese. */
import { type DossierEvent, EVENT_TITLES } from "../../../core/dossier/events.ts";
import { FORMS } from "../../../core/dossier/types.ts";
import { localTime } from "../terminal.ts";

const forms = (event: DossierEvent): string[] =>
  "forms" in event.data && event.data.forms !== undefined && event.data.forms.length > 0
    ? [`phát: ${event.data.forms.map((f) => FORMS[f.form]).join(", ")}`]
    : [];

const facts = (event: DossierEvent): string[] => {
  switch (event.type) {
    case "submitted":
      return event.data.nationalCode
        ? ["qua Cổng dịch vụ công"]
        : event.data.postalArrivalDate
          ? [`dấu bưu điện ${event.data.postalArrivalDate}`]
          : [];
    case "received":
      return [`hẹn trả ${localTime(event.data.dueAt)}`];
    case "supplemented":
      return event.data.restart ? [`hẹn mới ${localTime(event.data.restart.stop.dueAfter)}`] : [];
    case "extended":
      return [`hẹn lại ${localTime(event.data.dueAfter)}`, event.data.reason];
    case "handedOver":
      return [event.data.handOver.unit];
    case "decided":
      return [event.data.documents.map((d) => d.name).join(", "), event.data.onTime ? "đúng hạn" : "trễ hạn"];
    case "deliveryRecorded":
      return [
        event.data.reported,
        ...(event.data.itemCode ? [event.data.itemCode] : []),
        ...(event.data.proof ? [event.data.proof] : []),
      ];
    case "returned":
      return [event.data.onTime ? "đúng hạn" : "trễ hạn"];
    case "partnerRecorded":
      return [`${event.data.lane}: ${event.data.outcome === "accepted" ? "nhận" : "từ chối"}`];
    default:
      return [];
  }
};

/** Title and facts, as two cells. */
export const describeEvent = (event: DossierEvent): readonly [string, string] => [
  EVENT_TITLES[event.type],
  [...facts(event), ...forms(event)].join(" · "),
];
