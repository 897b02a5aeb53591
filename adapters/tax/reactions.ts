/** What the tax office must be told of what happened. Pure. */
import type { Person } from "../../core/dossier/commands.ts";
import type { Charge, Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { transferNews } from "../kit/transfers.ts";
import type { ProofBody, WithdrawalBody } from "./proof.ts";
import type { RegistrationBody } from "./registration.ts";
import { present, type Sending, slipNumber, type TaxOperation } from "./sendings.ts";
import type { SlipBody } from "./slip.ts";

export const LANE = "tax";
/** What begins the id of a charge that a tax notice set: "tax:<SO_QUYET_DINH>". */
export const CHARGE_PREFIX = "tax:";

type Message = { readonly operation: string; readonly body: unknown };

const codeOf = (dossier: Dossier): string => dossier.code ?? dossier.id;
const holderOf = (dossier: Dossier): Person => dossier.owner ?? dossier.applicant;
const isOurs = (operation: string | undefined): operation is TaxOperation =>
  operation === "determineTax" || operation === "issueTaxCode";

const sendingOf = ({ after, agency }: Happening, transfer: Transfer): Sending => ({
  dossierId: after.id,
  transferId: transfer.transferId,
  number: transfer.number,
  dossierCode: codeOf(after),
  agency: { id: agency.id, name: agency.name },
});

const slipOf = (happening: Happening, transfer: Transfer): Message => {
  const { after, procedure } = happening;
  const { fullName, identityNumber, taxCode, birthDate, address } = holderOf(after);
  const body: SlipBody = {
    ...sendingOf(happening, transfer),
    receivedAt: after.receivedAt ?? after.submittedAt,
    procedure: { code: procedure.code, name: procedure.name },
    holder: present({ fullName, identityNumber, taxCode, birthDate, address: address && { detail: address.detail } }),
    parcels: after.form?.["parcels"],
    land: after.form?.["land"],
    facts: { ...transfer.data },
  };
  return { operation: "determineTax", body };
};

const registrationOf = (happening: Happening, transfer: Transfer): Message => {
  const { after } = happening;
  const { identityNumber, birthDate, phone } = holderOf(after);
  const body: RegistrationBody = {
    ...sendingOf(happening, transfer),
    business: after.form?.["business"],
    holder: present({ identityNumber, birthDate, phone }),
  };
  return { operation: "issueTaxCode", body };
};

const withdrawalOf = ({ after }: Happening, transfer: Transfer, operation: TaxOperation, reason: string): Message => {
  const dossierCode = codeOf(after);
  const number = slipNumber(operation, dossierCode, transfer.number);
  const body: WithdrawalBody = { dossierId: after.id, dossierCode, slipNumber: number, reason };
  return { operation: "withdrawSlip", body };
};

/** The proof of a tax notice that is paid in full with this payment. Fees and other agencies' charges are none of the tax office's. */
const proofOf = (after: Dossier, charge: Charge, paidAt: string): Message | undefined => {
  const { noticeNumber, taxCode } = charge.data ?? {};
  if (charge.kind !== "tax" || charge.open || !charge.chargeId.startsWith(CHARGE_PREFIX)) return undefined;
  if (noticeNumber === undefined || taxCode === undefined) return undefined;
  const { fullName, identityNumber, address } = after.applicant;
  const body: ProofBody = {
    dossierId: after.id,
    dossierCode: codeOf(after),
    noticeNumber,
    taxCode,
    content: `${charge.name}, thông báo ${noticeNumber}`,
    amount: charge.amount,
    paidAt,
    payer: present({ fullName, identityNumber, address: address && present({ ...address }) }),
  };
  return { operation: "sendPaymentProof", body };
};

/**
 * A leg that starts or goes out again → its slip or registration; one that is called off, also after it was done → its withdrawal; a notice
 * paid in full → its proof. A payment in parts is told once, when it is complete: the office takes one proof for each notice.
 */
export const reactions = (happening: Happening): readonly Message[] => {
  const transfers = transferNews(happening, LANE).flatMap((item): readonly Message[] => {
    const { transfer } = item;
    if (!isOurs(transfer.operation)) return [];
    if (item.news === "cancelled") return [withdrawalOf(happening, transfer, transfer.operation, item.reason)];
    if (item.news === "supplemented") return [];
    return [transfer.operation === "determineTax" ? slipOf(happening, transfer) : registrationOf(happening, transfer)];
  });
  const payments = happening.events.flatMap((event): readonly Message[] => {
    if (event.type !== "paid") return [];
    const charge = happening.after.charges.find((entry) => entry.chargeId === event.data.payment.chargeId);
    const message = charge && proofOf(happening.after, charge, event.data.payment.at);
    return message === undefined ? [] : [message];
  });
  return [...transfers, ...payments];
};
