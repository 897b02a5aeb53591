/** Reading dossiers. Every look at one is recorded before it is shown: by whom, for whom, what for (R-I02). */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { DOSSIER_STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import { listedAgencies, maySee } from "../../core/partners/sight.ts";
import { recordLook } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { reachable } from "./commands.ts";
import type { RestContext } from "./context.ts";
import {
  cursor,
  dossierSchema,
  eventSchema,
  limit,
  messageSchema,
  pageOf,
  readHeaders,
  refParams,
  summarySchema,
  wireSchema,
} from "./schemas.ts";
import { dossierView, eventView, summaryView, wireView } from "./views.ts";

const TAG = "dossiers";
const listQuery = z.strictObject({
  status: z.enum(DOSSIER_STATUSES).optional(),
  procedureCode: z.string().min(1).max(60).optional(),
  overdue: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "true: chỉ hồ sơ quá hạn tính đến lúc này / only those past their due time now" }),
  updatedAfter: z.iso.datetime({ offset: true }).optional(),
  cursor: cursor.optional(),
  limit,
});

/** Whether an If-None-Match names this version (weak comparison, RFC 9110 §13.1.2). */
const matches = (ifNoneMatch: unknown, etag: string): boolean =>
  typeof ifNoneMatch === "string" &&
  (ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag));

/** Adds the doors that read dossiers. */
export const addDossierDoors = ({ door, hub, log }: RestContext): void => {
  const shown = async (
    c: Context<GatewayEnv>,
    dossier: Dossier,
    answer: () => Response | Promise<Response>,
  ): Promise<Response> => {
    const unrecorded = await recordLook(c, hub, { dossierId: dossier.id }, log);
    return unrecorded === undefined ? answer() : answerProblem(c, unrecorded);
  };

  const withDossier = async (
    c: Context<GatewayEnv>,
    reference: string,
    answer: (dossier: Dossier) => Response | Promise<Response>,
  ): Promise<Response> => {
    const dossier = await reachable(hub, c.get("partner"), reference);
    if (dossier === undefined) return answerProblem(c, PROBLEMS.unknownDossier());
    c.set("dossierId", dossier.id);
    c.header("Cache-Control", "private, no-cache");
    return answer(dossier);
  };

  door(
    {
      method: "get",
      path: "/api/v1/dossiers",
      operationId: "listDossiers",
      tag: TAG,
      summary: "Danh sách hồ sơ trong phạm vi của hệ thống gọi",
      description:
        "Dossiers of the caller's agencies, newest first, without personal data; a page may hold fewer than `limit` and still have a `next`.",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      shape: { query: listQuery },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(summarySchema) },
    },
    async (c, { query }) => {
      const partner = c.get("partner");
      const agencyIds = listedAgencies(partner, hub);
      const page = await hub.list({
        limit: query.limit,
        ...(agencyIds === undefined ? {} : { agencyIds }),
        ...(query.status === undefined ? {} : { status: query.status }),
        ...(query.procedureCode === undefined ? {} : { procedureCode: query.procedureCode }),
        ...(query.overdue === "true" ? { overdueAt: hub.now() } : {}),
        ...(query.updatedAfter === undefined ? {} : { updatedAfter: new Date(query.updatedAfter).toISOString() }),
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
      });
      const items = page.items.filter((dossier) => maySee(partner, dossier, hub)).map((dossier) => summaryView(dossier, hub));
      return c.json({ items, ...(page.next === undefined ? {} : { next: page.next }) });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/dossiers/{ref}",
      operationId: "readDossier",
      tag: TAG,
      summary: "Một hồ sơ, theo id, mã hồ sơ hoặc mã quốc gia",
      description: "The whole dossier by id, local or national code. ETag = version; If-None-Match gives 304.",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      personal: true,
      shape: { params: refParams, headers: readHeaders },
      answer: { status: 200, description: "Hồ sơ / the dossier", schema: dossierSchema },
    },
    (c, { params, headers }) =>
      withDossier(c, params.ref, (dossier) => {
        const etag = `"${dossier.version}"`;
        c.header("ETag", etag);
        // A caller that has this version already is shown nothing.
        if (matches(headers["If-None-Match"], etag)) return c.body(null, 304);
        return shown(c, dossier, () => c.json(dossierView(dossier, hub)));
      }),
  );

  door(
    {
      method: "get",
      path: "/api/v1/dossiers/{ref}/timeline",
      operationId: "readTimeline",
      tag: TAG,
      summary: "Diễn biến hồ sơ",
      description: "Every event of the dossier, oldest first, with its Vietnamese title (R-F06).",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      personal: true,
      shape: { params: refParams },
      answer: { status: 200, description: "Các sự việc / the events", schema: z.object({ items: z.array(eventSchema) }) },
    },
    (c, { params }) =>
      withDossier(c, params.ref, (dossier) =>
        shown(c, dossier, async () => c.json({ items: (await hub.timeline(dossier.id)).map(eventView) })),
      ),
  );

  door(
    {
      method: "get",
      path: "/api/v1/dossiers/{ref}/messages",
      operationId: "listDossierMessages",
      tag: TAG,
      summary: "Các thông điệp liên thông của hồ sơ",
      description: "What the hub sends and receives about this dossier, by lane, with state, attempts and last error.",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      personal: true,
      shape: { params: refParams, query: z.strictObject({ cursor: cursor.optional(), limit }) },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(messageSchema) },
    },
    (c, { params, query }) =>
      withDossier(c, params.ref, (dossier) =>
        // A partner's refusal is kept in its own words, which may name people.
        shown(c, dossier, async () =>
          c.json(
            await hub.exchange.messages({
              dossier: dossier.id,
              limit: query.limit,
              ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
            }),
          ),
        ),
      ),
  );

  door(
    {
      method: "get",
      path: "/api/v1/dossiers/{ref}/wire",
      operationId: "readDossierWire",
      tag: TAG,
      summary: "Nhật ký trao đổi trên đường truyền của hồ sơ (người vận hành)",
      description:
        "The sealed log of what went over the wire about this dossier; bodies may hold other systems' words, so operators only.",
      access: ["operator"],
      scope: ["operate"],
      personal: true,
      shape: { params: refParams, query: z.strictObject({ limit, bodies: z.enum(["true", "false"]).optional() }) },
      answer: { status: 200, description: "Các dòng nhật ký / the entries", schema: z.object({ items: z.array(wireSchema) }) },
    },
    (c, { params, query }) =>
      withDossier(c, params.ref, (dossier) =>
        shown(c, dossier, async () =>
          c.json({
            items: (await hub.exchange.wire({ dossier: dossier.id, limit: query.limit })).map((entry) =>
              wireView(entry, query.bodies === "true"),
            ),
          }),
        ),
      ),
  );
};
