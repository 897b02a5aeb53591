/** Puts the partners' face of the hub together (R-I01, R-I02, R-J04). Its types: types.ts. */
import type { Log } from "../exchange/options.ts";
import { storableText } from "../exchange/storable.ts";
import type { Database } from "../store/database.ts";
import type { Clock } from "../time/types.ts";
import { disableAccount, getAccount, listAccounts, putAccount } from "./accounts.ts";
import { createCredentials } from "./credentials.ts";
import { createLookBook, listLooks } from "./looks.ts";
import { createNonces } from "./nonces.ts";
import { createSealer } from "./sealed.ts";
import type { PartnerAccount, PartnersFace } from "./types.ts";
import { createUsage } from "./usage.ts";

export interface PartnersDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** HubOptions.secret. */
  readonly secret: string;
  readonly log: Log;
}

export interface Partners {
  readonly face: PartnersFace;
  /** See Hub.addPartner. */
  add(account: PartnerAccount): Promise<{ readonly key: string }>;
  stop(): Promise<void>;
}

/** The partners of a hub; `stop` writes what is still in memory, before the database is closed. */
export const createPartners = (deps: PartnersDependencies): Partners => {
  const { database, clock } = deps;
  const nonces = createNonces(database);
  const lookBook = createLookBook(database, clock);
  const usage = createUsage(database, clock, deps.log);
  const { issueKey, ...credentials } = createCredentials(database, clock, createSealer(deps.secret));
  return {
    face: {
      put: (account) => putAccount(database, account, clock()),
      get: (id) => getAccount(database, id),
      list: () => listAccounts(database),
      disable: (id, reason, actor) =>
        disableAccount(database, id, clock(), { actor: storableText(actor, 200), reason: storableText(reason, 2_000) }),
      ...credentials,
      useNonce: nonces.use,
      recordLook: lookBook.record,
      looks: (filter) => listLooks(database, filter),
      addUsage: usage.add,
      usage: usage.usage,
    },
    add: async (account) => {
      await putAccount(database, account, clock());
      return { key: (await issueKey({ partnerId: account.id })).secret };
    },
    stop: usage.stop,
  };
};
