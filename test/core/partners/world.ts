/** The partners' face over a database of its own, with clocks that the test moves. */
import type { PartnerAccount } from "../../../core/hub-types.ts";
import { createPartners } from "../../../core/partners/face.ts";
import type { PartnersFace } from "../../../core/partners/types.ts";
import type { Database } from "../../../core/store/database.ts";

export const SECRET = "thu-nghiem".repeat(5);
/** Friday 13 February 2026, 10:00 in Huế. */
export const START = "2026-02-13T03:00:00.000Z";
export const PORTAL: PartnerAccount = { id: "portal-hue", name: "Cổng thử", role: "portal", agencies: ["H57.101", "H57.122"] };

export const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export interface World {
  readonly partners: PartnersFace;
  readonly add: ReturnType<typeof createPartners>["add"];
  readonly stop: () => Promise<void>;
  /** Moves the hub's clock. */
  later(seconds: number): void;
  now(): string;
}

/** Partners over `database`; `secret`: another hub's, to show that it opens nothing. */
export const partnersOn = (database: Database, secret = SECRET): World => {
  let ms = Date.parse(START);
  const now = (): string => new Date(ms).toISOString();
  const { face, add, stop } = createPartners({ database, clock: now, secret, log: SILENT });
  return {
    partners: face,
    add,
    stop,
    now,
    later: (seconds) => {
      ms += seconds * 1000;
    },
  };
};

/** The database with its statements counted, by their first words. */
export const counting = (database: Database): Database & { readonly count: (start: string) => number } => {
  const texts: string[] = [];
  return {
    ...database,
    query: (text, values) => {
      texts.push(text.trim());
      return database.query(text, values);
    },
    count: (start) => texts.filter((text) => text.startsWith(start)).length,
  };
};
