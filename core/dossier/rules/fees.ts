/**
 * Charges and payments on a dossier (R-B04, R-B10). The money itself (treasury, reconciliation) is core/fees' business.
 * Glossary: charge = khoản phải nộp · payment = khoản nộp · outstanding = còn phải nộp · reference = số tham chiếu giao dịch.
 */
import { isDecision, restartClock } from "../clock.ts";
import { accept, event, issueForms, latest, optional, type Rule, refuseWith } from "../context.ts";

/**
 * Asks the applicant for a fee. After receipt the clock stops until all charges are paid (R-B04); before receipt none runs, and the dossier
 * is received once they are paid. Further charges may join those outstanding; the first one's stop goes on.
 */
export const requestFee: Rule<"requestFee"> = (command, dossier, context) => {
  const { chargeId, name, amount, reason } = command;
  if (dossier.charges.some((charge) => charge.chargeId === chargeId)) return refuseWith("dossier.charge-exists", { chargeId });
  const { at } = context.meta;
  const running = dossier.clock !== undefined && dossier.clock.stopped === undefined;
  const form = { form: "paymentRequest" as const, data: { chargeId, name, amount, ...optional("reason", reason) } };
  return accept(
    event(context, "feeRequested", {
      charge: { chargeId, name, amount, paid: 0, requestedAt: at },
      ...optional("reason", reason),
      status: dossier.clock === undefined ? dossier.status : "awaitingPayment",
      ...(running ? { statusBefore: dossier.status, stop: { since: at, reason: "payment" as const } } : {}),
      forms: issueForms(dossier, at, [form]),
    }),
  );
};

/**
 * Records one payment: never the same reference twice, never more than is outstanding; a part leaves the dossier waiting. With the last
 * charge paid in full the clock runs again, from the latest payment's time (R-B04).
 */
export const recordPayment: Rule<"recordPayment"> = (command, dossier, context) => {
  const { chargeId, amount, method, reference } = command;
  const charge = dossier.charges.find((entry) => entry.chargeId === chargeId);
  if (charge === undefined) return refuseWith("dossier.unknown-charge", { chargeId });
  if (dossier.payments.some((payment) => payment.reference === reference))
    return refuseWith("dossier.payment-twice", { chargeId, reference });
  const outstanding = charge.amount - charge.paid;
  if (amount > outstanding) return refuseWith("dossier.overpayment", { chargeId, outstanding, amount });
  const settled = dossier.charges.every((entry) =>
    entry.chargeId === chargeId ? amount === outstanding : entry.paid === entry.amount,
  );
  const { at } = context.meta;
  const actedAt = latest(at, ...dossier.payments.map((payment) => payment.at));
  const restart = settled ? restartClock(dossier, actedAt, context) : undefined;
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "paid", {
      payment: { chargeId, amount, method, reference, at },
      chargePaid: charge.paid + amount,
      settled,
      status: restart === undefined ? dossier.status : (dossier.statusBeforeStop ?? "processing"),
      ...optional("restart", restart),
    }),
  );
};
