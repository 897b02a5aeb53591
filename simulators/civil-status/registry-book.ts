/**
 * The registry's books: registrations asked for, what becomes of each by the clock or by a person (domain.md §5.2). Numbers are
 * synthetic: a new-born gets 0010260000xx, which no real child can have.
 */
import {
  type Module,
  PHRASES,
  type PollItem,
  type PushRequest,
  type Registration,
  STATES,
  type State,
} from "../../adapters/civil-status/contract/registry.ts";
import { createAgenda } from "../kit/agenda.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { SAMPLE_PDF } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";

/** What happens by itself, minutes of work after the registration was asked for. Note the order: 3, 7, then 4. */
const LIFE: readonly (readonly [State, number])[] = [
  ["3", 10],
  ["7", 30],
  ["4", 120],
];
const KIND = { LTKS: "birth", KS: "birth", LTKT: "death", KT: "death", LTKH: "marriage", KH: "marriage" } as const;
/** States after which nothing more can come. */
const ENDED: ReadonlySet<State> = new Set(["4", "5", "6"]);

interface Step {
  readonly at: string;
  readonly state: State;
  readonly text?: string;
  readonly deadline?: string;
}
/** One registration asked for. */
export interface Case {
  readonly request: Omit<PushRequest, "data" | "fileDinhKem"> & { readonly files: readonly string[] };
  /** The declaration as it was pushed last. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly pushes: number;
  readonly history: readonly Step[];
  readonly registration?: Registration;
}

/** The registry's books and what may be done with them. */
export interface RegistryBook {
  /** Takes a registration in; a text where it refuses. */
  readonly push: (request: PushRequest) => string | undefined;
  readonly poll: (codes: readonly string[], module: Module) => readonly PollItem[];
  /** A person moves a case; undefined: no such case, or it is over. */
  readonly move: (code: string, state: State, text?: string, deadline?: string) => Case | undefined;
  readonly tick: () => void;
  readonly cases: () => readonly Case[];
  /** Pushes of something that was there already: how often a caller sent twice. */
  readonly duplicates: () => number;
  readonly reset: () => void;
}

/** "dd/MM/yyyy HH:mm:ss", Việt Nam. */
export const writtenStamp = (ms: number): string => {
  const stamp = vietnamStamp(ms);
  const clock = `${stamp.slice(8, 10)}:${stamp.slice(10, 12)}:${stamp.slice(12, 14)}`;
  return `${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)} ${clock}`;
};

const stateOf = (one: Case): State => one.history.at(-1)?.state ?? "1";

/** Empty books. @param auto the registry works by the clock; else only by its doors. */
export const createRegistryBook = (context: SimContext, auto: boolean): RegistryBook => {
  let cases = new Map<string, Case>();
  let births = 0;
  let numbers: Record<string, number> = {};
  let duplicates = 0;

  const register = (one: Case, at: number): Registration => {
    const kind = KIND[one.request.module];
    const day = writtenStamp(at).slice(0, 10);
    const year = day.slice(6);
    const number = (numbers[kind] ?? 0) + 1;
    numbers = { ...numbers, [kind]: number };
    const entry = { ngayDangKy: day, soDangKy: `${number}/${year}`, quyenSo: `01/${year}`, trangSo: String(number) };
    if (kind === "death") return { ...entry, giayKhaiTu: SAMPLE_PDF };
    if (kind === "marriage") return { ...entry, giayKetHon: SAMPLE_PDF };
    births += 1;
    return { soDinhDanh: `001026${String(births).padStart(6, "0")}`, ...entry, giayKhaiSinh: SAMPLE_PDF };
  };

  const step = (code: string, state: State, at: number, text?: string, deadline?: string): void => {
    const one = cases.get(code);
    if (one === undefined || ENDED.has(stateOf(one))) return;
    const next: Step = {
      at: new Date(at).toISOString(),
      state,
      ...(text === undefined ? {} : { text }),
      ...(deadline === undefined ? {} : { deadline }),
    };
    cases.set(code, {
      ...one,
      history: [...one.history, next],
      ...(state === "4" ? { registration: register(one, at) } : {}),
    });
  };

  const agenda = createAgenda<{ readonly code: string; readonly state: State }>(context, ({ code, state }, at) =>
    step(code, state, at),
  );

  const plan = (code: string, at: number): void => {
    agenda.drop((what) => what.code === code);
    if (auto) for (const [state, minutes] of LIFE) agenda.plan(at + (minutes / 60) * context.hourMs, { code, state });
  };

  const item = (one: Case): PollItem => {
    const last = one.history.at(-1);
    const state = stateOf(one);
    return {
      maDonVi: one.request.maDonVi,
      maTinh: null,
      module: one.request.module,
      maHoSoLT: one.request.maHoSoLT,
      maHoSoMCDT: one.request.maHoSoMCDT,
      trangThai: state,
      thoiGianThucHien: last === undefined ? null : writtenStamp(Date.parse(last.at)),
      ghiChu: last?.text ?? "",
      errors: null,
      ketQuaXuLy: one.registration ?? null,
      nguoiXuLy: "Cán bộ tư pháp (mô phỏng)",
      chucDanh: "Công chức tư pháp - hộ tịch",
      phongBanXuLy: "Bộ phận hộ tịch",
      noiDungXuLy: last?.text ?? STATES[state],
      hanBoSungHoSo: last?.deadline ?? null,
    };
  };

  return {
    push: (request) => {
      const { data, fileDinhKem, ...rest } = request;
      const before = cases.get(request.maHoSoMCDT);
      const state = before === undefined ? undefined : stateOf(before);
      if (state === "6") return `Hồ sơ ${request.maHoSoMCDT} đã bị từ chối, không thể tiếp nhận lại`;
      // Sent again only where something was to be added.
      if (state !== undefined && state !== "2") {
        duplicates += 1;
        return `Hồ sơ ${request.maHoSoMCDT} ${PHRASES.duplicate} trước đó`;
      }
      const now = context.clock.ms();
      cases.set(request.maHoSoMCDT, {
        request: { ...rest, files: fileDinhKem.map((file) => file.tenTepDinhKem) },
        data: JSON.parse(data) as Readonly<Record<string, unknown>>,
        pushes: (before?.pushes ?? 0) + 1,
        history: [...(before?.history ?? []), { at: new Date(now).toISOString(), state: "1" }],
      });
      plan(request.maHoSoMCDT, now);
      return undefined;
    },
    poll: (codes, module) =>
      codes.flatMap((code) => {
        const one = cases.get(code);
        return one === undefined || one.request.module !== module ? [] : [item(one)];
      }),
    move: (code, state, text, deadline) => {
      const one = cases.get(code);
      if (one === undefined || ENDED.has(stateOf(one))) return undefined;
      const now = context.clock.ms();
      agenda.drop((what) => what.code === code);
      // What lies between happens on the way: nobody is registered who was not taken up and handed to the officer.
      const order: readonly State[] = ["1", "3", "7", "4"];
      const from = order.indexOf(stateOf(one));
      const to = order.indexOf(state);
      for (const between of to < 0 ? [] : order.slice(from + 1, to)) step(code, between, now);
      step(code, state, now, text, deadline);
      return cases.get(code);
    },
    tick: agenda.tick,
    cases: () => [...cases.values()],
    duplicates: () => duplicates,
    reset: () => {
      cases = new Map();
      agenda.reset();
      births = 0;
      numbers = {};
      duplicates = 0;
    },
  };
};
