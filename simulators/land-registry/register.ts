/**
 * The land registry's books: dossiers under their receipt numbers and the states they go through (domain.md §5.5). What is refused is refused
 * in prose; the same message once more is harmless. State names are ours: S-TD shows only the calls.
 */
import type {
  ReceivedDossier,
  ReturnedDossier,
  SupplementedDossier,
  WrongResult,
} from "../../adapters/land-registry/contract/dossier.ts";
import type { Envelope } from "../../adapters/land-registry/contract/envelope.ts";
import type { SimContext } from "../kit/types.ts";

/**
 * waitingTax: appraised, waits until the financial obligation is done · waitingCorrection: the one-stop side is to correct and send it again.
 */
export type LandState =
  | "received"
  | "processing"
  | "waitingSupplement"
  | "waitingTax"
  | "waitingCorrection"
  | "ended"
  | "returned"
  | "wrongResult";

export interface LandDossier {
  readonly number: number;
  readonly received: ReceivedDossier;
  readonly state: LandState;
  /** How often it was sent with new content. */
  readonly sendings: number;
  readonly supplements: readonly SupplementedDossier[];
  readonly wrongResults: readonly WrongResult[];
  readonly returned?: ReturnedDossier;
  readonly certificate?: string;
  readonly history: readonly { readonly at: string; readonly what: string }[];
}

/** An answer, and whether something changed by it. */
export interface Answered {
  readonly envelope: Envelope;
  readonly changed: boolean;
}

export interface Register {
  readonly receive: (sent: ReceivedDossier) => Answered;
  readonly supplement: (sent: SupplementedDossier) => Answered;
  readonly giveBack: (sent: ReturnedDossier) => Answered;
  readonly wrongResult: (sent: WrongResult) => Answered;
  readonly refusal: (message: string, code?: number) => Envelope;
  readonly find: (receiptNumber: string) => LandDossier | undefined;
  /** Something that the registry itself did. */
  readonly note: (receiptNumber: string, what: string, change?: Partial<Pick<LandDossier, "state" | "certificate">>) => void;
  readonly all: () => readonly LandDossier[];
  /** Messages that came again and did nothing. */
  readonly repeats: () => number;
  readonly reset: () => void;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
/** States in which the registry's work is over. */
export const OVER: ReadonlySet<LandState> = new Set<LandState>(["ended", "returned"]);

export const createRegister = (context: SimContext): Register => {
  let dossiers = new Map<string, LandDossier>();
  let repeats = 0;

  const envelope = (success: boolean, code: number, message: string, data: number): Envelope => ({
    data,
    status: {
      success,
      code,
      type: success ? "success" : "error",
      // UTC without a zone, as .NET's UtcNow is written by some serialisers.
      time: context.clock.now().slice(0, 19),
      message,
    },
  });
  const refusal = (message: string, code = 400): Envelope => envelope(false, code, message, 0);
  const refuse = (message: string, code?: number): Answered => ({ envelope: refusal(message, code), changed: false });
  const repeated = (message: string): Answered => {
    repeats += 1;
    return { envelope: refusal(message, 409), changed: false };
  };
  const put = (dossier: LandDossier, what: string): void => {
    const history = [...dossier.history, { at: context.clock.now(), what }];
    dossiers.set(dossier.received.SoBienNhan, { ...dossier, history });
  };
  const done = (dossier: LandDossier, what: string, words: readonly [string, ...string[]]): Answered => {
    put(dossier, what);
    return { envelope: envelope(true, 200, context.random.pick(words), dossier.number), changed: true };
  };
  const unknown = (number: string): Answered => refuse(`Không tìm thấy hồ sơ có số biên nhận ${number}`, 404);

  return {
    receive: (sent) => {
      const number = sent.SoBienNhan;
      const before = dossiers.get(number);
      if (before === undefined) {
        const fresh: LandDossier = {
          number: 100_001 + dossiers.size,
          received: sent,
          state: "received",
          sendings: 1,
          supplements: [],
          wrongResults: [],
          history: [],
        };
        return done(fresh, "TiepNhanHoSo", ["Tiếp nhận hồ sơ thành công", "Thành công", "Tiếp nhận thành công"]);
      }
      if (same(before.received, sent)) return repeated(`Số biên nhận ${number} đã tồn tại`);
      if (before.state !== "waitingCorrection") return refuse(`Số biên nhận ${number} đã tồn tại với nội dung khác`, 409);
      const corrected: LandDossier = { ...before, received: sent, state: "received", sendings: before.sendings + 1 };
      return done(corrected, "TiepNhanHoSo", ["Cập nhật hồ sơ thành công", "Thành công"]);
    },
    supplement: (sent) => {
      const before = dossiers.get(sent.SoBienNhan);
      if (before === undefined) return unknown(sent.SoBienNhan);
      if (before.state !== "waitingSupplement" && before.state !== "waitingTax") {
        return same(before.supplements.at(-1), sent)
          ? repeated(`Hồ sơ ${sent.SoBienNhan} đã nhận bổ sung trước đó`)
          : refuse(`Hồ sơ ${sent.SoBienNhan} không ở trạng thái chờ bổ sung`, 409);
      }
      const after: LandDossier = { ...before, state: "processing", supplements: [...before.supplements, sent] };
      return done(after, "CapNhatTrangThaiBoSungHoSo", ["Cập nhật bổ sung thành công", "Thành công"]);
    },
    giveBack: (sent) => {
      const before = dossiers.get(sent.SoBienNhan);
      if (before === undefined) return unknown(sent.SoBienNhan);
      if (before.state === "returned") {
        return same(before.returned, sent)
          ? repeated(`Hồ sơ ${sent.SoBienNhan} đã ghi nhận trả kết quả trước đó`)
          : refuse(`Hồ sơ ${sent.SoBienNhan} đã trả kết quả vào ngày khác`, 409);
      }
      if (before.state !== "ended") return refuse(`Hồ sơ ${sent.SoBienNhan} chưa kết thúc, không thể trả kết quả`, 409);
      return done({ ...before, state: "returned", returned: sent }, "CapNhatKetQuaTraHoSo", [
        "Cập nhật trả kết quả thành công",
        "Thành công",
      ]);
    },
    wrongResult: (sent) => {
      const before = dossiers.get(sent.SoBienNhan);
      if (before === undefined) return unknown(sent.SoBienNhan);
      if (same(before.wrongResults.at(-1), sent)) return repeated(`Phản hồi của hồ sơ ${sent.SoBienNhan} đã tồn tại`);
      if (!OVER.has(before.state)) return refuse(`Hồ sơ ${sent.SoBienNhan} chưa kết thúc, chưa có kết quả để phản hồi`, 409);
      const after: LandDossier = { ...before, state: "wrongResult", wrongResults: [...before.wrongResults, sent] };
      return done(after, "PhanHoiHoSoSaiKetQua", ["Ghi nhận phản hồi thành công", "Thành công"]);
    },
    refusal,
    find: (number) => dossiers.get(number),
    note: (number, what, change = {}) => {
      const before = dossiers.get(number);
      if (before !== undefined) put({ ...before, ...change }, what);
    },
    all: () => [...dossiers.values()],
    repeats: () => repeats,
    reset: () => {
      dossiers = new Map();
      repeats = 0;
    },
  };
};
