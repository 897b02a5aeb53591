/** What a department's or ministry's messages mean for the dossier (R-B06, R-B07, R-B10, R-C03). Pure: files have been stored before. */
import type { DossierCommandInput, FileRef } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { InboundCommand } from "../../core/exchange/adapter.ts";
import { cut } from "../kit/text.ts";
import { type PartnerEvent, STEP } from "./contract/callbacks.ts";

const STEP_WORDS: Readonly<Record<number, string>> = {
  [STEP.takenIn]: "Đã tiếp nhận",
  [STEP.working]: "Đang xử lý",
  [STEP.sentOn]: "Đã chuyển cấp trên xem xét",
};
const OUTCOME_WORDS = { done: "Đã giải quyết", refused: "Không đủ điều kiện giải quyết", sentBack: "Trả lại do sai" } as const;

const words = (...parts: readonly (string | undefined)[]): string =>
  cut(parts.filter((part) => part !== undefined && part.trim() !== "").join(" – "), 2000);

/** Facts have names in English camelCase; a partner's "DecisionNumber" is decisionNumber. Empty ones are none. */
const factsOf = (data: readonly { readonly Name: string; readonly Value: string }[]): Record<string, string> =>
  Object.fromEntries(
    data.flatMap(({ Name, Value }) => {
      const name = `${Name.charAt(0).toLowerCase()}${Name.slice(1)}`;
      return Value.trim() === "" ? [] : [[name, cut(Value, 2000)] as const];
    }),
  );

/** The transfer of this lane that a message speaks of; undefined where it is another lane's, or there is none. */
export const transferOf = (dossier: Dossier, lane: string, transferId: string): Transfer | undefined =>
  dossier.transfers.find((entry) => entry.transferId === transferId && entry.lane === lane);

const commandOf = (event: PartnerEvent, documents: readonly FileRef[]): DossierCommandInput => {
  const { TransferId: transferId, SendingNumber: number } = event;
  const who = event.OrganName;
  switch (event.Kind) {
    case "progress": {
      const note = words(who, STEP_WORDS[event.Status], event.Comment) || "Cập nhật tiến độ";
      const reference = event.DocumentId === undefined ? {} : { reference: event.DocumentId };
      return event.Status === STEP.takenIn
        ? { type: "acceptTransfer", transferId, number, note, ...reference }
        : { type: "progress", transferId, note };
    }
    case "supplement": {
      // A code that the procedure does not publish is refused by the engine (R-A03); prose goes to the officer, who names the component.
      const items = event.Supplementaries.map(({ PaperCode, Reason }) => ({ componentId: PaperCode ?? "other", reason: Reason }));
      const prose = { componentId: "other", reason: words(who, event.Comment) || "Yêu cầu bổ sung giấy tờ" };
      return { type: "ask", what: "supplement", transferId, missing: items.length === 0 ? [prose] : items };
    }
    case "result":
      return {
        type: "takeTransferResult",
        transferId,
        number,
        outcome: event.Outcome,
        note: words(who, OUTCOME_WORDS[event.Outcome], event.Comment),
        documents: [...documents],
        data: factsOf(event.ResultData),
      };
  }
};

/** The command of one message. Its key is the partner's own id of the step: executed once. */
export const inboundOf = (event: PartnerEvent, dossier: Dossier, documents: readonly FileRef[]): InboundCommand => ({
  key: `${event.Kind}:${event.DocCode}:${event.TransferId}:${event.SendingNumber}:${event.TraceId}`,
  dossier: dossier.id,
  at: new Date(event.DateCreated).toISOString(),
  command: commandOf(event, documents),
  ...(event.UserName === undefined
    ? {}
    : { actor: { name: cut([event.UserName, event.UserPosition].filter((part) => part !== undefined).join(", "), 200) } }),
});

/**
 * Whether a message that was fetched still says something: a step before the result, of a sending that was corrected since, or of a transfer
 * called off does not, and must not stop the feed.
 */
export const stillSays = (event: PartnerEvent, transfer: Transfer | undefined): boolean => {
  if (transfer === undefined || transfer.number !== event.SendingNumber) return false;
  if (event.Kind === "result")
    return transfer.open || (transfer.state === "cancelled" && event.Outcome !== "sentBack" && transfer.result === undefined);
  if (!transfer.open) return false;
  return event.Kind !== "progress" || event.Status !== STEP.takenIn || transfer.state === "sent";
};
