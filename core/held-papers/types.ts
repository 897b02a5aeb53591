/**
 * Papers of individuals that the department digitised and keeps, so that a later dossier of the same person can point to them instead of
 * bringing them again (R-A11). Organisations digitise their own. Glossary: held paper = giấy tờ đã số hóa, lưu để dùng lại.
 */
import type { Person } from "../dossier/commands.ts";
import type { Refusal } from "../dossier/types.ts";
import type { Instant, LocalDate } from "../time/types.ts";

export interface HeldPaper {
  readonly id: string;
  readonly agencyId: string;
  /** What it is, as the officer named it: "Giấy chứng sinh". */
  readonly name: string;
  readonly blob: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly size: number;
  readonly pages?: number;
  /** The dossier and component that it was digitised for. */
  readonly dossierId?: string;
  readonly componentId?: string;
  /** The last day on which it may be used again. */
  readonly validUntil?: LocalDate;
  readonly keptAt: Instant;
  readonly keptBy: string;
}

export interface KeepPaper {
  /** Whose it is: a citizen with an identity number. */
  readonly owner: Pick<Person, "kind" | "identityNumber">;
  readonly agencyId: string;
  readonly name: string;
  /** A stored blob. */
  readonly blob: string;
  readonly fileName: string;
  readonly pages?: number;
  readonly dossierId?: string;
  readonly componentId?: string;
  readonly validUntil?: LocalDate;
  /** The officer. */
  readonly by: string;
  /** Who must have brought the file, where it is not one of the dossier's: whoever only knows its hash has not got it. */
  readonly bringer?: string;
}

export interface HeldPapersFace {
  /** Keeps one; the same file of the same person is kept once. */
  keep(paper: KeepPaper): Promise<HeldPaper | Refusal>;
  /** A person's papers that may be used today, newest first, at most 200. */
  of(identityNumber: string): Promise<readonly HeldPaper[]>;
  /** Nobody can use it any more: wrong, or its owner asks for it. False where there is none. */
  remove(id: string, by: string, reason: string): Promise<boolean>;
}
