/** The day's cases: each planned dossier, what is known of it at the hub, and what people at partners have done with it once. */
import { type DossierStatus, FINAL_STATUSES } from "../../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../../core/dossier/types.ts";
import type { Hub } from "../../../../core/hub.ts";
import type { Instant } from "../../../../core/time/types.ts";
import { planOf } from "./people.ts";
import type { Plan } from "./plan.ts";

export interface Case {
  readonly plan: Plan;
  /** As last read; undefined until the hub has it. */
  dossier: Dossier | undefined;
  filed: boolean;
  /** Deeds at partners' doors and payments, which are done once. */
  readonly done: Set<string>;
  /** What the hub refused of what people tried, in order; a person reads the dossier again and tries what fits then. */
  readonly refused: string[];
}

export interface Cases {
  readonly all: readonly Case[];
  /** Reads what changed at the hub since the last look. */
  refresh(): Promise<void>;
  readonly ended: (one: Case) => boolean;
  /** Dossiers that the hub has and nobody planned, by id. */
  readonly strangers: ReadonlySet<string>;
}

const PAGE = 200;
/** Commits that were under way at the last look are read again. */
const OVERLAP_MS = 2_000;

/** Errors: the hub's own. */
export const createCases = (hub: Hub, plans: readonly Plan[]): Cases => {
  const all = plans.map((plan): Case => ({ plan, dossier: undefined, filed: false, done: new Set(), refused: [] }));
  const byNumber = new Map(all.map((one) => [one.plan.n, one]));
  const strangers = new Set<string>();
  let readUntil: Instant | undefined;

  const keep = (dossier: Dossier): void => {
    const number = planOf(dossier.applicant.identityNumber);
    const found = number === undefined ? undefined : byNumber.get(number);
    if (found === undefined || (found.dossier !== undefined && found.dossier.id !== dossier.id)) {
      strangers.add(dossier.id);
      return;
    }
    if ((found.dossier?.version ?? 0) < dossier.version) found.dossier = dossier;
  };

  return {
    all,
    strangers,
    ended: ({ dossier }) => dossier !== undefined && isFinal(dossier.status),
    refresh: async () => {
      const from = hub.now();
      const since = readUntil === undefined ? {} : { updatedAfter: readUntil };
      let cursor: string | undefined;
      do {
        const page = await hub.list({ ...since, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
        for (const dossier of page.items) keep(dossier);
        cursor = page.next;
      } while (cursor !== undefined);
      readUntil = new Date(Date.parse(from) - OVERLAP_MS).toISOString();
    },
  };
};

const isFinal = (status: DossierStatus): boolean => FINAL_STATUSES.has(status);

/** Does `work` for each, `width` of them at a time. The first error ends it, after those under way. */
export const atATime = async <T>(width: number, list: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  let next = 0;
  const run = async (): Promise<void> => {
    for (let one = list[next]; one !== undefined; one = list[next]) {
      next += 1;
      await work(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, run));
};
