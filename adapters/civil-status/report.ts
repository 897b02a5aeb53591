/**
 * What the liên thông hub is told (domain.md §5.2): that a dossier was received, and its states in the hub's own order
 * 1 → 3 → 7 → 4 → 5. Which states: course.ts. Telling one twice is safe: the hub says that it is there already.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import type { OperationResult } from "../../core/exchange/adapter.ts";
import { unreadable } from "../kit/http-errors.ts";
import type { PhraseReading } from "../kit/phrases.ts";
import { cut } from "../kit/text.ts";
import { type ConfirmRequest, JUSTICE, PATHS, PHRASES, type ReportedResult, type ReportRequest } from "./contract/hub.ts";
import { writtenTime } from "./dates.ts";
import { tellHub } from "./hub-client.ts";
import { hubPhrases, SYNC_FLAGS } from "./phrases.ts";
import type { CivilStatusCall } from "./registry-client.ts";

const instant = z.iso.datetime({ offset: true });

/** Message body of `confirmReceived`. */
export const confirmBody = z.strictObject({ dossierId: z.string().min(1), nationalCode: z.string().min(1) });
export type ConfirmBody = z.infer<typeof confirmBody>;

/** Message body of `reportToHub`: one state. Instants are UTC; the hub gets local time. */
export const reportBody = z.strictObject({
  dossierId: z.string().min(1),
  /** trangThai of the hub. */
  state: z.int().min(1).max(7),
  nationalCode: z.string().min(1),
  /** The one-stop code; none before receipt. */
  code: z.string().min(1).optional(),
  /** As the hub calls the procedure. */
  procedureCode: z.string().min(1),
  at: instant,
  startedAt: instant.optional(),
  dueAt: instant.optional(),
  /** Due time before it moved. */
  dueBefore: instant.optional(),
  officer: z.string().optional(),
  unit: z.string().optional(),
  /** What was done or is asked for. */
  note: z.string().optional(),
  /** dd/MM/yyyy HH:mm:ss. */
  deadline: z.string().optional(),
  /** With state 4. */
  result: z
    .strictObject({
      facts: z.record(z.string(), z.string()),
      paper: z.enum(["giayKhaiSinh", "giayKhaiTu"]),
      file: fileRef.optional(),
    })
    .optional(),
});
export type ReportBody = z.infer<typeof reportBody>;

/** All prose of an answer: the texts in a JSON answer, wherever they stand, or the answer itself where it is none. */
const prose = (text: string): { readonly says: string; readonly whole: boolean } => {
  const said = (value: unknown): readonly string[] => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(said) : [];
  };
  try {
    return { says: said(JSON.parse(text)).join(". "), whole: true };
  } catch {
    return { says: text, whole: false };
  }
};

/** What the hub's answer means. One that says nothing known and is an error page, or half an answer, may still have done it. */
const read = (answer: { readonly status: number; readonly text: string }): PhraseReading => {
  const { says, whole } = prose(answer.text);
  const reading = hubPhrases.read(says);
  if (reading.code.endsWith(".unmatched") && (answer.status >= 500 || !whole))
    throw unreadable("write", `HTTP ${answer.status}, not the hub's own answer`);
  return reading;
};

/** PUT: the hub stops listing the dossier. Twice is as once. */
export const confirm = async (nationalCode: string, call: CivilStatusCall): Promise<PhraseReading> => {
  const json: ConfirmRequest = { maHoSo: nationalCode, daNhan: true };
  const answer = await tellHub(call, { method: "PUT", path: PATHS.confirm, json });
  const reading = read(answer);
  if (reading.means === "ok" || answer.text.normalize("NFC").toLocaleLowerCase("vi").includes(PHRASES.confirmed)) return reading;
  throw hubPhrases.error(reading);
};

const settled = (
  dossierId: string,
  operation: string,
  reading: PhraseReading,
  what: string,
  reference: string,
): OperationResult => ({
  reference,
  commands: [
    {
      key: `${operation}:accepted`,
      dossier: dossierId,
      command: {
        type: "recordPartner",
        lane: "civil-status",
        outcome: "accepted",
        operation,
        code: reading.code,
        message: cut(`${what}: ${reading.shown} (cờ đồng bộ ${SYNC_FLAGS[reading.means]})`, 4000),
      },
    },
  ],
});

/** `confirmReceived`. Throws ExchangeError as the hub's prose says. */
export const sendConfirmation = async (body: ConfirmBody, call: CivilStatusCall): Promise<OperationResult> => {
  const reading = await confirm(body.nationalCode, call);
  return settled(body.dossierId, "confirmReceived", reading, "Xác nhận đã nhận hồ sơ", body.nationalCode);
};

/** The report as the hub wants it, without the certificate. Pure. */
export const toReport = (body: ReportBody): Omit<ReportRequest, "ketQuaXuLy"> => {
  const time = (key: "ngayBatDau" | "ngayKetThucTheoQuyDinh" | "ngayHenTraTruoc" | "ngayHenTraMoi", at: string | undefined) =>
    at === undefined ? {} : { [key]: writtenTime(at) };
  return {
    maTTHC: body.procedureCode,
    soHoSoLT: body.nationalCode,
    coQuanXuLy: JUSTICE,
    maHoSo: body.code ?? body.nationalCode,
    trangThai: body.state,
    thoiGianThucHien: writtenTime(body.at),
    ...(body.note === undefined ? {} : { noiDungXuLy: cut(body.note, 4000), ghiChu: cut(body.note, 4000) }),
    ...(body.officer === undefined ? {} : { nguoiXuLy: cut(body.officer, 200) }),
    ...(body.unit === undefined ? {} : { phongBanXuLy: cut(body.unit, 300) }),
    ...time("ngayBatDau", body.startedAt),
    ...time("ngayKetThucTheoQuyDinh", body.dueAt),
    ...time("ngayHenTraTruoc", body.dueBefore),
    ...time("ngayHenTraMoi", body.dueBefore === undefined ? undefined : body.dueAt),
    ...(body.deadline === undefined ? {} : { hanBoSungHoSo: body.deadline }),
  };
};

const resultOf = async (result: NonNullable<ReportBody["result"]>, call: CivilStatusCall): Promise<string> => {
  const certificate =
    result.file === undefined ? {} : { [result.paper]: Buffer.from(await call.blob(result.file.blob)).toString("base64") };
  const told: ReportedResult = { ...result.facts, ...certificate };
  return JSON.stringify(told);
};

/** Tells the hub one state. Throws ExchangeError as the hub's prose says: final, retry, bug. */
export const sendReport = async (body: ReportBody, call: CivilStatusCall): Promise<OperationResult> => {
  const json: ReportRequest = {
    ...toReport(body),
    ...(body.result === undefined ? {} : { ketQuaXuLy: await resultOf(body.result, call) }),
  };
  const reading = read(await tellHub(call, { method: "POST", path: PATHS.report, json }));
  if (reading.means !== "ok" && reading.means !== "duplicate") throw hubPhrases.error(reading);
  return settled(body.dossierId, "reportToHub", reading, `Trạng thái ${body.state}`, body.nationalCode);
};
