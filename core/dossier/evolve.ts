/**
 * evolve(): what an event makes of a dossier. Pure and total; it copies facts out of the event and computes no rule, so that replaying an
 * old log gives the same dossier whatever the rules are today.
 */
import { type Change, endRow, restart, stop } from "./changes/clock.ts";
import { TRANSFER_CHANGES, withTransfer } from "./changes/transfers.ts";
import { latest, optional } from "./context.ts";
import type { DossierEvent, EventOf, EventType, NewEvent } from "./events.ts";
import type { DossierStatus } from "./statuses.ts";
import type { Dossier } from "./types.ts";

/** A log that cannot be replayed: it does not begin with `submitted`, or skips a number. A sign of a damaged store. */
export class EventLogError extends Error {
  override readonly name = "EventLogError";
}

/** A dossier without the named optional fields. */
function without<K extends "inquiry" | "check" | "statusBeforeStop">(dossier: Dossier, ...keys: readonly K[]): Dossier {
  const copy = { ...dossier };
  for (const key of keys) delete copy[key];
  return copy;
}

/** Fields that an event takes away, by event type. */
function cleared(dossier: Dossier, event: DossierEvent): Dossier {
  switch (event.type) {
    case "amended":
      return event.data.recheck ? without(dossier, "check") : dossier;
    case "supplementRequested":
      return dossier.inquiry?.what === "supplement" ? without(dossier, "inquiry") : dossier;
    case "feeRequested":
      return dossier.inquiry?.what === "fee" ? without(dossier, "inquiry") : dossier;
    case "supplemented":
      // Before receipt the papers have changed: they are checked anew.
      return dossier.clock === undefined ? without(dossier, "check") : without(dossier, "statusBeforeStop");
    case "paid":
    case "chargeCancelled":
      return event.data.settled ? without(dossier, "statusBeforeStop") : dossier;
    case "resumed":
      return without(dossier, "statusBeforeStop");
    case "handedOver":
      return without(dossier, "inquiry");
    case "decided":
    case "refused":
    case "withdrawn":
      return without(dossier, "inquiry", "statusBeforeStop");
    default:
      return dossier;
  }
}

const round = (event: EventOf<"foundIncomplete"> | EventOf<"supplementRequested">): Dossier["supplementRounds"][number] => ({
  number: event.data.round,
  beforeReceipt: event.type === "foundIncomplete",
  missing: event.data.missing,
  requestedAt: event.at,
  requestedBy: event.actor.id,
  apology: event.data.forms.some((issued) => issued.form === "apology"),
  ...(event.type === "supplementRequested" ? optional("transferId", event.data.transferId) : {}),
});

/** What each event changes. A new event type does not compile until it has a row here. */
const CHANGES: { readonly [T in Exclude<EventType, "submitted">]: Change<T> } = {
  amended: (dossier, { data }) => ({
    ...optional("components", data.components),
    ...optional("returnMethod", data.returnMethod),
    ...optional("summary", data.summary),
    ...optional("form", data.form),
    ...(data.contact === undefined ? {} : { applicant: { ...dossier.applicant, ...data.contact } }),
  }),
  checkedValid: (_, event) => ({ check: { outcome: "valid", at: event.at, by: event.actor.id } }),
  foundIncomplete: (dossier, event) => ({
    status: "incomplete",
    check: { outcome: "notYetValid", at: event.at, by: event.actor.id },
    supplementRounds: [...dossier.supplementRounds, round(event)],
    forms: [...dossier.forms, ...event.data.forms],
  }),
  rejected: (dossier, event) => ({
    status: "rejected",
    check: { outcome: "outOfScope", at: event.at, by: event.actor.id },
    forms: [...dossier.forms, ...event.data.forms],
  }),
  received: (dossier, { data }) => ({
    status: "received",
    code: data.code,
    procedure: data.procedure,
    receivedAt: data.startedAt,
    clock: { rule: data.rule, startedAt: data.startedAt, dueAt: data.dueAt, firstDueAt: data.dueAt, stops: [], extensions: [] },
    forms: [...dossier.forms, ...data.forms],
  }),
  asked: (dossier, { data: { inquiry } }) => ({
    inquiry,
    ...(inquiry.transferId === undefined || inquiry.what !== "supplement"
      ? {}
      : withTransfer(dossier, inquiry.transferId, (entry) => ({ ...entry, state: "supplementNeeded" }))),
  }),
  supplementRequested: (dossier, event) => ({
    ...stop(dossier.clock, event.data.stop),
    status: "awaitingSupplement",
    statusBeforeStop: event.data.statusBefore,
    supplementRounds: [...dossier.supplementRounds, round(event)],
    forms: [...dossier.forms, ...event.data.forms],
  }),
  paperDemandRefused: () => ({}),
  supplemented: (dossier, { data, at }) => ({
    ...restart(dossier, data.restart),
    ...(data.transferId === undefined
      ? {}
      : withTransfer(dossier, data.transferId, (entry) =>
          entry.state === "supplementNeeded" ? { ...entry, state: "accepted" } : entry,
        )),
    status: data.status,
    components: data.components,
    supplementRounds: dossier.supplementRounds.map((entry) =>
      entry.number === data.round
        ? {
            ...entry,
            suppliedAt: at,
            ...(data.restart === undefined
              ? {}
              : { dueBefore: data.restart.stop.dueBefore, dueAfter: data.restart.stop.dueAfter }),
          }
        : entry,
    ),
  }),
  refused: (dossier, { data, at, actor }) => ({
    status: "decided",
    decision: { outcome: "refused", at, by: actor.id, reason: data.reason, documents: [] },
    handOvers: endRow(dossier.handOvers, data.rowEnd),
    forms: [...dossier.forms, ...data.forms],
  }),
  handedOver: (dossier, { data }) => ({
    status: data.status,
    handOvers: [...endRow(dossier.handOvers, data.rowEnd), data.handOver],
    forms: [...dossier.forms, ...data.forms],
  }),
  progressed: (_, { data, at, actor }) => ({ lastProgress: { at, by: actor.id, note: data.note } }),
  feeRequested: (dossier, { data }) => ({
    ...stop(dossier.clock, data.stop),
    ...optional("statusBeforeStop", data.statusBefore),
    status: data.status,
    charges: [...dossier.charges, data.charge],
    forms: [...dossier.forms, ...data.forms],
  }),
  paid: (dossier, { data }) => ({
    ...restart(dossier, data.restart),
    status: data.status,
    payments: [...dossier.payments, data.payment],
    charges: dossier.charges.map((charge) =>
      charge.chargeId === data.payment.chargeId
        ? { ...charge, paid: data.chargePaid, open: data.chargePaid < charge.amount }
        : charge,
    ),
  }),
  chargeCancelled: (dossier, { data }) => ({
    ...restart(dossier, data.restart),
    status: data.status,
    charges: dossier.charges.map((charge) =>
      charge.chargeId === data.chargeId ? { ...charge, open: false, cancelled: data.reason } : charge,
    ),
  }),
  suspended: (dossier, { data }) => ({
    ...stop(dossier.clock, data.stop),
    status: "suspended",
    statusBeforeStop: data.statusBefore,
    forms: [...dossier.forms, ...data.forms],
  }),
  resumed: (dossier, { data }) => ({ ...restart(dossier, data.restart), status: data.status }),
  ...TRANSFER_CHANGES,
  identityCheckRequested: (dossier, { data }) => ({ identityChecks: [...(dossier.identityChecks ?? []), data.check] }),
  identityChecked: (dossier, { data }) => ({
    identityChecks: (dossier.identityChecks ?? []).map((entry) =>
      entry.checkId === data.checkId ? { ...entry, answer: data.answer } : entry,
    ),
  }),
  paymentRequestRecorded: (dossier, { data }) => ({
    charges: dossier.charges.map((charge) => (charge.chargeId === data.chargeId ? { ...charge, request: data.request } : charge)),
  }),
  receiptRecorded: (dossier, { data }) => ({
    payments: dossier.payments.map((entry) => (entry.reference === data.reference ? { ...entry, receipt: data.receipt } : entry)),
  }),
  decided: (dossier, { data, at, actor }) => ({
    status: "decided",
    decision: { outcome: "approved", at, by: actor.id, documents: data.documents },
    handOvers: endRow(dossier.handOvers, data.rowEnd),
  }),
  extended: (dossier, { data, at }) => ({
    ...(dossier.clock === undefined
      ? {}
      : {
          clock: {
            ...dossier.clock,
            dueAt: data.dueAfter,
            extensions: [
              ...dossier.clock.extensions,
              {
                at,
                reason: data.reason,
                dueBefore: data.dueBefore,
                dueAfter: data.dueAfter,
                acknowledgedBy: data.acknowledgedBy,
              },
            ],
          },
        }),
    forms: [...dossier.forms, ...data.forms],
  }),
  withdrawn: (dossier, { data }) => ({
    status: "withdrawn",
    handOvers: endRow(dossier.handOvers, data.rowEnd),
    // Nothing more is asked of somebody who took his dossier back.
    charges: dossier.charges.map((charge) => (charge.open ? { ...charge, open: false, cancelled: data.reason } : charge)),
  }),
  sentByPost: (dossier, { data, at }) => ({
    status: "inDelivery",
    delivery: { orderNumber: data.orderNumber, state: "requested", trace: [{ at, state: "requested" }] },
    forms: [...dossier.forms, ...data.forms],
  }),
  deliveryRecorded: (dossier, { data, at }) => ({
    status: data.status,
    ...(dossier.delivery === undefined
      ? {}
      : {
          delivery: {
            ...dossier.delivery,
            state: data.state,
            ...optional("itemCode", data.itemCode),
            ...optional("proof", data.proof),
            ...optional("codCollected", data.codCollected),
            trace: [...dossier.delivery.trace, { at, state: data.reported, ...optional("note", data.note) }],
          },
        }),
  }),
  returned: (dossier, { data, at }) => ({
    status: "returned",
    returned: { method: data.method, at, to: data.to, onTime: data.onTime },
    forms: [...dossier.forms, ...data.forms],
    ...(dossier.decision === undefined || data.documents === undefined
      ? {}
      : {
          // The digitised result stays with the dossier (R-C03).
          decision: {
            ...dossier.decision,
            documents: [...dossier.decision.documents, ...data.documents.map((file) => ({ name: file.name, file }))],
          },
        }),
  }),
  partnerRecorded: (dossier, { data, at }) => ({
    ...optional("nationalCode", data.nationalCode),
    ...(data.alias === undefined || (dossier.aliases ?? []).includes(data.alias)
      ? {}
      : { aliases: [...(dossier.aliases ?? []), data.alias] }),
    partners: {
      ...dossier.partners,
      [data.lane]: {
        at,
        outcome: data.outcome,
        operation: data.operation,
        ...optional("code", data.code),
        ...optional("message", data.message),
      },
    },
  }),
};

/** Partners' reports tell of outside truths and may overtake; they do not move the dossier's own course forward in time. */
const REPORTS: ReadonlySet<EventType> = new Set([
  "partnerRecorded",
  "deliveryRecorded",
  "paperDemandRefused",
  "identityChecked",
  "paymentRequestRecorded",
  "receiptRecorded",
]);

/** As whom a partner's adapter hands dossiers in (core/inbound.ts). */
const ADAPTER = /^adapter:(.+)$/;

function begin(event: EventOf<"submitted">): Dossier {
  const { data, at } = event;
  return {
    id: data.dossierId,
    version: event.seq,
    status: "submitted",
    ...optional("code", data.code),
    ...optional("nationalCode", data.nationalCode),
    channel: data.channel,
    ...optional("fromLane", ADAPTER.exec(event.actor.id)?.[1]),
    procedure: data.procedure,
    agencyId: data.agencyId,
    applicant: data.applicant,
    ...optional("owner", data.owner),
    ...optional("summary", data.summary),
    ...optional("account", data.account),
    ...optional("form", data.form),
    ...optional("notices", data.notices),
    ...(data.alias === undefined ? {} : { aliases: [data.alias] }),
    components: data.components,
    returnMethod: data.returnMethod,
    submittedAt: at,
    ...optional("postalArrivalDate", data.postalArrivalDate),
    supplementRounds: [],
    handOvers: [],
    charges: [],
    payments: [],
    transfers: [],
    forms: data.forms ?? [],
    partners: {},
    lastMovedAt: at,
  };
}

/** Looks the change of an event up; the cast only says what the table's type already guarantees (key and event agree). */
const changeOf = (event: Exclude<DossierEvent, { type: "submitted" }>): Change<EventType> =>
  CHANGES[event.type] as Change<EventType>;

/**
 * The dossier after one more event. Throws EventLogError where the log does not begin with `submitted` at number 1 or skips a number: that
 * is a damaged store, not a business case.
 */
export function evolve(dossier: Dossier | undefined, event: DossierEvent): Dossier {
  if (event.seq !== (dossier?.version ?? 0) + 1)
    throw new EventLogError(`event ${event.seq} after version ${dossier?.version ?? 0}`);
  if (event.type === "submitted") {
    if (dossier !== undefined) throw new EventLogError(`dossier ${dossier.id} submitted twice`);
    return begin(event);
  }
  if (dossier === undefined) throw new EventLogError(`the log begins with ${event.type}`);
  const lastMovedAt = REPORTS.has(event.type) ? dossier.lastMovedAt : latest(event.at, dossier.lastMovedAt ?? event.at);
  return {
    ...cleared(dossier, event),
    ...changeOf(event)(dossier, event),
    version: event.seq,
    ...optional("lastMovedAt", lastMovedAt),
  };
}

/** Numbers new events behind the dossier's last one and applies them: what the store writes, and the dossier afterwards. */
export function append(
  dossier: Dossier | undefined,
  events: readonly NewEvent[],
): {
  readonly events: readonly DossierEvent[];
  /** The status after each of them. */
  readonly statuses: readonly DossierStatus[];
  readonly dossier: Dossier | undefined;
} {
  const numbered: DossierEvent[] = [];
  const statuses: DossierStatus[] = [];
  let state = dossier;
  for (const event of events) {
    const next = { ...event, seq: (state?.version ?? 0) + 1 } as DossierEvent;
    state = evolve(state, next);
    numbered.push(next);
    statuses.push(state.status);
  }
  return { events: numbered, statuses, dossier: state };
}

/** The dossier that a whole log makes; undefined for an empty one. */
export const replay = (events: readonly DossierEvent[]): Dossier | undefined =>
  events.reduce<Dossier | undefined>(evolve, undefined);
