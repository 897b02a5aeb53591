/**
 * The books of a department's (or ministry's) own software: transfers of dossiers that it resolves, and the trace of what it did (R-G09).
 * A sending that comes again with the same content is harmless; with other content it is refused.
 */
import type { PartnerEvent } from "../../adapters/departments/contract/callbacks.ts";
import type {
  CancelDocument,
  Reply,
  SupplementDocument,
  SyncDocument,
  TransferReference,
} from "../../adapters/departments/contract/exchange.ts";
import type { SimContext } from "../kit/types.ts";

export type DocumentState =
  | "received"
  | "processing"
  | "waitingSupplement"
  | "done"
  | "refused"
  | "sentBack"
  | "cancelled"
  /** A corrected sending came in its place. */
  | "replaced";
/** Nothing more happens to these by themselves. */
export const OVER: ReadonlySet<DocumentState> = new Set<DocumentState>(["done", "refused", "sentBack", "cancelled", "replaced"]);

export interface HeldDocument {
  readonly documentId: string;
  readonly sent: SyncDocument;
  readonly state: DocumentState;
  readonly supplements: readonly SupplementDocument[];
  readonly cancelled?: CancelDocument;
  /** Everything that it told or would tell the hub. */
  readonly events: readonly PartnerEvent[];
}

export interface Taken {
  readonly reply: Reply;
  readonly changed: boolean;
}

export interface Ledger {
  readonly sync: (sent: SyncDocument) => Taken;
  readonly supplement: (sent: SupplementDocument) => Taken;
  readonly cancel: (sent: CancelDocument) => Taken;
  readonly refusal: (code: string, message: string) => Reply;
  /** The newest sending of a transfer; without an id, the newest transfer of the dossier. */
  readonly find: (docCode: string, transferId?: string) => HeldDocument | undefined;
  /** What it told of exactly this sending, in order. */
  readonly eventsOf: (asked: TransferReference) => readonly PartnerEvent[];
  readonly happened: (held: HeldDocument, event: PartnerEvent, state: DocumentState) => void;
  readonly all: () => readonly HeldDocument[];
  readonly repeats: () => number;
  readonly reset: () => void;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const keyOf = ({ DocCode, TransferId }: Pick<TransferReference, "DocCode" | "TransferId">): string => `${DocCode} ${TransferId}`;

/** @param prefix of the partner's own numbers. */
export const createLedger = (context: SimContext, prefix: string): Ledger => {
  /** By dossier and transfer; the newest sending last. */
  let held = new Map<string, readonly HeldDocument[]>();
  let serial = 0;
  let repeats = 0;

  const refusal = (Code: string, Message: string): Reply => ({ Status: 0, Code, Message, DocumentId: undefined });
  const refuse = (code: string, message: string): Taken => ({ reply: refusal(code, message), changed: false });
  const repeated = (code: string, message: string): Taken => {
    repeats += 1;
    return refuse(code, message);
  };
  const accept = (documentId: string, ...words: readonly [string, ...string[]]): Taken => ({
    reply: { Status: 1, Code: "OK", Message: context.random.pick(words), DocumentId: documentId },
    changed: true,
  });
  const sendings = (reference: Pick<TransferReference, "DocCode" | "TransferId">): readonly HeldDocument[] =>
    held.get(keyOf(reference)) ?? [];
  const put = (document: HeldDocument): void => {
    const others = sendings(document.sent).filter((one) => one.sent.SendingNumber !== document.sent.SendingNumber);
    // Set anew, so that the transfer touched last comes last.
    held.delete(keyOf(document.sent));
    held.set(keyOf(document.sent), [...others, document]);
  };
  const unknown = (DocCode: string): Taken => refuse("UNKNOWN", `Không tìm thấy hồ sơ ${DocCode}`);

  return {
    sync: (sent) => {
      const before = sendings(sent);
      const identical = before.find((one) => one.sent.SendingNumber === sent.SendingNumber);
      const newest = before.at(-1);
      if (identical !== undefined) {
        return same(identical.sent, sent)
          ? repeated("EXISTS", `Hồ sơ ${sent.DocCode} đã tồn tại`)
          : refuse("CONFLICT", `Hồ sơ ${sent.DocCode} đã tồn tại với nội dung khác`);
      }
      if (newest !== undefined && newest.sent.SendingNumber > sent.SendingNumber)
        return refuse("OUTDATED", `Hồ sơ ${sent.DocCode}: số lần gửi đã cũ`);
      // The corrected sending stands for all before it.
      if (newest !== undefined && !OVER.has(newest.state)) put({ ...newest, state: "replaced" });
      serial += 1;
      const documentId = newest?.documentId ?? `${prefix}-${String(serial).padStart(6, "0")}`;
      put({ documentId, sent, state: "received", supplements: [], events: [] });
      return accept(documentId, "Tiếp nhận hồ sơ thành công", "Thành công", "Đồng bộ hồ sơ thành công");
    },
    supplement: (sent) => {
      const document = sendings(sent).find((one) => one.sent.SendingNumber === sent.SendingNumber);
      if (document === undefined) return unknown(sent.DocCode);
      if (document.state !== "waitingSupplement") {
        return same(document.supplements.at(-1), sent)
          ? repeated("EXISTS", `Hồ sơ ${sent.DocCode} đã nhận bổ sung trước đó`)
          : refuse("NOT_WAITING", `Hồ sơ ${sent.DocCode} không ở trạng thái chờ bổ sung`);
      }
      put({ ...document, state: "processing", supplements: [...document.supplements, sent] });
      return accept(document.documentId, "Nhận bổ sung thành công", "Thành công");
    },
    cancel: (sent) => {
      const document = sendings(sent).find((one) => one.sent.SendingNumber === sent.SendingNumber);
      if (document === undefined) return unknown(sent.DocCode);
      if (document.state === "cancelled") return repeated("EXISTS", `Hồ sơ ${sent.DocCode} đã hủy trước đó`);
      if (document.state === "done" || document.state === "refused")
        return refuse("CLOSED", `Hồ sơ ${sent.DocCode} đã giải quyết xong, không thể hủy`);
      put({ ...document, state: "cancelled", cancelled: sent });
      return accept(document.documentId, "Hủy hồ sơ thành công", "Thành công");
    },
    refusal,
    find: (docCode, transferId) =>
      [...held.values()]
        .flat()
        .findLast((one) => one.sent.DocCode === docCode && (transferId === undefined || one.sent.TransferId === transferId)),
    eventsOf: (asked) => sendings(asked).find((one) => one.sent.SendingNumber === asked.SendingNumber)?.events ?? [],
    happened: (document, event, state) => put({ ...document, state, events: [...document.events, event] }),
    all: () => [...held.values()].flat(),
    repeats: () => repeats,
    reset: () => {
      held = new Map();
      serial = 0;
      repeats = 0;
    },
  };
};
