/**
 * Poller `dossiers`: iGate never calls back about what we delivered, so it is asked (R-G02): each sending by our own codes, eight at a time; then,
 * where something changed, the integration view. iGate's statuses are few and badly known (domain.md §5.1): an unknown one is told as
 * progress and claims nothing.
 */
import { z } from "zod";
import type { DossierCommandInput, FileRef } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { FeedItem, InboundCommand, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { awaitedPage } from "../kit/awaited.ts";
import { cut } from "../kit/text.ts";
import { ask, download, type IgateCall } from "./client.ts";
import type { IgateConfig } from "./config.ts";
import { anyName } from "./contract/common.ts";
import { DOSSIER_PATHS, type IntegrationView, integrationView, type VIEW_FIELDS } from "./contract/dossier.ts";
import { codesOf, findDelivered } from "./delivered.ts";
import { fromIgateTime, nameOf } from "./wire.ts";

/** iGate takes in no faster than people work. */
const EVERY_MS = 5 * 60_000;
/** So many sendings are asked about in one attempt's time, side by side: as many as the lane's other calls (DEFAULT_LIMITS). */
const AT_ONCE = 8;
/** Longest note of a command. */
const NOTE = 2000;

/** What is stored of a change; the rest is asked for when it is applied. */
const change = z.object({
  dossierId: z.string(),
  transferId: z.string(),
  number: z.int(),
  code: z.string(),
  status: z.int(),
  name: anyName,
  updated: z.string(),
  accepted: z.boolean(),
});
export type Change = z.infer<typeof change>;

/** The view with the fields named, and no others: files come only if asked for (domain.md §5.1). */
const viewOf = (call: IgateCall, code: string, fields: readonly (typeof VIEW_FIELDS)[number][]): Promise<IntegrationView> =>
  ask(
    call,
    { method: "GET", path: DOSSIER_PATHS.view, query: { code, fields: fields.join(",") }, kind: "read" },
    integrationView,
  );

/** The words with which the present task was handed on. */
const words = (view: IntegrationView): string | undefined => {
  const says = view.currentTask?.[0]?.bpmProcessDefinitionTask?.variable?.processComments?.trim();
  return says === undefined || says === "" ? undefined : cut(says, NOTE);
};

type Command = Exclude<DossierCommandInput, { type: "submit" }>;
interface Meant {
  readonly key: "accept" | "told" | "asked" | "result";
  readonly command: Command;
}

/**
 * What a change means, given what the view says. Pure.
 * @param transfer as it is now at the hub
 * @param files of the result, where there is one
 */
export const meaningOf = (
  { transferId, number, code, status, name, accepted }: Change,
  transfer: Pick<Transfer, "state">,
  says: string | undefined,
  files: readonly FileRef[],
): readonly Meant[] => {
  const taken: Meant = {
    key: "accept",
    command: { type: "acceptTransfer", transferId, number, reference: code, note: `iGate: ${nameOf(name)}` },
  };
  const first = accepted && transfer.state === "sent" ? [taken] : [];
  const told = (note: string): Meant => ({ key: "told", command: { type: "progress", transferId, note: cut(note, NOTE) } });
  const result = (outcome: "done" | "refused" | "sentBack", note: string): Meant => ({
    key: "result",
    command: {
      type: "takeTransferResult",
      transferId,
      number,
      outcome,
      note: cut(note, NOTE),
      documents: [...files],
      data: { igateCode: code },
    },
  });
  const state = [`iGate: ${nameOf(name)}`, ...(says === undefined ? [] : [says])].join(": ");
  switch (status) {
    case 0:
      return [];
    case 1: {
      // Asked once already, and the words were changed: the officer reads them, the applicant is not asked twice.
      if (transfer.state === "supplementNeeded") return [told(state)];
      const missing = [{ componentId: "other", reason: cut(says ?? "iGate yêu cầu bổ sung, không ghi nội dung", NOTE) }];
      return [...first, { key: "asked", command: { type: "ask", what: "supplement", transferId, missing } }];
    }
    case 2:
      return first.length > 0 ? first : [told(state)];
    case 4:
    case 5:
      return [result("done", says ?? "iGate đã có kết quả")];
    case 6:
      // Never taken in: what was sent is wrong, an officer corrects it. Taken in: refused in the matter.
      return [result(accepted ? "refused" : "sentBack", says ?? "iGate đã hủy hồ sơ, không ghi lý do")];
    default:
      return [...first, told(state)];
  }
};

/** Which sendings of a dossier await something; one that came back waits for us. */
const awaited = (dossier: Dossier) =>
  dossier.transfers
    .filter((transfer) => transfer.lane === "igate" && transfer.open && transfer.state !== "sentBack")
    .map((transfer) => ({ dossier, transfer }));

const itemOf = async (
  call: IgateCall,
  { dossier, transfer }: ReturnType<typeof awaited>[number],
): Promise<FeedItem | undefined> => {
  const { transferId, number } = transfer;
  const there = await findDelivered(call, { transferId, number, codes: codesOf(dossier) });
  if (there === undefined || there.dossierStatus.id === 0) return undefined;
  const updated = there.updatedDate ?? there.acceptedDate ?? "";
  const body: Change = {
    dossierId: dossier.id,
    transferId,
    number,
    code: there.code,
    status: there.dossierStatus.id,
    name: there.dossierStatus.name,
    updated,
    accepted: there.acceptedDate !== undefined && there.acceptedDate !== null,
  };
  return { id: `${there.code}:${body.status}:${updated}`, key: dossier.id, body };
};

const unreadable = (): ExchangeError =>
  new ExchangeError("pause", "a change is not what the poller stored", {
    code: "igate.change-unreadable",
    blame: "hub",
    hint: {
      vi: "Bản ghi thay đổi từ iGate không đọc được; bỏ qua thông điệp này, lần hỏi sau sẽ có lại.",
      en: "A stored change from iGate cannot be read; release this message, the next look brings it again.",
    },
  });

export const dossiersPoller: Poller<IgateConfig> = {
  title: { vi: "Tiến độ và kết quả hồ sơ tại iGate", en: "Progress and results of dossiers at iGate" },
  everyMs: EVERY_MS,
  fetch: async (place, call) => {
    const { asked, cursor, more } = await awaitedPage(call, place, awaited, AT_ONCE);
    const items = await Promise.all(asked.map((one) => itemOf(call, one)));
    return { items: items.filter((item) => item !== undefined), cursor, more };
  },
  apply: async (item, call) => {
    const read = change.safeParse(item);
    if (!read.success) throw unreadable();
    const { dossierId, transferId, number, code, status, updated } = read.data;
    const dossier = await call.find(dossierId);
    const transfer = dossier?.transfers.find((one) => one.transferId === transferId);
    // Answered, called off or sent again meanwhile: nothing is left to say about that sending.
    if (transfer === undefined || !transfer.open || transfer.number !== number) return {};
    const finished = status === 4 || status === 5;
    const view = await viewOf(call, code, finished ? ["currentTask", "attachment"] : ["currentTask"]);
    const files: FileRef[] = [];
    for (const file of finished ? (view.attachment ?? []) : []) files.push(await download(call, file));
    const at = fromIgateTime(updated);
    const commands = meaningOf(read.data, transfer, words(view), files).map(
      ({ key, command }): InboundCommand => ({
        key: `${code}:${status}:${updated}:${key}`,
        dossier: dossierId,
        command,
        ...(at === undefined ? {} : { at }),
      }),
    );
    return { commands };
  },
};
