/**
 * What holds for every command before its own rule is asked: is it this role's business (R-I01), does the status allow it, does the dossier
 * belong to the actor's agency, and is the time possible (R-B12). Each is a table or a small function.
 * Glossary: role = vai trò · status = trạng thái · floor = mốc thời gian sớm nhất có thể.
 */
import type { Instant } from "../time/types.ts";
import type { CommandType, DossierCommand, Role } from "./commands.ts";
import { type Context, type Decision, refuseWith } from "./context.ts";
import { type DossierStatus, FINAL_STATUSES } from "./statuses.ts";
import type { Dossier, EventMeta, HandOver } from "./types.ts";

/** Who may issue which command. A portal or an agency's own system acts as "partner", a post office as "post", the hub itself as "system". */
export const ROLES_OF: { readonly [T in CommandType]: readonly Role[] } = {
  submit: ["applicant", "officer", "partner", "post", "system"],
  amend: ["applicant", "officer", "partner"],
  check: ["officer"],
  receive: ["officer"],
  ask: ["unit", "partner"],
  requestSupplement: ["officer"],
  supplement: ["applicant", "officer", "partner", "post"],
  refuse: ["officer", "leader"],
  handOver: ["officer", "unit", "leader"],
  progress: ["officer", "unit", "leader", "partner"],
  requestFee: ["officer", "partner"],
  recordPayment: ["officer", "partner", "post", "system"],
  cancelCharge: ["officer", "partner"],
  recordPaymentRequest: ["partner", "system"],
  recordReceipt: ["officer", "partner", "system"],
  suspend: ["officer", "unit", "leader"],
  resume: ["officer", "unit", "leader"],
  forward: ["officer", "unit", "leader"],
  acceptTransfer: ["officer", "unit", "partner", "system"],
  takeTransferResult: ["officer", "unit", "partner", "system"],
  resendTransfer: ["officer", "unit", "leader"],
  cancelTransfer: ["officer", "leader"],
  checkIdentity: ["officer", "unit"],
  recordIdentityCheck: ["partner", "system"],
  decide: ["officer", "unit", "leader"],
  extend: ["officer", "unit", "leader"],
  withdraw: ["applicant", "officer", "partner"],
  returnInPerson: ["officer"],
  returnOnline: ["officer", "system"],
  sendByPost: ["officer", "system"],
  recordDelivery: ["officer", "post", "partner", "system"],
  recordPartner: ["partner", "post", "system"],
};

/** Statuses in which the dossier waits, and the clock stands (R-B04). */
const WAITING = ["awaitingSupplement", "awaitingPayment", "suspended"] as const satisfies readonly DossierStatus[];
/** Statuses in which the dossier is being resolved and the clock runs. */
const RUNNING = ["received", "processing", "forwarded"] as const satisfies readonly DossierStatus[];
const EVERY_STATUS = "every";

/**
 * In which statuses a command may come. The rule itself may still refuse (for example `decide` in `forwarded`: results outstanding).
 * `recordPartner` comes in every status, closed ones too: partners answer about a dossier's end after its end; so do parcel reports
 * after the delivery (a second report of it, the cash handed in), which then only go into the trace.
 */
export const STATUSES_OF: { readonly [T in CommandType]: readonly DossierStatus[] | typeof EVERY_STATUS } = {
  submit: [],
  amend: ["submitted", "incomplete"],
  check: ["submitted", "incomplete"],
  receive: ["submitted"],
  // An agency of a transfer may ask while the dossier waits for something else; a unit at work may not.
  ask: ["processing", "forwarded", ...WAITING],
  requestSupplement: RUNNING,
  supplement: ["incomplete", "awaitingSupplement"],
  refuse: [...RUNNING, ...WAITING],
  handOver: RUNNING,
  progress: [...RUNNING, ...WAITING],
  requestFee: ["submitted", "received", "processing", "forwarded", "awaitingPayment"],
  recordPayment: ["submitted", "incomplete", "awaitingPayment"],
  cancelCharge: ["submitted", "incomplete", "awaitingPayment"],
  // The channel answers when it can: a request for a charge paid meanwhile at the counter, a receipt after the dossier's end.
  recordPaymentRequest: EVERY_STATUS,
  recordReceipt: EVERY_STATUS,
  suspend: RUNNING,
  resume: ["suspended"],
  forward: RUNNING,
  acceptTransfer: EVERY_STATUS,
  // Withdrawn: what was left to finish, or had been called off too late, still reports.
  takeTransferResult: ["forwarded", ...WAITING, "processing", "withdrawn"],
  resendTransfer: ["forwarded", ...WAITING],
  cancelTransfer: ["forwarded", ...WAITING],
  checkIdentity: ["submitted", "incomplete", ...RUNNING, ...WAITING],
  recordIdentityCheck: EVERY_STATUS,
  decide: [...RUNNING, ...WAITING],
  extend: RUNNING,
  withdraw: ["submitted", "incomplete", ...RUNNING, ...WAITING],
  returnInPerson: ["decided"],
  returnOnline: ["decided"],
  sendByPost: ["decided"],
  recordDelivery: ["decided", "inDelivery", "returned"],
  recordPartner: EVERY_STATUS,
};

const isAllowedIn = (type: CommandType, status: DossierStatus): boolean => {
  const statuses = STATUSES_OF[type];
  return statuses === EVERY_STATUS || statuses.includes(status);
};

/** The commands that a role may try in a status, for screens and for the hint of a refusal. */
export const commandsFor = (status: DossierStatus, role?: Role): readonly CommandType[] =>
  (Object.keys(STATUSES_OF) as CommandType[]).filter(
    (type) => isAllowedIn(type, status) && (role === undefined || ROLES_OF[type].includes(role)),
  );

/** What the holder of the dossier's hand-over may do although the dossier is another agency's. */
const HOLDER_MAY: ReadonlySet<CommandType> = new Set<CommandType>([
  "ask",
  "progress",
  "handOver",
  "suspend",
  "resume",
  "forward",
  "takeTransferResult",
  "decide",
  "extend",
]);
/** What an agency to which it was forwarded may do (R-B06, R-B10). */
const FORWARDED_MAY: ReadonlySet<CommandType> = new Set<CommandType>(["ask", "progress", "acceptTransfer", "takeTransferResult"]);

/** The open row of the control slip: who holds the dossier. */
export const openRow = (dossier: Dossier): HandOver | undefined => {
  const last = dossier.handOvers.at(-1);
  return last?.finishedAt === undefined ? last : undefined;
};

/** Transfers whose result has not come back. */
export const openTransfers = (dossier: Dossier): Dossier["transfers"] => dossier.transfers.filter((entry) => entry.open);

/** The roles whose reports carry an outside time: they may lie in the past, and are dated no earlier than what they answer. */
const OUTSIDE_ROLES: ReadonlySet<Role> = new Set<Role>(["partner", "post", "system"]);
const LATE_ENTRY_ROLES: ReadonlySet<Role> = new Set<Role>(["officer", "unit", "leader"]);
/** Clocks of partners and of the hub's own processes differ by seconds; more than this is an error, not a skew. */
const SKEW_MS = 5 * 60_000;

/** The role may do this; an applicant files for himself only online (counter and post go through an officer or the post). */
function roleGuard(command: DossierCommand, role: Role): Decision | undefined {
  const allowed = ROLES_OF[command.type];
  const ownChannel = command.type !== "submit" || role !== "applicant" || command.channel === "online";
  return allowed.includes(role) && ownChannel
    ? undefined
    : refuseWith("dossier.role-not-allowed", { role, command: command.type, allowed });
}

/** The status allows this. */
function statusGuard(type: CommandType, dossier: Dossier): Decision | undefined {
  const { status } = dossier;
  if (isAllowedIn(type, status)) return undefined;
  if (FINAL_STATUSES.has(status)) return refuseWith("dossier.final", { status, command: type });
  if (type === "receive" && dossier.receivedAt !== undefined) {
    return refuseWith("dossier.already-received", { code: dossier.code, receivedAt: dossier.receivedAt });
  }
  return refuseWith("dossier.wrong-state", { status, command: type, allowed: commandsFor(status) });
}

/**
 * An actor of an agency acts on the dossiers of that agency, of a closed agency that it succeeds, and — for the commands of HOLDER_MAY and
 * FORWARDED_MAY — on those it was handed or forwarded. Actors without agency (applicants, the hub, provincial partners) are scoped at the door.
 */
function agencyGuard(type: CommandType, dossier: Dossier, context: Context): Decision | undefined {
  const agencyId = context.meta.actor.agencyId;
  if (agencyId === undefined || agencyId === dossier.agencyId) return undefined;
  if (context.agency?.status === "closed" && context.agency.successorIds.includes(agencyId)) return undefined;
  if (HOLDER_MAY.has(type) && openRow(dossier)?.agencyId === agencyId) return undefined;
  if (FORWARDED_MAY.has(type) && openTransfers(dossier).some((entry) => entry.toAgencyId === agencyId)) return undefined;
  // Whose transfer was answered already hears so (dossier.transfer-answered) rather than that the dossier is none of his.
  if (type === "takeTransferResult" && dossier.transfers.some((entry) => entry.toAgencyId === agencyId)) return undefined;
  return refuseWith("dossier.not-your-agency", { agencyId, dossierAgencyId: dossier.agencyId });
}

/**
 * The earliest time a command can have happened. What answers something (supplement, payment, partner's result, parcel report) happens after
 * it was asked for; everything else after the latest event of the dossier's own course.
 */
export function floorOf(command: DossierCommand, dossier: Dossier): Instant {
  const course = dossier.lastMovedAt ?? dossier.submittedAt;
  switch (command.type) {
    case "supplement":
      return dossier.supplementRounds.at(-1)?.requestedAt ?? course;
    case "recordPayment":
      return dossier.charges.find((charge) => charge.chargeId === command.chargeId)?.requestedAt ?? course;
    case "acceptTransfer":
    case "takeTransferResult":
      return dossier.transfers.find((entry) => entry.transferId === command.transferId)?.sentAt ?? course;
    case "recordDelivery":
      return dossier.delivery?.trace[0]?.at ?? course;
    case "recordPartner":
      return dossier.submittedAt;
    default:
      return course;
  }
}

/**
 * The envelope with a possible time, or the refusal (R-B12): never in the future; in the past only as a marked late entry of an officer, or
 * as a report of an outside system; never before its floor. Seconds of clock skew are evened out. A report older than its floor is dated at
 * the floor: a message that overtook another is not lost for it.
 */
export function possibleTime(meta: EventMeta, floor: Instant | undefined): EventMeta | Decision {
  const { at, recordedAt, actor, lateEntry } = meta;
  const outside = OUTSIDE_ROLES.has(actor.role);
  if (lateEntry !== undefined && !LATE_ENTRY_ROLES.has(actor.role))
    return refuseWith("dossier.late-entry-not-allowed", { role: actor.role });
  if (at > recordedAt) {
    if (!outside || Date.parse(at) - Date.parse(recordedAt) > SKEW_MS)
      return refuseWith("dossier.time-in-future", { at, recordedAt });
    return possibleTime({ ...meta, at: recordedAt }, floor);
  }
  if (at < recordedAt && !outside && lateEntry === undefined) return refuseWith("dossier.late-entry-needed", { at, recordedAt });
  if (floor === undefined || at >= floor) return meta;
  const skew = at === recordedAt && Date.parse(floor) - Date.parse(at) <= SKEW_MS;
  return outside || skew ? { ...meta, at: floor } : refuseWith("dossier.before-last-event", { at, earliest: floor });
}

/** All guards for a command on an existing dossier, in the order in which a person would want to hear of them. */
export function guard(command: DossierCommand, dossier: Dossier, context: Context): EventMeta | Decision {
  return (
    roleGuard(command, context.meta.actor.role) ??
    statusGuard(command.type, dossier) ??
    agencyGuard(command.type, dossier, context) ??
    possibleTime(context.meta, floorOf(command, dossier))
  );
}

/** The guards that a new dossier has: role, the officer's own agency, and time. */
export function guardSubmit(command: Extract<DossierCommand, { type: "submit" }>, context: Context): EventMeta | Decision {
  const { role, agencyId } = context.meta.actor;
  // The command may name the agency by another of its ids (domain.md §2).
  const receiving = context.agency?.id ?? command.agencyId;
  const foreign = agencyId !== undefined && LATE_ENTRY_ROLES.has(role) && agencyId !== receiving;
  return (
    roleGuard(command, role) ??
    (foreign ? refuseWith("dossier.not-your-agency", { agencyId, dossierAgencyId: receiving }) : undefined) ??
    possibleTime(context.meta, undefined)
  );
}
