/**
 * The site's books: allocated numbers, dossiers, stored files, and what people of the site may do with a dossier (domain.md §5.1).
 * Glossary: burned number = số đã cấp nhưng không dùng · own = hồ sơ do chính điểm iGate này tiếp nhận (not delivered by the hub).
 */

import type { FormFile, NewDossier, StoredFile } from "../../adapters/igate/contract/dossier.ts";
import type { ReportState } from "../../adapters/igate/contract/progress.ts";
import { vietnamStamp } from "../kit/clock.ts";
import type { SimContext } from "../kit/types.ts";

export type Status = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export interface Kept {
  readonly id: string;
  readonly request: NewDossier;
  readonly own: boolean;
  /** Belongs to liên thông: delivered by the hub, or filed here for the hub to resolve. */
  readonly interlinked: boolean;
  readonly status: Status;
  readonly comment?: string;
  readonly forcedEnd: boolean;
  readonly appliedMs: number;
  readonly updatedMs: number;
  readonly acceptedMs?: number;
  readonly completedMs?: number;
  readonly papers: readonly FormFile[];
  readonly results: readonly StoredFile[];
  /** Supplements that came in. */
  readonly supplements: number;
  /** The hub's reports about an own dossier, in order. */
  readonly reports: readonly ReportState[];
  readonly history: readonly { readonly at: string; readonly status: Status; readonly by: string }[];
}

export const ACTS = ["takeIn", "askSupplement", "pause", "resume", "finish", "refuse", "handOver"] as const;
export type Act = (typeof ACTS)[number];

/** What each act needs and leads to. */
const MOVES: { readonly [A in Act]: { readonly from: readonly Status[]; readonly to: Status } } = {
  takeIn: { from: [0], to: 2 },
  askSupplement: { from: [0, 2], to: 1 },
  pause: { from: [2], to: 3 },
  resume: { from: [3], to: 2 },
  finish: { from: [2], to: 4 },
  refuse: { from: [0, 1, 2, 3], to: 6 },
  handOver: { from: [4], to: 5 },
};
const OVER: ReadonlySet<Status> = new Set<Status>([5, 6]);

export interface IgateBook {
  readonly allocate: (agencyCode: string, patternId: string) => string;
  /** From which pattern a code was allocated; undefined: never. */
  readonly patternOfCode: (code: string) => string | undefined;
  readonly file: (request: NewDossier, own: boolean, interlinked: boolean) => Kept;
  /** By iGate's code or the national one, exactly. */
  readonly find: (code: string) => Kept | undefined;
  readonly byId: (id: string) => Kept | undefined;
  readonly change: (id: string, change: Partial<Kept>, by: string) => Kept | undefined;
  /** Undefined: no such dossier, or it is in a state that does not allow it. */
  readonly act: (code: string, act: Act, comment?: string, result?: StoredFile) => Kept | undefined;
  /** Papers for a dossier that waits for them; undefined where it does not. */
  readonly supplement: (id: string, papers: readonly FormFile[], comment: string) => Kept | undefined;
  readonly forceEnd: (id: string, code: string) => boolean;
  readonly keep: (name: string, bytes: Uint8Array, type: string) => StoredFile;
  readonly stored: (id: string) => { readonly file: StoredFile; readonly bytes: Uint8Array; readonly type: string } | undefined;
  readonly dossiers: () => readonly Kept[];
  readonly allocated: () => readonly string[];
  /** Allocated and never used. */
  readonly burned: () => number;
  readonly files: () => number;
  readonly reset: () => void;
}

export const createBook = (context: SimContext): IgateBook => {
  let numbers = new Map<string, number>();
  let allocated = new Map<string, string>();
  let dossiers = new Map<string, Kept>();
  let files = new Map<string, { file: StoredFile; bytes: Uint8Array; type: string }>();
  let serial = 0;

  const objectId = (): string =>
    Math.floor(context.clock.ms() / 1000)
      .toString(16)
      .padStart(8, "0") + (++serial).toString(16).padStart(16, "0");
  const find = (code: string): Kept | undefined =>
    [...dossiers.values()].find((kept) => kept.request.code === code) ??
    [...dossiers.values()].findLast((kept) => kept.request.nationCode === code);

  const change: IgateBook["change"] = (id, changed, by) => {
    const kept = dossiers.get(id);
    if (kept === undefined) return undefined;
    const status = changed.status ?? kept.status;
    const next: Kept = {
      ...kept,
      ...changed,
      updatedMs: context.clock.ms(),
      history: [...kept.history, { at: context.clock.now(), status, by }],
    };
    dossiers.set(id, next);
    return next;
  };

  return {
    allocate: (agencyCode, patternId) => {
      const day = vietnamStamp(context.clock.ms()).slice(2, 8);
      const place = `${agencyCode}-${day}`;
      const next = (numbers.get(place) ?? 0) + 1;
      numbers.set(place, next);
      const code = `${place}-${String(next).padStart(4, "0")}`;
      allocated.set(code, patternId);
      return code;
    },
    patternOfCode: (code) => allocated.get(code),
    file: (request, own, interlinked) => {
      const now = context.clock.ms();
      const kept: Kept = {
        id: objectId(),
        request,
        own,
        interlinked,
        status: 0,
        forcedEnd: false,
        appliedMs: now,
        updatedMs: now,
        papers: request.dossierFormFile,
        results: [],
        supplements: 0,
        reports: [],
        history: [{ at: context.clock.now(), status: 0, by: own ? "site" : "hub" }],
      };
      dossiers.set(kept.id, kept);
      return kept;
    },
    find,
    byId: (id) => dossiers.get(id),
    change,
    act: (code, act, comment, result) => {
      const kept = find(code);
      const move = MOVES[act];
      if (kept === undefined || !move.from.includes(kept.status)) return undefined;
      const now = context.clock.ms();
      return change(
        kept.id,
        {
          status: move.to,
          ...(comment === undefined ? {} : { comment }),
          ...(act === "takeIn" ? { acceptedMs: now } : {}),
          ...(act === "finish" || act === "refuse" ? { completedMs: now } : {}),
          ...(result === undefined ? {} : { results: [...kept.results, result] }),
        },
        "site",
      );
    },
    supplement: (id, papers, comment) => {
      const kept = dossiers.get(id);
      if (kept === undefined || kept.status !== 1) return undefined;
      return change(
        id,
        {
          // One that had not been taken in goes back to where it waits for that.
          status: kept.acceptedMs === undefined ? 0 : 2,
          papers: [...kept.papers, ...papers],
          supplements: kept.supplements + 1,
          comment,
        },
        "hub",
      );
    },
    forceEnd: (id, code) => {
      const kept = dossiers.get(id);
      if (kept === undefined || kept.request.code !== code || OVER.has(kept.status)) return false;
      change(id, { status: 6, forcedEnd: true, completedMs: context.clock.ms() }, "hub");
      return true;
    },
    keep: (name, bytes, type) => {
      const file = { id: objectId(), filename: name, size: bytes.byteLength };
      files.set(file.id, { file, bytes, type });
      return file;
    },
    stored: (id) => files.get(id),
    dossiers: () => [...dossiers.values()],
    allocated: () => [...allocated.keys()],
    burned: () => {
      const used = new Set([...dossiers.values()].map((kept) => kept.request.code));
      return [...allocated.keys()].filter((code) => !used.has(code)).length;
    },
    files: () => files.size,
    reset: () => {
      numbers = new Map();
      allocated = new Map();
      dossiers = new Map();
      files = new Map();
      serial = 0;
    },
  };
};
