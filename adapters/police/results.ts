/**
 * Where the residence filings stand: asked for, because the police push nothing (domain.md §5.3). The service has no cursor; what is asked
 * about are the transfers that still await a result, in its batch size, and a state told before is not told again.
 */
import { z } from "zod";
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { FeedItem, InboundCommand, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "../../core/exchange/errors.ts";
import { awaitedPage } from "../kit/awaited.ts";
import { cut } from "../kit/text.ts";
import { askResidence, type PoliceCall } from "./client.ts";
import type { PoliceConfig } from "./config.ts";
import { MAX, PATHS, RESULT, type ResidenceResult, residenceResult, residenceResults, STATES } from "./contract/residence.ts";
import { phrases } from "./phrases.ts";
import { filingNumberOf, LANE } from "./reactions.ts";

const EVERY_MS = 5 * 60_000;
/** What the police ask for in prose, or name by a code that is none of the procedure's components. */
const IN_PROSE = "other";

const itemBody = z.strictObject({
  dossierId: z.string(),
  transferId: z.string(),
  number: z.int(),
  operation: z.string().optional(),
  /** The dossier's components, by which the police may name what is missing. */
  components: z.array(z.string()),
  result: residenceResult,
});
export type ItemBody = z.infer<typeof itemBody>;
/** Only what identifies a state is needed to go on: one strange filing must not hold up the others. */
const looseResults = residenceResults.extend({
  DanhSach: z.array(z.object({ MaHoSoLT: z.string(), TrangThai: z.unknown(), ThoiGian: z.unknown() }).loose()),
});

const strangeResult = (): ExchangeError =>
  new ExchangeError("pause", "a residence result has not the agreed shape", {
    code: "police.result-unreadable",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Kết quả hồ sơ cư trú không đúng cấu trúc; báo đơn vị vận hành phía công an và bỏ qua thông điệp này.",
      en: "A residence result has not the agreed shape; tell the operators at the police and release this message.",
    },
  });

type Asked = Omit<ItemBody, "result"> & { readonly filingNumber: string };

/** The filings of a dossier that await a result. */
const askedOf = (dossier: Dossier): readonly Asked[] =>
  dossier.transfers
    .filter((transfer) => transfer.open && transfer.lane === LANE)
    .map((transfer) => ({
      dossierId: dossier.id,
      transferId: transfer.transferId,
      number: transfer.number,
      ...(transfer.operation === undefined ? {} : { operation: transfer.operation }),
      components: dossier.components.map(({ componentId }) => componentId),
      filingNumber: filingNumberOf(dossier, transfer),
    }));

const note = (result: ResidenceResult): string => {
  const name: Readonly<Record<string, string>> = STATES;
  const state = name[result.TrangThai] ?? `Mã trạng thái ${result.TrangThai}`;
  return cut(`Công an: ${state}${result.GhiChu === undefined ? "" : ` – ${result.GhiChu}`}`, 2000);
};

/** The document of a result, stored. One that is not allowed (R-A07) is named in the note and does not hold up the result. */
const documentsOf = async (
  { KetQua }: ResidenceResult,
  call: Pick<PoliceCall, "store">,
): Promise<{ readonly documents: FileRef[]; readonly problem?: string }> => {
  if (KetQua?.Tep === undefined) return { documents: [] };
  const name = KetQua.TenTep ?? "ket-qua-cu-tru.pdf";
  try {
    return { documents: [{ name, ...(await call.store(Buffer.from(KetQua.Tep, "base64"), name)) }] };
  } catch (error) {
    if (isExchangeError(error) && error.intent === "rejected") return { documents: [], problem: `${name}: ${error.message}` };
    throw error;
  }
};

/** What a finished filing hands on to the legs that follow. */
const factsOf = (operation: string | undefined, { KetQua }: ResidenceResult): Record<string, string> => {
  if (operation === "removeResidence") return { residenceRemoved: "true" };
  const number = KetQua?.SoHoSoCuTru ?? KetQua?.SoVanBan;
  return {
    residenceConfirmed: "true",
    ...(number === undefined ? {} : { residenceNumber: number }),
    ...(KetQua?.SoDinhDanh === undefined ? {} : { personalNumber: KetQua.SoDinhDanh }),
  };
};

/** The commands that a filing's state means. `transfer`: as it is now; a state that came too late says nothing. */
export const toCommands = async (
  item: ItemBody,
  transfer: Transfer | undefined,
  call: Pick<PoliceCall, "store" | "now">,
): Promise<readonly InboundCommand[]> => {
  const { dossierId, transferId, number, components, operation, result } = item;
  if (transfer === undefined || !transfer.open || transfer.number !== number) return [];
  const key = `${result.MaHoSoLT}:${result.TrangThai}:${result.ThoiGian}`;
  // A clock that runs ahead at the police must not put the report into the future.
  const at = new Date(Math.min(Date.parse(result.ThoiGian), Date.parse(call.now()))).toISOString();
  const base = { dossier: dossierId, at, actor: { name: "Công an cấp xã" } };
  const accept: InboundCommand = {
    ...base,
    key: `${key}:accept`,
    command: { type: "acceptTransfer", transferId, number, reference: result.MaHoSoCuTru, note: note(result) },
  };
  switch (result.TrangThai) {
    case "1":
    case "7":
      return [];
    case "2":
      return [accept];
    case "4": {
      const named = (code: string | undefined): string => (code !== undefined && components.includes(code) ? code : IN_PROSE);
      const missing = (result.CanBoSung ?? []).map(({ MaGiayTo, LyDo }) => {
        const componentId = named(MaGiayTo);
        const prefix = componentId === IN_PROSE && MaGiayTo !== undefined ? `${MaGiayTo}: ` : "";
        return { componentId, reason: cut(prefix + LyDo, 2000) };
      });
      const asked = missing.length === 0 ? [{ componentId: IN_PROSE, reason: note(result) }] : missing;
      return [{ ...base, key, command: { type: "ask", what: "supplement", transferId, missing: asked } }];
    }
    case "5":
    case "6": {
      const outcome = result.TrangThai === "5" ? "done" : "refused";
      const { documents, problem } = await documentsOf(result, call);
      const text = cut([note(result), ...(problem === undefined ? [] : [problem])].join("; "), 4000);
      const data = outcome === "done" ? factsOf(operation, result) : {};
      return [
        { ...base, key, command: { type: "takeTransferResult", transferId, number, outcome, note: text, documents, data } },
      ];
    }
    default:
      // State 3, and any that the table does not know: shown, but no more is claimed.
      return [
        ...(transfer.state === "sent" ? [accept] : []),
        { ...base, key, command: { type: "progress", transferId, note: note(result) } },
      ];
  }
};

export const resultsPoller: Poller<PoliceConfig> = {
  title: { vi: "Kết quả hồ sơ cư trú", en: "Results of residence filings" },
  everyMs: EVERY_MS,
  fetch: async (place, call) => {
    const { asked: batch, cursor, more } = await awaitedPage(call, place, askedOf, MAX.asked);
    if (batch.length === 0) return { items: [], cursor, more };
    const { Ma, ThongBao, DanhSach } = await askResidence(
      call,
      {
        method: "GET",
        path: PATHS.filing,
        query: { MaHoSoLT: batch.map(({ filingNumber }) => filingNumber).join(",") },
        kind: "read",
      },
      looseResults,
    );
    if (Ma !== RESULT.done) throw phrases.error(phrases.read(ThongBao), "read");
    const items = DanhSach.flatMap((result): FeedItem[] => {
      const asked = batch.find(({ filingNumber }) => filingNumber === result.MaHoSoLT);
      if (asked === undefined) return [];
      const { filingNumber, ...rest } = asked;
      return [
        {
          id: `${filingNumber}:${String(result.TrangThai)}:${String(result.ThoiGian)}`,
          key: asked.dossierId,
          body: { ...rest, result },
        },
      ];
    });
    return { items, cursor, more };
  },
  apply: async (item, call) => {
    const body = itemBody.safeParse(item);
    if (!body.success) throw strangeResult();
    const { dossierId, transferId } = body.data;
    const dossier = await call.find(dossierId);
    const transfer = dossier?.transfers.find((entry) => entry.transferId === transferId);
    return { commands: await toCommands(body.data, transfer, call) };
  },
};
