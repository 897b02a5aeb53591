/** What a supervisor looks at besides single dossiers (R-B08, R-F05). */
import { z } from "@hono/zod-openapi";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import { coversAgency } from "../../core/partners/sight.ts";
import { recordLook } from "../auth/looks.ts";
import { answerProblem } from "../problem.ts";
import type { RestContext } from "./context.ts";

const silentUnit = z
  .object({
    dossierId: z.uuid(),
    code: z.string().optional(),
    agencyId: z.string(),
    unit: z.string(),
    since: z.iso.datetime().openapi({ description: "Lần cập nhật gần nhất / its last sign of work" }),
  })
  .openapi("SilentUnit");

const openTransfer = z
  .object({
    dossierId: z.uuid(),
    code: z.string().optional(),
    agencyId: z.string().openapi({ description: "Cơ quan tiếp nhận hồ sơ" }),
    transferId: z.string(),
    purpose: z.string().openapi({ description: "Tên chặng" }),
    toAgencyId: z.string().openapi({ description: "Cơ quan đang giữ việc" }),
    lane: z.string().optional(),
    number: z.int(),
    state: z.enum(["sent", "accepted", "supplementNeeded", "sentBack", "done", "refused", "cancelled"]),
    sentAt: z.iso.datetime(),
    dueAt: z.iso.datetime().optional(),
    overdue: z.boolean(),
    reason: z.string().optional().openapi({ description: "Lý do bị trả lại" }),
  })
  .openapi("OpenTransfer");

/** Adds the doors of supervision. */
export const addSupervisionDoors = ({ door, hub, log }: RestContext): void => {
  door(
    {
      method: "get",
      path: "/api/v1/silent-units",
      operationId: "listSilentUnits",
      tag: "supervision",
      summary: "Đơn vị chưa cập nhật tiến độ cuối buổi làm việc",
      description:
        "Units of the caller's agencies that hold a dossier and let a half working day end without updating its progress (R-B08).",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      shape: {},
      answer: { status: 200, description: "Danh sách / the list", schema: z.object({ items: z.array(silentUnit) }) },
    },
    async (c) => {
      const partner = c.get("partner");
      const units = await hub.silentUnits();
      return c.json({ items: units.filter((unit) => coversAgency(partner, unit.agencyId, hub)) });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/open-transfers",
      operationId: "listOpenTransfers",
      tag: "supervision",
      summary: "Các chặng liên thông đang thực hiện: quá hạn, bị trả lại do sai, chờ bổ sung",
      description:
        "Transfers under way that the caller's agencies received or were sent: overdue ones first, at most those of 1,000 dossiers (R-B06, R-F05).",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      personal: true,
      shape: {},
      answer: { status: 200, description: "Danh sách / the list", schema: z.object({ items: z.array(openTransfer) }) },
    },
    async (c) => {
      const partner = c.get("partner");
      const transfers = await hub.openTransfers();
      const covered = (id: string): boolean => coversAgency(partner, id, hub);
      const items = transfers.filter((one) => covered(one.agencyId) || covered(one.toAgencyId));
      // Why something came back is what an agency wrote, and may name people.
      const written = items.some((one) => one.reason !== undefined);
      const unrecorded = written ? await recordLook(c, hub, {}, log) : undefined;
      return unrecorded === undefined ? c.json({ items }) : answerProblem(c, unrecorded);
    },
  );
};
