/** What the operations do: the same questions to the hub as at the REST door, and the same answers. */
import type { Context } from "hono";
import type { CommandType } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { DossierFilter, Hub, Outcome, PartnerAccount } from "../../core/hub.ts";
import { type PartnerRole, ROLE_NAMES } from "../../core/partners/roles.ts";
import { hasScope, type Scope } from "../../core/partners/scopes.ts";
import { listedAgencies, maySee } from "../../core/partners/sight.ts";
import { giveCommand } from "../auth/give.ts";
import { recordLook } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";
import { PROBLEMS, type Problem, problem } from "../problem.ts";
import { reachable } from "../rest/commands.ts";
import { refusalProblem } from "../rest/refusals.ts";
import { answerable, isInbox, readTransferId, transferDetailView, transferItemView } from "../rest/transfer-views.ts";
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

/** `dossier`: undefined for a submission. */
const command = async (
  c: Context<GatewayEnv>,
  frame: Call["frame"],
  type: CommandType,
  body: object,
  dossier: string | undefined,
  options: ActOptions,
): Promise<Answer> => {
  const { idempotencyKey, expectedVersion } = frame;
  const outcome = await giveCommand(c, options, {
    type,
    body,
    dossier,
    key: text(idempotencyKey),
    expectedVersion: typeof expectedVersion === "number" ? expectedVersion : undefined,
  });
  return answerOf(outcome, type === "submit", options.hub);
};

/** Records a look at a dossier and only then shows it (R-I02). */
const look = async (
  c: Context<GatewayEnv>,
  { operation, frame }: Call,
  { hub, log }: ActOptions,
  dossierId: string,
  show: () => object | Promise<object>,
): Promise<Answer> => {
  c.set("dossierId", dossierId);
  const title = text(frame["purpose"]) ?? operation.title.vi;
  const refused = await recordLook(c, hub, { dossierId, operation: { id: operation.name, title }, door: "soap" }, log);
  return refused === undefined ? { value: await show() } : { problem: refused };
};

const read = async (
  c: Context<GatewayEnv>,
  call: Call,
  options: ActOptions,
  show: (dossier: Dossier) => object | Promise<object>,
): Promise<Answer> => {
  const dossier = await reachable(options.hub, c.get("partner"), text(call.frame["dossier"]) ?? "");
  if (dossier === undefined) return { problem: PROBLEMS.unknownDossier() };
  return look(c, call, options, dossier.id, () => show(dossier));
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

const listTransfers = async (c: Context<GatewayEnv>, { frame }: Call, { hub }: ActOptions): Promise<Answer> => {
  const partner = c.get("partner");
  const agencyIds = listedAgencies(partner, hub);
  // The frame has the names and types of the filter.
  const page = await hub.inbox({ ...(agencyIds === undefined ? {} : { agencyIds }), ...(frame as { readonly limit?: number }) });
  const now = hub.now();
  const transfer = page.items.flatMap((dossier) =>
    dossier.transfers
      .filter((one) => isInbox(dossier, one) && answerable(partner, one, hub))
      .map((one) => transferItemView(dossier, one, now, hub)),
  );
  return { value: { transfer, next: page.next } };
};

/** The transfer that a call names, if it went to one of the caller's agencies; to everybody else there is none. */
const reach = async (
  c: Context<GatewayEnv>,
  { frame }: Call,
  hub: Hub,
): Promise<{ readonly dossier: Dossier; readonly transfer: Transfer } | undefined> => {
  const named = readTransferId(text(frame["transferId"]) ?? "");
  const dossier = named && (await hub.find(named.dossierId));
  const transfer = dossier?.transfers.find((one) => one.transferId === named?.transferId);
  if (dossier === undefined || transfer === undefined || !answerable(c.get("partner"), transfer, hub)) return undefined;
  c.set("dossierId", dossier.id);
  return { dossier, transfer };
};

const unknownTransfer = (): Problem => PROBLEMS.unknownResource({ vi: "hồ sơ chuyển đến", en: "transfer" });

/** As at the REST door: the service is for those whom a transfer went to. */
const TRANSFER_ROLES: readonly PartnerRole[] = ["agency", "operator"];
const roleRefused = (role: PartnerRole): Problem =>
  PROBLEMS.forbidden({
    vi: `Vai trò "${ROLE_NAMES[role]}" không được gọi chức năng này.`,
    en: `Role "${role}" may not call this.`,
  });

const onTransfer = async (c: Context<GatewayEnv>, call: Call, act: Act, options: ActOptions): Promise<Answer> => {
  const { hub } = options;
  const { role } = c.get("partner");
  if (!TRANSFER_ROLES.includes(role)) return { problem: roleRefused(role) };
  if (act.kind === "listTransfers") return listTransfers(c, call, options);
  const found = await reach(c, call, hub);
  if (found === undefined) return { problem: unknownTransfer() };
  const { dossier, transfer } = found;
  if (act.kind === "answerTransfer") {
    const body = { ...call.body, ...act.fixed, transferId: transfer.transferId };
    return command(c, call.frame, act.type, body, dossier.id, options);
  }
  return look(c, call, options, dossier.id, () => ({ transfer: transferDetailView(dossier, transfer, hub.now(), hub) }));
};

/** Does what a call asks for. The partner is in the request's variables. */
export const perform = (c: Context<GatewayEnv>, call: Call, options: ActOptions): Promise<Answer> => {
  const { act } = call.operation;
  if (act.kind === "command") return command(c, call.frame, act.type, call.body, text(call.frame["dossier"]), options);
  if (act.kind !== "answerTransfer" && !hasScope(act.scopes, c.get("partner").scopes, c.get("scopes")))
    return Promise.resolve({ problem: scopeMissing(act.scopes[0]) });
  const { hub } = options;
  switch (act.kind) {
    case "readDossier":
      return read(c, call, options, (dossier) => ({ dossier: dossierView(dossier, hub) }));
    case "readTimeline":
      return read(c, call, options, async (dossier) => ({ event: (await hub.timeline(dossier.id)).map(eventView) }));
    case "listDossiers":
      return listDossiers(c, call, options);
    default:
      return onTransfer(c, call, act, options);
  }
};
