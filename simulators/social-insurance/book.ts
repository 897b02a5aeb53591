/**
 * The books of the simulated social insurance: what was received under which transaction, what becomes of it by the clock or by an
 * officer, and what is issued in the end (domain.md §5.4). What is told of a thing is always its latest state.
 */
import { CODES, PHRASES } from "../../adapters/social-insurance/contract/gateway.ts";
import type { RequestKind } from "../../adapters/social-insurance/contract/requests.ts";
import { type Outcome, type ResultItem, STATES, type WireState } from "../../adapters/social-insurance/contract/results.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { SAMPLE_PDF } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";

/** By themselves: taken up two hours of work after receipt, decided a day later. */
const TAKEN_UP_HOURS = 2;
const DECIDED_HOURS = 26;
/** Ten months of the reference amount, 2,340,000 đồng (from memory, unverified). */
const BURIAL_GRANT = 23_400_000;
/** Province in card and insurance numbers. */
const PROVINCE = "46";

/** DENGHICAPTHE… or a paper that is only kept: GIAYCHUNGSINH, GIAYBAOTU. */
export type Kind = RequestKind | "GIAYCHUNGSINH" | "GIAYBAOTU";
const DECIDABLE: ReadonlySet<Kind> = new Set<Kind>(["DENGHICAPTHE", "DANGKYBHXH", "DENGHITUTUAT"]);
/** After these the same thing may be asked again. */
const GIVEN_UP: ReadonlySet<WireState> = new Set<WireState>(["4", "6", "7"]);
const OPEN: ReadonlySet<WireState> = new Set<WireState>(["1", "2", "3"]);

export interface Transaction {
  readonly MaGD: string;
  readonly reference: string;
  readonly kind: Kind;
  /** What it is about: number of the birth certificate, of the extract, of the person… The same twice is a duplicate. */
  readonly subject: string;
  readonly dossierCode?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly receivedAt: number;
  readonly state: WireState;
  readonly since: number;
  readonly note?: string;
  readonly outcome?: Outcome;
  /** When the next step comes by itself. */
  readonly next?: { readonly at: number; readonly state: "2" | "5" };
  readonly history: readonly { readonly at: string; readonly state: WireState; readonly note?: string }[];
  /** Names of files that came later, under BOSUNG. */
  readonly files: readonly string[];
  /** How often it was sent again although it was here. */
  readonly repeats: number;
}

export interface Received {
  readonly code: string;
  readonly MaGD?: string;
  readonly says?: string;
}
export interface Incoming {
  readonly kind: Kind;
  readonly reference: string;
  readonly subject: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

export interface Book {
  readonly receive: (incoming: Incoming) => Received;
  readonly find: (by: {
    readonly MaGD?: string;
    readonly reference?: string;
    readonly dossierCode?: string;
  }) => Transaction | undefined;
  /** An officer of the social insurance moves a transaction; undefined: no such one, or it is over. */
  readonly move: (MaGD: string, to: Exclude<WireState, "1" | "7">, note?: string) => Transaction | undefined;
  readonly tick: () => void;
  readonly shown: (one: Transaction) => ResultItem;
  readonly transactions: () => readonly Transaction[];
  readonly reset: () => void;
}

/** Reads what a request calls itself in the hub. */
const dossierCode = (fields: Readonly<Record<string, string>>): string | undefined => fields["SO_HOSO"];

/** @param newCards cards carry their ten digits only, as those printed since 2021 do (from memory). */
export const createBook = (context: SimContext, facility: string, auto: boolean, newCards: boolean): Book => {
  let transactions = new Map<string, Transaction>();
  let serial = 0;
  let issued = 0;

  const keep = (one: Transaction): Transaction => {
    transactions.set(one.MaGD, one);
    return one;
  };
  const stateNote = (state: WireState, note: string | undefined) => (note === undefined ? STATES[state] : note);

  /** The number under which somebody is insured, and what is printed with it. */
  const issue = (kind: Kind): Outcome => {
    const number = String(++issued).padStart(8, "0");
    const insurance = `${PROVINCE}${number}`;
    if (kind === "DENGHITUTUAT")
      return {
        SoQuyetDinh: `${issued}/QĐ-BHXH`,
        SoTien: BURIAL_GRANT,
        TenTep: "quyet-dinh-mai-tang-phi.pdf",
        TepBase64: SAMPLE_PDF,
      };
    if (kind === "DANGKYBHXH") return { MaSoBHXH: insurance, TenTep: "so-bhxh.pdf", TepBase64: SAMPLE_PDF };
    return {
      MaSoBHXH: insurance,
      MaTheBHYT: newCards ? insurance : `TE1${PROVINCE}${insurance}`,
      TenTep: "the-bhyt.pdf",
      TepBase64: SAMPLE_PDF,
    };
  };

  const into = (one: Transaction, state: WireState, at: number, note?: string): Transaction => {
    const { next: _, note: __, ...rest } = one;
    const next =
      state === "2" && auto ? { next: { at: at + (DECIDED_HOURS - TAKEN_UP_HOURS) * context.hourMs, state: "5" as const } } : {};
    const outcome = state === "5" && one.outcome === undefined ? { outcome: issue(one.kind) } : {};
    return keep({
      ...rest,
      ...next,
      ...outcome,
      state,
      since: at,
      note: stateNote(state, note),
      history: [...one.history, { at: new Date(at).toISOString(), state, ...(note === undefined ? {} : { note }) }],
    });
  };

  const known = ({ kind, reference, subject }: Incoming): Transaction | undefined =>
    [...transactions.values()].find(
      (one) => one.reference === reference || (one.kind === kind && one.subject === subject && !GIVEN_UP.has(one.state)),
    );

  const open = (incoming: Incoming): Transaction => {
    const at = context.clock.ms();
    const code = dossierCode(incoming.fields);
    return keep({
      MaGD: `HS_${facility}_${String(++serial).padStart(6, "0")}`,
      reference: incoming.reference,
      kind: incoming.kind,
      subject: incoming.subject,
      ...(code === undefined ? {} : { dossierCode: code }),
      fields: incoming.fields,
      receivedAt: at,
      state: "1",
      since: at,
      ...(auto && DECIDABLE.has(incoming.kind)
        ? { next: { at: at + TAKEN_UP_HOURS * context.hourMs, state: "2" as const } }
        : {}),
      history: [{ at: new Date(at).toISOString(), state: "1" }],
      files: incoming.files ?? [],
      repeats: 0,
    });
  };

  /** Papers or a withdrawal for an earlier transaction: refused where that is not in a fitting state. */
  const concerning = (incoming: Incoming): Received | Transaction => {
    const about = transactions.get(incoming.fields["MA_GD"] ?? "");
    if (about === undefined) return { code: CODES.refused, says: `Mã giao dịch ${incoming.fields["MA_GD"]} không tồn tại` };
    if (incoming.kind === "BOSUNG" && about.state !== "3")
      return { code: CODES.refused, says: `Hồ sơ ${about.MaGD} không ở trạng thái chờ bổ sung` };
    if (incoming.kind === "RUTHOSO" && !OPEN.has(about.state))
      return { code: CODES.refused, says: `Hồ sơ ${about.MaGD} ${PHRASES.final}, không thể rút` };
    return about;
  };

  const tick = (): void => {
    const now = context.clock.ms();
    const due = () =>
      [...transactions.values()]
        .filter((one) => one.next !== undefined && one.next.at <= now)
        .sort((a, b) => (a.next?.at ?? 0) - (b.next?.at ?? 0))[0];
    for (let one = due(); one?.next !== undefined; one = due()) into(one, one.next.state, one.next.at);
  };

  return {
    receive: (incoming) => {
      tick();
      const earlier = known(incoming);
      if (earlier !== undefined) {
        keep({ ...earlier, repeats: earlier.repeats + 1 });
        return { code: CODES.duplicate, MaGD: earlier.MaGD, says: `Hồ sơ ${PHRASES.duplicate}, mã giao dịch ${earlier.MaGD}` };
      }
      if (incoming.kind !== "BOSUNG" && incoming.kind !== "RUTHOSO") return { code: CODES.done, MaGD: open(incoming).MaGD };
      const about = concerning(incoming);
      if ("code" in about) return about;
      const taken = open(incoming);
      const at = context.clock.ms();
      if (incoming.kind === "RUTHOSO") into(about, "7", at, incoming.fields["LY_DO"]);
      else into({ ...about, files: [...about.files, ...(incoming.files ?? [])] }, "2", at, "Đã nhận giấy tờ bổ sung");
      return { code: CODES.done, MaGD: taken.MaGD };
    },
    find: ({ MaGD, reference, dossierCode: code }) => {
      tick();
      return [...transactions.values()].findLast(
        (one) =>
          (MaGD !== undefined && one.MaGD === MaGD) ||
          (reference !== undefined && one.reference === reference) ||
          (code !== undefined && one.dossierCode === code && DECIDABLE.has(one.kind)),
      );
    },
    move: (MaGD, to, note) => {
      tick();
      const one = transactions.get(MaGD);
      if (one === undefined || !OPEN.has(one.state) || !DECIDABLE.has(one.kind)) return undefined;
      return into(one, to, context.clock.ms(), note);
    },
    tick,
    shown: (one) => ({
      MaGD: one.MaGD,
      MaThamChieu: one.reference,
      LoaiHoSo: one.kind,
      TrangThai: one.state,
      ThoiGian: vietnamStamp(one.since),
      GhiChu: one.note ?? null,
      KetQua: one.outcome ?? null,
    }),
    transactions: () => [...transactions.values()],
    reset: () => {
      transactions = new Map();
      serial = 0;
      issued = 0;
    },
  };
};
