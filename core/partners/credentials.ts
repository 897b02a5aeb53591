/**
 * What partners prove themselves by. Secrets are shown once, when they are made: of API keys and client secrets only the SHA-256 is kept
 * (256 random bits need no slow hash: there is nothing to guess from a dictionary), shared secrets are sealed (sealed.ts).
 * "Good" = neither revoked nor run out by the hub's clock, and its partner not disabled; nothing else proves anything.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Database, instantSql, type SqlValue, sqlState } from "../store/database.ts";
import type { Clock, Instant } from "../time/types.ts";
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from "./accounts.ts";
import type { Sealer } from "./sealed.ts";
import type { Credential, CredentialKind, Issued, IssueInput, PartnerAccount, Proven } from "./types.ts";

export type PartnerErrorCode = "partner.unknown" | "certificate.fingerprint-invalid" | "certificate.taken";

/** A credential cannot be issued as asked; nothing was changed. Message in vi / en. */
export class PartnerError extends Error {
  override readonly name = "PartnerError";
  readonly code: PartnerErrorCode;
  constructor(code: PartnerErrorCode, vi: string, en: string) {
    super(`${vi} / ${en}`);
    this.code = code;
  }
}

/** The first letter of an id says its kind: k = API key, c = client, s = shared secret, x = X.509 certificate, f = feed of Kafka. */
const PREFIX: Readonly<Record<CredentialKind, string>> = { apiKey: "k", client: "c", shared: "s", certificate: "x", kafka: "f" };
/** Ids are public, yet not to be counted through. */
const newCredentialId = (kind: CredentialKind): string => `${PREFIX[kind]}_${randomBytes(8).toString("hex")}`;

const newSecret = (): string => randomBytes(32).toString("base64url");
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
/** `lt_<partner id>_<256 bits>`; the look-up is by its hash, so that its time tells nothing about the key. */
const API_KEY = /^lt_.+_[\w-]{43}$/s;

/** Constant time; both are SHA-256 in hex. */
const sameHash = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** SHA-256 of a certificate's DER as we keep it: 64 lower-case hex digits, without colons; undefined for anything else. */
export const fingerprintOf = (text: string): string | undefined => {
  const hex = text.replaceAll(":", "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : undefined;
};

const wellFormed = (fingerprint: string | undefined): string => {
  const hex = fingerprintOf(fingerprint ?? "");
  if (hex !== undefined) return hex;
  throw new PartnerError(
    "certificate.fingerprint-invalid",
    "Dấu vân tay của chứng thư phải là SHA-256, 64 chữ số thập lục phân.",
    "A certificate's fingerprint is its SHA-256, 64 hexadecimal digits.",
  );
};

interface CredentialRow {
  readonly credentialId: string;
  readonly partnerId: string;
  readonly kind: CredentialKind;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly fingerprint: string | null;
  readonly secretHash: string | null;
  readonly sealed: string | null;
}

const COLUMNS = `c.id as "credentialId", c.partner_id as "partnerId", c.kind, ${instantSql("c.created_at")} as "createdAt",
  ${instantSql("c.expires_at")} as "expiresAt", ${instantSql("c.revoked_at")} as "revokedAt", c.fingerprint,
  c.secret_hash as "secretHash", c.sealed`;

const credentialOf = (row: CredentialRow): Credential => ({
  id: row.credentialId,
  partnerId: row.partnerId,
  kind: row.kind,
  createdAt: row.createdAt,
  ...(row.expiresAt ? { expiresAt: row.expiresAt } : {}),
  ...(row.revokedAt ? { revokedAt: row.revokedAt } : {}),
  ...(row.fingerprint ? { fingerprint: row.fingerprint } : {}),
});

/** `now`: the number of the parameter that holds the hub's time. */
const isGood = (now: string): string =>
  `c.revoked_at is null and (c.expires_at is null or c.expires_at > ${now}::text::timestamptz)`;
const PROVE = (where: string): string => `
  select ${ACCOUNT_COLUMNS}, ${COLUMNS} from credential c join partner p on p.id = c.partner_id
  where ${where} and ${isGood("$2")} and p.disabled_at is null`;
const BY_API_KEY = PROVE("c.secret_hash = $1 and c.kind = 'apiKey'");
// The partial unique index is on certificates that are not revoked: the condition is in isGood.
const BY_FINGERPRINT = PROVE("c.fingerprint = $1 and c.kind = 'certificate'");
const BY_ID = PROVE("c.id = $1");
const BY_ID_AND_KIND = PROVE("c.id = $1 and c.kind = $3");
const WITH_KAFKA = `
  select ${ACCOUNT_COLUMNS} from partner p
  where p.disabled_at is null
    and exists (select 1 from credential c where c.partner_id = p.id and c.kind = 'kafka' and ${isGood("$1")}) order by p.id`;
const OF_PARTNER = `select ${COLUMNS} from credential c where c.partner_id = $1 order by c.created_at desc, c.id`;
const REVOKE = "update credential set revoked_at = $2::text::timestamptz where id = $1 and revoked_at is null returning id";

// One issue at a time per partner: two at once would both leave the other's key good.
const LOCK = "select id from partner where id = $1 for update";
// Never later than they did: least() passes over null. What has run out stays as it is.
const END_OLDER = `
  update credential c set expires_at = least(c.expires_at, $2::text::timestamptz + make_interval(secs => $4::float8))
  where c.partner_id = $1 and c.kind = $3 and ${isGood("$2")}`;
const HOLDER = `
  select c.id, c.partner_id as "partnerId", (${isGood("$2")}) as good from credential c
  where c.fingerprint = $1 and c.revoked_at is null for update`;
const INSERT = `
  insert into credential (id, partner_id, kind, secret_hash, sealed, fingerprint, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8::text::timestamptz)`;

const UNIQUE_VIOLATION = "23505";
const taken = (): PartnerError =>
  new PartnerError(
    "certificate.taken",
    "Chứng thư này đang thuộc về một đối tác khác; hãy thu hồi ở đó trước.",
    "This certificate belongs to another partner; revoke it there first.",
  );

type Query = Database["query"];

/** A certificate issued again replaces its own older row; another partner's good one is left alone. */
const makeRoom = async (query: Query, fingerprint: string, partnerId: string, now: Instant): Promise<void> => {
  const holders = await query<{ id: string; partnerId: string; good: boolean }>(HOLDER, [fingerprint, now]);
  for (const holder of holders) {
    if (holder.partnerId !== partnerId && holder.good) throw taken();
    await query(REVOKE, [holder.id, now]);
  }
};

/** What of a secret is stored. */
interface Kept {
  readonly secretHash?: string;
  readonly sealed?: string;
}

/**
 * Issues, revokes and looks up credentials; times are the hub's. Every look-up is one round trip.
 * Errors: PartnerError from `issue`; SealedError from `byShared` where the hub's secret has changed; the database driver's own.
 */
export const createCredentials = (database: Database, clock: Clock, sealer: Sealer) => {
  const prove = async (text: string, value: string, ...more: readonly SqlValue[]) => {
    const [row] = await database.query<AccountRow & CredentialRow>(text, [value, clock(), ...more]);
    return row && { row, proven: { partner: accountOf(row), credential: credentialOf(row) } satisfies Proven };
  };

  const store = async (input: IssueInput, id: string, kept: Kept): Promise<Credential> => {
    const { partnerId, kind } = input;
    const now = clock();
    const fingerprint = kind === "certificate" ? wellFormed(input.fingerprint) : undefined;
    try {
      await database.transaction(async (query) => {
        if ((await query(LOCK, [partnerId])).length === 0)
          throw new PartnerError("partner.unknown", `Không có đối tác ${partnerId}.`, `There is no partner ${partnerId}.`);
        if (fingerprint !== undefined) await makeRoom(query, fingerprint, partnerId, now);
        await query(END_OLDER, [partnerId, now, kind, Math.max(0, input.overlapSeconds ?? 0)]);
        const secrets = [kept.secretHash ?? null, kept.sealed ?? null, fingerprint ?? null];
        await query(INSERT, [id, partnerId, kind, ...secrets, now, input.expiresAt ?? null]);
      });
    } catch (error) {
      // Two partners showed the same certificate at the same moment: the first has it.
      if (fingerprint !== undefined && sqlState(error) === UNIQUE_VIOLATION) throw taken();
      throw error;
    }
    return {
      id,
      partnerId,
      kind,
      createdAt: now,
      ...(input.expiresAt ? { expiresAt: input.expiresAt } : {}),
      ...(fingerprint ? { fingerprint } : {}),
    };
  };
  const issueKey = async (input: Omit<IssueInput, "kind">) => {
    const secret = `lt_${input.partnerId}_${newSecret()}`;
    const id = newCredentialId("apiKey");
    return { credential: await store({ ...input, kind: "apiKey" }, id, { secretHash: hashOf(secret) }), secret };
  };

  return {
    /** An API key, whose secret is there for certain. */
    issueKey,
    issue: async (input: IssueInput): Promise<Issued> => {
      const { kind } = input;
      if (kind === "apiKey") return issueKey(input);
      const id = newCredentialId(kind);
      if (kind === "certificate" || kind === "kafka") return { credential: await store(input, id, {}) };
      const secret = newSecret();
      const kept = kind === "shared" ? { sealed: sealer.seal(secret, id) } : { secretHash: hashOf(secret) };
      return { credential: await store(input, id, kept), secret };
    },

    revoke: async (credentialId: string): Promise<boolean> => (await database.query(REVOKE, [credentialId, clock()])).length > 0,

    credentials: async (partnerId: string): Promise<readonly Credential[]> =>
      (await database.query<CredentialRow>(OF_PARTNER, [partnerId])).map(credentialOf),

    byApiKey: async (key: string): Promise<Proven | undefined> =>
      API_KEY.test(key) ? (await prove(BY_API_KEY, hashOf(key)))?.proven : undefined,

    byClient: async (id: string, secret: string): Promise<Proven | undefined> => {
      const given = hashOf(secret);
      const found = await prove(BY_ID_AND_KIND, id, "client");
      return found && sameHash(given, found.row.secretHash ?? "") ? found.proven : undefined;
    },

    byShared: async (id: string): Promise<(Proven & { readonly secret: string }) | undefined> => {
      const found = await prove(BY_ID_AND_KIND, id, "shared");
      return found && { ...found.proven, secret: sealer.open(found.row.sealed ?? "", id) };
    },

    byCertificate: async (fingerprint: string): Promise<Proven | undefined> => {
      const hex = fingerprintOf(fingerprint);
      return hex === undefined ? undefined : (await prove(BY_FINGERPRINT, hex))?.proven;
    },

    byId: async (id: string): Promise<Proven | undefined> => (await prove(BY_ID, id))?.proven,

    withKafka: async (): Promise<readonly PartnerAccount[]> =>
      (await database.query<AccountRow>(WITH_KAFKA, [clock()])).map(accountOf),
  };
};
