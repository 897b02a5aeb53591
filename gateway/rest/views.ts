/** What the doors show of the hub's things. Pure functions. */

import type { ProcedureVersion } from "../../catalogs/types.ts";
import { type DossierEvent, EVENT_TITLES } from "../../core/dossier/events.ts";
import { DOSSIER_STATUSES, type DossierStatus, FINAL_STATUSES, STATUSES } from "../../core/dossier/statuses.ts";
import { type Dossier, FORMS } from "../../core/dossier/types.ts";
import type { Hub, Receipt, WireView } from "../../core/hub.ts";
import { heldBy, publicSteps, transferView } from "./route-views.ts";

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
  transfers: dossier.transfers.map((transfer) => transferView(transfer, hub)),
  forms: dossier.forms.map((form) => ({ ...form, title: FORMS[form.form] })),
});

/** One line of the timeline, with its Vietnamese title. */
export const eventView = (event: DossierEvent) => ({ ...event, title: EVENT_TITLES[event.type] });

/** What the applicant is waited for to bring; empty where nothing is asked. */
const missingOf = (dossier: Dossier) =>
  dossier.status === "incomplete" || dossier.status === "awaitingSupplement"
    ? (dossier.supplementRounds.findLast((round) => round.suppliedAt === undefined)?.missing ?? [])
    : [];

/** What is still to be paid, and where. */
const openCharges = (dossier: Dossier) =>
  dossier.charges
    .filter((charge) => charge.open)
    .map(({ name, amount, paid, request }) => ({
      name,
      amount,
      paid,
      ...(request?.url === undefined ? {} : { url: request.url }),
      ...(request?.qr === undefined ? {} : { qr: request.qr }),
      ...(request?.expiresAt === undefined ? {} : { expiresAt: request.expiresAt }),
    }));

/**
 * What anybody with code and key may see (R-A08, R-E02): which agency has the dossier, what is missing and where to pay; no person's
 * name, number or address.
 */
export const publicView = (
  code: string,
  dossier: Dossier,
  procedure: ProcedureVersion | undefined,
  hub: Pick<Hub, "agency">,
) => ({
  code,
  ...statusFields(dossier.status),
  procedure: { code: dossier.procedure.code, name: dossier.procedure.name },
  agencyName: hub.agency(dossier.agencyId)?.name ?? dossier.agencyId,
  heldBy: heldBy(dossier, FINAL_STATUSES.has(dossier.status), hub),
  steps: publicSteps(dossier, hub),
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
  charges: openCharges(dossier),
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
