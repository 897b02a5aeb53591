/** The site's outbound adapter /ad: takes the hub's reports of progress, and keeps a log of every call that anyone may ask (domain.md §5.1). */
import { Hono } from "hono";
import { REFUSED_TITLE } from "../../adapters/igate/contract/common.ts";
import {
  LOGGED_API,
  type LogEntry,
  PROGRESS_PATHS,
  PROGRESS_PHRASES,
  type ProgressReply,
  type ProgressUpdate,
  progressUpdate,
  REPORT_STATES,
  type ReportState,
} from "../../adapters/igate/contract/progress.ts";
import { jsonBody } from "../kit/door.ts";
import type { SimContext } from "../kit/types.ts";
import type { IgateBook, Kept, Status } from "./book.ts";
import { inVietnam } from "./times.ts";

/** What may follow what (domain.md §5.2: 1 → 3 → 7 → 4 → 5; 7 is left out where no registry takes part). */
const NEXT: { readonly [S in ReportState]: readonly ReportState[] } = {
  1: [2, 3, 6],
  2: [1, 3, 6],
  3: [2, 3, 4, 6, 7],
  7: [2, 4, 6],
  4: [5],
  5: [],
  6: [],
};
const STATUS_OF: { readonly [S in ReportState]: Status } = { 1: 0, 2: 1, 3: 2, 7: 2, 4: 4, 5: 5, 6: 6 };

const fault = (says: string): ProgressReply => ({ status: 500, title: REFUSED_TITLE, errors: { soHoSoLT: [says] } });

/** Why a report is not taken. A dossier that the hub filed here is resolved here: of it the hub can only say that the result was returned. */
const problem = (kept: Kept | undefined, sent: ProgressUpdate): string | undefined => {
  if (kept === undefined) return `Hồ sơ ${sent.maHoSo} ${PROGRESS_PHRASES.unknown}`;
  const last = kept.reports.at(-1);
  if (last === 6 || kept.status === 6) return `Hồ sơ ${sent.maHoSo} ${PROGRESS_PHRASES.refused}`;
  if (last === 5 || kept.status === 5) return `Hồ sơ ${sent.maHoSo} ${PROGRESS_PHRASES.returned}`;
  const allowed: readonly ReportState[] = kept.own ? (last === undefined ? [1] : NEXT[last]) : kept.status === 4 ? [5] : [];
  return allowed.includes(sent.trangThai) ? undefined : `Hồ sơ ${sent.maHoSo}: ${PROGRESS_PHRASES.order}`;
};

export const createProgress = (context: SimContext, book: IgateBook) => {
  let log: LogEntry[] = [];
  const app = new Hono();

  const take = (sent: ProgressUpdate): ProgressReply => {
    const kept = book.find(sent.maHoSo);
    const says = problem(kept, sent);
    if (says !== undefined || kept === undefined) return fault(says ?? "");
    const unknown = (sent.ketQuaXuLy ?? []).find((file) => book.stored(file.id) === undefined);
    if (unknown !== undefined) return fault(`Tệp ${unknown.id} ${PROGRESS_PHRASES.unknown}`);
    const results = (sent.ketQuaXuLy ?? []).flatMap((file) => book.stored(file.id)?.file ?? []);
    const status = STATUS_OF[sent.trangThai];
    const now = context.clock.ms();
    book.change(
      kept.id,
      {
        status,
        comment: sent.noiDungXuLy,
        reports: [...kept.reports, sent.trangThai],
        results: [...kept.results, ...results],
        ...(status === 2 && kept.acceptedMs === undefined ? { acceptedMs: now } : {}),
        ...([4, 5, 6].includes(status) ? { completedMs: now } : {}),
      },
      "hub",
    );
    return { status: 200, title: "Cập nhật trạng thái hồ sơ thành công" };
  };

  app.post(PROGRESS_PATHS.update, async (c) => {
    const body = await jsonBody(c);
    const read = progressUpdate.safeParse(body);
    if (!read.success) {
      const fields = read.error.issues.map((issue) => issue.path.join(".") || "Dữ liệu").join(", ");
      return c.json(fault(`${fields} có định dạng không đúng. Vui lòng kiểm tra lại tài liệu kỹ thuật đã cung cấp.`));
    }
    const reply = take(read.data);
    log.push({
      dossierCode: read.data.maHoSo,
      nationCode: read.data.soHoSoLT,
      callTime: inVietnam(context.clock.ms()),
      requestBody: read.data,
      responseBody: reply,
      securityKey: context.random.hex(16),
    });
    return c.json(reply);
  });

  app.get(PROGRESS_PATHS.log, (c) => {
    const { api, nationCode } = c.req.query();
    if (!nationCode) return c.json({ content: [] });
    if (api !== undefined && api !== "" && api !== LOGGED_API) return c.json({ content: [] });
    return c.json({ content: log.filter((entry) => entry.nationCode === nationCode || entry.dossierCode === nationCode) });
  });

  return {
    app,
    /** Without the credentials that the log itself shows. */
    log: () => log.map(({ securityKey: _, ...entry }) => entry),
    reports: () => log.filter((entry) => entry.responseBody.status === 200).length,
    stateName: (state: ReportState) => REPORT_STATES[state],
    reset: () => {
      log = [];
    },
  };
};
