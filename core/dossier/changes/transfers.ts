/** What events do to the route of a dossier and to its transfers (R-B06). Pure. */
import { optional } from "../context.ts";
import type { EventType, StatusAfter } from "../events.ts";
import type { Dossier, Transfer } from "../types.ts";
import { type Change, restart, stop } from "./clock.ts";

const statusAfter = ({ status, statusBeforeStop }: StatusAfter): Partial<Dossier> => ({
  status,
  ...optional("statusBeforeStop", statusBeforeStop),
});

/** The transfers with one of them changed. */
export const withTransfer = (
  dossier: Dossier,
  transferId: string,
  change: (transfer: Transfer) => Transfer,
): Partial<Dossier> => ({
  transfers: dossier.transfers.map((entry) => (entry.transferId === transferId ? change(entry) : entry)),
});

type TransferEvent = Extract<
  EventType,
  "routeStarted" | "legSkipped" | "routeEnded" | "clockStopped" | "clockRestarted" | "forwarded" | `transfer${string}`
>;

/** One row per event of routes and transfers. */
export const TRANSFER_CHANGES: { readonly [T in TransferEvent]: Change<T> } = {
  routeStarted: (_, { data }) => ({ route: { ...data.route, skipped: [] } }),
  legSkipped: (dossier, { data }) =>
    dossier.route === undefined ? {} : { route: { ...dossier.route, skipped: [...dossier.route.skipped, data] } },
  routeEnded: (dossier, { data, at }) =>
    dossier.route === undefined ? {} : { route: { ...dossier.route, ended: { at, outcome: data.outcome } } },
  clockStopped: (dossier, { data }) => stop(dossier.clock, data.stop),
  clockRestarted: (dossier, { data }) => restart(dossier, data.restart),
  forwarded: (dossier, { data }) => ({ ...statusAfter(data), transfers: [...dossier.transfers, data.transfer] }),
  transferAccepted: (dossier, { data }) =>
    withTransfer(dossier, data.transferId, (entry) => ({
      ...entry,
      ...(data.news ? { state: "accepted" as const, ...optional("reference", data.reference) } : {}),
    })),
  transferSentBack: (dossier, { data }) =>
    withTransfer(dossier, data.transferId, (entry) => ({ ...entry, state: "sentBack", reason: data.reason })),
  transferResent: (dossier, { data, at }) => ({
    ...optional("form", data.form),
    ...withTransfer(dossier, data.transferId, ({ reason: _, reference: __, ...entry }) => ({
      ...entry,
      state: "sent",
      number: data.number,
      data: data.data,
      sentAt: at,
    })),
  }),
  transferCancelled: (dossier, { data }) => ({
    ...statusAfter(data),
    ...withTransfer(dossier, data.transferId, (entry) => ({ ...entry, state: "cancelled", open: false, reason: data.reason })),
  }),
  transferResultTaken: (dossier, { data }) => ({
    ...statusAfter(data),
    ...withTransfer(dossier, data.transferId, (entry) => ({
      ...entry,
      state: data.late ? entry.state : data.result.outcome,
      open: false,
      result: data.result,
    })),
  }),
};
