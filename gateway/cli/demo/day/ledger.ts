/** The ledger at the end of the day: for every partner, what the hub believes against what the partner's own books say. */
import type { World } from "../world.ts";
import { exchange, landRegistry, socialInsurance } from "./ledgers/agencies.ts";
import type { Books, Compare } from "./ledgers/books.ts";
import { post, sms } from "./ledgers/carriers.ts";
import { type Check, isBalanced } from "./ledgers/check.ts";
import { civilStatus, police } from "./ledgers/civil.ts";
import { receipts, tax, treasury } from "./ledgers/money.ts";
import { igate, portal } from "./ledgers/portals.ts";

/** Lane → how its partner is compared. A lane without a row is an error: nobody may drop out of the ledger unseen. */
const PARTNERS: Readonly<Record<string, Compare>> = {
  "dvc-portal": portal,
  igate,
  "civil-status": civilStatus,
  police,
  "social-insurance": socialInsurance,
  departments: exchange("departments"),
  ministry: exchange("ministry"),
  "land-registry": landRegistry,
  tax,
  treasury,
  receipts,
  post,
  sms,
};

export interface LedgerRow {
  readonly lane: string;
  readonly title: string;
  readonly checks: readonly Check[];
  readonly balanced: boolean;
}

/** One row for each lane. A partner that nobody compares is a row that does not balance. Errors: ZodError where a state has another shape. */
export const ledgerOf = async (world: World, books: Books): Promise<readonly LedgerRow[]> => {
  const lanes = await world.hub.exchange.lanes();
  return Promise.all(
    lanes.map(async ({ id, title }): Promise<LedgerRow> => {
      const compare = PARTNERS[id];
      const checks = compare === undefined ? [] : compare(books, await world.sim(id, "GET", "/state"));
      return { lane: id, title: title.vi, checks, balanced: checks.length > 0 && checks.every(isBalanced) };
    }),
  );
};
