/**
 * Transfers as the agency that they went to sees them (R-B06, R-B10): its inbox, what it needs to know, and its answers. Only that agency, or
 * an operator, sees and answers a transfer; to everybody else there is none.
 */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import { listedAgencies } from "../../core/partners/sight.ts";
import { giveCommand } from "../auth/give.ts";
import { recordLook } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { answerOutcome, versionOf } from "./commands.ts";
import type { RestContext } from "./context.ts";
import { commandHeaders, cursor, limit, pageOf, receiptSchema } from "./schemas.ts";
import { TRANSFER_ANSWERS } from "./transfer-answers.ts";
import {
  answerable,
  isInbox,
  readTransferId,
  transferDetailSchema,
  transferDetailView,
  transferItemSchema,
  transferItemView,
} from "./transfer-views.ts";

const TAG = "transfers";
const PATH = "/api/v1/transfers";
const ACCESS = ["agency", "operator"] as const;
const params = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f-]{36}~~?[A-Za-z0-9._-]{1,400}$/)
    .openapi({
      description: "Id của chặng, như trong danh sách / as in the list",
      example: "019f0000-0000-7000-8000-000000000001~tax",
    }),
});

/** Adds the doors of transfers. */
export const addTransferDoors = (context: RestContext): void => {
  const { door, hub, log } = context;
  /** The transfer that an id names, if it went to one of the caller's agencies. */
  const reach = async (
    c: Context<GatewayEnv>,
    id: string,
  ): Promise<{ readonly dossier: Dossier; readonly transfer: Transfer } | undefined> => {
    const named = readTransferId(id);
    const dossier = named && (await hub.find(named.dossierId));
    const transfer = dossier?.transfers.find((one) => one.transferId === named?.transferId);
    if (dossier === undefined || transfer === undefined || !answerable(c.get("partner"), transfer, hub)) return undefined;
    c.set("dossierId", dossier.id);
    return { dossier, transfer };
  };
  const unknown = (c: Context<GatewayEnv>): Response =>
    answerProblem(c, PROBLEMS.unknownResource({ vi: "hồ sơ chuyển đến", en: "transfer" }));

  door(
    {
      method: "get",
      path: PATH,
      operationId: "listTransfers",
      tag: TAG,
      summary: "Hồ sơ chuyển đến các cơ quan của hệ thống gọi, chưa có kết quả",
      description:
        "The inbox: open transfers to the caller's agencies, those of the oldest dossiers first, without personal data. `limit` counts dossiers; one may have several transfers.",
      access: ACCESS,
      scope: ["transfer.answer", "dossier.read"],
      shape: { query: z.strictObject({ cursor: cursor.optional(), limit }) },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(transferItemSchema) },
    },
    async (c, { query }) => {
      const partner = c.get("partner");
      const agencyIds = listedAgencies(partner, hub);
      const page = await hub.inbox({
        limit: query.limit,
        ...(agencyIds === undefined ? {} : { agencyIds }),
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
      });
      const now = hub.now();
      const items = page.items.flatMap((dossier) =>
        dossier.transfers
          .filter((one) => isInbox(dossier, one) && answerable(partner, one, hub))
          .map((one) => transferItemView(dossier, one, now, hub)),
      );
      c.header("Cache-Control", "private, no-store");
      return c.json({ items, ...(page.next === undefined ? {} : { next: page.next }) });
    },
  );

  door(
    {
      method: "get",
      path: `${PATH}/{id}`,
      operationId: "readTransfer",
      tag: TAG,
      summary: "Một hồ sơ chuyển đến: thông tin bàn giao, người nộp, tờ khai, giấy tờ",
      description:
        "All that the agency needs to do its part: what earlier legs hand on, the applicant, the declaration, the papers. Recorded as a look (R-I02).",
      access: ACCESS,
      scope: ["transfer.answer", "dossier.read"],
      personal: true,
      shape: { params },
      answer: { status: 200, description: "Chặng / the transfer", schema: transferDetailSchema },
    },
    async (c, input) => {
      const found = await reach(c, input.params.id);
      if (found === undefined) return unknown(c);
      const refused = await recordLook(c, hub, { dossierId: found.dossier.id }, log);
      if (refused !== undefined) return answerProblem(c, refused);
      c.header("ETag", `"${found.dossier.version}"`);
      c.header("Cache-Control", "private, no-store");
      return c.json(transferDetailView(found.dossier, found.transfer, hub.now(), hub));
    },
  );

  for (const answer of TRANSFER_ANSWERS) {
    const { type, path, json, fixed, ...words } = answer;
    door(
      {
        method: "post",
        path: `${PATH}/{id}/${path}`,
        tag: TAG,
        access: ACCESS,
        scope: ["transfer.answer", "dossier.handle"],
        shape: { params, json, headers: commandHeaders },
        answer: {
          status: 200,
          description: "Đã ghi nhận / done, or the stored answer of a repeat (Idempotent-Replayed: true)",
          schema: receiptSchema,
        },
        problems: [409, 412, 503],
        ...words,
      },
      async (c, input) => {
        const found = await reach(c, input.params.id);
        if (found === undefined) return unknown(c);
        const outcome = await giveCommand(c, context, {
          type,
          // The door's schema is the command's own without what the path says.
          body: { ...(input.json as object), ...fixed, transferId: found.transfer.transferId },
          dossier: found.dossier.id,
          key: input.headers["Idempotency-Key"],
          expectedVersion: versionOf(input.headers["If-Match"]),
        });
        return answerOutcome(c, outcome, type, hub);
      },
    );
  }
};
