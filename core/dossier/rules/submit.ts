/**
 * Filing and amending a dossier (R-A01, R-A08, R-A09, R-A12).
 * Glossary: case = trường hợp · stamp date = ngày trên dấu bưu điện đến · declaration = cam đoan.
 */
import { resolves } from "../../../catalogs/scope.ts";
import type { Channel, Procedure, ProcedureCase } from "../../../catalogs/types.ts";
import { toLocalDate } from "../../time/local.ts";
import type { CommandOf } from "../commands.ts";
import { accept, type Context, type Decision, event, issueForms, optional, type Rule, refuseWith } from "../context.ts";
import { mergeComponents, unpublishedComponents } from "../papers.ts";
import { mergeForm } from "./transfers.ts";

/** Mobile numbers of Việt Nam since 2018: 03, 05, 07, 08, 09 and eight more digits. A fixed line gets no SMS (R-A08). */
const MOBILE = /^(?:0|\+84)[35789]\d{8}$/;

/** The case that applies on a channel, or why none does. */
export function caseOf(procedure: Procedure, channel: Channel, caseKey: string | undefined): ProcedureCase | Decision {
  const offered = procedure.cases.filter((entry) => entry.channels.includes(channel));
  const cases = offered.map((entry) => entry.key);
  const only = offered[0];
  if (only === undefined) {
    return refuseWith("dossier.channel-not-offered", {
      channels: [...new Set(procedure.cases.flatMap((entry) => entry.channels))],
    });
  }
  if (caseKey === undefined) return offered.length === 1 ? only : refuseWith("dossier.case-needed", { cases });
  return offered.find((entry) => entry.key === caseKey) ?? refuseWith("dossier.unknown-case", { caseKey, cases });
}

/** The receiving agency exists, is open, and resolves the procedure (R-A12). */
function agencyFault(procedure: Procedure, agencyId: string, context: Context): Decision | undefined {
  const { agency } = context;
  if (agency === undefined) return refuseWith("dossier.unknown-agency", { agencyId });
  if (agency.status === "closed") {
    const successors = agency.successorIds.map((id) => ({ id, ...optional("name", context.agencies?.(id)?.name) }));
    return refuseWith("dossier.agency-closed", { agencyId: agency.id, ...optional("closedOn", agency.closedOn), successors });
  }
  return resolves(agency, procedure)
    ? undefined
    : refuseWith("dossier.agency-does-not-resolve", { agencyId: agency.id, procedureCode: procedure.code });
}

/** A postal dossier has an arrival stamp, not of the future; no other dossier has one (R-A01). */
function stampFault(command: CommandOf<"submit">, context: Context): Decision | undefined {
  const stamp = command.postalArrivalDate;
  if (command.channel !== "post") return stamp === undefined ? undefined : refuseWith("dossier.stamp-date-not-postal");
  if (stamp === undefined) return refuseWith("dossier.stamp-date-required");
  return stamp > toLocalDate(context.meta.at) ? refuseWith("dossier.stamp-date-in-future", { stamp }) : undefined;
}

/**
 * What an online dossier needs: a mobile phone where there is no account, and the declaration (R-A08, R-A09). One that comes from the
 * national portal with its code was filed under an account there, and declared there.
 */
function onlineFault(command: CommandOf<"submit">): Decision | undefined {
  if (command.channel !== "online" || command.nationalCode !== undefined) return undefined;
  if (command.account === undefined && !MOBILE.test(command.applicant.phone ?? "")) return refuseWith("dossier.phone-required");
  return command.declaredTruthful ? undefined : refuseWith("dossier.declaration-required");
}

/** Papers outside the procedure's published components are not taken (R-A12). */
export function unpublishedFault(procedure: Procedure, ids: readonly string[]): Decision | undefined {
  const unpublished = unpublishedComponents(procedure, ids);
  return unpublished.length === 0
    ? undefined
    : refuseWith("dossier.component-not-published", {
        components: unpublished,
        published: procedure.components.map((entry) => entry.id),
      });
}

/**
 * Online at the hub itself: R-A08 promises the code on success. From the national portal it carries the national code until receipt. Opened at
 * the hall with a Phiếu hồ sơ, which names the code (R-A06).
 */
export const codeAtSubmission = (command: CommandOf<"submit">): boolean =>
  command.nationalCode === undefined && (command.channel === "online" || command.dossierSlip !== undefined);

/** A Phiếu hồ sơ is of the hall: no other channel has the day's number (R-A06). */
const slipFault = (command: CommandOf<"submit">): Decision | undefined =>
  command.dossierSlip === undefined || command.channel === "counter" ? undefined : refuseWith("dossier.slip-not-at-counter");

/** The form that goes with it, where the dossier was opened at the hall. */
const slipOf = (command: CommandOf<"submit">, context: Context) =>
  command.dossierSlip === undefined
    ? {}
    : {
        forms: issueForms({ channel: command.channel, forms: [] }, context.meta.at, [
          {
            form: "dossierSlip",
            data: {
              dayNumber: command.dossierSlip.dayNumber,
              ...optional("account", command.account),
              procedureCode: command.procedureCode,
              ...optional("code", context.code),
            },
          },
        ]),
      };

/** Files a new dossier. Source: R-A01, R-A08, R-A09, R-A12. */
export function submit(command: CommandOf<"submit">, context: Context): Decision {
  const version = context.procedure;
  if (version === undefined) return refuseWith("dossier.unknown-procedure", { procedureCode: command.procedureCode });
  const { procedure } = version;
  const fault =
    agencyFault(procedure, command.agencyId, context) ??
    unpublishedFault(
      procedure,
      command.components.map((entry) => entry.componentId),
    ) ??
    stampFault(command, context) ??
    slipFault(command) ??
    onlineFault(command);
  if (fault !== undefined) return fault;
  const chosen = caseOf(procedure, command.channel, command.caseKey);
  if ("ok" in chosen) return chosen;
  if (codeAtSubmission(command) && context.code === undefined) return refuseWith("dossier.code-missing");
  return accept(
    event(context, "submitted", {
      dossierId: context.dossierId,
      channel: command.channel,
      procedure: {
        code: procedure.code,
        version: version.version,
        name: procedure.name,
        caseKey: chosen.key,
        onlineLevel: procedure.onlineLevel,
      },
      agencyId: context.agency?.id ?? command.agencyId,
      applicant: command.applicant,
      ...optional("owner", command.owner),
      ...optional("summary", command.summary),
      ...optional("account", command.account),
      ...optional("form", command.form),
      ...optional("notices", command.notices),
      ...optional("alias", command.alias),
      components: mergeComponents([], command.components),
      returnMethod: command.returnMethod,
      ...optional("nationalCode", command.nationalCode),
      ...optional("code", codeAtSubmission(command) ? context.code : undefined),
      ...optional("postalArrivalDate", command.postalArrivalDate),
      declaredTruthful: command.declaredTruthful,
      ...slipOf(command, context),
    }),
  );
}

/**
 * The applicant changes what he filed, until receipt (R-A08). New papers replace those held and make an earlier check void; while the
 * dossier waits for a supplement, papers come in only as that supplement, so that the request is answered whole.
 */
export const amend: Rule<"amend"> = (command, dossier, context) => {
  const { components, returnMethod, summary, contact, form } = command;
  const contactGiven = contact !== undefined && Object.values(contact).some((value) => value !== undefined);
  if (components === undefined && returnMethod === undefined && summary === undefined && form === undefined && !contactGiven) {
    return refuseWith("dossier.nothing-to-amend");
  }
  if (components !== undefined) {
    if (dossier.status === "incomplete") return refuseWith("dossier.use-supplement");
    if (context.procedure === undefined) return refuseWith("dossier.context-missing", { missing: "procedure" });
    const fault = unpublishedFault(
      context.procedure.procedure,
      components.map((entry) => entry.componentId),
    );
    if (fault !== undefined) return fault;
  }
  // Without an account the update key's owner is reached by SMS only: the number may change, not vanish (R-A08); contact fields only add.
  if (contact?.phone !== undefined && needsMobile(dossier) && !MOBILE.test(contact.phone))
    return refuseWith("dossier.phone-required");
  return accept(
    event(context, "amended", {
      ...optional("components", components === undefined ? undefined : mergeComponents([], components)),
      ...optional("returnMethod", returnMethod),
      ...optional("summary", summary),
      ...optional("form", mergeForm(dossier.form, form)),
      ...(contact === undefined
        ? {}
        : {
            contact: {
              ...optional("phone", contact.phone),
              ...optional("email", contact.email),
              ...optional("address", contact.address),
            },
          }),
      recheck: components !== undefined,
    }),
  );
};

const needsMobile = (dossier: {
  readonly channel: Channel;
  readonly account?: string;
  readonly nationalCode?: string;
}): boolean => dossier.channel === "online" && dossier.account === undefined && dossier.nationalCode === undefined;
