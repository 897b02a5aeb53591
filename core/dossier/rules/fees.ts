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
  const { chargeId, name, amount, reason, kind, data: told } = command;
  if (dossier.charges.some((charge) => charge.chargeId === chargeId)) return refuseWith("dossier.charge-exists", { chargeId });
  const { at } = context.meta;
  const running = dossier.clock !== undefined && dossier.clock.stopped === undefined;
  const form = { form: "paymentRequest" as const, data: { chargeId, name, amount, ...optional("reason", reason) } };
  return accept(
    event(context, "feeRequested", {
      charge: { chargeId, name, amount, paid: 0, requestedAt: at, open: true, kind, ...optional("data", told) },
      ...optional("reason", reason),
      status: dossier.clock === undefined ? dossier.status : "awaitingPayment",
      ...(dossier.clock === undefined || dossier.status === "awaitingPayment" ? {} : { statusBefore: dossier.status }),
      ...(running ? { stop: { since: at, reason: "payment" as const } } : {}),
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
  const outstanding = charge.open ? charge.amount - charge.paid : 0;
  if (amount > outstanding) return refuseWith("dossier.overpayment", { chargeId, outstanding, amount });
  const settled = dossier.charges.every((entry) => (entry.chargeId === chargeId ? amount === outstanding : !entry.open));
  const { at } = context.meta;
  const actedAt = latest(at, ...dossier.payments.map((payment) => payment.at));
  const restart = settled ? restartClock(dossier, "payment", actedAt, context) : undefined;
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "paid", {
      payment: { chargeId, amount, method, reference, at },
      chargePaid: charge.paid + amount,
      settled,
      status: settled && dossier.status === "awaitingPayment" ? (dossier.statusBeforeStop ?? "processing") : dossier.status,
      ...optional("restart", restart),
    }),
  );
};

/**
 * A charge that was asked for wrongly, or that another one replaces, is not asked for any more; what was paid of it stays recorded. With the
 * last one gone the clock runs again, as after a payment (R-B04).
 */
export const cancelCharge: Rule<"cancelCharge"> = ({ chargeId, reason }, dossier, context) => {
  const charge = dossier.charges.find((entry) => entry.chargeId === chargeId);
  if (charge === undefined) return refuseWith("dossier.unknown-charge", { chargeId });
  if (!charge.open) return refuseWith("dossier.charge-closed", { chargeId, paid: charge.paid, amount: charge.amount });
  const settled = dossier.charges.every((entry) => entry.chargeId === chargeId || !entry.open);
  const restart = settled ? restartClock(dossier, "payment", context.meta.at, context) : undefined;
  if (isDecision(restart)) return restart;
  return accept(
    event(context, "chargeCancelled", {
      chargeId,
      reason,
      settled,
      status: settled && dossier.status === "awaitingPayment" ? (dossier.statusBeforeStop ?? "processing") : dossier.status,
      ...optional("restart", restart),
    }),
  );
};

/** Where a charge can be paid, told by the payment channel; a later request replaces an earlier one (R-D01). */
export const recordPaymentRequest: Rule<"recordPaymentRequest"> = (command, dossier, context) => {
  const { chargeId, lane, reference, url, qr, expiresAt } = command;
  if (!dossier.charges.some((charge) => charge.chargeId === chargeId)) return refuseWith("dossier.unknown-charge", { chargeId });
  const { at } = context.meta;
  const request = { lane, reference, ...optional("url", url), ...optional("qr", qr), ...optional("expiresAt", expiresAt), at };
  return accept(event(context, "paymentRequestRecorded", { chargeId, request }));
};

/** The receipt of a payment that was recorded (R-D02). */
export const recordReceipt: Rule<"recordReceipt"> = (command, dossier, context) => {
  const { reference, number, url, file } = command;
  if (!dossier.payments.some((payment) => payment.reference === reference))
    return refuseWith("dossier.unknown-payment", { reference });
  const receipt = { number, ...optional("url", url), ...optional("file", file), at: context.meta.at };
  return accept(event(context, "receiptRecorded", { reference, receipt }));
};
