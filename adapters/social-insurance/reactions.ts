/** What the social insurance must be told of what happened to its transfers (R-B06). Pure. */
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { componentName } from "../kit/papers.ts";
import { type TransferNews, transferNews } from "../kit/transfers.ts";
import { birthNoticeOf, deathNoticeOf } from "./papers.ts";
import { isLegOperation, LEGS, type LegOperation, type RequestBody, type Sending } from "./requests.ts";
import { type DocumentBody, LANE, type SupplementBody, type WithdrawalBody } from "./sending.ts";

export interface Told {
  readonly operation: string;
  readonly body: unknown;
}

const sendingOf = (dossier: Dossier, { transferId, number }: Transfer): Sending => ({
  dossierId: dossier.id,
  transferId,
  number,
  code: dossier.code ?? dossier.nationalCode ?? dossier.id,
});

/** The paper that the leg's request rests on, where the declaration has it: it goes first, in the same order of the lane. */
const paperOf = (operation: LegOperation, { id: dossierId, form }: Dossier): DocumentBody | undefined => {
  if (operation === "issueHealthCard") {
    const fields = birthNoticeOf(form);
    return fields === undefined ? undefined : { paper: "birthNotice", dossierId, fields };
  }
  if (operation !== "claimDeathBenefit") return undefined;
  const fields = deathNoticeOf(form);
  return fields === undefined ? undefined : { paper: "deathNotice", dossierId, fields };
};

const request = (dossier: Dossier, transfer: Transfer): readonly Told[] => {
  const { operation } = transfer;
  if (!isLegOperation(operation)) return [];
  const wanted: readonly string[] = LEGS[operation].sections;
  const body: RequestBody = {
    ...sendingOf(dossier, transfer),
    sentAt: transfer.sentAt,
    data: transfer.data,
    form: Object.fromEntries(Object.entries(dossier.form ?? {}).filter(([name]) => wanted.includes(name))),
    owner: dossier.owner ?? dossier.applicant,
  };
  const paper = paperOf(operation, dossier);
  return [...(paper === undefined ? [] : [{ operation: "sendDocument", body: paper }]), { operation, body }];
};

const supplement = (
  { after, procedure }: Happening,
  { transfer, supplied }: Extract<TransferNews, { news: "supplemented" }>,
): readonly Told[] => {
  const round = after.supplementRounds.findLast((entry) => entry.transferId === transfer.transferId);
  if (round?.suppliedAt === undefined) return [];
  const body: SupplementBody = {
    ...sendingOf(after, transfer),
    round: round.number,
    at: round.suppliedAt,
    note: `Bổ sung: ${supplied.map((component) => componentName(procedure, component.componentId)).join("; ")}`,
    files: supplied.flatMap((component) => component.files),
  };
  return [{ operation: "sendSupplement", body }];
};

const heard = (happening: Happening, news: TransferNews): readonly Told[] => {
  const { after, events } = happening;
  switch (news.news) {
    case "sent":
    case "resent":
      return request(after, news.transfer);
    case "supplemented":
      return supplement(happening, news);
    case "cancelled": {
      const event = events.find(({ type, data }) => type === "transferCancelled" && data.transferId === news.transfer.transferId);
      const body: WithdrawalBody = {
        ...sendingOf(after, news.transfer),
        at: event?.at ?? news.transfer.sentAt,
        reason: news.reason,
      };
      return [{ operation: "cancelRequest", body }];
    }
  }
};

/** Paper and request for a transfer sent or sent again; supplement; withdrawal. In the order in which it happened. */
export const reactions = (happening: Happening): readonly Told[] =>
  transferNews(happening, LANE).flatMap((news) => heard(happening, news));
