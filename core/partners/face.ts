/** Who comes to the doors and what they prove, saw and used: the partners' face of the hub (R-I01, R-I02, R-J04). */
import type { Log } from "../exchange/options.ts";
import { storableText } from "../exchange/storable.ts";
import type { Page, PartnerAccount } from "../hub-types.ts";
import type { Database } from "../store/database.ts";
import type { Clock, Instant, LocalDate } from "../time/types.ts";
import { disableAccount, getAccount, listAccounts, putAccount } from "./accounts.ts";
import { createCredentials } from "./credentials.ts";
import { createLookBook, listLooks } from "./looks.ts";
import { createNonces } from "./nonces.ts";
import { createSealer } from "./sealed.ts";
import { createUsage } from "./usage.ts";

/**
 * apiKey: shown with every request · client: id and secret for a token · shared: id and a secret that both sides compute with ·
 * certificate: of the connection · kafka: may use its command topic; the broker proves who it is.
 */
export type CredentialKind = "apiKey" | "client" | "shared" | "certificate" | "kafka";

/** What a partner proves itself by; never the secret. Its id is public. */
export interface Credential {
  readonly id: string;
  readonly partnerId: string;
  readonly kind: CredentialKind;
  readonly createdAt: Instant;
  /** Good until then (hub time). */
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  /** certificate: SHA-256 of its DER, lower-case hex. */
  readonly fingerprint?: string;
}

export interface Proven {
  readonly partner: PartnerAccount;
  readonly credential: Credential;
}

export interface IssueInput {
  readonly partnerId: string;
  readonly kind: CredentialKind;
  /** The partner's older good ones of this kind end so long after now, and never later than they did; absent or 0: at once. */
  readonly overlapSeconds?: number;
  /** certificate only, and needed there: SHA-256 of its DER, hex, with or without colons. */
  readonly fingerprint?: string;
  readonly expiresAt?: Instant;
}
export interface Issued {
  readonly credential: Credential;
  /** apiKey, client, shared: shown this once. */
  readonly secret?: string;
}

/** A look at personal data, as a door tells it. */
export interface LookInput {
  /** "partner:portal-hue", "person:nv-014". */
  readonly who: string;
  /** The person for whom a partner asks, as it says. */
  readonly onBehalfOf?: string;
  readonly dossierId?: string;
  /** The operation that showed it. */
  readonly what: string;
  readonly purpose: string;
  /** "rest", "soap", "dvcqg", "console" … */
  readonly door: string;
  readonly traceparent?: string;
}
/** As recorded; `at` is hub time, ids grow. */
export interface Look extends LookInput {
  readonly id: string;
  readonly at: Instant;
}
export interface LookFilter {
  /** The dossier's id, not its code. */
  readonly dossierId?: string;
  readonly who?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** A partner's day. `bytes`: of the requests that came in, whatever door; `refused`: turned away by rate or quota. */
export interface Usage {
  readonly requests: number;
  readonly bytes: number;
  readonly refused: number;
}

/** All `by…` are one round trip and find only what is good now: not revoked, not run out, its partner not disabled. */
export interface PartnersFace {
  /** Writes the whole account, new or changed; keeps its credentials. Without `disabledAt` it is (again) in use. */
  put(account: PartnerAccount): Promise<void>;
  /** Also a disabled one: see its `disabledAt`. */
  get(id: string): Promise<PartnerAccount | undefined>;
  /** All, by id; also disabled ones. */
  list(): Promise<readonly PartnerAccount[]>;
  /** Nothing of it proves anything from now on; recorded with actor and reason. False: there is none, or it is disabled already. */
  disable(id: string, reason: string, actor: string): Promise<boolean>;
  /** Throws PartnerError: no such partner, no fingerprint, a certificate that is another partner's. */
  issue(input: IssueInput): Promise<Issued>;
  /** At once. False: there is none, or it is revoked already. */
  revoke(credentialId: string): Promise<boolean>;
  /** All of a partner's, newest first, also past ones. */
  credentials(partnerId: string): Promise<readonly Credential[]>;
  byApiKey(key: string): Promise<Proven | undefined>;
  byClient(id: string, secret: string): Promise<Proven | undefined>;
  /** With the secret, to compute with. Throws SealedError where the hub's own secret has changed since. */
  byShared(id: string): Promise<(Proven & { readonly secret: string }) | undefined>;
  byCertificate(fingerprint: string): Promise<Proven | undefined>;
  /** Of any kind; proves nothing by itself: for what was proven before (a token that names the credential it was given for). */
  byId(credentialId: string): Promise<Proven | undefined>;
  /** Partners that may send by Kafka, by id. */
  withKafka(): Promise<readonly PartnerAccount[]>;
  /** False = seen before, by any process, within `keepSeconds` (real time) of its first use. Any text. */
  useNonce(credentialId: string, value: string, keepSeconds: number): Promise<boolean>;
  /** Resolves after the commit: only then may the door answer. */
  recordLook(look: LookInput): Promise<void>;
  /** Newest first. */
  looks(filter: LookFilter): Promise<Page<Look>>;
  /** Counts for today (Việt Nam); at once, written soon after. */
  addUsage(partnerId: string, used: Partial<Usage>): void;
  /** Of all processes; the others' share may be some seconds old. Cheap enough to be asked with every request. Default: today. */
  usage(partnerId: string, day?: LocalDate): Promise<Usage>;
}

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
