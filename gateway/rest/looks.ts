/** The record of looks at personal data, for those who answer for it (R-I02): the operator, and the agency whose dossier it is. */
import { z } from "@hono/zod-openapi";
import { coversAgency } from "../../core/partners/sight.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { reachable } from "./commands.ts";
import type { RestContext } from "./context.ts";
import { cursor, limit, pageOf, refParams } from "./schemas.ts";

const TAG = "looks";

const lookSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    who: z.string().openapi({ description: "Hệ thống hoặc người đã xem / who looked", example: "partner:mot-cua-hue" }),
    onBehalfOf: z
      .string()
      .optional()
      .openapi({ description: "Người xem ở hệ thống đó, theo lời hệ thống / for whom, as it says" }),
    dossierId: z.uuid().optional(),
    what: z.string().openapi({ description: "Chức năng đã hiển thị / the operation that showed it", example: "readDossier" }),
    purpose: z.string().openapi({ description: "Mục đích / what for" }),
    door: z.string().openapi({ example: "rest" }),
    traceparent: z.string().optional(),
  })
  .openapi("Look");

/** Adds the doors of looks. They show no applicant's data, so looking at looks is not recorded. */
export const addLookDoors = ({ door, hub }: RestContext): void => {
  const page = (cursorGiven: string | undefined) => (cursorGiven === undefined ? {} : { cursor: cursorGiven });

  door(
    {
      method: "get",
      path: "/api/v1/dossiers/{ref}/looks",
      operationId: "listDossierLooks",
      tag: TAG,
      summary: "Ai đã xem dữ liệu cá nhân của hồ sơ, khi nào, để làm gì",
      description:
        "Every look at this dossier's personal data, newest first: for the operator and the systems of the agency that received it, not for those it was sent to (R-I02).",
      access: ["portal", "agency", "operator"],
      scope: ["dossier.read"],
      shape: { params: refParams, query: z.strictObject({ cursor: cursor.optional(), limit }) },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(lookSchema) },
    },
    async (c, { params, query }) => {
      const partner = c.get("partner");
      const dossier = await reachable(hub, partner, params.ref);
      if (dossier === undefined) return answerProblem(c, PROBLEMS.unknownDossier());
      c.set("dossierId", dossier.id);
      if (partner.role !== "operator" && !coversAgency(partner, dossier.agencyId, hub))
        return answerProblem(
          c,
          PROBLEMS.forbidden(
            {
              vi: "Chỉ cơ quan tiếp nhận hồ sơ và người vận hành được xem lượt xem.",
              en: "Looks are shown to the agency that received the dossier and to the operator.",
            },
            "partner.looks-not-yours",
          ),
        );
      c.header("Cache-Control", "private, no-store");
      return c.json(await hub.partners.looks({ dossierId: dossier.id, limit: query.limit, ...page(query.cursor) }));
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/looks",
      operationId: "listLooks",
      tag: TAG,
      summary: "Các lượt xem dữ liệu cá nhân, theo người xem (người vận hành)",
      description: 'Looks of one system or person ("partner:<id>", "person:<id>"), or all, newest first (R-I02).',
      access: ["operator"],
      scope: ["operate"],
      shape: {
        query: z.strictObject({
          who: z
            .string()
            .regex(/^(?:partner|person):[\w.@-]{1,120}$/)
            .optional()
            .openapi({ description: "Hệ thống hoặc người / who", example: "partner:mot-cua-hue" }),
          cursor: cursor.optional(),
          limit,
        }),
      },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(lookSchema) },
    },
    async (c, { query }) => {
      c.header("Cache-Control", "private, no-store");
      const who = query.who === undefined ? {} : { who: query.who };
      return c.json(await hub.partners.looks({ limit: query.limit, ...who, ...page(query.cursor) }));
    },
  );
};
