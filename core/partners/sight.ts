/** Which dossiers a partner may see and act on (R-I02): those of its agencies, or handed or forwarded to them. */
import type { Agency } from "../../catalogs/types.ts";
import type { Dossier } from "../dossier/types.ts";
import type { FeedScope } from "../feed/event.ts";
import type { PartnerAccount } from "./types.ts";

const ALL = "*";

/** Where agencies are looked up: the hub. */
export interface AgencyBook {
  /** By any of its identifiers. */
  agency(id: string): Agency | undefined;
}

/** Whether the partner answers for this agency, by any of the agency's identifiers. */
export const coversAgency = (partner: PartnerAccount, agencyId: string, hub: AgencyBook): boolean => {
  if (partner.agencies.includes(ALL) || partner.agencies.includes(agencyId)) return true;
  const agency = hub.agency(agencyId);
  return agency !== undefined && [agency.id, ...agency.otherIds].some((id) => partner.agencies.includes(id));
};

/** The agencies that take part in a dossier: receiving, handed to, forwarded to. */
const partiesOf = (dossier: Dossier): readonly string[] => [
  dossier.agencyId,
  ...dossier.handOvers.map((row) => row.agencyId),
  ...dossier.transfers.map((row) => row.toAgencyId),
];

/** The post handles only what came or goes by post: whatever its agencies, the rest is none of its business. */
const throughPost = (dossier: Dossier): boolean =>
  dossier.channel === "post" || dossier.returnMethod.kind === "post" || dossier.delivery !== undefined;

/** Whether a partner may see and act on a dossier. Pure but for the agency catalog. */
export const maySee = (partner: PartnerAccount, dossier: Dossier, hub: AgencyBook): boolean =>
  (partner.role !== "post" || throughPost(dossier)) &&
  partiesOf(dossier).some((agencyId) => coversAgency(partner, agencyId, hub));

/**
 * The agency for which a partner of several acts on a dossier of somebody else's: the one that the transfer in question went to, that holds
 * it, or that it was forwarded or handed to. Undefined where it acts for the dossier's own agency. Without it a partner that names none
 * would act as the receiving agency, and answer for agencies that are not its own.
 */
export const standsFor = (
  partner: PartnerAccount,
  dossier: Dossier,
  hub: AgencyBook,
  transferId: unknown,
): string | undefined => {
  if (coversAgency(partner, dossier.agencyId, hub)) return undefined;
  const asked = dossier.transfers.filter((row) => row.transferId === transferId);
  const held = dossier.handOvers.filter((row) => row.finishedAt === undefined);
  const open = dossier.transfers.filter((row) => row.open);
  const candidates = [
    ...asked.map((row) => row.toAgencyId),
    ...held.map((row) => row.agencyId),
    ...open.map((row) => row.toAgencyId),
  ];
  return [...candidates, ...partiesOf(dossier)].find((agencyId) => coversAgency(partner, agencyId, hub));
};

/** The agencies to list by: undefined = all. */
export const listedAgencies = (partner: PartnerAccount, hub: AgencyBook): readonly string[] | undefined =>
  partner.agencies.includes(ALL) ? undefined : [...new Set(partner.agencies.map((id) => hub.agency(id)?.id ?? id))];

/** The part of the feed that a partner may follow: the same dossiers that it may see. */
export const feedScopeOf = (partner: PartnerAccount, hub: AgencyBook): FeedScope => {
  const agencies = listedAgencies(partner, hub);
  return { ...(agencies === undefined ? {} : { agencies }), ...(partner.role === "post" ? { throughPost: true } : {}) };
};
