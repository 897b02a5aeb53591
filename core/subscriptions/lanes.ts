/**
 * Keeps the lanes of this process in step with the table: a subscription that is active has one, with its present secrets and its partner's
 * present part of the feed; one that is paused, ended, or whose partner may not enter any more has none.
 */

import type { Agency } from "../../catalogs/types.ts";
import type { InstalledAdapter } from "../exchange/adapter.ts";
import { accountOf } from "../partners/accounts.ts";
import { hasScope } from "../partners/scopes.ts";
import type { Sealer } from "../partners/sealed.ts";
import { feedScopeOf } from "../partners/sight.ts";
import { openSecrets } from "./secrets.ts";
import type { ActiveRow } from "./store.ts";
import type { ActiveSubscription } from "./types.ts";

export interface LaneKeeperDeps {
  readonly sealer: Sealer;
  readonly agency: (id: string) => Agency | undefined;
  readonly webhookLane: (subscription: ActiveSubscription) => InstalledAdapter;
  readonly install: (lane: InstalledAdapter) => Promise<void>;
  readonly remove: (lane: string) => Promise<void>;
}

/** What a lane is made of: another value, another lane. */
const fingerprintOf = ({ version, role, agencies }: ActiveRow): string => JSON.stringify([version, role, agencies]);

export interface LaneKeeper {
  /** Brings the lanes in step; the ids whose secrets do not open. Errors: the database driver's, out of `install`. */
  sync(rows: readonly ActiveRow[]): Promise<readonly string[]>;
}

/** The lanes of webhooks of one process. */
export const createLaneKeeper = (deps: LaneKeeperDeps): LaneKeeper => {
  const installed = new Map<string, string>();

  const activeOf = (row: ActiveRow): ActiveSubscription | undefined => {
    try {
      return {
        id: row.subscriptionId,
        partnerId: row.id,
        url: row.url,
        ...(row.types === null ? {} : { types: row.types }),
        secrets: openSecrets(deps.sealer, row.subscriptionId, row),
        scope: feedScopeOf(accountOf(row), deps),
      };
    } catch {
      return undefined;
    }
  };

  return {
    sync: async (rows) => {
      const wanted = new Map(
        rows.filter(({ scopes }) => hasScope(["subscription"], scopes ?? undefined)).map((row) => [row.subscriptionId, row]),
      );
      for (const id of [...installed.keys()]) {
        if (wanted.has(id)) continue;
        installed.delete(id);
        await deps.remove(id);
      }
      const unreadable: string[] = [];
      for (const [id, row] of wanted) {
        const fingerprint = fingerprintOf(row);
        if (installed.get(id) === fingerprint) continue;
        const active = activeOf(row);
        if (active === undefined) {
          unreadable.push(id);
          continue;
        }
        await deps.install(deps.webhookLane(active));
        installed.set(id, fingerprint);
      }
      return unreadable;
    },
  };
};
