/**
 * Papers of individuals that the department digitised and keeps for reuse (R-A11): seen and kept in the course of a dossier of the same
 * person, so that every look has its purpose (R-I02) and no identity number travels in an address.
 */
import { z } from "@hono/zod-openapi";
import type { Dossier } from "../../core/dossier/types.ts";
import { bringerOf } from "../../core/hub.ts";
import { recordLook } from "../auth/looks.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { holds } from "./blobs.ts";
import { reachable } from "./commands.ts";
import type { RestContext } from "./context.ts";
import { refusalProblem } from "./refusals.ts";
import { refParams } from "./schemas.ts";

const TAG = "held-papers";
const ROLES = ["portal", "agency"] as const;

const paper = z
  .object({
    id: z.uuid(),
    agencyId: z.string(),
    name: z.string(),
    blob: z.string(),
    fileName: z.string(),
    mediaType: z.string(),
    size: z.int(),
    pages: z.int().optional(),
    dossierId: z.uuid().optional().openapi({ description: "Hồ sơ mà giấy tờ được số hóa lần đầu" }),
    componentId: z.string().optional(),
    validUntil: z.iso.date().optional(),
    keptAt: z.iso.datetime(),
    keptBy: z.string(),
  })
  .openapi("HeldPaper");
const whose = z.enum(["applicant", "owner"]);

const body = z.strictObject({
  of: whose.default("applicant").openapi({ description: "Giấy tờ của người nộp hay của chủ hồ sơ" }),
  name: z.string().trim().min(1).max(300).openapi({ example: "Giấy chứng sinh" }),
  blob: z.string().regex(/^[0-9a-f]{64}$/),
  fileName: z.string().trim().min(1).max(255),
  pages: z.int().min(1).max(2000).optional(),
  componentId: z.string().min(1).max(60).optional(),
  validUntil: z.iso.date().optional(),
  officerId: z.string().min(1).max(200),
});

const personOf = (dossier: Dossier, of: z.infer<typeof whose>) => (of === "owner" ? dossier.owner : dossier.applicant);

/** Adds the doors of papers kept for reuse. */
export const addHeldPaperDoors = ({ door, hub, log }: RestContext): void => {
  door(
    {
      method: "get",
      path: "/api/v1/dossiers/{ref}/held-papers",
      operationId: "listHeldPapers",
      tag: TAG,
      summary: "Giấy tờ đã số hóa của người trong hồ sơ, có thể dùng lại",
      description:
        "Papers held of the dossier's applicant and owner that may be used today. A component's file points to one by `paper` (R-A11).",
      access: ROLES,
      scope: ["dossier.handle"],
      personal: true,
      shape: { params: refParams },
      answer: {
        status: 200,
        description: "Danh sách / the list",
        schema: z.object({ items: z.array(paper.extend({ of: whose })) }),
      },
    },
    async (c, { params }) => {
      const dossier = await reachable(hub, c.get("partner"), params.ref);
      if (dossier === undefined) return answerProblem(c, PROBLEMS.unknownDossier());
      c.set("dossierId", dossier.id);
      const unrecorded = await recordLook(c, hub, { dossierId: dossier.id }, log);
      if (unrecorded !== undefined) return answerProblem(c, unrecorded);
      const held = await Promise.all(
        whose.options.map(async (of) => {
          const number = personOf(dossier, of)?.identityNumber;
          return number === undefined ? [] : (await hub.papers.of(number)).map((one) => ({ ...one, of }));
        }),
      );
      c.header("Cache-Control", "private, no-store");
      return c.json({ items: held.flat() });
    },
  );

  door(
    {
      method: "post",
      path: "/api/v1/dossiers/{ref}/held-papers",
      operationId: "keepPaper",
      tag: TAG,
      summary: "Giữ một giấy tờ đã số hóa để dùng lại",
      description:
        "Keeps a digitised paper of the dossier's applicant or owner, a citizen: a file of the dossier, or one that the caller uploaded; the same file of one person is kept once (R-A11).",
      access: ROLES,
      scope: ["dossier.handle"],
      personal: true,
      shape: { params: refParams, json: body },
      answer: { status: 201, description: "Đã giữ / kept", schema: paper },
      problems: [422],
    },
    async (c, { params, json }) => {
      const dossier = await reachable(hub, c.get("partner"), params.ref);
      if (dossier === undefined) return answerProblem(c, PROBLEMS.unknownDossier());
      c.set("dossierId", dossier.id);
      const unrecorded = await recordLook(c, hub, { dossierId: dossier.id }, log);
      if (unrecorded !== undefined) return answerProblem(c, unrecorded);
      const { of, officerId, pages, componentId, validUntil, ...rest } = json;
      const kept = await hub.papers.keep({
        ...rest,
        // A dossier without such a person has no paper of his: refused as one that is no citizen's.
        owner: personOf(dossier, of) ?? { kind: "organisation" },
        agencyId: dossier.agencyId,
        dossierId: dossier.id,
        by: officerId,
        ...((await holds(hub, dossier, json.blob)) ? {} : { bringer: bringerOf(c.get("partner")) }),
        ...(pages === undefined ? {} : { pages }),
        ...(componentId === undefined ? {} : { componentId }),
        ...(validUntil === undefined ? {} : { validUntil }),
      });
      return "blame" in kept ? answerProblem(c, refusalProblem(kept)) : c.json(kept, 201);
    },
  );

  door(
    {
      method: "post",
      path: "/api/v1/dossiers/{ref}/held-papers/{paperId}/removal",
      operationId: "removePaper",
      tag: TAG,
      summary: "Bỏ một giấy tờ đã giữ: quét nhầm, hoặc người có giấy tờ yêu cầu",
      description: "Nobody can use it again; dossiers that already point to it keep their file.",
      access: ROLES,
      scope: ["dossier.handle"],
      shape: {
        params: refParams.extend({ paperId: z.uuid() }),
        json: z.strictObject({ reason: z.string().trim().min(1).max(1000), officerId: z.string().min(1).max(200) }),
      },
      answer: { status: 200, description: "Đã bỏ / removed", schema: z.object({ removed: z.boolean() }) },
    },
    async (c, { params, json }) => {
      const dossier = await reachable(hub, c.get("partner"), params.ref);
      if (dossier === undefined) return answerProblem(c, PROBLEMS.unknownDossier());
      c.set("dossierId", dossier.id);
      const numbers = [dossier.applicant.identityNumber, dossier.owner?.identityNumber].filter((one) => one !== undefined);
      const held = (await Promise.all(numbers.map((number) => hub.papers.of(number)))).flat();
      // Only a paper of somebody in this dossier: ids of others' papers are as unknown as any.
      const known = held.some(({ id }) => id === params.paperId);
      const removed = known && (await hub.papers.remove(params.paperId, json.officerId, json.reason));
      return removed
        ? c.json({ removed })
        : answerProblem(c, PROBLEMS.unknownResource({ vi: "giấy tờ đã giữ", en: "held paper" }));
    },
  );
};
