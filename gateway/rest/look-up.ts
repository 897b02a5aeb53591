/**
 * The public look-up (R-A08, R-E02): dossier code and update key show the status and let the applicant amend or supplement, without an
 * account and without showing personal data. Wrong code and wrong key look the same, take the same time, and lock alike.
 */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { COMMANDS, type DossierCommandInput } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { clientAddress } from "../auth/address.ts";
import { DOSSIER_CODE, openByKey } from "../auth/look-up.ts";
import { TRIES_PER_CODE } from "../auth/look-up-lock.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, type Problem } from "../problem.ts";
import { receiveBlob, uploadBody, uploadName } from "./blobs.ts";
import { answerOutcome } from "./commands.ts";
import type { RestContext } from "./context.ts";
import { blobSchema, publicViewSchema, receiptSchema } from "./schemas.ts";
import { publicView } from "./views.ts";

const TAG = "look-up";
const credentials = {
  code: z.string().regex(DOSSIER_CODE).openapi({ description: "Mã hồ sơ" }),
  key: z.string().min(1).max(40).openapi({ description: "Khóa cập nhật" }),
};

/** Under what the files are kept that an applicant uploads for a dossier. */
const bringerOf = ({ id }: Dossier): string => `applicant:${id}`;

/** Adds the public doors of look-up and editing. */
export const addLookUpDoors = ({ door, hub, metrics, trustedProxies, lookUpLock }: RestContext): void => {
  /** The dossier of code and key, or why not. */
  const open = async (c: Context<GatewayEnv>, code: string, key: string): Promise<Dossier | { readonly problem: Problem }> => {
    const dossier = await openByKey(hub, lookUpLock, { code, key, address: clientAddress(c, trustedProxies) });
    if ("problem" in dossier) return dossier;
    c.set("dossierId", dossier.id);
    c.header("Cache-Control", "no-store");
    return dossier;
  };

  door(
    {
      method: "get",
      path: "/api/v1/look-up",
      operationId: "lookUp",
      tag: TAG,
      summary: "Tra cứu hồ sơ bằng mã hồ sơ và khóa cập nhật",
      description: `Status, which agency has it, due time, what is missing, where to pay; no personal data. Locked after ${TRIES_PER_CODE} wrong tries on a code within 15 minutes (R-A08).`,
      access: "public",
      shape: { query: z.strictObject(credentials) },
      answer: { status: 200, description: "Tình trạng hồ sơ / the dossier's status", schema: publicViewSchema },
      problems: [404, 429],
    },
    async (c, { query }) => {
      const dossier = await open(c, query.code, query.key);
      if ("problem" in dossier) return answerProblem(c, dossier.problem);
      const procedure = await hub.procedure(dossier.procedure.code, dossier.procedure.version);
      return c.json(publicView(query.code, dossier, procedure, hub));
    },
  );

  /** The applicant's own commands, by code and key. */
  const edit = async (c: Context<GatewayEnv>, type: "amend" | "supplement", body: { code: string; key: string }) => {
    const { code, key, ...fields } = body;
    const dossier = await open(c, code, key);
    if ("problem" in dossier) return answerProblem(c, dossier.problem);
    const outcome = await hub.execute({
      // The body's schema is the command's own without `type`, with code and key beside it.
      command: { type, ...fields } as DossierCommandInput,
      dossier: dossier.id,
      actor: { id: "look-up", role: "applicant" },
      bringer: bringerOf(dossier),
      traceparent: c.get("traceparent"),
    });
    metrics.command(type, outcome.outcome);
    return answerOutcome(c, outcome, type, hub);
  };

  const editDoor = {
    method: "post",
    tag: TAG,
    access: "public",
    answer: { status: 200, description: "Đã ghi nhận / done", schema: receiptSchema },
    problems: [404, 409, 429, 503],
  } as const;
  door(
    {
      ...editDoor,
      path: "/api/v1/look-up/amend",
      operationId: "lookUpAmend",
      summary: "Người nộp sửa hồ sơ chưa tiếp nhận bằng mã và khóa",
      description: "The applicant changes a filed dossier before its receipt, by code and key (R-A08).",
      shape: { json: COMMANDS.amend.omit({ type: true }).extend(credentials) },
    },
    (c, { json }) => edit(c, "amend", json),
  );
  door(
    {
      ...editDoor,
      path: "/api/v1/look-up/supplement",
      operationId: "lookUpSupplement",
      summary: "Người nộp bổ sung giấy tờ bằng mã và khóa",
      description: "The applicant brings what was asked for, by code and key (R-A08).",
      shape: { json: COMMANDS.supplement.omit({ type: true }).extend(credentials) },
    },
    (c, { json }) => edit(c, "supplement", json),
  );
  door(
    {
      method: "post",
      path: "/api/v1/look-up/blobs",
      operationId: "lookUpUpload",
      tag: TAG,
      summary: "Người nộp tải tệp lên để sửa hoặc bổ sung",
      description: "Uploads one file (R-A07) to be named in look-up/amend or look-up/supplement.",
      access: "public",
      shape: { query: z.strictObject({ ...credentials, name: uploadName }) },
      otherBody: uploadBody,
      answer: { status: 201, description: "Đã lưu / stored", schema: blobSchema },
      problems: [404, 413, 415, 422, 429],
    },
    async (c, { query }) => {
      const dossier = await open(c, query.code, query.key);
      return "problem" in dossier
        ? answerProblem(c, dossier.problem)
        : receiveBlob(c, hub, query.name, bringerOf(dossier), () => undefined);
    },
  );
};
