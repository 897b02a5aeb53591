/**
 * What the iGate site must be told of what happened (R-G02). Two kinds of dossiers: those that the hub delivers there (transfers of this lane),
 * and those that the site handed to us, of which it learns every later state. Pure.
 */
import type { DossierEvent } from "../../core/dossier/events.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { given } from "../kit/given.ts";
import { namedPapers } from "../kit/papers.ts";
import { type TransferNews, transferNews } from "../kit/transfers.ts";
import type { CloseBody } from "./close.ts";
import type { ReportState } from "./contract/progress.ts";
import { codesOf, type Sending } from "./delivered.ts";
import type { DeliveryBody } from "./delivery.ts";
import { siteCode } from "./filed.ts";
import type { ReportBody, StateReport } from "./report.ts";

const LANE = "igate";
/** As whom the site's own submissions act (core/inbound.ts). */
const SITE = `adapter:${LANE}`;

type Message = { readonly operation: string; readonly body: unknown };

const sendingOf = (dossier: Dossier, { transferId, number }: Transfer): Sending => ({
  transferId,
  number,
  codes: codesOf(dossier),
});

const deliveryOf = ({ after, procedure }: Happening, transfer: Transfer): DeliveryBody => ({
  dossierId: after.id,
  ...sendingOf(after, transfer),
  codes: codesOf(after),
  toAgencyId: transfer.toAgencyId,
  procedureCode: after.procedure.code,
  purpose: transfer.purpose,
  appliedAt: after.submittedAt,
  applicant: after.applicant,
  ...given({ owner: after.owner, summary: after.summary, form: after.form }),
  papers: namedPapers(after.components, procedure),
  data: transfer.data,
});

const aboutTransfer = (happening: Happening, news: TransferNews): Message => {
  const { after, procedure } = happening;
  const delivered = { ...sendingOf(after, news.transfer), codes: codesOf(after) };
  if (news.news === "cancelled") {
    const body: CloseBody = { dossierId: after.id, delivered, reason: news.reason };
    return { operation: "closeCase", body };
  }
  if (news.news === "supplemented") {
    const body: ReportBody = {
      kind: "supplement",
      dossierId: after.id,
      delivered,
      papers: namedPapers(news.supplied, procedure),
      comment: `Người nộp đã bổ sung ${news.supplied.length} thành phần hồ sơ`,
    };
    return { operation: "reportProgress", body };
  }
  return { operation: "deliverDossier", body: deliveryOf(happening, news.transfer) };
};

interface Said {
  readonly state: ReportState;
  readonly note: string;
  readonly unit?: string | undefined;
  readonly dueAt?: string | undefined;
}

const reasons = (missing: readonly { readonly reason: string }[]): string => missing.map((one) => one.reason).join("; ");

/** What an event says about the state of a dossier that the site handed to us; undefined: nothing that it need know. */
const saidBy = (event: DossierEvent, after: Dossier): Said | undefined => {
  const received = after.receivedAt !== undefined;
  switch (event.type) {
    case "submitted":
      return { state: 1, note: "Đã tiếp nhận hồ sơ vào hệ thống liên thông" };
    case "foundIncomplete":
    case "supplementRequested":
      return { state: 2, note: reasons(event.data.missing) };
    case "supplemented":
      return received ? { state: 3, note: "Đã nhận bổ sung, tiếp tục xử lý" } : { state: 1, note: "Đã nhận bổ sung" };
    case "received":
      return { state: 3, note: `Tiếp nhận, mã hồ sơ ${event.data.code}`, dueAt: event.data.dueAt };
    case "handedOver":
      return { state: 3, note: `Chuyển ${event.data.handOver.unit} giải quyết`, unit: event.data.handOver.unit };
    case "progressed":
      return received ? { state: 3, note: event.data.note } : undefined;
    case "suspended":
      return { state: 3, note: `Dừng giải quyết: ${event.data.reason}` };
    case "extended":
      return { state: 3, note: `Hẹn lại ngày trả: ${event.data.reason}`, dueAt: event.data.dueAfter };
    case "feeRequested":
      return received ? { state: 3, note: `Yêu cầu nộp ${event.data.charge.name}: ${event.data.charge.amount} đồng` } : undefined;
    case "decided":
      return { state: 4, note: event.data.documents.map((one) => one.name).join("; ") };
    case "returned":
      return { state: 5, note: "Đã trả kết quả cho người nộp" };
    case "rejected":
    case "refused":
      return { state: 6, note: event.data.reason };
    case "withdrawn":
      return { state: 6, note: `Người nộp rút hồ sơ: ${event.data.reason}` };
    default:
      return undefined;
  }
};

/** What the site itself told us need not be told back; that a supplement of its was taken in, it must hear. */
const echo = (event: DossierEvent): boolean =>
  event.actor.id === SITE && (event.type === "progressed" || event.type === "withdrawn");

const stateReport = (
  happening: Pick<Happening, "after">,
  event: DossierEvent,
  of: StateReport["of"],
  { state, note, unit, dueAt }: Said,
): Message => {
  const { after } = happening;
  const files = state === 4 ? (after.decision?.documents ?? []).flatMap((one) => one.file ?? []) : [];
  const body: StateReport = {
    kind: "state",
    dossierId: after.id,
    of,
    procedureCode: after.procedure.code,
    state,
    at: event.at,
    note,
    results: files,
    ...(event.actor.name === undefined ? {} : { by: event.actor.name }),
    ...(unit === undefined ? {} : { unit }),
    ...(dueAt === undefined ? {} : { dueAt }),
  };
  return { operation: "reportProgress", body };
};

/** Messages for the site, in the order of events. */
export const reactions = (happening: Happening): readonly Message[] => {
  const { events, after } = happening;
  const messages = transferNews(happening, LANE).map((news) => aboutTransfer(happening, news));
  const code = siteCode(after);
  if (code !== undefined) {
    for (const event of events) {
      const said = echo(event) ? undefined : saidBy(event, after);
      if (said !== undefined) messages.push(stateReport(happening, event, { code }, said));
    }
    return messages;
  }
  // A dossier that iGate resolved for us: when the citizen has the result, its case there is over too.
  const returned = events.find((event) => event.type === "returned");
  if (returned === undefined) return messages;
  for (const transfer of after.transfers.filter((one) => one.lane === LANE && one.state === "done")) {
    const delivered = { ...sendingOf(after, transfer), codes: codesOf(after) };
    messages.push(stateReport(happening, returned, { delivered }, { state: 5, note: "Đã trả kết quả cho người nộp" }));
  }
  return messages;
};
