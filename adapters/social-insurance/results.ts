/**
 * What became of the requests, by asking (R-G04: "result by poll"). The gateway never calls back; it is asked about the transactions of the
 * transfers that are still open, in batches. States, and what they mean here: contract/results.ts.
 */
import { z } from "zod";
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { FeedItem, InboundCommand, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "../../core/exchange/errors.ts";
import { awaitedPage } from "../kit/awaited.ts";
import { cut } from "../kit/text.ts";
import { lookUp, type SocialInsuranceCall } from "./client.ts";
import type { SocialInsuranceConfig } from "./config.ts";
import { LOOK_UP_BATCH } from "./contract/gateway.ts";
import { HEALTH_CARD_NUMBER, SOCIAL_INSURANCE_NUMBER } from "./contract/papers.ts";
import { type Outcome, resultItem, STATES } from "./contract/results.ts";
import { instantOf } from "./declaration.ts";
import { isLegOperation, type LegOperation } from "./requests.ts";
import { LANE } from "./sending.ts";

/** Officers there decide in days; half an hour late is no harm to anybody. */
const EVERY_MS = 300_000;
const MAX_NOTE = 2000;

const polled = z.object({ dossierId: z.string(), transferId: z.string(), number: z.int(), item: resultItem });
type Polled = z.infer<typeof polled>;

/** A transfer whose transaction is worth asking about. One that came back waits for an officer, one just sent has no number yet. */
const isAsked = ({ lane, state, reference }: Transfer): boolean =>
  lane === LANE && reference !== undefined && (state === "accepted" || state === "supplementNeeded");

interface Asked {
  readonly dossierId: string;
  readonly transferId: string;
  readonly number: number;
  readonly MaGD: string;
}
const askedOf = (dossier: Dossier): readonly Asked[] =>
  dossier.transfers
    .filter(isAsked)
    .map(({ transferId, number, reference = "" }) => ({ dossierId: dossier.id, transferId, number, MaGD: reference }));

const fetch = async (place: string | undefined, call: SocialInsuranceCall) => {
  const { asked, cursor, more } = await awaitedPage(call, place, askedOf, LOOK_UP_BATCH);
  if (asked.length === 0) return { items: [], cursor, more };
  const transactions = [...new Set(asked.map((one) => one.MaGD))];
  const found = new Map((await lookUp(call, { transactions })).map((item) => [item.MaGD, item]));
  const items = asked.flatMap(({ MaGD, ...whose }): FeedItem[] => {
    const item = found.get(MaGD);
    // "Received" says no more than the answer to the sending did.
    if (item === undefined || item.TrangThai === "1") return [];
    const id = [MaGD, whose.dossierId, whose.transferId, whose.number, item.TrangThai, item.ThoiGian].join(":");
    return [{ id, key: whose.dossierId, body: { ...whose, item } satisfies Polled }];
  });
  return { items, cursor, more };
};

const unreadable = (what: string): ExchangeError =>
  new ExchangeError("pause", `a result of the social insurance cannot be used: ${what}`, {
    code: "social-insurance.result-unreadable",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Kết quả của cơ quan bảo hiểm xã hội thiếu hoặc sai dữ liệu; liên hệ để lấy kết quả đúng rồi chạy lại thông điệp này.",
      en: "The social insurance's result lacks data or has wrong ones; get the right one from them, then redrive this message.",
    },
  });

const digits = (name: string, value: string | null | undefined, pattern: RegExp): string => {
  const clean = (value ?? "").replaceAll(/[\s.-]/g, "");
  if (!pattern.test(clean)) throw unreadable(`${name} "${clean.slice(0, 30)}"`);
  return clean;
};

/** What a finished leg hands on. Card numbers stay as printed: fifteen characters or the ten digits of new cards. Throws where a number is not one. */
export const factsOf = (operation: LegOperation, outcome: Outcome): Readonly<Record<string, string>> => {
  switch (operation) {
    case "issueHealthCard":
      return {
        healthCardNumber: digits("MaTheBHYT", outcome.MaTheBHYT?.toUpperCase(), HEALTH_CARD_NUMBER),
        ...(outcome.MaSoBHXH ? { socialInsuranceNumber: digits("MaSoBHXH", outcome.MaSoBHXH, SOCIAL_INSURANCE_NUMBER) } : {}),
      };
    case "registerInsurance":
      return { socialInsuranceNumber: digits("MaSoBHXH", outcome.MaSoBHXH, SOCIAL_INSURANCE_NUMBER) };
    case "claimDeathBenefit": {
      const decision = outcome.SoQuyetDinh?.trim() ?? "";
      if (decision === "") throw unreadable("SoQuyetDinh");
      return { benefitDecisionNumber: decision, benefitAmount: digits("SoTien", String(outcome.SoTien ?? ""), /^\d{1,12}$/) };
    }
  }
};

const FILE_NAMES: Readonly<Record<LegOperation, string>> = {
  issueHealthCard: "the-bhyt.pdf",
  registerInsurance: "so-bhxh.pdf",
  claimDeathBenefit: "quyet-dinh-mai-tang-phi-tu-tuat.pdf",
};

const documentsOf = async (operation: LegOperation, outcome: Outcome, call: SocialInsuranceCall): Promise<readonly FileRef[]> => {
  const base64 = (outcome.TepBase64 ?? "").replaceAll(/\s+/g, "");
  if (base64 === "") return [];
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw unreadable("TepBase64");
  const name = cut(outcome.TenTep ?? "", 255) || FILE_NAMES[operation];
  try {
    return [{ name, ...(await call.store(Buffer.from(base64, "base64"), name)) }];
  } catch (error) {
    // Not a file of R-A07: the paper exists all the same, and a person must get it.
    if (isExchangeError(error) && error.intent === "rejected") throw unreadable(`file "${name}": ${error.message}`);
    throw error;
  }
};

type Command = InboundCommand["command"];

const meaning = async (
  { transferId, number, item }: Polled,
  operation: LegOperation,
  call: SocialInsuranceCall,
): Promise<Command> => {
  const said = cut(item.GhiChu ?? "", MAX_NOTE);
  const name = STATES[item.TrangThai as keyof typeof STATES] ?? `Trạng thái ${item.TrangThai}`;
  const note = said === "" || said === name ? name : `${name}: ${said}`;
  const over = (outcome: "refused" | "sentBack"): Command => ({
    type: "takeTransferResult",
    transferId,
    number,
    outcome,
    note,
    documents: [],
    data: {},
  });
  switch (item.TrangThai) {
    case "3":
      return { type: "ask", what: "supplement", transferId, missing: [{ componentId: "other", reason: said || name }] };
    case "4":
    case "7":
      return over("refused");
    case "6":
      return over("sentBack");
    case "5": {
      const outcome = item.KetQua ?? {};
      const data = { ...factsOf(operation, outcome) };
      const documents = [...(await documentsOf(operation, outcome, call))];
      return { type: "takeTransferResult", transferId, number, outcome: "done", note, documents, data };
    }
    default:
      // "Đang xử lý", and whatever else they may say: worth showing, moves nothing.
      return { type: "progress", transferId, note: `Bảo hiểm xã hội: ${note}` };
  }
};

const apply = async (body: unknown, call: SocialInsuranceCall): Promise<{ readonly commands: readonly InboundCommand[] }> => {
  const read = polled.safeParse(body);
  if (!read.success) throw unreadable(read.error.issues[0]?.path.join(".") ?? "");
  const { dossierId, transferId, number, item } = read.data;
  const transfer = (await call.find(dossierId))?.transfers.find((entry) => entry.transferId === transferId);
  // Answered, called off or sent anew since it was asked: there is nothing left to tell, except a result that came in spite of it.
  const late = transfer?.state === "cancelled" && transfer.result === undefined && item.TrangThai === "5";
  if (transfer === undefined || !isLegOperation(transfer.operation) || transfer.number !== number || !(transfer.open || late))
    return { commands: [] };
  const command = await meaning(read.data, transfer.operation, call);
  const at = instantOf(item.ThoiGian);
  const key = `result:${item.MaGD}:${transferId}:${number}:${item.TrangThai}:${item.ThoiGian}`;
  return { commands: [{ key, dossier: dossierId, command, ...(at === undefined ? {} : { at }) }] };
};

export const resultsPoller: Poller<SocialInsuranceConfig> = {
  title: { vi: "Kết quả giải quyết của bảo hiểm xã hội", en: "Results of the social insurance" },
  everyMs: EVERY_MS,
  fetch,
  apply,
};
