/**
 * What the applicant is told by SMS of what happened (R-E03). Pure. Nothing without opt-in (the recipient pays, R-D02), but for the code
 * and update key of a dossier filed online without an account, which the office owes and pays (R-A08). No name, no identity number.
 */
import type { Agency } from "../../catalogs/types.ts";
import type { DossierEvent } from "../../core/dossier/events.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { writtenMoment } from "../kit/local-time.ts";
import { msisdn } from "../kit/sms-text.ts";
import type { TemplateName } from "./contract/templates.ts";
import type { NoticeBody } from "./notify.ts";
import { day, isLink, money, withoutIdentityNumbers } from "./texts.ts";

type Said = readonly [TemplateName, ...string[]];

/** Where papers are seen, handed in or fetched. */
const place = ({ channel }: Dossier, agency: Agency): string =>
  channel === "online" ? "trên Cổng dịch vụ công" : `tại ${agency.name}`;
const resultPlace = ({ returnMethod }: Dossier, agency: Agency): string => {
  if (returnMethod.kind === "online") return "trên Cổng dịch vụ công";
  return returnMethod.kind === "post" ? "qua bưu điện" : `tại ${agency.name}`;
};
/** What the applicant knows the dossier by; none before a counter or postal dossier is received. */
const codeOf = (dossier: Dossier): string | undefined => dossier.code ?? dossier.nationalCode;

/** The text for one event; undefined for those of which nobody is told. */
const said = (event: DossierEvent, code: string, after: Dossier, agency: Agency): Said | undefined => {
  switch (event.type) {
    case "submitted":
      // At the counter the applicant stands there and gets a slip.
      return event.data.channel === "counter" ? undefined : ["filed", code, code];
    case "rejected":
      return ["rejected", code, place(after, agency)];
    case "foundIncomplete":
    case "supplementRequested":
      return ["supplement", code, place(after, agency)];
    case "received":
      return ["received", code, writtenMoment(event.data.dueAt)];
    case "supplemented":
      return event.data.restart === undefined ? undefined : ["supplemented", code, writtenMoment(after.clock?.dueAt ?? event.at)];
    case "feeRequested": {
      const { name, amount } = event.data.charge;
      return ["fee", code, money(amount), withoutIdentityNumbers(name), place(after, agency)];
    }
    case "paymentRequestRecorded": {
      const { url } = event.data.request;
      const charge = after.charges.find((one) => one.chargeId === event.data.chargeId);
      if (url === undefined || !isLink(url) || charge === undefined || !charge.open) return undefined;
      return ["paymentLink", code, money(charge.amount - charge.paid), url];
    }
    case "chargeCancelled": {
      const charge = after.charges.find((one) => one.chargeId === event.data.chargeId);
      if (charge === undefined || charge.paid >= charge.amount) return undefined;
      return ["feeCancelled", code, money(charge.amount - charge.paid), withoutIdentityNumbers(charge.name)];
    }
    case "paid":
      return ["paid", code, money(event.data.payment.amount)];
    case "decided":
      return ["result", code, resultPlace(after, agency)];
    case "refused":
      return ["refused", code, place(after, agency)];
    case "extended":
      return ["extended", code, writtenMoment(event.data.dueAfter)];
    case "suspended":
      return ["suspended", code, place(after, agency)];
    case "resumed":
      return ["resumed", code, writtenMoment(after.clock?.dueAt ?? event.at)];
    case "withdrawn":
      return ["withdrawn", code, place(after, agency)];
    case "sentByPost":
      return ["posted", code, event.data.orderNumber];
    case "returned":
      return [event.data.case === "notEligible" ? "sentBack" : "returned", code, day(event.at)];
    default:
      return undefined;
  }
};

/** Filed at the hub itself, online, by somebody without an account here or in the system that passed it on: only then a key is owed (R-A08). */
const needsKey = (event: DossierEvent): boolean =>
  event.type === "submitted" &&
  event.data.channel === "online" &&
  event.data.account === undefined &&
  event.data.alias === undefined &&
  event.data.code !== undefined;

/** One `notify` for each event that is told of, in order. */
export const reactions = ({ events, after, agency }: Happening): readonly { operation: string; body: NoticeBody }[] => {
  const to = msisdn(after.applicant.phone ?? "");
  const code = codeOf(after);
  if (to === undefined || code === undefined) return [];
  const wanted = after.notices?.sms === true;
  return events.flatMap((event): { operation: string; body: NoticeBody }[] => {
    const key = needsKey(event);
    const text: Said | undefined = key ? ["filedWithKey", code] : wanted ? said(event, code, after, agency) : undefined;
    if (text === undefined) return [];
    const [template, ...params] = text;
    const body: NoticeBody = { dossierId: after.id, to, template, params, payer: key ? "office" : "recipient" };
    return [{ operation: "notify", body }];
  });
};
