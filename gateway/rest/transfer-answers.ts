/** What an agency answers to a transfer: each a command of the dossier, without what the path says already. */
import { z } from "@hono/zod-openapi";
import type { CommandType } from "../../core/dossier/commands.ts";
import { commandRequest } from "../../core/partners/request.ts";

interface TransferAnswer {
  readonly type: CommandType;
  /** Behind /api/v1/transfers/{id}/ */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly json: z.ZodType;
  /** Fields of the command that the path stands for. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** A command's request without `transferId`; of a union, the option whose fields are `fixed`, without them. */
const answerBody = (type: CommandType, name: string, fixed: Readonly<Record<string, string>> = {}): z.ZodType => {
  const schema: z.ZodType = commandRequest(type);
  const options = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [schema];
  const option = options.find(
    (one): one is z.ZodObject =>
      one instanceof z.ZodObject &&
      Object.entries(fixed).every(([field, value]) => one.shape[field]?.safeParse(value).success === true),
  );
  if (option === undefined) return z.never();
  const left = Object.entries(option.shape).filter(([field]) => field !== "transferId" && !Object.hasOwn(fixed, field));
  return z.strictObject(Object.fromEntries(left)).openapi(name);
};

const SUPPLEMENT = { what: "supplement" } as const;

export const TRANSFER_ANSWERS: readonly TransferAnswer[] = [
  {
    type: "acceptTransfer",
    path: "acknowledgement",
    operationId: "acknowledgeTransfer",
    summary: "Cơ quan phối hợp xác nhận đã tiếp nhận",
    description: "The agency has taken the transfer in, under its own number if it has one (R-B06).",
    json: answerBody("acceptTransfer", "TransferAcknowledgement"),
    fixed: {},
  },
  {
    type: "progress",
    path: "progress",
    operationId: "reportTransferProgress",
    summary: "Cập nhật tiến độ xử lý",
    description: "How far the agency is; shown to the applicant and supervisors (R-B07, R-B08).",
    json: answerBody("progress", "TransferProgress"),
    fixed: {},
  },
  {
    type: "ask",
    path: "supplement-request",
    operationId: "requestTransferSupplement",
    summary: "Đề nghị yêu cầu người nộp bổ sung giấy tờ",
    description:
      "Everything missing at once; it goes to the one-stop officer, who asks the applicant (R-B10). A further fee is asked for at /dossiers/{ref}/ask.",
    json: answerBody("ask", "TransferSupplementRequest", SUPPLEMENT),
    fixed: SUPPLEMENT,
  },
  {
    type: "takeTransferResult",
    path: "result",
    operationId: "reportTransferResult",
    summary: "Trả kết quả xử lý",
    description:
      "done, refused, or sentBack (what was sent is wrong: it is corrected and sent again under the next number). Documents are blobs uploaded before; `data` are facts for the legs that follow.",
    json: answerBody("takeTransferResult", "TransferResult"),
    fixed: {},
  },
];
