/** What the operations do: the same questions to the hub as at the REST door, and the same answers. */
import type { Context } from "hono";
import type { Dossier } from "../../core/dossier/types.ts";
import type { DossierFilter, Hub, Outcome, PartnerAccount } from "../../core/hub.ts";
import { hasScope, type Scope } from "../../core/partners/scopes.ts";
import { coversAgency, listedAgencies, maySee } from "../../core/partners/sight.ts";
import { recordLook } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";
import { PROBLEMS, type Problem, problem } from "../problem.ts";
import { reachable } from "../rest/commands.ts";
import { refusalProblem } from "../rest/refusals.ts";
import { dossierView, eventView, receiptView, summaryView } from "../rest/views.ts";
import type { Act, Operation } from "./operations.ts";

/** A request after its schemas: the fields in front, and the command's own. */
export interface Call {
  readonly operation: Operation;
  readonly frame: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}
export interface ActOptions {
  readonly hub: Hub;
  readonly metrics: Pick<Metrics, "command">;
  readonly log: { error(o: object, m: string): void };
}

/** The answer's elements by name, or the problem. */
type Answer = { readonly value: object } | { readonly problem: Problem };

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const scopeMissing = (scope: Scope): Problem =>
  problem(403, "partner.scope-missing", {
    detail: {
      vi: `Tài khoản hoặc mã truy cập không có quyền "${scope}".`,
      en: `The account or token lacks the scope "${scope}".`,
    },
    hint: { vi: "Đề nghị người vận hành cấp quyền cho tài khoản.", en: "Ask the operator to grant it to the account." },
    details: { scope },
  });

const answerOf = (outcome: Outcome, isNew: boolean, hub: Hub): Answer => {
  if (outcome.outcome === "refused" || outcome.outcome === "conflict") return { problem: refusalProblem(outcome.refusal) };
  const { receipt } = outcome;
  const updateKey = isNew ? hub.updateKey(receipt.dossierId) : undefined;
  return { value: { ...receiptView(receipt, updateKey), replayed: outcome.outcome === "repeat" } };
};

/** Commands of partners: hub.command knows their rights, their sight and their keys. */
const command = async (
  c: Context<GatewayEnv>,
  call: Call,
  act: Extract<Act, { readonly kind: "command" }>,
  { hub, metrics }: ActOptions,
): Promise<Answer> => {
  const { dossier, idempotencyKey, expectedVersion } = call.frame;
  const scopes = c.get("scopes");
  const reference = text(dossier);
  const key = text(idempotencyKey);
  const outcome = await hub.command({
    partner: c.get("partner"),
    type: act.type,
    body: { ...call.body, ...act.says },
    parsed: true,
    traceparent: c.get("traceparent"),
    seen: ({ id }) => c.set("dossierId", id),
    ...(reference === undefined ? {} : { dossier: reference }),
    ...(key === undefined ? {} : { key }),
    ...(typeof expectedVersion === "number" ? { expectedVersion } : {}),
    ...(scopes === undefined ? {} : { scopes }),
  });
  metrics.command(act.type, outcome.outcome);
  if (outcome.outcome === "done" || outcome.outcome === "repeat") c.set("dossierId", outcome.receipt.dossierId);
  return answerOf(outcome, act.type === "submit", hub);
};

/** Reads one dossier, records the look, and only then shows it (R-I02). */
const read = async (
  c: Context<GatewayEnv>,
  { operation, frame }: Call,
  { hub, log }: ActOptions,
  show: (dossier: Dossier) => object | Promise<object>,
): Promise<Answer> => {
  const dossier = await reachable(hub, c.get("partner"), text(frame["dossier"]) ?? "");
  if (dossier === undefined) return { problem: PROBLEMS.unknownDossier() };
  c.set("dossierId", dossier.id);
  const title = text(frame["purpose"]) ?? operation.title.vi;
  const look = { dossierId: dossier.id, operation: { id: operation.name, title }, door: "soap" };
  const refused = await recordLook(c, hub, look, log);
  return refused === undefined ? { value: await show(dossier) } : { problem: refused };
};

const filterOf = (frame: Call["frame"], partner: PartnerAccount, hub: Hub): DossierFilter => {
  const agencyIds = listedAgencies(partner, hub);
  const { overdue, ...rest } = frame;
  return {
    ...(agencyIds === undefined ? {} : { agencyIds }),
    ...(overdue === true ? { overdueAt: hub.now() } : {}),
    // The rest of the frame has the names and types of the filter.
    ...(rest as DossierFilter),
  };
};

const listDossiers = async (c: Context<GatewayEnv>, { frame }: Call, { hub }: ActOptions): Promise<Answer> => {
  const partner = c.get("partner");
  const page = await hub.list(filterOf(frame, partner, hub));
  const dossier = page.items.filter((one) => maySee(partner, one, hub)).map((one) => summaryView(one, hub));
  return { value: { dossier, next: page.next } };
};

/** Those that its agencies have to work on; what they themselves sent is in GetDossier. */
const listTransfers = async (c: Context<GatewayEnv>, { frame }: Call, { hub }: ActOptions): Promise<Answer> => {
  const partner = c.get("partner");
  const { state, overdue } = frame;
  const transfer = (await hub.openTransfers()).filter(
    (one) =>
      coversAgency(partner, one.toAgencyId, hub) &&
      (state === undefined || one.state === state) &&
      (overdue === undefined || one.overdue === overdue),
  );
  return { value: { transfer } };
};

/** Does what a call asks for. The partner is in the request's variables. */
export const perform = (c: Context<GatewayEnv>, call: Call, options: ActOptions): Promise<Answer> => {
  const { act } = call.operation;
  if (act.kind === "command") return command(c, call, act, options);
  if (!hasScope(act.scopes, c.get("partner").scopes, c.get("scopes")))
    return Promise.resolve({ problem: scopeMissing(act.scopes[0]) });
  const { hub } = options;
  switch (act.kind) {
    case "readDossier":
      return read(c, call, options, (dossier) => ({ dossier: dossierView(dossier, hub) }));
    case "readTimeline":
      return read(c, call, options, async (dossier) => ({ event: (await hub.timeline(dossier.id)).map(eventView) }));
    case "listDossiers":
      return listDossiers(c, call, options);
    case "listTransfers":
      return listTransfers(c, call, options);
  }
};
