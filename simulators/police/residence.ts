/**
 * The residence book of the commune police: filings (CT01, deletion), what happens to each by the clock or by a person, results
 * (CT06, CT07). The interface is ours (contract/residence.ts). Written from the contract alone.
 */
import {
  type CancelRequest,
  type FilingRequest,
  MAX,
  PHRASES,
  PROCEDURES,
  RESULT,
  type ResidenceReply,
  type ResidenceResult,
  type ResidenceState,
  SEX,
  STATES,
  type SupplementRequest,
} from "../../adapters/police/contract/residence.ts";
import { createAgenda } from "../kit/agenda.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { SAMPLE_PDF } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import { fullName, type Population } from "./population.ts";

/** What happens to a filing by itself, hours after it came in; after a supplement only the last step is left. */
const LIFE: readonly (readonly [ResidenceState, number])[] = [
  ["2", 2],
  ["3", 4],
  ["5", 48],
];
const AFTER_SUPPLEMENT_HOURS = 24;
const OVER: ReadonlySet<ResidenceState> = new Set(["5", "6", "7"]);

export interface Filing {
  readonly request: FilingRequest;
  readonly code: string;
  readonly state: ResidenceState;
  readonly at: string;
  readonly note?: string;
  readonly missing?: ResidenceResult["CanBoSung"];
  readonly result?: ResidenceResult["KetQua"];
  readonly history: readonly { readonly at: string; readonly state: ResidenceState }[];
  readonly supplements: readonly { readonly MaBoSung: string; readonly NoiDung: string; readonly papers: readonly string[] }[];
}

export interface Turn {
  readonly note?: string;
  readonly missing?: ResidenceResult["CanBoSung"];
}

export interface ResidenceBook {
  readonly file: (request: FilingRequest) => ResidenceReply;
  readonly supplement: (request: SupplementRequest) => ResidenceReply;
  readonly cancel: (request: CancelRequest) => ResidenceReply;
  readonly results: (numbers: readonly string[]) => readonly ResidenceResult[];
  /** A person at the police brings a filing (by either number) to a state. Undefined: no such filing, it is over, or was taken in before. */
  readonly turn: (number: string, to: ResidenceState, more: Turn) => Filing | undefined;
  readonly filings: () => readonly Filing[];
  /** Filings sent again although they had been taken in. */
  readonly repeats: () => number;
  readonly tick: () => void;
  readonly reset: () => void;
}

const sameName = (one: string, other: string): boolean =>
  one.normalize("NFC").toLocaleUpperCase("vi") === other.normalize("NFC").toLocaleUpperCase("vi");

/** dd/MM/yyyy → yyyyMMdd. */
const compact = (date: string): string => `${date.slice(6)}${date.slice(3, 5)}${date.slice(0, 2)}`;

export const createResidenceBook = (context: SimContext, population: Population, auto: boolean): ResidenceBook => {
  let filings = new Map<string, Filing>();
  let serial = 0;
  let repeats = 0;

  const personalNumber = (request: FilingRequest): string => {
    const born = compact(request.ToKhai.NgaySinh);
    // Province, century and sex (2 male, 3 female for births since 2000), year, serial number: NĐ 137/2015.
    const sex = (request.ToKhai.GioiTinh === SEX.male ? 0 : 1) + (Number(born.slice(0, 4)) >= 2000 ? 2 : 0);
    return `046${sex}${born.slice(2, 4)}${String(900_000 + serial).padStart(6, "0")}`;
  };

  /** CT07 of a registration (with the child's number where it had none), a notice of a deletion. */
  const finish = (filing: Filing): ResidenceResult["KetQua"] => {
    const { request } = filing;
    const document = { SoVanBan: `${Number(filing.code.slice(-4))}/TB-CT07`, TenTep: `CT07-${filing.code}.pdf`, Tep: SAMPLE_PDF };
    if (request.MaThuTuc === PROCEDURES.remove) {
      for (const citizen of population.find(request.ToKhai.SoDinhDanh ?? ""))
        population.put({ ...citizen, residenceRemoved: true });
      return document;
    }
    const SoDinhDanh = request.ToKhai.SoDinhDanh ?? personalNumber(request);
    population.put({
      SoDinhDanh,
      HoVaTen: { Ten: request.ToKhai.HoTen.toLocaleUpperCase("vi") },
      GioiTinh: request.ToKhai.GioiTinh,
      NgaySinh: compact(request.ToKhai.NgaySinh),
    });
    const SoHoSoCuTru = `46-${filing.code.slice(-4).padStart(7, "0")}`;
    return { ...document, SoHoSoCuTru, ...(request.ToKhai.SoDinhDanh === undefined ? { SoDinhDanh } : {}) };
  };

  const move = (number: string, state: ResidenceState, atMs: number, more: Turn = {}): Filing | undefined => {
    const filing = filings.get(number);
    if (filing === undefined || OVER.has(filing.state)) return undefined;
    if (OVER.has(state) || state === "4") agenda.drop((step) => step.number === number);
    const at = new Date(atMs).toISOString();
    const { note: _note, missing: _missing, ...kept } = filing;
    const result =
      state === "5"
        ? finish(filing)
        : state === "6"
          ? { SoVanBan: `${Number(filing.code.slice(-4))}/CT06`, TenTep: `CT06-${filing.code}.pdf`, Tep: SAMPLE_PDF }
          : undefined;
    const moved = {
      ...kept,
      state,
      at,
      ...more,
      ...(result === undefined ? {} : { result }),
      history: [...filing.history, { at, state }],
    };
    filings.set(number, moved);
    return moved;
  };
  const agenda = createAgenda<{ readonly number: string; readonly state: ResidenceState }>(context, ({ number, state }, at) => {
    const before = filings.get(number)?.state;
    if (before !== undefined && before < state) move(number, state, at);
  });

  const refuse = (Ma: string, ThongBao: string): ResidenceReply => ({ Ma, ThongBao });
  const unknown = (number: string): ResidenceReply => refuse(RESULT.notFound, `Hồ sơ ${number} ${PHRASES.notFound}`);

  /** What the register knows better than the declaration. */
  const objection = (request: FilingRequest): string | undefined => {
    const mismatch = (name: string, number: string | undefined): boolean => {
      const known = number === undefined ? [] : population.find(number);
      return known.length > 0 && !known.some((citizen) => sameName(fullName(citizen), name));
    };
    if (request.MaThuTuc === PROCEDURES.register) {
      const { ChuHo } = request.ToKhai;
      return mismatch(ChuHo.HoTen, ChuHo.SoDinhDanh) ? "Họ tên chủ hộ không khớp với số định danh" : undefined;
    }
    const { HoTen, SoDinhDanh } = request.ToKhai;
    if (mismatch(HoTen, SoDinhDanh)) return "Họ tên người đã mất không khớp với số định danh";
    const removed = population.find(SoDinhDanh ?? "").some((citizen) => citizen.residenceRemoved === true);
    return removed ? "Công dân đã được xóa đăng ký thường trú" : undefined;
  };

  return {
    file: (request) => {
      const before = filings.get(request.MaHoSoLT);
      if (before !== undefined) {
        if (JSON.stringify(before.request) !== JSON.stringify(request))
          return refuse(RESULT.invalid, `Mã hồ sơ ${request.MaHoSoLT} đã dùng cho nội dung khác`);
        repeats += 1;
        return { Ma: RESULT.exists, ThongBao: `Hồ sơ ${request.MaHoSoLT} ${PHRASES.exists}`, MaHoSoCuTru: before.code };
      }
      const problem = objection(request);
      if (problem !== undefined) return refuse(RESULT.invalid, problem);
      const now = context.clock.ms();
      const at = new Date(now).toISOString();
      const code = `CT-46-${vietnamStamp(now).slice(2, 8)}-${String(++serial).padStart(4, "0")}`;
      filings.set(request.MaHoSoLT, { request, code, state: "1", at, history: [{ at, state: "1" }], supplements: [] });
      if (auto) for (const [state, hours] of LIFE) agenda.plan(now + hours * context.hourMs, { number: request.MaHoSoLT, state });
      return { Ma: RESULT.done, ThongBao: "Đã gửi hồ sơ đến Công an cấp xã", MaHoSoCuTru: code };
    },
    supplement: ({ MaHoSoLT, MaBoSung, NoiDung, GiayTo }) => {
      const filing = filings.get(MaHoSoLT);
      if (filing === undefined) return unknown(MaHoSoLT);
      if (filing.supplements.some((entry) => entry.MaBoSung === MaBoSung))
        return { Ma: RESULT.exists, ThongBao: `Lần bổ sung này ${PHRASES.exists}`, MaHoSoCuTru: filing.code };
      if (filing.state !== "4") return refuse(RESULT.wrongState, `Hồ sơ ${MaHoSoLT} không ở trạng thái chờ bổ sung`);
      const papers = GiayTo.map(({ MaGiayTo, TenTep }) => `${MaGiayTo}: ${TenTep}`);
      filings.set(MaHoSoLT, { ...filing, supplements: [...filing.supplements, { MaBoSung, NoiDung, papers }] });
      const now = context.clock.ms();
      move(MaHoSoLT, "3", now);
      if (auto) agenda.plan(now + AFTER_SUPPLEMENT_HOURS * context.hourMs, { number: MaHoSoLT, state: "5" });
      return { Ma: RESULT.done, ThongBao: "Đã nhận giấy tờ bổ sung", MaHoSoCuTru: filing.code };
    },
    cancel: ({ MaHoSoLT, LyDo }) => {
      const filing = filings.get(MaHoSoLT);
      if (filing === undefined) return unknown(MaHoSoLT);
      if (filing.state === "7") return { Ma: RESULT.exists, ThongBao: `Hồ sơ ${MaHoSoLT} ${PHRASES.cancelled} trước đó` };
      if (OVER.has(filing.state))
        return refuse(RESULT.wrongState, `Hồ sơ ${MaHoSoLT} đã có kết quả (${STATES[filing.state]}), ${PHRASES.tooLate}`);
      move(MaHoSoLT, "7", context.clock.ms(), { note: LyDo });
      return { Ma: RESULT.done, ThongBao: `Hồ sơ ${MaHoSoLT} ${PHRASES.cancelled}`, MaHoSoCuTru: filing.code };
    },
    results: (numbers) =>
      numbers.slice(0, MAX.asked).flatMap((number): ResidenceResult[] => {
        const filing = filings.get(number);
        if (filing === undefined) return [];
        return [
          {
            MaHoSoLT: number,
            MaHoSoCuTru: filing.code,
            TrangThai: filing.state,
            ThoiGian: filing.at,
            ...(filing.note === undefined ? {} : { GhiChu: filing.note }),
            ...(filing.missing === undefined ? {} : { CanBoSung: filing.missing }),
            ...(filing.result === undefined ? {} : { KetQua: filing.result }),
          },
        ];
      }),
    turn: (number, to, more) => {
      const found = filings.has(number) ? number : [...filings].find(([, { code }]) => code === number)?.[0];
      if (found === undefined || (to === "2" && filings.get(found)?.state !== "1")) return undefined;
      return move(found, to, context.clock.ms(), more);
    },
    filings: () => [...filings.values()],
    repeats: () => repeats,
    tick: agenda.tick,
    reset: () => {
      filings = new Map();
      agenda.reset();
      serial = 0;
      repeats = 0;
    },
  };
};
