/** What the doors show of a dossier's way through the agencies (liên thông, R-B06). Pure functions. */

import type { Leg } from "../../catalogs/route.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Hub } from "../../core/hub.ts";
import type { Bilingual } from "../problem.ts";

type Agencies = Pick<Hub, "agency">;

/** Where a step is, as a person reads it: a transfer's own states, and those of legs that have not become one. */
export const STEP_STATES = {
  waiting: { vi: "Chưa đến lượt", en: "Not begun" },
  sent: { vi: "Đã chuyển, chờ tiếp nhận", en: "Sent" },
  accepted: { vi: "Cơ quan đang giải quyết", en: "Taken in" },
  awaitingPayment: { vi: "Chờ người nộp thanh toán", en: "Waiting for the applicant's payment" },
  supplementNeeded: { vi: "Chờ bổ sung giấy tờ", en: "Waiting for papers" },
  sentBack: { vi: "Trả lại do sai, Bộ phận Một cửa đang sửa", en: "Sent back, being corrected" },
  done: { vi: "Đã xong", en: "Done" },
  refused: { vi: "Không giải quyết", en: "Refused" },
  cancelled: { vi: "Đã thu hồi", en: "Called off" },
  skipped: { vi: "Không phải thực hiện", en: "Not needed" },
} as const satisfies Readonly<Record<string, Bilingual>>;
export type StepState = keyof typeof STEP_STATES;

const nameOf = (agencyId: string, hub: Agencies): string => hub.agency(agencyId)?.name ?? agencyId;

/** A transfer with names for its codes, for those who may read the whole dossier. */
export const transferView = (transfer: Transfer, hub: Agencies) => ({
  ...transfer,
  agencyName: nameOf(transfer.toAgencyId, hub),
  stateTitle: STEP_STATES[transfer.state],
});

const step = (
  name: string,
  state: StepState,
  more: { readonly agencyName?: string; readonly sentAt?: string; readonly dueAt?: string; readonly endedAt?: string },
) => ({ name, state, stateTitle: STEP_STATES[state], ...more });

const transferStep = (name: string, transfer: Transfer, hub: Agencies, payment = false) =>
  step(name, payment && transfer.open ? "awaitingPayment" : transfer.state, {
    ...(payment ? {} : { agencyName: nameOf(transfer.toAgencyId, hub) }),
    sentAt: transfer.sentAt,
    ...(transfer.dueAt === undefined ? {} : { dueAt: transfer.dueAt }),
    ...(transfer.result === undefined ? {} : { endedAt: transfer.result.at }),
  });

const legStep = (leg: Leg, dossier: Dossier, hub: Agencies) => {
  const payment = leg.kind === "payment";
  const transfer = dossier.transfers.find((one) => one.leg === leg.key);
  if (transfer !== undefined) return transferStep(leg.name, transfer, hub, payment);
  const skipped = dossier.route?.skipped.some((one) => one.leg === leg.key) === true;
  const agencyId = leg.agency === "receiving" ? dossier.agencyId : leg.agency;
  const known = !payment && leg.agency !== "parent";
  return step(leg.name, skipped ? "skipped" : "waiting", known ? { agencyName: nameOf(agencyId, hub) } : {});
};

/**
 * The steps of a dossier for the public look-up: those of its route in their order, then what was sent by hand. What officers and
 * agencies wrote (purpose, reason, note, numbers) is left out: it may name people (R-I02).
 */
export const publicSteps = (dossier: Dossier, hub: Agencies) => [
  ...(dossier.route?.legs ?? []).map((leg) => legStep(leg, dossier, hub)),
  ...dossier.transfers.filter((one) => one.leg === undefined).map((one) => transferStep("Chuyển cơ quan phối hợp", one, hub)),
];

/** Names of the agencies that have the dossier now; none when it is over. */
export const heldBy = (dossier: Dossier, over: boolean, hub: Agencies): readonly string[] => {
  if (over) return [];
  const payments = new Set(dossier.route?.legs.filter((leg) => leg.kind === "payment").map((leg) => leg.key));
  const others = dossier.transfers.filter(
    (one) => one.open && one.state !== "sentBack" && !(one.leg !== undefined && payments.has(one.leg)),
  );
  const ids = others.length === 0 ? [dossier.agencyId] : others.map((one) => one.toAgencyId);
  return [...new Set(ids)].map((id) => nameOf(id, hub));
};
