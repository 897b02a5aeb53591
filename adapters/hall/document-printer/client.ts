/** Asks a printer: one IPP operation is one HTTP POST. What it says no with becomes an ExchangeError. */
import type { WireEntry } from "../../../core/exchange/adapter.ts";
import { ExchangeError, type Intent, isExchangeError } from "../../../core/exchange/errors.ts";
import type { Instant } from "../../../core/time/types.ts";
import { createHttp } from "../../kit/http.ts";
import type { CallKind } from "../../kit/http-errors.ts";
import { deviceCut, deviceGarbage, deviceOffline } from "../../kit/tcp.ts";
import { CONTENT_TYPE, GROUP, OPERATION, STATUS, TAG, USER } from "./contract/ipp.ts";
import type { PrinterSettings } from "./settings.ts";
import { decodeAnswer, encodeRequest, type IppAnswer, type IppAttribute, IppFormatError } from "./wire.ts";

/** What a call gives to its calls; a look has no log and no trace. */
export interface Asker {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly wire: (entry: WireEntry) => void;
  readonly traceparent: string;
}

export interface Question {
  readonly operation: keyof typeof OPERATION;
  /** After charset, language, printer and user, which every operation carries. */
  readonly about?: readonly IppAttribute[];
  readonly job?: readonly IppAttribute[];
  readonly document?: Uint8Array;
  /** Statuses that the caller reads itself, besides the good ones. */
  readonly statuses?: readonly number[];
}
export type Ask = (question: Question) => Promise<IppAnswer>;

const HINTS = {
  document: {
    vi: "Máy in không in được tệp này; mở tệp kiểm tra, lưu lại thành PDF không khóa rồi in lại.",
    en: "The printer cannot print this file; open and check it, save it as PDF without a password, and print again.",
  },
  request: {
    vi: "Máy in không làm được yêu cầu này; giảm số bản hoặc chọn in một mặt rồi in lại.",
    en: "The printer cannot do this; ask for fewer copies or one side, and print again.",
  },
  setup: {
    vi: "Máy in không nhận lệnh của hệ thống; kiểm tra địa chỉ, tài khoản và cài đặt IPP của máy.",
    en: "The printer does not take the hub's orders; check its address, account and IPP settings.",
  },
  busy: {
    vi: "Máy in đang bận hoặc tạm không nhận lệnh in; hệ thống tự gửi lại.",
    en: "The printer is busy or takes no jobs now; it is sent again by itself.",
  },
  canceled: {
    vi: "Lệnh in đã bị hủy tại máy in; in lại nếu vẫn cần.",
    en: "The job was cancelled at the printer; print again if it is still wanted.",
  },
} as const;

type Meaning = readonly [intent: Intent, code: string, hint: keyof typeof HINTS];
const DOCUMENT: Meaning = ["rejected", "hall.format", "document"];
const REQUEST: Meaning = ["rejected", "hall.print-refused", "request"];
const SETUP: Meaning = ["pause", "hall.printer-setup", "setup"];
const BUSY: Meaning = ["retry", "printer.busy", "busy"];

/** Status → what to do. One that is not here leaves doubt about a write (RFC 8011 appendix B). */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  ...[
    STATUS.formatNotSupported,
    STATUS.formatError,
    STATUS.unprintable,
    STATUS.compressionNotSupported,
    STATUS.compressionError,
    STATUS.documentAccessError,
    STATUS.passwordError,
    STATUS.permissionError,
    STATUS.securityError,
  ].map((status) => [status, DOCUMENT] as const),
  ...[STATUS.valuesNotSupported, STATUS.conflictingAttributes, STATUS.entityTooLarge, STATUS.valueTooLong].map(
    (status) => [status, REQUEST] as const,
  ),
  ...[
    STATUS.badRequest,
    STATUS.forbidden,
    STATUS.notAuthenticated,
    STATUS.notAuthorized,
    STATUS.notFound,
    STATUS.gone,
    STATUS.charsetNotSupported,
    STATUS.operationNotSupported,
    STATUS.versionNotSupported,
  ].map((status) => [status, SETUP] as const),
  ...[
    STATUS.serviceUnavailable,
    STATUS.deviceError,
    STATUS.temporaryError,
    STATUS.notAcceptingJobs,
    STATUS.busy,
    STATUS.deactivated,
    STATUS.tooManyJobs,
  ].map((status) => [status, BUSY] as const),
  [STATUS.jobCanceled, ["rejected", "hall.print-canceled", "canceled"]],
]);

const GOOD: readonly number[] = [STATUS.ok, STATUS.okIgnored, STATUS.okConflicting];

/** A document or a job leaves something behind at the printer; everything else may be asked any number of times. */
const kindOf = (operation: Question["operation"]): CallKind =>
  operation === "printJob" || operation === "cancelJob" ? "write" : "read";

const said = ({ groups }: IppAnswer): string => {
  const message = groups.find(({ tag }) => tag === GROUP.operation)?.attributes.get("status-message")?.[0];
  return typeof message === "string" ? `: ${message.slice(0, 300)}` : "";
};

const refusal = (answer: IppAnswer, kind: CallKind): ExchangeError => {
  const text = `IPP status 0x${answer.status.toString(16).padStart(4, "0")}${said(answer)}`;
  const [intent, code, hint] = MEANINGS.get(answer.status) ?? [kind === "write" ? "unknown" : "retry", "printer.error", "busy"];
  // It answers: the breaker is for printers that do not.
  return new ExchangeError(intent, text, { code, blame: "partner", hint: HINTS[hint], trips: false });
};

/** The kit speaks of partners; who stands before a printer wants to know about power and cable. */
const asDevice = (error: unknown, where: string, kind: CallKind): unknown => {
  if (!isExchangeError(error)) return error;
  if (error.code === "http.unreachable" || error.code === "http.not-sent") return deviceOffline(where, error);
  if (error.code === "http.cut" || error.code === "http.timeout")
    return kind === "write" ? deviceCut(where, error) : deviceOffline(where, error);
  return error;
};

/** A way to ask one printer, for one attempt. Throws ExchangeErrors only. */
export const createAsk = (asker: Asker, { baseUrl, path, printerUri, login }: PrinterSettings): Ask => {
  const basic = login === undefined ? undefined : Buffer.from(`${login.user}:${login.password}`).toString("base64");
  let requestId = 0;
  return async ({ operation, about = [], job = [], document, statuses = [] }) => {
    const kind = kindOf(operation);
    requestId += 1;
    const attributes: readonly IppAttribute[] = [
      ["attributes-charset", TAG.charset, "utf-8"],
      ["attributes-natural-language", TAG.naturalLanguage, "vi"],
      ["printer-uri", TAG.uri, printerUri],
      ["requesting-user-name", TAG.name, USER],
      ...about,
    ];
    const groups = [{ tag: GROUP.operation, attributes }, ...(job.length === 0 ? [] : [{ tag: GROUP.job, attributes: job }])];
    const head = encodeRequest({ operation: OPERATION[operation], requestId, groups });
    const http = createHttp(
      {
        ...asker,
        // The log keeps what was asked; the document itself is a blob of its own, named in the message.
        wire: (entry) =>
          asker.wire(entry.direction === "out" ? { ...entry, bytes: entry.bytes.subarray(0, head.length) } : entry),
      },
      {
        baseUrl,
        headers: { accept: CONTENT_TYPE, ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }) },
      },
    );
    const body = document === undefined ? head : Buffer.concat([head, document]);
    let answer: IppAnswer;
    try {
      const bytes = await http.bytes({ method: "POST", path, body: { text: body, contentType: CONTENT_TYPE }, kind });
      answer = decodeAnswer(bytes);
    } catch (error) {
      if (error instanceof IppFormatError) throw deviceGarbage(error.message, kind === "write");
      throw asDevice(error, baseUrl, kind);
    }
    if (answer.requestId !== requestId) throw deviceGarbage("the answer to another request", kind === "write");
    if (GOOD.includes(answer.status) || statuses.includes(answer.status)) return answer;
    throw refusal(answer, kind);
  };
};
