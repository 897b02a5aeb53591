/** What the payment platform must be told of what happened. Pure. */
import type { Dossier } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { LANE } from "./client.ts";
import { FAILED } from "./events.ts";
import { LIVES_MS, type PaymentBody } from "./payment.ts";
import { nameOf, nextReference, referenceOf, transferNameOf } from "./reference.ts";

const bodyOf = (
  { after, agency, procedure }: Happening,
  chargeId: string,
  reference: string | undefined,
): PaymentBody | undefined => {
  const charge = after.charges.find((one) => one.chargeId === chargeId);
  if (charge === undefined || reference === undefined || charge.amount < 1) return undefined;
  const transferName = transferNameOf(after, chargeId);
  const { applicant } = after;
  const { noticeNumber, noticeDate } = charge.data ?? {};
  return {
    dossierId: after.id,
    chargeId,
    reference,
    ...(transferName === undefined ? {} : { transferName }),
    amount: charge.amount,
    requestedAt: charge.requestedAt,
    dossierCode: nameOf(after),
    procedure: { code: procedure.code, name: procedure.name },
    unit: { id: agency.id, name: agency.name, ...(agency.account === undefined ? {} : { account: agency.account }) },
    charge: {
      name: charge.name,
      kind: charge.kind,
      ...(noticeNumber === undefined ? {} : { noticeNumber }),
      ...(noticeDate === undefined ? {} : { noticeDate }),
    },
    payer: {
      name: applicant.fullName,
      ...(applicant.identityNumber === undefined ? {} : { identityNumber: applicant.identityNumber }),
      ...(applicant.address === undefined ? {} : { address: applicant.address.detail }),
    },
  };
};

/** A failed payment whose charge is still open and young: the applicant gets another address to pay at. */
const failedCharge = (dossier: Dossier, message: string, at: string): { chargeId: string; reference: string } | undefined => {
  const words = new Set(message.split(/[\s,.:;]+/));
  const charge = dossier.charges.find(({ request, open }) => open && request?.lane === LANE && words.has(request.reference));
  if (charge?.request === undefined || Date.parse(at) - Date.parse(charge.requestedAt) > LIVES_MS) return undefined;
  return { chargeId: charge.chargeId, reference: nextReference(dossier, charge.request.reference) };
};

/** `initPayment` for every charge that is asked for, and once more, under the next reference, for one whose payment failed. */
export const reactions = (happening: Happening): readonly { operation: string; body: unknown }[] =>
  happening.events.flatMap((event) => {
    const { after } = happening;
    let wanted: { readonly chargeId: string; readonly reference: string | undefined } | undefined;
    if (event.type === "feeRequested") {
      const { chargeId } = event.data.charge;
      wanted = { chargeId, reference: referenceOf(after, chargeId) };
    } else if (event.type === "partnerRecorded" && event.data.lane === LANE && event.data.code === FAILED) {
      wanted = failedCharge(after, event.data.message ?? "", event.at);
    }
    const body = wanted && bodyOf(happening, wanted.chargeId, wanted.reference);
    return body === undefined ? [] : [{ operation: "initPayment", body }];
  });
