/**
 * The one way in for commands of partner systems: whichever door they come by (REST, SOAP, the portal's protocol, Kafka), the same rights,
 * the same sight, and the same keys, so that a command repeated through another door is still the same command.
 */
import type { z } from "zod";
import { type Actor, COMMANDS, type CommandType, type DossierCommandInput } from "../dossier/commands.ts";
import type { Dossier, Refusal } from "../dossier/types.ts";
import { hubRefusal } from "../hub-refusals.ts";
import type { Execution, Outcome } from "../outcome.ts";
import { hashBody } from "./body-hash.ts";
import { partnerRefusal } from "./refusals.ts";
import { type ClaimedActor, type CommandBody, commandRequest } from "./request.ts";
import { defaultActorRole, MAY_CALL, mayClaim, ROLE_NAMES } from "./roles.ts";
import { hasScope, scopesFor } from "./scopes.ts";
import { type AgencyBook, coversAgency, maySee, standsFor } from "./sight.ts";
import type { PartnerAccount, PartnerCommand } from "./types.ts";

const REQUESTS = new Map<CommandType, z.ZodType>();
const requestOf = (type: CommandType): z.ZodType => {
  const known = REQUESTS.get(type) ?? commandRequest(type);
  REQUESTS.set(type, known);
  return known;
};

/** Under what the files that a partner uploads are its own. */
export const bringerOf = (partner: Pick<PartnerAccount, "id">): string => `partner:${partner.id}`;

// Where a partner stands for one agency, its people do too.
const onlyAgency = (partner: PartnerAccount): string | undefined =>
  partner.agencies.length === 1 && partner.agencies[0] !== "*" ? partner.agencies[0] : undefined;

/**
 * The actor that goes into the record: the person's id below the partner's ("portal-hue/cb-014"), so that it shows who vouched.
 * Refused: a role that the partner's role may not claim, an agency that is not the partner's.
 */
const actorOf = (partner: PartnerAccount, claimed: ClaimedActor | undefined, hub: AgencyBook): Actor | Refusal => {
  const agencyId = claimed?.agencyId ?? onlyAgency(partner);
  const agency = agencyId === undefined ? {} : { agencyId: hub.agency(agencyId)?.id ?? agencyId };
  if (claimed === undefined) return { id: partner.id, name: partner.name, role: defaultActorRole(partner.role), ...agency };
  if (!mayClaim(partner.role, claimed.role)) return partnerRefusal("partner.role-not-claimable", { role: claimed.role });
  if (claimed.agencyId !== undefined && !coversAgency(partner, claimed.agencyId, hub))
    return partnerRefusal("partner.agency-not-yours", { agencyId: claimed.agencyId });
  return {
    id: `${partner.id}/${claimed.id}`,
    role: claimed.role,
    ...(claimed.name === undefined ? {} : { name: claimed.name }),
    ...agency,
  };
};

/** Whether this partner may submit there: its own agencies only (an unknown agency is the engine's to refuse), the post only what came by post. */
const submissionRefusal = (partner: PartnerAccount, body: CommandBody, hub: AgencyBook): Refusal | undefined => {
  const agencyId = String(body["agencyId"]);
  if (hub.agency(agencyId) !== undefined && !coversAgency(partner, agencyId, hub))
    return partnerRefusal("partner.agency-not-yours", { agencyId });
  return partner.role === "post" && body["channel"] !== "post" ? partnerRefusal("partner.channel-not-yours") : undefined;
};

const isRefusal = (value: Actor | Refusal): value is Refusal => "blame" in value;

const refused = (value: Refusal): Outcome => ({ outcome: "refused", refusal: value });

/** Creates `hub.command`. Business refusals are outcomes; only a broken database or a bug of ours throws EngineError. */
export const createPartnerCommand = (hub: AgencyBook & { readonly execute: (execution: Execution) => Promise<Outcome> }) => {
  return async (request: PartnerCommand): Promise<Outcome> => {
    const { partner, type } = request;
    if (!Object.hasOwn(COMMANDS, type)) return refused(hubRefusal("command.unknown", { type: String(type) }));
    if (!MAY_CALL[type].includes(partner.role))
      return refused(partnerRefusal("partner.role-not-allowed", { role: ROLE_NAMES[partner.role], command: type }));
    const oneOf = scopesFor(type);
    if (!hasScope(oneOf, partner.scopes, request.scopes))
      return refused(partnerRefusal("partner.scope-missing", { scope: oneOf[0] }));

    const parsed = request.parsed ? undefined : requestOf(type).safeParse(request.body);
    if (parsed?.success === false)
      return refused(
        hubRefusal("command.invalid", {
          issues: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
        }),
      );
    const body = (parsed ? parsed.data : request.body) as CommandBody;
    const barred = type === "submit" ? submissionRefusal(partner, body, hub) : undefined;
    if (barred !== undefined) return refused(barred);

    const { actor: claimed, at, lateEntry, ...fields } = body;
    const actor = actorOf(partner, claimed, hub);
    if (isRefusal(actor)) return refused(actor);
    const may = (dossier: Dossier): boolean => {
      const allowed = maySee(partner, dossier, hub);
      if (allowed) request.seen?.(dossier);
      return allowed;
    };
    const actorOn = (dossier: Dossier): Actor => {
      const agencyId = actor.agencyId ?? standsFor(partner, dossier, hub, fields["transferId"]);
      return agencyId === undefined ? actor : { ...actor, agencyId };
    };
    return hub.execute({
      // commandRequest(type) is the command's own schema without `type`.
      command: { type, ...fields } as DossierCommandInput,
      parsed: true,
      actor,
      // Who sees every dossier may name any file: there is none that it could not read.
      ...(partner.agencies.includes("*") ? {} : { bringer: bringerOf(partner) }),
      ...(request.dossier === undefined ? {} : { dossier: request.dossier, may, actorOn }),
      ...(request.key === undefined
        ? {}
        : {
            idempotency: { scope: `partner:${partner.id}`, key: request.key, bodyHash: hashBody(type, body) },
          }),
      ...(request.expectedVersion === undefined ? {} : { expectedVersion: request.expectedVersion }),
      ...(request.traceparent === undefined ? {} : { traceparent: request.traceparent }),
      ...(at === undefined ? {} : { at }),
      ...(lateEntry === undefined ? {} : { lateEntry }),
    });
  };
};
