/** What a department or ministry must be told of what happened (R-B06, R-B10). Pure. */
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { given } from "../kit/given.ts";
import { namedPapers } from "../kit/papers.ts";
import { transferNews } from "../kit/transfers.ts";
import type { CancelBody, ResolveBody, SupplementBody } from "./sending.ts";

type Message = { readonly operation: string; readonly body: unknown };

const base = (dossier: Dossier, transfer: Transfer) => ({
  dossierId: dossier.id,
  transferId: transfer.transferId,
  number: transfer.number,
  docCode: dossier.code ?? dossier.id,
});

const resolve = (transfer: Transfer, happening: Happening): ResolveBody => {
  const { after, agency } = happening;
  const { kind, fullName, identityNumber, birthDate, address, phone, email } = after.applicant;
  return {
    ...base(after, transfer),
    procedure: { code: after.procedure.code, name: after.procedure.name },
    purpose: transfer.purpose,
    from: { id: agency.id, name: agency.name },
    toAgencyId: transfer.toAgencyId,
    applicant: { kind, fullName, ...given({ identityNumber, birthDate, address: address?.detail, phone, email }) },
    receivedAt: after.receivedAt ?? after.submittedAt,
    ...given({
      nationalCode: after.nationalCode,
      ownerName: after.owner?.fullName,
      summary: after.summary,
      appointedAt: after.clock?.dueAt,
      allottedUntil: transfer.dueAt,
      form: after.form,
    }),
    handed: { ...transfer.data },
    papers: namedPapers(after.components, happening.procedure),
  };
};

/** The messages of one lane, in order. A corrected transfer goes out whole under its next number. */
export const reactionsOf =
  (lane: string) =>
  (happening: Happening): readonly Message[] => {
    const { after, events } = happening;
    const at = events.at(-1)?.at ?? after.submittedAt;
    return transferNews(happening, lane).map((entry): Message => {
      const { transfer } = entry;
      if (entry.news === "cancelled") {
        const reason = entry.wasDone ? `${entry.reason} (đề nghị hủy kết quả đã giải quyết)` : entry.reason;
        const body: CancelBody = { ...base(after, transfer), at, reason };
        return { operation: "cancel", body };
      }
      if (entry.news !== "supplemented") return { operation: "resolve", body: resolve(transfer, happening) };
      const body: SupplementBody = {
        ...base(after, transfer),
        suppliedAt: at,
        ...given({ allottedUntil: transfer.dueAt }),
        papers: namedPapers(entry.supplied, happening.procedure),
      };
      return { operation: "supplement", body };
    });
  };
