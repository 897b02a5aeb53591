/** What the doors show of the hub's things. Pure functions. */

import type { ProcedureVersion } from "../../catalogs/types.ts";
import { type DossierEvent, EVENT_TITLES } from "../../core/dossier/events.ts";
import { DOSSIER_STATUSES, type DossierStatus, STATUSES } from "../../core/dossier/statuses.ts";
import { type Dossier, FORMS } from "../../core/dossier/types.ts";
import type { Hub, Receipt, WireView } from "../../core/hub.ts";

const statusFields = (status: DossierStatus) => {
  const { vi, en, national } = STATUSES[status];
  return { status, statusTitle: { vi, en }, nationalStatus: national };
};

/** All statuses with their place in the national list (domain.md §1.5). */
export const statusList = () =>
  DOSSIER_STATUSES.map((id) => ({ id, national: STATUSES[id].national, vi: STATUSES[id].vi, en: STATUSES[id].en }));

/** The answer to a command. `updateKey` only where the dossier was just submitted (R-A08). */
export const receiptView = (receipt: Receipt, updateKey?: string) => ({
  ...receipt,
  ...statusFields(receipt.status),
  ...(updateKey === undefined ? {} : { updateKey }),
});

/** One row of a list: nothing about the people (R-I02). */
export const summaryView = (dossier: Dossier, hub: Pick<Hub, "agency">) => ({
  id: dossier.id,
  version: dossier.version,
  code: dossier.code,
  nationalCode: dossier.nationalCode,
  ...statusFields(dossier.status),
  channel: dossier.channel,
  procedure: dossier.procedure,
  agencyId: dossier.agencyId,
  agencyName: hub.agency(dossier.agencyId)?.name,
  submittedAt: dossier.submittedAt,
  receivedAt: dossier.receivedAt,
  dueAt: dossier.clock?.dueAt,
  clockStopped: dossier.clock?.stopped !== undefined,
});

/** The whole dossier, with names for its codes. */
export const dossierView = (dossier: Dossier, hub: Pick<Hub, "agency">) => ({
  ...dossier,
  ...summaryView(dossier, hub),
  forms: dossier.forms.map((form) => ({ ...form, title: FORMS[form.form] })),
});

/** One line of the timeline, with its Vietnamese title. */
export const eventView = (event: DossierEvent) => ({ ...event, title: EVENT_TITLES[event.type] });

/** What the applicant is waited for to bring; empty where nothing is asked. */
const missingOf = (dossier: Dossier) =>
  dossier.status === "incomplete" || dossier.status === "awaitingSupplement"
    ? (dossier.supplementRounds.findLast((round) => round.suppliedAt === undefined)?.missing ?? [])
    : [];

/** What anybody with code and key may see (R-A08, R-E02): where the dossier is and what is missing; nobody's name, number or address. */
export const publicView = (code: string, dossier: Dossier, procedure: ProcedureVersion | undefined, agencyName: string) => ({
  code,
  ...statusFields(dossier.status),
  procedure: { code: dossier.procedure.code, name: dossier.procedure.name },
  agencyName,
  submittedAt: dossier.submittedAt,
  receivedAt: dossier.receivedAt,
  dueAt: dossier.clock?.dueAt,
  firstDueAt: dossier.clock?.firstDueAt,
  clockStopped: dossier.clock?.stopped !== undefined,
  missing: missingOf(dossier).map(({ componentId, reason }) => ({
    componentId,
    name: procedure?.procedure.components.find((component) => component.id === componentId)?.name ?? componentId,
    reason,
  })),
  charges: dossier.charges
    .filter((charge) => charge.paid < charge.amount)
    .map(({ name, amount, paid }) => ({ name, amount, paid })),
  ...(dossier.delivery === undefined
    ? {}
    : {
        delivery: {
          state: dossier.delivery.state,
          ...(dossier.delivery.itemCode === undefined ? {} : { itemCode: dossier.delivery.itemCode }),
        },
      }),
});

/** One exchange on the wire; the body only on request, as base64 since it may be anything. */
export const wireView = ({ body, ...entry }: WireView, withBody: boolean) => ({
  ...entry,
  ...(withBody && body !== undefined ? { bodyBase64: Buffer.from(body).toString("base64") } : {}),
});
