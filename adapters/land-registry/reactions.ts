/** What the land registry must be told of what happened (R-B06, R-B10). Pure. */
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { given } from "../kit/given.ts";
import { namedPapers } from "../kit/papers.ts";
import { transferNews } from "../kit/transfers.ts";
import { LANE, WRONG_RESULT } from "./names.ts";
import type { AppraiseBody, Paper, ReturnedBody, SupplementBody, WrongResultBody } from "./sending.ts";

type Message = { readonly operation: string; readonly body: unknown };
type Held = Dossier["components"];

const receiptNumberOf = (dossier: Dossier): string => dossier.code ?? dossier.id;

/** Components by their published names. */
const papersOf = (components: Held, { procedure }: Happening): Paper[] =>
  namedPapers(components, procedure).map(({ name, originals, copies, files }) => ({ title: name, originals, copies, files }));

const base = (dossier: Dossier, transfer: Transfer) => ({
  dossierId: dossier.id,
  transferId: transfer.transferId,
  number: transfer.number,
  receiptNumber: receiptNumberOf(dossier),
});

const appraise = (transfer: Transfer, happening: Happening): AppraiseBody => {
  const { after, procedure } = happening;
  const { fullName, identityNumber, address, phone, email } = after.owner ?? after.applicant;
  return {
    ...base(after, transfer),
    agencyId: after.agencyId,
    // S-TD's default is the provincial process; only a procedure published for communes is the commune's.
    provincial: procedure.level !== "commune",
    ...given({ receivedAt: after.receivedAt, dueAt: after.clock?.dueAt }),
    applicant: { fullName, ...given({ identityNumber, address: address?.detail, phone, email }) },
    procedure: { code: after.procedure.code, name: after.procedure.name },
    form: { parcels: after.form?.["parcels"] ?? null, land: after.form?.["land"] },
    papers: papersOf(after.components, happening),
  };
};

const supplement = (transfer: Transfer, dossier: Dossier, note: string, papers: Paper[]): SupplementBody => ({
  ...base(dossier, transfer),
  newDueAt: dossier.clock?.dueAt ?? transfer.dueAt ?? transfer.sentAt,
  note,
  papers,
});

/** The financial obligation is done: what was set, what was paid, and the receipts. */
const obligation = (transfer: Transfer, dossier: Dossier): SupplementBody => {
  const { taxNotices, taxTotal, paidTotal } = transfer.data;
  const said = [
    "Đã hoàn thành nghĩa vụ tài chính",
    taxNotices === undefined ? undefined : `thông báo ${taxNotices}`,
    taxTotal === undefined ? undefined : `phải nộp ${taxTotal} đồng`,
    paidTotal === undefined ? undefined : `đã nộp ${paidTotal} đồng`,
    dossier.payments.length === 0
      ? undefined
      : `số tham chiếu ${dossier.payments.map((payment) => payment.reference).join(", ")}`,
  ].filter((part) => part !== undefined);
  const receipts = dossier.payments.flatMap(({ receipt }) => (receipt?.file === undefined ? [] : [receipt.file]));
  const papers: Paper[] =
    receipts.length === 0 ? [] : [{ title: "Biên lai, chứng từ nộp thuế", originals: 0, copies: 1, files: receipts }];
  return supplement(transfer, dossier, said.join("; "), papers);
};

/** What the applicant brought in the latest round that this transfer's agency asked for. */
const latestSupplement = (dossier: Dossier, transferId: string): Held => {
  const asked = dossier.supplementRounds.findLast((round) => round.transferId === transferId && round.suppliedAt !== undefined);
  return dossier.components.filter(({ componentId }) => asked?.missing.some((item) => item.componentId === componentId));
};

const SUPPLIED = "Người nộp đã bổ sung theo yêu cầu";

/**
 * A transfer goes out: what it is for; corrected, what the registry last refused or got wrong. A supplement that it refused is sent again
 * as one, a result that was of no use is answered as wrong (PhanHoiHoSoSaiKetQua).
 */
const sending = (transfer: Transfer, again: boolean, happening: Happening): Message[] => {
  const { before, after } = happening;
  const last = again ? before?.partners[LANE] : undefined;
  const reason = before?.transfers.find((entry) => entry.transferId === transfer.transferId)?.reason;
  if (last?.outcome === "refused" && last.code === WRONG_RESULT) {
    const body: WrongResultBody = { ...base(after, transfer), note: reason ?? "Kết quả không đúng", papers: [] };
    return [{ operation: "reportWrongResult", body }];
  }
  if (last?.outcome === "refused" && last.operation === "supplement") {
    const papers = papersOf(latestSupplement(after, transfer.transferId), happening);
    return [{ operation: "supplement", body: supplement(transfer, after, SUPPLIED, papers) }];
  }
  if (transfer.operation === "appraise") return [{ operation: "appraise", body: appraise(transfer, happening) }];
  if (transfer.operation === "issueCertificate") return [{ operation: "issueCertificate", body: obligation(transfer, after) }];
  return [];
};

/** The registry's own work on this dossier is over, so it must learn that the citizen has everything back. */
const overAtRegistry = (dossier: Dossier): boolean =>
  dossier.transfers.some(
    (entry) =>
      entry.lane === LANE && (entry.state === "refused" || (entry.operation === "issueCertificate" && entry.state === "done")),
  );

/** Messages to the registry, in order. It has no call for a dossier that is called off: an officer tells it otherwise (README). */
export const reactions = (happening: Happening): readonly Message[] => {
  const { events, after } = happening;
  const told = transferNews(happening, LANE).flatMap((entry): Message[] => {
    if (entry.news === "sent" || entry.news === "resent") return sending(entry.transfer, entry.news === "resent", happening);
    if (entry.news !== "supplemented") return [];
    const papers = papersOf(entry.supplied, happening);
    return [{ operation: "supplement", body: supplement(entry.transfer, after, SUPPLIED, papers) }];
  });
  const returned = events.find((event) => event.type === "returned");
  if (returned === undefined || !overAtRegistry(after)) return told;
  const body: ReturnedBody = { dossierId: after.id, receiptNumber: receiptNumberOf(after), returnedAt: returned.at };
  return [...told, { operation: "reportReturned", body }];
};
