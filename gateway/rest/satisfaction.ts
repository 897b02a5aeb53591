/** What applicants think of the service, per dossier and officer (R-E05): other screens' answers in, figures out. */
import { z } from "@hono/zod-openapi";
import { OCCASIONS, REASONS } from "../../core/hub.ts";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import { coversAgency } from "../../core/partners/sight.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { reachable } from "./commands.ts";
import type { RestContext } from "./context.ts";
import { refParams } from "./schemas.ts";

const TAG = "satisfaction";

const body = z.strictObject({
  occasion: z
    .enum(OCCASIONS)
    .openapi({ description: "receipt: lúc nộp · supplement: lúc bổ sung · return: lúc nhận kết quả · visit: lần khác" }),
  score: z
    .int()
    .min(1)
    .max(5)
    .openapi({ description: "1 rất không hài lòng … 5 rất hài lòng / 1 very dissatisfied … 5 very satisfied" }),
  reasons: z.array(z.enum(REASONS)).max(REASONS.length).optional(),
  comment: z.string().trim().min(1).max(2000).optional(),
  officerId: z.string().min(1).max(200).optional(),
  officerName: z.string().min(1).max(200).optional(),
});
const row = z
  .object({
    agencyId: z.string(),
    officerId: z.string().optional(),
    officerName: z.string().optional(),
    answers: z.int(),
    average: z.number(),
    satisfied: z.int().openapi({ description: "Số lượt 4–5 điểm" }),
    dissatisfied: z.int().openapi({ description: "Số lượt 1–2 điểm" }),
    byScore: z.array(z.int()).length(5),
    reasons: z.record(z.string(), z.int()),
  })
  .openapi("SatisfactionRow");

/** Adds the doors of satisfaction. */
export const addSatisfactionDoors = ({ door, hub }: RestContext): void => {
  door(
    {
      method: "post",
      path: "/api/v1/dossiers/{ref}/satisfaction",
      operationId: "rateDossier",
      tag: TAG,
      summary: "Ghi nhận đánh giá của người nộp về một hồ sơ",
      description:
        "Takes the applicant's answer down, once per dossier and occasion: a second one changes nothing and says so (R-E05).",
      access: ["portal", "agency"],
      scope: ["dossier.submit", "dossier.handle"],
      shape: { params: refParams, json: body },
      answer: { status: 200, description: "Đã ghi / taken down", schema: z.object({ outcome: z.enum(["done", "repeat"]) }) },
    },
    async (c, { params, json }) => {
      const dossier = await reachable(hub, c.get("partner"), params.ref);
      if (dossier === undefined) return answerProblem(c, PROBLEMS.unknownDossier());
      c.set("dossierId", dossier.id);
      const { reasons, comment, officerId, officerName, ...rest } = json;
      const outcome = await hub.satisfaction.rate({
        ...rest,
        dossierId: dossier.id,
        agencyId: dossier.agencyId,
        via: "web",
        ...(reasons === undefined ? {} : { reasons }),
        ...(comment === undefined ? {} : { comment }),
        ...(officerId === undefined ? {} : { officerId }),
        ...(officerName === undefined ? {} : { officerName }),
      });
      return c.json({ outcome });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/satisfaction",
      operationId: "reportSatisfaction",
      tag: TAG,
      summary: "Mức độ hài lòng theo cơ quan hoặc cán bộ, trong một kỳ",
      description: "Figures of the caller's agencies over days of Việt Nam, both included (R-E05).",
      access: PARTNER_ROLES,
      scope: ["dossier.read"],
      shape: {
        query: z.strictObject({ from: z.iso.date(), to: z.iso.date(), by: z.enum(["agency", "officer"]).default("agency") }),
      },
      answer: { status: 200, description: "Số liệu / the figures", schema: z.object({ items: z.array(row) }) },
    },
    async (c, { query }) => {
      const partner = c.get("partner");
      const items = await hub.satisfaction.report(query);
      return c.json({ items: items.filter(({ agencyId }) => coversAgency(partner, agencyId, hub)) });
    },
  );
};
