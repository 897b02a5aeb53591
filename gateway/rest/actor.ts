/** Who acts: what a partner says of its people, kept within what its role may claim. */
import type { Actor, Role } from "../../core/dossier/commands.ts";
import type { Hub, PartnerAccount } from "../../core/hub.ts";
import { defaultActorRole, mayClaim } from "../auth/roles.ts";
import { coversAgency } from "../auth/scope.ts";
import { PROBLEMS, type Problem } from "../problem.ts";

/** The `actor` of a command's envelope, as the schema left it. */
export interface ClaimedActor {
  readonly id: string;
  readonly name?: string | undefined;
  readonly role: Role;
  readonly agencyId?: string | undefined;
}

// Where a partner stands for one agency, its people do too.
const onlyAgency = (partner: PartnerAccount): string | undefined =>
  partner.agencies.length === 1 && partner.agencies[0] !== "*" ? partner.agencies[0] : undefined;

/**
 * The actor that goes into the record: the person's id below the partner's ("portal-hue/cb-014"), so that it shows who vouched.
 * Refused: a role that the partner's role may not claim, an agency that is not the partner's.
 */
export const actorOf = (
  partner: PartnerAccount,
  claimed: ClaimedActor | undefined,
  hub: Pick<Hub, "agency">,
): Actor | { readonly problem: Problem } => {
  const agencyId = claimed?.agencyId ?? onlyAgency(partner);
  const agency = agencyId === undefined ? {} : { agencyId: hub.agency(agencyId)?.id ?? agencyId };
  if (claimed === undefined) return { id: partner.id, name: partner.name, role: defaultActorRole(partner.role), ...agency };
  if (!mayClaim(partner.role, claimed.role)) {
    return {
      problem: PROBLEMS.forbidden(
        {
          vi: `Hệ thống này không được nhân danh vai trò "${claimed.role}".`,
          en: `This system may not act as "${claimed.role}".`,
        },
        "partner.role-not-claimable",
      ),
    };
  }
  if (claimed.agencyId !== undefined && !coversAgency(partner, claimed.agencyId, hub)) {
    return {
      problem: PROBLEMS.forbidden(
        { vi: "Người thực hiện không thuộc cơ quan của hệ thống gọi.", en: "The actor's agency is not one of the caller's." },
        "partner.agency-not-yours",
      ),
    };
  }
  return {
    id: `${partner.id}/${claimed.id}`,
    role: claimed.role,
    ...(claimed.name === undefined ? {} : { name: claimed.name }),
    ...agency,
  };
};
