/** Money at a counter and at the fee desk: what is open, what may be asked for, and taking it with its slip (R-D01, R-D02). */
import type { Hall } from "../../../catalogs/hall.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import type { Charge, Dossier, Payment, Refusal } from "../../../core/dossier/types.ts";
import type { Ticket } from "../../../core/hall/types.ts";
import { type Outcome, paymentSlip } from "../../../core/hub.ts";
import { type HallPages, type Page, runDossier } from "./context.ts";
import { printSlip } from "./prints.ts";

/** Where the money of a dossier is taken. */
export interface AtMoney {
  readonly hall: Hall;
  readonly dossier: Dossier;
  readonly procedure: Procedure | undefined;
  readonly ticket: Ticket | undefined;
  /** Absent: the fee desk. */
  readonly counterId?: string;
}

type Fee = Procedure["cases"][number]["fees"][number];
/** A fee of the procedure that has its amount. */
type KnownFee = Fee & { readonly amount: number };

/** Fees of the procedure's case that were not asked for yet; what costs nothing, or has no fixed amount, is not offered. */
export const offeredFees = ({ dossier, procedure }: Pick<AtMoney, "dossier" | "procedure">): readonly KnownFee[] => {
  const asked = new Set(dossier.charges.map(({ name }) => name));
  const fees = procedure?.cases.find(({ key }) => key === dossier.procedure.caseKey)?.fees ?? [];
  return fees.filter((fee): fee is KnownFee => fee.amount !== null && fee.amount > 0 && !asked.has(fee.name));
};

/** What is still to be paid of a charge, đồng. */
export const outstanding = ({ open, amount, paid }: Charge): number => (open ? amount - paid : 0);
export const openCharges = ({ charges }: Dossier): readonly Charge[] => charges.filter(({ open }) => open);

const notOffered: Refusal = {
  code: "dossier.fee-not-offered",
  blame: "caller",
  vi: "Khoản này không có trong thủ tục, hoặc đã được yêu cầu rồi.",
  en: "The procedure has no such fee, or it was asked for already.",
  hint: { vi: "Xem lại các khoản của hồ sơ.", en: "Look at the dossier's charges." },
};
const noCharge: Refusal = {
  code: "dossier.unknown-charge",
  blame: "caller",
  vi: "Khoản này không còn phải thu.",
  en: "Nothing is to be paid of this charge any more.",
  hint: { vi: "Xem lại các khoản của hồ sơ.", en: "Look at the dossier's charges." },
};

/** Asks the applicant for a fee of the procedure, by its name. */
export const askFee = async (
  pages: HallPages,
  c: Page,
  at: AtMoney,
  feeName: string | undefined,
  key: string,
): Promise<Outcome | Refusal> => {
  const fee = offeredFees(at).find(({ name }) => name === feeName);
  if (fee === undefined) return notOffered;
  const { dossier, hall } = at;
  const { name, amount, kind } = fee;
  const chargeId = `quay-${dossier.charges.length + 1}`;
  return runDossier(pages, c, { type: "requestFee", chargeId, name, amount, kind }, { dossier: dossier.id, hall, key });
};

/** The print job of a payment's slip: one for good, whatever is pressed how often. */
export const paymentJob = (reference: string): string => `payment:${reference}`;

/** Has the slip of a payment printed. `copyKey`: once more, as a copy that says so; refused while the one before it still waits for paper. */
export const printPayment = (pages: HallPages, c: Page, at: AtMoney, payment: Payment, copyKey?: string) => {
  const { hub } = pages;
  const { dossier, hall, ticket, counterId } = at;
  const slip = paymentSlip({
    office: hub.agency(dossier.agencyId)?.name ?? dossier.agencyId,
    dossierCode: dossier.code ?? dossier.id,
    payerName: dossier.applicant.fullName,
    lines: [
      {
        name: dossier.charges.find(({ chargeId }) => chargeId === payment.chargeId)?.name ?? payment.chargeId,
        amount: payment.amount,
      },
    ],
    method: payment.method,
    reference: payment.reference,
    at: payment.at,
    cashier: c.get("person").name,
    ...(payment.receipt === undefined ? {} : { receiptNumber: payment.receipt.number }),
  });
  const first = paymentJob(payment.reference);
  return printSlip(pages, c, hall, copyKey === undefined ? slip : { ...slip, copy: true }, {
    ...(copyKey === undefined ? { jobId: first } : { jobId: `${first}:${copyKey}`, againOf: first }),
    dossierId: dossier.id,
    ...(counterId === undefined ? {} : { counterId }),
    ...(ticket === undefined ? {} : { ticketId: ticket.id }),
  });
};

/**
 * A charge as a form names it: with what was paid of it when the page was made. A form that comes twice is then the same command twice, and one
 * of a page that is out of date is refused instead of taking another sum than the officer saw.
 */
export const chargeValue = ({ chargeId, paid }: Charge): string => `${chargeId}:${paid}`;
/** What chargeValue wrote; of anything else, a charge that is none. Pure. */
export const readCharge = (value: string): { readonly chargeId: string; readonly paidBefore: number } => {
  const at = value.lastIndexOf(":");
  return { chargeId: value.slice(0, Math.max(at, 0)), paidBefore: Number(value.slice(at + 1)) };
};

/** How a charge is paid at the desk. */
type Paid = { readonly method: "cash" } | { readonly method: "transfer"; readonly reference: string };

/**
 * Takes what is outstanding of a charge, and has the slip printed. Cash gets a reference of this dossier, charge and what was paid before, so
 * that it is never counted twice; a transfer brings the bank's.
 */
export const takePayment = async (
  pages: HallPages,
  c: Page,
  at: AtMoney,
  given: { readonly charge: string; readonly paid: Paid; readonly key: string },
): Promise<Outcome | Refusal> => {
  const { dossier, hall } = at;
  const { chargeId, paidBefore } = readCharge(given.charge);
  const charge = dossier.charges.find((one) => one.chargeId === chargeId);
  const amount = (charge?.amount ?? 0) - paidBefore;
  if (charge === undefined || !(amount > 0)) return noCharge;
  const { method } = given.paid;
  const reference =
    given.paid.method === "transfer" ? given.paid.reference : `TM-${dossier.code ?? dossier.id}-${chargeId}-${paidBefore}`;
  const outcome = await runDossier(
    pages,
    c,
    { type: "recordPayment", chargeId, amount, method, reference },
    { dossier: dossier.id, hall, key: given.key },
  );
  if ("refusal" in outcome) return outcome;
  const payment = { chargeId, amount, method, reference, at: pages.hub.now() };
  await printPayment(pages, c, at, payment);
  return outcome;
};
