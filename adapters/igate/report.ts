/**
 * `reportProgress`: what becomes of a dossier at the hub, told to the iGate site that knows it (R-G02, domain.md §5.1, §5.2). Every report is a
 * call that iGate records; that log is asked first, so that nothing is told twice, missing states are told in between in their order
 * (1 → 3 → 4 → 5), and after 5 nothing is told any more: what operators did by hand.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import type { InboundCommand, Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { ask, askOrRefused, type IgateCall, isRefusal, upload } from "./client.ts";
import { affected } from "./contract/common.ts";
import { onlinePath, type SupplementRequest } from "./contract/dossier.ts";
import {
  LOGGED_API,
  type LogEntry,
  logPage,
  PROGRESS_PATHS,
  type ProgressUpdate,
  progressReply,
  REPORT_STATES,
  type ReportState,
} from "./contract/progress.ts";
import { findDelivered, sending } from "./delivered.ts";
import { formFilesOf, paper } from "./delivery.ts";
import { phrases, refusedBy, wordsOf } from "./phrases.ts";
import { fromIgateTime, toIgateTime } from "./wire.ts";

/** Longest texts (contract). */
const MAX = { note: 1000, unit: 300, comment: 2000 } as const;

const reportState = z.union([1, 2, 3, 4, 5, 6].map((state) => z.literal(state as ReportState)));
/** Nested, so that a refused report does not send the transfer itself back. */
const delivered = z.strictObject({ transferId: sending.transferId, number: sending.number, codes: sending.codes });

export const reportBody = z.discriminatedUnion("kind", [
  /** A state of a dossier that iGate handed to us (`code` is iGate's), or of one that we delivered. */
  z.strictObject({
    kind: z.literal("state"),
    dossierId: z.string().min(1),
    of: z.union([z.strictObject({ code: z.string().min(1) }), z.strictObject({ delivered })]),
    procedureCode: z.string().min(1),
    state: reportState,
    at: z.iso.datetime(),
    note: z.string().min(1),
    by: z.string().optional(),
    unit: z.string().optional(),
    dueAt: z.iso.datetime().optional(),
    results: z.array(fileRef),
  }),
  /** The papers that iGate had asked for. */
  z.strictObject({
    kind: z.literal("supplement"),
    dossierId: z.string().min(1),
    delivered,
    papers: z.array(paper).min(1),
    comment: z.string().min(1),
  }),
]);
export type ReportBody = z.infer<typeof reportBody>;
export type StateReport = Extract<ReportBody, { kind: "state" }>;

/** `dossierStatus` of a dossier that waits for a supplement. */
const WAITS = 1;
const FLOW: readonly ReportState[] = [1, 3, 4, 5];

/**
 * The states still to be told to get from the last one told to `wanted`, that one included; empty: there is nothing to tell. Pure.
 * @param last the latest state that iGate took; undefined: none
 */
export const stepsTo = (wanted: ReportState, last: ReportState | undefined): readonly ReportState[] => {
  if (last === 5 || last === 6) return [];
  // A supplement, a refusal, or being back at the beginning needs only that the dossier is known there.
  if (wanted === 2 || wanted === 6 || wanted === 1) return last === undefined && wanted !== 1 ? [1, wanted] : [wanted];
  const from = last === undefined ? -1 : last === 2 ? FLOW.indexOf(1) : FLOW.indexOf(last === 7 ? 3 : last);
  const to = FLOW.indexOf(wanted);
  // The same state once more: progress within it.
  if (from === to) return wanted === 3 ? [wanted] : [];
  return to < from ? [] : FLOW.slice(from + 1, to + 1);
};

/** iGate's own code of a dossier, and the number under which the calls about it are logged. */
interface Target {
  readonly code: string;
  readonly number: string;
}

/**
 * The log of one dossier, oldest first. The number may be another dossier's too: an agency that numbers its dossiers at iGate and at the hub
 * gives one code twice in a day, so only iGate's own code tells whose an entry is.
 */
const logOf = async (call: IgateCall, { code, number }: Target): Promise<readonly LogEntry[]> => {
  const page = await ask(
    call,
    { method: "GET", path: PROGRESS_PATHS.log, query: { api: LOGGED_API, nationCode: number }, kind: "read" },
    logPage,
  );
  const own = page.content.filter((entry) => entry.dossierCode === code);
  return own.sort((a, b) => (fromIgateTime(a.callTime) ?? "").localeCompare(fromIgateTime(b.callTime) ?? ""));
};
const taken = (log: readonly LogEntry[]): readonly LogEntry[] => log.filter((entry) => entry.responseBody.status === 200);

/** Told already: the same state of the same moment in the same words. */
const toldAlready = (log: readonly LogEntry[], update: Told): boolean =>
  taken(log).some(
    ({ requestBody: said }) =>
      said.trangThai === update.trangThai &&
      fromIgateTime(said.thoiGianThucHien) === fromIgateTime(update.thoiGianThucHien) &&
      said.noiDungXuLy === update.noiDungXuLy,
  );
type Told = Pick<ProgressUpdate, "trangThai" | "thoiGianThucHien" | "noiDungXuLy">;

/** `code`: iGate's own, by which the dossier is known there. */
const noted = (body: ReportBody, outcome: "accepted" | "refused", message: string, code?: string): InboundCommand => ({
  key: "reported",
  dossier: body.dossierId,
  command: {
    type: "recordPartner",
    lane: "igate",
    outcome,
    operation: "reportProgress",
    message: cut(message, MAX.note),
    ...(code === undefined ? {} : { code }),
  },
});

const target = async (call: IgateCall, of: StateReport["of"]): Promise<Target | undefined> => {
  if ("code" in of) return { code: of.code, number: of.code };
  const there = await findDelivered(call, of.delivered);
  return there === undefined ? undefined : { code: there.code, number: there.nationCode ?? there.code };
};

/** One call of the log's kind. Throws ExchangeError by what the prose means. */
const post = async (call: IgateCall, update: ProgressUpdate): Promise<void> => {
  const answer = await askOrRefused(
    call,
    { method: "POST", path: PROGRESS_PATHS.update, json: update, kind: "write" },
    progressReply,
  );
  if (isRefusal(answer)) throw refusedBy(answer, "write");
  // Some sites leave the status out and say only `errors`.
  const { title = "", errors } = answer;
  if (errors !== undefined) throw refusedBy({ title, errors: Object.values(errors).flat().join(" ") }, "write");
};

/** A refusal is no refusal where the log has this very report: the request reached iGate twice, and the second answer came back. */
const tell = async (call: IgateCall, to: Target, update: ProgressUpdate): Promise<void> => {
  try {
    await post(call, update);
  } catch (error) {
    if (!isExchangeError(error) || error.intent === "unknown" || !error.code.startsWith("igate.")) throw error;
    if (!toldAlready(await logOf(call, to), update)) throw error;
  }
};

const updateOf = (body: StateReport, state: ReportState, to: Target): ProgressUpdate => ({
  maTTHC: body.procedureCode,
  soHoSoLT: to.number,
  maHoSo: to.code,
  trangThai: state,
  thoiGianThucHien: toIgateTime(body.at),
  // A state that is told only because it was missing says no more than its name.
  noiDungXuLy: state === body.state ? cut(body.note, MAX.note) : REPORT_STATES[state],
  ...(body.by === undefined ? {} : { nguoiXuLy: cut(body.by, 200) }),
  ...(body.unit === undefined ? {} : { phongBanXuLy: cut(body.unit, MAX.unit) }),
  ...(body.dueAt === undefined ? {} : { ngayHenTraMoi: toIgateTime(body.dueAt) }),
});

const sendState = async (body: StateReport, call: IgateCall): Promise<OperationResult> => {
  const to = await target(call, body.of);
  if (to === undefined) return { commands: [noted(body, "refused", "iGate không có hồ sơ này, không báo tiến độ")] };
  const log = await logOf(call, to);
  if (toldAlready(log, updateOf(body, body.state, to)))
    return { reference: to.code, commands: [noted(body, "accepted", "Đã báo trước đó", to.code)] };
  const last = taken(log).at(-1)?.requestBody.trangThai;
  // A dossier that we delivered is led by iGate itself: there is only the one state to tell.
  const steps = "code" in body.of ? stepsTo(body.state, last) : last === body.state ? [] : [body.state];
  const results = steps.includes(4) ? await upload(call, body.results) : [];
  for (const state of steps) {
    const update = updateOf(body, state, to);
    await tell(call, to, state === 4 && results.length > 0 ? { ...update, ketQuaXuLy: [...results] } : update);
  }
  const said = steps.length === 0 ? "iGate đã có trạng thái cuối, không báo thêm" : REPORT_STATES[body.state];
  return { reference: to.code, commands: [noted(body, "accepted", said, to.code)] };
};

const sendSupplement = async (body: Extract<ReportBody, { kind: "supplement" }>, call: IgateCall): Promise<OperationResult> => {
  const there = await findDelivered(call, body.delivered);
  if (there === undefined) return { commands: [noted(body, "refused", "iGate không có hồ sơ này, không chuyển được bổ sung")] };
  // Somebody there has let it go on meanwhile: no door is open for the papers, people must talk.
  if (there.dossierStatus.id !== WAITS)
    return {
      reference: there.code,
      commands: [noted(body, "refused", "iGate không còn chờ bổ sung; chưa chuyển được giấy tờ bổ sung")],
    };
  const kept = await upload(
    call,
    body.papers.flatMap((one) => one.files),
  );
  const request: SupplementRequest = {
    dossierFormFile: formFilesOf(body.papers, kept, []),
    comment: cut(body.comment, MAX.comment),
  };
  const answer = await askOrRefused(call, { method: "PUT", path: onlinePath(there.id), json: request, kind: "write" }, affected);
  if (isRefusal(answer)) {
    // It waited a moment ago: the same papers came twice, by a twin of this request.
    const reading = phrases.read(wordsOf(answer));
    if (reading.means !== "duplicate") throw phrases.error(reading);
  }
  return { reference: there.code, commands: [noted(body, "accepted", "Đã chuyển hồ sơ bổ sung sang iGate", there.code)] };
};

export const sendReport = (body: ReportBody, call: IgateCall): Promise<OperationResult> =>
  body.kind === "state" ? sendState(body, call) : sendSupplement(body, call);

/** Has the report arrived? A state: iGate's own log says so. Papers: the dossier waits for them no longer. */
export const inquireReport = async (body: ReportBody, call: IgateCall): Promise<Inquiry> => {
  if (body.kind === "supplement") {
    const there = await findDelivered(call, body.delivered);
    if (there === undefined || there.dossierStatus.id === WAITS) return { found: false };
    return {
      found: true,
      reference: there.code,
      commands: [noted(body, "accepted", "Đã chuyển hồ sơ bổ sung sang iGate", there.code)],
    };
  }
  const to = await target(call, body.of);
  if (to === undefined) return { found: false };
  if (!toldAlready(await logOf(call, to), updateOf(body, body.state, to))) return { found: false };
  return { found: true, reference: to.code, commands: [noted(body, "accepted", REPORT_STATES[body.state])] };
};
