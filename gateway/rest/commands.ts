/** One door per command of a dossier, made from COMMAND_TABLE. */
import type { Context } from "hono";
import { COMMANDS, type CommandType, type DossierCommandInput, type LateEntry } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Execution, Hub, Outcome, PartnerAccount } from "../../core/hub.ts";
import { MAY_CALL } from "../auth/roles.ts";
import { coversAgency, maySee } from "../auth/scope.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS, type Problem } from "../problem.ts";
import { actorOf, type ClaimedActor } from "./actor.ts";
import { COMMAND_TABLE, commandBody } from "./command-table.ts";
import type { RestContext } from "./context.ts";
import { hashBody } from "./idempotency.ts";
import { refusalProblem } from "./refusals.ts";
import { commandHeaders, receiptSchema, refParams, submitHeaders } from "./schemas.ts";
import { receiptView } from "./views.ts";

/** A command's body after its schema: the command's fields and the envelope. */
interface CommandBody extends Readonly<Record<string, unknown>> {
  readonly actor?: ClaimedActor;
  readonly at?: string;
  readonly lateEntry?: LateEntry;
}

/** The dossier a partner names, if it exists and the partner may see it; both failures look the same from outside. */
export const reachable = async (hub: Hub, partner: PartnerAccount, reference: string): Promise<Dossier | undefined> => {
  const dossier = await hub.find(reference);
  return dossier !== undefined && maySee(partner, dossier, hub) ? dossier : undefined;
};

/** The version an If-Match names; undefined for none and for "*", which any version fits. */
const versionOf = (ifMatch: string | undefined): number | undefined => {
  const digits = /\d+/.exec(ifMatch ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** Whether this partner may submit there: its own agencies only (an unknown agency is the hub's to refuse), the post only what came by post. */
const submissionProblem = (partner: PartnerAccount, body: CommandBody, hub: Hub): Problem | undefined => {
  const agencyId = String(body["agencyId"]);
  if (hub.agency(agencyId) !== undefined && !coversAgency(partner, agencyId, hub)) {
    return PROBLEMS.forbidden(
      { vi: "Hệ thống này không được nộp hồ sơ cho cơ quan đó.", en: "This system may not submit to that agency." },
      "partner.agency-not-yours",
    );
  }
  if (partner.role === "post" && body["channel"] !== "post") {
    return PROBLEMS.forbidden(
      { vi: "Bưu chính chỉ nộp hồ sơ qua kênh bưu chính.", en: "The post submits on the postal channel only." },
      "partner.channel-not-yours",
    );
  }
  return undefined;
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

/** Everything of an execution that does not depend on the body's fields. */
const surroundings = (
  c: Context<GatewayEnv>,
  headers: Readonly<Record<string, unknown>>,
  partner: PartnerAccount,
  bodyHash: string,
): Partial<Execution> => {
  const key = headers["Idempotency-Key"];
  const expectedVersion = versionOf(headers["If-Match"] as string | undefined);
  return {
    traceparent: c.get("traceparent"),
    ...(typeof key === "string" ? { idempotency: { scope: `rest:${partner.id}`, key, bodyHash } } : {}),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  };
};

/** Adds the doors of all commands. */
export const addCommandDoors = ({ door, hub, metrics }: RestContext): void => {
  /** The hub asks this of the dossier that it reads for the command: one round trip less than reading it here first. */
  const seen = (c: Context<GatewayEnv>, partner: PartnerAccount) => (dossier: Dossier) => {
    const may = maySee(partner, dossier, hub);
    if (may) c.set("dossierId", dossier.id);
    return may;
  };

  const run = async (
    c: Context<GatewayEnv>,
    type: CommandType,
    reference: string | undefined,
    headers: Readonly<Record<string, unknown>>,
    body: CommandBody,
  ) => {
    const partner = c.get("partner");
    const barred = type === "submit" ? submissionProblem(partner, body, hub) : undefined;
    if (barred !== undefined) return answerProblem(c, barred);

    const { actor: claimed, at, lateEntry, ...fields } = body;
    const actor = actorOf(partner, claimed, hub);
    if ("problem" in actor) return answerProblem(c, actor.problem);
    const outcome = await hub.execute({
      ...surroundings(c, headers, partner, hashBody(type, reference, body)),
      // The door's schema is the command's own schema without `type`.
      command: { type, ...fields } as DossierCommandInput,
      parsed: true,
      actor,
      ...(reference === undefined ? {} : { dossier: reference, may: seen(c, partner) }),
      ...(at === undefined ? {} : { at }),
      ...(lateEntry === undefined ? {} : { lateEntry }),
    });
    metrics.command(type, outcome.outcome);
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
        tag: "Hồ sơ",
        summary: row.summary,
        description: row.english,
        access: MAY_CALL[type],
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
      (c, input) => run(c, type, input.params?.["ref"] as string | undefined, input.headers ?? {}, input.json as CommandBody),
    );
  }
};
