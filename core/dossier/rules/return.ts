/**
 * Handing the result over: in person, online, by post with its tracking (R-C01, R-C02), and what partners answer.
 * Glossary: return = trả kết quả · order = đơn chuyển phát · proof = bằng chứng phát · authorisation = giấy ủy quyền.
 */
import type { CommandOf } from "../commands.ts";
import { accept, type Context, type Decision, event, issueForms, optional, type Rule, refuseWith } from "../context.ts";
import type { EventData } from "../events.ts";
import { formsStillDue, isOnTime, returnPapers } from "../papers.ts";
import type { Delivery, Dossier } from "../types.ts";
import { refusedSending } from "./transfers.ts";

/** The forms that go with this return now. */
function formsNow(dossier: Dossier, context: Context) {
  const { at } = context.meta;
  const which = returnPapers(dossier, at)?.case;
  return issueForms(
    dossier,
    at,
    formsStillDue(dossier, at).map((form) => ({ form, data: form === "apology" ? { about: "late" } : { case: which } })),
  );
}

/** What every way of returning shares: on time or late, the case of R-C02, its papers and forms. */
function ending(dossier: Dossier, context: Context): Pick<EventData["returned"], "onTime" | "case" | "papersBack" | "forms"> {
  const papers = returnPapers(dossier, context.meta.at);
  const onTime = isOnTime(dossier, dossier.decision?.at ?? context.meta.at);
  const which = papers === undefined || papers.case === "notYetResolved" ? (onTime ? "onTime" : "late") : papers.case;
  return { onTime, case: which, papersBack: papers?.papersBack ?? [], forms: formsNow(dossier, context) };
}

const sameName = (a: string, b: string): boolean =>
  a.normalize("NFC").replace(/\s+/gu, " ").trim().toLocaleLowerCase("vi") ===
  b.normalize("NFC").replace(/\s+/gu, " ").trim().toLocaleLowerCase("vi");

/**
 * Who may take the result: the applicant or the owner, with slip and identity paper; anybody else, with a written authorisation (R-C01).
 * A person whose identity number the dossier does not know is known by name; one whose number differs is not, whatever the name.
 */
function receiverFault(command: CommandOf<"returnInPerson">, dossier: Dossier, context: Context): Decision | undefined {
  const { identityNumber } = command;
  if (identityNumber === undefined && context.meta.lateEntry === undefined) return refuseWith("dossier.identity-required");
  if (command.authorisation !== undefined) return undefined;
  const people = [dossier.applicant, ...(dossier.owner === undefined ? [] : [dossier.owner])];
  const named = people.filter((person) => sameName(person.fullName, command.receiverName));
  const known =
    identityNumber === undefined
      ? named.length > 0
      : people.some((person) => person.identityNumber === identityNumber) ||
        named.some((person) => person.identityNumber === undefined);
  if (known) return command.appointmentSlip ? undefined : refuseWith("dossier.slip-required");
  return refuseWith(named.length > 0 ? "dossier.identity-mismatch" : "dossier.authorisation-required");
}

/** At the counter. Whatever way was chosen at filing: who comes himself gets his result. */
export const returnInPerson: Rule<"returnInPerson"> = (command, dossier, context) =>
  receiverFault(command, dossier, context) ??
  accept(
    event(context, "returned", {
      method: "inPerson",
      to: command.receiverName,
      ...optional("identityNumber", command.identityNumber),
      ...optional("authorisation", command.authorisation),
      ...ending(dossier, context),
    }),
  );

/** As result files, to who chose so. */
export const returnOnline: Rule<"returnOnline"> = (command, dossier, context) =>
  dossier.returnMethod.kind === "online"
    ? accept(
        event(context, "returned", {
          method: "online",
          to: dossier.applicant.fullName,
          documents: command.documents,
          ...ending(dossier, context),
        }),
      )
    : refuseWith("dossier.return-method", { chosen: dossier.returnMethod.kind });

/** The next order number: the code, then "/2", "/3"… after an order that came to nothing. */
function nextOrderNumber(dossier: Dossier): string {
  const code = dossier.code ?? dossier.id;
  const last = dossier.delivery?.orderNumber;
  if (last === undefined) return code;
  const count = last === code ? 1 : Number(last.slice(code.length + 1));
  return `${code}/${count + 1}`;
}

/** To the post office, for who chose the post; the forms of the return lie in the parcel. */
export const sendByPost: Rule<"sendByPost"> = (_command, dossier, context) =>
  dossier.returnMethod.kind === "post"
    ? accept(
        event(context, "sentByPost", {
          orderNumber: nextOrderNumber(dossier),
          papersBack: returnPapers(dossier, context.meta.at)?.papersBack ?? [],
          forms: formsNow(dossier, context),
        }),
      )
    : refuseWith("dossier.return-method", { chosen: dossier.returnMethod.kind });

/** States in which an order has come to nothing; only "delivered" (a cancellation that came too late) still moves it. */
const CLOSED_ORDER: ReadonlySet<Delivery["state"]> = new Set<Delivery["state"]>(["orderRefused", "cancelled", "backAtSender"]);
/** Reports after which the result is no longer on its way: the dossier is back with the department. */
const NOT_UNDER_WAY: ReadonlySet<Delivery["state"]> = new Set<Delivery["state"]>([...CLOSED_ORDER, "undelivered"]);

/** Whether a report speaks of another parcel than the present one: of an earlier order, or of another item. */
const isOtherParcel = (command: CommandOf<"recordDelivery">, delivery: Delivery): boolean =>
  (command.orderNumber !== undefined && command.orderNumber !== delivery.orderNumber) ||
  (command.itemCode !== undefined && delivery.itemCode !== undefined && command.itemCode !== delivery.itemCode);

/**
 * Whether a report of this parcel leaves it where it is: the dossier has been returned already, the order is closed, or the report is older
 * than the last one (feeds come out of order). "delivered" always counts before the return: who has the result has it.
 */
function isOvertaken(command: CommandOf<"recordDelivery">, dossier: Dossier, delivery: Delivery, at: string): boolean {
  if (dossier.status === "returned") return true;
  if (command.state === "delivered") return false;
  return CLOSED_ORDER.has(delivery.state) || at < (delivery.trace.at(-1)?.at ?? at);
}

/** What the post reports of its parcel (R-C01): delivered ends the dossier with its proof; undelivered gives it back to the department. */
export const recordDelivery: Rule<"recordDelivery"> = (command, dossier, context) => {
  const { delivery, returnMethod } = dossier;
  if (delivery === undefined) return refuseWith("dossier.not-with-post");
  const other = isOtherParcel(command, delivery);
  const stray = other || isOvertaken(command, dossier, delivery, context.meta.at);
  const state = stray ? delivery.state : command.state;
  const report = event(context, "deliveryRecorded", {
    reported: command.state,
    state,
    status: stray ? dossier.status : NOT_UNDER_WAY.has(state) ? "decided" : "inDelivery",
    // What is said of another parcel says nothing of this one.
    ...(other
      ? {}
      : {
          ...optional("itemCode", command.itemCode),
          ...optional("proof", command.proof),
          ...optional("codCollected", command.codCollected),
        }),
    ...optional("note", command.note),
  });
  if (stray || command.state !== "delivered") return accept(report);
  return accept(
    report,
    event(context, "returned", {
      method: "post",
      to: returnMethod.kind === "post" ? returnMethod.receiverName : dossier.applicant.fullName,
      ...optional("proof", command.proof),
      ...ending(dossier, context),
    }),
  );
};

/** A partner's answer about this dossier, kept for everyone to see; its national code is taken once and never exchanged for another. */
export const recordPartner: Rule<"recordPartner"> = (command, dossier, context) => {
  const { lane, outcome, operation, code, message, nationalCode, alias, transferId, number } = command;
  const known = dossier.nationalCode;
  if (nationalCode !== undefined && known !== undefined && nationalCode !== known) {
    return refuseWith("dossier.national-code-differs", { kept: known, reported: nationalCode });
  }
  return accept(
    event(context, "partnerRecorded", {
      lane,
      outcome,
      operation,
      ...optional("code", code),
      ...optional("message", message),
      ...optional("nationalCode", known === undefined ? nationalCode : undefined),
      ...optional("alias", alias),
    }),
    ...(transferId === undefined || outcome === "accepted"
      ? []
      : refusedSending(dossier, transferId, number, message ?? code ?? operation, context)),
  );
};
