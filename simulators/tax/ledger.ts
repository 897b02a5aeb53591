/** The tax office's books: slips and registrations by their number, notices that it gave, proofs of payment. Reset empties them. */
import { PHRASES } from "../../adapters/tax/contract/access.ts";
import type { NoticeLine } from "../../adapters/tax/contract/notice.ts";
import type { Proof, Registration, Slip, Withdrawal } from "../../adapters/tax/contract/slip.ts";
import type { PushResult } from "../kit/push.ts";

/** 1 taken in · 2 came back wrong · 3 answered · 4 withdrawn by its sender. */
export type FileState = "1" | "2" | "3" | "4";

/** Something handed in under a number of its sender's. */
export interface Filed<T> {
  readonly number: string;
  readonly dossier: string;
  readonly message: T;
  readonly MaTiepNhan: string;
  readonly state: FileState;
  readonly at: string;
  /** How often exactly this came. */
  readonly times: number;
}
export interface Notice {
  readonly number: string;
  readonly dossier: string;
  readonly lines: readonly NoticeLine[];
  /** Đồng. */
  readonly total: number;
  readonly taxCodes: readonly string[];
  readonly proof?: { readonly message: Proof; readonly MaTiepNhan: string; readonly at: string; readonly times: number };
}
export interface Pushed extends PushResult {
  readonly kind: "notice" | "returned" | "taxCode";
  readonly dossier: string;
  readonly at: string;
}
/** What was pushed last about a dossier, to be pushed again byte for byte. */
export interface Sent {
  readonly kind: Pushed["kind"];
  readonly body: string;
}
export type Verdict =
  | { readonly outcome: "new" | "repeated"; readonly MaTiepNhan: string }
  | { readonly outcome: "refused"; readonly message: string };

/** Content without the time of sending: a second try of the same slip is the same slip. Keys come in the schema's order. */
const contentOf = (message: { readonly Data: unknown }): string => JSON.stringify(message.Data);

/** A shelf of things filed by number. `what`: its name in the prose. */
const createShelf = <T extends { readonly Data: { readonly SoPhieu: string } }>(what: string, nextReception: () => string) => {
  let files = new Map<string, Filed<T>>();
  return {
    take: (message: T, dossier: string, at: string): Verdict => {
      const number = message.Data.SoPhieu;
      const known = files.get(number);
      if (known === undefined) {
        const MaTiepNhan = nextReception();
        files.set(number, { number, dossier, message, MaTiepNhan, state: "1", at, times: 1 });
        return { outcome: "new", MaTiepNhan };
      }
      if (known.state === "2") return { outcome: "refused", message: `${what} ${number} đã bị trả lại, ${PHRASES.newNumber}` };
      if (known.state === "4") return { outcome: "refused", message: `${what} ${number} đã thu hồi, ${PHRASES.newNumber}` };
      if (contentOf(known.message) !== contentOf(message))
        return { outcome: "refused", message: `${what} ${number} ${PHRASES.numberInUse}` };
      files.set(number, { ...known, times: known.times + 1 });
      return { outcome: "repeated", MaTiepNhan: known.MaTiepNhan };
    },
    get: (number: string) => files.get(number),
    /** The last one of a dossier. */
    of: (dossier: string): Filed<T> | undefined => [...files.values()].findLast((file) => file.dossier === dossier),
    mark: (number: string, state: FileState): void => {
      const known = files.get(number);
      if (known !== undefined) files.set(number, { ...known, state });
    },
    all: () => [...files.values()],
    clear: () => {
      files = new Map();
    },
  };
};

/** Books of one simulated office. */
export const createLedger = () => {
  let receptions = 0;
  let serials = 0;
  let codes = 0;
  let notices = new Map<string, Notice>();
  let pushes: Pushed[] = [];
  let sent = new Map<string, Sent>();
  let refusals: string[] = [];
  const nextReception = (): string => `TCT-46-${String(++receptions).padStart(7, "0")}`;
  const slips = createShelf<Slip>("Phiếu chuyển", nextReception);
  const registrations = createShelf<Registration>("Hồ sơ đăng ký thuế", nextReception);

  return {
    slips,
    registrations,
    /** "LTB2646-TK0000001/TB-HUE"; the shape is [from memory, unsourced]. */
    nextNotice: (year: string): string => `LTB${year}46-TK${String(++serials).padStart(7, "0")}/TB-HUE`,
    /** The how-manieth tax code of a household business this is. */
    nextCode: (): number => ++codes,
    giveNotice: (dossier: string, lines: readonly NoticeLine[]): void => {
      for (const number of new Set(lines.map((line) => line.SO_QUYET_DINH))) {
        const own = lines.filter((line) => line.SO_QUYET_DINH === number);
        const total = own.reduce((sum, line) => sum + Number(line.SO_TIEN), 0);
        const taxCodes = [...new Set(own.map((line) => line.MA_SO_THUE))];
        const proof = notices.get(number)?.proof;
        notices.set(number, { number, dossier, lines: own, total, taxCodes, ...(proof === undefined ? {} : { proof }) });
      }
    },
    notice: (number: string) => notices.get(number),
    takeProof: (message: Proof, at: string): Verdict => {
      const number = message.Data.ThongTinThanhToan.MaThongBaoThue;
      const notice = notices.get(number);
      if (notice === undefined) return { outcome: "refused", message: `${PHRASES.unknownNotice} ${number}` };
      const known = notice.proof;
      if (known === undefined) {
        const MaTiepNhan = nextReception();
        notices.set(number, { ...notice, proof: { message, MaTiepNhan, at, times: 1 } });
        return { outcome: "new", MaTiepNhan };
      }
      if (contentOf(known.message) !== contentOf(message))
        return { outcome: "refused", message: `Thông báo ${number} ${PHRASES.otherProof}` };
      notices.set(number, { ...notice, proof: { ...known, times: known.times + 1 } });
      return { outcome: "repeated", MaTiepNhan: known.MaTiepNhan };
    },
    remember: (dossier: string, what: Sent): void => {
      sent.set(dossier, what);
    },
    lastSent: (dossier: string) => sent.get(dossier),
    addPush: (push: Pushed): void => {
      pushes.push(push);
    },
    /** Withdrawn again is withdrawn; what somebody paid for stays. */
    withdraw: ({ Data: { SoPhieu } }: Withdrawal): Verdict => {
      const shelf = slips.get(SoPhieu) === undefined ? registrations : slips;
      const file = shelf.get(SoPhieu);
      if (file === undefined) return { outcome: "refused", message: `${PHRASES.unknownSlip} ${SoPhieu}` };
      if (file.state === "4") return { outcome: "repeated", MaTiepNhan: file.MaTiepNhan };
      const paid = [...notices.values()].some((notice) => notice.dossier === file.dossier && notice.proof !== undefined);
      if (paid) return { outcome: "refused", message: `Hồ sơ ${file.dossier} ${PHRASES.alreadyPaid}` };
      shelf.mark(SoPhieu, "4");
      return { outcome: "new", MaTiepNhan: file.MaTiepNhan };
    },
    /** What was refused, in the office's own words: a person at the office sees it. */
    addRefusal: (message: string): void => {
      refusals.push(message);
    },
    state: () => ({
      slips: slips.all(),
      registrations: registrations.all(),
      notices: [...notices.values()],
      pushes,
      refusals,
    }),
    clear: (): void => {
      slips.clear();
      registrations.clear();
      notices = new Map();
      pushes = [];
      sent = new Map();
      refusals = [];
      receptions = 0;
      serials = 0;
      codes = 0;
    },
  };
};
export type Ledger = ReturnType<typeof createLedger>;
