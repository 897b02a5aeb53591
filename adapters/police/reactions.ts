/** What the police must be told: look-ups that an officer asks for, and the transfers of this lane (R-G05). Pure. */
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { type TransferNews, transferNews } from "../kit/transfers.ts";
import { type FilingBody, SECTIONS } from "./declaration.ts";
import type { CheckBody } from "./identity.ts";
import type { CancelBody, SupplementBody } from "./residence.ts";

export const LANE = "police";

type Message = { readonly operation: string; readonly body: unknown };
type FilingOperation = keyof typeof SECTIONS;

const isFiling = (operation: string | undefined): operation is FilingOperation =>
  operation !== undefined && operation in SECTIONS;

/** MaHoSoLT: unique for ever, and the same for every try of one sending. */
export const filingNumberOf = (
  dossier: Pick<Dossier, "id" | "code">,
  transfer: Pick<Transfer, "transferId" | "number">,
): string => `${dossier.code ?? dossier.id}.${transfer.transferId}.${transfer.number}`;

/** The dossier's own papers, and the documents that finished legs made (the birth certificate, the death extract). */
const papersOf = ({ components, transfers }: Dossier): FilingBody["papers"] => [
  ...components.flatMap(({ componentId, files }) => files.map((file) => ({ componentId, file }))),
  ...transfers.flatMap(({ transferId, result }) =>
    result?.outcome === "done" ? result.documents.map((file) => ({ componentId: `ket-qua-${transferId}`, file })) : [],
  ),
];

const filing = (operation: FilingOperation, dossier: Dossier, transfer: Transfer): Message => {
  const { fullName, identityNumber, phone } = dossier.applicant;
  const wanted: readonly string[] = SECTIONS[operation];
  const body: FilingBody = {
    dossierId: dossier.id,
    transferId: transfer.transferId,
    number: transfer.number,
    filingNumber: filingNumberOf(dossier, transfer),
    form: Object.fromEntries(Object.entries(dossier.form ?? {}).filter(([section]) => wanted.includes(section))),
    data: { ...transfer.data },
    declarant: {
      fullName,
      ...(identityNumber === undefined ? {} : { identityNumber }),
      ...(phone === undefined ? {} : { phone }),
    },
    papers: papersOf(dossier),
  };
  return { operation, body };
};

const check = (dossier: Dossier, event: Extract<Happening["events"][number], { type: "identityCheckRequested" }>): Message => {
  const { check: asked, officerIdentityNumber, subject } = event.data;
  const body: CheckBody = {
    dossierId: dossier.id,
    checkId: asked.checkId,
    reference: dossier.code ?? dossier.id,
    purpose: asked.purpose,
    officerIdentityNumber,
    subject: { ...subject },
  };
  return { operation: "checkIdentity", body };
};

const supplement = (dossier: Dossier, { transfer, supplied }: Extract<TransferNews, { news: "supplemented" }>): Message => {
  const listed = supplied.map(
    ({ componentId, originals, copies, files }) =>
      `${componentId}: ${originals} bản chính, ${copies} bản sao, ${files.length} tệp`,
  );
  const body: SupplementBody = {
    dossierId: dossier.id,
    about: transfer.transferId,
    filingNumber: filingNumberOf(dossier, transfer),
    note: `Bổ sung theo yêu cầu: ${listed.length === 0 ? "người nộp đã giải trình" : listed.join("; ")}`,
    papers: supplied.flatMap(({ componentId, files }) => files.map((file) => ({ componentId, file }))),
  };
  return { operation: "supplementResidence", body };
};

const callingOff = (dossier: Dossier, { transfer, reason }: Extract<TransferNews, { news: "cancelled" }>): Message => {
  const body: CancelBody = {
    dossierId: dossier.id,
    about: transfer.transferId,
    filingNumber: filingNumberOf(dossier, transfer),
    reason,
  };
  return { operation: "cancelResidence", body };
};

const about = (dossier: Dossier, entry: TransferNews): readonly Message[] => {
  const { operation } = entry.transfer;
  if (!isFiling(operation)) return [];
  if (entry.news === "supplemented") return [supplement(dossier, entry)];
  if (entry.news === "cancelled") return [callingOff(dossier, entry)];
  return [filing(operation, dossier, entry.transfer)];
};

/** Messages to the police, in order. */
export const reactions = (happening: Happening): readonly Message[] => {
  const { events, after } = happening;
  const checks = events.flatMap((event) => (event.type === "identityCheckRequested" ? [check(after, event)] : []));
  return [...checks, ...transferNews(happening, LANE).flatMap((entry) => about(after, entry))];
};
