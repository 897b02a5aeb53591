/** Partners authenticate by API key: `Authorization: Bearer <key>` or `X-API-Key: <key>`. */
import { createHash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { Hub, PartnerAccount } from "../../core/hub.ts";
import { type PartnerRole, ROLE_NAMES } from "../../core/partners/roles.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS, problem } from "../problem.ts";

/** A withdrawn key works this long at most; saves one look-up per request. */
const CACHE_MS = 5_000;
/** Wrong keys are remembered too; the bound keeps a flood of them from filling the memory. */
const CACHE_ENTRIES = 10_000;
const MAX_KEY_LENGTH = 256;

/** Keys are kept as hashes, here as in the database. */
const hashOf = (key: string): string => createHash("sha256").update(key).digest("base64");

const keyOf = (c: Context<GatewayEnv>): string | undefined => {
  const bearer = /^Bearer +([\x21-\x7e]+) *$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const key = bearer ?? c.req.header("x-api-key")?.trim();
  return key === undefined || key === "" || key.length > MAX_KEY_LENGTH ? undefined : key;
};

/** A look-up of partners by key that remembers answers for a few seconds. `clock` in milliseconds. */
export const rememberingKeys = (
  hub: { readonly partners: Pick<Hub["partners"], "byApiKey"> },
  clock: () => number,
): ((key: string) => Promise<PartnerAccount | undefined>) => {
  const known = new Map<string, { readonly until: number; readonly partner: Promise<PartnerAccount | undefined> }>();
  return (key) => {
    const hash = hashOf(key);
    const now = clock();
    const hit = known.get(hash);
    if (hit !== undefined && hit.until > now) return hit.partner;
    if (known.size >= CACHE_ENTRIES) known.clear();
    const partner = hub.partners.byApiKey(key).then((proven) => proven?.partner);
    known.set(hash, { until: now + CACHE_MS, partner });
    // A failed look-up is no answer: ask again next time.
    partner.catch(() => known.delete(hash));
    return partner;
  };
};

const unauthenticated = (c: Context<GatewayEnv>, given: boolean): Response =>
  answerProblem(
    c,
    problem(401, given ? "partner.unknown-key" : "partner.no-key", {
      detail: given
        ? { vi: "Khóa API không đúng hoặc đã bị thu hồi.", en: "The API key is wrong or withdrawn." }
        : { vi: "Thiếu khóa API.", en: "No API key." },
      hint: {
        vi: "Gửi tiêu đề Authorization: Bearer <khóa API> hoặc X-API-Key: <khóa API>.",
        en: "Send the header Authorization: Bearer <API key> or X-API-Key: <API key>.",
      },
      headers: { "www-authenticate": 'Bearer realm="lienthong"' },
    }),
  );

/** Lets only known partners through and says who it is. */
export const partnersOnly =
  (find: (key: string) => Promise<PartnerAccount | undefined>): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const key = keyOf(c);
    const partner = key === undefined ? undefined : await find(key);
    if (partner === undefined) return unauthenticated(c, key !== undefined);
    c.set("partner", partner);
    await next();
    return undefined;
  };

/** Lets only partners of these roles through; after partnersOnly. */
export const rolesOnly =
  (...roles: readonly PartnerRole[]): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const role = c.get("partner").role;
    if (!roles.includes(role)) {
      return answerProblem(
        c,
        PROBLEMS.forbidden({
          vi: `Vai trò "${ROLE_NAMES[role]}" không được gọi chức năng này.`,
          en: `Role "${role}" may not call this.`,
        }),
      );
    }
    await next();
    return undefined;
  };
