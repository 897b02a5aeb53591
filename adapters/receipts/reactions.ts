/** A receipt for each payment of a fee or charge (R-D02). Pure. A tax gets none of ours: the tax office and the treasury issue theirs. */
import type { Happening } from "../../core/exchange/adapter.ts";
import type { ReceiptBody } from "./issue.ts";

/** What a receipt's key may be made of. */
const keyOf = (name: string, place: number): string => `${name.replaceAll(/[^\w.-]/g, "-")}.${place}`;

/** One `issueReceipt` for each payment, in order. */
export const reactions = ({ events, after }: Happening): readonly { operation: string; body: ReceiptBody }[] =>
  events.flatMap((event) => {
    if (event.type !== "paid") return [];
    const { payment } = event.data;
    const charge = after.charges.find((one) => one.chargeId === payment.chargeId);
    if (charge === undefined || charge.kind === "tax") return [];
    const place = after.payments.findIndex((one) => one.reference === payment.reference) + 1;
    const { fullName, taxCode, address } = after.applicant;
    const body: ReceiptBody = {
      dossierId: after.id,
      // The id until a code is given: the place among the payments keeps the two apart.
      key: keyOf(after.code ?? after.id, place),
      dossierCode: after.code ?? after.nationalCode ?? after.id,
      payer: {
        name: fullName,
        ...(taxCode === undefined ? {} : { taxCode }),
        ...(address === undefined ? {} : { address: address.detail }),
      },
      charge: { name: charge.name, kind: charge.kind },
      payment: { reference: payment.reference, amount: payment.amount, method: payment.method, at: payment.at },
    };
    return [{ operation: "issueReceipt", body }];
  });
