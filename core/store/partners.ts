/** Partner systems and their API keys. Only the hash of a key is stored; the key itself is shown once, when it is made. */
import { createHash, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { PartnerAccount } from "../hub-types.ts";
import type { Instant } from "../time/types.ts";
import type { Database } from "./database.ts";
import { partner } from "./schema.ts";

// 256 random bits need no slow hash: there is nothing to guess from a dictionary.
const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Makes a new key for a partner (replacing its old one) and returns it. */
export const addPartner = async (database: Database, account: PartnerAccount, at: Instant): Promise<{ key: string }> => {
  const key = `lt_${account.id}_${randomBytes(32).toString("base64url")}`;
  const values = {
    id: account.id,
    name: account.name,
    keyHash: hashOf(key),
    role: account.role,
    agencies: [...account.agencies],
    createdAt: at,
  };
  await database.db.insert(partner).values(values).onConflictDoUpdate({ target: partner.id, set: values });
  return { key };
};

/** The partner that a key belongs to. */
export const partnerByKey = async (database: Database, key: string): Promise<PartnerAccount | undefined> => {
  const [row] = await database.db
    .select()
    .from(partner)
    .where(eq(partner.keyHash, hashOf(key)));
  return row ? { id: row.id, name: row.name, role: row.role as PartnerAccount["role"], agencies: row.agencies } : undefined;
};
