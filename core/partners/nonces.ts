/** Nonces of signed requests: each is good once, in whichever process of the hub it comes. Real time, the database's. */
import { createHash } from "node:crypto";
import type { Database } from "../store/database.ts";

// One atomic statement: of two that come at once with the same nonce, one waits for the other's commit and then gets no row.
// One that has run out but is still there counts as gone, so that tidying up changes nothing.
const USE = `
  insert into nonce (credential_id, value, expires_at)
  values ($1, $2, clock_timestamp() + make_interval(secs => $3::float8))
  on conflict (credential_id, value) do update set expires_at = excluded.expires_at where nonce.expires_at <= clock_timestamp()
  returning 1`;
const TIDY = `
  delete from nonce where (credential_id, value) in (
    select credential_id, value from nonce where expires_at <= clock_timestamp() order by expires_at limit $1::int for update skip locked)`;

/** Every so many nonces this process takes a broom; many more go than come, so the table stays as long as one time window. */
const TIDY_EVERY = 100;
const TIDY_MOST = 1_000;

/** Any text has a value of one length, which the index can hold. */
const digestOf = (nonce: string): string => createHash("sha256").update(nonce).digest("base64url");

/** The nonces of this hub; `tidyEvery`: after how many uses expired ones are deleted. */
export const createNonces = (database: Pick<Database, "query">, tidyEvery = TIDY_EVERY) => {
  let used = 0;
  return {
    /** True the first time; false while it is remembered, `keepSeconds` from its first use. */
    use: async (credentialId: string, nonce: string, keepSeconds: number): Promise<boolean> => {
      const fresh = (await database.query(USE, [credentialId, digestOf(nonce), keepSeconds])).length > 0;
      used += 1;
      // The answer stands whether or not there was time to tidy up: the next round finds what is left.
      if (used % tidyEvery === 0) await database.query(TIDY, [TIDY_MOST]).catch(() => undefined);
      return fresh;
    },
  };
};
