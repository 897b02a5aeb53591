/** A transfer as its agency sees it. Pure but for the agency catalog. */
import { z } from "@hono/zod-openapi";
import { heldComponent, person } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Hub, PartnerAccount } from "../../core/hub.ts";
import { coversAgency } from "../../core/partners/sight.ts";
import { transferView } from "./route-views.ts";
import { summarySchema, transferSchema } from "./schemas.ts";
import { summaryView } from "./views.ts";

const PLAIN = /^[A-Za-z0-9._-]+$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a transfer in a path: "<dossier>~<transfer>"; "~~" and base64url where the transfer's own id has other characters. */
export const transferIdOf = (dossierId: string, transferId: string): string =>
  PLAIN.test(transferId)
    ? `${dossierId}~${transferId}`
    : `${dossierId}~~${Buffer.from(transferId, "utf8").toString("base64url")}`;

/** Back from a path; undefined for what no transfer can be called. */
export const readTransferId = (id: string): { readonly dossierId: string; readonly transferId: string } | undefined => {
  const [, dossierId = "", coded = "", rest = ""] = /^([^~]+)~(~?)(.+)$/s.exec(id) ?? [];
  if (!UUID.test(dossierId) || !PLAIN.test(rest)) return undefined;
  const transferId = coded === "" ? rest : Buffer.from(rest, "base64url").toString("utf8");
  return transferIdOf(dossierId, transferId) === id ? { dossierId, transferId } : undefined;
};

/** Whether this partner may see and answer the transfer: it went to one of its agencies. */
export const answerable = (partner: PartnerAccount, transfer: Transfer, hub: Pick<Hub, "agency">): boolean =>
  coversAgency(partner, transfer.toAgencyId, hub);

/** Whether it waits for its agency: open, and no leg that waits for the applicant's payment. */
export const isInbox = (dossier: Dossier, transfer: Transfer): boolean =>
  transfer.open && dossier.route?.legs.find((leg) => leg.key === transfer.leg)?.kind !== "payment";

const overdue = { overdue: z.boolean().openapi({ description: "Quá hạn của chặng / past the leg's own time" }) };

export const transferItemSchema = z
  .object({
    id: z.string(),
    dossierId: z.uuid(),
    code: z.string().optional(),
    nationalCode: z.string().optional(),
    procedure: z.object({ code: z.string(), name: z.string() }),
    agencyId: z.string().openapi({ description: "Cơ quan tiếp nhận hồ sơ / who received the dossier" }),
    agencyName: z.string().optional(),
    toAgencyId: z.string(),
    purpose: z
      .string()
      .optional()
      .openapi({ description: "Tên chặng của quy trình; do cán bộ viết thì chỉ có khi xem / the leg's name" }),
    number: z.int().openapi({ description: "Lần gửi thứ mấy / which sending" }),
    state: z.string(),
    sentAt: z.iso.datetime(),
    dueAt: z.iso.datetime().optional(),
    ...overdue,
  })
  .openapi("TransferItem");

export const transferDetailSchema = z
  .object({
    id: z.string(),
    ...overdue,
    transfer: transferSchema,
    dossier: summarySchema
      .extend({
        applicant: person,
        owner: person.optional(),
        summary: z.string().optional(),
        form: z.record(z.string(), z.unknown()).optional(),
        components: z.array(heldComponent),
      })
      .openapi("TransferDossier"),
    supplements: z
      .array(
        z.looseObject({
          number: z.int(),
          missing: z.array(z.object({ componentId: z.string(), reason: z.string() })),
          requestedAt: z.iso.datetime(),
          suppliedAt: z.iso.datetime().optional(),
        }),
      )
      .openapi({ description: "Các lần bổ sung theo đề nghị của cơ quan này / supplements that this agency asked for" }),
    asked: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: "Đề nghị đang chờ cán bộ một cửa / its pending question" }),
  })
  .openapi("TransferDetail");

const isOverdue = ({ dueAt, open }: Transfer, now: string): boolean => open && dueAt !== undefined && dueAt < now;

/** One line of the inbox: nothing about the people (R-I02). */
export const transferItemView = (dossier: Dossier, transfer: Transfer, now: string, hub: Pick<Hub, "agency">) => ({
  id: transferIdOf(dossier.id, transfer.transferId),
  dossierId: dossier.id,
  code: dossier.code,
  nationalCode: dossier.nationalCode,
  procedure: { code: dossier.procedure.code, name: dossier.procedure.name },
  agencyId: dossier.agencyId,
  agencyName: hub.agency(dossier.agencyId)?.name,
  toAgencyId: transfer.toAgencyId,
  // An officer's own words may name people.
  ...(transfer.leg === undefined ? {} : { purpose: transfer.purpose }),
  number: transfer.number,
  state: transfer.state,
  sentAt: transfer.sentAt,
  dueAt: transfer.dueAt,
  overdue: isOverdue(transfer, now),
});

/** All that its agency needs; nothing of other agencies' transfers, of fees or of the hub's own records. */
export const transferDetailView = (dossier: Dossier, transfer: Transfer, now: string, hub: Pick<Hub, "agency">) => ({
  id: transferIdOf(dossier.id, transfer.transferId),
  overdue: isOverdue(transfer, now),
  transfer: transferView(transfer, hub),
  dossier: {
    ...summaryView(dossier, hub),
    applicant: dossier.applicant,
    owner: dossier.owner,
    summary: dossier.summary,
    form: dossier.form,
    components: dossier.components,
  },
  supplements: dossier.supplementRounds
    .filter((round) => round.transferId === transfer.transferId)
    .map(({ number, missing, requestedAt, suppliedAt }) => ({ number, missing, requestedAt, suppliedAt })),
  ...(dossier.inquiry?.transferId === transfer.transferId ? { asked: dossier.inquiry } : {}),
});
