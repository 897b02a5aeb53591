/** One door per command of a dossier, made from COMMAND_TABLE. */
import type { Context } from "hono";
import { COMMANDS, type CommandType } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Hub, Outcome, PartnerAccount } from "../../core/hub.ts";
import { MAY_CALL } from "../../core/partners/roles.ts";
import { scopesFor } from "../../core/partners/scopes.ts";
import { maySee } from "../../core/partners/sight.ts";
import { giveCommand } from "../auth/give.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem } from "../problem.ts";
import { COMMAND_TABLE, commandBody } from "./command-table.ts";
import type { RestContext } from "./context.ts";
import { refusalProblem } from "./refusals.ts";
import { commandHeaders, receiptSchema, refParams, submitHeaders } from "./schemas.ts";
import { receiptView } from "./views.ts";

/** The dossier a partner names, if it exists and the partner may see it; both failures look the same from outside. */
export const reachable = (hub: Hub, partner: PartnerAccount, reference: string): Promise<Dossier | undefined> =>
  hub.find(reference, (dossier) => maySee(partner, dossier, hub));

/** The version an If-Match names; undefined for none and for "*", which any version fits. */
export const versionOf = (ifMatch: string | undefined): number | undefined => {
  const digits = /\d+/.exec(ifMatch ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** The answer to an outcome: the receipt with its ETag, or a problem. A repeat is the stored answer, marked as such. */
export const answerOutcome = (c: Context<GatewayEnv>, outcome: Outcome, type: CommandType, hub: Hub): Response => {
  if (outcome.outcome === "refused" || outcome.outcome === "conflict") return answerProblem(c, refusalProblem(outcome.refusal));
  const { receipt } = outcome;
  c.set("dossierId", receipt.dossierId);
  c.header("ETag", `"${receipt.version}"`);
  if (outcome.outcome === "repeat") c.header("Idempotent-Replayed", "true");
  if (type !== "submit") return c.json(receiptView(receipt), 200);
  c.header("Location", `${COMMAND_TABLE.submit.path}/${receipt.dossierId}`);
  return c.json(receiptView(receipt, hub.updateKey(receipt.dossierId)), 201);
};

/** Adds the doors of all commands. */
export const addCommandDoors = (context: RestContext): void => {
  const { door, hub } = context;
  const run = async (
    c: Context<GatewayEnv>,
    type: CommandType,
    reference: string | undefined,
    headers: Readonly<Record<string, unknown>>,
    body: unknown,
  ) => {
    const outcome = await giveCommand(c, context, {
      type,
      body,
      dossier: reference,
      key: headers["Idempotency-Key"] as string | undefined,
      expectedVersion: versionOf(headers["If-Match"] as string | undefined),
    });
    return answerOutcome(c, outcome, type, hub);
  };

  for (const type of Object.keys(COMMANDS) as CommandType[]) {
    const row = COMMAND_TABLE[type];
    const isNew = type === "submit";
    door(
      {
        method: row.method,
        path: row.path,
        operationId: type,
        tag: "dossiers",
        summary: row.summary,
        description: row.english,
        access: MAY_CALL[type],
        scope: scopesFor(type),
        shape: {
          json: commandBody(type),
          headers: isNew ? submitHeaders : commandHeaders,
          ...(isNew ? {} : { params: refParams }),
        },
        answer: {
          status: isNew ? 201 : 200,
          description: "Đã ghi nhận / done, or the stored answer of a repeat (Idempotent-Replayed: true)",
          schema: receiptSchema,
        },
        problems: isNew ? [409, 503] : [409, 412, 503],
      },
      (c, input) => run(c, type, input.params?.["ref"] as string | undefined, input.headers ?? {}, input.json),
    );
  }
};
