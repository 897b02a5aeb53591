/** What the partner's officers do with a dossier, by a door or by the clock, and the message that tells of it. */
import { createHash } from "node:crypto";
import { MESSAGES, type PartnerEvent, STEP } from "../../adapters/departments/contract/callbacks.ts";
import type { Attachment } from "../../adapters/departments/contract/exchange.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { SAMPLE_PDF, withoutNulls } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import type { DocumentState, HeldDocument } from "./ledger.ts";

export const DEEDS = ["accept", "progress", "send-on", "ask-supplement", "finish", "refuse", "send-back"] as const;
export type Deed = (typeof DEEDS)[number];

export const DEED_TITLES: Readonly<Record<Deed, readonly [vi: string, en: string]>> = {
  accept: ["Tiếp nhận hồ sơ", "Take the dossier in"],
  progress: ["Cập nhật tiến độ", "Tell progress"],
  "send-on": ["Chuyển tiếp cấp trên", "Send it on to a higher agency"],
  "ask-supplement": ["Yêu cầu bổ sung giấy tờ", "Ask for papers"],
  finish: ["Trả kết quả kèm giấy tờ số hóa", "Give the result with digitised papers"],
  refuse: ["Trả lời không đủ điều kiện", "Refuse: not eligible"],
  "send-back": ["Trả lại do hồ sơ sai", "Send back: wrong"],
};

export const STATE_AFTER: Readonly<Record<Deed, DocumentState>> = {
  accept: "processing",
  progress: "processing",
  "send-on": "processing",
  "ask-supplement": "waitingSupplement",
  finish: "done",
  refuse: "refused",
  "send-back": "sentBack",
};

/** "2026-03-02T09:00:00+07:00". */
const localIso = (ms: number): string =>
  vietnamStamp(ms).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6+07:00");

/** A paper of its own bytes, so that whoever mixes two up is found out. */
const digitised = (held: HeldDocument, name: string): Attachment => {
  const bytes = Buffer.concat([Buffer.from(SAMPLE_PDF, "base64"), Buffer.from(`% ${held.documentId} ${name}\n`)]);
  return {
    AttachmentId: createHash("sha256").update(bytes).digest("hex"),
    PaperCode: undefined,
    AttachmentName: name,
    MediaType: "application/pdf",
    Size: bytes.byteLength,
    Base64: bytes.toString("base64"),
    Link: undefined,
  };
};

/** The message of a deed. `data`: fields that differ. Throws ZodError when they no longer fit the contract. */
export const eventOf = (
  context: SimContext,
  held: HeldDocument,
  deed: Deed,
  data: Readonly<Record<string, unknown>>,
): PartnerEvent => {
  const { DocCode, TransferId, SendingNumber } = held.sent;
  const trace = {
    DocCode,
    TransferId,
    SendingNumber,
    TraceId: `${held.documentId}-${SendingNumber}-${held.events.length + 1}`,
    DateCreated: localIso(context.clock.ms()),
    UserName: "Lê Thị Chuyên Viên",
    UserPosition: "Chuyên viên",
    OrganName: "Phòng chuyên môn",
  };
  const step = (Status: number, Comment: string) => ({
    ...trace,
    Comment,
    Status,
    DocumentId: held.documentId,
    ...data,
    Kind: "progress" as const,
  });
  const result = (Outcome: string, Comment: string, more: object) => ({
    ...trace,
    Comment,
    Outcome,
    ResultData: [],
    Documents: [],
    ...more,
    ...data,
    Kind: "result" as const,
  });
  const made = ((): { readonly Kind: PartnerEvent["Kind"] } & Record<string, unknown> => {
    switch (deed) {
      case "accept":
        return step(STEP.takenIn, "Đã tiếp nhận hồ sơ");
      case "progress":
        return step(STEP.working, "Đang thẩm định");
      case "send-on":
        return step(STEP.sentOn, "Đã trình Bộ xem xét, quyết định");
      case "ask-supplement":
        return {
          ...trace,
          Comment: "Hồ sơ thiếu giấy tờ",
          Supplementaries: [{ Reason: "Bổ sung bản sao có chứng thực giấy tờ kèm theo đơn" }],
          ...data,
          Kind: "supplement",
        };
      case "finish":
        return result("done", "Đã ký quyết định", {
          ResultData: [{ Name: "decisionNumber", Value: `${held.documentId}/QĐ` }],
          Documents: [digitised(held, "quyet-dinh.pdf")],
        });
      case "refuse":
        return result("refused", "Không đủ điều kiện theo quy định", { Documents: [digitised(held, "van-ban-tra-loi.pdf")] });
      case "send-back":
        return result("sentBack", "Sai mã thủ tục, đề nghị kiểm tra và gửi lại", {});
    }
  })();
  const { Kind, ...fields } = made;
  // Kind first, as the contract has it.
  return { Kind, ...MESSAGES[Kind].parse(withoutNulls(fields)) } as PartnerEvent;
};
