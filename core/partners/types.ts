/** Who comes to the doors and what they prove, saw and used: the types of the partners' face (R-I01, R-I02, R-J04). */
import type { CommandType } from "../dossier/commands.ts";
import type { Dossier } from "../dossier/types.ts";
import type { Page } from "../page.ts";
import type { Instant, LocalDate } from "../time/types.ts";
import type { Scope } from "./scopes.ts";

export interface PartnerAccount {
  readonly id: string;
  readonly name: string;
  readonly role: "portal" | "agency" | "post" | "operator";
  readonly agencies: readonly string[];
  /** What it may do of what its role may; absent: all of it. */
  readonly scopes?: readonly Scope[];
  /** Its own rate and quota; absent: the defaults. */
  readonly limits?: { readonly perMinute?: number; readonly bytesPerDay?: number };
  /** Since when nothing that it shows proves anything. */
  readonly disabledAt?: Instant;
}

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

/** One command as a partner's door hands it in. */
export interface PartnerCommand {
  readonly partner: PartnerAccount;
  readonly type: CommandType;
  /** Id, local code or national code; absent for `submit`. */
  readonly dossier?: string;
  readonly body: unknown;
  /** The door has parsed `body` with commandRequest(type) already. */
  readonly parsed?: true;
  /** The partner's own key of it: same key and body → the stored answer; other body → conflict. */
  readonly key?: string;
  readonly expectedVersion?: number;
  readonly traceparent?: string;
  /** What a token narrows the account to. */
  readonly scopes?: readonly Scope[];
  /** Told which dossier it is, once the partner may see it: for the door's record of who acted on what. */
  readonly seen?: (dossier: Dossier) => void;
}
