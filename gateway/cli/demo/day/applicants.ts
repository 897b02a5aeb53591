/** How applicants pay: at the counter, on the payment platform's page, or by QR code past the platform. */
import type { Charge } from "../../../../core/dossier/types.ts";
import { type Deed, door, rest } from "./deeds.ts";
import { officerOf } from "./people.ts";
import type { View } from "./view.ts";

/** How often the platform tells the hub of a payment. */
const NOTICES = { online: 1, toldTwice: 2, silent: 0 } as const;

/** The transfer text within a VietQR payload: field 62, sub-field 08, each as tag, two digits of length, value (EMVCo). */
export const contentOf = (qr: string): string | undefined => {
  const fields = (text: string): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    for (let at = 0; at + 4 <= text.length; ) {
      const size = Number(text.slice(at + 2, at + 4));
      found.set(text.slice(at, at + 2), text.slice(at + 4, at + 4 + size));
      at += 4 + size;
    }
    return found;
  };
  return fields(fields(qr).get("62") ?? "").get("08");
};

const payOne = (view: View, charge: Charge): readonly Deed[] => {
  const { plan, dossier, done } = view;
  const { chargeId, amount, request } = charge;
  if (plan.paying === "cash" && charge.kind !== "tax") {
    const reference = `TM-${dossier.id.slice(0, 8)}-${plan.n}-${chargeId}`;
    return [rest("recordPayment", { chargeId, amount, method: "cash", reference, actor: officerOf(plan.agencyId) })];
  }
  const once = `pay:${chargeId}`;
  // Where to pay is known only once the platform has opened the payment.
  if (request === undefined || done.has(once)) return [];
  const content = request.qr === undefined ? undefined : contentOf(request.qr);
  if (plan.paying === "transfer" && content !== undefined)
    return [door("treasury", "/transfer", once, { account: "@account", amount, content })];
  const how = plan.paying === "cash" || plan.paying === "transfer" ? "online" : plan.paying;
  return [door("treasury", "/pay", once, { reference: request.reference, notices: NOTICES[how] })];
};

/** Every open charge, each once. */
export const paying = (view: View): readonly Deed[] =>
  view.dossier.charges.filter((charge) => charge.open).flatMap((charge) => payOne(view, charge));
