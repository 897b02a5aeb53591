/** A command on its way through the hub: as it comes in, and what becomes of it. */
import type { Actor, DossierCommandInput, LateEntry } from "./dossier/commands.ts";
import type { DossierStatus } from "./dossier/statuses.ts";
import type { Dossier, Refusal } from "./dossier/types.ts";
import type { Instant } from "./time/types.ts";

/** One command as a door hands it in. */
export interface Execution {
  readonly command: DossierCommandInput;
  /** The door has parsed `command` with the schemas of COMMANDS already. */
  readonly parsed?: true;
  /** Id, local code or national code; absent for `submit`. */
  readonly dossier?: string;
  readonly actor: Actor;
  /** Who acts where that depends on the dossier, in place of `actor`; asked of the dossier as read for the command. */
  readonly actorOn?: (dossier: Dossier) => Actor;
  /** The three-outcome receiver: same scope, key and body → the stored answer; other body → conflict. */
  readonly idempotency?: { readonly scope: string; readonly key: string; readonly bodyHash?: string };
  /** When it happened, if not now; before now only with `lateEntry` or from a partner's report. */
  readonly at?: Instant;
  readonly lateEntry?: LateEntry;
  /**
   * Whether the caller may see this dossier; a no reads like "there is no such dossier". Asked of the dossier as read for the
   * command, so that a door need not read it first.
   */
  readonly may?: (dossier: Dossier) => boolean;
  /** If-Match: refuse unless the dossier has this version. */
  readonly expectedVersion?: number;
  readonly traceparent?: string;
  /**
   * Who brings the files that the command names ("partner:portal-hue"): only what it stored itself, what the dossier has already, and papers
   * held of the dossier's people. Absent: the door vouches for every file.
   */
  readonly bringer?: string;
}

/** The stored, repeatable answer to a command. */
export interface Receipt {
  readonly dossierId: string;
  readonly code?: string;
  readonly nationalCode?: string;
  readonly status: DossierStatus;
  readonly version: number;
  readonly dueAt?: Instant;
  /** Sequence numbers of the events this command made. */
  readonly events: readonly number[];
}

export type Outcome =
  | { readonly outcome: "done"; readonly receipt: Receipt; readonly dossier: Dossier }
  | { readonly outcome: "repeat"; readonly receipt: Receipt }
  | { readonly outcome: "conflict"; readonly refusal: Refusal }
  | { readonly outcome: "refused"; readonly refusal: Refusal };
