/** What every service of this door is given, and the few things that all of them ask of the hub. */
import type { Context } from "hono";
import { parseDossierCode } from "../../core/dossier/code.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Hub, PartnerAccount, PartnerCommand } from "../../core/hub.ts";
import type { Scope } from "../../core/partners/scopes.ts";
import { coversAgency, maySee } from "../../core/partners/sight.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";

export interface ServiceContext {
  readonly hub: Hub;
  readonly partner: PartnerAccount;
  /** What a token narrows the account to; sessions narrow nothing. */
  readonly scopes: readonly Scope[] | undefined;
  readonly c: Context<GatewayEnv>;
  readonly metrics: Pick<Metrics, "command">;
}

/** Gives a command in the client's name. */
export const give = async (context: ServiceContext, command: Omit<PartnerCommand, "partner" | "scopes" | "traceparent">) => {
  const { hub, partner, scopes, c, metrics } = context;
  const outcome = await hub.command({
    ...command,
    partner,
    traceparent: c.get("traceparent"),
    ...(scopes === undefined ? {} : { scopes }),
  });
  metrics.command(command.type, outcome.outcome);
  return outcome;
};

/**
 * How well a dossier answers to a client's code: 0 = it was filed under it, 1 = it is its national code, 2 = it is the hub's own. A dossier
 * that another system filed under a code of its own day's numbering is not meant by the hub's code, which that system does not know: two
 * numberings of one agency give the same code to different people's dossiers.
 */
const rank = (dossier: Dossier, code: string): number | undefined => {
  if (dossier.aliases?.includes(code) === true) return 0;
  if (dossier.nationalCode === code) return 1;
  const numberedElsewhere = dossier.aliases?.some((alias) => parseDossierCode(alias) !== undefined) ?? false;
  return dossier.code === code && !numberedElsewhere ? 2 : undefined;
};

/** The dossier that the client means by its code, within its sight; another agency's looks like none. */
export const meant = async ({ hub, partner }: ServiceContext, code: string): Promise<Dossier | undefined> => {
  const found = (await hub.namesakes(code)).flatMap((dossier) => {
    const fits = maySee(partner, dossier, hub) ? rank(dossier, code) : undefined;
    return fits === undefined ? [] : [{ dossier, fits }];
  });
  return found.sort((a, b) => a.fits - b.fits)[0]?.dossier;
};

/**
 * The agency for which the client acts on a dossier: the receiving one, or one of its own that took a closed one over. Undefined where the
 * dossier only came to it from elsewhere: its state is told by who received it.
 */
export const actingAgency = ({ hub, partner }: ServiceContext, { agencyId }: Dossier): string | undefined => {
  if (coversAgency(partner, agencyId, hub)) return agencyId;
  const agency = hub.agency(agencyId);
  if (agency?.status !== "closed") return undefined;
  return agency.successorIds.find((id) => coversAgency(partner, id, hub));
};

/** Most dossiers of one call that are worked on at the same time: the store writes what comes together in one statement. */
const SIDE_BY_SIDE = 8;

/** Does the work for every item: items of one key in their order, those of different keys side by side; the results in the items' order. */
export const byKey = async <T, R>(
  items: readonly T[],
  keyOf: (item: T, place: number) => string,
  work: (item: T, place: number) => Promise<R>,
): Promise<readonly R[]> => {
  const rows = new Map<string, { readonly item: T; readonly place: number }[]>();
  for (const [place, item] of items.entries()) {
    const key = keyOf(item, place);
    rows.set(key, [...(rows.get(key) ?? []), { item, place }]);
  }
  const results = new Map<number, R>();
  const waiting = [...rows.values()];
  const take = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift())
      for (const { item, place } of row) results.set(place, await work(item, place));
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, waiting.length) }, take));
  return items.flatMap((_, place) => {
    const result = results.get(place);
    return result === undefined ? [] : [result];
  });
};
